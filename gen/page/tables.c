/* Tables: rows to strips, sizes, halves. */
#include "page/tables.h"

#include <math.h>

/* The padding of a table in the small size, as a share of the usual padding. */
#define SMALL_PADDING 0.6
/* How far subscripts may reach into the padding of their row, as a share of it, so that rows with symbols are as tall
 * as others. */
#define HANG 0.8
#define SIZE_STEP 0.25 /* between the sizes that are tried, in points */
/* A table that is set small anyway is set smaller still, by at most this many points, if that reduces its height to
 * this share. */
#define SMALLER_BY 0.75
#define SMALLER_SHORTER 0.7
/* A table with this many rows, without its header rows, stays on one page. One with a few more is hardly ever divided.
 * Of all others, at least four rows stay together at each page break, and six rows of both halves. */
enum { WHOLE_UP_TO = 7, SHORT_UP_TO = 9, TOGETHER = 4, HALVES_TOGETHER = 12 };
enum { NOTES_FROM = 4 }; /* columns, so that words in the last one are notes */
/* Notes stand below the other cells of their rows, with this indent, in ems, where their column would be narrower than
 * this, in ems, and some of them would take more than this many lines: in large print. */
#define NOTES_LEAST 10.0
#define BELOW_INDENT 1.0
enum { NOTES_LINES = 3 };
#define HEAD_MOST 0.33 /* of a page, for a header that is repeated */
/* A long narrow table is set in two halves side by side: from this many rows on, with at most this many columns, if
 * that makes it this much shorter and leaves it no taller than this share of a page, so that two pages hold it. */
enum { HALVED_FROM = 9, HALVED_COLUMNS = 3 };
/* On a student's page, a column with no text below its header is at least this share of a blank wide, so that a date,
 * say, can be written in it. */
#define WRITTEN_SHARE 0.7
#define FIGURES_GAP 0.6 /* between right-aligned numbers and left-aligned text, besides the padding; in ems */
#define HALVES_GAP 2.0  /* between the halves, in ems */
#define HALVES_SHORTER 0.68
#define HALVES_TALLEST 1.0
#define HALVES_WRAPS 1.3 /* the most by which wrapped lines may make the halves taller */

static void measure_table(struct page_layout *layout, struct page_table *table) {
    for (const struct doc_node *row = table->node->first_child; row; row = row->next) {
        int columns = 0;
        for (const struct doc_node *cell = row->first_child; cell; cell = cell->next)
            columns++;
        if (columns > table->column_count)
            table->column_count = columns;
        table->rows++;
    }
    table->beside = table->column_count;
    table->head_rows = table->node->head_rows < table->rows ? table->node->head_rows : table->rows;
    table->columns = arena_array(layout->arena, (size_t)table->column_count + 1, sizeof *table->columns);
    table->cells =
        arena_array(layout->arena, (size_t)table->column_count * (size_t)table->rows + 1, sizeof(struct page_cell));
    table->row_nodes = arena_array(layout->arena, (size_t)table->rows + 1, sizeof *table->row_nodes);
    table->measured = arena_mark(layout->arena);
}

/* How a cell of column c is set in a table of that size: heads in the smaller heading type, the words of a last column
 * as notes, and marked rows bold. */
static struct page_setting cell_setting(const struct page_layout *layout, const struct page_table *table, int c,
                                        const struct doc_node *node, bool head, double size) {
    const struct page_style *style = layout->style;
    const bool decimal = node->align == ALIGN_DECIMAL, left = node->align == ALIGN_DEFAULT || node->align == ALIGN_LEFT;
    struct page_setting setting = page_body_setting(layout);
    setting.bold = head || node->parent->marked;
    setting.align = node->align == ALIGN_DEFAULT ? ALIGN_LEFT : decimal ? ALIGN_RIGHT : node->align;
    setting.stretch_blanks = true;
    setting.hang = HANG * layout->style->row_padding;
    setting.size = size;
    setting.line_height = fmin(setting.line_height, 1.25);
    if (head) {
        setting.family = FAMILY_HEADING;
        setting.size = fmin(size, style->table_head_size);
    } else if (left && table->column_count >= NOTES_FROM && c + 1 == table->column_count) {
        setting.size = fmin(size, style->table_notes_size);
    }
    return setting;
}

/* Shapes all cells in a size, with a share of the usual padding; what was shaped in another size is dropped. */
static void prepare_cells(struct page_layout *layout, struct page_table *table, double size, double padding) {
    int r = 0;
    arena_rewind(layout->arena, table->measured);
    bool students_write = table->head_rows && layout->document->audience == AUDIENCE_STUDENT;
    bool *filled = arena_array(layout->arena, (size_t)table->column_count, sizeof *filled);
    table->size = size;
    table->padding = padding * layout->style->table_padding;
    table->above = layout->style->row_padding;
    table->outer = layout->style->table_head_filled ? table->padding : 0;
    for (int c = 0; c < table->column_count; c++)
        table->columns[c] = (struct page_table_column){0};
    for (const struct doc_node *row = table->node->first_child; row; row = row->next, r++) {
        struct page_cell *cell = &table->cells[r * table->column_count];
        struct page_table_column *column = table->columns;
        table->row_nodes[r] = row;
        for (const struct doc_node *node = row->first_child; node; node = node->next, cell++, column++) {
            const bool head = r < table->head_rows;
            const int c = (int)(column - table->columns);
            const struct page_setting setting = cell_setting(layout, table, c, node, head, size);
            cell->node = node;
            cell->decimal = false;
            cell->tail = 0;
            cell->text = page_inline_prepare(layout, node->first_child, NULL, setting);
            cell->align = setting.align;
            column->share = node->share > column->share ? node->share : column->share;
            column->minimum = fmax(column->minimum, page_inline_minimum_width(cell->text));
            column->maximum = fmax(column->maximum, page_inline_maximum_width(cell->text));
            column->has_blank = column->has_blank || page_inline_has_blank(cell->text);
            if (r >= table->head_rows && !page_inline_is_empty(cell->text))
                filled[c] = true;
        }
    }
    page_table_align(layout, table);
    for (int c = 0; c < table->column_count && students_write; c++)
        if (!filled[c]) {
            table->columns[c].minimum = fmax(table->columns[c].minimum, WRITTEN_SHARE * layout->style->blank_width);
            table->columns[c].maximum = fmax(table->columns[c].maximum, table->columns[c].minimum);
        }
    for (int c = 1; c < table->beside; c++) {
        struct page_table_column *column = &table->columns[c];
        if (table->cells[c - 1].align != ALIGN_RIGHT || table->cells[c].align != ALIGN_LEFT)
            continue;
        column->inset = FIGURES_GAP * size;
        column->minimum += column->inset;
        column->maximum += column->inset;
    }
}

static void add_rule(struct page_layout *layout, struct page_box *box, double y, double width, double thickness,
                     struct pdf_colour colour) {
    page_box_begin(layout, box, "Artifact", NULL);
    page_box_add_line(layout, box, 0, y, width, y, thickness, colour);
    page_box_end(layout, box);
}

static void add_ground(struct page_layout *layout, struct page_box *box, double top, double width, double height,
                       struct pdf_colour colour) {
    page_box_begin(layout, box, "Artifact", NULL);
    page_box_add_rectangle(layout, box, 0, top, width, height, 0, colour, true);
    page_box_end(layout, box);
}

static struct page_box copy_untagged(struct page_layout *layout, const struct page_mark *first) {
    struct page_box copy = {0};
    for (const struct page_mark *mark = first; mark; mark = mark->next) {
        if (mark->kind == MARK_BEGIN || mark->kind == MARK_END)
            continue;
        struct page_mark *again = arena_alloc(layout->arena, sizeof *again);
        *again = *mark;
        again->next = NULL;
        page_marks_append(&copy.first, &copy.last, again, again, 0, 0);
    }
    return copy;
}

/* Draws the header rows on their background, down from `top`. Returns their height and, in *baseline, that of the first
 * row. */
static double draw_head(struct page_layout *layout, const struct page_table *table, struct page_box *box, double top,
                        double *baseline) {
    const struct page_style *style = layout->style;
    struct page_slice *slices = arena_array(layout->arena, (size_t)table->head_rows + 1, sizeof *slices);
    double height = 0, y = top;
    for (int r = 0; r < table->head_rows; r++) {
        slices[r] = page_slice_whole(layout, table, r);
        height += slices[r].height;
    }
    *baseline = slices[0].baseline;
    if (style->table_head_filled)
        add_ground(layout, box, top, table->width, height, style->table_head_fill);
    add_rule(layout, box, top, table->width, style->table_rule, style->ink);
    add_rule(layout, box, top + height, table->width, style->table_head_rule, style->ink);
    for (int r = 0; r < table->head_rows; r++) {
        page_slice_draw(layout, table, r, &slices[r], box, y + slices[r].baseline);
        y += slices[r].height;
    }
    return height;
}

/* Adds the header rows as one strip. Returns a copy of it without tags. */
static const struct page_strip *emit_head(struct page_layout *layout, const struct page_table *table) {
    double baseline;
    struct page_box *box = page_box_new(layout), moved = {0};
    double height = draw_head(layout, table, box, 0, &baseline);
    page_box_place(&moved, box, 0, -baseline);
    struct page_strip *strip = page_emit(layout, &moved, table->x, height, baseline);
    strip->break_cost = BREAK_NEVER;
    struct page_strip *again = arena_alloc(layout->arena, sizeof *again);
    *again = (struct page_strip){.height = height, .baseline = baseline, .bars = strip->bars, .node = strip->node};
    again->first = copy_untagged(layout, strip->first).first;
    return again;
}

static void emit_row(struct page_layout *layout, const struct page_table *table, int row,
                     const struct page_strip *head) {
    const struct page_style *style = layout->style;
    struct page_slice slice = page_slice_new(layout, table);
    double corner = fmax(layout->corner.bottom - style->margin_top, 0); /* kept clear at the top of a page */
    double limit = layout->text_height - corner - (head ? head->height : 0);
    bool any = false, last = row + 1 == table->rows;
    for (;;) {
        bool more = page_slice_next(table, row, limit, &slice);
        if (!more && any)
            return;
        if (!more)
            page_slice_measure(table, row, &slice);
        any = true;
        bool ends = true;
        for (int c = 0; c < table->column_count; c++)
            ends = ends && slice.end_lines[c] == table->cells[row * table->column_count + c].line_count;
        if (ends && table->row_nodes[row]->write)
            slice.height = fmax(slice.height, style->answer_line_height);
        struct page_box *box = page_box_new(layout);
        if (table->row_nodes[row]->marked)
            add_ground(layout, box, -slice.baseline, table->width, slice.height, style->row_mark);
        if (ends && last)
            add_rule(layout, box, slice.height - slice.baseline, table->width, style->table_rule, style->ink);
        else if (ends && (style->table_rules == RULES_ROWS || table->row_nodes[row]->write))
            add_rule(layout, box, slice.height - slice.baseline, table->width, style->row_rule, style->faint);
        page_slice_draw(layout, table, row, &slice, box, 0);
        struct page_strip *strip = page_emit(layout, box, table->x, slice.height, slice.baseline);
        strip->head = head;
        if (!more)
            return;
    }
}

/* The halves of a table whose rows each page sets side by side. */
static const struct page_halves *halves_new(struct page_layout *layout, const struct page_table *table,
                                            const struct page_strip *head) {
    const struct page_style *style = layout->style;
    struct page_halves *halves = arena_alloc(layout->arena, sizeof *halves);
    struct page_strip *end = arena_alloc(layout->arena, sizeof *end);
    struct page_box rule = {0};
    page_box_add_line(layout, &rule, table->x, 0, table->x + table->width, 0, style->table_rule, style->ink);
    *end = (struct page_strip){.first = rule.first, .last = rule.last, .node = table->node};
    *halves = (struct page_halves){table->width + HALVES_GAP * table->size, head, end};
    return halves;
}

static void set_widths(struct page_layout *layout, struct page_table *table, double width) {
    page_table_share_width(layout, table, width - page_table_padding(table));
    table->width = page_table_padding(table);
    for (int c = 0; c < table->beside; c++)
        table->width += table->columns[c].width;
    for (int c = table->beside; c < table->column_count; c++)
        table->columns[c].width = table->width - 2 * table->outer - BELOW_INDENT * table->size;
}

/* Whether the table, as it is prepared, fits into half of the width with halves no taller than `most`. If so, its
 * columns get their widths for that. */
static bool share_half(struct page_layout *layout, struct page_table *table, double width, double most) {
    double half = (width - HALVES_GAP * table->size) / 2;
    if (page_table_least_width(table) > half - page_table_padding(table))
        return false;
    set_widths(layout, table, half);
    return page_table_estimate_height(layout, table) / 2 <= fmin(most, HALVES_TALLEST * layout->text_height);
}

/* Whether the table is better off in two halves; in the small size if that saves most rows a second line. */
static bool try_halves(struct page_layout *layout, struct page_table *table, double width) {
    const struct page_style *style = layout->style;
    int rows = table->rows - table->head_rows;
    bool blanks = false;
    for (int c = 0; c < table->column_count; c++)
        blanks = blanks || table->columns[c].has_blank;
    if (table->head_rows == 0 || rows < HALVED_FROM || table->column_count > HALVED_COLUMNS || blanks ||
        layout->in_columns)
        return false;
    double whole = page_table_estimate_height(layout, table), above = 2 * table->above;
    double height = fmin(style->line_height, 1.25), most = (0.5 * rows + table->head_rows) * HALVES_WRAPS;
    if (share_half(layout, table, width, fmin(HALVES_SHORTER * whole, most * (height * table->size + above))))
        return true;
    if (style->small_size < table->size) {
        prepare_cells(layout, table, style->small_size, SMALL_PADDING);
        if (share_half(layout, table, width, most * (height * table->size + above)))
            return true;
        prepare_cells(layout, table, style->table_size, 1);
    }
    set_widths(layout, table, width);
    return false;
}

static bool words_fit(const struct page_table *table, double width) {
    return page_table_least_width(table) <= width - page_table_padding(table);
}

/* A long table that is small only because of its words, and most of whose rows take a second line: a slightly smaller
 * size may save that line. */
static void shorten(struct page_layout *layout, struct page_table *table, double width) {
    const struct page_style *style = layout->style;
    double fits = table->size, least = fmax(style->least_size, fits - SMALLER_BY);
    set_widths(layout, table, width);
    double most = SMALLER_SHORTER * page_table_estimate_height(layout, table);
    for (double size = fits - SIZE_STEP; size >= least; size -= SIZE_STEP) {
        prepare_cells(layout, table, size, SMALL_PADDING);
        set_widths(layout, table, width);
        if (page_table_estimate_height(layout, table) <= most)
            return;
    }
    prepare_cells(layout, table, fits, SMALL_PADDING);
}

/* Prefers a small size to words that are cut: tries the size of tables, the small size, then smaller ones down to the
 * least. If even that cuts words, the small size is easier to read. */
static void prepare_to_fit(struct page_layout *layout, struct page_table *table, double width) {
    const struct page_style *style = layout->style;
    double small = fmin(style->small_size, style->table_size);
    prepare_cells(layout, table, style->table_size, 1);
    if (words_fit(table, width))
        return;
    for (double size = small; size >= style->least_size && !words_fit(table, width); size -= SIZE_STEP)
        prepare_cells(layout, table, size, SMALL_PADDING);
    if (words_fit(table, width))
        shorten(layout, table, width);
    else
        prepare_cells(layout, table, small, SMALL_PADDING);
}

/* Sets the costs of page breaks between rows first..end-1: high in a short table; in a long one, a few rows at each end
 * stay together. */
static void keep_rows(struct page_layout *layout, const struct page_table *table, size_t first, size_t end,
                      bool halved) {
    int rows = table->rows - table->head_rows;
    size_t together = halved ? HALVES_TOGETHER : TOGETHER;
    if (rows <= WHOLE_UP_TO || end - first < 2 * together) {
        page_keep(layout, first, end - 1, BREAK_AVOID);
        return;
    }
    page_keep(layout, first, end - 1, rows <= SHORT_UP_TO ? BREAK_BEFORE_RELATED : BREAK_IN_TABLE);
    page_keep(layout, first, first + together - 1, BREAK_AVOID);
    page_keep(layout, end - together, end - 1, BREAK_AVOID);
}

static void emit_rows(struct page_layout *layout, const struct page_table *table, bool halved) {
    size_t first = layout->strip_count;
    const struct page_strip *head = table->head_rows ? emit_head(layout, table) : NULL;
    const struct page_halves *halves = halved ? halves_new(layout, table, head) : NULL;
    if (head && head->height >= HEAD_MOST * layout->text_height)
        head = NULL;
    size_t body = layout->strip_count;
    for (int r = table->head_rows; r < table->rows; r++) {
        layout->node = table->row_nodes[r];
        emit_row(layout, table, r, head);
    }
    size_t end = layout->strip_count;
    for (size_t i = body; i < end; i++)
        layout->strips[i]->halves = halves;
    if (end > body)
        keep_rows(layout, table, body, end, halved);
    if (end == first)
        return;
    if (!table->head_rows) {
        struct page_strip *top = layout->strips[first];
        struct page_box *box = page_box_new(layout);
        add_rule(layout, box, -top->baseline, table->width, layout->style->table_rule, layout->style->ink);
        page_marks_append(&top->first, &top->last, box->first, box->last, table->x, top->baseline);
    }
    layout->strips[end - 1]->break_cost = 0;
}

static void break_cell(struct page_layout *layout, struct page_table *table, int i) {
    const struct page_table_column *column = &table->columns[i % table->column_count];
    struct page_cell *cell = &table->cells[i];
    double own = column->width - column->inset;
    cell->lines = page_inline_break(layout, cell->text, own, own, &cell->line_count);
}

/* The width of a cell with those to its right that end in the first line: a formula further down has that room. */
static double room_beside(const struct page_table *table, int i) {
    double room = table->columns[i % table->column_count].width;
    for (int c = i % table->column_count + 1; c < table->beside && table->cells[++i].line_count <= 1; c++)
        room += table->columns[c].width + 2 * table->padding;
    return room;
}

/* Whether words in the last column have too little room beside the other columns. */
static bool notes_are_squeezed(const struct page_table *table) {
    const int last = table->column_count - 1;
    const struct page_table_column *column = &table->columns[last];
    bool squeezed = false;
    if (table->column_count < NOTES_FROM || !table->head_rows || doc_is_form(table->node) || column->has_blank ||
        column->width >= NOTES_LEAST * table->size)
        return false;
    for (int r = table->head_rows; r < table->rows; r++) {
        const struct page_cell *cell = &table->cells[r * table->column_count + last];
        if (table->row_nodes[r]->write || cell->align != ALIGN_LEFT)
            return false;
        squeezed = squeezed || (cell->text && page_inline_count_lines(cell->text, column->width) > NOTES_LINES);
    }
    return squeezed;
}

void page_table(struct page_layout *layout, const struct doc_node *node, double x, double width) {
    struct page_table table = {.node = node, .x = x};
    double padding = layout->style->table_padding;
    measure_table(layout, &table);
    if (table.column_count == 0)
        return;
    if (width - 2 * padding * table.column_count < 6.0 * table.column_count) {
        page_error(layout, node->pos,
                   "a table of %d columns does not fit into a width of %.0f points; use fewer columns",
                   table.column_count, width);
        return;
    }
    prepare_to_fit(layout, &table, width);
    set_widths(layout, &table, width);
    if (notes_are_squeezed(&table)) {
        table.beside--;
        prepare_to_fit(layout, &table, width);
        set_widths(layout, &table, width);
    }
    bool halves = try_halves(layout, &table, width);
    for (int folding = 0; folding < 2; folding++) /* formulas last: their room depends on the other cells */
        for (int i = 0; i < table.rows * table.column_count; i++)
            if (table.cells[i].text && page_inline_folds(table.cells[i].text) == folding) {
                page_inline_fold(layout, table.cells[i].text, room_beside(&table, i));
                break_cell(layout, &table, i);
            }
    page_strip_begin(layout, doc_is_form(node) ? "L:None" : "Table", NULL);
    emit_rows(layout, &table, halves);
    page_strip_end(layout);
}
