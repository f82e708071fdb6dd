#include "workbook/calc/formula.h"

#include "base/base.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* DEEPEST: levels of nesting; LONGEST, ROWS and COLUMNS: Excel's limits of a formula, in characters, and of a sheet. */
enum { DEEPEST = 60, LONGEST = 8192, ROWS = 1 << 20, COLUMNS = 1 << 14, MOST_STORED = 1 << 16 };

struct calc_formula_store {
    struct table *texts;
    const struct calc_formula **trees; /* by the number of their text */
    size_t capacity;
};

static struct calc_formula_store *store_of(struct calc_run *run) {
    if (!run->formulas) {
        run->formulas = arena_alloc(run->arena, sizeof *run->formulas);
        run->formulas->texts = table_new(run->arena);
    }
    return run->formulas;
}

struct calc_reader {
    struct arena *arena;
    struct calc_book *book;
    const char *formula, *at;
    struct pos pos;
    int depth;
    bool failed;
};

static const struct calc_formula *read_expression(struct calc_reader *reader);

static struct calc_formula *new_tree(struct calc_reader *reader, enum calc_formula_kind kind) {
    struct calc_formula *tree = arena_alloc(reader->arena, sizeof *tree);
    *tree = (struct calc_formula){.kind = kind};
    return tree;
}

/* Reports the first error; nothing more is read after it. */
static const struct calc_formula *fail(struct calc_reader *reader, const char *message) {
    if (!reader->failed)
        calc_report(reader->book, reader->pos, "%s in `%s`", message, reader->formula);
    reader->failed = true;
    reader->at = reader->formula + strlen(reader->formula);
    return new_tree(reader, FORMULA_NUMBER);
}

static void skip_space(struct calc_reader *reader) {
    while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\r' || *reader->at == '\n')
        reader->at++;
}

static bool take(struct calc_reader *reader, const char *word) {
    skip_space(reader);
    size_t length = strlen(word);
    if (strncmp(reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

/* Refuses text in place of a number: spreadsheets disagree about "2"+1 and SUM("2"). */
static void refuse_words(struct calc_reader *reader, const struct calc_formula *tree) {
    if (tree->kind == FORMULA_STRING)
        fail(reader, arena_printf(reader->book->arena, "a number is needed, not the text \"%s\",", tree->text));
}

static const struct calc_formula *no_function(struct calc_reader *reader, const char *word, size_t length) {
    const char *name = arena_strndup(reader->book->arena, word, length);
    const char *names[FUNCTION_COUNT];
    for (int i = 0; i < FUNCTION_COUNT; i++)
        names[i] = calc_functions[i].name;
    const char *nearest = name_nearest(name, names, FUNCTION_COUNT);
    return fail(reader, arena_printf(reader->book->arena, "workbooks have no function `%s`%s%s%s,", name,
                                     nearest ? "; did you mean `" : "", nearest ? nearest : "", nearest ? "`?" : ""));
}

static const struct calc_formula *read_call(struct calc_reader *reader, const char *word, size_t length) {
    const struct calc_formula *arguments[FORMULA_MOST_ARGUMENTS];
    struct arena *arena = reader->book->arena;
    int count = 0, function = 0;
    while (function < FUNCTION_COUNT &&
           (strncmp(word, calc_functions[function].name, length) != 0 || calc_functions[function].name[length]))
        function++;
    if (function == FUNCTION_COUNT)
        return no_function(reader, word, length);
    const char *name = calc_functions[function].name;
    do {
        if (count == FORMULA_MOST_ARGUMENTS)
            return fail(reader, arena_printf(arena, "too many arguments for `%s`", name));
        arguments[count++] = read_expression(reader);
    } while (take(reader, ","));
    if (!take(reader, ")"))
        return fail(reader,
                    arena_printf(arena,
                                 *reader->at == ';' ? "the arguments of `%s` are divided by commas, not by semicolons,"
                                                    : "a `)` is missing after the arguments of `%s`,",
                                 name));
    if (count < calc_functions[function].least || count > calc_functions[function].most)
        return fail(reader, arena_printf(arena, "wrong number of arguments for `%s`", name));
    for (int i = 0; i < count; i++)
        if (!calc_takes_words((enum calc_function)function, i))
            refuse_words(reader, arguments[i]);
    struct calc_formula *tree = new_tree(reader, FORMULA_CALL);
    tree->function = (unsigned char)function;
    tree->count = (unsigned char)count;
    tree->call = arena_array(reader->arena, (size_t)count, sizeof *tree->call);
    memcpy(tree->call, arguments, (size_t)count * sizeof *arguments);
    return tree;
}

/* Reads a cell such as `$B$3`; false if there is none. */
static bool read_cell(const char **at, uint32_t *row, int *column) {
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

/* Reads a cell or a range, which may name any two opposite corners. */
static const struct calc_formula *read_cells(struct calc_reader *reader, const char *sheet) {
    struct calc_formula *tree = new_tree(reader, FORMULA_CELLS);
    tree->sheet = sheet;
    if (!read_cell(&reader->at, &tree->first_row, &tree->first_column))
        return fail(reader, arena_printf(reader->book->arena, "no cell after the sheet name `%s`", sheet));
    uint32_t row = tree->first_row;
    int column = tree->first_column;
    if (*reader->at == ':') {
        reader->at++;
        if (!read_cell(&reader->at, &row, &column))
            return fail(reader, "a range has no last cell");
    }
    tree->last_row = row > tree->first_row ? row : tree->first_row;
    tree->first_row = row < tree->first_row ? row : tree->first_row;
    tree->last_column = column > tree->first_column ? column : tree->first_column;
    tree->first_column = column < tree->first_column ? column : tree->first_column;
    if (tree->last_row >= ROWS || tree->last_column >= COLUMNS)
        return fail(reader, "a cell is beyond the last one of a sheet, XFD1048576,");
    return tree;
}

/* Reads text between quotes; a doubled quote is a quote. */
static const char *read_quoted(struct calc_reader *reader) {
    struct text text = {0};
    const char *start = reader->at;
    char quote = *reader->at++;
    for (; *reader->at && (*reader->at != quote || reader->at[1] == quote); reader->at++) {
        reader->at += *reader->at == quote;
        text_putc(&text, *reader->at);
    }
    if (*reader->at == quote)
        reader->at++;
    else
        fail(reader, arena_printf(reader->book->arena, "the quote at `%s` is not closed,", start));
    return text_keep(&text, reader->arena);
}

static const struct calc_formula *read_word(struct calc_reader *reader) {
    size_t length = 1;
    while (isalnum((unsigned char)reader->at[length]) || reader->at[length] == '_' || reader->at[length] == '.')
        length++;
    const char *word = reader->at;
    reader->at += length;
    if (take(reader, "("))
        return read_call(reader, word, length);
    bool holds = length == 4 && strncasecmp(word, "TRUE", length) == 0;
    bool truth = holds || (length == 5 && strncasecmp(word, "FALSE", length) == 0);
    struct calc_formula *tree = new_tree(reader, truth ? FORMULA_NUMBER : FORMULA_NAME);
    tree->truth = truth;
    if (truth) {
        tree->number = holds;
    } else {
        tree->name_number = calc_name_number(reader->book->run, word, length);
    }
    return tree;
}

static const struct calc_formula *read_number(struct calc_reader *reader) {
    struct calc_formula *tree = new_tree(reader, FORMULA_NUMBER);
    size_t length = strspn(reader->at, "0123456789.");
    if (reader->at[length] == 'e' || reader->at[length] == 'E') { /* 1e-9 */
        const size_t sign = length + 1 + strspn(reader->at + length + 1, "+-");
        const size_t digits = strspn(reader->at + sign, "0123456789");
        length = digits ? sign + digits : length;
    }
    bool good = number_parse(reader->at, length, &tree->number) &&
                (tree->number == 0 || tree->number == 1 || tree->number == 2);
    const char *shown = arena_strndup(reader->book->arena, reader->at, length);
    reader->at += length;
    if (!good && !reader->failed) {
        calc_report(reader->book, reader->pos,
                    "the number %s in the formula `%s` needs a cell with a name: make it a constant", shown,
                    reader->formula);
        reader->failed = true;
    }
    return tree;
}

static const struct calc_formula *read_primary(struct calc_reader *reader) {
    uint32_t row;
    int column;
    skip_space(reader);
    const char *at = reader->at;
    if (take(reader, "(")) {
        const struct calc_formula *tree = read_expression(reader);
        return take(reader, ")") ? tree : fail(reader, "a `)` is missing");
    }
    if (*at == '"') {
        struct calc_formula *tree = new_tree(reader, FORMULA_STRING);
        tree->text = read_quoted(reader);
        double number;
        if (!reader->failed && number_parse(tree->text, strlen(tree->text), &number))
            return fail(reader, arena_printf(reader->book->arena,
                                             "the number \"%s\" is in quotes, so that it is text to a "
                                             "spreadsheet; give it a name,",
                                             tree->text));
        return tree;
    }
    if (*at == '\'') {
        const char *sheet = read_quoted(reader);
        if (reader->failed)
            return new_tree(reader, FORMULA_NUMBER);
        return take(reader, "!") ? read_cells(reader, sheet) : fail(reader, "a `!` is missing after a sheet's name");
    }
    if (isdigit((unsigned char)*at))
        return read_number(reader);
    if (read_cell(&at, &row, &column))
        return read_cells(reader, NULL);
    if (isalpha((unsigned char)*at) || *at == '_')
        return read_word(reader);
    return fail(reader,
                *at == '='
                    ? "`=` stands where a value is needed; a formula begins without it here, and a single one compares,"
                    : arena_printf(reader->book->arena, "a value is missing before `%s`,", at));
}

static const struct calc_formula *read_sign(struct calc_reader *reader) {
    if (!take(reader, "-"))
        return read_primary(reader);
    if (++reader->depth > DEEPEST)
        return fail(reader, "too many signs in a row");
    struct calc_formula *tree = new_tree(reader, FORMULA_NEGATIVE);
    tree->arguments[0] = read_sign(reader);
    refuse_words(reader, tree->arguments[0]);
    reader->depth--;
    return tree;
}

/* Operations by precedence, the lowest first; all of a level associate to the left. */
enum { LEVELS = 5, MOST_SIGNS = 6 };
static const struct {
    const char *sign;
    enum calc_operation operation;
} operations[LEVELS][MOST_SIGNS] = {{{"<=", OPERATION_LESS_EQUAL},
                                     {">=", OPERATION_GREATER_EQUAL},
                                     {"<>", OPERATION_UNEQUAL},
                                     {"<", OPERATION_LESS},
                                     {">", OPERATION_GREATER},
                                     {"=", OPERATION_EQUAL}},
                                    {{"&", OPERATION_JOIN}},
                                    {{"+", OPERATION_ADD}, {"-", OPERATION_SUBTRACT}},
                                    {{"*", OPERATION_MULTIPLY}, {"/", OPERATION_DIVIDE}},
                                    {{"^", OPERATION_POWER}}};

/* Reads the operations of a level as a list: a formula may have thousands in a row. */
static const struct calc_formula *read_level(struct calc_reader *reader, int level) {
    if (level == LEVELS)
        return read_sign(reader);
    const struct calc_formula *first = read_level(reader, level + 1);
    struct calc_formula *last = NULL;
    for (int i = 0; i < MOST_SIGNS && operations[level][i].sign;) {
        if (!take(reader, operations[level][i].sign)) {
            i++;
            continue;
        }
        struct calc_formula *both = new_tree(reader, FORMULA_BINARY);
        both->operation = (unsigned char)operations[level][i].operation;
        both->arguments[0] = last ? NULL : first;
        both->arguments[1] = read_level(reader, level + 1);
        for (int j = last ? 1 : 0; j < 2 && both->operation > OPERATION_JOIN; j++)
            refuse_words(reader, both->arguments[j]);
        if (last)
            last->next = both;
        else
            first = both;
        last = both;
        i = 0;
    }
    return first;
}

static const struct calc_formula *read_expression(struct calc_reader *reader) {
    if (++reader->depth > DEEPEST)
        return fail(reader, "brackets are nested too deeply");
    const struct calc_formula *tree = read_level(reader, 0);
    reader->depth--;
    return tree;
}

const struct calc_formula *calc_read(struct calc_book *book, const char *text, struct pos pos) {
    struct arena *arena = book->run->arena;
    struct calc_formula_store *store = store_of(book->run);
    size_t length = strlen(text), number = table_find(store->texts, 0, text, length);
    if (number != SIZE_MAX)
        return store->trees[number];
    if (length > LONGEST) {
        calc_report(book, pos, "a formula of %zu characters is too long for a spreadsheet, which takes %d: `%.60s...`",
                    length, LONGEST, text);
        return NULL;
    }
    bool keep = table_count(store->texts) < MOST_STORED;
    struct calc_reader reader = {.arena = keep ? arena : book->arena, .book = book, .formula = text, .at = text};
    reader.pos = pos;
    const struct calc_formula *tree = read_expression(&reader);
    skip_space(&reader);
    if (*reader.at)
        fail(&reader, arena_printf(book->arena, "unexpected `%s`", reader.at));
    if (reader.failed)
        return NULL;
    if (keep) {
        number = table_add(store->texts, 0, text, length);
        store->trees = arena_grow(arena, store->trees, number, &store->capacity, sizeof *store->trees);
        store->trees[number] = tree;
    }
    return tree;
}
