/* The values that a numeric answer is compared with besides the key.
 *
 * An example: a lab has the parameter `energy` and the constant `price` (0.0949 USD/kWh, which prints as 0.09), and
 * asks
 *
 *     question 0   power   = energy * price
 *     question 1   cooling = 0.4 * power
 *     question 2   total   = power + cooling      `ways` also lists 1.4 * power
 *
 * What follows from the student's own answers. A question can be computed in several ways: way 0 is its equation, ways
 * 1, 2 ... are those that the lab lists. Each way is copied with a slot, an input filled from outside, in place of
 * every quantity that another question asks (a part):
 *
 *     question 1, way 0   0.4 * slot[0]
 *     question 2, way 0   slot[0] + slot[1]
 *     question 2, way 1   1.4 * slot[0]
 *
 * uses[2][0] is then true for the parts 0 and 1, uses[2][1] for part 0. key_accepted_follow fills the slots with the
 * answers that are carried forward, and the others with the correct values, and computes the total from them.
 *
 * What follows from printed numbers. Other copies keep the equations of other questions and have a slot in place of
 * every constant; these slots come after those of the questions, by quantity index:
 *
 *     question 1   0.4 * (energy * slot[3 + index of price])
 *
 * key_accepted_begin runs these with parameters as printed, with constants as printed, and with both. A student who
 * calculates with a price of 0.09 is right.
 *
 * Known wrong methods are run as the lab writes them. */
#include "key/key.h"
#include "key/sign.h"

#include <math.h>
#include <string.h>

#define SLACK 1e-9 /* share of a value: bounds are decimals, computed values are not */

struct key_accepted_values {
    struct arena *arena;
    const struct lab *lab;
    /* One for each question, then one for each quantity, of which constants use theirs. To the program they are
     * parameters, with indices after those of the model. */
    struct quantity *slots;
    struct machine *follow, *printed, *mistakes;
    /* By question: the number of its first result; -1 for none. */
    int *follow_output, *absent_output, *printed_output, *mistake_output;
    bool ***uses;                            /* by question, by way, by part */
    bool **absent_uses;                      /* by question, by part: what "none" depends on */
    const bool *never_negative;              /* by quantity index */
    const double *mistaken;                  /* results of `mistakes` for the set */
    double *inputs;                          /* by quantity index, then by slot */
    double *slot_values;                     /* those of the slots */
    double *printed_values;                  /* by quantity index */
    double (*by_question)[PRINTED_VARIANTS]; /* what follows from printed numbers */
    const double *set_values;
};

/* A copy in the making. */
struct slot_copy {
    struct key_accepted_values *values;
    int question;               /* the quantity that it asks gets no slot */
    bool constants;             /* slots are for constants; else for what other questions ask */
    bool *uses;                 /* by part: whether a slot was made for it */
    const struct expr **copied; /* by quantity index: copies of equations; NULL: not copied yet */
};

/* The number of the numeric question that asks a quantity; -1 for none. */
static int question_of(const struct lab *lab, const struct quantity *quantity) {
    for (int i = 0; i < lab->question_count; i++)
        if (lab->questions[i].kind == QUESTION_NUMERIC && lab->questions[i].quantity == quantity)
            return i;
    return -1;
}

static const struct expr *replacement(const struct expr *expr, void *context) {
    struct slot_copy *copying = context;
    struct key_accepted_values *values = copying->values;
    const struct lab *lab = values->lab;
    if (expr->op != EXPR_NAME)
        return NULL;
    const struct quantity *quantity = expr->quantity;
    if (quantity->kind == QUANTITY_CONSTANT && copying->constants)
        return expr_new_name(values->arena, &values->slots[lab->question_count + quantity->index]);
    if (quantity->kind != QUANTITY_EQUATION)
        return expr;
    int part = copying->constants ? -1 : question_of(lab, quantity);
    if (part >= 0 && part != copying->question) {
        copying->uses[part] = true;
        return expr_new_name(values->arena, &values->slots[part]);
    }
    const struct expr **copied = &copying->copied[quantity->index];
    if (!*copied)
        *copied = expr_map(values->arena, quantity->expr, replacement, copying);
    return *copied;
}

/* A copy of an expression for a question, with slots for constants or for what other questions ask; `uses` marks these.
 */
static const struct expr *copy_with_slots(struct key_accepted_values *values, int question, bool *uses, bool constants,
                                          const struct expr *expr) {
    struct slot_copy copying = {values, question, constants, uses, NULL};
    copying.copied = arena_array(values->arena, (size_t)values->lab->model->count + 1, sizeof *copying.copied);
    return expr_map(values->arena, expr, replacement, &copying);
}

static struct machine *compile(struct arena *arena, const struct model *model, const struct expr *const *exprs,
                               int count) {
    return machine_new(arena, program_new(arena, model, exprs, count, CLAIM_TOLERANCE), 1);
}

/* Values with room for everything but the programs. */
static struct key_accepted_values *values_new(struct arena *arena, const struct lab *lab) {
    struct key_accepted_values *values = arena_alloc(arena, sizeof *values);
    const int quantities = lab->model->count, slots = lab->question_count + quantities;
    const size_t questions = (size_t)lab->question_count + 1;
    *values = (struct key_accepted_values){.arena = arena, .lab = lab};
    values->slots = arena_array(arena, (size_t)slots + 1, sizeof *values->slots);
    for (int i = 0; i < slots; i++)
        values->slots[i] = (struct quantity){.kind = QUANTITY_PARAMETER, .index = quantities + i, .name = "slot"};
    values->inputs = arena_array(arena, (size_t)(quantities + slots) + 1, sizeof *values->inputs);
    values->slot_values = values->inputs + quantities;
    values->printed_values = arena_array(arena, (size_t)quantities + 1, sizeof(double));
    for (int i = 0; i < quantities; i++)
        if (lab->model->quantities[i]->kind == QUANTITY_CONSTANT)
            values->printed_values[i] =
                number_as_printed(lab->model->quantities[i]->value, lab->model->quantities[i]->format);
    values->by_question = arena_array(arena, questions, sizeof *values->by_question);
    int **outputs[] = {&values->follow_output, &values->absent_output, &values->printed_output,
                       &values->mistake_output};
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
        *outputs[i] = arena_array(arena, questions, sizeof(int));
    values->never_negative = key_never_negative(arena, lab->model);
    values->uses = arena_array(arena, questions, sizeof *values->uses);
    values->absent_uses = arena_array(arena, questions, sizeof *values->absent_uses);
    for (int q = 0; q < lab->question_count; q++) {
        const int ways = key_accepted_ways(values, q);
        values->absent_uses[q] = arena_array(arena, questions, sizeof(bool));
        values->uses[q] = arena_array(arena, (size_t)ways, sizeof **values->uses);
        for (int way = 0; way < ways; way++)
            values->uses[q][way] = arena_array(arena, questions, sizeof(bool));
    }
    return values;
}

/* Expressions to compile together. */
struct expr_list {
    const struct expr **exprs;
    int count;
};

static int add(struct expr_list *list, const struct expr *expr) {
    list->exprs[list->count] = expr;
    return list->count++;
}

struct key_accepted_values *key_accepted_new(struct arena *arena, const struct lab *lab) {
    struct key_accepted_values *values = values_new(arena, lab);
    size_t questions = (size_t)lab->question_count + 1, ways = 0, mistake_count = 0;
    for (int q = 0; q < lab->question_count; q++) {
        ways += (size_t)key_accepted_ways(values, q);
        mistake_count += (size_t)lab->questions[q].mistake_count;
    }
    struct expr_list follow = {arena_array(arena, ways + questions, sizeof(struct expr *)), 0},
                     printed = {arena_array(arena, questions, sizeof(struct expr *)), 0},
                     mistakes = {arena_array(arena, mistake_count + 1, sizeof(struct expr *)), 0};
    for (int q = 0; q < lab->question_count; q++) {
        const struct lab_question *question = &lab->questions[q];
        values->absent_output[q] = -1;
        if (question->kind != QUESTION_NUMERIC)
            continue;
        values->follow_output[q] =
            add(&follow, copy_with_slots(values, q, values->uses[q][0], false, question->quantity->expr));
        for (int way = 0; way < question->way_count; way++)
            add(&follow, copy_with_slots(values, q, values->uses[q][way + 1], false, question->ways[way]));
        if (question->absent)
            values->absent_output[q] =
                add(&follow, copy_with_slots(values, q, values->absent_uses[q], false, question->absent));
        values->printed_output[q] = add(&printed, copy_with_slots(values, q, NULL, true, question->quantity->expr));
        values->mistake_output[q] = mistakes.count;
        for (int m = 0; m < question->mistake_count; m++)
            add(&mistakes, question->mistakes[m].expr);
    }
    values->follow = compile(arena, lab->model, follow.exprs, follow.count);
    values->printed = compile(arena, lab->model, printed.exprs, printed.count);
    values->mistakes = compile(arena, lab->model, mistakes.exprs, mistakes.count);
    return values;
}

void key_accepted_begin(struct key_accepted_values *values, const double *set_values) {
    const struct lab *lab = values->lab;
    const struct model *model = lab->model;
    values->set_values = set_values;
    values->mistaken = machine_run_set(values->mistakes, set_values);
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER)
            values->printed_values[i] = number_as_printed(set_values[i], model->quantities[i]->format);
    /* Parameters as printed, constants as printed, both. */
    for (int variant = 0; variant < PRINTED_VARIANTS; variant++) {
        for (int i = 0; i < model->count; i++) {
            const struct quantity *quantity = model->quantities[i];
            double value = set_values[i], printed = values->printed_values[i];
            values->inputs[i] = quantity->kind == QUANTITY_PARAMETER && variant != 1 ? printed : value;
            values->slot_values[lab->question_count + i] =
                quantity->kind == QUANTITY_CONSTANT && variant != 0 ? printed : value;
        }
        const double *results = machine_run_set(values->printed, values->inputs);
        for (int q = 0; q < lab->question_count; q++)
            if (lab->questions[q].kind == QUESTION_NUMERIC)
                values->by_question[q][variant] = results[values->printed_output[q]];
    }
    memcpy(values->inputs, set_values, (size_t)model->count * sizeof *set_values);
}

/* How far a number may be from a value. A tolerance of 0 asks for a whole number exactly, whatever its size: rounding
 * errors of a computed one stay far below a half. */
static double reach_of(double value, double tolerance) {
    const double whole = round(value);
    if (tolerance == 0 && fabs(value) >= 1 && fabs(value - whole) <= SLACK * fabs(value))
        return fmin(SLACK * fabs(value), 0.25);
    return (tolerance + SLACK) * fabs(value);
}

bool key_accepted_near(double answer, double value, double tolerance) {
    return isfinite(value) && fabs(answer - value) <= reach_of(value, tolerance);
}

bool key_accepted_has(const struct key_accepted *accepted, double number) {
    for (int i = 0; i < accepted->count; i++)
        if (number >= accepted->ranges[i].from && number <= accepted->ranges[i].to)
            return true;
    return false;
}

/* Adds the numbers near a value; ranges that overlap become one. */
static void accept_near(struct key_accepted *accepted, double value, double tolerance) {
    if (!isfinite(value))
        return;
    double reach = reach_of(value, tolerance);
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
    struct number_format printed =
        quantity_format_of(question->quantity, question->quantity->format, values->set_values);
    accept_near(&accepted, number_as_printed(value, printed), 0);
    for (int i = 0; i < PRINTED_VARIANTS; i++)
        if (values->by_question[q][i] != 0)
            accept_near(&accepted, values->by_question[q][i], question->tolerance);
    return accepted;
}

double key_accepted_mistake(const struct key_accepted_values *values, int q, int m) {
    return values->mistaken[values->mistake_output[q] + m];
}

int key_accepted_ways(const struct key_accepted_values *values, int q) {
    return values->lab->questions[q].way_count + 1;
}

bool key_accepted_uses(const struct key_accepted_values *values, int q, int way, int part) {
    return values->uses[q][way][part] && (way == 0 || part < q);
}

bool key_accepted_absent_uses(const struct key_accepted_values *values, int q, int part) {
    return values->absent_uses[q][part];
}

bool key_accepted_impossible(const struct key_accepted_values *values, int q, double number) {
    return number < 0 && values->never_negative[values->lab->questions[q].quantity->index];
}

double key_accepted_follow(struct key_accepted_values *values, int q, int way, const double *carried_forward,
                           bool *absent) {
    const struct lab *lab = values->lab;
    for (int i = 0; i < lab->question_count; i++) {
        if (lab->questions[i].kind != QUESTION_NUMERIC)
            continue;
        const bool carried =
            key_accepted_uses(values, q, way, i) || (values->absent_uses[q][i] && !values->uses[q][way][i]);
        values->slot_values[i] = isnan(carried_forward[i]) || !carried
                                     ? values->set_values[lab->questions[i].quantity->index]
                                     : carried_forward[i];
    }
    const double *results = machine_run_set(values->follow, values->inputs);
    *absent = values->absent_output[q] >= 0 && results[values->absent_output[q]] == 1;
    return results[values->follow_output[q] + way];
}
