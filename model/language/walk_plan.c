#include "language/operations.h"
#include "language/walk.h"

#include <math.h>
#include <string.h>

enum {
    LONG_AXIS = 2048, /* an axis with more values is cut into pieces */
    PIECE = 1024,
    LARGEST_BLOCK = 4096, /* rows; a few columns of this length fit into the cache */
    TRIED_DIMENSIONS = 14 /* if there are more dimensions, the first ones stay loops */
};

static double product(const struct walk *walk, uint64_t mask) {
    double product = 1;
    for (int i = 0; i < walk->count; i++)
        if (mask >> i & 1)
            product *= (double)walk->dimensions[i].count;
    return product;
}

/* Finds the dimensions that each operation depends on, as a bit mask. */
static void find_masks(const struct walk *walk, uint64_t *masks) {
    const struct program *program = walk->program;
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        masks[i] = 0;
        if (operation->op == EXPR_NAME)
            for (int j = 0; j < walk->count; j++)
                if (walk->grid->axes[walk->dimensions[j].axis].parameter->index == operation->parameter)
                    masks[i] |= (uint64_t)1 << j;
        for (int j = 0; j < 3 && operation->arguments[j] >= 0; j++)
            masks[i] |= masks[operation->arguments[j]];
    }
}

/* Orders the loops, which are the dimensions not in `inner`: the one that most work depends on becomes outermost. */
static int order_loops(const struct walk *walk, const uint64_t *masks, uint64_t inner, int *order) {
    double work[64] = {0};
    int count = 0;
    for (int d = 0; d < walk->count; d++) {
        if (inner >> d & 1)
            continue;
        for (int i = 0; i < walk->program->count; i++)
            if (walk->program->operations[i].live && masks[i] >> d & 1)
                work[d] += 40 + operation_table[walk->program->operations[i].op].cost * product(walk, masks[i] & inner);
        int at = count++;
        while (at > 0 && work[order[at - 1]] < work[d]) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = d;
    }
    return count;
}

/* The cost of a whole walk with the dimensions of `inner` as its block. */
static double cost_of(const struct walk *walk, const uint64_t *masks, uint64_t inner) {
    const struct program *program = walk->program;
    int order[64], loops = order_loops(walk, masks, inner, order);
    double runs[65] = {1}, cost = 0;
    for (int i = 0; i < loops; i++)
        runs[i + 1] = runs[i] * (double)walk->dimensions[order[i]].count;
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        if (!operation->live || operation->op == EXPR_NUMBER)
            continue;
        int level = loops;
        while (level > 0 && !(masks[i] >> order[level - 1] & 1))
            level--;
        double rows = product(walk, masks[i] & inner);
        cost += runs[level] * (40 + operation_table[operation->op].cost * rows);
        for (int j = 0; j < 3 && operation->arguments[j] >= 0; j++) {
            uint64_t argument = masks[operation->arguments[j]];
            if ((argument & inner) == (masks[i] & inner))
                continue;
            level = loops;
            while (level > 0 && !(argument >> order[level - 1] & 1))
                level--;
            cost += runs[level] * (40 + rows / 2);
        }
    }
    return cost;
}

/* Chooses which dimensions are loops and which form the block, and puts them in the order of the walk. */
static void choose_block(struct walk *walk, uint64_t *masks, uint64_t forced) {
    uint64_t best = forced;
    double least = INFINITY;
    int tried = walk->count < TRIED_DIMENSIONS ? walk->count : TRIED_DIMENSIONS, first = walk->count - tried;
    for (uint64_t subset = 0; subset < (uint64_t)1 << tried; subset++) {
        uint64_t inner = subset << first | forced;
        bool pieces =
            false; /* the loop over the pieces of a cut axis must stay a loop: the last piece may be shorter */
        for (int d = 0; d < walk->count; d++)
            pieces = pieces || (inner >> d & 1 && walk->dimensions[d].axis == walk->cut && !(forced >> d & 1));
        if (pieces || product(walk, inner) > LARGEST_BLOCK)
            continue;
        double cost = cost_of(walk, masks, inner);
        if (cost < least) {
            least = cost;
            best = inner;
        }
    }
    int order[64];
    walk->outer = order_loops(walk, masks, best, order);
    int count = walk->outer;
    for (int d = 0; d < walk->count; d++) {
        if (!(best >> d & 1))
            continue;
        /* The longest dimension varies fastest, so that copies are long; but within a piece of a cut axis, the rows of
         * a shorter piece must come first. */
        int at = count++;
        bool is_forced = forced >> d & 1;
        while (at > walk->outer && !(forced >> order[at - 1] & 1) &&
               (is_forced || walk->dimensions[order[at - 1]].count > walk->dimensions[d].count)) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = d;
    }
    struct walk_dimension dimensions[64];
    memcpy(dimensions, walk->dimensions, sizeof dimensions);
    for (int i = 0; i < count; i++)
        walk->dimensions[i] = dimensions[order[i]];
    walk->cut_loop = -1;
    for (int i = 0; i < walk->outer; i++)
        if (walk->dimensions[i].axis == walk->cut)
            walk->cut_loop = i;
}

/* Makes each axis a dimension, and the longest one, if it is long, two: its pieces and the values of a piece. Returns
 * the mask of the latter, which must be in the block; 0 if no axis is cut. */
static uint64_t lay_dimensions(struct arena *arena, struct walk *walk) {
    const struct grid *grid = walk->grid;
    walk->cut = -1;
    walk->values = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *walk->values);
    for (int i = 0; i < grid->axis_count; i++) {
        walk->values[i] = grid->axes[i].values;
        if (grid->axes[i].count > LONG_AXIS && (walk->cut < 0 || grid->axes[i].count > grid->axes[walk->cut].count))
            walk->cut = i;
    }
    for (int i = 0; i < grid->axis_count; i++) {
        size_t count = grid->axes[i].count;
        if (i == walk->cut)
            walk->dimensions[walk->count++] = (struct walk_dimension){i, (count + PIECE - 1) / PIECE, PIECE};
        else
            walk->dimensions[walk->count++] = (struct walk_dimension){i, count, 1};
    }
    if (walk->cut < 0)
        return 0;
    walk->dimensions[walk->count] = (struct walk_dimension){walk->cut, PIECE, 1};
    return (uint64_t)1 << walk->count++;
}

size_t walk_list_length(const struct walk *walk, int axis) {
    size_t count = (size_t)walk->grid->axes[axis].count;
    return !walk->sampled && axis == walk->cut ? (count + PIECE - 1) / PIECE * PIECE : count;
}

static double *pad_values(struct arena *arena, const double *values, size_t count) {
    size_t whole = (count + PIECE - 1) / PIECE * PIECE;
    double *padded = arena_array(arena, whole, sizeof *padded);
    for (size_t i = 0; i < whole; i++)
        padded[i] = values[i < count ? i : count - 1];
    return padded;
}

static int level_of(const struct walk *walk, uint64_t mask) {
    int level = walk->outer;
    while (level > 0 && !(mask >> (level - 1) & 1))
        level--;
    return level;
}

/* The steps whose results a step reads. While a plan is made, steps have numbers instead of registers. */
struct reads {
    int steps[3];
};

struct plan {
    struct arena *arena;
    struct walk *walk;
    const uint64_t *masks;
    uint64_t inner;
    size_t capacity, reads_capacity;
    struct reads *reads;
    int *of_operation; /* by operation: the step that computes it, over its own dimensions */
};

static int add_step(struct plan *plan, struct walk_step step, struct reads reads) {
    struct walk *walk = plan->walk;
    size_t count = (size_t)walk->step_count;
    walk->steps = arena_grow(plan->arena, walk->steps, count, &plan->capacity, sizeof *walk->steps);
    plan->reads = arena_grow(plan->arena, plan->reads, count, &plan->reads_capacity, sizeof *plan->reads);
    walk->steps[count] = step;
    plan->reads[count] = reads;
    return walk->step_count++;
}

/* The step that has the result of an operation over the dimensions of `wanted`. It is added if it does not exist. */
static int shaped(struct plan *plan, int operation, uint64_t wanted) {
    struct walk *walk = plan->walk;
    int source = plan->of_operation[operation];
    uint64_t present = plan->masks[operation] & plan->inner;
    if (present == wanted)
        return source;
    for (int i = 0; i < walk->step_count; i++)
        if (walk->steps[i].kind == STEP_EXPAND && plan->reads[i].steps[0] == source && walk->steps[i].wanted == wanted)
            return i;
    struct walk_step step = {.kind = STEP_EXPAND,
                             .level = level_of(walk, plan->masks[operation]),
                             .n = (size_t)product(walk, wanted),
                             .source_length = (size_t)product(walk, present),
                             .present = present,
                             .wanted = wanted};
    return add_step(plan, step, (struct reads){{source, -1, -1}});
}

/* Gives every step its register. Registers of the innermost loop are reused after their last reader. */
static void allocate(struct plan *plan, const int *outputs) {
    struct walk *walk = plan->walk;
    size_t count = (size_t)walk->step_count;
    int *last = arena_array(plan->arena, count + 1, sizeof *last);
    double **free_registers = arena_array(plan->arena, count + 1, sizeof *free_registers);
    size_t free_count = 0;
    for (int i = 0; i < walk->step_count; i++) {
        last[i] = i;
        for (int j = 0; j < 3; j++)
            if (plan->reads[i].steps[j] >= 0)
                last[plan->reads[i].steps[j]] = i;
    }
    for (int i = 0; i < walk->program->output_count; i++)
        last[outputs[i]] = walk->step_count;
    for (int i = 0; i < walk->step_count; i++) {
        struct walk_step *step = &walk->steps[i];
        bool passing = step->level == walk->outer && step->n == walk->width && last[i] < walk->step_count;
        step->out =
            passing && free_count ? free_registers[--free_count] : arena_array(plan->arena, step->n, sizeof *step->out);
        for (int j = 0; j < 3; j++) {
            int read = plan->reads[i].steps[j];
            if (read < 0)
                continue;
            step->arguments[j] = walk->steps[read].out;
            bool again = false; /* a register that is read twice is freed once */
            for (int k = 0; k < j; k++)
                again = again || plan->reads[i].steps[k] == read;
            if (last[read] == i && !again && walk->steps[read].level == walk->outer &&
                walk->steps[read].n == walk->width)
                free_registers[free_count++] = walk->steps[read].out;
        }
    }
    for (int i = 0; i < walk->program->output_count; i++)
        walk->columns[i] = walk->steps[outputs[i]].out;
}

/* Adds the step that computes an operation, over its own dimensions. */
static void add_operation(struct plan *plan, int number) {
    const struct walk *walk = plan->walk;
    const struct program_operation *operation = &walk->program->operations[number];
    uint64_t shape = plan->masks[number] & plan->inner;
    struct walk_step step = {.kind = STEP_OPERATE,
                             .level = level_of(walk, plan->masks[number]),
                             .n = (size_t)product(walk, shape),
                             .op = operation->op,
                             .tolerance = operation->tolerance};
    struct reads reads = {{-1, -1, -1}};
    if (operation->op == EXPR_NUMBER)
        step.level = -2; /* never runs: its register is filled once, here */
    if (operation->op == EXPR_NAME) {
        step.kind = STEP_LOAD;
        for (int j = 0; j < walk->grid->axis_count; j++)
            if (walk->grid->axes[j].parameter->index == operation->parameter)
                step.axis = j;
    }
    for (int j = 0; j < 3 && operation->arguments[j] >= 0; j++)
        reads.steps[j] = shaped(plan, operation->arguments[j], shape);
    plan->of_operation[number] = add_step(plan, step, reads);
}

static void plan_steps(struct arena *arena, struct walk *walk, const uint64_t *masks, int gate) {
    const struct program *program = walk->program;
    uint64_t inner = 0;
    for (int i = walk->outer; i < walk->count; i++)
        inner |= (uint64_t)1 << i;
    walk->width = (size_t)product(walk, inner);
    walk->blocks = 1;
    for (int i = 0; i < walk->outer; i++)
        walk->blocks *= walk->dimensions[i].count;
    struct plan plan = {.arena = arena, .walk = walk, .masks = masks, .inner = inner};
    plan.of_operation = arena_array(arena, (size_t)program->count + 1, sizeof *plan.of_operation);
    /* What the gate needs comes first. */
    bool *early = arena_array(arena, (size_t)program->count + 1, sizeof *early);
    if (gate >= 0)
        early[program->outputs[gate]] = true;
    for (int i = program->count; i-- > 0;)
        for (int j = 0; early[i] && j < 3 && program->operations[i].arguments[j] >= 0; j++)
            early[program->operations[i].arguments[j]] = true;
    for (int late = 0; late < 2; late++) {
        for (int i = 0; i < program->count; i++)
            if (program->operations[i].live && early[i] != late)
                add_operation(&plan, i);
        walk->gate_steps = late ? walk->gate_steps : walk->step_count;
    }
    walk->gate = gate >= 0 ? plan.of_operation[program->outputs[gate]] : -1;
    int *outputs = arena_array(arena, (size_t)program->output_count + 1, sizeof *outputs);
    walk->columns = arena_array(arena, (size_t)program->output_count + 1, sizeof *walk->columns);
    for (int i = 0; i < program->output_count; i++)
        outputs[i] = shaped(&plan, program->outputs[i], inner);
    allocate(&plan, outputs);
    for (int i = 0; i < program->count; i++)
        if (program->operations[i].live && program->operations[i].op == EXPR_NUMBER)
            *walk->steps[plan.of_operation[i]].out = program->operations[i].number;
}

struct walk *walk_new(struct arena *arena, const struct program *program, const struct grid *grid, int gate) {
    struct walk *walk = arena_alloc(arena, sizeof *walk);
    *walk = (struct walk){.grid = grid, .program = program};
    uint64_t forced = lay_dimensions(arena, walk);
    if (walk->cut >= 0)
        walk->values[walk->cut] = pad_values(arena, grid->axes[walk->cut].values, grid->axes[walk->cut].count);
    uint64_t *masks = arena_array(arena, (size_t)program->count + 1, sizeof *masks);
    find_masks(walk, masks);
    choose_block(walk, masks, forced);
    find_masks(walk, masks); /* by the dimensions in their new order */
    plan_steps(arena, walk, masks, gate);
    walk->numbers = arena_array(arena, (size_t)walk->outer + 1, sizeof *walk->numbers);
    walk->distances = arena_array(arena, walk->width, sizeof *walk->distances);
    return walk;
}

/* Finds the numbers along the axes of a row of a block. */
static void find_numbers(const struct walk *walk, uint64_t block, size_t row, size_t numbers[64]) {
    memset(numbers, 0, 64 * sizeof *numbers);
    for (int i = walk->count; i-- > walk->outer;) {
        numbers[walk->dimensions[i].axis] += row % walk->dimensions[i].count * walk->dimensions[i].stride;
        row /= walk->dimensions[i].count;
    }
    for (int i = walk->outer; i-- > 0;) {
        numbers[walk->dimensions[i].axis] += (size_t)(block % walk->dimensions[i].count) * walk->dimensions[i].stride;
        block /= walk->dimensions[i].count;
    }
}

uint64_t walk_place(const struct walk *walk, uint64_t block, size_t row) {
    if (walk->sampled)
        return block * walk->width + row;
    size_t numbers[64];
    uint64_t place = 0;
    find_numbers(walk, block, row, numbers);
    for (int i = 0; i < walk->grid->axis_count; i++)
        place = place * walk->grid->axes[i].count + numbers[i];
    return place;
}

void walk_set(const struct walk *walk, uint64_t block, size_t row, double *values) {
    if (walk->sampled) {
        struct walk *drawing = (struct walk *)walk;
        walk_draw(drawing, block);
        for (int i = 0; i < walk->grid->axis_count; i++)
            values[walk->grid->axes[i].parameter->index] = walk->drawn[i][row];
        return;
    }
    size_t numbers[64];
    find_numbers(walk, block, row, numbers);
    grid_set(walk->grid, numbers, values);
}
