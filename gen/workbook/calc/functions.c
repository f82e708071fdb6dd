#include "base/base.h"
#include "workbook/calc/formula.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IRR_ROUNDS = 20 };
static const double irr_guess = 0.1, irr_step = 1e-7;

/* What SUM, MIN, COUNT and similar functions gather; they ignore text and truth values in ranges. */
struct gathered {
    double sum, lost, least, most; /* lost: the part of the sum that was lost to rounding */
    int count, held, failed_logic;
    bool all, any;
    const char *error;
    double *numbers; /* NULL: the numbers are not kept */
};

static void gather(struct gathered *gathered, struct calc_value value, bool from_range) {
    if (value.kind == CALC_ERROR && !gathered->error)
        gathered->error = value.text;
    if (value.kind == CALC_NUMBER || value.kind == CALC_BOOLEAN) {
        gathered->all = gathered->all && value.number != 0;
        gathered->any = gathered->any || value.number != 0;
        gathered->held++;
    }
    if (value.kind == CALC_NUMBER || (value.kind == CALC_BOOLEAN && !from_range)) {
        if (gathered->numbers)
            gathered->numbers[gathered->count] = value.number;
        double sum = gathered->sum + value.number;
        gathered->lost += fabs(gathered->sum) >= fabs(value.number) ? gathered->sum - sum + value.number
                                                                    : value.number - sum + gathered->sum;
        gathered->sum = sum;
        gathered->least = gathered->count == 0 || value.number < gathered->least ? value.number : gathered->least;
        gathered->most = gathered->count == 0 || value.number > gathered->most ? value.number : gathered->most;
        gathered->count++;
    }
}

static struct gathered gather_all(const struct calc_value *arguments, int count, double *numbers) {
    struct gathered gathered = {.all = true, .numbers = numbers};
    for (int i = 0; i < count; i++) {
        if (arguments[i].kind != CALC_RANGE) {
            gather(&gathered, arguments[i], false);
            continue;
        }
        struct calc_walk walk = calc_walk_begin(&arguments[i].range);
        while (calc_walk_next(&walk))
            gather(&gathered, walk.value, true);
    }
    return gathered;
}

/* The numbers of an argument, in the arena. Gives what was gathered with them, of which the count is theirs. */
static struct gathered gather_numbers(struct arena *arena, const struct calc_value *argument, double **numbers) {
    size_t most = (size_t)gather_all(argument, 1, NULL).count;
    *numbers = arena_array(arena, most + 1, sizeof **numbers);
    return gather_all(argument, 1, *numbers);
}

static uint32_t count_rows(const struct calc_value *value) {
    return value->kind == CALC_RANGE ? value->range.last_row - value->range.first_row + 1 : 1;
}

static int count_columns(const struct calc_value *value) {
    return value->kind == CALC_RANGE ? value->range.last_column - value->range.first_column + 1 : 1;
}

/* The area of a value that is a range; a single value has none. */
static const struct calc_area *area_of(const struct calc_value *value) {
    return value->kind == CALC_RANGE ? &value->range : NULL;
}

/* A row or column of 0 means all of them. */
static struct calc_value index_value(const struct calc_value *arguments, int count) {
    struct calc_value at = calc_numeric(arguments[1]), across = count > 2 ? calc_numeric(arguments[2]) : calc_number(0);
    if (at.kind == CALC_ERROR || across.kind == CALC_ERROR)
        return at.kind == CALC_ERROR ? at : across;
    const struct calc_area *area = area_of(&arguments[0]);
    double row = floor(at.number), column = floor(across.number);
    if (!area || row < 0 || column < 0)
        return calc_error("#VALUE!");
    if (count == 2 && area->first_row == area->last_row) {
        column = row;
        row = 1;
    }
    if (row > count_rows(&arguments[0]) || column > count_columns(&arguments[0]))
        return calc_error("#REF!");
    struct calc_value part = arguments[0];
    if (row > 0)
        part.range.first_row = part.range.last_row = area->first_row + (uint32_t)row - 1;
    if (column > 0)
        part.range.first_column = part.range.last_column = area->first_column + (int)column - 1;
    return part;
}

static struct calc_value match_value(const struct calc_value *arguments) {
    struct calc_value wanted = calc_single(arguments[0]);
    const struct calc_area *area = area_of(&arguments[1]);
    if (wanted.kind == CALC_ERROR)
        return wanted;
    if (!area)
        return arguments[1].kind != CALC_ERROR && calc_compare(arguments[1], wanted) == 0 ? calc_number(1)
                                                                                          : calc_error("#N/A");
    if (area->first_row != area->last_row && area->first_column != area->last_column)
        return calc_error("#N/A");
    struct calc_walk walk = calc_walk_begin(area);
    while (calc_walk_next(&walk))
        if (walk.value.kind != CALC_BLANK && walk.value.kind != CALC_ERROR && calc_compare(walk.value, wanted) == 0)
            return calc_number((walk.row - area->first_row) + (walk.column - area->first_column) + 1.0);
    return calc_error("#N/A");
}

/* The number at a rank (0: the greatest). Reorders the numbers. */
static double select_greatest(double *numbers, int count, int place) {
    for (int first = 0, last = count - 1;;) {
        double middle = numbers[first + (last - first) / 2];
        int i = first, j = last;
        while (i <= j) {
            while (numbers[i] > middle)
                i++;
            while (numbers[j] < middle)
                j--;
            if (i <= j) {
                double number = numbers[i];
                numbers[i++] = numbers[j];
                numbers[j--] = number;
            }
        }
        if (place <= j)
            last = j;
        else if (place >= i)
            first = i;
        else
            return numbers[place];
    }
}

static struct calc_value large_value(struct arena *arena, const struct calc_value *arguments) {
    double *numbers;
    struct gathered gathered = gather_numbers(arena, arguments, &numbers);
    struct calc_value rank = calc_numeric(arguments[1]);
    if (gathered.error || rank.kind == CALC_ERROR)
        return gathered.error ? calc_error(gathered.error) : rank;
    if (rank.number < 1 || rank.number > gathered.count)
        return calc_error("#NUM!");
    return calc_number(select_greatest(numbers, gathered.count, (int)ceil(rank.number) - 1));
}

/* The internal rate of return, by Newton's method from 10 %, as spreadsheets find it. */
static struct calc_value irr_value(struct arena *arena, const struct calc_value *arguments) {
    double *flows;
    struct gathered gathered = gather_numbers(arena, arguments, &flows);
    if (gathered.error)
        return calc_error(gathered.error);
    double rate = irr_guess;
    for (int round = 0; round < IRR_ROUNDS; round++) {
        double value = 0, slope = 0;
        for (int i = 0; i < gathered.count; i++) {
            value += flows[i] / pow(1 + rate, i);
            slope -= i * flows[i] / pow(1 + rate, i + 1);
        }
        double next = rate - value / slope;
        if (!isfinite(next))
            return calc_error("#NUM!");
        double step = fabs(next - rate);
        rate = next;
        if (step <= irr_step)
            return calc_number(rate);
    }
    return calc_error("#NUM!");
}

/* The first value of a kind in an argument; a blank if it has none. */
static struct calc_value first_of(const struct calc_value *argument, enum calc_kind kind) {
    if (argument->kind != CALC_RANGE)
        return argument->kind == kind ? *argument : (struct calc_value){0};
    struct calc_walk walk = calc_walk_begin(&argument->range);
    while (calc_walk_next(&walk))
        if (walk.value.kind == kind)
            return walk.value;
    return (struct calc_value){0};
}

/* The product of the values at a place in each argument, counted from its first cell. Only numbers count. */
static double product_at(const struct calc_value *arguments, int count, uint32_t row, int column) {
    double product = 1;
    for (int i = 0; i < count; i++) {
        const struct calc_area *area = area_of(&arguments[i]);
        struct calc_value factor =
            area ? calc_at(area->sheet, area->first_row + row, area->first_column + column) : arguments[i];
        product *= factor.kind == CALC_NUMBER ? factor.number : 0;
    }
    return product;
}

static struct calc_value sumproduct_value(const struct calc_value *arguments, int count) {
    for (int i = 0; i < count; i++) {
        struct calc_value error = first_of(&arguments[i], CALC_ERROR);
        if (error.kind == CALC_ERROR)
            return error;
        if (count_rows(&arguments[i]) != count_rows(&arguments[0]) ||
            count_columns(&arguments[i]) != count_columns(&arguments[0]))
            return calc_error("#VALUE!");
    }
    const struct calc_area *area = area_of(&arguments[0]);
    if (!area)
        return calc_number(product_at(arguments, count, 0, 0));
    double sum = 0;
    struct calc_walk walk = calc_walk_begin(area);
    while (calc_walk_next(&walk))
        sum += product_at(arguments, count, walk.row - area->first_row, walk.column - area->first_column);
    return calc_number(sum);
}

/* Whether a condition of COUNTIF is `<` and a whole number, which is read alike in every language. */
static bool below_whole(const char *condition) {
    return condition[0] == '<' && condition[1] && !condition[1 + strspn(condition + 1, "0123456789")];
}

static struct calc_value countif_value(const struct calc_value *arguments) {
    struct calc_value wanted = calc_single(arguments[1]);
    const struct calc_area *area = area_of(&arguments[0]);
    if (!area)
        return calc_error("#VALUE!");
    if (wanted.kind == CALC_BLANK)
        wanted = calc_number(0);
    int count = 0;
    double limit = wanted.kind == CALC_TEXT && below_whole(wanted.text) ? strtod(wanted.text + 1, NULL) : -INFINITY;
    struct calc_walk walk = calc_walk_begin(area);
    while (calc_walk_next(&walk))
        count += walk.value.kind == CALC_NUMBER && walk.value.number < limit;
    walk = calc_walk_begin(area);
    while (isinf(limit) && calc_walk_next(&walk))
        count += walk.value.kind == wanted.kind && wanted.kind != CALC_ERROR && calc_compare(walk.value, wanted) == 0;
    return calc_number(count);
}

/* The numbers of an area in whose rows other areas have words. */
static struct calc_value sumifs_value(const struct calc_value *arguments, int count) {
    const struct calc_area *area = area_of(&arguments[0]);
    if (!area)
        return calc_error("#VALUE!");
    double sum = 0;
    struct calc_walk walk = calc_walk_begin(area);
    while (calc_walk_next(&walk)) {
        bool meets = walk.value.kind == CALC_NUMBER;
        for (int i = 1; i + 1 < count; i += 2) {
            const struct calc_area *words = area_of(&arguments[i]);
            if (!words || words->last_row - words->first_row != area->last_row - area->first_row)
                return calc_error("#VALUE!");
            struct calc_value word = calc_at(words->sheet, words->first_row + walk.row - area->first_row,
                                             words->first_column + walk.column - area->first_column);
            meets = meets && word.kind == CALC_TEXT && calc_compare(word, calc_single(arguments[i + 1])) == 0;
        }
        sum += meets ? walk.value.number : 0;
    }
    return calc_number(sum);
}

/* Whether two texts are the same, case included. */
static struct calc_value exact_value(struct calc_value a, struct calc_value b) {
    if (a.kind == CALC_ERROR || b.kind == CALC_ERROR)
        return a.kind == CALC_ERROR ? a : b;
    return calc_truth(strcmp(a.text ? a.text : "", b.text ? b.text : "") == 0);
}

/* A text in which each place of another text holds a third one. */
static struct calc_value substitute_value(struct arena *arena, const struct calc_value *arguments) {
    const char *words[3];
    for (int i = 0; i < 3; i++) {
        struct calc_value value = calc_single(arguments[i]);
        if (value.kind == CALC_ERROR)
            return value;
        words[i] = calc_words(arena, value);
    }
    struct text text = {0};
    const char *rest = words[0];
    for (const char *at; (at = strstr(rest, words[1])); rest = at + strlen(words[1])) {
        text_append(&text, rest, (size_t)(at - rest));
        text_puts(&text, words[2]);
    }
    text_puts(&text, rest);
    return calc_text(text_keep(&text, arena));
}

const struct calc_function_name calc_functions[FUNCTION_COUNT] = {
    [F_ABS] = {"ABS", 1, 1},
    [F_AND] = {"AND", 1, FORMULA_MOST_ARGUMENTS},
    [F_COUNT] = {"COUNT", 1, FORMULA_MOST_ARGUMENTS},
    [F_COUNTIF] = {"COUNTIF", 2, 2},
    [F_EXACT] = {"EXACT", 2, 2},
    [F_EXP] = {"EXP", 1, 1},
    [F_IF] = {"IF", 3, 3},
    [F_IFERROR] = {"IFERROR", 2, 2},
    [F_INDEX] = {"INDEX", 2, 3},
    [F_INT] = {"INT", 1, 1},
    [F_IRR] = {"IRR", 1, 1},
    [F_ISNUMBER] = {"ISNUMBER", 1, 1},
    [F_LARGE] = {"LARGE", 2, 2},
    [F_LN] = {"LN", 1, 1},
    [F_LOG] = {"LOG", 2, 2},
    [F_LOG10] = {"LOG10", 1, 1},
    [F_MATCH] = {"MATCH", 3, 3},
    [F_MAX] = {"MAX", 1, FORMULA_MOST_ARGUMENTS},
    [F_MIN] = {"MIN", 1, FORMULA_MOST_ARGUMENTS},
    [F_N] = {"N", 1, 1},
    [F_NOT] = {"NOT", 1, 1},
    [F_OR] = {"OR", 1, FORMULA_MOST_ARGUMENTS},
    [F_ROUND] = {"ROUND", 2, 2},
    [F_ROWS] = {"ROWS", 1, 1},
    [F_SQRT] = {"SQRT", 1, 1},
    [F_SUBSTITUTE] = {"SUBSTITUTE", 3, 3},
    [F_SUM] = {"SUM", 1, FORMULA_MOST_ARGUMENTS},
    [F_SUMIFS] = {"SUMIFS", 3, FORMULA_MOST_ARGUMENTS},
    [F_SUMPRODUCT] = {"SUMPRODUCT", 1, FORMULA_MOST_ARGUMENTS}};

static struct calc_value gathered_value(enum calc_function function, const struct gathered *gathered) {
    if (function == F_COUNT)
        return calc_number(gathered->count);
    if (gathered->error)
        return calc_error(gathered->error);
    if (function == F_AND || function == F_OR)
        return gathered->held == 0 ? calc_error("#VALUE!")
                                   : calc_truth(function == F_AND ? gathered->all : gathered->any);
    return calc_number(function == F_SUM   ? gathered->sum + gathered->lost
                       : function == F_MIN ? gathered->least
                                           : gathered->most);
}

bool calc_takes_words(enum calc_function function, int argument) {
    switch (function) {
    case F_IF:
        return argument > 0;
    case F_MATCH:
        return argument == 0;
    case F_COUNTIF:
        return argument == 1;
    case F_SUMIFS:
        return argument > 0 && argument % 2 == 0;
    case F_EXACT:
    case F_SUBSTITUTE:
    case F_IFERROR:
    case F_ISNUMBER:
    case F_N:
        return true;
    default:
        return false;
    }
}

const char *calc_refusal(struct arena *arena, enum calc_function function, const struct calc_value *arguments,
                         int count) {
    double number;
    struct calc_value last = calc_single(arguments[count - 1]);
    if (function == F_MATCH && (last.kind == CALC_TEXT || last.number != 0))
        return "MATCH finds equal values only: its third argument must be 0";
    for (int i = 0; i < count && function == F_EXACT; i++)
        if (calc_single(arguments[i]).kind == CALC_NUMBER || calc_single(arguments[i]).kind == CALC_BOOLEAN)
            return "EXACT compares text, not numbers";
    if (function == F_COUNTIF && last.kind == CALC_TEXT && !below_whole(last.text) &&
        (strchr("<>=", *last.text) || strpbrk(last.text, "*?~") || number_parse(last.text, strlen(last.text), &number)))
        return "COUNTIF counts cells equal to a number or to text without * ? ~; the only condition it takes is `<` "
               "and a "
               "whole number";
    for (int i = 2; i < count && function == F_SUMIFS; i += 2) {
        struct calc_value word = calc_single(arguments[i]);
        if (word.kind != CALC_TEXT || !*word.text || strchr("<>=", *word.text) || strpbrk(word.text, "*?~") ||
            number_parse(word.text, strlen(word.text), &number))
            return "SUMIFS sums by words without * ? ~ and comparisons";
    }
    if (function == F_MATCH && calc_single(arguments[0]).kind == CALC_BLANK)
        return "MATCH looks for an empty cell, which is 0 to some spreadsheets and nothing to others";
    for (int i = 0; i < count && function == F_SUBSTITUTE; i++) {
        struct calc_value value = calc_single(arguments[i]);
        const char *words = value.kind == CALC_ERROR ? "?" : calc_words(arena, value);
        if (!words || (i == 1 && !*words))
            return "SUBSTITUTE takes text, and numbers below 1,000,000,000 that are rounded to at most two decimals; "
                   "what it replaces is not empty";
    }
    for (int i = 0; i < count && function == F_SUMPRODUCT; i++)
        if (first_of(&arguments[i], CALC_BOOLEAN).kind == CALC_BOOLEAN)
            return "SUMPRODUCT of TRUE or FALSE, which not all spreadsheets take as a number: N() makes it one";
    return NULL;
}

/* Rounds to decimal digits as spreadsheets do: a half that lost its last digits in binary (1.005) counts as a half.
 * With no decimals, LibreOffice rounds the double as it is. */
static double round_to(double value, double digits) {
    double scale = pow(10, trunc(fabs(digits)));
    double scaled = digits < 0 ? value / scale : value * scale, whole = floor(fabs(scaled));
    if (isinf(scale) || isinf(scaled)) /* far beyond the digits of a double */
        return digits < 0 ? 0 : value;
    bool half = scale != 1 && whole < 0x1p41 && calc_nearly_equal(fabs(scaled), whole + 0.5);
    double rounded = half ? copysign(whole + 1, scaled) : round(scaled);
    return digits < 0 ? rounded * scale : rounded / scale;
}

/* Functions of one number or two. */
static struct calc_value arithmetic_value(enum calc_function function, const struct calc_value *arguments, int count) {
    struct calc_value a = calc_numeric(arguments[0]), b = count > 1 ? calc_numeric(arguments[1]) : calc_number(0);
    if (a.kind == CALC_ERROR || b.kind == CALC_ERROR)
        return a.kind == CALC_ERROR ? a : b;
    switch (function) {
    case F_ABS:
        return calc_number(fabs(a.number));
    case F_EXP:
        return calc_number(exp(a.number));
    case F_INT:
        return calc_number(whole_floor(a.number));
    case F_LN:
        return calc_number(log(a.number));
    case F_LOG:
        return calc_number(log(a.number) / log(b.number));
    case F_LOG10:
        return calc_number(log10(a.number));
    case F_NOT:
        return calc_truth(a.number == 0);
    case F_SQRT:
        return calc_number(sqrt(a.number));
    default: /* F_ROUND */
        return calc_number(round_to(a.number, b.number));
    }
}

struct calc_value calc_apply(struct arena *arena, enum calc_function function, const struct calc_value *arguments,
                             int count) {
    struct calc_value first = calc_single(arguments[0]);
    struct gathered gathered;
    switch (function) {
    case F_AND:
    case F_COUNT:
    case F_MAX:
    case F_MIN:
    case F_OR:
    case F_SUM:
        gathered = gather_all(arguments, count, NULL);
        return gathered_value(function, &gathered);
    case F_COUNTIF:
        return countif_value(arguments);
    case F_EXACT:
        return exact_value(first, calc_single(arguments[1]));
    case F_IF:
        first = calc_numeric(first);
        return first.kind == CALC_ERROR ? first : arguments[first.number != 0 ? 1 : 2];
    case F_IFERROR:
        return first.kind == CALC_ERROR ? arguments[1] : arguments[0];
    case F_INDEX:
        return index_value(arguments, count);
    case F_IRR:
        return irr_value(arena, arguments);
    case F_ISNUMBER:
        return calc_truth(first.kind == CALC_NUMBER);
    case F_LARGE:
        return large_value(arena, arguments);
    case F_MATCH:
        return match_value(arguments);
    case F_N:
        return first.kind == CALC_ERROR ? first : calc_number(first.kind == CALC_TEXT ? 0 : first.number);
    case F_ROWS:
        return area_of(&arguments[0]) ? calc_number(count_rows(&arguments[0])) : calc_error("#VALUE!");
    case F_SUBSTITUTE:
        return substitute_value(arena, arguments);
    case F_SUMIFS:
        return sumifs_value(arguments, count);
    case F_SUMPRODUCT:
        return sumproduct_value(arguments, count);
    default:
        return arithmetic_value(function, arguments, count);
    }
}
