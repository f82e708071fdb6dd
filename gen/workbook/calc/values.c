#include "workbook/calc/values.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct cell_row {
    struct cell_value *cells;
    size_t count, capacity;
};

/* The names of a run, each with its number, which a workbook has an area for or not. */
struct name_store {
    struct numbered {
        const char *name;
        uint64_t hash;
        int number;
    } * slots;
    const char **names; /* by number */
    size_t count, capacity, name_capacity;
};

enum { FIRST_SLOTS = 1 << 8 }; /* a power of two */

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

static uint64_t hash_name(const char *name, size_t length) {
    uint64_t hash = length;
    for (size_t i = 0; i < length; i++)
        hash = hash * 33 + (uint64_t)tolower((unsigned char)name[i]);
    return hash ^ hash >> 32;
}

static bool is_name(const char *kept, const char *name, size_t length) {
    return strncasecmp(kept, name, length) == 0 && !kept[length];
}

/* The slot of a name, or the free one where it would go. The table is never full. */
static struct numbered *find_slot(struct numbered *slots, size_t capacity, const char *name, size_t length,
                                  uint64_t hash) {
    size_t i = hash & (capacity - 1);
    while (slots[i].name && (slots[i].hash != hash || !is_name(slots[i].name, name, length)))
        i = (i + 1) & (capacity - 1);
    return &slots[i];
}

static void store_grow(struct arena *arena, struct name_store *store) {
    size_t capacity = store->capacity ? store->capacity * 2 : FIRST_SLOTS;
    struct numbered *slots = arena_array(arena, capacity, sizeof *slots), *old = store->slots;
    for (size_t i = 0; i < store->capacity; i++)
        if (old[i].name)
            *find_slot(slots, capacity, old[i].name, strlen(old[i].name), old[i].hash) = old[i];
    store->slots = slots;
    store->capacity = capacity;
}

int name_number(struct shared *shared, const char *name, size_t length) {
    struct arena *arena = shared->arena;
    struct name_store *store = shared->names;
    if (!store)
        store = shared->names = arena_alloc(arena, sizeof *store);
    if (store->count * 2 >= store->capacity)
        store_grow(arena, store);
    uint64_t hash = hash_name(name, length);
    struct numbered *slot = find_slot(store->slots, store->capacity, name, length, hash);
    if (!slot->name) {
        *slot = (struct numbered){arena_strndup(arena, name, length), hash, (int)store->count};
        store->names = arena_grow(arena, store->names, store->count, &store->name_capacity, sizeof *store->names);
        store->names[store->count++] = slot->name;
    }
    return slot->number;
}

bool values_keep_name(struct book *book, const char *name, struct cell_area range) {
    size_t number = (size_t)name_number(book->shared, name, strlen(name));
    while (book->named_count <= number) {
        book->named =
            arena_grow(book->arena, book->named, book->named_count, &book->named_capacity, sizeof *book->named);
        book->named[book->named_count++] = (struct cell_area){0};
    }
    if (book->named[number].sheet)
        return false;
    book->named[number] = range;
    return true;
}

const struct cell_area *values_numbered(const struct book *book, int number) {
    return (size_t)number < book->named_count && book->named[number].sheet ? &book->named[number] : NULL;
}

const struct cell_area *values_name(const struct book *book, const char *name, size_t length) {
    const struct name_store *store = book->shared->names;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)name[i]) && name[i] != '_')
            return NULL; /* a formula */
    if (!store)
        return NULL;
    const struct numbered *slot = find_slot(store->slots, store->capacity, name, length, hash_name(name, length));
    return slot->name ? values_numbered(book, slot->number) : NULL;
}

const char *values_nearest_name(const struct book *book, const char *name) {
    const char **candidates = arena_array(book->arena, book->named_count + 1, sizeof *candidates);
    size_t count = 0;
    for (size_t i = 0; i < book->named_count; i++)
        if (book->named[i].sheet)
            candidates[count++] = book->shared->names->names[i];
    return name_nearest(name, candidates, count);
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
