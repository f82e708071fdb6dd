#include "csv/csv.h"
#include "run/lines.h"
#include "run/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct run_printed {
    struct arena *arena;
    const char *folder, *table;
    const struct lab *lab;
    char model[RUN_MODEL_DIGITS + 1], printed_model[RUN_MODEL_DIGITS + 1]; /* of the lab, and as printed: "" unknown */
    enum run_printed_source source;
    struct run_printed_set *sets; /* in the order of the source: of the table, a set for each good row */
    const struct csv_row **rows;  /* by set, if the table is the source */
    size_t count, capacity;
    size_t *answered;         /* by question */
    struct sets_index *index; /* of the sets; NULL until it is needed */
    const struct csv *values; /* the table; NULL if it is not read yet, or cannot be */
    bool values_read, values_unreadable;
    bool fans;
    struct run_leftover *earlier; /* files of an earlier class, changed since */
    size_t earlier_count, earlier_capacity;
    struct sets_names *names; /* NULL until one differs */
};

static void add_set(struct run_printed *printed, struct run_printed_set set) {
    printed->sets =
        arena_grow(printed->arena, printed->sets, printed->count, &printed->capacity, sizeof *printed->sets);
    set.id = arena_strdup(printed->arena, set.id);
    set.scenario = arena_strdup(printed->arena, set.scenario);
    set.name = set.name ? arena_strdup(printed->arena, set.name) : NULL;
    set.stem = set.stem ? arena_strdup(printed->arena, set.stem) : NULL;
    struct sets_accommodation *own = &set.accommodation;
    own->print = own->print ? arena_strdup(printed->arena, own->print) : NULL;
    own->paper = own->paper ? arena_strdup(printed->arena, own->paper) : NULL;
    printed->sets[printed->count++] = set;
}

static void read_earlier(struct run_printed *printed, struct run_lines *lines) {
    struct run_leftover file;
    run_lines_rewind(lines);
    while (run_lines_next_earlier(lines, &file)) {
        printed->earlier = arena_grow(printed->arena, printed->earlier, printed->earlier_count,
                                      &printed->earlier_capacity, sizeof *printed->earlier);
        printed->earlier[printed->earlier_count++] =
            (struct run_leftover){.path = arena_strdup(printed->arena, file.path),
                                  .id = file.id ? arena_strdup(printed->arena, file.id) : NULL};
    }
}

static void read_answered(struct run_printed *printed, struct run_lines *lines) {
    const char *name;
    size_t answered;
    run_lines_rewind(lines);
    while (run_lines_next_question(lines, &name, &answered)) {
        const struct lab_question *question = lab_lookup_question(printed->lab, name);
        if (question)
            printed->answered[question - printed->lab->questions] = answered;
    }
}

/* The table that the last run for the whole class wrote; NULL if it cannot be read. */
static const struct csv *read_values(struct run_printed *printed) {
    if (printed->values_read)
        return printed->values;
    printed->values_read = true;
    struct diag *silent = diag_new_silent();
    const char *path = arena_printf(printed->arena, "%s/%s", printed->folder, printed->table);
    const struct source *source = source_read(printed->arena, path, NULL, silent);
    const struct csv *csv = source ? csv_read(printed->arena, source, silent) : NULL;
    printed->values_unreadable = diag_count(silent, SEVERITY_FAILURE) > 0;
    diag_free(silent);
    printed->values = csv && csv_column(csv, "id") >= 0 ? csv : NULL;
    return printed->values;
}

static const char *cell(const struct csv *csv, const struct csv_row *row, const char *column) {
    int number = csv_column(csv, column);
    return number >= 0 && number < row->field_count ? row->fields[number].text : "";
}

struct run_printed *run_printed_read(struct arena *arena, const char *folder, const char *manifest, const char *table,
                                     const struct lab *lab, struct diag *diag) {
    struct run_printed *printed = arena_alloc(arena, sizeof *printed);
    *printed =
        (struct run_printed){.arena = arena, .folder = folder, .table = table, .lab = lab, .source = PRINTED_NOTHING};
    printed->answered = arena_array(arena, (size_t)lab->question_count + 1, sizeof *printed->answered);
    struct run_lines *lines;
    struct run_printed_set set;
    run_model_digest(lab, printed->model);
    if (!run_lines_open(&lines, arena_printf(arena, "%s/%s", folder, manifest), lab->name, diag))
        return NULL;
    if (lines) {
        printed->source = PRINTED_MANIFEST;
        strcpy(printed->printed_model, run_lines_model(lines));
        printed->fans = run_lines_fans(lines);
        while (run_lines_next_set(lines, &set))
            add_set(printed, set);
        read_answered(printed, lines);
        read_earlier(printed, lines);
        return run_lines_close(lines, diag) ? printed : NULL;
    }
    if (!read_values(printed)) {
        if (printed->values_unreadable)
            diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot read '%s/%s'", folder, table);
        return printed->values_unreadable ? NULL : printed;
    }
    printed->source = PRINTED_TABLE;
    printed->rows = arena_array(arena, printed->values->row_count + 1, sizeof *printed->rows);
    for (size_t i = 0; i < printed->values->row_count; i++) {
        const struct csv_row *row = &printed->values->rows[i];
        if (row->bad)
            continue;
        printed->rows[printed->count] = row;
        struct run_printed_set listed = {.id = cell(printed->values, row, "id"),
                                         .scenario = cell(printed->values, row, "scenario")};
        if (strcmp(table, RUN_GRADEBOOK) == 0) {
            listed.name = csv_column(printed->values, "name") < 0 ? NULL : cell(printed->values, row, "name");
            listed.has_answers =
                *cell(printed->values, row, "total") && strcmp(cell(printed->values, row, "total"), "0") != 0;
        }
        add_set(printed, listed);
    }
    return printed;
}

enum run_printed_source run_printed_from(const struct run_printed *printed) {
    return printed->source;
}

const char *run_printed_model(const struct run_printed *printed) {
    return printed->source == PRINTED_NOTHING ? printed->model : printed->printed_model;
}

bool run_printed_has_model(const struct run_printed *printed) {
    return !*printed->printed_model || strcmp(printed->printed_model, printed->model) == 0;
}

bool run_printed_fans(const struct run_printed *printed) {
    return printed->fans;
}

const size_t *run_printed_answered(const struct run_printed *printed) {
    return printed->answered;
}

const struct run_printed_set *run_printed_sets(const struct run_printed *printed, size_t *count) {
    *count = printed->count;
    return printed->sets;
}

const struct run_leftover *run_printed_earlier(const struct run_printed *printed, size_t *count) {
    *count = printed->earlier_count;
    return printed->earlier;
}

static struct sets_key key_of(const void *owner, size_t number) {
    const struct run_printed_set *set = &((const struct run_printed *)owner)->sets[number];
    return (struct sets_key){set->id, set->scenario};
}

const struct run_printed_set *run_printed_find(struct run_printed *printed, const char *id, const char *scenario) {
    if (!printed->index) {
        printed->index = sets_index_new(printed->arena, printed->count, key_of, printed);
        for (size_t i = 0; i < printed->count; i++)
            sets_index_put(printed->index, i);
    }
    size_t found = sets_index_find(printed->index, id, scenario);
    return found == SIZE_MAX ? NULL : &printed->sets[found];
}

const char *run_printed_stem(struct run_printed *printed, const struct run_printed_set *before) {
    if (before->stem || !*before->scenario)
        return before->stem ? before->stem : before->id;
    return run_printed_find(printed, before->id, NULL) == before
               ? before->id
               : arena_printf(printed->arena, "%s-%s", before->id, before->scenario);
}

void run_printed_check_name(struct run_printed *printed, const char *id, const char *name, struct pos pos,
                            struct diag *diag) {
    const struct run_printed_set *before = run_printed_find(printed, id, NULL);
    if (!before || !before->name || strcmp(before->name, name) == 0)
        return;
    if (!printed->names) {
        struct sets_person *people = arena_array(printed->arena, printed->count + 1, sizeof *people);
        for (size_t i = 0; i < printed->count; i++)
            people[i] = (struct sets_person){printed->sets[i].id, printed->sets[i].name};
        printed->names = sets_names_of(printed->arena, people, printed->count, "on the sheets that were printed");
    }
    sets_names_check(printed->names, id, name, pos, diag);
}

/* The row of a set in values.csv; NULL if there is none. */
static const struct csv_row *find_values(struct run_printed *printed, const struct parameter_set *set) {
    const struct csv *csv = read_values(printed);
    if (printed->rows) {
        const struct run_printed_set *before = run_printed_find(printed, set->id, set->scenario);
        return before ? printed->rows[before - printed->sets] : NULL;
    }
    for (size_t i = 0; csv && i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        if (!row->bad && strcmp(cell(csv, row, "id"), set->id) == 0 &&
            strcmp(cell(csv, row, "scenario"), set->scenario) == 0)
            return row;
    }
    return NULL;
}

int run_printed_differences(struct run_printed *printed, const struct parameter_set *set, struct text *out) {
    const struct csv_row *row = find_values(printed, set);
    const struct model *model = printed->lab->model;
    int count = 0;
    for (int i = 0; row && i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        if (quantity->kind != QUANTITY_PARAMETER || quantity->hidden)
            continue;
        const char *before = cell(printed->values, row, quantity->name);
        double value, now = set->parameters[quantity->ordinal].value;
        if (quantity_read(quantity, before, strlen(before), &value, NULL) != QUANTITY_NO_NUMBER && value == now)
            continue;
        text_printf(out, "%s%s was %s and is ", count++ ? ", " : "", quantity->name, *before ? before : "not there");
        quantity_put_data(out, quantity, now);
    }
    return row ? count : -1;
}

void run_printed_figures(struct run_printed *printed, const struct parameter_set *set, struct text *out) {
    enum { NAMED = 4 };
    const struct csv_row *row = find_values(printed, set);
    const struct model *model = printed->lab->model;
    int count = 0;
    for (int i = 0; row && i < model->count && count <= NAMED; i++) {
        const struct quantity *quantity = model->quantities[i];
        const char *before = cell(printed->values, row, quantity->name);
        double value, now = set->values[i];
        if (quantity->kind != QUANTITY_EQUATION || quantity->hidden ||
            quantity_read(quantity, before, strlen(before), &value, NULL) == QUANTITY_NO_NUMBER ||
            fabs(value - now) <= 1e-12 * fabs(value))
            continue;
        if (++count > NAMED) {
            text_puts(out, ", ...");
            continue;
        }
        text_printf(out, "%s%s of '%s' was %s and is ", count > 1 ? ", " : "", quantity->name, set->id, before);
        quantity_put_data(out, quantity, now);
    }
}

bool run_printed_is_same(struct run_printed *printed, const struct run_printed_set *before,
                         const struct parameter_set *set) {
    if (*before->fingerprint)
        return strcmp(before->fingerprint, set->fingerprint) == 0;
    struct text differences = {0};
    int count = run_printed_differences(printed, set, &differences);
    text_free(&differences);
    return count == 0;
}
