#include "files/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where a file system cannot exchange files, the second file waits under the first one's name with this in it. */
static char *waiting_name(const char *temporary) {
    struct text name = {0};
    const char *chosen = temporary + strlen(temporary) - FILE_CHOSEN;
    text_append(&name, temporary, (size_t)(chosen - temporary));
    text_printf(&name, "old.%s", chosen);
    return name.bytes;
}

static bool is_at(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0;
}

/* Whether the system or the file system does not know how to do something. */
static bool is_unknown(int cause) {
    return cause == EINVAL || cause == ENOSYS || cause == EOPNOTSUPP || cause == EPERM;
}

static int rename_file(const char *from, const char *to) {
    return rename(from, to) == 0 ? 0 : errno;
}

/* The second file gets a second name, or a new one if the file system has no links; the first takes its place; the
 * second takes that of the first. */
static int exchange_in_steps(const char *temporary, const char *path) {
    char *waiting = waiting_name(temporary);
    int cause = link(path, waiting) == 0 ? 0 : errno;
    if (is_unknown(cause) || cause == EMLINK)
        cause = rename_file(path, waiting);
    if (!cause)
        cause = rename_file(temporary, path);
    if (!cause)
        cause = rename_file(waiting, temporary);
    free(waiting);
    if (cause)
        file_exchange_settle(temporary, path);
    return cause;
}

int file_exchange_settle(const char *temporary, const char *path) {
    char *waiting = waiting_name(temporary);
    int cause = 0;
    if (is_at(waiting)) {
        if (!is_at(temporary))
            cause = rename_file(waiting, temporary);
        else if (!is_at(path))
            cause = rename_file(waiting, path);
        else if (unlink(waiting) != 0)
            cause = errno;
    }
    free(waiting);
    return cause;
}

int file_exchange(const char *temporary, const char *path, bool is_there) {
    struct stat status;
    bool found = lstat(path, &status) == 0;
    if (!found && errno != ENOENT)
        return errno;
    if (found && S_ISDIR(status.st_mode))
        return EISDIR;
    if (found != is_there)
        return found ? EEXIST : ENOENT;
    const int cause = system_exchange(temporary, path, found);
    if (!cause || !is_unknown(cause))
        return cause;
    return found ? exchange_in_steps(temporary, path) : rename_file(temporary, path);
}
