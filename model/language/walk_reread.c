/* Walks that take parameters for what a reader of their print may take them for. */
#include "language/walk.h"

/* Puts what a reader of a value's print may take it for into place k of the lists. */
static void reread(const struct quantity *parameter, double value, double *const lists[READINGS], size_t k) {
    double half = number_half_unit(value, parameter->format);
    double printed = half > 0 ? number_as_printed(value, parameter->format) : value;
    lists[READ_EXACTLY][k] = value;
    lists[READ_AS_PRINTED][k] = printed;
    lists[READ_LESS][k] = half > 0 ? number_round_significant(printed - half, 15) : value;
    lists[READ_MORE][k] = half > 0 ? number_round_significant(printed + half, 15) : value;
}

struct walk *walk_reread(struct arena *arena, const struct walk *walk) {
    const struct grid *grid = walk->grid;
    struct walk *again = walk->sampled ? walk_sample(arena, walk->program, grid, walk->sample_count, walk->key)
                                       : walk_new(arena, walk->program, grid);
    again->lists = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *again->lists);
    again->read = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *again->read);
    for (int i = 0; i < grid->axis_count; i++) {
        const struct grid_axis *axis = &grid->axes[i];
        if (!grid_axis_rounded(axis))
            continue;
        size_t room = walk_list_length(again, i);
        for (int reading = 0; reading < READINGS; reading++)
            again->lists[i][reading] = arena_array(arena, room, sizeof(double));
        for (size_t k = 0; k < room; k++)
            reread(axis->parameter, again->values[i][k], again->lists[i], k);
    }
    return again;
}

void walk_read(struct walk *walk, const enum grid_print_reading *readings) {
    for (int i = 0; i < walk->grid->axis_count; i++) {
        if (walk->read[i] == readings[i])
            continue;
        walk->read[i] = readings[i];
        walk->started = false;
        if (walk->lists[i][0])
            walk->values[i] = walk->lists[i][readings[i]];
    }
}
