#include "run/run.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A file that was read. The SHA-256 of a font is that of its directories of tables, in which every table has a sum: it
 * tells fonts apart without reading all of them in every run. */
struct file {
    const char *name;
    size_t bytes;
    bool is_font;
    struct run_digest digest;
};

/* Input as it was called. */
struct input {
    const char *path;
    struct run_digest digest;
    const char *bytes; /* NULL: parts do not keep them */
    size_t length;
};

struct run_provenance {
    struct arena *arena;
    const char *command, *versions;
    json_t *options;
    struct file *files;
    struct input *inputs;
    size_t file_count, file_capacity, input_count, input_capacity;
    bool paused;
};

static size_t read_number(const unsigned char *bytes, int count) {
    size_t number = 0;
    for (int i = 0; i < count; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* Adds a font's directory of tables, which begins at an offset. False if it is none. */
static bool add_directory(struct run_digest_stream *stream, const char *bytes, size_t length, size_t offset) {
    enum { HEAD = 12, ENTRY = 16 };
    if (length < HEAD || offset > length - HEAD)
        return false;
    const size_t size = HEAD + ENTRY * read_number((const unsigned char *)bytes + offset + 4, 2);
    if (size > length - offset)
        return false;
    run_digest_add(stream, bytes + offset, size);
    return true;
}

/* The sum of the directories of an OpenType font or of a collection of such. False if it is something else. */
static bool sum_font(const char *bytes, size_t length, struct run_digest *digest) {
    const bool many = length >= 12 && memcmp(bytes, "ttcf", 4) == 0;
    if (length < 12 ||
        (!many && memcmp(bytes, "\0\1\0\0", 4) != 0 && memcmp(bytes, "OTTO", 4) != 0 && memcmp(bytes, "true", 4) != 0))
        return false;
    struct run_digest_stream *stream = run_digest_begin();
    const size_t count = many ? read_number((const unsigned char *)bytes + 8, 4) : 1;
    bool good = !many || count <= (length - 12) / 4;
    for (size_t i = 0; good && i < count; i++)
        good =
            add_directory(stream, bytes, length, many ? read_number((const unsigned char *)bytes + 12 + 4 * i, 4) : 0);
    *digest = run_digest_end(stream);
    return good && count;
}

static const char *base_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void take_file(void *context, const char *path, const char *bytes, size_t length) {
    struct run_provenance *provenance = context;
    if (provenance->paused)
        return;
    struct file file = {.name = arena_strdup(provenance->arena, base_of(path)), .bytes = length};
    file.is_font = sum_font(bytes, length, &file.digest);
    if (!file.is_font)
        file.digest = run_digest_of(bytes, length);
    for (size_t i = 0; i < provenance->file_count; i++)
        if (strcmp(provenance->files[i].name, file.name) == 0 &&
            memcmp(&provenance->files[i].digest, &file.digest, sizeof file.digest) == 0)
            return;
    provenance->files = arena_grow(provenance->arena, provenance->files, provenance->file_count,
                                   &provenance->file_capacity, sizeof *provenance->files);
    provenance->files[provenance->file_count++] = file;
}

struct run_provenance *run_provenance_new(const char *command, const char *versions) {
    struct arena *arena = arena_new();
    struct run_provenance *provenance = arena_alloc(arena, sizeof *provenance);
    *provenance = (struct run_provenance){.arena = arena, .command = command, .options = json_object()};
    provenance->versions = arena_strdup(arena, versions);
    source_watch(take_file, provenance);
    return provenance;
}

void run_provenance_free(struct run_provenance *provenance) {
    if (!provenance)
        return;
    source_watch(NULL, NULL);
    json_decref(provenance->options);
    arena_free(provenance->arena);
}

void run_provenance_add_option(struct run_provenance *provenance, const char *name, const char *value) {
    json_object_set_new(provenance->options, name, value ? json_string(value) : json_true());
}

bool run_provenance_pause(struct run_provenance *provenance, bool paused) {
    const bool before = provenance && provenance->paused;
    if (provenance)
        provenance->paused = paused;
    return before;
}

static void add_input(struct run_provenance *provenance, const char *path, struct run_digest digest, const char *bytes,
                      size_t length) {
    provenance->inputs = arena_grow(provenance->arena, provenance->inputs, provenance->input_count,
                                    &provenance->input_capacity, sizeof *provenance->inputs);
    provenance->inputs[provenance->input_count++] =
        (struct input){arena_strdup(provenance->arena, path), digest, bytes, length};
}

void run_provenance_add_input(struct run_provenance *provenance, const char *path, const char *bytes, size_t length) {
    if (provenance)
        add_input(provenance, path, run_digest_of(bytes, length), bytes, length);
}

void run_provenance_add_sum(struct run_provenance *provenance, const char *path, struct run_digest digest) {
    if (provenance)
        add_input(provenance, path, digest, NULL, 0);
}

static json_t *pack_sum(const char *name, const char *of, struct run_digest digest) {
    struct text sum = {0};
    run_digest_print(&sum, digest);
    json_t *packed = json_pack("{s:s, s:s}", "name", name, of, sum.bytes);
    text_free(&sum);
    return packed;
}

static json_t *pack_file(const struct file *file) {
    if (!file->is_font)
        return pack_sum(file->name, "sha256", file->digest);
    json_t *packed = pack_sum(file->name, "tables_sha256", file->digest);
    json_object_set_new(packed, "bytes", json_integer((json_int_t)file->bytes));
    return packed;
}

static int compare_files(const void *a, const void *b) {
    const struct file *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : memcmp(&x->digest, &y->digest, sizeof x->digest);
}

/* The lines of the versions: the program's, and a list of those of libraries that are known. */
static void put_versions(json_t *object, const char *versions) {
    json_t *libraries = json_array();
    for (const char *line = versions, *end; *line; line = *end ? end + 1 : end) {
        end = line + strcspn(line, "\n");
        if (line == versions)
            json_object_set_new(object, "program", json_stringn(line, (size_t)(end - line)));
        else if (!memchr(line, '(', (size_t)(end - line)))
            json_array_append_new(libraries, json_stringn(line, (size_t)(end - line)));
    }
    json_object_set_new(object, "libraries", libraries);
}

void run_provenance_print(struct run_provenance *provenance, struct text *out) {
    source_watch(NULL, NULL);
    if (provenance->file_count)
        qsort(provenance->files, provenance->file_count, sizeof *provenance->files, compare_files);
    json_t *object = json_object(), *inputs = json_array(), *files = json_array();
    json_object_set_new(object, "command", json_string(provenance->command));
    put_versions(object, provenance->versions);
    json_object_set(object, "options", provenance->options);
    for (size_t i = 0; i < provenance->input_count; i++)
        json_array_append_new(inputs,
                              pack_sum(base_of(provenance->inputs[i].path), "sha256", provenance->inputs[i].digest));
    for (size_t i = 0; i < provenance->file_count; i++)
        json_array_append_new(files, pack_file(&provenance->files[i]));
    json_object_set_new(object, "inputs", inputs);
    json_object_set_new(object, "files", files);
    char *text = json_dumps(object, JSON_COMPACT);
    if (!text)
        alloc_failed(0);
    text_append(out, text + 1, strlen(text) - 2); /* without its braces */
    free(text);
    json_decref(object);
}

void run_part_add_input(struct run_part *part, const struct run_provenance *provenance) {
    struct text record = {0};
    for (size_t i = 0; i < provenance->input_count; i++) {
        const struct input *input = &provenance->inputs[i];
        text_clear(&record);
        if (!input->bytes)
            continue;
        record_put_text(&record, input->path);
        record_put_bytes(&record, input->bytes, input->length);
        run_part_add(part, RUN_FIRST_INPUT + i, record.bytes, record.length);
    }
    text_free(&record);
}
