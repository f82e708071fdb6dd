#include "lms/shapes.h"

#include <string.h>

#define CANVAS_KEYS                                                                                                    \
    { "SIS User ID", "SIS Login ID", "ID", "Integration ID" }
#define MOODLE_IDENTITY                                                                                                \
    { "@first", "@last", "@name", "@number", "@unit", "@email", "@login" }
/* Of each two rows that fit, the first is taken. The import of Canvas has the headings that it looks for, in English
 * and in their order (lib/gradebook_importer.rb); so are the two ids of Brightspace. */
static const struct lms_system systems[] = {
    {.name = "Moodle",
     .called = "grading worksheet of an assignment of Moodle",
     .file = "moodle-worksheet.csv",
     .fits = lms_is_worksheet,
     .keys = {"@number", "@email", "@login", "@other"},
     .titles = TITLES_OF_COLUMN,
     .whole = true,
     .needs_item = true,
     .escapes = true},
    {.name = "Gradescope",
     .called = "roster of Gradescope",
     .needed = {"SID", "Email"},
     .keys = {"SID", "Email"},
     .skips = lms_skip_gradescope},
    {.name = "Brightspace",
     .called = "gradebook of Brightspace",
     .file = "brightspace-import.csv",
     .fits = lms_is_brightspace,
     .identity = {"OrgDefinedId", "Username"},
     .keys = {"OrgDefinedId", "Username", "@email"},
     .titles = TITLES_BRIGHTSPACE,
     .mark_end = " Points Grade",
     .end_heading = "End-of-Line Indicator",
     .end_cell = "#"},
    {.name = "Blackboard",
     .called = "gradebook of Blackboard",
     .file = "blackboard-import.txt",
     .needed = {"@login"},
     .fits = lms_is_blackboard,
     .identity = {"@login"},
     .keys = {"@number", "@login", "@email"},
     .titles = TITLES_BLACKBOARD,
     .needs_item = true,
     .unicode_tabs = true},
    {.name = "Blackboard", /* in another language */
     .called = "gradebook of Blackboard",
     .file = "blackboard-import.txt",
     .fits = lms_is_foreign_blackboard,
     .places = {"@last", "@first", "@login", "@number"},
     .identity = {"@login"},
     .keys = {"@number", "@login", "@email"},
     .titles = TITLES_BLACKBOARD,
     .needs_item = true,
     .unicode_tabs = true},
    {.name = "Canvas",
     .called = "roster of Canvas",
     .file = "canvas-import.csv",
     .needed = {"Student"},
     .keys = CANVAS_KEYS,
     .titles = TITLES_CANVAS,
     .mark_end = "",
     .points = true,
     .skips = lms_skip_canvas},
    {.name = "Canvas", /* with names in two columns */
     .called = "roster of Canvas",
     .file = "canvas-import.csv",
     .needed = {"LastName"},
     .keys = CANVAS_KEYS,
     .titles = TITLES_CANVAS,
     .mark_end = "",
     .points = true,
     .skips = lms_skip_canvas},
    {.name = "Canvas", /* in another language */
     .called = "roster of Canvas",
     .file = "canvas-import.csv",
     .fits = lms_is_foreign_canvas,
     .places = {"@name"},
     .titles = TITLES_CANVAS,
     .mark_end = "",
     .points = true,
     .skips = lms_skip_canvas},
    {.name = "Google Classroom",
     .called = "gradebook of Google Classroom",
     .fits = lms_is_classroom,
     .places = {"@last", "@first", "@email"},
     .keys = {"@email"},
     .skips = lms_skip_classroom},
    {.name = "Moodle",
     .called = "roster of Moodle",
     .file = "moodle-import.csv",
     .needed = {"@first"},
     .places = {"@first", "@last"},
     .identity = MOODLE_IDENTITY,
     .keys = {"@number", "@email", "@login"},
     .titles = TITLES_MOODLE,
     .mark_end = " (Real)",
     .feedback_end = " (Feedback)",
     .escapes = true},
    {.name = "Moodle", /* in another language */
     .called = "roster of Moodle",
     .file = "moodle-import.csv",
     .fits = lms_is_foreign_moodle,
     .places = {"@first", "@last"},
     .identity = MOODLE_IDENTITY,
     .keys = {"@number", "@email", "@login"},
     .titles = TITLES_MOODLE,
     .mark_end = "",
     .feedback_end = " (Feedback)",
     .escapes = true},
};
enum { SYSTEMS = sizeof systems / sizeof *systems };
/* Any table whose columns a map names. */
static const struct lms_system mapped = {.called = "table with a map of its columns",
                                         .keys = {"@number", "@login", "@other", "@email"}};

static bool fits(const struct csv *csv, const struct lms_system *system) {
    bool some_key = !system->needed[0];
    for (int i = 0; i < 4 && system->needed[i]; i++)
        if (lms_find_column(csv, system->needed[i]) < 0)
            return false;
    for (int i = 0; system->keys[i] && !some_key; i++)
        some_key = lms_find_column(csv, system->keys[i]) >= 0;
    return some_key && (!system->fits || system->fits(csv));
}

/* The system of an export: the one that the map names, else the first that fits. NULL if there is none. */
static const struct lms_system *find_system(const struct csv *csv, const struct lms_map *map, bool *bad,
                                            struct diag *diag) {
    struct pos pos = {0};
    const char *named = map ? lms_map_system(map, &pos) : NULL;
    const struct lms_system *likely = NULL;
    for (int i = 0; i < SYSTEMS; i++) {
        if (named && !csv_same_heading(named, systems[i].name) && !csv_same_heading(named, systems[i].called))
            continue;
        if (fits(csv, &systems[i]))
            return &systems[i];
        if (!likely || (systems[i].titles == TITLES_MOODLE && !systems[i].fits))
            likely = &systems[i];
    }
    if (named && !likely) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'%s' is no system that is known here: Canvas, Moodle, Brightspace, Blackboard, Gradescope or "
                    "Google Classroom",
                    named);
        *bad = true;
    }
    return named ? likely : map ? &mapped : NULL;
}

static void add_key(struct lms_export *export, int column) {
    for (int i = 0; i < export->key_count; i++)
        if (export->keys[i] == column)
            return;
    if (column >= 0 && export->key_count < LMS_COLUMNS_MOST)
        export->keys[export->key_count++] = column;
}

static bool has_role(const char *heading, const char *const *roles) {
    for (; *roles; roles++)
        if (lms_is_column(heading, *roles))
            return true;
    return false;
}

/* The column of a role: by its heading, else where all exports of the system have it; -1. */
static int role_column(const struct lms_export *export, const char *role) {
    const struct csv_row *header = &export->csv->header;
    const int column = lms_find_column(export->csv, role);
    for (int i = 0; column < 0 && i < header->field_count && export->system->places[i]; i++)
        if (strcmp(export->system->places[i], role) == 0 && !strchr(header->fields[i].text, '|'))
            return i;
    return column;
}

/* The first two columns are names in all exports of Moodle (grade_export_userprofilefields), Blackboard and Google
 * Classroom. If the heading of one of them is not known, or neither is, they are found by that. */
static void pair_names(struct lms_export *export) {
    static const char *const others[] = {"@number", "@login", "@other", "@unit", NULL};
    const struct csv_row *header = &export->csv->header;
    const int known = export->first >= 0 ? export->first : export->last;
    if (export->name >= 0 || (export->first >= 0 && export->last >= 0) || known > 1 || header->field_count < 3)
        return;
    for (int i = 0; i < 2; i++)
        if (i != known && (i == export->address || i == export->number || has_role(header->fields[i].text, others)))
            return;
    const int first = strcmp(export->system->places[0], "@first") == 0 ? 0 : 1;
    export->paired = true;
    export->first = export->first >= 0 ? export->first : known >= 0 ? 1 - known : first;
    export->last = 1 - export->first;
}

static void place_names(struct lms_export *export) {
    struct sets_headings names;
    sets_find_name_headings(&names, &export->csv->header);
    export->name = names.name;
    export->first = names.first_name;
    export->last = names.last_name;
    const char *place = export->system->places[0];
    if (place && strcmp(place, "@name") == 0)
        export->name = 0;
    else if (place)
        pair_names(export);
}

/* Columns of ids whose headings are not known. Moodle has names, ID numbers and other things about a person in front of
 * the address: the one of these columns in which everybody has another cell has the numbers; the others may. */
static void add_unknown_keys(struct lms_export *export) {
    static const char *const known[] = {"@number", "@login", "@other", "@unit", "@name", "@first", "@last", NULL};
    const struct csv *csv = export->csv;
    int count = 0, number = -1;
    for (int i = 0; i < export->address; i++) {
        if (i == export->first || i == export->last || has_role(csv->header.fields[i].text, known))
            continue;
        add_key(export, i);
        if (lms_tells_apart(csv, i) && ++count == 1)
            number = i;
    }
    if (count != 1 || lms_find_column(csv, "@number") >= 0)
        return;
    for (int i = export->key_count - 1; i > 0; i--)
        if (export->keys[i] == number) {
            export->keys[i] = export->keys[i - 1];
            export->keys[i - 1] = number;
        }
}

/* Canvas's columns of ids in another language: those of the registry and for logging in are of the SIS, in this order.
 */
static void add_canvas_keys(struct lms_export *export) {
    const struct csv_row *header = &export->csv->header;
    const int end = lms_first_canvas_item(header);
    for (int i = 2; i < end; i++)
        if (strstr(header->fields[i].text, "SIS") || strstr(header->fields[i].text, "SGA"))
            add_key(export, i);
    add_key(export, 1);
}

static void place_columns(struct lms_export *export) {
    const struct csv *csv = export->csv;
    const struct lms_system *system = export->system;
    const bool worksheet = system->fits == lms_is_worksheet, moodle = system->titles == TITLES_MOODLE;
    for (int i = 0; i < csv->header.field_count; i++)
        if (export->address < 0 && (lms_is_column(csv->header.fields[i].text, "@email") || lms_has_addresses(csv, i)))
            export->address = i;
    for (int i = 0; i < csv->header.field_count; i++) {
        export->identity[i] = moodle && i <= export->address;
        for (int j = 0; system->identity[j] && !export->identity[i]; j++)
            export->identity[i] = lms_is_column(csv->header.fields[i].text, system->identity[j]) ||
                                  role_column(export, system->identity[j]) == i;
    }
    if (worksheet) {
        export->number = 0;
        export->mark = lms_find_column(csv, "@mark");
        export->mark_by_place = export->mark < 0;
        export->mark = export->mark < 0 ? lms_marks_by_place(csv) : export->mark;
        export->most = export->mark_by_place ? export->mark + 1 : lms_find_column(csv, "@most");
        export->open = lms_find_column(csv, "@open");
        export->feedback = lms_find_column(csv, "@comment");
    }
    place_names(export);
    for (int j = 0; system->keys[j]; j++) {
        const int column = role_column(export, system->keys[j]);
        if (column != export->number)
            add_key(export, column);
    }
    if (system->fits == lms_is_foreign_canvas)
        add_canvas_keys(export);
    if (worksheet || moodle || system->fits == lms_is_classroom)
        add_key(export, export->address);
    add_key(export, export->number);
    if (moodle)
        add_unknown_keys(export);
}

/* The columns of the import that say who it is: in most systems those of the export. Canvas wants a name, its own
 * number and, last, the section, also if the export has lost them. */
static void list_written(struct arena *arena, struct lms_export *export) {
    static const char *const canvas[] = {"Student",      "LastName",       "FirstName",    "ID",     "SIS User ID",
                                         "SIS Login ID", "Integration ID", "Root Account", "Section"};
    const struct csv_row *header = &export->csv->header;
    const bool foreign = export->system->fits == lms_is_foreign_canvas, any = export->system->titles != TITLES_CANVAS;
    export->written = arena_array(arena, (size_t)header->field_count + 3, sizeof *export->written);
    for (int i = 0; i < header->field_count && any; i++)
        if (export->identity[i])
            export->written[export->written_count++] = (struct lms_written){header->fields[i].text, i};
    const int by_place[] = {export->name, -1, -1, 1, export->keys[0], export->key_count > 2 ? export->keys[1] : -1,
                            -1,           -1, -1};
    for (size_t i = 0; i < sizeof canvas / sizeof *canvas && !any; i++) {
        int column = foreign ? by_place[i] : csv_similar_column(header, canvas[i]);
        if (foreign && i == 4 && column == 1)
            column = -1;
        if (column >= 0)
            export->identity[column] = true;
        if (column >= 0 || i == 3 || i == 8)
            export->written[export->written_count++] = (struct lms_written){canvas[i], column};
    }
}

/* Puts the columns of the map in the place of those that were found. False after an error. */
static bool apply_map(struct lms_export *export, const struct lms_map *map, struct diag *diag) {
    struct {
        const char *role;
        int *column;
        bool identity;
    } roles[] = {{"name", &export->name, true},         {"first_name", &export->first, true},
                 {"last_name", &export->last, true},    {"email", &export->address, true},
                 {"number", &export->number, true},     {"mark", &export->mark, false},
                 {"feedback", &export->feedback, false}};
    const struct csv_row *header = &export->csv->header;
    bool good = true;
    const int id = lms_map_column(map, "id", header, diag);
    good = id != LMS_MAP_BAD;
    if (id >= 0) {
        export->keys[0] = id;
        export->key_count = 1;
        export->identity[id] = true;
    }
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const int column = lms_map_column(map, roles[i].role, header, diag);
        good = good && column != LMS_MAP_BAD;
        if (column < 0)
            continue;
        *roles[i].column = column;
        export->mark_by_place = export->mark_by_place && roles[i].column != &export->mark;
        export->identity[column] = export->identity[column] || roles[i].identity;
    }
    return good;
}

struct lms_export *lms_recognize(struct arena *arena, const struct csv *csv, const struct lms_map *map, bool *bad,
                                 struct diag *diag) {
    *bad = false;
    const struct lms_system *system = find_system(csv, map, bad, diag);
    if (!system)
        return NULL;
    struct lms_export *export = arena_alloc(arena, sizeof *export);
    *export = (struct lms_export){.csv = csv,
                                  .system = system,
                                  .identity = arena_array(arena, (size_t)csv->header.field_count, sizeof(bool)),
                                  .address = -1,
                                  .mark = -1,
                                  .feedback = -1,
                                  .most = -1,
                                  .open = -1,
                                  .number = -1};
    place_columns(export);
    if (map && !apply_map(export, map, diag)) {
        *bad = true;
        return NULL;
    }
    list_written(arena, export);
    for (bool found = false; export->first_person < csv->row_count && !found; export->first_person += !found)
        for (int i = 0; i < export->key_count && !found; i++)
            found = csv->rows[export->first_person].bad ||
                    !lms_is_blank(lms_cell(&csv->rows[export->first_person], export->keys[i]));
    return export;
}

bool lms_is_person(const struct lms_export *export, size_t row) {
    const struct csv *csv = export->csv;
    return row >= export->first_person && !csv->rows[row].bad &&
           !(export->system->skips && export->system->skips(csv, &csv->rows[row]));
}

const char *lms_key(struct arena *arena, const char *text) {
    struct pos pos = {0};
    const char *key = sets_folded(arena, sets_trim(arena, text, &pos));
    return *key == '#' ? key + 1 : key;
}
