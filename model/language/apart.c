#include "language/apart.h"
#include "language/program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DECIMALS = 15 };

/* -1, 0 or 1. */
static int order(double a, double b) {
    return program_values_tie(a, b, CLAIM_TOLERANCE) ? 0 : a < b ? -1 : 1;
}

static int printed_order(double a, struct number_format first, double b, struct number_format second) {
    return order(number_as_printed(a, first), number_as_printed(b, second));
}

/* The decimals that a format prints of a value; below 0 if it rounds whole digits. */
static int decimals_of(double value, struct number_format format) {
    if (format.decimals >= 0)
        return format.decimals;
    if (format.significant > 0) {
        const double printed = fabs(number_as_printed(value, format));
        return printed > 0 && isfinite(printed)
                   ? format.significant - 1 - (int)floor(log10(printed)) - number_shift(format.style)
                   : 0;
    }
    if (format.style == NUMBER_PLAIN || format.style == NUMBER_PERCENT || format.style == NUMBER_DATA)
        return number_decimals(number_round_significant(
            number_as_printed(value, format) * pow(10, number_shift(format.style)), MOST_DECIMALS));
    return format.style == NUMBER_MONEY && number_decimals(number_as_printed(value, format)) == 0 ? 0 : 2;
}

static struct number_format sharpened(double value, struct number_format format) {
    if (format.significant > 0 && format.decimals < 0 && format.significant < MOST_DECIMALS)
        format.significant++;
    else
        format.decimals = decimals_of(value, format) + 1;
    return format;
}

const char *quantity_apart_words(struct arena *arena, const char *text, const char **own) {
    static const char word[] = "apart";
    const size_t length = sizeof word - 1;
    *own = text;
    for (const char *at = text ? strstr(text, word) : NULL; at; at = strstr(at + length, word)) {
        if ((at != text && at[-1] != ' ') || (at[length] && at[length] != ' '))
            continue;
        size_t before = (size_t)(at - text);
        while (before && text[before - 1] == ' ')
            before--;
        *own = arena_strndup(arena, text, before);
        return at + length;
    }
    return NULL;
}

const struct quantity_apart *quantity_apart_read(struct arena *arena, const struct model *model, const char *words) {
    struct quantity_apart *apart = arena_alloc(arena, sizeof *apart);
    apart->count = 0;
    apart->others = arena_array(arena, strlen(words) + 1, sizeof *apart->others);
    for (const char *at = words + strspn(words, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        struct quantity_other other = {0};
        bool percent;
        other.quantity = model_lookup_part(model, at, length);
        if (!other.quantity && !number_parse_share(at, length, &other.number, &percent))
            return NULL;
        apart->others[apart->count++] = other;
        at += length;
    }
    return apart->count ? apart : NULL;
}

/* The format that shows how the value stands to another number, which readers know as `shown`. If no format shows it
 * beside the other's own print, both are taken with the same decimals; equal values keep their format then. */
static struct number_format told_apart(double value, struct number_format format, double other, double shown) {
    const int wanted = order(value, other);
    struct number_format best = format;
    bool found = wanted == 0;
    for (struct number_format tried = format; tried.decimals <= MOST_DECIMALS; tried = sharpened(value, tried)) {
        if (printed_order(value, tried, other, tried) != wanted)
            continue;
        if (!found)
            best = tried;
        found = true;
        if (order(number_as_printed(value, tried), shown) == wanted)
            return tried;
    }
    return best;
}

struct number_format quantity_format_apart(const struct quantity_apart *apart, double value,
                                           struct number_format format, const double *values) {
    if (apart && format.fits)
        format = number_format_sized(format, value);
    for (int i = 0; apart && i < apart->count; i++) {
        const struct quantity *quantity = apart->others[i].quantity;
        if (quantity && !values)
            continue;
        double other = quantity ? values[quantity->index] : apart->others[i].number;
        if (isfinite(value) && isfinite(other))
            format = told_apart(value, format, other, quantity ? number_as_printed(other, quantity->format) : other);
    }
    return format;
}

struct number_format quantity_format_of(const struct quantity *quantity, struct number_format format,
                                        const double *values) {
    return quantity->apart && values && format.style != NUMBER_DATA
               ? quantity_format_apart(quantity->apart, values[quantity->index], format, values)
               : format;
}

static bool is_money(enum number_style style) {
    return style == NUMBER_MONEY || number_is_short_money(style);
}

/* Whether two figures measure the same thing, so that a reader compares them. */
static bool comparable(const struct quantity_figure *a, const struct quantity_figure *b) {
    const char *first = a->unit_word ? a->unit_word : "", *second = b->unit_word ? b->unit_word : "";
    if (!isfinite(a->value) || !isfinite(b->value) ||
        (number_shift(a->format.style) > 0) != (number_shift(b->format.style) > 0) ||
        is_money(a->format.style) != is_money(b->format.style))
        return false;
    return number_shift(a->format.style) > 0 || strcmp(first, second) == 0;
}

/* A figure with what its format makes of it, which each pair would ask for again. */
struct shown {
    struct quantity_figure *figure;
    double printed;
    int resolution; /* how far the last printed digit is behind the point of the unscaled value */
};

static struct shown show(struct quantity_figure *figure) {
    return (struct shown){figure, number_as_printed(figure->value, figure->format),
                          decimals_of(figure->value, figure->format) + number_shift(figure->format.style)};
}

static void sharpen(struct shown *shown) {
    shown->figure->format = sharpened(shown->figure->value, shown->figure->format);
    *shown = show(shown->figure);
}

/* Makes two figures look as they are: equal, or one larger than the other. The coarser one gets more digits first,
 * since 164 may stand for more than 164.11. Gives whether something changed. */
static bool settle_pair(struct shown *a, struct shown *b) {
    if (!comparable(a->figure, b->figure))
        return false;
    const int first = a->resolution, second = b->resolution;
    const int wanted = order(a->figure->value, b->figure->value), seen = order(a->printed, b->printed);
    if (seen == wanted || first > MOST_DECIMALS || second > MOST_DECIMALS)
        return false;
    if (first <= second)
        sharpen(a);
    if (second <= first)
        sharpen(b);
    return true;
}

/* Gives equal figures that began with one format the digits of the one that has more. */
static void even_out(struct shown *a, struct shown *b) {
    struct quantity_figure *first = a->figure, *second = b->figure;
    bool alike =
        first->format.style == second->format.style && first->usual == second->usual && comparable(first, second);
    if (!alike || a->resolution == b->resolution || order(first->value, second->value) != 0)
        return;
    if (a->resolution > b->resolution) {
        second->format = first->format;
        *b = show(second);
    } else {
        first->format = second->format;
        *a = show(first);
    }
}

/* Gives sums that fit themselves to their size one unit: that of the largest, or a smaller one in which the smallest
 * still has a digit. */
static void share_unit(struct quantity_figure *figures, size_t count) {
    double most = 0, least = INFINITY;
    for (size_t i = 0; i < count; i++) {
        double size = fabs(figures[i].value);
        if (!figures[i].format.fits || !isfinite(size))
            continue;
        most = fmax(most, size);
        least = size > 0 ? fmin(least, size) : least;
    }
    struct number_format shared = {.style = NUMBER_MONEY, .decimals = DECIMALS_AUTO, .fits = true};
    shared = number_format_sized(shared, most);
    while (number_is_short_money(shared.style) && number_as_printed(least, shared) == 0)
        shared.style = shared.style == NUMBER_THOUSANDS ? NUMBER_MONEY : (enum number_style)(shared.style - 1);
    for (size_t i = 0; i < count; i++)
        if (figures[i].format.fits) {
            figures[i].format.style = shared.style;
            figures[i].format.decimals = shared.style == NUMBER_MONEY ? DECIMALS_AUTO : figures[i].format.decimals;
            figures[i].format.fits = false;
        }
}

void quantity_settle_figures(struct quantity_figure *figures, size_t count) {
    struct shown *all = alloc_bytes((count + 1) * sizeof *all);
    share_unit(figures, count);
    for (size_t i = 0; i < count; i++) {
        figures[i].usual = figures[i].format.decimals + MOST_DECIMALS * figures[i].format.significant;
        all[i] = show(&figures[i]);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < i; j++)
                changed = settle_pair(&all[i], &all[j]) || changed;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            even_out(&all[i], &all[j]);
    free(all);
}
