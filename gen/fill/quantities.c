/* Quantities in templates: by name, in lists, and with their members; the lab's conditions, evaluated for a set. */
#include "fill/items.h"

#include "sets/sets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_names(const void *a, const void *b) {
    return strcmp((*(const struct quantity *const *)a)->name, (*(const struct quantity *const *)b)->name);
}

const struct quantity *fill_lookup_quantity(const struct fill_template *template, const char *name, size_t length) {
    size_t low = 0, high = (size_t) template->lab->model->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *other = template->names[middle]->name;
        int order = strncmp(name, other, length);
        if (order == 0 && other[length] == '\0')
            return template->names[middle];
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void fill_prepare_quantities(struct fill_template *template) {
    const struct model *model = template->lab->model;
    size_t count = (size_t)model->count;
    template->names = arena_array(template->arena, count, sizeof *template->names);
    template->condition_quantities = arena_array(template->arena, count, sizeof *template->condition_quantities);
    const struct expr **exprs = arena_array(template->arena, count, sizeof *exprs);
    for (int i = 0; i < model->count; i++) {
        template->names[i] = model->quantities[i];
        if (!model->quantities[i]->condition)
            continue;
        exprs[template->condition_count] = model->quantities[i]->expr;
        template->condition_quantities[template->condition_count++] = model->quantities[i];
    }
    qsort(template->names, count, sizeof *template->names, compare_names);
    const struct program *program =
        program_new(template->arena, model, exprs, template->condition_count, CLAIM_TOLERANCE);
    template->conditions = machine_new(template->arena, program, 1);
}

bool fill_holds(struct fill *fill, const struct fill_row *row, const struct quantity *condition) {
    struct fill_template *template = fill->template;
    bool **holds = &fill->conditions[row - fill->rows];
    if (!*holds) {
        *holds = arena_array(fill->arena, (size_t) template->lab->model->count, sizeof **holds);
        const double *results = machine_run_set(template->conditions, row->set->values);
        for (int i = 0; i < template->condition_count; i++)
            (*holds)[template->condition_quantities[i]->index] = results[i] == 1;
    }
    return (*holds)[condition->index];
}

/* The place of a column in a set's row; no place for column 0. */
static struct pos place_in_row(const struct parameter_set *set, int column) {
    struct pos pos = set->pos;
    pos.column = column;
    return column ? pos : (struct pos){0};
}

/* The unit after the set's value, which may depend on it (1 year, 2 years). In a workbook the value may be changed. Of a
 * percentage it is the sign, which a column of figures leaves out. */
static const char *unit_word(const struct fill *fill, const struct parameter_set *set,
                             const struct quantity *quantity) {
    const struct fill_template *template = fill->template;
    if (quantity->fraction && !(quantity->shown && *quantity->shown))
        return "%";
    if (template->front.target == TARGET_XLSX || !set->values)
        return quantity->shown;
    return quantity_word(quantity, set->values[quantity->index], quantity->format, template->front.locale);
}

struct fill_item *fill_quantity_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                       const char *name, size_t length) {
    static const struct pos nowhere = {0};
    const struct quantity *quantity = item->quantity;
    const struct parameter_set *set = row->set;
    const struct sets_parameter *given =
        quantity->kind == QUANTITY_PARAMETER && set->parameters ? &set->parameters[quantity->ordinal] : NULL;
    struct fill_item number = {.kind = ITEM_NUMBER,
                               .format = quantity->format,
                               .unit_word = quantity->shown,
                               .number = quantity->kind == QUANTITY_PARAMETER ? quantity->initial : NAN};
    bool bounded = quantity_has_bounds(quantity);
    switch (fill_find_word(name, length, fill_quantity_words)) {
    case 0:
        return fill_item(fill, *item);
    case 1:
        return fill_data(fill, quantity->label, nowhere);
    case 2: {
        struct text symbol = {0};
        maths_print(&symbol, maths_symbol(fill->arena, quantity));
        const char *copy = arena_strndup(fill->arena, symbol.bytes ? symbol.bytes : "", symbol.length);
        text_free(&symbol);
        return fill_item(fill, (struct fill_item){.kind = ITEM_DATA, .text = copy, .quantity = quantity});
    }
    case 3:
        return fill_data(fill, unit_word(fill, set, quantity), nowhere);
    case 4:
        return fill_lab_text(fill, quantity->name);
    case 5:
        return fill_data(fill, given ? given->source : quantity->source,
                         place_in_row(set, given ? given->source_column : 0));
    case 6:
        return fill_data(fill, given ? given->date : quantity->date, place_in_row(set, given ? given->date_column : 0));
    case 7:
        number.number = bounded && isfinite(quantity->minimum) ? quantity->minimum : NAN;
        return fill_item(fill, number);
    case 8:
        number.number = bounded && isfinite(quantity->maximum) ? quantity->maximum : NAN;
        return fill_item(fill, number);
    case 9:
        number.number = bounded && quantity->step > 0 ? quantity->step : NAN;
        return fill_item(fill, number);
    case 10:
        return fill_item(fill, number);
    case 11:
        return fill_data(fill, quantity->description, nowhere);
    case 12:
        return fill_flag(fill, quantity->kind == QUANTITY_PARAMETER, false, "parameter");
    case 13:
        return fill_flag(fill, quantity->kind == QUANTITY_CONSTANT, false, "constant");
    case 14:
        return fill_flag(fill, quantity->kind == QUANTITY_EQUATION, false, "equation");
    default:
        return NULL;
    }
}

struct fill_item *fill_quantity_list(struct fill *fill, int kind, const char *group) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_QUANTITIES,
                                              .quantity_kind = (enum quantity_kind)kind,
                                              .group = group,
                                              .name = fill_list_words[kind]});
}
