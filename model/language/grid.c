#include "language/walk.h"

#include <math.h>

enum { MOST_AXES = 60 };

struct grid_axis grid_axis_of(const struct quantity *parameter) {
    struct grid_axis axis = {.parameter = parameter};
    if (parameter->listed) {
        axis.count = (uint64_t)parameter->listed_count;
        while (axis.origin + 1 < axis.count && parameter->listed[axis.origin] < parameter->initial)
            axis.origin++;
        return axis;
    }
    if (!(parameter->step > 0)) {
        axis.first = parameter->minimum;
        axis.scale = 1;
        axis.count = parameter->minimum == parameter->maximum;
        return axis;
    }
    int decimals = number_decimals(parameter->minimum), more = number_decimals(parameter->step);
    axis.scale = pow(10, more > decimals ? more : decimals);
    axis.first = round(parameter->minimum * axis.scale);
    axis.step = round(parameter->step * axis.scale);
    axis.count = (uint64_t)fmin(quantity_steps(parameter), QUANTITY_MOST_STEPS) + 1;
    double origin = round((parameter->initial - parameter->minimum) / parameter->step);
    axis.origin = origin > 0 ? (uint64_t)origin : 0;
    if (axis.origin >= axis.count)
        axis.origin = axis.count - 1;
    return axis;
}

double grid_axis_value(const struct grid_axis *axis, uint64_t k) {
    if (axis->parameter->listed)
        return axis->parameter->listed[k];
    return (axis->first + (double)k * axis->step) / axis->scale;
}

static void list_values(struct arena *arena, struct grid_axis *axis) {
    if (axis->count == 0 || axis->count > GRID_MOST_LISTED)
        return;
    axis->values = arena_array(arena, axis->count, sizeof *axis->values);
    for (uint64_t k = 0; k < axis->count; k++)
        axis->values[k] = grid_axis_value(axis, k);
}

struct grid *grid_new(struct arena *arena, const struct model *model, const bool *needed) {
    struct grid *grid = arena_alloc(arena, sizeof *grid);
    grid->axes = arena_array(arena, (size_t)model->count + 1, sizeof *grid->axes);
    grid->sets = 1;
    grid->listed = true;
    for (int i = 0; i < model->count; i++) {
        if (!needed[i] || model->quantities[i]->kind != QUANTITY_PARAMETER)
            continue;
        struct grid_axis *axis = &grid->axes[grid->axis_count++];
        *axis = grid_axis_of(model->quantities[i]);
        list_values(arena, axis);
        grid->listed = grid->listed && axis->values;
        grid->endless = grid->endless || axis->count == 0;
        if (axis->count && __builtin_mul_overflow(grid->sets, axis->count, &grid->sets))
            grid->sets = UINT64_MAX;
    }
    grid->listed = grid->listed && grid->axis_count <= MOST_AXES;
    if (grid->endless)
        grid->sets = UINT64_MAX;
    return grid;
}

void grid_set(const struct grid *grid, const size_t *numbers, double *values) {
    for (int i = 0; i < grid->axis_count; i++)
        values[grid->axes[i].parameter->index] = grid->axes[i].values[numbers[i]];
}

bool grid_axis_rounded(const struct grid_axis *axis) {
    if (!axis->values)
        return true;
    for (uint64_t k = 0; k < axis->count; k++)
        if (number_half_unit(axis->values[k], axis->parameter->format) > 0)
            return true;
    return false;
}

bool grid_format_rounds(const struct quantity *parameter, struct number_format format, double *rounded) {
    enum { TRIED = 2000 };
    const struct grid_axis axis = grid_axis_of(parameter);
    for (uint64_t i = 0; i < axis.count && i < (uint64_t)2 * TRIED; i++) {
        uint64_t k = axis.count <= (uint64_t)2 * TRIED || i < TRIED ? i : axis.count - 1 - (i - TRIED);
        *rounded = grid_axis_value(&axis, k);
        if (number_half_unit(*rounded, format) > 0)
            return true;
    }
    return false;
}

/* Warns about a parameter without a grid: of its values only the default is known beforehand. */
static void check_default(const struct quantity *parameter, struct diag *diag) {
    if (quantity_has_grid(parameter) || number_half_unit(parameter->initial, parameter->format) <= 0)
        return;
    struct text exact = {0}, printed = {0};
    quantity_quote(&printed, parameter, parameter->initial, parameter->format);
    quantity_quote(&exact, parameter, parameter->initial, number_format_exact(parameter->initial, parameter->format));
    diag_report_once(diag, SEVERITY_WARNING, parameter->pos,
                     "the format of '%s' rounds its default: %s is printed as %s, but keys are computed from %s; give "
                     "it more decimals",
                     parameter->name, exact.bytes, printed.bytes, exact.bytes);
    text_free(&exact);
    text_free(&printed);
}

void grid_warn_without(const struct model *model, struct diag *diag) {
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        if (quantity->kind == QUANTITY_PARAMETER && !quantity_has_grid(quantity) && quantity->format.decimals >= 0 &&
            number_half_unit(quantity->initial, quantity->format) <= 0)
            diag_report(diag, SEVERITY_WARNING, quantity->pos,
                        "'%s' has no step, so that sets can have values which its format rounds; give it a step, or "
                        "the format auto",
                        quantity->name);
    }
}

bool grid_check_formats(const struct model *model, struct diag *diag) {
    bool good = true;
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        double value;
        if (quantity->kind == QUANTITY_PARAMETER)
            check_default(quantity, diag);
        if (quantity->kind != QUANTITY_PARAMETER || !grid_format_rounds(quantity, quantity->format, &value))
            continue;
        struct text exact = {0}, printed = {0};
        quantity_quote(&printed, quantity, value, quantity->format);
        quantity_quote(&exact, quantity, value, number_format_exact(value, quantity->format));
        diag_report_once(
            diag, SEVERITY_ERROR, quantity->pos,
            "the format of '%s' rounds values on its grid: %s is printed as %s, but keys are computed from "
            "%s; give it more decimals",
            quantity->name, exact.bytes, printed.bytes, exact.bytes);
        text_free(&exact);
        text_free(&printed);
        good = false;
    }
    return good;
}
