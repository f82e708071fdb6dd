/* Walks over a random sample of a grid. */
#include "language/walk.h"

#include <math.h>

enum {
    SAMPLE_ROWS = 1024,
    FREE_VALUES = 16385, /* values to draw from for a parameter without a step, its ends included */
    POOL_VALUES = 262144 /* values to draw from for a parameter with too many values to list, themselves drawn */
};

/* Mixes 64 bits, so that each bit of the input changes half of those of the output (the finish of splitmix64). */
static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static double free_value(const struct quantity *parameter, uint64_t number) {
    return parameter->minimum + (parameter->maximum - parameter->minimum) * (double)number / (FREE_VALUES - 1);
}

/* Lists the values to draw from for an axis that has no list. */
static void list_drawn(struct arena *arena, struct walk *walk, int i) {
    const struct grid_axis *axis = &walk->grid->axes[i];
    size_t count = (size_t)walk_axis_count(axis);
    double *values = walk->values[i] = arena_array(arena, count, sizeof *values);
    if (axis->count)
        walk->pools[i] = arena_array(arena, count, sizeof **walk->pools);
    for (uint64_t k = 0; k < count; k++) {
        if (!axis->count) {
            values[k] = free_value(axis->parameter, k);
            continue;
        }
        walk->pools[i][k] = mix(mix(k * 0x9E3779B97F4A7C15u + ~walk->key) ^ (uint64_t)i) % axis->count;
        values[k] = grid_axis_value(axis, walk->pools[i][k]);
    }
}

uint64_t walk_axis_count(const struct grid_axis *axis) {
    return axis->values ? axis->count : axis->count ? POOL_VALUES : FREE_VALUES;
}

struct walk *walk_sample(struct arena *arena, const struct program *program, const struct grid *grid, uint64_t count,
                         uint64_t key) {
    struct walk *walk = arena_alloc(arena, sizeof *walk);
    *walk = (struct walk){.grid = grid, .program = program, .sampled = true, .sample_count = count, .key = key};
    walk->width = SAMPLE_ROWS;
    walk->blocks = (count + SAMPLE_ROWS - 1) / SAMPLE_ROWS;
    int parameters = 0;
    for (int i = 0; i < program->count; i++)
        if (program->operations[i].op == EXPR_NAME && program->operations[i].parameter >= parameters)
            parameters = program->operations[i].parameter + 1;
    for (int i = 0; i < grid->axis_count; i++)
        if (grid->axes[i].parameter->index >= parameters)
            parameters = grid->axes[i].parameter->index + 1;
    size_t axes = (size_t)grid->axis_count + 1;
    walk->inputs = arena_array(arena, (size_t)parameters + 1, sizeof *walk->inputs);
    walk->drawn = arena_array(arena, axes, sizeof *walk->drawn);
    walk->picked = arena_array(arena, axes, sizeof *walk->picked);
    walk->values = arena_array(arena, axes, sizeof *walk->values);
    walk->pools = arena_array(arena, axes, sizeof *walk->pools);
    for (int i = 0; i < grid->axis_count; i++) {
        const struct grid_axis *axis = &grid->axes[i];
        walk->values[i] = axis->values;
        if (!axis->values)
            list_drawn(arena, walk, i);
        walk->drawn[i] = arena_array(arena, SAMPLE_ROWS, sizeof **walk->drawn);
        walk->picked[i] = arena_array(arena, SAMPLE_ROWS, sizeof **walk->picked);
        walk->inputs[axis->parameter->index] = (struct program_column){walk->drawn[i], 1};
    }
    walk->results = arena_array(arena, (size_t)program->output_count + 1, sizeof *walk->results);
    walk->columns = arena_array(arena, (size_t)program->output_count + 1, sizeof *walk->columns);
    for (int i = 0; i < program->output_count; i++)
        walk->columns[i] = walk->results[i] = arena_array(arena, SAMPLE_ROWS, sizeof **walk->results);
    walk->distances = arena_array(arena, SAMPLE_ROWS, sizeof *walk->distances);
    /* Running a program writes only to its registers. */
    walk->run = (struct program *)program;
    return walk;
}

struct walk *walk_new_sampled(struct arena *arena, const struct program *program, const struct grid *grid,
                              uint64_t count, const char *seed) {
    uint64_t key = 0x9E3779B97F4A7C15u;
    for (; *seed; seed++)
        key = mix(key ^ (unsigned char)*seed) + 0x9E3779B97F4A7C15u;
    return walk_sample(arena, program, grid, count, key);
}

/* Draws the numbers along the axes. */
static void pick(struct walk *walk, uint64_t start, size_t rows) {
    const struct grid *grid = walk->grid;
    for (size_t row = 0; row < rows; row++) {
        walk->distances[row] = 0;
        for (int i = 0; i < grid->axis_count; i++) {
            const struct grid_axis *axis = &grid->axes[i];
            const struct quantity *parameter = axis->parameter;
            uint64_t counter = (start + row) * (uint64_t)grid->axis_count + (uint64_t)i;
            uint64_t bits = mix(mix(counter * 0x9E3779B97F4A7C15u + walk->key) ^ walk->key);
            uint64_t number = walk->picked[i][row] = bits % walk_axis_count(axis);
            double range = parameter->maximum - parameter->minimum;
            uint64_t along = walk->pools[i] ? walk->pools[i][number] : number;
            if (axis->count)
                walk->distances[row] += fabs((double)along - (double)axis->origin);
            else if (range > 0)
                walk->distances[row] += 100 * fabs(free_value(parameter, number) - parameter->initial) / range;
        }
    }
}

size_t walk_draw(struct walk *walk, uint64_t block) {
    const struct grid *grid = walk->grid;
    uint64_t start = block * SAMPLE_ROWS;
    size_t rows = walk->sample_count - start < SAMPLE_ROWS ? (size_t)(walk->sample_count - start) : SAMPLE_ROWS;
    if (walk->picked_end != start + rows)
        pick(walk, start, rows);
    walk->picked_end = start + rows;
    for (int i = 0; i < grid->axis_count; i++)
        for (size_t row = 0; row < rows; row++)
            walk->drawn[i][row] = walk->values[i][walk->picked[i][row]];
    return rows;
}
