/* The map of columns. */
#include "lms/systems.h"

#include <stdlib.h>
#include <string.h>

struct lms_map {
    const struct csv *csv;
    int is, column, of; /* its columns; of: -1 if it has none */
    const char *file;   /* of which it is: roster, responses; NULL: both */
};

/* What a column may be, besides a question. */
static const char *const roles[] = {"system", "id",   "name",     "first_name",  "last_name", "email",
                                    "number", "mark", "feedback", "fingerprint", "attempt"};
enum { ROLES = sizeof roles / sizeof *roles };

struct lms_map *lms_map_read(struct arena *arena, const struct source *source, struct diag *diag) {
    const struct csv *csv = csv_read(arena, source, diag);
    if (!csv)
        return NULL;
    struct lms_map *map = arena_alloc(arena, sizeof *map);
    *map = (struct lms_map){csv, csv_similar_column(&csv->header, "is"), csv_similar_column(&csv->header, "column"),
                            csv_similar_column(&csv->header, "of"), NULL};
    if (map->is < 0 || map->column < 0) {
        diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                    "a map of columns has the columns 'is' (id, name, email, mark, a question ...) and 'column' (the "
                    "heading in the export, or its number)");
        return NULL;
    }
    return map;
}

struct lms_map *lms_map_of(struct arena *arena, const struct lms_map *map, const char *file) {
    if (!map)
        return NULL;
    struct lms_map *part = arena_alloc(arena, sizeof *part);
    *part = *map;
    part->file = file;
    return part;
}

static const char *cell(const struct lms_map *map, size_t row, int column) {
    return column >= 0 && !map->csv->rows[row].bad ? map->csv->rows[row].fields[column].text : "";
}

/* Whether a row is about the file. */
static bool is_of(const struct lms_map *map, size_t row) {
    const char *of = cell(map, row, map->of);
    return !*of || !map->file || csv_same_heading(of, map->file);
}

static const struct csv_row *find_row(const struct lms_map *map, const char *role) {
    for (size_t i = 0; i < map->csv->row_count; i++)
        if (is_of(map, i) && csv_same_heading(cell(map, i, map->is), role))
            return &map->csv->rows[i];
    return NULL;
}

int lms_map_column(const struct lms_map *map, const char *role, const struct csv_row *header, struct diag *diag) {
    const struct csv_row *row = find_row(map, role);
    if (!row)
        return LMS_MAP_NONE;
    const struct csv_field *field = &row->fields[map->column];
    const int column = csv_similar_column(header, field->text);
    if (column >= 0)
        return column;
    char *end;
    const long number = strtol(field->text, &end, 10);
    if (end > field->text && !*end && number >= 1 && number <= header->field_count)
        return (int)number - 1;
    const char **names = alloc_bytes((size_t)header->field_count * sizeof *names);
    for (int i = 0; i < header->field_count; i++)
        names[i] = header->fields[i].text;
    const char *near = name_nearest(field->text, names, (size_t)header->field_count);
    free(names);
    diag_report_near(diag, SEVERITY_ERROR, field->pos, near, NULL,
                     "the export has no column '%s', and %d columns to number", field->text, header->field_count);
    return LMS_MAP_BAD;
}

const char *lms_map_system(const struct lms_map *map, struct pos *pos) {
    const struct csv_row *row = find_row(map, "system");
    if (row)
        *pos = row->fields[map->column].pos;
    return row ? row->fields[map->column].text : NULL;
}

/* Whether another row before it says the same of one file. */
static bool is_twice(const struct lms_map *map, size_t row) {
    for (size_t i = 0; i < row; i++) {
        const char *of = cell(map, i, map->of), *own = cell(map, row, map->of);
        if (csv_same_heading(cell(map, i, map->is), cell(map, row, map->is)) &&
            (!*of || !*own || csv_same_heading(of, own)))
            return true;
    }
    return false;
}

bool lms_map_check(struct arena *arena, const struct lms_map *map, const char *const *questions, size_t count,
                   struct diag *diag) {
    const struct diag_mark before = diag_mark(diag);
    const char **known = arena_array(arena, count + ROLES, sizeof *known);
    memcpy(known, roles, sizeof roles);
    for (size_t i = 0; i < count; i++)
        known[ROLES + i] = questions[i];
    for (size_t i = 0; i < map->csv->row_count; i++) {
        if (map->csv->rows[i].bad)
            continue;
        const struct csv_field *field = &map->csv->rows[i].fields[map->is];
        const char *of = cell(map, i, map->of);
        bool is_known = false;
        for (size_t j = 0; j < count + ROLES && !is_known; j++)
            is_known = csv_same_heading(field->text, known[j]);
        if (!is_known)
            diag_report_near(diag, SEVERITY_ERROR, field->pos, name_nearest(field->text, known, count + ROLES), NULL,
                             "a column cannot be '%s': it is an id, a name, a first_name, a last_name, an email, a "
                             "number, a mark, feedback, a fingerprint, an attempt or a question of the lab",
                             field->text);
        else if (is_twice(map, i))
            diag_report(diag, SEVERITY_ERROR, field->pos,
                        "'%s' is in the map already; one of the two could not be used", field->text);
        if (*of && !csv_same_heading(of, "roster") && !csv_same_heading(of, "responses"))
            diag_report(diag, SEVERITY_ERROR, map->csv->rows[i].fields[map->of].pos,
                        "'%s' is neither 'roster' nor 'responses'", of);
    }
    return diag_clean_since(diag, before);
}
