/* Walks in which parameters take the values that a reader of the rounded, printed numbers might use. */
#include "language/walk.h"

/* Writes the value of each rounding case to place k of its list. */
static void list_cases(const struct quantity *parameter, double value, double *const lists[ROUNDING_CASES], size_t k) {
    lists[CASE_EXACT][k] = value;
    lists[CASE_PRINTED][k] = number_printed_range(value, parameter->format, &lists[CASE_LESS][k], &lists[CASE_MORE][k]);
}

/* Of a sample, the list of a listed axis has its values by their numbers, that of any other axis the values drawn for
 * the rows of the current block. */
struct walk *walk_new_rounded(struct arena *arena, const struct walk *walk) {
    const struct grid *grid = walk->grid;
    struct walk *rounded = walk->sampled ? walk_sample(arena, walk->program, grid, walk->sample_count, walk->key)
                                         : walk_new(arena, walk->program, grid, -1);
    rounded->lists = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *rounded->lists);
    rounded->cases = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *rounded->cases);
    for (int i = 0; i < grid->axis_count; i++) {
        const struct grid_axis *axis = &grid->axes[i];
        if (!grid_axis_rounded(axis))
            continue;
        size_t room = axis->values ? walk_list_length(rounded, i) : rounded->width;
        for (int c = 0; c < ROUNDING_CASES; c++)
            rounded->lists[i][c] = arena_array(arena, room, sizeof(double));
        const double *values = walk->sampled ? axis->values : rounded->values[i];
        for (size_t k = 0; values && k < room; k++)
            list_cases(axis->parameter, values[k], rounded->lists[i], k);
    }
    return rounded;
}

/* Lets the program of a sampled walk read the column of an axis for its current case. */
static void read_case(struct walk *walk, int i, size_t rows) {
    const struct grid_axis *axis = &walk->grid->axes[i];
    double *list = walk->lists[i][walk->cases[i]];
    if (!axis->values)
        walk->inputs[axis->parameter->index].values = list;
    for (size_t row = 0; axis->values && row < rows; row++)
        walk->drawn[i][row] = list[walk->picked[i][row]];
}

void walk_round_drawn(struct walk *walk, size_t rows) {
    if (walk->rounded_end == walk->drawn_end)
        return;
    walk->rounded_end = walk->drawn_end;
    walk->rounded_rows = rows;
    for (int i = 0; i < walk->grid->axis_count; i++) {
        const struct grid_axis *axis = &walk->grid->axes[i];
        if (!walk->lists[i][0])
            continue;
        for (size_t row = 0; !axis->values && row < rows; row++)
            list_cases(axis->parameter, walk->drawn[i][row], walk->lists[i], row);
        read_case(walk, i, rows);
    }
}

void walk_set_rounding(struct walk *walk, const enum grid_rounding_case *cases) {
    for (int i = 0; i < walk->grid->axis_count; i++) {
        if (walk->cases[i] == cases[i])
            continue;
        walk->cases[i] = cases[i];
        walk->started = false;
        if (!walk->lists[i][0])
            continue;
        if (walk->sampled)
            read_case(walk, i, walk->rounded_rows);
        else
            walk->values[i] = walk->lists[i][cases[i]];
    }
}
