/* Marks and boxes, shaping, and the errors of layout. */
#include "page/layout.h"

#include <string.h>

struct page_box *page_box_new(struct page_layout *layout) {
    return arena_alloc(layout->arena, sizeof(struct page_box));
}

static struct page_mark *add(struct page_layout *layout, struct page_box *box, enum page_mark_kind kind) {
    struct page_mark *mark = arena_alloc(layout->arena, sizeof *mark);
    mark->kind = kind;
    if (box->last)
        box->last->next = mark;
    else
        box->first = mark;
    box->last = mark;
    return mark;
}

struct page_mark *page_box_add_text(struct page_layout *layout, struct page_box *box, double x, double y, double size,
                                    struct pdf_colour colour, const struct pdf_shaped *shaped) {
    struct page_mark *mark = add(layout, box, MARK_TEXT);
    mark->x = x;
    mark->y = y;
    mark->size = size;
    mark->colour = colour;
    mark->shaped = shaped;
    return mark;
}

struct page_mark *page_box_add_line(struct page_layout *layout, struct page_box *box, double x1, double y1, double x2,
                                    double y2, double width, struct pdf_colour colour) {
    struct page_mark *mark = add(layout, box, MARK_LINE);
    mark->x = x1;
    mark->y = y1;
    mark->width = x2 - x1;
    mark->height = y2 - y1;
    mark->size = width;
    mark->colour = colour;
    return mark;
}

struct page_mark *page_box_add_rectangle(struct page_layout *layout, struct page_box *box, double x, double y,
                                         double width, double height, double line_width, struct pdf_colour colour,
                                         bool filled) {
    struct page_mark *mark = add(layout, box, MARK_RECTANGLE);
    mark->x = x;
    mark->y = y;
    mark->width = width;
    mark->height = height;
    mark->size = line_width;
    mark->colour = colour;
    mark->filled = filled;
    return mark;
}

struct page_mark *page_box_add_polygon(struct page_layout *layout, struct page_box *box, double x, double y,
                                       const double *points, int point_count, bool closed, bool filled,
                                       double line_width, struct pdf_colour colour) {
    struct page_mark *mark = add(layout, box, MARK_POLYGON);
    mark->x = x;
    mark->y = y;
    mark->points = arena_array(layout->arena, 2 * (size_t)point_count, sizeof(double));
    memcpy(mark->points, points, 2 * (size_t)point_count * sizeof(double));
    mark->point_count = point_count;
    mark->closed = closed;
    mark->filled = filled;
    mark->size = line_width;
    mark->colour = colour;
    return mark;
}

struct page_mark *page_box_add_cells(struct page_layout *layout, struct page_box *box, double x, double y, double side,
                                     const double *cells, int count, struct pdf_colour colour) {
    struct page_mark *mark = add(layout, box, MARK_CELLS);
    mark->x = x;
    mark->y = y;
    mark->size = side;
    mark->points = arena_array(layout->arena, 4 * (size_t)count, sizeof *cells);
    memcpy(mark->points, cells, 4 * (size_t)count * sizeof *cells);
    mark->point_count = 2 * count;
    mark->colour = colour;
    return mark;
}

void page_box_add_paper(struct page_layout *layout, struct page_box *box, double x, double y, double width,
                        double height) {
    const struct page_style *style = layout->style;
    if (style->work_paper == WORK_NONE)
        return;
    struct page_mark *mark = add(layout, box, MARK_PAPER);
    mark->x = x;
    mark->y = y;
    mark->width = width;
    mark->height = height;
    mark->size = style->work_pitch;
    mark->colour = style->work_ink;
    mark->paper = style->work_paper;
}

void page_box_add_field(struct page_layout *layout, struct page_box *box, double x, double y, double width,
                        double height, const struct doc_node *node) {
    struct page_mark *mark = add(layout, box, MARK_FIELD);
    mark->x = x;
    mark->y = y;
    mark->width = width;
    mark->height = height;
    mark->field = node;
}

void page_box_begin(struct page_layout *layout, struct page_box *box, const char *role, const char *alternative) {
    struct page_mark *mark = add(layout, box, MARK_BEGIN);
    mark->role = role;
    mark->alternative = alternative;
}

void page_box_end(struct page_layout *layout, struct page_box *box) {
    add(layout, box, MARK_END);
}

void page_marks_append(struct page_mark **into_first, struct page_mark **into_last, struct page_mark *first,
                       struct page_mark *last, double dx, double dy) {
    if (!first)
        return;
    if (dx != 0 || dy != 0)
        for (struct page_mark *mark = first; mark; mark = mark->next) {
            mark->x += dx;
            mark->y += dy;
        }
    if (*into_last)
        (*into_last)->next = first;
    else
        *into_first = first;
    *into_last = last;
}

/* The place of a height after the growth. */
static double grown(double y, double from, double to, double more) {
    return y <= from ? y : y >= to ? y + more : y + more * (y - from) / (to - from);
}

void page_marks_grow(struct page_mark *first, double from, double to, double more) {
    for (struct page_mark *mark = first; mark; mark = mark->next) {
        double middle = mark->kind == MARK_TEXT ? 0.35 * mark->size : 0; /* of its letters, above the baseline */
        double y = grown(mark->y - middle, from, to, more) + middle;
        mark->height = grown(mark->y + mark->height, from, to, more) - grown(mark->y, from, to, more);
        if (mark->kind == MARK_POLYGON || mark->kind == MARK_CURVE)
            for (int i = 0; i < mark->point_count; i++)
                mark->points[2 * i + 1] = grown(mark->y + mark->points[2 * i + 1], from, to, more) - y;
        mark->y = y;
    }
}

void page_marks_draw(const struct page_mark *first, const struct page_surface *surface, void *target, double x,
                     double y) {
    for (const struct page_mark *mark = first; mark; mark = mark->next)
        if (surface->draw[mark->kind])
            surface->draw[mark->kind](target, mark, x + mark->x, y + mark->y);
}

void page_box_place(struct page_box *into, struct page_box *from, double dx, double dy) {
    page_marks_append(&into->first, &into->last, from->first, from->last, dx, dy);
    from->first = from->last = NULL;
}

struct page_box *page_box_copy(struct page_layout *layout, const struct page_box *box) {
    struct page_box *copy = page_box_new(layout);
    *copy = *box;
    copy->first = copy->last = NULL;
    for (const struct page_mark *mark = box->first; mark; mark = mark->next) {
        struct page_mark *again = add(layout, copy, mark->kind);
        *again = *mark;
        again->next = NULL;
    }
    return copy;
}

void page_box_scale(struct page_box *box, double factor) {
    box->width *= factor;
    box->ascent *= factor;
    box->descent *= factor;
    for (struct page_mark *mark = box->first; mark; mark = mark->next) {
        mark->x *= factor;
        mark->y *= factor;
        mark->width *= factor;
        mark->height *= factor;
        mark->size *= factor;
        for (int i = 0; i < 2 * mark->point_count && mark->kind != MARK_CELLS; i++)
            mark->points[i] *= factor;
    }
}

void page_error(struct page_layout *layout, struct pos pos, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag_vreport(layout->diag, SEVERITY_ERROR, pos, format, arguments);
    va_end(arguments);
    layout->failed = true;
}

/* Reports each character once at each place, and not more than `seen` can hold. */
static void report_missing(struct page_layout *layout, const struct pdf_shaped *shaped, const char *whole,
                           size_t length, struct pos pos) {
    for (int i = 0; i < layout->seen_count; i++) {
        const struct page_layout_seen *seen = &layout->seen[i];
        if (seen->code_point == shaped->missing && seen->pos.source == pos.source && seen->pos.line == pos.line &&
            seen->pos.column == pos.column)
            return;
    }
    if (layout->seen_count == (int)(sizeof layout->seen / sizeof *layout->seen))
        return;
    layout->seen[layout->seen_count++] = (struct page_layout_seen){pos, shaped->missing};
    struct text itself = {0};
    text_put_code_point(&itself, shaped->missing);
    while (length && whole[length - 1] == ' ')
        length--;
    bool cut = length > 60;
    if (cut) {
        length = 60;
        while (length && ((unsigned char)whole[length] & 0xC0) == 0x80)
            length--;
    }
    /* A font that should be there may have the character: then the sheet is not what it should be. */
    const char *lacking = pdf_fonts_lacking(layout->fonts);
    diag_report(layout->diag, lacking ? SEVERITY_ERROR : SEVERITY_WARNING, pos,
                "no font has the character U+%04X '%s' of \"%.*s%s\", so its code is printed; %s%s", shaped->missing,
                itself.bytes, (int)length, whole, cut ? "…" : "",
                lacking ? "fallback fonts are missing: " : "install a TrueType font that has it",
                lacking ? lacking : ", or name one under `fallback` in style.yaml");
    text_free(&itself);
}

const struct pdf_shaped *page_shape(struct page_layout *layout, enum pdf_font_family family, enum pdf_font_face face,
                                    const char *text, size_t length, struct pos pos) {
    const struct pdf_shaped *shaped = pdf_fonts_shape(layout->fonts, family, face, text, length);
    if (shaped->missing)
        report_missing(layout, shaped, text, length, pos);
    return shaped;
}
