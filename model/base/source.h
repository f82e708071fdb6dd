/* Files that were read whole, and positions in them. */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

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
#define NOWHERE ((struct pos){0})

/* The most bytes of a file that is read, and of one that belongs to a lab. */
enum { SOURCE_LARGEST = 256 << 20, SOURCE_LARGEST_OF_LAB = 16 << 20 };

/* Reads a file into the arena: a regular one, or a pipe or device that is open already and has the name of a descriptor
 * (`/dev/stdin`, and `/dev/fd/63` of a shell's `<(...)`). No other pipe or device is waited for. If that fails, reports
 * an error that names the file and returns NULL. `shown_name` may be NULL: then the path is shown. */
struct source *source_read(struct arena *arena, const char *path, const char *shown_name, struct diag *diag);
/* The same for a file of a lab: a regular file that is in the folder whatever links lead to it. */
struct source *source_read_within(struct arena *arena, const char *folder, const char *path, const char *shown_name,
                                  struct diag *diag);
/* The same from an open descriptor, such as standard input. */
struct source *source_read_file(struct arena *arena, int file, const char *name, struct diag *diag);

/* Links of a lab may also lead into these two folders, the program's own templates and models. */
void source_trust(const char *one, const char *other);

/* Why a file cannot be read. */
struct source_fault {
    bool mistaken; /* another file was meant; otherwise trying again may help */
    char why[96];
};
/* Opens a regular file of at most `largest` bytes and stores its size; with a `folder` (it may be NULL), one that is in
 * it whatever links lead to it. Returns -1 and the fault if there is no such file. Never waits. */
int source_open(const char *path, const char *folder, size_t largest, size_t *size, struct source_fault *fault);
/* The same as a stream, which the caller closes; NULL and the fault if there is none. */
FILE *source_open_stream(const char *path, size_t largest, struct source_fault *fault);
/* Whether a file that exists is in a folder, or is the folder, once all links are followed. */
bool source_is_within(const char *folder, const char *path);
/* What something is that is no regular file: "a pipe". */
const char *source_kind(mode_t mode);

/* Who is told of every file that is read as a source, and of what else source_tell is called for; NULL: nobody. */
void source_watch(void (*seen)(void *context, const char *path, const char *bytes, size_t length), void *context);
/* Tells of a file that is read in another way, such as a font. */
void source_tell(const char *path, const char *bytes, size_t length);

/* A source from text in memory, which is copied without a byte-order mark. */
struct source *source_of_text(struct arena *arena, const char *name, const char *text, size_t length);
/* A source from a passage of a file, which is copied. `pos` is the position of its first byte. */
struct source *source_of_part(struct arena *arena, struct pos pos, const char *text, size_t length);
/* The position of a byte offset. */
struct pos source_pos(const struct source *source, size_t offset);

#endif
