#include "grade/grade.h"

void grade_total(struct grade *grade) {
    grade->marks = grade->out_of = 0;
    grade->reviews = 0;
    for (int i = 0; i < grade->count; i++) {
        grade->marks += grade->entries[i].marks;
        grade->out_of += grade->entries[i].out_of;
        grade->reviews += grade->entries[i].verdict == VERDICT_REVIEW;
    }
}

const struct grade *grade_trial(struct arena *arena, const struct lab *lab, const struct parameter_set *set,
                                const struct key *key) {
    struct grade *grade = arena_alloc(arena, sizeof *grade);
    *grade = (struct grade){.set = set, .count = key->count};
    grade->entries = arena_array(arena, (size_t)key->count + 1, sizeof *grade->entries);
    for (int q = 0; q < key->count; q++) {
        const struct lab_question *question = &lab->questions[q];
        grade->entries[q] = (struct grade_entry){.question = question,
                                                 .key = &key->entries[q],
                                                 .written = "1",
                                                 .option = question->option_count ? 0 : -1,
                                                 .answer = {.unit = "", .count = question->kind == QUESTION_NUMERIC},
                                                 .readings = {1, 1},
                                                 .verdict = VERDICT_WRONG,
                                                 .out_of = question->marks,
                                                 .mistake = question->mistake_count ? question->mistakes : NULL,
                                                 .message = "so far"};
    }
    grade_total(grade);
    return grade;
}
