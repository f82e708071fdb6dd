#include "xlsx_pages.h"

#include <string.h>

/* Widths in characters of the default type, heights in points. */
enum { NARROWEST = 8, WIDEST = 72, NARROWEST_CHART = 640, WIDEST_CHART = 1120 };
enum { LINE_HEIGHT = 13, HIGHEST_ROW = 400, LAST_FROZEN_ROW = 14, MOST_TITLES = 5, FROZEN_LABELS_FROM = 6 };
/* Of a footer's title, in type of 8 points. */
enum { FOOTER_LINES = 2, FOOTER_GAP = 12, FOOTER_CODES = 170 };
#define FOOTER_LETTER 4.6
/* How small a sheet may print on an upright page, and from where on it need not be turned. */
static const double least_scale = 0.72, good_scale = 0.85;
/* Of a page: margins in inches, paper in points; what a column of a width takes in pixels, of which an inch has 96. */
static const double margin_side = 0.5, margin_top = 0.6, margin_bottom = 0.75, page_slack = 8;
static const struct { double width, height; } papers[] = {[PAPER_A4] = {595.3, 841.9}, [PAPER_LETTER] = {612, 792}};
enum { CHARACTER_PIXELS = 7, COLUMN_PIXELS = 5, DEFAULT_COLUMN_PIXELS = 64, LETTER_PIXELS = 6 };
static const double points_a_pixel = 0.75, row_height = ROW_PIXELS * 0.75;
#define LETTERS_A_DIGIT 1.15

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

/* Appends as much of a title as fits a width in points, on two lines; `&` begins a code in a footer. What is too long
 * ends with an ellipsis. */
static void put_title(struct text *footer, const char *title, double width) {
    double room = width / FOOTER_LETTER;
    int codes = 0;
    for (int line = 0; line < FOOTER_LINES && *title; line++) {
        size_t next, length = line_length(title, room, &next);
        bool last = line == FOOTER_LINES - 1, cut = text_width(title, length) > room || (last && title[next]);
        double filled = cut ? 1 : 0; /* of the ellipsis */
        text_puts(footer, line ? "\n" : "");
        for (size_t i = 0; i < length;) {
            unsigned c;
            int n = utf8_decode(title + i, length - i, &c);
            filled += text_width(title + i, n ? (size_t)n : 1);
            codes += n && c == '&' ? 2 : 1;
            if ((cut && filled > room) || codes > FOOTER_CODES)
                break;
            if (n && c >= ' ' && c != 0xFFFE && c != 0xFFFF) {
                text_puts(footer, c == '&' ? "&" : "");
                text_append(footer, title + i, (size_t)n);
            }
            i += n ? (size_t)n : 1;
        }
        text_puts(footer, cut ? "\u2026" : "");
        title = cut ? "" : title + next;
    }
}

/* Title, sheet, version, page. The title ends before the name of the sheet begins in the middle. */
static void set_footer(struct sheet *sheet, double across) {
    struct text footer = {0};
    const char *title = sheet->book->document->title;
    double middle = text_width(sheet->name, strlen(sheet->name)) * FOOTER_LETTER;
    text_puts(&footer, "&L&8 ");
    put_title(&footer, title ? title : "", (across - middle) / 2 - FOOTER_GAP);
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

/* A page that stands upright, or across; its scale where `pixels` fit its width. */
static double page_of(const struct sheet *sheet, bool across, double pixels, struct page *page) {
    double width = papers[sheet->book->document->paper].width, height = papers[sheet->book->document->paper].height;
    double scale = ((across ? height : width) - 2 * margin_side * 72) / (pixels * points_a_pixel);
    double down = (across ? width : height) - (margin_top + margin_bottom) * 72 - page_slack;
    scale = scale > 1 ? 1 : scale;
    page->height = down / scale;
    return scale;
}

/* Breaks pages, and turns them across where upright ones would show the sheet too small, or smaller without saving
 * half of the paper. */
static void set_paper(struct sheet *sheet, const double *heights, double pixels, struct page page) {
    lxw_row_t *upright_breaks, *across_breaks;
    double upright = page_of(sheet, false, pixels, &page);
    double upright_cost = sheet_find_breaks(sheet, heights, &page, &upright_breaks);
    page_of(sheet, true, pixels, &page);
    double across_cost = sheet_find_breaks(sheet, heights, &page, &across_breaks);
    bool across = upright < least_scale || (upright < good_scale && upright_cost > across_cost / 2);
    const lxw_row_t *breaks = across ? across_breaks : upright_breaks;
    if (*breaks)
        worksheet_set_h_pagebreaks(sheet->worksheet, across ? across_breaks : upright_breaks);
    if (across)
        worksheet_set_landscape(sheet->worksheet);
    enum paper paper = sheet->book->document->paper;
    set_footer(sheet, (across ? papers[paper].height : papers[paper].width) - 2 * margin_side * 72);
}

void sheet_finish(struct sheet *sheet) {
    lxw_worksheet *worksheet = sheet->worksheet;
    const struct book *book = sheet->book;
    double pixels = set_columns(sheet);
    const double *heights = set_rows(sheet);
    bool head = sheet->head_kind && !sheet->heads_differ && sheet->head_row <= LAST_FROZEN_ROW;
    lxw_row_t titles = book->checks ? CHECKS_ROW : 0;
    struct page page = {.blank = row_height};
    worksheet_freeze_panes(worksheet, head ? sheet->head_row + 1 : titles + 1,
                           sheet->column_count > FROZEN_LABELS_FROM ? 1 : 0);
    page.heads_repeat = head && sheet->head_row <= titles + MOST_TITLES && sheet_name_refers(sheet->name);
    titles = page.heads_repeat ? sheet->head_row : titles + 1; /* with the blank row below the title */
    for (lxw_row_t row = 0; row <= titles && row <= sheet->row; row++)
        page.repeated += heights[row];
    if (sheet_name_refers(sheet->name))
        worksheet_repeat_rows(worksheet, 0, titles);
    else
        page.repeated = 0;
    sheet->chart_width = pixels < NARROWEST_CHART ? NARROWEST_CHART : pixels > WIDEST_CHART ? WIDEST_CHART : pixels;
    set_paper(sheet, heights, set_print_area(sheet), page);
    worksheet_gridlines(worksheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_paper(worksheet, book->document->paper == PAPER_LETTER ? 1 : 9);
    worksheet_fit_to_pages(worksheet, 1, 0);
    worksheet_set_margins(worksheet, margin_side, margin_side, margin_top, margin_bottom);
    lxw_protection allowed = {.format_columns = 1, .format_rows = 1};
    worksheet_protect(worksheet, NULL, &allowed);
}
