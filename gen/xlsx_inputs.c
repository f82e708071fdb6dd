#include "xlsx_tables.h"

#include <math.h>
#include <string.h>

/* The widest that a column of words grows before its cells wrap, and what columns have at least. */
enum { SOURCE_WIDTH = 38, DATE_WIDTH = 15, BOUND_WIDTH = 8, CHOICE_WIDTH = 30, MOST_DECIMALS = 6 };
enum { ERROR_TITLE_LENGTH = 31, ERROR_LENGTH = 254 };

/* Appends code points of `word` while the text stays within `most` code points. */
static void put_bounded(struct text *out, const char *word, double most) {
    size_t length = strlen(word);
    double width = text_width(out->bytes ? out->bytes : "", out->length);
    for (size_t i = 0; i < length;) {
        unsigned c;
        int n = utf8_decode(word + i, length - i, &c);
        if (n && c >= ' ' && c != 0xFFFE && c != 0xFFFF) {
            if (width + 2 > most)
                return;
            text_append(out, word + i, (size_t)n);
            width += text_width(word + i, (size_t)n);
        }
        i += n ? (size_t)n : 1;
    }
}

/* Both bounds of an input, or the one that it has. */
static const char *range_of(struct book *book, const struct quantity *quantity) {
    struct number_format format = quantity->format;
    struct text range = {0};
    bool low = isfinite(quantity->minimum), high = isfinite(quantity->maximum);
    format.with_unit = false;
    if (low)
        number_print(&range, quantity->minimum, format, NULL, book->document->locale);
    if (low && high)
        text_puts(&range, "–");
    if (high)
        number_print(&range, quantity->maximum, format, NULL, book->document->locale);
    const char *kept = arena_strndup(book->arena, range.bytes, range.length);
    text_free(&range);
    return kept;
}

/* Marks the inputs that an expression is divided by: what is 0 where they are. */
static void mark_factors(const struct expr *expr, bool *divides) {
    if (expr->op == EXPR_NAME && expr->quantity)
        divides[expr->quantity->index] = true;
    if (expr->op == EXPR_NAME && expr->quantity && expr->quantity->expr)
        mark_factors(expr->quantity->expr, divides);
    if (expr->op == EXPR_MULTIPLY || expr->op == EXPR_DIVIDE || expr->op == EXPR_POWER)
        mark_factors(expr->arguments[0], divides);
    if (expr->op == EXPR_MULTIPLY)
        mark_factors(expr->arguments[1], divides);
}

static void mark_divisor(const struct expr *expr, void *context) {
    if (expr->op == EXPR_DIVIDE)
        mark_factors(expr->arguments[1], context);
}

void book_find_divisors(struct book *book) {
    const struct model *model = book->document->model;
    book->divides = arena_array(book->arena, (size_t)model->count + 1, sizeof *book->divides);
    for (int i = 0; i < model->order_count; i++)
        if (book->placed[model->order[i]->index])
            expr_walk(model->order[i]->expr, mark_divisor, book->divides);
}

/* Whether an input has whole numbers only: none of this workbook's sets may break the rule of its own cell. */
static bool is_whole(const struct book *book, const struct quantity *quantity) {
    const struct document *document = book->document;
    double value = document->set->values[quantity->index];
    bool whole = quantity_is_whole(quantity) && value == floor(value);
    for (int i = 0; i < document->scenario_count; i++) {
        value = document->scenarios[i]->values[quantity->index];
        whole = whole && value == floor(value);
    }
    return whole;
}

/* Whether a constant is a share of something: it is shown in percent, and is one. */
static bool is_share(const struct book *book, const struct quantity *quantity) {
    return quantity->format.style == NUMBER_PERCENT && quantity->value >= 0 && quantity->value <= 1 &&
           !book->divides[quantity->index];
}

/* What a cell takes where the model gives the quantity no bounds: a share no more than all, any other constant numbers
 * of its sign, and not 0 where something is divided by it. */
static void guess_rule(struct sheet *sheet, const struct quantity *quantity, lxw_data_validation *rule,
                       struct text *message) {
    bool above = sheet->book->divides[quantity->index] && quantity->value > 0;
    if (is_share(sheet->book, quantity)) {
        rule->criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        rule->maximum_number = 1;
        text_puts(message, " must be a number within 0 and 100%");
        return;
    }
    rule->criteria = quantity->value < 0 ? LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO
                     : above             ? LXW_VALIDATION_CRITERIA_GREATER_THAN
                                         : LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
    text_puts(message, quantity->value < 0 ? " must be a number not above 0"
                       : above             ? " must be a number above 0"
                                           : " must be a number not below 0");
}

/* What a cell takes by the bounds that the model gives the quantity: numbers within them or on their side of the one
 * there is, whole numbers where its steps are whole. */
static void bound_rule(struct sheet *sheet, const struct quantity *quantity, lxw_data_validation *rule,
                       struct text *message) {
    bool whole = is_whole(sheet->book, quantity), low = isfinite(quantity->minimum), high = isfinite(quantity->maximum);
    rule->validate = whole ? LXW_VALIDATION_TYPE_INTEGER : LXW_VALIDATION_TYPE_DECIMAL;
    rule->criteria = low && high ? LXW_VALIDATION_CRITERIA_BETWEEN
                     : low       ? LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO
                                 : LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
    rule->minimum_number = quantity->minimum;
    rule->maximum_number = quantity->maximum;
    rule->value_number = low ? quantity->minimum : quantity->maximum;
    text_printf(message, " must be a %s%s", whole ? "whole number" : "number",
                low && high ? " within "
                : low       ? " not below "
                            : " not above ");
    put_bounded(message, range_of(sheet->book, quantity), ERROR_LENGTH);
    put_bounded(message, " ", ERROR_LENGTH);
    put_bounded(message, strcmp(table_unit(quantity), "%") == 0 ? "" : table_unit(quantity), ERROR_LENGTH);
}

/* Whether an input is a switch: 0 or 1, which a cell offers as a list. */
static bool is_switch(const struct book *book, const struct quantity *quantity) {
    return quantity->minimum == 0 && quantity->maximum == 1 && quantity->step == 1 && is_whole(book, quantity);
}

/* Lets a cell take one of a list: a range of cells, or values as a text. It becomes a list only once it is there:
 * libxlsxwriter before 1.1.5 leaks the formula of what it is told is a list, and its versions differ in the type of a
 * list of values. */
static lxw_error validate_list(struct sheet *sheet, lxw_row_t row, int column, lxw_data_validation *validation) {
    validation->validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
    lxw_error error = worksheet_data_validation_cell(sheet->worksheet, row, (lxw_col_t)column, validation);
    lxw_data_val_obj *rule, *last = NULL;
    STAILQ_FOREACH(rule, sheet->worksheet->data_validations, list_pointers) last = rule;
    if (last && error == LXW_NO_ERROR)
        last->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    return error;
}

/* Lets a cell take only what the quantity may be. */
static void validate_input(struct sheet *sheet, lxw_row_t row, int column, const struct quantity *quantity) {
    static char switch_values[] = "\"0,1\"";
    struct text title = {0}, message = {0};
    put_bounded(&title, quantity->label, ERROR_TITLE_LENGTH);
    put_bounded(&message, quantity->label, ERROR_LENGTH / 2);
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_DECIMAL,
                                      .ignore_blank = LXW_VALIDATION_OFF,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP};
    bool choice = is_switch(sheet->book, quantity);
    if (choice) {
        validation.value_formula = switch_values;
        text_puts(&message, " must be 0 or 1");
    } else if (quantity_has_bounds(quantity)) {
        bound_rule(sheet, quantity, &validation, &message);
    } else {
        guess_rule(sheet, quantity, &validation, &message);
    }
    validation.error_title = title.bytes;
    validation.error_message = message.bytes;
    lxw_error error = choice ? validate_list(sheet, row, column, &validation)
                             : worksheet_data_validation_cell(sheet->worksheet, row, (lxw_col_t)column, &validation);
    if (error != LXW_NO_ERROR)
        book_error(sheet->book, quantity->pos, "cannot validate the cell of `%s`: %s", quantity->name,
                   lxw_strerror(error));
    text_free(&title);
    text_free(&message);
}

static const char not_stated[] = "not stated";

/* What a set says of a parameter's source (or date). */
static const char *source_of(const struct parameter_set *set, const struct quantity *quantity, bool date) {
    const struct set_parameter *parameter = &set->parameters[quantity->ordinal];
    const char *text = date ? parameter->date : parameter->source;
    if (text)
        return text;
    if (parameter->given)
        return date ? not_stated : "this set";
    if (date)
        return quantity->date ? quantity->date : not_stated;
    return quantity->source ? quantity->source : "default of the model";
}

/* `2026`, `2026-11` or `2026-11-09`. */
static bool is_date(const char *text) {
    static const char pattern[] = "0000-00-00";
    size_t length = strlen(text);
    for (size_t i = 0; i < length && i < sizeof pattern; i++)
        if (pattern[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i])
            return false;
    return length == 4 || length == 7 || length == 10;
}

const char *book_latest_date(const struct book *book) {
    const struct document *document = book->document;
    const char *latest = "";
    for (int i = 0; i < document->model->count; i++) {
        const struct quantity *quantity = document->model->quantities[i];
        bool parameter = quantity->kind == QUANTITY_PARAMETER;
        if (!book->placed[i] || quantity->kind == QUANTITY_EQUATION)
            continue;
        for (int j = 0; j < (parameter ? document->scenario_count : 1); j++) {
            const char *date = parameter ? source_of(document->scenarios[j], quantity, true) : quantity->date;
            if (date && is_date(date) && strcmp(date, latest) > 0)
                latest = date;
        }
    }
    return latest;
}

/* The source of a value, or its date; where they differ, those of each scenario on a line of their own. */
static const char *provenance(struct book *book, const struct quantity *quantity, bool date) {
    const struct document *document = book->document;
    if (quantity->kind == QUANTITY_CONSTANT) {
        const char *text = date ? quantity->date : quantity->source;
        return text && *text ? text : not_stated;
    }
    const char *first = source_of(document->set, quantity, date);
    bool differ = false;
    for (int i = 0; i < book_scenario_columns(book); i++)
        differ = differ || strcmp(source_of(document->scenarios[i], quantity, date), first) != 0;
    if (!differ)
        return first;
    const char *all = "";
    for (int i = 0; i < document->scenario_count; i++) {
        const char *text = source_of(document->scenarios[i], quantity, date);
        const char *name = book_scenario_name(document->scenarios[i]);
        /* A date is not divided: it goes below a name that leaves it no room. */
        bool below = date && text_width(name, strlen(name)) + text_width(text, strlen(text)) + 2 > DATE_WIDTH;
        if (*text)
            all = arena_printf(book->arena, "%s%s%s:%s%s", all, *all ? "\n" : "", name, below ? "\n" : " ", text);
    }
    return all;
}

/* Whether a format shows a number with all its digits. */
static bool shows_fully(double number, struct number_format format) {
    if (format.decimals < 0) {
        double gap = number_as_printed(number, format) - number;
        return fabs(gap) <= 1e-12 * fabs(number);
    }
    double last = number * pow(10, format.decimals + (format.style == NUMBER_PERCENT ? 2 : 0));
    return fabs(last - round(last)) <= 1e-12 * fabs(last);
}

/* The format of an input: what somebody may change is shown in full, with more decimals than asked for if need be. */
static unsigned short input_format(struct book *book, const struct quantity *quantity) {
    const struct document *document = book->document;
    int count = 0, columns = book_scenario_columns(book);
    double *shown = arena_array(book->arena, (size_t)columns + 4, sizeof *shown);
    shown[count++] = document->set->values[quantity->index];
    if (isfinite(quantity->minimum))
        shown[count++] = quantity->minimum;
    if (isfinite(quantity->maximum))
        shown[count++] = quantity->maximum;
    shown[count++] = quantity->step;
    for (int i = 0; i < columns; i++)
        shown[count++] = document->scenarios[i]->values[quantity->index];
    struct number_format format = quantity->format;
    for (int i = 0; i < count && !number_is_short_money(format.style); i++)
        while (format.decimals < MOST_DECIMALS && !shows_fully(shown[i], format))
            format.decimals = format.decimals < 0 ? 2 : format.decimals + 1;
    return book_number_format(book, format, NULL, shown, count, false);
}

static void write_input(struct sheet *sheet, const struct quantity *quantity, struct pos pos) {
    struct book *book = sheet->book;
    const struct document *document = book->document;
    int first = table_value_column(sheet), value_column = table_input_column(sheet),
        columns = book_scenario_columns(book);
    bool parameter = quantity->kind == QUANTITY_PARAMETER;
    double value = document->set->values[quantity->index];
    struct look input = {
        .frame = FRAME_BODY, .ink = INK_INPUT, .unlocked = true, .number = input_format(book, quantity)};
    struct look words = {.frame = FRAME_BODY};
    table_quantity(sheet, quantity, pos);
    table_fit_number(sheet, value_column, value, input.number);
    cell_define_name(sheet, sheet->row, value_column, quantity->name, quantity->pos);
    for (int i = 0; i < columns; i++) {
        if (parameter) {
            double number = document->scenarios[i]->values[quantity->index];
            cell_number(sheet, sheet->row, first + i, number, input, document->scenarios[i]->pos);
            table_fit_number(sheet, first + i, number, input.number);
            validate_input(sheet, sheet->row, first + i, quantity);
        } else {
            cell_text(sheet, sheet->row, first + i, "", words, pos);
        }
    }
    if (parameter && columns) {
        struct look chosen = {.frame = FRAME_BODY, .bold = true, .number = input.number};
        const char *formula =
            arena_printf(book->arena, "INDEX(%s:%s,%s)", cell_address(sheet, sheet, sheet->row, first, 2),
                         cell_address(sheet, sheet, sheet->row, value_column - 1, 2), SCENARIO_INDEX);
        cell_formula(sheet, sheet->row, value_column, formula, value, chosen, pos);
    } else {
        cell_number(sheet, sheet->row, value_column, value, input, pos);
        validate_input(sheet, sheet->row, value_column, quantity);
    }
    words.ink = INK_FAINT;
    int column = value_column + 1;
    struct look bound = {.frame = FRAME_BODY, .ink = INK_FAINT, .number = input.number};
    book->ranges[quantity->index] = (struct input_range){sheet, sheet->row, column};
    for (int i = 0; i < 2; i++, column++) {
        double end = i ? quantity->maximum : quantity->minimum;
        double width = isfinite(end) ? book_number_width(book, input.number, end) : 0;
        if (isfinite(end))
            cell_number(sheet, sheet->row, column, end, bound, pos);
        else
            cell_text(sheet, sheet->row, column, "", words, pos);
        sheet_fit(sheet, column, width > BOUND_WIDTH ? width : BOUND_WIDTH);
    }
    struct pos set_pos = parameter ? document->set->parameters[quantity->ordinal].pos : quantity->pos;
    words.ink = INK_FORMULA;
    words.align = ALIGN_LEFT;
    cell_words(sheet, sheet->row, column++, provenance(book, quantity, false), SOURCE_WIDTH, words, set_pos);
    cell_words(sheet, sheet->row, column, provenance(book, quantity, true), DATE_WIDTH, words, set_pos);
    sheet->row++;
}

/* The table of a fence's parameters or of its constants. */
static void write_input_table(struct sheet *sheet, const struct fence *fence, enum quantity_kind kind) {
    struct book *book = sheet->book;
    const struct document *document = book->document;
    struct pos pos = fence->node->pos;
    int column = table_value_column(sheet);
    sheet_head(sheet, sheet->row, fence->block->word);
    table_quantity_heads(sheet, "", pos);
    if (kind == QUANTITY_PARAMETER && !book->scenario_heads.sheet)
        book->scenario_heads = (struct input_range){sheet, sheet->row, column};
    for (int i = 0; i < book_scenario_columns(book); i++) {
        bool parameters = kind == QUANTITY_PARAMETER;
        table_head(sheet, column++, parameters ? book_scenario_name(document->scenarios[i]) : "", ALIGN_RIGHT,
                   parameters ? document->scenarios[i]->pos : pos);
    }
    table_head(sheet, column++, "Value", ALIGN_RIGHT, pos);
    bool bounded = false;
    for (int i = 0; i < fence->count; i++)
        bounded = bounded || (fence->quantities[i]->kind == kind && quantity_has_bounds(fence->quantities[i]));
    table_head(sheet, column++, bounded ? "Minimum" : "", ALIGN_RIGHT, pos);
    table_head(sheet, column++, bounded ? "Maximum" : "", ALIGN_RIGHT, pos);
    table_head(sheet, column++, "Source", ALIGN_LEFT, pos);
    table_head(sheet, column, "Date", ALIGN_LEFT, pos);
    sheet->row++;
    for (int i = 0; i < fence->count; i++)
        if (fence->quantities[i]->kind == kind)
            write_input(sheet, fence->quantities[i], pos);
}

/* The cell that chooses the scenario, and the one that says which it is; the names stand in row `head`. */
static void write_scenario_choice(struct sheet *sheet, lxw_row_t head, struct pos pos) {
    struct book *book = sheet->book;
    int value_column = table_input_column(sheet), first = table_value_column(sheet);
    char from[LXW_MAX_CELL_NAME_LENGTH], to[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(from, head, (lxw_col_t)first, 1, 1);
    lxw_rowcol_to_cell_abs(to, head, (lxw_col_t)(first + book_scenario_columns(book) - 1), 1, 1);
    const char *range = arena_printf(book->arena, "%s:%s", from, to);
    struct look label = {.frame = FRAME_BODY, .bold = true};
    struct look choice = {.frame = FRAME_BODY, .ink = INK_INPUT, .bold = true, .align = ALIGN_RIGHT, .unlocked = true};
    for (int column = 1; column < value_column; column++) {
        cell_text(sheet, sheet->row, column, "", label, pos);
        cell_text(sheet, sheet->row + 1, column, "", label, pos);
    }
    cell_words(sheet, sheet->row, COLUMN_LABEL, "Scenario (choose from the list)", CHOICE_WIDTH, label, pos);
    const char *name = book_scenario_name(book->document->set);
    cell_words(sheet, sheet->row, value_column, name, CHOICE_WIDTH, choice, book->document->set->pos);
    cell_define_name(sheet, sheet->row, value_column, SCENARIO, pos);
    /* As a range: a list within the validation could hold 255 characters only. */
    lxw_data_validation validation = {.value_formula = arena_printf(book->arena, "=%s", range),
                                      .ignore_blank = LXW_VALIDATION_OFF,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                      .error_title = "Scenario",
                                      .error_message = "Choose one of the scenarios in the list."};
    lxw_error error = validate_list(sheet, sheet->row, value_column, &validation);
    if (error != LXW_NO_ERROR)
        book_error(book, pos, "cannot validate the choice of the scenario: %s", lxw_strerror(error));
    sheet->row++;
    label.bold = false;
    cell_words(sheet, sheet->row, COLUMN_LABEL, "Its place among the scenarios", CHOICE_WIDTH, label, pos);
    cell_formula(sheet, sheet->row, value_column, arena_printf(book->arena, "MATCH(%s,%s,0)", SCENARIO, range), 1,
                 (struct look){.frame = FRAME_BODY}, pos);
    cell_define_name(sheet, sheet->row, value_column, SCENARIO_INDEX, pos);
    sheet->row += 2;
}

/* What colours say, in two columns. */
static void write_legend(struct sheet *sheet, struct pos pos) {
    static const struct {
        const char *words;
        struct look look;
    } lines[] = {{"Blue: an input, may be changed", {.ink = INK_INPUT, .unlocked = true}},
                 {"Black: a formula", {.ink = INK_FORMULA}},
                 {"Green: a link to another sheet", {.ink = INK_LINK}},
                 {"Grey: a bound or a fixed point of a curve", {.ink = INK_FAINT}}};
    enum { ROWS = 2, TO_SOURCE = 3 };
    cell_text(sheet, sheet->row++, COLUMN_LABEL, "Colours", (struct look){.bold = true}, pos);
    for (int i = 0; i < 2 * ROWS; i++) {
        struct look look = lines[i].look;
        /* The sample of the ground is no input itself. */
        look.frame = look.unlocked ? FRAME_SAMPLE : FRAME_NONE;
        look.unlocked = false;
        cell_text(sheet, sheet->row + (lxw_row_t)(i % ROWS),
                  i < ROWS ? COLUMN_LABEL : table_input_column(sheet) + TO_SOURCE, lines[i].words, look, pos);
    }
    sheet->row += ROWS;
}

static bool holds(const struct fence *fence, enum quantity_kind kind) {
    for (int i = 0; i < fence->count; i++)
        if (fence->quantities[i]->kind == kind)
            return true;
    return false;
}

void block_write_inputs(struct book *book, const struct fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    bool parameters = holds(fence, QUANTITY_PARAMETER), constants = holds(fence, QUANTITY_CONSTANT);
    if (fence == book->first_inputs && book_scenario_columns(book))
        write_scenario_choice(sheet, sheet->row + 3, pos);
    if (parameters || (fence == book->first_inputs && book_scenario_columns(book)))
        write_input_table(sheet, fence, QUANTITY_PARAMETER);
    if (constants) {
        if (parameters) {
            struct look look = {.bold = true, .size = 12, .ink = INK_TITLE};
            sheet_gap(sheet);
            sheet_joint(sheet, JOINT_BLOCK);
            cell_text(sheet, sheet->row++, COLUMN_LABEL, "Constants", look, pos);
        }
        write_input_table(sheet, fence, QUANTITY_CONSTANT);
    }
    if (fence == book->first_inputs) {
        sheet_gap(sheet);
        sheet_joint(sheet, JOINT_BLOCK);
        write_legend(sheet, pos);
    }
}
