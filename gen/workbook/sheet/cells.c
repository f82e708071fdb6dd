#include "workbook/sheet/sheet.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Width of bold type, relative to regular type. */
#define BOLD 1.08
/* Size of a subscript, relative to its letter. */
#define LOWERED 0.85
/* Spreadsheets draw a subscript at about six tenths of its size, and it still has to be read in print. */
enum { LOWERED_SIZE = 13 };
/* Excel's limits. */
enum { CELL_TEXT_LENGTH = 32767, NAME_LENGTH = 100 };
/* The longest formula that a reader can follow; longer ones need cells for their parts. The most cells of a workbook:
 * one with three scenarios of a whole fleet has 9,000. */
enum { FORMULA_LENGTH = 400, MOST_CELLS = 500000 };

bool sheet_is_full(const struct sheet_book *book) {
    return book->cell_count > MOST_CELLS || calc_is_exhausted(&book->calc);
}

/* False if a cell lies beyond what a sheet can hold, reported once a sheet; or if the workbook has too many. */
static bool cell_in_sheet(struct sheet *sheet, lxw_row_t row, int column, struct pos pos) {
    if (sheet->book->cell_count++ >= MOST_CELLS) {
        if (sheet->book->cell_count == MOST_CELLS + 1)
            sheet_error(sheet->book, pos, "the workbook has more than %d cells; divide it", MOST_CELLS);
        return false;
    }
    if (row < LXW_ROW_MAX && column < LXW_COL_MAX)
        return true;
    if (!sheet->book->calc.failed)
        sheet_error(sheet->book, pos,
                    "sheet `%s` grows beyond the %d rows and %d columns that a sheet can have; divide it", sheet->name,
                    LXW_ROW_MAX, LXW_COL_MAX);
    return false;
}

static bool is_escape(const char *text) {
    if (strncmp(text, "_x", 2) != 0)
        return false;
    for (int i = 2; i < 6; i++)
        if (!isxdigit((unsigned char)text[i]))
            return false;
    return text[6] == '_';
}

/* The text as a workbook must spell it. There `_x0041_` is an escape for a character, so if a text contains such a
 * sequence, its first underscore is escaped. NULL and an error if a workbook cannot hold the text. */
static const char *cell_spelling(struct sheet_book *book, const char *text, struct pos pos) {
    size_t length = strlen(text), units = 0;
    bool escape = false;
    for (size_t i = 0; i < length;) {
        unsigned c = (unsigned char)text[i];
        int n = c < 0x80 ? 1 : utf8_decode(text + i, length - i, &c);
        if (n == 0) {
            sheet_error(book, pos, "text for a cell holds bytes that are not UTF-8");
            return NULL;
        }
        if (!sheet_can_hold(c)) {
            sheet_error(book, pos, "a workbook cannot hold the character U+%04X; leave it out", c);
            return NULL;
        }
        escape = escape || (c == '_' && is_escape(text + i));
        units += c > 0xFFFF ? 2 : 1;
        i += (size_t)n;
    }
    if (units > CELL_TEXT_LENGTH) {
        sheet_error(book, pos, "a text of %zu characters is too long for a cell, which holds at most %d", units,
                    CELL_TEXT_LENGTH);
        return NULL;
    }
    if (!escape)
        return text;
    struct text spelt = {0};
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '_' && is_escape(text + i))
            text_puts(&spelt, "_x005F_");
        else
            text_putc(&spelt, text[i]);
    }
    return text_keep(&spelt, book->arena);
}

static void check_written(struct sheet *sheet, lxw_error answer, struct pos pos) {
    if (answer != LXW_NO_ERROR)
        sheet_check(sheet->book, answer, pos,
                    arena_printf(sheet->book->arena, "write a cell of sheet `%s`", sheet->name));
}

void sheet_put_text(struct sheet *sheet, lxw_row_t row, int column, const char *text, struct sheet_look look,
                    struct pos pos) {
    const char *spelling = cell_spelling(sheet->book, text, pos);
    if (!spelling || !cell_in_sheet(sheet, row, column, pos))
        return;
    lxw_format *format = sheet_format(sheet->book, &look);
    check_written(sheet,
                  *spelling ? worksheet_write_string(sheet->worksheet, row, (lxw_col_t)column, spelling, format)
                            : worksheet_write_blank(sheet->worksheet, row, (lxw_col_t)column, format),
                  pos);
    if (*text)
        calc_keep(&sheet->cells, row, column,
                  (struct calc_value){.kind = CALC_TEXT, .text = arena_strdup(sheet->book->arena, text)});
}

static double widest_line(const char *text) {
    double widest = 0;
    for (;;) {
        size_t length = strcspn(text, "\n");
        double width = sheet_text_width(text, length);
        widest = width > widest ? width : widest;
        if (!text[length])
            return widest;
        text += length + 1;
    }
}

/* The width of the widest word of a text; no column is narrower. */
static double widest_word(const char *text) {
    double widest = 0;
    while (*text) {
        size_t length = strcspn(text, " \n");
        double width = sheet_text_width(text, length);
        widest = width > widest ? width : widest;
        text += length + (text[length] != '\0');
    }
    return widest;
}

void sheet_put_words(struct sheet *sheet, lxw_row_t row, int column, const char *words, double most,
                     struct sheet_look look, struct pos pos) {
    if (look.frame == FRAME_NONE) {
        sheet_put_text(sheet, row, column, words, look, pos);
        return;
    }
    double width = (look.frame == FRAME_HEAD ? widest_word(words) : widest_line(words)) * (look.bold ? BOLD : 1);
    bool wraps = width > most || look.frame == FRAME_HEAD || strchr(words, '\n');
    width = width < most ? width : most;
    if (column > 0 && (look.align == ALIGN_DEFAULT || look.align == ALIGN_LEFT)) {
        look.indent = 1; /* leaves a gap to numbers in the column before */
        width++;
    }
    sheet_fit(sheet, column, width);
    look.wrap = wraps;
    sheet_put_text(sheet, row, column, words, look, pos);
    if (wraps)
        sheet_wrap(sheet, row, column, arena_strdup(sheet->book->arena, words), 0);
}

/* A quantity's symbol as its cells show it. */
struct sheet_symbol {
    const struct quantity *quantity;
    const char *text;          /* the whole symbol, or the part before its subscript */
    const char *subscript;     /* NULL: none */
    double width;              /* with a subscript */
    const char *shared_string; /* with a subscript, once written: the library's form of the string */
};

static const char *print_maths(struct arena *arena, const struct maths *maths) {
    struct text text = {0};
    maths_print(&text, maths);
    return text_keep(&text, arena);
}

/* The symbol of a quantity, found once a run. */
static struct sheet_symbol *find_symbol(struct sheet_book *book, const struct quantity *quantity) {
    struct sheet_run *run = book->run;
    if (!run->symbols)
        run->symbols = arena_array(run->arena, (size_t)book->document->model->count, sizeof *run->symbols);
    struct sheet_symbol *symbol = &run->symbols[quantity->index];
    if (symbol->quantity)
        return symbol;
    symbol->quantity = quantity;
    const struct maths *maths = maths_symbol(run->arena, quantity);
    bool named = strcmp(quantity->symbol, quantity->name) == 0; /* it has no symbol of its own */
    bool script = maths->kind == MATHS_SCRIPT && maths->children[0] && maths->children[1] && !maths->children[2];
    symbol->text = named ? "" : print_maths(run->arena, script ? maths->children[0] : maths);
    if (!named && script) {
        symbol->subscript = print_maths(run->arena, maths->children[1]);
        symbol->width = sheet_text_width(symbol->text, strlen(symbol->text)) +
                        LOWERED * sheet_text_width(symbol->subscript, strlen(symbol->subscript)) + 1;
    }
    return symbol;
}

/* A string of two runs with formats of their own. Writing one takes the library long (a temporary file each time), so
 * it does this once a run; later cells share its string. */
static void write_lowered(struct sheet *sheet, lxw_row_t row, int column, struct sheet_symbol *symbol,
                          struct sheet_look look, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const char *parts[2] = {cell_spelling(book, symbol->text, pos), cell_spelling(book, symbol->subscript, pos)};
    if (!parts[0] || !parts[1] || !*parts[0] || !*parts[1] || !cell_in_sheet(sheet, row, column, pos))
        return;
    lxw_format *format = sheet_format(book, &look);
    lxw_error error;
    if (!symbol->shared_string) {
        struct sheet_look italic = {.italic = true}, lowered = {.lowered = true, .size = LOWERED_SIZE};
        lxw_rich_string_tuple first = {sheet_format(book, &italic), arena_strdup(book->arena, parts[0])};
        lxw_rich_string_tuple second = {sheet_format(book, &lowered), arena_strdup(book->arena, parts[1])};
        lxw_rich_string_tuple *both[] = {&first, &second, NULL};
        error = worksheet_write_rich_string(sheet->worksheet, row, (lxw_col_t)column, both, format);
    } else {
        error = worksheet_write_blank(sheet->worksheet, row, (lxw_col_t)column, format);
    }
    check_written(sheet, error, pos);
    if (error != LXW_NO_ERROR)
        return;
    lxw_cell *cell = lxw_worksheet_find_cell_in_row(lxw_worksheet_find_row(sheet->worksheet, row), (lxw_col_t)column);
    if (!symbol->shared_string) {
        symbol->shared_string = arena_strdup(book->run->arena, cell->sst_string);
    } else {
        struct sst_element *string = lxw_get_sst_index(book->workbook->sst, symbol->shared_string, LXW_TRUE);
        cell->type = STRING_CELL;
        cell->u.string_id = (int32_t)string->index;
        cell->sst_string = string->string;
    }
    sheet_fit(sheet, column, symbol->width);
}

void sheet_put_symbol(struct sheet *sheet, lxw_row_t row, int column, const struct quantity *quantity,
                      struct sheet_look look, struct pos pos) {
    struct sheet_symbol *symbol = find_symbol(sheet->book, quantity);
    if (symbol->subscript) {
        write_lowered(sheet, row, column, symbol, look, pos);
        return;
    }
    look.italic = true;
    sheet_put_words(sheet, row, column, symbol->text, CELL_TEXT_LENGTH, look, pos);
}

void sheet_put_number(struct sheet *sheet, lxw_row_t row, int column, double number, struct sheet_look look,
                      struct pos pos) {
    if (!isfinite(number)) {
        sheet_error(sheet->book, pos, "a number for a cell of sheet `%s` is not finite", sheet->name);
        return;
    }
    if (!cell_in_sheet(sheet, row, column, pos))
        return;
    check_written(
        sheet,
        worksheet_write_number(sheet->worksheet, row, (lxw_col_t)column, number, sheet_format(sheet->book, &look)),
        pos);
    calc_keep(&sheet->cells, row, column, (struct calc_value){.kind = CALC_NUMBER, .number = number});
}

void sheet_put_check(struct sheet *sheet, lxw_row_t row, int column, const char *formula, struct calc_value value,
                     struct sheet_look look, struct pos pos) {
    size_t length = strlen(formula);
    if (!cell_in_sheet(sheet, row, column, pos))
        return;
    char *written = arena_array(sheet->book->arena, length + 2, 1);
    written[0] = '=';
    memcpy(written + 1, formula, length + 1);
    lxw_format *format = sheet_format(sheet->book, &look);
    check_written(
        sheet,
        value.kind == CALC_TEXT
            ? worksheet_write_formula_str(sheet->worksheet, row, (lxw_col_t)column, written, format, value.text)
            : worksheet_write_formula_num(sheet->worksheet, row, (lxw_col_t)column, written, format, value.number),
        pos);
    calc_keep(&sheet->cells, row, column, value);
}

/* Writes a formula with its value: text, or a number. */
static void write_formula(struct sheet *sheet, lxw_row_t row, int column, const char *formula, struct calc_value value,
                          struct sheet_look look, struct pos pos) {
    size_t length = strlen(formula);
    if (length > FORMULA_LENGTH) {
        sheet_error(sheet->book, pos,
                    "a formula of %zu characters is too long to follow (at most %d); divide the equation: `%s`", length,
                    FORMULA_LENGTH, formula);
        calc_keep(&sheet->cells, row, column, value);
        return;
    }
    sheet_watch(sheet, row, column, formula);
    sheet_put_check(sheet, row, column, formula, value, look, pos);
}

void sheet_put_formula(struct sheet *sheet, lxw_row_t row, int column, const char *formula, double value,
                       struct sheet_look look, struct pos pos) {
    if (!isfinite(value)) {
        sheet_error(sheet->book, pos, "the formula `=%s` has no finite value", formula);
        return;
    }
    write_formula(sheet, row, column, formula, (struct calc_value){.kind = CALC_NUMBER, .number = value}, look, pos);
}

void sheet_put_valued(struct sheet *sheet, lxw_row_t row, int column, const char *formula, struct calc_value value,
                      struct sheet_look look, struct pos pos) {
    if (value.kind != CALC_ERROR) {
        write_formula(sheet, row, column, formula, value, look, pos);
        return;
    }
    if (!calc_is_unknown(value))
        sheet_error(sheet->book, pos, "the formula `%s` gives %s", formula, value.text);
    calc_keep(&sheet->cells, row, column, calc_unknown());
}

struct calc_value sheet_put_computed(struct sheet *sheet, lxw_row_t row, int column, const char *formula,
                                     struct sheet_look look, struct pos pos) {
    struct calc_value value = calc_evaluate(&sheet->cells, formula, pos);
    sheet_put_valued(sheet, row, column, formula, value, look, pos);
    return value;
}

/* Whether a spreadsheet would read a name as the address of a cell: A1, XFD1048576, R1C1, or a part of one. */
static bool is_address(const char *name) {
    size_t letters = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t digits = strspn(name + letters, "0123456789");
    if (letters >= 1 && letters <= 3 && digits > 0 && !name[letters + digits])
        return true;
    const char *at = name;
    if (*at == 'r' || *at == 'R') {
        at++;
        at += strspn(at, "0123456789");
    }
    if (*at == 'c' || *at == 'C') {
        at++;
        at += strspn(at, "0123456789");
    }
    return at > name && !*at;
}

/* Whether a spreadsheet keeps a name for itself, in any case: truth values, and the names that it defines within each
 * workbook (ECMA-376, part 1, 18.2.5, and older formats). */
static bool is_reserved(const char *name) {
    static const char *const reserved[] = {
        "true",      "false",      "Print_Area",    "Print_Titles",    "Consolidate_Area", "Criteria",
        "Database",  "Extract",    "Sheet_Title",   "_FilterDatabase", "FilterDatabase",   "Filter_Database",
        "Auto_Open", "Auto_Close", "Auto_Activate", "Auto_Deactivate", "Data_Form",        "Recorder"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (sheet_names_alike(name, reserved[i]))
            return true;
    return strncasecmp(name, "_xlnm", 5) == 0;
}

void sheet_name_area(struct sheet *sheet, struct calc_area range, const char *name, struct pos pos) {
    struct sheet_book *book = sheet->book;
    bool legal = isalpha((unsigned char)*name) || *name == '_';
    for (const char *at = name; *at; at++)
        legal = legal && (isalnum((unsigned char)*at) || *at == '_');
    if (legal && is_reserved(name)) {
        sheet_error(book, pos, "`%s` cannot name a cell of a workbook: spreadsheets reserve the name, in any case",
                    name);
        return;
    }
    if (!legal || is_address(name) || strlen(name) > NAME_LENGTH) {
        sheet_error(
            book, pos,
            "`%s` cannot name a cell of a workbook: at most %d letters, digits and underscores, a letter first, "
            "and not the address of a cell",
            name, NAME_LENGTH);
        return;
    }
    if (!cell_in_sheet(sheet, range.last_row, range.last_column, pos))
        return;
    range.sheet = &sheet->cells;
    if (!calc_keep_name(&book->calc, name, range)) {
        sheet_error(book, pos, "the workbook already has the name `%s`; choose another", name);
        return;
    }
    const char *reference =
        arena_printf(book->arena, "=%s", sheet_address(NULL, sheet, range.first_row, range.first_column, 3));
    if (range.last_row != range.first_row || range.last_column != range.first_column)
        reference = arena_printf(book->arena, "%s:%s", reference,
                                 sheet_address(sheet, sheet, range.last_row, range.last_column, 3));
    check_written(sheet, workbook_define_name(book->workbook, name, reference), pos);
}

void sheet_name_cell(struct sheet *sheet, lxw_row_t row, int column, const char *name, struct pos pos) {
    sheet_name_area(sheet, (struct calc_area){&sheet->cells, row, row, column, column}, name, pos);
}

/* The rule becomes a list only after the library has stored it: libxlsxwriter before 1.1.5 leaks the formula of a list,
 * and its versions differ in the type of a list's values. */
lxw_error sheet_validate_list(struct sheet *sheet, lxw_row_t row, int column, lxw_data_validation *validation) {
    validation->validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
    lxw_error error = worksheet_data_validation_cell(sheet->worksheet, row, (lxw_col_t)column, validation);
    lxw_data_val_obj *rule, *last = NULL;
    STAILQ_FOREACH(rule, sheet->worksheet->data_validations, list_pointers) last = rule;
    if (last && error == LXW_NO_ERROR)
        last->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    return error;
}
