/* A chart as SVG: the same marks as on paper, with words as text. */
#include "chart/chart.h"
#include "page/layout.h"
#include "page/page.h"

#include <string.h>

/* The width for which a chart is laid out on a screen, in points. */
#define PICTURE_WIDTH 420.0

static void put_colour(struct text *out, const char *name, struct pdf_colour colour) {
    text_printf(out, " %s=\"#%02x%02x%02x\"", name, (unsigned)(255 * colour.red + 0.5),
                (unsigned)(255 * colour.green + 0.5), (unsigned)(255 * colour.blue + 0.5));
}

static void put_escaped(struct text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '&')
            text_puts(out, "&amp;");
        else if (bytes[i] == '<')
            text_puts(out, "&lt;");
        else if (bytes[i] == '>')
            text_puts(out, "&gt;");
        else if ((unsigned char)bytes[i] >= 0x20 && bytes[i] != 0x7F)
            text_putc(out, bytes[i]);
}

/* Words keep the width that they have on paper, whatever font a reader has for them. */
static void put_text(void *target, const struct page_mark *mark, double x, double y) {
    struct text *out = target;
    const struct pdf_shaped *shaped = mark->shaped;
    size_t length = shaped->length;
    while (length && shaped->text[length - 1] == ' ')
        length--;
    if (!length)
        return;
    text_printf(out, "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.2f\"", x, y, mark->size);
    if (length == shaped->length)
        text_printf(out, " textLength=\"%.2f\" lengthAdjust=\"spacingAndGlyphs\"", shaped->width * mark->size / 1000);
    if (shaped->face == FACE_BOLD || shaped->face == FACE_BOLD_ITALIC)
        text_puts(out, " font-weight=\"bold\"");
    put_colour(out, "fill", mark->colour);
    text_putc(out, '>');
    put_escaped(out, shaped->text, shaped->length);
    text_puts(out, "</text>");
}

static void put_stroke(struct text *out, const struct page_mark *mark) {
    put_colour(out, "stroke", mark->colour);
    text_printf(out, " stroke-width=\"%.2f\"", mark->size);
    for (int i = 0; i < mark->dash_count; i++)
        text_printf(out, "%s%.2f", i ? " " : " stroke-dasharray=\"", mark->dashes[i]);
    text_puts(out, mark->dash_count ? "\"/>" : "/>");
}

static void put_area(struct text *out, const struct page_mark *mark) {
    if (mark->filled) {
        put_colour(out, "fill", mark->colour);
        text_puts(out, "/>");
        return;
    }
    text_puts(out, " fill=\"none\"");
    put_stroke(out, mark);
}

static void put_line(void *target, const struct page_mark *mark, double x, double y) {
    text_printf(target, "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\"", x, y, x + mark->width,
                y + mark->height);
    put_stroke(target, mark);
}

static void put_rectangle(void *target, const struct page_mark *mark, double x, double y) {
    const double width = mark->width < 0 ? -mark->width : mark->width,
                 height = mark->height < 0 ? -mark->height : mark->height;
    text_printf(target, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"",
                x + (mark->width < 0 ? mark->width : 0), y + (mark->height < 0 ? mark->height : 0), width, height);
    put_area(target, mark);
}

static void put_points(void *target, const struct page_mark *mark, double x, double y) {
    text_puts(target, mark->closed ? "<polygon points=\"" : "<polyline points=\"");
    for (int i = 0; i < mark->point_count; i++)
        text_printf(target, "%s%.2f,%.2f", i ? " " : "", x + mark->points[2 * i], y + mark->points[2 * i + 1]);
    text_puts(target, mark->kind == MARK_CURVE ? "\" stroke-linejoin=\"round\"" : "\"");
    put_area(target, mark);
}

static const struct page_surface surface = {{[MARK_TEXT] = put_text,
                                             [MARK_LINE] = put_line,
                                             [MARK_RECTANGLE] = put_rectangle,
                                             [MARK_POLYGON] = put_points,
                                             [MARK_CURVE] = put_points}};

bool page_look_of(struct doc_writer *writer, const struct document *document, struct page_screen_look *look,
                  struct diag *diag) {
    const struct page_resources *resources = page_writer_resources(writer, document->print, diag);
    if (!resources)
        return false;
    const struct page_style *style = page_style_of(resources->style, document->name);
    *look = (struct page_screen_look){style->body_size, style->line_height, style->page_filled, style->page_fill};
    return true;
}

bool page_chart_picture(struct doc_writer *writer, const struct document *document, const struct doc_node *node,
                        struct page_picture *picture, struct diag *diag) {
    const struct page_resources *resources = page_writer_resources(writer, document->print, diag);
    if (!resources)
        return false;
    struct page_layout *layout = page_layout_empty(resources, document, diag);
    const struct page_drawn_chart drawn = page_chart(layout, node->placed.chart, PICTURE_WIDTH, 0, node->pos);
    picture->width = PICTURE_WIDTH;
    picture->height = drawn.height;
    page_marks_draw(drawn.box->first, &surface, &picture->marks, 0, 0);
    text_free(&layout->scratch);
    text_free(&layout->printed);
    pdf_fonts_trim(layout->fonts);
    return !layout->failed;
}
