#include "workbook/sheet/pages.h"
#include "workbook/sheet/sheet.h"

#include <math.h>
#include <string.h>

/* Widths in characters of the default type, heights in points. */
enum { NARROWEST = 8, WIDEST = 72, NARROWEST_CHART = 640, WIDEST_CHART = 1120 };
enum { LINE_HEIGHT = 13, HIGHEST_ROW = 400, LAST_FROZEN_ROW = 14, MOST_TITLES = 5, FROZEN_LABELS_FROM = 6 };
/* Of the title in the footer, in type of 8 points. */
enum { FOOTER_LINES = 2, FOOTER_GAP = 12, FOOTER_CODES = 170, FOOTER_PAGES = 18 };
#define FOOTER_LETTER 4.3
/* The cost of a turned page, relative to an upright one. */
static const double across_cost = 1.1;
/* Of a page: margins in inches, paper in points. The width of a column in pixels, of which an inch has 96. */
static const double margin_side = 0.4, margin_top = 0.6, margin_bottom = 0.75, page_slack = 8;
static const struct { double width, height; } papers[] = {[PAPER_A4] = {595.3, 841.9}, [PAPER_LETTER] = {612, 792}};
enum { CHARACTER_PIXELS = 7, COLUMN_PIXELS = 5, DEFAULT_COLUMN_PIXELS = 64, LETTER_PIXELS = 7 };
/* Eight columns of this width are as wide as the text of a page. */
static const double points_a_pixel = 0.75, row_height = ROW_PIXELS * 0.75;
/* In the unit of columns: the space that a column has beside its text, and the part of a cell that its text cannot use.
 */
static const double column_space = 1, cell_space = 0.5;

/* The number of lines that a text takes in a cell. A word that is wider than the cell is broken. */
static int count_lines(const char *text, double width) {
    int lines = 0;
    while (*text) {
        size_t next, length = sheet_line_length(text, width, &next);
        lines += 1 + (int)(sheet_text_width(text, length) / (width + cell_space));
        text += next;
    }
    return lines;
}

/* Gives each column its width and returns the sum in pixels. */
static double set_columns(struct sheet *sheet) {
    double pixels = 0;
    for (int i = 0; i < sheet->column_count; i++) {
        double width = sheet->widths[i] + column_space;
        width = sheet->summary ? SUMMARY_COLUMN_WIDTH : width < NARROWEST ? NARROWEST : width > WIDEST ? WIDEST : width;
        sheet->widths[i] = width;
        worksheet_set_column(sheet->worksheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL);
        pixels += (int)(width * CHARACTER_PIXELS + COLUMN_PIXELS);
    }
    return pixels;
}

/* Gives each row the height of its tallest cell, since Excel would find it by itself but other programs do not. Returns
 * the heights of all rows. */
static const double *set_rows(struct sheet *sheet) {
    double *heights = arena_array(sheet->book->arena, (size_t)sheet->row + 1, sizeof *heights);
    for (lxw_row_t row = 0; row <= sheet->row; row++)
        heights[row] = row_height;
    for (size_t i = 0; i < sheet->wrapped_count; i++) {
        const struct sheet_wrapped_cell *cell = &sheet->wrapped[i];
        double width = cell->column < sheet->column_count ? sheet->widths[cell->column] : NARROWEST;
        double height = cell->size ? cell->size * 1.5 : 3 + LINE_HEIGHT * count_lines(cell->text, width - cell_space);
        height = height > HIGHEST_ROW ? HIGHEST_ROW : height;
        if (cell->row <= sheet->row && height > heights[cell->row])
            heights[cell->row] = height;
    }
    for (lxw_row_t row = 0; row <= sheet->row; row++)
        if (heights[row] > row_height)
            worksheet_set_row(sheet->worksheet, row, heights[row], NULL);
    return heights;
}

/* Appends as much of a title as fits a width in points, on two lines, with an ellipsis if some is left out. `&` begins
 * a code in a footer, and is doubled. */
static void put_title(struct text *footer, const char *title, double width) {
    double room = width / FOOTER_LETTER;
    int codes = 0;
    for (int line = 0; line < FOOTER_LINES && *title; line++) {
        size_t next, length = sheet_line_length(title, room, &next);
        bool last = line == FOOTER_LINES - 1, cut = sheet_text_width(title, length) > room || (last && title[next]);
        double filled = cut ? 1 : 0; /* the ellipsis */
        text_puts(footer, line ? "\n" : "");
        for (size_t i = 0; i < length;) {
            unsigned c;
            int n = utf8_decode(title + i, length - i, &c);
            filled += sheet_text_width(title + i, n ? (size_t)n : 1);
            codes += n && c == '&' ? 2 : 1;
            if ((cut && filled > room) || codes > FOOTER_CODES)
                break;
            if (n && c >= ' ' && sheet_can_hold(c)) {
                text_puts(footer, c == '&' ? "&" : "");
                text_append(footer, title + i, (size_t)n);
            }
            i += n ? (size_t)n : 1;
        }
        text_puts(footer, cut ? "\u2026" : "");
        title = cut ? "" : title + next;
    }
}

/* The footer: sheet and title, version and page. The title ends before the version. */
static void set_footer(struct sheet *sheet, double across) {
    struct text footer = {0};
    const char *title = sheet->book->document->title, *version = sheet->book->version;
    double taken = (sheet_text_width(sheet->name, strlen(sheet->name)) + sheet_text_width(version, strlen(version)) +
                    FOOTER_PAGES) *
                   FOOTER_LETTER;
    text_puts(&footer, "&L&8 &A: ");
    put_title(&footer, title ? title : "", across - taken - FOOTER_GAP);
    text_printf(&footer, "&R&8 %s, ", version);
    words_fill(&footer, words_language_lookup(sheet->book->document->language)->page,
               (struct words_phrase_word[]){{"page", "&P"}, {"pages", "&N"}, {0}});
    worksheet_set_footer(sheet->worksheet, footer.bytes);
    text_free(&footer);
}

/* Columns beyond those of the tables have the default width. */
static int column_pixels(const struct sheet *sheet, int column) {
    return column < sheet->column_count ? (int)(sheet->widths[column] * CHARACTER_PIXELS + COLUMN_PIXELS)
                                        : DEFAULT_COLUMN_PIXELS;
}

/* The last column with a value in a row that prints. */
static int last_column(const struct sheet *sheet) {
    bool part = sheet->printed_from || sheet->printed_to;
    int last = part ? 0 : (int)sheet->worksheet->dim_colmax;
    lxw_row_t end = sheet->printed_to ? sheet->printed_to : sheet->row;
    for (lxw_row_t row = sheet->printed_from; part && row < end; row++)
        for (int column = (int)sheet->worksheet->dim_colmax; column > last; column--)
            if (calc_at(&sheet->cells, row, column).kind != CALC_BLANK)
                last = column;
    return last;
}

/* The number of columns that hold all cells that print, the charts, and the text that runs over cells to its right;
 * `*pixels`: their width. */
static int printed_columns(const struct sheet *sheet, double *pixels) {
    double charts = sheet->with_charts ? sheet->chart_width : 0, prose = sheet->overflow * LETTER_PIXELS;
    double needed = charts > prose ? charts : prose;
    int count = 0, last = last_column(sheet);
    *pixels = 0;
    while (count < LXW_COL_MAX && (*pixels < needed || count <= last))
        *pixels += column_pixels(sheet, count++);
    return count;
}

/* What the pages of a sheet must hold. */
struct sheet_paper {
    const double *heights; /* of its rows */
    struct sheet_page page;
    double width; /* at full scale */
    int columns;
};

/* A way to print a sheet. */
struct sheet_print {
    bool across;
    double scale, cost;
    lxw_row_t *breaks;
};

/* The width of the text of a page. */
static double text_width(const struct sheet *sheet, bool across) {
    enum doc_paper paper = sheet->book->document->paper;
    return (across ? papers[paper].height : papers[paper].width) - 2 * margin_side * 72;
}

static struct sheet_print try_print(struct sheet *sheet, bool across, double scale) {
    enum doc_paper paper = sheet->book->document->paper;
    struct sheet_print print = {.across = across, .scale = text_width(sheet, across) / sheet->paper->width};
    struct sheet_page page = sheet->paper->page;
    print.scale = print.scale > scale ? scale : print.scale;
    page.height =
        ((across ? papers[paper].width : papers[paper].height) - (margin_top + margin_bottom) * 72 - page_slack) /
        print.scale;
    print.cost = sheet_find_breaks(sheet, sheet->paper->heights, &page, &print.breaks) * (across ? across_cost : 1) /
                 sqrt(print.scale);
    return print;
}

/* The best way to print a sheet at a scale: upright or turned. What does not fit either way prints smaller. */
static struct sheet_print best_print(struct sheet *sheet, double scale) {
    struct sheet_print turned = {0}, upright = {0};
    bool fits = text_width(sheet, false) >= sheet->paper->width * scale;
    if (fits || sheet->summary) {
        upright = try_print(sheet, false, scale);
        if (sheet->summary)
            return upright;
    }
    if (text_width(sheet, true) >= sheet->paper->width * scale || !fits)
        turned = try_print(sheet, true, scale);
    return !turned.scale || (upright.scale && upright.cost <= turned.cost) ? upright : turned;
}

/* Sets the print area or the repeated rows by a defined name, because the library does not quote sheet names that read
 * like numbers or addresses. */
static void define_for_print(struct sheet *sheet, const char *name, const char *cells) {
    struct arena *arena = sheet->book->arena;
    workbook_define_name(sheet->book->workbook, arena_printf(arena, "'%s'!_xlnm.%s", sheet->name, name),
                         arena_printf(arena, "='%s'!%s", sheet->name, cells));
}

static void set_area(struct sheet *sheet, lxw_row_t last, lxw_col_t last_column) {
    char corner[LXW_MAX_CELL_NAME_LENGTH];
    lxw_row_t first = sheet->printed_from;
    lxw_rowcol_to_cell_abs(corner, last, last_column, 1, 1);
    if (sheet_name_refers(sheet->name))
        worksheet_print_area(sheet->worksheet, first, 0, last, last_column);
    else
        define_for_print(sheet, "Print_Area",
                         arena_printf(sheet->book->arena, "$A$%u:%s", (unsigned)first + 1, corner));
}

static void set_titles(struct sheet *sheet, lxw_row_t last) {
    if (sheet_name_refers(sheet->name))
        worksheet_repeat_rows(sheet->worksheet, 0, last);
    else
        define_for_print(sheet, "Print_Titles", arena_printf(sheet->book->arena, "$1:$%u", (unsigned)last + 1));
}

/* Prints a sheet in a way. Its width is fitted to that of the page, so that no column moves to a page of its own where
 * type is a little wider; the right margin leaves just so much width that this gives the scale. */
static void set_paper(struct sheet *sheet, const struct sheet_print *print) {
    double across = text_width(sheet, print->across), right = across - sheet->paper->width * print->scale;
    lxw_row_t last = sheet->row ? sheet->row - 1 : 0;
    last = sheet->worksheet->dim_rowmax > last ? sheet->worksheet->dim_rowmax : last;
    if (sheet->printed_to)
        last = sheet->printed_to - 1;
    set_area(sheet, last, (lxw_col_t)(sheet->paper->columns - 1));
    if (*print->breaks)
        worksheet_set_h_pagebreaks(sheet->worksheet, print->breaks);
    if (print->across)
        worksheet_set_landscape(sheet->worksheet);
    right = right > 0 ? right : 0;
    worksheet_set_margins(sheet->worksheet, margin_side, margin_side + right / 72, margin_top, margin_bottom);
    worksheet_fit_to_pages(sheet->worksheet, 1, sheet->summary ? 1 : 0);
    set_footer(sheet, across - right);
}

/* Chooses the scale by the number of pages and the size of the type. */
void sheet_set_pages(struct sheet_book *book) {
    static const double scales[] = {1, 0.92, 0.85, 0.8, 0.75};
    enum { SCALES = sizeof scales / sizeof *scales };
    struct sheet_print *best = NULL;
    double least = 0;
    bool fits = false;
    for (int i = 0; i < SCALES && !book->calc.bad; i++) {
        struct sheet_print *prints = arena_array(book->arena, (size_t)book->sheet_count, sizeof *prints);
        double cost = 0;
        bool whole = true; /* no sheet needs another scale */
        for (int j = 0; j < book->sheet_count; j++) {
            struct sheet *sheet = &book->sheets[j];
            prints[j] = best_print(sheet, sheet->summary ? 1 : scales[i]);
            whole = whole && (sheet->summary || prints[j].scale >= scales[i]);
            cost += prints[j].cost;
        }
        if (!best || (whole && !fits) || (whole == fits && cost < least)) {
            best = prints;
            least = cost;
            fits = whole;
        }
    }
    for (int j = 0; j < book->sheet_count && best; j++)
        set_paper(&book->sheets[j], &best[j]);
}

void sheet_finish(struct sheet *sheet) {
    lxw_worksheet *worksheet = sheet->worksheet;
    const struct sheet_book *book = sheet->book;
    double pixels = set_columns(sheet);
    const double *heights = set_rows(sheet);
    bool head = sheet->head_kind && !sheet->heads_differ && sheet->head_row <= LAST_FROZEN_ROW;
    lxw_row_t titles = book->checks ? CHECKS_ROW : 0;
    struct sheet_page page = {.blank = row_height};
    worksheet_freeze_panes(worksheet, head ? sheet->head_row + 1 : titles + 1,
                           !sheet->summary && sheet->column_count > FROZEN_LABELS_FROM ? 1 : 0);
    page.heads_repeat = head && sheet->head_row <= titles + MOST_TITLES;
    titles = page.heads_repeat ? sheet->head_row : titles + 1; /* and the blank row below the title */
    for (lxw_row_t row = 0; row <= titles && row <= sheet->row; row++)
        page.repeated += heights[row];
    set_titles(sheet, titles);
    sheet->chart_width = pixels < NARROWEST_CHART ? NARROWEST_CHART : pixels > WIDEST_CHART ? WIDEST_CHART : pixels;
    sheet->paper = arena_alloc(book->arena, sizeof *sheet->paper);
    sheet->paper->heights = heights;
    sheet->paper->page = page;
    sheet->paper->columns = printed_columns(sheet, &sheet->paper->width);
    sheet->paper->width *= points_a_pixel;
    worksheet_gridlines(worksheet, LXW_HIDE_ALL_GRIDLINES);
    if (sheet->summary)
        worksheet_set_zoom(worksheet, SUMMARY_ZOOM);
    worksheet_set_paper(worksheet, book->document->paper == PAPER_LETTER ? 1 : 9);
    lxw_protection allowed = {.format_columns = 1, .format_rows = 1};
    worksheet_protect(worksheet, NULL, &allowed);
}
