#include "run/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The longest line of a manifest and the largest manifest that are read. Ours have less than 2 kB a line and 200 MB for
 * 200,000 people. */
enum { LONGEST = 64 * 1024 };
static const size_t largest = (size_t)4 << 30;

struct run_lines {
    FILE *file;
    char *path;
    char line[LONGEST]; /* the one that was read last */
    json_t *value;      /* of that line */
    char model[RUN_MODEL_DIGITS + 1];
};

bool run_lines_is_own_path(const char *path) {
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

/* Reads the next line with its newline; one that is too long is empty. False at the end. */
static bool next_line(struct run_lines *lines) {
    if (!fgets(lines->line, sizeof lines->line, lines->file))
        return false;
    if (strlen(lines->line) + 1 == sizeof lines->line) {
        for (int c = 0; c != '\n' && c != EOF;)
            c = getc(lines->file);
        *lines->line = '\0';
    }
    return true;
}

/* Reads a JSON value; NULL if the text is none. */
static json_t *read_value(const char *text, size_t length) {
    json_error_t error;
    json_t *value = json_loadb(text, length, JSON_DECODE_ANY, &error);
    if (!value && json_error_code(&error) == json_error_out_of_memory)
        alloc_failed(length);
    return value;
}

/* Whether the file begins with `{` and the lab's name, on a line each, as our manifests do. */
static bool is_ours(struct run_lines *lines, const char *lab_name) {
    run_lines_rewind(lines);
    if (!next_line(lines) || strcmp(lines->line, "{\n") != 0 || !next_line(lines))
        return false;
    char *colon = strchr(lines->line, ':'), *comma = strrchr(lines->line, ',');
    json_t *name = colon && comma > colon && strncmp(lines->line, "  \"lab\":", 8) == 0
                       ? read_value(colon + 1, (size_t)(comma - colon - 1))
                       : NULL;
    bool ours = json_is_string(name) && strcmp(json_string_value(name), lab_name) == 0;
    json_decref(name);
    return ours;
}

/* Reads the line about the model, if it is the next one. */
static void read_model(struct run_lines *lines) {
    static const char key[] = "  \"model\": \"";
    const size_t length = strlen(key);
    *lines->model = '\0';
    if (next_line(lines) && strncmp(lines->line, key, length) == 0 &&
        strspn(lines->line + length, "0123456789abcdef") == RUN_MODEL_DIGITS) {
        memcpy(lines->model, lines->line + length, RUN_MODEL_DIGITS);
        lines->model[RUN_MODEL_DIGITS] = '\0';
    }
}

static bool fail(struct diag *diag, const char *path, const char *cause) {
    diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot read '%s': %s", path, cause);
    return false;
}

bool run_lines_open(struct run_lines **lines, const char *path, const char *lab_name, struct diag *diag) {
    struct source_fault fault;
    FILE *file = source_open_stream(path, largest, &fault);
    *lines = NULL;
    if (!file)
        return fault.mistaken || fail(diag, path, fault.why);
    struct run_lines *begun = alloc_bytes(sizeof *begun);
    begun->file = file;
    begun->path = strdup(path);
    begun->value = NULL;
    if (!begun->path)
        alloc_failed(strlen(path));
    bool ours = is_whole(begun->file) && !ferror(begun->file) && is_ours(begun, lab_name);
    if (!ours || ferror(begun->file))
        return run_lines_close(begun, diag);
    read_model(begun);
    run_lines_rewind(begun);
    *lines = begun;
    return true;
}

bool run_lines_check(struct run_lines *lines, struct diag *diag) {
    bool good = !ferror(lines->file) || fail(diag, lines->path, strerror(EIO));
    clearerr(lines->file);
    return good;
}

bool run_lines_close(struct run_lines *lines, struct diag *diag) {
    if (!lines)
        return true;
    bool good = run_lines_check(lines, diag);
    json_decref(lines->value);
    fclose(lines->file);
    free(lines->path);
    free(lines);
    return good;
}

const char *run_lines_model(const struct run_lines *lines) {
    return lines->model;
}

void run_lines_rewind(struct run_lines *lines) {
    fseek(lines->file, 0, SEEK_SET); /* which keeps the mark of an error */
}

/* Reads the next line as a JSON value, without the comma after it; NULL if it is none. False at the end. */
static bool next_value(struct run_lines *lines) {
    bool read = next_line(lines);
    json_decref(lines->value);
    lines->value = NULL;
    if (!read)
        return false;
    size_t length = strlen(lines->line);
    while (length > 0 && strchr(" ,\n", lines->line[length - 1]))
        length--;
    if (length > 0)
        lines->value = read_value(lines->line, (size_t)length);
    return true;
}

bool run_lines_next_set(struct run_lines *lines, struct run_printed_set *set) {
    while (next_value(lines)) {
        *set = (struct run_printed_set){0};
        const char *fingerprint;
        int earlier = 0, answers = 0;
        struct sets_accommodation *own = &set->accommodation;
        if (json_unpack(lines->value, "{s:s, s:s, s:s, s?s, s?s, s?s, s?s, s?F, s?b, s?b}", "id", &set->id, "scenario",
                        &set->scenario, "fingerprint", &fingerprint, "name", &set->name, "stem", &set->stem, "print",
                        &own->print, "paper", &own->paper, "time", &own->time, "earlier", &earlier, "answers",
                        &answers) != 0 ||
            strlen(fingerprint) >= sizeof set->fingerprint)
            continue;
        strcpy(set->fingerprint, fingerprint);
        set->earlier = earlier;
        set->has_answers = answers;
        return true;
    }
    return false;
}

bool run_lines_next_question(struct run_lines *lines, const char **question, size_t *answered) {
    while (next_value(lines)) {
        json_int_t count;
        if (json_unpack(lines->value, "{s:s, s:I}", "question", question, "answered", &count) != 0 || count < 0)
            continue;
        *answered = (size_t)count;
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
            bytes < 0 || !run_lines_is_own_path(file->path) || !run_digest_read(sum, &file->digest))
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
            earlier && run_lines_is_own_path(file->path))
            return true;
    }
    return false;
}

int run_open_below(const char *folder, const char *path, int *parent, const char **name) {
    *parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (const char *slash; *parent >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
        char *part = strndup(path, (size_t)(slash - path));
        if (!part)
            alloc_failed((size_t)(slash - path));
        int inner = openat(*parent, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        free(part);
        close(*parent);
        *parent = inner;
    }
    *name = path;
    return *parent < 0 ? -1 : openat(*parent, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}
