/* Walks over a random sample of a grid: every drawn set has a value of its own for every parameter. */
#include "language/walk.h"

#include <math.h>

enum { SAMPLE_ROWS = 1024 };

/* The step of splitmix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014): 2^64 divided by
 * the golden ratio. */
#define STEP 0x9E3779B97F4A7C15u

/* Mixes 64 bits, so that each bit of the input changes half of those of the output (the finish of splitmix64). */
static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/* Mixes a text into a key. */
static uint64_t key_with(uint64_t key, const char *text) {
    for (; *text; text++)
        key = mix(key ^ (unsigned char)*text) + STEP;
    return mix(key);
}

/* Of 64 random bits, an integer from 0 to count - 1: the upper half of the product. No value is more than count / 2^64
 * of its share too frequent. */
static uint64_t below(uint64_t bits, uint64_t count) {
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    return (uint64_t)(((wide)bits * count) >> 64);
#else
    return bits % count;
#endif
}

struct walk *walk_sample(struct arena *arena, const struct program *program, const struct grid *grid, uint64_t count,
                         uint64_t key) {
    struct walk *walk = arena_alloc(arena, sizeof *walk);
    *walk = (struct walk){.grid = grid, .program = program, .sampled = true, .sample_count = count, .key = key};
    walk->width = SAMPLE_ROWS;
    walk->blocks = (count + SAMPLE_ROWS - 1) / SAMPLE_ROWS;
    int parameters = program->input_count;
    for (int i = 0; i < grid->axis_count; i++)
        if (grid->axes[i].parameter->index >= parameters)
            parameters = grid->axes[i].parameter->index + 1;
    size_t axes = (size_t)grid->axis_count + 1;
    walk->inputs = arena_array(arena, (size_t)parameters + 1, sizeof *walk->inputs);
    walk->drawn = arena_array(arena, axes, sizeof *walk->drawn);
    walk->picked = arena_array(arena, axes, sizeof *walk->picked);
    walk->keys = arena_array(arena, axes, sizeof *walk->keys);
    for (int i = 0; i < grid->axis_count; i++) {
        const struct grid_axis *axis = &grid->axes[i];
        walk->keys[i] = key_with(key, axis->parameter->name);
        walk->drawn[i] = arena_array(arena, SAMPLE_ROWS, sizeof **walk->drawn);
        walk->picked[i] = arena_array(arena, SAMPLE_ROWS, sizeof **walk->picked);
        walk->inputs[axis->parameter->index] = (struct program_column){walk->drawn[i], 1};
    }
    walk->results = arena_array(arena, (size_t)program->output_count + 1, sizeof *walk->results);
    walk->columns = arena_array(arena, (size_t)program->output_count + 1, sizeof *walk->columns);
    for (int i = 0; i < program->output_count; i++)
        walk->columns[i] = walk->results[i] = arena_array(arena, SAMPLE_ROWS, sizeof **walk->results);
    walk->distances = arena_array(arena, SAMPLE_ROWS, sizeof *walk->distances);
    walk->machine = machine_new(arena, program, EVAL_BLOCK);
    return walk;
}

struct walk *walk_new_sampled(struct arena *arena, const struct program *program, const struct grid *grid,
                              uint64_t count, const char *seed) {
    return walk_sample(arena, program, grid, count, key_with(STEP, seed));
}

/* Draws the values of an axis with a step: each number along it is equally likely. */
static void draw_numbers(struct walk *walk, int i, uint64_t start, size_t rows) {
    const struct grid_axis *axis = &walk->grid->axes[i];
    uint64_t *picked = walk->picked[i], state = walk->keys[i] + start * STEP;
    double *drawn = walk->drawn[i];
    for (size_t row = 0; row < rows; row++) {
        picked[row] = below(mix(state += STEP), axis->count);
        walk->distances[row] += fabs((double)picked[row] - (double)axis->origin);
    }
    for (size_t row = 0; row < rows; row++)
        drawn[row] = axis->values ? axis->values[picked[row]] : grid_axis_value(axis, picked[row]);
}

/* Draws the values of an axis without a step: 2^53 values divide its range evenly, both ends included. */
static void draw_free(struct walk *walk, int i, uint64_t start, size_t rows) {
    const struct quantity *parameter = walk->grid->axes[i].parameter;
    const double range = parameter->maximum - parameter->minimum, last = 0x1p53 - 1;
    uint64_t state = walk->keys[i] + start * STEP;
    double *drawn = walk->drawn[i];
    for (size_t row = 0; row < rows; row++) {
        double value = parameter->minimum + range * ((double)(mix(state += STEP) >> 11) / last);
        drawn[row] = value < parameter->maximum ? value : parameter->maximum;
        if (range > 0)
            walk->distances[row] += 100 * fabs(drawn[row] - parameter->initial) / range;
    }
}

size_t walk_draw(struct walk *walk, uint64_t block) {
    const struct grid *grid = walk->grid;
    uint64_t start = block * SAMPLE_ROWS;
    size_t rows = walk->sample_count - start < SAMPLE_ROWS ? (size_t)(walk->sample_count - start) : SAMPLE_ROWS;
    if (walk->drawn_end == start + rows)
        return rows;
    walk->drawn_end = start + rows;
    for (size_t row = 0; row < rows; row++)
        walk->distances[row] = 0;
    for (int i = 0; i < grid->axis_count; i++) {
        if (grid->axes[i].count)
            draw_numbers(walk, i, start, rows);
        else
            draw_free(walk, i, start, rows);
    }
    return rows;
}
