#include "zip/zip.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The records of an archive. All numbers have their lowest byte first. */
enum { CENTRAL_BYTES = 46, END_BYTES = 22, COMMENT_MOST = 0xFFFF, DIRECTORY_MOST = 256 << 20 };
/* Where a file in an archive becomes too large for its numbers, and ZIP64 has others. */
static const size_t SIZE_LIMIT = (size_t)1 << 40;

static size_t number_at(const char *bytes, int count) {
    size_t number = 0;
    for (int i = count - 1; i >= 0; i--)
        number = number << 8 | (unsigned char)bytes[i];
    return number;
}

/* Reads bytes of the file; false if it does not have them. */
static bool read_at(int file, size_t at, char *bytes, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t n = pread(file, bytes + done, length - done, (off_t)(at + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

/* The place of the end record in the last bytes of the file; SIZE_MAX if there is none. */
static size_t find_end(const char *bytes, size_t length) {
    for (size_t i = length < END_BYTES ? 0 : length - END_BYTES + 1; i-- > 0;)
        if (memcmp(bytes + i, "PK\5\6", 4) == 0 && number_at(bytes + i + 20, 2) == length - i - END_BYTES)
            return i;
    return SIZE_MAX;
}

/* Lists the names of a directory. False if it is damaged. */
static bool list_names(struct arena *arena, const char *directory, size_t length, size_t entries, const char **names,
                       size_t *count) {
    size_t at = 0;
    for (size_t i = 0; i < entries; i++) {
        if (length - at < CENTRAL_BYTES || memcmp(directory + at, "PK\1\2", 4) != 0)
            return false;
        const size_t name = number_at(directory + at + 28, 2);
        const size_t whole =
            CENTRAL_BYTES + name + number_at(directory + at + 30, 2) + number_at(directory + at + 32, 2);
        if (length - at < whole)
            return false;
        const char *text = directory + at + CENTRAL_BYTES;
        if (memchr(text, '\0', name))
            return false;
        if (name && text[name - 1] != '/')
            names[(*count)++] = arena_strndup(arena, text, name);
        at += whole;
    }
    return true;
}

static const char *const *fail(const char *path, const char *why, struct diag *diag) {
    diag_report(diag, SEVERITY_ERROR, NOWHERE, "'%s' %s", path, why);
    return NULL;
}

/* Reads the names of an open file. */
static const char *const *read_names(struct arena *arena, int file, size_t size, const char *path, size_t *count,
                                     struct diag *diag) {
    const size_t tail = size < END_BYTES + COMMENT_MOST ? size : END_BYTES + COMMENT_MOST;
    char *last = arena_alloc(arena, tail + 1);
    const size_t end = read_at(file, size - tail, last, tail) ? find_end(last, tail) : SIZE_MAX;
    if (end == SIZE_MAX)
        return fail(path, "is no zip archive", diag);
    const size_t entries = number_at(last + end + 10, 2), length = number_at(last + end + 12, 4),
                 begin = number_at(last + end + 16, 4);
    if (entries == 0xFFFF || begin == 0xFFFFFFFF || length == 0xFFFFFFFF)
        return fail(path, "is an archive of more than 4 GiB or 65,534 files, of which the names are not read", diag);
    if (begin > size || length > size - begin || length > DIRECTORY_MOST || entries > length / CENTRAL_BYTES)
        return fail(path, "is a damaged zip archive", diag);
    char *directory = arena_alloc(arena, length + 1);
    const char **names = arena_array(arena, entries + 1, sizeof *names);
    *count = 0;
    if (!read_at(file, begin, directory, length) || !list_names(arena, directory, length, entries, names, count))
        return fail(path, "is a damaged zip archive", diag);
    return names;
}

const char *const *zip_read_names(struct arena *arena, const char *path, size_t *count, struct diag *diag) {
    struct source_fault fault;
    size_t size = 0;
    const int file = source_open(path, NULL, SIZE_LIMIT, &size, &fault);
    if (file < 0) {
        diag_report(diag, fault.mistaken ? SEVERITY_ERROR : SEVERITY_FAILURE, NOWHERE, "cannot read '%s': %s", path,
                    fault.why);
        return NULL;
    }
    const char *const *names = read_names(arena, file, size, path, count, diag);
    close(file);
    return names;
}
