#include "command/collecting.h"
#include "csv/csv.h"

#include <string.h>
#include <strings.h>

/* The columns that say whose row it is; -1 where the file has none. */
struct saved_columns {
    int id, scenario, fingerprint;
};

bool command_is_saved(const char *path) {
    const char *end = strrchr(path, '.');
    return end && strcasecmp(end, ".csv") == 0;
}

static struct saved_columns columns_of(const struct csv *csv) {
    return (struct saved_columns){csv_similar_column(&csv->header, "id"), csv_similar_column(&csv->header, "scenario"),
                                  csv_similar_column(&csv->header, "fingerprint")};
}

static bool is_whose(const struct saved_columns *whose, int column) {
    return column == whose->id || column == whose->scenario || column == whose->fingerprint;
}

static int column_named(const struct command_collecting *collecting, const char *name) {
    for (int i = 0; i < collecting->columns.count; i++)
        if (strcmp(collecting->columns.names[i], name) == 0)
            return i;
    return -1;
}

void command_saved_columns(struct command_collecting *collecting, const char *path) {
    struct command_session *session = collecting->session;
    struct collect_columns *columns = &collecting->columns;
    struct diag *silent = diag_new_silent(); /* whoever takes its answers reports what is wrong */
    const struct source *source = source_read(session->arena, path, NULL, silent);
    const struct csv *csv = source ? csv_read(session->arena, source, silent) : NULL;
    diag_free(silent);
    if (!csv)
        return;
    const struct saved_columns whose = columns_of(csv);
    for (int i = 0; whose.fingerprint >= 0 && i < csv->header.field_count; i++) {
        if (is_whose(&whose, i) || !*csv->header.fields[i].text ||
            column_named(collecting, csv->header.fields[i].text) >= 0)
            continue;
        const size_t count = (size_t)columns->count;
        const char **names = arena_array(session->arena, count + 1, sizeof *names);
        const char **options = arena_array(session->arena, count + 2, sizeof *options);
        memcpy(names, columns->names, count * sizeof *names);
        memcpy(options, columns->options, count * sizeof *options);
        names[count] = csv->header.fields[i].text;
        *columns = (struct collect_columns){names, options, (int)count + 1};
    }
}

size_t command_collect_find(const struct command_collecting *collecting, const char *id, const char *scenario) {
    const struct parameter_sets *sets = collecting->session->sets;
    for (size_t i = 0; i < sets_count(sets); i++)
        if (strcmp(sets_row(sets, i)->id, id) == 0 &&
            (!sets_has_scenario(sets) || strcmp(sets_row(sets, i)->scenario, scenario) == 0))
            return i;
    return SIZE_MAX;
}

static const char *cell_of(const struct csv_row *row, int column) {
    return column >= 0 ? row->fields[column].text : "";
}

/* Takes the answers of a row. Returns why it is none of this class; NULL if it is. */
static const char *take_row(struct command_collecting *collecting, struct collect_class *class, const char *path,
                            const struct csv *csv, const struct csv_row *row, size_t *set) {
    struct command_session *session = collecting->session;
    const struct saved_columns whose = columns_of(csv);
    struct pos pos;
    const char *id = sets_read_id(session->arena, &row->fields[whose.id], &pos);
    const char *scenario = whose.scenario >= 0 ? sets_read_id(session->arena, &row->fields[whose.scenario], &pos) : "";
    *set = command_collect_find(collecting, id, scenario);
    if (*set == SIZE_MAX)
        return arena_printf(session->arena, "the parameter file has no '%s'", id);
    if (strcmp(cell_of(row, whose.fingerprint), sets_row(session->sets, *set)->fingerprint) != 0)
        return "it was made from other parameters than those of the file";
    collect_class_seen(class, *set);
    for (int i = 0; i < row->field_count; i++) {
        const int column = is_whose(&whose, i) ? -1 : column_named(collecting, csv->header.fields[i].text);
        if (column >= 0)
            collect_class_add(class, &(struct collect_answer){.set = *set,
                                                              .column = column,
                                                              .text = row->fields[i].text,
                                                              .file = path,
                                                              .place = "",
                                                              .picture = SIZE_MAX,
                                                              .seen = ""});
    }
    return NULL;
}

void command_collect_saved(struct command_collecting *collecting, struct collect_class *class, const char *path) {
    struct command_session *session = collecting->session;
    struct collect_picture *filled = &collecting->filled[collecting->filled_count++];
    const struct source *source = command_read(session, path);
    const struct csv *csv = source ? csv_read(session->arena, source, session->diag) : NULL;
    *filled = (struct collect_picture){.file = path, .filled = "answers", .set = SIZE_MAX, .seen = ""};
    if (!csv || columns_of(csv).id < 0 || columns_of(csv).fingerprint < 0) {
        filled->error = "it has no answers that a page for screens saved";
        if (csv)
            diag_report(session->diag, SEVERITY_ERROR, csv->header.pos,
                        "answers that a page for screens saved have the columns id and fingerprint");
        return;
    }
    for (size_t i = 0; i < csv->row_count; i++) {
        size_t set = SIZE_MAX;
        if (csv->rows[i].bad)
            continue;
        const char *why = take_row(collecting, class, path, csv, &csv->rows[i], &set);
        filled->set = i == 0 ? set : SIZE_MAX; /* several are of nobody alone */
        if (why) {
            filled->error = why;
            diag_report(session->diag, SEVERITY_WARNING, csv->rows[i].pos, "it is no sheet of this class: %s", why);
        }
    }
}
