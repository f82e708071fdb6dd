/* Private to csv: the reader's state, and what precedes the rows: encoding, separator, headings. */
#ifndef CSV_READER_H
#define CSV_READER_H

#include "csv/csv.h"

/* Duplicate names are found by comparing all pairs; no table of people has more columns than this. */
enum { COLUMN_LIMIT = 1000 };

struct csv_reader {
    struct csv_row header;
    const struct source *source;
    struct diag *diag;
    struct arena *arena;
    size_t at, row; /* row: where the row begins */
    int line, column;
    char separator;
    bool named;  /* by a line above the header */
    bool curly;  /* the headings are in typographic quotes, and so may fields be */
    int unnamed; /* columns after the last one with a name */
    char *texts; /* of the current row's fields, one after the other */
    size_t written, capacity;
    struct csv_field *fields; /* of the current row, `limit` at most; their texts are those of `starts` */
    size_t *starts;           /* in `texts` */
    int limit, found;         /* found: the fields of the row so far, even those beyond the limit */
    int surplus;              /* the number of the first field beyond the limit that is not blank; 0: there is none */
    struct pos surplus_pos;   /* its place */
    bool bad;                 /* at most one error is reported for a row */
    int sound;                /* number of fields before the error */
    const struct csv_view *view; /* NULL: the file as it is */
    bool lost;                   /* an open quote swallowed the rest of the file */
};

/* The file in UTF-8: itself, or a copy in the arena if it is UTF-16 with a byte-order mark. NULL and one error if it is
 * no CSV at all. Half a surrogate pair or half a code unit becomes bytes that are not UTF-8. */
const struct source *csv_decode(struct arena *arena, const struct source *source, struct diag *diag);
/* The character that a byte stands for in Windows-1252; 0 if it has none. */
unsigned csv_windows_character(unsigned char byte);

/* Skips what may precede the headings: blank lines, comments (lines that begin with #) and `sep=;`. Sets the separator:
 * the one that such a line names, or else the one that divides the headings. */
void csv_begin_header(struct csv_reader *reader);
/* Trims the headings and drops unnamed columns at the end. False and errors if a column before those has no name.
 * `unique`: nor may two have the same. */
bool csv_check_header(struct csv_reader *reader, struct csv_row *header, bool unique);
/* The number of separators outside quotes. */
size_t csv_count_separators(const char *record, size_t length, char separator);
/* A text without the typographic quotes around it, in place. `*quoted` (may be NULL): whether there were any. */
char *csv_strip_quotes(char *text, bool *quoted);
/* Whether csv_write puts a ' before the text: a spreadsheet would take it for a formula, or reading would remove a ' of
 * its own. */
bool csv_needs_guard(const char *text);

#endif
