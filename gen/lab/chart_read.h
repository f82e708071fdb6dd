/* Private to lab: reading the charts of a lab. charts.c reads a whole chart, chart_axes.c its axes and its sweep,
 * chart_parts.c what is drawn; chart_read.c has what they have in common. */
#ifndef LAB_CHART_READ_H
#define LAB_CHART_READ_H

#include "chart/chart.h"
#include "lab/read.h"

/* A line of text that is the same for all sets, so that a tag in it is an error; "" if it is absent (reported if it is
 * needed) or wrong. */
const char *lab_place_line(const struct lab_place *place, const char *key, bool needed);
/* The number of the word in a list that ends with NULL; `initial` if the key is absent or wrong. */
int lab_place_word(const struct lab_place *place, const char *key, const char *const *words, int initial);
/* `true` or `false`; false if the key is absent or wrong. */
bool lab_place_truth(const struct lab_place *place, const char *key);
/* A value in the unit of an axis: the unit of the first value that is read along it. */
const struct expr *lab_place_value(const struct lab_place *place, const char *key, const struct unit **unit);

void lab_read_axis(const struct lab_place *chart, const char *key, struct chart_axis *axis);
/* Fills in what an axis leaves open from a quantity shown along it (may be NULL). */
void lab_complete_axis(struct chart_axis *axis, const struct quantity *quantity);
/* What a sweep leaves open depends on its axes: its steps are equal on paper, and there are more of them if a
 * logarithmic y bends what would otherwise be nearly straight. */
void lab_read_sweep(const struct lab_place *chart, const struct chart_axis *x, const struct chart_axis *y,
                    struct sweep *sweep);

/* The parts of a chart; the units of its axes are found on the way. */
void lab_read_series(const struct lab_place *place, struct lab_chart *chart, const struct unit **unit);
void lab_read_lines(const struct lab_place *place, struct lab_chart *chart, const struct unit **x_unit,
                    const struct unit **y_unit);
void lab_read_markers(const struct lab_place *place, struct lab_chart *chart, const struct unit **x_unit,
                      const struct unit **y_unit);
void lab_read_areas(const struct lab_place *place, struct lab_chart *chart);
void lab_read_own(const struct lab_place *place, struct lab_chart *chart, const struct unit *x_unit,
                  const struct unit *y_unit);
void lab_read_highlight(const struct lab_place *place, struct lab_chart *chart);

#endif
