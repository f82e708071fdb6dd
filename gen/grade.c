#include "grade.h"

#include "answer_text.h"
#include "grader.h"
#include "key_words.h"

#include <string.h>

struct grader *grader_new(struct arena *arena, struct units *units, const struct lab *lab,
                          const struct language *language) {
    struct grader *grader = arena_alloc(arena, sizeof *grader);
    size_t count = (size_t)lab->question_count + 1;
    *grader = (struct grader){.lab = lab,
                              .arena = arena,
                              .reader = answer_reader_new(units),
                              .asked = arena_array(arena, count, sizeof(struct answer_asked)),
                              .factors = arena_array(arena, count, sizeof(double)),
                              .values = grade_values_new(arena, lab),
                              .language = language,
                              .words = grade_words_lookup(language),
                              .passages = template_for_passages(arena, lab, language),
                              .own = arena_array(arena, count, sizeof(double))};
    verdict_patterns(grader);
    for (int i = 0; i < lab->question_count; i++) {
        const struct lab_question *question = &lab->questions[i];
        if (question->kind != QUESTION_NUMERIC)
            continue;
        grader->asked[i] = answer_ask(grader->reader, question->unit, question->unit_name, question->shown);
        grader->factors[i] = unit_factor(grader->asked[i].unit, question->quantity->unit);
    }
    return grader;
}

void grader_free(struct grader *grader) {
    if (!grader)
        return;
    pattern_free(&grader->letter);
    pattern_free(&grader->letters);
    pattern_free(&grader->none);
    answer_reader_free(grader->reader);
}

static bool is_blank(const char *text) {
    struct text normal = {0};
    bool blank = answer_normalise(&normal, text, strlen(text)) && strspn(normal.bytes, " ") == normal.length;
    text_free(&normal);
    return blank;
}

struct grade *grade_answers(struct arena *arena, struct grader *grader, const struct parameter_set *set,
                            const struct key *key, const char *const *answers, const char *const *misnamed,
                            struct diag *diag) {
    struct grade *grade = arena_alloc(arena, sizeof *grade);
    *grade = (struct grade){.set = set, .count = key->count};
    grade->entries = arena_array(arena, (size_t)key->count + 1, sizeof *grade->entries);
    grade_values_begin(grader->values, set->values);
    for (int q = 0; q < key->count; q++) {
        struct grade_entry *entry = &grade->entries[q];
        const struct lab_question *question = &grader->lab->questions[q];
        *entry = (struct grade_entry){.question = question,
                                      .key = &key->entries[q],
                                      .written = answers[q],
                                      .option = -1,
                                      .out_of = question->marks,
                                      .message = ""};
        bool blank = is_blank(entry->written);
        if (!blank)
            entry_read(arena, grader, entry, q);
        if (entry->key->state == KEY_UNFIT) {
            const char *reason = key_reason_text(arena, entry->key, grader->language, &grader->language->locale);
            entry->out_of = 0;
            entry_settle(entry, VERDICT_UNFIT, 0, grade_phrase(arena, grader->words->no_key, reason, ""));
        } else if (blank) {
            entry_settle(entry, VERDICT_BLANK, 0, "");
        } else if (misnamed && misnamed[q]) {
            entry_settle(entry, VERDICT_REVIEW, 0, grade_phrase(arena, grader->words->other_column, misnamed[q], ""));
        } else {
            entry_judge(arena, grader, entry, q);
        }
    }
    for (int q = 0; q < key->count; q++) {
        struct grade_entry *entry = &grade->entries[q];
        if (entry->verdict == VERDICT_WRONG)
            entry_explain(arena, grader, grade, key, entry, q, diag);
    }
    grade_total(grade);
    return grade;
}
