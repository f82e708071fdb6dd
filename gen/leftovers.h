/* What an earlier run left: files that its manifest lists and this run did not write. */
#ifndef GEN_LEFTOVERS_H
#define GEN_LEFTOVERS_H

#include "manifest.h"

/* A file as a manifest lists it; the texts live until the next one is read. */
struct leftover {
    const char *path, *document; /* document: NULL for a table of all */
    size_t bytes;
    struct sha256 sum;
};

struct leftovers;

/* Opens the manifest of an earlier run of this lab, which may be replaced while it is read. NULL where there is none,
 * or none that a run of ours wrote. `sets_name`: of the parameter file of this run, without its folder. */
struct leftovers *leftovers_open(const char *path, const char *lab_name, const char *sets_name);
void leftovers_close(struct leftovers *leftovers);
/* A path that this run wrote, or whose earlier file is to stay: it is not left over. */
void leftovers_keep(struct leftovers *leftovers, const char *path);
/* Calls `take` with each file that is listed, was not kept, and is of another document than `only`; with none where the
 * earlier run was one of another parameter file. */
void leftovers_pass(struct leftovers *leftovers, const char *only,
                    void (*take)(void *context, const struct leftover *file), void *context);
/* Removes the others (of `only`; NULL: of all documents) from the folder, where they are still what the manifest says,
 * and reports which. What was changed since stays, and is reported too; likewise all files of another parameter file's
 * run, whose rows this one knows nothing of. Nothing outside of the folder is touched, and nothing behind a symbolic
 * link in it. */
void leftovers_remove(struct leftovers *leftovers, const char *only, const char *folder, struct diag *diag);

#endif
