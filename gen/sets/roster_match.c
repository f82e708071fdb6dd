/* Which graded person each row of a roster is. */
#include "sets/check.h"
#include "sets/roster.h"

#include <stdint.h>
#include <string.h>

const struct csv_field *sets_roster_first(const struct sets_roster *roster, const struct csv_row *row) {
    return &row->fields[roster->first];
}

const char *sets_roster_key(struct arena *arena, const char *text) {
    struct pos pos = {0};
    return sets_folded(arena, sets_trim(arena, text, &pos));
}

/* Whether a row is that of a person. Canvas has rows above them, such as what an assignment is out of. */
static bool is_person(const struct sets_roster *roster, const struct csv_row *row) {
    if (row->bad || !roster->dialect->points)
        return !row->bad;
    const char *first = sets_roster_key(roster->arena, sets_roster_first(roster, row)->text);
    return *first && strcmp(first, "points possible") != 0 && strcmp(first, "student, test") != 0;
}

/* Appends the first row that has each of a column's cells to a table, without empty cells. Returns by row: the first
 * row with the same cell, SIZE_MAX for rows that are nobody's. */
static size_t *first_rows(const struct sets_roster *roster, int column, struct table *keys) {
    const struct csv *csv = roster->csv;
    size_t *first = arena_array(roster->arena, csv->row_count + 1, sizeof *first);
    for (size_t i = 0; i < csv->row_count; i++) {
        const char *key =
            is_person(roster, &csv->rows[i]) ? sets_roster_key(roster->arena, csv->rows[i].fields[column].text) : "";
        first[i] = *key ? table_put(keys, 0, key, strlen(key), i) : SIZE_MAX;
    }
    return first;
}

/* The first row with that id; SIZE_MAX if there is none. */
static size_t find_row(const struct sets_roster *roster, const struct table *keys, const char *id) {
    const char *key = sets_roster_key(roster->arena, id);
    return table_find(keys, 0, key, strlen(key));
}

static struct sets_roster_match match_column(struct sets_roster *roster, int column,
                                             const struct sets_roster_mark *marks, size_t count) {
    struct table *keys = table_new(roster->arena);
    first_rows(roster, column, keys);
    struct sets_roster_match match = {column,
                                      arena_array(roster->arena, roster->csv->row_count + 1, sizeof *match.of_row),
                                      arena_array(roster->arena, count + 1, sizeof *match.of_mark), 0};
    for (size_t i = 0; i < count; i++) {
        size_t row = find_row(roster, keys, marks[i].id);
        match.of_mark[i] = SIZE_MAX;
        if (row == SIZE_MAX || match.of_row[row])
            continue;
        match.of_row[row] = &marks[i];
        match.of_mark[i] = row;
        match.found++;
    }
    return match;
}

bool sets_roster_has_bad_rows(const struct sets_roster *roster) {
    for (size_t i = 0; i < roster->csv->row_count; i++)
        if (roster->csv->rows[i].bad)
            return true;
    return false;
}

/* Whether two columns give an id to different rows (reported). */
static bool disagree(const struct sets_roster *roster, const struct sets_roster_match *one,
                     const struct sets_roster_match *other, const struct sets_roster_mark *marks, struct diag *diag) {
    const struct csv *csv = roster->csv;
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct sets_roster_mark *mark = other->of_row[i];
        size_t row = mark && one->of_row[i] != mark ? one->of_mark[mark - marks] : SIZE_MAX;
        if (row == SIZE_MAX)
            continue;
        const struct csv_field *fields = csv->header.fields;
        diag_report(
            diag, SEVERITY_ERROR, csv->rows[i].fields[other->column].pos,
            "the ids fit two columns, '%s' and '%s': '%s' is on line %d in the one and on line %d in the other; "
            "remove the column that is not meant, or empty its cells",
            fields[one->column].text, fields[other->column].text, mark->id, csv->rows[row].pos.line,
            csv->rows[i].pos.line);
        return true;
    }
    return false;
}

bool sets_roster_find(struct sets_roster_match *match, struct sets_roster *roster, const struct sets_roster_mark *marks,
                      size_t count, struct diag *diag) {
    const struct csv *csv = roster->csv;
    const struct sets_dialect *dialect = roster->dialect;
    struct sets_roster_match matches[ROSTER_IDENTITY_MOST];
    int found = 0, best = -1;
    for (int i = 0; dialect->keys[i]; i++) {
        int column = csv_similar_column(&csv->header, dialect->keys[i]);
        if (column < 0)
            continue;
        matches[found] = match_column(roster, column, marks, count);
        if (matches[found].found && (best < 0 || matches[found].found > matches[best].found))
            best = found;
        found++;
    }
    if (best < 0) {
        diag_report(
            diag, SEVERITY_ERROR, csv->header.pos,
            count ? sets_roster_has_bad_rows(roster)
                        ? "no row of this roster of %s that could be read has a graded id: ids must match one of its "
                          "columns %s, %s or %s"
                        : "none of the graded ids is in this roster of %s: they must match one of its columns %s, %s "
                          "or %s"
                  : "nobody is graded, so there is nothing to import to %s (ids are in %s, %s or %s)",
            dialect->name, dialect->keys[0], dialect->keys[1], dialect->keys[2]);
        return false;
    }
    *match = matches[best];
    for (int i = 0; i < found; i++)
        if (i != best && disagree(roster, match, &matches[i], marks, diag))
            return false;
    return true;
}

/* The cells of a column in the rows that cannot be read. */
static const struct table *bad_keys(const struct sets_roster *roster, int column) {
    const struct csv *csv = roster->csv;
    struct table *keys = table_new(roster->arena);
    for (size_t i = 0; i < csv->row_count; i++)
        if (csv->rows[i].bad && column < csv->rows[i].field_count) {
            const char *key = sets_roster_key(roster->arena, csv->rows[i].fields[column].text);
            table_put(keys, 0, key, strlen(key), i);
        }
    return keys;
}

static void report_missing(const struct sets_roster *roster, const struct sets_roster_match *match,
                           const struct sets_roster_mark *marks, size_t count, struct diag *diag) {
    const struct pos pos = {roster->csv->header.pos.source, 0, 0};
    size_t missing = 0;
    const struct table *bad = bad_keys(roster, match->column);
    for (size_t i = 0; i < count && match->found < count; i++)
        if (match->of_mark[i] == SIZE_MAX && find_row(roster, bad, marks[i].id) == SIZE_MAX &&
            ++missing <= ROSTER_LISTED)
            diag_report(diag, SEVERITY_WARNING, pos, "'%s' is graded but not on the roster: their mark is not imported",
                        marks[i].id);
    if (missing > ROSTER_LISTED)
        diag_report(diag, SEVERITY_WARNING, pos, "%zu more are graded but not on the roster", missing - ROSTER_LISTED);
}

void sets_roster_report(const struct sets_roster *roster, const struct sets_roster_match *match,
                        const struct sets_roster_mark *marks, size_t count, struct diag *diag) {
    const struct csv *csv = roster->csv;
    const struct csv_field *heading = &csv->header.fields[match->column];
    diag_report(diag, SEVERITY_NOTE, heading->pos,
                "this is a roster of %s; ids are matched to its column '%s': %zu of "
                "%zu graded people are found",
                roster->dialect->name, heading->text, match->found, count);
    report_missing(roster, match, marks, count, diag);
    const size_t *first = first_rows(roster, match->column, table_new(roster->arena));
    size_t left = 0;
    for (size_t i = 0; i < csv->row_count; i++) {
        if (!is_person(roster, &csv->rows[i]) || match->of_row[i] || (first[i] < i) || ++left > ROSTER_LISTED)
            continue;
        const char *id = csv->rows[i].fields[match->column].text;
        diag_report(diag, SEVERITY_NOTE, csv->rows[i].pos,
                    "no sheet of '%s' is graded: the import leaves this row out, and the mark in %s stays",
                    *id ? id : csv->rows[i].fields[0].text, roster->dialect->name);
    }
    if (left > ROSTER_LISTED)
        diag_report(diag, SEVERITY_NOTE, (struct pos){csv->header.pos.source, 0, 0},
                    "%zu more rows have no graded sheet and are left out", left - ROSTER_LISTED);
    for (size_t i = 0; i < csv->row_count; i++)
        if (first[i] < i) {
            const struct csv_field *field = &csv->rows[i].fields[match->column];
            diag_report(diag, SEVERITY_ERROR, field->pos,
                        match->of_row[first[i]] ? "'%s' is in more than one row; the first, on line %d, gets the mark"
                                                : "'%s' is in more than one row; the first is on line %d",
                        sets_roster_key(roster->arena, field->text), csv->rows[first[i]].pos.line);
        }
}
