#include "key.h"
#include "claims.h"

#include <math.h>
#include <string.h>

/* Two sides that a claim compares: where they tie, that is why no option is right. */
struct comparison {
    const struct expr *sides[2];
    int slot; /* of the first side's value; the second follows */
};

struct question_slots {
    int *claim, *predicts; /* by option; -1 where there is none */
    int absent;
    struct comparison *comparisons;
    size_t comparison_count, comparison_capacity;
};

struct key_program {
    const struct lab *lab;
    struct arena *arena;
    struct program *program;
    const struct expr **exprs;
    size_t count, capacity;
    struct question_slots *slots;
    struct column *inputs;
    double *results, **outputs;
};

void key_dependencies(const struct model *model, const struct lab_question *question, bool *needed) {
    if (question->quantity) {
        const struct expr name = {.op = EXPR_NAME, .name = question->quantity->name, .quantity = question->quantity};
        model_dependencies(model, &name, needed);
    }
    if (question->absent)
        model_dependencies(model, question->absent, needed);
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
    if (expr->op < EXPR_LESS || expr->op > EXPR_NOT_EQUAL || expr->argument_count != 2)
        return;
    struct question_slots *slots = walk->slots;
    const struct expr *own[2];
    comparison_sides(expr, own);
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
        struct comparison_walk walk = {program, slots, 0};
        for (int j = 0; j < question->option_count; j++) {
            slots->claim[j] = add_expr(program, claim_of_option(arena, question, j));
            slots->predicts[j] = add_expr(program, question->options[j].predicts);
            if (question->kind == QUESTION_CHOICE && question->options[j].claim)
                expr_walk(question->options[j].claim, collect_comparison, &walk);
        }
    }
    program->program = program_new(arena, lab->model, program->exprs, (int)program->count, CLAIM_TOLERANCE);
    program->inputs = arena_array(arena, (size_t)lab->model->count, sizeof *program->inputs);
    program->results = arena_array(arena, program->count, sizeof *program->results);
    program->outputs = arena_array(arena, program->count, sizeof *program->outputs);
    for (size_t i = 0; i < program->count; i++)
        program->outputs[i] = &program->results[i];
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

/* A quantity's value as a reason prints it: whole dollars rather than millions, for a tie is exact. */
static void put_value(struct text *out, const struct quantity *quantity, double value) {
    struct number_format format =
        quantity ? quantity->format : (struct number_format){NUMBER_PLAIN, DECIMALS_AUTO, false};
    if (format.style == NUMBER_MILLIONS)
        format = (struct number_format){NUMBER_MONEY, 0, format.with_unit};
    if (isfinite(value))
        number_print(out, value, format,
                     quantity ? quantity_word(quantity, value, format, &number_locale_english) : NULL,
                     &number_locale_english);
    else
        text_puts(out, "no value");
}

static const char *taken(struct arena *arena, struct text *text) {
    const char *copy = arena_strndup(arena, text->bytes ? text->bytes : "", text->length);
    text_free(text);
    return copy;
}

static void put_letters(struct text *out, const struct key_entry *entry, int count) {
    for (int place = 0, seen = 0; place < entry->question->option_count; place++) {
        int option = entry->order.option_at[place];
        if (!entry->holds[option])
            continue;
        seen++;
        text_printf(out, "%s%s", seen == 1 ? "" : seen == count ? " and " : ", ", key_entry_letter(entry, option));
    }
}

/* The one option that holds is right; with none or several the entry is unfit, `reason` is set for several only. */
static void choose(struct arena *arena, struct key_entry *entry, const char *several) {
    int count = 0;
    for (int i = 0; i < entry->question->option_count; i++) {
        if (!entry->holds[i])
            continue;
        count++;
        entry->right = i;
    }
    if (count == 1)
        return;
    entry->state = KEY_UNFIT;
    entry->right = -1;
    if (count > 1) {
        struct text reason = {0};
        text_puts(&reason, "options ");
        put_letters(&reason, entry, count);
        text_printf(&reason, " are %s %s", count == 2 ? "both" : "all", several);
        entry->reason = taken(arena, &reason);
    }
}

/* An expression in which quantities have their labels for names: for people. */
static struct expr *labelled(struct arena *arena, const struct expr *expr) {
    struct expr *copy = arena_alloc(arena, sizeof *copy);
    *copy = *expr;
    if (expr->op == EXPR_NAME)
        copy->name = expr->quantity->label;
    copy->arguments = arena_array(arena, (size_t)expr->argument_count + 1, sizeof *copy->arguments);
    for (int i = 0; i < expr->argument_count; i++)
        copy->arguments[i] = labelled(arena, expr->arguments[i]);
    return copy;
}

static void compute_claims(struct arena *arena, const struct key_program *program, const struct question_slots *slots,
                           struct key_entry *entry) {
    for (int i = 0; i < entry->question->option_count; i++) {
        double holds = program->results[slots->claim[i]];
        if (isnan(holds)) {
            entry->state = KEY_UNFIT;
            entry->reason = arena_printf(arena, "the claim of option %s has no value", key_entry_letter(entry, i));
            return;
        }
        entry->holds[i] = holds != 0;
    }
    choose(arena, entry, "right");
    if (entry->state != KEY_UNFIT || entry->reason)
        return;
    struct text reason = {0};
    text_puts(&reason, "no option is right");
    int ties = 0;
    for (size_t i = 0; i < slots->comparison_count; i++) {
        const struct comparison *comparison = &slots->comparisons[i];
        double left = program->results[comparison->slot], right = program->results[comparison->slot + 1];
        if (!values_tie(left, right, CLAIM_TOLERANCE))
            continue;
        text_puts(&reason, ties++ ? "; " : ": ");
        expr_print(&reason, labelled(arena, comparison->sides[0]));
        text_puts(&reason, " and ");
        expr_print(&reason, labelled(arena, comparison->sides[1]));
        text_puts(&reason, " tie at ");
        const struct expr *named = comparison->sides[comparison->sides[0]->op != EXPR_NAME];
        put_value(&reason, named->op == EXPR_NAME ? named->quantity : NULL, left);
    }
    if (!ties)
        text_puts(&reason, ": every claim is false");
    entry->reason = taken(arena, &reason);
}

/* What is predicted, and which option is nearest in ratio to what is. */
static void compute_predictions(struct arena *arena, const struct key_program *program,
                                const struct question_slots *slots, const struct parameter_set *set,
                                struct key_entry *entry) {
    const struct quantity *quantity = entry->question->quantity;
    double actual = set->values[quantity->index];
    bool near = false;
    for (int i = 0; i < entry->question->option_count; i++) {
        entry->predicted[i] = program->results[slots->predicts[i]];
        double holds = program->results[slots->claim[i]];
        if (isnan(holds)) {
            entry->state = KEY_UNFIT;
            entry->reason = arena_printf(arena, "what option %s predicts cannot be compared: a value is missing",
                                         key_entry_letter(entry, i));
            return;
        }
        entry->holds[i] = holds != 0;
        near = near || entry->holds[i];
    }
    if (!near) {
        struct text reason = {0};
        text_printf(&reason, "no option is right: %s is ", quantity->label);
        put_value(&reason, quantity, actual);
        text_puts(&reason, ", and nothing can be near to it in ratio");
        entry->state = KEY_UNFIT;
        entry->reason = taken(arena, &reason);
        return;
    }
    struct text several = {0};
    text_puts(&several, "equally near to the actual ");
    put_value(&several, quantity, actual);
    choose(arena, entry, several.bytes);
    text_free(&several);
}

/* The verdict is fixed; a claim beside it must agree with the model. */
static void compute_reflection(struct arena *arena, const struct key_program *program,
                               const struct question_slots *slots, struct key_entry *entry) {
    for (int i = 0; i < entry->question->option_count; i++) {
        const struct lab_option *option = &entry->question->options[i];
        entry->holds[i] = option->verdict == 1;
        if (entry->holds[i])
            entry->right = i;
    }
    for (int i = 0; i < entry->question->option_count; i++) {
        const struct lab_option *option = &entry->question->options[i];
        if (slots->claim[i] < 0 || program->results[slots->claim[i]] == option->verdict)
            continue;
        entry->state = KEY_UNFIT;
        entry->right = -1;
        entry->reason = arena_printf(arena, "option %s is declared %s, but its claim %s", key_entry_letter(entry, i),
                                     option->verdict ? "right" : "wrong",
                                     isnan(program->results[slots->claim[i]]) ? "has no value"
                                     : option->verdict                        ? "does not hold"
                                                                              : "holds");
        return;
    }
}

static void compute_numeric(struct arena *arena, const struct key_program *program, const struct question_slots *slots,
                            const struct parameter_set *set, struct key_entry *entry) {
    entry->number = set->values[entry->question->quantity->index];
    double absent = slots->absent >= 0 ? program->results[slots->absent] : 0;
    if (absent == 1)
        entry->state = KEY_ABSENT;
    else if (isnan(absent) || !isfinite(entry->number)) {
        entry->state = KEY_UNFIT;
        entry->reason = arena_printf(arena, "%s has no value", entry->question->quantity->label);
    }
}

struct key *key_compute(struct arena *arena, struct key_program *program, const struct parameter_set *set) {
    const struct lab *lab = program->lab;
    for (int i = 0; i < lab->model->count; i++)
        program->inputs[i] = (struct column){&set->values[i], 0};
    if (program->count)
        program_run(program->program, program->inputs, 1, program->outputs);
    struct key *key = arena_alloc(arena, sizeof *key);
    key->count = lab->question_count;
    key->entries = arena_array(arena, (size_t)key->count, sizeof *key->entries);
    for (int i = 0; i < key->count; i++) {
        const struct lab_question *question = &lab->questions[i];
        struct key_entry *entry = &key->entries[i];
        size_t options = (size_t)question->option_count;
        *entry = (struct key_entry){.question = question, .state = KEY_FIT, .right = -1, .number = NAN};
        entry->order = shuffle_options(arena, lab, question, set->id);
        entry->holds = arena_array(arena, options, sizeof *entry->holds);
        entry->predicted = arena_array(arena, options, sizeof *entry->predicted);
        for (size_t j = 0; j < options; j++)
            entry->predicted[j] = NAN;
        if (question->kind == QUESTION_NUMERIC)
            compute_numeric(arena, program, &program->slots[i], set, entry);
        else if (question->kind == QUESTION_REFLECTION)
            compute_reflection(arena, program, &program->slots[i], entry);
        else if (question->quantity)
            compute_predictions(arena, program, &program->slots[i], set, entry);
        else
            compute_claims(arena, program, &program->slots[i], entry);
    }
    return key;
}

void key_entry_print(struct text *out, const struct key_entry *entry) {
    if (entry->state == KEY_ABSENT)
        text_puts(out, "none");
    else if (entry->state == KEY_FIT && entry->question->kind == QUESTION_NUMERIC)
        number_print_exact(out, entry->number);
    else if (entry->state == KEY_FIT)
        text_puts(out, key_entry_letter(entry, entry->right));
}
