/* Private to lab: reading the charts of a lab. charts.c reads a whole chart, chart_axes.c its axes and its sweep,
 * chart_parts.c what is drawn. */
#ifndef LAB_CHART_READ_H
#define LAB_CHART_READ_H

#include "chart/chart.h"
#include "lab/read.h"

void lab_read_axis(const struct lab *lab, struct yaml_value value, struct chart_axis *axis);
/* Checks that the ends of an axis of the chart are in its unit (NULL: nothing along it has one). */
void lab_check_ends(const struct lab *lab, const struct yaml_mapping *chart, const char *name,
                    const struct chart_axis *axis, const struct unit *unit);
/* Fills in what an axis leaves open from a quantity shown along it (may be NULL). */
void lab_complete_axis(struct chart_axis *axis, const struct quantity *quantity);
/* What a sweep leaves open depends on the chart's axes: its steps are equal on paper, and there are more of them if a
 * logarithmic y bends what would otherwise be nearly straight. */
void lab_read_sweep(const struct lab *lab, struct yaml_value value, struct chart *chart);

/* The parts of a chart; the units of its axes are found on the way. */
void lab_read_series(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *chart,
                     const struct unit **unit);
void lab_read_lines(const struct lab *lab, struct yaml_value value, struct lab_chart *chart, const struct unit **x_unit,
                    const struct unit **y_unit);
void lab_read_markers(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *chart,
                      const struct unit **x_unit, const struct unit **y_unit);
void lab_read_areas(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *chart);
void lab_read_own(const struct lab *lab, struct yaml_value value, struct lab_chart *chart, const struct unit *x_unit,
                  const struct unit *y_unit);
void lab_read_highlight(struct yaml_mapping *mapping, struct lab_chart *chart);

#endif
