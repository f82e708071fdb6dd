/* Private to lab: reading the charts of a lab. charts.c reads a whole chart, chart_axes.c its axes and its sweep,
 * chart_series.c its curves and bars, chart_parts.c what else is drawn. */
#ifndef LAB_CHART_READ_H
#define LAB_CHART_READ_H

#include "chart/chart.h"
#include "lab/read.h"

void lab_read_axis(const struct lab *lab, struct yaml_value value, struct chart_axis *axis);
/* Checks that the ends of an axis of the chart are in its unit (NULL: nothing along it has one), and that it is not
 * called by another. */
void lab_check_axis(const struct lab *lab, struct yaml_mapping *chart, const char *name, const struct chart_axis *axis,
                    const struct unit *unit);
/* Fills in what an axis leaves open from a quantity shown along it (may be NULL). */
void lab_complete_axis(struct chart_axis *axis, const struct quantity *quantity);
/* Reads the sweep; a variable of the chart's own becomes `chart->variable`. What a sweep leaves open depends on the
 * chart's axes: its steps are equal on paper, and there are more of them if a logarithmic y bends what would otherwise
 * be nearly straight. */
void lab_read_sweep(const struct lab *lab, struct yaml_value value, struct chart *chart);

/* The units of a chart's axes, each that of the first value that is read along it; NULL until then. */
struct lab_chart_units {
    const struct unit *x, *y, *right;
};
/* The parts of a chart. `lab` is a copy whose model has the chart's own variable, where that may be used. */
void lab_read_series(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *chart,
                     struct lab_chart_units *units);
void lab_read_lines(const struct lab *lab, struct yaml_value value, struct lab_chart *chart,
                    struct lab_chart_units *units);
void lab_read_markers(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *chart,
                      struct lab_chart_units *units);
void lab_read_ranges(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *chart,
                     struct lab_chart_units *units);
void lab_read_areas(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *chart);
void lab_read_own(const struct lab *lab, struct yaml_value value, struct lab_chart *chart, const struct unit *x_unit,
                  const struct unit *y_unit);
/* What readers of parts have in common: one item of a list; a value in the unit of an axis; keys of items. */
struct yaml_mapping lab_chart_item(const struct yaml_list *list, size_t i, const char *called);
const struct expr *lab_chart_value(const struct lab *lab, struct yaml_value value, const struct unit **unit);
enum chart_colour lab_chart_colour(struct yaml_mapping *mapping, enum chart_colour initial);
enum chart_dash lab_chart_dash(struct yaml_mapping *mapping, enum chart_dash initial);
const char *lab_chart_label(struct yaml_mapping *mapping);
void lab_read_highlight(struct yaml_mapping *mapping, struct lab_chart *chart);

#endif
