#include "lab/chart_read.h"

#include <math.h>
#include <string.h>

static bool is_power_of_two(double value) {
    int exponent;
    return value > 0 && frexp(value, &exponent) == 0.5;
}

static const struct quantity *quantity_of(const struct expr *expr) {
    return expr && expr->op == EXPR_NAME ? expr->quantity : NULL;
}

static void read_chart(const struct lab_place *place, struct lab_chart *lab_chart) {
    static const char *const known[] = {"name",  "title",   "kind",  "x",         "y",     "sweep", "series", "bars",
                                        "lines", "markers", "areas", "highlight", "frame", "own",   NULL};
    static const char *const kinds[] = {"line", "scatter", "bars", NULL};
    struct chart *chart = &lab_chart->chart;
    const struct lab_reader *reader = place->reader;
    const struct unit *x_unit = NULL, *y_unit = NULL;
    yaml_check_keys(reader->yaml, place->node, known, place->what, reader->diag);
    lab_chart->pos = yaml_pos(reader->yaml, place->node);
    chart->name = lab_place_line(place, "name", true);
    chart->title = lab_place_line(place, "title", true);
    chart->kind = (enum chart_kind)lab_place_word(place, "kind", kinds, CHART_LINE);
    chart->frame = lab_place_truth(place, "frame");
    lab_read_axis(place, "x", &chart->x);
    lab_read_axis(place, "y", &chart->y);
    chart->point_count = 1;
    if (chart->kind == CHART_BARS) {
        static const char *const others[] = {"x", "sweep", "series"};
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            if (lab_place_member(place, others[i]))
                diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, lab_place_member(place, others[i])),
                            "%s: a bar chart has no '%s'; list its bars under 'bars'", place->what, others[i]);
        if (chart->y.scale == AXIS_LOG)
            lab_place_report(place, lab_place_member(place, "y"), "bars need a linear axis: they begin at zero");
        chart->y.from_zero = true;
    } else {
        lab_read_sweep(place, &chart->x, &chart->y, &chart->sweep);
        chart->point_count = chart->sweep.points;
        x_unit = chart->sweep.along ? chart->sweep.along->unit : NULL;
        const yaml_node_t *sweep = lab_place_member(place, "sweep");
        if (sweep && chart->x.scale == AXIS_LOG && chart->sweep.first <= 0)
            lab_place_report(place, sweep, "on a logarithmic axis a sweep must begin above zero");
        chart->x.powers_of_two = is_power_of_two(chart->sweep.first) && is_power_of_two(chart->sweep.last);
        chart->x.tight = true;
        if (lab_place_member(place, "bars"))
            lab_place_report(place, lab_place_member(place, "bars"),
                             "'bars' are for `kind: bars`; list curves under 'series'");
    }
    lab_read_series(place, lab_chart, &y_unit);
    lab_read_lines(place, lab_chart, &x_unit, &y_unit);
    lab_read_markers(place, lab_chart, &x_unit, &y_unit);
    lab_read_areas(place, lab_chart);
    lab_read_own(place, lab_chart, x_unit, y_unit);
    lab_read_highlight(place, lab_chart);
    lab_complete_axis(&chart->x, chart->sweep.along);
    const struct quantity *shown = NULL;
    for (int i = chart->series_count - 1; i >= 0; i--)
        shown = quantity_of(chart->series[i].value) ? quantity_of(chart->series[i].value) : shown;
    lab_complete_axis(&chart->y, shown);
}

void lab_read_charts(const struct lab_reader *reader, const yaml_node_t *list) {
    struct lab *lab = reader->lab;
    if (!yaml_is_sequence(reader->yaml, list, "charts", reader->diag))
        return;
    lab->charts = arena_array(reader->arena, yaml_item_count(list), sizeof *lab->charts);
    for (size_t i = 0; i < yaml_item_count(list); i++) {
        const yaml_node_t *node = yaml_item(reader->yaml, list, i);
        if (!yaml_is_mapping(reader->yaml, node, "a chart", reader->diag))
            continue;
        struct lab_chart *chart = &lab->charts[lab->chart_count];
        struct lab_place place = {reader, node, "a chart"};
        const yaml_node_t *name = lab_place_member(&place, "name");
        if (name && name->type == YAML_SCALAR_NODE) {
            const char *text = (const char *)name->data.scalar.value;
            place.what = arena_printf(reader->arena, "chart '%s'", text);
            if (lab_lookup_chart(lab, text))
                lab_place_report(&place, name, "another chart has this name; rename one");
        }
        read_chart(&place, chart);
        lab->chart_count++;
    }
}
