#include "xlsx_values.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct cell_row {
    struct cell_value *cells;
    size_t count, capacity;
};

/* A power of two. */
enum { FIRST_NAMES = 128 };

struct cell_name {
    const char *name;
    uint64_t hash;
    struct cell_area range;
};

static const char unknown[] = "#NAME?";

struct cell_value value_unknown(void) {
    return (struct cell_value){.kind = CELL_ERROR, .text = unknown};
}

bool value_is_unknown(struct cell_value value) {
    return value.kind == CELL_ERROR && value.text == unknown;
}

void values_keep(struct sheet *sheet, lxw_row_t row, int column, struct cell_value value) {
    struct arena *arena = sheet->book->arena;
    while (sheet->cell_row_count <= row) {
        sheet->cell_rows = arena_grow(arena, sheet->cell_rows, sheet->cell_row_count, &sheet->cell_row_capacity,
                                      sizeof *sheet->cell_rows);
        sheet->cell_rows[sheet->cell_row_count++] = (struct cell_row){0};
    }
    struct cell_row *cells = &sheet->cell_rows[row];
    while (cells->count <= (size_t)column) {
        cells->cells = arena_grow(arena, cells->cells, cells->count, &cells->capacity, sizeof *cells->cells);
        cells->cells[cells->count++] = (struct cell_value){0};
    }
    cells->cells[column] = value;
}

struct cell_value values_at(const struct sheet *sheet, lxw_row_t row, int column) {
    if (row >= sheet->cell_row_count || (size_t)column >= sheet->cell_rows[row].count)
        return (struct cell_value){0};
    return sheet->cell_rows[row].cells[column];
}

uint64_t values_hash(const char *name, size_t length) {
    uint64_t hash = length;
    for (size_t i = 0; i < length; i++)
        hash = hash * 33 + (uint64_t)tolower((unsigned char)name[i]);
    return hash ^ hash >> 32;
}

static bool is_name(const char *kept, const char *name, size_t length) {
    return strncasecmp(kept, name, length) == 0 && !kept[length];
}

/* The slot of a name, or the free one where it would go. The table is never full; its size is a power of two. */
static struct cell_name *find_slot(struct cell_name *names, size_t capacity, const char *name, size_t length,
                                   uint64_t hash) {
    size_t i = hash & (capacity - 1);
    while (names[i].name && (names[i].hash != hash || !is_name(names[i].name, name, length)))
        i = (i + 1) & (capacity - 1);
    return &names[i];
}

bool values_keep_name(struct book *book, const char *name, struct cell_area range) {
    size_t length = strlen(name);
    uint64_t hash = values_hash(name, length);
    if (book->name_count * 2 >= book->name_capacity) {
        size_t capacity = book->name_capacity ? book->name_capacity * 2 : FIRST_NAMES;
        struct cell_name *names = arena_array(book->arena, capacity, sizeof *names), *old = book->names;
        for (size_t i = 0; i < book->name_capacity; i++)
            if (old[i].name)
                *find_slot(names, capacity, old[i].name, strlen(old[i].name), old[i].hash) = old[i];
        book->names = names;
        book->name_capacity = capacity;
    }
    struct cell_name *slot = find_slot(book->names, book->name_capacity, name, length, hash);
    if (slot->name)
        return false;
    *slot = (struct cell_name){arena_strdup(book->arena, name), hash, range};
    book->name_count++;
    return true;
}

const struct cell_area *values_name_hashed(const struct book *book, const char *name, size_t length, uint64_t hash) {
    if (book->name_capacity == 0)
        return NULL;
    const struct cell_name *slot = find_slot(book->names, book->name_capacity, name, length, hash);
    return slot->name ? &slot->range : NULL;
}

const struct cell_area *values_name(const struct book *book, const char *name, size_t length) {
    return values_name_hashed(book, name, length, values_hash(name, length));
}

const char *values_nearest_name(const struct book *book, const char *name) {
    const char **candidates = arena_array(book->arena, book->name_count + 1, sizeof *candidates);
    size_t count = 0;
    for (size_t i = 0; i < book->name_capacity; i++)
        if (book->names[i].name)
            candidates[count++] = book->names[i].name;
    return nearest_name(name, candidates, count);
}

/* Writes a number in digits, the last of them before `end`; where they begin. */
static char *digits_before(char *end, unsigned long number, unsigned base, char first) {
    for (; number > 0; number = (number - (first != '0')) / base)
        *--end = (char)(first + (number - (first != '0')) % base);
    return end;
}

const char *cell_address(const struct sheet *from, const struct sheet *sheet, lxw_row_t row, int column, int fixed) {
    size_t length = from == sheet ? 0 : 2 * strlen(sheet->name) + 3;
    char *address = arena_array(sheet->book->arena, length + LXW_MAX_CELL_NAME_LENGTH + 1, 1), *end = address;
    char cell[LXW_MAX_CELL_NAME_LENGTH + 1], *at = cell + sizeof cell;
    if (from != sheet) {
        *end++ = '\'';
        for (const char *letter = sheet->name; *letter; letter++) {
            *end++ = *letter;
            if (*letter == '\'')
                *end++ = '\'';
        }
        *end++ = '\'';
        *end++ = '!';
    }
    /* Columns count A to Z, AA: in base 26 without a zero. */
    at = digits_before(at, row + 1UL, 10, '0');
    if (fixed & 1)
        *--at = '$';
    at = digits_before(at, (unsigned long)column + 1, 'Z' - 'A' + 1, 'A');
    if (fixed >> 1)
        *--at = '$';
    memcpy(end, at, (size_t)(cell + sizeof cell - at));
    return address;
}
