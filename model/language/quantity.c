#include "language/quantity.h"

#include <math.h>
#include <string.h>

const char *const quantity_kind_names[QUANTITY_KINDS] = {"parameter", "constant", "equation"};

enum quantity_text quantity_read(const struct quantity *quantity, const char *text, size_t length, double *value,
                                 bool *percent) {
    bool marked;
    if (quantity->choices) {
        int choice = quantity_choice_find(quantity, text, length);
        *value = choice;
        if (percent)
            *percent = false;
        return choice < 0 ? QUANTITY_NO_CHOICE : QUANTITY_VALUE;
    }
    if (!number_parse_share(text, length, value, percent ? percent : &marked))
        return QUANTITY_NO_NUMBER;
    if (*(percent ? percent : &marked))
        return quantity->fraction ? QUANTITY_VALUE : QUANTITY_NO_FRACTION;
    return quantity->fraction && fabs(*value) > 1 ? QUANTITY_NO_SHARE : QUANTITY_VALUE;
}

/* What messages say of a name that is not a choice: the name and the quantity. */
#define NO_CHOICE "'%s' is not a choice of '%s'"

static const char *nearest_choice(const struct quantity *quantity, const char *name) {
    return name_nearest(name, quantity->choices, (size_t)quantity->choice_count);
}

void quantity_report_choice(const struct quantity *quantity, const char *name, struct pos pos, struct diag *diag) {
    struct text advice = {0};
    if (quantity->doubtful)
        return;
    text_puts(&advice, "; write ");
    quantity_put_list(&advice, quantity);
    diag_report_near(diag, SEVERITY_ERROR, pos, nearest_choice(quantity, name), advice.bytes, NO_CHOICE, name,
                     quantity->name);
    text_free(&advice);
}

double quantity_read_value(const struct quantity *quantity, struct yaml_value value, double initial) {
    const char *text = yaml_text(value);
    double number = initial;
    if (!text)
        return initial;
    switch (quantity_read(quantity, text, strlen(text), &number, NULL)) {
    case QUANTITY_VALUE:
        return number;
    case QUANTITY_NO_NUMBER:
        yaml_report(value, "'%s' is not a number; write one such as 1000, 0.5 or 2.2e24, without grouping or unit",
                    text);
        break;
    case QUANTITY_NO_FRACTION:
        yaml_report(value, "'%s' is a percentage, but '%s' is not a fraction; write a number, or `format: percent`",
                    text, quantity->name);
        break;
    case QUANTITY_NO_SHARE:
        yaml_report(value, "%s is too large for a fraction; write %s%% or a number up to 1", text, text);
        break;
    case QUANTITY_NO_CHOICE: {
        struct text list = {0};
        quantity_put_list(&list, quantity);
        yaml_report_near(value, nearest_choice(quantity, text),
                         arena_printf(value.yaml->arena, "; write %s", list.bytes), NO_CHOICE, text, quantity->name);
        text_free(&list);
        break;
    }
    }
    return initial;
}

void quantity_put_cell(struct text *out, const struct quantity *quantity, double value) {
    if (quantity->choices) {
        text_puts(out, quantity_choice(quantity, value));
        return;
    }
    number_print_sound(out, quantity->fraction ? value * 100 : value);
    if (quantity->fraction)
        text_putc(out, '%');
}

void quantity_put_data(struct text *out, const struct quantity *quantity, double value) {
    if (quantity->choices)
        text_puts(out, quantity_choice(quantity, value));
    else
        number_print_exact(out, value);
}

void quantity_print(struct text *out, const struct quantity *quantity, double value, struct number_format format,
                    const struct number_locale *locale) {
    if (quantity->choices)
        text_puts(out, quantity_choice(quantity, value));
    else
        number_print(out, value, format, format.with_unit ? quantity_word(quantity, value, format, locale) : NULL,
                     locale);
}

void quantity_quote(struct text *out, const struct quantity *quantity, double value, struct number_format format) {
    format.with_unit = false;
    quantity_print(out, quantity, value, format, &number_locale_english);
}

const char *quantity_word(const struct quantity *quantity, double value, struct number_format format,
                          const struct number_locale *locale) {
    return quantity->shown_one && number_is_one(value, format, locale) ? quantity->shown_one : quantity->shown;
}

const char *quantity_choice(const struct quantity *quantity, double value) {
    int choice = value > 0 ? (int)fmin(round(value), quantity->choice_count - 1) : 0;
    return quantity->choices[choice];
}

int quantity_choice_find(const struct quantity *quantity, const char *name, size_t length) {
    for (int i = 0; i < quantity->choice_count; i++)
        if (strlen(quantity->choices[i]) == length && memcmp(quantity->choices[i], name, length) == 0)
            return i;
    return -1;
}

bool quantity_same_choices(const struct quantity *a, const struct quantity *b) {
    bool same = a->choice_count == b->choice_count;
    for (int i = 0; same && i < a->choice_count; i++)
        same = strcmp(a->choices[i], b->choices[i]) == 0;
    return same;
}

void quantity_put_list(struct text *out, const struct quantity *quantity) {
    int count = quantity->choices ? quantity->choice_count : quantity->listed_count;
    for (int i = 0; i < count; i++) {
        text_puts(out, i == 0 ? "" : i < count - 1 ? ", " : " or ");
        quantity_put_cell(out, quantity, quantity->choices ? i : quantity->listed[i]);
    }
}

bool quantity_has_grid(const struct quantity *quantity) {
    return quantity->step > 0 || quantity->listed || quantity->minimum == quantity->maximum;
}

double quantity_steps(const struct quantity *quantity) {
    /* A maximum on the grid belongs to it, despite rounding errors of the division. */
    return floor((quantity->maximum - quantity->minimum) / quantity->step * (1 + 4e-16) + 1e-9);
}

const char *quantity_step_flaw(const struct quantity *quantity) {
    if (!(quantity->step > 0) || !(quantity->maximum > quantity->minimum) || isinf(quantity->maximum))
        return NULL;
    const double steps = quantity_steps(quantity);
    return steps < 1 ? "is larger than the range, so that the minimum alone is left; write a smaller step"
           : steps > QUANTITY_MOST_STEPS ? "divides the range into too many values to be counted; write a larger step"
                                         : NULL;
}

void quantity_neighbors(const struct quantity *quantity, double value, double *below, double *above) {
    *below = *above = NAN;
    if (!quantity->listed) {
        *below = quantity->minimum + floor((value - quantity->minimum) / quantity->step) * quantity->step;
        if (*below + quantity->step <= quantity->maximum + 1e-9 * quantity->step)
            *above = *below + quantity->step;
    }
    for (int i = 0; i < quantity->listed_count; i++) {
        if (quantity->listed[i] <= value)
            *below = quantity->listed[i];
        else if (isnan(*above))
            *above = quantity->listed[i];
    }
}

bool quantity_on_grid(const struct quantity *quantity, double value) {
    for (int i = 0; i < quantity->listed_count; i++)
        if (fabs(value - quantity->listed[i]) <= 1e-9 * fabs(quantity->listed[i]))
            return true;
    if (quantity->listed)
        return false;
    if (!(quantity->step > 0))
        return true;
    double steps = (value - quantity->minimum) / quantity->step;
    return fabs(steps - round(steps)) <= 1e-9;
}

enum quantity_kind quantity_kind_said(const struct quantity *quantity) {
    return quantity->table ? QUANTITY_CONSTANT : quantity->kind;
}

bool quantity_has_bounds(const struct quantity *quantity) {
    return quantity->kind != QUANTITY_EQUATION && (isfinite(quantity->minimum) || isfinite(quantity->maximum));
}

bool quantity_is_whole(const struct quantity *quantity) {
    bool whole = quantity->listed;
    for (int i = 0; i < quantity->listed_count; i++)
        whole = whole && quantity->listed[i] == floor(quantity->listed[i]);
    if (quantity->listed)
        return whole;
    return quantity->step > 0 && quantity->step == floor(quantity->step) &&
           quantity->minimum == floor(quantity->minimum);
}

bool quantity_is_switch(const struct quantity *quantity) {
    return !quantity->choices && quantity->minimum == 0 && quantity->maximum == 1 && quantity->step == 1;
}
