#include "csv/csv.h"
#include "grade/cells.h"
#include "grade/grade.h"

void grade_verdicts_head(struct text *out, const struct parameter_sets *sets) {
    static const char *const names[] = {"question", "answer", "reading", "key",
                                        "verdict",  "marks",  "out_of",  "message"};
    grade_start_row(out, sets, "id", "scenario");
    grade_end_heading(out, names, sizeof names / sizeof *names);
}

/* Appends how an answer was read: a letter, one or two numbers in the quantity's unit, `none`, the points by criterion
 * that a person gave, or nothing. */
static void put_reading(struct text *out, const struct grade_entry *entry) {
    if (entry->option >= 0)
        text_puts(out, key_entry_letter(entry->key, entry->option));
    if (entry->none)
        text_puts(out, "none");
    for (int i = 0; entry->earned && i < entry->question->rubric_count; i++) {
        text_puts(out, i ? "+" : "");
        number_print_sound(out, entry->earned[i]);
    }
    for (int i = 0; i < entry->answer.count; i++) {
        text_puts(out, i ? " | " : "");
        if (entry->readings[i] == entry->answer.readings[i].value)
            text_puts(out, entry->answer.readings[i].text);
        else
            number_print_sound(out, entry->readings[i]);
    }
}

/* Whether a person has still to give the points: then there are no marks, not 0. */
static bool is_open(const struct grade_entry *entry) {
    return lab_marked_by_hand(entry->question) && entry->verdict == VERDICT_REVIEW;
}

static void write_marks(struct text *out, const struct grade_entry *entry) {
    if (is_open(entry))
        csv_write(out, "", false);
    else
        grade_write_marks(out, entry->marks);
}

void grade_verdicts_rows(struct text *out, const struct parameter_sets *sets, const struct grade *grade) {
    struct text cell = {0};
    for (int i = 0; i < grade->count; i++) {
        const struct grade_entry *entry = &grade->entries[i];
        grade_start_row(out, sets, grade->set->id, grade->set->scenario);
        csv_write(out, entry->question->name, false);
        grade_write_typed(out, entry->written);
        text_clear(&cell);
        text_puts(&cell, "");
        put_reading(&cell, entry);
        csv_write(out, cell.bytes, false);
        text_clear(&cell);
        text_puts(&cell, "");
        key_entry_print(&cell, entry->key);
        csv_write(out, cell.bytes, false);
        csv_write(out, words_verdict_name(entry->verdict), false);
        write_marks(out, entry);
        grade_write_marks(out, entry->out_of);
        grade_write_typed(out, entry->message);
        csv_end_row(out);
    }
    text_free(&cell);
}

void grade_book_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets) {
    static const char *const names[] = {"total", "out_of", "review", NULL};
    grade_start_row(out, sets, "id", "scenario");
    if (sets_has_name(sets))
        csv_write(out, "name", false);
    for (int i = 0; i < lab->question_count; i++)
        csv_write_named(out, lab->questions[i].name, names, "question");
    grade_end_heading(out, names, sizeof names / sizeof *names - 1);
}

void grade_book_row(struct text *out, const struct parameter_sets *sets, const struct grade *grade) {
    grade_start_row(out, sets, grade->set->id, grade->set->scenario);
    if (sets_has_name(sets))
        grade_write_typed(out, grade->set->name);
    for (int i = 0; i < grade->count; i++) {
        if (grade->entries[i].verdict == VERDICT_UNFIT)
            csv_write(out, "", false);
        else
            write_marks(out, &grade->entries[i]);
    }
    grade_write_marks(out, grade->marks);
    grade_write_marks(out, grade->out_of);
    csv_write_number(out, grade->reviews, false);
    csv_end_row(out);
}

void grade_reviews_head(struct text *out, const struct parameter_sets *sets) {
    static const char *const names[] = {"question", "verdict", "marks", "note", "answer"};
    grade_start_row(out, sets, "id", "scenario");
    grade_end_heading(out, names, sizeof names / sizeof *names);
}

/* Whether answer `i` begins a finding: of answers with one slip only the first does. */
static bool is_finding(const struct grade *grade, int i) {
    return grade->entries[i].verdict == VERDICT_REVIEW && (!grade->entries[i].slip || grade->entries[i].slip == i + 1);
}

/* Appends the names or the answers of all entries of a finding. */
static void put_finding(struct text *out, const struct grade *grade, int first, bool names) {
    const char *between = names ? " " : " | ";
    text_clear(out);
    text_puts(out, "");
    for (int i = first; i < grade->count; i++) {
        const struct grade_entry *entry = &grade->entries[i];
        if (i == first || (entry->slip == first + 1 && entry->verdict == VERDICT_REVIEW))
            text_printf(out, "%s%s", i == first ? "" : between, names ? entry->question->name : entry->written);
    }
}

void grade_reviews_rows(struct text *out, const struct parameter_sets *sets, const struct grade *grade) {
    static const char *const empty[] = {"", "", ""};
    struct text cell = {0};
    for (int i = 0; i < grade->count; i++) {
        if (!is_finding(grade, i))
            continue;
        grade_start_row(out, sets, grade->set->id, grade->set->scenario);
        put_finding(&cell, grade, i, true);
        csv_write(out, cell.bytes, false);
        for (size_t j = 0; j < sizeof empty / sizeof *empty; j++)
            csv_write(out, empty[j], false);
        put_finding(&cell, grade, i, false);
        grade_write_typed(out, cell.bytes);
        csv_end_row(out);
    }
    text_free(&cell);
}
