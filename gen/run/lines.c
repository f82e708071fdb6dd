#include "run/lines.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run_lines {
    FILE *file;
    char *line; /* the one that was read last */
    size_t line_size;
    json_t *value; /* of that line */
};

/* Whether a path is below the lab's folder and one that our runs write. */
static bool is_own_path(const char *path) {
    size_t length = strlen(path);
    if (strncmp(path, "student/", 8) != 0 && strncmp(path, "instructor/", 11) != 0)
        return false;
    return !strstr(path, "//") && !strstr(path, "/../") && !strstr(path, "/./") && path[length - 1] != '/' &&
           (length < 3 || strcmp(path + length - 3, "/..") != 0);
}

/* Whether the file ends as a whole manifest does. */
static bool is_whole(FILE *file) {
    static const char end[] = "\n  ]\n}\n";
    char last[sizeof end] = "";
    return fseek(file, -(long)strlen(end), SEEK_END) == 0 && fread(last, 1, strlen(end), file) == strlen(end) &&
           strcmp(last, end) == 0;
}

/* Whether the file begins with `{` and the lab's name, on a line each, as our manifests do. */
static bool is_ours(struct run_lines *lines, const char *lab_name) {
    rewind(lines->file);
    if (getline(&lines->line, &lines->line_size, lines->file) <= 0 || strcmp(lines->line, "{\n") != 0 ||
        getline(&lines->line, &lines->line_size, lines->file) <= 0)
        return false;
    char *colon = strchr(lines->line, ':'), *comma = strrchr(lines->line, ',');
    json_t *name = colon && comma > colon && strncmp(lines->line, "  \"lab\":", 8) == 0
                       ? json_loadb(colon + 1, (size_t)(comma - colon - 1), JSON_DECODE_ANY, NULL)
                       : NULL;
    bool ours = json_is_string(name) && strcmp(json_string_value(name), lab_name) == 0;
    json_decref(name);
    return ours;
}

struct run_lines *run_lines_open(const char *path, const char *lab_name) {
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    struct run_lines *lines = alloc_bytes(sizeof *lines);
    *lines = (struct run_lines){.file = file};
    if (is_whole(file) && is_ours(lines, lab_name))
        return lines;
    run_lines_close(lines);
    return NULL;
}

void run_lines_close(struct run_lines *lines) {
    if (!lines)
        return;
    json_decref(lines->value);
    fclose(lines->file);
    free(lines->line);
    free(lines);
}

void run_lines_rewind(struct run_lines *lines) {
    rewind(lines->file);
}

/* Reads the next line as a JSON value, without the comma after it; NULL if it is none. False at the end. */
static bool next_value(struct run_lines *lines) {
    ssize_t length = getline(&lines->line, &lines->line_size, lines->file);
    json_decref(lines->value);
    lines->value = NULL;
    if (length < 0)
        return false;
    while (length > 0 && strchr(" ,\n", lines->line[length - 1]))
        length--;
    if (length > 0)
        lines->value = json_loadb(lines->line, (size_t)length, JSON_DECODE_ANY, NULL);
    return true;
}

bool run_lines_next_set(struct run_lines *lines, struct run_printed_set *set) {
    while (next_value(lines)) {
        *set = (struct run_printed_set){0};
        const char *fingerprint;
        int earlier = 0;
        if (json_unpack(lines->value, "{s:s, s:s, s:s, s?s, s?s, s?b}", "id", &set->id, "scenario", &set->scenario,
                        "fingerprint", &fingerprint, "name", &set->name, "stem", &set->stem, "earlier",
                        &earlier) != 0 ||
            strlen(fingerprint) >= sizeof set->fingerprint)
            continue;
        strcpy(set->fingerprint, fingerprint);
        set->earlier = earlier;
        return true;
    }
    return false;
}

bool run_lines_next_file(struct run_lines *lines, struct run_leftover *file) {
    while (next_value(lines)) {
        const char *sum = NULL;
        json_int_t bytes = 0;
        *file = (struct run_leftover){0};
        if (json_unpack(lines->value, "{s:s, s:I, s:s, s?s, s?s}", "path", &file->path, "bytes", &bytes, "sha256", &sum,
                        "document", &file->document, "id", &file->id) != 0 ||
            bytes < 0 || !is_own_path(file->path) || !run_digest_read(sum, &file->digest))
            continue;
        file->bytes = (size_t)bytes;
        return true;
    }
    return false;
}

bool run_lines_next_earlier(struct run_lines *lines, struct run_leftover *file) {
    while (next_value(lines)) {
        int earlier = 0;
        *file = (struct run_leftover){0};
        if (json_unpack(lines->value, "{s:s, s:b, s?s}", "path", &file->path, "earlier", &earlier, "id", &file->id) ==
                0 &&
            earlier && is_own_path(file->path))
            return true;
    }
    return false;
}

int run_open_below(const char *folder, const char *path, int *parent, const char **name) {
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
