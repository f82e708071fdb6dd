#include "workbook/blocks/expressions.h"
#include "workbook/blocks/watch.h"

#include <string.h>

enum { LABEL_WIDTH = 31, WINNER_WIDTH = 11 };

/* A grid that was written, with the rows of its tables' heads: one for each path, then one for the limits of ties. */
struct block_grid {
    const struct fence *block;
    struct sheet *sheet;
    lxw_row_t heads[BLOCK_MOST_PATHS + 1];
    struct block_grid *next;
};

static struct block_grid *add_shown(struct sheet_book *book, const struct sheet_fence *fence) {
    struct block_grid *shown = arena_alloc(book->arena, sizeof *shown);
    *shown = (struct block_grid){
        .block = fence->block, .sheet = fence->sheet, .heads = {fence->sheet->row}, .next = book->blocks->grids};
    book->blocks->grids = shown;
    return shown;
}

/* The grid that a block shows; NULL and an error if none of its name was written yet. */
static const struct block_grid *find_shown(struct sheet_book *book, const struct sheet_fence *fence) {
    for (const struct block_grid *shown = book->blocks->grids; shown; shown = shown->next)
        if (strcmp(shown->block->name, fence->block->name) == 0)
            return shown;
    sheet_error(book, fence->node->pos, "no block ```grid``` before this one has the name `%s`", fence->block->name);
    return NULL;
}

static unsigned short axis_format(struct sheet_book *book, const struct fence_axis *axis) {
    struct number_format format = axis->along->format;
    format.with_unit = false;
    return sheet_number_format(book, format, NULL, axis->values, axis->points, false);
}

/* The cost of a path at a point; NULL after an error. */
static const char *cost_formula(struct sheet *sheet, const struct block_grid *shown, int table, int i, int j,
                                struct pos pos) {
    const struct fence *grid = shown->block;
    lxw_row_t head = shown->heads[table];
    struct block_substitute substitutes[] = {
        {grid->down.along, sheet_address(sheet, sheet, head + 1 + (lxw_row_t)i, 0, 2)},
        {grid->across.along, sheet_address(sheet, sheet, head, 1 + j, 1)}};
    return block_formula_with(sheet->book, grid->outputs[table]->expr, substitutes, 2, pos);
}

/* What says whether a path is one of its own; NULL: it always is. */
static const struct quantity *condition_of(const struct fence *grid, int path) {
    return grid->where ? grid->where[path] : NULL;
}

/* Up to which a path is the cheapest. One that is none of its own stands there as one that always is. */
static const char *limit_formula(struct sheet *sheet, const struct block_grid *shown, int i, int j) {
    struct arena *arena = sheet->book->arena;
    const struct fence *grid = shown->block;
    const char *costs = "", *always = NULL;
    for (int path = grid->label_count - 1; path >= 0; path--)
        if (!condition_of(grid, path))
            always = sheet_address(sheet, sheet, shown->heads[path] + 1 + (lxw_row_t)i, 1 + j, 0);
    for (int path = 0; path < grid->label_count; path++) {
        const struct quantity *where = condition_of(grid, path);
        const char *cost = sheet_address(sheet, sheet, shown->heads[path] + 1 + (lxw_row_t)i, 1 + j, 0);
        if (where)
            cost = arena_printf(arena, "IF(%s,%s,%s)", where->name, cost, always);
        costs = arena_printf(arena, "%s%s%s", costs, path ? "," : "", cost);
    }
    const struct quantity *tolerance = shown->block->tolerance;
    return tolerance ? arena_printf(arena, "MIN(%s)+ABS(MIN(%s))*%s", costs, costs, tolerance->name)
                     : arena_printf(arena, "MIN(%s)", costs);
}

/* Writes a table of values at all points: the costs of a path or, after all paths, the limits up to which a path ties
 * with the cheapest. */
static void write_table(struct sheet *sheet, struct block_grid *shown, int table, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct fence *grid = shown->block;
    struct sheet_look down = {.frame = FRAME_BODY, .ink = INK_FAINT, .number = axis_format(book, &grid->down)};
    struct sheet_look across = {
        .frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT, .number = axis_format(book, &grid->across)};
    bool limit = table == grid->label_count;
    const char *label = limit ? sheet_says(book, "Up to which a path is the cheapest") : grid->outputs[table]->label;
    shown->heads[table] = sheet->row;
    sheet_table_head(sheet, 0, sheet_says_both(book, "{}, by {}", label, grid->down.along->label), ALIGN_LEFT, pos);
    for (int j = 0; j < grid->across.points; j++)
        sheet_put_number(sheet, sheet->row, 1 + j, grid->across.values[j], across, pos);
    sheet->row++;
    struct number_format format = grid->outputs[0]->format;
    if (format.style == NUMBER_MONEY)
        format = (struct number_format){.style = NUMBER_MILLIONS, .decimals = 2};
    double million = 1e6;
    struct sheet_look look = {.frame = FRAME_BODY,
                              .number = sheet_number_format(book, format, NULL, &million, 1, true)};
    for (int i = 0; i < grid->down.points && !book->calc.failed; i++, sheet->row++) {
        sheet_put_number(sheet, sheet->row, 0, grid->down.values[i], down, pos);
        for (int j = 0; j < grid->across.points && !book->calc.failed; j++) {
            const char *formula =
                limit ? limit_formula(sheet, shown, i, j) : cost_formula(sheet, shown, table, i, j, pos);
            if (formula)
                sheet_fit_number(sheet, 1 + j, sheet_put_computed(sheet, sheet->row, 1 + j, formula, look, pos).number,
                                 look.number);
        }
    }
}

/* Where a parameter's present value lies between the ends of an axis: 0 at the first, 1 at the last. */
static const char *share_of(struct arena *arena, const char *present, const char *first, const char *last) {
    return arena_printf(arena, "(%s-%s)/(%s-%s)", present, first, last, first);
}

/* Adds what must hold of the costs of a path: along a parameter on which they depend in a straight line, they have no
 * second difference; if they do so along both, their four corners give what the path costs with the inputs as they are;
 * if not, the point of these inputs does, where there is one. */
static void check_costs(struct block_conditions *conditions, const struct block_grid *shown, int path) {
    struct sheet_book *book = conditions->book;
    struct sheet *sheet = shown->sheet;
    const struct fence *grid = shown->block;
    const struct expr *expr = grid->outputs[path]->expr;
    const char *tolerance = block_tolerance(book), *total = grid->outputs[path]->name;
    lxw_row_t head = shown->heads[path], first = head + 1, last = head + (lxw_row_t)grid->down.points;
    int right = grid->across.points;
    if (!tolerance || !book->placed[grid->outputs[path]->index])
        return;
    bool straight_down = block_course_of(book, expr, grid->down.along) != COURSE_OTHER;
    bool straight_across = block_course_of(book, expr, grid->across.along) != COURSE_OTHER;
    if (straight_down)
        block_condition_straight(conditions, sheet, first, 1, last, right, false);
    if (straight_across)
        block_condition_straight(conditions, sheet, first, 1, last, right, true);
    const char *down = grid->down.along->name, *across = grid->across.along->name;
    const char *rows = block_area(sheet, first, 0, last, 0), *columns = block_area(sheet, head, 1, head, right);
    if (!straight_down || !straight_across || grid->down.points < 2 || right < 2) {
        block_condition(conditions,
                        "IF(ISNUMBER(MATCH(%s,%s,0)),IF(ISNUMBER(MATCH(%s,%s,0)),ABS(INDEX(%s,MATCH(%s,%s,0),MATCH(%s,%"
                        "s,0))-%s)<=%s*ABS(%s),1=1),1=1)",
                        down, rows, across, columns, block_area(sheet, first, 1, last, right), down, rows, across,
                        columns, total, tolerance, total);
        return;
    }
    const char *a = block_area(sheet, first, 1, first, 1), *b = block_area(sheet, last, 1, last, 1),
               *c = block_area(sheet, first, right, first, right), *d = block_area(sheet, last, right, last, right);
    const char *s =
        share_of(book->arena, down, block_area(sheet, first, 0, first, 0), block_area(sheet, last, 0, last, 0));
    const char *t =
        share_of(book->arena, across, block_area(sheet, head, 1, head, 1), block_area(sheet, head, right, head, right));
    block_condition(
        conditions,
        "ABS(%s+(%s-%s)*%s+(%s-%s)*%s+(%s-%s-%s+%s)*%s*%s-%s)<=%s*(ABS(%s)+ABS(%s)+ABS(%s)+ABS(%s)+ABS(%s))", a, b, a,
        s, c, a, t, d, b, c, a, s, t, total, tolerance, a, b, c, d, total);
}

static void check_grid(struct sheet_book *book, const struct block_grid *shown, struct pos pos) {
    const struct fence *grid = shown->block;
    if (!book->checks || book->calc.failed)
        return;
    const char *label = sheet_says_both(book, "The costs by {} and {} meet the totals, without a bend",
                                        grid->down.along->label, grid->across.along->label);
    struct block_conditions conditions = block_conditions_begin(book, label, pos);
    for (int path = 0; path < grid->label_count; path++)
        check_costs(&conditions, shown, path);
    block_conditions_end(&conditions);
}

void block_write_grid(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    const struct fence *grid = fence->block;
    sheet_head(sheet, sheet->row, fence);
    struct block_grid *shown = add_shown(book, fence);
    for (int i = 0; i <= grid->label_count && !book->calc.failed; i++) {
        if (i) {
            sheet->row++;
            sheet_break(sheet, BREAK_PART);
        }
        write_table(sheet, shown, i, fence->node->pos);
    }
    check_grid(book, shown, fence->node->pos);
}

/* `IF((a<=m)+(b<=m)+(c<=m)>1,tie,IF(a<=m,A,IF(b<=m,B,C)))`, with the names in cells: those of the paths, then that of a
 * tie. A path that is none of its own counts nowhere. */
static const char *winner_formula(struct sheet *sheet, const struct block_grid *shown, int i, int j, lxw_row_t names) {
    const struct fence *grid = shown->block;
    struct arena *arena = sheet->book->arena;
    const char *limit =
        sheet_address(sheet, shown->sheet, shown->heads[grid->label_count] + 1 + (lxw_row_t)i, 1 + j, 0);
    const char *formula = sheet_address(sheet, sheet, names, grid->label_count, 3), *count = "";
    for (int path = grid->label_count - 1; path >= 0; path--) {
        const struct quantity *where = condition_of(grid, path);
        const char *least =
            arena_printf(arena, "%s<=%s",
                         sheet_address(sheet, shown->sheet, shown->heads[path] + 1 + (lxw_row_t)i, 1 + j, 0), limit);
        if (where)
            least = arena_printf(arena, "AND(%s,%s)", least, where->name);
        count = arena_printf(arena, where ? "IF(%s,1,0)%s%s" : "(%s)%s%s", least, *count ? "+" : "", count);
        if (path < grid->label_count - 1)
            formula =
                arena_printf(arena, "IF(%s,%s,%s)", least, sheet_address(sheet, sheet, names, 1 + path, 3), formula);
    }
    return arena_printf(arena, "IF(%s>1,%s,%s)", count, sheet_address(sheet, sheet, names, grid->label_count + 1, 3),
                        formula);
}

void block_write_winners(struct sheet_book *book, const struct sheet_fence *fence) {
    static const int colours[BLOCK_MOST_PATHS] = {0xD6E3F5, 0xE7DDEE, 0xD5EDE3, 0xFBE5D0, 0xF6D9D7, 0xEEEEEE, 0xFFF3C4};
    enum { TIE_COLOUR = 0xC8C8C8 };
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct block_grid *shown = find_shown(book, fence);
    if (!shown)
        return;
    const struct fence *grid = shown->block;
    struct sheet_look head = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT};
    struct sheet_look name = {.frame = FRAME_BODY, .align = ALIGN_CENTER},
                      down = {.frame = FRAME_BODY, .ink = INK_LINK};
    lxw_row_t names = sheet->row;
    sheet_put_words(sheet, sheet->row, 0, sheet_says(sheet->book, "The cheapest is colored as"), LABEL_WIDTH,
                    (struct sheet_look){.frame = FRAME_BODY}, pos);
    for (int path = 0; path <= grid->label_count; path++) {
        sheet_put_text(sheet, sheet->row, 1 + path,
                       path < grid->label_count ? grid->labels[path] : sheet_says(sheet->book, "A tie"), name, pos);
        sheet_fit(sheet, 1 + path, WINNER_WIDTH);
    }
    sheet->row += 2;
    sheet_head(sheet, sheet->row, fence);
    sheet_table_head(sheet, 0,
                     sheet_says_both(book, "{}, across: {}", grid->down.along->label, grid->across.along->label),
                     ALIGN_LEFT, pos);
    head.number = axis_format(book, &grid->across);
    down.number = axis_format(book, &grid->down);
    for (int j = 0; j < grid->across.points; j++) {
        sheet_put_computed(sheet, sheet->row, 1 + j, sheet_address(sheet, shown->sheet, shown->heads[0], 1 + j, 0),
                           head, pos);
        sheet_fit(sheet, 1 + j, WINNER_WIDTH);
    }
    lxw_row_t first = ++sheet->row;
    for (int i = 0; i < grid->down.points && !book->calc.failed; i++, sheet->row++) {
        sheet_put_computed(sheet, sheet->row, 0,
                           sheet_address(sheet, shown->sheet, shown->heads[0] + 1 + (lxw_row_t)i, 0, 0), down, pos);
        for (int j = 0; j < grid->across.points && !book->calc.failed; j++)
            sheet_put_computed(sheet, sheet->row, 1 + j, winner_formula(sheet, shown, i, j, names), name, pos);
    }
    for (int path = 0; path <= grid->label_count && !book->calc.failed; path++) {
        lxw_format *format = workbook_add_format(book->workbook);
        format_set_bg_color(format, (lxw_color_t)(path < grid->label_count ? colours[path] : TIE_COLOUR));
        lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                       .value_string =
                                           arena_printf(book->arena, "=%s=%s", sheet_address(sheet, sheet, first, 1, 0),
                                                        sheet_address(sheet, sheet, names, 1 + path, 3)),
                                       .format = format};
        worksheet_conditional_format_range(sheet->worksheet, first, 1, sheet->row - 1, (lxw_col_t)grid->across.points,
                                           &rule);
        rule.value_string = arena_printf(book->arena, "=%s=%s", sheet_address(sheet, sheet, names, 1 + path, 0),
                                         sheet_address(sheet, sheet, names, 1 + path, 3));
        worksheet_conditional_format_cell(sheet->worksheet, names, (lxw_col_t)(1 + path), &rule);
    }
}
