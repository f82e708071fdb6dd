#include "lms/systems.h"

#include <string.h>

/* What columns hold, in the languages of sites, as far as `sets` does not know it for all tables. */
static const char *const ADDRESS[] = {"email",
                                      "e-mail",
                                      "email address",
                                      "e-mail address",
                                      "mail",
                                      "e-mail-adresse",
                                      "mailadresse",
                                      "adresse de courriel",
                                      "courriel",
                                      "adresse e-mail",
                                      "adresse électronique",
                                      "dirección de correo",
                                      "dirección email",
                                      "correo electrónico",
                                      "correo",
                                      "indirizzo email",
                                      "indirizzo e-mail",
                                      "endereço de email",
                                      "endereço de e-mail",
                                      "e-mailadres",
                                      "e-postadresse",
                                      "e-mailadresse",
                                      "e-postadress",
                                      "sähköpostiosoite",
                                      "sähköposti",
                                      "e-mailová adresa",
                                      "adres e-mail",
                                      "адрес электронной почты",
                                      "電子郵件",
                                      "电子邮件地址",
                                      NULL};
static const char *const UNIT[] = {
    "institution", "institución", "istituzione", "instituição", "instelling",  "institusjon",  "laitos",
    "instituce",   "instytucja",  "department",  "abteilung",   "département", "departamento", "dipartimento",
    "afdeling",    "avdeling",    "avdelning",   "osasto",      "oddělení",    "departament",  NULL};
/* Of the grading worksheet of an assignment of Moodle (its language packs: mod/assign, `grade`, `maxgrade`,
 * `gradecanbechanged`, `feedbackcomments`). */
static const char *const MARK[] = {
    "grade",       "bewertung", "note",  "calificación", "valutazione", "nota",   "avaliação", "cijfer",
    "beoordeling", "karakter",  "betyg", "arvosana",     "ocena",       "známka", "hodnocení", NULL};
static const char *const MOST[] = {
    "maximum grade",       "bestwertung", "maximale bewertung", "note maximale", "calificación máxima",
    "valutazione massima", "nota máxima", "nota massima",       "maximumcijfer", NULL};
static const char *const OPEN[] = {"grade can be changed",
                                   "bewertung kann geändert werden",
                                   "la note peut être modifiée",
                                   "la calificación puede ser cambiada",
                                   "la calificación puede cambiarse",
                                   "la valutazione può essere modificata",
                                   "nota pode ser alterada",
                                   "a nota pode ser alterada",
                                   "cijfer kan gewijzigd worden",
                                   NULL};
static const char *const COMMENT[] = {"feedback comments",
                                      "feedback als kommentar",
                                      "feedback par commentaires",
                                      "feedback por commentaires",
                                      "comentarios de retroalimentación",
                                      "commenti",
                                      "comentários ao trabalho",
                                      "feedback via comentários",
                                      "feedbackcommentaren",
                                      NULL};

static bool is_one_of(const char *heading, const char *const *names) {
    for (; *names; names++)
        if (csv_same_heading(heading, *names))
            return true;
    return false;
}

bool lms_is_address_heading(const char *heading) {
    return is_one_of(heading, ADDRESS);
}

/* Whether a heading is that of a role. */
static bool is_role(const char *heading, const char *role) {
    static const struct {
        const char *role;
        const char *const *names;
        enum sets_heading kind;
    } roles[] = {{"@first", NULL, SETS_HEADING_FIRST},   {"@last", NULL, SETS_HEADING_LAST},
                 {"@name", NULL, SETS_HEADING_NAME},     {"@number", NULL, SETS_HEADING_NUMBER},
                 {"@login", NULL, SETS_HEADING_LOGIN},   {"@other", NULL, SETS_HEADING_OTHER},
                 {"@email", ADDRESS, SETS_HEADING_NONE}, {"@unit", UNIT, SETS_HEADING_NONE},
                 {"@mark", MARK, SETS_HEADING_NONE},     {"@most", MOST, SETS_HEADING_NONE},
                 {"@open", OPEN, SETS_HEADING_NONE},     {"@comment", COMMENT, SETS_HEADING_NONE}};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(role, roles[i].role) == 0)
            return roles[i].names ? is_one_of(heading, roles[i].names) : sets_heading_of(heading) == roles[i].kind;
    return false;
}

static bool is_column(const char *heading, const char *column) {
    return *column == '@' ? is_role(heading, column) : csv_same_heading(heading, column);
}

static int find_column(const struct csv *csv, const char *column) {
    if (*column != '@')
        return csv_similar_column(&csv->header, column);
    for (int i = 0; i < csv->header.field_count; i++)
        if (is_role(csv->header.fields[i].text, column))
            return i;
    return -1;
}

static const char *cell(const struct csv_row *row, int column) {
    return column >= 0 && column < row->field_count ? row->fields[column].text : "";
}

static bool is_blank(const char *text) {
    const size_t length = strlen(text);
    return text_trimmed(text, length) == 0;
}

static bool has_addresses(const struct csv *csv, int column) {
    bool some = false;
    for (size_t i = 0; i < csv->row_count; i++) {
        const char *text = cell(&csv->rows[i], column);
        if (csv->rows[i].bad || is_blank(text))
            continue;
        const char *at = strchr(text, '@');
        if (!at || at == text || !at[1] || strchr(at + 1, '@') || strpbrk(text, " ,;"))
            return false;
        some = true;
    }
    return some;
}

/* The length of what precedes the digits at the end of a cell of participants' numbers, `Participant 123`; 0 if it is
 * none. */
static size_t participant_stem(const char *text) {
    size_t length = strlen(text), stem = length;
    while (stem && text[stem - 1] >= '0' && text[stem - 1] <= '9')
        stem--;
    return stem < length && length - stem <= 18 ? stem : 0;
}

/* The first column of Moodle's grading worksheet has the same word and a number in all rows, in any language. */
static bool is_worksheet(const struct csv *csv) {
    const char *word = NULL;
    size_t stem = 0;
    for (size_t i = 0; i < csv->row_count; i++) {
        if (csv->rows[i].bad)
            continue;
        const char *text = cell(&csv->rows[i], 0);
        const size_t own = participant_stem(text);
        if (!own || (word && (own != stem || strncmp(text, word, own) != 0)))
            return false;
        word = text;
        stem = own;
    }
    return word && find_column(csv, "@mark") > 0 && strspn(word, "0123456789") == 0;
}

/* Google Classroom has the dates of the assignments, and what they are out of, below the headings. */
static bool is_classroom(const struct csv *csv) {
    return csv->row_count && !csv->rows[0].bad && find_column(csv, "@email") == 2 && csv->header.field_count > 3 &&
           is_blank(cell(&csv->rows[0], 1)) && is_blank(cell(&csv->rows[0], 2));
}

static bool ends_with_number_of_column(const char *heading) {
    const char *bar = strrchr(heading, '|');
    return bar && bar[1] && bar[1 + strspn(bar + 1, "0123456789")] == '\0';
}

static bool is_blackboard(const struct csv *csv) {
    for (int i = 0; i < csv->header.field_count; i++)
        if (ends_with_number_of_column(csv->header.fields[i].text) ||
            csv_same_heading(csv->header.fields[i].text, "last access"))
            return true;
    return false;
}

/* Who exports from Brightspace chooses one of the two columns of ids, or both. */
static bool is_brightspace(const struct csv *csv) {
    return csv_similar_column(&csv->header, "OrgDefinedId") >= 0 ||
           (csv_similar_column(&csv->header, "End-of-Line Indicator") >= 0 && find_column(csv, "@login") >= 0);
}

/* In a language that is not known: columns of people and of items as in all of them. */
static bool is_foreign_moodle(const struct csv *csv) {
    bool addresses = false, items = false;
    for (int i = 0; i < csv->header.field_count; i++) {
        const char *heading = csv->header.fields[i].text;
        const char *colon = strstr(heading, ": "), *open = strrchr(heading, '(');
        const size_t length = strlen(heading);
        addresses = addresses || has_addresses(csv, i);
        items = items || (colon && open && open > colon && open[-1] == ' ' && heading[length - 1] == ')');
    }
    return addresses && items;
}

/* The digest that Canvas gives its test student for a login: forty hexadecimal digits. */
static bool is_digest(const char *login) {
    return strlen(login) == 40 && strspn(login, "0123456789abcdef") == 40;
}

static bool skip_canvas(const struct csv *csv, const struct csv_row *row) {
    const int name = csv_similar_column(&csv->header, "Student"), last = csv_similar_column(&csv->header, "LastName");
    const char *first = cell(row, name >= 0 ? name : last);
    struct pos pos = {0};
    struct arena *arena = arena_new();
    const char *said = sets_folded(arena, sets_trim(arena, first, &pos));
    bool nobody = strcmp(said, "points possible") == 0 || strcmp(said, "student, test") == 0 ||
                  (last >= 0 && strcmp(said, "student") == 0 &&
                   strcmp(cell(row, csv_similar_column(&csv->header, "FirstName")), "Test") == 0) ||
                  (is_digest(cell(row, csv_similar_column(&csv->header, "SIS Login ID"))) &&
                   is_blank(cell(row, csv_similar_column(&csv->header, "SIS User ID"))));
    arena_free(arena);
    return nobody;
}

static bool skip_gradescope(const struct csv *csv, const struct csv_row *row) {
    const int role = csv_similar_column(&csv->header, "Role");
    return role >= 0 && !is_blank(cell(row, role)) && !csv_same_heading(cell(row, role), "student");
}

#define CANVAS_KEYS                                                                                                    \
    { "SIS User ID", "SIS Login ID", "ID", "Integration ID" }
#define CANVAS_IDENTITY "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section"
#define MOODLE_IDENTITY                                                                                                \
    { "@first", "@last", "@name", "@number", "@unit", "@email", "@login" }
/* Canvas writes its headings in English whatever the language (lib/gradebook_exporter.rb), and so does Brightspace the
 * two of its ids. Of each two rows that fit, the first is taken. */
static const struct lms_system systems[] = {
    {.name = "Moodle",
     .called = "grading worksheet of an assignment of Moodle",
     .file = "moodle-worksheet.csv",
     .fits = is_worksheet,
     .keys = {"@number", "@email", "@login", "@other"},
     .titles = TITLES_OF_COLUMN,
     .whole = true,
     .needs_item = true},
    {.name = "Gradescope",
     .called = "roster of Gradescope",
     .needed = {"SID", "Email"},
     .keys = {"SID", "Email"},
     .skips = skip_gradescope},
    {.name = "Google Classroom",
     .called = "gradebook of Google Classroom",
     .needed = {"@first", "@last", "@email"},
     .fits = is_classroom,
     .keys = {"@email"}},
    {.name = "Brightspace",
     .called = "gradebook of Brightspace",
     .file = "brightspace-import.csv",
     .fits = is_brightspace,
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
     .fits = is_blackboard,
     .identity = {"@login"},
     .keys = {"@number", "@login", "@email"},
     .titles = TITLES_BLACKBOARD,
     .needs_item = true,
     .unicode_tabs = true},
    {.name = "Canvas",
     .called = "roster of Canvas",
     .file = "canvas-import.csv",
     .needed = {"Student"},
     .identity = {"Student", CANVAS_IDENTITY},
     .keys = CANVAS_KEYS,
     .titles = TITLES_CANVAS,
     .mark_end = "",
     .points = true,
     .skips = skip_canvas},
    {.name = "Canvas", /* with names in two columns */
     .called = "roster of Canvas",
     .file = "canvas-import.csv",
     .needed = {"LastName"},
     .identity = {"LastName", "FirstName", CANVAS_IDENTITY},
     .keys = CANVAS_KEYS,
     .titles = TITLES_CANVAS,
     .mark_end = "",
     .points = true,
     .skips = skip_canvas},
    {.name = "Moodle",
     .called = "roster of Moodle",
     .file = "moodle-import.csv",
     .needed = {"@first"},
     .identity = MOODLE_IDENTITY,
     .keys = {"@number", "@email", "@login"},
     .titles = TITLES_MOODLE,
     .mark_end = " (Real)",
     .feedback_end = " (Feedback)"},
    {.name = "Moodle", /* in another language */
     .called = "roster of Moodle",
     .file = "moodle-import.csv",
     .fits = is_foreign_moodle,
     .identity = MOODLE_IDENTITY,
     .keys = {"@number", "@email", "@login"},
     .titles = TITLES_MOODLE,
     .mark_end = "",
     .feedback_end = " (Feedback)"},
};
enum { SYSTEMS = sizeof systems / sizeof *systems };
/* Any table whose columns a map names. */
static const struct lms_system mapped = {.called = "table with a map of its columns",
                                         .keys = {"@number", "@login", "@other", "@email"}};

static bool fits(const struct csv *csv, const struct lms_system *system) {
    bool some_key = !system->needed[0];
    for (int i = 0; i < 4 && system->needed[i]; i++)
        if (find_column(csv, system->needed[i]) < 0)
            return false;
    for (int i = 0; system->keys[i] && !some_key; i++)
        some_key = find_column(csv, system->keys[i]) >= 0;
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

/* The first two columns of Moodle's gradebook are names (grade_export_userprofilefields). If the heading of one of them
 * is not known, or in a language that is not known neither is, they are found by that. */
static void pair_names(struct lms_export *export) {
    const struct csv_row *header = &export->csv->header;
    const int known = export->first >= 0 ? export->first : export->last;
    if (export->system->titles != TITLES_MOODLE || export->name >= 0 || (export->first >= 0 && export->last >= 0) ||
        known > 1 || header->field_count < 3)
        return;
    for (int i = 0; i < 2; i++) {
        const char *heading = header->fields[i].text;
        if (i != known && (i == export->address || i == export->number || is_role(heading, "@number") ||
                           is_role(heading, "@login") || is_role(heading, "@other") || is_role(heading, "@unit")))
            return;
    }
    export->paired = true;
    if (export->first >= 0)
        export->last = 1 - known;
    else
        export->first = known < 0 ? 0 : 1 - known;
    if (known < 0)
        export->last = 1;
}

static void place_columns(struct lms_export *export) {
    const struct csv *csv = export->csv;
    const struct lms_system *system = export->system;
    for (int i = 0; i < csv->header.field_count; i++) {
        const char *heading = csv->header.fields[i].text;
        for (int j = 0; system->identity[j] && !export->identity[i]; j++)
            export->identity[i] = is_column(heading, system->identity[j]);
        if (export->address < 0 && (is_role(heading, "@email") || has_addresses(csv, i)))
            export->address = i;
    }
    if (system->fits == is_worksheet) {
        export->number = 0;
        export->mark = find_column(csv, "@mark");
        export->most = find_column(csv, "@most");
        export->open = find_column(csv, "@open");
        export->feedback = find_column(csv, "@comment");
    }
    for (int j = 0; system->keys[j]; j++) {
        int column = find_column(csv, system->keys[j]);
        if (column != export->number || column < 0)
            add_key(export, column);
    }
    if (system->fits == is_worksheet || system->fits == is_foreign_moodle)
        add_key(export, export->address);
    add_key(export, export->number);
    for (int i = 0; system->fits == is_foreign_moodle && i <= export->address; i++)
        export->identity[i] = true;
    struct sets_headings names;
    sets_find_name_headings(&names, &csv->header);
    export->name = names.name;
    export->first = names.first_name;
    export->last = names.last_name;
    pair_names(export);
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
    for (bool found = false; export->first_person < csv->row_count && !found; export->first_person += !found)
        for (int i = 0; i < export->key_count && !found; i++)
            found = csv->rows[export->first_person].bad ||
                    !is_blank(cell(&csv->rows[export->first_person], export->keys[i]));
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
