/* What earlier runs left: files that the last manifest lists and this run did not write. */
#ifndef RUN_LEFTOVERS_H
#define RUN_LEFTOVERS_H

#include "run/manifest.h"

/* A file as a manifest lists it; the texts live until the next one is read. */
struct run_leftover {
    const char *path, *document, *id; /* document: NULL for a table; id: NULL for what is of the whole class */
    size_t bytes;
    struct run_sha256 sum;
};

struct run_leftovers;

/* Opens the manifest of the run before, which may be replaced while it is read. `only`: the one document that this run
 * makes; NULL for all. NULL where there is no manifest, or none that a run of ours wrote for this lab. */
struct run_leftovers *run_leftovers_open(const char *path, const char *lab_name, const char *only);
void run_leftovers_close(struct run_leftovers *leftovers);
/* An id that this run's parameter file has, with a good row or a bad one. */
void run_leftovers_add_id(struct run_leftovers *leftovers, const char *id);
/* A path that this run wrote, or whose earlier file is to stay. */
void run_leftovers_keep(struct run_leftovers *leftovers, const char *path);
/* Calls `take` with each file that this run has no say in: of another document than the one it makes, or of a person
 * whom its parameter file does not have, who may be of another class. They stay, and stay listed; the latter are
 * reported. */
void run_leftovers_pass(struct run_leftovers *leftovers, const char *folder,
                        void (*take)(void *context, const struct run_leftover *file), void *context, struct diag *diag);
/* Removes the others, which this run would have written if it could, from the folder, and reports which. One that does
 * not hold the listed bytes any more, because somebody changed it, stays and is reported. Nothing outside of the folder
 * is touched, and nothing behind a symbolic link in it. */
void run_leftovers_remove(struct run_leftovers *leftovers, const char *folder, struct diag *diag);

#endif
