/* An export as a roster. */
#include "lms/systems.h"

#include <string.h>

struct people {
    const struct lms_export *export;
    struct csv_field *header;
    int *column; /* by column of the view; -1: the name, made of two */
    int count;
    struct table *places; /* the rows that are people's, by their first bytes */
};

/* The first column of ids in which anybody has one; -1. */
static int find_key(const struct lms_export *export) {
    for (int i = 0; i < export->key_count; i++)
        for (size_t row = 0; row < export->csv->row_count; row++) {
            struct pos pos = {0};
            struct arena *arena = arena_new();
            const bool some = lms_is_person(export, row) &&
                              *sets_trim(arena, export->csv->rows[row].fields[export->keys[i]].text, &pos);
            arena_free(arena);
            if (some)
                return export->keys[i];
        }
    return -1;
}

static void add_column(struct people *people, const char *name, struct pos pos, int column) {
    people->header[people->count] = (struct csv_field){name, pos};
    people->column[people->count++] = column;
}

/* Whether the roster has a column of the export: what is the system's own about a person and no id, which would compete
 * with `id`; what somebody added about print, paper and time; of one with a map, all. */
static bool is_kept(const struct lms_export *export, int column, int id, bool all) {
    const char *heading = export->csv->header.fields[column].text;
    const bool own = all || export->identity[column] || column == export->address ||
                     csv_same_heading(heading, "section") || csv_same_heading(heading, "sections") ||
                     sets_is_accommodation(heading);
    if (!own || column == id || column == export->name || column == export->first || column == export->last)
        return false;
    for (int i = 0; i < column; i++)
        if (strcmp(export->csv->header.fields[i].text, heading) == 0)
            return false;
    return !csv_same_heading(heading, "id") && !csv_same_heading(heading, "name") &&
           !csv_same_heading(heading, "student");
}

static bool show_row(const void *context, struct arena *arena, struct csv_row *row) {
    const struct people *people = context;
    const struct lms_export *export = people->export;
    if (table_find(people->places, 0, &row->place, sizeof row->place) == SIZE_MAX)
        return false;
    struct csv_field *fields = arena_array(arena, (size_t)people->count, sizeof *fields);
    for (int i = 0; i < people->count; i++) {
        const int column = people->column[i];
        fields[i] = column >= 0 ? row->fields[column] : row->fields[export->first];
        /* Brightspace writes it before both of its ids, so that nobody takes them for numbers. */
        if (*fields[i].text == '#' && (i == 0 || (column >= 0 && export->system->end_cell && export->identity[column])))
            fields[i].text++;
        if (column >= 0)
            continue;
        const struct sets_headings names = {.name = -1, .first_name = export->first, .last_name = export->last};
        fields[i].text = sets_read_name(arena, &names, row, &fields[i].pos);
    }
    row->fields = fields;
    row->field_count = people->count;
    return true;
}

/* Whether the file can be read as any other roster: it has one column of ids, in which everybody has one, and no rows
 * of nobody. */
static bool is_plain(struct arena *arena, const struct source *source, const struct lms_export *export) {
    struct diag *silent = diag_new_silent();
    const struct csv *csv = csv_read(arena, source, silent);
    struct sets_headings headings = {.id = -1};
    bool plain = csv && sets_find_headings(&headings, &csv->header, "", silent);
    for (size_t i = 0; plain && i < export->csv->row_count; i++) {
        const struct csv_row *row = &export->csv->rows[i];
        const char *id = row->bad ? "" : row->fields[headings.id].text;
        plain = row->bad || (lms_is_person(export, i) && id[strspn(id, " ")] && *id != '#');
    }
    diag_free(silent);
    return plain;
}

const struct csv_view *lms_people_view(struct arena *arena, const struct source *source, const struct lms_map *map,
                                       bool *bad, struct diag *diag) {
    struct diag *silent = diag_new_silent();
    const struct csv *csv = csv_read_export(arena, source, silent);
    diag_free(silent);
    *bad = false;
    const struct lms_export *export = csv ? lms_recognize(arena, csv, map, bad, diag) : NULL;
    if (!export || (!map && is_plain(arena, source, export)))
        return NULL;
    const int id = find_key(export);
    const struct csv_row *header = &csv->header;
    if (id < 0)
        return NULL;
    struct people *people = arena_alloc(arena, sizeof *people);
    *people = (struct people){.export = export,
                              .header = arena_array(arena, (size_t)header->field_count + 2, sizeof *people->header),
                              .column = arena_array(arena, (size_t)header->field_count + 2, sizeof *people->column),
                              .places = table_new(arena)};
    add_column(people, "id", header->fields[id].pos, id);
    if (export->name >= 0)
        add_column(people, "name", header->fields[export->name].pos, export->name);
    else if (export->first >= 0 && export->last >= 0)
        add_column(people, "name", header->fields[export->first].pos, -1);
    else if (export->first >= 0 || export->last >= 0)
        add_column(people, "name", header->pos, export->first >= 0 ? export->first : export->last);
    for (int i = 0; i < header->field_count; i++)
        if (is_kept(export, i, id, map))
            add_column(people, header->fields[i].text, header->fields[i].pos, i);
    for (size_t i = 0; i < csv->row_count; i++)
        if (lms_is_person(export, i))
            table_add(people->places, 0, &csv->rows[i].place, sizeof csv->rows[i].place);
    if (export->paired && export->name < 0)
        diag_report(diag, SEVERITY_NOTE, header->fields[id].pos,
                    "this is a %s; ids are those of its column '%s', first names those of '%s' and last names those of "
                    "'%s'",
                    export->system->called, header->fields[id].text, header->fields[export->first].text,
                    header->fields[export->last].text);
    else
        diag_report(diag, SEVERITY_NOTE, header->fields[id].pos, "this is a %s; ids are those of its column '%s'",
                    export->system->called, header->fields[id].text);
    struct csv_view *view = arena_alloc(arena, sizeof *view);
    *view = (struct csv_view){
        people, {.fields = people->header, .field_count = people->count, .pos = header->pos}, show_row};
    return view;
}
