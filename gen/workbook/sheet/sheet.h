/* Sheets of a workbook while it is written: their cells, the columns of their tables, formats, sources of inputs,
 * bounds of inputs, charts and pages. Rows and columns count from 0, widths are in characters of the default type
 * unless stated otherwise. */
#ifndef WORKBOOK_SHEET_SHEET_H
#define WORKBOOK_SHEET_SHEET_H

#include "chart/chart.h"
#include "document/document.h"
#include "fences/fences.h"
#include "language/language.h"
#include "sets/sets.h"
#include "words/words.h"
#include "workbook/calc/calc.h"

#include <xlsxwriter.h>

/* Every machine has it, or a font with its widths. */
#define BOOK_FONT "Arial"
enum { BOOK_FONT_SIZE = 10, ROW_PIXELS = 19 };

/* A summary has columns of one width, over which its tables, tiles and charts lie, and lower charts. */
/* The zoom shows charts and the table below them on a screen of 1366 x 768. */
enum { SUMMARY_COLUMNS = 8, SUMMARY_CHART_ROWS = 12, SUMMARY_ZOOM = 80 };
#define SUMMARY_COLUMN_WIDTH 11.86

/* Each sheet shows in this row whether all checks hold, if the workbook has checks. */
enum { CHECKS_ROW = 1 };

/* Names of cells: the one that chooses the scenario; its position among the scenarios; the row of all scenarios'
 * names; the row below with a 1 under the chosen one. */
#define SCENARIO "scenario"
#define SCENARIO_INDEX "scenario_index"
#define SCENARIO_NAMES "scenario_names"
#define SCENARIO_FLAGS "scenario_flags"
/* Where a summary has the cell that chooses: in the row of the checks. */
enum { CHOOSER_COLUMN = 6 };

/* What the colour of a number says about it. */
enum sheet_ink { INK_FORMULA, INK_INPUT, INK_LINK, INK_FAINT, INK_TITLE };
enum sheet_frame { FRAME_NONE, FRAME_HEAD, FRAME_BODY, FRAME_SAMPLE }; /* a sample has the fill of an input */

/* How a cell looks. Cells with the same look share one format of the workbook. */
struct sheet_look {
    unsigned short number; /* a number format, from sheet_number_format; 0: general */
    unsigned char ink, frame, align, indent;
    unsigned char size; /* of the type in points; 0: the default */
    bool bold, italic, wrap, unlocked, code;
    bool lowered; /* a subscript */
    bool shrinks; /* type becomes smaller where a number does not fit */
};

/* Places where a page may begin. If a row has several, the last kind in this list counts. */
enum sheet_break_kind {
    BREAK_ROW,   /* between rows of a table, if each page repeats its header */
    BREAK_PART,  /* between tables below one heading, or parts of a table */
    BREAK_WEAK,  /* better not: a chart stays with its table */
    BREAK_BLOCK, /* before a heading: as good as the end of the sheet */
    BREAK_FORCED /* the template asks for a new page */
};

struct block_state;
struct sheet {
    struct sheet_book *book;
    lxw_worksheet *worksheet;
    struct calc_sheet cells; /* the values of its cells */
    const char *name;
    const struct doc_node *heading, *end; /* the sheet has the nodes between the two; `end` NULL: all that follow */
    lxw_row_t row;                        /* the next row to write */
    bool fresh;                           /* the next block needs no blank row before it */
    bool summary;                         /* it has a headline: it looks ahead, and is written when others are */
    double *widths;                       /* of columns, as their tables need them */
    int column_count;
    size_t column_capacity;
    bool with_symbols; /* some table has a column for symbols */
    bool with_inputs;  /* some block has sources and dates */
    bool heads_on_top; /* all tables are of inputs, with one header above them all */
    int table_count;   /* tables of Markdown, of fences and of charts */
    struct sheet_wrapped_cell {
        lxw_row_t row;
        int column, size; /* of the type, if not the default; the text then makes no difference */
        const char *text;
    } * wrapped; /* cells that decide the heights of rows once columns have their widths */
    size_t wrapped_count, wrapped_capacity;
    lxw_row_t head_row;    /* the header of the first table */
    const void *head_kind; /* NULL: no table yet */
    bool heads_differ;     /* tables with other columns follow */
    struct sheet_break_row {
        lxw_row_t row;
        enum sheet_break_kind kind;
    } * breaks;
    size_t break_count, break_capacity;
    lxw_row_t printed_from; /* the first row on paper below the repeated ones; 0: all rows are printed */
    lxw_row_t printed_to;   /* the row behind the last on paper; 0: all rows are printed */
    bool keep_with_next;    /* no page break before the next block: the previous one introduces it */
    bool with_charts;
    double overflow;           /* the widest text that runs over the cells to its right */
    double chart_width;        /* in pixels, once columns have their widths */
    struct sheet_paper *paper; /* pages.c: what its pages must hold, once it is written */
};

/* A fenced block of the template with the quantities that it places. */
struct sheet_fence {
    const struct doc_node *node;
    const struct fence *block;
    struct sheet *sheet;
    const struct quantity **quantities;
    int count;
    bool takes_constants; /* inputs of a group: the constants that equations need are added to them */
};

/* The cells with the bounds of an input: its minimum, and its maximum in the next column; empty without a bound. */
struct sheet_input_range {
    struct sheet *sheet; /* NULL: the workbook does not have the input */
    lxw_row_t row;
    int column;
};

/* What the workbooks of a run share: most of what does not depend on the set is made once. All but the arenas begins
 * as NULL. */
struct sheet_run {
    struct arena *arena;
    struct calc_run calc;
    struct sheet_symbol *symbols; /* cells.c: by quantity index */
    struct block_layout *layouts; /* blocks/rerun.c: formulas of sensitivities */
    bool **needed;                /* blocks/expressions.c: by an equation's index, the quantities it follows from */
};

struct sheet_book {
    struct arena *arena;
    const struct document *document;
    struct calc_book calc; /* its diagnostics, and whether an error was reported */
    lxw_workbook *workbook;
    int unwritten;       /* the errno of a temporary file that the library could not write, or 0 */
    const char *version; /* for the footer: the program, its version and a date */
    struct sheet *sheets;
    int sheet_count, cell_count;
    struct sheet_fence *fences;
    int fence_count;
    const struct sheet_fence **placed; /* by quantity index: the fence that places it, or NULL */
    const struct sheet_fence *first_inputs;
    const struct sheet_fence *checks;        /* the block of checks; NULL: none */
    struct sheet_input_range scenario_heads; /* the first of the cells with the scenarios' names */
    struct block_state *blocks;              /* what the writers of blocks remember; opaque here */
    struct sheet_run *run;
    struct sheet_note *notes; /* sources.c: in the order in which inputs refer to them */
    int note_count, noted;    /* all notes; those that are on a sheet already */
    size_t note_capacity;
    struct sheet_input_range *ranges; /* by quantity index */
    struct sheet *summary;            /* the sheet with the headline, the first; NULL: none */
    bool *divides;                    /* by quantity index: something is divided by the input */
    const char **number_formats;
    size_t number_format_count, number_format_capacity;
    struct sheet_cell_format {
        struct sheet_look look;
        lxw_format *format;
    } * formats;
    size_t format_count, format_capacity;
    struct sheet_chart *charts, **last_chart; /* charts.c: inserted at the end */
    bool watching;                            /* whether the cells that are written now are watched */
    struct sheet_watched *watched;            /* watch.c: in the order in which they were written */
    size_t watched_count, watched_capacity;
};

/* A cell with a formula that the checks compute a second time, so that nobody types over it unnoticed. */
struct sheet_watched {
    struct sheet *sheet;
    lxw_row_t row;
    int column;
    const char *formula;
};

/* layout.c: what is noted of a sheet while it is written. */

/* Looks at what the library answers. If it refused what passed our own checks, reports an error: it cannot `what`. If
 * memory ran out, ends the program. If it could not write one of its temporary files, notes the fact: the writer of the
 * workbook reports that once, and without a place in the template. */
void sheet_check(struct sheet_book *book, lxw_error answer, struct pos pos, const char *what);
/* Reports an error of this workbook. Blocks are still written, so that one run reports all that is wrong. */
void sheet_error(struct sheet_book *book, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Makes a column of a table at least this wide. */
void sheet_fit(struct sheet *sheet, int column, double width);
/* Notes a cell whose text may take several lines, or has another size. */
void sheet_wrap(struct sheet *sheet, lxw_row_t row, int column, const char *text, int size);
/* Notes the width of a text that runs over the cells to its right. */
void sheet_overflow(struct sheet *sheet, double width);
/* Leaves a blank row before a block unless it is the first. */
void sheet_gap(struct sheet *sheet);
/* Notes that this row is the header of a table. If all tables of the sheet are of one kind (have the same columns),
 * panes freeze below the header and pages repeat it. */
void sheet_head(struct sheet *sheet, lxw_row_t row, const void *kind);
/* A page may begin at the next row, or must. */
void sheet_break(struct sheet *sheet, enum sheet_break_kind kind);

/* width.c: characters, and widths of text. */

/* Whether XML has the character, if it is no control character (Char of XML 1.0). */
static inline bool sheet_can_hold(unsigned code_point) {
    return code_point != 0xFFFE && code_point != 0xFFFF;
}

/* The width of a text in the default type, in the unit of columns: about a digit. */
double sheet_text_width(const char *text, size_t length);
/* The largest size of type, from `size` down to `least`, in which a text of `width` has this `room`. */
unsigned char sheet_fitting_size(double width, double room, int size, int least);
/* How many bytes of `text` make the next line of at most `width` characters; `*next`: where the following line begins.
 * Words are not broken; a newline ends a line. */
size_t sheet_line_length(const char *text, double width, size_t *next);

/* names.c: names of sheets, addresses of cells. */

/* Reports what Excel does not accept as the name of a sheet. */
void sheet_check_name(struct sheet_book *book, const struct sheet *sheet);
/* Whether a spreadsheet treats two names as the same, since case makes no difference to it. */
bool sheet_names_alike(const char *a, const char *b);
/* Whether the library writes references to a sheet correctly: it quotes names with characters other than ASCII letters,
 * digits, points and underscores, but not those that begin like a number or read like an address or a truth value. */
bool sheet_name_refers(const char *name);
/* The address of a cell as a formula on `from` (NULL: a defined name) writes it: with the sheet's name if it is
 * another. `fixed` bits: 1 the row, 2 the column. In the book's arena. */
const char *sheet_address(const struct sheet *from, const struct sheet *sheet, lxw_row_t row, int column, int fixed);

/* formats.c: formats of cells and of numbers. */

/* The number format of what is true or not, also if a spreadsheet has it as 1 and 0. */
unsigned short sheet_truth_code(struct sheet_book *book);

/* What a check says that holds, and the formula of one, given its condition. Words of number formats would do, but some
 * programs take their letters for dates. */
const char *sheet_check_holds(const struct sheet_book *book);
const char *sheet_check_fails(const struct sheet_book *book);
const char *sheet_verdict(const struct sheet_book *book, const char *condition);

/* What a workbook itself says, in the language of the document; with words in the places `{}`. */
const char *sheet_says(const struct sheet_book *book, const char *english);
const char *sheet_says_of(const struct sheet_book *book, const char *english, const char *word);
const char *sheet_says_both(const struct sheet_book *book, const char *english, const char *first, const char *second);
/* The workbook's format for a look. */
lxw_format *sheet_format(struct sheet_book *book, const struct sheet_look *look);
/* The number format of a value, for struct sheet_look. If the format leaves the decimals open, `values` are the numbers
 * that must show all their digits; `live` ones may change, and show four significant digits. */
unsigned short sheet_number_format(struct sheet_book *book, struct number_format format, const char *unit_word,
                                   const double *values, int count, bool live);
/* A number format by its code. */
unsigned short sheet_number_code(struct sheet_book *book, const char *code);
/* The number format of money, with a dash for none; others as they are. */
unsigned short sheet_dashed_format(struct sheet_book *book, unsigned short number);
/* The code of a number format as charts need it: without the room for brackets. */
const char *sheet_chart_code(struct sheet_book *book, unsigned short number);
/* How wide a number is in a format. */
double sheet_number_width(const struct sheet_book *book, unsigned short number, double value);

/* cells.c: writing cells. Each function reports at `pos` what Excel could not hold. */

/* Text is text, even if it begins with `=`. */
void sheet_put_text(struct sheet *sheet, lxw_row_t row, int column, const char *text, struct sheet_look look,
                    struct pos pos);
/* Words in a cell of a table: the column grows to hold them, up to the width `most`; longer ones wrap, and the row
 * grows. */
void sheet_put_words(struct sheet *sheet, lxw_row_t row, int column, const char *words, double most,
                     struct sheet_look look, struct pos pos);
/* A symbol with its subscript lowered. */
void sheet_put_symbol(struct sheet *sheet, lxw_row_t row, int column, const struct quantity *quantity,
                      struct sheet_look look, struct pos pos);
void sheet_put_number(struct sheet *sheet, lxw_row_t row, int column, double number, struct sheet_look look,
                      struct pos pos);
/* A formula without the leading `=`; `value` is its result, true as 1. */
void sheet_put_formula(struct sheet *sheet, lxw_row_t row, int column, const char *formula, double value,
                       struct sheet_look look, struct pos pos);
/* A formula whose value is computed here, and returned. */
struct calc_value sheet_put_computed(struct sheet *sheet, lxw_row_t row, int column, const char *formula,
                                     struct sheet_look look, struct pos pos);
/* The same with a value that calc_evaluate returned before. */
void sheet_put_valued(struct sheet *sheet, lxw_row_t row, int column, const char *formula, struct calc_value value,
                      struct sheet_look look, struct pos pos);
/* A formula for the check of a block, which may be longer than one that people are to follow. */
void sheet_put_check(struct sheet *sheet, lxw_row_t row, int column, const char *formula, struct calc_value value,
                     struct sheet_look look, struct pos pos);
/* Gives a cell, or a rectangle of cells on the sheet, a name in the workbook. */
void sheet_name_cell(struct sheet *sheet, lxw_row_t row, int column, const char *name, struct pos pos);
/* Whether the workbook has more cells, or more work for its formulas, than it may; that was reported. */
bool sheet_is_full(const struct sheet_book *book);
void sheet_name_area(struct sheet *sheet, struct calc_area area, const char *name, struct pos pos);
/* Lets a cell take only a value of a list, `validation->value_formula`: a range of cells, or values in quotes. */
lxw_error sheet_validate_list(struct sheet *sheet, lxw_row_t row, int column, lxw_data_validation *validation);

/* watch.c: cells whose formulas the checks repeat. */

/* Notes a cell with its formula, if cells are watched now and the workbook has checks. */
void sheet_watch(struct sheet *sheet, lxw_row_t row, int column, const char *formula);
/* Appends a formula of a sheet as a cell of another one writes it: with the name of the sheet, as `name` begins with it
 * up to its `!`, before its cells. */
void sheet_put_formula_from(struct text *out, const char *name, const char *formula);

/* tables.c: tables with the columns label, symbol, unit, then values. */

/* The first two columns; that of symbols exists if the sheet has some. */
enum { COLUMN_LABEL, COLUMN_SYMBOL };
/* How far the source of an input is behind its value: minimum and maximum come between. */
enum { TO_SOURCE = 3 };
/* How wide a column of dates grows before they wrap. */
enum { DATE_WIDTH = 15 };
/* The most lines of a part of a table: if it has few columns, and if it is so wide that the page turns. */
enum { TABLE_LINES = 22, WIDE_TABLE_LINES = 16 };

/* The number of columns for scenarios: 0 if there is only one. */
int sheet_scenario_columns(const struct sheet_book *book);
/* The name of a set among the scenarios. */
const char *sheet_scenario_name(const struct parameter_set *set);
/* The first column of values; that of an input's value. */
int sheet_value_column(const struct sheet *sheet);
int sheet_input_column(const struct sheet *sheet);

/* The ink of what repeats a cell of another sheet. A summary does little else, and there green marks the least. */
enum sheet_ink sheet_link_ink(const struct sheet *sheet);

void sheet_table_head(struct sheet *sheet, int column, const char *words, enum doc_align align, struct pos pos);
/* The heads of label, unit and value; the same with a head for symbols. */
void sheet_line_heads(struct sheet *sheet, const char *value_head, struct pos pos);
void sheet_quantity_heads(struct sheet *sheet, const char *value_head, struct pos pos);
/* Writes label, symbol (empty) and unit of a line. */
void sheet_line(struct sheet *sheet, const char *label, const char *unit, struct pos pos);
/* Writes label, symbol and unit of a quantity; the same with the label indented, for what follows from the line above.
 */
void sheet_quantity(struct sheet *sheet, const struct quantity *quantity, struct pos pos);
void sheet_quantity_step(struct sheet *sheet, const struct quantity *quantity, struct pos pos);
/* A quantity's unit as readers know it; "" if it has none. */
const char *sheet_unit(const struct quantity *quantity);
/* The word in the place of a unit if a number has none. */
const char *sheet_bare_unit(const struct sheet_book *book, struct number_format format);
/* Notes that a page may begin before line i of `count`. If the table is longer than `most` and its heads are not on
 * each page, it is divided into parts below blank rows; true if line i begins a part, which needs its heads again. */
bool sheet_begins_part(struct sheet *sheet, int i, int count, int most);
/* Makes a column wide enough for a number. */
void sheet_fit_number(struct sheet *sheet, int column, double value, unsigned short number);
/* The look of a formula's cell: links to another sheet are green. */
struct sheet_look sheet_formula_look(struct sheet *sheet, const char *formula);
/* Writes a computed number into the current row, in the format of a quantity (NULL: general). */
struct calc_value sheet_put_figure(struct sheet *sheet, int column, const char *formula,
                                   const struct number_format *format, struct pos pos);
/* The heads of a table of inputs that are not quantities; the cells behind the value of such an input. */
void sheet_source_heads(struct sheet *sheet, struct pos pos);
void sheet_line_source(struct sheet *sheet, const char *source, const char *date, struct pos pos);
/* Source and date of an input alone. */
void sheet_put_source(struct sheet *sheet, const char *source, const char *date, struct pos pos);

/* dates.c: dates of sources. */

/* Writes a date of the form 2026, 2026-11 or 2026-11-09 as a date; false if it is none, and nothing is written. */
bool sheet_put_date(struct sheet *sheet, lxw_row_t row, int column, const char *date, struct sheet_look look,
                    struct pos pos);
/* The day so many months before a date of these forms, as `2025-11-09`; NULL if it is none. */
const char *sheet_months_before(struct arena *arena, const char *date, int months);

/* sources.c: sources of inputs. */

/* Writes source and date of an input into the current row. If the scenarios differ in them, or if a source is too long
 * beside the scenarios, the row has the numbers of notes instead. */
void sheet_quantity_source(struct sheet *sheet, const struct quantity *quantity);
/* Writes the notes that are new since the last call below the tables of the sheet. */
void sheet_write_notes(struct sheet *sheet);
/* The latest of the inputs' dates of these forms; "" if none has one. */
const char *sheet_latest_date(const struct sheet_book *book);

/* bounds.c: bounds of inputs. */

/* Finds the inputs that something is divided by: book->divides. */
void sheet_find_divisors(struct sheet_book *book);
/* Lets a cell take only the values that a quantity, or a line of a series, may have. */
void sheet_validate_input(struct sheet *sheet, lxw_row_t row, int column, const struct quantity *quantity);
void sheet_validate_series(struct sheet *sheet, lxw_row_t row, int column, const struct fence_line *line);
/* Lets the cell of a value in a table take a share if all of them are, or what is not below 0 if none is. */
void sheet_validate_table(struct sheet *sheet, lxw_row_t row, int column, const struct quantity *quantity);
/* Writes a check for each input of the workbook, from sheet->row on: 0 if it is a number within its bounds. */
void sheet_check_inputs(struct sheet *sheet, int column, struct sheet_look result);

/* charts.c: charts. */

/* The height of most charts. */
enum { CHART_ROWS = 21 };

/* The values that a series shows until a spreadsheet computes them. */
void sheet_series_numbers(lxw_series_range *range, const double *values, int count);
void sheet_series_words(lxw_series_range *range, const char *const *words, int count);
/* A colour of charts as a workbook spells it; the look of a line. */
lxw_chart_line sheet_chart_line(enum chart_colour colour, enum chart_dash dash, float width);
/* Draws a series of a chart of columns, behind which no columns follow, as a line over their categories. */
void sheet_draw_as_line(lxw_chart *chart, lxw_chart_series *series);
/* Title and legend as all charts have them; smaller on a summary. */
void sheet_chart_words(const struct sheet *sheet, lxw_chart *chart, const char *title);
/* The name of an axis and its look; `format` of its numbers as a workbook spells it. */
void sheet_chart_axis(const struct sheet *sheet, lxw_chart_axis *axis, const char *name, const char *format);
/* Notes a chart at column A of the current row, `rows` high and as wide as the tables of the sheet; the next row is
 * then below it. */
void sheet_add_chart(struct sheet *sheet, lxw_chart *chart, int rows, const char *description, struct pos pos);
/* A part of the width of a sheet's charts: `span` of `count` equal parts, from part `first` on. */
struct sheet_part {
    int first, span, count;
};
/* The same for a chart with a part of the width, at a row for which the sheet has left room. */
void sheet_add_chart_beside(struct sheet *sheet, lxw_chart *chart, lxw_row_t row, int rows, struct sheet_part part,
                            const char *description, struct pos pos);
/* How many rows a chart takes on the sheet. */
int sheet_chart_rows(const struct sheet *sheet);
/* Inserts all charts, once all sheets have their widths. */
void sheet_insert_charts(struct sheet_book *book);

/* pages.c: pages. */

/* Once all of a sheet is written: widths, heights, panes, protection. */
void sheet_finish(struct sheet *sheet);
/* Once all sheets are: pages and footers, at one scale for all sheets but the summary. */
void sheet_set_pages(struct sheet_book *book);

#endif
