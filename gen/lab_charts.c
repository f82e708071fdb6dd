#include "lab_charts.h"

#include <math.h>
#include <string.h>

enum { POINTS_LIMIT = 1000, POINTS_USUAL = 25, POINTS_BENT = 97 };

/* A part of a chart while it is read. */
struct place {
    const struct lab_reader *reader;
    struct lab_chart *chart;
    const yaml_node_t *node;
    const char *what; /* "chart 'costs', line 2" */
};

static void report(const struct place *place, const yaml_node_t *node, const char *message) {
    diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, node), "%s: %s", place->what,
                message);
}

static const yaml_node_t *member(const struct place *place, const char *key) {
    return yaml_member(place->reader->yaml, place->node, key);
}

/* A line of text under a key; "" where it is absent (reported where it is needed). */
static const char *line_of(const struct place *place, const char *key, bool needed) {
    const yaml_node_t *node = member(place, key);
    if (!node && needed)
        diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, place->node),
                    "%s needs the key '%s'", place->what, key);
    const char *text = node ? yaml_text(place->reader->yaml, node, key, place->reader->diag) : NULL;
    if (text && strstr(text, "{{"))
        report(place, node, "this text is the same for all sets; tags stand in 'detail', which follows the label");
    return text ? arena_strdup(place->reader->arena, text) : "";
}

/* The number of the word under a key in a list that ends with NULL; `initial` where the key is absent or wrong. */
static int word_of(const struct place *place, const char *key, const char *const *words, int initial) {
    const yaml_node_t *node = member(place, key);
    const char *text = node ? yaml_text(place->reader->yaml, node, key, place->reader->diag) : NULL;
    if (!text)
        return initial;
    const char *all = "";
    size_t count = 0;
    for (; words[count]; count++) {
        if (strcmp(words[count], text) == 0)
            return (int)count;
        all = arena_printf(place->reader->arena, "%s%s%s", all, count ? ", " : "", words[count]);
    }
    diag_report_near(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, node),
                     nearest_name(text, words, count), NULL, "%s: '%s' is no %s; known are %s", place->what, text, key,
                     all);
    return initial;
}

static bool truth_of(const struct place *place, const char *key) {
    static const char *const words[] = {"false", "true", NULL};
    return word_of(place, key, words, 0) == 1;
}

/* A number under a key, `5%` too; NaN where it is absent or wrong. */
static double number_of(const struct place *place, const char *key) {
    const yaml_node_t *node = member(place, key);
    const char *text = node ? yaml_text(place->reader->yaml, node, key, place->reader->diag) : NULL;
    if (!text)
        return NAN;
    size_t length = strlen(text);
    bool percent = length && text[length - 1] == '%';
    double value;
    if (number_parse(text, length - percent, &value))
        return percent ? value / 100 : value;
    diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, node),
                "%s: %s must be a number, such as 100 or 5%%, not '%s'", place->what, key, text);
    return NAN;
}

static const struct expr *condition_of(const struct place *place) {
    return lab_read_expr(place->reader, member(place, "where"), place->what, "where", true);
}

/* The value under a key, in the unit of an axis: that of the first value read along it. */
static const struct expr *value_of(const struct place *place, const char *key, const struct unit **unit) {
    const yaml_node_t *node = member(place, key);
    const struct expr *expr = lab_read_expr(place->reader, node, place->what, key, false);
    if (!expr)
        return NULL;
    const struct model *model = place->reader->lab->model;
    if (*unit)
        return model_check_unit(model, expr, *unit, place->what, place->reader->diag) ? expr : NULL;
    *unit = model_unit_of(model, expr, place->reader->diag);
    return *unit ? expr : NULL;
}

static void read_axis(const struct place *chart, const char *key, struct chart_axis *axis) {
    static const char *const known[] = {"label",   "unit",    "scale",      "format",   "from_zero",
                                        "minimum", "maximum", "frame_from", "frame_to", NULL};
    static const char *const scales[] = {"linear", "log", NULL};
    const struct lab_reader *reader = chart->reader;
    const yaml_node_t *node = member(chart, key);
    *axis = (struct chart_axis){.label = "",
                                .unit_word = NULL,
                                .minimum = NAN,
                                .maximum = NAN,
                                .frame_from = NAN,
                                .frame_to = NAN,
                                .format = {NUMBER_PLAIN, DECIMALS_AUTO, false}};
    if (!node)
        return;
    struct place place = {reader, chart->chart, node, arena_printf(reader->arena, "%s, axis %s", chart->what, key)};
    if (!yaml_is_mapping(reader->yaml, node, place.what, reader->diag))
        return;
    yaml_check_keys(reader->yaml, node, known, place.what, reader->diag);
    axis->label = line_of(&place, "label", true);
    axis->unit_word = member(&place, "unit") ? line_of(&place, "unit", true) : NULL;
    axis->scale = (enum axis_scale)word_of(&place, "scale", scales, AXIS_LINEAR);
    axis->from_zero = truth_of(&place, "from_zero");
    axis->minimum = number_of(&place, "minimum");
    axis->maximum = number_of(&place, "maximum");
    axis->frame_from = number_of(&place, "frame_from");
    axis->frame_to = number_of(&place, "frame_to");
    if (axis->frame_from >= axis->frame_to)
        report(&place, member(&place, "frame_to"), "frame_to must be above frame_from");
    if (axis->scale == AXIS_LOG && axis->frame_from <= 0)
        report(&place, member(&place, "frame_from"), "a logarithmic axis begins above zero");
    const yaml_node_t *format = member(&place, "format");
    const char *text = format ? yaml_text(reader->yaml, format, "format", reader->diag) : NULL;
    if (text && !number_format_parse(text, &axis->format))
        report(&place, format, "the format must be `auto`, decimals such as `0`, `percent`, `money` or `millions`");
    else if (!text)
        axis->format.style = NUMBER_PLAIN, axis->format.decimals = DECIMALS_AUTO - 1; /* the quantity's */
    axis->format.with_unit = false;
    if (axis->minimum >= axis->maximum)
        report(&place, member(&place, "maximum"), "the maximum must be above the minimum");
    if (axis->scale == AXIS_LOG && axis->from_zero)
        report(&place, member(&place, "from_zero"), "a logarithmic axis cannot begin at zero");
    if (axis->scale == AXIS_LOG && axis->minimum <= 0)
        report(&place, member(&place, "minimum"), "a logarithmic axis begins above zero");
}

/* What an axis leaves open it takes from a quantity shown along it. */
static void complete_axis(struct chart_axis *axis, const struct quantity *quantity) {
    if (axis->format.decimals < DECIMALS_AUTO) {
        axis->format = quantity ? quantity->format : (struct number_format){NUMBER_PLAIN, DECIMALS_AUTO, false};
        axis->format.with_unit = false;
        if (axis->scale == AXIS_LOG && axis->format.style == NUMBER_PLAIN)
            axis->format.decimals = DECIMALS_AUTO; /* few values of many sizes are whole */
    }
    if (!axis->unit_word)
        axis->unit_word = quantity && axis->format.style == NUMBER_PLAIN ? quantity->shown : "";
    axis->unit_word_one =
        quantity && strcmp(axis->unit_word, quantity->shown) == 0 ? quantity->shown_one : axis->unit_word;
}

static bool is_power_of_two(double value) {
    int exponent;
    return value > 0 && frexp(value, &exponent) == 0.5;
}

/* What a sweep leaves open goes by its axes: equal steps along the paper, and more of them where a logarithmic y bends
 * what would be nearly straight. */
static void read_sweep(const struct place *chart, const struct chart_axis *x, const struct chart_axis *y,
                       struct sweep *sweep) {
    static const char *const known[] = {"along", "first", "last", "points", "scale", NULL};
    static const char *const scales[] = {"linear", "geometric", NULL};
    const struct lab_reader *reader = chart->reader;
    const yaml_node_t *node = member(chart, "sweep");
    if (!node) {
        report(chart, chart->node, "needs the key 'sweep': {along: PARAMETER, first: 1, last: 100, points: 25}");
        return;
    }
    struct place place = {reader, chart->chart, node, arena_printf(reader->arena, "%s, sweep", chart->what)};
    if (!yaml_is_mapping(reader->yaml, node, place.what, reader->diag))
        return;
    yaml_check_keys(reader->yaml, node, known, place.what, reader->diag);
    const char *name = line_of(&place, "along", true);
    const struct quantity *along = NULL;
    if (*name) {
        struct pos pos = yaml_text_pos(reader->yaml, member(&place, "along"));
        along =
            model_find(reader->lab->model, name, arena_printf(reader->arena, "%s: ", place.what), pos, reader->diag);
        if (along && along->kind != QUANTITY_PARAMETER) {
            diag_report(reader->diag, SEVERITY_ERROR, pos, "%s: '%s' is no parameter", place.what, name);
            along = NULL;
        }
    }
    sweep->along = along;
    sweep->first = member(&place, "first") ? number_of(&place, "first") : along ? along->minimum : NAN;
    sweep->last = member(&place, "last") ? number_of(&place, "last") : along ? along->maximum : NAN;
    bool geometric = x->scale == AXIS_LOG && sweep->first > 0;
    sweep->scale = (enum sweep_scale)word_of(&place, "scale", scales, geometric ? SWEEP_GEOMETRIC : SWEEP_LINEAR);
    double usual = y->scale == AXIS_LOG && sweep->scale == SWEEP_LINEAR ? POINTS_BENT : POINTS_USUAL;
    double points = member(&place, "points") ? number_of(&place, "points") : usual;
    if (!(points >= 2 && points <= POINTS_LIMIT) || points != floor(points))
        report(&place, member(&place, "points"), "the points must be a whole number from 2 to 1000");
    else
        sweep->points = (int)points;
    if (sweep->first >= sweep->last)
        report(&place, node, "the last value must be above the first");
    if (sweep->scale == SWEEP_GEOMETRIC && sweep->first <= 0)
        report(&place, node, "a geometric sweep begins above zero");
}

/* The items under a key, each a mapping of known keys. */
struct items {
    const yaml_node_t *list;
    size_t count;
};

static struct items items_of(const struct place *chart, const char *key) {
    const struct lab_reader *reader = chart->reader;
    const yaml_node_t *list = member(chart, key);
    const char *what = arena_printf(reader->arena, "%s, %s", chart->what, key);
    if (!yaml_is_sequence(reader->yaml, list, what, reader->diag))
        return (struct items){NULL, 0};
    return (struct items){list, yaml_item_count(list)};
}

static bool item_of(const struct place *chart, const struct items *items, size_t i, const char *called,
                    const char *const *known, struct place *place) {
    const struct lab_reader *reader = chart->reader;
    *place = (struct place){reader, chart->chart, yaml_item(reader->yaml, items->list, i),
                            arena_printf(reader->arena, "%s, %s %zu", chart->what, called, i + 1)};
    if (!yaml_is_mapping(reader->yaml, place->node, place->what, reader->diag))
        return false;
    yaml_check_keys(reader->yaml, place->node, known, place->what, reader->diag);
    return true;
}

static struct lab_text detail_of(const struct place *place) {
    return lab_read_text(place->reader, member(place, "detail"), "detail");
}

static void read_series(const struct place *place, const struct unit **unit) {
    static const char *const curve_keys[] = {"name", "label", "detail", "value", "where", "style", "colour", NULL};
    static const char *const bar_keys[] = {"name", "label", "value", "colour", NULL};
    struct lab_chart *lab_chart = place->chart;
    struct chart *chart = &lab_chart->chart;
    bool bars = chart->kind == CHART_BARS;
    const char *key = bars ? "bars" : "series";
    struct items items = items_of(place, key);
    if (!items.count)
        report(place, place->node,
               bars ? "needs the key 'bars', a list of {value, label}"
                    : "needs the key 'series', a list of {value, label}");
    chart->series = arena_array(place->reader->arena, items.count, sizeof *chart->series);
    lab_chart->series_details = arena_array(place->reader->arena, items.count, sizeof *lab_chart->series_details);
    for (size_t i = 0; i < items.count; i++) {
        struct place item;
        if (!item_of(place, &items, i, bars ? "bar" : "series", bars ? bar_keys : curve_keys, &item))
            continue;
        struct chart_series *series = &chart->series[chart->series_count];
        lab_chart->series_details[chart->series_count++] = detail_of(&item);
        if (!member(&item, "value"))
            report(&item, item.node, "needs the key 'value', a quantity or an expression");
        *series = (struct chart_series){.name = line_of(&item, "name", false),
                                        .label = line_of(&item, "label", true),
                                        .detail = "",
                                        .value = value_of(&item, "value", unit),
                                        .where = condition_of(&item),
                                        .dash = (enum chart_dash)word_of(&item, "style", chart_dash_words, DASH_SOLID),
                                        .colour = (enum chart_colour)word_of(&item, "colour", chart_colour_words,
                                                                             bars ? CHART_BLUE : (int)i % CHART_GREY)};
    }
}

static void read_lines(const struct place *place, const struct unit **x_unit, const struct unit **y_unit) {
    static const char *const known[] = {"x", "y", "label", "detail", "where", "style", "colour", NULL};
    struct lab_chart *lab_chart = place->chart;
    struct chart *chart = &lab_chart->chart;
    struct items items = items_of(place, "lines");
    chart->lines = arena_array(place->reader->arena, items.count, sizeof *chart->lines);
    lab_chart->line_details = arena_array(place->reader->arena, items.count, sizeof *lab_chart->line_details);
    for (size_t i = 0; i < items.count; i++) {
        struct place item;
        if (!item_of(place, &items, i, "line", known, &item))
            continue;
        bool vertical = member(&item, "x") != NULL;
        if (vertical == (member(&item, "y") != NULL))
            report(&item, item.node, "needs either 'x', which makes it vertical, or 'y', which makes it horizontal");
        else if (vertical && chart->kind == CHART_BARS)
            report(&item, member(&item, "x"), "a bar chart has horizontal lines only: give 'y'");
        lab_chart->line_details[chart->line_count] = detail_of(&item);
        chart->lines[chart->line_count++] = (struct chart_line){
            .label = line_of(&item, "label", true),
            .detail = "",
            .at = vertical ? value_of(&item, "x", x_unit) : value_of(&item, "y", y_unit),
            .where = condition_of(&item),
            .vertical = vertical,
            .dash = (enum chart_dash)word_of(&item, "style", chart_dash_words, DASH_DOTTED),
            .colour = (enum chart_colour)word_of(&item, "colour", chart_colour_words, CHART_ORANGE)};
    }
}

static void read_markers(const struct place *place, const struct unit **x_unit, const struct unit **y_unit) {
    static const char *const known[] = {"x", "y", "label", "detail", "where", "colour", NULL};
    struct lab_chart *lab_chart = place->chart;
    struct chart *chart = &lab_chart->chart;
    struct items items = items_of(place, "markers");
    if (items.count && chart->kind == CHART_BARS)
        report(place, items.list, "a bar chart has no markers");
    chart->markers = arena_array(place->reader->arena, items.count, sizeof *chart->markers);
    lab_chart->marker_details = arena_array(place->reader->arena, items.count, sizeof *lab_chart->marker_details);
    for (size_t i = 0; i < items.count; i++) {
        struct place item;
        if (!item_of(place, &items, i, "marker", known, &item))
            continue;
        if (!member(&item, "x") || !member(&item, "y"))
            report(&item, item.node, "needs the keys 'x' and 'y'");
        lab_chart->marker_details[chart->marker_count] = detail_of(&item);
        chart->markers[chart->marker_count++] =
            (struct chart_marker){.label = line_of(&item, "label", true),
                                  .detail = "",
                                  .at_x = value_of(&item, "x", x_unit),
                                  .at_y = value_of(&item, "y", y_unit),
                                  .where = condition_of(&item),
                                  .colour = (enum chart_colour)word_of(&item, "colour", chart_colour_words, CHART_RED)};
    }
}

/* The number of the series that a node names; -1 and an error. */
static int series_named(const struct place *place, const yaml_node_t *node) {
    const struct chart *chart = &place->chart->chart;
    const char *name = yaml_text(place->reader->yaml, node, "a series' name", place->reader->diag);
    const char **names = arena_array(place->reader->arena, (size_t)chart->series_count + 1, sizeof *names);
    for (int i = 0; name && i < chart->series_count; i++) {
        names[i] = chart->series[i].name;
        if (strcmp(names[i], name) == 0)
            return i;
    }
    const char *near = name ? nearest_name(name, names, (size_t)chart->series_count) : NULL;
    if (name)
        diag_report_near(place->reader->diag, SEVERITY_ERROR, yaml_text_pos(place->reader->yaml, node), near, NULL,
                         "%s: no series has the name '%s'", place->what, name);
    return -1;
}

static void read_areas(const struct place *place) {
    static const char *const known[] = {"between", "label", "detail", NULL};
    struct lab_chart *lab_chart = place->chart;
    struct chart *chart = &lab_chart->chart;
    const struct lab_reader *reader = place->reader;
    struct items items = items_of(place, "areas");
    if (items.count && chart->kind == CHART_BARS)
        report(place, items.list, "a bar chart has no areas");
    chart->areas = arena_array(reader->arena, items.count, sizeof *chart->areas);
    lab_chart->area_details = arena_array(reader->arena, items.count, sizeof *lab_chart->area_details);
    for (size_t i = 0; i < items.count; i++) {
        struct place item;
        if (!item_of(place, &items, i, "area", known, &item))
            continue;
        const yaml_node_t *between = member(&item, "between");
        if (!between || between->type != YAML_SEQUENCE_NODE || yaml_item_count(between) != 2) {
            report(&item, between ? between : item.node,
                   "needs the key 'between' with the names of two series: [a, b]");
            continue;
        }
        lab_chart->area_details[chart->area_count] = detail_of(&item);
        chart->areas[chart->area_count++] =
            (struct chart_area){.label = line_of(&item, "label", false),
                                .detail = "",
                                .first = series_named(&item, yaml_item(reader->yaml, between, 0)),
                                .second = series_named(&item, yaml_item(reader->yaml, between, 1))};
    }
}

/* The question that a person's own answer is one to; NULL and an error. */
static const struct lab_question *answered_question(const struct place *place) {
    const struct lab *lab = place->reader->lab;
    const yaml_node_t *node = member(place, "answer");
    const char *name = line_of(place, "answer", true);
    const struct lab_question *question = lab_lookup_question(lab, name);
    if (question && question->quantity)
        return question;
    if (question && question->flawed)
        return NULL;
    if (question) {
        report(place, node, "the answers to this question are no numbers, and its options predict none");
    } else if (*name) {
        diag_report_near(place->reader->diag, SEVERITY_ERROR, yaml_text_pos(place->reader->yaml, node),
                         lab_nearest_question(lab, name), NULL, "%s: there is no question '%s'", place->what, name);
    }
    return NULL;
}

static void check_own_unit(const struct place *place, const struct quantity *quantity, const struct unit *unit) {
    if (!unit || !quantity || !quantity->unit || unit_factor(quantity->unit, unit) == 1)
        return;
    diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, place->node),
                "%s: '%s' is in %s, its axis in %s", place->what, quantity->name, unit_text(quantity->unit),
                unit_text(unit));
}

/* A person's own answers. */
static void read_own(const struct place *place, const struct unit *x_unit, const struct unit *y_unit) {
    static const char *const known[] = {"answer", "x", "bar", "line", "label", "colour", NULL};
    static const char *const axes[] = {"x", "y", NULL};
    struct lab_chart *lab_chart = place->chart;
    bool bars = lab_chart->chart.kind == CHART_BARS;
    struct items items = items_of(place, "own");
    lab_chart->own = arena_array(place->reader->arena, items.count, sizeof *lab_chart->own);
    for (size_t i = 0; i < items.count; i++) {
        struct place item;
        if (!item_of(place, &items, i, "own answer", known, &item))
            continue;
        struct lab_own own = {.question = answered_question(&item),
                              .bar = -1,
                              .label = line_of(&item, "label", true),
                              .colour = (enum chart_colour)word_of(&item, "colour", chart_colour_words, CHART_PURPLE)};
        const yaml_node_t *x = member(&item, "x"), *bar = member(&item, "bar"), *line = member(&item, "line");
        if ((x != NULL) + (bar != NULL) + (line != NULL) != 1 || (bars && x) || (!bars && bar)) {
            report(&item, item.node,
                   bars ? "needs either 'bar', the name of one, or 'line: y'"
                        : "needs either 'x', a quantity that it stands over, or 'line' with x or y");
            continue;
        }
        own.vertical = word_of(&item, "line", axes, 1) == 0;
        if (bars && own.vertical)
            report(&item, line, "a bar chart has horizontal lines only");
        if (bar)
            own.bar = series_named(&item, bar);
        const struct unit *unit = x_unit;
        const struct expr *expr = x ? value_of(&item, "x", &unit) : NULL;
        own.x = expr && expr->op == EXPR_NAME ? expr->quantity : NULL;
        if (expr && !own.x)
            report(&item, x, "x must be a quantity, not an expression");
        if (own.question)
            check_own_unit(&item, own.question->quantity, own.vertical ? x_unit : y_unit);
        if (own.question && (own.x || own.bar >= 0 || line))
            lab_chart->own[lab_chart->own_count++] = own;
    }
}

static void read_highlight(const struct place *place) {
    static const char *const known[] = {"bar", "label", NULL};
    static const char *const which[] = {"none", "lowest", "highest", NULL};
    const struct lab_reader *reader = place->reader;
    const yaml_node_t *node = member(place, "highlight");
    struct chart *chart = &place->chart->chart;
    chart->highlight_label = "";
    if (!node)
        return;
    struct place item = {reader, place->chart, node, arena_printf(reader->arena, "%s, highlight", place->what)};
    if (chart->kind != CHART_BARS)
        report(place, node, "'highlight' is a bar chart's");
    else if (yaml_is_mapping(reader->yaml, node, item.what, reader->diag)) {
        yaml_check_keys(reader->yaml, node, known, item.what, reader->diag);
        chart->highlight = (enum chart_highlight)word_of(&item, "bar", which, HIGHLIGHT_LOWEST);
        chart->highlight_label = line_of(&item, "label", false);
    }
}

static const struct quantity *quantity_of(const struct expr *expr) {
    return expr && expr->op == EXPR_NAME ? expr->quantity : NULL;
}

static void read_chart(const struct place *place) {
    static const char *const known[] = {"name",  "title",   "kind",  "x",         "y",     "sweep", "series", "bars",
                                        "lines", "markers", "areas", "highlight", "frame", "own",   NULL};
    static const char *const kinds[] = {"line", "scatter", "bars", NULL};
    struct chart *chart = &place->chart->chart;
    const struct lab_reader *reader = place->reader;
    const struct unit *x_unit = NULL, *y_unit = NULL;
    yaml_check_keys(reader->yaml, place->node, known, place->what, reader->diag);
    place->chart->pos = yaml_pos(reader->yaml, place->node);
    chart->name = line_of(place, "name", true);
    chart->title = line_of(place, "title", true);
    chart->kind = (enum chart_kind)word_of(place, "kind", kinds, CHART_LINE);
    chart->frame = truth_of(place, "frame");
    read_axis(place, "x", &chart->x);
    read_axis(place, "y", &chart->y);
    chart->point_count = 1;
    if (chart->kind == CHART_BARS) {
        static const char *const others[] = {"x", "sweep", "series"};
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            if (member(place, others[i]))
                diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, member(place, others[i])),
                            "%s: a bar chart has no '%s'; its bars stand under 'bars'", place->what, others[i]);
        if (chart->y.scale == AXIS_LOG)
            report(place, member(place, "y"), "bars need a linear axis: they begin at zero");
        chart->y.from_zero = true;
    } else {
        read_sweep(place, &chart->x, &chart->y, &chart->sweep);
        chart->point_count = chart->sweep.points;
        x_unit = chart->sweep.along ? chart->sweep.along->unit : NULL;
        if (chart->x.scale == AXIS_LOG && chart->sweep.first <= 0)
            report(place, member(place, "sweep"), "on a logarithmic axis a sweep begins above zero");
        chart->x.powers_of_two = is_power_of_two(chart->sweep.first) && is_power_of_two(chart->sweep.last);
        chart->x.tight = true;
        if (member(place, "bars"))
            report(place, member(place, "bars"), "'bars' belong to `kind: bars`; curves stand under 'series'");
    }
    read_series(place, &y_unit);
    read_lines(place, &x_unit, &y_unit);
    read_markers(place, &x_unit, &y_unit);
    read_areas(place);
    read_own(place, x_unit, y_unit);
    read_highlight(place);
    complete_axis(&chart->x, chart->sweep.along);
    const struct quantity *shown = NULL;
    for (int i = chart->series_count - 1; i >= 0; i--)
        shown = quantity_of(chart->series[i].value) ? quantity_of(chart->series[i].value) : shown;
    complete_axis(&chart->y, shown);
}

const struct lab_chart *lab_lookup_chart(const struct lab *lab, const char *name) {
    for (int i = 0; i < lab->chart_count; i++)
        if (strcmp(lab->charts[i].chart.name, name) == 0)
            return &lab->charts[i];
    return NULL;
}

const char *lab_nearest_chart(struct arena *arena, const struct lab *lab, const char *name) {
    const char **names = arena_array(arena, (size_t)lab->chart_count + 1, sizeof *names);
    for (int i = 0; i < lab->chart_count; i++)
        names[i] = lab->charts[i].chart.name;
    return nearest_name(name, names, (size_t)lab->chart_count);
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
        struct place place = {reader, chart, node, "a chart"};
        const yaml_node_t *name = member(&place, "name");
        if (name && name->type == YAML_SCALAR_NODE) {
            const char *text = (const char *)name->data.scalar.value;
            place.what = arena_printf(reader->arena, "chart '%s'", text);
            if (lab_lookup_chart(lab, text))
                report(&place, name, "a second chart of this name; rename one");
        }
        read_chart(&place);
        lab->chart_count++;
    }
}
