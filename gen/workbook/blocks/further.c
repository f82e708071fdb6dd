#include "workbook/blocks/watch.h"

#include <math.h>
#include <string.h>

/* Lines of further costs: label, path, how they are paid, an amount for each scenario, source and date. The columns are
 * those of inputs. Below them stand the parameters that are their sums. */
enum { SPARE_LINES = 2, LABEL_ROOM = 26, SOURCE_ROOM = 38, MOST_WORDS = 250 };

/* A line: of the file, or what a set has of a sum beyond its lines. */
struct line {
    const char *label, *path, *paid, *source, *date;
    double *amounts; /* by column of values */
};

struct lines {
    struct sheet *sheet;
    const struct sheet_fence *fence;
    int paths, paid, first, columns; /* columns of words, and of amounts */
    lxw_row_t from, to;              /* the first line and the last */
};

/* The sets whose amounts stand side by side. */
static const struct parameter_set *set_of(const struct sheet_book *book, int column) {
    return sheet_scenario_columns(book) ? book->document->scenarios[column] : book->document->set;
}

static bool counts(const struct sets_line *line, const struct quantity *sum) {
    return line->paid && strcmp(line->paid, sum->line_paid) == 0 &&
           (!*line->path || strcmp(line->path, sum->line_path) == 0);
}

/* What a sum has beyond the lines of its set. */
static double rest_of(const struct parameter_set *set, const struct quantity *sum) {
    double value = set->values[sum->index], rest = value;
    for (int i = 0; i < set->line_count; i++)
        rest -= counts(&set->lines[i], sum) ? set->lines[i].amount : 0;
    return fabs(rest) > 1e-9 * fabs(value) ? rest : 0;
}

/* The lines of all sets, as many as `*count`. */
static struct line *list_lines(const struct lines *lines, int *count) {
    struct sheet_book *book = lines->sheet->book;
    const struct sheet_fence *fence = lines->fence;
    const struct parameter_set *set = book->document->set;
    struct line *list = arena_array(book->arena, (size_t)(set->line_count + fence->count) + 1, sizeof *list);
    *count = 0;
    for (int i = 0; i < set->line_count; i++) {
        const struct sets_line *line = &set->lines[i];
        struct line *made = &list[(*count)++];
        *made = (struct line){.label = line->label,
                              .path = *line->path ? line->path : SETS_ALL_PATHS,
                              .paid = line->paid,
                              .source = *line->source ? line->source : sheet_says(book, "this set"),
                              .date = line->date};
        made->amounts = arena_array(book->arena, (size_t)lines->columns, sizeof *made->amounts);
        for (int column = 0; column < lines->columns; column++)
            made->amounts[column] = set_of(book, column)->lines[i].amount;
    }
    for (int i = 0; i < fence->count; i++) {
        const struct quantity *sum = fence->quantities[i];
        const struct sets_parameter *given = &set->parameters[sum->ordinal];
        double *amounts = arena_array(book->arena, (size_t)lines->columns, sizeof *amounts);
        bool any = false;
        for (int column = 0; column < lines->columns; column++) {
            amounts[column] = rest_of(set_of(book, column), sum);
            any = any || amounts[column] != 0;
        }
        if (any)
            list[(*count)++] = (struct line){.label = sum->label,
                                             .path = sum->line_path,
                                             .paid = sum->line_paid,
                                             .source = given->source ? given->source : sheet_says(book, "this set"),
                                             .date = given->date ? given->date : "",
                                             .amounts = amounts};
    }
    return list;
}

/* The words of a list, each once, in quotes. */
static const char *list_of(const struct lines *lines, bool paths) {
    const struct sheet_fence *fence = lines->fence;
    struct arena *arena = lines->sheet->book->arena;
    const char *list = paths ? SETS_ALL_PATHS : "";
    for (int i = 0; i < fence->count; i++) {
        const char *word = paths ? fence->quantities[i]->line_path : fence->quantities[i]->line_paid;
        bool again = false;
        for (int j = 0; j < i; j++)
            again =
                again || strcmp(word, paths ? fence->quantities[j]->line_path : fence->quantities[j]->line_paid) == 0;
        if (!again)
            list = arena_printf(arena, "%s%s%s", list, *list ? "," : "", word);
    }
    if (strlen(list) > MOST_WORDS)
        sheet_error(lines->sheet->book, fence->node->pos, "the words of lines, `%s`, are too long for a list", list);
    return arena_printf(arena, "\"%s\"", list);
}

static void validate_word(const struct lines *lines, int column, const char *list, const char *title) {
    lxw_data_validation validation = {.value_formula = (char *)list,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                      .error_title = (char *)sheet_says(lines->sheet->book, title),
                                      .error_message =
                                          (char *)sheet_says(lines->sheet->book, "Choose a word of the list.")};
    sheet_check(lines->sheet->book, sheet_validate_list(lines->sheet, lines->sheet->row, column, &validation),
                lines->fence->node->pos, "validate a word of a further cost");
}

static void validate_amount(const struct lines *lines, int column) {
    static const double most = 1e12;
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_DECIMAL,
        .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
        .minimum_number = -most,
        .maximum_number = most,
        .error_title = (char *)sheet_says(lines->sheet->book, "Further cost"),
        .error_message = (char *)sheet_says(lines->sheet->book, "A number must stand here; one below 0 is a gain.")};
    sheet_check(
        lines->sheet->book,
        worksheet_data_validation_cell(lines->sheet->worksheet, lines->sheet->row, (lxw_col_t)column, &validation),
        lines->fence->node->pos, "validate the amount of a further cost");
}

static void write_amount(const struct lines *lines, const struct line *line, int column) {
    struct sheet *sheet = lines->sheet;
    struct pos pos = lines->fence->node->pos;
    struct sheet_look look = {.frame = FRAME_BODY, .ink = INK_INPUT, .unlocked = true};
    double amount = line ? line->amounts[column] : 0;
    look.number = sheet_number_format(sheet->book, lines->fence->quantities[0]->format, NULL, &amount, 1, true);
    if (line) {
        sheet_put_number(sheet, sheet->row, lines->first + column, amount, look, pos);
        sheet_fit_number(sheet, lines->first + column, amount, look.number);
    } else {
        sheet_put_text(sheet, sheet->row, lines->first + column, "", look, pos);
    }
    validate_amount(lines, lines->first + column);
}

/* Writes a line; NULL: an empty one, for somebody to fill in. */
static void write_line(const struct lines *lines, const struct line *line, const char *paths, const char *paid) {
    struct sheet *sheet = lines->sheet;
    struct arena *arena = sheet->book->arena;
    struct pos pos = lines->fence->node->pos;
    struct sheet_look words = {.frame = FRAME_BODY, .ink = INK_INPUT, .unlocked = true, .align = ALIGN_LEFT};
    struct sheet_look plain = {.frame = FRAME_BODY};
    int value = sheet_input_column(sheet);
    sheet_put_words(sheet, sheet->row, COLUMN_LABEL, line ? line->label : "", LABEL_ROOM, words, pos);
    sheet_put_words(sheet, sheet->row, lines->paths, line ? line->path : "", LABEL_ROOM, words, pos);
    sheet_put_words(sheet, sheet->row, lines->paid, line ? line->paid : "", LABEL_ROOM, words, pos);
    validate_word(lines, lines->paths, paths, "Path");
    validate_word(lines, lines->paid, paid, "How it is paid");
    for (int column = 0; column < lines->columns; column++)
        write_amount(lines, line, column);
    if (sheet_scenario_columns(sheet->book)) {
        const char *chosen = arena_printf(
            arena, "SUMPRODUCT(" SCENARIO_FLAGS ",%s:%s)", sheet_address(sheet, sheet, sheet->row, lines->first, 2),
            sheet_address(sheet, sheet, sheet->row, lines->first + lines->columns - 1, 2));
        sheet_put_figure(sheet, value, chosen, &lines->fence->quantities[0]->format, pos);
    }
    for (int column = value + 1; column < value + TO_SOURCE; column++)
        sheet_put_text(sheet, sheet->row, column, "", plain, pos);
    sheet_put_words(sheet, sheet->row, value + TO_SOURCE, line ? line->source : "", SOURCE_ROOM, words, pos);
    if (!line || !sheet_put_date(sheet, sheet->row, value + TO_SOURCE + 1, line->date, words, pos))
        sheet_put_text(sheet, sheet->row, value + TO_SOURCE + 1, line ? line->date : "", words, pos);
    sheet->row++;
}

static const char *column_of(const struct lines *lines, int column, int fixed) {
    struct sheet *sheet = lines->sheet;
    return arena_printf(sheet->book->arena, "%s:%s", sheet_address(sheet, sheet, lines->from, column, fixed),
                        sheet_address(sheet, sheet, lines->to, column, fixed));
}

/* The sum of the lines that count in a parameter, in a column. */
static const char *print_sum(const void *context, const struct quantity *sum, int column) {
    const struct lines *lines = context;
    const char *amounts = column_of(lines, column, 1), *paths = column_of(lines, lines->paths, 3),
               *paid = column_of(lines, lines->paid, 3);
    return arena_printf(lines->sheet->book->arena, "SUMIFS(%s,%s,\"%s\",%s,\"%s\")+SUMIFS(%s,%s,\"%s\",%s,\"%s\")",
                        amounts, paths, sum->line_path, paid, sum->line_paid, amounts, paths, SETS_ALL_PATHS, paid,
                        sum->line_paid);
}

/* Adds that all amounts of a column are in its sums: those of all paths as often as there are paths. */
static void check_column(const struct lines *lines, lxw_row_t sums, int column, struct block_conditions *conditions) {
    const struct sheet_fence *fence = lines->fence;
    const struct sheet *sheet = lines->sheet;
    struct arena *arena = sheet->book->arena;
    const char *amounts = block_area(sheet, lines->from, column, lines->to, column);
    const char *again = "";
    for (int i = 0; i < fence->count; i++) {
        const char *word = fence->quantities[i]->line_paid;
        bool first = true;
        for (int j = 0; j < i; j++)
            first = first && strcmp(word, fence->quantities[j]->line_paid) != 0;
        if (!first)
            again = arena_printf(arena, "%s-SUMIFS(%s,%s,\"%s\",%s,\"%s\")", again, amounts,
                                 block_area(sheet, lines->from, lines->paths, lines->to, lines->paths), SETS_ALL_PATHS,
                                 block_area(sheet, lines->from, lines->paid, lines->to, lines->paid), word);
    }
    block_condition(conditions, "ABS(SUM(%s)-SUM(%s)%s)<=%s*(ABS(SUM(%s))+1)",
                    block_area(sheet, sums, column, sums + (lxw_row_t)fence->count - 1, column), amounts, again,
                    block_tolerance(sheet->book), amounts);
}

static void write_heads(const struct lines *lines) {
    struct sheet *sheet = lines->sheet;
    struct sheet_book *book = sheet->book;
    struct pos pos = lines->fence->node->pos;
    int value = sheet_input_column(sheet);
    sheet_table_head(sheet, COLUMN_LABEL, sheet_says(book, "Further cost"), ALIGN_LEFT, pos);
    sheet_table_head(sheet, lines->paths, sheet_says(book, "Path"), ALIGN_LEFT, pos);
    sheet_table_head(sheet, lines->paid, sheet_says(book, "Paid"), ALIGN_LEFT, pos);
    for (int column = lines->first; column < value + TO_SOURCE; column++)
        sheet_table_head(sheet, column,
                         column < value    ? sheet_scenario_name(set_of(book, column - lines->first))
                         : column == value ? sheet_says(book, "Amount")
                                           : "",
                         ALIGN_RIGHT, pos);
    sheet_table_head(sheet, value + TO_SOURCE, sheet_says(book, "Source"), ALIGN_LEFT, pos);
    sheet_table_head(sheet, value + TO_SOURCE + 1, sheet_says(book, "Date"), ALIGN_LEFT, pos);
    sheet->row++;
}

void block_write_further(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    int scenarios = sheet_scenario_columns(book), count;
    struct lines lines = {.sheet = sheet,
                          .fence = fence,
                          .paths = COLUMN_SYMBOL,
                          .paid = COLUMN_SYMBOL + 1,
                          .first = sheet_value_column(sheet),
                          .columns = scenarios ? scenarios : 1};
    if (fence->count == 0)
        return;
    if (!sheet->heads_on_top)
        sheet_head(sheet, sheet->row, fence);
    write_heads(&lines);
    const struct line *list = list_lines(&lines, &count);
    const char *paths = list_of(&lines, true), *paid = list_of(&lines, false);
    int rows = count + SPARE_LINES > fence->block->rows ? count + SPARE_LINES : fence->block->rows;
    lines.from = sheet->row;
    lines.to = sheet->row + (lxw_row_t)rows - 1;
    for (int i = 0; i < rows; i++) {
        if (i)
            sheet_break(sheet, BREAK_ROW);
        write_line(&lines, i < count ? &list[i] : NULL, paths, paid);
    }
    lxw_row_t sums = sheet->row;
    const struct block_formula formula = {print_sum, &lines, "the sum of the lines above"};
    for (int i = 0; i < fence->count; i++) {
        sheet_break(sheet, BREAK_ROW);
        block_write_input(sheet, fence->quantities[i], &formula, fence->node->pos);
    }
    struct block_conditions conditions = block_conditions_begin(
        book, "Each further cost has a path and a way to be paid, and counts there", fence->node->pos);
    for (int column = 0; block_tolerance(book) && column < lines.columns; column++)
        check_column(&lines, sums, lines.first + column, &conditions);
    block_conditions_end(&conditions);
}
