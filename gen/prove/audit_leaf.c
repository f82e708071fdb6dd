#include "prove/audit_box.h"

#include "key/key.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum {
    ROWS = EVAL_BLOCK,  /* that are evaluated together */
    LEAF_COLUMNS = 512, /* most columns of a box that are bisected */
    LEAF_SETS = 2048,   /* most sets of one that are all evaluated */
    MOST_OPEN = 32      /* comparisons of which two bits each fit into a signature */
};
#define MOST_NOISE 1e-13 /* relative; what is this near to a limit may fall on either side */
#define CLEAR 1e-12

/* A column's sets between two of its numbers, which are evaluated and not in it. */
struct segment {
    uint32_t row;
    uint64_t low, high;
    uint64_t low_signature, high_signature;
    int low_class;
    bool clear; /* neither end is close to a limit */
};

struct prove_leaf {
    const struct prove_box_problem *problem;
    const struct grid *grid;
    struct bounds_machine *bounds;
    const struct program *program; /* with comparisons */
    struct machine *machine;
    int outputs, comparison_count;
    const int *comparisons;
    double most_sets, most_columns; /* of a box that is evaluated set by set, or bisected column by column */
    bool *is_open;
    int open[MOST_OPEN], open_count;
    double **results, **others; /* by output: ROWS values */
    double **wanted;            /* the same as results, but for comparisons that nobody looks at: NULL */
    double *values, *changed, *marks;
    struct program_column *inputs; /* by quantity */
    double **axis_values;          /* by axis: ROWS values */
    int8_t classes[ROWS];
    uint64_t signatures[ROWS];
    bool clear[ROWS];
    uint32_t rows[ROWS]; /* by row of a batch: the row of the box */
    uint64_t at[ROWS];   /* and the number along the column */
    int batch;
    /* The box. */
    const uint64_t *first, *count;
    int column;     /* the axis that is bisected; -1 for none */
    bool fixed[64]; /* axes of which one value stands for all */
    bool matters[64], reads[64];
    uint32_t *row_numbers[64]; /* by axis: by row of the box, steps from its first number */
    double *row_values[64];
    double *row_distances;
    bool has_free;         /* rounding errors may tell their values apart */
    uint64_t multiplicity; /* sets that each evaluated one stands for */
    double share;          /* of the grid, that these are */
    uint64_t nearest[64];  /* the set of the box that is nearest to the defaults */
    struct prove_box_tally *tallies;
    struct segment *segments;
    size_t segment_count, segment_room;
    double cost, work;
    struct arena *arena;
    struct prove_leaf *single; /* see count_each; NULL until it is needed */
};

struct prove_leaf *prove_leaf_new(struct arena *arena, const struct prove_box_problem *problem,
                                  struct bounds_machine *machine) {
    struct prove_leaf *leaf = arena_alloc(arena, sizeof *leaf);
    *leaf = (struct prove_leaf){.problem = problem, .grid = problem->group->grid, .bounds = machine, .arena = arena};
    leaf->outputs = problem->outputs;
    leaf->most_sets = problem->small ? 8 : LEAF_SETS;
    leaf->most_columns = problem->small ? 4 : LEAF_COLUMNS;
    leaf->program = bounds_with_comparisons(arena, problem->program, &leaf->comparisons, &leaf->comparison_count);
    leaf->machine = machine_new(arena, leaf->program, ROWS);
    const int all = leaf->outputs + 4 * leaf->comparison_count;
    leaf->results = arena_array(arena, (size_t)all + 1, sizeof *leaf->results);
    leaf->others = arena_array(arena, (size_t)all + 1, sizeof *leaf->others);
    leaf->wanted = arena_array(arena, (size_t)all + 1, sizeof *leaf->wanted);
    for (int i = 0; i < all; i++) {
        leaf->results[i] = arena_array(arena, ROWS, sizeof(double));
        leaf->others[i] = i < leaf->outputs ? arena_array(arena, ROWS, sizeof(double)) : NULL;
        leaf->wanted[i] = i < leaf->outputs ? leaf->results[i] : NULL;
    }
    leaf->values = arena_array(arena, ROWS, sizeof(double));
    leaf->changed = arena_array(arena, ROWS, sizeof(double));
    leaf->marks = arena_array(arena, ROWS, sizeof(double));
    int quantities = 0;
    for (int i = 0; i < leaf->grid->axis_count; i++)
        if (leaf->grid->axes[i].parameter->index >= quantities)
            quantities = leaf->grid->axes[i].parameter->index + 1;
    leaf->inputs = arena_array(arena, (size_t)quantities + 1, sizeof *leaf->inputs);
    leaf->axis_values = arena_array(arena, 64, sizeof *leaf->axis_values);
    for (int i = 0; i < leaf->grid->axis_count; i++) {
        leaf->axis_values[i] = arena_array(arena, ROWS, sizeof(double));
        leaf->row_numbers[i] = arena_array(arena, LEAF_SETS, sizeof(uint32_t));
        leaf->row_values[i] = arena_array(arena, LEAF_SETS, sizeof(double));
    }
    leaf->row_distances = arena_array(arena, LEAF_SETS, sizeof(double));
    leaf->cost = bounds_cost(machine) / 8;
    return leaf;
}

/* Runs the program for the numbers of a batch, with parameters in a case of rounding. `cases`: by axis; NULL: exact. */
static void run_rows(struct prove_leaf *leaf, const enum grid_rounding_case *cases, size_t rows, double *const *out) {
    for (int i = 0; i < leaf->grid->axis_count; i++) {
        const struct grid_axis *axis = &leaf->grid->axes[i];
        const enum grid_rounding_case rounding = cases ? cases[i] : CASE_EXACT;
        double *values = leaf->axis_values[i];
        const bool same = leaf->fixed[i] || leaf->count[i] == 1;
        const size_t n = same ? 1 : rows;
        if (rounding == CASE_EXACT && i != leaf->column)
            for (size_t row = 0; row < n; row++)
                values[row] = leaf->row_values[i][leaf->rows[row]];
        else
            for (size_t row = 0; row < n; row++)
                values[row] = prove_box_value(
                    axis, i == leaf->column ? leaf->at[row] : leaf->first[i] + leaf->row_numbers[i][leaf->rows[row]],
                    rounding);
        leaf->inputs[axis->parameter->index] = (struct program_column){values, same ? 0 : 1};
    }
    machine_run(leaf->machine, leaf->inputs, rows, out);
    leaf->work += leaf->cost * (double)(rows + 16);
}

/* Marks the rows that printed rounding changes. */
static void mark_changed(struct prove_leaf *leaf, size_t rows) {
    const struct prove_box_problem *problem = leaf->problem;
    const struct prove_counter_group *group = problem->group;
    struct prove_counted printed = problem->own;
    printed.first_output = problem->printed;
    memset(leaf->marks, 0, rows * sizeof *leaf->marks);
    const size_t cases = problem->cases ? group->case_count : 0;
    const double *before =
        prove_counted_values(&problem->own, (const double *const *)leaf->results, NULL, leaf->values, rows);
    for (size_t r = 0; r <= cases; r++) {
        double *const *after = leaf->results;
        if (r < cases) {
            run_rows(leaf, &group->cases[r * (size_t)leaf->grid->axis_count], rows, leaf->others);
            after = leaf->others;
        }
        for (int p = r == cases; p < 1 + (problem->printed >= 0); p++) {
            const double *others = prove_counted_values(p ? &printed : &problem->own, (const double *const *)after,
                                                        NULL, leaf->changed, rows);
            for (size_t i = 0; i < rows; i++)
                leaf->marks[i] = prove_counted_is_changed(&problem->own, before[i], others[i]) ? 1 : leaf->marks[i];
        }
    }
}

/* Finds the class of each row of a batch. */
static void classify(struct prove_leaf *leaf, size_t rows) {
    const struct prove_box_problem *problem = leaf->problem;
    run_rows(leaf, NULL, rows, leaf->wanted);
    const double *values = NULL, *allowed = problem->allowed >= 0 ? leaf->results[problem->allowed] : NULL;
    const double *const *results = (const double *const *)leaf->results;
    if (problem->kind == BOX_CHANGED) {
        mark_changed(leaf, rows);
        values = leaf->marks;
    } else if (problem->kind == BOX_VALUE) {
        const double *const *printed = NULL;
        if (problem->own.kind == COUNTED_MISTAKE && problem->cases) {
            run_rows(leaf, problem->group->printed, rows, leaf->others);
            printed = (const double *const *)leaf->others;
        }
        values = prove_counted_values(&problem->own, results, printed, leaf->values, rows);
    }
    for (size_t i = 0; i < rows; i++)
        leaf->classes[i] = (int8_t)prove_box_class(problem, values ? values[i] : 0, allowed ? allowed[i] : 1);
}

/* The results of the open comparisons of each row, and whether all are clear of their limits. */
static void sign_rows(struct prove_leaf *leaf, size_t rows) {
    for (size_t i = 0; i < rows; i++) {
        leaf->signatures[i] = 0;
        leaf->clear[i] = true;
    }
    for (int k = 0; k < leaf->open_count; k++) {
        double *const *outputs = &leaf->results[leaf->outputs + 4 * leaf->open[k]];
        for (size_t i = 0; i < rows; i++) {
            const double a = outputs[2][i], b = outputs[3][i], larger = fmax(fabs(a), fabs(b));
            leaf->signatures[i] |= ((uint64_t)(outputs[0][i] == 1) | (uint64_t)(outputs[1][i] == 1) << 1) << 2 * k;
            leaf->clear[i] = leaf->clear[i] & (fabs(fabs(a - b) - CLAIM_TOLERANCE * larger) > CLEAR * larger);
        }
    }
}

/* Counts the numbers from `low` to before `high` along the column of one row, or one set. */
static void count_range(struct prove_leaf *leaf, uint32_t row, int class, uint64_t low, uint64_t high) {
    if (class < 0)
        return;
    struct prove_box_tally *tally = &leaf->tallies[class];
    tally->count += (high - low) * leaf->multiplicity;
    prove_share_add(&tally->share, (double)(high - low) * leaf->share);
    uint64_t at = 0;
    double distance = leaf->row_distances[row];
    if (leaf->column >= 0) {
        const uint64_t origin = leaf->grid->axes[leaf->column].origin;
        at = origin < low ? low : origin >= high ? high - 1 : origin;
        distance += fabs((double)at - (double)origin);
    }
    if (distance > tally->distance)
        return;
    uint64_t numbers[64];
    for (int i = 0; i < leaf->grid->axis_count; i++)
        numbers[i] = i == leaf->column ? at
                     : leaf->fixed[i]  ? leaf->nearest[i]
                                       : leaf->first[i] + leaf->row_numbers[i][row];
    prove_box_add(tally, leaf->grid, 0, 0, distance, numbers);
}

/* Lists the rows of the box: its sets, but for the column, and for parameters of which one value stands for all. */
static void list_rows(struct prove_leaf *leaf, size_t rows) {
    const int axes = leaf->grid->axis_count;
    uint64_t digits[64] = {0};
    for (size_t row = 0; row < rows; row++) {
        double distance = 0;
        for (int i = 0; i < axes; i++) {
            const struct grid_axis *axis = &leaf->grid->axes[i];
            const uint64_t number = leaf->first[i] + digits[i], shown = leaf->fixed[i] ? leaf->nearest[i] : number;
            leaf->row_numbers[i][row] = (uint32_t)digits[i];
            leaf->row_values[i][row] = axis->values ? axis->values[number] : grid_axis_value(axis, number);
            if (i != leaf->column)
                distance += fabs((double)shown - (double)axis->origin);
        }
        leaf->row_distances[row] = distance;
        for (int i = axes; i-- > 0;) {
            if (i == leaf->column || leaf->fixed[i])
                continue;
            if (++digits[i] < leaf->count[i])
                break;
            digits[i] = 0;
        }
    }
}

/* Evaluates the waiting batch. */
static size_t run_batch(struct prove_leaf *leaf) {
    const size_t rows = (size_t)leaf->batch;
    classify(leaf, rows);
    leaf->batch = 0;
    return rows;
}

static void count_point(struct prove_leaf *leaf, size_t i);

/* Counts the rows of a box that has no column. */
static void walk_rows(struct prove_leaf *leaf, size_t rows) {
    for (size_t begin = 0; begin < rows; begin += ROWS) {
        const size_t end = begin + ROWS < rows ? begin + ROWS : rows;
        for (size_t row = begin; row < end; row++) {
            leaf->rows[leaf->batch] = (uint32_t)row;
            leaf->at[leaf->batch++] = 0;
        }
        const size_t n = run_batch(leaf);
        if (leaf->has_free)
            sign_rows(leaf, n);
        for (size_t i = 0; i < n; i++)
            count_point(leaf, i);
    }
}

/* The same of a box that may be long: piece by piece along its axes. */
static void walk_pieces(struct prove_leaf *leaf, const uint64_t *first, const uint64_t *count) {
    const int axes = leaf->grid->axis_count;
    double rows = 1;
    int longest = -1;
    for (int i = 0; i < axes; i++) {
        if (leaf->fixed[i])
            continue;
        rows *= (double)count[i];
        longest = longest < 0 || count[i] > count[longest] ? i : longest;
    }
    if (rows <= LEAF_SETS) {
        leaf->first = first;
        leaf->count = count;
        list_rows(leaf, (size_t)rows);
        walk_rows(leaf, (size_t)rows);
        return;
    }
    uint64_t start[64], half[64];
    memcpy(start, first, (size_t)axes * sizeof *start);
    memcpy(half, count, (size_t)axes * sizeof *half);
    half[longest] = count[longest] / 2;
    walk_pieces(leaf, start, half);
    start[longest] += half[longest];
    half[longest] = count[longest] - half[longest];
    walk_pieces(leaf, start, half);
}

/* Counts one number of a column by all values of the parameters that stand for one otherwise. */
static void count_each(struct prove_leaf *leaf, uint32_t row, uint64_t at) {
    if (!leaf->single) {
        leaf->single = prove_leaf_new(leaf->arena, leaf->problem, leaf->bounds);
        leaf->single->single = leaf->single; /* has none itself */
    }
    struct prove_leaf *single = leaf->single;
    uint64_t first[64], count[64];
    single->multiplicity = leaf->multiplicity;
    single->share = leaf->share;
    for (int i = 0; i < leaf->grid->axis_count; i++) {
        const bool is_free = leaf->fixed[i] && leaf->reads[i];
        first[i] = i == leaf->column ? at : leaf->first[i] + leaf->row_numbers[i][row];
        count[i] = leaf->fixed[i] ? leaf->count[i] : 1;
        single->fixed[i] = leaf->fixed[i] && !is_free;
        single->nearest[i] = leaf->nearest[i];
        if (!is_free)
            continue;
        single->multiplicity /= count[i];
        single->share /= (double)count[i];
    }
    single->has_free = false;
    single->column = -1;
    single->tallies = leaf->tallies;
    walk_pieces(single, first, count);
    leaf->work += single->work;
    single->work = 0;
}

static void count_point(struct prove_leaf *leaf, size_t i) {
    if (leaf->has_free && !leaf->clear[i])
        count_each(leaf, leaf->rows[i], leaf->at[i]);
    else
        count_range(leaf, leaf->rows[i], leaf->classes[i], leaf->at[i], leaf->at[i] + 1);
}

static void put_segment(struct prove_leaf *leaf, const struct segment *segment) {
    leaf->segments =
        arena_grow(leaf->arena, leaf->segments, leaf->segment_count, &leaf->segment_room, sizeof *leaf->segments);
    leaf->segments[leaf->segment_count++] = *segment;
}

/* A segment of which both ends are known: counted if they agree, since each comparison changes once at most; else kept.
 */
static void end_segment(struct prove_leaf *leaf, const struct segment *segment) {
    if (segment->high - segment->low <= 1)
        return;
    if (segment->low_signature != segment->high_signature || !segment->clear) {
        put_segment(leaf, segment);
        return;
    }
    count_range(leaf, segment->row, segment->low_class, segment->low + 1, segment->high);
}

/* Evaluates up to ROWS columns of the box at both ends. */
static void begin_columns(struct prove_leaf *leaf, size_t begin, size_t end) {
    struct segment starts[ROWS];
    const uint64_t low = leaf->first[leaf->column], high = low + leaf->count[leaf->column] - 1;
    for (int side = 0; side < 1 + (high > low); side++) {
        for (size_t row = begin; row < end; row++) {
            leaf->rows[leaf->batch] = (uint32_t)row;
            leaf->at[leaf->batch++] = side ? high : low;
        }
        const size_t rows = run_batch(leaf);
        sign_rows(leaf, rows);
        for (size_t i = 0; i < rows; i++) {
            const bool clear = !leaf->has_free || leaf->clear[i];
            if (!side)
                starts[i] = (struct segment){leaf->rows[i], low, high, leaf->signatures[i], 0, leaf->classes[i], clear};
            else {
                starts[i].high_signature = leaf->signatures[i];
                starts[i].clear = starts[i].clear && clear;
                end_segment(leaf, &starts[i]);
            }
        }
        for (size_t i = 0; i < rows; i++)
            count_point(leaf, i);
    }
}

/* Evaluates the middles of waiting segments. */
static void halve(struct prove_leaf *leaf) {
    struct segment halves[ROWS];
    while (leaf->segment_count) {
        while (leaf->segment_count && leaf->batch < ROWS) {
            const struct segment *segment = &leaf->segments[--leaf->segment_count];
            halves[leaf->batch] = *segment;
            leaf->rows[leaf->batch] = segment->row;
            leaf->at[leaf->batch++] = segment->low + (segment->high - segment->low) / 2;
        }
        const size_t rows = run_batch(leaf);
        sign_rows(leaf, rows);
        for (size_t i = 0; i < rows; i++) {
            const bool clear = !leaf->has_free || leaf->clear[i];
            struct segment left = halves[i], right = halves[i];
            /* Which end was not clear is not kept: then both halves are looked at again. */
            left.high = right.low = leaf->at[i];
            left.high_signature = right.low_signature = leaf->signatures[i];
            right.low_class = leaf->classes[i];
            left.clear = right.clear = halves[i].clear && clear;
            end_segment(leaf, &left);
            end_segment(leaf, &right);
        }
        for (size_t i = 0; i < rows; i++)
            count_point(leaf, i);
    }
}

/* Decides how the box is counted: by which column, and of which parameters one value stands for all. Returns the number
 * of rows; 0 if it is too large. */
static uint64_t plan(struct prove_leaf *leaf) {
    bool *matters = leaf->matters;
    bounds_find_axes(leaf->bounds, matters, leaf->reads);
    const bool plain = leaf->problem->kind == BOX_CHANGED || leaf->problem->own.kind == COUNTED_MISTAKE;
    double least = 1, all = 1, longest = 1;
    for (int i = 0; i < leaf->grid->axis_count; i++) {
        if (plain)
            leaf->reads[i] = bounds_reads(leaf->bounds, i);
        const double count = leaf->reads[i] ? (double)leaf->count[i] : 1;
        all *= count;
        if (matters[i] || plain) {
            least *= count;
            longest = count > longest ? count : longest;
        }
    }
    leaf->column = -1;
    leaf->has_free = false;
    for (int i = 0; i < leaf->grid->axis_count; i++)
        leaf->fixed[i] = !leaf->reads[i];
    if (all <= leaf->most_sets / 32 || all <= 2 || (plain && all <= leaf->most_sets / 4))
        return (uint64_t)all;
    if (plain || (least > leaf->most_sets && least / longest > leaf->most_columns))
        return 0;
    leaf->open_count =
        bounds_open_comparisons(leaf->bounds, leaf->comparisons, leaf->comparison_count, leaf->open, MOST_OPEN);
    if (leaf->open_count < 0)
        return all <= leaf->most_sets ? (uint64_t)all : 0;
    bool any_free = false;
    for (int i = 0; i < leaf->grid->axis_count; i++)
        any_free = any_free || (!leaf->fixed[i] && !matters[i] && leaf->count[i] > 1);
    leaf->has_free = any_free && bounds_noise(leaf->bounds) <= MOST_NOISE;
    for (int i = 0; i < leaf->grid->axis_count && leaf->has_free; i++)
        leaf->fixed[i] = leaf->fixed[i] || !matters[i];
    double rows = leaf->has_free ? least : all;
    bool tried[64] = {false};
    for (int round = 0; round < leaf->grid->axis_count; round++) {
        int best = -1;
        for (int i = 0; i < leaf->grid->axis_count; i++)
            if (!tried[i] && !leaf->fixed[i] && leaf->count[i] > 3 && (best < 0 || leaf->count[i] > leaf->count[best]))
                best = i;
        if (best < 0 || rows / (double)leaf->count[best] > leaf->most_columns)
            break;
        tried[best] = true;
        if (!bounds_ordered(leaf->bounds, best))
            continue;
        leaf->column = best;
        return (uint64_t)(rows / (double)leaf->count[best] + 0.5);
    }
    return rows <= leaf->most_sets ? (uint64_t)rows : 0;
}

bool prove_leaf_count(struct prove_leaf *leaf, const uint64_t *first, const uint64_t *count,
                      struct prove_box_tally *tallies, double *work) {
    leaf->first = first;
    leaf->count = count;
    leaf->tallies = tallies;
    leaf->open_count = 0;
    const uint64_t rows = plan(leaf);
    if (!rows)
        return false;
    for (int k = 0; k < leaf->comparison_count; k++)
        memset(&leaf->wanted[leaf->outputs + 4 * k], 0, 4 * sizeof *leaf->wanted);
    for (int k = 0; k < leaf->open_count && (leaf->column >= 0 || leaf->has_free); k++)
        memcpy(&leaf->wanted[leaf->outputs + 4 * leaf->open[k]], &leaf->results[leaf->outputs + 4 * leaf->open[k]],
               4 * sizeof *leaf->wanted);
    leaf->multiplicity = 1;
    leaf->share = 1;
    for (int i = 0; i < leaf->grid->axis_count; i++) {
        leaf->share /= (double)leaf->grid->axes[i].count;
        if (!leaf->fixed[i])
            continue;
        leaf->multiplicity *= count[i];
        leaf->share *= (double)count[i];
    }
    prove_box_nearest(leaf->grid, first, count, leaf->nearest);
    leaf->batch = 0;
    leaf->segment_count = 0;
    leaf->work = 0;
    list_rows(leaf, rows);
    if (leaf->column < 0)
        walk_rows(leaf, rows);
    for (uint64_t begin = 0; begin < rows && leaf->column >= 0; begin += ROWS) {
        begin_columns(leaf, begin, begin + ROWS < rows ? begin + ROWS : rows);
        halve(leaf);
    }
    *work += leaf->work;
    return true;
}
