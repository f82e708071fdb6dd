#include "layout.h"

#include <math.h>

/* Of the width, what the longest words may ask for where they do not fit. */
#define MINIMUM_SHARE 0.6

struct table_column {
    double minimum, maximum, width;
    bool has_blank;
};

struct cell {
    struct inline_text *text;
    struct line *lines;
    int line_count;
    enum cell_align align;
};

struct table {
    const struct node *node;
    int rows, head_rows, column_count;
    struct table_column *columns;
    struct cell *cells; /* row by row */
    const struct node **row_nodes;
    double x, width;
    struct box *head; /* a copy of the head for later pages */
};

static void measure_table(struct layout *layout, struct table *table) {
    for (const struct node *row = table->node->first_child; row; row = row->next) {
        int columns = 0;
        for (const struct node *cell = row->first_child; cell; cell = cell->next)
            columns++;
        if (columns > table->column_count)
            table->column_count = columns;
        table->rows++;
    }
    table->head_rows = table->node->head_rows < table->rows ? table->node->head_rows : table->rows;
    table->columns = arena_array(layout->arena, (size_t)table->column_count + 1, sizeof *table->columns);
    table->cells =
        arena_array(layout->arena, (size_t)table->column_count * (size_t)table->rows + 1, sizeof(struct cell));
    table->row_nodes = arena_array(layout->arena, (size_t)table->rows + 1, sizeof *table->row_nodes);
}

static void prepare_cells(struct layout *layout, struct table *table) {
    int r = 0;
    for (const struct node *row = table->node->first_child; row; row = row->next, r++) {
        struct cell *cell = &table->cells[r * table->column_count];
        struct table_column *column = table->columns;
        table->row_nodes[r] = row;
        for (const struct node *node = row->first_child; node; node = node->next, cell++, column++) {
            struct setting setting = layout_body_setting(layout);
            setting.bold = r < table->head_rows;
            setting.align = node->align == ALIGN_DEFAULT ? ALIGN_LEFT : node->align;
            setting.stretch_blanks = true;
            setting.line_height = fmin(setting.line_height, 1.25);
            cell->text = inline_prepare(layout, node->first_child, NULL, setting);
            cell->align = setting.align;
            column->minimum = fmax(column->minimum, inline_minimum_width(cell->text));
            column->maximum = fmax(column->maximum, inline_maximum_width(cell->text));
            column->has_blank = column->has_blank || inline_has_blank(cell->text);
        }
    }
}

static double width_under(const struct table *table, double cap) {
    double sum = 0;
    for (int c = 0; c < table->column_count; c++)
        sum += fmax(table->columns[c].minimum, fmin(table->columns[c].maximum, cap));
    return sum;
}

/* Words too long for the table are going to be cut: no column insists on more than a common width, so that all of them
 * together ask for no more than `limit`. */
static void cut_minimums(struct table *table, double limit) {
    double low = 0, high = limit;
    for (int i = 0; i < 40; i++) {
        double middle = (low + high) / 2, sum = 0;
        for (int c = 0; c < table->column_count; c++)
            sum += fmin(table->columns[c].minimum, middle);
        if (sum > limit)
            high = middle;
        else
            low = middle;
    }
    for (int c = 0; c < table->column_count; c++)
        table->columns[c].minimum = fmin(table->columns[c].minimum, low);
}

/* Columns get what they need on one line where the page has it. Where it has not, narrow columns keep theirs and wide
 * ones are cut to one common width, but none below its longest word while those fit. Blanks take what is left over. */
static void share_width(struct table *table, double available) {
    if (width_under(table, 0) > available)
        cut_minimums(table, MINIMUM_SHARE * available);
    double maximum = width_under(table, INFINITY), low = 0, high = available;
    int blanks = 0;
    for (int c = 0; c < table->column_count; c++)
        blanks += table->columns[c].has_blank;
    for (int i = 0; maximum > available && i < 40; i++) {
        double middle = (low + high) / 2;
        if (width_under(table, middle) > available)
            high = middle;
        else
            low = middle;
    }
    for (int c = 0; c < table->column_count; c++) {
        struct table_column *column = &table->columns[c];
        if (maximum > available)
            column->width = fmax(column->minimum, fmin(column->maximum, low));
        else
            column->width = column->maximum + (column->has_blank ? (available - maximum) / blanks : 0);
    }
}

struct slice {
    int *first_lines; /* by column: where the slice begins */
    int *end_lines;
    double height, baseline;
};

static double cell_height(const struct cell *cell, int first, int end) {
    double height = 0;
    for (int i = first; i < end; i++)
        height += cell->lines[i].height;
    return height;
}

/* How tall a row's slice is, its first lines on one baseline. */
static void measure_slice(const struct layout *layout, const struct table *table, int row, struct slice *slice) {
    double padding = layout->style->table_padding;
    slice->baseline = 0;
    for (int c = 0; c < table->column_count; c++) {
        const struct cell *cell = &table->cells[row * table->column_count + c];
        if (slice->first_lines[c] < slice->end_lines[c])
            slice->baseline = fmax(slice->baseline, cell->lines[slice->first_lines[c]].baseline);
    }
    slice->height = layout->style->body_size;
    for (int c = 0; c < table->column_count; c++) {
        const struct cell *cell = &table->cells[row * table->column_count + c];
        int first = slice->first_lines[c], end = slice->end_lines[c];
        if (first < end)
            slice->height =
                fmax(slice->height, slice->baseline - cell->lines[first].baseline + cell_height(cell, first, end));
    }
    slice->height += 2 * padding;
    slice->baseline += padding;
}

/* Takes as many lines of each cell as `limit` allows, one at least where any is left. */
static bool next_slice(const struct layout *layout, const struct table *table, int row, double limit,
                       struct slice *slice) {
    bool left = false;
    for (int c = 0; c < table->column_count; c++) {
        const struct cell *cell = &table->cells[row * table->column_count + c];
        slice->first_lines[c] = slice->end_lines[c];
        slice->end_lines[c] = cell->line_count;
        left = left || slice->first_lines[c] < cell->line_count;
    }
    if (!left)
        return false;
    measure_slice(layout, table, row, slice);
    if (slice->height <= limit)
        return true;
    double room = limit - 2 * layout->style->table_padding - (slice->baseline - layout->style->table_padding);
    for (int c = 0; c < table->column_count; c++) {
        const struct cell *cell = &table->cells[row * table->column_count + c];
        int first = slice->first_lines[c], end = first;
        double height = 0;
        while (end < cell->line_count && (end == first || height + cell->lines[end].height <= room))
            height += cell->lines[end++].height;
        slice->end_lines[c] = end;
    }
    measure_slice(layout, table, row, slice);
    return true;
}

static void add_rule(struct layout *layout, struct box *box, double y, double width, double thickness,
                     struct colour colour) {
    box_begin(layout, box, "Artifact", NULL);
    box_add_line(layout, box, 0, y, width, y, thickness, colour);
    box_end(layout, box);
}

/* The marks of a slice; the origin is on its baseline. `tagged`: with the elements of the structure. */
static void draw_slice(struct layout *layout, const struct table *table, int row, const struct slice *slice,
                       struct box *box, double top) {
    double padding = layout->style->table_padding, x = 0;
    box_begin(layout, box, "TR", NULL);
    for (int c = 0; c < table->column_count; c++) {
        struct cell *cell = &table->cells[row * table->column_count + c];
        double y = top, cell_width = table->columns[c].width + 2 * padding;
        /* The first column says what a row is of. */
        bool heads_row = c == 0 && table->column_count > 1 && table->head_rows && cell->line_count;
        box_begin(layout, box, row < table->head_rows ? "TH:Column" : heads_row ? "TH:Row" : "TD", NULL);
        for (int i = slice->first_lines[c]; i < slice->end_lines[c]; i++) {
            y += i == slice->first_lines[c] ? 0 : cell->lines[i].baseline;
            box_place(box, cell->lines[i].box, x + padding, y);
            y += cell->lines[i].height - cell->lines[i].baseline;
        }
        box_end(layout, box);
        x += cell_width;
    }
    box_end(layout, box);
}

static struct mark *copy_untagged(struct layout *layout, const struct mark *first) {
    struct box copy = {0};
    for (const struct mark *mark = first; mark; mark = mark->next) {
        if (mark->kind == MARK_BEGIN || mark->kind == MARK_END)
            continue;
        struct mark *again = arena_alloc(layout->arena, sizeof *again);
        *again = *mark;
        again->next = NULL;
        marks_append(&copy.first, &copy.last, again, again, 0, 0);
    }
    return copy.first;
}

/* The head rows are one strip, on a ground of their own. */
static const struct strip *emit_head(struct layout *layout, struct table *table) {
    const struct style *style = layout->style;
    struct slice *slices = arena_array(layout->arena, (size_t)table->head_rows, sizeof *slices);
    double height = 0;
    for (int r = 0; r < table->head_rows; r++) {
        slices[r].first_lines = arena_array(layout->arena, 2 * (size_t)table->column_count, sizeof(int));
        slices[r].end_lines = slices[r].first_lines + table->column_count;
        if (!next_slice(layout, table, r, INFINITY, &slices[r]))
            measure_slice(layout, table, r, &slices[r]);
        height += slices[r].height;
    }
    double baseline = slices[0].baseline, y = -baseline;
    struct box *box = box_new(layout);
    box_begin(layout, box, "Artifact", NULL);
    box_add_rectangle(layout, box, 0, -baseline, table->width, height, 0, style->table_head_fill, true);
    box_end(layout, box);
    add_rule(layout, box, -baseline, table->width, style->rule_width, style->ink);
    add_rule(layout, box, height - baseline, table->width, style->rule_width, style->ink);
    for (int r = 0; r < table->head_rows; r++) {
        draw_slice(layout, table, r, &slices[r], box, y + slices[r].baseline);
        y += slices[r].height;
    }
    struct strip *strip = layout_emit(layout, box, table->x, height, baseline);
    strip->break_cost = BREAK_NEVER;
    struct strip *again = arena_alloc(layout->arena, sizeof *again);
    *again = (struct strip){.height = height, .baseline = baseline, .bars = strip->bars, .node = strip->node};
    again->first = copy_untagged(layout, strip->first);
    return height < layout->text_height / 3 ? again : NULL;
}

static void emit_row(struct layout *layout, const struct table *table, int row, const struct strip *head) {
    const struct style *style = layout->style;
    struct slice slice = {0};
    slice.first_lines = arena_array(layout->arena, 2 * (size_t)table->column_count, sizeof(int));
    slice.end_lines = slice.first_lines + table->column_count;
    double limit = layout->text_height - (head ? head->height : 0);
    bool any = false, last = row + 1 == table->rows;
    for (;;) {
        bool more = next_slice(layout, table, row, limit, &slice);
        if (!more && any)
            return;
        if (!more)
            measure_slice(layout, table, row, &slice);
        any = true;
        bool ends = true;
        for (int c = 0; c < table->column_count; c++)
            ends = ends && slice.end_lines[c] == table->cells[row * table->column_count + c].line_count;
        struct box *box = box_new(layout);
        if (ends)
            add_rule(layout, box, slice.height - slice.baseline, table->width, style->rule_width,
                     last ? style->ink : style->faint);
        draw_slice(layout, table, row, &slice, box, 0);
        struct strip *strip = layout_emit(layout, box, table->x, slice.height, slice.baseline);
        strip->head = head;
        strip->break_cost = last && ends ? 0 : table->rows <= 8 ? BREAK_BEFORE_RELATED : 2 * BREAK_IN_TEXT;
        if (!more)
            return;
    }
}

void layout_table(struct layout *layout, const struct node *node, double x, double width) {
    struct table table = {.node = node, .x = x};
    double padding = layout->style->table_padding;
    measure_table(layout, &table);
    if (table.column_count == 0)
        return;
    double available = width - 2 * padding * table.column_count;
    if (available < 6.0 * table.column_count) {
        layout_error(layout, node->pos,
                     "a table of %d columns does not fit a page %.0f points wide; fewer columns would",
                     table.column_count, width);
        return;
    }
    prepare_cells(layout, &table);
    share_width(&table, available);
    for (int c = 0; c < table.column_count; c++)
        table.width += table.columns[c].width + 2 * padding;
    for (int i = 0; i < table.rows * table.column_count; i++)
        if (table.cells[i].text)
            table.cells[i].lines = inline_break(
                layout, table.cells[i].text, table.columns[i % table.column_count].width, &table.cells[i].line_count);
    layout_begin(layout, "Table", NULL);
    size_t first = layout->strip_count;
    const struct strip *head = NULL;
    if (table.head_rows)
        head = emit_head(layout, &table);
    for (int r = table.head_rows; r < table.rows; r++) {
        layout->node = table.row_nodes[r];
        emit_row(layout, &table, r, head);
    }
    if (layout->strip_count > first) {
        struct strip *top = layout->strips[first];
        if (!table.head_rows) {
            struct box *box = box_new(layout);
            add_rule(layout, box, -top->baseline, table.width, layout->style->rule_width, layout->style->ink);
            marks_append(&top->first, &top->last, box->first, box->last, x, top->baseline);
        }
        layout->strips[layout->strip_count - 1]->break_cost = 0;
        /* No row alone at the end of a table. */
        if (layout->strip_count - first > 2)
            layout_keep(layout, layout->strip_count - 2, layout->strip_count - 1, BREAK_BEFORE_RELATED);
    }
    layout_end(layout);
}
