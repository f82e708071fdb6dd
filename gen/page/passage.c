/* Passages in columns: strips that were set in narrow columns are put side by side, as strips of their own. */
#include "page/layout.h"

#include <math.h>
#include <string.h>

void page_columns_begin(struct page_layout *layout, struct page_columns *columns, const struct doc_node *node,
                        double width) {
    const double gap = layout->style->column_gap, room = width - gap * (node->placed.count - 1);
    int shares = 0;
    double x = 0;
    *columns = (struct page_columns){.node = node, .count = node->placed.count};
    for (int i = 0; i < columns->count; i++)
        shares += node->placed.shares[i];
    for (int i = 0; i < columns->count; i++) {
        columns->widths[i] = room * node->placed.shares[i] / shares;
        columns->x[i] = x;
        x += columns->widths[i] + gap;
        if (columns->widths[i] < COLUMN_LEAST) {
            page_error(layout, node->pos, "a column %.0f points wide is too narrow; at least %.0f are needed",
                       columns->widths[i], COLUMN_LEAST);
            columns->widths[i] = COLUMN_LEAST; /* so that layout can go on to the next mistake */
        }
    }
    columns->starts[0] = layout->strip_count;
    columns->gap = layout->gap;
    layout->gap = 0;
    layout->in_columns = true;
}

void page_columns_next(struct page_layout *layout, struct page_columns *columns, const struct doc_node *node) {
    if (columns->current + 1 == columns->count) {
        page_error(layout, node->pos, "there are only %d columns", columns->count);
        return;
    }
    columns->starts[++columns->current] = layout->strip_count;
    layout->gap = 0;
}

/* The height of strips first..end-1 in a column. */
static double height_of(const struct page_layout *layout, size_t first, size_t end) {
    double height = 0;
    for (size_t i = first; i < end; i++)
        height += (i > first ? layout->strips[i]->gap : 0) + layout->strips[i]->height;
    return height;
}

/* Puts strips first..end-1 into column c of `whole`. */
static void put_column(struct page_layout *layout, const struct page_columns *columns, int c, size_t first, size_t end,
                       struct page_strip *whole) {
    double y = 0;
    for (size_t i = first; i < end; i++) {
        const struct page_strip *strip = layout->strips[i];
        const double gap = i > first ? strip->gap : 0;
        y += gap;
        whole->inside[whole->inside_count++] =
            (struct page_placed_strip){strip, .x = columns->x[c], .y = y, .joined = gap};
        y += strip->height;
    }
    whole->height = fmax(whole->height, y);
}

/* Makes one strip of columns; ends[c] is the end of column c. It takes the place of its strips when all are made. */
static struct page_strip *join(struct page_layout *layout, const struct page_columns *columns, size_t first,
                               const size_t *ends) {
    struct page_strip *whole = arena_alloc(layout->arena, sizeof *whole);
    const size_t count = ends[columns->count - 1] - first;
    *whole = (struct page_strip){.node = columns->node,
                                 .inside = arena_array(layout->arena, count + 1, sizeof *whole->inside),
                                 .baseline = first < ends[columns->count - 1] ? layout->strips[first]->baseline : 0};
    for (int c = 0; c < columns->count; c++) {
        put_column(layout, columns, c, first, ends[c], whole);
        first = ends[c];
    }
    if (whole->inside_count)
        whole->break_cost = whole->inside[whole->inside_count - 1].strip->break_cost;
    return whole;
}

/* The end of the column that begins at `first` and is at most `most` tall: after a block or, if `anywhere`, after any
 * strip that does not have to stay with the next. */
static size_t column_end(const struct page_layout *layout, size_t first, size_t end, double most, bool anywhere) {
    double height = 0;
    size_t stop = first;
    for (size_t i = first; i < end; i++) {
        const struct page_strip *strip = layout->strips[i];
        height += (i > first ? strip->gap : 0) + strip->height;
        if (height > most + 0.01)
            break;
        if (i + 1 == end || strip->break_cost <= (anywhere ? BREAK_AVOID : BREAK_BEFORE_SHOWN))
            stop = i + 1;
    }
    return stop;
}

/* Divides strips first..end-1 into columns at most `most` tall. Returns the end of the last column. */
static size_t divide(const struct page_layout *layout, const struct page_columns *columns, size_t first, size_t end,
                     double most, bool anywhere, size_t *ends) {
    for (int c = 0; c < columns->count; c++)
        first = ends[c] = column_end(layout, first, end, most, anywhere);
    return first;
}

/* The height that columns have on every page: the corner of the code is kept clear at the top. */
static double room_of(const struct page_layout *layout) {
    return layout->text_height - fmax(layout->corner.bottom - layout->style->margin_top, 0);
}

/* The height that the page before strip `first` has left, below a gap, as far as that is known before pages are made:
 * on a page of its own, or on the first one. Less than half a page counts as nothing: then the passage begins a page.
 */
static double room_left(const struct page_layout *layout, size_t first, double gap) {
    const double room = room_of(layout);
    double left = room - (first ? gap : 0);
    for (size_t i = first; i-- > 0 && left >= room / 2;) {
        const struct page_strip *strip = layout->strips[i];
        left -= strip->height + (i && !strip->page_before ? strip->gap : 0);
        if (strip->page_before)
            break;
    }
    return left >= room / 2 ? left : 0;
}

/* The ends of columns that are as low as they can be. False if they cannot all be `most` tall. */
static bool balance(const struct page_layout *layout, const struct page_columns *columns, size_t first, size_t end,
                    double most, size_t *ends) {
    double low = 0, high = most;
    if (divide(layout, columns, first, end, high, false, ends) < end)
        return false;
    for (int i = 0; i < 30; i++) {
        const double middle = (low + high) / 2;
        if (divide(layout, columns, first, end, middle, false, ends) < end)
            low = middle;
        else
            high = middle;
    }
    divide(layout, columns, first, end, high, false, ends);
    return true;
}

/* Makes strips of a passage that flows from each column to the next. One that is longer than a page goes on in columns
 * on the next; the first of them takes what its page has left. Returns how many there are, or 0 if a strip is taller
 * than a page. */
static size_t flow(struct page_layout *layout, const struct page_columns *columns, size_t first, size_t end,
                   double left, struct page_strip **strips) {
    size_t count = 0;
    while (first < end) {
        size_t ends[DOC_COLUMNS];
        const double room = count == 0 && left > 0 ? left : room_of(layout);
        bool whole = balance(layout, columns, first, end, room, ends);
        if (count == 0 && left > 0 && !whole && divide(layout, columns, first, end, room, false, ends) == first) {
            left = 0; /* nothing has room there */
            continue;
        }
        if (!whole && divide(layout, columns, first, end, room, false, ends) == first &&
            divide(layout, columns, first, end, room, true, ends) == first)
            return 0;
        strips[count++] = join(layout, columns, first, ends);
        first = ends[columns->count - 1];
    }
    return count;
}

/* Makes a strip of columns that the template divides. False if one is more than `most` tall. */
static bool stand(struct page_layout *layout, const struct page_columns *columns, size_t end, double most,
                  struct page_strip **strip) {
    size_t ends[DOC_COLUMNS];
    for (int c = 0; c < columns->count; c++) {
        const size_t first = c <= columns->current ? columns->starts[c] : end;
        ends[c] = c < columns->current ? columns->starts[c + 1] : end;
        if (height_of(layout, first, ends[c]) > most + 0.01)
            return false;
    }
    *strip = join(layout, columns, columns->starts[0], ends);
    return true;
}

void page_columns_end(struct page_layout *layout, struct page_columns *columns) {
    const size_t first = columns->starts[0], end = layout->strip_count;
    const bool divided = columns->current > 0;
    struct page_strip **strips = arena_array(layout->arena, end - first + 1, sizeof(struct page_strip *));
    size_t count = 0;
    layout->in_columns = false;
    if (end > first) {
        const struct page_strip begin = *layout->strips[first];
        const bool equal = columns->widths[0] == columns->widths[columns->count - 1];
        const bool flows = !divided || equal;
        const double left = flows && !begin.page_before ? room_left(layout, first, fmax(columns->gap, begin.gap)) : 0;
        const bool stands = divided && stand(layout, columns, end, left > 0 ? left : room_of(layout), strips);
        count = stands ? 1 : flows ? flow(layout, columns, first, end, left, strips) : 0;
        /* What is too tall stays as it is, one column below the other. */
        struct page_strip *top = count ? strips[0] : layout->strips[first];
        top->gap = fmax(columns->gap, begin.gap);
        top->page_before = begin.page_before;
    }
    if (count) {
        memcpy(layout->strips + first, strips, count * sizeof *strips);
        layout->strip_count = first + count;
    } else {
        layout->gap = fmax(layout->gap, end > first ? 0 : columns->gap);
    }
    columns->node = NULL;
}
