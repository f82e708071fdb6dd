#include "distinct.h"

#include <math.h>
#include <string.h>

#define SLACK 1e-9 /* of a tolerance: its bounds are decimals, values are not */

/* The answers to one question, by set: a place's number, a value, infinity for `none`, NaN where there is no key. */
struct answers {
    double *values;
    double tolerance; /* 0 for letters */
};

/* A reflection's answer is fixed, whatever its claims say. */
static bool depends_on_parameters(struct arena *arena, const struct model *model, const struct lab_question *question) {
    bool *needed = arena_array(arena, (size_t)model->count, sizeof *needed), depends = false;
    if (question->kind != QUESTION_REFLECTION)
        key_dependencies(model, question, needed);
    for (int i = 0; i < model->count; i++)
        depends = depends || (model->quantities[i]->kind == QUANTITY_PARAMETER && needed[model->quantities[i]->index]);
    return depends;
}

static double answer_of(const struct key_entry *entry) {
    if (entry->state == KEY_UNFIT)
        return NAN;
    if (entry->question->kind != QUESTION_NUMERIC)
        return entry->order.place_of[entry->right];
    return entry->state == KEY_ABSENT ? INFINITY : entry->number;
}

/* Whether `a` is right where `b` is. */
static bool accepted(double a, double b, double tolerance) {
    /* Bounds are inclusive; equal first, as the distance of two `none` is no number. */
    return a == b || (isfinite(b) && fabs(a - b) <= tolerance * (1 + SLACK) * fabs(b));
}

static bool is_worse(const struct distinct_pair *a, const struct distinct_pair *b) {
    return a->numbers != b->numbers ? a->numbers > b->numbers : a->letters > b->letters;
}

/* Keeps the worst pairs in order; of equal ones the first. */
static void keep_worst(struct distinct *distinct, struct distinct_pair pair) {
    int at = distinct->worst_count;
    if (at == DISTINCT_WORST && !is_worse(&pair, &distinct->worst[at - 1]))
        return;
    if (at < DISTINCT_WORST)
        distinct->worst_count++;
    else
        at--;
    for (; at > 0 && is_worse(&pair, &distinct->worst[at - 1]); at--)
        distinct->worst[at] = distinct->worst[at - 1];
    distinct->worst[at] = pair;
}

/* Adds one question to what set `a` shares with the sets behind it: onwards[b] counts a's answers on b's sheet, back[b]
 * the other way. As `accepted`, without a branch. Gives how many pairs it was accepted in. */
static uint64_t compare_question(const struct answers *answers, size_t a, size_t count, uint16_t *onwards,
                                 uint16_t *back, const bool *apart) {
    const double *values = answers->values, mine = values[a];
    double tolerance = answers->tolerance * (1 + SLACK), reach = tolerance * fabs(mine);
    uint64_t sum = 0;
    if (isnan(mine))
        return 0;
    for (size_t b = a + 1; b < count; b++) {
        double distance = fabs(mine - values[b]);
        bool equal = mine == values[b];
        bool forth = (equal | (distance <= tolerance * fabs(values[b]) && isfinite(values[b]))) & apart[b];
        bool other = (equal | (distance <= reach && isfinite(mine))) & apart[b];
        onwards[b] = (uint16_t)(onwards[b] + forth);
        back[b] = (uint16_t)(back[b] + other);
        sum += (uint64_t)forth + (uint64_t)other;
    }
    return sum;
}

static void compare_sets(struct distinct *distinct) {
    size_t count = distinct->set_count;
    uint16_t *shared[2][2]; /* numbers, letters; onwards, back */
    for (int i = 0; i < 4; i++)
        shared[i / 2][i % 2] = arena_array(distinct->arena, count, sizeof(uint16_t));
    bool *apart = arena_array(distinct->arena, count, sizeof *apart);
    for (size_t a = 0; a < count; a++) {
        for (size_t b = a + 1; b < count; b++)
            apart[b] = strcmp(distinct->sets[a]->id, distinct->sets[b]->id) != 0;
        for (int i = 0; i < 4; i++)
            memset(shared[i / 2][i % 2], 0, count * sizeof(uint16_t));
        for (int q = 0; q < distinct->lab->question_count; q++) {
            if (distinct->common[q])
                continue;
            uint16_t **counts = shared[distinct->lab->questions[q].kind != QUESTION_NUMERIC];
            distinct->accepted[q] += compare_question(&distinct->answers[q], a, count, counts[0], counts[1], apart);
        }
        for (size_t b = a + 1; b < count; b++) {
            if (!apart[b])
                continue;
            struct distinct_pair onwards = {a, b, shared[0][0][b], shared[1][0][b]};
            struct distinct_pair back = {b, a, shared[0][1][b], shared[1][1][b]};
            distinct->pairs += 2;
            distinct->number_sum += (uint64_t)(onwards.numbers + back.numbers);
            distinct->letter_sum += (uint64_t)(onwards.letters + back.letters);
            keep_worst(distinct, is_worse(&back, &onwards) ? back : onwards);
        }
    }
}

struct distinct *distinct_compare(struct arena *arena, const struct lab *lab, const struct parameter_sets *sets) {
    struct distinct *distinct = arena_alloc(arena, sizeof *distinct);
    size_t questions = (size_t)lab->question_count;
    *distinct = (struct distinct){.lab = lab, .arena = arena};
    distinct->sets = arena_array(arena, sets->count, sizeof(struct parameter_set *));
    distinct->common = arena_array(arena, questions, sizeof *distinct->common);
    distinct->accepted = arena_array(arena, questions, sizeof *distinct->accepted);
    struct answers *answers = distinct->answers = arena_array(arena, questions, sizeof *answers);
    for (size_t q = 0; q < questions; q++) {
        const struct lab_question *question = &lab->questions[q];
        answers[q].values = arena_array(arena, sets->count, sizeof *answers[q].values);
        answers[q].tolerance = question->kind == QUESTION_NUMERIC ? question->tolerance : 0;
        distinct->common[q] = !question->shuffle && !depends_on_parameters(arena, lab->model, question);
        if (!distinct->common[q])
            ++*(question->kind == QUESTION_NUMERIC ? &distinct->number_count : &distinct->letter_count);
    }
    struct key_program *program = key_program_new(arena, lab);
    for (size_t i = 0; i < sets->count; i++) {
        if (sets->sets[i].bad)
            continue;
        const struct key *key = key_compute(arena, program, &sets->sets[i]);
        for (size_t q = 0; q < questions; q++)
            answers[q].values[distinct->set_count] = answer_of(&key->entries[q]);
        distinct->sets[distinct->set_count++] = &sets->sets[i];
    }
    compare_sets(distinct);
    return distinct;
}

static double share(uint64_t part, uint64_t whole) {
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void put_question_names(struct text *out, const struct distinct *distinct) {
    int seen = 0;
    for (int q = 0; q < distinct->lab->question_count; q++)
        if (distinct->common[q])
            text_printf(out, "%s%s", seen++ ? ", " : "  the same on every sheet and not counted: ",
                        distinct->lab->questions[q].name);
    if (seen)
        text_putc(out, '\n');
}

/* A set's name in a list: the id, and the scenario where there is one. */
static const char *name_of(const struct distinct *distinct, size_t set) {
    const struct parameter_set *named = distinct->sets[set];
    return *named->scenario ? arena_printf(distinct->arena, "%s (%s)", named->id, named->scenario) : named->id;
}

static void put_pair(struct text *out, const struct distinct *distinct, const struct distinct_pair *pair) {
    text_printf(out, "  %s on the sheet of %s: %d of %d numbers, %d of %d letters", name_of(distinct, pair->a),
                name_of(distinct, pair->b), pair->numbers, distinct->number_count, pair->letters,
                distinct->letter_count);
    int seen = 0;
    for (int q = 0; q < distinct->lab->question_count; q++) {
        const struct answers *answers = &distinct->answers[q];
        if (!distinct->common[q] && accepted(answers->values[pair->a], answers->values[pair->b], answers->tolerance))
            text_printf(out, "%s%s", seen++ ? ", " : ": ", distinct->lab->questions[q].name);
    }
    text_putc(out, '\n');
}

void distinct_print(struct text *out, const struct distinct *distinct) {
    const struct lab *lab = distinct->lab;
    text_printf(
        out, "%zu set%s, %llu ordered pairs of different ids: right answers of the one that are right for the other\n",
        distinct->set_count, distinct->set_count == 1 ? "" : "s", (unsigned long long)distinct->pairs);
    if (distinct->pairs && distinct->number_count)
        text_printf(out, "  %d numeric questions: %.1f%% on average, %.1f%% at most\n", distinct->number_count,
                    share(distinct->number_sum, distinct->pairs * (uint64_t)distinct->number_count),
                    share((uint64_t)distinct->worst[0].numbers, (uint64_t)distinct->number_count));
    if (distinct->pairs && distinct->letter_count)
        text_printf(out, "  %d lettered questions: %.1f%% on average\n", distinct->letter_count,
                    share(distinct->letter_sum, distinct->pairs * (uint64_t)distinct->letter_count));
    put_question_names(out, distinct);
    if (!distinct->pairs)
        return;
    text_puts(out, "in how many pairs, question by question:\n");
    for (int q = 0; q < lab->question_count; q++)
        if (!distinct->common[q])
            text_printf(out, "  %-28s %5.1f%%\n", lab->questions[q].name,
                        share(distinct->accepted[q], distinct->pairs));
    text_puts(out, "the pairs that share most:\n");
    for (int i = 0; i < distinct->worst_count; i++)
        put_pair(out, distinct, &distinct->worst[i]);
}

bool distinct_check(const struct distinct *distinct, double limit, struct diag *diag) {
    if (!distinct->worst_count || !distinct->number_count)
        return true;
    const struct distinct_pair *worst = &distinct->worst[0];
    if (worst->numbers <= limit * (1 + SLACK) * distinct->number_count)
        return true;
    diag_report(diag, SEVERITY_ERROR, distinct->sets[worst->a]->pos,
                "%d of the %d numeric answers of '%s' are right on the sheet of '%s' too: %.1f%%, more than the %.4g%% "
                "that are allowed; give one of them other numbers",
                worst->numbers, distinct->number_count, name_of(distinct, worst->a), name_of(distinct, worst->b),
                share((uint64_t)worst->numbers, (uint64_t)distinct->number_count), limit * 100);
    return false;
}
