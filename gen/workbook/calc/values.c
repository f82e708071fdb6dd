/* Values as spreadsheets take them: as numbers, as text, and how they compare. */
#include "base/base.h"
#include "workbook/calc/functions.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* Numbers whose relative difference is less are equal to a spreadsheet. */
static const double nearly = 0x1p-48;

struct calc_value calc_number(double number) {
    if (!isfinite(number))
        return (struct calc_value){.kind = CALC_ERROR, .text = "#NUM!"};
    return (struct calc_value){.kind = CALC_NUMBER, .number = number};
}

struct calc_value calc_truth(bool holds) {
    return (struct calc_value){.kind = CALC_BOOLEAN, .number = holds};
}

struct calc_value calc_text(const char *text) {
    return (struct calc_value){.kind = CALC_TEXT, .text = text};
}

struct calc_value calc_error(const char *text) {
    return (struct calc_value){.kind = CALC_ERROR, .text = text};
}

struct calc_value calc_single(struct calc_value value) {
    if (value.kind != CALC_RANGE)
        return value;
    const struct calc_area *range = &value.range;
    if (range->first_row != range->last_row || range->first_column != range->last_column)
        return calc_error("#VALUE!");
    return calc_at(range->sheet, range->first_row, range->first_column);
}

struct calc_value calc_numeric(struct calc_value value) {
    value = calc_single(value);
    if (value.kind == CALC_TEXT)
        return calc_error("#VALUE!");
    if (value.kind != CALC_ERROR)
        value.kind = CALC_NUMBER;
    return value;
}

bool calc_nearly_equal(double a, double b) {
    return a == b || fabs(a - b) < fabs(a) * nearly;
}

int calc_compare(struct calc_value a, struct calc_value b) {
    static const int ranks[] = {[CALC_NUMBER] = 0, [CALC_TEXT] = 1, [CALC_BOOLEAN] = 2};
    if (a.kind == CALC_BLANK)
        a = b.kind == CALC_TEXT ? calc_text("") : calc_number(0);
    if (b.kind == CALC_BLANK)
        b = a.kind == CALC_TEXT ? calc_text("") : calc_number(0);
    if (ranks[a.kind] != ranks[b.kind])
        return ranks[a.kind] < ranks[b.kind] ? -1 : 1;
    if (a.kind == CALC_TEXT) {
        int order = strcasecmp(a.text, b.text);
        return (order > 0) - (order < 0);
    }
    return calc_nearly_equal(a.number, b.number) ? 0 : a.number < b.number ? -1 : 1;
}

const char *calc_words(struct arena *arena, struct calc_value value) {
    if (value.kind == CALC_TEXT || value.kind == CALC_BLANK)
        return value.text ? value.text : "";
    double cents = round(value.number * 100);
    if (value.kind != CALC_NUMBER || !(fabs(value.number) < 1e9) || !calc_nearly_equal(cents, value.number * 100))
        return NULL;
    char *text = arena_printf(arena, "%.2f", cents == 0 ? 0 : cents / 100);
    size_t length = strlen(text);
    while (text[length - 1] == '0')
        text[--length] = '\0';
    if (text[length - 1] == '.')
        text[length - 1] = '\0';
    return text;
}
