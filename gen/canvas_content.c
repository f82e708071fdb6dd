/* The operators of a page: text, paths, and the state that they need, written only where it changes. They are not
 * libharu's: text needs glyphs that it does not know of, and its own calls would not know what state they find. */
#include "canvas_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FARTHEST = 32000 /* points */ };

bool canvas_check_numbers(struct canvas *canvas, const char *what, const double *numbers, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(fabs(numbers[i]) <= FARTHEST)) {
            canvas_fail(canvas, "%s stands or measures %g points, which no page can hold", what, numbers[i]);
            return false;
        }
    return true;
}

struct canvas_page *canvas_current_page(struct canvas *canvas) {
    if (canvas_failed(canvas))
        return NULL;
    if (canvas->page >= canvas->page_count) {
        canvas_fail(canvas, "something was drawn before the first page");
        return NULL;
    }
    if (canvas->pages[canvas->page].sealed) {
        canvas_fail(canvas, "something was drawn on page %zu after it was sealed", canvas->page + 1);
        return NULL;
    }
    return &canvas->pages[canvas->page];
}

/* Numbers are written from integers: no locale, no rounding that differs. */
static void put_decimal(struct text *out, long value, int digits) {
    char buffer[24], *p = buffer + sizeof buffer;
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

static void put_length(struct text *out, long hundredths) {
    put_decimal(out, hundredths, 2);
    text_putc(out, ' ');
}

static long to_hundredths(double points) {
    return lround(points * 100);
}

static void end_array(struct canvas_page *page) {
    if (page->in_string)
        text_putc(&page->content, ')');
    if (page->in_array)
        text_puts(&page->content, "]TJ\n");
    page->in_string = page->in_array = false;
}

void canvas_end_text(struct canvas_page *page) {
    end_array(page);
    if (page->in_text)
        text_puts(&page->content, "ET\n");
    page->in_text = false;
}

/* Makes a colour the current one, where it is not: `state` is the page's fill or stroke. */
static bool set_colour(struct canvas *canvas, struct canvas_page *page, int state[3], struct colour colour) {
    bool fill = state == page->fill;
    struct colour *last = fill ? &page->last_fill : &page->last_stroke;
    if (state[0] >= 0 && last->red == colour.red && last->green == colour.green && last->blue == colour.blue)
        return true;
    const double parts[3] = {colour.red, colour.green, colour.blue};
    int wanted[3];
    for (int i = 0; i < 3; i++) {
        if (!(parts[i] >= 0 && parts[i] <= 1)) {
            canvas_fail(canvas, "a colour's part is %g; it must be from 0 to 1", parts[i]);
            return false;
        }
        wanted[i] = (int)lround(parts[i] * 1000);
    }
    *last = colour;
    if (memcmp(state, wanted, sizeof wanted) == 0)
        return true;
    bool grey = wanted[0] == wanted[1] && wanted[1] == wanted[2];
    end_array(page);
    for (int i = 0; i < (grey ? 1 : 3); i++) {
        put_decimal(&page->content, wanted[i], 3);
        text_putc(&page->content, ' ');
    }
    text_puts(&page->content, grey ? fill ? "g\n" : "G\n" : fill ? "rg\n" : "RG\n");
    memcpy(state, wanted, sizeof wanted);
    return true;
}

/* Moves the pen within an array of TJ: the numbers there count backwards. */
static void move_pen(struct canvas_page *page, long wanted) {
    if (wanted == page->pen)
        return;
    if (page->in_string)
        text_putc(&page->content, ')');
    page->in_string = false;
    put_decimal(&page->content, page->pen - wanted, 0);
    page->pen = wanted;
}

/* A byte of a literal string. Line ends are written as such: a reader would take one for another. */
static void put_byte(struct text *out, unsigned char byte) {
    switch (byte) {
    case '\r':
        text_append(out, "\\r", 2);
        break;
    case '\n':
        text_append(out, "\\n", 2);
        break;
    case '(':
    case ')':
    case '\\':
        text_putc(out, '\\');
        text_putc(out, (char)byte);
        break;
    default:
        text_putc(out, (char)byte);
    }
}

static void put_cid(struct canvas_page *page, unsigned cid) {
    if (!page->in_string)
        text_putc(&page->content, '(');
    page->in_string = true;
    put_byte(&page->content, (unsigned char)(cid >> 8));
    put_byte(&page->content, (unsigned char)cid);
}

/* Writes the glyphs of a run from where the pen stands; `start` is where the run should stand. */
static void show_run(struct canvas *canvas, struct canvas_page *page, const struct shaped *shaped,
                     const struct glyph_run *run, long start) {
    int number = canvas_use_font(canvas, page->font);
    struct canvas_font *font = &canvas->used_fonts[number];
    long rise = 0;
    for (int i = 0; i < run->glyph_count; i++) {
        const struct glyph *glyph = &run->glyphs[i];
        unsigned cid = canvas_use_glyph(canvas, font, glyph, shaped->text);
        if (glyph->y_offset != rise) {
            end_array(page);
            rise = glyph->y_offset;
            put_length(&page->content, rise * page->size / 1000);
            text_puts(&page->content, "Ts\n");
        }
        if (!page->in_array)
            text_putc(&page->content, '[');
        page->in_array = true;
        move_pen(page, start + glyph->x_offset);
        put_cid(page, cid);
        page->pen += glyph->advance > 0 ? glyph->advance : 0;
        start += glyph->kerned_advance;
    }
    if (rise) {
        end_array(page);
        text_puts(&page->content, "0 Ts\n");
    }
}

/* Puts the pen of the page's text object where a run begins: within the same array where font and baseline are those of
 * what was shown last. Gives the place in thousandths of the size. */
static long place_run(struct canvas_page *page, int font, long size, double x, double y) {
    long line_y = to_hundredths(page->height - y);
    if (!page->in_text) {
        text_puts(&page->content, "BT\n");
        page->in_text = true;
        page->line_x = page->line_y = page->pen = 0;
    } else if (font == page->font && size == page->size && line_y == page->line_y) {
        long wanted = lround((x * 100 - (double)page->line_x) * 1000 / (double)size);
        if (labs(wanted - page->pen) <= 1) /* rounding */
            return page->pen;
        if (labs(wanted - page->pen) < 30000)
            return wanted;
    }
    end_array(page);
    if (font != page->font || size != page->size) {
        text_printf(&page->content, "/F%d ", font);
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

void canvas_text(struct canvas *canvas, double x, double y, double size, struct colour colour,
                 const struct shaped *shaped) {
    struct canvas_page *page = canvas_current_page(canvas);
    if (!page || !canvas_check_numbers(canvas, "text", (double[]){x, y, size}, 3))
        return;
    if (size < 0.01) {
        canvas_fail(canvas, "text has the size %g points; it must be at least 0.01", size);
        return;
    }
    canvas_mark_content(canvas, page);
    if (!set_colour(canvas, page, page->fill, colour))
        return;
    canvas_cover(canvas, page, x, y - size);
    canvas_cover(canvas, page, x + shaped->width * size / 1000, y + size / 4);
    for (int i = 0; i < shaped->run_count && !canvas_failed(canvas); i++) {
        const struct glyph_run *run = &shaped->runs[i];
        long start = place_run(page, run->face, to_hundredths(size), x, y);
        show_run(canvas, page, shaped, run, start);
        for (int j = 0; j < run->glyph_count; j++)
            x += run->glyphs[j].kerned_advance * size / 1000;
    }
}

/* The state for a path: colours, width and dashes. */
static bool begin_path(struct canvas *canvas, struct canvas_page *page, double line_width, const struct colour *stroke,
                       const struct colour *fill, const double *dashes, int dash_count) {
    canvas_end_text(page);
    canvas_mark_content(canvas, page);
    if (fill && !set_colour(canvas, page, page->fill, *fill))
        return false;
    if (!stroke)
        return true;
    if (!canvas_check_numbers(canvas, "a line", &line_width, 1) || !set_colour(canvas, page, page->stroke, *stroke))
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
    if (dash_count > 0 && (!canvas_check_numbers(canvas, "a dash", dashes, (size_t)dash_count) || !(sum > 0.01))) {
        canvas_fail(canvas, "a dashed line needs dashes that are longer than nothing");
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

static void put_point(struct canvas *canvas, struct canvas_page *page, double x, double y, const char *operator) {
    canvas_cover(canvas, page, x, y);
    put_length(&page->content, to_hundredths(x));
    put_length(&page->content, to_hundredths(page->height - y));
    text_puts(&page->content, operator);
}

void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2, double width, struct colour colour,
                 const double *dashes, int dash_count) {
    struct canvas_page *page = canvas_current_page(canvas);
    if (!page || !canvas_check_numbers(canvas, "a line", (double[]){x1, y1, x2, y2}, 4) ||
        !begin_path(canvas, page, width, &colour, NULL, dashes, dash_count))
        return;
    put_point(canvas, page, x1, y1, "m ");
    put_point(canvas, page, x2, y2, "l S\n");
}

void canvas_rectangle(struct canvas *canvas, double x, double y, double width, double height, double line_width,
                      const struct colour *stroke, const struct colour *fill) {
    struct canvas_page *page = canvas_current_page(canvas);
    if (!page || !canvas_check_numbers(canvas, "a rectangle", (double[]){x, y, width, height}, 4) ||
        !(stroke || fill) || !begin_path(canvas, page, line_width, stroke, fill, NULL, 0))
        return;
    canvas_cover(canvas, page, x + width, y);
    put_point(canvas, page, x, y + height, "");
    put_length(&page->content, to_hundredths(width));
    put_length(&page->content, to_hundredths(height));
    text_puts(&page->content, stroke && fill ? "re B\n" : fill ? "re f\n" : "re S\n");
}

void canvas_polygon(struct canvas *canvas, const double *points, int point_count, bool closed, double line_width,
                    const struct colour *stroke, const struct colour *fill) {
    struct canvas_page *page = canvas_current_page(canvas);
    if (!page || point_count < 2 || !canvas_check_numbers(canvas, "a line", points, 2 * (size_t)point_count) ||
        !(stroke || fill) || !begin_path(canvas, page, line_width, stroke, fill, NULL, 0))
        return;
    for (int i = 0; i < point_count; i++)
        put_point(canvas, page, points[2 * i], points[2 * i + 1], i == 0 ? "m\n" : "l\n");
    if (closed)
        text_puts(&page->content, "h ");
    text_puts(&page->content, stroke && fill ? "B\n" : fill ? "f\n" : "S\n");
}

void canvas_cells(struct canvas *canvas, double x, double y, double side, const double *cells, int count,
                  struct colour colour) {
    struct canvas_page *page = canvas_current_page(canvas);
    if (!page || count < 1 || !canvas_check_numbers(canvas, "a pattern", (double[]){x, y, side}, 3) ||
        !canvas_check_numbers(canvas, "a pattern", cells, 4 * (size_t)count) ||
        !begin_path(canvas, page, 0, NULL, &colour, NULL, 0))
        return;
    /* In units of cells, downward: small whole numbers are short. */
    text_puts(&page->content, "q ");
    put_decimal(&page->content, lround(side * 10000), 4);
    text_puts(&page->content, " 0 0 ");
    put_decimal(&page->content, -lround(side * 10000), 4);
    text_putc(&page->content, ' ');
    put_point(canvas, page, x, y, "cm\n");
    for (int i = 0; i < 4 * count; i++) {
        put_length(&page->content, to_hundredths(cells[i]));
        if (i % 4 == 3)
            text_puts(&page->content, "re\n");
    }
    text_puts(&page->content, "f Q\n");
}

void canvas_curve(struct canvas *canvas, const double *points, int point_count, double width, struct colour colour,
                  const double *dashes, int dash_count) {
    struct canvas_page *page = canvas_current_page(canvas);
    if (!page || point_count < 2 || !canvas_check_numbers(canvas, "a curve", points, 2 * (size_t)point_count) ||
        !begin_path(canvas, page, width, &colour, NULL, dashes, dash_count))
        return;
    for (int i = 0; i < point_count; i++)
        put_point(canvas, page, points[2 * i], points[2 * i + 1], i == 0 ? "m\n" : "l\n");
    text_puts(&page->content, "S\n");
}
