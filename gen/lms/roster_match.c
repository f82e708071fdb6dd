/* Which graded person each row of a roster is. */
#include "lms/roster.h"

#include <stdint.h>
#include <string.h>

/* Appends the first row that has each of a column's cells to a table, without empty cells. Returns by row: the first
 * row with the same cell, SIZE_MAX for rows that are nobody's. */
static size_t *first_rows(const struct lms_roster *roster, int column, struct table *keys) {
    const struct csv *csv = roster->csv;
    size_t *first = arena_array(roster->arena, csv->row_count + 1, sizeof *first);
    for (size_t i = 0; i < csv->row_count; i++) {
        const char *key =
            lms_is_person(roster->export, i) ? lms_key(roster->arena, csv->rows[i].fields[column].text) : "";
        first[i] = *key ? table_put(keys, 0, key, strlen(key), i) : SIZE_MAX;
    }
    return first;
}

/* The first row with that id; SIZE_MAX if there is none. */
static size_t find_row(const struct lms_roster *roster, const struct table *keys, const char *id) {
    const char *key = lms_key(roster->arena, id);
    return table_find(keys, 0, key, strlen(key));
}

/* The graded id of a person, as it is looked up: their address, if that is what is matched; NULL if they have none. */
static const char *wanted_of(const struct lms_roster_match *match, const struct lms_roster_mark *mark) {
    return match->by_address ? mark->address : mark->id;
}

static struct lms_roster_match match_column(struct lms_roster *roster, int column, bool by_address,
                                            const struct lms_roster_mark *marks, size_t count) {
    struct table *keys = table_new(roster->arena);
    first_rows(roster, column, keys);
    struct lms_roster_match match = {column,
                                     arena_array(roster->arena, roster->csv->row_count + 1, sizeof *match.of_row),
                                     arena_array(roster->arena, count + 1, sizeof *match.of_mark), 0, by_address};
    for (size_t i = 0; i < count; i++) {
        const char *wanted = wanted_of(&match, &marks[i]);
        size_t row = wanted ? find_row(roster, keys, wanted) : SIZE_MAX;
        match.of_mark[i] = SIZE_MAX;
        if (row == SIZE_MAX || match.of_row[row])
            continue;
        match.of_row[row] = &marks[i];
        match.of_mark[i] = row;
        match.found++;
    }
    return match;
}

bool lms_roster_has_bad_rows(const struct lms_roster *roster) {
    for (size_t i = 0; i < roster->csv->row_count; i++)
        if (roster->csv->rows[i].bad)
            return true;
    return false;
}

/* Whether two columns give an id to different rows (reported). */
static bool disagree(const struct lms_roster *roster, const struct lms_roster_match *one,
                     const struct lms_roster_match *other, const struct lms_roster_mark *marks, struct diag *diag) {
    const struct csv *csv = roster->csv;
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct lms_roster_mark *mark = other->of_row[i];
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

/* Appends the columns that may have the ids: `'ID number', 'Email address' or 'Username'`. */
static void put_keys(struct text *out, const struct lms_export *export) {
    for (int i = 0; i < export->key_count; i++)
        text_printf(out, "%s'%s'",
                    i == 0                       ? ""
                    : i + 1 == export->key_count ? " or "
                                                 : ", ",
                    export->csv->header.fields[export->keys[i]].text);
    if (!export->key_count)
        text_puts(out, "(there is none)");
}

bool lms_roster_find(struct lms_roster_match *match, struct lms_roster *roster, const struct lms_roster_mark *marks,
                     size_t count, struct diag *diag) {
    const struct csv *csv = roster->csv;
    const struct lms_export *export = roster->export;
    struct lms_roster_match matches[LMS_COLUMNS_MOST];
    int best = -1;
    for (int i = 0; i < export->key_count; i++) {
        matches[i] = match_column(roster, export->keys[i], false, marks, count);
        if (matches[i].found && (best < 0 || matches[i].found > matches[best].found))
            best = i;
    }
    if (best >= 0) {
        *match = matches[best];
        for (int i = 0; i < export->key_count; i++)
            if (i != best && disagree(roster, match, &matches[i], marks, diag))
                return false;
        return true;
    }
    if (export->address >= 0)
        *match = match_column(roster, export->address, true, marks, count);
    if (export->address >= 0 && match->found)
        return true;
    struct text keys = {0};
    put_keys(&keys, export);
    diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                count ? lms_roster_has_bad_rows(roster)
                            ? "no row of this %s that could be read has a graded id: ids must match one of its columns "
                              "%s"
                            : "none of the graded ids is in this %s: they must match one of its columns %s, or the "
                              "parameter sets need a column of e-mail addresses that it has"
                      : "nobody is graded, so there is nothing to import from this %s (ids are in %s)",
                roster->system->called, keys.bytes);
    text_free(&keys);
    return false;
}

/* The cells of a column in the rows that cannot be read. */
static const struct table *bad_keys(const struct lms_roster *roster, int column) {
    const struct csv *csv = roster->csv;
    struct table *keys = table_new(roster->arena);
    for (size_t i = 0; i < csv->row_count; i++)
        if (csv->rows[i].bad && column < csv->rows[i].field_count) {
            const char *key = lms_key(roster->arena, csv->rows[i].fields[column].text);
            table_put(keys, 0, key, strlen(key), i);
        }
    return keys;
}

static bool is_in(const struct lms_roster *roster, const struct table *keys, const char *id) {
    return id && find_row(roster, keys, id) != SIZE_MAX;
}

static void report_missing(const struct lms_roster *roster, const struct lms_roster_match *match,
                           const struct lms_roster_mark *marks, size_t count, struct diag *diag) {
    const struct pos pos = {roster->csv->header.pos.source, 0, 0};
    size_t missing = 0;
    const struct table *bad = bad_keys(roster, match->column);
    for (size_t i = 0; i < count && match->found < count; i++)
        if (match->of_mark[i] == SIZE_MAX && !is_in(roster, bad, wanted_of(match, &marks[i])) &&
            ++missing <= LMS_LISTED)
            diag_report(diag, SEVERITY_WARNING, pos, "'%s' is graded but not on the roster: their mark is not imported",
                        marks[i].id);
    if (missing > LMS_LISTED)
        diag_report(diag, SEVERITY_WARNING, pos, "%zu more are graded but not on the roster", missing - LMS_LISTED);
}

void lms_roster_report(const struct lms_roster *roster, const struct lms_roster_match *match,
                       const struct lms_roster_mark *marks, size_t count, struct diag *diag) {
    const struct csv *csv = roster->csv;
    const struct csv_field *heading = &csv->header.fields[match->column];
    diag_report(diag, SEVERITY_NOTE, heading->pos,
                "this is a %s; %s are matched to its column '%s': %zu of %zu graded people are found",
                roster->system->called, match->by_address ? "addresses" : "ids", heading->text, match->found, count);
    report_missing(roster, match, marks, count, diag);
    const size_t *first = first_rows(roster, match->column, table_new(roster->arena));
    size_t left = 0;
    for (size_t i = 0; i < csv->row_count; i++) {
        if (!lms_is_person(roster->export, i) || match->of_row[i] || (first[i] < i) || ++left > LMS_LISTED)
            continue;
        const char *id = csv->rows[i].fields[match->column].text;
        diag_report(diag, SEVERITY_NOTE, csv->rows[i].pos,
                    "no sheet of '%s' is graded: the import leaves this row out, and the mark in %s stays",
                    *id ? id : csv->rows[i].fields[0].text, roster->system->name);
    }
    if (left > LMS_LISTED)
        diag_report(diag, SEVERITY_NOTE, (struct pos){csv->header.pos.source, 0, 0},
                    "%zu more rows have no graded sheet and are left out", left - LMS_LISTED);
    for (size_t i = 0; i < csv->row_count; i++)
        if (first[i] < i) {
            const struct csv_field *field = &csv->rows[i].fields[match->column];
            diag_report(diag, SEVERITY_ERROR, field->pos,
                        match->of_row[first[i]] ? "'%s' is in more than one row; the first, on line %d, gets the mark"
                                                : "'%s' is in more than one row; the first is on line %d",
                        lms_key(roster->arena, field->text), csv->rows[first[i]].pos.line);
        }
}
