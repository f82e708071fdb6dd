#include "xlsx_values.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum { MOST_ARGUMENTS = 24, DEEPEST = 60, IRR_ROUNDS = 20 };
static const double irr_guess = 0.1, irr_step = 1e-7;
/* Numbers that differ less than this, in proportion, are equal to a spreadsheet. */
static const double nearly = 0x1p-48;

struct reader {
    struct sheet *sheet;
    const char *formula, *at;
    struct pos pos;
    int depth;
    bool failed;
};

static struct cell_value number_value(double number) {
    if (!isfinite(number))
        return (struct cell_value){.kind = CELL_ERROR, .text = "#NUM!"};
    return (struct cell_value){.kind = CELL_NUMBER, .number = number};
}

static struct cell_value boolean_value(bool holds) {
    return (struct cell_value){.kind = CELL_BOOLEAN, .number = holds};
}

static struct cell_value text_value(const char *text) {
    return (struct cell_value){.kind = CELL_TEXT, .text = text};
}

static struct cell_value error_value(const char *text) {
    return (struct cell_value){.kind = CELL_ERROR, .text = text};
}

static struct cell_value fail(struct reader *reader, const char *format, const char *what, const char *more) {
    if (!reader->failed)
        book_error(reader->sheet->book, reader->pos, format, what, more, reader->formula);
    reader->failed = true;
    reader->at = reader->formula + strlen(reader->formula);
    return error_value("#NAME?");
}

/* A single value: that of the cell where a range of one cell stands. */
static struct cell_value single(struct cell_value value) {
    if (value.kind != CELL_RANGE)
        return value;
    const struct cell_area *range = &value.range;
    if (range->first_row != range->last_row || range->first_column != range->last_column)
        return error_value("#VALUE!");
    return values_at(range->sheet, range->first_row, range->first_column);
}

/* As a number; text is an error, blank is 0. */
static struct cell_value numeric(struct cell_value value) {
    value = single(value);
    if (value.kind == CELL_TEXT)
        return error_value("#VALUE!");
    if (value.kind != CELL_ERROR)
        value.kind = CELL_NUMBER;
    return value;
}

static bool nearly_equal(double a, double b) {
    return a == b || fabs(a - b) < fabs(a) * nearly;
}

static double subtract(double a, double b) {
    return (a < 0) == (b < 0) && nearly_equal(a, b) ? 0 : a - b;
}

/* -1, 0, 1; numbers stand before text, text before truth. */
static int compare(struct cell_value a, struct cell_value b) {
    static const int ranks[] = {[CELL_NUMBER] = 0, [CELL_TEXT] = 1, [CELL_BOOLEAN] = 2};
    if (a.kind == CELL_BLANK)
        a = b.kind == CELL_TEXT ? text_value("") : number_value(0);
    if (b.kind == CELL_BLANK)
        b = a.kind == CELL_TEXT ? text_value("") : number_value(0);
    if (ranks[a.kind] != ranks[b.kind])
        return ranks[a.kind] < ranks[b.kind] ? -1 : 1;
    if (a.kind == CELL_TEXT) {
        int order = strcasecmp(a.text, b.text);
        return (order > 0) - (order < 0);
    }
    return nearly_equal(a.number, b.number) ? 0 : a.number < b.number ? -1 : 1;
}

/* Calls `visit` for each value of an argument: for a range, of each of its cells. */
static void visit_values(struct cell_value argument,
                         void (*visit)(struct cell_value value, bool from_range, void *context), void *context) {
    if (argument.kind != CELL_RANGE) {
        visit(argument, false, context);
        return;
    }
    const struct cell_area *range = &argument.range;
    for (lxw_row_t row = range->first_row; row <= range->last_row; row++)
        for (int column = range->first_column; column <= range->last_column; column++)
            visit(values_at(range->sheet, row, column), true, context);
}

/* What SUM, MIN, COUNT and their like gather: text and truth in ranges is passed over. */
struct gathered {
    double sum, lost, least, most; /* lost: what the sum has lost to rounding */
    int count, held, failed_logic;
    bool all, any;
    const char *error;
    double *numbers; /* NULL: not kept */
};

static void gather(struct cell_value value, bool from_range, void *context) {
    struct gathered *gathered = context;
    if (value.kind == CELL_ERROR && !gathered->error)
        gathered->error = value.text;
    if (value.kind == CELL_NUMBER || value.kind == CELL_BOOLEAN) {
        gathered->all = gathered->all && value.number != 0;
        gathered->any = gathered->any || value.number != 0;
        gathered->held++;
    }
    if (value.kind == CELL_NUMBER || (value.kind == CELL_BOOLEAN && !from_range)) {
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

static struct gathered gather_all(const struct cell_value *arguments, int count, double *numbers) {
    struct gathered gathered = {.all = true, .numbers = numbers};
    for (int i = 0; i < count; i++)
        visit_values(arguments[i], gather, &gathered);
    return gathered;
}

static size_t cell_count(struct cell_value argument) {
    if (argument.kind != CELL_RANGE)
        return 1;
    return (size_t)(argument.range.last_row - argument.range.first_row + 1) *
           (size_t)(argument.range.last_column - argument.range.first_column + 1);
}

/* The value at a place of a range, counted along its rows. */
static struct cell_value range_item(struct cell_value argument, size_t i) {
    if (argument.kind != CELL_RANGE)
        return argument;
    size_t columns = (size_t)(argument.range.last_column - argument.range.first_column + 1);
    return values_at(argument.range.sheet, argument.range.first_row + (lxw_row_t)(i / columns),
                     argument.range.first_column + (int)(i % columns));
}

static struct cell_value index_value(const struct cell_value *arguments, int count) {
    struct cell_value at = numeric(arguments[1]), across = count > 2 ? numeric(arguments[2]) : number_value(0);
    if (at.kind == CELL_ERROR || across.kind == CELL_ERROR)
        return at.kind == CELL_ERROR ? at : across;
    const struct cell_area *range = &arguments[0].range;
    if (arguments[0].kind != CELL_RANGE)
        return error_value("#VALUE!");
    double row = at.number, column = across.number;
    if (count == 2 && range->first_row == range->last_row) {
        column = row;
        row = 1;
    }
    column = column < 1 ? 1 : column;
    if (row < 1 || row > range->last_row - range->first_row + 1 ||
        column > range->last_column - range->first_column + 1)
        return error_value("#REF!");
    return values_at(range->sheet, range->first_row + (lxw_row_t)row - 1, range->first_column + (int)column - 1);
}

static struct cell_value match_value(const struct cell_value *arguments) {
    struct cell_value wanted = single(arguments[0]);
    if (wanted.kind == CELL_ERROR)
        return wanted;
    size_t count = cell_count(arguments[1]);
    for (size_t i = 0; i < count; i++) {
        struct cell_value item = range_item(arguments[1], i);
        if (item.kind != CELL_BLANK && item.kind != CELL_ERROR && compare(item, wanted) == 0)
            return number_value((double)i + 1);
    }
    return error_value("#N/A");
}

static struct cell_value large_value(struct arena *arena, const struct cell_value *arguments) {
    double *numbers = arena_array(arena, cell_count(arguments[0]) + 1, sizeof *numbers);
    struct gathered gathered = gather_all(arguments, 1, numbers);
    struct cell_value rank = numeric(arguments[1]);
    if (gathered.error || rank.kind == CELL_ERROR)
        return gathered.error ? error_value(gathered.error) : rank;
    if (rank.number < 1 || rank.number > gathered.count)
        return error_value("#NUM!");
    for (int i = 0; i < gathered.count; i++) {
        int above = 0, equal = 0;
        for (int j = 0; j < gathered.count; j++) {
            above += numbers[j] > numbers[i];
            equal += numbers[j] == numbers[i];
        }
        if (above < rank.number && rank.number <= above + equal)
            return number_value(numbers[i]);
    }
    return error_value("#NUM!");
}

/* By Newton's method from 10 %, as spreadsheets find it. */
static struct cell_value irr_value(struct arena *arena, const struct cell_value *arguments) {
    double *flows = arena_array(arena, cell_count(arguments[0]) + 1, sizeof *flows);
    struct gathered gathered = gather_all(arguments, 1, flows);
    if (gathered.error)
        return error_value(gathered.error);
    double rate = irr_guess;
    for (int round = 0; round < IRR_ROUNDS; round++) {
        double value = 0, slope = 0;
        for (int i = 0; i < gathered.count; i++) {
            value += flows[i] / pow(1 + rate, i);
            slope -= i * flows[i] / pow(1 + rate, i + 1);
        }
        double next = rate - value / slope;
        if (!isfinite(next))
            return error_value("#NUM!");
        double step = fabs(next - rate);
        rate = next;
        if (step <= irr_step)
            return number_value(rate);
    }
    return error_value("#NUM!");
}

static struct cell_value sumproduct_value(const struct cell_value *arguments, int count) {
    double sum = 0;
    for (size_t i = 0; i < cell_count(arguments[0]); i++) {
        double product = 1;
        for (int j = 0; j < count; j++) {
            struct cell_value item = range_item(arguments[j], i);
            if (item.kind == CELL_ERROR)
                return item;
            product *= item.kind == CELL_NUMBER ? item.number : 0;
        }
        sum += product;
    }
    return number_value(sum);
}

static struct cell_value countif_value(const struct cell_value *arguments) {
    int count = 0;
    for (size_t i = 0; i < cell_count(arguments[0]); i++) {
        struct cell_value item = range_item(arguments[0], i), wanted = single(arguments[1]);
        count += item.kind != CELL_BLANK && item.kind != CELL_ERROR && item.kind == wanted.kind &&
                 compare(item, wanted) == 0;
    }
    return number_value(count);
}

enum function {
    F_ABS,
    F_AND,
    F_COUNT,
    F_COUNTIF,
    F_EXP,
    F_IF,
    F_IFERROR,
    F_INDEX,
    F_INT,
    F_IRR,
    F_ISNUMBER,
    F_LARGE,
    F_LN,
    F_LOG,
    F_LOG10,
    F_MATCH,
    F_MAX,
    F_MIN,
    F_N,
    F_NOT,
    F_OR,
    F_ROUND,
    F_ROWS,
    F_SQRT,
    F_SUM,
    F_SUMPRODUCT
};
static const struct {
    const char *name;
    int least, most;
} functions[] = {[F_ABS] = {"ABS", 1, 1},
                 [F_AND] = {"AND", 1, MOST_ARGUMENTS},
                 [F_COUNT] = {"COUNT", 1, MOST_ARGUMENTS},
                 [F_COUNTIF] = {"COUNTIF", 2, 2},
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
                 [F_MAX] = {"MAX", 1, MOST_ARGUMENTS},
                 [F_MIN] = {"MIN", 1, MOST_ARGUMENTS},
                 [F_N] = {"N", 1, 1},
                 [F_NOT] = {"NOT", 1, 1},
                 [F_OR] = {"OR", 1, MOST_ARGUMENTS},
                 [F_ROUND] = {"ROUND", 2, 2},
                 [F_ROWS] = {"ROWS", 1, 1},
                 [F_SQRT] = {"SQRT", 1, 1},
                 [F_SUM] = {"SUM", 1, MOST_ARGUMENTS},
                 [F_SUMPRODUCT] = {"SUMPRODUCT", 1, MOST_ARGUMENTS}};
enum { FUNCTION_COUNT = sizeof functions / sizeof *functions };

static struct cell_value gathered_value(enum function function, const struct gathered *gathered) {
    if (function == F_COUNT)
        return number_value(gathered->count);
    if (gathered->error)
        return error_value(gathered->error);
    if (function == F_AND || function == F_OR)
        return gathered->held == 0 ? error_value("#VALUE!")
                                   : boolean_value(function == F_AND ? gathered->all : gathered->any);
    return number_value(function == F_SUM   ? gathered->sum + gathered->lost
                        : function == F_MIN ? gathered->least
                                            : gathered->most);
}

/* Functions of one number or two. */
static struct cell_value arithmetic_value(enum function function, const struct cell_value *arguments, int count) {
    struct cell_value a = numeric(arguments[0]), b = count > 1 ? numeric(arguments[1]) : number_value(0);
    if (a.kind == CELL_ERROR || b.kind == CELL_ERROR)
        return a.kind == CELL_ERROR ? a : b;
    double scale;
    switch (function) {
    case F_ABS:
        return number_value(fabs(a.number));
    case F_EXP:
        return number_value(exp(a.number));
    case F_INT:
        return number_value(nearly_equal(a.number, round(a.number)) ? round(a.number) : floor(a.number));
    case F_LN:
        return number_value(log(a.number));
    case F_LOG:
        return number_value(log(a.number) / log(b.number));
    case F_LOG10:
        return number_value(log10(a.number));
    case F_NOT:
        return boolean_value(a.number == 0);
    case F_SQRT:
        return number_value(sqrt(a.number));
    default: /* F_ROUND */
        scale = pow(10, b.number);
        return number_value(round(a.number * scale) / scale);
    }
}

static struct cell_value call(struct reader *reader, enum function function, const struct cell_value *arguments,
                              int count) {
    struct arena *arena = reader->sheet->book->arena;
    struct cell_value first = single(arguments[0]);
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
    case F_IF:
        first = numeric(first);
        return first.kind == CELL_ERROR ? first : arguments[first.number != 0 ? 1 : 2];
    case F_IFERROR:
        return first.kind == CELL_ERROR ? arguments[1] : arguments[0];
    case F_INDEX:
        return index_value(arguments, count);
    case F_IRR:
        return irr_value(arena, arguments);
    case F_ISNUMBER:
        return boolean_value(first.kind == CELL_NUMBER);
    case F_LARGE:
        return large_value(arena, arguments);
    case F_MATCH:
        return match_value(arguments);
    case F_N:
        return first.kind == CELL_ERROR ? first : number_value(first.kind == CELL_TEXT ? 0 : first.number);
    case F_ROWS:
        return arguments[0].kind == CELL_RANGE
                   ? number_value(arguments[0].range.last_row - arguments[0].range.first_row + 1.0)
                   : error_value("#VALUE!");
    case F_SUMPRODUCT:
        return sumproduct_value(arguments, count);
    default:
        return arithmetic_value(function, arguments, count);
    }
}

static struct cell_value read_expression(struct reader *reader);

static void skip_space(struct reader *reader) {
    reader->at += strspn(reader->at, " \t\r\n");
}

static bool take(struct reader *reader, const char *word) {
    skip_space(reader);
    size_t length = strlen(word);
    if (strncmp(reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static struct cell_value read_call(struct reader *reader, const char *name) {
    struct cell_value arguments[MOST_ARGUMENTS];
    int count = 0, function = -1;
    for (int i = 0; i < FUNCTION_COUNT && function < 0; i++)
        if (strcmp(name, functions[i].name) == 0)
            function = i;
    if (function < 0) {
        const char *names[FUNCTION_COUNT];
        for (int i = 0; i < FUNCTION_COUNT; i++)
            names[i] = functions[i].name;
        const char *nearest = nearest_name(name, names, FUNCTION_COUNT);
        return fail(reader, "no function `%s` for a workbook%s, in `%s`", name,
                    nearest ? arena_printf(reader->sheet->book->arena, "; did you mean `%s`?", nearest) : "");
    }
    do {
        if (count == MOST_ARGUMENTS)
            return fail(reader, "too many arguments for `%s`%s in `%s`", name, "");
        arguments[count++] = read_expression(reader);
    } while (take(reader, ","));
    if (!take(reader, ")"))
        return fail(reader, "a `)` is missing behind the arguments of `%s`%s, in `%s`", name, "");
    if (count < functions[function].least || count > functions[function].most)
        return fail(reader, "wrong number of arguments for `%s`%s in `%s`", name, "");
    return call(reader, (enum function)function, arguments, count);
}

/* `$B$3`: a cell; false where none stands there. */
static bool read_cell(const char **at, lxw_row_t *row, int *column) {
    const char *p = *at + (**at == '$');
    size_t letters = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    int c = 0;
    for (size_t i = 0; i < letters && i < 4; i++)
        c = c * 26 + p[i] - 'A' + 1;
    const char *digits = p + letters + (p[letters] == '$');
    size_t length = strspn(digits, "0123456789");
    bool ends = !isalnum((unsigned char)digits[length]) && digits[length] != '_' && digits[length] != '(';
    if (letters < 1 || letters > 3 || length < 1 || length > 7 || !ends)
        return false;
    unsigned r = 0;
    for (size_t i = 0; i < length; i++)
        r = r * 10 + (unsigned)(digits[i] - '0');
    *row = r - 1;
    *column = c - 1;
    *at = digits + length;
    return r > 0;
}

static struct cell_value read_range(struct reader *reader, struct sheet *sheet) {
    struct cell_area range = {.sheet = sheet};
    if (!read_cell(&reader->at, &range.first_row, &range.first_column))
        return fail(reader, "no cell behind the name of the sheet `%s`%s in `%s`", sheet->name, "");
    range.last_row = range.first_row;
    range.last_column = range.first_column;
    if (*reader->at == ':') {
        reader->at++;
        if (!read_cell(&reader->at, &range.last_row, &range.last_column))
            return fail(reader, "a range without its last cell%s%s in `%s`", "", "");
    }
    return (struct cell_value){.kind = CELL_RANGE, .range = range};
}

static struct cell_value read_sheet_range(struct reader *reader) {
    struct text name = {0};
    struct sheet *found = NULL;
    struct book *book = reader->sheet->book;
    for (reader->at++; *reader->at && (*reader->at != '\'' || reader->at[1] == '\''); reader->at++) {
        reader->at += *reader->at == '\'';
        text_putc(&name, *reader->at);
    }
    reader->at += *reader->at == '\'';
    for (int i = 0; i < book->sheet_count; i++)
        if (name.bytes && strcmp(book->sheets[i].name, name.bytes) == 0)
            found = &book->sheets[i];
    const char *shown = arena_strdup(book->arena, name.bytes ? name.bytes : "");
    text_free(&name);
    if (!found || !take(reader, "!"))
        return fail(reader, "no sheet `%s`%s for `%s`", shown, "");
    return read_range(reader, found);
}

static struct cell_value read_word(struct reader *reader) {
    struct book *book = reader->sheet->book;
    size_t length = 1;
    while (isalnum((unsigned char)reader->at[length]) || reader->at[length] == '_' || reader->at[length] == '.')
        length++;
    const char *name = arena_strndup(book->arena, reader->at, length);
    reader->at += length;
    if (take(reader, "("))
        return read_call(reader, name);
    if (strcasecmp(name, "TRUE") == 0 || strcasecmp(name, "FALSE") == 0)
        return boolean_value(toupper((unsigned char)*name) == 'T');
    const struct cell_area *range = values_name(book, name, length);
    if (range)
        return (struct cell_value){.kind = CELL_RANGE, .range = *range};
    const char *nearest = values_nearest_name(book, name);
    return fail(reader, "nothing that stands before has the name `%s`%s, in the formula `%s`", name,
                nearest ? arena_printf(book->arena, " (did you mean `%s`?)", nearest) : "");
}

static struct cell_value read_number(struct reader *reader) {
    size_t length = strspn(reader->at, "0123456789.");
    double number = 0;
    bool good = number_parse(reader->at, length, &number) && (number == 0 || number == 1 || number == 2);
    const char *shown = arena_strndup(reader->sheet->book->arena, reader->at, length);
    reader->at += length;
    if (!good)
        return fail(reader, "the number %s within a formula%s: `%s`; give it a cell with a name: a constant", shown,
                    "");
    return number_value(number);
}

static struct cell_value read_string(struct reader *reader) {
    struct text text = {0};
    for (reader->at++; *reader->at && (*reader->at != '"' || reader->at[1] == '"'); reader->at++) {
        reader->at += *reader->at == '"';
        text_putc(&text, *reader->at);
    }
    reader->at += *reader->at == '"';
    const char *kept = arena_strndup(reader->sheet->book->arena, text.bytes ? text.bytes : "", text.length);
    text_free(&text);
    return text_value(kept);
}

static struct cell_value read_primary(struct reader *reader) {
    lxw_row_t row;
    int column;
    skip_space(reader);
    const char *at = reader->at;
    if (take(reader, "(")) {
        struct cell_value value = read_expression(reader);
        return take(reader, ")") ? value : fail(reader, "a `)` is missing%s%s in `%s`", "", "");
    }
    if (*at == '"')
        return read_string(reader);
    if (*at == '\'')
        return read_sheet_range(reader);
    if (isdigit((unsigned char)*at))
        return read_number(reader);
    if (read_cell(&at, &row, &column))
        return read_range(reader, reader->sheet);
    if (isalpha((unsigned char)*reader->at) || *reader->at == '_')
        return read_word(reader);
    return fail(reader, "a value is missing before `%s`%s, in `%s`", reader->at, "");
}

static struct cell_value read_sign(struct reader *reader) {
    if (!take(reader, "-"))
        return read_primary(reader);
    struct cell_value value = numeric(read_sign(reader));
    value.number = -value.number;
    return value;
}

/* Numbers by an operation; an error goes through. */
static struct cell_value combine(struct cell_value a, char operation, struct cell_value b) {
    a = numeric(a);
    b = numeric(b);
    if (a.kind == CELL_ERROR || b.kind == CELL_ERROR)
        return a.kind == CELL_ERROR ? a : b;
    switch (operation) {
    case '^':
        return a.number == 0 && b.number == 0 ? error_value("#NUM!") : number_value(pow(a.number, b.number));
    case '*':
        return number_value(a.number * b.number);
    case '/':
        return b.number == 0 ? error_value("#DIV/0!") : number_value(a.number / b.number);
    case '+':
        return number_value(subtract(a.number, -b.number));
    default:
        return number_value(subtract(a.number, b.number));
    }
}

static struct cell_value read_power(struct reader *reader) {
    struct cell_value value = read_sign(reader);
    while (take(reader, "^"))
        value = combine(value, '^', read_sign(reader));
    return value;
}

static struct cell_value read_product(struct reader *reader) {
    struct cell_value value = read_power(reader);
    for (;;) {
        char operation = take(reader, "*") ? '*' : take(reader, "/") ? '/' : '\0';
        if (!operation)
            return value;
        value = combine(value, operation, read_power(reader));
    }
}

static struct cell_value read_sum(struct reader *reader) {
    struct cell_value value = read_product(reader);
    for (;;) {
        char operation = take(reader, "+") ? '+' : take(reader, "-") ? '-' : '\0';
        if (!operation)
            return value;
        value = combine(value, operation, read_product(reader));
    }
}

static struct cell_value read_joined(struct reader *reader) {
    struct cell_value value = read_sum(reader);
    while (take(reader, "&")) {
        struct cell_value a = single(value), b = single(read_sum(reader));
        if (a.kind == CELL_ERROR || b.kind == CELL_ERROR)
            value = a.kind == CELL_ERROR ? a : b;
        else if ((a.kind != CELL_TEXT && a.kind != CELL_BLANK) || (b.kind != CELL_TEXT && b.kind != CELL_BLANK))
            return fail(reader, "only text can be joined by `&`%s%s, in `%s`", "", "");
        else
            value = text_value(
                arena_printf(reader->sheet->book->arena, "%s%s", a.text ? a.text : "", b.text ? b.text : ""));
    }
    return value;
}

static struct cell_value read_expression(struct reader *reader) {
    static const char *const signs[] = {"<=", ">=", "<>", "<", ">", "="};
    if (++reader->depth > DEEPEST)
        return fail(reader, "too many brackets within each other%s%s in `%s`", "", "");
    struct cell_value a = read_joined(reader);
    for (int i = 0; i < 6; i++) {
        if (!take(reader, signs[i]))
            continue;
        struct cell_value b = single(read_joined(reader));
        a = single(a);
        if (a.kind == CELL_ERROR || b.kind == CELL_ERROR) {
            a = a.kind == CELL_ERROR ? a : b;
            break;
        }
        int order = compare(a, b);
        const bool holds[] = {order <= 0, order >= 0, order != 0, order<0, order> 0, order == 0};
        a = boolean_value(holds[i]);
        break;
    }
    reader->depth--;
    return a;
}

struct cell_value formula_value(struct sheet *sheet, const char *formula, struct pos pos) {
    struct reader reader = {.sheet = sheet, .formula = formula, .at = formula, .pos = pos};
    struct cell_value value = single(read_expression(&reader));
    skip_space(&reader);
    if (*reader.at)
        return fail(&reader, "`%s` is left over%s in `%s`", reader.at, "");
    if (value.kind == CELL_BLANK)
        value = number_value(0);
    return value;
}
