#include "base/source.h"

#include "base/diag.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct source *source_of_text(struct arena *arena, const char *name, const char *text, size_t length) {
    struct source *source = arena_alloc(arena, sizeof *source);
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3, length -= 3;
    *source = (struct source){
        .name = arena_strdup(arena, name), .bytes = arena_strndup(arena, text, length), .length = length};
    return source;
}

struct source *source_of_part(struct arena *arena, struct pos pos, const char *text, size_t length) {
    struct source *source = source_of_text(arena, pos.source->name, text, length);
    source->whole = pos.source;
    source->line = pos.line;
    source->column = pos.column;
    return source;
}

/* Sets the fault. A name that leads to no file of the wanted kind is a mistake; anything else may pass. */
static int refuse(struct source_fault *fault, bool mistaken, const char *why) {
    fault->mistaken = mistaken;
    snprintf(fault->why, sizeof fault->why, "%s", why);
    return -1;
}

static int refuse_errno(struct source_fault *fault, int cause) {
    bool mistaken = cause == ENOENT || cause == ENOTDIR || cause == EISDIR || cause == ELOOP || cause == ENAMETOOLONG ||
                    cause == ENXIO; /* a socket */
    return refuse(fault, mistaken, strerror(cause));
}

static int refuse_size(struct source_fault *fault, size_t largest) {
    char why[64];
    snprintf(why, sizeof why, "it has more than %zu MiB", largest >> 20);
    return refuse(fault, true, why);
}

/* Whether a path without links is a folder's, or leads into it. */
static bool is_within(const char *folder, const char *resolved) {
    char whole[PATH_MAX];
    if (!realpath(folder, whole))
        return false;
    size_t length = strlen(whole);
    return strncmp(resolved, whole, length) == 0 &&
           (resolved[length] == '/' || !resolved[length] || whole[length - 1] == '/');
}

bool source_is_within(const char *folder, const char *path) {
    char resolved[PATH_MAX];
    return realpath(path, resolved) && is_within(folder, resolved);
}

/* The folders of the program's own files, without links; "" for none. */
static char trusted[2][PATH_MAX];

void source_trust(const char *one, const char *other) {
    if (!realpath(one, trusted[0]))
        *trusted[0] = '\0';
    if (!realpath(other, trusted[1]))
        *trusted[1] = '\0';
}

static bool is_trusted(const char *resolved) {
    for (int i = 0; i < 2; i++)
        if (*trusted[i] && is_within(trusted[i], resolved))
            return true;
    return false;
}

/* Whether a path names what this process has open already: a pipe of `<(...)`, or standard input. */
static bool is_descriptor(const char *path) {
    return strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/proc/self/fd/", 14) == 0 ||
           strcmp(path, "/dev/stdin") == 0;
}

const char *source_kind(mode_t mode) {
    return S_ISDIR(mode)    ? "a folder"
           : S_ISFIFO(mode) ? "a pipe"
           : S_ISSOCK(mode) ? "a socket"
           : S_ISLNK(mode)  ? "a link"
                            : "a device";
}

/* Opens a file; with `piped`, what is open already may be something else than a regular file. */
static int open_file(const char *path, const char *folder, bool piped, size_t largest, size_t *size,
                     struct source_fault *fault) {
    char resolved[PATH_MAX];
    if (folder && !realpath(path, resolved))
        return refuse_errno(fault, errno);
    if (folder && !is_within(folder, resolved) && !is_trusted(resolved))
        return refuse(fault, true, "it is a link that leads out of the lab's folder");
    int file = open(folder ? resolved : path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (folder ? O_NOFOLLOW : 0));
    struct stat status;
    if (file < 0)
        return refuse_errno(fault, errno);
    if (fstat(file, &status) != 0) {
        refuse_errno(fault, errno);
    } else if (S_ISREG(status.st_mode)) {
        *size = (size_t)status.st_size;
        if (*size > largest)
            refuse_size(fault, largest);
        else
            return file;
    } else if (piped && is_descriptor(path) && !S_ISDIR(status.st_mode)) {
        *size = 0;
        fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK);
        return file;
    } else {
        char why[64];
        snprintf(why, sizeof why, "it is %s, not a file", source_kind(status.st_mode));
        refuse(fault, true, why);
    }
    close(file);
    return -1;
}

int source_open(const char *path, const char *folder, size_t largest, size_t *size, struct source_fault *fault) {
    return open_file(path, folder, false, largest, size, fault);
}

FILE *source_open_stream(const char *path, size_t largest, struct source_fault *fault) {
    size_t size;
    const int file = source_open(path, NULL, largest, &size, fault);
    FILE *stream = file < 0 ? NULL : fdopen(file, "r");
    if (file >= 0 && !stream)
        alloc_failed(BUFSIZ);
    return stream;
}

/* Reads to the end. False if that fails or there is too much. */
static bool read_all(int file, size_t largest, struct text *bytes, struct source_fault *fault) {
    char chunk[65536];
    for (;;) {
        ssize_t length = read(file, chunk, sizeof chunk);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return refuse_errno(fault, errno) == 0;
        if (length == 0)
            return true;
        if ((size_t)length > largest - bytes->length)
            return refuse_size(fault, largest) == 0;
        text_append(bytes, chunk, (size_t)length);
    }
}

static struct {
    void (*seen)(void *context, const char *path, const char *bytes, size_t length);
    void *context;
} watcher;

void source_watch(void (*seen)(void *context, const char *path, const char *bytes, size_t length), void *context) {
    watcher.seen = seen;
    watcher.context = context;
}

void source_tell(const char *path, const char *bytes, size_t length) {
    if (watcher.seen)
        watcher.seen(watcher.context, path, bytes, length);
}

static void report(struct diag *diag, const char *name, const struct source_fault *fault) {
    diag_report(diag, fault->mistaken ? SEVERITY_ERROR : SEVERITY_FAILURE, NOWHERE, "cannot read %s: %s", name,
                fault->why);
}

/* Reads an open file into a source; reports why if that fails. */
static struct source *read_source(struct arena *arena, int file, size_t size, size_t largest, const char *name,
                                  const char *shown_name, struct diag *diag) {
    struct text bytes = {0};
    struct source_fault fault;
    struct source *source = NULL;
    text_reserve(&bytes, size);
    if (read_all(file, largest, &bytes, &fault)) {
        source = source_of_text(arena, shown_name, bytes.bytes, bytes.length);
        source_tell(name, bytes.bytes, bytes.length);
    } else
        report(diag, name, &fault);
    text_free(&bytes);
    return source;
}

static struct source *read_path(struct arena *arena, const char *path, const char *folder, size_t largest,
                                const char *shown_name, struct diag *diag) {
    struct source_fault fault;
    size_t size;
    int file = open_file(path, folder, !folder, largest, &size, &fault);
    if (file < 0) {
        report(diag, path, &fault);
        return NULL;
    }
    struct source *source = read_source(arena, file, size, largest, path, shown_name ? shown_name : path, diag);
    close(file);
    return source;
}

struct source *source_read(struct arena *arena, const char *path, const char *shown_name, struct diag *diag) {
    return read_path(arena, path, NULL, SOURCE_LARGEST, shown_name, diag);
}

struct source *source_read_within(struct arena *arena, const char *folder, const char *path, const char *shown_name,
                                  struct diag *diag) {
    return read_path(arena, path, folder, SOURCE_LARGEST_OF_LAB, shown_name, diag);
}

struct source *source_read_file(struct arena *arena, int file, const char *name, struct diag *diag) {
    return read_source(arena, file, 0, SOURCE_LARGEST, name, name, diag);
}

struct pos source_pos(const struct source *source, size_t offset) {
    struct pos pos = {source, 1, 1};
    for (size_t i = 0; i < offset && i < source->length; i++) {
        if (source->bytes[i] == '\n')
            pos.line++, pos.column = 1;
        else if (((unsigned char)source->bytes[i] & 0xC0) != 0x80)
            pos.column++;
    }
    return pos;
}
