#include "csv/csv.h"
#include "grade/cells.h"
#include "grade/grade.h"

bool grade_has_predictions(const struct lab *lab) {
    for (int i = 0; i < lab->question_count; i++)
        if (!lab->questions[i].scored)
            return true;
    return false;
}

void grade_predictions_head(struct text *out, const struct parameter_sets *sets) {
    static const char *const names[] = {"question", "title", "predicted", "actual", "right"};
    grade_start_row(out, sets, "id", "scenario");
    grade_end_heading(out, names, sizeof names / sizeof *names);
}

/* A cell of words (NULL: none), which may go over several lines in the lab, on one line. */
static void write_side(struct text *out, const char *words) {
    struct text line = {0};
    text_puts(&line, "");
    for (const char *at = words ? words : ""; *at; at++)
        if (*at != '\n' || (line.length && at[1]))
            text_putc(&line, *at == '\n' ? ' ' : *at);
    csv_write(out, line.bytes, false);
    text_free(&line);
}

/* The words of an option on this person's sheet; NULL after an error or for none. */
static const char *option_words(struct arena *arena, const struct grade_passages *passages, const struct grade *grade,
                                const struct key *key, const struct grade_entry *entry, int option, struct diag *diag) {
    return option < 0 ? NULL
                      : passages->text(passages->context, arena, grade->set, key,
                                       &entry->question->options[option].text, diag);
}

/* The number that is right, as it is printed. */
static void write_number(struct text *out, const struct grade_entry *entry, const struct words_language *language) {
    struct text printed = {0};
    const struct quantity *quantity = entry->question->quantity;
    struct number_format format = quantity->format;
    format.with_unit = true;
    if (entry->key->state == KEY_FIT)
        quantity_print(&printed, quantity, entry->key->number, format, &language->locale);
    write_side(out, printed.bytes);
    text_free(&printed);
}

void grade_predictions_rows(struct arena *arena, struct text *out, const struct parameter_sets *sets,
                            const struct grade_passages *passages, const struct grade *grade, const struct key *key,
                            const struct words_language *language, struct diag *diag) {
    for (int i = 0; i < grade->count; i++) {
        const struct grade_entry *entry = &grade->entries[i];
        if (entry->question->scored)
            continue;
        const bool numeric = entry->question->kind == QUESTION_NUMERIC, known = entry->key->state != KEY_UNFIT;
        grade_start_row(out, sets, grade->set->id, grade->set->scenario);
        csv_write(out, entry->question->name, false);
        csv_write(out, entry->question->title, false);
        if (numeric) {
            grade_write_typed(out, entry->written);
            write_number(out, entry, language);
        } else {
            write_side(out, option_words(arena, passages, grade, key, entry, entry->option, diag));
            write_side(out, option_words(arena, passages, grade, key, entry, known ? entry->key->right : -1, diag));
        }
        const bool told = known && (numeric ? !grade_is_blank(entry->written) : entry->option >= 0);
        csv_write(out,
                  !told                                                                              ? ""
                  : (numeric ? entry->verdict == VERDICT_RIGHT : entry->option == entry->key->right) ? "1"
                                                                                                     : "0",
                  false);
        csv_end_row(out);
    }
}
