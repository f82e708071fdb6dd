/* Files that were read whole, and positions in them. */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "base/arena.h"

#include <stddef.h>
#include <stdio.h>

struct diag;

/* The text of a file. `name` is the name shown to people. */
struct source {
    const char *name;
    const char *bytes; /* NUL-terminated after `length` */
    size_t length;
    /* For a passage of another file (a text in YAML): the file, and the position of the passage's first byte in it.
     * Later lines of the passage begin in the same column. Diagnostics point into the whole file. */
    const struct source *whole;
    int line, column;
};

/* A position in a file. Lines and columns count from 1, columns in code points; 0: unknown. No source: no file. */
struct pos {
    const struct source *source;
    int line, column;
};

/* Reads a file into the arena. If that fails, reports an error that names the file and returns NULL. `shown_name` may
 * be NULL: then the path is shown. */
struct source *source_read(struct arena *arena, const char *path, const char *shown_name, struct diag *diag);
/* The same from an open stream, such as standard input. */
struct source *source_read_stream(struct arena *arena, FILE *stream, const char *name, struct diag *diag);
/* A source from text in memory, which is copied without a byte-order mark. */
struct source *source_of_text(struct arena *arena, const char *name, const char *text, size_t length);
/* A source from a passage of a file, which is copied. `pos` is the position of its first byte. */
struct source *source_of_part(struct arena *arena, struct pos pos, const char *text, size_t length);
/* The position of a byte offset. */
struct pos source_pos(const struct source *source, size_t offset);

#endif
