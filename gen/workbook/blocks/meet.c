#include "workbook/blocks/figures.h"
#include "workbook/blocks/watch.h"

#include <math.h>

/* Whether the points of a sweep are evenly spaced. */
static bool is_even(const struct chart *chart) {
    double step = chart->x_values[chart->point_count - 1] - chart->x_values[0];
    step /= chart->point_count > 1 ? chart->point_count - 1 : 1;
    bool even = step != 0;
    for (int i = 1; i < chart->point_count; i++)
        even = even && fabs(chart->x_values[i] - chart->x_values[0] - i * step) < fabs(step) * 1e-9;
    return even;
}

/* A straight curve has no second difference, and its ends give what the quantity is with the inputs as they are; of
 * another the point of these inputs does, where there is one. */
static void check_curve(struct block_conditions *conditions, const struct block_figures *figures, int series) {
    struct sheet_book *book = conditions->book;
    const struct chart *chart = figures->chart;
    const struct block_range *range = &figures->range;
    const struct expr *expr = chart->series[series].value;
    const struct quantity *along = chart->sweep.along;
    /* Nothing on other sheets says what these are: another value of a parameter, or of what no model has. */
    if (chart->variable || chart->series[series].each || chart->series[series].form != FORM_LINE)
        return;
    const char *tolerance = block_tolerance(book);
    const char *present = block_present(book, expr, conditions->pos);
    int column = range->column + 1 + series;
    if (!tolerance || !present || !book->placed[along->index])
        return;
    const char *first = block_area(range->sheet, range->first, column, range->first, column);
    const char *last = block_area(range->sheet, range->last, column, range->last, column);
    const char *from = block_area(range->sheet, range->first, range->column, range->first, range->column);
    const char *to = block_area(range->sheet, range->last, range->column, range->last, range->column);
    const char *points = block_area(range->sheet, range->first, range->column, range->last, range->column);
    if (block_course_of(book, expr, along) == COURSE_OTHER || chart->point_count < 2) {
        block_condition(conditions, "IF(ISNUMBER(MATCH(%s,%s,0)),ABS(INDEX(%s,MATCH(%s,%s,0))-(%s))<=%s*ABS(%s),1=1)",
                        along->name, points, block_area(range->sheet, range->first, column, range->last, column),
                        along->name, points, present, tolerance, present);
        return;
    }
    if (is_even(chart))
        block_condition_straight(conditions, range->sheet, range->first, column, range->last, column, false);
    block_condition(conditions, "ABS(%s+(%s-%s)*(%s-%s)/(%s-%s)-(%s))<=%s*(ABS(%s)+ABS(%s)+ABS(%s))", first, last,
                    first, along->name, from, to, from, present, tolerance, first, last, present);
}

/* Each bar is what it is named for, the highlighted ones and the others together are all of them, and one that is
 * highlighted is the least or the greatest. The cells of a line across are all the same. */
static void check_bars(struct block_conditions *conditions, const struct block_figures *figures) {
    struct sheet_book *book = conditions->book;
    const struct chart *chart = figures->chart;
    const struct block_range *range = &figures->range;
    const struct sheet *sheet = range->sheet;
    const char *bars = block_area(sheet, range->first, 1, range->last, 1), *tolerance = block_tolerance(book);
    const int parts = chart->part_count ? chart->part_count : 1;
    for (int i = 0; i < chart->series_count; i++) {
        const char *value = block_present(book, chart->series[i].value, conditions->pos);
        lxw_row_t row = range->first + (lxw_row_t)(i / parts);
        if (value)
            block_condition(conditions, "%s=(%s)", block_area(sheet, row, 1 + i % parts, row, 1 + i % parts), value);
    }
    if (chart->highlight != HIGHLIGHT_NONE && tolerance) {
        const char *best = block_area(sheet, range->first, 2, range->last, 2);
        const char *rest = block_area(sheet, range->first, 3, range->last, 3);
        const char *pick = chart->highlight == HIGHLIGHT_HIGHEST ? "MAX" : "MIN";
        /* Bars below 0 leave a sum that is small beside them. */
        block_condition(conditions, "ABS(SUM(%s)+SUM(%s)-SUM(%s))<=%s*(ABS(MAX(%s))+ABS(MIN(%s)))", best, rest, bars,
                        tolerance, bars, bars);
        block_condition(conditions, "SUMPRODUCT(%s,%s)=0", best, rest);
        block_condition(conditions, "INDEX(%s,MATCH(%s(%s),%s,0))=%s(%s)", best, pick, bars, bars, pick, bars);
    }
    for (int i = 0; i < figures->line_count; i++) {
        int column = figures->lines[i].y_column;
        const char *line = block_area(sheet, range->first, column, range->last, column);
        const char *value = block_present(book, chart->lines[i].at, conditions->pos);
        const char *when = chart->lines[i].where ? block_present(book, chart->lines[i].where, conditions->pos) : "1=1";
        if (value && when)
            block_condition(conditions, "AND(MIN(%s)=MAX(%s),MAX(%s)=IF(%s,%s,0))", line, line, line, when, value);
    }
}

void block_check_figures(struct sheet_book *book, const struct block_figures *figures, struct pos pos) {
    const struct chart *chart = figures->chart;
    bool bars = chart->kind == CHART_BARS;
    const char *label = sheet_says_of(book,
                                      bars ? "The bars of the chart \"{}\" are what they are named for"
                                           : "The curves of the chart \"{}\" meet what they are of",
                                      chart->title);
    struct block_conditions conditions = block_conditions_begin(book, label, pos);
    if (bars)
        check_bars(&conditions, figures);
    for (int i = 0; i < chart->series_count && !bars; i++)
        check_curve(&conditions, figures, i);
    block_conditions_end(&conditions);
}
