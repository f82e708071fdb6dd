#include "grade/grader.h"

#include <math.h>
#include <string.h>

struct grade_grader *grade_open(struct arena *arena, struct units *units, const struct lab *lab,
                                struct answer_language paper, const struct words_language *language,
                                struct grade_passages passages) {
    struct grade_grader *grader = arena_alloc(arena, sizeof *grader);
    size_t count = (size_t)lab->question_count + 1;
    *grader = (struct grade_grader){.lab = lab,
                                    .arena = arena,
                                    .reader = answer_reader_new(units, paper),
                                    .asked = arena_array(arena, count, sizeof(struct answer_asked)),
                                    .factors = arena_array(arena, count, sizeof(double)),
                                    .values = key_accepted_new(arena, lab),
                                    .language = language,
                                    .words = words_grade_lookup(language),
                                    .passages = passages,
                                    .carried_forward = arena_array(arena, count, sizeof(double))};
    grade_letters_open(&grader->letters);
    static const char *const times[WORDS_TIMES] = {"year", "month", "week", "day", "h", "min", "s"};
    const char *unknown;
    for (int i = 0; i < WORDS_TIMES; i++)
        grader->times[i] = unit_parse(units, times[i], &unknown);
    for (int i = 0; i < lab->question_count; i++) {
        const struct lab_question *question = &lab->questions[i];
        if (question->kind != QUESTION_NUMERIC)
            continue;
        grader->asked[i] = answer_ask(grader->reader, question->unit, question->unit_name, question->shown);
        grader->factors[i] = unit_factor(grader->asked[i].unit, question->quantity->unit);
    }
    return grader;
}

void grade_close(struct grade_grader *grader) {
    if (!grader)
        return;
    grade_letters_close(&grader->letters);
    answer_reader_free(grader->reader);
}

void grade_total(struct grade *grade) {
    grade->marks = grade->out_of = 0;
    grade->reviews = 0;
    for (int i = 0; i < grade->count; i++) {
        grade->marks += grade->entries[i].marks;
        grade->out_of += grade->entries[i].out_of;
        grade->reviews += grade->entries[i].verdict == VERDICT_REVIEW;
    }
}

bool grade_is_blank(const char *text) {
    struct text normal = {0};
    bool blank = answer_normalise(&normal, text, strlen(text)) && strspn(normal.bytes, " ") == normal.length;
    text_free(&normal);
    return blank;
}

/* A person's points decide about a text or a drawing, and until there are any it is open. */
static void judge_points(const struct grade_grader *grader, struct grade_entry *entry,
                         const struct grade_points *points) {
    if (!points) {
        grade_settle(entry, VERDICT_REVIEW, 0, grader->words->by_hand);
        return;
    }
    const bool all = points->sum >= entry->out_of * (1 - 1e-9);
    entry->earned = points->earned;
    grade_settle(entry,
                 all               ? VERDICT_RIGHT
                 : points->sum > 0 ? VERDICT_PARTLY
                                   : VERDICT_WRONG,
                 all ? entry->out_of : points->sum, "");
}

struct grade *grade_answers(struct arena *arena, struct grade_grader *grader, const struct parameter_set *set,
                            const struct key *key, const char *const *answers, const struct grade_points *const *points,
                            const char *const *misnamed, struct diag *diag) {
    struct grade *grade = arena_alloc(arena, sizeof *grade);
    *grade = (struct grade){.set = set, .count = key->count};
    grade->entries = arena_array(arena, (size_t)key->count + 1, sizeof *grade->entries);
    key_accepted_begin(grader->values, set->values);
    for (int q = 0; q < key->count; q++) {
        struct grade_entry *entry = &grade->entries[q];
        const struct lab_question *question = &grader->lab->questions[q];
        *entry = (struct grade_entry){.question = question,
                                      .key = &key->entries[q],
                                      .written = answers[q],
                                      .option = -1,
                                      .likely = NAN,
                                      .out_of = question->marks,
                                      .undone = 1,
                                      .message = ""};
        bool blank = grade_is_blank(entry->written);
        if (!blank && !lab_marked_by_hand(question))
            grade_read(arena, grader, entry, q);
        if (entry->key->state == KEY_UNFIT) {
            const char *reason = key_reason_text(arena, entry->key, grader->language, &grader->language->locale);
            entry->out_of = 0;
            grade_settle(entry, VERDICT_UNFIT, 0, words_phrase(arena, grader->words->no_key, reason, ""));
        } else if (lab_marked_by_hand(question)) {
            judge_points(grader, entry, points ? points[q] : NULL);
        } else if (blank) {
            grade_settle(entry, VERDICT_BLANK, 0, "");
        } else if (misnamed && misnamed[q]) {
            grade_settle(entry, VERDICT_REVIEW, 0, words_phrase(arena, grader->words->other_column, misnamed[q], ""));
        } else {
            grade_judge(arena, grader, entry, q);
        }
    }
    grade_find_slips(arena, grader, grade);
    for (int q = 0; q < key->count; q++) {
        struct grade_entry *entry = &grade->entries[q];
        if (entry->verdict == VERDICT_WRONG)
            grade_explain(arena, grader, grade, key, entry, q, diag);
    }
    grade_total(grade);
    return grade;
}

const struct grade *grade_trial(struct arena *arena, const struct lab *lab, const struct parameter_set *set,
                                const struct key *key) {
    struct grade *grade = arena_alloc(arena, sizeof *grade);
    *grade = (struct grade){.set = set, .count = key->count};
    grade->entries = arena_array(arena, (size_t)key->count + 1, sizeof *grade->entries);
    for (int q = 0; q < key->count; q++) {
        const struct lab_question *question = &lab->questions[q];
        const size_t criteria = (size_t)question->rubric_count;
        grade->entries[q] =
            (struct grade_entry){.question = question,
                                 .key = &key->entries[q],
                                 .written = "1",
                                 .option = question->option_count ? 0 : -1,
                                 .answer = {.unit = "", .count = question->kind == QUESTION_NUMERIC},
                                 .readings = {1, 1},
                                 .likely = question->kind == QUESTION_NUMERIC ? 1 : NAN,
                                 .verdict = VERDICT_WRONG,
                                 .out_of = question->marks,
                                 .earned = criteria ? arena_array(arena, criteria, sizeof(double)) : NULL,
                                 .mistake = question->mistake_count ? question->mistakes : NULL,
                                 .message = "so far"};
    }
    grade_total(grade);
    return grade;
}
