#include "audit.h"
#include "claims.h"
#include "jobs.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define MOST_WALKED 2000000000u /* sets of a grid that is walked whole */
#define SAMPLED 4194304u        /* sets that are drawn of a larger one */

/* One value of a column that is counted, as found in some blocks: plain bytes, for processes hand it on. */
struct tally {
    uint64_t count;
    double distance; /* of the nearest row; infinite where the count is 0 */
    uint64_t block;
    size_t row;
};

/* What is counted of some outputs of a program: `output_count` conditions together (see column_code) or one value. */
struct counted {
    int first_output, output_count;
    bool number;            /* a value: only whether there is one, and how far it moves */
    double tolerance;       /* of a number */
    double targets[26 + 2]; /* values that are counted */
    struct audit_count *into[26 + 2];
    int target_count;
    struct audit_count *rest;     /* of all others that are no NaN; NULL where there are none */
    struct audit_count *no_value; /* NULL where it does not matter */
    bool moves;                   /* whether rounding changes it is asked */
    struct audit_grid *over;
    int tally; /* the first of its tallies: targets, rest, no value, moved */
};

/* Everything that depends on the same parameters: one program, one walk. */
struct group {
    const bool *needed;
    struct grid *grid;
    const struct expr **exprs;
    size_t expr_count, expr_capacity;
    struct counted *columns;
    size_t column_count, column_capacity;
    int tally_count;
    bool moves, rounded;
    struct walk *walk, **moved; /* moved: of each way to read a rounded parameter */
    int moved_count;
    struct tally *tallies, *totals; /* of a task, and of all that came in */
    uint64_t first_task, task_count;
};

struct auditor {
    struct arena *arena;
    const struct lab *lab;
    const char *seed;
    struct group *groups;
    size_t group_count, group_capacity;
    struct diag *diag;
    bool lost;
};

static bool *depends(struct auditor *auditor, const struct expr *const *exprs, int count) {
    const struct model *model = auditor->lab->model;
    bool *needed = arena_array(auditor->arena, (size_t)model->count + 1, sizeof *needed);
    for (int i = 0; i < count; i++)
        if (exprs[i])
            model_dependencies(model, exprs[i], needed);
    for (int i = 0; i < model->count; i++)
        needed[i] = needed[i] && model->quantities[i]->kind == QUANTITY_PARAMETER;
    return needed;
}

/* The group of some parameters, by its number. */
static size_t find_group(struct auditor *auditor, const bool *needed) {
    size_t members = (size_t)auditor->lab->model->count * sizeof *needed;
    for (size_t i = 0; i < auditor->group_count; i++)
        if (memcmp(auditor->groups[i].needed, needed, members) == 0)
            return i;
    auditor->groups = arena_grow(auditor->arena, auditor->groups, auditor->group_count, &auditor->group_capacity,
                                 sizeof *auditor->groups);
    auditor->groups[auditor->group_count] =
        (struct group){.needed = needed, .grid = grid_new(auditor->arena, auditor->lab->model, needed)};
    return auditor->group_count++;
}

/* Begins what is counted over the grid of a group. */
static struct counted *add_column(struct auditor *auditor, size_t number, struct audit_grid *over,
                                  const struct expr *const *exprs, int count) {
    struct group *group = &auditor->groups[number];
    over->grid = group->grid;
    over->sampled = group->grid->sets > MOST_WALKED;
    over->sets = over->sampled ? SAMPLED : group->grid->sets;
    group->columns = arena_grow(auditor->arena, group->columns, group->column_count, &group->column_capacity,
                                sizeof *group->columns);
    struct counted *column = &group->columns[group->column_count++];
    *column = (struct counted){.first_output = (int)group->expr_count, .output_count = count, .over = over};
    for (int i = 0; i < count; i++) {
        group->exprs =
            arena_grow(auditor->arena, group->exprs, group->expr_count, &group->expr_capacity, sizeof *group->exprs);
        group->exprs[group->expr_count++] = exprs[i];
    }
    return column;
}

static void add_target(struct counted *column, double target, struct audit_count *into) {
    column->targets[column->target_count] = target;
    column->into[column->target_count++] = into;
}

static void add_choice(struct auditor *auditor, struct audit_question *audited) {
    const struct lab_question *question = audited->question;
    int count = question->option_count;
    const struct expr **claims = arena_array(auditor->arena, (size_t)count, sizeof *claims);
    for (int i = 0; i < count; i++)
        claims[i] = claim_of_option(auditor->arena, question, i);
    size_t group = find_group(auditor, depends(auditor, claims, count));
    struct counted *column = add_column(auditor, group, &audited->over, claims, count);
    for (int i = 0; i < count; i++)
        add_target(column, ldexp(1, i), &audited->right[i]);
    add_target(column, 0, &audited->none);
    column->rest = &audited->several;
    column->no_value = &audited->over.no_value;
    column->moves = true;
}

static void add_reflection(struct auditor *auditor, struct audit_question *audited) {
    const struct lab_question *question = audited->question;
    int count = question->option_count;
    const struct expr **claims = arena_array(auditor->arena, (size_t)count, sizeof *claims);
    for (int i = 0; i < count; i++)
        claims[i] = question->options[i].claim;
    size_t group = find_group(auditor, depends(auditor, claims, count));
    audited->over.grid = auditor->groups[group].grid;
    audited->over.sets = audited->over.grid->sets;
    for (int i = 0; i < count; i++) {
        if (!claims[i])
            continue;
        struct counted *column = add_column(auditor, group, &audited->over, &claims[i], 1);
        add_target(column, question->options[i].verdict == 1, &audited->agrees[i]);
        column->rest = column->no_value = &audited->contradicts[i];
    }
}

static void add_numeric(struct auditor *auditor, struct audit_question *audited) {
    const struct lab_question *question = audited->question;
    struct arena *arena = auditor->arena;
    const struct expr *exprs[] = {claim_number(arena, question), claim_absent(arena, question),
                                  claim_zero(arena, question), claim_clamped(arena, auditor->lab, question),
                                  claim_tight(arena, question)};
    struct audit_count *const into[] = {NULL, &audited->absent, &audited->zero, &audited->clamped, &audited->tight};
    size_t group = find_group(auditor, depends(auditor, exprs, 5));
    for (int i = 0; i < 5; i++) {
        struct counted *column = add_column(auditor, group, &audited->over, &exprs[i], 1);
        if (into[i])
            add_target(column, 1, into[i]);
        column->number = !into[i];
        if (into[i])
            continue;
        column->tolerance = question->tolerance;
        column->no_value = &audited->over.no_value;
        column->moves = true;
    }
    for (int i = 0; i < question->mistake_count; i++) {
        struct audit_mistake *mistake = &audited->mistakes[i];
        const struct expr *mistaken = claim_mistaken(arena, question, i);
        mistake->mistake = &question->mistakes[i];
        struct counted *column =
            add_column(auditor, find_group(auditor, depends(auditor, &mistaken, 1)), &mistake->over, &mistaken, 1);
        add_target(column, 1, &mistake->accepted);
        add_target(column, 0, &mistake->refused);
        column->no_value = &mistake->over.no_value;
    }
}

static void add_question(struct auditor *auditor, struct audit_question *audited) {
    size_t options = (size_t)audited->question->option_count + 1;
    audited->right = arena_array(auditor->arena, options, sizeof *audited->right);
    audited->agrees = arena_array(auditor->arena, options, sizeof *audited->agrees);
    audited->contradicts = arena_array(auditor->arena, options, sizeof *audited->contradicts);
    audited->mistakes =
        arena_array(auditor->arena, (size_t)audited->question->mistake_count + 1, sizeof *audited->mistakes);
    if (audited->question->kind == QUESTION_NUMERIC)
        add_numeric(auditor, audited);
    else if (audited->question->kind == QUESTION_REFLECTION)
        add_reflection(auditor, audited);
    else
        add_choice(auditor, audited);
}

static void add_statement(struct auditor *auditor, struct audit_statement *audited) {
    const struct expr *claim = claim_of_statement(auditor->arena, audited->statement);
    struct counted *column =
        add_column(auditor, find_group(auditor, depends(auditor, &claim, 1)), &audited->over, &claim, 1);
    add_target(column, 1, &audited->holds);
    add_target(column, 0, &audited->fails);
    column->no_value = &audited->over.no_value;
}

/* Compiles a group, and plans its walk and those in which a rounded parameter is read from its print. */
static void prepare(struct auditor *auditor, struct group *group) {
    struct arena *arena = auditor->arena;
    for (size_t i = 0; i < group->column_count; i++) {
        struct counted *column = &group->columns[i];
        column->tally = group->tally_count;
        group->tally_count += column->target_count + 3;
        group->moves = group->moves || column->moves;
    }
    group->tallies = arena_array(arena, (size_t)group->tally_count + 1, sizeof *group->tallies);
    group->totals = arena_array(arena, (size_t)group->tally_count + 1, sizeof *group->totals);
    for (int i = 0; i < group->tally_count; i++)
        group->totals[i].distance = INFINITY;
    if (!group->column_count)
        return;
    const struct program *program =
        program_new(arena, auditor->lab->model, group->exprs, (int)group->expr_count, CLAIM_TOLERANCE);
    bool sampled = group->grid->sets > MOST_WALKED;
    group->walk = sampled ? walk_new_sampled(arena, program, group->grid, SAMPLED, auditor->seed)
                          : walk_new(arena, program, group->grid);
    group->moved = arena_array(arena, (size_t)group->grid->axis_count * 3 + 1, sizeof(struct walk *));
    for (int i = 0; i < group->grid->axis_count && group->moves; i++) {
        if (!grid_axis_rounded(&group->grid->axes[i]))
            continue;
        group->rounded = true;
        for (int direction = -1; direction <= 1; direction++)
            group->moved[group->moved_count++] = walk_reread(arena, group->walk, i, direction);
    }
}

/* Keeps the row of a block that is nearest to the defaults among those where the column is the target. */
static void keep_nearest(struct tally *tally, const struct walk *walk, uint64_t block, const double *column,
                         double target, size_t rows) {
    const double *inner;
    double outer = walk_distance(walk, &inner);
    if (outer >= tally->distance)
        return;
    double nearest = column_nearest(column, target, inner, rows);
    if (outer + nearest >= tally->distance)
        return;
    size_t row = 0;
    while (inner[row] != nearest || !(isnan(target) ? isnan(column[row]) : column[row] == target))
        row++;
    *tally = (struct tally){tally->count, outer + nearest, block, row};
}

static size_t count_target(struct tally *tally, const struct walk *walk, uint64_t block, const double *column,
                           double target, size_t rows) {
    size_t count = isnan(target) ? column_count_nan(column, rows) : column_count(column, target, rows);
    tally->count += count;
    if (count)
        keep_nearest(tally, walk, block, column, target, rows);
    return count;
}

/* 1 in `marks` for rows that are none of a column's targets nor NaN, 0 for all others. */
static void mark_rest(const struct counted *column, const double *values, double *marks, size_t rows) {
    for (size_t i = 0; i < rows; i++) {
        bool known = isnan(values[i]);
        for (int k = 0; k < column->target_count; k++)
            known = known || values[i] == column->targets[k];
        marks[i] = known ? 0 : 1;
    }
}

/* Whether a verdict, or a number beyond its tolerance, is another one. */
static bool is_moved(const struct counted *column, double before, double after) {
    if (isnan(before) || isnan(after))
        return isnan(before) != isnan(after);
    if (!column->number || before == DBL_MAX || after == DBL_MAX)
        return before != after;
    return fabs(after - before) > column->tolerance * fabs(before);
}

struct block_buffers {
    const double **outputs, **moved_outputs;
    double *code, *moved_code, *marks;
};

/* The values of a column in a block: those of its one output, or the code of several. */
static const double *values_of(const struct counted *column, const double *const *outputs, double *code, size_t rows) {
    if (column->output_count == 1)
        return outputs[column->first_output];
    column_code(code, outputs + column->first_output, column->output_count, rows);
    return code;
}

static void count_block(struct group *group, const struct block_buffers *buffers, uint64_t block) {
    size_t rows = walk_run(group->walk, block, buffers->outputs);
    for (size_t c = 0; c < group->column_count; c++) {
        const struct counted *column = &group->columns[c];
        struct tally *tallies = group->tallies + column->tally;
        const double *values = values_of(column, buffers->outputs, buffers->code, rows);
        size_t left = rows;
        for (int k = 0; k < column->target_count && left; k++)
            left -= count_target(&tallies[k], group->walk, block, values, column->targets[k], rows);
        if (!left)
            continue;
        left -= count_target(&tallies[column->target_count + 1], group->walk, block, values, NAN, rows);
        if (!left || !column->rest)
            continue;
        mark_rest(column, values, buffers->marks, rows);
        count_target(&tallies[column->target_count], group->walk, block, buffers->marks, 1, rows);
    }
}

/* Counts in which rows of a block some way of reading a rounded parameter changes a column. */
static void count_moves(struct group *group, const struct block_buffers *buffers, uint64_t block) {
    size_t rows = walk_run(group->walk, block, buffers->outputs);
    for (size_t c = 0; c < group->column_count; c++) {
        const struct counted *column = &group->columns[c];
        if (!column->moves)
            continue;
        memset(buffers->marks, 0, rows * sizeof *buffers->marks);
        const double *values = values_of(column, buffers->outputs, buffers->code, rows);
        for (int m = 0; m < group->moved_count; m++) {
            walk_run(group->moved[m], block, buffers->moved_outputs);
            const double *moved = values_of(column, buffers->moved_outputs, buffers->moved_code, rows);
            for (size_t i = 0; i < rows; i++)
                buffers->marks[i] = is_moved(column, values[i], moved[i]) ? 1 : buffers->marks[i];
        }
        count_target(&group->tallies[column->tally + column->target_count + 2], group->walk, block, buffers->marks, 1,
                     rows);
    }
}

/* A task: a run of blocks of one group, counted from nothing. Its result are the group's tallies. */
static void run_task(void *context, size_t task, struct text *result) {
    struct auditor *auditor = context;
    size_t g = 0;
    while (task >= auditor->groups[g].first_task + auditor->groups[g].task_count)
        g++;
    struct group *group = &auditor->groups[g];
    struct arena *arena = arena_new();
    size_t width = walk_width(group->walk);
    struct block_buffers buffers = {
        arena_array(arena, group->expr_count, sizeof(double *)),
        arena_array(arena, group->expr_count, sizeof(double *)), arena_array(arena, width, sizeof(double)),
        arena_array(arena, width, sizeof(double)), arena_array(arena, width, sizeof(double))};
    for (int i = 0; i < group->tally_count; i++)
        group->tallies[i] = (struct tally){.distance = INFINITY};
    uint64_t blocks = walk_block_count(group->walk), part = task - group->first_task;
    uint64_t end = blocks * (part + 1) / group->task_count;
    for (uint64_t block = blocks * part / group->task_count; block < end; block++) {
        count_block(group, &buffers, block);
        if (group->rounded)
            count_moves(group, &buffers, block);
    }
    text_append(result, (const char *)group->tallies, (size_t)group->tally_count * sizeof *group->tallies);
    arena_free(arena);
}

static void take_task(void *context, size_t task, const char *result, size_t length) {
    struct auditor *auditor = context;
    size_t g = 0;
    while (task >= auditor->groups[g].first_task + auditor->groups[g].task_count)
        g++;
    const struct group *group = &auditor->groups[g];
    if (!result || length != (size_t)group->tally_count * sizeof(struct tally)) {
        auditor->lost = true;
        return;
    }
    for (int i = 0; i < group->tally_count; i++) {
        struct tally tally, *total = &group->totals[i];
        memcpy(&tally, result + (size_t)i * sizeof tally, sizeof tally);
        uint64_t count = total->count + tally.count;
        if (tally.distance < total->distance)
            *total = tally;
        total->count = count;
    }
}

static void write_count(struct auditor *auditor, const struct group *group, const struct tally *tally,
                        struct audit_count *into) {
    if (!into || !tally->count)
        return;
    into->count += tally->count;
    if (into->example)
        return;
    into->example = arena_array(auditor->arena, (size_t)auditor->lab->model->count, sizeof *into->example);
    walk_set(group->walk, tally->block, tally->row, into->example);
}

static void write_counts(struct auditor *auditor, const struct group *group) {
    for (size_t c = 0; c < group->column_count; c++) {
        const struct counted *column = &group->columns[c];
        const struct tally *tallies = group->totals + column->tally;
        for (int k = 0; k < column->target_count; k++)
            write_count(auditor, group, &tallies[k], column->into[k]);
        write_count(auditor, group, &tallies[column->target_count], column->rest);
        write_count(auditor, group, &tallies[column->target_count + 1], column->no_value);
        write_count(auditor, group, &tallies[column->target_count + 2], &column->over->moved);
        column->over->rounded = group->rounded;
    }
}

static bool count_all(struct auditor *auditor, int processes) {
    size_t tasks = 0;
    for (size_t g = 0; g < auditor->group_count; g++) {
        struct group *group = &auditor->groups[g];
        prepare(auditor, group);
        uint64_t blocks = group->column_count ? walk_block_count(group->walk) : 0;
        /* Several tasks a process, so that all end at about the same time; a small grid is one task. */
        uint64_t most = group->grid->sets > 100000 ? (uint64_t)processes * 4 : 1;
        group->first_task = tasks;
        group->task_count = blocks < most ? blocks : most;
        tasks += group->task_count;
    }
    struct jobs_plan plan = {tasks, processes, run_task, take_task, auditor};
    if (!jobs_run(&plan, auditor->diag))
        return false;
    for (size_t g = 0; g < auditor->group_count; g++)
        write_counts(auditor, &auditor->groups[g]);
    if (auditor->lost)
        diag_report(auditor->diag, SEVERITY_ERROR, (struct pos){0}, "a process ended before it had counted its part");
    return !auditor->lost;
}

static bool is_named(const char *name, const char *const *names, int count) {
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return count == 0;
}

/* Reports names that neither a question nor a statement has. */
static bool check_names(struct arena *arena, const struct lab *lab, const char *const *names, int count,
                        struct diag *diag) {
    size_t known_count = (size_t)lab->question_count + (size_t)lab->statement_count;
    const char **known = arena_array(arena, known_count + 1, sizeof *known);
    for (int i = 0; i < lab->question_count; i++)
        known[i] = lab->questions[i].name;
    for (int i = 0; i < lab->statement_count; i++)
        known[lab->question_count + i] = lab->statements[i].name;
    bool good = true;
    for (int i = 0; i < count; i++) {
        bool found = false;
        for (size_t j = 0; j < known_count; j++)
            found = found || strcmp(known[j], names[i]) == 0;
        if (found)
            continue;
        good = false;
        const char *near = nearest_name(names[i], known, known_count);
        diag_report(diag, SEVERITY_ERROR, (struct pos){0}, "the lab '%s' has no question or statement '%s'%s%s%s",
                    lab->name, names[i], near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    return good;
}

struct audit *audit_run(struct arena *arena, const struct lab *lab, const char *const *names, int name_count,
                        const char *seed, int processes, struct diag *diag) {
    if (!check_names(arena, lab, names, name_count, diag))
        return NULL;
    struct auditor auditor = {.arena = arena, .lab = lab, .seed = seed, .diag = diag};
    struct audit *audit = arena_alloc(arena, sizeof *audit);
    *audit = (struct audit){.lab = lab, .seed = seed};
    audit->questions = arena_array(arena, (size_t)lab->question_count + 1, sizeof *audit->questions);
    audit->statements = arena_array(arena, (size_t)lab->statement_count + 1, sizeof *audit->statements);
    for (int i = 0; i < lab->question_count; i++)
        if (is_named(lab->questions[i].name, names, name_count)) {
            struct audit_question *audited = &audit->questions[audit->question_count++];
            audited->question = &lab->questions[i];
            add_question(&auditor, audited);
        }
    for (int i = 0; i < lab->statement_count; i++)
        if (is_named(lab->statements[i].name, names, name_count)) {
            struct audit_statement *audited = &audit->statements[audit->statement_count++];
            audited->statement = &lab->statements[i];
            add_statement(&auditor, audited);
        }
    return count_all(&auditor, processes) ? audit : NULL;
}

uint64_t audit_keyless(const struct audit_question *question) {
    uint64_t keyless = question->none.count + question->several.count + question->over.no_value.count;
    for (int i = 0; i < question->question->option_count; i++) /* several options may contradict in one set */
        keyless = question->contradicts[i].count > keyless ? question->contradicts[i].count : keyless;
    return keyless;
}

bool audit_has_findings(const struct audit *audit) {
    for (int i = 0; i < audit->question_count; i++)
        if (audit_keyless(&audit->questions[i]))
            return true;
    for (int i = 0; i < audit->statement_count; i++) {
        const struct audit_statement *statement = &audit->statements[i];
        if (!statement->statement->declared && (statement->fails.count || statement->over.no_value.count))
            return true;
    }
    return false;
}
