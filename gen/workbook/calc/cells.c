#include "workbook/calc/functions.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void calc_vreport(struct calc_book *book, struct pos pos, const char *format, va_list arguments) {
    diag_vreport(book->diag, SEVERITY_ERROR, pos, format, arguments);
    book->failed = book->bad = true;
}

void calc_report(struct calc_book *book, struct pos pos, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    calc_vreport(book, pos, format, arguments);
    va_end(arguments);
}

struct calc_row {
    struct calc_value *cells;
    size_t count, capacity;
};

/* The names of a run, each with a number. A workbook may have an area for a name or not. */
struct calc_name_store {
    struct table *folded;
    const char **names; /* by number, as they were written first */
    size_t capacity;
};

static const char unknown[] = "#NAME?";

struct calc_value calc_unknown(void) {
    return (struct calc_value){.kind = CALC_ERROR, .text = unknown};
}

bool calc_is_unknown(struct calc_value value) {
    return value.kind == CALC_ERROR && value.text == unknown;
}

void calc_keep(struct calc_sheet *sheet, uint32_t row, int column, struct calc_value value) {
    struct arena *arena = sheet->book->arena;
    while (sheet->row_count <= row) {
        sheet->rows = arena_grow(arena, sheet->rows, sheet->row_count, &sheet->row_capacity, sizeof *sheet->rows);
        sheet->rows[sheet->row_count++] = (struct calc_row){0};
    }
    struct calc_row *cells = &sheet->rows[row];
    while (cells->count <= (size_t)column) {
        cells->cells = arena_grow(arena, cells->cells, cells->count, &cells->capacity, sizeof *cells->cells);
        cells->cells[cells->count++] = (struct calc_value){0};
    }
    cells->cells[column] = value;
}

struct calc_value calc_at(const struct calc_sheet *sheet, uint32_t row, int column) {
    if (row >= sheet->row_count || (size_t)column >= sheet->rows[row].count)
        return (struct calc_value){0};
    return sheet->rows[row].cells[column];
}

struct calc_walk calc_walk_begin(const struct calc_area *area) {
    return (struct calc_walk){.area = area, .row = area->first_row, .column = area->first_column - 1};
}

bool calc_walk_next(struct calc_walk *walk) {
    const struct calc_sheet *sheet = walk->area->sheet;
    for (walk->column++; walk->row <= walk->area->last_row && walk->row < sheet->row_count;
         walk->row++, walk->column = walk->area->first_column) {
        const struct calc_row *row = &sheet->rows[walk->row];
        if (walk->column <= walk->area->last_column && (size_t)walk->column < row->count) {
            walk->value = row->cells[walk->column];
            sheet->book->visited++;
            return true;
        }
    }
    return false;
}

/* A name in small letters; valid until the arena is rewound. */
static const char *folded_name(struct arena *arena, const char *name, size_t length) {
    char *folded = arena_strndup(arena, name, length);
    for (size_t i = 0; i < length; i++)
        folded[i] = (char)tolower((unsigned char)name[i]);
    return folded;
}

/* The number of a name; SIZE_MAX if it has none. */
static size_t find_name(const struct calc_run *run, const char *name, size_t length) {
    if (!run->names)
        return SIZE_MAX;
    struct arena_mark mark = arena_mark(run->arena);
    size_t number = table_find(run->names->folded, 0, folded_name(run->arena, name, length), length);
    arena_rewind(run->arena, mark);
    return number;
}

int calc_name_number(struct calc_run *run, const char *name, size_t length) {
    struct arena *arena = run->arena;
    size_t number = find_name(run, name, length);
    if (number != SIZE_MAX)
        return (int)number;
    struct calc_name_store *store = run->names;
    if (!store) {
        store = run->names = arena_alloc(arena, sizeof *store);
        store->folded = table_new(arena);
    }
    number = table_add(store->folded, 0, folded_name(arena, name, length), length);
    store->names = arena_grow(arena, store->names, number, &store->capacity, sizeof *store->names);
    store->names[number] = arena_strndup(arena, name, length);
    return (int)number;
}

const char *calc_name_of(const struct calc_run *run, int number) {
    return run->names->names[number];
}

bool calc_keep_name(struct calc_book *book, const char *name, struct calc_area range) {
    size_t number = (size_t)calc_name_number(book->run, name, strlen(name));
    while (book->named_count <= number) {
        book->named =
            arena_grow(book->arena, book->named, book->named_count, &book->named_capacity, sizeof *book->named);
        book->named[book->named_count++] = (struct calc_area){0};
    }
    if (book->named[number].sheet)
        return false;
    book->named[number] = range;
    return true;
}

const struct calc_area *calc_named(const struct calc_book *book, int number) {
    return (size_t)number < book->named_count && book->named[number].sheet ? &book->named[number] : NULL;
}

const struct calc_area *calc_find_name(const struct calc_book *book, const char *name, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)name[i]) && name[i] != '_')
            return NULL; /* a formula, not a name */
    size_t number = find_name(book->run, name, length);
    return number == SIZE_MAX ? NULL : calc_named(book, (int)number);
}

const char *calc_nearest_name(const struct calc_book *book, const char *name) {
    const char **candidates = arena_array(book->arena, book->named_count + 1, sizeof *candidates);
    size_t count = 0;
    for (size_t i = 0; i < book->named_count; i++)
        if (book->named[i].sheet)
            candidates[count++] = book->run->names->names[i];
    return name_nearest(name, candidates, count);
}
