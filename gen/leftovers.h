/* What earlier runs left: files that the last manifest lists and this run did not write. */
#ifndef GEN_LEFTOVERS_H
#define GEN_LEFTOVERS_H

#include "manifest.h"

/* A file as a manifest lists it; the texts live until the next one is read. */
struct leftover {
    const char *path, *document, *id; /* document: NULL for a table; id: NULL for what is of the whole class */
    size_t bytes;
    struct sha256 sum;
};

struct leftovers;

/* Opens the manifest of the run before, which may be replaced while it is read. `only`: the one document that this run
 * makes; NULL for all. NULL where there is no manifest, or none that a run of ours wrote for this lab. */
struct leftovers *leftovers_open(const char *path, const char *lab_name, const char *only);
void leftovers_close(struct leftovers *leftovers);
/* An id that this run's parameter file has, with a good row or a bad one. */
void leftovers_add_id(struct leftovers *leftovers, const char *id);
/* A path that this run wrote, or whose earlier file is to stay. */
void leftovers_keep(struct leftovers *leftovers, const char *path);
/* Calls `take` with each file that this run has no say in: of another document than the one it makes, or of a person
 * whom its parameter file does not have, who may be of another class. They stay, and stay listed; the latter are
 * reported. */
void leftovers_pass(struct leftovers *leftovers, const char *folder,
                    void (*take)(void *context, const struct leftover *file), void *context, struct diag *diag);
/* Removes the others, which this run would have written if it could, from the folder, and reports which. One that does
 * not hold the listed bytes any more, because somebody changed it, stays and is reported. Nothing outside of the folder
 * is touched, and nothing behind a symbolic link in it. */
void leftovers_remove(struct leftovers *leftovers, const char *folder, struct diag *diag);

#endif
