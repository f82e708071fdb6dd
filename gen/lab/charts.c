#include "lab/chart_read.h"

#include <math.h>
#include <string.h>

static const struct quantity *quantity_of(const struct expr *expr) {
    return expr && expr->op == EXPR_NAME ? expr->quantity : NULL;
}

/* The first quantity that is a series along one of the axes of values; NULL for none. */
static const struct quantity *shown_along(const struct chart *chart, bool right) {
    for (int i = 0; i < chart->series_count; i++)
        if (chart->series[i].right == right && quantity_of(chart->series[i].value))
            return quantity_of(chart->series[i].value);
    return NULL;
}

static void read_chart(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *lab_chart) {
    static const char *const kinds[] = {"line", "scatter", "bars", NULL};
    struct chart *chart = &lab_chart->chart;
    struct lab_chart_units units = {0};
    lab_chart->pos = yaml_pos(mapping->self);
    lab_chart->title = lab_read_text(yaml_needed(mapping, "title", ""));
    lab_chart->message = lab_read_text(yaml_member(mapping, "message"));
    chart->title = lab_chart->title.text ? lab_chart->title.text : "";
    chart->kind = (enum chart_kind)yaml_word(yaml_member(mapping, "kind"), kinds, CHART_LINE);
    chart->frame = yaml_flag(yaml_member(mapping, "frame"));
    chart->point_count = 1;
    struct yaml_value y = yaml_member(mapping, "y");
    lab_read_axis(lab, y, &chart->y);
    if (chart->kind == CHART_BARS) {
        static const char *const others[] = {"x", "right", "sweep", "series"};
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            yaml_refuse(mapping, others[i], "is for other charts; list bars under 'bars'");
        lab_read_axis(lab, (struct yaml_value){.yaml = y.yaml, .owner = y.owner, .name = "x"}, &chart->x);
        chart->y.from_zero = chart->y.scale == AXIS_LINEAR;
        chart->y.bars = true;
    } else {
        struct yaml_value right = yaml_member(mapping, "right");
        lab_read_axis(lab, yaml_member(mapping, "x"), &chart->x);
        lab_read_axis(lab, right, &chart->right);
        chart->has_right = right.node != NULL;
        if (chart->has_right && chart->kind == CHART_SCATTER)
            yaml_report(right, "a second axis is for `kind: line`");
        lab_read_sweep(lab, yaml_needed(mapping, "sweep", ": {along: PARAMETER, first: 1, last: 100, points: 25}"),
                       chart);
        chart->point_count = chart->sweep.points;
        units.x = chart->sweep.along ? chart->sweep.along->unit : NULL;
        chart->x.tight = true;
        yaml_refuse(mapping, "bars", "is for `kind: bars`; list curves under 'series'");
    }
    struct lab scope = *lab; /* what may use the chart's own variable sees it in the model */
    lab_chart->model = scope.model = chart->variable ? model_with(lab->arena, lab->model, chart->variable) : lab->model;
    lab_read_series(&scope, mapping, lab_chart, &units);
    lab_read_lines(lab, yaml_member(mapping, "lines"), lab_chart, &units);
    lab_read_markers(lab, mapping, lab_chart, &units);
    lab_read_areas(lab, mapping, lab_chart);
    lab_read_ranges(lab, mapping, lab_chart, &units);
    lab_check_axis(lab, mapping, "x", &chart->x, units.x);
    lab_check_axis(lab, mapping, "y", &chart->y, units.y);
    lab_check_axis(lab, mapping, "right", &chart->right, units.right);
    lab_read_own(lab, yaml_member(mapping, "own"), lab_chart, units.x, units.y);
    lab_read_highlight(mapping, lab_chart);
    lab_complete_axis(&chart->x, chart->sweep.along);
    lab_complete_axis(&chart->y, shown_along(chart, false));
    lab_complete_axis(&chart->right, shown_along(chart, true));
    yaml_done(mapping);
}

void lab_read_charts(struct lab *lab, struct yaml_value value) {
    struct yaml_list list = yaml_list(value);
    lab->charts = arena_array(lab->arena, list.count, sizeof *lab->charts);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_mapping mapping = yaml_mapping(yaml_item(&list, i, "a chart"), "a chart");
        if (!mapping.self.node)
            continue;
        const char *name = lab_read_label(yaml_needed(&mapping, "name", ""));
        const struct lab_chart *first = lab_lookup_chart(lab, name);
        yaml_call(&mapping, *name ? arena_printf(lab->arena, "chart '%s'", name) : "a chart");
        if (*name && first)
            lab_report_twice(&mapping, first->pos);
        lab->charts[lab->chart_count].chart.name = name;
        read_chart(lab, &mapping, &lab->charts[lab->chart_count]);
        lab->chart_count++;
    }
}
