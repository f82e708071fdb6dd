#include "returned/cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum returned_look returned_look_of_number(long number) {
    if (number == 9 || number == 10)
        return RETURNED_PERCENT;
    const bool date = (number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
                      (number >= 45 && number <= 47) || (number >= 50 && number <= 58);
    return date ? RETURNED_DATE : RETURNED_NUMBER;
}

/* The code has up to four sections, with signs that mean something and words in quotes, behind `\`, `_` and `*`, or in
 * brackets (colors, conditions, currencies; but hours in brackets are a time). The first section is that of numbers
 * above 0. */
enum returned_look returned_look_of(const char *code) {
    enum returned_look look = RETURNED_NUMBER;
    if (strncasecmp(code, "general", 7) == 0)
        return look;
    for (const char *p = code; *p && *p != ';'; p++) {
        if (*p == '"') {
            p += strcspn(p + 1, "\"") + 1;
        } else if (*p == '[') {
            if (strchr("hHmMsS", p[1]) && p[1] && (p[2] == ']' || p[2] == p[1]))
                return RETURNED_DATE;
            p += strcspn(p, "]");
        } else if (strchr("\\_*", *p)) {
            p += p[1] != '\0';
        } else if (*p == '%') {
            look = RETURNED_PERCENT;
        } else if (strchr("yYdDhHsSmM", *p)) {
            return RETURNED_DATE;
        }
        if (!*p)
            break;
    }
    return look;
}

/* A number as it would be typed: with the fewest digits that read back as the same. In hundredths the point moves, so
 * that no digit changes. */
static const char *print_number(double value, bool percent, struct arena *arena) {
    struct text out = {0};
    if (percent) {
        char digits[40];
        for (int precision = 15; precision <= 17; precision++) {
            snprintf(digits, sizeof digits, "%.*e", precision - 1, value);
            if (strtod(digits, NULL) == value)
                break;
        }
        char *exponent = strchr(digits, 'e');
        char moved[64];
        snprintf(moved, sizeof moved, "%.*se%ld", (int)(exponent - digits), digits, strtol(exponent + 1, NULL, 10) + 2);
        value = strtod(moved, NULL);
    }
    number_print_exact(&out, value);
    if (percent)
        text_putc(&out, '%');
    const char *printed = arena_strdup(arena, out.bytes ? out.bytes : "");
    text_free(&out);
    return printed;
}

static void judge_number(struct returned_answer *answer, const char *value, enum returned_look look,
                         struct arena *arena) {
    double number;
    if (!number_parse(value, strlen(value), &number) || !isfinite(number)) {
        answer->doubt = arena_printf(arena, "its value '%s' is no number", value);
        return;
    }
    answer->text = print_number(number, look == RETURNED_PERCENT, arena);
    if (look == RETURNED_DATE)
        answer->doubt = "it is shown as a date or a time: what was typed is not known";
}

void returned_judge_cell(struct returned_answer *answer, const struct returned_cell *cell, enum returned_look look,
                         struct arena *arena) {
    const char *type = cell->type ? cell->type : "n", *value = cell->value && *cell->value ? cell->value : NULL;
    answer->text = "";
    if (!cell->address)
        answer->doubt = "its cell was deleted";
    else if (!value && cell->has_formula && strcmp(type, "str") != 0)
        answer->doubt = "its formula has no value; open the workbook in a spreadsheet program and save it once";
    else if (!value)
        return;
    else if (strcmp(type, "e") == 0)
        answer->doubt = arena_printf(arena, "it shows the error %s", value);
    else if (strcmp(type, "b") == 0)
        answer->doubt = arena_printf(arena, "it says %s", strcmp(value, "0") == 0 ? "FALSE" : "TRUE");
    else if (strcmp(type, "d") == 0)
        answer->doubt = arena_printf(arena, "it is a date: %s", value);
    else if (strcmp(type, "n") == 0)
        judge_number(answer, value, look, arena);
    else
        answer->text = returned_typed(arena, value, strlen(value));
}
