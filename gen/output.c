#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct diag *diag, const char *what, const char *path, int cause) {
    diag_report(diag, SEVERITY_ERROR, (struct pos){0}, "cannot %s '%s': %s", what, path, strerror(cause));
    return false;
}

/* One folder whose parent is there. `path` may be there already, as a folder. */
static bool make_one(const char *path, struct diag *diag) {
    if (mkdir(path, 0777) == 0)
        return true;
    int cause = errno;
    struct stat status;
    if (stat(path, &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return true;
        cause = ENOTDIR;
    }
    return fail(diag, "make the folder", path, cause);
}

bool output_make_folder(const char *path, struct diag *diag) {
    struct text part = {0};
    bool made = true;
    if (!*path)
        made = fail(diag, "make the folder", path, ENOENT);
    for (size_t i = 0; made && path[i]; i++) {
        text_putc(&part, path[i]);
        bool ends = path[i] != '/' && (path[i + 1] == '/' || !path[i + 1]);
        if (ends)
            made = make_one(part.bytes, diag);
    }
    text_free(&part);
    return made;
}

/* 0, or the error's number. */
static int write_all(int file, const char *bytes, size_t length) {
    while (length) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written < 0 ? errno : EIO;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

/* Fills the open temporary file and closes it, whatever happens. 0, or the error's number. */
static int fill(int file, const char *bytes, size_t length) {
    mode_t mask = umask(0); /* mkstemp gives 0600; results are files like any other */
    umask(mask);
    int cause = write_all(file, bytes, length);
    if (!cause && fchmod(file, 0666 & ~mask) != 0)
        cause = errno;
    if (!cause && fsync(file) != 0)
        cause = errno;
    if (close(file) != 0 && !cause)
        cause = errno;
    return cause;
}

bool output_write(const char *path, const char *bytes, size_t length, struct diag *diag) {
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return fail(diag, "write", path, EISDIR);
    struct text beside = {0};
    text_printf(&beside, "%s.XXXXXX", path);
    int file = mkostemp(beside.bytes, O_CLOEXEC);
    int cause = file < 0 ? errno : fill(file, bytes, length);
    if (!cause && rename(beside.bytes, path) != 0)
        cause = errno;
    if (cause && file >= 0)
        unlink(beside.bytes);
    text_free(&beside);
    return cause ? fail(diag, "write", path, cause) : true;
}
