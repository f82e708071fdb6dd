#include "lab/chart_read.h"

#include <string.h>

struct yaml_mapping lab_chart_item(const struct yaml_list *list, size_t i, const char *called) {
    struct yaml_value item = yaml_item(list, i, called);
    return yaml_mapping(item, arena_printf(item.yaml->arena, "%s, %s %zu", item.owner, called, i + 1));
}

/* A value in the unit of an axis: the unit of the first value that is read along it. */
const struct expr *lab_chart_value(const struct lab *lab, struct yaml_value value, const struct unit **unit) {
    const struct expr *expr = lab_read_expr(lab, value, false);
    if (!expr)
        return NULL;
    if (*unit)
        return model_check_unit(lab->model, expr, *unit, value.owner, value.yaml->diag) ? expr : NULL;
    *unit = model_unit_of(lab->model, expr, value.yaml->diag);
    return *unit ? expr : NULL;
}

enum chart_colour lab_chart_colour(struct yaml_mapping *mapping, enum chart_colour initial) {
    return (enum chart_colour)yaml_word(yaml_member(mapping, "colour"), chart_colour_words, (int)initial);
}

enum chart_dash lab_chart_dash(struct yaml_mapping *mapping, enum chart_dash initial) {
    return (enum chart_dash)yaml_word(yaml_member(mapping, "style"), chart_dash_words, (int)initial);
}

const char *lab_chart_label(struct yaml_mapping *mapping) {
    return lab_read_label(yaml_needed(mapping, "label", ""));
}

/* The number of the series that a value names; -1 if it is absent, or after an error. */
static int find_series(const struct chart *chart, struct yaml_value value) {
    const char *name = yaml_text(value);
    const char **names = arena_array(value.yaml->arena, (size_t)chart->series_count + 1, sizeof *names);
    for (int i = 0; name && i < chart->series_count; i++) {
        names[i] = chart->series[i].name;
        if (strcmp(names[i], name) == 0)
            return i;
    }
    if (name)
        yaml_report_near(value, name_nearest(name, names, (size_t)chart->series_count), NULL, "no %s has the name '%s'",
                         chart->kind == CHART_BARS ? "bar" : "series", name);
    return -1;
}

/* `quantile` with the series that it is of. */
static void read_quantile(struct yaml_value share, struct yaml_value of, const struct chart *chart,
                          struct chart_line *line) {
    static const struct yaml_range range = {0, 1, YAML_SHARE, "a share from 0 to 100%, such as 99%"};
    line->vertical = true;
    line->share = yaml_number(share, &range, NAN);
    line->of = find_series(chart, of);
    if (!of.node || (line->of >= 0 && !chart->series[line->of].cumulative))
        yaml_report(of.node ? of : share, "a quantile needs 'of' with the name of a series that is `cumulative: true`");
    if (line->of < 0)
        line->of = 0;
}

void lab_read_lines(const struct lab *lab, struct yaml_value value, struct lab_chart *lab_chart,
                    struct lab_chart_units *units) {
    struct chart *chart = &lab_chart->chart;
    struct yaml_list list = yaml_list(value);
    chart->lines = arena_array(lab->arena, list.count, sizeof *chart->lines);
    lab_chart->line_details = arena_array(lab->arena, list.count, sizeof *lab_chart->line_details);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_mapping item = lab_chart_item(&list, i, "line");
        if (!item.self.node)
            continue;
        struct yaml_value x = yaml_member(&item, "x"), y = yaml_member(&item, "y"), right = yaml_member(&item, "right"),
                          quantile = yaml_member(&item, "quantile"), of = yaml_member(&item, "of");
        bool vertical = x.node != NULL;
        if ((x.node != NULL) + (y.node != NULL) + (right.node != NULL) + (quantile.node != NULL) != 1)
            yaml_report(item.self, "give either 'x', which makes it vertical, or 'y', which makes it horizontal");
        else if ((vertical || quantile.node) && chart->kind == CHART_BARS)
            yaml_report(vertical ? x : quantile, "a bar chart has horizontal lines only: give 'y'");
        else if (right.node && !chart->has_right)
            yaml_report(right, "the chart has no second axis; describe it under 'right'");
        else if (of.node && !quantile.node)
            yaml_report(of, "'of' is for a quantile");
        lab_chart->line_details[chart->line_count] = lab_read_text(yaml_member(&item, "detail"));
        struct chart_line *line = &chart->lines[chart->line_count++];
        *line = (struct chart_line){.label = lab_chart_label(&item),
                                    .detail = "",
                                    .at = vertical     ? lab_chart_value(lab, x, &units->x)
                                          : right.node ? lab_chart_value(lab, right, &units->right)
                                                       : lab_chart_value(lab, y, &units->y),
                                    .where = lab_read_expr(lab, yaml_member(&item, "where"), true),
                                    .vertical = vertical,
                                    .right = right.node != NULL,
                                    .dash = lab_chart_dash(&item, DASH_DOTTED),
                                    .colour = lab_chart_colour(&item, CHART_ORANGE)};
        if (quantile.node)
            read_quantile(quantile, of, chart, line);
        yaml_done(&item);
    }
}

/* A list that bar charts do not have. */
static struct yaml_list read_over(struct yaml_mapping *mapping, const char *key, const struct chart *chart) {
    if (chart->kind == CHART_BARS)
        yaml_refuse(mapping, key, "is for other charts");
    return yaml_list(chart->kind == CHART_BARS ? (struct yaml_value){.yaml = mapping->self.yaml}
                                               : yaml_member(mapping, key));
}

void lab_read_markers(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *lab_chart,
                      struct lab_chart_units *units) {
    struct chart *chart = &lab_chart->chart;
    struct yaml_list list = read_over(mapping, "markers", chart);
    chart->markers = arena_array(lab->arena, list.count, sizeof *chart->markers);
    lab_chart->marker_details = arena_array(lab->arena, list.count, sizeof *lab_chart->marker_details);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_mapping item = lab_chart_item(&list, i, "marker");
        if (!item.self.node)
            continue;
        lab_chart->marker_details[chart->marker_count] = lab_read_text(yaml_member(&item, "detail"));
        chart->markers[chart->marker_count++] =
            (struct chart_marker){.label = lab_chart_label(&item),
                                  .detail = "",
                                  .at_x = lab_chart_value(lab, yaml_needed(&item, "x", ""), &units->x),
                                  .at_y = lab_chart_value(lab, yaml_needed(&item, "y", ""), &units->y),
                                  .where = lab_read_expr(lab, yaml_member(&item, "where"), true),
                                  .colour = lab_chart_colour(&item, CHART_RED)};
        yaml_done(&item);
    }
}

void lab_read_ranges(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *lab_chart,
                     struct lab_chart_units *units) {
    static const char *const ends[] = {"x_from", "x_to", "y_from", "y_to", NULL};
    struct chart *chart = &lab_chart->chart;
    struct yaml_list list = yaml_list(yaml_member(mapping, "ranges"));
    chart->bands = arena_array(lab->arena, list.count, sizeof *chart->bands);
    lab_chart->band_details = arena_array(lab->arena, list.count, sizeof *lab_chart->band_details);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_mapping item = lab_chart_item(&list, i, "range");
        if (!item.self.node)
            continue;
        struct yaml_value x_from = yaml_member(&item, "x_from"), x_to = yaml_member(&item, "x_to"),
                          y_from = yaml_member(&item, "y_from"), y_to = yaml_member(&item, "y_to");
        bool across = x_from.node || x_to.node, upward = y_from.node || y_to.node;
        if (across == upward && (across || !yaml_misspells(&item, ends)))
            yaml_report(item.self,
                        "give either 'x_from', 'x_to' or both, or 'y_from', 'y_to' or both; what is left out "
                        "is the end of the axis");
        else if (across && chart->kind == CHART_BARS)
            yaml_report(item.self, "a bar chart has ranges along 'y' only");
        lab_chart->band_details[chart->band_count] = lab_read_text(yaml_member(&item, "detail"));
        const struct unit **unit = across ? &units->x : &units->y;
        chart->bands[chart->band_count++] =
            (struct chart_band){.label = lab_read_label(yaml_member(&item, "label")),
                                .detail = "",
                                .at_from = lab_chart_value(lab, across ? x_from : y_from, unit),
                                .at_to = lab_chart_value(lab, across ? x_to : y_to, unit),
                                .where = lab_read_expr(lab, yaml_member(&item, "where"), true),
                                .vertical = across,
                                .colour = lab_chart_colour(&item, CHART_GREY)};
        yaml_done(&item);
    }
}

void lab_read_areas(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *lab_chart) {
    struct chart *chart = &lab_chart->chart;
    struct yaml_list list = read_over(mapping, "areas", chart);
    chart->areas = arena_array(lab->arena, list.count, sizeof *chart->areas);
    lab_chart->area_details = arena_array(lab->arena, list.count, sizeof *lab_chart->area_details);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_mapping item = lab_chart_item(&list, i, "area");
        struct yaml_value value = yaml_needed(&item, "between", " with the names of two series: [a, b]");
        struct yaml_list between = yaml_list(value);
        if (yaml_is_list(value) && between.count != 2)
            yaml_report(value, "'between' has the names of two series: [a, b]");
        if (between.count != 2)
            continue;
        lab_chart->area_details[chart->area_count] = lab_read_text(yaml_member(&item, "detail"));
        chart->areas[chart->area_count++] =
            (struct chart_area){.label = lab_read_label(yaml_member(&item, "label")),
                                .detail = "",
                                .first = find_series(chart, yaml_item(&between, 0, "a series' name")),
                                .second = find_series(chart, yaml_item(&between, 1, "a series' name"))};
        yaml_done(&item);
    }
}

/* The question of a person's own answer; NULL after an error. */
static const struct lab_question *answered_question(const struct lab *lab, struct yaml_value value) {
    const struct lab_question *question = lab_read_question(lab, value);
    if (!question || question->quantity)
        return question;
    if (!question->flawed && !lab->model->incomplete)
        yaml_report(value, "the answers to this question are not numbers, and its options predict nothing");
    return NULL;
}

static void check_own_unit(struct yaml_value own, const struct quantity *quantity, const struct unit *unit) {
    if (unit && quantity && quantity->unit && unit_factor(quantity->unit, unit) != 1)
        yaml_report(own, "'%s' is in %s, but its axis is in %s", quantity->name, unit_text(quantity->unit),
                    unit_text(unit));
}

void lab_read_own(const struct lab *lab, struct yaml_value value, struct lab_chart *lab_chart,
                  const struct unit *x_unit, const struct unit *y_unit) {
    static const char *const axes[] = {"x", "y", NULL};
    bool bars = lab_chart->chart.kind == CHART_BARS;
    struct yaml_list list = yaml_list(value);
    if (lab_chart->chart.part_count && list.count)
        yaml_report(value, "bars of several parts cannot show a person's own answers");
    lab_chart->own = arena_array(lab->arena, list.count, sizeof *lab_chart->own);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_mapping item = lab_chart_item(&list, i, "own answer");
        if (!item.self.node)
            continue;
        struct lab_own own = {.question = answered_question(lab, yaml_needed(&item, "answer", ", a question")),
                              .bar = -1,
                              .label = lab_chart_label(&item),
                              .colour = lab_chart_colour(&item, CHART_PURPLE)};
        struct yaml_value x = yaml_member(&item, "x"), bar = yaml_member(&item, "bar"),
                          line = yaml_member(&item, "line");
        yaml_done(&item);
        if ((x.node != NULL) + (bar.node != NULL) + (line.node != NULL) != 1 || (bars && x.node) ||
            (!bars && bar.node)) {
            yaml_report(item.self, bars ? "give either 'bar', the name of one, or 'line: y'"
                                        : "give either 'x', the quantity to mark it at, or 'line' with x or y");
            continue;
        }
        own.vertical = yaml_word(line, axes, 1) == 0;
        if (bars && own.vertical)
            yaml_report(line, "a bar chart has horizontal lines only");
        own.bar = find_series(&lab_chart->chart, bar);
        const struct unit *unit = x_unit;
        const struct expr *expr = lab_chart_value(lab, x, &unit);
        own.x = expr && expr->op == EXPR_NAME ? expr->quantity : NULL;
        if (expr && !own.x)
            yaml_report(x, "x must be a quantity, not an expression");
        if (own.question)
            check_own_unit(item.self, own.question->quantity, own.vertical ? x_unit : y_unit);
        if (own.question && (own.x || own.bar >= 0 || line.node))
            lab_chart->own[lab_chart->own_count++] = own;
    }
}

void lab_read_highlight(struct yaml_mapping *mapping, struct lab_chart *lab_chart) {
    static const char *const which[] = {"none", "lowest", "highest", NULL};
    struct chart *chart = &lab_chart->chart;
    chart->highlight_label = "";
    if (chart->kind != CHART_BARS) {
        yaml_refuse(mapping, "highlight", "is for bar charts");
        return;
    }
    struct yaml_value value = yaml_member(mapping, "highlight");
    if (value.node && chart->part_count)
        yaml_report(value, "bars of several parts cannot be highlighted");
    struct yaml_mapping item = yaml_mapping(value, arena_printf(value.yaml->arena, "%s, highlight", mapping->what));
    if (!item.self.node)
        return;
    chart->highlight = (enum chart_highlight)yaml_word(yaml_member(&item, "bar"), which, HIGHLIGHT_LOWEST);
    chart->highlight_label = lab_read_label(yaml_member(&item, "label"));
    yaml_done(&item);
}
