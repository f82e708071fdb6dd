#include "csv/csv.h"
#include "grade/cells.h"
#include "grade/grade.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct old_verdict {
    const char *id, *scenario, *question, *answer, *key, *verdict, *message;
    double marks, out_of; /* out_of: NaN if the file does not have it */
    bool seen;
    struct pos pos;
};

struct grade_old_verdicts {
    struct old_verdict *rows; /* sorted by id, scenario, question */
    size_t count;
};

static int compare_verdicts(const void *a, const void *b) {
    const struct old_verdict *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    order = order ? order : strcmp(x->scenario, y->scenario);
    return order ? order : strcmp(x->question, y->question);
}

struct grade_old_verdicts *grade_old_verdicts_read(struct arena *arena, const struct source *source,
                                                   struct diag *diag) {
    static const char *const names[] = {"id", "question", "answer", "key", "verdict", "marks"};
    int columns[sizeof names / sizeof *names];
    struct csv *csv = csv_read(arena, source, diag);
    for (size_t i = 0; csv && i < sizeof names / sizeof *names; i++) {
        columns[i] = csv_similar_column(&csv->header, names[i]);
        if (columns[i] < 0) {
            diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                        "there is no column '%s': this is not a verdicts.csv that grading wrote", names[i]);
            return NULL;
        }
    }
    if (!csv)
        return NULL;
    struct grade_old_verdicts *old = arena_alloc(arena, sizeof *old);
    old->rows = arena_array(arena, csv->row_count + 1, sizeof *old->rows);
    int scenario = csv_similar_column(&csv->header, "scenario"), out_of = csv_similar_column(&csv->header, "out_of"),
        message = csv_similar_column(&csv->header, "message");
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        if (row->bad)
            continue;
        struct pos pos;
        struct old_verdict verdict = {.id = sets_read_id(arena, &row->fields[columns[0]], &pos),
                                      .scenario =
                                          scenario >= 0 ? sets_read_id(arena, &row->fields[scenario], &pos) : "",
                                      .question = row->fields[columns[1]].text,
                                      .answer = row->fields[columns[2]].text,
                                      .key = row->fields[columns[3]].text,
                                      .verdict = row->fields[columns[4]].text,
                                      .message = message >= 0 ? row->fields[message].text : "",
                                      .out_of = NAN,
                                      .pos = row->pos};
        if (out_of >= 0)
            csv_parse_number(csv->separator, row->fields[out_of].text, strlen(row->fields[out_of].text),
                             &verdict.out_of);
        const struct csv_field *marks = &row->fields[columns[5]];
        if (!*marks->text && strcmp(verdict.verdict, words_verdict_name(VERDICT_REVIEW)) == 0)
            old->rows[old->count++] = verdict; /* open */
        else if (csv_parse_number(csv->separator, marks->text, strlen(marks->text), &verdict.marks) == CSV_NUMBER)
            old->rows[old->count++] = verdict;
        else
            diag_report(diag, SEVERITY_ERROR, marks->pos, "marks must be a number, not '%s'", marks->text);
    }
    qsort(old->rows, old->count, sizeof *old->rows, compare_verdicts);
    return old;
}

/* Whether marks are the same but for what a table of 15 digits leaves out. */
static bool is_same(double before, double after) {
    return fabs(before - after) <= 1e-12 * (1 + fabs(after));
}

void grade_changes_head(struct text *out, const struct parameter_sets *sets) {
    static const char *const names[] = {"question", "before", "after", "change", "why"};
    grade_start_row(out, sets, "id", "scenario");
    grade_end_heading(out, names, sizeof names / sizeof *names);
}

/* Whether a message says that a person decided. */
static bool says_decided(const struct words_grade *words, const char *message) {
    return strcmp(message, words->decided) == 0 ||
           strncmp(message, words->decided_because, strcspn(words->decided_because, "{")) == 0;
}

/* Why the same answer, with the same key and without a decision, is now graded otherwise. Nothing if it follows from
 * changes in other answers. */
static void put_rule(struct text *out, const struct words_grade *words, const struct old_verdict *was,
                     const struct grade_entry *entry) {
    const bool other = strcmp(was->verdict, words_verdict_name(entry->verdict)) != 0;
    const bool review =
        entry->verdict == VERDICT_REVIEW || strcmp(was->verdict, words_verdict_name(VERDICT_REVIEW)) == 0;
    if (says_decided(words, was->message))
        text_puts(out, "a person's decision no longer applies; ");
    else if (isfinite(was->out_of) && !is_same(was->out_of, entry->out_of))
        text_printf(out, "the answer and the key are unchanged, but the question's marks went from %g to %g; ",
                    was->out_of, entry->out_of);
    else if (lab_marked_by_hand(entry->question))
        text_puts(out, "a person gave other points; ");
    else if (other && review)
        text_printf(out, "the answer and the key are unchanged, but the answer is read differently%s%s%s; ",
                    *was->message ? " (before: " : "", was->message, *was->message ? ")" : "");
    else if (other)
        text_puts(out,
                  "the answer and the key are unchanged, but the lab's rules for right answers changed (its tolerance, "
                  "for example); ");
    else if (entry->question->kind != QUESTION_NUMERIC)
        text_puts(out, "the answer and the key are unchanged, but the lab's rules for marks changed; ");
}

/* Appends why an answer is graded otherwise than before. */
static void put_reason(struct text *out, const struct words_grade *words, const struct old_verdict *was,
                       const struct grade_entry *entry) {
    struct text key = {0};
    text_puts(&key, "");
    key_entry_print(&key, entry->key);
    const bool same_answer = grade_is_typed(was->answer, entry->written), same_key = strcmp(was->key, key.bytes) == 0;
    if (!same_answer)
        text_printf(out, "the answer was '%s' and is '%s'; ", was->answer, entry->written);
    if (!same_key)
        text_printf(out, "the key was %s and is %s; ", *was->key ? was->key : "none to be had",
                    key.length ? key.bytes : "none to be had");
    if (entry->decided)
        text_printf(out, "%s; ", entry->message);
    else if (same_answer && same_key)
        put_rule(out, words, was, entry);
    if (strcmp(was->verdict, words_verdict_name(entry->verdict)) != 0)
        text_printf(out, "%s became %s", was->verdict, words_verdict_name(entry->verdict));
    else
        text_printf(out, "still %s, but it earns other marks%s%s", was->verdict,
                    *entry->message && !entry->decided ? ": " : "", entry->decided ? "" : entry->message);
    text_free(&key);
}

static void put_change(struct text *out, const struct parameter_sets *sets, const char *id, const char *scenario,
                       const char *question, double before, double after, const char *why) {
    grade_start_row(out, sets, id, scenario);
    grade_write_typed(out, question);
    if (isnan(before))
        csv_write(out, "", false);
    else
        grade_write_marks(out, before);
    if (isnan(after))
        csv_write(out, "", false);
    else
        grade_write_marks(out, after);
    grade_write_marks(out, (isnan(after) ? 0 : after) - (isnan(before) ? 0 : before));
    grade_write_typed(out, why);
    csv_end_row(out);
}

void grade_changes_rows(struct text *out, struct grade_old_verdicts *old, const struct parameter_sets *sets,
                        const struct words_grade *words, const struct grade *grade, struct diag *diag) {
    struct text why = {0};
    for (int i = 0; i < grade->count; i++) {
        const struct grade_entry *entry = &grade->entries[i];
        const struct old_verdict wanted = {
            .id = grade->set->id, .scenario = grade->set->scenario, .question = entry->question->name};
        struct old_verdict *was =
            old->count ? bsearch(&wanted, old->rows, old->count, sizeof wanted, compare_verdicts) : NULL;
        if (!was) {
            put_change(out, sets, wanted.id, wanted.scenario, wanted.question, NAN, entry->marks, "not graded before");
            continue;
        }
        was->seen = true;
        if (entry->decided && !grade_is_typed(was->answer, entry->written))
            diag_report(diag, SEVERITY_WARNING, was->pos,
                        "%s of '%s' is decided, but its answer changed from '%s' to '%s'; review the decision",
                        wanted.question, wanted.id, was->answer, entry->written);
        if (is_same(was->marks, entry->marks) && strcmp(was->verdict, words_verdict_name(entry->verdict)) == 0)
            continue;
        text_clear(&why);
        put_reason(&why, words, was, entry);
        put_change(out, sets, wanted.id, wanted.scenario, wanted.question, was->marks, entry->marks, why.bytes);
    }
    text_free(&why);
}

void grade_changes_rest(struct text *out, const struct grade_old_verdicts *old, const struct parameter_sets *sets) {
    for (size_t i = 0; i < old->count; i++)
        if (!old->rows[i].seen)
            put_change(out, sets, old->rows[i].id, old->rows[i].scenario, old->rows[i].question, old->rows[i].marks,
                       NAN, "no longer graded");
}
