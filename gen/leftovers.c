#include "leftovers.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMED = 4, LEAST_KEPT = 64 };

struct leftovers {
    FILE *file;
    char *line; /* the one that was read last */
    size_t line_size;
    bool of_other_sets; /* the earlier run was one of another parameter file */
    /* Hashes of paths that are not left over. Two paths of one hash would leave one file too many, no file too few. */
    uint64_t *kept;
    size_t kept_count, kept_capacity;
    bool sorted;
};

static uint64_t hash_of(const char *path) {
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *path; path++)
        hash = (hash ^ (unsigned char)*path) * 1099511628211u;
    return hash;
}

static int by_number(const void *a, const void *b) {
    const uint64_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

void leftovers_keep(struct leftovers *leftovers, const char *path) {
    if (!leftovers)
        return;
    if (leftovers->kept_count == leftovers->kept_capacity) {
        leftovers->kept_capacity = leftovers->kept_capacity ? 2 * leftovers->kept_capacity : LEAST_KEPT;
        leftovers->kept = alloc_resize(leftovers->kept, leftovers->kept_capacity * sizeof *leftovers->kept);
    }
    leftovers->kept[leftovers->kept_count++] = hash_of(path);
    leftovers->sorted = false;
}

static bool is_kept(struct leftovers *leftovers, const char *path) {
    if (leftovers->kept_count && !leftovers->sorted)
        qsort(leftovers->kept, leftovers->kept_count, sizeof *leftovers->kept, by_number);
    leftovers->sorted = true;
    uint64_t hash = hash_of(path);
    return leftovers->kept_count && bsearch(&hash, leftovers->kept, leftovers->kept_count, sizeof hash, by_number);
}

/* The next line as a JSON value, without what joins it to its neighbours; NULL where there is none, or it is none. */
static json_t *next_value(struct leftovers *leftovers, bool *ends) {
    ssize_t length = getline(&leftovers->line, &leftovers->line_size, leftovers->file);
    *ends = length < 0;
    while (length > 0 && strchr(" ,\n", leftovers->line[length - 1]))
        length--;
    return length > 0 ? json_loadb(leftovers->line, (size_t)length, JSON_DECODE_ANY, NULL) : NULL;
}

/* Below the lab's folder, and as our own runs name files. */
static bool is_own_path(const char *path) {
    size_t length = strlen(path);
    if (strncmp(path, "student/", 8) != 0 && strncmp(path, "instructor/", 11) != 0)
        return false;
    return !strstr(path, "//") && !strstr(path, "/../") && !strstr(path, "/./") && path[length - 1] != '/' &&
           (length < 3 || strcmp(path + length - 3, "/..") != 0);
}

static bool read_sum(const char *text, struct sha256 *sum) {
    if (strlen(text) != 2 * sizeof sum->bytes || strspn(text, "0123456789abcdef") != 2 * sizeof sum->bytes)
        return false;
    for (size_t i = 0; i < sizeof sum->bytes; i++) {
        unsigned byte;
        sscanf(text + 2 * i, "%2x", &byte);
        sum->bytes[i] = (unsigned char)byte;
    }
    return true;
}

/* Whether the next line of a manifest of ours, which has its first names on a line each, is this one with this text. */
static bool next_is(struct leftovers *leftovers, const char *name, const char *text) {
    if (getline(&leftovers->line, &leftovers->line_size, leftovers->file) <= 0)
        return false;
    char *colon = strchr(leftovers->line, ':'), *comma = strrchr(leftovers->line, ',');
    if (!colon || comma < colon)
        return false;
    json_t *key = json_loadb(leftovers->line, (size_t)(colon - leftovers->line), JSON_DECODE_ANY, NULL);
    json_t *value = json_loadb(colon + 1, (size_t)(comma - colon - 1), JSON_DECODE_ANY, NULL);
    bool same = json_is_string(key) && strcmp(json_string_value(key), name) == 0 && json_is_string(value) &&
                strcmp(json_string_value(value), text) == 0;
    json_decref(key);
    json_decref(value);
    return same;
}

struct leftovers *leftovers_open(const char *path, const char *lab_name, const char *sets_name) {
    struct leftovers *leftovers = alloc_bytes(sizeof *leftovers);
    *leftovers = (struct leftovers){.file = fopen(path, "re")};
    if (leftovers->file && getline(&leftovers->line, &leftovers->line_size, leftovers->file) > 0 &&
        strcmp(leftovers->line, "{\n") == 0 && next_is(leftovers, "lab", lab_name)) {
        leftovers->of_other_sets = !next_is(leftovers, "parameters", sets_name);
        return leftovers;
    }
    leftovers_close(leftovers);
    return NULL;
}

void leftovers_close(struct leftovers *leftovers) {
    if (!leftovers)
        return;
    if (leftovers->file)
        fclose(leftovers->file);
    free(leftovers->line);
    free(leftovers->kept);
    free(leftovers);
}

/* Each file that is listed and not kept; `value` holds its texts. Lines that are no files are passed over. */
static bool next_file(struct leftovers *leftovers, struct leftover *file, json_t **value) {
    for (bool ends = false; !ends;) {
        json_t *entry = next_value(leftovers, &ends);
        const char *sum = NULL;
        json_int_t bytes = 0;
        *file = (struct leftover){0};
        if (json_unpack(entry, "{s:s, s:I, s:s, s?s}", "path", &file->path, "bytes", &bytes, "sha256", &sum, "document",
                        &file->document) == 0 &&
            bytes >= 0 && is_own_path(file->path) && read_sum(sum, &file->sum) && !is_kept(leftovers, file->path)) {
            file->bytes = (size_t)bytes;
            *value = entry;
            return true;
        }
        json_decref(entry);
    }
    return false;
}

/* Whether a run for one document leaves the file alone. */
static bool is_of_another(const struct leftover *file, const char *only) {
    return only && (!file->document || strcmp(file->document, only) != 0);
}

void leftovers_pass(struct leftovers *leftovers, const char *only,
                    void (*take)(void *context, const struct leftover *file), void *context) {
    struct leftover file;
    json_t *value;
    if (!leftovers || leftovers->of_other_sets)
        return;
    rewind(leftovers->file);
    while (next_file(leftovers, &file, &value)) {
        if (is_of_another(&file, only))
            take(context, &file);
        json_decref(value);
    }
}

/* Paths for a note: the first few, and how many there are. */
struct names {
    struct text text;
    size_t count;
};

static void add_name(struct names *names, const char *path) {
    if (names->count < NAMED)
        text_printf(&names->text, "%s%s", names->count ? ", " : "", path);
    else if (names->count == NAMED)
        text_puts(&names->text, ", …");
    names->count++;
}

static void report_names(struct names *names, const char *folder, const char *what, struct diag *diag) {
    if (names->count)
        diag_report(diag, SEVERITY_NOTE, (struct pos){0},
                    "%zu file%s of an earlier run that this one did not write %s %s %s: %s", names->count,
                    names->count == 1 ? "" : "s", names->count == 1 ? "is" : "are", what, folder, names->text.bytes);
    text_free(&names->text);
}

/* Opens what stands at a path below a folder, itself and the folders between no symbolic links; -1 where it cannot be.
 * The folder that it stands in is in `parent`, which the caller closes, its own name in `name`. */
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

static bool holds_bytes(int opened, const struct leftover *file) {
    struct stat status;
    if (fstat(opened, &status) != 0 || !S_ISREG(status.st_mode) || (size_t)status.st_size != file->bytes)
        return false;
    struct digest *digest = digest_begin();
    char part[16 * 1024];
    ssize_t length;
    while ((length = read(opened, part, sizeof part)) > 0)
        digest_add(digest, part, (size_t)length);
    struct sha256 sum = digest_end(digest);
    return length == 0 && memcmp(sum.bytes, file->sum.bytes, sizeof sum.bytes) == 0;
}

enum left { LEFT_NOTHING, LEFT_OTHERS, LEFT_CHANGED, LEFT_REMOVED, LEFT_KINDS };

/* Removes the file where it holds what the manifest says and the earlier run was one of the same parameter file. */
static enum left settle_file(const struct leftovers *leftovers, const char *folder, const struct leftover *file) {
    int parent;
    const char *name;
    int opened = open_below(folder, file->path, &parent, &name);
    enum left left = opened < 0                                                    ? LEFT_NOTHING
                     : leftovers->of_other_sets                                    ? LEFT_OTHERS
                     : holds_bytes(opened, file) && unlinkat(parent, name, 0) == 0 ? LEFT_REMOVED
                                                                                   : LEFT_CHANGED;
    if (opened >= 0)
        close(opened);
    if (parent >= 0)
        close(parent);
    return left;
}

void leftovers_remove(struct leftovers *leftovers, const char *only, const char *folder, struct diag *diag) {
    static const char *const what[LEFT_KINDS] = {[LEFT_OTHERS] = "of other parameters, and left in",
                                                 [LEFT_CHANGED] = "changed since, and left in",
                                                 [LEFT_REMOVED] = "removed from"};
    struct names names[LEFT_KINDS] = {0};
    struct leftover file;
    json_t *value;
    if (!leftovers)
        return;
    rewind(leftovers->file);
    while (next_file(leftovers, &file, &value)) {
        enum left left = is_of_another(&file, only) ? LEFT_NOTHING : settle_file(leftovers, folder, &file);
        if (left != LEFT_NOTHING)
            add_name(&names[left], file.path);
        json_decref(value);
    }
    for (int i = LEFT_KINDS - 1; i > LEFT_NOTHING; i--)
        report_names(&names[i], folder, what[i], diag);
}
