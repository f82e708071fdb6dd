/* CSV: read by RFC 4180, and written so that a spreadsheet takes no cell for a formula. */
#ifndef CSV_CSV_H
#define CSV_CSV_H

#include "base/base.h"

struct csv_field {
    const char *text; /* UTF-8, NUL-terminated, without its quotes */
    struct pos pos;
};

struct csv_row {
    struct csv_field *fields;
    int field_count; /* the header's; of a bad row, the fields before its error */
    struct pos pos;
    size_t place; /* of its first byte */
    bool bad;     /* ragged or unreadable, which was reported; use its fields to tell which row it is, for no more */
};

struct csv {
    struct csv_row header;
    struct csv_row *rows;
    size_t row_count;
};

/* Reads the whole text: byte-order mark, CRLF, LF, quoted commas and newlines; blank lines are skipped. Errors, each
 * with its place: a quote in an unquoted field, text after a closing quote, a quote that never closes, NUL bytes, bad
 * UTF-8, ragged rows. An error spoils only its row, if the rows after it can still be told apart. The leading `'` that
 * csv_write puts before text is removed. NULL if there is no usable header (reported). Lives in the arena. */
struct csv *csv_read(struct arena *arena, const struct source *source, struct diag *diag);
/* The column of that name, or -1. */
int csv_column(const struct csv *csv, const char *name);

/* The same row by row. csv_open reads the header; NULL as for csv_read. The reader lives in the arena. */
struct csv_reader;
struct csv_reader *csv_open(struct arena *arena, const struct source *source, struct diag *diag);
const struct csv_row *csv_header(const struct csv_reader *reader);
/* The number of rows after the last one read; reports nothing. */
size_t csv_count(struct csv_reader *reader);
/* Reads the next row, its fields and texts in the arena; false if there is none. */
bool csv_next(struct csv_reader *reader, struct arena *arena, struct csv_row *row);
/* Reads again the row that begins at this byte and position, without reporting. */
void csv_again(struct csv_reader *reader, size_t place, struct pos pos, struct arena *arena, struct csv_row *row);

/* Writes one field, in quotes if it needs them, after a comma unless it is the `first`. Text that begins with = + - @
 * (or a tab or carriage return) and is not a number gets a leading '. */
void csv_write(struct text *out, const char *field, bool first);
/* The same for a heading that another program looks for: nothing is put before it. */
void csv_write_heading(struct text *out, const char *heading, bool first);
void csv_write_number(struct text *out, double value, bool first);
void csv_end_row(struct text *out);

#endif
