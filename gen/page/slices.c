/* The rows of a table in slices: each is what of a row stands on one page. */
#include "page/tables.h"

#include <math.h>

static double cell_height(const struct page_cell *cell, int first, int end) {
    double height = 0;
    for (int i = first; i < end; i++)
        height += cell->lines[i].height;
    return height;
}

static const struct page_cell *cells_of(const struct page_table *table, int row) {
    return &table->cells[row * table->column_count];
}

void page_slice_measure(const struct page_table *table, int row, struct page_slice *slice) {
    const struct page_cell *cells = cells_of(table, row);
    double padding = table->above;
    slice->baseline = 0;
    for (int c = 0; c < table->column_count; c++)
        if (slice->first_lines[c] < slice->end_lines[c] && (c < table->beside || slice->baseline <= 0))
            slice->baseline = fmax(slice->baseline, cells[c].lines[slice->first_lines[c]].baseline);
    double beside = 0, below = 0;
    for (int c = 0; c < table->column_count; c++) {
        int first = slice->first_lines[c], end = slice->end_lines[c];
        if (first < end && c < table->beside)
            beside =
                fmax(beside, slice->baseline - cells[c].lines[first].baseline + cell_height(&cells[c], first, end));
        else
            below += cell_height(&cells[c], first, end);
    }
    slice->below = beside - slice->baseline;
    slice->height = fmax(beside + below, table->size) + 2 * padding;
    slice->baseline += padding;
}

/* Lines of a cell, from one on, that are no taller than `room` together. */
static int fitting_end(const struct page_cell *cell, int first, double room) {
    int end = first;
    for (double height = 0; end < cell->line_count && height + cell->lines[end].height <= room; end++)
        height += cell->lines[end].height;
    return end;
}

/* Takes lines up to a limit: what stands below begins when all that is beside it has ended. */
static void take_fitting(const struct page_table *table, int row, double limit, struct page_slice *slice) {
    const struct page_cell *cells = cells_of(table, row);
    double room = limit - 2 * table->above - (slice->baseline - table->above);
    bool taken = false, ended = true;
    for (int c = 0; c < table->column_count; c++)
        slice->end_lines[c] = slice->first_lines[c];
    for (int c = 0; c < table->beside; c++) {
        int first = slice->first_lines[c], end = fitting_end(&cells[c], first, room);
        slice->end_lines[c] = end == first && first < cells[c].line_count ? first + 1 : end;
        taken = taken || first < slice->end_lines[c];
        ended = ended && slice->end_lines[c] == cells[c].line_count;
    }
    page_slice_measure(table, row, slice);
    for (int c = table->beside; c < table->column_count && ended; c++) {
        int first = slice->first_lines[c], end = fitting_end(&cells[c], first, taken ? limit - slice->height : room);
        slice->end_lines[c] = end == first && !taken ? first + 1 : end;
    }
    page_slice_measure(table, row, slice);
}

bool page_slice_next(const struct page_table *table, int row, double limit, struct page_slice *slice) {
    const struct page_cell *cells = cells_of(table, row);
    bool left = false;
    for (int c = 0; c < table->column_count; c++) {
        slice->first_lines[c] = slice->end_lines[c];
        slice->end_lines[c] = cells[c].line_count;
        left = left || slice->first_lines[c] < cells[c].line_count;
    }
    if (!left)
        return false;
    page_slice_measure(table, row, slice);
    if (slice->height > limit)
        take_fitting(table, row, limit, slice);
    return true;
}

struct page_slice page_slice_new(struct page_layout *layout, const struct page_table *table) {
    int *lines = arena_array(layout->arena, 2 * (size_t)table->column_count, sizeof *lines);
    return (struct page_slice){.first_lines = lines, .end_lines = lines + table->column_count};
}

struct page_slice page_slice_whole(struct page_layout *layout, const struct page_table *table, int row) {
    struct page_slice slice = page_slice_new(layout, table);
    if (!page_slice_next(table, row, INFINITY, &slice))
        page_slice_measure(table, row, &slice);
    return slice;
}

void page_slice_draw(struct page_layout *layout, const struct page_table *table, int row,
                     const struct page_slice *slice, struct page_box *box, double baseline) {
    double padding = table->padding, x = table->outer - padding;
    const bool head = row < table->head_rows, form = doc_is_form(table->node), tagged = !form || !head;
    if (tagged)
        page_box_begin(layout, box, form ? "LI" : "TR", NULL);
    if (tagged && form)
        page_box_begin(layout, box, "LBody", NULL);
    for (int c = 0; c < table->column_count; c++) {
        const struct page_cell *cell = &cells_of(table, row)[c];
        const struct page_table_column *column = &table->columns[c];
        double y = baseline, cell_width = column->width + 2 * padding;
        if (c >= table->beside) {
            x = table->width - table->outer - column->width - padding; /* it ends where the table does */
            y += slice->below + (cell->line_count ? cell->lines[slice->first_lines[c]].baseline : 0);
        }
        double left = x + padding + column->inset - (cell->decimal ? column->tail - cell->tail : 0);
        /* The first column is the header of its row. */
        bool heads_row = c == 0 && table->column_count > 1 && table->head_rows && cell->line_count;
        if (tagged)
            page_box_begin(layout, box, form ? "P" : head ? "TH:Column" : heads_row ? "TH:Row" : "TD", NULL);
        for (int i = slice->first_lines[c]; i < slice->end_lines[c]; i++) {
            y += i == slice->first_lines[c] ? 0 : cell->lines[i].baseline;
            page_box_place(box, page_line_whole(&cell->lines[i]), left, y);
            y += cell->lines[i].height - cell->lines[i].baseline;
        }
        if (table->row_nodes[row]->write && !cell->line_count)
            page_box_add_field(layout, box, x, baseline - slice->baseline, cell_width, slice->height, cell->node);
        if (tagged)
            page_box_end(layout, box);
        x += cell_width;
    }
    if (tagged && form)
        page_box_end(layout, box);
    if (tagged)
        page_box_end(layout, box);
}
