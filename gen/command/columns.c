#include "command/session.h"
#include "csv/csv.h"

#include <string.h>

/* Who the example is: its files are named so. */
static const char example_id[] = "example", example_name[] = "Example";

static void put_value(struct text *out, const struct quantity *parameter) {
    struct text cell = {0};
    quantity_put_cell(&cell, parameter, parameter->initial);
    csv_write(out, cell.bytes, false);
    text_free(&cell);
}

/* The path of a further cost is the last column of the long form, of labs that have such lines. */
static void end_row(struct text *out, const struct model *model, const char *path) {
    if (sets_has_lines(model))
        csv_write(out, path, false);
    csv_end_row(out);
}

/* A row of the long form, in the order of sets_long_columns; the value is that of the parameter, or `value`. */
static void put_row(struct text *out, const struct model *model, const char *name, const char *label,
                    const struct quantity *parameter, const char *value) {
    csv_write(out, name, true);
    csv_write(out, label, false);
    csv_write(out, parameter ? sets_unit_word(parameter) : "", false);
    if (parameter)
        put_value(out, parameter);
    else
        csv_write(out, value, false);
    csv_write(out, parameter && parameter->source ? parameter->source : "", false);
    csv_write(out, parameter && parameter->date ? parameter->date : "", false);
    end_row(out, model, "");
}

/* An example of a line: on the last path, where further costs are most common. */
static void put_line(struct text *out, const struct model *model) {
    const struct quantity *last = NULL;
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->line_path && (!last || strcmp(last->line_path, model->quantities[i]->line_path) != 0))
            last = model->quantities[i];
    const char *const cells[] = {SETS_LINE_NAME, "A further cost, such as insurance", last->line_paid, "0", "", ""};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        csv_write(out, cells[i], i == 0);
    end_row(out, model, last->line_path);
}

static void put_long(struct text *out, const struct model *model) {
    for (int i = 0; sets_long_columns[i]; i++)
        if (strcmp(sets_long_columns[i], "path") != 0)
            csv_write(out, sets_long_columns[i], i == 0);
    end_row(out, model, "path");
    put_row(out, model, "id", "What the files are called by", NULL, example_id);
    put_row(out, model, "name", "For whom", NULL, example_name);
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER && !model->quantities[i]->line_path)
            put_row(out, model, model->quantities[i]->name, model->quantities[i]->label, model->quantities[i], NULL);
    if (sets_has_lines(model))
        put_line(out, model);
}

static void put_wide(struct text *out, const struct model *model) {
    static const char *const heads[] = {"id", "name", "scenario"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_write(out, heads[i], i == 0);
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER)
            csv_write(out, model->quantities[i]->name, false);
    csv_end_row(out);
    csv_write(out, example_id, true);
    csv_write(out, example_name, false);
    csv_write(out, "", false);
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER)
            put_value(out, model->quantities[i]);
    csv_end_row(out);
}

int command_columns(const struct command_invocation *invocation) {
    struct command_session session;
    if (!command_open(&session, invocation, SETS_OF_FILE))
        return command_close(&session);
    struct text out = {0};
    csv_begin(&out);
    if (invocation->long_form)
        put_long(&out, session.lab->model);
    else
        put_wide(&out, session.lab->model);
    command_write(&session, &out);
    text_free(&out);
    return command_close(&session);
}
