/* Figures that are compared are printed so that what differs looks different: `{{#together}}...{{/together}}` gives all
 * figures in it the digits that tell them apart, `{{a | 2 apart 0.5}}` gives one figure the digits that tell it from
 * numbers which the words around it name. */
#include "fill/items.h"

#include "sets/sets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DECIMALS = 15 };

/* -1, 0 or 1; two values that claims take as equal are equal here too. */
static int order(double a, double b) {
    return program_values_tie(a, b, CLAIM_TOLERANCE) ? 0 : a < b ? -1 : 1;
}

static int printed_order(double a, struct number_format first, double b, struct number_format second) {
    return order(number_as_printed(a, first), number_as_printed(b, second));
}

/* The decimals that a format prints of a value. */
static int decimals_of(double value, struct number_format format) {
    if (format.decimals >= 0)
        return format.decimals;
    if (format.style == NUMBER_PLAIN || format.style == NUMBER_PERCENT || format.style == NUMBER_DATA)
        return number_decimals(number_round_significant(
            number_as_printed(value, format) * pow(10, number_shift(format.style)), MOST_DECIMALS));
    return format.style == NUMBER_MONEY && number_decimals(number_as_printed(value, format)) == 0 ? 0 : 2;
}

/* Reads one of the numbers behind `apart`: a number, a percentage or the name of a quantity. */
static bool read_other(const struct fill *fill, const char *word, size_t length, double *value) {
    const struct quantity *quantity = fill_lookup_quantity(fill->template, word, length);
    bool percent;
    if (!quantity || !fill->set)
        return number_parse_share(word, length, value, &percent);
    *value = fill->set->values[quantity->index];
    return true;
}

const char *fill_refuse_apart(const struct fill *fill, const char *others) {
    const char *why = NULL;
    for (const char *at = others + strspn(others, " "); *at && !why; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        const struct quantity *quantity = fill_lookup_quantity(fill->template, at, length);
        why = quantity ? fill_quantity_refusal(fill, quantity) : NULL;
        at += length;
    }
    return why;
}

bool fill_print_apart(const struct fill *fill, double value, const char *others, struct number_format *format) {
    for (const char *at = others + strspn(others, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        double other;
        if (!read_other(fill, at, length, &other))
            return false;
        at += length;
        if (!isfinite(value) || !isfinite(other) || order(value, other) == 0)
            continue;
        while (printed_order(value, *format, other, *format) == 0 && format->decimals < MOST_DECIMALS)
            format->decimals = decimals_of(value, *format) + 1;
    }
    return true;
}

/* A figure within a section `together`. */
struct figure {
    size_t place; /* among the fill's values */
    double value;
    struct number_format format;
    const char *unit_word;
};

static bool is_money(enum number_style style) {
    return style == NUMBER_MONEY || number_is_short_money(style);
}

/* Whether two figures measure the same thing, so that a reader compares them. */
static bool comparable(const struct figure *a, const struct figure *b) {
    const char *first = a->unit_word ? a->unit_word : "", *second = b->unit_word ? b->unit_word : "";
    if ((a->format.style == NUMBER_PERCENT) != (b->format.style == NUMBER_PERCENT) ||
        is_money(a->format.style) != is_money(b->format.style))
        return false;
    return a->format.style == NUMBER_PERCENT || strcmp(first, second) == 0;
}

/* Gives a figure more digits. */
static void sharpen(struct figure *figure) {
    figure->format.decimals = decimals_of(figure->value, figure->format) + 1;
}

/* How far the last printed digit is behind the point of the unscaled value. */
static int resolution(const struct figure *figure) {
    return decimals_of(figure->value, figure->format) + number_shift(figure->format.style);
}

/* Makes two figures look as they are: equal, or one larger than the other. The coarser one gets more digits first,
 * since 164 may stand for more than 164.11. Gives whether something changed. */
static bool settle_pair(struct figure *a, struct figure *b) {
    if (!comparable(a, b))
        return false;
    int first = resolution(a), second = resolution(b);
    int wanted = order(a->value, b->value), seen = printed_order(a->value, a->format, b->value, b->format);
    if (seen == wanted || first > MOST_DECIMALS || second > MOST_DECIMALS)
        return false;
    if (first <= second)
        sharpen(a);
    if (second <= first)
        sharpen(b);
    return true;
}

/* Evens out the figures from `start` on. */
static void settle(struct fill *fill, size_t start) {
    size_t count = 0;
    struct figure *figures = arena_array(fill->arena, fill->value_count - start + 1, sizeof *figures);
    for (size_t i = start; i < fill->value_count; i++) {
        const struct doc_value *value = fill->values[i];
        double number = value->kind == VALUE_QUANTITY ? fill->set->values[value->quantity->index] : value->number;
        if (value->kind != VALUE_TEXT && isfinite(number))
            figures[count++] = (struct figure){i, number, value->format, value->unit_word};
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < i; j++)
                changed = settle_pair(&figures[i], &figures[j]) || changed;
    }
    for (size_t i = 0; i < count; i++) {
        struct doc_value *copy = arena_alloc(fill->arena, sizeof *copy);
        *copy = *fill->values[figures[i].place];
        copy->format = figures[i].format;
        fill->values[figures[i].place] = copy;
    }
}

/* Mustache asks for item 0 when the section begins and for item 1 when it ends. An inverted section asks for item 0
 * alone; what it leaves behind goes with the next section that ends. */
const struct fill_item *fill_together(struct fill *fill, const struct fill_item *section, size_t i) {
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
