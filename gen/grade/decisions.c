#include "csv/csv.h"
#include "grade/cells.h"
#include "grade/grader.h"
#include "grade/set_index.h"

#include <math.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

struct decision {
    int question;
    enum words_verdict verdict;
    double marks; /* NaN: those of the verdict */
    const char *note;
    const char *answer; /* the one that was decided on; "" if the file does not have it */
    struct pos pos;
    struct decision *next; /* on the same set */
};

struct grade_decisions {
    struct decision **of_set;
};

/* The columns of the file, by number; -1 if it does not have one. */
struct decision_columns {
    int id, scenario, question, verdict, marks, note, answer;
};

static bool read_layout(struct decision_columns *layout, const struct csv *csv, const struct parameter_sets *sets,
                        struct diag *diag) {
    static const char *const names[] = {"id", "question", "verdict"};
    *layout =
        (struct decision_columns){csv_column(csv, "id"),       sets->has_scenario ? csv_column(csv, "scenario") : -1,
                                  csv_column(csv, "question"), csv_column(csv, "verdict"),
                                  csv_column(csv, "marks"),    csv_column(csv, "note"),
                                  csv_column(csv, "answer")};
    bool good = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (csv_column(csv, names[i]) < 0) {
            diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                        "decisions need the column '%s' (their columns are id, question, verdict, marks, note)",
                        names[i]);
            good = false;
        }
    return good;
}

static int find_question(const struct lab *lab, const struct csv_field *field, struct diag *diag) {
    const struct lab_question *question = lab_lookup_question(lab, field->text);
    if (question)
        return (int)(question - lab->questions);
    diag_report_near(diag, SEVERITY_ERROR, field->pos, lab_nearest_question(lab, field->text), NULL,
                     "%s has no question '%s'", lab->name, field->text);
    return -1;
}

/* Reads the row's marks; false and an error if the question cannot have so many. */
static bool read_marks(const struct csv_field *field, const struct lab_question *question, double *marks,
                       struct diag *diag) {
    *marks = NAN;
    if (!field || !*field->text)
        return true;
    if (number_parse(field->text, strlen(field->text), marks) && *marks >= 0 && *marks <= question->marks)
        return true;
    diag_report(diag, SEVERITY_ERROR, field->pos, "marks for %s must be a number from 0 to %g, not '%s'",
                question->name, question->marks, field->text);
    return false;
}

struct grade_decisions *grade_decisions_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                             const struct parameter_sets *sets, struct diag *diag) {
    struct csv *csv = csv_read(arena, source, diag);
    struct decision_columns layout;
    if (!csv || !read_layout(&layout, csv, sets, diag))
        return NULL;
    struct grade_decisions *decisions = arena_alloc(arena, sizeof *decisions);
    decisions->of_set = arena_array(arena, sets->count + 1, sizeof *decisions->of_set);
    struct grade_set_index *index = grade_set_index_new(arena, sets);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        if (row->bad)
            continue;
        const char *scenario = layout.scenario >= 0 ? row->fields[layout.scenario].text : NULL;
        const struct csv_field *id = &row->fields[layout.id], *word = &row->fields[layout.verdict];
        if (!*word->text)
            continue; /* not decided yet */
        size_t set = grade_set_index_find(index, id->text, scenario, id->pos, diag);
        int question = find_question(lab, &row->fields[layout.question], diag);
        struct decision decision = {.question = question, .pos = row->pos};
        bool known = words_verdict_parse(word->text, &decision.verdict) && decision.verdict != VERDICT_UNFIT;
        if (!known)
            diag_report(diag, SEVERITY_ERROR, word->pos,
                        "a decision must be `right`, `wrong`, `review` or `blank`, not '%s'", word->text);
        if (set == SIZE_MAX || question < 0 || !known ||
            !read_marks(layout.marks >= 0 ? &row->fields[layout.marks] : NULL, &lab->questions[question],
                        &decision.marks, diag))
            continue;
        decision.note = layout.note >= 0 ? row->fields[layout.note].text : "";
        decision.answer = layout.answer >= 0 ? row->fields[layout.answer].text : "";
        const struct decision *first = decisions->of_set[set];
        while (first && first->question != question)
            first = first->next;
        if (first) {
            diag_report(diag, SEVERITY_ERROR, row->pos, "'%s' of '%s' is decided twice; the first is on line %d",
                        lab->questions[question].name, id->text, first->pos.line);
            continue;
        }
        decision.next = decisions->of_set[set];
        decisions->of_set[set] = arena_alloc(arena, sizeof decision);
        *decisions->of_set[set] = decision;
    }
    return decisions;
}

void grade_decisions_apply(struct arena *arena, const struct grade_decisions *decisions,
                           const struct words_grade *words, size_t set, struct grade *grade, struct diag *diag) {
    for (const struct decision *decision = decisions->of_set[set]; decision; decision = decision->next) {
        struct grade_entry *entry = &grade->entries[decision->question];
        if (entry->verdict == VERDICT_UNFIT) { /* it is out of no marks */
            diag_report(diag, SEVERITY_WARNING, decision->pos,
                        "%s has no key in the set of '%s', so it does not count: the decision is not used",
                        entry->question->name, grade->set->id);
            continue;
        }
        if (*decision->answer && !grade_is_typed(decision->answer, entry->written)) {
            diag_report(diag, SEVERITY_WARNING, decision->pos,
                        "this was decided on the answer '%s' to %s, which is now '%s': the decision is not used",
                        decision->answer, entry->question->name, entry->written);
            continue;
        }
        bool any =
            decision->verdict == VERDICT_RIGHT || (decision->verdict == VERDICT_WRONG && !entry->question->scored);
        entry->verdict = decision->verdict;
        entry->marks = isnan(decision->marks) ? (any ? entry->out_of : 0) : decision->marks;
        entry->decided = true;
        entry->message =
            *decision->note ? words_phrase(arena, words->decided_because, decision->note, "") : words->decided;
    }
    grade_total(grade);
}

bool grade_reviews_decided(const char *path) {
    static const char *const typed[] = {"verdict", "marks", "note"};
    if (access(path, F_OK) != 0)
        return false;
    struct arena *arena = arena_new();
    struct diag *silent = diag_new();
    const struct source *source = source_read(arena, path, NULL, silent);
    const struct csv *csv = source ? csv_read(arena, source, silent) : NULL;
    bool decided = !csv || diag_count(silent, SEVERITY_ERROR);
    for (size_t t = 0; csv && t < sizeof typed / sizeof *typed; t++) {
        int column = csv_column(csv, typed[t]);
        for (size_t i = 0; column >= 0 && i < csv->row_count && !decided; i++)
            decided = *csv->rows[i].fields[column].text;
    }
    diag_free(silent);
    arena_free(arena);
    return decided;
}
