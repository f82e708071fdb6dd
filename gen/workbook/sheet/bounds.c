#include "sets/sets.h"
#include "workbook/sheet/sheet.h"

#include <math.h>
#include <string.h>

enum { ERROR_TITLE_LENGTH = 31, ERROR_LENGTH = 254, CHECK_WIDTH = 76 };

/* Appends the code points of `word` that fit into `most` characters. */
static void put_bounded(struct text *out, const char *word, int most) {
    size_t length = strlen(word);
    int count = 0;
    for (size_t i = 0; i < out->length; i++)
        count += ((unsigned char)out->bytes[i] & 0xC0) != 0x80;
    for (size_t i = 0; i < length;) {
        unsigned c;
        int n = utf8_decode(word + i, length - i, &c);
        if (n && c >= ' ' && sheet_can_hold(c)) {
            count += c > 0xFFFF ? 2 : 1; /* as Excel counts */
            if (count > most)
                return;
            text_append(out, word + i, (size_t)n);
        }
        i += n ? (size_t)n : 1;
    }
}

/* Both bounds of an input, or the one it has, as text with the unit. */
static const char *range_of(struct sheet_book *book, const struct quantity *quantity) {
    struct number_format format = quantity->format;
    const char *unit = sheet_unit(quantity);
    struct text range = {0};
    bool low = isfinite(quantity->minimum), high = isfinite(quantity->maximum);
    format.with_unit = false;
    if (format.style == NUMBER_MONEY && strchr(unit, '$'))
        format.style = NUMBER_PLAIN;
    if (low)
        quantity_print(&range, quantity, quantity->minimum, format, book->document->locale);
    if (low && high)
        text_puts(&range, "–");
    if (high)
        quantity_print(&range, quantity, quantity->maximum, format, book->document->locale);
    if (*unit && strcmp(unit, "%") != 0)
        text_printf(&range, " %s", unit);
    return text_keep(&range, book->arena);
}

/* Marks the inputs whose zero would make an expression zero: something is divided by them. */
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

void sheet_find_divisors(struct sheet_book *book) {
    const struct model *model = book->document->model;
    book->divides = arena_array(book->arena, (size_t)model->count + 1, sizeof *book->divides);
    for (int i = 0; i < model->order_count; i++)
        if (book->placed[model->order[i]->index])
            expr_walk(model->order[i]->expr, mark_divisor, book->divides);
}

/* Beyond this, doubles are no counts, and programs that read validations as such cut 1.2e+24 to 1. */
static const double most_counted = 1e15;

/* Whether an input takes whole numbers only. No value of this workbook's sets may break the rule of its own cell. */
static bool is_whole(const struct sheet_book *book, const struct quantity *quantity) {
    const struct document *document = book->document;
    double value = document->set->values[quantity->index];
    bool whole = quantity_is_whole(quantity) && value == floor(value) &&
                 !(isfinite(quantity->maximum) && quantity->maximum > most_counted);
    for (int i = 0; i < document->scenario_count; i++) {
        value = document->scenarios[i]->values[quantity->index];
        whole = whole && value == floor(value);
    }
    return whole;
}

/* Whether a constant is a share: it is shown in percent and lies between 0 and 1. */
static bool is_share(const struct sheet_book *book, const struct quantity *quantity) {
    return number_shift(quantity->format.style) > 0 && quantity->value >= 0 && quantity->value <= 1 &&
           !book->divides[quantity->index];
}

/* The values that an input may have. */
enum bounds { LISTED, SWITCH, WITHIN_BOUNDS, WITHIN_SHARE, ABOVE_ZERO, FROM_ZERO, TO_ZERO, BELOW_ZERO };
static const struct {
    uint8_t criterion;
    const char *sign, *words;
} bounds_kinds[] = {[WITHIN_SHARE] = {LXW_VALIDATION_CRITERIA_BETWEEN, NULL, "within 0 and 100%"},
                    [ABOVE_ZERO] = {LXW_VALIDATION_CRITERIA_GREATER_THAN, ">", "above 0"},
                    [FROM_ZERO] = {LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO, ">=", "not below 0"},
                    [TO_ZERO] = {LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO, "<=", "not above 0"},
                    [BELOW_ZERO] = {LXW_VALIDATION_CRITERIA_LESS_THAN, "<", "below 0"}};

/* An input keeps within the bounds of the model. Without bounds a share is at most 100 %; any other constant keeps its
 * sign, and is not 0 if something is divided by it. */
static enum bounds bounds_of(const struct sheet_book *book, const struct quantity *quantity) {
    bool divides = book->divides[quantity->index];
    if (quantity->choices || quantity->listed)
        return LISTED;
    if (quantity_is_switch(quantity) && is_whole(book, quantity))
        return SWITCH;
    if (quantity_has_bounds(quantity))
        return WITHIN_BOUNDS;
    if (is_share(book, quantity))
        return WITHIN_SHARE;
    if (quantity->value < 0)
        return divides ? BELOW_ZERO : TO_ZERO;
    return divides && quantity->value > 0 ? ABOVE_ZERO : FROM_ZERO;
}

static void validate_cell(struct sheet *sheet, lxw_row_t row, int column, lxw_data_validation *validation,
                          const char *label, struct pos pos) {
    struct text title = {0};
    put_bounded(&title, label, ERROR_TITLE_LENGTH);
    validation->ignore_blank = LXW_VALIDATION_OFF;
    validation->error_type = LXW_VALIDATION_ERROR_TYPE_STOP;
    validation->error_title = title.bytes;
    lxw_error error = validation->value_formula
                          ? sheet_validate_list(sheet, row, column, validation)
                          : worksheet_data_validation_cell(sheet->worksheet, row, (lxw_col_t)column, validation);
    sheet_check(sheet->book, error, pos, arena_printf(sheet->book->arena, "validate the cell of `%s`", label));
    text_free(&title);
}

/* Numbers within the bounds, or on the right side of the only bound; whole numbers if the input takes no others. */
static void put_bounds(const struct sheet_book *book, const struct quantity *quantity,
                       lxw_data_validation *validation) {
    bool low = isfinite(quantity->minimum), high = isfinite(quantity->maximum);
    validation->validate = is_whole(book, quantity) ? LXW_VALIDATION_TYPE_INTEGER : LXW_VALIDATION_TYPE_DECIMAL;
    validation->criteria = low && high ? LXW_VALIDATION_CRITERIA_BETWEEN
                           : low       ? LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO
                                       : LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
    validation->minimum_number = quantity->minimum;
    validation->maximum_number = quantity->maximum;
    validation->value_number = low ? quantity->minimum : quantity->maximum;
}

/* What is said of a value out of bounds. The label has at most half of the room. */
static void put_message(struct text *message, const struct sheet_book *book, const char *english, const char *label,
                        const char *rule) {
    struct text subject = {0};
    put_bounded(&subject, label, ERROR_LENGTH / 2);
    put_bounded(message, sheet_says_both(book, english, subject.bytes, rule), ERROR_LENGTH);
    text_free(&subject);
}

static const char *bounds_words(const struct sheet_book *book, const struct quantity *quantity) {
    static const char *const words[2][3] = {
        {"{} must be a number within {}", "{} must be a number not below {}", "{} must be a number not above {}"},
        {"{} must be a whole number within {}", "{} must be a whole number not below {}",
         "{} must be a whole number not above {}"}};
    bool low = isfinite(quantity->minimum), high = isfinite(quantity->maximum);
    return words[is_whole(book, quantity)][low && high ? 0 : low ? 1 : 2];
}

void sheet_validate_input(struct sheet *sheet, lxw_row_t row, int column, const struct quantity *quantity) {
    static char switch_values[] = "\"0,1\"";
    struct sheet_book *book = sheet->book;
    enum bounds bounds = bounds_of(book, quantity);
    struct text message = {0};
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_DECIMAL,
                                      .criteria = bounds_kinds[bounds].criterion};
    if (bounds == LISTED) {
        const char *values = arena_printf(book->arena, "%s" QUANTITY_CHOICES_ENDING, quantity->name);
        const struct calc_area *area = calc_find_name(&book->calc, values, strlen(values));
        if (!area) /* the name is taken, which was reported */
            return;
        validation.value_formula =
            arena_printf(book->arena, "=%s:%s", sheet_address(sheet, sheet, area->first_row, area->first_column, 3),
                         sheet_address(sheet, sheet, area->last_row, area->last_column, 3));
        put_message(&message, book, "{} must be one of the values in the list", quantity->label, NULL);
    } else if (bounds == SWITCH) {
        validation.value_formula = switch_values;
        put_message(&message, book, "{} must be 0 or 1", quantity->label, NULL);
    } else if (bounds == WITHIN_BOUNDS) {
        put_bounds(book, quantity, &validation);
        put_message(&message, book, bounds_words(book, quantity), quantity->label, range_of(book, quantity));
    } else {
        validation.maximum_number = bounds == WITHIN_SHARE;
        put_message(&message, book, "{} must be a number {}", quantity->label,
                    sheet_says(book, bounds_kinds[bounds].words));
    }
    validation.error_message = message.bytes;
    validate_cell(sheet, row, column, &validation, quantity->label, quantity->pos);
    text_free(&message);
}

static enum bounds bounds_of_series(const struct fence_line *line) {
    return number_shift(line->format.style) > 0 ? WITHIN_SHARE : FROM_ZERO;
}

void sheet_validate_series(struct sheet *sheet, lxw_row_t row, int column, const struct fence_line *line) {
    enum bounds bounds = bounds_of_series(line);
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_DECIMAL,
                                      .criteria = bounds_kinds[bounds].criterion,
                                      .maximum_number = bounds == WITHIN_SHARE,
                                      .error_message =
                                          (char *)sheet_says_of(sheet->book, "A number {} must stand here.",
                                                                sheet_says(sheet->book, bounds_kinds[bounds].words))};
    validate_cell(sheet, row, column, &validation, line->label, line->pos);
}

void sheet_validate_table(struct sheet *sheet, lxw_row_t row, int column, const struct quantity *quantity) {
    const struct quantity_table *table = quantity->table;
    bool share = number_shift(quantity->format.style) > 0;
    for (int i = 0; i < table->row_count; i++) {
        if (table->rows[i].value < 0)
            return; /* of numbers of both signs any may stand there */
        share = share && table->rows[i].value <= 1;
    }
    enum bounds bounds = share ? WITHIN_SHARE : FROM_ZERO;
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_DECIMAL,
                                      .criteria = bounds_kinds[bounds].criterion,
                                      .maximum_number = share,
                                      .error_message =
                                          (char *)sheet_says_of(sheet->book, "A number {} must stand here.",
                                                                sheet_says(sheet->book, bounds_kinds[bounds].words))};
    validate_cell(sheet, row, column, &validation, quantity->label, quantity->pos);
}

/* Writes a line of the checks. The check holds if `count` cells have numbers and all conditions are true (each
 * condition begins with a comma); an error value fails it. */
static void write_check(struct sheet *sheet, int column, const char *label, const char *cells, const char *count,
                        const char *condition, struct sheet_look result, struct pos pos) {
    struct arena *arena = sheet->book->arena;
    sheet_break(sheet, BREAK_ROW);
    sheet_put_words(sheet, sheet->row, 0, label, CHECK_WIDTH, (struct sheet_look){.frame = FRAME_BODY}, pos);
    sheet_put_computed(
        sheet, sheet->row++, column,
        sheet_verdict(sheet->book, arena_printf(arena, "IFERROR(AND(COUNT(%s)=%s%s),1=2)", cells, count, condition)),
        result, pos);
}

/* Checks that an input keeps within its bounds, a parameter in every scenario. */
static void check_bounds(struct sheet *sheet, int column, const struct quantity *quantity, struct sheet_look result) {
    struct sheet_book *book = sheet->book;
    const struct sheet_input_range *range = &book->ranges[quantity->index];
    const struct sheet *inputs = range->sheet;
    bool scenarios = quantity->kind == QUANTITY_PARAMETER && sheet_scenario_columns(book);
    int first = scenarios ? sheet_value_column(inputs) : sheet_input_column(inputs);
    const char *cells = sheet_address(sheet, inputs, range->row, first, 0), *low = "", *high = "";
    if (scenarios)
        cells = arena_printf(book->arena, "%s:%s", cells,
                             sheet_address(inputs, inputs, range->row, sheet_input_column(inputs) - 1, 0));
    if (isfinite(quantity->minimum))
        low = arena_printf(book->arena, ",MIN(%s)>=%s", cells,
                           sheet_address(sheet, inputs, range->row, range->column, 0));
    if (isfinite(quantity->maximum))
        high = arena_printf(book->arena, ",MAX(%s)<=%s", cells,
                            sheet_address(sheet, inputs, range->row, range->column + 1, 0));
    write_check(sheet, column, sheet_says_of(book, "Within its range: {}", quantity->label), cells,
                scenarios ? "COUNT(" SCENARIO_FLAGS ")" : "1", arena_printf(book->arena, "%s%s", low, high), result,
                quantity->pos);
}

/* Checks that an input is one of its values, a parameter in every scenario. */
static void check_listed(struct sheet *sheet, int column, const struct quantity *quantity, struct sheet_look result) {
    struct sheet_book *book = sheet->book;
    const struct sheet_input_range *range = &book->ranges[quantity->index];
    const struct sheet *inputs = range->sheet;
    int scenarios = sheet_scenario_columns(book);
    int first = scenarios ? sheet_value_column(inputs) : sheet_input_column(inputs);
    struct text found = {0};
    for (int i = 0; i < (scenarios ? scenarios : 1); i++)
        text_printf(&found, ",ISNUMBER(MATCH(%s,%s" QUANTITY_CHOICES_ENDING ",0))",
                    sheet_address(sheet, inputs, range->row, first + i, 0), quantity->name);
    write_check(sheet, column, sheet_says_of(book, "One of its values: {}", quantity->label), "1", "1", found.bytes,
                result, quantity->pos);
    text_free(&found);
}

/* Checks an input; one without bounds against the rule of its cell. */
static void check_input(struct sheet *sheet, int column, const struct quantity *quantity, struct sheet_look result) {
    struct arena *arena = sheet->book->arena;
    enum bounds bounds = bounds_of(sheet->book, quantity);
    const char *name = quantity->name;
    if (bounds == LISTED) {
        check_listed(sheet, column, quantity, result);
        return;
    }
    if (quantity_has_bounds(quantity)) {
        check_bounds(sheet, column, quantity, result);
        return;
    }
    const char *condition = bounds == WITHIN_SHARE ? arena_printf(arena, ",%s>=0,%s<=1", name, name)
                                                   : arena_printf(arena, ",%s%s0", name, bounds_kinds[bounds].sign);
    write_check(sheet, column,
                sheet_says_both(sheet->book, "{} is a number {}", quantity->label,
                                sheet_says(sheet->book, bounds_kinds[bounds].words)),
                name, "1", condition, result, quantity->pos);
}

static void check_series(struct sheet *sheet, int column, const struct fence_line *line, struct sheet_look result) {
    struct arena *arena = sheet->book->arena;
    enum bounds bounds = bounds_of_series(line);
    const char *conditions = bounds == WITHIN_SHARE
                                 ? arena_printf(arena, ",MIN(%s)>=0,MAX(%s)<=1", line->name, line->name)
                                 : arena_printf(arena, ",MIN(%s)>=0", line->name);
    write_check(sheet, column, arena_printf(arena, "%s: numbers %s", line->label, bounds_kinds[bounds].words),
                line->name, arena_printf(arena, "ROWS(%s)", line->name), conditions, result, line->pos);
}

/* Checks the conditions between parameters, as far as the workbook has what they need. */
static void check_conditions(struct sheet *sheet, int column, struct sheet_look result) {
    struct sheet_book *book = sheet->book;
    const struct model *model = book->document->model;
    for (size_t c = 0; c < model->condition_count; c++) {
        const struct model_condition *condition = &model->conditions[c];
        bool placed = true;
        for (int i = 0; i < model->count; i++)
            placed = placed && (!condition->needed[i] || book->placed[i]);
        if (!placed)
            continue;
        struct text formula = {0};
        text_puts(&formula, ",");
        formula_print(&formula, condition->expr, NULL, NULL);
        write_check(sheet, column, sheet_says_of(book, "Condition: {}", condition->text), "1", "1", formula.bytes,
                    result, condition->pos);
        text_free(&formula);
    }
}

void sheet_check_inputs(struct sheet *sheet, int column, struct sheet_look result) {
    struct sheet_book *book = sheet->book;
    if (book->scenario_heads.sheet)
        write_check(sheet, column, sheet_says(book, "The scenario is one of the list on the sheet with the inputs"),
                    SCENARIO_FLAGS, arena_printf(book->arena, "COUNT(%s)", SCENARIO_FLAGS),
                    ",SUM(" SCENARIO_FLAGS ")=1", result, book->first_inputs->node->pos);
    for (int i = 0; i < book->fence_count; i++) {
        const struct sheet_fence *fence = &book->fences[i];
        bool inputs = fence->block->kind == BLOCK_INPUTS;
        for (int kind = QUANTITY_PARAMETER; kind <= QUANTITY_CONSTANT; kind++)
            for (int j = 0; inputs && j < fence->count; j++)
                if ((int)fence->quantities[j]->kind == kind)
                    check_input(sheet, column, fence->quantities[j], result);
        for (int j = 0; fence->block->kind == BLOCK_SERIES && j < fence->block->line_count; j++)
            check_series(sheet, column, &fence->block->lines[j], result);
    }
    check_conditions(sheet, column, result);
}
