#include "run/run.h"

#include "csv/csv.h"
#include "files/files.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void start_row(struct text *out, const struct parameter_sets *sets, const char *id, const char *scenario) {
    csv_write(out, id, true);
    if (sets_has_scenario(sets))
        csv_write(out, scenario, false);
}

/* `evaluate` prints the parameters of the models, then the equations, but no quantities of the lab's own. */
static bool is_printed(const struct quantity *quantity, enum quantity_kind kind) {
    return quantity->kind == kind && !quantity->hidden;
}

void run_values_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets) {
    const enum quantity_kind kinds[] = {QUANTITY_PARAMETER, QUANTITY_EQUATION};
    start_row(out, sets, "id", "scenario");
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < lab->model->count; i++)
            if (is_printed(lab->model->quantities[i], kinds[k]))
                csv_write(out, lab->model->quantities[i]->name, false);
    csv_end_row(out);
}

void run_values_row(struct text *out, const struct lab *lab, const struct parameter_sets *sets,
                    const struct parameter_set *set) {
    const enum quantity_kind kinds[] = {QUANTITY_PARAMETER, QUANTITY_EQUATION};
    start_row(out, sets, set->id, set->scenario);
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < lab->model->count; i++)
            if (is_printed(lab->model->quantities[i], kinds[k]))
                sets_write_value(out, lab->model->quantities[i], set->values[i], false);
    csv_end_row(out);
}

/* Texts and drawings have no key that a table could list. */
static void keys_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets) {
    start_row(out, sets, "id", "scenario");
    for (int i = 0; i < lab->question_count; i++)
        if (!lab_marked_by_hand(&lab->questions[i]))
            csv_write(out, lab->questions[i].name, false);
    csv_end_row(out);
}

static void keys_row(struct text *out, const struct parameter_sets *sets, const struct parameter_set *set,
                     const struct key *key) {
    struct text cell = {0};
    start_row(out, sets, set->id, set->scenario);
    for (int i = 0; i < key->count; i++) {
        if (lab_marked_by_hand(key->entries[i].question))
            continue;
        text_clear(&cell);
        key_entry_print(&cell, &key->entries[i]);
        csv_write(out, cell.bytes ? cell.bytes : "", false);
    }
    csv_end_row(out);
    text_free(&cell);
}

static void add_typed(struct run_typed_columns *columns, const char *name) {
    for (int i = 0; i < columns->count; i++)
        if (strcmp(columns->names[i], name) == 0)
            return;
    columns->names[columns->count++] = name;
}

struct run_typed_columns run_typed_columns(struct arena *arena, const struct lab *lab) {
    int fields = lab->ledger ? lab->ledger->field_count : 0;
    struct run_typed_columns columns = {arena_array(arena, (size_t)(1 + fields + lab->question_count), sizeof(char *)),
                                        0};
    add_typed(&columns, "fingerprint");
    for (int i = 0; i < fields; i++) {
        const struct lab_ledger_field *field = &lab->ledger->fields[i];
        if (field->kind == LEDGER_COLUMN && strcmp(field->column, "id") != 0 && strcmp(field->column, "scenario") != 0)
            add_typed(&columns, field->column);
    }
    for (int i = 0; i < lab->question_count; i++)
        add_typed(&columns, lab->questions[i].points_name ? lab->questions[i].points_name : lab->questions[i].name);
    return columns;
}

static void responses_head(struct text *out, const struct run_typed_columns *columns,
                           const struct parameter_sets *sets) {
    start_row(out, sets, "id", "scenario");
    for (int i = 0; i < columns->count; i++)
        csv_write(out, columns->names[i], false);
    csv_end_row(out);
}

static void responses_row(struct text *out, const struct run_typed_columns *columns, const struct parameter_sets *sets,
                          const struct parameter_set *set) {
    start_row(out, sets, set->id, set->scenario);
    for (int i = 0; i < columns->count; i++)
        csv_write(out, "", false);
    csv_end_row(out);
}

struct run_tables {
    struct arena *arena;
    const struct lab *lab;
    const struct parameter_sets *sets;
    struct diag *diag;
    struct run_file keys, values, responses;
    struct run_typed_columns typed;
    const char *answers;      /* a responses.csv that has answers in it; NULL: there is none */
    struct sets_index *index; /* then: of the sets */
    bool *is_answering;       /* by set: it has a row in there */
    struct run_names lacking; /* the sets that have none */
};

static void begin_table(struct run_tables *tables, struct run_file *table, const char *folder, const char *path) {
    run_file_begin(table, folder, path, tables->diag);
    csv_begin(&table->held);
}

/* Whether a column of responses.csv says who a row is about. `generate` fills in these columns itself. */
static bool is_own_column(const char *header) {
    static const char *const names[] = {"id", "scenario", "name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(header, names[i]) == 0)
            return true;
    return false;
}

bool run_responses_typed(const struct csv *csv) {
    for (size_t i = 0; i < csv->row_count; i++)
        for (int j = 0; j < csv->rows[i].field_count; j++)
            if (!is_own_column(csv->header.fields[j].text) && *csv->rows[i].fields[j].text)
                return true;
    return false;
}

/* Whether somebody has typed something into an earlier run's responses.csv. Notes the sets that have a row there. */
static bool is_filled_in(struct run_tables *tables, const char *path) {
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return false;
    const struct parameter_sets *sets = tables->sets;
    tables->index = sets_index_new(tables->arena, sets_count(sets), sets_row_key, sets);
    tables->is_answering = arena_array(tables->arena, sets_count(sets) + 1, sizeof *tables->is_answering);
    for (size_t i = 0; i < sets_count(sets); i++)
        sets_index_put(tables->index, i);
    struct arena *arena = arena_new();
    struct diag *silent = diag_new_silent();
    const struct source *source = source_read(arena, path, NULL, silent);
    const struct csv *csv = source ? csv_read(arena, source, silent) : NULL;
    bool filled = !csv || diag_count(silent, SEVERITY_ERROR) || run_responses_typed(csv);
    if (diag_count(silent, SEVERITY_FAILURE))
        diag_report(tables->diag, SEVERITY_FAILURE, NOWHERE, "cannot read '%s'", path);
    struct sets_headings headings = {-1, -1, -1, -1, -1, false};
    bool has_ids = csv && sets_find_headings(&headings, &csv->header, "", silent);
    for (size_t i = 0; csv && i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        if (!has_ids || headings.id >= row->field_count)
            continue;
        struct pos pos;
        bool scenario = sets_has_scenario(sets) && headings.scenario >= 0 && headings.scenario < row->field_count;
        size_t set = sets_index_find(tables->index, sets_read_id(arena, &row->fields[headings.id], &pos),
                                     scenario ? sets_read_id(arena, &row->fields[headings.scenario], &pos) : "");
        if (set != SIZE_MAX)
            tables->is_answering[set] = true;
    }
    diag_free(silent);
    arena_free(arena);
    return filled;
}

struct run_tables *run_tables_begin(const char *folder, const struct lab *lab, const struct parameter_sets *sets,
                                    struct run_hold *hold, struct diag *diag) {
    struct arena *arena = arena_new();
    struct run_tables *tables = arena_alloc(arena, sizeof *tables);
    *tables = (struct run_tables){.arena = arena, .lab = lab, .sets = sets, .diag = diag};
    bool asks = lab->question_count > 0;
    const char *answers = arena_printf(arena, "%s/" RUN_RESPONSES, folder);
    if (asks && !run_hold_accept(hold, RUN_RESPONSES, diag))
        asks = false;
    else if (asks && is_filled_in(tables, answers))
        tables->answers = answers;
    begin_table(tables, &tables->keys, folder, asks ? "instructor/keys.csv" : NULL);
    begin_table(tables, &tables->values, folder, RUN_VALUES);
    begin_table(tables, &tables->responses, folder, asks && !tables->answers ? RUN_RESPONSES : NULL);
    keys_head(&tables->keys.held, lab, sets);
    run_values_head(&tables->values.held, lab, sets);
    tables->typed = run_typed_columns(arena, lab);
    responses_head(&tables->responses.held, &tables->typed, sets);
    return tables;
}

void run_tables_add(struct run_tables *tables, const struct parameter_set *set, const struct key *key) {
    enum { NAMED = 8 };
    if (tables->answers && !tables->is_answering[sets_index_find(tables->index, set->id, set->scenario)])
        run_names_add_set(&tables->lacking, NAMED, set->id, set->scenario);
    keys_row(&tables->keys.held, tables->sets, set, key);
    run_values_row(&tables->values.held, tables->lab, tables->sets, set);
    responses_row(&tables->responses.held, &tables->typed, tables->sets, set);
    run_file_pass(&tables->keys);
    run_file_pass(&tables->values);
    run_file_pass(&tables->responses);
}

static void free_tables(struct run_tables *tables) {
    text_free(&tables->lacking.text);
    arena_free(tables->arena);
}

int run_tables_end(struct run_tables *tables, struct run_manifest *manifest, struct run_leftovers *leftovers,
                   struct run_hold *hold, void (*changed)(void *context, const char *path), void *context) {
    struct run_file *const all[] = {&tables->keys, &tables->values, &tables->responses};
    int made = 0;
    if (tables->answers) {
        struct run_names *lacking = &tables->lacking;
        diag_report(tables->diag, SEVERITY_NOTE, NOWHERE,
                    lacking->count ? "%s has answers in it and is left as it is; it has no row for %zu of the sets: %s"
                                   : "%s has answers in it and is left as it is",
                    tables->answers, lacking->count, lacking->text.bytes);
        run_leftovers_keep(leftovers, RUN_RESPONSES);
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *path = all[i]->path;
        const struct run_written written = run_file_end(all[i], hold, tables->diag);
        made += run_written_is_made(&written);
        if (run_written_is_made(&written))
            run_manifest_add_file(manifest, path, NULL, NULL, written.bytes, written.digest);
        if (path && written.place != PLACE_FAILED)
            run_leftovers_keep(leftovers, path);
        if (written.place == PLACE_CHANGED)
            changed(context, path);
    }
    free_tables(tables);
    return made;
}

void run_tables_abandon(struct run_tables *tables) {
    struct run_file *const all[] = {&tables->keys, &tables->values, &tables->responses};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        run_file_abandon(all[i]);
    free_tables(tables);
}
