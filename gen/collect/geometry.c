#include "collect/collect.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1 };
/* What the line of a copy begins with; see gen/run/geometry.c. */
#define LINE "{\"first\":"
/* The height of what is written on a rule, in points. */
#define WRITING 17.0
/* How far beside a rule and below it somebody writes what has no place above it. */
#define BESIDE 40.0
#define BELOW 10.0
/* What of the edge of a frame to calculate in is no room: its line, and where it may be on a scan. */
#define INSIDE 3.0

struct geometry_reading {
    struct arena *arena;
    struct collect_geometry *geometry;
    size_t capacity, shape_capacity;
    const struct lab *lab;
    const struct parameter_sets *sets;
    const struct collect_columns *columns;
    struct sets_index *index;
    struct {
        const struct scan_sheet **list;
        size_t count, capacity;
    } sheets;
    size_t *codeless;
    struct diag *diag;
    const char *path;
    int sheet, line;
};

static int column_of(const struct geometry_reading *reading, const char *name) {
    for (int i = 0; name && i < reading->columns->count; i++)
        if (strcmp(reading->columns->names[i], name) == 0)
            return i;
    return -1;
}

static bool take_numbers(const json_t *list, double *numbers, size_t count) {
    if (json_array_size(list) != count)
        return false;
    for (size_t i = 0; i < count; i++)
        numbers[i] = json_number_value(json_array_get(list, i));
    return true;
}

/* The sheet that a copy is on; those that are the same are one. */
static const struct scan_sheet *sheet_of(struct geometry_reading *reading, const json_t *copy, const json_t *common) {
    struct scan_sheet sheet = {0};
    const json_t *paper = json_object_get(copy, "paper"), *from = paper ? copy : common;
    const json_t *squares = json_object_get(from, "squares"), *code = json_object_get(from, "code");
    double size[2];
    if (!take_numbers(json_object_get(from, "paper"), size, 2))
        return NULL;
    sheet.width = size[0];
    sheet.height = size[1];
    sheet.module = json_number_value(json_object_get(code, "module"));
    sheet.square = json_number_value(json_object_get(from, "square"));
    for (size_t i = 0; i < 3; i++)
        if (!take_numbers(json_array_get(squares, i), sheet.squares[i], 2))
            sheet.square = 0;
    for (size_t i = 0; i < reading->sheets.count; i++)
        if (memcmp(reading->sheets.list[i], &sheet, sizeof sheet) == 0)
            return reading->sheets.list[i];
    struct scan_sheet *kept = arena_alloc(reading->arena, sizeof *kept);
    *kept = sheet;
    reading->sheets.list = arena_grow(reading->arena, reading->sheets.list, reading->sheets.count,
                                      &reading->sheets.capacity, sizeof *reading->sheets.list);
    reading->sheets.list[reading->sheets.count++] = kept;
    return kept;
}

const char *collect_row_word(struct arena *arena, const struct lab *lab, const char *row, const char *number) {
    const struct lab_ledger *ledger = lab->ledger;
    const int word = atoi(number);
    for (int i = 0; ledger && i < ledger->field_count; i++) {
        const struct lab_ledger_field *field = &ledger->fields[i];
        if (field->kind == LEDGER_COLUMN && strcmp(field->column, row) == 0 && word >= 1 && word <= field->word_count)
            return field->words[word - 1].name;
    }
    return arena_strdup(arena, number);
}

static void read_boxes(struct geometry_reading *reading, const json_t *list, struct collect_page *page,
                       struct scan_page *shape) {
    const size_t count = json_array_size(list);
    int groups[256], group_columns = 0;
    page->boxes = arena_array(reading->arena, count + 1, sizeof *page->boxes);
    shape->boxes = arena_array(reading->arena, count + 1, sizeof *shape->boxes);
    for (size_t i = 0; i < count; i++) {
        const json_t *box = json_array_get(list, i);
        const char *question = json_string_value(json_object_get(box, "question")),
                   *row = json_string_value(json_object_get(box, "row")),
                   *option = json_string_value(json_object_get(box, "option"));
        if (!take_numbers(json_object_get(box, "at"), shape->boxes[shape->box_count].at, 4))
            continue;
        struct collect_box *kept = &page->boxes[shape->box_count++];
        *kept = (struct collect_box){.column = column_of(reading, question ? question : row), .group = -1};
        if (!option || kept->column < 0)
            continue;
        kept->text = question ? arena_strdup(reading->arena, option)
                              : collect_row_word(reading->arena, reading->lab, row, option);
        int group = 0;
        while (group < group_columns && groups[group] != kept->column)
            group++;
        if (group == group_columns && group < 256)
            groups[group_columns++] = kept->column;
        kept->group = group < 256 ? group : -1;
    }
    page->group_count = group_columns;
}

static void read_areas(struct geometry_reading *reading, const json_t *list, struct collect_page *page,
                       struct scan_page *shape) {
    const size_t count = json_array_size(list);
    page->areas = arena_array(reading->arena, count + 1, sizeof *page->areas);
    shape->areas = arena_array(reading->arena, count + 1, sizeof *shape->areas);
    for (size_t i = 0; i < count; i++) {
        const json_t *blank = json_array_get(list, i);
        double rule[3];
        if (!take_numbers(json_object_get(blank, "rule"), rule, 3) || rule[1] - rule[0] < 4)
            continue;
        const int column = column_of(reading, json_string_value(json_object_get(blank, "question")));
        struct collect_area area = {.column = column};
        double *work = area.work;
        if (take_numbers(json_object_get(blank, "frame"), work, 4)) {
            work[0] += INSIDE;
            work[1] += INSIDE;
            work[2] -= 2 * INSIDE;
            work[3] -= 2 * INSIDE;
        } else {
            work[0] = rule[0] - BESIDE;
            work[1] = rule[2] - WRITING;
            work[2] = rule[1] - rule[0] + 2 * BESIDE;
            work[3] = WRITING + BELOW;
        }
        page->areas[shape->area_count] = area;
        shape->areas[shape->area_count++] =
            (struct scan_place){{rule[0], rule[2] - WRITING, rule[1] - rule[0], WRITING}};
    }
}

static void read_frames(struct geometry_reading *reading, const json_t *list, struct collect_page *page,
                        struct scan_page *shape) {
    const size_t count = json_array_size(list);
    shape->frames = arena_array(reading->arena, count + 1, sizeof *shape->frames);
    page->scores = arena_array(reading->arena, count + 1, sizeof *page->scores);
    for (size_t i = 0; i < count; i++) {
        const json_t *frame = json_array_get(list, i);
        const char *question = json_string_value(json_object_get(frame, "question")),
                   *sum = json_string_value(json_object_get(frame, "sum"));
        if (!take_numbers(json_object_get(frame, "at"), shape->frames[shape->frame_count].at, 4))
            continue;
        page->scores[shape->frame_count++] =
            (struct collect_score){.sum = !sum                      ? COLLECT_QUESTION
                                          : strcmp(sum, "all") == 0 ? COLLECT_ALL
                                                                    : COLLECT_PAGE,
                                   .question = question ? arena_strdup(reading->arena, question) : NULL};
    }
}

static void read_page(struct geometry_reading *reading, const json_t *value, const struct scan_sheet *sheet,
                      int modules, const struct collect_page *like, const char *prefix) {
    struct collect_geometry *geometry = reading->geometry;
    struct collect_page page = *like;
    struct scan_page shape = {.on = sheet};
    page.number = (int)json_integer_value(json_object_get(value, "page"));
    if (!take_numbers(json_object_get(value, "code"), shape.code_at, 2)) {
        ++*reading->codeless;
        return;
    }
    const json_t *own = json_object_get(value, "modules");
    shape.modules = own ? (int)json_integer_value(own) : modules;
    shape.content = arena_printf(reading->arena, "%s %d", prefix, page.number);
    read_boxes(reading, json_object_get(value, "boxes"), &page, &shape);
    read_areas(reading, json_object_get(value, "blanks"), &page, &shape);
    read_frames(reading, json_object_get(value, "scores"), &page, &shape);
    geometry->pages =
        arena_grow(reading->arena, geometry->pages, geometry->count, &reading->capacity, sizeof *geometry->pages);
    geometry->shapes = arena_grow(reading->arena, geometry->shapes, geometry->count, &reading->shape_capacity,
                                  sizeof *geometry->shapes);
    geometry->pages[geometry->count] = page;
    geometry->shapes[geometry->count++] = shape;
}

/* A copy of a document. */
static bool read_copy(struct geometry_reading *reading, const json_t *copy, const json_t *common) {
    const char *id = json_string_value(json_object_get(copy, "id")),
               *scenario = json_string_value(json_object_get(copy, "scenario")),
               *fingerprint = json_string_value(json_object_get(copy, "fingerprint")),
               *document = json_string_value(json_object_get(copy, "document"));
    const json_t *pages = json_object_get(copy, "pages");
    const struct scan_sheet *sheet = sheet_of(reading, copy, common);
    if (!id || !scenario || !fingerprint || !document || !sheet || !json_is_array(pages))
        return false;
    const json_t *code = json_object_get(json_object_get(copy, "paper") ? copy : common, "code");
    struct collect_page like = {.set = sets_index_find(reading->index, id, scenario),
                                .sheet = reading->sheet++,
                                .of = (int)json_array_size(pages),
                                .document = arena_strdup(reading->arena, document)};
    if (like.set == SIZE_MAX)
        like.stale = "the parameter file has no such person";
    else if (strcmp(sets_row(reading->sets, like.set)->fingerprint, fingerprint) != 0)
        like.stale = "it was printed from other parameters than those of the file";
    const char *prefix = arena_printf(reading->arena, "%s %s %s", reading->lab->name, id, fingerprint);
    for (size_t i = 0; i < json_array_size(pages); i++)
        read_page(reading, json_array_get(pages, i), sheet, (int)json_integer_value(json_object_get(code, "modules")),
                  &like, prefix);
    return true;
}

static bool complain(const struct geometry_reading *reading, const char *what) {
    diag_report(reading->diag, SEVERITY_ERROR, NOWHERE, "%s:%d: %s", reading->path, reading->line, what);
    return false;
}

/* The second line has what copies share, without braces; then each line is a copy. */
static bool read_lines(struct geometry_reading *reading, FILE *stream) {
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    json_t *common = NULL;
    bool good = true;
    for (reading->line = 1; good && (length = getline(&line, &room, stream)) > 0; reading->line++) {
        while (length && strchr(",\n", line[length - 1]))
            line[--length] = '\0';
        json_error_t error;
        if (reading->line == 1) {
            int version = 0;
            good = (sscanf(line, "{\"version\":%d,", &version) == 1 && version == VERSION) ||
                   complain(reading, "the file is not one of this version; generate the sheets again");
        } else if (reading->line == 2) {
            char *whole = arena_printf(reading->arena, "{%s}", line);
            common = json_loads(whole, 0, &error);
            good = common || complain(reading, "the file is damaged");
        } else if (strncmp(line, LINE, strlen(LINE)) == 0) {
            json_t *copy = json_loads(line, 0, &error);
            good = (copy && read_copy(reading, copy, common)) || complain(reading, "the file is damaged");
            json_decref(copy);
        }
    }
    json_decref(common);
    free(line);
    return good;
}

struct collect_geometry *collect_geometry_read(struct arena *arena, const char *path, const struct lab *lab,
                                               const struct parameter_sets *sets, const struct collect_columns *columns,
                                               size_t *codeless, struct diag *diag) {
    struct geometry_reading reading = {.arena = arena,
                                       .geometry = arena_alloc(arena, sizeof *reading.geometry),
                                       .lab = lab,
                                       .sets = sets,
                                       .columns = columns,
                                       .index = sets_index_new(arena, sets_count(sets), sets_row_key, sets),
                                       .codeless = codeless,
                                       .diag = diag,
                                       .path = path};
    *codeless = 0;
    for (size_t i = 0; i < sets_count(sets); i++)
        sets_index_put(reading.index, i);
    FILE *stream = fopen(path, "re");
    if (!stream) {
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "there is no %s, which says what is where on the sheets: generate them into this folder", path);
        return NULL;
    }
    bool good = read_lines(&reading, stream);
    if (ferror(stream)) {
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot read '%s' to its end", path);
        good = false;
    }
    fclose(stream);
    return good ? reading.geometry : NULL;
}
