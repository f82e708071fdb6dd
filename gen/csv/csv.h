/* CSV: read as people's programs write it, and written so that a spreadsheet takes no cell for a formula. */
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
    char separator;
};

/* Reads the whole text, by RFC 4180 and as spreadsheets write it in other countries: UTF-8 or, with a byte-order mark,
 * UTF-16; CRLF or LF; quoted separators and newlines. Fields are separated by commas, semicolons or tabs: by what
 * divides the header, or what a first line `sep=;` names; by colons or bars if the header has none of them and the
 * first row as many of these. Blank lines and rows of separators alone are skipped, as are lines above the header that
 * begin with #, and columns without a name at its end. Typographic quotes around headings, and then around fields, are
 * removed.
 *
 * Errors, each with its place: a quote in an unquoted field, text after a closing quote, a quote that never closes, NUL
 * bytes, bad UTF-8, ragged rows, two columns of one name. An error spoils only its row, if the rows after it can still
 * be told apart. The leading `'` that csv_write puts before text is removed, and the signs around the text of
 * `="0013"`. NULL if there is no usable header (reported). Lives in the arena. */
struct csv *csv_read(struct arena *arena, const struct source *source, struct diag *diag);
/* The same for the export of another program, in which several columns may have one name. */
struct csv *csv_read_export(struct arena *arena, const struct source *source, struct diag *diag);
/* The first column of that name, or -1. */
int csv_column(const struct csv *csv, const char *name);
int csv_exact_column(const struct csv_row *header, const char *name);
/* Whether two headings are the same up to case, accents, blanks, hyphens, underscores, points and apostrophes: `Student
 * ID` and `student_id`, `Prénom` and `PRENOM`. */
bool csv_same_heading(const char *one, const char *other);
/* Whether a heading is one of these, of which the last is NULL, in that sense. */
bool csv_heading_among(const char *heading, const char *const *names);
/* The column of that name or, if there is none, of a heading that is the same as it; -1. */
int csv_similar_column(const struct csv_row *header, const char *name);

/* What a cell says as a number. */
enum csv_number {
    CSV_NO_NUMBER,
    CSV_NUMBER,
    CSV_TWO_NUMBERS /* 2.000 or 2,000: two, or two thousand; *value has the first */
};
/* Reads a cell of a file with this separator. A plain number is what number_parse takes. Where commas do not separate
 * the fields, 0,8 and 1.234,5 are numbers too; and because both signs are in use there, a number that may be grouped in
 * thousands is two. */
enum csv_number csv_parse_number(char separator, const char *text, size_t length, double *value);
/* The same as text that number_parse takes, in place of what `plain` holds. */
enum csv_number csv_plain_number(struct text *plain, char separator, const char *text, size_t length);
/* Whether a number could be one grouped in thousands by this sign: 2.000, but not 0.500; `*grouped` is then that. */
bool csv_is_grouped(const char *text, size_t length, char sign, double *grouped);

/* The same row by row. csv_reader_new reads the header; NULL as for csv_read. The reader lives in the arena. */
struct csv_reader;
struct csv_reader *csv_reader_new(struct arena *arena, const struct source *source, struct diag *diag);
/* What a reader gives in place of the columns of a file, which is another program's export. */
struct csv_view {
    const void *context;
    struct csv_row header; /* instead of the file's */
    /* Replaces the fields of a row, which is not bad, by as many as this header has, in the arena. False: it is left
     * out. Bad rows have no fields. */
    bool (*row)(const void *context, struct arena *arena, struct csv_row *row);
};
/* A reader that gives what a view shows; NULL: the file as it is. */
struct csv_reader *csv_reader_of_view(struct arena *arena, const struct source *source, const struct csv_view *view,
                                      struct diag *diag);
const struct csv_row *csv_header(const struct csv_reader *reader);
char csv_separator(const struct csv_reader *reader);
/* The number of rows after the last one read; reports nothing. */
size_t csv_count(struct csv_reader *reader);
/* Reads the next row, its fields and texts in the arena; false if there is none. */
bool csv_next(struct csv_reader *reader, struct arena *arena, struct csv_row *row);
/* Reads again the row that begins at this byte and position, without reporting. */
void csv_again(struct csv_reader *reader, size_t place, struct pos pos, struct arena *arena, struct csv_row *row);

/* Begins a file: with a byte-order mark, without which Excel takes UTF-8 for another encoding. */
void csv_begin(struct text *out);
/* Writes one field, in quotes if it needs them, after a comma unless it is the `first`. Text that begins with = + - @
 * (or a tab or carriage return) and is not a number gets a leading '. */
void csv_write(struct text *out, const char *field, bool first);
/* The same for a heading that another program looks for: nothing is put before it. */
void csv_write_heading(struct text *out, const char *heading, bool first);
/* The heading of a column that is named by somebody: `name`, or `name (what)` where one of the table's own columns has
 * that name (`own`, up to NULL), so that no table has two of one name. */
void csv_write_named(struct text *out, const char *name, const char *const *own, const char *what);
void csv_write_number(struct text *out, double value, bool first);
void csv_end_row(struct text *out);

#endif
