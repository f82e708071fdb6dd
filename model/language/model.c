#include "language/model.h"

#include <math.h>
#include <string.h>

struct model *model_new(struct arena *arena, struct units *units) {
    struct model *model = arena_alloc(arena, sizeof *model);
    model->arena = arena;
    model->units = units;
    return model;
}

/* The first place in the index whose name is not before a part of a text. */
static int place_of(const struct model *model, const char *name, size_t length) {
    int low = 0, high = model->count;
    while (low < high) {
        int middle = low + (high - low) / 2, order = strncmp(model->by_name[middle]->name, name, length);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void model_add(struct model *model, struct quantity *quantity) {
    size_t capacity = model->count ? 8 : 0, count = (size_t)model->count;
    while (capacity && capacity < count)
        capacity *= 2;
    size_t same = capacity;
    model->quantities = arena_grow(model->arena, model->quantities, count, &capacity, sizeof(struct quantity *));
    model->by_name = arena_grow(model->arena, model->by_name, count, &same, sizeof(struct quantity *));
    int place = place_of(model, quantity->name, strlen(quantity->name) + 1);
    memmove(model->by_name + place + 1, model->by_name + place, (count - (size_t)place) * sizeof *model->by_name);
    model->by_name[place] = quantity;
    quantity->index = model->count;
    quantity->ordinal = model->counts[quantity->kind]++;
    model->quantities[model->count++] = quantity;
}

void model_open_input(struct model *model, const struct quantity *input, const double bounds[3]) {
    struct quantity *quantity = model->quantities[input->index];
    if (quantity->kind == QUANTITY_CONSTANT)
        quantity->initial = quantity->value;
    quantity->kind = QUANTITY_PARAMETER;
    quantity->minimum = bounds[0];
    quantity->maximum = bounds[1];
    quantity->step = bounds[2];
    quantity->listed = NULL;
    quantity->listed_count = 0;
    memset(model->counts, 0, sizeof model->counts);
    for (int i = 0; i < model->count; i++)
        model->quantities[i]->ordinal = model->counts[model->quantities[i]->kind]++;
}

const struct quantity *model_lookup_part(const struct model *model, const char *name, size_t length) {
    int place = place_of(model, name, length);
    const struct quantity *quantity = place < model->count ? model->by_name[place] : NULL;
    return quantity && strncmp(quantity->name, name, length) == 0 && !quantity->name[length] ? quantity : NULL;
}

const struct quantity *model_lookup(const struct model *model, const char *name) {
    return model_lookup_part(model, name, strlen(name));
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
