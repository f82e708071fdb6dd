#include "run/run.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first line of the file, up to the program's version. A file of another version is not carried on. */
#define HEAD "{\"version\":1,"
/* What a copy's line begins with. */
#define LINE "{\"first\":"

struct run_geometry {
    struct arena *arena;
    const char *folder;
    const struct lab *lab;
    const struct parameter_sets *sets;
    struct diag *diag;
    bool holds;           /* copies take the places of those before, which is seen to at the end */
    struct run_file file; /* begun with the first copy */
    bool begun, any;
    const char *common; /* what copies share: the first one's */
    bool *made;         /* by row and document */
    bool *has;          /* by document: a copy was made */
    struct text held;   /* copies: what is common, and the copy, each with a NUL */
    size_t *places;     /* of these, by row and document, counted from 1; 0: none */
};

struct run_geometry *run_geometry_begin(const char *folder, const struct lab *lab, const struct parameter_sets *sets,
                                        bool some, struct diag *diag) {
    struct arena *arena = arena_new();
    struct run_geometry *geometry = arena_alloc(arena, sizeof *geometry);
    const size_t most = sets_count(sets) * (size_t)lab->document_count + 1;
    *geometry =
        (struct run_geometry){.arena = arena, .folder = folder, .lab = lab, .sets = sets, .diag = diag, .holds = some};
    geometry->made = arena_array(arena, most, sizeof *geometry->made);
    geometry->has = arena_array(arena, (size_t)lab->document_count + 1, sizeof *geometry->has);
    geometry->places = some ? arena_array(arena, most, sizeof *geometry->places) : NULL;
    return geometry;
}

static void begin_file(struct run_geometry *geometry, const char *common) {
    geometry->begun = true;
    geometry->common = arena_strdup(geometry->arena, common);
    run_file_begin(&geometry->file, geometry->folder, RUN_GEOMETRY, geometry->diag);
    text_printf(&geometry->file.held, HEAD "\"program\":\"fleetsheet " FLEETSHEET_VERSION "\",\"lab\":\"%s\",\n%s\n",
                geometry->lab->name, common);
    text_puts(&geometry->file.held, "\"sheets\":[");
}

/* Writes a line: a copy whose first page has that number in the print file (0: it is in none). `copy` ends with a
 * comma. */
static void put_copy(struct run_geometry *geometry, long first, const char *common, const char *copy) {
    if (!geometry->begun)
        begin_file(geometry, common);
    struct text *out = &geometry->file.held;
    text_puts(out, geometry->any ? ",\n" LINE : "\n" LINE);
    if (first)
        text_printf(out, "%ld,", first);
    else
        text_puts(out, "null,");
    if (strcmp(common, geometry->common) != 0)
        text_puts(out, common);
    text_append(out, copy, strlen(copy) - 1);
    text_putc(out, '}');
    geometry->any = true;
    run_file_pass(&geometry->file);
}

static size_t place_of(const struct run_geometry *geometry, size_t row, int document) {
    return row * (size_t)geometry->lab->document_count + (size_t)document;
}

void run_geometry_add(struct run_geometry *geometry, size_t row, int document, int first, const char *common,
                      const char *copy) {
    const size_t place = place_of(geometry, row, document);
    geometry->made[place] = geometry->has[document] = true;
    if (!geometry->holds) {
        put_copy(geometry, first, common, copy);
        return;
    }
    geometry->places[place] = geometry->held.length + 1;
    text_append(&geometry->held, common, strlen(common) + 1);
    text_append(&geometry->held, copy, strlen(copy) + 1);
}

/* Writes a copy that was held, unless it has been written. */
static void put_held(struct run_geometry *geometry, size_t place, long first) {
    if (!geometry->places[place])
        return;
    const char *common = geometry->held.bytes + geometry->places[place] - 1;
    geometry->places[place] = 0;
    put_copy(geometry, first, common, common + strlen(common) + 1);
}

/* A copy in the file of the run before. */
struct earlier {
    const char *common, *copy; /* `copy` ends with a comma */
    long first;
    int document;
    size_t row; /* SIZE_MAX: not among the sets */
};

/* Reads a line without its end, which is changed. False if it is no copy of a document that the lab has. */
static bool read_line(const struct run_geometry *geometry, const struct sets_index *index, char *line,
                      const char *common, struct earlier *earlier) {
    json_error_t error;
    json_t *value = json_loads(line, 0, &error);
    const char *id = json_string_value(json_object_get(value, "id")),
               *scenario = json_string_value(json_object_get(value, "scenario")),
               *document = json_string_value(json_object_get(value, "document"));
    char *copy = strstr(line, "\"id\":"), *own = copy ? strstr(line, "\"paper\":") : NULL;
    *earlier = (struct earlier){.common = common, .document = -1};
    for (int i = 0; document && i < geometry->lab->document_count; i++)
        if (strcmp(geometry->lab->documents[i].name, document) == 0)
            earlier->document = i;
    const bool good = id && scenario && earlier->document >= 0 && copy;
    if (good) {
        earlier->first = (long)json_integer_value(json_object_get(value, "first"));
        earlier->row = sets_index_find(index, id, scenario);
        if (own && own < copy)
            earlier->common = arena_strndup(geometry->arena, own, (size_t)(copy - own));
        line[strlen(line) - 1] = ','; /* the brace that ends it */
        earlier->copy = copy;
    }
    json_decref(value);
    return good;
}

/* Carries on what the run before wrote of copies that this one did not make; those that it holds take their places. */
static void carry_on(struct run_geometry *geometry, FILE *before) {
    struct sets_index *index =
        sets_index_new(geometry->arena, sets_count(geometry->sets), sets_row_key, geometry->sets);
    for (size_t i = 0; i < sets_count(geometry->sets); i++)
        sets_index_put(index, i);
    const char *common = "";
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    for (int number = 1; (length = getline(&line, &room, before)) > 0; number++) {
        struct earlier earlier;
        while (length && strchr(",\n", line[length - 1]))
            line[--length] = '\0';
        if (number == 1 && strncmp(line, HEAD, strlen(HEAD)) != 0)
            break;
        if (number == 2)
            common = arena_printf(geometry->arena, "%s,", line);
        if (strncmp(line, LINE, strlen(LINE)) != 0 || !read_line(geometry, index, line, common, &earlier))
            continue;
        const size_t place = earlier.row == SIZE_MAX ? SIZE_MAX : place_of(geometry, earlier.row, earlier.document);
        const bool made = place != SIZE_MAX && geometry->made[place];
        if (made && geometry->holds)
            put_held(geometry, place, earlier.first);
        else if (!made)
            put_copy(geometry, geometry->holds || !geometry->has[earlier.document] ? earlier.first : 0, earlier.common,
                     earlier.copy);
    }
    free(line);
}

static void free_geometry(struct run_geometry *geometry) {
    text_free(&geometry->held);
    arena_free(geometry->arena);
}

void run_geometry_abandon(struct run_geometry *geometry) {
    if (geometry->begun)
        run_file_abandon(&geometry->file);
    free_geometry(geometry);
}

/* Carries on the file of the run before, if there is one. False, after a report, if it cannot be read to its end: what
 * is in it must not be lost. */
static bool carry_on_file(struct run_geometry *geometry) {
    const char *path = arena_printf(geometry->arena, "%s/" RUN_GEOMETRY, geometry->folder), *cause = NULL;
    struct source_fault fault;
    FILE *before = source_open_stream(path, SIZE_MAX / 2, &fault);
    if (before) {
        carry_on(geometry, before);
        cause = ferror(before) ? strerror(EIO) : NULL;
        fclose(before);
    } else if (!fault.mistaken) { /* else there is none */
        cause = fault.why;
    }
    if (cause)
        diag_report(geometry->diag, SEVERITY_FAILURE, NOWHERE, "cannot read '%s': %s", path, cause);
    return !cause;
}

struct run_written run_geometry_end(struct run_geometry *geometry, bool replaces, struct run_hold *hold) {
    struct run_written written = {.place = PLACE_FAILED};
    if (!replaces && !carry_on_file(geometry)) {
        run_geometry_abandon(geometry);
        return written;
    }
    const size_t most = place_of(geometry, sets_count(geometry->sets), 0);
    for (size_t place = 0; geometry->holds && place < most; place++)
        put_held(geometry, place, 0);
    if (geometry->begun) {
        text_puts(&geometry->file.held, "\n]}\n");
        written = run_file_end(&geometry->file, hold, geometry->diag);
    }
    free_geometry(geometry);
    return written;
}
