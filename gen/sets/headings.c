/* Who a row is about: which columns say so, and when two ids are one. */
#include "sets/check.h"
#include "sets/sets.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* What people's programs call the column of ids. The first group comes before the second. */
static const char *const ID_HEADINGS[] = {
    "id",          "student id",     "student number",       "student no",     "id number",
    "sis user id", "org defined id", "matriculation number", "matrikelnummer", NULL};
static const char *const LOGIN_HEADINGS[] = {"username", "sis login id", NULL};
static const char *const NAME_HEADINGS[] = {"name", "full name", "student name", "display name", "student", NULL};
static const char *const FIRST_HEADINGS[] = {"first name", "given name", "forename", "vorname", NULL};
static const char *const LAST_HEADINGS[] = {"last name", "surname", "family name", "nachname", NULL};

static bool is_one_of(const char *heading, const char *const *names) {
    for (; *names; names++)
        if (csv_same_heading(heading, *names))
            return true;
    return false;
}

/* The first column from `from` on with one of these headings; -1. */
static int find_column(const struct csv_row *header, const char *const *names, int from) {
    for (int i = from; i < header->field_count; i++)
        if (is_one_of(header->fields[i].text, names))
            return i;
    return -1;
}

static int exact_column(const struct csv_row *header, const char *name) {
    for (int i = 0; i < header->field_count; i++)
        if (strcmp(header->fields[i].text, name) == 0)
            return i;
    return -1;
}

/* The column of ids; -1 if there is none, or after an error if there are two. `*ambiguous`: there are two. */
static int find_id(const struct csv_row *header, bool *ambiguous, struct diag *diag) {
    static const char *const own[] = {"id", NULL};
    int id = exact_column(header, "id"), other = -1;
    if (id >= 0) {
        other = find_column(header, own, 0);
        if (other == id)
            other = find_column(header, own, id + 1);
    } else {
        const char *const *names = find_column(header, ID_HEADINGS, 0) >= 0 ? ID_HEADINGS : LOGIN_HEADINGS;
        id = find_column(header, names, 0);
        other = id >= 0 ? find_column(header, names, id + 1) : -1;
    }
    if (other < 0)
        return id;
    *ambiguous = true;
    diag_report(diag, SEVERITY_ERROR, header->fields[other].pos,
                "two columns may have the ids: column %d, '%s', and column %d, '%s'; call the one that is meant 'id' "
                "and remove or rename the other",
                id + 1, header->fields[id].text, other + 1, header->fields[other].text);
    return -1;
}

void sets_find_name_headings(struct sets_headings *headings, const struct csv_row *header) {
    headings->name = exact_column(header, "name");
    headings->first_name = headings->last_name = -1;
    for (int i = 0; NAME_HEADINGS[i] && headings->name < 0; i++)
        headings->name = csv_similar_column(header, NAME_HEADINGS[i]);
    if (headings->name < 0) {
        headings->first_name = find_column(header, FIRST_HEADINGS, 0);
        headings->last_name = find_column(header, LAST_HEADINGS, 0);
    }
}

bool sets_find_headings(struct sets_headings *headings, const struct csv_row *header, const char *missing,
                        struct diag *diag) {
    bool ambiguous = false;
    *headings = (struct sets_headings){.id = find_id(header, &ambiguous, diag),
                                       .scenario = csv_similar_column(header, "scenario")};
    if (headings->id < 0 && !ambiguous)
        diag_report(diag, SEVERITY_ERROR, header->pos,
                    header->field_count == 1 ? "%s; if this is a title above the headings, remove it or begin it with #"
                                             : "%s",
                    missing);
    sets_find_name_headings(headings, header);
    return headings->id >= 0;
}

/* The text of a column without blanks around it, and its place; "" and that of the row if there is none. */
static const char *read_text(struct arena *arena, const struct csv_row *row, int column, struct pos *pos) {
    *pos = row->pos;
    if (column < 0 || column >= row->field_count)
        return "";
    *pos = row->fields[column].pos;
    return sets_trim(arena, row->fields[column].text, pos);
}

const char *sets_read_name(struct arena *arena, const struct sets_headings *headings, const struct csv_row *row,
                           struct pos *pos) {
    if (headings->name >= 0)
        return read_text(arena, row, headings->name, pos);
    struct pos last_pos;
    const char *first = read_text(arena, row, headings->first_name, pos);
    const char *last = read_text(arena, row, headings->last_name, &last_pos);
    if (*first && *last)
        return arena_printf(arena, "%s %s", first, last);
    if (!*first)
        *pos = last_pos;
    return *first ? first : last;
}

bool sets_is_person_heading(const char *heading) {
    static const char *const *const groups[] = {ID_HEADINGS, LOGIN_HEADINGS, NAME_HEADINGS, FIRST_HEADINGS,
                                                LAST_HEADINGS};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (is_one_of(heading, groups[i]))
            return true;
    return false;
}

static bool is_ascii(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

const char *sets_composed(struct arena *arena, const char *text) {
    if (is_ascii(text))
        return text;
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text, 0, &composed,
                                           UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (length == UTF8PROC_ERROR_NOMEM)
        alloc_failed(strlen(text));
    if (length < 0) /* it is not UTF-8 */
        return text;
    const char *copy = strcmp((const char *)composed, text) == 0 ? text : arena_strdup(arena, (const char *)composed);
    free(composed);
    return copy;
}

const char *sets_folded(struct arena *arena, const char *text) {
    struct text lower = {0};
    text = sets_composed(arena, text);
    text_puts(&lower, "");
    for (size_t at = 0, length = strlen(text); at < length;) {
        unsigned c = (unsigned char)text[at];
        int n = c < 0x80 ? 1 : utf8_decode(text + at, length - at, &c);
        if (n)
            text_put_code_point(&lower, (unsigned)utf8proc_tolower((utf8proc_int32_t)c));
        else
            text_putc(&lower, text[at]);
        at += n ? (size_t)n : 1;
    }
    const char *copy = arena_strdup(arena, lower.bytes);
    text_free(&lower);
    return copy;
}

const char *sets_read_id(struct arena *arena, const struct csv_field *field, struct pos *pos) {
    *pos = field->pos;
    return sets_composed(arena, sets_trim(arena, field->text, pos));
}

void sets_libraries(struct text *out) {
    text_printf(out, "utf8proc %s\n", utf8proc_version());
}
