/* What boxes are asked of each group, and what becomes of the answers. */
#include "prove/audit_box.h"

#include "key/key.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define WIDEST_BOUNDS 0.001 /* shares that are not known better than this are sampled */

/* How printing moves the values of a group's parameters; NULL if it moves none. `*known` is false if that is not known.
 */
static const struct prove_box_cases *cases_of(struct arena *arena, const struct prove_counter_group *group,
                                              bool *known) {
    struct prove_box_cases *cases = arena_alloc(arena, sizeof *cases);
    const struct grid *grid = group->grid;
    memset(cases, 0, sizeof *cases);
    cases->rounded = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *cases->rounded);
    bool any = false;
    for (int i = 0; i < grid->axis_count; i++) {
        const struct grid_axis *axis = &grid->axes[i];
        cases->rounded[i] = grid_axis_rounded(axis);
        any = any || cases->rounded[i];
        if (!cases->rounded[i])
            continue;
        const struct number_format format = axis->parameter->format;
        if (!axis->values) {
            /* Of a format without decimals all digits before the point are printed, as long as there are not many. */
            const double size = fmax(fabs(axis->parameter->minimum), fabs(axis->parameter->maximum));
            const int decimals = format.decimals < 0 ? 0 : format.decimals;
            *known =
                *known && (format.decimals >= 0 || (format.significant == 0 && size < 1e9 * (1 + 1e-9) &&
                                                    (format.style == NUMBER_PLAIN || format.style == NUMBER_PERCENT)));
            cases->margin[i] = 2 * pow(10, -decimals - number_shift(format.style));
            continue;
        }
        for (int c = CASE_PRINTED; c < ROUNDING_CASES; c++) {
            double *least = cases->least[i][c] = arena_array(arena, axis->count, sizeof *least);
            double *most = cases->most[i][c] = arena_array(arena, axis->count, sizeof *most);
            for (uint64_t k = 0; k < axis->count; k++)
                least[k] = most[k] = prove_box_value(axis, k, (enum grid_rounding_case)c);
            for (uint64_t k = 1; k < axis->count; k++) {
                most[k] = fmax(most[k], most[k - 1]);
                least[axis->count - 1 - k] = fmin(least[axis->count - 1 - k], least[axis->count - k]);
            }
        }
    }
    return any ? cases : NULL;
}

static void put_expr(const struct expr **exprs, int *count, const struct expr *expr) {
    exprs[(*count)++] = expr;
}

/* |a - b| <= tolerance * |b|, as two comparisons that are false where both sides tie. */
static void put_near(struct arena *arena, const struct expr **exprs, int *count, const struct expr *a,
                     const struct expr *b, double tolerance) {
    const struct expr *distance = expr_new_unary(arena, EXPR_ABS, expr_new_binary(arena, EXPR_SUBTRACT, a, b));
    const struct expr *allowed =
        expr_new_binary(arena, EXPR_MULTIPLY, expr_new_number(arena, tolerance), expr_new_unary(arena, EXPR_ABS, b));
    put_expr(exprs, count, expr_new_binary(arena, EXPR_LESS, distance, allowed));
    put_expr(exprs, count, expr_new_binary(arena, EXPR_GREATER, distance, allowed));
}

static void add_problem(struct prove_problems *problems, const struct prove_counter_group *group,
                        const struct prove_counted *column, enum prove_box_kind kind,
                        const struct prove_box_cases *cases) {
    struct arena *arena = problems->arena;
    const struct model *model = problems->counter->lab->model;
    problems->problems =
        arena_grow(arena, problems->problems, problems->count, &problems->room, sizeof *problems->problems);
    struct prove_box_problem *problem = &problems->problems[problems->count++];
    *problem = (struct prove_box_problem){.small = problems->counter->options->by_boxes,
                                          .kind = kind,
                                          .group = group,
                                          .column = column,
                                          .printed = -1,
                                          .near = -1,
                                          .allowed = -1,
                                          .class_count = 2};
    const struct expr **exprs = arena_array(arena, group->expr_count + 16, sizeof *exprs);
    int count = 0;
    if (column) {
        const struct expr **own = group->exprs + column->first_output;
        problem->own = *column;
        problem->own.first_output = 0;
        for (int i = 0; i < column->output_count; i++)
            put_expr(exprs, &count, own[i]);
        if (kind == BOX_CHANGED && column->printed_output >= 0) {
            problem->printed = count;
            for (int i = 0; i < column->output_count; i++)
                put_expr(exprs, &count, group->exprs[column->printed_output + i]);
        }
        if (column->kind == COUNTED_MISTAKE) {
            const double tolerance = column->tolerance + CLAIM_TOLERANCE;
            problem->near = count;
            problem->near_count = 3;
            put_near(arena, exprs, &count, own[0], own[1], tolerance);
            put_near(arena, exprs, &count, own[0], own[2], CLAIM_TOLERANCE);
            put_near(arena, exprs, &count, own[0], own[4], tolerance);
        }
        if (kind == BOX_VALUE)
            problem->class_count = column->target_count + 2;
        if (kind == BOX_CHANGED || column->kind == COUNTED_MISTAKE)
            problem->cases = cases;
    }
    const struct expr *allowed = model_conditions_within(arena, model, group->needed);
    if (allowed) {
        problem->allowed = count;
        put_expr(exprs, &count, allowed);
    }
    problem->outputs = count;
    problem->program = program_new(arena, model, exprs, count, CLAIM_TOLERANCE);
    problem->tallies = prove_box_tallies(arena, problem);
}

static void add_group(struct prove_problems *problems, struct prove_counter_group *group) {
    bool known = true;
    const struct prove_box_cases *cases =
        group->asks_rounding || group->mistakes ? cases_of(problems->arena, group, &known) : NULL;
    if (group->allowed >= 0)
        add_problem(problems, group, NULL, BOX_ALLOWED, NULL);
    for (size_t i = 0; i < group->column_count; i++) {
        const struct prove_counted *column = &group->columns[i];
        bool counts = column->target_count || column->rest || column->no_value;
        if (counts)
            add_problem(problems, group, column, BOX_VALUE, cases);
        bool asks = column->sensitive && (cases || column->printed_output >= 0);
        if (asks)
            add_problem(problems, group, column, BOX_CHANGED, cases);
        if ((asks && (column->kind == COUNTED_NUMBER || !known)) ||
            (column->kind == COUNTED_MISTAKE && cases && !known))
            problems->problems[problems->count - 1].unknown = true;
    }
}

struct prove_problems prove_problems_of(struct prove_audit_counter *counter) {
    struct prove_problems problems = {.counter = counter, .arena = counter->arena};
    for (size_t g = 0; g < counter->group_count; g++)
        if (counter->groups[g].boxed && counter->groups[g].column_count)
            add_group(&problems, &counter->groups[g]);
    return problems;
}

static void write_tally(struct prove_problems *problems, const struct prove_box_problem *problem, int class,
                        struct prove_audit_count *into) {
    if (!into)
        return;
    const struct prove_box_tally *tally = &problem->tallies[class];
    struct arena *arena = problems->counter->arena;
    const struct grid *grid = problem->group->grid;
    into->share += prove_share_of(tally->share);
    into->open = prove_share_of(problem->open);
    if (isinf(tally->distance))
        return;
    bool nearer = !into->example || tally->distance < into->distance;
    into->count += grid->sets < UINT64_MAX ? tally->count : 1; /* what cannot be counted has only a share */
    if (!nearer)
        return;
    into->distance = tally->distance;
    into->example = arena_array(arena, (size_t)problems->counter->lab->model->count, sizeof *into->example);
    for (int i = 0; i < grid->axis_count; i++)
        into->example[grid->axes[i].parameter->index] = prove_box_value(&grid->axes[i], tally->numbers[i], CASE_EXACT);
}

/* Writes the counts of a problem into the audit. */
static void write_problem(struct prove_problems *problems, const struct prove_box_problem *problem) {
    const struct prove_counted *column = problem->column;
    if (problem->kind == BOX_ALLOWED) {
        for (size_t i = 0; i < problem->group->column_count; i++) {
            struct prove_audit_grid *over = problem->group->columns[i].over;
            over->sets = problem->tallies[0].count;
            over->allowed = prove_share_of(problem->tallies[0].share);
            over->open = prove_share_of(problem->open);
        }
        return;
    }
    struct prove_audit_grid *over = column->over;
    if (problem->kind == BOX_CHANGED) {
        write_tally(problems, problem, 1, column->sensitive);
        over->one_at_a_time = over->one_at_a_time || problem->group->one_at_a_time;
        return;
    }
    for (int k = 0; k < column->target_count; k++)
        write_tally(problems, problem, k, column->into[k]);
    write_tally(problems, problem, column->target_count, column->rest);
    write_tally(problems, problem, column->target_count + 1, column->no_value);
}

static void describe_group(struct prove_counter_group *group) {
    for (size_t i = 0; i < group->column_count; i++) {
        const struct prove_counted *column = &group->columns[i];
        struct prove_audit_grid *over = column->over;
        over->sampled = group->sampled;
        over->bounded = group->bounded;
        over->sets = group->sampled ? PROVE_SAMPLED : group->grid->sets;
        over->allowed = 1;
        if (!group->sampled)
            over->rounded = over->rounded || group->case_count > 0 || column->printed_output >= 0;
    }
}

void prove_problems_write(struct prove_problems *problems) {
    struct prove_audit_counter *counter = problems->counter;
    for (size_t i = 0; i < problems->count; i++) {
        const struct prove_box_problem *problem = &problems->problems[i];
        struct prove_counter_group *group = (struct prove_counter_group *)problem->group;
        const double open = prove_share_of(problem->open);
        const bool exact = !problem->open_count && open == 0;
        /* What can be walked has no bounds, but counts. */
        group->boxed = group->boxed && open <= WIDEST_BOUNDS && (exact || !prove_group_walks(group));
        group->bounded = group->bounded || !exact || group->grid->sets == UINT64_MAX;
    }
    for (size_t g = 0; g < counter->group_count; g++) {
        struct prove_counter_group *group = &counter->groups[g];
        group->bounded = group->bounded && group->boxed;
        if (!group->asked)
            continue;
        group->sampled = !group->boxed && !prove_group_walks(group);
        if (group->column_count)
            describe_group(group);
    }
    for (size_t i = 0; i < problems->count; i++)
        if (problems->problems[i].group->boxed)
            write_problem(problems, &problems->problems[i]);
}

/* How a problem was solved. */
static struct prove_proof_tree tell_problem(struct arena *arena, const struct prove_box_problem *problem) {
    static const char *const kinds[] = {
        [BOX_VALUE] = "value", [BOX_CHANGED] = "rounding", [BOX_ALLOWED] = "conditions"};
    const struct prove_counted *column = problem->column ? problem->column : problem->group->columns;
    struct text text = {0};
    if (problem->tree)
        prove_tree_put(&text, problem->tree, 0, problem->pieces);
    else
        text_puts(&text, *problem->pieces);
    struct prove_proof_tree tree = {.name = column->over->name, .what = kinds[problem->kind], .length = text.length};
    tree.boxes = text_keep(&text, arena);
    return tree;
}

void prove_problems_tell(const struct prove_problems *problems, struct prove_proof *proof) {
    struct arena *arena = problems->arena;
    const struct prove_audit_counter *counter = problems->counter;
    proof->groups = arena_array(arena, counter->group_count + 1, sizeof *proof->groups);
    for (size_t g = 0; g < counter->group_count; g++) {
        const struct prove_counter_group *group = &counter->groups[g];
        if (!group->column_count)
            continue;
        struct prove_proof_group *told = &proof->groups[proof->count++];
        told->grid = group->grid;
        told->way = group->bounded   ? PROVE_BOUNDS
                    : group->boxed   ? PROVE_BOXES
                    : group->sampled ? PROVE_SAMPLE
                                     : PROVE_WALK;
        told->trees = arena_array(arena, problems->count + 1, sizeof *told->trees);
        for (size_t i = 0; i < problems->count && group->boxed; i++)
            if (problems->problems[i].group == group)
                told->trees[told->tree_count++] = tell_problem(arena, &problems->problems[i]);
    }
}
