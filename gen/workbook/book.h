/* Inside the XLSX writer: a workbook while it is written. Stages: sheets.c divides the tree into sheets and lays
 * prose and tables out; fences.c says which quantities the generated blocks place, and hands each block to the
 * file of its kind (workbook/blocks/inputs.c, workbook/sheet/tables.c, workbook/blocks/formulas.c and so on);
 * workbook/sheet/bounds.c says what inputs may be, workbook/sheet/sources.c where they come from;
 * workbook/sheet/cells.c writes cells, workbook/sheet/formats.c gives them looks, workbook/calc/values.c keeps what
 * they hold; workbook/sheet/pages.c finishes sheets, workbook/sheet/charts.c makes charts, and writer.c makes the file.
 * Rows and columns count from 0, widths are in characters. */
#ifndef WORKBOOK_BOOK_H
#define WORKBOOK_BOOK_H

#include "document/document.h"
#include "fences/fences.h"

#include <xlsxwriter.h>

/* What the colour of a number says about it. */
enum ink { INK_FORMULA, INK_INPUT, INK_LINK, INK_FAINT, INK_TITLE };
enum frame { FRAME_NONE, FRAME_HEAD, FRAME_BODY, FRAME_SAMPLE }; /* a sample has the ground of an input */

/* How a cell looks. Cells of equal looks share one format of the workbook. */
struct look {
    unsigned short number; /* a number format, from book_number_format; 0: general */
    unsigned char ink, frame, align, indent;
    unsigned char size; /* of the type in points; 0: the default */
    bool bold, italic, wrap, unlocked, code;
    bool lowered; /* a subscript */
    bool unused;  /* none of the bytes is padding, so that looks can be compared as bytes */
};

/* Every machine has it, or a font of its widths. */
#define BOOK_FONT "Arial"
enum { BOOK_FONT_SIZE = 10, ROW_PIXELS = 19 };

/* The names of the cell that chooses the scenario, of that with its place, of the row with all names, and of the row
 * with 1 below the chosen one. */
#define SCENARIO "scenario"
#define SCENARIO_INDEX "scenario_index"
#define SCENARIO_NAMES "scenario_names"
#define SCENARIO_FLAGS "scenario_flags"

struct book;

/* Where a page may begin: within a table whose heads each page repeats; between tables below one heading; rather not,
 * since a chart stays with its table; as well as anywhere; it must. */
enum joint_kind { JOINT_ROW, JOINT_PART, JOINT_WEAK, JOINT_BLOCK, JOINT_FORCED };

struct sheet {
    struct book *book;
    lxw_worksheet *worksheet;
    const char *name;
    const struct doc_node *heading, *end; /* its nodes stand between the two; `end` NULL: to the end of the document */
    lxw_row_t row;                        /* the next one to write */
    bool fresh;                           /* nothing stands here yet that needs a blank row after it */
    double *widths;                       /* by column, of what stands in tables */
    int column_count;
    size_t column_capacity;
    bool with_symbols; /* some table of it has a column for symbols */
    bool with_inputs;  /* some block of it has sources and dates */
    bool heads_on_top; /* all its tables are of inputs, and their heads stand once, above them all */
    int table_count;   /* of Markdown, of fences and of charts */
    struct wrapped_cell {
        lxw_row_t row;
        int column, size; /* of the type where it is not the default's; then the text makes no difference */
        const char *text;
    } * wrapped; /* what decides the height of rows, once columns have their widths */
    size_t wrapped_count, wrapped_capacity;
    lxw_row_t head_row;    /* of the first table */
    const void *head_kind; /* NULL: no table yet */
    bool heads_differ;     /* tables with other columns follow */
    struct joint {
        lxw_row_t row;
        enum joint_kind kind;
    } * joints;
    size_t joint_count, joint_capacity;
    lxw_row_t printed_from; /* the first row on paper below the repeated ones; 0: all is printed */
    bool introduced;        /* what comes next stays on the page of what stands before it */
    bool with_charts;
    double overflow;            /* the widest text that runs over cells to its right, in characters */
    double chart_width;         /* in pixels, once columns have their widths */
    struct cell_row *cell_rows; /* what its cells hold: workbook/calc/values.c */
    size_t cell_row_count, cell_row_capacity;
};

/* A fenced block of the template with what it places. */
struct book_fence {
    const struct doc_node *node;
    const struct fence *block; /* what it says */
    struct sheet *sheet;
    const struct quantity **quantities;
    int count;
    bool takes_constants; /* inputs: by group, so that constants come with the equations that need them */
};

/* Where the bounds of an input stand: its minimum, and its maximum in the next column; empty where it has none. */
struct input_range {
    struct sheet *sheet; /* NULL: nowhere */
    lxw_row_t row;
    int column;
};

/* What the workbooks of a run share: most of what does not depend on the set is made once. All but the arena begins
 * as NULL. */
struct shared {
    struct arena *arena;
    struct formula_store *formulas; /* workbook/calc/formula.c: those that were read */
    struct name_store *names;       /* workbook/calc/values.c: those that formulas and workbooks have */
    struct rerun_layout *layouts;   /* workbook/blocks/rerun.c: formulas by where quantities stand */
    struct symbol *symbols;         /* workbook/sheet/cells.c: by quantity index */
    bool **needed;                  /* fences.c: by equation's index, what it follows from */
};

struct book {
    struct arena *arena;
    const struct document *document;
    struct diag *diag;
    lxw_workbook *workbook;
    struct sheet *sheets;
    int sheet_count;
    struct book_fence *fences;
    int fence_count;
    const struct book_fence **placed; /* by quantity index: where it stands, or NULL */
    const struct book_fence *first_inputs;
    const struct book_fence *checks;    /* the block of checks; NULL: none */
    struct input_range scenario_heads;  /* the first of the cells with the scenarios' names */
    struct shown_block *shown_blocks;   /* grids that were written, for blocks that show them */
    struct sensitivity *sensitivities;  /* that were written */
    struct shared *shared;              /* with the other workbooks of the run */
    struct scenario_row *scenario_rows; /* workbook/blocks/scenarios.c: those that the scenarios have so far */
    int scenario_row_count;
    size_t scenario_row_capacity;
    struct source_note *notes; /* workbook/sheet/sources.c: in the order in which inputs refer to them */
    int note_count, noted;     /* all of them, those that stand on a sheet */
    size_t note_capacity;
    struct input_range *ranges; /* by quantity index */
    bool *divides;              /* by quantity index: an input that something is divided by */
    const char **number_formats;
    size_t number_format_count, number_format_capacity;
    struct format {
        struct look look;
        lxw_format *format;
    } * formats;
    size_t format_count, format_capacity;
    struct cell_area *named; /* what names stand for, by number: workbook/calc/values.c */
    size_t named_count, named_capacity;
    struct figures *figures;                     /* workbook/blocks/figures.c: of charts, in cells */
    struct waiting *waiting;                     /* charts that are made at the end */
    struct left_chart *left_charts, **last_left; /* those that are put at their places at the end */
    bool failed, bad;                            /* an error was reported: in this block, in any */
};

/* Reports an error of this workbook. Blocks are written on, so that one run tells all that is wrong. */
void book_error(struct book *book, struct pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The program and its version, with the date of SOURCE_DATE_EPOCH where that is set, else that of the latest input. */
const char *book_version(struct book *book);

/* workbook/sheet/cells.c. Each reports at `pos` what Excel could not hold. Text is text, also where it begins with `=`.
 */
void cell_text(struct sheet *sheet, lxw_row_t row, int column, const char *text, struct look look, struct pos pos);
void cell_number(struct sheet *sheet, lxw_row_t row, int column, double number, struct look look, struct pos pos);
/* `formula` without the leading `=`; `value` is what the formula gives, true as 1. */
void cell_formula(struct sheet *sheet, lxw_row_t row, int column, const char *formula, double value, struct look look,
                  struct pos pos);
/* Lets a cell take only one of a list, `validation->value_formula`: a range of cells, or values in quotes. */
lxw_error cell_validate_list(struct sheet *sheet, lxw_row_t row, int column, lxw_data_validation *validation);
/* The workbook's name of a cell. */
void cell_define_name(struct sheet *sheet, lxw_row_t row, int column, const char *name, struct pos pos);
/* A symbol, its subscript lowered. */
void cell_symbol(struct sheet *sheet, lxw_row_t row, int column, const struct quantity *quantity, struct look look,
                 struct pos pos);
/* Words in a cell of a table: the column grows to hold them up to `most`, from where on they wrap and the row grows. */
void cell_words(struct sheet *sheet, lxw_row_t row, int column, const char *words, double most, struct look look,
                struct pos pos);
/* Makes a column of a table at least so wide. */
void sheet_fit(struct sheet *sheet, int column, double width);
/* How many bytes of `text` make the next line of at most `width` characters, and in `*next` where the one after it
 * begins. Words are not broken; a newline ends a line. */
size_t line_length(const char *text, double width, size_t *next);
/* How wide a text is in the default type, in the unit of columns: about a digit. */
double text_width(const char *text, size_t length);
/* The number format of a value, for struct look. `values` are the numbers that must show all their digits where the
 * format leaves the decimals open; `live` ones may change, and show four significant digits. */
unsigned short book_number_format(struct book *book, struct number_format format, const char *unit_word,
                                  const double *values, int count, bool live);

/* A grid with the row of each path's head, and that of the limits of ties. */
struct shown_block {
    const struct fence *block;
    struct sheet *sheet;
    lxw_row_t heads[BLOCK_MOST_PATHS + 1];
    struct shown_block *next;
};
struct shown_block *book_add_shown(struct book *book, const struct book_fence *fence);
/* The grid that a block shows; NULL and an error where none of its name was written yet. */
const struct shown_block *book_find_shown(struct book *book, const struct book_fence *fence);

/* How wide a number stands in a format. */
double book_number_width(const struct book *book, unsigned short number, double value);
/* A number format as charts want it: without the room for brackets. */
const char *book_chart_code(struct book *book, unsigned short number);
/* The workbook's format for a look. */
lxw_format *book_format(struct book *book, const struct look *look);

/* How truth reads, also where a spreadsheet has it as 1 and 0. */
#define TRUTH_CODE "\"yes\";\"yes\";\"no\""
/* A number format by its code. */
unsigned short book_number_code(struct book *book, const char *code);

/* fences.c. Lets a fence place its quantities; writes its cells, from sheet->row on. */
void book_place(struct book *book, struct book_fence *fence);
void book_write_block(struct book *book, const struct book_fence *fence);
/* By quantity index: what an equation follows from. */
const bool *book_needs(const struct book *book, const struct quantity *equation);
/* Once all fences are placed: constants go where they are needed, and what is missing is reported. */
void book_complete(struct book *book);

/* A chart that stands in column A from a row on: it takes so many rows, and the width of the sheet's tables. It is put
 * there once all sheets have their widths. */
enum { CHART_ROWS = 21 };
void sheet_leave_chart(struct sheet *sheet, lxw_chart *chart, int rows, const char *description, struct pos pos);

/* How many columns the scenarios take: none where there is one only. */
int book_scenario_columns(const struct book *book);
/* What a set is called among the scenarios. */
const char *book_scenario_name(const struct parameter_set *set);

/* workbook/blocks/inputs.c. What stands above the tables of inputs: the choice of the scenario, and heads where they
 * stand once.
 */
void sheet_write_input_heads(struct sheet *sheet);
/* What colours say, in two columns. */
void sheet_write_legend(struct sheet *sheet);

/* Write the tables of the two kinds of fences. */
void block_write_inputs(struct book *book, const struct book_fence *fence);
void block_write_equations(struct book *book, const struct book_fence *fence);

/* workbook/sheet/bounds.c: what inputs may be. Finds those that something is divided by: book->divides, by quantity
 * index. */
void book_find_divisors(struct book *book);
/* Lets a cell take only what a quantity, or a line of a series, may be. */
void input_validate(struct sheet *sheet, lxw_row_t row, int column, const struct quantity *quantity);
void series_validate(struct sheet *sheet, lxw_row_t row, int column, const struct fence_line *line);
/* Writes a check for each input of the workbook, from sheet->row on: 0 where it is a number that it may be. */
void book_check_inputs(struct sheet *sheet, int column, struct look result);

/* workbook/sheet/sources.c. Source and date of an input, in the row that is written. Where scenarios differ in them,
 * and beside scenarios where a source is long, numbers of notes take their place. The notes that are new since the last
 * call stand below the tables of the sheet. */
void sheet_write_provenance(struct sheet *sheet, const struct quantity *quantity);
void sheet_write_notes(struct sheet *sheet);
/* The latest of the dates that stand beside inputs, as far as they are written like 2026-11-09; "" where none is. */
const char *book_latest_date(const struct book *book);

/* workbook/blocks/formulas.c: lines with formulas of their own, and checks, whose flag every sheet shows in CHECKS_ROW.
 */
enum { CHECKS_ROW = 1 };
void block_write_formulas(struct book *book, const struct book_fence *fence);
void block_write_checks(struct book *book, const struct book_fence *fence);
void book_echo_checks(struct book *book);

/* workbook/blocks/timeline.c: lines with a formula for each column, and inputs with a value for each column. */
void block_write_timeline(struct book *book, const struct book_fence *fence);
void block_write_series(struct book *book, const struct book_fence *fence);

/* workbook/blocks/scenarios.c: equations for each scenario, side by side. */
void block_write_scenarios(struct book *book, const struct book_fence *fence);

/* workbook/blocks/sensitivity.c: equations with each input low and high; the choice of one of them. */
void block_write_sensitivity(struct book *book, const struct book_fence *fence);
void block_write_choice(struct book *book, const struct book_fence *fence);
/* workbook/blocks/tornado.c: the same sorted by the difference, and the greatest with a chart. */
void block_write_ranking(struct book *book, const struct book_fence *fence);
void block_write_tornado(struct book *book, const struct book_fence *fence);

/* workbook/blocks/grid.c: equations along two parameters, and which of them is the least. */
void block_write_grid(struct book *book, const struct book_fence *fence);
void block_write_winners(struct book *book, const struct book_fence *fence);

/* workbook/blocks/plot.c: a chart over cells that have names. */
void block_write_plot(struct book *book, const struct book_fence *fence);

/* workbook/blocks/blanks.c: cells for readers to fill in, with plots of what they wrote. */
void block_write_blanks(struct book *book, const struct book_fence *fence);
void block_write_curve(struct book *book, const struct book_fence *fence);

/* inline.c. The text of the inline nodes from `node` up to `end`, with values as they print (within text they are
 * not live: a cell holds either words or a number), breaks as newlines, the address behind a link. Style bits that all
 * have. */
unsigned book_put_inline(struct book *book, struct text *out, const struct doc_node *node, const struct doc_node *end);

/* sheets.c. Divides the document into sheets and finds its fences (nothing is written yet). */
void book_divide(struct book *book);
void book_write_sheets(struct book *book);
/* workbook/sheet/sheet_names.c. Reports what Excel would not take as the name of a sheet. */
void sheet_check_name(struct book *book, const struct sheet *sheet);
/* Whether a spreadsheet takes two names for one, since case makes no difference to it. */
bool names_alike(const char *a, const char *b);
/* Whether the library's references to a sheet are right: it quotes names with other characters than ASCII letters,
 * digits, points and underscores, but not those that begin like a number or read like an address or a truth value. */
bool sheet_name_refers(const char *name);

/* workbook/sheet/breaks.c. A page may begin at the next row, or must. */
void sheet_joint(struct sheet *sheet, enum joint_kind kind);
/* workbook/sheet/pages.c. Notes a cell whose text may take several lines, or one of another size. */
void sheet_wrap(struct sheet *sheet, lxw_row_t row, int column, const char *text, int size);
/* Once all is written: widths, heights, panes, pages, footer, protection. */
void sheet_finish(struct sheet *sheet);

/* Leaves a blank row before a block, where something stands above it. */
void sheet_gap(struct sheet *sheet);
/* Notes how wide a text is, in characters, that runs over the cells to its right. */
void sheet_overflow(struct sheet *sheet, double width);
/* Notes the head of a table in this row: panes freeze under it and pages repeat it where all tables of the sheet are of
 * one kind (have the same columns). */
void sheet_head(struct sheet *sheet, lxw_row_t row, const void *kind);

#endif
