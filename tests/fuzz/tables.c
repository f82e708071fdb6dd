/* The tables of a class: parameter sets, rosters, exports of other systems, responses, decisions, older verdicts. Each
 * input is given to all of their readers, and what they make of it is used as `grade` uses it. */
#include "engine/fuzz.h"
#include "grade/grade.h"

#include <string.h>

static const char *no_passage(void *context, struct arena *arena, const struct parameter_set *set,
                              const struct key *key, const struct lab_text *passage, struct diag *diag) {
    (void)context, (void)arena, (void)set, (void)key, (void)diag;
    return passage->text;
}

static void read_sets(struct fuzz_input *input, const struct fuzz_lab *open) {
    const struct model *model = open->lab->model;
    struct diag *silent = diag_new();
    struct parameter_sets *sets = sets_read(input->arena, input->source, model, open->lab->name, input->diag);
    sets_read_roster(input->arena, input->source, NULL, model, open->lab->name, silent);
    if (!sets) {
        diag_free(silent);
        return;
    }
    struct sets_names *names = sets_names_new(input->arena, sets);
    struct sets_evaluation *evaluation = sets_evaluation_new(input->arena, model);
    struct arena *block = arena_new();
    for (size_t i = 0; i < sets_count(sets); i++) {
        const struct sets_row row = *sets_row(sets, i);
        fuzz_expect(sets_get(sets, i, input->arena)->bad == row.bad, "a row is bad if its set is");
        const struct parameter_set *set = sets_evaluation_at(evaluation, sets, i, block, silent);
        if (!set)
            continue;
        fuzz_expect(strcmp(set->stem, row.stem) == 0 && strcmp(set->fingerprint, row.fingerprint) == 0 &&
                        strcmp(set->id, row.id) == 0 && strcmp(set->scenario, row.scenario) == 0,
                    "a set is the same whenever it is read");
        fuzz_expect(!strchr(set->stem, '/') && set->stem[0] != '.', "a file name is no path");
        sets_names_check(names, sets_row(sets, 0)->id, set->name, set->name_pos, silent);
    }
    arena_free(block);
    diag_free(silent);
}

static void read_export(struct fuzz_input *input, const struct fuzz_lab *open) {
    struct diag *silent = diag_new();
    struct lms_roster *roster = lms_roster_read(input->arena, input->source, NULL, silent);
    struct text out = {0};
    const struct lms_roster_mark marks[] = {
        {"s01", 3, true, "Good.", NULL}, {"s02", 0, false, "", "b@x.org"}, {"a", 1.5, true, "=", NULL}};
    struct sets_names *names = sets_names_new(input->arena, open->class);
    if (roster && lms_roster_print(&out, roster, "The lab", 10, marks, 3, names, silent))
        fuzz_expect(strlen(lms_roster_file_name(roster)) > 4, "the import has a name");
    text_free(&out);
    diag_free(silent);
}

/* Grades every response and prints all tables. */
static void grade_all(struct fuzz_input *input, const struct fuzz_lab *open, const struct grade_responses *responses,
                      const struct grade_decisions *decisions, struct diag *diag) {
    const struct words_language *english = words_language_lookup("en");
    struct grade_grader *grader =
        grade_open(input->arena, open->units, open->lab, (struct answer_language){"en", false}, english,
                   (struct grade_passages){no_passage, NULL});
    struct grade_statistics *statistics = grade_statistics_new(input->arena, open->lab);
    struct grade_ledger_writer *ledger = grade_ledger_writer_new(input->arena, open->lab, NULL);
    struct text out = {0};
    for (size_t i = 0; i < responses->count; i++) {
        const struct grade_response *response = &responses->rows[i];
        const struct parameter_set *set = open->sets[response->set];
        const struct key *key = key_compute(input->arena, open->keys, set);
        const struct grade_written written = grade_responses_get(responses, i, input->arena);
        struct grade *grade =
            grade_answers(input->arena, grader, set, key, written.answers, written.points, responses->misnamed, diag);
        if (decisions)
            grade_decisions_apply(input->arena, decisions, words_grade_lookup(english), response->set, grade, diag);
        fuzz_expect(grade->marks >= 0 && grade->marks <= grade->out_of + 1e-9, "marks are within what can be earned");
        grade_statistics_add(statistics, grade);
        grade_verdicts_rows(&out, open->class, grade);
        grade_book_row(&out, open->class, grade);
        grade_reviews_rows(&out, open->class, grade);
        if (ledger)
            grade_ledger_print(&out, ledger, grade, &written);
    }
    grade_statistics_compute(statistics);
    fuzz_reach();
    text_free(&out);
    grade_close(grader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = fuzz_open(data, size);
    const struct fuzz_lab *open = fuzz_lab();
    struct diag *silent = diag_new();
    read_sets(&input, open);
    read_export(&input, open);
    const struct grade_decisions *decisions =
        grade_decisions_read(input.arena, input.source, open->lab, open->class, silent);
    const struct grade_printed printed = {0};
    const struct grade_responses *responses = grade_responses_read(
        input.arena, input.source, open->lab, open->class, sets_names_new(input.arena, open->class), &printed, silent);
    grade_old_verdicts_read(input.arena, input.source, silent);
    if (responses)
        grade_all(&input, open, responses, decisions, silent);
    diag_free(silent);
    fuzz_close(&input);
    return 0;
}
