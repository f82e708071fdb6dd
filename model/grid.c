#include "walk.h"

#include <math.h>

enum { MOST_AXES = 60, MOST_VALUES = 100000000 };

static int larger_decimals(double a, double b) {
    int first = number_decimals(a), second = number_decimals(b);
    return first > second ? first : second;
}

static void fill_axis(struct arena *arena, struct grid_axis *axis) {
    const struct quantity *parameter = axis->parameter;
    if (!(parameter->step > 0))
        return;
    double steps = floor((parameter->maximum - parameter->minimum) / parameter->step + 1e-9);
    if (!(steps >= 0) || steps >= MOST_VALUES)
        return;
    axis->count = (size_t)steps + 1;
    axis->values = arena_array(arena, axis->count, sizeof *axis->values);
    int decimals = larger_decimals(parameter->minimum, parameter->step);
    for (size_t k = 0; k < axis->count; k++)
        axis->values[k] = number_round_decimals(parameter->minimum + (double)k * parameter->step, decimals);
    double origin = round((parameter->initial - parameter->minimum) / parameter->step);
    axis->origin = origin > 0 ? (size_t)origin : 0;
    if (axis->origin >= axis->count)
        axis->origin = axis->count - 1;
}

struct grid *grid_new(struct arena *arena, const struct model *model, const bool *needed) {
    struct grid *grid = arena_alloc(arena, sizeof *grid);
    grid->axes = arena_array(arena, (size_t)model->count + 1, sizeof *grid->axes);
    grid->sets = 1;
    for (int i = 0; i < model->count; i++) {
        if (!needed[i] || model->quantities[i]->kind != QUANTITY_PARAMETER)
            continue;
        struct grid_axis *axis = &grid->axes[grid->axis_count++];
        axis->parameter = model->quantities[i];
        fill_axis(arena, axis);
        grid->endless = grid->endless || axis->count == 0;
        if (axis->count && __builtin_mul_overflow(grid->sets, (uint64_t)axis->count, &grid->sets))
            grid->sets = UINT64_MAX;
    }
    if (grid->endless || grid->axis_count > MOST_AXES)
        grid->sets = UINT64_MAX;
    return grid;
}

void grid_set(const struct grid *grid, const size_t *numbers, double *values) {
    for (int i = 0; i < grid->axis_count; i++)
        values[grid->axes[i].parameter->index] = grid->axes[i].values[numbers[i]];
}

bool grid_axis_rounded(const struct grid_axis *axis) {
    for (size_t k = 0; k < axis->count; k++)
        if (number_half_unit(axis->values[k], axis->parameter->format) > 0)
            return true;
    return axis->count == 0;
}

double reread(const struct quantity *parameter, double value, int direction) {
    double half = number_half_unit(value, parameter->format);
    return half > 0 ? number_as_printed(value, parameter->format) + direction * half : value;
}

/* A mixing function of 64 bits, in which each bit of the input changes half of the output (splitmix64's finish). */
static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

enum {
    SAMPLE_ROWS = 1024,
    FREE_VALUES = 16385 /* of a parameter without a step: so many between its ends, which are among them */
};

size_t walk_axis_count(const struct grid_axis *axis) {
    return axis->count ? axis->count : FREE_VALUES;
}

struct walk *walk_new_sampled(struct arena *arena, const struct program *program, const struct grid *grid,
                              uint64_t count, const char *seed) {
    struct walk *walk = arena_alloc(arena, sizeof *walk);
    *walk = (struct walk){.grid = grid, .program = program, .sampled = true, .sample_count = count};
    walk->key = 0x9E3779B97F4A7C15u;
    for (; *seed; seed++)
        walk->key = mix(walk->key ^ (unsigned char)*seed) + 0x9E3779B97F4A7C15u;
    walk->width = SAMPLE_ROWS;
    walk->blocks = (count + SAMPLE_ROWS - 1) / SAMPLE_ROWS;
    int parameters = 0;
    for (int i = 0; i < program->count; i++)
        if (program->operations[i].op == EXPR_NAME && program->operations[i].parameter >= parameters)
            parameters = program->operations[i].parameter + 1;
    for (int i = 0; i < grid->axis_count; i++)
        if (grid->axes[i].parameter->index >= parameters)
            parameters = grid->axes[i].parameter->index + 1;
    walk->inputs = arena_array(arena, (size_t)parameters + 1, sizeof *walk->inputs);
    walk->drawn = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *walk->drawn);
    walk->values = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *walk->values);
    for (int i = 0; i < grid->axis_count; i++) {
        const struct quantity *parameter = grid->axes[i].parameter;
        walk->values[i] = grid->axes[i].values;
        if (!grid->axes[i].count) {
            walk->values[i] = arena_array(arena, FREE_VALUES, sizeof **walk->values);
            for (size_t k = 0; k < FREE_VALUES; k++)
                walk->values[i][k] =
                    parameter->minimum + (parameter->maximum - parameter->minimum) * (double)k / (FREE_VALUES - 1);
        }
        walk->drawn[i] = arena_array(arena, SAMPLE_ROWS, sizeof **walk->drawn);
        walk->inputs[grid->axes[i].parameter->index] = (struct column){walk->drawn[i], 1};
    }
    walk->results = arena_array(arena, (size_t)program->output_count + 1, sizeof *walk->results);
    walk->columns = arena_array(arena, (size_t)program->output_count + 1, sizeof *walk->columns);
    for (int i = 0; i < program->output_count; i++)
        walk->columns[i] = walk->results[i] = arena_array(arena, SAMPLE_ROWS, sizeof **walk->results);
    walk->distances = arena_array(arena, SAMPLE_ROWS, sizeof *walk->distances);
    /* Running a program writes to its registers only. */
    walk->run = (struct program *)program;
    return walk;
}

size_t walk_draw(struct walk *walk, uint64_t block) {
    const struct grid *grid = walk->grid;
    uint64_t start = block * SAMPLE_ROWS;
    size_t rows = walk->sample_count - start < SAMPLE_ROWS ? (size_t)(walk->sample_count - start) : SAMPLE_ROWS;
    for (size_t row = 0; row < rows; row++) {
        walk->distances[row] = 0;
        for (int i = 0; i < grid->axis_count; i++) {
            const struct grid_axis *axis = &grid->axes[i];
            const struct quantity *parameter = axis->parameter;
            uint64_t counter = (start + row) * (uint64_t)grid->axis_count + (uint64_t)i;
            uint64_t bits = mix(mix(counter * 0x9E3779B97F4A7C15u + walk->key) ^ walk->key);
            size_t number = (size_t)((bits >> 32) * walk_axis_count(axis) >> 32);
            double range = parameter->maximum - parameter->minimum;
            walk->drawn[i][row] = walk->values[i][number];
            walk->distances[row] += axis->count ? fabs((double)number - (double)axis->origin)
                                    : range > 0 ? 100 * fabs(walk->drawn[i][row] - parameter->initial) / range
                                                : 0;
        }
    }
    return rows;
}
