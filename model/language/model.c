#include "language/model.h"

#include <math.h>
#include <string.h>

struct model *model_new(struct arena *arena, struct units *units) {
    struct model *model = arena_alloc(arena, sizeof *model);
    model->arena = arena;
    model->units = units;
    return model;
}

const char *quantity_word(const struct quantity *quantity, double value, struct number_format format,
                          const struct number_locale *locale) {
    return quantity->shown_one && number_is_one(value, format, locale) ? quantity->shown_one : quantity->shown;
}

const struct quantity *model_lookup(const struct model *model, const char *name) {
    for (int i = 0; i < model->count; i++)
        if (strcmp(model->quantities[i]->name, name) == 0)
            return model->quantities[i];
    return NULL;
}

const char *model_nearest(const struct model *model, const char *name) {
    const char **names = arena_array(model->arena, (size_t)model->count, sizeof *names);
    for (int i = 0; i < model->count; i++)
        names[i] = model->quantities[i]->name;
    return name_nearest(name, names, (size_t)model->count);
}

const struct quantity *model_find(const struct model *model, struct yaml_value name) {
    const char *text = yaml_text(name);
    const struct quantity *quantity = text ? model_lookup(model, text) : NULL;
    if (text && !quantity && !model->incomplete)
        yaml_report_near(name, model_nearest(model, text), NULL, "there is no quantity '%s'", text);
    return quantity;
}

bool quantity_on_grid(const struct quantity *quantity, double value) {
    if (!(quantity->step > 0))
        return true;
    double steps = (value - quantity->minimum) / quantity->step;
    return fabs(steps - round(steps)) <= 1e-9;
}

bool quantity_has_bounds(const struct quantity *quantity) {
    return quantity->kind != QUANTITY_EQUATION && (isfinite(quantity->minimum) || isfinite(quantity->maximum));
}

bool quantity_is_whole(const struct quantity *quantity) {
    return quantity->step > 0 && quantity->step == floor(quantity->step) &&
           quantity->minimum == floor(quantity->minimum);
}

bool quantity_is_switch(const struct quantity *quantity) {
    return quantity->minimum == 0 && quantity->maximum == 1 && quantity->step == 1;
}
