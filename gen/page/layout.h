/* Private to page: layout. A document tree becomes strips, and strips become pages. Layout knows fonts and style but
 * not the canvas; the PDF writer draws the marks that it finds here. Lengths are in points, y counts downward. */
#ifndef PAGE_LAYOUT_H
#define PAGE_LAYOUT_H

#include "document/document.h"
#include "page/costs.h"
#include "page/style.h"
#include "pdf/pdf.h"

struct chart;
struct page_geometry;
struct maths;
struct page_codes;
struct page_kept;
struct page_line_breaks;

enum page_mark_kind {
    MARK_TEXT,
    MARK_LINE,
    MARK_RECTANGLE,
    MARK_POLYGON,
    MARK_CURVE, /* an open polygon with round joins */
    MARK_CELLS,
    MARK_PAPER, /* a rectangle filled as the style's `work_paper` says */
    MARK_FIELD, /* where somebody writes, a rectangle that is not drawn: its node says what for */
    MARK_BEGIN,
    MARK_END,
    MARK_KINDS
};

/* One thing to draw, or the beginning or end of an element of the document's structure. */
struct page_mark {
    enum page_mark_kind kind;
    struct page_mark *next;
    double x, y; /* text: its start on the baseline; line: its start; rectangle, paper, field: its top left corner;
                    others: the origin of the points */
    double width, height; /* rectangle, paper, field; line: from its start to its end */
    double size;          /* text: font size; cells: side of one cell; paper: pitch; others: stroke width */
    struct pdf_colour colour;
    bool filled, closed; /* rectangle and polygon */
    const struct pdf_shaped *shaped;
    double *points; /* polygon, curve: x, y pairs from the origin; cells: column, row, width and height, two pairs for
                       each */
    int point_count;
    const double *dashes; /* line and curve */
    int dash_count;
    enum page_paper paper;
    const struct doc_node *field;   /* field: an item with a box to tick, a NODE_WORK, an empty cell, something
                                     placed */
    const char *role, *alternative; /* begin */
};

/* What marks are drawn on: a function for each kind of mark, so that a page can become PDF, and a chart SVG. `x` and
 * `y` are the mark's own place on the surface; its other lengths are as they are. */
typedef void page_draw(void *target, const struct page_mark *mark, double x, double y);
struct page_surface { /* NULL: marks of that kind are not drawn */
    page_draw *draw[MARK_KINDS];
};

/* Marks around an origin on a baseline. Ascent and descent are both positive. */
struct page_box {
    double width, ascent, descent;
    bool scaled; /* a formula that is set smaller, to have room */
    struct page_mark *first, *last;
};

/* A bar beside strips or behind them, as tall as they are: the rule of a quotation, the background of code. */
struct page_bar {
    double x, width;
    struct pdf_colour colour;
    const struct page_bar *outer;
};

struct page_chart_row;

/* Table rows that each page sets side by side in two halves: the distance from the left half to the right one, the
 * header row above the right half (not tagged; NULL for none) and the rule below each half. */
struct page_halves {
    double apart;
    const struct page_strip *head, *end;
};

/* A piece of the text column that no page break divides. Its marks are relative to the left of the column and the top
 * of the strip. */
struct page_strip {
    struct page_mark *first, *last;
    double gap; /* above it, unless it is the first of its page */
    double height, baseline;
    double break_cost;             /* of a page break after it */
    bool page_before;              /* a new page begins with it */
    const struct page_strip *fill; /* repeated below it while its page has room, at most `fill_most` times */
    int fill_most;
    /* It grows into the free room of its page, by `grow_most` at most: what lies between `grow_from` and `grow_to` is
     * stretched, what lies below moves down. Only its marks from `grow_first` on do, if that is not NULL. */
    double grow_from, grow_to, grow_most;
    struct page_mark *grow_first;
    struct page_chart_row *charts; /* drawn again, taller or lower as its page requires, instead of being stretched */
    double shrink_most;            /* by how much it may be lower, if its page is too full */
    double clear; /* how far below the top of the text it begins, if it is the first of a page, to keep clear of the
                     code */
    const struct page_strip *head; /* the table's header rows, repeated if the strip is the first of a page */
    const struct page_halves *halves;
    const struct page_bar *bars;
    const struct doc_node *node; /* that it was made from */
    const char *bookmark;        /* headings */
    /* Strips in columns, in reading order, placed from its top left corner; drawn before its own marks. */
    struct page_placed_strip *inside;
    int inside_count;
};

struct page_placed_strip {
    const struct page_strip *strip;
    double x, y;   /* from the left of the text and from the top of the page, to its top left corner */
    double joined; /* the gap above it that bars bridge; 0 for the first of a page */
    bool repeated; /* a copy: a table's header rows, or a further line to write on */
};

struct page {
    struct page_placed_strip *strips;
    int count;
    struct page_mark *furniture; /* running head and foot, from the page's top left */
    struct page_field *fields;   /* where somebody writes */
    size_t field_count, field_capacity;
};

struct page_layout_seen {
    struct pos pos;
    unsigned code_point;
};

/* What a process opens once to make pages. */
struct page_resources {
    struct arena *arena; /* of the style */
    struct page_style *style;
    struct pdf_fonts *fonts;
    struct page_line_breaks *line_breaks;
    struct page_kept *kept; /* texts that were set before */
    struct page_codes *codes;
};
/* `home` and `folder` as in struct doc_backend; `print`: a style for single people, NULL: that of the class. NULL after
 * an error. */
struct page_resources *page_resources_new(const char *home, const char *folder, const char *print, struct diag *diag);
void page_resources_free(struct page_resources *resources);

/* The corner of a page that its code takes: right of `left` and above `bottom`, from the page's top left. */
struct page_corner {
    double left, bottom;
};

/* The layout of one document: while it is made, its strips; then its pages. All of it lives in the document's arena. */
struct page_layout {
    struct arena *arena;
    const struct page_resources *resources;
    struct pdf_fonts *fonts; /* these two are also among the resources */
    const struct page_style *style;
    const struct document *document;
    struct diag *diag;
    bool failed, compact;
    double page_width, page_height, text_width, text_height;
    struct page_corner corner;
    struct page_strip **strips;
    size_t strip_count, strip_capacity;
    struct page *pages;
    int page_count;
    struct page_box *head; /* of the page before, but for its number; NULL: none is made yet */
    double head_end;       /* where that ends */

    /* While blocks are stacked: */
    double gap;       /* wanted above the next strip */
    double equals;    /* where the formulas of this paragraph have their `=`, from their left; 0: each where it comes */
    bool in_columns;  /* of a passage */
    bool close;       /* the next formula follows another one of its paragraph */
    bool page_before; /* the next strip begins a page */
    struct page_mark *pending_first, *pending_last; /* begun elements and labels, which go to the next strip */
    const struct page_bar *bars;
    const struct doc_node *node;
    size_t block_before;     /* the strip with which the block before begins */
    double limit;            /* the right end of words beside a box for marks; 0: none */
    struct page_box *number; /* of a question; goes to the left of its first line; NULL for none */
    int depth;
    struct text scratch, printed;
    struct page_layout_seen seen[32]; /* the missing characters that were reported */
    int seen_count;
};

/* A layout in which nothing stands yet, in the document's arena; its texts `scratch` and `printed` are to be freed. */
struct page_layout *page_layout_empty(const struct page_resources *resources, const struct document *document,
                                      struct diag *diag);
/* writer.c: the resources of a PDF writer, in a style for single people (NULL: that of the class). NULL after an error
 * in that style. */
struct page_resources *page_writer_resources(struct doc_writer *writer, const char *print, struct diag *diag);
/* Lays out a whole document. NULL after an error, such as a character that no font has, or a page without room. */
struct page_layout *page_layout_document(const struct page_resources *resources, const struct document *document,
                                         struct diag *diag);

/* The rest of this header is what the stages of layout offer to each other. */

/* boxes.c: marks and boxes. */
struct page_box *page_box_new(struct page_layout *layout);
struct page_mark *page_box_add_text(struct page_layout *layout, struct page_box *box, double x, double y, double size,
                                    struct pdf_colour colour, const struct pdf_shaped *shaped);
struct page_mark *page_box_add_line(struct page_layout *layout, struct page_box *box, double x1, double y1, double x2,
                                    double y2, double width, struct pdf_colour colour);
struct page_mark *page_box_add_rectangle(struct page_layout *layout, struct page_box *box, double x, double y,
                                         double width, double height, double line_width, struct pdf_colour colour,
                                         bool filled);
/* Takes a copy of the points. */
struct page_mark *page_box_add_polygon(struct page_layout *layout, struct page_box *box, double x, double y,
                                       const double *points, int point_count, bool closed, bool filled,
                                       double line_width, struct pdf_colour colour);
/* Cells of a grid, painted as one shape: column, row, width and height of each, in cells of `side` points from x, y.
 * Takes a copy. */
struct page_mark *page_box_add_cells(struct page_layout *layout, struct page_box *box, double x, double y, double side,
                                     const double *cells, int count, struct pdf_colour colour);
/* Paper to calculate on, as the style has it; `first` of the lines or dots stand a pitch from the corner. */
void page_box_add_paper(struct page_layout *layout, struct page_box *box, double x, double y, double width,
                        double height);
/* Says that somebody writes there; of an answer blank and of a line, the rule is at the bottom. */
void page_box_add_field(struct page_layout *layout, struct page_box *box, double x, double y, double width,
                        double height, const struct doc_node *node);
void page_box_begin(struct page_layout *layout, struct page_box *box, const char *role, const char *alternative);
void page_box_end(struct page_layout *layout, struct page_box *box);
/* Moves the marks of `from` into `into`, shifted; `from` is empty afterwards. */
void page_box_place(struct page_box *into, struct page_box *from, double dx, double dy);
/* Copies of its marks, which share their points and texts. */
struct page_box *page_box_copy(struct page_layout *layout, const struct page_box *box);
void page_box_scale(struct page_box *box, double factor);
/* Appends the chain first..last, shifted, to the chain *into_first..*into_last. */
void page_marks_append(struct page_mark **into_first, struct page_mark **into_last, struct page_mark *first,
                       struct page_mark *last, double dx, double dy);
/* Moves what lies below `to` down by `more`, and stretches what lies between `from` and `to`: lines and frames grow,
 * words keep their size. */
void page_marks_grow(struct page_mark *first, double from, double to, double more);
/* Draws marks whose origin is at x, y of the surface. `target` is passed on. */
void page_marks_draw(const struct page_mark *first, const struct page_surface *surface, void *target, double x,
                     double y);
/* Shapes a text. A character that no font has is an error at `pos`. */
const struct pdf_shaped *page_shape(struct page_layout *layout, enum pdf_font_family family, enum pdf_font_face face,
                                    const char *text, size_t length, struct pos pos);
void page_error(struct page_layout *layout, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* inline.c, lines.c: inline content to lines. */
struct page_setting {
    enum pdf_font_family family;
    bool bold;
    bool preserve;       /* white space and line ends as they are (code) */
    bool stretch_blanks; /* an answer blank takes the rest of its line */
    double size, line_height;
    double hang; /* by how much a symbol may reach above and below its line without making it taller */
    struct pdf_colour colour;
    enum doc_align align;
};
struct page_line {
    struct page_box *box;   /* its origin on the baseline at the left */
    struct page_box *aside; /* content at its right end, read after its text; same origin; NULL for none */
    double height, baseline;
};
/* The whole line in one box. */
struct page_box *page_line_whole(struct page_line *line);
struct page_inline_text; /* shaped pieces between which lines may break */

/* The setting of running text. */
struct page_setting page_body_setting(const struct page_layout *layout);
/* Shapes the inline nodes from `first` up to, but not including, `end`. */
struct page_inline_text *page_inline_prepare(struct page_layout *layout, const struct doc_node *first,
                                             const struct doc_node *end, struct page_setting setting);
struct page_inline_text *page_inline_prepare_text(struct page_layout *layout, const char *text, struct pos pos,
                                                  struct page_setting setting);
bool page_inline_is_empty(const struct page_inline_text *text);
/* Whether formulas have lines of their own within the text of a cell; page_inline_fold sets these in lines of `width`,
 * which may be more than the lines of the text have. */
bool page_inline_folds(const struct page_inline_text *text);
void page_inline_fold(struct page_layout *layout, struct page_inline_text *text, double width);
bool page_inline_has_blank(const struct page_inline_text *text);
/* The width of the widest piece that cannot be broken, and the width of everything on one line. */
double page_inline_minimum_width(const struct page_inline_text *text);
double page_inline_maximum_width(const struct page_inline_text *text);
/* Breaks into lines of `width`, with text in the first `measure` of it. A piece that is wider is cut; wide mathematics
 * is set in several lines. Content for the right end of a line ends at `width`. */
struct page_line *page_inline_break(struct page_layout *layout, struct page_inline_text *text, double width,
                                    double measure, int *count);
/* The number of those lines, if no piece need be cut. */
int page_inline_count_lines(const struct page_inline_text *text, double width);

/* blanks.c: boxes to tick, answer blanks, boxes for marks, large figures. */
/* A box to tick, of an item or in a row (then ticked if that is checked), and a box for the marks of a question; their
 * origins are on the baseline. */
/* The space kept between a frame and the boxes for marks beside it. */
#define SCORE_GAP 8.0
struct page_box *page_tick_box(struct page_layout *layout, const struct doc_node *node);
struct page_box *page_score_box(struct page_layout *layout, const struct doc_node *node);
/* A box to tick within text, as an element, and a rule to write a word on. */
struct page_box *page_tick_element(struct page_layout *layout, const struct doc_node *node, struct page_box *tick);
struct page_box *page_word_rule(struct page_layout *layout, const struct doc_node *node, double width, double size);
/* A large figure: strong words in the size of figures, the rest smaller and faint beside it. */
struct page_box *page_figure(struct page_layout *layout, const struct doc_node *node);
/* An answer blank: a rule, with a currency sign before it or a unit after it, or both; these take `left` and
 * `right`. */
#define BLANK_ASCENT 1.45 /* above the rule, for a figure written by hand; in ems */
struct page_blank {
    const struct pdf_shaped *before, *after; /* NULL for none */
    const char *alternative;
    double size, left, right;
    double rule; /* the length of its rule in a line of text */
    const struct doc_node *node;
};
struct page_blank page_blank_prepare(struct page_layout *layout, const struct doc_node *node,
                                     enum pdf_font_family family, enum pdf_font_face face, double size);
/* Puts it on the baseline, starting at x, with a rule of that length. Returns its whole width. */
double page_blank_put(struct page_layout *layout, const struct page_blank *blank, struct page_box *box, double x,
                      double rule, struct pdf_colour colour);
/* A phrase of the language with its word in braces replaced, in the document's arena. */
const char *page_phrase(struct page_layout *layout, const char *phrase, const char *word);

/* maths.c: typeset mathematics. */
/* `display`: on a line of its own, with full-size fractions. A missing character is reported at `pos`. The box is not
 * yet an element of the structure. */
struct page_box *page_maths_box(struct page_layout *layout, const struct maths *maths, double size, bool display,
                                struct pos pos);
/* The same in as many lines as the width requires, broken before `=` and aligned there; scaled down if even that is too
 * wide. */
struct page_box *page_maths_display(struct page_layout *layout, const struct maths *maths, double size, double width,
                                    struct pos pos);
/* The width of what stands before the first `=`; 0 if there is none. */
double page_maths_left_width(struct page_layout *layout, const struct maths *maths, double size, struct pos pos);
/* Puts a Formula element around the box of a tree. */
struct page_box *page_formula(struct page_layout *layout, const struct maths *maths, struct page_box *box);

/* strips.c: boxes to strips. */
/* The narrowest column in which blocks are set. */
#define COLUMN_LEAST 60.0
/* Adds a strip below the others; the origin of `box` is on the strip's baseline. */
struct page_strip *page_emit(struct page_layout *layout, struct page_box *box, double x, double height,
                             double baseline);
/* Begins and ends an element of the structure around the strips in between. */
void page_strip_begin(struct page_layout *layout, const char *role, const char *alternative);
void page_strip_end(struct page_layout *layout);
void page_space(struct page_layout *layout, double gap);
/* Takes the strips from `first` on out of the layout and stacks them in a box, whose origin is its top left corner. */
struct page_box *page_take_strips(struct page_layout *layout, size_t first, double *height);
/* Raises the break costs of strips first..last-1, so that strips `first` to `last` stay together. */
void page_keep(struct page_layout *layout, size_t first, size_t last, double cost);
/* Lines to strips; at least two lines stay together at the start and at the end of a paragraph. */
void page_lines(struct page_layout *layout, struct page_line *lines, int count, double x);
/* Text as an element, in lines no longer than the measure of prose. Content at the right end of a line, a score box,
 * becomes an element after it. */
void page_paragraph(struct page_layout *layout, const char *role, struct page_inline_text *text, double x,
                    double width);
/* The caption of a placed node, in the small size. */
void page_caption(struct page_layout *layout, const struct doc_node *placed, double x, double width, bool above);

/* answers.c: strips to write and calculate in. */
/* Lines to write on; `behind`: the first one begins in the last strip, behind its words. */
void page_answer_lines(struct page_layout *layout, const struct doc_node *node, bool behind, double x, double width);
/* A frame to calculate in, with the formulas of a NODE_WORK at its top and the blank at its lower right. */
void page_work_frame(struct page_layout *layout, const struct doc_node *work, double x, double width);
/* The same as a box, whose origin is its top left corner, at least so high; without the formulas, if they are set
 * elsewhere. It can grow at `grow_at`. */
struct page_work {
    struct page_box *box;
    double height, grow_at, shrink_most;
};
struct page_work page_work_box(struct page_layout *layout, const struct doc_node *work, bool formulas, double width,
                               double least);

/* questions.c: a NODE_QUESTION, with its number to the left of it and perhaps beside its frame. */
void page_question(struct page_layout *layout, const struct doc_node *question, double x, double width);
/* A copy of a block without the number or letter with which it begins, before the blocks that follow it. */
struct doc_node *page_block_after_number(struct page_layout *layout, const struct doc_node *block);

/* notes.c: a note in the margin beside the passage that follows. Returns the last node that it used; NULL if the page
 * is too narrow for it. */
const struct doc_node *page_note(struct page_layout *layout, const struct doc_node *note, double x, double width);

/* passage.c: a passage in columns. Its blocks are set as others are, `width` wide, between page_columns_begin and
 * page_columns_end; then their strips are put side by side. */
struct page_columns {
    const struct doc_node *node; /* the placement that begins them; NULL: none are open */
    int count, current;
    double widths[DOC_COLUMNS], x[DOC_COLUMNS]; /* of each column, from the left of the passage */
    size_t starts[DOC_COLUMNS];                 /* the first strip of each column, if `columns:next` divides them */
    double gap;                                 /* above the passage */
};
void page_columns_begin(struct page_layout *layout, struct page_columns *columns, const struct doc_node *node,
                        double width);
void page_columns_next(struct page_layout *layout, struct page_columns *columns, const struct doc_node *node);
void page_columns_end(struct page_layout *layout, struct page_columns *columns);

/* blocks.c: blocks to strips. */
void page_blocks(struct page_layout *layout, const struct doc_node *parent, double x, double width);
/* The blocks from `first` up to `end` (NULL: all that follow). */
void page_stack(struct page_layout *layout, const struct doc_node *first, const struct doc_node *end, double x,
                double width);

/* placed.c */
/* The inline nodes of a paragraph: text with what is placed within it, and what it displays. */
void page_inlines(struct page_layout *layout, const struct doc_node *paragraph, double x, double width);

/* lists.c */
void page_list(struct page_layout *layout, const struct doc_node *list, double x, double width);

/* tables.c */
void page_table(struct page_layout *layout, const struct doc_node *table, double x, double width);

/* charts.c: a chart, drawn downward from the origin of the box at its top left. */
struct page_drawn_chart {
    struct page_box *box;
    double height;
    double plot_top, plot_bottom; /* the part that may be stretched */
    double plot_left, plot_right;
    bool narrow; /* a word in a label is wider than the room it has */
};
/* The height of a chart, as it follows from its width and the size of its labels. */
double page_chart_height(const struct page_layout *layout, const struct chart *chart, double width);
/* `more` is added to that height; it may be negative. */
struct page_drawn_chart page_chart(struct page_layout *layout, const struct chart *chart, double width, double more,
                                   struct pos pos);

/* chart_rows.c: the charts of a paragraph, one or two side by side, as a strip. Returns the last node that it used. */
const struct doc_node *page_charts(struct page_layout *layout, const struct doc_node *node, double x, double width);
/* Draws the charts of a strip again, taller by `more`. */
void page_charts_again(struct page_layout *layout, struct page_strip *strip, double more);

/* instead.c: a table to fill in, in place of the empty frame of a chart. */
void page_instead(struct page_layout *layout, const struct doc_node *drawing, double x, double width);

/* furniture.c: the corner of a page that belongs to its code and the white around it; and the head and foot of a page,
 * drawn when all pages are counted. */
struct page_corner page_code_corner(const struct page_layout *layout);
void page_furniture(struct page_layout *layout, int page);
/* Where the code of a page is, from its top left; of no modules if it has none. */
struct page_code_place {
    double x, y, module; /* its top left corner, the side of a module */
    int modules;         /* on a side */
};
struct page_code_place page_code_place(const struct page_layout *layout, int number);
/* The squares by which scans are laid straight, by their top left corners. Returns how many there are. */
enum { PAGE_SQUARES = 3 };
int page_squares(const struct page_layout *layout, double places[PAGE_SQUARES][2]);

/* fields.c: the fields of a page (marks), each with its place from the page's top left, in reading order: those of its
 * strips are found when they have their places, those of the furniture are added when it is made. */
void page_fields_find(struct page_layout *layout, struct page *page);
void page_fields_add_furniture(struct page_layout *layout, struct page *page);
typedef void page_take_field(void *context, const struct page_mark *field, double x, double y);
void page_fields(const struct page *page, page_take_field *take, void *context);
/* geometry.c: appends where the fields of a student's copy are: what its pages have in common, and then what they have.
 */
void page_geometry_put(const struct page_layout *layout, struct page_geometry *geometry);

#endif
