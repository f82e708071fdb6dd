#include "sets/sets.h"
#include "workbook/sheet/sheet.h"

#include <string.h>

/* In characters: the width of a note's text over the columns after its number, the room that each scenario adds to it,
 * and the longest source that fits in its input's row. */
enum { NOTE_WIDTH = 86, SCENARIO_ROOM = 10, LONGEST_SOURCE = 72 };

/* A source and date that one scenario or several give for a figure. The number of a note is its place in the list, from
 * 1. */
struct sheet_note {
    const char *source, *date;
};

static const char not_stated[] = "not stated";

/* A set's source (or date) of a parameter. */
static const char *source_of(const struct sheet_book *book, const struct parameter_set *set,
                             const struct quantity *quantity, bool date) {
    const struct sets_parameter *parameter = &set->parameters[quantity->ordinal];
    const char *text = date ? parameter->date : parameter->source;
    if (text)
        return text;
    if (parameter->given)
        return sheet_says(book, date ? not_stated : "this set");
    if (date)
        return quantity->date ? quantity->date : sheet_says(book, not_stated);
    return quantity->source ? quantity->source : sheet_says(book, "default of the model");
}

const char *sheet_latest_date(const struct sheet_book *book) {
    const struct document *document = book->document;
    const char *latest = "";
    struct date read;
    for (int i = 0; i < document->model->count; i++) {
        const struct quantity *quantity = document->model->quantities[i];
        bool parameter = quantity->kind == QUANTITY_PARAMETER;
        if (!book->placed[i] || (quantity->kind == QUANTITY_EQUATION && !quantity->table))
            continue;
        for (int j = 0; j < (parameter ? document->scenario_count : 1); j++) {
            const char *date = parameter ? source_of(book, document->scenarios[j], quantity, true) : quantity->date;
            if (date && date_read(date, &read) && strcmp(date, latest) > 0)
                latest = date;
        }
    }
    return latest;
}

/* The number of the note with this source and date; a new note if there is none. */
static int note_number(struct sheet_book *book, const char *source, const char *date) {
    for (int i = 0; i < book->note_count; i++)
        if (strcmp(book->notes[i].source, source) == 0 && strcmp(book->notes[i].date, date) == 0)
            return i + 1;
    book->notes =
        arena_grow(book->arena, book->notes, (size_t)book->note_count, &book->note_capacity, sizeof *book->notes);
    book->notes[book->note_count++] = (struct sheet_note){source, date};
    return book->note_count;
}

/* Whether the scenarios of the workbook have different sources or dates for a parameter. */
static bool sources_differ(const struct sheet_book *book, const struct quantity *quantity) {
    const struct document *document = book->document;
    for (int i = 0; i < sheet_scenario_columns(book); i++)
        for (int date = 0; date < 2; date++)
            if (strcmp(source_of(book, document->scenarios[i], quantity, date),
                       source_of(book, document->set, quantity, date)) != 0)
                return true;
    return false;
}

/* Writes a source, or the number of a note with it: beside scenarios there is little room for a long one. */
static void write_source(struct sheet *sheet, const char *source, const char *date, struct pos pos) {
    struct sheet_book *book = sheet->book;
    if (sheet_scenario_columns(book) && sheet_text_width(source, strlen(source)) > LONGEST_SOURCE)
        source = sheet_says_of(book, "note {}", arena_printf(book->arena, "%d", note_number(book, source, date)));
    sheet_put_source(sheet, source, date, pos);
}

void sheet_quantity_source(struct sheet *sheet, const struct quantity *quantity) {
    struct sheet_book *book = sheet->book;
    const struct document *document = book->document;
    if (quantity->kind != QUANTITY_PARAMETER) {
        write_source(sheet, quantity->source && *quantity->source ? quantity->source : sheet_says(book, not_stated),
                     quantity->date && *quantity->date ? quantity->date : sheet_says(book, not_stated), quantity->pos);
        return;
    }
    struct pos pos = document->set->parameters[quantity->ordinal].pos;
    if (!sources_differ(book, quantity)) {
        write_source(sheet, source_of(book, document->set, quantity, false),
                     source_of(book, document->set, quantity, true), pos);
        return;
    }
    const char *numbers = sheet_says(book, "notes");
    for (int i = 0; i < document->scenario_count; i++) {
        const struct parameter_set *set = document->scenarios[i];
        int number = note_number(book, source_of(book, set, quantity, false), source_of(book, set, quantity, true));
        numbers = arena_printf(book->arena, "%s%s %d", numbers, i ? "," : "", number);
    }
    sheet_put_source(sheet, numbers, sheet_says(book, "in the notes"), pos);
}

/* Writes a row over the columns of the sheet's inputs, with text in the first, the second and the last of them. */
static void write_note_row(struct sheet *sheet, struct sheet_look look, const char *number, const char *words,
                           const char *date) {
    struct pos pos = sheet->heading->pos;
    int last = sheet_input_column(sheet) + TO_SOURCE + 1;
    look.align = ALIGN_LEFT;
    for (int column = 0; column < last; column++)
        sheet_put_text(sheet, sheet->row, column, column == 0 ? number : column == 1 ? words : "", look, pos);
    if (!sheet_put_date(sheet, sheet->row, last, date, look, pos))
        sheet_put_text(sheet, sheet->row, last, date, look, pos);
    sheet->row++;
}

static void write_note(struct sheet *sheet, int number, const struct sheet_note *note) {
    struct arena *arena = sheet->book->arena;
    const char *rest = note->source;
    int width = NOTE_WIDTH + SCENARIO_ROOM * sheet_scenario_columns(sheet->book);
    for (bool first = true; first || *rest; first = false) {
        size_t next, length = sheet_line_length(rest, width, &next);
        bool last = !rest[next];
        write_note_row(sheet, (struct sheet_look){.frame = last ? FRAME_BODY : FRAME_NONE},
                       first ? sheet_says_of(sheet->book, "note {}", arena_printf(arena, "%d", number)) : "",
                       arena_strndup(arena, rest, length), first ? note->date : "");
        rest += next;
    }
}

void sheet_write_notes(struct sheet *sheet) {
    struct sheet_book *book = sheet->book;
    struct sheet_look title = {.bold = true, .size = 12, .ink = INK_TITLE}, heads = {.frame = FRAME_HEAD, .bold = true};
    if (book->noted == book->note_count)
        return;
    sheet_gap(sheet);
    sheet_break(sheet, BREAK_BLOCK);
    sheet_wrap(sheet, sheet->row, 0, "", title.size);
    sheet_put_text(sheet, sheet->row++, 0, sheet_says(book, "Notes on sources"), title, sheet->heading->pos);
    sheet_put_text(
        sheet, sheet->row++, 0,
        sheet_says(book, "Several numbers beside an input are those of the scenarios, in the order of their columns."),
        (struct sheet_look){0}, sheet->heading->pos);
    write_note_row(sheet, heads, sheet_says(book, "Note"), sheet_says(book, "Source"), sheet_says(book, "Date"));
    for (; book->noted < book->note_count && !book->calc.failed; book->noted++) {
        sheet_break(sheet, BREAK_ROW);
        write_note(sheet, book->noted + 1, &book->notes[book->noted]);
    }
}
