#include "grade/cells.h"

#include "csv/csv.h"

#include <string.h>

/* Text that somebody typed, for a table that a terminal may show. */
static void put_typed(struct text *out, const char *typed) {
    size_t length = strlen(typed);
    text_puts(out, "");
    for (size_t at = 0; at < length;) {
        unsigned c;
        int size = utf8_decode(typed + at, length - at, &c);
        if (size == 0 || character_is_unsafe(c))
            text_put_code_point(out, 0xFFFD);
        else
            text_append(out, typed + at, (size_t)size);
        at += size ? (size_t)size : 1;
    }
}

const char *grade_typed(struct arena *arena, const char *typed) {
    struct text plain = {0};
    put_typed(&plain, typed);
    const char *copy = arena_strdup(arena, plain.bytes);
    text_free(&plain);
    return copy;
}

bool grade_is_typed(const char *in_table, const char *typed) {
    struct text plain = {0};
    put_typed(&plain, typed);
    bool same = strcmp(in_table, plain.bytes) == 0;
    text_free(&plain);
    return same;
}

void grade_write_typed(struct text *out, const char *typed) {
    struct text plain = {0};
    put_typed(&plain, typed);
    csv_write(out, plain.bytes, false);
    text_free(&plain);
}

void grade_write_marks(struct text *out, double marks) {
    struct text cell = {0};
    text_puts(&cell, "");
    number_print_sound(&cell, marks);
    csv_write(out, cell.bytes, false);
    text_free(&cell);
}

void grade_start_row(struct text *out, const struct parameter_sets *sets, const char *id, const char *scenario) {
    csv_write(out, id, true);
    if (sets_has_scenario(sets))
        grade_write_typed(out, scenario);
}

void grade_end_heading(struct text *out, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        csv_write(out, names[i], false);
    csv_end_row(out);
}
