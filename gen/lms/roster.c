/* Gradebooks: reading one, and writing the marks that its system imports. */
#include "lms/roster.h"

#include <math.h>
#include <string.h>

struct lms_roster *lms_roster_read(struct arena *arena, const struct source *source, const struct lms_map *map,
                                   struct diag *diag) {
    const struct csv *csv = csv_read_export(arena, source, diag);
    bool bad = false;
    const struct lms_export *export = csv ? lms_recognize(arena, csv, map, &bad, diag) : NULL;
    if (export && export->system->name) {
        struct lms_roster *roster = arena_alloc(arena, sizeof *roster);
        *roster = (struct lms_roster){.arena = arena, .csv = csv, .system = export->system, .export = export};
        return roster;
    }
    if (csv && !bad)
        diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                    "these are not the headings of a gradebook that Canvas exported (Student, ID, SIS User ID, SIS "
                    "Login ID, Section), nor of Moodle's (First name, Last name, ID number, Email address; Identifier, "
                    "Grade), Brightspace's (OrgDefinedId, Username) or Blackboard's (Username, 'TITLE [Total Pts: 10 "
                    "Score] |123'); name its columns and the system in a map (--columns)");
    return NULL;
}

const char *lms_roster_file_name(const struct lms_roster *roster) {
    return roster->system->file;
}

/* Cells of an import. */
struct lms_sheet {
    struct text *out;
    const struct lms_system *system;
    bool begun; /* the row has a cell */
};

/* Whether a cell that must stay as it is would run something in a spreadsheet program: a formula, or what it takes for
 * one with a call, a link or a range. A sign alone, as before a word, is none. */
static bool is_dangerous(const char *text) {
    return *text == '=' || (*text && strchr("+-@\t\r", *text) && strpbrk(text, "(|!"));
}

/* Whether a quote would follow a backslash: one of the text, or the one behind it. A reader that takes it for a part of
 * the text finds no end of the cell, and loses the rows below it. */
static bool is_escaped(const char *text) {
    const size_t length = strlen(text);
    return strstr(text, "\\\"") || (length && text[length - 1] == '\\' && strpbrk(text, " ,;\"\t\r\n"));
}

/* The text with a blank between each backslash and the quote behind it. */
static void part_quotes(struct text *out, const char *text) {
    for (; *text; text++) {
        text_putc(out, *text);
        if (*text == '\\' && (text[1] == '"' || !text[1]))
            text_putc(out, ' ');
    }
}

/* `exact`: another program looks for it, so that nothing is put before it. */
static void put_cell(struct lms_sheet *sheet, const char *text, bool exact) {
    if (!sheet->system->unicode_tabs) {
        struct text parted = {0};
        if (sheet->system->escapes && !exact && is_escaped(text)) {
            part_quotes(&parted, text);
            text = parted.bytes;
        }
        if (exact)
            csv_write_heading(sheet->out, text, !sheet->begun);
        else
            csv_write(sheet->out, text, !sheet->begun);
        text_free(&parted);
    } else {
        text_puts(sheet->out, sheet->begun ? "\t\"" : "\"");
        for (; *text; text++) {
            if (*text == '"')
                text_putc(sheet->out, '"');
            text_putc(sheet->out, *text == '\t' ? ' ' : *text);
        }
        text_putc(sheet->out, '"');
    }
    sheet->begun = true;
}

/* Marks with at most two decimals and a point, whatever the language of the site: all importers read that. */
static void put_mark(struct lms_sheet *sheet, double marks) {
    struct text cell = {0};
    number_print_exact(&cell, number_round_decimals(marks, 2));
    put_cell(sheet, cell.bytes, true);
    text_free(&cell);
}

static void end_row(struct lms_sheet *sheet) {
    text_puts(sheet->out, sheet->system->unicode_tabs ? "\r\n" : "\n");
    sheet->begun = false;
}

static bool is_key(const struct lms_export *export, int column) {
    for (int i = 0; i < export->key_count; i++)
        if (export->keys[i] == column)
            return true;
    return column >= 0 && (column == export->number || column == export->address);
}

/* Compares what the export says the assignment is out of. */
static void check_points(const struct lms_roster *roster, const struct lms_roster_item *item, double points,
                         struct diag *diag) {
    struct pos pos = {0};
    const char *text = lms_roster_said_points(roster, item, &pos);
    if (!text)
        return;
    const char *said = lms_key(roster->arena, text), *name = roster->system->name;
    double there;
    /* Some write a decimal comma even where commas separate the fields. */
    enum csv_number number = csv_parse_number(strchr(said, ',') ? ';' : ',', said, strlen(said), &there);
    if (number == CSV_NO_NUMBER && *said && roster->system->points) /* `(read only)`, in the language of the site */
        diag_report(diag, SEVERITY_WARNING, pos,
                    "'%s' is out of '%s' in %s: it is read only there, and its marks will not be imported",
                    item->heading, said, name);
    else if (number != CSV_NO_NUMBER && fabs(there - points) > 1e-9)
        diag_report(diag, SEVERITY_WARNING, pos,
                    "'%s' is out of %s in %s, and out of %g here; make the two the same before you import",
                    item->heading, said, name, points);
}

/* Warns of a mark that makes Moodle refuse the whole file (grade/import/csv, gradepointmax: 100 unless a site has it
 * otherwise). */
static void check_most(const struct lms_roster *roster, const struct lms_roster_mark *marks, size_t count,
                       struct diag *diag) {
    for (size_t i = 0; i < count && roster->system->titles == TITLES_MOODLE; i++)
        if (marks[i].graded && marks[i].marks > 100) {
            diag_report(diag, SEVERITY_WARNING, roster->csv->header.pos,
                        "'%s' has %g marks: Moodle refuses the whole import for a mark above 100, unless its "
                        "administrator allows more (gradepointmax)",
                        marks[i].id, marks[i].marks);
            return;
        }
}

/* Whether the export says that a person's mark is not to be changed (reported): `EX` of Canvas excuses them, `N/A` is
 * that of somebody who does not have the assignment; and a worksheet of Moodle has grades that are locked. */
static bool is_settled(const struct lms_roster *roster, const struct csv_row *row, int column, const char *id,
                       struct diag *diag) {
    static const char *const no[] = {"no", "nein", "non", "não", "nee", "nie", "ne", "nej", "nei", "ei"};
    const int open = roster->export->open;
    for (size_t i = 0; open >= 0 && i < sizeof no / sizeof *no; i++)
        if (csv_same_heading(row->fields[open].text, no[i])) {
            diag_report(diag, SEVERITY_WARNING, row->fields[open].pos,
                        "the grade of '%s' cannot be changed in Moodle: the import leaves the row as it is", id);
            return true;
        }
    if (!roster->system->points || column < 0)
        return false;
    const char *cell = lms_key(roster->arena, row->fields[column].text);
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

/* Whether what identifies a row would be a formula in a spreadsheet program, or end no cell for the system (reported).
 */
static bool is_unsafe(const struct lms_roster *roster, const struct csv_row *row, struct diag *diag) {
    for (int i = 0; i < row->field_count; i++) {
        const char *text = row->fields[i].text;
        const bool formula = is_dangerous(text);
        if (!is_key(roster->export, i) || !(roster->export->identity[i] || roster->system->whole) ||
            !(formula || (roster->system->escapes && is_escaped(text))))
            continue;
        diag_report(diag, SEVERITY_WARNING, row->fields[i].pos,
                    formula ? "'%s' would be a formula in a spreadsheet program, and %s needs it as it is: the import "
                              "leaves the row out; enter its mark by hand"
                            : "'%s' has a backslash before a quote, which %s cannot read: the import leaves the row "
                              "out; enter its mark by hand",
                    text, roster->system->name);
        return true;
    }
    return false;
}

/* Warns of rows whose id is one person's and whose name is another's. */
static void check_names(const struct lms_roster *roster, const struct lms_roster_mark *const *of_row,
                        struct sets_names *names, struct diag *diag) {
    const struct csv *csv = roster->csv;
    const struct lms_export *export = roster->export;
    const struct sets_headings headings = {
        .name = export->name, .first_name = export->first, .last_name = export->last};
    for (size_t i = 0; i < csv->row_count; i++) {
        if (csv->rows[i].bad || !of_row[i])
            continue;
        struct pos pos;
        const char *name = sets_read_name(roster->arena, &headings, &csv->rows[i], &pos);
        sets_names_check(names, of_row[i]->id, name, pos, diag);
    }
}

static void put_header(struct lms_sheet *sheet, const struct lms_roster *roster, const struct lms_roster_item *item) {
    const struct csv_row *header = &roster->csv->header;
    for (int i = 0; i < header->field_count && sheet->system->whole; i++)
        put_cell(sheet, header->fields[i].text, true);
    for (int i = 0; i < roster->export->written_count && !sheet->system->whole; i++)
        put_cell(sheet, roster->export->written[i].heading, true);
    if (!sheet->system->whole)
        put_cell(sheet, item->heading, true);
    if (item->feedback && !sheet->system->whole)
        put_cell(sheet, item->feedback, true);
    if (sheet->system->end_heading)
        put_cell(sheet, sheet->system->end_heading, true);
    end_row(sheet);
}

/* The row of Canvas that says what the assignment is out of. */
static void put_points(struct lms_sheet *sheet, const struct lms_roster *roster, double points) {
    for (int i = 0; i < roster->export->written_count; i++)
        put_cell(sheet, i ? "" : "    Points Possible", true);
    put_mark(sheet, points);
    end_row(sheet);
}

static void put_field(struct lms_sheet *sheet, const struct lms_roster *roster, const struct csv_row *row, int column) {
    const char *text = column >= 0 ? row->fields[column].text : "";
    put_cell(sheet, text, is_key(roster->export, column) || strcmp(text, "-") == 0);
}

/* `mark`: NULL for a row that stays as it is. */
static void put_row(struct lms_sheet *sheet, const struct lms_roster *roster, const struct lms_roster_item *item,
                    const struct csv_row *row, const struct lms_roster_mark *mark) {
    const bool whole = sheet->system->whole;
    for (int i = 0; i < row->field_count && whole; i++) {
        if (mark && i == item->column)
            put_mark(sheet, mark->marks);
        else if (mark && i == item->feedback_column)
            put_cell(sheet, mark->feedback, false);
        else
            put_field(sheet, roster, row, i);
    }
    for (int i = 0; i < roster->export->written_count && !whole; i++)
        put_field(sheet, roster, row, roster->export->written[i].column);
    if (!whole) {
        put_mark(sheet, mark->marks);
        if (item->feedback)
            put_cell(sheet, mark->feedback, false);
    }
    if (sheet->system->end_cell)
        put_cell(sheet, sheet->system->end_cell, true);
    end_row(sheet);
}

/* The text as UTF-16 with its lowest byte first, which Blackboard exports and recommends. */
static void make_utf16(struct text *out, const struct text *text) {
    text_append(out, "\xFF\xFE", 2);
    for (size_t at = 0; at < text->length;) {
        unsigned c = (unsigned char)text->bytes[at];
        const int n = utf8_decode(text->bytes + at, text->length - at, &c);
        at += n ? (size_t)n : 1;
        const unsigned units[] = {c < 0x10000 ? c : 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + ((c - 0x10000) & 0x3FF)};
        for (int i = 0; i < (c < 0x10000 ? 1 : 2); i++) {
            text_putc(out, (char)(units[i] & 0xFF));
            text_putc(out, (char)(units[i] >> 8));
        }
    }
}

bool lms_roster_print(struct text *out, struct lms_roster *roster, const char *title, double points,
                      const struct lms_roster_mark *marks, size_t count, struct sets_names *names, struct diag *diag) {
    const struct csv *csv = roster->csv;
    const struct lms_system *system = roster->system;
    struct lms_roster_match *match = arena_alloc(roster->arena, sizeof *match);
    struct lms_roster_item item;
    if (!lms_roster_find(match, roster, marks, count, diag))
        return false;
    roster->match = match;
    if (!system->file) {
        diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                    "%s imports no marks from files; enter those of gradebook.csv there by hand", system->name);
        return false;
    }
    if (!lms_roster_find_item(&item, roster, title, diag))
        return false;
    lms_roster_report(roster, match, marks, count, diag);
    check_names(roster, match->of_row, names, diag);
    if (lms_roster_has_bad_rows(roster))
        diag_report(diag, SEVERITY_WARNING, (struct pos){csv->header.pos.source, 0, 0},
                    "rows with an error are not in the import");
    check_points(roster, &item, points, diag);
    check_most(roster, marks, count, diag);
    struct text utf8 = {0};
    struct lms_sheet sheet = {system->unicode_tabs ? &utf8 : out, system, false};
    put_header(&sheet, roster, &item);
    if (system->points)
        put_points(&sheet, roster, points);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct lms_roster_mark *mark = match->of_row[i];
        if (csv->rows[i].bad || (!system->whole && !mark) || !lms_is_person(roster->export, i) ||
            is_unsafe(roster, &csv->rows[i], diag))
            continue;
        const bool gets = mark && mark->graded && !is_settled(roster, &csv->rows[i], item.column, mark->id, diag);
        if (gets || system->whole)
            put_row(&sheet, roster, &item, &csv->rows[i], gets ? mark : NULL);
    }
    if (system->unicode_tabs)
        make_utf16(out, &utf8);
    text_free(&utf8);
    return true;
}
