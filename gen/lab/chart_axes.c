#include "lab/chart_read.h"

#include <math.h>
#include <string.h>

enum { POINTS_LIMIT = 1000, POINTS_USUAL = 25, POINTS_BENT = 97 };

/* A number, `5%` too; NaN if it is absent or wrong. */
static double number_of(const struct lab_place *place, const char *key) {
    const yaml_node_t *node = lab_place_member(place, key);
    const char *text = node ? yaml_text(place->reader->yaml, node, key, place->reader->diag) : NULL;
    if (!text)
        return NAN;
    bool percent;
    double value;
    if (number_parse_share(text, strlen(text), &value, &percent) && fabs(value) <= CHART_GREATEST)
        return value;
    diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, node),
                "%s: %s must be a number, such as 100 or 5%%, not '%s'%s", place->what, key, text,
                strspn(text, "+-.0123456789eE%") == strlen(text) ? "; its size must be at most 1e100" : "");
    return NAN;
}

void lab_read_axis(const struct lab_place *chart, const char *key, struct chart_axis *axis) {
    static const char *const known[] = {"label",   "unit",    "scale",      "format",   "from_zero",
                                        "minimum", "maximum", "frame_from", "frame_to", NULL};
    static const char *const scales[] = {"linear", "log", NULL};
    const struct lab_reader *reader = chart->reader;
    const yaml_node_t *node = lab_place_member(chart, key);
    *axis = (struct chart_axis){.label = "",
                                .unit_word = NULL,
                                .minimum = NAN,
                                .maximum = NAN,
                                .frame_from = NAN,
                                .frame_to = NAN,
                                .format = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO}};
    if (!node)
        return;
    struct lab_place place = {reader, node, arena_printf(reader->arena, "%s, axis %s", chart->what, key)};
    if (!yaml_is_mapping(reader->yaml, node, place.what, reader->diag))
        return;
    yaml_check_keys(reader->yaml, node, known, place.what, reader->diag);
    axis->label = lab_place_line(&place, "label", true);
    axis->unit_word = lab_place_member(&place, "unit") ? lab_place_line(&place, "unit", true) : NULL;
    axis->scale = (enum chart_axis_scale)lab_place_word(&place, "scale", scales, AXIS_LINEAR);
    axis->from_zero = lab_place_truth(&place, "from_zero");
    axis->minimum = number_of(&place, "minimum");
    axis->maximum = number_of(&place, "maximum");
    axis->frame_from = number_of(&place, "frame_from");
    axis->frame_to = number_of(&place, "frame_to");
    if (axis->frame_from >= axis->frame_to)
        lab_place_report(&place, lab_place_member(&place, "frame_to"), "frame_to must be above frame_from");
    if (axis->scale == AXIS_LOG && axis->frame_from <= 0)
        lab_place_report(&place, lab_place_member(&place, "frame_from"), "a logarithmic axis must begin above zero");
    const yaml_node_t *format = lab_place_member(&place, "format");
    const char *text = format ? yaml_text(reader->yaml, format, "format", reader->diag) : NULL;
    if (text && !number_format_parse(text, &axis->format))
        lab_place_report(
            &place, format,
            "the format must be `auto`, decimals such as `0`, `percent`, `money`, `thousands`, `millions` or "
            "`billions`");
    else if (!text)
        axis->format.style = NUMBER_PLAIN, axis->format.decimals = DECIMALS_AUTO - 1; /* see lab_complete_axis */
    axis->format.with_unit = false;
    if (axis->minimum >= axis->maximum)
        lab_place_report(&place, lab_place_member(&place, "maximum"), "the maximum must be above the minimum");
    if (axis->scale == AXIS_LOG && axis->from_zero)
        lab_place_report(&place, lab_place_member(&place, "from_zero"), "a logarithmic axis cannot begin at zero");
    if (axis->scale == AXIS_LOG && axis->minimum <= 0)
        lab_place_report(&place, lab_place_member(&place, "minimum"), "a logarithmic axis must begin above zero");
}

void lab_complete_axis(struct chart_axis *axis, const struct quantity *quantity) {
    if (axis->format.decimals < DECIMALS_AUTO) {
        axis->format =
            quantity ? quantity->format : (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
        axis->format.with_unit = false;
        if (axis->scale == AXIS_LOG && axis->format.style == NUMBER_PLAIN)
            axis->format.decimals = DECIMALS_AUTO; /* few values over several orders of magnitude are whole numbers */
    }
    if (!axis->unit_word)
        axis->unit_word = quantity && axis->format.style == NUMBER_PLAIN ? quantity->shown : "";
    axis->unit_word_one =
        quantity && strcmp(axis->unit_word, quantity->shown) == 0 ? quantity->shown_one : axis->unit_word;
}

void lab_read_sweep(const struct lab_place *chart, const struct chart_axis *x, const struct chart_axis *y,
                    struct sweep *sweep) {
    static const char *const known[] = {"along", "first", "last", "points", "scale", NULL};
    static const char *const scales[] = {"linear", "geometric", NULL};
    const struct lab_reader *reader = chart->reader;
    const yaml_node_t *node = lab_place_member(chart, "sweep");
    if (!node) {
        lab_place_needs(chart, chart->node, "the key 'sweep': {along: PARAMETER, first: 1, last: 100, points: 25}");
        return;
    }
    struct lab_place place = {reader, node, arena_printf(reader->arena, "%s, sweep", chart->what)};
    if (!yaml_is_mapping(reader->yaml, node, place.what, reader->diag))
        return;
    yaml_check_keys(reader->yaml, node, known, place.what, reader->diag);
    const char *name = lab_place_line(&place, "along", true);
    const struct quantity *along = NULL;
    if (*name) {
        struct pos pos = yaml_text_pos(reader->yaml, lab_place_member(&place, "along"));
        along =
            model_find(reader->lab->model, name, arena_printf(reader->arena, "%s: ", place.what), pos, reader->diag);
        if (along && along->kind != QUANTITY_PARAMETER) {
            diag_report(reader->diag, SEVERITY_ERROR, pos, "%s: '%s' is not a parameter", place.what, name);
            along = NULL;
        }
    }
    sweep->along = along;
    sweep->first = lab_place_member(&place, "first") ? number_of(&place, "first") : along ? along->minimum : NAN;
    sweep->last = lab_place_member(&place, "last") ? number_of(&place, "last") : along ? along->maximum : NAN;
    bool geometric = x->scale == AXIS_LOG && sweep->first > 0;
    sweep->scale =
        (enum sweep_scale)lab_place_word(&place, "scale", scales, geometric ? SWEEP_GEOMETRIC : SWEEP_LINEAR);
    double usual = y->scale == AXIS_LOG && sweep->scale == SWEEP_LINEAR ? POINTS_BENT : POINTS_USUAL;
    double points = lab_place_member(&place, "points") ? number_of(&place, "points") : usual;
    if (!(points >= 2 && points <= POINTS_LIMIT) || points != floor(points))
        lab_place_report(&place, lab_place_member(&place, "points"),
                         "the points must be a whole number from 2 to 1000");
    else
        sweep->points = (int)points;
    if (sweep->first >= sweep->last)
        lab_place_report(&place, node, "the last value must be above the first");
    if (sweep->scale == SWEEP_GEOMETRIC && sweep->first <= 0)
        lab_place_report(&place, node, "a geometric sweep must begin above zero");
}
