#include "lab/chart_read.h"

#include <math.h>
#include <string.h>

enum { POINTS_LIMIT = 1000, POINTS_USUAL = 25, POINTS_BENT = 97 };

/* A number, `5%` too; NaN if it is absent or wrong. */
static double number_of(struct yaml_value value) {
    static const struct yaml_range range = {-CHART_GREATEST, CHART_GREATEST, YAML_SHARE,
                                            "a number, such as 100 or 5%, of a size up to 1e100"};
    return yaml_number(value, &range, NAN);
}

/* Whether a value is an expression: it has a letter, and is no number. */
static bool is_expression(struct yaml_value value) {
    const char *text = value.node && value.node->type == YAML_SCALAR_NODE ? yaml_text(value) : NULL;
    double number;
    bool percent, letter = false;
    for (const char *at = text; at && *at; at++)
        letter |= (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_';
    return letter && !number_parse_share(text, strlen(text), &number, &percent);
}

static double read_end(const struct lab *lab, struct yaml_value value, const struct expr **expr) {
    if (!is_expression(value))
        return number_of(value);
    *expr = lab_read_expr(lab, value, false);
    return NAN;
}

static void read_format(struct yaml_value value, struct chart_axis *axis) {
    const char *text = yaml_text(value);
    if (text && !number_format_parse(text, &axis->format))
        yaml_report(value, "the format must be `auto`, decimals such as `0`, `percent`, `money`, `thousands`, "
                           "`millions` or `billions`");
    else if (!text)
        axis->format.style = NUMBER_PLAIN, axis->format.decimals = DECIMALS_AUTO - 1; /* see lab_complete_axis */
    axis->format.with_unit = false;
}

void lab_read_axis(const struct lab *lab, struct yaml_value value, struct chart_axis *axis) {
    static const char *const scales[] = {"linear", "log", NULL};
    *axis = (struct chart_axis){.label = "",
                                .unit_word = NULL,
                                .minimum = NAN,
                                .maximum = NAN,
                                .frame_from = NAN,
                                .frame_to = NAN,
                                .format = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO}};
    struct yaml_mapping mapping =
        yaml_mapping(value, arena_printf(value.yaml->arena, "%s, axis %s", value.owner, value.name));
    if (!mapping.self.node)
        return;
    axis->label = lab_read_label(yaml_needed(&mapping, "label", ""));
    struct yaml_value unit = yaml_member(&mapping, "unit");
    axis->unit_word = unit.node ? lab_read_label(unit) : NULL;
    axis->scale = (enum chart_axis_scale)yaml_word(yaml_member(&mapping, "scale"), scales, AXIS_LINEAR);
    read_format(yaml_member(&mapping, "format"), axis);
    struct yaml_value from_zero = yaml_member(&mapping, "from_zero"), minimum = yaml_member(&mapping, "minimum"),
                      maximum = yaml_member(&mapping, "maximum"), frame_from = yaml_member(&mapping, "frame_from"),
                      frame_to = yaml_member(&mapping, "frame_to");
    axis->from_zero = yaml_flag(from_zero);
    axis->minimum = read_end(lab, minimum, &axis->ends[CHART_MINIMUM]);
    axis->maximum = read_end(lab, maximum, &axis->ends[CHART_MAXIMUM]);
    axis->frame_from = read_end(lab, frame_from, &axis->ends[CHART_FRAME_FROM]);
    axis->frame_to = read_end(lab, frame_to, &axis->ends[CHART_FRAME_TO]);
    if (axis->frame_from >= axis->frame_to)
        yaml_report(frame_to, "frame_to must be above frame_from");
    if (axis->minimum >= axis->maximum)
        yaml_report(maximum, "the maximum must be above the minimum");
    if (axis->scale == AXIS_LOG && axis->frame_from <= 0)
        yaml_report(frame_from, "a logarithmic axis must begin above zero");
    if (axis->scale == AXIS_LOG && axis->minimum <= 0)
        yaml_report(minimum, "a logarithmic axis must begin above zero");
    if (axis->scale == AXIS_LOG && axis->from_zero)
        yaml_report(from_zero, "a logarithmic axis cannot begin at zero");
    yaml_done(&mapping);
}

void lab_check_axis(const struct lab *lab, struct yaml_mapping *chart, const char *name, const struct chart_axis *axis,
                    const struct unit *unit) {
    for (int i = 0; i < CHART_ENDS; i++)
        if (axis->ends[i] && unit)
            model_check_unit(lab->model, axis->ends[i], unit,
                             arena_printf(lab->arena, "%s, axis %s", chart->what, name), chart->self.yaml->diag);
    if (!unit || !axis->unit_word || axis->format.style == NUMBER_PERCENT || !unit_contradicts(axis->unit_word, unit))
        return;
    struct yaml_mapping own = yaml_mapping(yaml_member(chart, name), chart->what);
    yaml_report(yaml_member(&own, "unit"), UNIT_CONTRADICTION, axis->unit_word, unit_text(unit));
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

/* An end of a sweep; NaN if it is absent and its parameter has none, or if it is an expression. */
static double end_of(const struct lab *lab, const struct quantity *along, struct yaml_value value, double initial,
                     const struct expr **expr) {
    if (is_expression(value)) {
        *expr = lab_read_expr(lab, value, false);
        if (*expr && along->unit && !model_check_unit(lab->model, *expr, along->unit, value.owner, value.yaml->diag))
            *expr = NULL;
        return NAN;
    }
    double end = quantity_read_value(along, value, value.node ? NAN : initial);
    if (fabs(end) > CHART_GREATEST)
        yaml_report(value, "%s must be of a size up to 1e100", value.name);
    return end;
}

/* A variable of the chart's own, which no model has. NULL after an error. */
static struct quantity *read_variable(const struct lab *lab, struct yaml_value along, struct yaml_value unit,
                                      const struct chart *chart) {
    const char *name = yaml_text(along), *unit_name = yaml_text(unit), *unknown = NULL;
    if (!name || !unit_name)
        return NULL;
    if (model_lookup(lab->model, name)) {
        yaml_report(along, "'%s' is a quantity of the models; a variable of the chart's own has another name", name);
        return NULL;
    }
    if (*name < 'a' || *name > 'z' || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name)) {
        yaml_report(along, "a name must be snake_case: lower-case letters, digits and `_`, starting with a letter");
        return NULL;
    }
    struct quantity *variable = arena_alloc(lab->arena, sizeof *variable);
    *variable = (struct quantity){.kind = QUANTITY_PARAMETER,
                                  .name = name,
                                  .label = chart->x.label,
                                  .symbol = name,
                                  .unit = unit_parse(lab->model->units, unit_name, &unknown),
                                  .unit_name = unit_name,
                                  .shown = strcmp(unit_name, "1") == 0 ? "" : unit_name,
                                  .minimum = NAN,
                                  .maximum = NAN,
                                  .format = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO},
                                  .pos = yaml_text_pos(along)};
    variable->shown_one = variable->shown;
    variable->fraction = chart->x.format.style == NUMBER_PERCENT;
    if (!variable->unit)
        yaml_report_near(unit, unknown ? unit_nearest(lab->model->units, unknown) : NULL, UNIT_ADVICE,
                         "there is no unit '%s'", unknown ? unknown : unit_name);
    return variable->unit ? variable : NULL;
}

/* The parameter of a sweep. */
static const struct quantity *read_along(const struct lab *lab, struct yaml_value named) {
    const char *name = named.node ? yaml_text(named) : NULL;
    if (!name || model_lookup(lab->model, name) || lab->model->incomplete)
        return name ? lab_read_parameter(lab, named) : NULL;
    yaml_report_near(named, model_nearest(lab->model, name),
                     "; name a parameter, or give a variable of the chart's own its `unit`",
                     "there is no quantity '%s'", name);
    return NULL;
}

void lab_read_sweep(const struct lab *lab, struct yaml_value value, struct chart *chart) {
    static const char *const scales[] = {"linear", "geometric", NULL};
    static const struct yaml_range range = {2, POINTS_LIMIT, YAML_WHOLE, "a whole number from 2 to 1000"};
    struct yaml_mapping mapping = yaml_mapping(value, arena_printf(lab->arena, "%s, sweep", value.owner));
    if (!mapping.self.node)
        return;
    struct sweep *sweep = &chart->sweep;
    struct yaml_value named = yaml_needed(&mapping, "along", ", a parameter"), unit = yaml_member(&mapping, "unit");
    if (unit.node)
        chart->variable = read_variable(lab, named, unit, chart);
    const struct quantity *along = unit.node ? chart->variable : read_along(lab, named);
    struct yaml_value first = yaml_member(&mapping, "first"), last = yaml_member(&mapping, "last");
    sweep->along = along;
    sweep->first = along ? end_of(lab, along, first, along->minimum, &chart->first) : NAN;
    sweep->last = along ? end_of(lab, along, last, along->maximum, &chart->last) : NAN;
    bool log = chart->x.scale == AXIS_LOG;
    sweep->scale = (enum sweep_scale)yaml_word(yaml_member(&mapping, "scale"), scales,
                                               log && !(sweep->first <= 0) ? SWEEP_GEOMETRIC : SWEEP_LINEAR);
    bool bent = chart->y.scale == AXIS_LOG && sweep->scale == SWEEP_LINEAR;
    sweep->points = (int)yaml_number(yaml_member(&mapping, "points"), &range, bent ? POINTS_BENT : POINTS_USUAL);
    if (chart->variable && ((!chart->first && isnan(sweep->first)) || (!chart->last && isnan(sweep->last))))
        yaml_report(mapping.self, "a variable of the chart's own has no bounds: give 'first' and 'last'");
    if (sweep->first >= sweep->last)
        yaml_report(mapping.self, "the last value must be above the first");
    if (sweep->scale == SWEEP_GEOMETRIC && sweep->first <= 0)
        yaml_report(mapping.self, "a geometric sweep must begin above zero");
    if (log && sweep->first <= 0)
        yaml_report(mapping.self, "on a logarithmic axis a sweep must begin above zero");
    yaml_done(&mapping);
}
