#include "run/found.h"

#include "run/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Digests an open file, which is closed. */
static enum run_found digest_file(int opened, struct run_found_file *file) {
    char part[32 * 1024];
    ssize_t length = -1;
    if (fstat(opened, &file->status) == 0) {
        if (!S_ISREG(file->status.st_mode)) {
            close(opened);
            return FOUND_OTHER;
        }
        struct run_digest_stream *stream = run_digest_begin();
        while ((length = read(opened, part, sizeof part)) > 0 || (length < 0 && errno == EINTR))
            if (length > 0) {
                run_digest_add(stream, part, (size_t)length);
                file->bytes += (size_t)length;
            }
        file->digest = run_digest_end(stream);
    }
    const int cause = errno;
    close(opened);
    errno = cause;
    return length == 0 ? FOUND_FILE : FOUND_UNKNOWN;
}

/* What it means if a path could not be opened. */
static enum run_found unopened(int cause) {
    if (cause == ENOENT || cause == ENOTDIR)
        return FOUND_NOTHING;
    return cause == ELOOP || cause == ENXIO || cause == ENODEV ? FOUND_OTHER : FOUND_UNKNOWN;
}

enum run_found run_found_at(const char *path, struct run_found_file *file) {
    *file = (struct run_found_file){0};
    int opened = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    return opened < 0 ? unopened(errno) : digest_file(opened, file);
}

enum run_found run_found_below(const char *folder, const char *path, struct run_found_file *file) {
    int parent;
    const char *name;
    *file = (struct run_found_file){0};
    int opened = run_open_below(folder, path, &parent, &name);
    const int cause = errno;
    if (parent >= 0)
        close(parent);
    errno = cause;
    return opened < 0 ? unopened(cause) : digest_file(opened, file);
}
