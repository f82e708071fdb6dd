#include "key/alike.h"
#include "key/shuffle.h"
#include "key/stated.h"

#include <math.h>
#include <string.h>

/* Two sides that a claim compares. If no option is right, a tie of the two is the reason. */
struct comparison {
    const struct expr *sides[2];
    int slot; /* number of the result for the first side; the second side's follows */
};

struct question_slots {
    int *claim, *predicts; /* by option: the number of the result; -1 for none */
    int (*range)[2];       /* by option: of the ends of what it predicts */
    int *alike;            /* by pair of options, (0, 1), (0, 2), (1, 2), (0, 3) ...: whether they print the same */
    int absent;
    struct comparison *comparisons;
    size_t comparison_count, comparison_capacity;
};

struct key_program {
    const struct lab *lab;
    struct arena *arena;
    struct machine *machine;
    const struct expr **exprs;
    size_t count, capacity;
    struct question_slots *slots;
    const double *results; /* for the set whose key is computed */
};

void key_dependencies(const struct model *model, const struct lab_question *question, bool *needed) {
    if (question->quantity) {
        const struct expr name = {.op = EXPR_NAME, .name = question->quantity->name, .quantity = question->quantity};
        model_dependencies(model, &name, needed);
    }
    if (question->absent)
        model_dependencies(model, question->absent, needed);
    const struct expr *alike = question->lab ? key_claim_alike(question->lab->arena, question) : NULL;
    if (alike)
        model_dependencies(model, alike, needed);
    for (int i = 0; i < question->option_count; i++) {
        if (question->options[i].claim)
            model_dependencies(model, question->options[i].claim, needed);
        if (question->options[i].predicts)
            model_dependencies(model, question->options[i].predicts, needed);
    }
}

static int add_expr(struct key_program *program, const struct expr *expr) {
    if (!expr)
        return -1;
    program->exprs =
        arena_grow(program->arena, program->exprs, program->count, &program->capacity, sizeof *program->exprs);
    program->exprs[program->count] = expr;
    return (int)program->count++;
}

struct comparison_walk {
    struct key_program *program;
    struct question_slots *slots;
    int depth;
};

static void collect_comparison(const struct expr *expr, void *context) {
    struct comparison_walk *walk = context;
    if (expr->op == EXPR_NAME && expr->quantity && expr->quantity->kind == QUANTITY_EQUATION && walk->depth < 64) {
        walk->depth++;
        expr_walk(expr->quantity->expr, collect_comparison, context);
        walk->depth--;
        return;
    }
    if (!expr_is_comparison(expr))
        return;
    struct question_slots *slots = walk->slots;
    const struct expr *own[2];
    expr_comparison_sides(expr, own);
    for (size_t i = 0; i < slots->comparison_count; i++) {
        const struct expr *const *sides = slots->comparisons[i].sides;
        for (int flip = 0; flip < 2; flip++)
            if (expr_equal(sides[flip], own[0]) && expr_equal(sides[!flip], own[1]))
                return;
    }
    slots->comparisons = arena_grow(walk->program->arena, slots->comparisons, slots->comparison_count,
                                    &slots->comparison_capacity, sizeof *slots->comparisons);
    int slot = add_expr(walk->program, own[0]);
    add_expr(walk->program, own[1]);
    slots->comparisons[slots->comparison_count++] = (struct comparison){{own[0], own[1]}, slot};
}

struct key_program *key_program_new(struct arena *arena, const struct lab *lab) {
    struct key_program *program = arena_alloc(arena, sizeof *program);
    *program = (struct key_program){.lab = lab, .arena = arena};
    program->slots = arena_array(arena, (size_t)lab->question_count, sizeof *program->slots);
    for (int i = 0; i < lab->question_count; i++) {
        const struct lab_question *question = &lab->questions[i];
        struct question_slots *slots = &program->slots[i];
        slots->absent = add_expr(program, question->absent);
        slots->claim = arena_array(arena, (size_t)question->option_count, sizeof *slots->claim);
        slots->predicts = arena_array(arena, (size_t)question->option_count, sizeof *slots->predicts);
        slots->range = arena_array(arena, (size_t)question->option_count, sizeof *slots->range);
        slots->alike = arena_array(arena, (size_t)(question->option_count * question->option_count), sizeof(int));
        for (int j = 0, pair = 0; j < question->option_count; j++)
            for (int k = 0; k < j; k++)
                slots->alike[pair++] = add_expr(program, key_claim_alike_pair(arena, question, k, j));
        struct comparison_walk walk = {program, slots, 0};
        for (int j = 0; j < question->option_count; j++) {
            slots->claim[j] = add_expr(program, key_claim_of_option(arena, question, j));
            slots->predicts[j] = add_expr(program, question->options[j].predicts);
            for (int end = 0; end < 2; end++)
                slots->range[j][end] = add_expr(program, question->options[j].range[end]);
            if (question->kind == QUESTION_CHOICE && question->options[j].claim)
                expr_walk(question->options[j].claim, collect_comparison, &walk);
        }
    }
    const struct program *claims = program_new(arena, lab->model, program->exprs, (int)program->count, CLAIM_TOLERANCE);
    program->machine = machine_new(arena, claims, 1);
    return program;
}

const char *key_entry_letter(const struct key_entry *entry, int option) {
    return entry->question->options[entry->order.place_of[option]].letter;
}

int key_entry_option(const struct key_entry *entry, const char *letter) {
    for (int i = 0; i < entry->question->option_count; i++)
        if (strcmp(entry->question->options[i].letter, letter) == 0)
            return entry->order.option_at[i];
    return -1;
}

static void unfit(struct key_entry *entry, enum words_key_reason kind, int option, double value) {
    entry->state = KEY_UNFIT;
    entry->right = -1;
    entry->reason = (struct key_reason){.kind = kind, .option = option, .value = value};
}

/* The number of options that hold; a single one is right. */
static int choose(struct key_entry *entry) {
    int count = 0;
    for (int i = 0; i < entry->question->option_count; i++) {
        if (!entry->holds[i])
            continue;
        count++;
        entry->right = i;
    }
    return count;
}

/* The comparisons of the claims whose sides tie. */
static int find_ties(struct arena *arena, const struct key_program *program, const struct question_slots *slots,
                     const struct key_tie **found) {
    struct key_tie *ties = arena_array(arena, slots->comparison_count + 1, sizeof *ties);
    int count = 0;
    for (size_t i = 0; i < slots->comparison_count; i++) {
        const struct comparison *comparison = &slots->comparisons[i];
        double left = program->results[comparison->slot], right = program->results[comparison->slot + 1];
        if (program_values_tie(left, right, CLAIM_TOLERANCE))
            ties[count++] = (struct key_tie){{comparison->sides[0], comparison->sides[1]}, left};
    }
    *found = ties;
    return count;
}

static void compute_claims(struct arena *arena, const struct key_program *program, const struct question_slots *slots,
                           struct key_entry *entry) {
    for (int i = 0; i < entry->question->option_count; i++) {
        double holds = program->results[slots->claim[i]];
        if (isnan(holds)) {
            unfit(entry, KEY_CLAIM_WITHOUT_VALUE, i, NAN);
            return;
        }
        entry->holds[i] = holds != 0;
    }
    int count = choose(entry);
    if (count == 1)
        return;
    unfit(entry, count == 0 ? KEY_EVERY_CLAIM_FALSE : count == 2 ? KEY_BOTH_RIGHT : KEY_ALL_RIGHT, -1, NAN);
    if (count == 0 && (entry->reason.tie_count = find_ties(arena, program, slots, &entry->reason.ties)) > 0)
        entry->reason.kind = KEY_TIES;
}

/* The predictions, and the option that is nearest in ratio to the actual value. */
static void compute_predictions(struct arena *arena, const struct key_program *program,
                                const struct question_slots *slots, const struct parameter_set *set,
                                struct key_entry *entry) {
    const size_t options = (size_t)entry->question->option_count;
    struct key_stated *exact = arena_array(arena, options, sizeof *exact);
    double actual = set->values[entry->question->quantity->index];
    entry->stated = arena_array(arena, options, sizeof *entry->stated);
    for (int i = 0; i < entry->question->option_count; i++) {
        entry->predicted[i] = program->results[slots->predicts[i]];
        const bool range = slots->range[i][0] >= 0;
        exact[i].from = range ? program->results[slots->range[i][0]] : entry->predicted[i];
        exact[i].to = range ? program->results[slots->range[i][1]] : entry->predicted[i];
        entry->stated[i] = exact[i];
        double holds = program->results[slots->claim[i]];
        if (isnan(holds)) {
            unfit(entry, KEY_PREDICTION_WITHOUT_VALUE, i, NAN);
            return;
        }
        entry->holds[i] = holds != 0;
    }
    int count = choose(entry);
    if (count != 1)
        unfit(entry, count == 0 ? KEY_NOTHING_NEAR : count == 2 ? KEY_BOTH_NEAREST : KEY_ALL_NEAREST, -1, actual);
    key_state_predictions(entry, exact, actual);
}

/* The lab gives the verdict; a claim beside it must agree with it. */
static void compute_reflection(const struct key_program *program, const struct question_slots *slots,
                               struct key_entry *entry) {
    for (int i = 0; i < entry->question->option_count; i++) {
        entry->holds[i] = entry->question->options[i].verdict == 1;
        if (entry->holds[i])
            entry->right = i;
    }
    for (int i = 0; i < entry->question->option_count; i++) {
        int verdict = entry->question->options[i].verdict;
        if (slots->claim[i] < 0 || program->results[slots->claim[i]] == verdict)
            continue;
        bool valued = !isnan(program->results[slots->claim[i]]);
        unfit(entry,
              verdict  ? valued ? KEY_RIGHT_BUT_FALSE : KEY_RIGHT_WITHOUT_VALUE
              : valued ? KEY_WRONG_BUT_TRUE
                       : KEY_WRONG_WITHOUT_VALUE,
              i, NAN);
        return;
    }
}

/* Whether two options print the same. Then `holds` says which do. */
static bool find_alike(const struct key_program *program, const struct question_slots *slots, struct key_entry *entry) {
    bool found = false, *alike = entry->holds;
    for (int j = 0, pair = 0; j < entry->question->option_count; j++)
        for (int k = 0; k < j; k++, pair++)
            if (slots->alike[pair] >= 0 && program->results[slots->alike[pair]] == 1) {
                if (!found)
                    memset(alike, 0, (size_t)entry->question->option_count * sizeof *alike);
                found = alike[j] = alike[k] = true;
            }
    return found;
}

static void compute_numeric(const struct key_program *program, const struct question_slots *slots,
                            const struct parameter_set *set, struct key_entry *entry) {
    entry->number = set->values[entry->question->quantity->index];
    double absent = slots->absent >= 0 ? program->results[slots->absent] : 0;
    if (absent == 1)
        entry->state = KEY_ABSENT;
    else if (isnan(absent) || !isfinite(entry->number))
        unfit(entry, KEY_WITHOUT_VALUE, -1, NAN);
}

struct key *key_compute(struct arena *arena, struct key_program *program, const struct parameter_set *set) {
    const struct lab *lab = program->lab;
    program->results = machine_run_set(program->machine, set->values);
    struct key *key = arena_alloc(arena, sizeof *key);
    key->count = lab->question_count;
    key->entries = arena_array(arena, (size_t)key->count, sizeof *key->entries);
    for (int i = 0; i < key->count; i++) {
        const struct lab_question *question = &lab->questions[i];
        struct key_entry *entry = &key->entries[i];
        size_t options = (size_t)question->option_count;
        *entry = (struct key_entry){.question = question, .state = KEY_FIT, .right = -1, .number = NAN};
        entry->order = key_shuffle_options(arena, lab, question, set->id);
        entry->holds = arena_array(arena, options, sizeof *entry->holds);
        entry->predicted = arena_array(arena, options, sizeof *entry->predicted);
        for (size_t j = 0; j < options; j++)
            entry->predicted[j] = NAN;
        if (question->kind == QUESTION_NUMERIC)
            compute_numeric(program, &program->slots[i], set, entry);
        else if (question->kind == QUESTION_REFLECTION)
            compute_reflection(program, &program->slots[i], entry);
        else if (lab_marked_by_hand(question))
            continue;
        else if (question->quantity)
            compute_predictions(arena, program, &program->slots[i], set, entry);
        else
            compute_claims(arena, program, &program->slots[i], entry);
        if (find_alike(program, &program->slots[i], entry))
            unfit(entry, KEY_PRINTED_ALIKE, -1, NAN);
    }
    return key;
}

void key_entry_print(struct text *out, const struct key_entry *entry) {
    if (entry->state == KEY_ABSENT)
        text_puts(out, "none");
    else if (entry->state == KEY_FIT && entry->question->kind == QUESTION_NUMERIC)
        number_print_sound(out, entry->number);
    else if (entry->state == KEY_FIT && entry->right >= 0)
        text_puts(out, key_entry_letter(entry, entry->right));
}
