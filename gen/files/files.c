#include "files/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_output {
    struct file_output *next;
    pid_t owner; /* the process that began it: a forked one must not remove it */
    int file;
    int cause;         /* the errno of the first error, or 0 */
    char *path, *name; /* the final path, NULL for a temporary file; the current, temporary one */
};

/* The current unfinished files, for the signal handler. Changed only while signals are held back. */
static struct file_output *unfinished;

static void remove_unfinished(void) {
    for (const struct file_output *output = unfinished; output; output = output->next)
        if (output->owner == getpid())
            unlink(output->name);
}

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
enum { ENDING = sizeof ending / sizeof *ending };

void file_hold_signals(bool hold) {
    sigset_t held;
    sigemptyset(&held);
    for (int i = 0; i < ENDING; i++)
        sigaddset(&held, ending[i]);
    sigprocmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &held, NULL);
}

static void (*before_end)(int signal);
static pid_t before_end_owner;

void file_before_end(void (*act)(int signal)) {
    file_hold_signals(true);
    before_end = act;
    before_end_owner = getpid();
    file_hold_signals(false);
}

static void end_by_signal(int number) {
    if (before_end && before_end_owner == getpid())
        before_end(number);
    remove_unfinished();
    signal(number, SIG_DFL);
    raise(number);
}

void file_catch_signals(void) {
    for (int i = 0; i < ENDING; i++)
        if (signal(ending[i], end_by_signal) == SIG_IGN)
            signal(ending[i], SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    atexit(remove_unfinished); /* if memory runs out */
}

static bool fail(struct diag *diag, const char *what, const char *path, int cause) {
    diag_report(diag, SEVERITY_FAILURE, (struct pos){0}, "cannot %s '%s': %s", what, path, strerror(cause));
    return false;
}

/* Makes one folder whose parent exists, unless it exists already. */
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

bool file_make_folder(const char *path, struct diag *diag) {
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

/* Opens the temporary file and tells the signal handler. Returns 0, or the error's errno. */
static int open_beside(struct file_output *output) {
    struct stat status;
    if (output->path && stat(output->path, &status) == 0 && S_ISDIR(status.st_mode))
        return EISDIR;
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    output->file = mkostemp(output->name, O_CLOEXEC);
    int cause = output->file < 0 ? errno : 0;
    if (!cause) {
        output->next = unfinished;
        unfinished = output;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return cause;
}

/* Frees the struct, after taking it from the signal handler's list. */
static void forget(struct file_output *output) {
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    for (struct file_output **link = &unfinished; *link; link = &(*link)->next)
        if (*link == output) {
            *link = output->next;
            break;
        }
    sigprocmask(SIG_SETMASK, &before, NULL);
    free(output->path);
    free(output->name);
    free(output);
}

/* Begins a file named `path` plus `tail`, which becomes `path` if it is `placed`. If that fails, returns NULL, and
 * errno says why. */
static struct file_output *begin(const char *path, const char *tail, bool placed) {
    size_t length = strlen(path);
    struct file_output *output = alloc_bytes(sizeof *output);
    *output = (struct file_output){.owner = getpid(), .file = -1, .name = alloc_bytes(length + strlen(tail) + 1)};
    memcpy(output->name, path, length);
    strcpy(output->name + length, tail);
    if (placed) {
        output->path = alloc_bytes(length + 1);
        memcpy(output->path, path, length + 1);
    }
    int cause = open_beside(output);
    if (!cause)
        return output;
    forget(output);
    errno = cause;
    return NULL;
}

struct file_output *file_begin(const char *path, struct diag *diag) {
    struct file_output *output = begin(path, ".XXXXXX", true);
    if (!output)
        fail(diag, "write", path, errno);
    return output;
}

struct file_output *file_temporary(const char *folder) {
    return begin(folder, "/fleetsheet-XXXXXX", false);
}

const char *file_temporary_name(const struct file_output *output) {
    return output->name;
}

void file_put(struct file_output *output, const char *bytes, size_t length) {
    while (length && !output->cause) {
        ssize_t written = write(output->file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            output->cause = written < 0 ? errno : EIO;
            return;
        }
        bytes += written;
        length -= (size_t)written;
    }
}

bool file_commit(struct file_output *output, struct diag *diag) {
    mode_t mask = umask(0); /* mkstemp gives 0600; results get the usual permissions */
    umask(mask);
    if (!output->cause && fchmod(output->file, 0666 & ~mask) != 0)
        output->cause = errno;
    if (close(output->file) != 0 && !output->cause)
        output->cause = errno;
    if (!output->cause && rename(output->name, output->path) != 0)
        output->cause = errno;
    bool good = !output->cause || fail(diag, "write", output->path, output->cause);
    if (!good)
        unlink(output->name);
    forget(output);
    return good;
}

void file_abandon(struct file_output *output) {
    close(output->file);
    unlink(output->name);
    forget(output);
}

bool file_write(const char *path, const char *bytes, size_t length, struct diag *diag) {
    struct file_output *output = file_begin(path, diag);
    if (!output)
        return false;
    file_put(output, bytes, length);
    return file_commit(output, diag);
}

void file_remove(const char *path) {
    unlink(path);
}

bool file_sync(const char *folder, struct diag *diag) {
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int cause = file < 0 || syncfs(file) != 0 ? errno : 0;
    if (file >= 0)
        close(file);
    return cause ? fail(diag, "write to the disk", folder, cause) : true;
}
