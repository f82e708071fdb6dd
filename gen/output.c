#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The temporary file of this moment, for the signal handler; "" for none. */
static char unfinished[PATH_MAX];

static void end_by_signal(int number) {
    if (unfinished[0])
        unlink(unfinished);
    signal(number, SIG_DFL);
    raise(number);
}

void output_catch_signals(void) {
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        if (signal(ending[i], end_by_signal) == SIG_IGN)
            signal(ending[i], SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

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
    if (close(file) != 0 && !cause)
        cause = errno;
    return cause;
}

/* Opens a file beside `path` that the signal handler knows of. -1 and errno where that fails. */
static int open_beside(const char *path) {
    char name[PATH_MAX];
    int length = snprintf(name, sizeof name, "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    int file = mkostemp(name, O_CLOEXEC);
    if (file >= 0)
        memcpy(unfinished, name, sizeof name);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return file;
}

bool output_write(const char *path, const char *bytes, size_t length, struct diag *diag) {
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return fail(diag, "write", path, EISDIR);
    int file = open_beside(path);
    int cause = file < 0 ? errno : fill(file, bytes, length);
    if (!cause && rename(unfinished, path) != 0)
        cause = errno;
    if (cause && file >= 0)
        unlink(unfinished);
    unfinished[0] = '\0';
    return cause ? fail(diag, "write", path, cause) : true;
}

void output_remove(const char *path) {
    unlink(path);
}

bool output_sync(const char *folder, struct diag *diag) {
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int cause = file < 0 || syncfs(file) != 0 ? errno : 0;
    if (file >= 0)
        close(file);
    return cause ? fail(diag, "bring to the disk", folder, cause) : true;
}
