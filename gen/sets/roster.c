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
     {"Prénom", "Nom de famille", "Nom", "Numéro d'identification", "Institution", "Département", "Adresse de courriel",
      "Nom d'utilisateur"},
     {"Numéro d'identification", "Adresse de courriel", "Nom d'utilisateur"},
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
    {"Moodle", /* in Norwegian and Danish */
     "moodle-import.csv",
     {"Fornavn", "Etternavn", "Efternavn", "ID-nummer", "Institusjon", "Institution", "Avdeling", "Afdeling",
      "E-postadresse", "E-mailadresse", "Brukernavn", "Brugernavn"},
     {"ID-nummer", "E-postadresse", "E-mailadresse", "Brukernavn", "Brugernavn"},
     "Fornavn",
     "",
     " (Feedback)",
     false},
    MOODLE("Förnamn", "Efternamn", "ID-nummer", "Institution", "Avdelning", "E-postadress", "Användarnamn"),
    MOODLE("Etunimi", "Sukunimi", "ID-numero", "Laitos", "Osasto", "Sähköpostiosoite", "Käyttäjätunnus"),
    MOODLE("Křestní jméno", "Příjmení", "Identifikační číslo", "Instituce", "Oddělení", "E-mailová adresa",
           "Uživatelské jméno"),
    MOODLE("Imię", "Nazwisko", "Numer ID", "Instytucja", "Departament", "Adres e-mail", "Nazwa użytkownika")};
enum { DIALECTS = sizeof dialects / sizeof *dialects };

static bool has_key_column(const struct csv *csv, const struct sets_dialect *dialect) {
    for (int i = 0; dialect->keys[i]; i++)
        if (csv_similar_column(&csv->header, dialect->keys[i]) >= 0)
            return true;
    return false;
}

static bool is_identity(const struct sets_dialect *dialect, const char *heading) {
    for (int i = 0; dialect->identity[i]; i++)
        if (csv_same_heading(dialect->identity[i], heading))
            return true;
    return false;
}

struct sets_roster *sets_roster_read(struct arena *arena, const struct source *source, struct diag *diag) {
    const struct csv *csv = csv_read_export(arena, source, diag);
    for (int i = 0; csv && i < DIALECTS; i++) {
        if (csv_similar_column(&csv->header, dialects[i].needed) < 0 || !has_key_column(csv, &dialects[i]))
            continue;
        struct sets_roster *roster = arena_alloc(arena, sizeof *roster);
        *roster = (struct sets_roster){arena, csv, &dialects[i], csv_similar_column(&csv->header, dialects[i].needed),
                                       arena_array(arena, (size_t)csv->header.field_count, sizeof(bool))};
        for (int column = 0; column < csv->header.field_count; column++)
            roster->identity[column] = is_identity(&dialects[i], csv->header.fields[column].text);
        return roster;
    }
    for (int i = 0; csv && i < csv->header.field_count; i++)
        if (sets_is_number_in_system(csv->header.fields[i].text)) {
            diag_report(diag, SEVERITY_ERROR, csv->header.fields[i].pos,
                        "these are the headings of the grading worksheet of an assignment of Moodle, which has no ids "
                        "that are known here; export the gradebook instead (Grades, Export, Plain text file)");
            return NULL;
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

static void write_identity(struct text *out, const struct sets_roster *roster, const struct csv_row *row) {
    bool first = true;
    for (int i = 0; i < roster->csv->header.field_count; i++)
        if (roster->identity[i]) {
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
        if (roster->identity[i]) {
            csv_write(out, i == roster->first ? "    Points Possible" : "", first);
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

bool sets_roster_print(struct text *out, struct sets_roster *roster, const char *title, double points,
                       const struct sets_roster_mark *marks, size_t count, struct sets_names *names,
                       struct diag *diag) {
    const struct csv *csv = roster->csv;
    const struct sets_dialect *dialect = roster->dialect;
    struct sets_roster_match match;
    struct sets_roster_item item;
    if (!sets_roster_find(&match, roster, marks, count, diag) || !sets_roster_find_item(&item, roster, title, diag))
        return false;
    sets_roster_report(roster, &match, marks, count, diag);
    check_names(roster, match.of_row, names, diag);
    if (sets_roster_has_bad_rows(roster))
        diag_report(diag, SEVERITY_WARNING, (struct pos){csv->header.pos.source, 0, 0},
                    "rows with an error are not in the import");
    bool first = true;
    for (int i = 0; i < csv->header.field_count; i++)
        if (roster->identity[i]) {
            csv_write_heading(out, csv->header.fields[i].text, first);
            first = false;
        }
    csv_write_heading(out, item.heading, false);
    if (item.feedback)
        csv_write_heading(out, item.feedback, false);
    csv_end_row(out);
    if (dialect->points)
        write_points(out, roster, item.column, points, item.heading, diag);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct sets_roster_mark *mark = match.of_row[i];
        if (csv->rows[i].bad || !mark || !mark->graded ||
            is_settled(roster, &csv->rows[i], item.column, mark->id, diag))
            continue;
        write_identity(out, roster, &csv->rows[i]);
        write_mark(out, mark->marks);
        if (item.feedback)
            csv_write(out, mark->feedback, false);
        csv_end_row(out);
    }
    return true;
}
