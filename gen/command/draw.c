#include "command/session.h"
#include "csv/csv.h"
#include "prove/prove.h"

#include <stdlib.h>
#include <string.h>

/* A roster: the file, and which of its columns are parameters. The sets of its rows are the session's. */
struct drawn_roster {
    struct command_session *session;
    const struct csv *csv;
    const struct quantity **column_parameters; /* by column of the file; NULL for other columns */
};

static bool read_roster(struct drawn_roster *roster, const struct command_invocation *invocation) {
    struct command_session *session = roster->session;
    const struct source *source = command_read(session, invocation->params);
    roster->csv = source ? csv_read(session->arena, source, session->diag) : NULL;
    if (!roster->csv)
        return false;
    const struct lab *lab = session->lab;
    session->sets = sets_read_roster(session->arena, roster->csv, lab->model, lab->name, session->diag);
    if (!session->sets)
        return false;
    const struct csv_row *header = &roster->csv->header;
    roster->column_parameters = arena_array(session->arena, (size_t)header->field_count, sizeof(struct quantity *));
    for (int i = 0; i < header->field_count; i++) {
        const struct quantity *quantity = model_lookup(lab->model, header->fields[i].text);
        if (quantity && quantity->kind == QUANTITY_PARAMETER)
            roster->column_parameters[i] = quantity;
    }
    return true;
}

static const struct parameter_set *compared_sets;

static int compare_ids(const void *a, const void *b) {
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    int order = strcmp(compared_sets[i].id, compared_sets[j].id);
    return order ? order : (i > j) - (i < j);
}

static void make_bad(struct parameter_sets *sets, struct parameter_set *set) {
    set->bad = true;
    sets->bad_count++;
}

/* Refuses a second row with the same id: both would get the same set. */
static void refuse_scenarios(struct command_session *session) {
    struct parameter_sets *sets = session->sets;
    size_t *order = arena_array(session->arena, sets->count, sizeof *order), good = 0;
    for (size_t i = 0; i < sets->count; i++)
        if (!sets->sets[i].bad)
            order[good++] = i;
    compared_sets = sets->sets;
    qsort(order, good, sizeof *order, compare_ids);
    for (size_t i = 1, first = 0; i < good; i++) {
        struct parameter_set *set = &sets->sets[order[i]];
        if (strcmp(set->id, sets->sets[order[first]].id) != 0) {
            first = i;
            continue;
        }
        diag_report(
            session->diag, SEVERITY_ERROR, set->pos,
            "the id '%s' is in line %d already, and a set is drawn from its id alone; write one row for each id",
            set->id, sets->sets[order[first]].pos.line);
        make_bad(sets, set);
    }
}

/* Writes a cell of the roster without the marks of direction that its reader has warned of. A carriage return alone,
 * which would take a terminal back to the beginning of the line, becomes a blank. */
static void write_cell(struct text *out, const char *cell, bool first) {
    struct text plain = {0};
    text_puts(&plain, "");
    for (size_t length = strlen(cell), i = 0; i < length;) {
        unsigned c = 0;
        int n = utf8_decode(cell + i, length - i, &c);
        if (c == '\r' && cell[i + 1] != '\n')
            text_putc(&plain, ' ');
        else if (!text_is_direction(c))
            text_append(&plain, cell + i, n ? (size_t)n : 1);
        i += n ? (size_t)n : 1;
    }
    csv_write(out, plain.bytes, first);
    text_free(&plain);
}

static void print_header(struct text *out, const struct drawn_roster *roster) {
    const struct csv_row *header = &roster->csv->header;
    const struct model *model = roster->session->lab->model;
    for (int i = 0; i < header->field_count; i++)
        write_cell(out, header->fields[i].text, i == 0);
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER && csv_column(roster->csv, model->quantities[i]->name) < 0)
            csv_write(out, model->quantities[i]->name, false);
    csv_end_row(out);
}

/* Prints the row with its open cells filled in, then the parameters that the file has no columns for. */
static void print_row(struct text *out, const struct drawn_roster *roster, size_t row) {
    const struct parameter_set *set = &roster->session->sets->sets[row];
    const struct csv_row *fields = &roster->csv->rows[row];
    const struct model *model = roster->session->lab->model;
    for (int i = 0; i < fields->field_count; i++) {
        const struct quantity *parameter = roster->column_parameters[i];
        /* A number with a decimal comma would be none in what is printed. */
        if (parameter && (!set->parameters[parameter->ordinal].given || roster->csv->separator != ','))
            csv_write_number(out, set->parameters[parameter->ordinal].value, i == 0);
        else
            write_cell(out, fields->fields[i].text, i == 0);
    }
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER && csv_column(roster->csv, model->quantities[i]->name) < 0)
            csv_write_number(out, set->values[model->quantities[i]->index], false);
    csv_end_row(out);
}

int command_draw(const struct command_invocation *invocation) {
    struct command_session session;
    struct command_invocation lab_only = *invocation;
    lab_only.params = NULL;
    struct drawn_roster roster = {.session = &session};
    if (!command_open(&session, &lab_only, SETS_OF_FILE) || !read_roster(&roster, invocation))
        return command_close(&session);
    refuse_scenarios(&session);
    struct parameter_sets *sets = session.sets;
    struct prove_draw *draw = prove_draw_new(session.arena, session.lab, invocation->seed, invocation->margin);
    for (size_t i = 0; i < sets->count; i++)
        if (!sets->sets[i].bad && !prove_draw_set(draw, &sets->sets[i], session.diag))
            make_bad(sets, &sets->sets[i]);
    /* If the sets have too much in common, none is printed. */
    if (!invocation->report ||
        command_report_distinctness(&session, invocation,
                                    "no set is printed; use another seed, or fill in fewer cells of the roster",
                                    stderr)) {
        struct text out = {0};
        print_header(&out, &roster);
        for (size_t i = 0; i < sets->count; i++)
            if (!sets->sets[i].bad)
                print_row(&out, &roster, i);
        command_write(&session, &out);
        text_free(&out);
    }
    return command_close(&session);
}
