/* The operators of a page: text, paths, and the graphics state, which is written only when it changes. They are not
 * libharu's: text needs glyphs that libharu does not know, and its calls would not know the current state. */
#include "pdf/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FARTHEST = 32000 /* points */ };

bool pdf_check_numbers(struct pdf_canvas *canvas, const char *what, const double *numbers, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(fabs(numbers[i]) <= FARTHEST)) {
            pdf_fail(canvas, "%s has a position or size of %g points, which no page can hold", what, numbers[i]);
            return false;
        }
    return true;
}

struct pdf_page *pdf_current_page(struct pdf_canvas *canvas) {
    if (pdf_failed(canvas))
        return NULL;
    if (canvas->page >= canvas->page_count) {
        pdf_fail(canvas, "something was drawn before the first page");
        return NULL;
    }
    if (canvas->pages[canvas->page].sealed) {
        pdf_fail(canvas, "something was drawn on page %zu after it was sealed", canvas->page + 1);
        return NULL;
    }
    return &canvas->pages[canvas->page];
}

/* The most frequent output is written through a pointer to the end, after room was reserved for it. */
static char *begin_bytes(struct text *out, size_t most) {
    text_reserve(out, most);
    return out->bytes + out->length;
}

static void end_bytes(struct text *out, char *end) {
    out->length = (size_t)(end - out->bytes);
    *end = '\0';
}

/* Numbers are written from integers: no locale, no differences in rounding. */
static char *write_length(char *p, long hundredths) {
    unsigned long rest = hundredths < 0 ? 0UL - (unsigned long)hundredths : (unsigned long)hundredths;
    unsigned fraction = (unsigned)(rest % 100);
    if (hundredths < 0)
        *p++ = '-';
    p = pdf_write_whole(p, rest / 100);
    if (fraction) {
        *p++ = '.';
        *p++ = (char)('0' + fraction / 10);
        if (fraction % 10)
            *p++ = (char)('0' + fraction % 10);
    }
    *p++ = ' ';
    return p;
}

static void put_length(struct text *out, long hundredths) {
    end_bytes(out, write_length(begin_bytes(out, PDF_NUMBER_BYTES), hundredths));
}

/* A number that is rarely written: `value` divided by ten to the power of `digits`. */
static void put_decimal(struct text *out, long value, int digits) {
    char buffer[PDF_NUMBER_BYTES], *p = buffer + sizeof buffer;
    unsigned long rest = value < 0 ? 0UL - (unsigned long)value : (unsigned long)value;
    bool fraction = false;
    for (int i = 0; i < digits; i++, rest /= 10)
        if (fraction || rest % 10) {
            *--p = (char)('0' + rest % 10);
            fraction = true;
        }
    if (fraction)
        *--p = '.';
    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--p = '-';
    text_append(out, p, (size_t)(buffer + sizeof buffer - p));
}

/* The nearest whole number; halves are rounded away from zero. */
static long nearest(double number) {
    return (long)(number < 0 ? number - 0.5 : number + 0.5);
}

static long to_hundredths(double points) {
    return nearest(points * 100);
}

/* Makes a colour the current one, if it is not; `state` is the fill or the stroke of the page. */
static bool set_colour(struct pdf_canvas *canvas, struct pdf_page *page, int state[3], struct pdf_colour colour) {
    bool fill = state == page->fill;
    struct pdf_colour *last = fill ? &page->last_fill : &page->last_stroke;
    if (state[0] >= 0 && last->red == colour.red && last->green == colour.green && last->blue == colour.blue)
        return true;
    const double parts[3] = {colour.red, colour.green, colour.blue};
    int wanted[3];
    for (int i = 0; i < 3; i++) {
        if (!(parts[i] >= 0 && parts[i] <= 1)) {
            pdf_fail(canvas, "a component of a colour is %g; it must be from 0 to 1", parts[i]);
            return false;
        }
        wanted[i] = (int)nearest(parts[i] * 1000);
    }
    *last = colour;
    if (memcmp(state, wanted, sizeof wanted) == 0)
        return true;
    bool grey = wanted[0] == wanted[1] && wanted[1] == wanted[2];
    pdf_end_array(page);
    for (int i = 0; i < (grey ? 1 : 3); i++) {
        put_decimal(&page->content, wanted[i], 3);
        text_putc(&page->content, ' ');
    }
    text_puts(&page->content, grey ? fill ? "g\n" : "G\n" : fill ? "rg\n" : "RG\n");
    memcpy(state, wanted, sizeof wanted);
    return true;
}

/* Shifts the baseline of the following glyphs by that many hundredths. */
static void put_rise(struct pdf_page *page, long hundredths) {
    pdf_end_array(page);
    put_length(&page->content, hundredths);
    text_puts(&page->content, "Ts\n");
}

/* Opens the array and the string of glyphs, unless they are open, with the pen at `wanted`. */
static char *open_string(struct pdf_page *page, char *p, long wanted) {
    if (!page->in_array)
        *p++ = '[';
    page->in_array = true;
    if (wanted != page->pen) { /* the numbers in an array count backwards */
        if (page->in_string)
            *p++ = ')';
        page->in_string = false;
        p = pdf_write_signed(p, page->pen - wanted);
        page->pen = wanted;
    }
    if (!page->in_string)
        *p++ = '(';
    page->in_string = true;
    return p;
}

/* Writes the glyphs of a run from the position of the pen; `start` is where the run should begin. */
static void show_run(struct pdf_canvas *canvas, struct pdf_page *page, const struct pdf_shaped *shaped,
                     const struct pdf_glyph_run *run, long start) {
    enum { MOVE_BYTES = PDF_NUMBER_BYTES + 6 /* at most, with brackets */ };
    int number = pdf_use_font(canvas, page->font);
    struct pdf_font *font = &canvas->used_fonts[number];
    if (run->string) {
        char *p = begin_bytes(&page->content, MOVE_BYTES + (size_t)run->string_length);
        p = open_string(page, p, start + run->string_offset);
        memcpy(p, run->string, (size_t)run->string_length);
        end_bytes(&page->content, p + run->string_length);
        page->pen += run->string_width;
        for (int i = 0; i < run->shown_count; i++)
            pdf_show_glyph(font, run->shown[i]);
        return;
    }
    const size_t most = (size_t)run->glyph_count * (MOVE_BYTES + 2);
    long rise = 0;
    char *p = begin_bytes(&page->content, most);
    for (int i = 0; i < run->glyph_count; i++) {
        const struct pdf_glyph *glyph = &run->glyphs[i];
        unsigned cid = pdf_use_glyph(canvas, font, glyph, shaped->text);
        if (glyph->y_offset != rise) {
            rise = glyph->y_offset;
            end_bytes(&page->content, p);
            put_rise(page, rise * page->size / 1000);
            p = begin_bytes(&page->content, most);
        }
        p = open_string(page, p, start + glyph->x_offset);
        p = pdf_write_identifier(p, cid);
        page->pen += glyph->advance > 0 ? glyph->advance : 0;
        start += glyph->kerned_advance;
    }
    end_bytes(&page->content, p);
    if (rise)
        put_rise(page, 0);
}

/* Moves the pen of the text object to the beginning of a run; within the same array if font and baseline are unchanged.
 * Returns the position in thousandths of the font size. */
static long place_run(struct pdf_page *page, int font, long size, double x, double y) {
    long line_y = to_hundredths(page->height - y);
    if (!page->in_text) {
        text_puts(&page->content, "BT\n");
        page->in_text = true;
        page->line_x = page->line_y = page->pen = 0;
    } else if (font == page->font && size == page->size && line_y == page->line_y) {
        long wanted = nearest((x * 100 - (double)page->line_x) * 1000 / (double)size);
        if (labs(wanted - page->pen) <= 1) /* rounding */
            return page->pen;
        if (labs(wanted - page->pen) < 30000)
            return wanted;
    }
    pdf_end_array(page);
    if (font != page->font || size != page->size) {
        text_puts(&page->content, "/F");
        pdf_put_number(&page->content, (size_t)font);
        text_putc(&page->content, ' ');
        put_length(&page->content, size);
        text_puts(&page->content, "Tf\n");
        page->font = font;
        page->size = size;
    }
    long line_x = to_hundredths(x);
    put_length(&page->content, line_x - page->line_x);
    put_length(&page->content, line_y - page->line_y);
    text_puts(&page->content, "Td\n");
    page->line_x = line_x;
    page->line_y = line_y;
    page->pen = 0;
    return 0;
}

void pdf_text(struct pdf_canvas *canvas, double x, double y, double size, struct pdf_colour colour,
              const struct pdf_shaped *shaped) {
    struct pdf_page *page = pdf_current_page(canvas);
    if (!page || !pdf_check_numbers(canvas, "text", (double[]){x, y, size}, 3))
        return;
    if (size < 0.01) {
        pdf_fail(canvas, "text has the size %g points; it must be at least 0.01", size);
        return;
    }
    pdf_mark_content(canvas, page);
    if (!set_colour(canvas, page, page->fill, colour))
        return;
    pdf_cover(canvas, page, x, y - size);
    pdf_cover(canvas, page, x + shaped->width * size / 1000, y + size / 4);
    for (int i = 0; i < shaped->run_count && !pdf_failed(canvas); i++) {
        const struct pdf_glyph_run *run = &shaped->runs[i];
        long start = place_run(page, run->face, to_hundredths(size), x, y);
        show_run(canvas, page, shaped, run, start);
        for (int j = 0; j < run->glyph_count && i + 1 < shaped->run_count; j++)
            x += run->glyphs[j].kerned_advance * size / 1000;
    }
}

/* Sets the state for a path: colours, line width and dashes. */
static bool begin_path(struct pdf_canvas *canvas, struct pdf_page *page, double line_width,
                       const struct pdf_colour *stroke, const struct pdf_colour *fill, const double *dashes,
                       int dash_count) {
    pdf_end_text(page);
    pdf_mark_content(canvas, page);
    if (fill && !set_colour(canvas, page, page->fill, *fill))
        return false;
    if (!stroke)
        return true;
    if (!pdf_check_numbers(canvas, "a line", &line_width, 1) || !set_colour(canvas, page, page->stroke, *stroke))
        return false;
    long width = to_hundredths(fabs(line_width));
    if (width != page->line_width || width == 0) {
        put_length(&page->content, width);
        text_puts(&page->content, "w\n");
        page->line_width = width;
    }
    double sum = 0;
    for (int i = 0; i < dash_count; i++)
        sum += fabs(dashes[i]);
    if (dash_count > 0 && (!pdf_check_numbers(canvas, "a dash", dashes, (size_t)dash_count) || !(sum > 0.01))) {
        pdf_fail(canvas, "a dashed line needs dashes with a length");
        return false;
    }
    if (dash_count > 0 || page->dashed) {
        text_putc(&page->content, '[');
        for (int i = 0; i < dash_count; i++)
            put_length(&page->content, to_hundredths(fabs(dashes[i])));
        text_puts(&page->content, "]0 d\n");
        page->dashed = dash_count > 0;
    }
    return true;
}

static void put_point(struct pdf_canvas *canvas, struct pdf_page *page, double x, double y, const char *operator) {
    pdf_cover(canvas, page, x, y);
    char *p = begin_bytes(&page->content, 2 * PDF_NUMBER_BYTES + 8);
    p = write_length(p, to_hundredths(x));
    p = write_length(p, to_hundredths(page->height - y));
    while (*operator)
        *p++ = *operator++;
    end_bytes(&page->content, p);
}

void pdf_line(struct pdf_canvas *canvas, double x1, double y1, double x2, double y2, double width,
              struct pdf_colour colour, const double *dashes, int dash_count) {
    struct pdf_page *page = pdf_current_page(canvas);
    if (!page || !pdf_check_numbers(canvas, "a line", (double[]){x1, y1, x2, y2}, 4) ||
        !begin_path(canvas, page, width, &colour, NULL, dashes, dash_count))
        return;
    put_point(canvas, page, x1, y1, "m ");
    put_point(canvas, page, x2, y2, "l S\n");
}

void pdf_rectangle(struct pdf_canvas *canvas, double x, double y, double width, double height, double line_width,
                   const struct pdf_colour *stroke, const struct pdf_colour *fill) {
    struct pdf_page *page = pdf_current_page(canvas);
    if (!page || !pdf_check_numbers(canvas, "a rectangle", (double[]){x, y, width, height}, 4) || !(stroke || fill) ||
        !begin_path(canvas, page, line_width, stroke, fill, NULL, 0))
        return;
    pdf_cover(canvas, page, x + width, y);
    put_point(canvas, page, x, y + height, "");
    put_length(&page->content, to_hundredths(width));
    put_length(&page->content, to_hundredths(height));
    text_puts(&page->content, stroke && fill ? "re B\n" : fill ? "re f\n" : "re S\n");
}

void pdf_polygon(struct pdf_canvas *canvas, const double *points, int point_count, bool closed, double line_width,
                 const struct pdf_colour *stroke, const struct pdf_colour *fill) {
    struct pdf_page *page = pdf_current_page(canvas);
    if (!page || point_count < 2 || !pdf_check_numbers(canvas, "a line", points, 2 * (size_t)point_count) ||
        !(stroke || fill) || !begin_path(canvas, page, line_width, stroke, fill, NULL, 0))
        return;
    for (int i = 0; i < point_count; i++)
        put_point(canvas, page, points[2 * i], points[2 * i + 1], i == 0 ? "m\n" : "l\n");
    if (closed)
        text_puts(&page->content, "h ");
    text_puts(&page->content, stroke && fill ? "B\n" : fill ? "f\n" : "S\n");
}

void pdf_cells(struct pdf_canvas *canvas, double x, double y, double side, const double *cells, int count,
               struct pdf_colour colour) {
    struct pdf_page *page = pdf_current_page(canvas);
    if (!page || count < 1 || !pdf_check_numbers(canvas, "a pattern", (double[]){x, y, side}, 3) ||
        !pdf_check_numbers(canvas, "a pattern", cells, 4 * (size_t)count) ||
        !begin_path(canvas, page, 0, NULL, &colour, NULL, 0))
        return;
    /* In units of cells, downward, so that the numbers are short. */
    text_puts(&page->content, "q ");
    put_decimal(&page->content, nearest(side * 10000), 4);
    text_puts(&page->content, " 0 0 ");
    put_decimal(&page->content, -nearest(side * 10000), 4);
    text_putc(&page->content, ' ');
    put_point(canvas, page, x, y, "cm\n");
    for (const double *cell = cells; cell < cells + 4 * count; cell += 4) {
        char *p = begin_bytes(&page->content, 4 * PDF_NUMBER_BYTES + 3);
        for (int i = 0; i < 4; i++) {
            p = pdf_write_signed(p, (long)cell[i]);
            *p++ = ' ';
        }
        memcpy(p, "re\n", 3);
        end_bytes(&page->content, p + 3);
    }
    text_puts(&page->content, "f Q\n");
}

void pdf_curve(struct pdf_canvas *canvas, const double *points, int point_count, double width, struct pdf_colour colour,
               const double *dashes, int dash_count) {
    struct pdf_page *page = pdf_current_page(canvas);
    if (!page || point_count < 2 || !pdf_check_numbers(canvas, "a curve", points, 2 * (size_t)point_count) ||
        !begin_path(canvas, page, width, &colour, NULL, dashes, dash_count))
        return;
    for (int i = 0; i < point_count; i++)
        put_point(canvas, page, points[2 * i], points[2 * i + 1], i == 0 ? "m\n" : "l\n");
    text_puts(&page->content, "S\n");
}
