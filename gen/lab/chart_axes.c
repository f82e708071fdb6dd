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

static void read_format(struct yaml_value value, struct chart_axis *axis) {
    const char *text = yaml_text(value);
    if (text && !number_format_parse(text, &axis->format))
        yaml_report(value, "the format must be `auto`, decimals such as `0`, `percent`, `money`, `thousands`, "
                           "`millions` or `billions`");
    else if (!text)
        axis->format.style = NUMBER_PLAIN, axis->format.decimals = DECIMALS_AUTO - 1; /* see lab_complete_axis */
    axis->format.with_unit = false;
}

void lab_read_axis(struct yaml_value value, struct chart_axis *axis) {
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
    axis->minimum = number_of(minimum);
    axis->maximum = number_of(maximum);
    axis->frame_from = number_of(frame_from);
    axis->frame_to = number_of(frame_to);
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

/* An end of a sweep. */
static double end_of(const struct quantity *along, struct yaml_value value, double initial) {
    double end = quantity_read_value(along, value, value.node ? NAN : initial);
    if (fabs(end) > CHART_GREATEST)
        yaml_report(value, "%s must be of a size up to 1e100", value.name);
    return end;
}

void lab_read_sweep(const struct lab *lab, struct yaml_value value, const struct chart_axis *x,
                    const struct chart_axis *y, struct sweep *sweep) {
    static const char *const scales[] = {"linear", "geometric", NULL};
    static const struct yaml_range range = {2, POINTS_LIMIT, YAML_WHOLE, "a whole number from 2 to 1000"};
    struct yaml_mapping mapping = yaml_mapping(value, arena_printf(lab->arena, "%s, sweep", value.owner));
    if (!mapping.self.node)
        return;
    const struct quantity *along = lab_read_parameter(lab, yaml_needed(&mapping, "along", ", a parameter"));
    struct yaml_value first = yaml_member(&mapping, "first"), last = yaml_member(&mapping, "last");
    sweep->along = along;
    sweep->first = along ? end_of(along, first, along->minimum) : NAN;
    sweep->last = along ? end_of(along, last, along->maximum) : NAN;
    bool geometric = x->scale == AXIS_LOG && sweep->first > 0;
    sweep->scale =
        (enum sweep_scale)yaml_word(yaml_member(&mapping, "scale"), scales, geometric ? SWEEP_GEOMETRIC : SWEEP_LINEAR);
    bool bent = y->scale == AXIS_LOG && sweep->scale == SWEEP_LINEAR;
    sweep->points = (int)yaml_number(yaml_member(&mapping, "points"), &range, bent ? POINTS_BENT : POINTS_USUAL);
    if (sweep->first >= sweep->last)
        yaml_report(mapping.self, "the last value must be above the first");
    if (sweep->scale == SWEEP_GEOMETRIC && sweep->first <= 0)
        yaml_report(mapping.self, "a geometric sweep must begin above zero");
    if (x->scale == AXIS_LOG && sweep->first <= 0)
        yaml_report(mapping.self, "on a logarithmic axis a sweep must begin above zero");
    yaml_done(&mapping);
}
