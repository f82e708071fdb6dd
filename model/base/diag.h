/* Diagnostics: where a thing stands in a file, and the one place that reports what is wrong with it. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdio.h>

/* A file that was read whole. `name` is what people are shown. */
struct source {
    const char *name;
    const char *bytes; /* NUL-terminated after `length` */
    size_t length;
    /* A part of another file (a passage in YAML): where its first byte stands there; its later lines begin in the same
     * column. Diagnostics point into the whole. */
    const struct source *whole;
    int line, column;
};

/* A place in a file: lines and columns count from 1, columns in code points; 0 where unknown; source NULL for none. */
struct pos {
    const struct source *source;
    int line, column;
};

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

struct diag;

/* A sink that keeps what is reported as text, in order. Owned by the caller. */
struct diag *diag_new(void);
void diag_free(struct diag *diag);
/* Reports in the manner of a compiler: `name:line:column: error: message`, the source line, a caret. The message says
 * what is wrong and then what would be right. Control characters and bad UTF-8 in it are escaped: it may quote input.
 * `pos` may have no source. */
void diag_report(struct diag *diag, enum severity severity, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same for those who report in their own name. */
void diag_vreport(struct diag *diag, enum severity severity, struct pos pos, const char *format, va_list arguments);
/* Reports what has a name that there is not: the message, then "; did you mean 'NEAR'?" where `near` is one, else
 * `otherwise` (may be NULL) as it stands. */
void diag_report_near(struct diag *diag, enum severity severity, struct pos pos, const char *near,
                      const char *otherwise, const char *format, ...) __attribute__((format(printf, 6, 7)));
/* Reports each distinct message of this severity once only (for things true of every row). */
void diag_report_once(struct diag *diag, enum severity severity, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What was reported so far, and how often. */
const char *diag_text(const struct diag *diag);
int diag_count(const struct diag *diag, enum severity severity);
/* Takes over the text and counts that another process made with its own sink. What was taken over once, to the letter,
 * is counted but not shown again (a template's error is one error, however many rows meet it). */
void diag_merge(struct diag *diag, const char *text, int warnings, int errors);
/* Puts what is kept in the order of its places: files as they were met first, lines and columns within them. */
void diag_sort(struct diag *diag);
/* Prints what was reported and forgets the text (the counts stay). */
void diag_flush(struct diag *diag, FILE *stream);

/* Reads a file into the arena. NULL and an error that names the file where that fails. `shown_name` may be NULL: then
 * the path is shown. */
struct source *source_read(struct arena *arena, const char *path, const char *shown_name, struct diag *diag);
/* The same from an open stream, e.g. standard input. */
struct source *source_read_stream(struct arena *arena, FILE *stream, const char *name, struct diag *diag);
/* A source of text at hand (tests, standard input); copies it, without a byte-order mark. */
struct source *source_of_text(struct arena *arena, const char *name, const char *text, size_t length);
/* A passage of a file as a source of its own; copies the text. `pos` is the place of its first byte. */
struct source *source_of_part(struct arena *arena, struct pos pos, const char *text, size_t length);
/* The place of a byte offset. */
struct pos source_pos(const struct source *source, size_t offset);

/* Decodes one code point of UTF-8 at `bytes` (at least one byte long): its length, 1..4, or 0 where the bytes are not
 * UTF-8 (overlong forms and surrogates included). */
int utf8_decode(const char *bytes, size_t length, unsigned *code_point);
/* The offset of the first byte that is not UTF-8, or `length` where all is. */
size_t utf8_check(const char *bytes, size_t length);

/* Edits between two names (insert, delete, replace, swap neighbours); SIZE_MAX where one is longer than 63 bytes. */
size_t name_distance(const char *a, const char *b);
/* Of `count` candidates the one nearest to `name` in edits (transpositions count one), or NULL where none is near
 * enough to be meant: at most a third of the letters, two at least. */
const char *name_nearest(const char *name, const char *const *candidates, size_t count);

#endif
