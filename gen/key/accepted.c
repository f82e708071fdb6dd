#include "key/key.h"

#include <math.h>

#define SLACK 1e-9 /* of a value: bounds are decimals, values are not */

/* A program with room for its results. */
struct compiled {
    struct program *program;
    double *results, **outputs;
    int count;
};

/* Expressions in which some names are slots: values that come from outside. A slot is a quantity behind those of the
 * model that is read like a parameter. */
struct key_accepted_values {
    struct arena *arena;
    const struct lab *lab;
    struct quantity *slots; /* one a question, then one a quantity of the model (constants use theirs) */
    struct compiled follow, printed, mistakes;
    struct program_column *inputs;
    double *slot_values, *parameters, *printed_values;                    /* printed_values: by quantity index */
    int *follow_output, *absent_output, *printed_output, *mistake_output; /* by question, -1 for none */
    double (*by_question)[PRINTED_VARIANTS];
    bool ***uses; /* by question, by way, by part */
    const double *set_values;
};

/* What stands for a name in a copied expression. */
struct copying {
    struct key_accepted_values *values;
    int question;        /* whose own quantity is no slot; -1 */
    bool constants;      /* constants are slots, asked equations are not */
    bool *uses;          /* which parts it met */
    struct expr **whole; /* copies of equations, by quantity index */
};

static int question_of(const struct lab *lab, const struct quantity *quantity) {
    for (int i = 0; i < lab->question_count; i++)
        if (lab->questions[i].kind == QUESTION_NUMERIC && lab->questions[i].quantity == quantity)
            return i;
    return -1;
}

static struct expr *slot_name(struct copying *copying, int slot) {
    struct expr *expr = arena_alloc(copying->values->arena, sizeof *expr);
    *expr = (struct expr){.op = EXPR_NAME, .name = "slot", .quantity = &copying->values->slots[slot]};
    return expr;
}

static struct expr *copy(struct copying *copying, const struct expr *expr) {
    struct key_accepted_values *values = copying->values;
    const struct lab *lab = values->lab;
    if (expr->op == EXPR_NAME) {
        const struct quantity *quantity = expr->quantity;
        if (quantity->kind == QUANTITY_CONSTANT && copying->constants)
            return slot_name(copying, lab->question_count + quantity->index);
        if (quantity->kind != QUANTITY_EQUATION)
            return (struct expr *)expr;
        int asked = copying->constants ? -1 : question_of(lab, quantity);
        if (asked >= 0 && asked != copying->question) {
            copying->uses[asked] = true;
            return slot_name(copying, asked);
        }
        struct expr **whole = &copying->whole[quantity->index];
        if (!*whole)
            *whole = copy(copying, quantity->expr);
        return *whole;
    }
    struct expr *made = arena_alloc(values->arena, sizeof *made);
    *made = *expr;
    made->arguments = arena_array(values->arena, (size_t)expr->argument_count + 1, sizeof *made->arguments);
    for (int i = 0; i < expr->argument_count; i++)
        made->arguments[i] = copy(copying, expr->arguments[i]);
    return made;
}

/* A copy of an expression for a question; those of one question share what they have in common. */
static const struct expr *copy_for(struct copying *copying, struct key_accepted_values *values, int question, int way,
                                   bool constants, const struct expr *expr) {
    size_t count = (size_t)values->lab->model->count;
    if (copying->values != values || copying->question != question || copying->constants != constants ||
        copying->uses != values->uses[question][way])
        *copying = (struct copying){values, question, constants, values->uses[question][way],
                                    arena_array(values->arena, count + 1, sizeof(struct expr *))};
    return copy(copying, expr);
}

static struct compiled compile(struct arena *arena, const struct model *model, const struct expr *const *exprs,
                               int count) {
    struct compiled compiled = {program_new(arena, model, exprs, count, 0), NULL, NULL, count};
    compiled.results = arena_array(arena, (size_t)count + 1, sizeof(double));
    compiled.outputs = arena_array(arena, (size_t)count + 1, sizeof(double *));
    for (int i = 0; i < count; i++)
        compiled.outputs[i] = &compiled.results[i];
    return compiled;
}

struct key_accepted_values *key_accepted_new(struct arena *arena, const struct lab *lab) {
    struct key_accepted_values *values = arena_alloc(arena, sizeof *values);
    const int questions = lab->question_count, quantities = lab->model->count, slots = questions + quantities;
    size_t count = (size_t)questions + 1;
    *values = (struct key_accepted_values){.arena = arena, .lab = lab};
    values->slots = arena_array(arena, (size_t)slots + 1, sizeof *values->slots);
    for (int i = 0; i < slots; i++)
        values->slots[i] = (struct quantity){.kind = QUANTITY_PARAMETER, .index = quantities + i, .name = "slot"};
    values->slot_values = arena_array(arena, (size_t)slots + 1, sizeof(double));
    values->parameters = arena_array(arena, (size_t)quantities + 1, sizeof(double));
    values->printed_values = arena_array(arena, (size_t)quantities + 1, sizeof(double));
    for (int i = 0; i < quantities; i++)
        if (lab->model->quantities[i]->kind == QUANTITY_CONSTANT)
            values->printed_values[i] =
                number_as_printed(lab->model->quantities[i]->value, lab->model->quantities[i]->format);
    values->inputs = arena_array(arena, (size_t)(quantities + slots) + 1, sizeof *values->inputs);
    values->by_question = arena_array(arena, count, sizeof *values->by_question);
    int **outputs[] = {&values->follow_output, &values->absent_output, &values->printed_output,
                       &values->mistake_output};
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
        *outputs[i] = arena_array(arena, count, sizeof(int));
    values->uses = arena_array(arena, count, sizeof *values->uses);
    size_t mistakes = 0, ways = 0;
    for (int q = 0; q < questions; q++) {
        const int way_count = lab->questions[q].way_count + 1;
        values->uses[q] = arena_array(arena, (size_t)way_count, sizeof **values->uses);
        for (int way = 0; way < way_count; way++)
            values->uses[q][way] = arena_array(arena, count, sizeof(bool));
        mistakes += (size_t)lab->questions[q].mistake_count;
        ways += (size_t)way_count;
    }
    const struct expr **follow = arena_array(arena, ways + count, sizeof *follow);
    const struct expr **printed = arena_array(arena, count, sizeof *printed);
    const struct expr **wrong = arena_array(arena, mistakes + 1, sizeof *wrong);
    int follow_count = 0, printed_count = 0, wrong_count = 0;
    for (int q = 0; q < questions; q++) {
        const struct lab_question *question = &lab->questions[q];
        values->absent_output[q] = -1;
        if (question->kind != QUESTION_NUMERIC)
            continue;
        struct copying copying = {0};
        values->follow_output[q] = follow_count;
        follow[follow_count++] = copy_for(&copying, values, q, 0, false, question->quantity->expr);
        for (int way = 0; way < question->way_count; way++)
            follow[follow_count++] = copy_for(&copying, values, q, way + 1, false, question->ways[way]);
        if (question->absent) {
            values->absent_output[q] = follow_count;
            follow[follow_count++] = copy_for(&copying, values, q, 0, false, question->absent);
        }
        values->printed_output[q] = printed_count;
        printed[printed_count++] = copy_for(&copying, values, q, 0, true, question->quantity->expr);
        values->mistake_output[q] = wrong_count;
        for (int m = 0; m < question->mistake_count; m++)
            wrong[wrong_count++] = question->mistakes[m].expr;
    }
    values->follow = compile(arena, lab->model, follow, follow_count);
    values->printed = compile(arena, lab->model, printed, printed_count);
    values->mistakes = compile(arena, lab->model, wrong, wrong_count);
    return values;
}

/* Runs with the parameters of `parameters` and the slots as they stand. */
static void run(struct key_accepted_values *values, struct compiled *compiled, const double *parameters) {
    const struct lab *lab = values->lab;
    for (int i = 0; i < lab->model->count; i++)
        values->inputs[i] = (struct program_column){&parameters[i], 0};
    for (int i = 0; i < lab->question_count + lab->model->count; i++)
        values->inputs[lab->model->count + i] = (struct program_column){&values->slot_values[i], 0};
    if (compiled->count)
        program_run(compiled->program, values->inputs, 1, compiled->outputs);
}

void key_accepted_begin(struct key_accepted_values *values, const double *set_values) {
    const struct lab *lab = values->lab;
    const struct model *model = lab->model;
    values->set_values = set_values;
    run(values, &values->mistakes, set_values);
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER)
            values->printed_values[i] = number_as_printed(set_values[i], model->quantities[i]->format);
    for (int variant = 0; variant < PRINTED_VARIANTS; variant++) {
        /* Parameters as printed, constants as printed, both. */
        for (int i = 0; i < model->count; i++) {
            const struct quantity *quantity = model->quantities[i];
            double value = set_values[i], printed = values->printed_values[i];
            values->parameters[i] = quantity->kind == QUANTITY_PARAMETER && variant != 1 ? printed : value;
            values->slot_values[lab->question_count + i] =
                quantity->kind == QUANTITY_CONSTANT && variant != 0 ? printed : value;
        }
        run(values, &values->printed, values->parameters);
        for (int q = 0; q < lab->question_count; q++)
            if (lab->questions[q].kind == QUESTION_NUMERIC)
                values->by_question[q][variant] = values->printed.results[values->printed_output[q]];
    }
}

bool key_accepted_near(double answer, double value, double tolerance) {
    return isfinite(value) && fabs(answer - value) <= (tolerance + SLACK) * fabs(value);
}

bool key_accepted_has(const struct key_accepted *accepted, double number) {
    for (int i = 0; i < accepted->count; i++)
        if (number >= accepted->ranges[i].from && number <= accepted->ranges[i].to)
            return true;
    return false;
}

/* Adds what is near a value; ranges that meet become one. */
static void accept_near(struct key_accepted *accepted, double value, double tolerance) {
    if (!isfinite(value))
        return;
    double reach = (tolerance + SLACK) * fabs(value);
    struct key_range range = {value - reach, value + reach};
    int kept = 0;
    for (int i = 0; i < accepted->count; i++) {
        const struct key_range *other = &accepted->ranges[i];
        if (other->from <= range.to && other->to >= range.from)
            range = (struct key_range){fmin(range.from, other->from), fmax(range.to, other->to)};
        else
            accepted->ranges[kept++] = *other;
    }
    accepted->ranges[kept++] = range;
    accepted->count = kept;
}

struct key_accepted key_accepted_ranges(const struct key_accepted_values *values, int q) {
    const struct lab_question *question = &values->lab->questions[q];
    const double value = values->set_values[question->quantity->index];
    struct key_accepted accepted = {.count = 0};
    accept_near(&accepted, value, question->tolerance);
    if (!accepted.count)
        return accepted;
    accept_near(&accepted, number_as_printed(value, question->quantity->format), 0);
    for (int i = 0; i < PRINTED_VARIANTS; i++)
        if (values->by_question[q][i] != 0)
            accept_near(&accepted, values->by_question[q][i], question->tolerance);
    return accepted;
}

double key_accepted_mistake(const struct key_accepted_values *values, int q, int m) {
    return values->mistakes.results[values->mistake_output[q] + m];
}

int key_accepted_ways(const struct key_accepted_values *values, int q) {
    return values->lab->questions[q].way_count + 1;
}

bool key_accepted_uses(const struct key_accepted_values *values, int q, int way, int part) {
    return values->uses[q][way][part] && (way == 0 || part < q);
}

double key_accepted_follow(struct key_accepted_values *values, int q, int way, const double *own, bool *absent) {
    const struct lab *lab = values->lab;
    for (int i = 0; i < lab->question_count; i++)
        if (lab->questions[i].kind == QUESTION_NUMERIC)
            values->slot_values[i] = isnan(own[i]) || !key_accepted_uses(values, q, way, i)
                                         ? values->set_values[lab->questions[i].quantity->index]
                                         : own[i];
    run(values, &values->follow, values->set_values);
    *absent = values->absent_output[q] >= 0 && values->follow.results[values->absent_output[q]] == 1;
    return values->follow.results[values->follow_output[q] + way];
}
