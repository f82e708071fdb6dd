/* What all parts of a chart are drawn with: places, colours, lines, text in lines. */
#include "page/charts.h"

#include <math.h>

struct pdf_colour page_drawing_colour(const struct page_drawing *drawing, enum chart_colour colour) {
    return drawing->layout->style->chart_colours[colour];
}

struct pdf_colour page_drawing_tint(struct pdf_colour colour, double share) {
    return (struct pdf_colour){1 - share * (1 - colour.red), 1 - share * (1 - colour.green),
                               1 - share * (1 - colour.blue)};
}

double page_drawing_x(const struct page_drawing *drawing, double value) {
    return drawing->left +
           chart_axis_place(&drawing->chart->x, &drawing->x_ticks, value) * (drawing->right - drawing->left);
}

double page_drawing_y(const struct page_drawing *drawing, double value) {
    return drawing->bottom -
           chart_axis_place(&drawing->chart->y, &drawing->y_ticks, value) * (drawing->bottom - drawing->top);
}

double page_drawing_right_y(const struct page_drawing *drawing, double value) {
    return drawing->bottom -
           chart_axis_place(&drawing->chart->right, &drawing->right_ticks, value) * (drawing->bottom - drawing->top);
}

const char *page_drawing_label(struct page_drawing *drawing, const char *label, const char *detail) {
    return *detail ? arena_printf(drawing->layout->arena, "%s%s%s", label, *label ? " " : "", detail) : label;
}

struct page_block page_drawing_block(struct page_drawing *drawing, const char *text, double width, double size,
                                     bool bold, struct pdf_colour colour) {
    struct page_layout *layout = drawing->layout;
    struct page_setting setting = page_body_setting(layout);
    setting.size = size;
    setting.line_height = 1.22;
    setting.bold = bold;
    setting.colour = colour;
    setting.align = ALIGN_LEFT;
    struct page_block block = {0};
    struct page_inline_text *inlines = page_inline_prepare_text(layout, text, drawing->pos, setting);
    if (page_inline_is_empty(inlines))
        return block;
    width = fmax(width, fmin(page_inline_minimum_width(inlines), drawing->width));
    block.width = fmin(page_inline_maximum_width(inlines), width);
    block.lines = page_inline_break(layout, inlines, fmax(width, 1) + 0.01, fmax(width, 1) + 0.01, &block.count);
    for (int i = 0; i < block.count; i++)
        block.height += block.lines[i].height;
    return block;
}

void page_drawing_put_block(struct page_drawing *drawing, struct page_block *block, double x, double top,
                            enum page_block_align align) {
    for (int i = 0; i < block->count; i++) {
        struct page_line *line = &block->lines[i];
        double width = fmin(line->box->width, block->width);
        double left = align == BLOCK_LEFT ? x : align == BLOCK_CENTER ? x - width / 2 : x - width;
        page_box_place(drawing->box, line->box, left, top + line->baseline);
        top += line->height;
        /* The space keeps labels apart in text that is copied or read aloud. */
        const struct pdf_shaped *space = page_shape(drawing->layout, FAMILY_BODY, FACE_REGULAR, " ", 1, drawing->pos);
        page_box_add_text(drawing->layout, drawing->box, left + width, top - line->height + line->baseline,
                          drawing->size, drawing->layout->style->ink, space);
    }
}

void page_drawing_set_dashes(struct page_mark *mark, enum chart_dash dash) {
    static const double dashed[] = {5, 3}, dotted[] = {1.2, 2.2};
    mark->dashes = dash == DASH_DASHED ? dashed : dash == DASH_DOTTED ? dotted : NULL;
    mark->dash_count = mark->dashes ? 2 : 0;
}

void page_drawing_line(struct page_drawing *drawing, double x1, double y1, double x2, double y2, double width,
                       struct pdf_colour colour, enum chart_dash dash) {
    page_drawing_set_dashes(page_box_add_line(drawing->layout, drawing->box, x1, y1, x2, y2, width, colour), dash);
}

/* Lines of one pattern must differ in grey too: each further one gets another pattern. */
void page_drawing_chart_line(struct page_drawing *drawing, const struct chart_line *line, double x1, double y1,
                             double x2, double y2) {
    static const double patterns[][4] = {{7, 2, 1.2, 2}, {2.6, 2.6, 2.6, 2.6}, {10, 3, 3, 3}};
    enum { PATTERNS = sizeof patterns / sizeof *patterns };
    struct page_mark *mark =
        page_box_add_line(drawing->layout, drawing->box, x1, y1, x2, y2, line->dash == DASH_SOLID ? 1 : 1.2,
                          page_drawing_colour(drawing, line->colour));
    int before = 0;
    for (const struct chart_line *other = drawing->chart->lines; other < line; other++)
        before += other->shown && other->dash == line->dash;
    page_drawing_set_dashes(mark, line->dash);
    if (before && line->dash != DASH_SOLID) {
        mark->dashes = patterns[(before - 1) % PATTERNS];
        mark->dash_count = 4;
    }
}

double page_drawing_within(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}
