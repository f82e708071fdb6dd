#include "lab/chart_read.h"

#include <string.h>

/* The items under a key, each a mapping of known keys. */
struct items {
    const yaml_node_t *list;
    size_t count;
};

static struct items items_of(const struct lab_place *chart, const char *key) {
    const struct lab_reader *reader = chart->reader;
    const yaml_node_t *list = lab_place_member(chart, key);
    const char *what = arena_printf(reader->arena, "%s, %s", chart->what, key);
    if (!yaml_is_sequence(reader->yaml, list, what, reader->diag))
        return (struct items){NULL, 0};
    return (struct items){list, yaml_item_count(list)};
}

static bool item_of(const struct lab_place *chart, const struct items *items, size_t i, const char *called,
                    const char *const *known, struct lab_place *place) {
    const struct lab_reader *reader = chart->reader;
    *place = (struct lab_place){reader, yaml_item(reader->yaml, items->list, i),
                                arena_printf(reader->arena, "%s, %s %zu", chart->what, called, i + 1)};
    if (!yaml_is_mapping(reader->yaml, place->node, place->what, reader->diag))
        return false;
    yaml_check_keys(reader->yaml, place->node, known, place->what, reader->diag);
    return true;
}

static struct lab_text detail_of(const struct lab_place *place) {
    return lab_read_text(place->reader, lab_place_member(place, "detail"), "detail");
}

void lab_read_series(const struct lab_place *place, struct lab_chart *lab_chart, const struct unit **unit) {
    static const char *const curve_keys[] = {"name", "label", "detail", "value", "where", "style", "colour", NULL};
    static const char *const bar_keys[] = {"name", "label", "value", "colour", NULL};
    struct chart *chart = &lab_chart->chart;
    bool bars = chart->kind == CHART_BARS;
    const char *key = bars ? "bars" : "series";
    struct items items = items_of(place, key);
    if (!items.count)
        lab_place_needs(place, place->node,
                        bars ? "the key 'bars', a list of {value, label}"
                             : "the key 'series', a list of {value, label}");
    chart->series = arena_array(place->reader->arena, items.count, sizeof *chart->series);
    lab_chart->series_details = arena_array(place->reader->arena, items.count, sizeof *lab_chart->series_details);
    for (size_t i = 0; i < items.count; i++) {
        struct lab_place item;
        if (!item_of(place, &items, i, bars ? "bar" : "series", bars ? bar_keys : curve_keys, &item))
            continue;
        struct chart_series *series = &chart->series[chart->series_count];
        lab_chart->series_details[chart->series_count++] = detail_of(&item);
        if (!lab_place_member(&item, "value"))
            lab_place_needs(&item, item.node, "the key 'value', a quantity or an expression");
        *series =
            (struct chart_series){.name = lab_place_line(&item, "name", false),
                                  .label = lab_place_line(&item, "label", true),
                                  .detail = "",
                                  .value = lab_place_value(&item, "value", unit),
                                  .where = lab_place_expr(&item, "where", true),
                                  .dash = (enum chart_dash)lab_place_word(&item, "style", chart_dash_words, DASH_SOLID),
                                  .colour = (enum chart_colour)lab_place_word(&item, "colour", chart_colour_words,
                                                                              bars ? CHART_BLUE : (int)i % CHART_GREY)};
    }
}

void lab_read_lines(const struct lab_place *place, struct lab_chart *lab_chart, const struct unit **x_unit,
                    const struct unit **y_unit) {
    static const char *const known[] = {"x", "y", "label", "detail", "where", "style", "colour", NULL};
    struct chart *chart = &lab_chart->chart;
    struct items items = items_of(place, "lines");
    chart->lines = arena_array(place->reader->arena, items.count, sizeof *chart->lines);
    lab_chart->line_details = arena_array(place->reader->arena, items.count, sizeof *lab_chart->line_details);
    for (size_t i = 0; i < items.count; i++) {
        struct lab_place item;
        if (!item_of(place, &items, i, "line", known, &item))
            continue;
        bool vertical = lab_place_member(&item, "x") != NULL;
        if (vertical == (lab_place_member(&item, "y") != NULL))
            lab_place_needs(&item, item.node, "either 'x', which makes it vertical, or 'y', which makes it horizontal");
        else if (vertical && chart->kind == CHART_BARS)
            lab_place_report(&item, lab_place_member(&item, "x"), "a bar chart has horizontal lines only: give 'y'");
        lab_chart->line_details[chart->line_count] = detail_of(&item);
        chart->lines[chart->line_count++] = (struct chart_line){
            .label = lab_place_line(&item, "label", true),
            .detail = "",
            .at = vertical ? lab_place_value(&item, "x", x_unit) : lab_place_value(&item, "y", y_unit),
            .where = lab_place_expr(&item, "where", true),
            .vertical = vertical,
            .dash = (enum chart_dash)lab_place_word(&item, "style", chart_dash_words, DASH_DOTTED),
            .colour = (enum chart_colour)lab_place_word(&item, "colour", chart_colour_words, CHART_ORANGE)};
    }
}

void lab_read_markers(const struct lab_place *place, struct lab_chart *lab_chart, const struct unit **x_unit,
                      const struct unit **y_unit) {
    static const char *const known[] = {"x", "y", "label", "detail", "where", "colour", NULL};
    struct chart *chart = &lab_chart->chart;
    struct items items = items_of(place, "markers");
    if (items.count && chart->kind == CHART_BARS)
        lab_place_report(place, items.list, "a bar chart has no markers");
    chart->markers = arena_array(place->reader->arena, items.count, sizeof *chart->markers);
    lab_chart->marker_details = arena_array(place->reader->arena, items.count, sizeof *lab_chart->marker_details);
    for (size_t i = 0; i < items.count; i++) {
        struct lab_place item;
        if (!item_of(place, &items, i, "marker", known, &item))
            continue;
        if (!lab_place_member(&item, "x") || !lab_place_member(&item, "y"))
            lab_place_needs(&item, item.node, "the keys 'x' and 'y'");
        lab_chart->marker_details[chart->marker_count] = detail_of(&item);
        chart->markers[chart->marker_count++] = (struct chart_marker){
            .label = lab_place_line(&item, "label", true),
            .detail = "",
            .at_x = lab_place_value(&item, "x", x_unit),
            .at_y = lab_place_value(&item, "y", y_unit),
            .where = lab_place_expr(&item, "where", true),
            .colour = (enum chart_colour)lab_place_word(&item, "colour", chart_colour_words, CHART_RED)};
    }
}

/* The number of the series that a node names; -1 and an error. */
static int series_named(const struct lab_place *place, const struct chart *chart, const yaml_node_t *node) {
    const char *name = yaml_text(place->reader->yaml, node, "a series' name", place->reader->diag);
    const char **names = arena_array(place->reader->arena, (size_t)chart->series_count + 1, sizeof *names);
    for (int i = 0; name && i < chart->series_count; i++) {
        names[i] = chart->series[i].name;
        if (strcmp(names[i], name) == 0)
            return i;
    }
    const char *near = name ? name_nearest(name, names, (size_t)chart->series_count) : NULL;
    if (name)
        diag_report_near(place->reader->diag, SEVERITY_ERROR, yaml_text_pos(place->reader->yaml, node), near, NULL,
                         "%s: no series has the name '%s'", place->what, name);
    return -1;
}

void lab_read_areas(const struct lab_place *place, struct lab_chart *lab_chart) {
    static const char *const known[] = {"between", "label", "detail", NULL};
    struct chart *chart = &lab_chart->chart;
    const struct lab_reader *reader = place->reader;
    struct items items = items_of(place, "areas");
    if (items.count && chart->kind == CHART_BARS)
        lab_place_report(place, items.list, "a bar chart has no areas");
    chart->areas = arena_array(reader->arena, items.count, sizeof *chart->areas);
    lab_chart->area_details = arena_array(reader->arena, items.count, sizeof *lab_chart->area_details);
    for (size_t i = 0; i < items.count; i++) {
        struct lab_place item;
        if (!item_of(place, &items, i, "area", known, &item))
            continue;
        const yaml_node_t *between = lab_place_member(&item, "between");
        if (!between || between->type != YAML_SEQUENCE_NODE || yaml_item_count(between) != 2) {
            lab_place_needs(&item, between ? between : item.node,
                            "the key 'between' with the names of two series: [a, b]");
            continue;
        }
        lab_chart->area_details[chart->area_count] = detail_of(&item);
        chart->areas[chart->area_count++] =
            (struct chart_area){.label = lab_place_line(&item, "label", false),
                                .detail = "",
                                .first = series_named(&item, chart, yaml_item(reader->yaml, between, 0)),
                                .second = series_named(&item, chart, yaml_item(reader->yaml, between, 1))};
    }
}

/* The question of a person's own answer; NULL and an error. */
static const struct lab_question *answered_question(const struct lab_place *place) {
    const struct lab *lab = place->reader->lab;
    const yaml_node_t *node = lab_place_member(place, "answer");
    const char *name = lab_place_line(place, "answer", true);
    const struct lab_question *question = lab_lookup_question(lab, name);
    if (question && question->quantity)
        return question;
    if (question && question->flawed)
        return NULL;
    if (question) {
        lab_place_report(place, node, "the answers to this question are not numbers, and its options predict nothing");
    } else if (*name) {
        diag_report_near(place->reader->diag, SEVERITY_ERROR, yaml_text_pos(place->reader->yaml, node),
                         lab_nearest_question(lab, name), NULL, "%s: there is no question '%s'", place->what, name);
    }
    return NULL;
}

static void check_own_unit(const struct lab_place *place, const struct quantity *quantity, const struct unit *unit) {
    if (!unit || !quantity || !quantity->unit || unit_factor(quantity->unit, unit) == 1)
        return;
    diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, place->node),
                "%s: '%s' is in %s, but its axis is in %s", place->what, quantity->name, unit_text(quantity->unit),
                unit_text(unit));
}

void lab_read_own(const struct lab_place *place, struct lab_chart *lab_chart, const struct unit *x_unit,
                  const struct unit *y_unit) {
    static const char *const known[] = {"answer", "x", "bar", "line", "label", "colour", NULL};
    static const char *const axes[] = {"x", "y", NULL};
    bool bars = lab_chart->chart.kind == CHART_BARS;
    struct items items = items_of(place, "own");
    lab_chart->own = arena_array(place->reader->arena, items.count, sizeof *lab_chart->own);
    for (size_t i = 0; i < items.count; i++) {
        struct lab_place item;
        if (!item_of(place, &items, i, "own answer", known, &item))
            continue;
        struct lab_own own = {.question = answered_question(&item),
                              .bar = -1,
                              .label = lab_place_line(&item, "label", true),
                              .colour =
                                  (enum chart_colour)lab_place_word(&item, "colour", chart_colour_words, CHART_PURPLE)};
        const yaml_node_t *x = lab_place_member(&item, "x"), *bar = lab_place_member(&item, "bar"),
                          *line = lab_place_member(&item, "line");
        if ((x != NULL) + (bar != NULL) + (line != NULL) != 1 || (bars && x) || (!bars && bar)) {
            lab_place_needs(&item, item.node,
                            bars ? "either 'bar', the name of one, or 'line: y'"
                                 : "either 'x', the quantity to mark it at, or 'line' with x or y");
            continue;
        }
        own.vertical = lab_place_word(&item, "line", axes, 1) == 0;
        if (bars && own.vertical)
            lab_place_report(&item, line, "a bar chart has horizontal lines only");
        if (bar)
            own.bar = series_named(&item, &lab_chart->chart, bar);
        const struct unit *unit = x_unit;
        const struct expr *expr = x ? lab_place_value(&item, "x", &unit) : NULL;
        own.x = expr && expr->op == EXPR_NAME ? expr->quantity : NULL;
        if (expr && !own.x)
            lab_place_report(&item, x, "x must be a quantity, not an expression");
        if (own.question)
            check_own_unit(&item, own.question->quantity, own.vertical ? x_unit : y_unit);
        if (own.question && (own.x || own.bar >= 0 || line))
            lab_chart->own[lab_chart->own_count++] = own;
    }
}

void lab_read_highlight(const struct lab_place *place, struct lab_chart *lab_chart) {
    static const char *const known[] = {"bar", "label", NULL};
    static const char *const which[] = {"none", "lowest", "highest", NULL};
    const struct lab_reader *reader = place->reader;
    const yaml_node_t *node = lab_place_member(place, "highlight");
    struct chart *chart = &lab_chart->chart;
    chart->highlight_label = "";
    if (!node)
        return;
    struct lab_place item = {reader, node, arena_printf(reader->arena, "%s, highlight", place->what)};
    if (chart->kind != CHART_BARS)
        lab_place_report(place, node, "only bar charts have 'highlight'");
    else if (yaml_is_mapping(reader->yaml, node, item.what, reader->diag)) {
        yaml_check_keys(reader->yaml, node, known, item.what, reader->diag);
        chart->highlight = (enum chart_highlight)lab_place_word(&item, "bar", which, HIGHLIGHT_LOWEST);
        chart->highlight_label = lab_place_line(&item, "label", false);
    }
}
