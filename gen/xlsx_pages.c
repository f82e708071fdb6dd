#include "xlsx.h"

#include <string.h>

/* Widths in characters of the default type, heights in points. A sheet wider than a page is high stands across it. */
enum { NARROWEST = 8, WIDEST = 72, LANDSCAPE_FROM = 104, NARROWEST_CHART = 640, WIDEST_CHART = 1120 };
enum { LINE_HEIGHT = 13, HIGHEST_ROW = 400, MOST_BREAKS = 1000, LAST_FROZEN_ROW = 14, MOST_TITLES = 5 };
enum { FOOTER_TITLE_BYTES = 150, FROZEN_LABELS_FROM = 6 };
/* Of a page: margins in inches, paper in points; what a column of a width takes in pixels, of which an inch has 96. */
static const double margin_side = 0.5, margin_top = 0.6, margin_bottom = 0.75, page_slack = 8, almost_full = 1.1;
static const struct { double width, height; } papers[] = {[PAPER_A4] = {595.3, 841.9}, [PAPER_LETTER] = {612, 792}};
enum { CHARACTER_PIXELS = 7, COLUMN_PIXELS = 5, DEFAULT_COLUMN_PIXELS = 64, LETTER_PIXELS = 6 };
static const double points_a_pixel = 0.75, row_height = ROW_PIXELS * 0.75;
#define LETTERS_A_DIGIT 1.15

void sheet_joint(struct sheet *sheet, enum joint_kind kind) {
    struct joint *last = sheet->joint_count ? &sheet->joints[sheet->joint_count - 1] : NULL;
    if (last && last->row == sheet->row) {
        last->kind = kind > last->kind ? kind : last->kind;
        return;
    }
    sheet->joints = arena_grow(sheet->book->arena, sheet->joints, sheet->joint_count, &sheet->joint_capacity,
                               sizeof *sheet->joints);
    sheet->joints[sheet->joint_count++] = (struct joint){sheet->row, kind};
}

void sheet_wrap(struct sheet *sheet, lxw_row_t row, int column, const char *text, int size) {
    sheet->wrapped = arena_grow(sheet->book->arena, sheet->wrapped, sheet->wrapped_count, &sheet->wrapped_capacity,
                                sizeof *sheet->wrapped);
    sheet->wrapped[sheet->wrapped_count++] = (struct wrapped_cell){row, column, size, text};
}

/* How many lines a text takes in a cell, of whose width letters take less than digits; a word that is wider than the
 * cell is broken. */
static int count_lines(const char *text, double width) {
    int lines = 0;
    width *= LETTERS_A_DIGIT;
    while (*text) {
        size_t next, length = line_length(text, width, &next);
        lines += 1 + (int)(text_width(text, length) / (width + 1));
        text += next;
    }
    return lines;
}

/* Gives each column its width and returns how wide all are together, in pixels. */
static double set_columns(struct sheet *sheet) {
    double pixels = 0;
    for (int i = 0; i < sheet->column_count; i++) {
        double width = sheet->widths[i] + 1.5;
        width = width < NARROWEST ? NARROWEST : width > WIDEST ? WIDEST : width;
        sheet->widths[i] = width;
        worksheet_set_column(sheet->worksheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL);
        pixels += (int)(width * CHARACTER_PIXELS + COLUMN_PIXELS);
    }
    return pixels;
}

/* Gives rows the height of their tallest cell (Excel would find it by itself, others do not); the heights of all. */
static const double *set_rows(struct sheet *sheet) {
    double *heights = arena_array(sheet->book->arena, (size_t)sheet->row + 1, sizeof *heights);
    for (lxw_row_t row = 0; row <= sheet->row; row++)
        heights[row] = row_height;
    for (size_t i = 0; i < sheet->wrapped_count; i++) {
        const struct wrapped_cell *cell = &sheet->wrapped[i];
        double width = cell->column < sheet->column_count ? sheet->widths[cell->column] : NARROWEST;
        double height = cell->size ? cell->size * 1.5 : 3 + LINE_HEIGHT * count_lines(cell->text, width);
        height = height > HIGHEST_ROW ? HIGHEST_ROW : height;
        if (cell->row <= sheet->row && height > heights[cell->row])
            heights[cell->row] = height;
    }
    for (lxw_row_t row = 0; row <= sheet->row; row++)
        if (heights[row] > row_height)
            worksheet_set_row(sheet->worksheet, row, heights[row], NULL);
    return heights;
}

static double height_of_rows(const double *heights, lxw_row_t first, lxw_row_t end) {
    double height = 0;
    for (lxw_row_t row = first; row < end; row++)
        height += heights[row];
    return height;
}

static lxw_row_t joint_row(const struct sheet *sheet, size_t joint) {
    return joint < sheet->joint_count ? sheet->joints[joint].row : sheet->row;
}

/* The joint that ends what begins at another: those between that would rather not be pages' ends are passed over where
 * all of it fits a page. */
static size_t joint_end(const struct sheet *sheet, size_t joint, const double *heights, double room) {
    size_t end = joint + 1;
    while (end < sheet->joint_count && sheet->joints[end].kind == JOINT_WEAK)
        end++;
    double height = height_of_rows(heights, sheet->joints[joint].row, joint_row(sheet, end));
    return height <= room ? end : joint + 1;
}

/* Breaks pages at joints, so that a page ends within a block only where that is higher than a page. The blank row
 * behind a block may fall over the edge of the page. */
static void set_breaks(struct sheet *sheet, const double *heights, double page, double repeated) {
    lxw_row_t *breaks = arena_array(sheet->book->arena, sheet->joint_count + 1, sizeof *breaks);
    size_t count = 0;
    double filled = height_of_rows(heights, 0, joint_row(sheet, 0));
    for (size_t i = 0, end; i < sheet->joint_count && count < MOST_BREAKS; i = end) {
        end = joint_end(sheet, i, heights, page + row_height - repeated);
        double height = height_of_rows(heights, sheet->joints[i].row, joint_row(sheet, end));
        double seen = end < sheet->joint_count ? height - row_height : height;
        bool fits = filled + seen <= page, splits = repeated + seen > page && filled < page / 2;
        if (filled > repeated && (sheet->joints[i].kind == JOINT_FORCED || (!fits && !splits))) {
            breaks[count++] = sheet->joints[i].row;
            filled = repeated;
        }
        filled += height;
        while (filled > page * almost_full)
            filled -= page - repeated;
        filled = filled > page ? page : filled;
    }
    if (count)
        worksheet_set_h_pagebreaks(sheet->worksheet, breaks);
}

/* Title, sheet, version, page. `&` begins a code in a footer; the title is cut where the footer would grow too long. */
static void set_footer(struct sheet *sheet) {
    struct text footer = {0};
    text_puts(&footer, "&L&8 ");
    const char *title = sheet->book->document->title;
    size_t length = title ? strlen(title) : 0;
    for (size_t i = 0; i < length && footer.length < FOOTER_TITLE_BYTES;) {
        unsigned c;
        int n = utf8_decode(title + i, length - i, &c);
        if (n && c >= ' ' && c != 0xFFFE && c != 0xFFFF) {
            text_puts(&footer, c == '&' ? "&" : "");
            text_append(&footer, title + i, (size_t)n);
        }
        i += n ? (size_t)n : 1;
    }
    text_printf(&footer, "&C&8 &A&R&8 %s, page &P of &N", book_version(sheet->book));
    worksheet_set_footer(sheet->worksheet, footer.bytes);
    text_free(&footer);
}

/* Prints all cells, the charts and the text that runs over cells to its right, and nothing else; returns how wide that
 * is, in pixels. Columns behind those that have a width have the default one. */
static double set_print_area(struct sheet *sheet) {
    double charts = sheet->with_charts ? sheet->chart_width : 0, prose = sheet->overflow * LETTER_PIXELS;
    double needed = charts > prose ? charts : prose, pixels = 0;
    int count = 0;
    while (count < LXW_COL_MAX && (pixels < needed || count <= sheet->worksheet->dim_colmax || !count)) {
        pixels += count < sheet->column_count ? (int)(sheet->widths[count] * CHARACTER_PIXELS + COLUMN_PIXELS)
                                              : DEFAULT_COLUMN_PIXELS;
        count++;
    }
    lxw_row_t last = sheet->row ? sheet->row - 1 : 0;
    last = sheet->worksheet->dim_rowmax > last ? sheet->worksheet->dim_rowmax : last;
    if (sheet_name_refers(sheet->name))
        worksheet_print_area(sheet->worksheet, 0, 0, last, (lxw_col_t)(count - 1));
    return pixels;
}

void sheet_finish(struct sheet *sheet) {
    lxw_worksheet *worksheet = sheet->worksheet;
    const struct book *book = sheet->book;
    double pixels = set_columns(sheet);
    const double *heights = set_rows(sheet);
    bool landscape = pixels > LANDSCAPE_FROM * CHARACTER_PIXELS;
    bool head = sheet->head_kind && !sheet->heads_differ && sheet->head_row <= LAST_FROZEN_ROW;
    lxw_row_t titles = book->checks ? CHECKS_ROW : 0;
    worksheet_freeze_panes(worksheet, head ? sheet->head_row + 1 : titles + 1,
                           sheet->column_count > FROZEN_LABELS_FROM ? 1 : 0);
    if (head && sheet->head_row <= titles + MOST_TITLES)
        titles = sheet->head_row;
    double repeated = 0;
    for (lxw_row_t row = 0; row <= titles && row <= sheet->row; row++)
        repeated += heights[row];
    if (sheet_name_refers(sheet->name))
        worksheet_repeat_rows(worksheet, 0, titles);
    else
        repeated = 0;
    double width = papers[book->document->paper].width, height = papers[book->document->paper].height;
    double across = (landscape ? height : width) - 2 * margin_side * 72;
    double down = (landscape ? width : height) - (margin_top + margin_bottom) * 72 - page_slack;
    sheet->chart_width = pixels < NARROWEST_CHART ? NARROWEST_CHART : pixels > WIDEST_CHART ? WIDEST_CHART : pixels;
    double scale = across / (set_print_area(sheet) * points_a_pixel);
    set_breaks(sheet, heights, down / (scale > 1 ? 1 : scale), repeated);
    if (landscape)
        worksheet_set_landscape(worksheet);
    worksheet_gridlines(worksheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_paper(worksheet, book->document->paper == PAPER_LETTER ? 1 : 9);
    worksheet_fit_to_pages(worksheet, 1, 0);
    worksheet_set_margins(worksheet, margin_side, margin_side, margin_top, margin_bottom);
    set_footer(sheet);
    lxw_protection allowed = {.format_columns = 1, .format_rows = 1};
    worksheet_protect(worksheet, NULL, &allowed);
}
