/* Walks over the values that a reader of printed parameters may take them for. */
#include "language/walk.h"

/* Writes the value of each rounding case to place k of its list. */
static void list_cases(const struct quantity *parameter, double value, double *const lists[ROUNDING_CASES], size_t k) {
    double half = number_half_unit(value, parameter->format);
    double printed = half > 0 ? number_as_printed(value, parameter->format) : value;
    lists[CASE_EXACT][k] = value;
    lists[CASE_PRINTED][k] = printed;
    lists[CASE_LESS][k] = half > 0 ? number_round_significant(printed - half, 15) : value;
    lists[CASE_MORE][k] = half > 0 ? number_round_significant(printed + half, 15) : value;
}

struct walk *walk_new_rounded(struct arena *arena, const struct walk *walk) {
    const struct grid *grid = walk->grid;
    struct walk *rounded = walk->sampled ? walk_sample(arena, walk->program, grid, walk->sample_count, walk->key)
                                         : walk_new(arena, walk->program, grid);
    rounded->lists = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *rounded->lists);
    rounded->cases = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *rounded->cases);
    for (int i = 0; i < grid->axis_count; i++) {
        const struct grid_axis *axis = &grid->axes[i];
        if (!grid_axis_rounded(axis))
            continue;
        size_t room = walk_list_length(rounded, i);
        for (int c = 0; c < ROUNDING_CASES; c++)
            rounded->lists[i][c] = arena_array(arena, room, sizeof(double));
        for (size_t k = 0; k < room; k++)
            list_cases(axis->parameter, rounded->values[i][k], rounded->lists[i], k);
    }
    return rounded;
}

void walk_set_rounding(struct walk *walk, const enum grid_rounding_case *cases) {
    for (int i = 0; i < walk->grid->axis_count; i++) {
        if (walk->cases[i] == cases[i])
            continue;
        walk->cases[i] = cases[i];
        walk->started = false;
        if (walk->lists[i][0])
            walk->values[i] = walk->lists[i][cases[i]];
    }
}
