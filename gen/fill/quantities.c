/* Quantities in templates: by name, in lists, and with their members; the lab's conditions, evaluated for a set. */
#include "fill/items.h"

#include "sets/sets.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void fill_prepare_quantities(struct fill_template *template) {
    const struct model *model = template->lab->model;
    size_t count = (size_t)model->count;
    template->condition_quantities = arena_array(template->arena, count, sizeof *template->condition_quantities);
    const struct expr **exprs = arena_array(template->arena, count, sizeof *exprs);
    template->condition_count = 0;
    for (int i = 0; i < model->count; i++) {
        if (!model->quantities[i]->condition)
            continue;
        exprs[template->condition_count] = model->quantities[i]->expr;
        template->condition_quantities[template->condition_count++] = model->quantities[i];
    }
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

/* The unit after the set's value, which may depend on it (1 year, 2 years). In a workbook the value may be changed. Of
 * a percentage it is the sign, which a column of figures leaves out. */
static const char *unit_word(const struct fill *fill, const struct parameter_set *set,
                             const struct quantity *quantity) {
    const struct fill_template *template = fill->template;
    if (quantity->fraction && !(quantity->shown && *quantity->shown))
        return "%";
    if (template->front.format->live || !set->values)
        return quantity->shown;
    return quantity_word(quantity, set->values[quantity->index], quantity->format, template->front.locale);
}

static const void *about_quantity(const struct fill_of *of) {
    return of->item->quantity;
}

/* What the set says about a parameter; NULL if it says nothing, or the quantity is none. */
static const struct sets_parameter *given(const struct fill_of *of) {
    const struct quantity *quantity = of->item->quantity;
    const struct sets_parameter *parameters = of->row->set->parameters;
    return quantity->kind == QUANTITY_PARAMETER && parameters ? &parameters[quantity->ordinal] : NULL;
}

static struct fill_item *value(const struct fill_of *of) {
    return fill_item(of->fill, *of->item);
}

static struct fill_item *symbol(const struct fill_of *of) {
    const struct quantity *quantity = of->item->quantity;
    struct text printed = {0};
    text_puts(&printed, "");
    maths_print(&printed, maths_symbol(of->fill->arena, quantity));
    const char *copy = text_keep(&printed, of->fill->arena);
    return fill_item(of->fill, (struct fill_item){.kind = ITEM_DATA, .text = copy, .quantity = quantity});
}

static struct fill_item *unit(const struct fill_of *of) {
    return fill_data(of->fill, unit_word(of->fill, of->row->set, of->item->quantity), NOWHERE);
}

static struct fill_item *source(const struct fill_of *of) {
    const struct sets_parameter *said = given(of);
    return said ? fill_data(of->fill, said->source, said->source_pos)
                : fill_prose(of->fill, of->item->quantity->source);
}

static struct fill_item *date(const struct fill_of *of) {
    const struct sets_parameter *said = given(of);
    return fill_data(of->fill, said ? said->date : of->item->quantity->date, said ? said->date_pos : NOWHERE);
}

/* A number about a parameter, in its format; it has no value if it is not finite. */
enum { MINIMUM, MAXIMUM, STEP, INITIAL };
static struct fill_item *bound(const struct fill_of *of) {
    const struct quantity *quantity = of->item->quantity;
    const double bounds[] = {[MINIMUM] = quantity->minimum,
                             [MAXIMUM] = quantity->maximum,
                             [STEP] = quantity->step > 0 ? quantity->step : NAN,
                             [INITIAL] = quantity->initial};
    bool has = of->word->which == INITIAL ? quantity->kind == QUANTITY_PARAMETER : quantity_has_bounds(quantity);
    double number = has ? bounds[of->word->which] : NAN;
    if (quantity->choices)
        return fill_data(of->fill, of->word->which == INITIAL ? quantity_choice(quantity, quantity->initial) : "",
                         NOWHERE);
    struct fill_item *item = fill_number(of->fill, isfinite(number) ? number : NAN, quantity->format);
    item->unit_word = quantity->shown;
    return item;
}

static struct fill_item *is_kind(const struct fill_of *of) {
    return fill_flag(of->fill, (int)quantity_kind_said(of->item->quantity) == of->word->which);
}

#define TEXT(member) .field = FIELD_TEXT, .offset = offsetof(struct quantity, member)

/* What students may not see of a quantity is its value: fill_quantity_refusal. */
const struct fill_vocabulary fill_of_quantity = {
    "a quantity", about_quantity,
    (const struct fill_word[]){
        {"value", .students = true, .get = value},
        {"label", .students = true, TEXT(label)},
        {"symbol", .students = true, .get = symbol},
        {"unit", .students = true, .needs = NEEDS_SET, .get = unit},
        {"name", .students = true, .field = FIELD_NAME, .offset = offsetof(struct quantity, name)},
        {"source", .students = true, .needs = NEEDS_SET, .get = source},
        {"date", .students = true, .needs = NEEDS_SET, .get = date},
        {"minimum", .students = true, .get = bound, .which = MINIMUM},
        {"maximum", .students = true, .get = bound, .which = MAXIMUM},
        {"step", .students = true, .get = bound, .which = STEP},
        {"default", .students = true, .get = bound, .which = INITIAL},
        {"description", .students = true, TEXT(description)},
        {"parameter", .students = true, .get = is_kind, .which = QUANTITY_PARAMETER},
        {"constant", .students = true, .get = is_kind, .which = QUANTITY_CONSTANT},
        {"equation", .students = true, .get = is_kind, .which = QUANTITY_EQUATION},
        {NULL}},
    false};

struct fill_item *fill_quantity_list(struct fill *fill, enum quantity_kind kind, const char *group) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_QUANTITIES, .quantity_kind = kind, .group = group});
}
