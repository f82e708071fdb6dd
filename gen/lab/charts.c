#include "lab/chart_read.h"

#include <math.h>
#include <string.h>

static const struct quantity *quantity_of(const struct expr *expr) {
    return expr && expr->op == EXPR_NAME ? expr->quantity : NULL;
}

static void read_chart(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *lab_chart) {
    static const char *const kinds[] = {"line", "scatter", "bars", NULL};
    struct chart *chart = &lab_chart->chart;
    const struct unit *x_unit = NULL, *y_unit = NULL;
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
        static const char *const others[] = {"x", "sweep", "series"};
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            yaml_refuse(mapping, others[i], "is for other charts; list bars under 'bars'");
        lab_read_axis(lab, (struct yaml_value){.yaml = y.yaml, .owner = y.owner, .name = "x"}, &chart->x);
        if (chart->y.scale == AXIS_LOG)
            yaml_report(y, "bars need a linear axis: they begin at zero");
        chart->y.from_zero = true;
    } else {
        lab_read_axis(lab, yaml_member(mapping, "x"), &chart->x);
        lab_read_sweep(lab, yaml_needed(mapping, "sweep", ": {along: PARAMETER, first: 1, last: 100, points: 25}"),
                       chart);
        chart->point_count = chart->sweep.points;
        x_unit = chart->sweep.along ? chart->sweep.along->unit : NULL;
        chart->x.tight = true;
        yaml_refuse(mapping, "bars", "is for `kind: bars`; list curves under 'series'");
    }
    lab_read_series(lab, mapping, lab_chart, &y_unit);
    lab_read_lines(lab, yaml_member(mapping, "lines"), lab_chart, &x_unit, &y_unit);
    lab_read_markers(lab, mapping, lab_chart, &x_unit, &y_unit);
    lab_read_areas(lab, mapping, lab_chart);
    lab_check_ends(lab, mapping, "x", &chart->x, x_unit);
    lab_check_ends(lab, mapping, "y", &chart->y, y_unit);
    lab_read_own(lab, yaml_member(mapping, "own"), lab_chart, x_unit, y_unit);
    lab_read_highlight(mapping, lab_chart);
    lab_complete_axis(&chart->x, chart->sweep.along);
    const struct quantity *shown = NULL;
    for (int i = chart->series_count - 1; i >= 0; i--)
        shown = quantity_of(chart->series[i].value) ? quantity_of(chart->series[i].value) : shown;
    lab_complete_axis(&chart->y, shown);
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
