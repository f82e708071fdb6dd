#include "sets/sets.h"

#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 10, IDENTITY_MOST = 8 };

/* How a system names the columns of a gradebook. */
struct dialect {
    const char *name, *file;
    const char *identity[IDENTITY_MOST + 1]; /* copied to the import, in the order of the export */
    const char *keys[IDENTITY_MOST + 1];     /* may have the ids, the likeliest first */
    const char *needed;                      /* the heading that tells the systems apart */
    const char *mark_end, *feedback_end;     /* follow an assignment's name */
    bool points; /* a row above those of people says what assignments are out of; its needed column is `Points Possible`
                  */
};

static const struct dialect dialects[] = {
    {"Canvas",
     "canvas-import.csv",
     {"Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section"},
     {"SIS User ID", "SIS Login ID", "ID", "Integration ID"},
     "Student",
     "",
     NULL,
     true},
    /* Canvas, exported with names in two columns. */
    {"Canvas",
     "canvas-import.csv",
     {"LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section"},
     {"SIS User ID", "SIS Login ID", "ID", "Integration ID"},
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
     false}};
enum { DIALECTS = sizeof dialects / sizeof *dialects };

/* A cell that is compared with ids, and its row. */
struct roster_key {
    const char *text;
    size_t row;
};

struct sets_roster {
    struct arena *arena;
    const struct csv *csv;
    const struct dialect *dialect;
};

static int find_column(const struct csv *csv, const char *const *names, int i) {
    return names[i] ? csv_column(csv, names[i]) : -1;
}

static bool has_key_column(const struct csv *csv, const struct dialect *dialect) {
    for (int i = 0; dialect->keys[i]; i++)
        if (find_column(csv, dialect->keys, i) >= 0)
            return true;
    return false;
}

struct sets_roster *sets_roster_read(struct arena *arena, const struct source *source, struct diag *diag) {
    const struct csv *csv = csv_read(arena, source, diag);
    for (int i = 0; csv && i < DIALECTS; i++) {
        if (csv_column(csv, dialects[i].needed) < 0 || !has_key_column(csv, &dialects[i]))
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

/* A cell or id for comparison: trimmed and in lower case, since e-mail addresses and logins ignore case. */
static const char *plain_key(struct arena *arena, const char *text) {
    static const char blanks[] = " \t\r\n";
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length && strchr(blanks, text[length - 1]))
        length--;
    char *key = arena_strndup(arena, text, length);
    for (char *p = key; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + ('a' - 'A'));
    return key;
}

static int compare_keys(const void *a, const void *b) {
    const struct roster_key *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* Whether a row is that of a person. Canvas has rows above them, such as what an assignment is out of. */
static bool is_person(const struct sets_roster *roster, const struct csv_row *row) {
    const char *first = plain_key(roster->arena, row->fields[csv_column(roster->csv, roster->dialect->needed)].text);
    if (!roster->dialect->points)
        return !row->bad;
    return !row->bad && *first && strcmp(first, "points possible") != 0 && strcmp(first, "student, test") != 0;
}

/* The cells of a column, sorted: those of people, without empty ones. */
static struct roster_key *column_keys(const struct sets_roster *roster, int column, size_t *count) {
    const struct csv *csv = roster->csv;
    struct roster_key *keys = arena_array(roster->arena, csv->row_count + 1, sizeof *keys);
    *count = 0;
    for (size_t i = 0; i < csv->row_count; i++) {
        if (csv->rows[i].bad || !is_person(roster, &csv->rows[i]))
            continue;
        const char *key = plain_key(roster->arena, csv->rows[i].fields[column].text);
        if (*key)
            keys[(*count)++] = (struct roster_key){key, i};
    }
    qsort(keys, *count, sizeof *keys, compare_keys);
    return keys;
}

/* The first row with that id; NULL if there is none. */
static const struct roster_key *find_key(const struct roster_key *keys, size_t count, const char *id) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(keys[middle].text, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && strcmp(keys[low].text, id) == 0 ? &keys[low] : NULL;
}

/* Which graded person each row is, by the column that has most of the ids. */
struct match {
    int column;
    const struct sets_roster_mark **of_row; /* by row; NULL: nobody who was graded */
    size_t found;
};

static void match_column(struct sets_roster *roster, int column, const struct sets_roster_mark *marks, size_t count,
                         struct match *best) {
    size_t key_count, found = 0;
    const struct roster_key *keys = column_keys(roster, column, &key_count);
    const struct sets_roster_mark **of_row = arena_array(roster->arena, roster->csv->row_count + 1, sizeof *of_row);
    for (size_t i = 0; i < count; i++) {
        const struct roster_key *key = find_key(keys, key_count, plain_key(roster->arena, marks[i].id));
        if (!key || of_row[key->row])
            continue;
        of_row[key->row] = &marks[i];
        found++;
    }
    if (found > best->found)
        *best = (struct match){column, of_row, found};
}

static bool is_found(const struct sets_roster *roster, const struct match *match, const struct sets_roster_mark *mark) {
    for (size_t i = 0; i < roster->csv->row_count; i++)
        if (match->of_row[i] == mark)
            return true;
    return false;
}

/* Reports which column it is, and who is only graded or only on the roster. */
static void report_match(const struct sets_roster *roster, const struct match *match,
                         const struct sets_roster_mark *marks, size_t count, struct diag *diag) {
    const struct csv *csv = roster->csv;
    const struct csv_field *heading = &csv->header.fields[match->column];
    diag_report(diag, SEVERITY_NOTE, heading->pos,
                "this is a roster of %s; ids are matched to its column '%s': %zu of "
                "%zu graded people are found",
                roster->dialect->name, heading->text, match->found, count);
    size_t missing = 0, left = 0, key_count;
    for (size_t i = 0; i < count && match->found < count; i++)
        if (!is_found(roster, match, &marks[i]) && ++missing <= LISTED)
            diag_report(diag, SEVERITY_WARNING, (struct pos){csv->header.pos.source, 0, 0},
                        "'%s' is graded but not on the roster: their mark is not imported", marks[i].id);
    if (missing > LISTED)
        diag_report(diag, SEVERITY_WARNING, (struct pos){csv->header.pos.source, 0, 0},
                    "%zu more are graded but not on the roster", missing - LISTED);
    for (size_t i = 0; i < csv->row_count; i++) {
        if (csv->rows[i].bad || !is_person(roster, &csv->rows[i]) || match->of_row[i] || ++left > LISTED)
            continue;
        const char *id = csv->rows[i].fields[match->column].text;
        diag_report(diag, SEVERITY_NOTE, csv->rows[i].pos,
                    "no sheet of '%s' is graded: the import leaves this row out, and the mark in %s stays",
                    *id ? id : csv->rows[i].fields[0].text, roster->dialect->name);
    }
    if (left > LISTED)
        diag_report(diag, SEVERITY_NOTE, (struct pos){csv->header.pos.source, 0, 0},
                    "%zu more rows have no graded sheet and are left out", left - LISTED);
    const struct roster_key *keys = column_keys(roster, match->column, &key_count);
    for (size_t i = 1; i < key_count; i++)
        if (strcmp(keys[i].text, keys[i - 1].text) == 0)
            diag_report(diag, SEVERITY_ERROR, csv->rows[keys[i].row].fields[match->column].pos,
                        "'%s' is in more than one row; the first, on line %d, gets the mark", keys[i].text,
                        csv->rows[keys[i - 1].row].pos.line);
}

static bool is_identity(const struct dialect *dialect, const char *heading) {
    for (int i = 0; dialect->identity[i]; i++)
        if (strcmp(dialect->identity[i], heading) == 0)
            return true;
    return false;
}

/* Whether a heading is the assignment's: `TITLE`, `TITLE (12345)` of Canvas, `Assignment: TITLE (Real)` of Moodle. */
static bool is_assignment(const struct dialect *dialect, const char *heading, const char *title, const char *end) {
    size_t length = strlen(title), tail = strlen(end);
    if (*dialect->mark_end) { /* `Assignment: TITLE (Real)` */
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

/* The assignment's heading in the export, or a new one; `*column`: its column, -1 if it is new. */
static const char *assignment_heading(const struct sets_roster *roster, const char *title, const char *end,
                                      int *column) {
    const struct csv *csv = roster->csv;
    for (*column = 0; *column < csv->header.field_count; ++*column)
        if (is_assignment(roster->dialect, csv->header.fields[*column].text, title, end))
            return csv->header.fields[*column].text;
    *column = -1;
    return arena_printf(roster->arena, "%s%s", title, end);
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

/* Writes the row of Canvas that says what the assignment is out of. Warns if the export says something else. */
static void write_points(struct text *out, const struct sets_roster *roster, int column, double points,
                         const char *heading, struct diag *diag) {
    const struct csv *csv = roster->csv;
    bool first = true;
    for (int i = 0; i < csv->header.field_count; i++)
        if (is_identity(roster->dialect, csv->header.fields[i].text)) {
            bool student = strcmp(csv->header.fields[i].text, roster->dialect->needed) == 0;
            csv_write(out, student ? "    Points Possible" : "", first);
            first = false;
        }
    write_mark(out, points);
    csv_end_row(out);
    for (size_t i = 0; i < csv->row_count && column >= 0; i++) {
        const struct csv_row *row = &csv->rows[i];
        double there;
        if (row->bad || strcmp(plain_key(roster->arena, row->fields[csv_column(csv, roster->dialect->needed)].text),
                               "points possible") != 0)
            continue;
        const char *said = plain_key(roster->arena, row->fields[column].text);
        if (number_parse(said, strlen(said), &there) && fabs(there - points) > 1e-9)
            diag_report(diag, SEVERITY_WARNING, row->fields[column].pos,
                        "'%s' is out of %s in Canvas, and out of %g here; make the two the same before you import",
                        heading, said, points);
    }
}

/* Warns of rows whose id is one person's and whose name is another's. A name is in one column, or in two. */
static void check_names(const struct sets_roster *roster, const struct sets_roster_mark *const *of_row,
                        struct sets_names *names, struct diag *diag) {
    static const char *const headings[] = {"FirstName", "First name", "LastName", "Last name", "Surname", "Student"};
    const struct csv *csv = roster->csv;
    for (size_t i = 0; i < csv->row_count; i++) {
        if (csv->rows[i].bad || !of_row[i])
            continue;
        const char *name = "";
        struct pos pos = csv->rows[i].pos;
        for (size_t j = 0; j < sizeof headings / sizeof *headings; j++) {
            int column = csv_column(csv, headings[j]);
            if (column < 0)
                continue;
            name = arena_printf(roster->arena, "%s%s%s", name, *name ? " " : "", csv->rows[i].fields[column].text);
            pos = csv->rows[i].fields[column].pos;
        }
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
    const struct dialect *dialect = roster->dialect;
    struct match match = {.column = -1};
    for (int i = 0; dialect->keys[i]; i++)
        if (csv_column(csv, dialect->keys[i]) >= 0)
            match_column(roster, csv_column(csv, dialect->keys[i]), marks, count, &match);
    if (!match.found) {
        diag_report(
            diag, SEVERITY_ERROR, csv->header.pos,
            count ? "none of the graded ids is in this roster of %s: they must match one of its columns %s, %s or %s"
                  : "nobody is graded, so there is nothing to import to %s (ids are in %s, %s or %s)",
            dialect->name, dialect->keys[0], dialect->keys[1], dialect->keys[2]);
        return false;
    }
    report_match(roster, &match, marks, count, diag);
    check_names(roster, match.of_row, names, diag);
    if (has_bad_rows(csv))
        diag_report(diag, SEVERITY_WARNING, (struct pos){csv->header.pos.source, 0, 0},
                    "rows with an error are not in the import");
    int column, feedback;
    const char *heading = assignment_heading(roster, title, dialect->mark_end, &column);
    bool first = true;
    for (int i = 0; i < csv->header.field_count; i++)
        if (is_identity(dialect, csv->header.fields[i].text)) {
            csv_write_heading(out, csv->header.fields[i].text, first);
            first = false;
        }
    csv_write_heading(out, heading, false);
    if (dialect->feedback_end)
        csv_write_heading(out, assignment_heading(roster, title, dialect->feedback_end, &feedback), false);
    csv_end_row(out);
    if (dialect->points)
        write_points(out, roster, column, points, heading, diag);
    for (size_t i = 0; i < csv->row_count; i++) {
        if (csv->rows[i].bad || !match.of_row[i] || !match.of_row[i]->graded)
            continue;
        write_identity(out, roster, &csv->rows[i]);
        write_mark(out, match.of_row[i]->marks);
        if (dialect->feedback_end)
            csv_write(out, match.of_row[i]->feedback, false);
        csv_end_row(out);
    }
    return true;
}
