#include "files/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The file has a line `run PROCESS HOST PURPOSE` for each run, and its notes as lines `note TEXT`. The lock is flock's:
 * it belongs to the open file, which forked processes share, so that it is held until the last of them has ended. */
#define LOCK_FILE ".fleetsheet-run"
#define RUN_MARK "run "
#define NOTE_MARK "note "
/* How often a lock is tried again: briefly, since a run that was killed takes a moment to end, and longer if the run
 * has ended and only its processes have not. */
enum { HOST_BYTES = 256, WAITS = 6, WAITS_FOR_REST = 100, WAIT_NANOSECONDS = 50 * 1000 * 1000 };

struct file_lock {
    char *path, *purpose;
    int file;
    off_t position;     /* up to which the notes were read */
    struct text unread; /* what was read after the last note, from `taken` on */
    size_t taken;
};

/* Who has the lock, as the file says. */
struct holder {
    long process; /* 0: unknown */
    bool is_here; /* on this host */
    char host[HOST_BYTES];
    struct text purpose;
};

static void get_host(char host[HOST_BYTES]) {
    if (gethostname(host, HOST_BYTES) != 0 || !*host)
        strcpy(host, "localhost");
    host[HOST_BYTES - 1] = '\0';
    for (char *p = host; *p; p++)
        if (*p == ' ' || *p == '\n')
            *p = '-';
}

static void read_whole(int file, struct text *content) {
    char part[4096];
    ssize_t length;
    lseek(file, 0, SEEK_SET);
    while ((length = read(file, part, sizeof part)) > 0)
        text_append(content, part, (size_t)length);
    text_puts(content, "");
}

/* The last run in the file. `holder->purpose` is the caller's to free. */
static void read_holder(int file, struct holder *holder) {
    struct text content = {0};
    char here[HOST_BYTES];
    *holder = (struct holder){0};
    read_whole(file, &content);
    char *last = NULL;
    for (char *line = content.bytes; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (strncmp(line, RUN_MARK, strlen(RUN_MARK)) == 0)
            last = line;
    int purpose = 0;
    if (last && sscanf(last, RUN_MARK "%ld %255s %n", &holder->process, holder->host, &purpose) == 2 && purpose) {
        get_host(here);
        holder->is_here = strcmp(here, holder->host) == 0;
        text_append(&holder->purpose, last + purpose, strcspn(last + purpose, "\n"));
    } else {
        holder->process = 0;
    }
    text_free(&content);
}

/* Whether the run that the file names has ended, so that only processes that it left behind can have the lock: they end
 * soon. A file without a run is one that is just being written. */
static bool ends_soon(const struct holder *holder) {
    return !holder->process || (holder->is_here && system_has_ended((pid_t)holder->process));
}

static void report_holder(const char *folder, const struct holder *holder, struct diag *diag) {
    if (holder->process)
        diag_report(
            diag, SEVERITY_FAILURE, NOWHERE,
            "another run holds the folder %s: process %ld%s%s, %s; nothing was done, try again when it has ended",
            folder, holder->process, holder->is_here ? "" : " on ", holder->is_here ? "" : holder->host,
            holder->purpose.bytes ? holder->purpose.bytes : "");
    else
        diag_report(diag, SEVERITY_FAILURE, NOWHERE,
                    "another run holds the folder %s; nothing was done, try again when it has ended", folder);
}

/* Whether a locked file is still the one at the path: the run before may have removed it in the meantime. */
static bool is_at(int file, const char *path) {
    struct stat opened, there;
    return fstat(file, &opened) == 0 && stat(path, &there) == 0 && opened.st_ino == there.st_ino &&
           opened.st_dev == there.st_dev;
}

/* Removes a file that another user's killed run left behind, so that this user may make one. Its notes are lost: the
 * files that they tell of will be kept. False if it cannot be removed, or if somebody has the lock. */
static bool remove_foreign(const char *path) {
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    bool removed = file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0 && is_at(file, path) && unlink(path) == 0;
    if (file >= 0)
        close(file);
    return removed;
}

/* Opens and locks the file; -1 after reporting an error. */
static int open_locked(const char *folder, const char *path, struct diag *diag) {
    for (int wait = 0;;) {
        int file = open(path, O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC, 0666);
        const int why = errno;
        if (file < 0 && why == EACCES && remove_foreign(path))
            continue;
        if (file < 0) {
            file_fail(diag, "lock", path, why);
            return -1;
        }
        struct stat status;
        if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > SOURCE_LARGEST) {
            close(file);
            diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot lock '%s': it is no file that a run left", path);
            return -1;
        }
        if (flock(file, LOCK_EX | LOCK_NB) == 0) {
            if (is_at(file, path))
                return file;
            close(file);
            continue;
        }
        int cause = errno;
        if (cause != EWOULDBLOCK && cause != EINTR) {
            diag_report(
                diag, SEVERITY_WARNING, NOWHERE,
                "the folder %s cannot be locked (%s): take care that no other run writes to it at the same time",
                folder, strerror(cause));
            return file;
        }
        struct holder holder;
        read_holder(file, &holder);
        close(file);
        bool gives_up = ++wait > (ends_soon(&holder) ? WAITS_FOR_REST : WAITS);
        if (gives_up)
            report_holder(folder, &holder, diag);
        text_free(&holder.purpose);
        if (gives_up)
            return -1;
        nanosleep(&(struct timespec){0, WAIT_NANOSECONDS}, NULL);
    }
}

/* Adds a line in one piece, so that those of several processes do not mix. */
static bool put_line(const struct file_lock *lock, const struct text *line) {
    ssize_t written;
    while ((written = write(lock->file, line->bytes, line->length)) < 0 && errno == EINTR)
        continue;
    return written == (ssize_t)line->length;
}

/* Says that this run has the lock. A last line that is torn is no note. */
static bool begin_run(struct file_lock *lock) {
    struct text content = {0}, line = {0};
    char host[HOST_BYTES];
    read_whole(lock->file, &content);
    bool torn = content.length && content.bytes[content.length - 1] != '\n';
    get_host(host);
    text_printf(&line, "%s" RUN_MARK "%ld %s ", torn ? "?\n" : "", (long)getpid(), host);
    for (const char *p = lock->purpose; *p; p++)
        text_putc(&line, *p == '\n' ? ' ' : *p);
    text_putc(&line, '\n');
    bool written = put_line(lock, &line);
    text_free(&content);
    text_free(&line);
    return written;
}

struct file_lock *file_lock_take(const char *folder, const char *purpose, struct diag *diag) {
    if (!file_make_folder(folder, diag))
        return NULL;
    struct text path = {0};
    text_printf(&path, "%s/%s", folder, LOCK_FILE);
    int file = open_locked(folder, path.bytes, diag);
    if (file < 0) {
        text_free(&path);
        return NULL;
    }
    struct file_lock *lock = alloc_bytes(sizeof *lock);
    *lock = (struct file_lock){.path = path.bytes, .purpose = strdup(purpose), .file = file};
    if (!lock->purpose)
        alloc_failed(strlen(purpose));
    errno = 0;
    if (begin_run(lock))
        return lock;
    file_fail(diag, "lock", lock->path, errno);
    file_lock_release(lock, true);
    return NULL;
}

bool file_lock_note(struct file_lock *lock, const char *line) {
    struct text note = {0};
    text_printf(&note, NOTE_MARK "%s\n", line);
    bool written = put_line(lock, &note);
    text_free(&note);
    return written;
}

/* The next line, without its newline; NULL as file_lock_read says. */
static char *next_line(struct file_lock *lock, int *cause) {
    char part[16 * 1024];
    *cause = 0;
    for (;;) {
        size_t unread = lock->unread.length - lock->taken;
        char *start = unread ? lock->unread.bytes + lock->taken : NULL;
        char *end = unread ? memchr(start, '\n', unread) : NULL;
        if (end) {
            *end = '\0';
            lock->taken = (size_t)(end + 1 - lock->unread.bytes);
            return start;
        }
        ssize_t length = pread(lock->file, part, sizeof part, lock->position);
        if (length < 0 && errno == EINTR)
            continue;
        *cause = length < 0 ? errno : 0;
        if (length <= 0)
            return NULL;
        if (lock->taken) {
            if (unread)
                memmove(lock->unread.bytes, start, unread);
            lock->unread.length = unread;
            lock->taken = 0;
        }
        text_append(&lock->unread, part, (size_t)length);
        lock->position += length;
    }
}

const char *file_lock_read(struct file_lock *lock, bool first, int *cause) {
    if (first) {
        text_clear(&lock->unread);
        lock->taken = 0;
        lock->position = 0;
    }
    for (char *line; (line = next_line(lock, cause));)
        if (strncmp(line, NOTE_MARK, strlen(NOTE_MARK)) == 0)
            return line + strlen(NOTE_MARK);
    return NULL;
}

int file_lock_sync(struct file_lock *lock) {
    return fdatasync(lock->file) == 0 ? 0 : errno;
}

bool file_lock_forget(struct file_lock *lock) {
    return ftruncate(lock->file, 0) == 0 && begin_run(lock);
}

const char *file_lock_path(const struct file_lock *lock) {
    return lock->path;
}

void file_lock_release(struct file_lock *lock, bool keep_notes) {
    int cause = 0;
    if (!keep_notes || (!file_lock_read(lock, true, &cause) && !cause))
        unlink(lock->path);
    close(lock->file);
    text_free(&lock->unread);
    free(lock->path);
    free(lock->purpose);
    free(lock);
}
