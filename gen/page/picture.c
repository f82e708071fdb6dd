/* A chart as SVG: the same marks as on paper, with words as text. */
#include "chart/chart.h"
#include "page/layout.h"
#include "page/page.h"

#include <math.h>
#include <string.h>

/* How far apart marks may be that are at one place, in points or, along a line of text, shares of its size. */
#define NEAR 0.01

/* A picture that is being drawn. Words that follow each other on a line become one text: how wide a space is is the
 * reader's font's to say. */
struct drawn {
    struct text *out;
    const struct page_mark *first; /* of the words that are not written yet; NULL: there are none */
    double x, y, end;
    struct text words;
};

static void put_colour(struct text *out, const char *name, struct pdf_colour colour) {
    text_printf(out, " %s=\"#%02x%02x%02x\"", name, (unsigned)(255 * colour.red + 0.5),
                (unsigned)(255 * colour.green + 0.5), (unsigned)(255 * colour.blue + 0.5));
}

static bool is_bold(const struct pdf_shaped *shaped) {
    return shaped->face == FACE_BOLD || shaped->face == FACE_BOLD_ITALIC;
}

/* Words keep the width that they have on paper, whatever font a reader has for them. */
static void flush(struct drawn *drawn) {
    const struct page_mark *mark = drawn->first;
    struct text *out = drawn->out, *words = &drawn->words;
    const size_t length = words->length;
    while (words->length && words->bytes[words->length - 1] == ' ')
        words->length--;
    drawn->first = NULL;
    if (!words->length)
        return;
    text_printf(out, "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.2f\"", drawn->x, drawn->y, mark->size);
    if (length == words->length)
        text_printf(out, " textLength=\"%.2f\" lengthAdjust=\"spacingAndGlyphs\"", drawn->end - drawn->x);
    if (is_bold(mark->shaped))
        text_puts(out, " font-weight=\"bold\"");
    put_colour(out, "fill", mark->colour);
    text_putc(out, '>');
    text_append_xml(out, words->bytes, words->length);
    text_puts(out, "</text>");
    text_clear(words);
}

static bool is_same_look(const struct page_mark *one, const struct page_mark *other) {
    return one->size == other->size && is_bold(one->shaped) == is_bold(other->shaped) &&
           memcmp(&one->colour, &other->colour, sizeof one->colour) == 0;
}

static void put_text(void *target, const struct page_mark *mark, double x, double y) {
    struct drawn *drawn = target;
    const struct pdf_shaped *shaped = mark->shaped;
    if (!drawn->first || !is_same_look(drawn->first, mark) || fabs(y - drawn->y) > NEAR ||
        fabs(x - drawn->end) > NEAR * mark->size) {
        flush(drawn);
        drawn->first = mark;
        drawn->x = x;
        drawn->y = y;
    }
    text_append(&drawn->words, shaped->text, shaped->length);
    drawn->end = x + shaped->width * mark->size / 1000;
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

/* Where a shape is written: behind the words before it. */
static struct text *begin_shape(struct drawn *drawn) {
    flush(drawn);
    return drawn->out;
}

static void put_line(void *target, const struct page_mark *mark, double x, double y) {
    struct text *out = begin_shape(target);
    text_printf(out, "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\"", x, y, x + mark->width, y + mark->height);
    put_stroke(out, mark);
}

static void put_rectangle(void *target, const struct page_mark *mark, double x, double y) {
    struct text *out = begin_shape(target);
    const double width = mark->width < 0 ? -mark->width : mark->width,
                 height = mark->height < 0 ? -mark->height : mark->height;
    text_printf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"",
                x + (mark->width < 0 ? mark->width : 0), y + (mark->height < 0 ? mark->height : 0), width, height);
    put_area(out, mark);
}

static void put_points(void *target, const struct page_mark *mark, double x, double y) {
    struct text *out = begin_shape(target);
    text_puts(out, mark->closed ? "<polygon points=\"" : "<polyline points=\"");
    for (int i = 0; i < mark->point_count; i++)
        text_printf(out, "%s%.2f,%.2f", i ? " " : "", x + mark->points[2 * i], y + mark->points[2 * i + 1]);
    text_puts(out, mark->kind == MARK_CURVE ? "\" stroke-linejoin=\"round\"" : "\"");
    put_area(out, mark);
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
                        double width, struct page_picture *picture, struct diag *diag) {
    const struct page_resources *resources = page_writer_resources(writer, document->print, diag);
    if (!resources)
        return false;
    struct page_layout *layout = page_layout_empty(resources, document, diag);
    const struct page_drawn_chart drawn = page_chart(layout, node->placed.chart, width, 0, node->pos);
    picture->width = width;
    picture->height = drawn.height;
    struct drawn marks = {.out = &picture->marks};
    page_marks_draw(drawn.box->first, &surface, &marks, 0, 0);
    flush(&marks);
    text_free(&marks.words);
    text_free(&layout->scratch);
    text_free(&layout->printed);
    pdf_fonts_trim(layout->fonts);
    return !layout->failed;
}
