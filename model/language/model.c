#include "language/model.h"

#include <math.h>
#include <string.h>

struct model *model_new(struct arena *arena, struct units *units) {
    struct model *model = arena_alloc(arena, sizeof *model);
    model->arena = arena;
    model->units = units;
    return model;
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
