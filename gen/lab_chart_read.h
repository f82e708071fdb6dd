/* Reading the charts of a lab: lab_charts.c reads a whole chart, lab_chart_axes.c what stands under one key, axes and
 * sweeps, lab_chart_parts.c what is drawn. */
#ifndef GEN_LAB_CHART_READ_H
#define GEN_LAB_CHART_READ_H

#include "lab_charts.h"

/* A part of a chart while it is read. */
struct place {
    const struct lab_reader *reader;
    struct lab_chart *chart;
    const yaml_node_t *node;
    const char *what; /* "chart 'costs', line 2" */
};

/* What stands under a key of the place. Mistakes are reported at it. */
void place_report(const struct place *place, const yaml_node_t *node, const char *message);
const yaml_node_t *place_member(const struct place *place, const char *key);
/* A line of text; "" where it is absent (reported where it is needed). */
const char *place_line(const struct place *place, const char *key, bool needed);
/* The number of the word in a list that ends with NULL; `initial` where the key is absent or wrong. */
int place_word(const struct place *place, const char *key, const char *const *words, int initial);
bool place_truth(const struct place *place, const char *key);
/* A number, `5%` too; NaN where it is absent or wrong. */
double place_number(const struct place *place, const char *key);
const struct expr *place_condition(const struct place *place);
/* A value in the unit of an axis: that of the first value read along it. */
const struct expr *place_value(const struct place *place, const char *key, const struct unit **unit);

void chart_read_axis(const struct place *chart, const char *key, struct chart_axis *axis);
/* What an axis leaves open it takes from a quantity shown along it (may be NULL). */
void chart_complete_axis(struct chart_axis *axis, const struct quantity *quantity);
/* What a sweep leaves open goes by its axes: equal steps along the paper, and more of them where a logarithmic y bends
 * what would be nearly straight. */
void chart_read_sweep(const struct place *chart, const struct chart_axis *x, const struct chart_axis *y,
                      struct sweep *sweep);

/* The parts of a chart, into place->chart; the units of its axes are found on the way. */
void chart_read_series(const struct place *place, const struct unit **unit);
void chart_read_lines(const struct place *place, const struct unit **x_unit, const struct unit **y_unit);
void chart_read_markers(const struct place *place, const struct unit **x_unit, const struct unit **y_unit);
void chart_read_areas(const struct place *place);
void chart_read_own(const struct place *place, const struct unit *x_unit, const struct unit *y_unit);
void chart_read_highlight(const struct place *place);

#endif
