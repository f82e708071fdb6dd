/* Figures that are compared are printed so that what differs looks different: `{{#together}}...{{/together}}` gives all
 * figures in it the digits that tell them apart, `{{a | 2 apart 0.5}}` gives one figure the digits that tell it from
 * numbers which the words around it name. */
#include "fill/items.h"

#include "sets/sets.h"

#include <math.h>

const char *fill_refuse_apart(const struct fill *fill, const struct quantity_apart *apart) {
    const char *why = NULL;
    for (int i = 0; apart && i < apart->count && !why; i++)
        why = apart->others[i].quantity ? fill_quantity_refusal(fill, apart->others[i].quantity) : NULL;
    return why;
}

/* Evens out the figures from `start` on. */
static void settle(struct fill *fill, size_t start) {
    size_t count = 0, most = fill->value_count - start + 1;
    struct quantity_figure *figures = arena_array(fill->arena, most, sizeof *figures);
    size_t *places = arena_array(fill->arena, most, sizeof *places);
    for (size_t i = start; i < fill->value_count; i++) {
        const struct doc_value *value = fill->values[i];
        double number = value->kind == VALUE_QUANTITY ? fill->row->set->values[value->quantity->index] : value->number;
        if (value->kind == VALUE_TEXT || !isfinite(number))
            continue;
        places[count] = i;
        figures[count++] = (struct quantity_figure){number, value->format, value->unit_word, 0};
    }
    quantity_settle_figures(figures, count);
    for (size_t i = 0; i < count; i++) {
        struct doc_value *copy = arena_alloc(fill->arena, sizeof *copy);
        *copy = *fill->values[places[i]];
        copy->format = figures[i].format;
        fill->values[places[i]] = copy;
    }
}

/* Mustache asks for item 0 when the section begins and for item 1 when it ends. An inverted section asks for item 0
 * alone; what it leaves behind goes with the next section that ends. */
struct fill_item *fill_together(struct fill *fill, const struct fill_item *section, size_t i) {
    if (i == 0) {
        fill->together = arena_grow(fill->arena, fill->together, fill->together_count, &fill->together_capacity,
                                    sizeof *fill->together);
        fill->together[fill->together_count++] = (struct fill_span){section, fill->value_count};
        return fill_item(fill, (struct fill_item){.kind = ITEM_SCOPE, .name = "together"});
    }
    while (fill->together_count) {
        const struct fill_span *span = &fill->together[--fill->together_count];
        if (span->section == section) {
            settle(fill, span->start);
            break;
        }
    }
    return NULL;
}
