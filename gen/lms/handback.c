/* Feedback files, named so that a system gives each to its person. */
#include "lms/roster.h"

#include <stdlib.h>
#include <string.h>

const char *lms_handback_file_name(const struct lms_roster *roster) {
    return roster->export->number >= 0 ? "moodle-feedback.zip" : roster->submissions ? "canvas-feedback.zip" : NULL;
}

void lms_take_submissions(struct lms_roster *roster, const char *const *names, size_t count, const char *archive) {
    roster->submissions = names;
    roster->submission_count = count;
    roster->archive = archive;
}

/* The row of a graded person; NULL if there is none. */
static const struct csv_row *find_row(const struct lms_roster *roster, const char *id) {
    for (size_t i = 0; roster->match && i < roster->csv->row_count; i++)
        if (roster->match->of_row[i] && strcmp(roster->match->of_row[i]->id, id) == 0)
            return &roster->csv->rows[i];
    return NULL;
}

const char *lms_roster_address(const struct lms_roster *roster, const char *id) {
    const struct csv_row *row = find_row(roster, id);
    return row && roster->export->address >= 0 && *row->fields[roster->export->address].text
               ? row->fields[roster->export->address].text
               : NULL;
}

/* A name as a part of a path of Moodle, which splits it at each `_`: without what divides paths, and what hides files.
 */
static const char *plain_name(struct arena *arena, const char *name) {
    enum { MOST = 80 };
    struct text plain = {0};
    text_puts(&plain, "");
    for (size_t length = strlen(name), at = 0; at < length && plain.length < MOST;) {
        unsigned c = 0;
        const int n = utf8_decode(name + at, length - at, &c);
        const bool fits = n && c >= ' ' && c != 0x7F && (c >= 0x80 || !strchr("_/\\:*?\"<>|~", (int)c)) &&
                          !character_is_unsafe(c) && !(c == '.' && !plain.length);
        if (fits)
            text_append(&plain, name + at, (size_t)n);
        else if (plain.length && plain.bytes[plain.length - 1] != ' ')
            text_putc(&plain, ' ');
        at += n ? (size_t)n : 1;
    }
    const char *copy = arena_strndup(arena, plain.bytes, text_trimmed(plain.bytes, plain.length));
    text_free(&plain);
    return *copy ? copy : "Participant";
}

/* mod/assign/feedback/file/importziplib.php: `FULLNAME_NUMBER_assignfeedback_file_`, and the file below it, whose name
 * may not begin with a point or ~. */
static const char *moodle_path(const struct lms_roster *roster, struct arena *arena, const struct csv_row *row,
                               const char *file) {
    const struct lms_export *export = roster->export;
    const struct sets_headings names = {.name = export->name, .first_name = export->first, .last_name = export->last};
    const char *number = row->fields[export->number].text;
    struct pos pos;
    number += strcspn(number, "0123456789");
    return arena_printf(arena, "%s_%.*s_assignfeedback_file_/%s%s",
                        plain_name(arena, sets_read_name(arena, &names, row, &pos)), (int)strspn(number, "0123456789"),
                        number, strchr(".~", *file) ? "sheet " : "", file);
}

/* The next part of a name that is all digits, between underscores; NULL. `*end`: behind it. */
static const char *next_digits(const char *at, const char **end) {
    for (; at; at = strchr(at, '_') ? strchr(at, '_') + 1 : NULL) {
        const size_t digits = strspn(at, "0123456789");
        if (digits && (at[digits] == '_' || !at[digits])) {
            *end = at + digits;
            return at;
        }
    }
    return NULL;
}

/* Assignment#infer_comment_context_from_filename of Canvas: of the parts between underscores, the first two of digits
 * are the user and an attachment of theirs. The rest of the name is free. */
static const char *canvas_path(const struct lms_roster *roster, struct arena *arena, const char *user,
                               const char *file) {
    for (size_t i = 0; i < roster->submission_count; i++) {
        const char *slash = strrchr(roster->submissions[i], '/'), *name = slash ? slash + 1 : roster->submissions[i];
        const char *end = NULL, *first = next_digits(name, &end), *second = NULL;
        if (!first || (size_t)(end - first) != strlen(user) || strncmp(first, user, strlen(user)) != 0 || *end != '_')
            continue;
        second = next_digits(end + 1, &end);
        if (second && *end == '_')
            return arena_printf(arena, "%.*s_%s", (int)(end - name), name, file);
    }
    return NULL;
}

const char *lms_handback_path(const struct lms_roster *roster, struct arena *arena, const char *id, const char *file,
                              struct diag *diag) {
    const struct csv_row *row = find_row(roster, id);
    if (!row)
        return NULL;
    if (roster->export->number >= 0)
        return moodle_path(roster, arena, row, file);
    const int column = csv_similar_column(&roster->csv->header, "ID");
    const char *user = column >= 0 ? lms_key(arena, row->fields[column].text) : "";
    const char *path = *user ? canvas_path(roster, arena, user, file) : NULL;
    if (!path)
        diag_report_once(diag, SEVERITY_WARNING, row->pos,
                         "'%s' handed in no file that is in '%s', so Canvas takes none back: their feedback is not in "
                         "canvas-feedback.zip",
                         id, roster->archive);
    return path;
}
