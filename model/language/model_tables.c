/* Constants that have a value for each choice of a parameter. */
#include "language/model_lists.h"

#include <math.h>
#include <string.h>

void model_read_table(struct model *model, struct yaml_mapping *entry, struct quantity *quantity) {
    static const char *const single[] = {"value", "minimum", "maximum", "step"};
    struct quantity_table *table = arena_alloc(model->arena, sizeof *table);
    struct yaml_value along = yaml_needed(entry, "along", ", the parameter whose choices have these values");
    struct yaml_mapping rows =
        yaml_mapping(yaml_needed(entry, "values", ", a value for each choice: {7B: 32, 70B: 80}"),
                     arena_printf(model->arena, "the values of '%s'", quantity->name));
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        yaml_refuse(entry, single[i], "is for a single value, but this has one for each choice of a parameter");
    table->along_name = yaml_text(along);
    table->along_pos = yaml_text_pos(along);
    table->rows = rows.self.node ? arena_array(model->arena, yaml_entry_count(&rows) + 1, sizeof *table->rows) : NULL;
    for (size_t i = 0; i < yaml_entry_count(&rows); i++) {
        struct yaml_value key, value = yaml_entry(&rows, i, &key);
        const char *name = yaml_text(key);
        double number = quantity_read_value(quantity, value, NAN);
        if (name && !isnan(number) && number_half_unit(number, quantity->format) > 0)
            yaml_report(value, "the format of '%s' rounds %.15g; give it more decimals", quantity->name, number);
        if (name)
            table->rows[table->row_count++] =
                (struct quantity_row){arena_strdup(model->arena, name), number, yaml_text_pos(key)};
    }
    quantity->table = table;
    quantity->kind = QUANTITY_EQUATION;
    quantity->expr = expr_new_number(model->arena, 0); /* until the model is complete */
}

/* Puts the rows into the order of the choices. False after an error. */
static bool order_rows(const struct model *model, const struct quantity *quantity, struct diag *diag) {
    struct quantity_table *table = quantity->table;
    const struct quantity *along = table->along;
    if (!table->rows) /* they could not be read */
        return false;
    struct quantity_row *ordered = arena_array(model->arena, (size_t)along->choice_count, sizeof *ordered);
    const struct diag_mark mark = diag_mark(diag);
    for (int i = 0; i < table->row_count; i++) {
        const struct quantity_row *row = &table->rows[i];
        int choice = quantity_choice_find(along, row->name, strlen(row->name));
        if (choice >= 0)
            ordered[choice] = *row;
        else
            quantity_report_choice(along, row->name, row->pos, diag);
    }
    for (int i = 0; i < along->choice_count && !along->doubtful && diag_clean_since(diag, mark); i++)
        if (!ordered[i].name)
            diag_report(diag, SEVERITY_ERROR, quantity->pos, "'%s' has no value for the choice '%s' of '%s'; add one",
                        quantity->name, along->choices[i], along->name);
    table->rows = ordered;
    table->row_count = along->choice_count;
    return !along->doubtful && diag_clean_since(diag, mark);
}

/* if(model = 7B, 32, if(model = 13B, 40, 80)) */
static const struct expr *chosen_row(struct arena *arena, const struct quantity *quantity) {
    const struct quantity_table *table = quantity->table;
    const struct expr *along = expr_new_name(arena, table->along), *rest = NULL;
    for (int i = table->row_count; i-- > 0;) {
        struct expr *value = expr_new_number(arena, table->rows[i].value);
        struct expr *choice = expr_new_number(arena, i);
        choice->quantity = table->along;
        choice->name = table->rows[i].name;
        rest = rest ? expr_new_if(arena, expr_new_binary(arena, EXPR_EQUAL, along, choice), value, rest) : value;
    }
    ((struct expr *)rest)->table = quantity;
    return rest;
}

bool model_finish_tables(struct model *model, struct diag *diag) {
    bool good = true;
    for (int i = 0; i < model->count; i++) {
        struct quantity *quantity = model->quantities[i];
        struct quantity_table *table = quantity->table;
        if (!table || !table->along_name)
            continue;
        const struct quantity *along = model_lookup(model, table->along_name);
        if (!along && !model->incomplete)
            diag_report_near(diag, SEVERITY_ERROR, table->along_pos, model_nearest(model, table->along_name), NULL,
                             "there is no parameter '%s'", table->along_name);
        else if (along && !along->choices && !along->flawed)
            diag_report(diag, SEVERITY_ERROR, table->along_pos,
                        "'%s' has no choices; a table has a value for each name of a parameter with `choices`",
                        along->name);
        good = good && along && along->choices;
        table->along = along && along->choices ? along : NULL;
        if (!table->along)
            continue;
        if (order_rows(model, quantity, diag))
            quantity->expr = chosen_row(model->arena, quantity);
        else
            good = false;
    }
    return good;
}
