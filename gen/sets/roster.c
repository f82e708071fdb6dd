/* Gradebooks of Canvas and Moodle: reading one, and writing the marks that it imports. */
#include "sets/roster.h"

#include <math.h>
#include <string.h>

#define CANVAS_KEYS "SIS User ID", "SIS Login ID", "ID", "Integration ID"
#define CANVAS_IDENTITY "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section"
/* Moodle's words in the language of the site: first name, last name, ID number, institution, department, e-mail
 * address, user name. The person who imports maps each column in a form, so a heading of the import need only be
 * understood. */
#define MOODLE(first, last, number, institution, department, address, user)                                            \
    {                                                                                                                  \
        "Moodle", "moodle-import.csv", {first, last, number, institution, department, address, user},                  \
            {number, address, user}, first, "", " (Feedback)", false                                                   \
    }

static const struct sets_dialect dialects[] = {
    {"Canvas", "canvas-import.csv", {"Student", CANVAS_IDENTITY}, {CANVAS_KEYS}, "Student", "", NULL, true},
    /* Canvas, exported with names in two columns. */
    {"Canvas",
     "canvas-import.csv",
     {"LastName", "FirstName", CANVAS_IDENTITY},
     {CANVAS_KEYS},
     "LastName",
     "",
     NULL,
     true},
    {"Moodle",
     "moodle-import.csv",
     {"First name", "Last name", "Surname", "ID number", "Institution", "Department", "Email address", "Username"},
     {"ID number", "Email address", "Username"},
     "First name",
     " (Real)",
     " (Feedback)",
     false},
    MOODLE("Vorname", "Nachname", "ID-Nummer", "Institution", "Abteilung", "E-Mail-Adresse", "Anmeldename"),
    {"Moodle",
     "moodle-import.csv",
     {"Prénom", "Nom de famille", "Nom", "Numéro d'identification", "Numéro d’identification", "Institution",
      "Département", "Adresse de courriel", "Nom d'utilisateur", "Nom d’utilisateur"},
     {"Numéro d'identification", "Numéro d’identification", "Adresse de courriel", "Nom d'utilisateur",
      "Nom d’utilisateur"},
     "Prénom",
     "",
     " (Feedback)",
     false},
    MOODLE("Nombre", "Apellido(s)", "Número de ID", "Institución", "Departamento", "Dirección de correo",
           "Nombre de usuario"),
    MOODLE("Nome", "Cognome", "Codice identificativo", "Istituzione", "Dipartimento", "Indirizzo email", "Username"),
    MOODLE("Nome", "Sobrenome", "Número de identificação", "Instituição", "Departamento", "Endereço de email",
           "Identificação de usuário"),
    MOODLE("Voornaam", "Achternaam", "ID-nummer", "Instelling", "Afdeling", "E-mailadres", "Gebruikersnaam"),
    MOODLE("Imię", "Nazwisko", "Numer ID", "Instytucja", "Departament", "Adres e-mail", "Nazwa użytkownika")};
enum { DIALECTS = sizeof dialects / sizeof *dialects };

static bool has_key_column(const struct csv *csv, const struct sets_dialect *dialect) {
    for (int i = 0; dialect->keys[i]; i++)
        if (csv_similar_column(&csv->header, dialect->keys[i]) >= 0)
            return true;
    return false;
}

struct sets_roster *sets_roster_read(struct arena *arena, const struct source *source, struct diag *diag) {
    const struct csv *csv = csv_read_export(arena, source, diag);
    for (int i = 0; csv && i < DIALECTS; i++) {
        if (csv_similar_column(&csv->header, dialects[i].needed) < 0 || !has_key_column(csv, &dialects[i]))
            continue;
        struct sets_roster *roster = arena_alloc(arena, sizeof *roster);
        *roster = (struct sets_roster){arena, csv, &dialects[i]};
        return roster;
    }
    if (csv)
        diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                    "these are neither the headings of a gradebook that Canvas exported (Student, ID, SIS User ID, SIS "
                    "Login ID, Section) nor of one that Moodle exported (First name, Last name, ID number, Email "
                    "address); export it in English");
    return NULL;
}

const char *sets_roster_file_name(const struct sets_roster *roster) {
    return roster->dialect->file;
}

static bool is_identity(const struct sets_dialect *dialect, const char *heading) {
    for (int i = 0; dialect->identity[i]; i++)
        if (csv_same_heading(dialect->identity[i], heading))
            return true;
    return false;
}

/* Whether a heading is the assignment's: `TITLE`, `TITLE (12345)` of Canvas, `Assignment: TITLE (Real)` of Moodle. */
static bool is_assignment(const struct sets_dialect *dialect, const char *heading, const char *title, const char *end) {
    size_t length = strlen(title), tail = strlen(end);
    if (!dialect->points) { /* `Assignment: TITLE (Real)` */
        size_t whole = strlen(heading);
        if (whole < length + tail || strcmp(heading + whole - tail, end) != 0 ||
            strncmp(heading + whole - tail - length, title, length) != 0)
            return false;
        return whole == length + tail ||
               (whole >= length + tail + 2 && strncmp(heading + whole - tail - length - 2, ": ", 2) == 0);
    }
    if (strncmp(heading, title, length) != 0)
        return false;
    const char *rest = heading + length;
    if (!*rest)
        return true;
    size_t digits = strncmp(rest, " (", 2) == 0 ? strspn(rest + 2, "0123456789") : 0;
    return digits && strcmp(rest + 2 + digits, ")") == 0;
}

/* The next column of the assignment after `column`; -1. */
static int next_assignment(const struct sets_roster *roster, int column, const char *title, const char *end) {
    const struct csv_row *header = &roster->csv->header;
    while (++column < header->field_count)
        if (is_assignment(roster->dialect, header->fields[column].text, title, end))
            return column;
    return -1;
}

/* What Canvas takes for a total wherever it is in a heading, and skips (lib/gradebook_importer.rb,
 * NON_ASSIGNMENT_COLUMN_HEADERS). */
static const char *total_in(const char *heading) {
    static const char *const totals[] = {"Current Score",  "Current Points", "Current Grade",
                                         "Final Score",    "Final Points",   "Final Grade",
                                         "Override Score", "Override Grade", "Override Status"};
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        if (strstr(heading, totals[i]))
            return totals[i];
    return NULL;
}

/* The assignment's heading in the export, or a new one; `*column`: its column, -1 if it is new. NULL and an error if it
 * cannot be known which one is meant, or if the system would not import it. */
static const char *assignment_heading(const struct sets_roster *roster, const char *title, const char *end, int *column,
                                      struct diag *diag) {
    const struct csv_field *fields = roster->csv->header.fields;
    const char *heading = arena_printf(roster->arena, "%s%s", title, end);
    *column = next_assignment(roster, -1, title, end);
    int other = *column < 0 ? -1 : next_assignment(roster, *column, title, end);
    if (other >= 0 && roster->dialect->points) {
        diag_report(
            diag, SEVERITY_ERROR, fields[other].pos,
            "two assignments are called '%s': column %d, '%s', and column %d, '%s'; remove the column of the one "
            "that is not meant",
            title, *column + 1, fields[*column].text, other + 1, fields[other].text);
        return NULL;
    }
    if (other >= 0) {
        diag_report(diag, SEVERITY_WARNING, fields[other].pos,
                    "two items are called '%s', in column %d and in column %d; choose in the form of %s which one gets "
                    "the marks",
                    title, *column + 1, other + 1, roster->dialect->name);
        *column = -1;
    }
    if (*column >= 0)
        heading = fields[*column].text;
    const char *total = roster->dialect->points ? total_in(heading) : NULL;
    if (total) {
        diag_report(diag, SEVERITY_ERROR, *column >= 0 ? fields[*column].pos : roster->csv->header.pos,
                    "%s takes '%s' for a total because of '%s' in it, and imports no marks to it; give the lab and the "
                    "assignment another title",
                    roster->dialect->name, heading, total);
        return NULL;
    }
    return heading;
}

static void write_identity(struct text *out, const struct sets_roster *roster, const struct csv_row *row) {
    bool first = true;
    for (int i = 0; i < roster->csv->header.field_count; i++)
        if (is_identity(roster->dialect, roster->csv->header.fields[i].text)) {
            csv_write(out, row->fields[i].text, first);
            first = false;
        }
}

/* Writes marks with at most two decimals. */
static void write_mark(struct text *out, double marks) {
    csv_write_number(out, number_round_decimals(marks, 2), false);
}

/* Compares what the export says the assignment is out of. */
static void check_points(const struct sets_roster *roster, const struct csv_row *row, int column, double points,
                         const char *heading, struct diag *diag) {
    const struct csv_field *field = &row->fields[column];
    const char *said = sets_roster_key(roster->arena, field->text);
    double there;
    /* Some write a decimal comma even where commas separate the fields. */
    enum csv_number number = csv_parse_number(strchr(said, ',') ? ';' : ',', said, strlen(said), &there);
    if (number == CSV_NO_NUMBER && *said) /* `(read only)`, in the language of the site */
        diag_report(diag, SEVERITY_WARNING, field->pos,
                    "'%s' is out of '%s' in Canvas: it is read only there, and its marks will not be imported", heading,
                    said);
    else if (number != CSV_NO_NUMBER && fabs(there - points) > 1e-9)
        diag_report(diag, SEVERITY_WARNING, field->pos,
                    "'%s' is out of %s in Canvas, and out of %g here; make the two the same before you import", heading,
                    said, points);
}

/* Writes the row of Canvas that says what the assignment is out of. Warns if the export says something else. */
static void write_points(struct text *out, const struct sets_roster *roster, int column, double points,
                         const char *heading, struct diag *diag) {
    const struct csv *csv = roster->csv;
    bool first = true;
    for (int i = 0; i < csv->header.field_count; i++)
        if (is_identity(roster->dialect, csv->header.fields[i].text)) {
            bool student = csv_same_heading(csv->header.fields[i].text, roster->dialect->needed);
            csv_write(out, student ? "    Points Possible" : "", first);
            first = false;
        }
    write_mark(out, points);
    csv_end_row(out);
    for (size_t i = 0; i < csv->row_count && column >= 0; i++)
        if (!csv->rows[i].bad && strcmp(sets_roster_key(roster->arena, sets_roster_first(roster, &csv->rows[i])->text),
                                        "points possible") == 0)
            check_points(roster, &csv->rows[i], column, points, heading, diag);
}

/* Whether the export says that a person's mark is not to be changed (reported): `EX` of Canvas excuses them, `N/A` is
 * that of somebody who does not have the assignment. */
static bool is_settled(const struct sets_roster *roster, const struct csv_row *row, int column, const char *id,
                       struct diag *diag) {
    if (!roster->dialect->points || column < 0)
        return false;
    const char *cell = sets_roster_key(roster->arena, row->fields[column].text);
    bool excused = strcmp(cell, "ex") == 0;
    if (excused || strcmp(cell, "n/a") == 0)
        diag_report(diag, SEVERITY_WARNING, row->fields[column].pos,
                    excused
                        ? "'%s' is excused in Canvas (EX) but has a graded sheet: the import leaves the row out, so "
                          "that it stays so"
                        : "'%s' does not have the assignment in Canvas (N/A) but has a graded sheet: the import "
                          "leaves the row out",
                    id);
    return excused || strcmp(cell, "n/a") == 0;
}

/* Warns of rows whose id is one person's and whose name is another's. */
static void check_names(const struct sets_roster *roster, const struct sets_roster_mark *const *of_row,
                        struct sets_names *names, struct diag *diag) {
    const struct csv *csv = roster->csv;
    struct sets_headings headings;
    sets_find_name_headings(&headings, &csv->header);
    for (size_t i = 0; i < csv->row_count; i++) {
        if (csv->rows[i].bad || !of_row[i])
            continue;
        struct pos pos;
        const char *name = sets_read_name(roster->arena, &headings, &csv->rows[i], &pos);
        sets_names_check(names, of_row[i]->id, name, pos, diag);
    }
}

static bool has_bad_rows(const struct csv *csv) {
    for (size_t i = 0; i < csv->row_count; i++)
        if (csv->rows[i].bad)
            return true;
    return false;
}

bool sets_roster_print(struct text *out, struct sets_roster *roster, const char *title, double points,
                       const struct sets_roster_mark *marks, size_t count, struct sets_names *names,
                       struct diag *diag) {
    const struct csv *csv = roster->csv;
    const struct sets_dialect *dialect = roster->dialect;
    struct sets_roster_match match;
    int column, feedback;
    if (!sets_roster_find(&match, roster, marks, count, diag))
        return false;
    const char *heading = assignment_heading(roster, title, dialect->mark_end, &column, diag);
    if (!heading)
        return false;
    sets_roster_report(roster, &match, marks, count, diag);
    check_names(roster, match.of_row, names, diag);
    if (has_bad_rows(csv))
        diag_report(diag, SEVERITY_WARNING, (struct pos){csv->header.pos.source, 0, 0},
                    "rows with an error are not in the import");
    bool first = true;
    for (int i = 0; i < csv->header.field_count; i++)
        if (is_identity(dialect, csv->header.fields[i].text)) {
            csv_write_heading(out, csv->header.fields[i].text, first);
            first = false;
        }
    csv_write_heading(out, heading, false);
    if (dialect->feedback_end) {
        struct diag *silent = diag_new(); /* the marks' column has said that there are two items */
        csv_write_heading(out, assignment_heading(roster, title, dialect->feedback_end, &feedback, silent), false);
        diag_free(silent);
    }
    csv_end_row(out);
    if (dialect->points)
        write_points(out, roster, column, points, heading, diag);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct sets_roster_mark *mark = match.of_row[i];
        if (csv->rows[i].bad || !mark || !mark->graded || is_settled(roster, &csv->rows[i], column, mark->id, diag))
            continue;
        write_identity(out, roster, &csv->rows[i]);
        write_mark(out, mark->marks);
        if (dialect->feedback_end)
            csv_write(out, mark->feedback, false);
        csv_end_row(out);
    }
    return true;
}
