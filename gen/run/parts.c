#include "run/parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest first line of a part. */
enum { LONGEST_HEAD = 1 << 20 };

struct run_one_part {
    const char *path, *folder; /* folder: NULL if the part is a file */
    int shard;
    uint32_t found; /* its number before the parts were sorted, which places have */
    json_t *head;
    uint64_t begin, size; /* of the records in the file */
};

/* Records of a part that follow each other, also by number, few enough to be passed on the way to the last. So what is
 * known of a part does not grow with its records, but for one of these in MOST_TOGETHER. */
enum { MOST_TOGETHER = 1024 };
struct part_stretch {
    uint64_t number, offset; /* of the first */
    uint32_t part, count;
};

/* A record in its file. */
struct part_place {
    uint64_t number, offset, length; /* length: of its bytes */
};

struct run_parts {
    struct arena *arena;
    const char *lab_name;
    struct diag *diag;
    struct run_one_part *parts; /* after they were found to be all: by shard */
    int count, capacity;
    struct part_stretch *stretches; /* by number */
    size_t stretch_count, stretch_capacity;
    /* Where the last record that was taken ends: tasks are done in their order, so that the next one is near. */
    const struct part_stretch *stretch;
    struct part_place next;
    int file; /* that of the stretch, open; -1 */
    const char **words;
    int word_count;
};

static bool report(struct run_parts *parts, const char *path, const char *what) {
    diag_report(parts->diag, SEVERITY_ERROR, NOWHERE, "%s: %s", path, what);
    return false;
}

static const char *name_of(const struct run_parts *parts, const struct run_one_part *part) {
    return arena_printf(parts->arena, "part %d (%s)", part->shard, part->folder ? part->folder : part->path);
}

/* Takes the first line of a file; NULL if it is no JSON. */
static json_t *take_line(FILE *file, uint64_t *length) {
    char *line = alloc_bytes(LONGEST_HEAD);
    const bool read = fgets(line, LONGEST_HEAD, file) && strchr(line, '\n');
    json_t *head = read ? json_loads(line, 0, NULL) : NULL;
    *length = strlen(read ? line : "");
    free(line);
    return head;
}

const char *run_part_command(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "re");
    uint64_t length;
    json_t *head = file ? take_line(file, &length) : NULL;
    const char *command = json_string_value(json_object_get(head, "command"));
    command = command ? arena_strdup(arena, command) : NULL;
    json_decref(head);
    if (file)
        fclose(file);
    return command;
}

/* Reads the first line. */
static bool read_head(struct run_parts *parts, struct run_one_part *part, FILE *file) {
    int shard = 0, of = 0;
    const char *lab = NULL, *command = NULL, *word = NULL;
    json_t *other;
    part->head = take_line(file, &part->begin);
    if (!part->head ||
        json_unpack(part->head, "{s:{s:i, s:i, s:[s]}, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "part", "shard",
                    &shard, "of", &of, "words", &word, "lab", &lab, "command", &command, "program", &other, "build",
                    &other, "libraries", &other, "options", &other, "inputs", &other, "files", &other) != 0 ||
        shard < 1 || shard > of || of > RUN_MOST_PARTS || strcmp(word, command) != 0)
        return report(parts, part->path, "it is no part that a run with --shard made");
    part->shard = shard;
    if (strcmp(lab, parts->lab_name) != 0)
        return report(parts, part->path,
                      arena_printf(parts->arena, "it is a part of '%s', not of '%s'", lab, parts->lab_name));
    return true;
}

static void add_place(struct run_parts *parts, const struct run_one_part *part, uint64_t number, uint64_t offset) {
    struct part_stretch *last = parts->stretch_count ? &parts->stretches[parts->stretch_count - 1] : NULL;
    if (last && last->part == part->found && last->number + last->count == number && last->count < MOST_TOGETHER) {
        last->count++;
        return;
    }
    if (parts->stretch_count == parts->stretch_capacity) {
        parts->stretch_capacity = parts->stretch_capacity ? parts->stretch_capacity * 2 : 64;
        parts->stretches = alloc_resize(parts->stretches, parts->stretch_capacity * sizeof *parts->stretches);
    }
    parts->stretches[parts->stretch_count++] = (struct part_stretch){number, offset, part->found, 1};
}

/* Reads a record's head at the place's offset. */
static bool read_place(int file, struct part_place *place) {
    char head[RUN_RECORD_HEAD];
    return pread(file, head, sizeof head, (off_t)place->offset) == (ssize_t)sizeof head &&
           run_record_head(head, &place->number, &place->length);
}

/* Reads the record at a place, and adds its bytes. */
static bool read_record(int file, const struct part_place *place, struct text *out) {
    struct run_record found;
    struct text bytes = {0};
    text_reserve(&bytes, place->length + RUN_RECORD_HEAD);
    bytes.length = place->length + RUN_RECORD_HEAD;
    const bool good = pread(file, bytes.bytes, bytes.length, (off_t)place->offset) == (ssize_t)bytes.length &&
                      run_record_next(&found, bytes.bytes, bytes.length) == RUN_RECORD_WHOLE;
    if (good)
        text_append(out, found.bytes, found.length);
    text_free(&bytes);
    return good;
}

/* Finds the records, the last of which says how many there are. */
static bool read_places(struct run_parts *parts, const struct run_one_part *part, int file) {
    uint64_t count = 0;
    for (struct part_place place = {.offset = part->begin}; read_place(file, &place);) {
        if (place.length > part->size - place.offset - RUN_RECORD_HEAD)
            return false;
        const uint64_t after = place.offset + RUN_RECORD_HEAD + place.length;
        if (place.number == RUN_PART_END && after == part->size) {
            struct text bytes = {0};
            bool whole = read_record(file, &place, &bytes);
            struct record said = record_begin(bytes.bytes, bytes.length);
            whole = whole && record_take_number(&said, UINT64_MAX) == count && record_end(&said);
            text_free(&bytes);
            return whole;
        }
        add_place(parts, part, place.number, place.offset);
        place.offset = after;
        count++;
    }
    return false;
}

static bool read_part(struct run_parts *parts, struct run_one_part *part) {
    struct stat status;
    FILE *file = fopen(part->path, "re");
    if (!file)
        return file_fail(parts->diag, "read", part->path, errno);
    bool good = fstat(fileno(file), &status) == 0 && read_head(parts, part, file);
    part->size = (uint64_t)status.st_size;
    if (good && !read_places(parts, part, fileno(file)))
        good = report(parts, part->path, "this part is not whole; make it again");
    fclose(file);
    return good;
}

static void add_part(struct run_parts *parts, const char *path, const char *folder) {
    struct arena *arena = parts->arena;
    size_t capacity = (size_t)parts->capacity;
    parts->parts = arena_grow(arena, parts->parts, (size_t)parts->count, &capacity, sizeof *parts->parts);
    parts->capacity = (int)capacity;
    parts->parts[parts->count] = (struct run_one_part){.path = arena_strdup(arena, path),
                                                       .folder = folder ? arena_strdup(arena, folder) : NULL,
                                                       .found = (uint32_t)parts->count};
    parts->count++;
}

/* Adds the part that is in a folder, or in the lab's folder in there. */
static bool add_folder(struct run_parts *parts, const char *folder) {
    struct arena *arena = parts->arena;
    for (int inner = 0; inner < 2; inner++) {
        const char *own = inner ? folder : arena_printf(arena, "%s/%s", folder, parts->lab_name);
        const char *path = arena_printf(arena, "%s/" RUN_PART, own);
        if (access(path, F_OK) == 0) {
            add_part(parts, path, own);
            return true;
        }
    }
    return false;
}

static int is_part_folder(const struct dirent *entry) {
    int shard, of, end = 0;
    return sscanf(entry->d_name, "%d-of-%d%n", &shard, &of, &end) == 2 && !entry->d_name[end];
}

/* Adds what a path has: a part, or a folder with several. */
static bool find_parts(struct run_parts *parts, const char *path) {
    struct stat status;
    struct dirent **entries = NULL;
    if (stat(path, &status) != 0)
        return file_fail(parts->diag, "read", path, errno);
    if (!S_ISDIR(status.st_mode)) {
        add_part(parts, path, NULL);
        return true;
    }
    if (add_folder(parts, path))
        return true;
    const int before = parts->count, found = scandir(path, &entries, is_part_folder, alphasort);
    for (int i = 0; i < found; i++) {
        add_folder(parts, arena_printf(parts->arena, "%s/%s", path, entries[i]->d_name));
        free(entries[i]);
    }
    free(entries);
    return parts->count > before ||
           report(parts, path, arena_printf(parts->arena, "there is no part of '%s' in it", parts->lab_name));
}

static bool has(const json_t *list, const json_t *item) {
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), item))
            return true;
    return false;
}

/* The first item of a list that the other one does not have; NULL if there is none. */
static const json_t *lacking(const json_t *list, const json_t *other) {
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!has(other, json_array_get(list, i)))
            return json_array_get(list, i);
    return NULL;
}

/* What is different in a list, whose items may have names, or in another value. */
static void put_difference(struct text *out, const json_t *own, const json_t *other) {
    const bool lists = json_is_array(own) && json_is_array(other);
    const json_t *both[] = {lists ? lacking(own, other) : own, lists ? lacking(other, own) : other};
    const char *name = json_string_value(json_object_get(both[0] ? both[0] : both[1], "name"));
    if (name) {
        text_puts(out, name);
        return;
    }
    for (int i = 0; i < 2; i++) {
        char *text = both[i] ? json_dumps(both[i], JSON_ENCODE_ANY) : NULL;
        text_printf(out, "%s%s", i ? ", not " : "", text ? text : "none");
        free(text);
    }
}

/* Whether two runs depend on the same. If not, reports what is different; `other` is called `called`. */
static bool is_same(struct diag *diag, const json_t *own, const json_t *other, const char *what, const char *called) {
    static const struct {
        const char *key, *words;
    } members[] = {{"command", "by another command"},
                   {"program", "by another program"},
                   {"build", "by another build of the program"},
                   {"libraries", "with other libraries"},
                   {"options", "with other options"},
                   {"inputs", "of other input"},
                   {"files", "of other files of the lab"}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const json_t *first = json_object_get(own, members[i].key), *second = json_object_get(other, members[i].key);
        if (json_equal(first, second))
            continue;
        struct text difference = {0};
        put_difference(&difference, first, second);
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "%s was made %s than %s: %s", what, members[i].words, called,
                    difference.bytes);
        text_free(&difference);
        return false;
    }
    return true;
}

static int compare_parts(const void *a, const void *b) {
    const struct run_one_part *x = a, *y = b;
    return x->shard != y->shard ? x->shard - y->shard : strcmp(x->path, y->path);
}

/* Whether there is every part, once, of the same run. */
static bool are_all(struct run_parts *parts) {
    enum { NAMED = 20 };
    struct run_names missing = {0};
    int of = 0, next = 1;
    bool good = true;
    qsort(parts->parts, (size_t)parts->count, sizeof *parts->parts, compare_parts);
    for (int i = 0; i < parts->count; i++) {
        const struct run_one_part *part = &parts->parts[i], *first = parts->parts;
        int own = 0;
        json_unpack(part->head, "{s:{s:i}}", "part", "of", &own);
        of = i ? of : own;
        if (own != of)
            good = report(
                parts, name_of(parts, part),
                arena_printf(parts->arena, "it is one of %d parts, and %s one of %d", own, name_of(parts, first), of));
        else if (i && part->shard == part[-1].shard)
            good = report(parts, name_of(parts, part),
                          arena_printf(parts->arena, "the same part is in %s", part[-1].path));
        else
            good = is_same(parts->diag, part->head, first->head, name_of(parts, part), name_of(parts, first)) && good;
        for (; next < part->shard; next++)
            run_names_add(&missing, NAMED, arena_printf(parts->arena, "%d", next));
        next = part->shard + 1;
    }
    for (; good && next <= of; next++)
        run_names_add(&missing, NAMED, arena_printf(parts->arena, "%d", next));
    if (missing.count)
        good = report(parts, parts->lab_name,
                      arena_printf(parts->arena, "of %d parts %zu %s missing: %s", of, missing.count,
                                   missing.count == 1 ? "is" : "are", missing.text.bytes));
    text_free(&missing.text);
    return good;
}

static int compare_stretches(const void *a, const void *b) {
    const struct part_stretch *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

/* Whether no record is in two parts. */
static bool are_single(struct run_parts *parts) {
    for (size_t i = 1; i < parts->stretch_count; i++) {
        const struct part_stretch *stretch = &parts->stretches[i];
        if (stretch->number < stretch[-1].number + stretch[-1].count)
            return report(parts, name_of(parts, &parts->parts[stretch->part]),
                          arena_printf(parts->arena, "%s has some of its records too",
                                       name_of(parts, &parts->parts[stretch[-1].part])));
    }
    return true;
}

static bool read_words(struct run_parts *parts) {
    const json_t *words = json_object_get(json_object_get(parts->parts[0].head, "part"), "words");
    parts->words = arena_array(parts->arena, json_array_size(words) + 1, sizeof *parts->words);
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *word = json_string_value(json_array_get(words, i));
        if (!word)
            return false;
        parts->words[parts->word_count++] = word;
    }
    return parts->word_count > 0;
}

struct run_parts *run_parts_open(struct arena *arena, const char *const *paths, int path_count, const char *lab_name,
                                 struct diag *diag) {
    struct run_parts *parts = arena_alloc(arena, sizeof *parts);
    *parts = (struct run_parts){.arena = arena, .lab_name = lab_name, .diag = diag, .file = -1};
    bool good = true;
    for (int i = 0; i < path_count; i++)
        good = find_parts(parts, paths[i]) && good;
    for (int i = 0; i < parts->count; i++)
        good = read_part(parts, &parts->parts[i]) && good;
    good = good && are_all(parts);
    uint32_t *sorted = arena_array(arena, (size_t)parts->count + 1, sizeof *sorted);
    for (int i = 0; i < parts->count; i++)
        sorted[parts->parts[i].found] = (uint32_t)i;
    for (size_t i = 0; i < parts->stretch_count; i++)
        parts->stretches[i].part = sorted[parts->stretches[i].part];
    if (good && !read_words(parts))
        good = report(parts, parts->parts[0].path, "it is no part that a run with --shard made");
    if (parts->stretch_count)
        qsort(parts->stretches, parts->stretch_count, sizeof *parts->stretches, compare_stretches);
    if (good && are_single(parts))
        return parts;
    run_parts_close(parts);
    return NULL;
}

void run_parts_close(struct run_parts *parts) {
    if (!parts)
        return;
    for (int i = 0; i < parts->count; i++)
        json_decref(parts->parts[i].head);
    free(parts->stretches);
    parts->stretches = NULL;
    if (parts->file >= 0)
        close(parts->file);
    parts->file = -1;
    parts->count = 0;
}

int run_parts_count(const struct run_parts *parts) {
    return parts->count;
}

const char *const *run_parts_words(const struct run_parts *parts, int *count) {
    *count = parts->word_count;
    return parts->words;
}

/* The stretch that would have a record: the last that begins no later. */
static const struct part_stretch *find_stretch(const struct run_parts *parts, uint64_t number) {
    size_t first = 0, end = parts->stretch_count;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        if (parts->stretches[middle].number <= number)
            first = middle + 1;
        else
            end = middle;
    }
    const struct part_stretch *found = first ? &parts->stretches[first - 1] : NULL;
    return found && number - found->number < found->count ? found : NULL;
}

bool run_parts_take(struct run_parts *parts, uint64_t number, struct text *record, const char **folder) {
    const struct part_stretch *stretch = find_stretch(parts, number);
    if (!stretch)
        return false;
    const struct run_one_part *part = &parts->parts[stretch->part];
    if (!parts->stretch || parts->stretch->part != stretch->part || parts->file < 0) {
        if (parts->file >= 0)
            close(parts->file);
        parts->file = open(part->path, O_RDONLY | O_CLOEXEC);
    }
    if (parts->stretch != stretch || number < parts->next.number)
        parts->next = (struct part_place){stretch->number, stretch->offset, 0};
    parts->stretch = stretch;
    *folder = part->folder;
    struct part_place place = parts->next;
    for (;;) {
        const uint64_t expected = place.number;
        if (!read_place(parts->file, &place) || place.number != expected)
            return false;
        const bool found = place.number == number;
        if (found && !read_record(parts->file, &place, record))
            return false;
        place.number++;
        place.offset += RUN_RECORD_HEAD + place.length;
        if (found)
            break;
    }
    parts->next = place;
    return true;
}

const struct source *run_parts_input(struct run_parts *parts, struct arena *arena, const char *path) {
    const struct source *source = NULL;
    const char *folder;
    for (uint64_t i = 0; !source; i++) {
        struct text bytes = {0};
        if (!run_parts_take(parts, RUN_FIRST_INPUT + i, &bytes, &folder))
            return NULL;
        struct record record = record_begin(bytes.bytes, bytes.length);
        size_t length;
        const char *called = record_take_text(&record), *content = record_take_bytes(&record, &length);
        if (record_end(&record) && strcmp(called, path) == 0)
            source = source_of_text(arena, strcmp(path, "-") == 0 ? "standard input" : path, content, length);
        text_free(&bytes);
    }
    return source;
}

bool run_parts_are_of(const struct run_parts *parts, const char *members, struct diag *diag) {
    struct text object = {0};
    text_printf(&object, "{%s}", members);
    json_t *own = json_loads(object.bytes, 0, NULL);
    const bool good = is_same(diag, parts->parts[0].head, own, "what is to be merged", "it would be made now");
    json_decref(own);
    text_free(&object);
    return good;
}
