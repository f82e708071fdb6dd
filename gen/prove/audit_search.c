#include "prove/audit_box.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The largest boxes first, so that what is left open shrinks as fast as it can; but if many wait, the smallest first,
 * so that no more do. Boxes of about the same size are in one stack. */
enum { STACKS = 256, MOST_WAITING = 100000 };

struct box_stack {
    uint64_t *boxes;
    size_t count, room;
};

struct prove_search {
    struct arena *arena;
    const struct prove_box_problem *problem;
    const struct grid *grid;
    struct bounds_machine *machine;
    struct prove_leaf *leaf;
    struct prove_tree *tree;
    struct box_stack stacks[STACKS];
    size_t waiting;
    struct prove_box_tally *tallies;
    double work, step; /* step: what a box costs */
    double *low, *high, *shares;
    uint64_t *numbers;
};

double prove_clock(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

struct prove_search *prove_search_new(const struct prove_box_problem *problem, struct prove_tree *tree) {
    struct arena *arena = arena_new();
    struct prove_search *search = arena_alloc(arena, sizeof *search);
    const size_t axes = (size_t)problem->group->grid->axis_count + 1;
    *search = (struct prove_search){.arena = arena, .problem = problem, .grid = problem->group->grid, .tree = tree};
    search->machine = bounds_new(arena, problem->program, search->grid);
    search->leaf = prove_leaf_new(arena, problem, search->machine);
    search->tallies = prove_box_tallies(arena, problem);
    search->low = arena_array(arena, axes, sizeof *search->low);
    search->high = arena_array(arena, axes, sizeof *search->high);
    search->shares = arena_array(arena, axes, sizeof *search->shares);
    search->numbers = arena_array(arena, 4 * axes, sizeof *search->numbers);
    search->step = bounds_cost(search->machine);
    return search;
}

void prove_search_free(struct prove_search *search) {
    for (int i = 0; i < STACKS; i++)
        free(search->stacks[i].boxes);
    arena_free(search->arena);
}

double prove_search_row(const struct prove_search *search) {
    return search->step / 8;
}

size_t prove_search_waiting(const struct prove_search *search) {
    return search->waiting;
}

struct prove_box_tally *prove_search_tallies(struct prove_search *search) {
    return search->tallies;
}

void prove_search_add(struct prove_search *search, uint32_t number, const uint64_t *first, const uint64_t *count) {
    const size_t axes = (size_t)search->grid->axis_count;
    int level = (int)(-2 * log2(prove_box_share(search->grid, count)));
    struct box_stack *stack = &search->stacks[level < 0 ? 0 : level < STACKS ? level : STACKS - 1];
    if (stack->count == stack->room) {
        stack->room = stack->room ? 2 * stack->room : 64;
        stack->boxes = alloc_resize(stack->boxes, stack->room * (2 * axes + 1) * sizeof *stack->boxes);
    }
    uint64_t *box = stack->boxes + stack->count++ * (2 * axes + 1);
    memcpy(box, first, axes * sizeof *box);
    memcpy(box + axes, count, axes * sizeof *box);
    box[2 * axes] = number;
    search->waiting++;
}

/* Takes a box off the first stack that has one, or off the last. */
static bool take(struct prove_search *search, bool smallest, uint32_t *number, uint64_t *first, uint64_t *count) {
    const size_t axes = (size_t)search->grid->axis_count;
    for (int i = 0; i < STACKS; i++) {
        struct box_stack *stack = &search->stacks[smallest ? STACKS - 1 - i : i];
        if (!stack->count)
            continue;
        const uint64_t *box = stack->boxes + --stack->count * (2 * axes + 1);
        memcpy(first, box, axes * sizeof *box);
        memcpy(count, box + axes, axes * sizeof *box);
        *number = (uint32_t)box[2 * axes];
        search->waiting--;
        return true;
    }
    return false;
}

bool prove_search_take(struct prove_search *search, uint32_t *number, uint64_t *first, uint64_t *count) {
    return take(search, false, number, first, count);
}

/* The axis to split along: the one that most of what is open comes from; if none is known, the longest. */
static int axis_to_split(struct prove_search *search, const uint64_t *count) {
    int best = -1;
    bounds_weigh(search->machine, search->shares);
    for (int i = 0; i < search->grid->axis_count; i++)
        if (count[i] > 1 && search->shares[i] > 0 && (best < 0 || search->shares[i] > search->shares[best]))
            best = i;
    for (int i = 0; i < search->grid->axis_count && best < 0; i++)
        if (count[i] > 1 && bounds_reads(search->machine, i)) {
            best = i;
            for (int j = i + 1; j < search->grid->axis_count; j++)
                if (count[j] > count[best] && bounds_reads(search->machine, j))
                    best = j;
        }
    return best;
}

static void tell(struct prove_search *search, uint32_t number, int class) {
    if (search->tree)
        prove_tree_settle(search->tree, number, class, 0);
}

static void settle(struct prove_search *search, uint32_t number, uint64_t *first, uint64_t *count) {
    const size_t axes = (size_t)search->grid->axis_count;
    int class = prove_box_decide(search->problem, search->machine, first, count, search->low, search->high);
    search->work += search->step;
    if (class != CLASS_OPEN) {
        prove_box_count(search->tallies, search->grid, class, first, count);
        tell(search, number, class);
        return;
    }
    if (prove_leaf_count(search->leaf, first, count, search->tallies, &search->work)) {
        tell(search, number, CLASS_WALKED);
        return;
    }
    int axis = axis_to_split(search, count);
    search->work += search->step;
    uint64_t *upper = search->numbers + 2 * axes;
    prove_tree_halve(search->grid, axis, first, count, upper, upper + axes);
    const uint32_t lower = search->tree ? prove_tree_split(search->tree, number, axis) : 0;
    prove_search_add(search, lower, first, count);
    prove_search_add(search, search->tree ? lower + 1 : 0, upper, upper + axes);
}

void prove_search_run(struct prove_search *search, double work, double deadline, size_t boxes) {
    const size_t axes = (size_t)search->grid->axis_count;
    uint64_t *first = search->numbers, *count = first + axes;
    double end = search->work + work;
    uint32_t number = 0;
    size_t turns = 0;
    while (search->waiting && search->waiting < boxes && search->work < end) {
        if (++turns % 64 == 0 && prove_clock() > deadline)
            return;
        take(search, search->waiting > MOST_WAITING, &number, first, count);
        settle(search, number, first, count);
    }
}
