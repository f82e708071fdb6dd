/* Zip: archives written while their files come, and the names of the files in one. */
#ifndef ZIP_ZIP_H
#define ZIP_ZIP_H

#include "base/base.h"

#include <stdint.h>

/* An archive that is being written: files are stored as they are, since those that we pack are packed already, without
 * times, so that the same files give the same bytes. Names are UTF-8. No archive has more than 65,535 files or 4 GiB
 * (PKWARE's APPNOTE.TXT, without ZIP64). */
struct zip_output {
    void (*put)(void *context, const char *bytes, size_t length); /* takes the bytes, in their order */
    void *context;
    struct text directory;
    uint64_t at; /* bytes so far */
    size_t count;
};
struct zip_output zip_begin(void (*put)(void *context, const char *bytes, size_t length), void *context);
void zip_add(struct zip_output *zip, const char *name, const char *bytes, size_t length);
/* Completes the archive. False if it is too large for one, which no program would read. */
bool zip_end(struct zip_output *zip);
void zip_abandon(struct zip_output *zip);
/* A `put` whose context is a struct text. */
void zip_put_text(void *text, const char *bytes, size_t length);

/* The names of the files in an archive, in the order of its directory, in the arena; no folders. Only the directory is
 * read, so the archive may be larger than memory. NULL after reporting an error. */
const char *const *zip_read_names(struct arena *arena, const char *path, size_t *count, struct diag *diag);

#endif
