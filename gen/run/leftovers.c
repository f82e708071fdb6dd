#include "run/run.h"

#include "base/base.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMED = 4, LEAST_KNOWN = 64 };

/* A set of texts, as their hashes. Should two have the same hash, a file stays that might have been removed. */
struct known {
    uint64_t *hashes;
    size_t count, capacity;
    bool sorted;
};

struct run_leftovers {
    FILE *file;
    char *line; /* the one that was read last */
    size_t line_size;
    const char *only;
    struct known kept, ids;
};

static int by_number(const void *a, const void *b) {
    const uint64_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

static void add_known(struct known *known, const char *text) {
    if (known->count == known->capacity) {
        known->capacity = known->capacity ? 2 * known->capacity : LEAST_KNOWN;
        known->hashes = alloc_resize(known->hashes, known->capacity * sizeof *known->hashes);
    }
    known->hashes[known->count++] = hash_string(text);
    known->sorted = false;
}

static bool is_known(struct known *known, const char *text) {
    if (known->count && !known->sorted)
        qsort(known->hashes, known->count, sizeof *known->hashes, by_number);
    known->sorted = true;
    uint64_t hash = hash_string(text);
    return known->count && bsearch(&hash, known->hashes, known->count, sizeof hash, by_number);
}

void run_leftovers_keep(struct run_leftovers *leftovers, const char *path) {
    if (leftovers)
        add_known(&leftovers->kept, path);
}

void run_leftovers_add_id(struct run_leftovers *leftovers, const char *id) {
    if (leftovers)
        add_known(&leftovers->ids, id);
}

/* The next line as a JSON value, without the comma after it. NULL if the file ends or the line is not a value. */
static json_t *next_value(struct run_leftovers *leftovers, bool *ends) {
    ssize_t length = getline(&leftovers->line, &leftovers->line_size, leftovers->file);
    *ends = length < 0;
    while (length > 0 && strchr(" ,\n", leftovers->line[length - 1]))
        length--;
    return length > 0 ? json_loadb(leftovers->line, (size_t)length, JSON_DECODE_ANY, NULL) : NULL;
}

/* Whether a path is below the lab's folder and one that our runs write. */
static bool is_own_path(const char *path) {
    size_t length = strlen(path);
    if (strncmp(path, "student/", 8) != 0 && strncmp(path, "instructor/", 11) != 0)
        return false;
    return !strstr(path, "//") && !strstr(path, "/../") && !strstr(path, "/./") && path[length - 1] != '/' &&
           (length < 3 || strcmp(path + length - 3, "/..") != 0);
}

static bool read_digest(const char *text, struct run_digest *digest) {
    if (strlen(text) != 2 * sizeof digest->bytes || strspn(text, "0123456789abcdef") != 2 * sizeof digest->bytes)
        return false;
    for (size_t i = 0; i < sizeof digest->bytes; i++) {
        unsigned byte;
        sscanf(text + 2 * i, "%2x", &byte);
        digest->bytes[i] = (unsigned char)byte;
    }
    return true;
}

struct run_leftovers *run_leftovers_open(const char *path, const char *lab_name, const char *only) {
    struct run_leftovers *leftovers = alloc_bytes(sizeof *leftovers);
    *leftovers = (struct run_leftovers){.file = fopen(path, "re"), .only = only};
    /* Our manifests begin with `{` and the lab's name, on a line each. */
    bool ours = false;
    if (leftovers->file && getline(&leftovers->line, &leftovers->line_size, leftovers->file) > 0 &&
        strcmp(leftovers->line, "{\n") == 0 && getline(&leftovers->line, &leftovers->line_size, leftovers->file) > 0) {
        char *colon = strchr(leftovers->line, ':'), *comma = strrchr(leftovers->line, ',');
        json_t *name = colon && comma > colon && strncmp(leftovers->line, "  \"lab\":", 8) == 0
                           ? json_loadb(colon + 1, (size_t)(comma - colon - 1), JSON_DECODE_ANY, NULL)
                           : NULL;
        ours = json_is_string(name) && strcmp(json_string_value(name), lab_name) == 0;
        json_decref(name);
    }
    if (ours)
        return leftovers;
    run_leftovers_close(leftovers);
    return NULL;
}

void run_leftovers_close(struct run_leftovers *leftovers) {
    if (!leftovers)
        return;
    if (leftovers->file)
        fclose(leftovers->file);
    free(leftovers->line);
    free(leftovers->kept.hashes);
    free(leftovers->ids.hashes);
    free(leftovers);
}

/* Finds the next file that is listed but not kept. `first` starts at the beginning of the manifest. The texts belong to
 * `value` and are valid until the next call. Lines that are not files are skipped. */
static bool next_file(struct run_leftovers *leftovers, bool first, struct run_leftover *file, json_t **value) {
    if (!leftovers)
        return false;
    if (first)
        rewind(leftovers->file);
    for (bool ends = false; !ends;) {
        json_decref(*value);
        *value = next_value(leftovers, &ends);
        const char *sum = NULL;
        json_int_t bytes = 0;
        *file = (struct run_leftover){0};
        if (json_unpack(*value, "{s:s, s:I, s:s, s?s, s?s}", "path", &file->path, "bytes", &bytes, "sha256", &sum,
                        "document", &file->document, "id", &file->id) == 0 &&
            bytes >= 0 && is_own_path(file->path) && read_digest(sum, &file->digest) &&
            !is_known(&leftovers->kept, file->path)) {
            file->bytes = (size_t)bytes;
            return true;
        }
    }
    json_decref(*value);
    *value = NULL;
    return false;
}

/* Paths for a note: the first few of them, and their number. */
struct leftover_names {
    struct text text;
    size_t count;
};

static void add_name(struct leftover_names *names, const char *path) {
    if (names->count < NAMED)
        text_printf(&names->text, "%s%s", names->count ? ", " : "", path);
    else if (names->count == NAMED)
        text_puts(&names->text, ", …");
    names->count++;
}

static void report_names(struct leftover_names *names, const char *folder, const char *done, const char *which,
                         struct diag *diag) {
    if (names->count)
        diag_report(diag, SEVERITY_NOTE, (struct pos){0}, "%s: %s %zu file%s of an earlier run %s: %s", folder, done,
                    names->count, names->count == 1 ? "" : "s", which, names->text.bytes);
    text_free(&names->text);
}

/* Who decides about a file that this run did not write: the run if it could have written it, else nobody, because it is
 * of another document or of a person who is not in the parameter file. */
enum owner { OWNER_DOCUMENT, OWNER_PERSON, OWNER_RUN };

static enum owner owner_of(struct run_leftovers *leftovers, const struct run_leftover *file) {
    if (!file->document || (leftovers->only && strcmp(file->document, leftovers->only) != 0))
        return OWNER_DOCUMENT;
    return file->id && !is_known(&leftovers->ids, file->id) ? OWNER_PERSON : OWNER_RUN;
}

void run_leftovers_pass(struct run_leftovers *leftovers, const char *folder,
                        void (*take)(void *context, const struct run_leftover *file), void *context,
                        struct diag *diag) {
    struct leftover_names others = {0};
    struct run_leftover file = {0};
    json_t *value = NULL;
    for (bool first = true; next_file(leftovers, first, &file, &value); first = false) {
        enum owner owner = owner_of(leftovers, &file);
        if (owner != OWNER_RUN)
            take(context, &file);
        if (owner == OWNER_PERSON)
            add_name(&others, file.path);
    }
    report_names(&others, folder, "kept", "whose ids are no longer among the parameter sets", diag);
}

/* Opens the file at a path below a folder without following symbolic links; -1 if that is not possible. `parent`
 * receives the folder that contains it, which the caller closes, and `name` its name in there. */
static int open_below(const char *folder, const char *path, int *parent, const char **name) {
    *parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (const char *slash; *parent >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
        char *part = strndup(path, (size_t)(slash - path));
        int inner = part ? openat(*parent, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
        free(part);
        close(*parent);
        *parent = inner;
    }
    *name = path;
    return *parent < 0 ? -1 : openat(*parent, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static bool holds_bytes(int opened, const struct run_leftover *file) {
    struct stat status;
    if (fstat(opened, &status) != 0 || !S_ISREG(status.st_mode) || (size_t)status.st_size != file->bytes)
        return false;
    struct run_digest_stream *stream = run_digest_begin();
    char part[16 * 1024];
    ssize_t length;
    while ((length = read(opened, part, sizeof part)) > 0)
        run_digest_add(stream, part, (size_t)length);
    struct run_digest digest = run_digest_end(stream);
    return length == 0 && memcmp(digest.bytes, file->digest.bytes, sizeof digest.bytes) == 0;
}

/* Removes a file if its bytes are those in the manifest. `there`: whether there is anything at its path. */
static bool remove_unchanged(const char *folder, const struct run_leftover *file, bool *there) {
    int parent;
    const char *name;
    int opened = open_below(folder, file->path, &parent, &name);
    *there = opened >= 0;
    bool removed = *there && holds_bytes(opened, file) && unlinkat(parent, name, 0) == 0;
    if (opened >= 0)
        close(opened);
    if (parent >= 0)
        close(parent);
    return removed;
}

void run_leftovers_remove(struct run_leftovers *leftovers, const char *folder, struct diag *diag) {
    struct leftover_names removed = {0}, changed = {0};
    struct run_leftover file = {0};
    json_t *value = NULL;
    for (bool first = true; next_file(leftovers, first, &file, &value); first = false) {
        bool there;
        if (owner_of(leftovers, &file) != OWNER_RUN)
            continue;
        if (remove_unchanged(folder, &file, &there))
            add_name(&removed, file.path);
        else if (there)
            add_name(&changed, file.path);
    }
    report_names(&removed, folder, "removed", "that this run did not make again", diag);
    report_names(&changed, folder, "kept", "that this run did not make again, but somebody changed", diag);
}
