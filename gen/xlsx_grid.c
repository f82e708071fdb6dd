#include "xlsx_charts.h"
#include "xlsx_lines.h"

#include <string.h>

enum { MOST_PATHS = 7, MOST_POINTS = 60, WINNER_WIDTH = 14 };

struct axis {
    const struct quantity *along;
    double first, last;
    int points;
};

struct grid {
    const char *name;
    struct axis down, across;
    const char *labels[MOST_PATHS];
    const struct quantity *outputs[MOST_PATHS];
    int count;
    struct sheet *sheet;
    lxw_row_t heads[MOST_PATHS]; /* the row of each block's heads, once written */
    struct grid *next;
};

static void read_axis(struct book *book, const struct yaml *yaml, const char *key, struct axis *axis) {
    static const char *const known[] = {"along", "first", "last", "points", NULL};
    const yaml_node_t *node = yaml_member(yaml, yaml_root(yaml), key);
    if (!node || !yaml_is_mapping(yaml, node, key, book->diag) ||
        !yaml_check_keys(yaml, node, known, key, book->diag)) {
        book_error(book, yaml_pos(yaml, node ? node : yaml_root(yaml)),
                   "the block needs `%s: {along: PARAMETER, first: 10%%, last: 100%%, points: 10}`", key);
        return;
    }
    const yaml_node_t *along = yaml_member(yaml, node, "along");
    axis->along = along ? fence_quantity(book, yaml, along) : NULL;
    double points = 0;
    const char *const keys[] = {"first", "last", "points"};
    double *const numbers[] = {&axis->first, &axis->last, &points};
    bool good = axis->along != NULL;
    for (int i = 0; i < 3; i++) {
        const yaml_node_t *value = yaml_member(yaml, node, keys[i]);
        const char *text = value ? yaml_text(yaml, value, keys[i], book->diag) : NULL;
        size_t length = text ? strlen(text) : 0;
        bool percent = length && text[length - 1] == '%';
        good = text && number_parse(text, length - percent, numbers[i]) && good;
        *numbers[i] = percent ? *numbers[i] / 100 : *numbers[i];
    }
    axis->points = points >= 2 && points <= MOST_POINTS ? (int)points : 2;
    if (!good || axis->points != points)
        book_error(book, yaml_pos(yaml, node), "`%s` needs a parameter, two numbers, and 2 to %d points", key,
                   MOST_POINTS);
}

void place_grid(struct book *book, struct fence *fence) {
    static const char *const known[] = {"name", "down", "across", "paths", NULL};
    struct grid *grid = arena_alloc(book->arena, sizeof *grid);
    struct yaml *yaml = fence_read(book, fence, known);
    fence->content = grid;
    if (!yaml)
        return;
    grid->name = fence_text(book, yaml, "name", true);
    read_axis(book, yaml, "down", &grid->down);
    read_axis(book, yaml, "across", &grid->across);
    const yaml_node_t *paths = yaml_member(yaml, yaml_root(yaml), "paths");
    if (!paths || !yaml_is_mapping(yaml, paths, "paths", book->diag) || yaml_pair_count(paths) < 2 ||
        yaml_pair_count(paths) > MOST_PATHS)
        book_error(book, fence->node->pos, "the block needs `paths:`, 2 to %d lines `label: equation`", MOST_PATHS);
    for (size_t i = 0; !book->failed && i < yaml_pair_count(paths); i++) {
        yaml_node_t *value, *key = yaml_pair(yaml, paths, i, &value);
        const char *label = yaml_text(yaml, key, "a label", book->diag);
        const struct quantity *quantity = fence_quantity(book, yaml, value);
        if (!label || !quantity)
            break;
        grid->labels[grid->count] = arena_strdup(book->arena, label);
        grid->outputs[grid->count++] = quantity;
        fence_needs(book, fence, quantity);
    }
    grid->next = (struct grid *)book->grids;
    book->grids = grid;
    yaml_close(yaml);
}

/* The value of a point of an axis, from the sweep that it is. */
static double axis_value(const struct axis *axis, int i) {
    struct sweep sweep = {
        .along = axis->along, .first = axis->first, .last = axis->last, .points = axis->points, .scale = SWEEP_LINEAR};
    return sweep_value(&sweep, i);
}

static unsigned short axis_format(struct book *book, const struct axis *axis) {
    double *values = arena_array(book->arena, (size_t)axis->points, sizeof *values);
    for (int i = 0; i < axis->points; i++)
        values[i] = axis_value(axis, i);
    struct number_format format = axis->along->format;
    format.with_unit = false;
    return book_number_format(book, format, NULL, values, axis->points, false);
}

/* One equation at all points. */
static void write_costs(struct sheet *sheet, struct grid *grid, int path, struct pos pos) {
    struct book *book = sheet->book;
    const struct quantity *output = grid->outputs[path];
    struct look down = {.frame = FRAME_BODY, .ink = INK_FAINT, .number = axis_format(book, &grid->down)};
    struct look across = {
        .frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT, .number = axis_format(book, &grid->across)};
    grid->heads[path] = sheet->row;
    table_head(sheet, 0, arena_printf(book->arena, "%s, by %s", output->label, grid->down.along->label), ALIGN_LEFT,
               pos);
    for (int j = 0; j < grid->across.points; j++)
        cell_number(sheet, sheet->row, 1 + j, axis_value(&grid->across, j), across, pos);
    sheet->row++;
    struct number_format format = output->format;
    if (format.style == NUMBER_MONEY)
        format = (struct number_format){NUMBER_MILLIONS, 2, false};
    for (int i = 0; i < grid->down.points && !book->failed; i++, sheet->row++) {
        cell_number(sheet, sheet->row, 0, axis_value(&grid->down, i), down, pos);
        for (int j = 0; j < grid->across.points && !book->failed; j++) {
            struct substitute substitutes[] = {
                {grid->down.along, cell_address(sheet, sheet, sheet->row, 0, 2)},
                {grid->across.along, cell_address(sheet, sheet, grid->heads[path], 1 + j, 1)}};
            const char *formula = book_formula_with(book, output->expr, substitutes, 2, pos);
            double million = 1e6;
            struct look look = {.frame = FRAME_BODY,
                                .number = book_number_format(book, format, NULL, &million, 1, true)};
            if (formula)
                cell_computed(sheet, sheet->row, 1 + j, formula, look, pos);
        }
    }
}

void block_write_grid(struct book *book, const struct fence *fence) {
    struct grid *grid = fence->content;
    struct sheet *sheet = fence->sheet;
    sheet_head(sheet, sheet->row, fence);
    grid->sheet = sheet;
    for (int i = 0; i < grid->count && !book->failed; i++) {
        if (i)
            sheet->row++;
        write_costs(sheet, grid, i, fence->node->pos);
    }
}

void place_winners(struct book *book, struct fence *fence) {
    const char *text = fence->node->text + strspn(fence->node->text, " \t\r\n");
    fence->content = arena_strndup(book->arena, text, strcspn(text, " \t\r\n"));
}

/* `IF(a<=MIN(b,c),A,IF(b<=c,B,C))`: the names stand in cells. */
static const char *winner_formula(struct sheet *sheet, const struct grid *grid, int i, int j, lxw_row_t names) {
    struct arena *arena = sheet->book->arena;
    const char *formula = cell_address(sheet, sheet, names, grid->count, 3);
    const char *rest = NULL;
    for (int path = grid->count - 1; path >= 0; path--) {
        const char *cell = cell_address(sheet, grid->sheet, grid->heads[path] + 1 + (lxw_row_t)i, 1 + j, 0);
        if (rest)
            formula = arena_printf(arena, "IF(%s<=MIN(%s),%s,%s)", cell, rest,
                                   cell_address(sheet, sheet, names, 1 + path, 3), formula);
        rest = rest ? arena_printf(arena, "%s,%s", cell, rest) : cell;
    }
    return formula;
}

void block_write_winners(struct book *book, const struct fence *fence) {
    static const int colours[MOST_PATHS] = {0xD6E3F5, 0xE7DDEE, 0xD5EDE3, 0xFBE5D0, 0xF6D9D7, 0xEEEEEE, 0xFFF3C4};
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct grid *grid = book->grids;
    while (grid && (!grid->name || strcmp(grid->name, fence->content) != 0))
        grid = grid->next;
    if (!grid || !grid->sheet) {
        book_error(book, pos, "no block ```grid``` before this one has the name `%s`", (const char *)fence->content);
        return;
    }
    struct look head = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT};
    struct look name = {.frame = FRAME_BODY, .align = ALIGN_CENTER}, down = {.frame = FRAME_BODY, .ink = INK_LINK};
    lxw_row_t names = sheet->row;
    cell_words(sheet, sheet->row, 0, "The cheapest is coloured as", 52, (struct look){.frame = FRAME_BODY}, pos);
    for (int path = 0; path < grid->count; path++) {
        cell_text(sheet, sheet->row, 1 + path, grid->labels[path], name, pos);
        sheet_fit(sheet, 1 + path, WINNER_WIDTH - 2);
    }
    sheet->row += 2;
    sheet_head(sheet, sheet->row, fence);
    table_head(sheet, 0,
               arena_printf(book->arena, "%s, across: %s", grid->down.along->label, grid->across.along->label),
               ALIGN_LEFT, pos);
    head.number = axis_format(book, &grid->across);
    down.number = axis_format(book, &grid->down);
    for (int j = 0; j < grid->across.points; j++) {
        cell_computed(sheet, sheet->row, 1 + j, cell_address(sheet, grid->sheet, grid->heads[0], 1 + j, 0), head, pos);
        sheet_fit(sheet, 1 + j, WINNER_WIDTH - 2);
    }
    lxw_row_t first = ++sheet->row;
    for (int i = 0; i < grid->down.points && !book->failed; i++, sheet->row++) {
        cell_computed(sheet, sheet->row, 0, cell_address(sheet, grid->sheet, grid->heads[0] + 1 + (lxw_row_t)i, 0, 0),
                      down, pos);
        for (int j = 0; j < grid->across.points && !book->failed; j++)
            cell_computed(sheet, sheet->row, 1 + j, winner_formula(sheet, grid, i, j, names), name, pos);
    }
    for (int path = 0; path < grid->count && !book->failed; path++) {
        lxw_format *format = workbook_add_format(book->workbook);
        format_set_bg_color(format, (lxw_color_t)colours[path]);
        lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                       .value_string =
                                           arena_printf(book->arena, "=%s=%s", cell_address(sheet, sheet, first, 1, 0),
                                                        cell_address(sheet, sheet, names, 1 + path, 3)),
                                       .format = format};
        worksheet_conditional_format_range(sheet->worksheet, first, 1, sheet->row - 1, (lxw_col_t)grid->across.points,
                                           &rule);
        rule.value_string = arena_printf(book->arena, "=%s=%s", cell_address(sheet, sheet, names, 1 + path, 0),
                                         cell_address(sheet, sheet, names, 1 + path, 3));
        worksheet_conditional_format_cell(sheet->worksheet, names, (lxw_col_t)(1 + path), &rule);
    }
}
