/* Reading the charts of a lab: charts.c reads a whole chart, chart_axes.c what stands under one key, axes and
 * sweeps, chart_parts.c what is drawn. */
#ifndef LAB_CHART_READ_H
#define LAB_CHART_READ_H

#include "lab/lab.h"

/* A part of a chart while it is read. */
struct lab_place {
    const struct lab_reader *reader;
    struct lab_chart *chart;
    const yaml_node_t *node;
    const char *what; /* "chart 'costs', line 2" */
};

/* What stands under a key of the place. Mistakes are reported at it. */
void lab_place_report(const struct lab_place *place, const yaml_node_t *node, const char *message);
const yaml_node_t *lab_place_member(const struct lab_place *place, const char *key);
/* A line of text; "" where it is absent (reported where it is needed). */
const char *lab_place_line(const struct lab_place *place, const char *key, bool needed);
/* The number of the word in a list that ends with NULL; `initial` where the key is absent or wrong. */
int lab_place_word(const struct lab_place *place, const char *key, const char *const *words, int initial);
bool lab_place_truth(const struct lab_place *place, const char *key);
/* A number, `5%` too; NaN where it is absent or wrong. */
double lab_place_number(const struct lab_place *place, const char *key);
const struct expr *lab_place_condition(const struct lab_place *place);
/* A value in the unit of an axis: that of the first value read along it. */
const struct expr *lab_place_value(const struct lab_place *place, const char *key, const struct unit **unit);

void lab_read_axis(const struct lab_place *chart, const char *key, struct chart_axis *axis);
/* What an axis leaves open it takes from a quantity shown along it (may be NULL). */
void lab_complete_axis(struct chart_axis *axis, const struct quantity *quantity);
/* What a sweep leaves open goes by its axes: equal steps along the paper, and more of them where a logarithmic y bends
 * what would be nearly straight. */
void lab_read_sweep(const struct lab_place *chart, const struct chart_axis *x, const struct chart_axis *y,
                    struct sweep *sweep);

/* The parts of a chart, into place->chart; the units of its axes are found on the way. */
void lab_read_series(const struct lab_place *place, const struct unit **unit);
void lab_read_lines(const struct lab_place *place, const struct unit **x_unit, const struct unit **y_unit);
void lab_read_markers(const struct lab_place *place, const struct unit **x_unit, const struct unit **y_unit);
void lab_read_areas(const struct lab_place *place);
void lab_read_own(const struct lab_place *place, const struct unit *x_unit, const struct unit *y_unit);
void lab_read_highlight(const struct lab_place *place);

#endif
