#include "files/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_output {
    struct file_output *next;
    pid_t owner;         /* the process that began it: a forked one must not remove it */
    int file;            /* or the temporary folder */
    int cause;           /* the errno of the first error, or 0 */
    char *path, *folder; /* the final path, NULL for a temporary folder; that folder, else NULL */
    char *name;          /* the current name */
};

/* The names of temporary files and folders, without the six characters that mkostemp and mkdtemp choose. */
#define FILE_STEM ".fleetsheet."
#define FOLDER_STEM "fleetsheet."

/* The current unfinished files, for the signal handler. Changed only while signals are held back. */
static struct file_output *unfinished;

static void remove_folder(int parent, const char *name, int folder);

static void remove_unfinished(void) {
    for (const struct file_output *output = unfinished; output; output = output->next)
        if (output->owner == getpid()) {
            unlink(output->name);
            if (output->folder)
                remove_folder(AT_FDCWD, output->folder, output->file);
        }
}

/* The folders that this process cleans at its end, and the file that it removes then. */
static const char *const *cleaned;
static const char *cleaned_file;
static pid_t cleaned_owner;

void file_clean_at_end(const char *const *folders, const char *file) {
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    cleaned = folders;
    cleaned_file = file;
    cleaned_owner = getpid();
    sigprocmask(SIG_SETMASK, &before, NULL);
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

static void clean_up(int number) {
    if (before_end && before_end_owner == getpid())
        before_end(number);
    remove_unfinished();
    if (!cleaned || cleaned_owner != getpid())
        return;
    for (const char *const *folder = cleaned; *folder; folder++)
        file_remove_abandoned(*folder);
    unlink(cleaned_file);
}

static void clean_up_without_memory(void) {
    clean_up(SIGTERM);
}

static void end_by_signal(int number) {
    clean_up(number);
    signal(number, SIG_DFL);
    raise(number);
}

void file_catch_signals(void) {
    for (int i = 0; i < ENDING; i++)
        if (signal(ending[i], end_by_signal) == SIG_IGN)
            signal(ending[i], SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    alloc_before_end(clean_up_without_memory);
}

bool file_fail(struct diag *diag, const char *what, const char *path, int cause) {
    diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot %s '%s': %s", what, path, strerror(cause));
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
    return file_fail(diag, "make the folder", path, cause);
}

bool file_make_folder(const char *path, struct diag *diag) {
    struct text part = {0};
    bool made = true;
    if (!*path)
        made = file_fail(diag, "make the folder", path, ENOENT);
    for (size_t i = 0; made && path[i]; i++) {
        text_putc(&part, path[i]);
        bool ends = path[i] != '/' && (path[i + 1] == '/' || !path[i + 1]);
        if (ends)
            made = make_one(part.bytes, diag);
    }
    text_free(&part);
    return made;
}

/* Makes the temporary file or folder, locks it, and opens it. Returns 0, or the error's errno. */
static int make_temporary(struct file_output *output) {
    char *chosen = output->folder ? output->folder : output->name;
    struct stat status;
    /* Before it is locked, another process may take it for an abandoned one: then there will be a next. */
    for (int attempt = 0; attempt < 100; attempt++) {
        memset(chosen + strlen(chosen) - FILE_CHOSEN, 'X', FILE_CHOSEN);
        if (output->folder && !mkdtemp(chosen))
            return errno;
        output->file = output->folder ? open(chosen, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : mkostemp(chosen, O_CLOEXEC);
        if (output->file < 0 && !(output->folder && errno == ENOENT)) {
            const int cause = errno;
            if (output->folder)
                rmdir(chosen);
            return cause;
        }
        if (output->file < 0)
            continue;
        flock(output->file, output->folder ? LOCK_EX : LOCK_EX | LOCK_NB);
        if (fstat(output->file, &status) == 0 && status.st_nlink > 0) {
            if (output->folder)
                memcpy(output->name, output->folder, strlen(output->folder));
            return 0;
        }
        close(output->file);
    }
    return EAGAIN;
}

/* Makes the temporary file or folder and tells the signal handler. Returns 0, or the error's errno. */
static int open_beside(struct file_output *output) {
    struct stat status;
    if (output->path && stat(output->path, &status) == 0 && S_ISDIR(status.st_mode))
        return EISDIR;
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    int cause = make_temporary(output);
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
    free(output->folder);
    free(output->name);
    free(output);
}

static char *joined(const char *folder, size_t length, const char *name) {
    char *path = alloc_bytes(length + strlen(name) + 1);
    memcpy(path, folder, length);
    strcpy(path + length, name);
    return path;
}

/* Opens what the struct names. If that fails, frees it and returns NULL, and errno says why. */
static struct file_output *begin(struct file_output names) {
    struct file_output *output = alloc_bytes(sizeof *output);
    *output = names;
    output->owner = getpid();
    output->file = -1;
    int cause = open_beside(output);
    if (!cause)
        return output;
    forget(output);
    errno = cause;
    return NULL;
}

bool file_is_free(const char *path, struct diag *diag) {
    struct stat status;
    if (lstat(path, &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))
        return true; /* a folder is reported when it is written to */
    diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot write '%s': it is %s, not a file", path,
                source_kind(status.st_mode));
    return false;
}

struct file_output *file_begin(const char *path, struct diag *diag) {
    const char *slash = strrchr(path, '/');
    struct file_output *output =
        begin((struct file_output){.path = joined(path, strlen(path), ""),
                                   .name = joined(path, slash ? (size_t)(slash + 1 - path) : 0, FILE_STEM "XXXXXX")});
    if (!output)
        file_fail(diag, "write", path, errno);
    return output;
}

struct file_output *file_temporary(const char *folder) {
    return begin((struct file_output){.folder = joined(folder, strlen(folder), "/" FOLDER_STEM "XXXXXX"),
                                      .name = joined(folder, strlen(folder), "/" FOLDER_STEM "XXXXXX/written")});
}

const char *file_temporary_folder(const struct file_output *output) {
    return output->folder;
}

const char *file_temporary_name(const struct file_output *output) {
    return output->name;
}

void file_put(struct file_output *output, const char *bytes, size_t length) {
    if (!output->cause && !system_write(output->file, bytes, length))
        output->cause = errno;
}

/* Completes the bytes of a file, which is closed. */
static void complete(struct file_output *output) {
    mode_t mask = umask(0); /* mkstemp gives 0600; results get the usual permissions */
    umask(mask);
    if (!output->cause && fchmod(output->file, 0666 & ~mask) != 0)
        output->cause = errno;
    if (close(output->file) != 0 && !output->cause)
        output->cause = errno;
}

/* Reports what went wrong, removes the file then, and frees the struct. */
static bool end(struct file_output *output, struct diag *diag) {
    bool good = !output->cause || file_fail(diag, "write", output->path, output->cause);
    if (!good)
        unlink(output->name);
    forget(output);
    return good;
}

bool file_finish(struct file_output *output, char chosen[FILE_CHOSEN + 1], struct diag *diag) {
    complete(output);
    strcpy(chosen, output->name + strlen(output->name) - FILE_CHOSEN);
    return end(output, diag);
}

void file_temporary_path(struct text *out, const char *path, const char *chosen) {
    const char *slash = strrchr(path, '/');
    text_append(out, path, slash ? (size_t)(slash + 1 - path) : 0);
    text_printf(out, FILE_STEM "%s", chosen);
}

/* Calls `act` for each entry of a folder. Like what it is used for, it allocates nothing, so that a signal handler may
 * do it. */
static void for_each(int folder, void (*act)(int folder, const char *name)) {
    _Alignas(struct dirent64) char entries[4096];
    for (ssize_t length; (length = getdents64(folder, (void *)entries, sizeof entries)) > 0;)
        for (const char *at = entries; at < entries + length; at += ((const struct dirent64 *)at)->d_reclen)
            act(folder, ((const struct dirent64 *)at)->d_name);
}

static void remove_entry(int folder, const char *name) {
    unlinkat(folder, name, 0);
}

/* Empties a folder that has files only, and removes it. Closes `folder`. */
static void remove_folder(int parent, const char *name, int folder) {
    for_each(folder, remove_entry);
    unlinkat(parent, name, AT_REMOVEDIR);
    close(folder);
}

void file_abandon(struct file_output *output) {
    if (output->folder) {
        remove_folder(AT_FDCWD, output->folder, output->file);
    } else {
        close(output->file);
        unlink(output->name);
    }
    forget(output);
}

static bool is_temporary(const char *name, const char *stem) {
    size_t length = strlen(stem);
    return strncmp(name, stem, length) == 0 && strlen(name) == length + FILE_CHOSEN && !strchr(name + length, '.');
}

/* Removes a file or folder if it is temporary and nobody has locked it. */
static void remove_abandoned(int folder, const char *name) {
    bool is_folder = is_temporary(name, FOLDER_STEM);
    if (!is_folder && !is_temporary(name, FILE_STEM))
        return;
    const int flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    int opened = openat(folder, name, is_folder ? flags | O_RDONLY | O_DIRECTORY : flags | O_RDWR);
    struct stat status;
    if (opened < 0)
        return;
    if (fstat(opened, &status) == 0 && (is_folder ? status.st_uid == geteuid() : S_ISREG(status.st_mode)) &&
        flock(opened, LOCK_EX | LOCK_NB) == 0) {
        if (is_folder) {
            remove_folder(folder, name, opened);
            return;
        }
        unlinkat(folder, name, 0);
    }
    close(opened);
}

void file_remove_abandoned(const char *folder) {
    int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0)
        return;
    for_each(opened, remove_abandoned);
    close(opened);
}

bool file_write(const char *path, const char *bytes, size_t length, struct diag *diag) {
    struct file_output *output = file_begin(path, diag);
    if (!output)
        return false;
    file_put(output, bytes, length);
    complete(output);
    if (!output->cause && rename(output->name, output->path) != 0)
        output->cause = errno;
    return end(output, diag);
}

bool file_sync(const char *folder, struct diag *diag) {
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int cause = file < 0 || !system_sync(file) ? errno : 0;
    if (file >= 0)
        close(file);
    return cause ? file_fail(diag, "write to the disk", folder, cause) : true;
}
