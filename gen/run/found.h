/* Private to run: what is at a path. */
#ifndef RUN_FOUND_H
#define RUN_FOUND_H

#include "run/run.h"

#include <sys/stat.h>

/* Nothing; a file, with its digest; a folder, link, device or the like; or that cannot be told, and errno says why. */
enum run_found { FOUND_NOTHING, FOUND_FILE, FOUND_OTHER, FOUND_UNKNOWN };
struct run_found_file {
    struct run_digest digest; /* of a file */
    size_t bytes;
    struct stat status; /* unless it is nothing or a link */
};
/* Follows no link at the path. */
enum run_found run_found_at(const char *path, struct run_found_file *file);
/* At a path below a folder; follows no link there either. */
enum run_found run_found_below(const char *folder, const char *path, struct run_found_file *file);

#endif
