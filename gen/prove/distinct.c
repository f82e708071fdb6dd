#include "prove/prove.h"

#include "key/key.h"

#include <math.h>
#include <string.h>

/* The answers to one question, by set: the place of the option, a value, infinity for `none`, or NaN without a key; and
 * the ranges of such numbers that are right on the set's sheet, NaN for ranges that it does not have. */
struct prove_answers {
    double *values;
    struct {
        double *from, *to;
    } ranges[ACCEPTED_RANGES];
    int range_count; /* the most that a set has */
};

/* Whether the answer depends on parameters. A reflection's answer is fixed, whatever its claims say. */
static bool depends_on_parameters(struct arena *arena, const struct model *model, const struct lab_question *question) {
    bool *needed = arena_array(arena, (size_t)model->count, sizeof *needed), depends = false;
    if (question->kind != QUESTION_REFLECTION)
        key_dependencies(model, question, needed);
    for (int i = 0; i < model->count; i++)
        depends = depends || (model->quantities[i]->kind == QUANTITY_PARAMETER && needed[model->quantities[i]->index]);
    return depends;
}

static double answer_of(const struct key_entry *entry) {
    if (entry->state == KEY_UNFIT || lab_marked_by_hand(entry->question))
        return NAN;
    if (entry->question->kind != QUESTION_NUMERIC)
        return entry->order.place_of[entry->right];
    return entry->state == KEY_ABSENT ? INFINITY : entry->number;
}

bool prove_distinct_accepts(const struct prove_distinct *distinct, int q, size_t a, size_t b) {
    const struct prove_answers *answers = &distinct->answers[q];
    bool accepted = false;
    for (int i = 0; i < answers->range_count; i++)
        accepted = accepted ||
                   (answers->values[a] >= answers->ranges[i].from[b] && answers->values[a] <= answers->ranges[i].to[b]);
    return accepted;
}

struct prove_distinct_row prove_distinct_row_new(struct arena *arena, const struct prove_distinct *distinct) {
    return (struct prove_distinct_row){arena_array(arena, distinct->set_count, sizeof(uint16_t)),
                                       arena_array(arena, distinct->set_count, sizeof(uint16_t)),
                                       arena_array(arena, distinct->set_count, sizeof(bool)),
                                       arena_array(arena, (size_t)distinct->lab->question_count, sizeof(uint64_t))};
}

/* Counts set `a`'s answer to one question on each sheet on which it is right, and returns the number of those sheets.
 * Like prove_distinct_accepts, but without branches: the ranges of a sheet do not overlap, so at most one matches. */
static uint64_t add_question(const struct prove_answers *answers, size_t a, size_t count, const bool *apart,
                             uint16_t *counts) {
    const double mine = answers->values[a];
    uint64_t sum = 0;
    for (int i = 0; i < answers->range_count; i++) {
        const double *from = answers->ranges[i].from, *to = answers->ranges[i].to;
        for (size_t b = 0; b < count; b++) {
            uint16_t met = (mine >= from[b]) & (mine <= to[b]) & apart[b];
            counts[b] = (uint16_t)(counts[b] + met);
            sum += met;
        }
    }
    return sum;
}

void prove_distinct_row_compute(const struct prove_distinct *distinct, size_t a, struct prove_distinct_row *row) {
    for (size_t b = 0; b < distinct->set_count; b++) {
        row->apart[b] = strcmp(distinct->sheets[a].id, distinct->sheets[b].id) != 0;
        row->numbers[b] = row->letters[b] = 0;
    }
    for (int q = 0; q < distinct->lab->question_count; q++)
        if (!distinct->common[q])
            row->accepted[q] =
                add_question(&distinct->answers[q], a, distinct->set_count, row->apart,
                             distinct->lab->questions[q].kind == QUESTION_NUMERIC ? row->numbers : row->letters);
}

static bool is_worse(const struct prove_distinct_pair *a, const struct prove_distinct_pair *b) {
    return a->numbers != b->numbers ? a->numbers > b->numbers : a->letters > b->letters;
}

/* Of the two ways to compare two sets, the worse one counts; if they are equal, the first set on the second's sheet. */
static bool is_worse_way(const struct prove_distinct *distinct, const struct prove_distinct_pair *pair) {
    struct prove_distinct_pair back = {pair->b, pair->a, 0, 0};
    for (int q = 0; q < distinct->lab->question_count; q++)
        if (!distinct->common[q] && prove_distinct_accepts(distinct, q, back.a, back.b))
            ++*(distinct->lab->questions[q].kind == QUESTION_NUMERIC ? &back.numbers : &back.letters);
    return is_worse(pair, &back) || (!is_worse(&back, pair) && pair->a < pair->b);
}

/* Keeps the worst pairs in order; of equal ones, the first. */
static void keep_worst(struct prove_distinct *distinct, struct prove_distinct_pair pair) {
    int at = distinct->worst_count;
    if ((at == DISTINCT_WORST && !is_worse(&pair, &distinct->worst[at - 1])) || !is_worse_way(distinct, &pair))
        return;
    if (at < DISTINCT_WORST)
        distinct->worst_count++;
    else
        at--;
    for (; at > 0 && is_worse(&pair, &distinct->worst[at - 1]); at--)
        distinct->worst[at] = distinct->worst[at - 1];
    distinct->worst[at] = pair;
}

/* Notes the answer of a set, and what is right on its sheet. */
static void take_answer(struct prove_answers *answers, size_t set, const struct key_entry *entry,
                        const struct key_accepted_values *values, int q) {
    const double answer = answers->values[set] = answer_of(entry);
    struct key_accepted accepted = {.ranges = {{answer, answer}}, .count = 1};
    if (entry->question->kind == QUESTION_NUMERIC && entry->state == KEY_FIT)
        accepted = key_accepted_ranges(values, q);
    for (int i = 0; i < ACCEPTED_RANGES; i++) {
        answers->ranges[i].from[set] = i < accepted.count ? accepted.ranges[i].from : NAN;
        answers->ranges[i].to[set] = i < accepted.count ? accepted.ranges[i].to : NAN;
    }
    answers->range_count = accepted.count > answers->range_count ? accepted.count : answers->range_count;
}

struct prove_distinct *prove_distinct_new(struct arena *arena, const struct lab *lab, size_t most) {
    struct prove_distinct *distinct = arena_alloc(arena, sizeof *distinct);
    size_t questions = (size_t)lab->question_count;
    *distinct = (struct prove_distinct){.lab = lab, .arena = arena};
    distinct->keys = key_program_new(arena, lab);
    distinct->accepting = key_accepted_new(arena, lab);
    distinct->sheets = arena_array(arena, most, sizeof *distinct->sheets);
    distinct->common = arena_array(arena, questions, sizeof *distinct->common);
    distinct->accepted = arena_array(arena, questions, sizeof *distinct->accepted);
    distinct->sharing = arena_array(arena, questions + 1, sizeof *distinct->sharing);
    struct prove_answers *answers = distinct->answers = arena_array(arena, questions, sizeof *answers);
    for (size_t q = 0; q < questions; q++) {
        const struct lab_question *question = &lab->questions[q];
        answers[q].values = arena_array(arena, most, sizeof *answers[q].values);
        for (int i = 0; i < ACCEPTED_RANGES; i++) {
            answers[q].ranges[i].from = arena_array(arena, most, sizeof(double));
            answers[q].ranges[i].to = arena_array(arena, most, sizeof(double));
        }
        distinct->common[q] = !question->shuffle && !depends_on_parameters(arena, lab->model, question);
        if (!distinct->common[q])
            ++*(question->kind == QUESTION_NUMERIC ? &distinct->number_count : &distinct->letter_count);
    }
    return distinct;
}

void prove_distinct_add(struct prove_distinct *distinct, const struct parameter_set *set) {
    struct arena *scratch = arena_new();
    const struct key *key = key_compute(scratch, distinct->keys, set);
    key_accepted_begin(distinct->accepting, set->values);
    for (int q = 0; q < distinct->lab->question_count; q++)
        take_answer(&distinct->answers[q], distinct->set_count, &key->entries[q], distinct->accepting, q);
    distinct->sheets[distinct->set_count++] = (struct prove_sheet){
        arena_strdup(distinct->arena, set->id), arena_strdup(distinct->arena, set->scenario), set->pos};
    arena_free(scratch);
}

void prove_distinct_compare(struct prove_distinct *distinct) {
    struct prove_distinct_row row = prove_distinct_row_new(distinct->arena, distinct);
    for (size_t a = 0; a < distinct->set_count; a++) {
        prove_distinct_row_compute(distinct, a, &row);
        for (int q = 0; q < distinct->lab->question_count; q++)
            distinct->accepted[q] += row.accepted[q];
        for (size_t b = 0; b < distinct->set_count; b++) {
            if (!row.apart[b])
                continue;
            distinct->pairs++;
            distinct->sharing[row.numbers[b]]++;
            distinct->number_sum += row.numbers[b];
            distinct->letter_sum += row.letters[b];
            keep_worst(distinct, (struct prove_distinct_pair){a, b, row.numbers[b], row.letters[b]});
        }
    }
}
