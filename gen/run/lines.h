/* Private to run: reads the manifest of an earlier run, an entry at a time, however large the class is; also one of
 * an earlier version, which is one JSON object with an entry a line. */
#ifndef RUN_LINES_H
#define RUN_LINES_H

#include "run/run.h"

/* What the last line of a manifest begins with: whether its run had nothing to warn of follows, and the SHA-256 of all
 * lines before. */
#define RUN_MANIFEST_END "{\"end\":true,\"clean\":"

/* The number of folders that a folder of people's files is cut into. */
enum { RUN_FANS = 4096 };

struct run_lines;
/* `*lines` is NULL if there is no manifest, or if it is not a whole one that a run of ours wrote for this lab. It may
 * be replaced while it is read. False after reporting an error, if it cannot be read. */
bool run_lines_open(struct run_lines **lines, const char *path, const char *lab_name, struct diag *diag);
/* False after reporting an error, if reading failed since it was opened or since the last call. What is read is whole
 * only then: call it before anything is put in place. */
bool run_lines_check(struct run_lines *lines, struct diag *diag);
/* The same, and closes it. Accepts NULL. */
bool run_lines_close(struct run_lines *lines, struct diag *diag);
/* The digest of the model; "" if the manifest has none. */
const char *run_lines_model(const struct run_lines *lines);
/* The head; NULL if the manifest is of an earlier version. */
const char *run_lines_head(const struct run_lines *lines);
/* Whether people's files are in folders of folders. */
bool run_lines_fans(const struct run_lines *lines);
/* Whether the run had nothing to warn of. */
bool run_lines_is_clean(const struct run_lines *lines);
/* Whether every byte is as it was written. Begins anew. */
bool run_lines_are_sound(struct run_lines *lines);
void run_lines_rewind(struct run_lines *lines);
/* The next set, or the next file; entries of the other kind are skipped, as are paths that our runs do not write. The
 * texts are valid until the next call. False if there is none. */
bool run_lines_next_set(struct run_lines *lines, struct run_printed_set *set);
bool run_lines_next_file(struct run_lines *lines, struct run_leftover *file);
/* The next question, with the number of sets that answer it. */
bool run_lines_next_question(struct run_lines *lines, const char **question, size_t *answered);
/* The next file of an earlier class that somebody changed: only path and id. */
bool run_lines_next_earlier(struct run_lines *lines, struct run_leftover *file);

/* Whether a path is below the lab's folder and one that our runs write. */
bool run_lines_is_own_path(const char *path);

/* Opens a file at a path below a folder without following symbolic links; -1 if that is not possible. `parent` receives
 * the folder that contains it, which the caller closes unless it is -1, and `name` its name in there. */
int run_open_below(const char *folder, const char *path, int *parent, const char **name);

#endif
