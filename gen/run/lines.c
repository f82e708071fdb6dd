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
    char *head;         /* the first line; NULL: the manifest is of an earlier version, one JSON object */
    long end;           /* where the last line begins */
    bool clean, fans;
    struct run_digest digest; /* that it says of what is before it */
    char model[RUN_MODEL_DIGITS + 1];
};

bool run_lines_is_own_path(const char *path) {
    size_t length = strlen(path);
    if (strncmp(path, "student/", 8) != 0 && strncmp(path, "instructor/", 11) != 0)
        return false;
    return !strstr(path, "//") && !strstr(path, "/../") && !strstr(path, "/./") && path[length - 1] != '/' &&
           (length < 3 || strcmp(path + length - 3, "/..") != 0);
}

/* Whether the file ends with these bytes. */
static bool ends_with(FILE *file, const char *end) {
    char last[16] = "";
    const size_t length = strlen(end);
    return fseek(file, -(long)length, SEEK_END) == 0 && fread(last, 1, length, file) == length &&
           memcmp(last, end, length) == 0;
}

/* Reads the last line, which says that the manifest is whole. False if it is no such line. */
static bool read_end(struct run_lines *lines) {
    enum { LINE = 256 };
    char last[LINE + 1] = "", *sum = NULL;
    if (fseek(lines->file, 0, SEEK_END) != 0)
        return false;
    const long size = ftell(lines->file), from = size > LINE ? size - LINE : 0;
    if (fseek(lines->file, from, SEEK_SET) != 0)
        return false;
    const size_t length = fread(last, 1, LINE, lines->file);
    if (!length || last[length - 1] != '\n')
        return false;
    last[length - 1] = '\0';
    char *newline = strrchr(last, '\n'), *line = newline ? newline + 1 : last;
    lines->end = from + (line - last);
    int clean = 0;
    json_t *value = strncmp(line, RUN_MANIFEST_END, strlen(RUN_MANIFEST_END)) == 0 ? json_loads(line, 0, NULL) : NULL;
    const bool good =
        json_unpack(value, "{s:b, s:s}", "clean", &clean, "sha256", &sum) == 0 && run_digest_read(sum, &lines->digest);
    lines->clean = clean;
    json_decref(value);
    return good;
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

static bool is_named(const json_t *name, const char *lab_name) {
    return json_is_string(name) && strcmp(json_string_value(name), lab_name) == 0;
}

static void take_model(struct run_lines *lines, const char *digits) {
    *lines->model = '\0';
    if (strspn(digits, "0123456789abcdef") == RUN_MODEL_DIGITS) {
        memcpy(lines->model, digits, RUN_MODEL_DIGITS);
        lines->model[RUN_MODEL_DIGITS] = '\0';
    }
}

/* Whether the first line is a head that names the lab. */
static bool has_head(struct run_lines *lines, const char *lab_name) {
    size_t room = 0;
    run_lines_rewind(lines);
    const ssize_t length = getline(&lines->head, &room, lines->file);
    json_t *head = length > 0 ? read_value(lines->head, (size_t)length) : NULL;
    const char *model = json_string_value(json_object_get(head, "model"));
    const bool ours = is_named(json_object_get(head, "lab"), lab_name);
    take_model(lines, model ? model : "");
    lines->fans = json_object_get(json_object_get(head, "options"), "fan-out");
    if (length > 0)
        lines->head[length - 1] = '\0';
    json_decref(head);
    return ours;
}

/* Whether a file of an earlier version begins with `{` and the lab's name, on a line each. The model may follow. */
static bool is_object(struct run_lines *lines, const char *lab_name) {
    static const char key[] = "  \"model\": \"";
    run_lines_rewind(lines);
    if (!next_line(lines) || strcmp(lines->line, "{\n") != 0 || !next_line(lines))
        return false;
    char *colon = strchr(lines->line, ':'), *comma = strrchr(lines->line, ',');
    json_t *name = colon && comma > colon && strncmp(lines->line, "  \"lab\":", 8) == 0
                       ? read_value(colon + 1, (size_t)(comma - colon - 1))
                       : NULL;
    const bool ours = is_named(name, lab_name);
    json_decref(name);
    take_model(lines, next_line(lines) && strncmp(lines->line, key, strlen(key)) == 0 ? lines->line + strlen(key) : "");
    return ours;
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
    *begun = (struct run_lines){.file = file, .path = strdup(path)};
    if (!begun->path)
        alloc_failed(strlen(path));
    const bool ours =
        ends_with(file, "\n  ]\n}\n") ? is_object(begun, lab_name) : read_end(begun) && has_head(begun, lab_name);
    if (!ours || ferror(begun->file))
        return run_lines_close(begun, diag);
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
    free(lines->head);
    free(lines);
    return good;
}

const char *run_lines_model(const struct run_lines *lines) {
    return lines->model;
}

const char *run_lines_head(const struct run_lines *lines) {
    return lines->head;
}

bool run_lines_fans(const struct run_lines *lines) {
    return lines->fans;
}

bool run_lines_is_clean(const struct run_lines *lines) {
    return lines->clean;
}

bool run_lines_are_sound(struct run_lines *lines) {
    struct run_digest_stream *stream = run_digest_begin();
    run_lines_rewind(lines);
    for (long left = lines->end; left > 0;) {
        const size_t wanted = left < LONGEST ? (size_t)left : LONGEST, n = fread(lines->line, 1, wanted, lines->file);
        if (!n)
            break;
        run_digest_add(stream, lines->line, n);
        left -= (long)n;
    }
    const struct run_digest digest = run_digest_end(stream);
    run_lines_rewind(lines);
    return lines->head && memcmp(&digest, &lines->digest, sizeof digest) == 0;
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
