#include "language/quantity.h"

#include <math.h>
#include <string.h>

const char *const quantity_kind_names[QUANTITY_KINDS] = {"parameter", "constant", "equation"};

enum quantity_text quantity_read(const struct quantity *quantity, const char *text, size_t length, double *value,
                                 bool *percent) {
    bool marked;
    if (!number_parse_share(text, length, value, percent ? percent : &marked))
        return QUANTITY_NO_NUMBER;
    if (*(percent ? percent : &marked))
        return quantity->fraction ? QUANTITY_VALUE : QUANTITY_NO_FRACTION;
    return quantity->fraction && fabs(*value) > 1 ? QUANTITY_NO_SHARE : QUANTITY_VALUE;
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
        yaml_report(value, "'%s' is not a number; write %s such as 1000, 0.5 or 2.2e24, without grouping or unit", text,
                    value.name);
        break;
    case QUANTITY_NO_FRACTION:
        yaml_report(value, "'%s' is a percentage, but '%s' is not a fraction; write a number, or `format: percent`",
                    text, quantity->name);
        break;
    case QUANTITY_NO_SHARE:
        yaml_report(value, "%s is too large for a fraction; write %s%% or a number up to 1", text, text);
        break;
    }
    return initial;
}

void quantity_put_cell(struct text *out, const struct quantity *quantity, double value) {
    number_print_sound(out, quantity->fraction ? value * 100 : value);
    if (quantity->fraction)
        text_putc(out, '%');
}

void quantity_put_data(struct text *out, const struct quantity *quantity, double value) {
    (void)quantity;
    number_print_exact(out, value);
}

void quantity_print(struct text *out, const struct quantity *quantity, double value, struct number_format format,
                    const struct number_locale *locale) {
    number_print(out, value, format, format.with_unit ? quantity_word(quantity, value, format, locale) : NULL, locale);
}

void quantity_quote(struct text *out, const struct quantity *quantity, double value, struct number_format format) {
    format.with_unit = false;
    quantity_print(out, quantity, value, format, &number_locale_english);
}

const char *quantity_word(const struct quantity *quantity, double value, struct number_format format,
                          const struct number_locale *locale) {
    return quantity->shown_one && number_is_one(value, format, locale) ? quantity->shown_one : quantity->shown;
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
