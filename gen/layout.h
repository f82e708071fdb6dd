/* Layout: a document tree becomes strips, and strips become pages. Knows fonts and style, but not the canvas: the PDF
 * writer draws what it finds here. Lengths are points, y down. */
#ifndef GEN_LAYOUT_H
#define GEN_LAYOUT_H

#include "doc.h"
#include "fonts.h"
#include "layout_costs.h"

enum mark_kind { MARK_TEXT, MARK_LINE, MARK_RECTANGLE, MARK_POLYGON, MARK_CELLS, MARK_BEGIN, MARK_END };

/* One thing to draw, or the begin or end of an element of the document's structure. */
struct mark {
    enum mark_kind kind;
    struct mark *next;
    double x, y; /* text: its start on the baseline; line: from; rectangle: top left; polygon, cells: the origin */
    double width, height; /* rectangle; line: how far to the other end */
    double size;          /* text: font size; cells: side of one; others: width of the stroke */
    struct colour colour;
    bool filled, closed; /* rectangle and polygon */
    const struct shaped *shaped;
    double *points; /* polygon: x, y pairs from its origin; cells: column, row, width, height, two pairs each */
    int point_count;
    bool curve;           /* open polygon: with round joins */
    const double *dashes; /* line and curve */
    int dash_count;
    const char *role, *alternative; /* begin */
};

/* Marks around an origin on a baseline. Ascent and descent are both positive. */
struct box {
    double width, ascent, descent;
    struct mark *first, *last;
};

/* What stands at the side of strips or behind them, as tall as they are: a quote's rule, the ground of code. */
struct bar {
    double x, width;
    struct colour colour;
    const struct bar *outer;
};

struct chart_row;

/* Rows of a table that stand in two halves side by side, as many as its page holds: how far the right half stands from
 * the left one, its head (not tagged; NULL for none) and the rule that ends each half. */
struct halves {
    double apart;
    const struct strip *head, *end;
};

/* A piece of the text column that no page break divides. Its marks count from the column's left and its own top. */
struct strip {
    struct mark *first, *last;
    double gap; /* above it, where it is not the first of its page */
    double height, baseline;
    double break_cost;        /* of an end of the page behind it */
    bool page_before;         /* a new page begins with it */
    const struct strip *fill; /* repeated below it as often as its page has room for, `fill_most` times at most */
    int fill_most;
    /* It grows by as much as its page has room for, `grow_most` at most: what lies between `grow_from` and `grow_to` is
     * stretched, what lies below moves down. */
    double grow_from, grow_to, grow_most;
    struct chart_row *charts; /* drawn again, higher or lower by what its page asks for, instead of stretched */
    double shrink_most;
    const struct strip *head; /* the table's head, repeated where the strip is the first of a page */
    const struct halves *halves;
    const struct bar *bars;
    const struct node *node; /* what it comes from */
    const char *bookmark;    /* headings */
};

struct placed_strip {
    const struct strip *strip;
    double x, y;   /* from the left of the text, of its top from the top of the page */
    double joined; /* the gap above it that bars bridge; 0 for the first of a page */
    bool repeated; /* a table's head or a line to write on, once more */
};

struct page {
    struct placed_strip *strips;
    int count;
    struct mark *furniture; /* running head and foot, from the page's top left */
};

struct layout_seen {
    struct pos pos;
    unsigned code_point;
};

/* A document being made up, then made up: pages and page_count. All of it lives in the document's arena. */
struct layout {
    struct arena *arena;
    struct fonts *fonts;
    const struct style *style;
    const struct document *document;
    struct diag *diag;
    bool failed;
    double page_width, page_height, text_width, text_height;
    struct strip **strips;
    size_t strip_count, strip_capacity;
    struct page *pages;
    int page_count;

    /* While blocks are stacked: */
    double gap;                                /* wanted above the next strip */
    bool close;                                /* a formula follows another of its paragraph */
    bool page_before;                          /* the next strip begins a page */
    struct mark *pending_first, *pending_last; /* begun elements and labels that go with the next strip */
    const struct bar *bars;
    const struct node *node;
    int depth;
    struct text scratch, printed;
    const char *breaks;          /* of the text in `scratch` */
    struct layout_seen seen[32]; /* missing characters that were reported */
    int seen_count;
};

/* Makes up a whole document. NULL after an error: a character that no font has, a page without room, a chart. */
struct layout *layout_document(struct fonts *fonts, const struct style *style, const struct document *document,
                               struct diag *diag);

/* What follows is between the stages of layout. */

/* layout_boxes.c: marks and boxes. */
struct box *box_new(struct layout *layout);
struct mark *box_add_text(struct layout *layout, struct box *box, double x, double y, double size, struct colour colour,
                          const struct shaped *shaped);
struct mark *box_add_line(struct layout *layout, struct box *box, double x1, double y1, double x2, double y2,
                          double width, struct colour colour);
struct mark *box_add_rectangle(struct layout *layout, struct box *box, double x, double y, double width, double height,
                               double line_width, struct colour colour, bool filled);
/* Takes a copy of the points. */
struct mark *box_add_polygon(struct layout *layout, struct box *box, double x, double y, const double *points,
                             int point_count, bool closed, bool filled, double line_width, struct colour colour);
/* Cells of a grid, painted as one: column, row, width, height of each in cells of `side`, from x, y. Takes a copy. */
struct mark *box_add_cells(struct layout *layout, struct box *box, double x, double y, double side, const double *cells,
                           int count, struct colour colour);
void box_begin(struct layout *layout, struct box *box, const char *role, const char *alternative);
void box_end(struct layout *layout, struct box *box);
/* Moves the marks of `from` into `into`, shifted; `from` is used up. */
void box_place(struct box *into, struct box *from, double dx, double dy);
void box_scale(struct box *box, double factor);
/* Appends the chain first..last, shifted, to the chain *into_first..*into_last. */
void marks_append(struct mark **into_first, struct mark **into_last, struct mark *first, struct mark *last, double dx,
                  double dy);
/* Moves what lies below `to` down by `more`, and stretches what lies above it down from `from`: lines and frames grow,
 * words keep their size. */
void marks_grow(struct mark *first, double from, double to, double more);
/* Shapes and reports a character that no font has, at `pos`. */
const struct shaped *layout_shape(struct layout *layout, enum font_family family, enum font_face face, const char *text,
                                  size_t length, struct pos pos);
void layout_error(struct layout *layout, struct pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* layout_lines.c: inline content to lines. */
struct setting {
    enum font_family family;
    bool bold;
    bool preserve;       /* white space and line ends as they are (code) */
    bool stretch_blanks; /* an answer blank takes what its line leaves */
    double size, line_height;
    struct colour colour;
    enum cell_align align;
};
struct line {
    struct box *box;   /* its origin on the baseline at the left */
    struct box *aside; /* what stands at its right end and is read behind the text, of the same origin; NULL for none */
    double height, baseline;
};
/* All of a line, in one box. */
struct box *line_whole(struct line *line);
struct inline_text; /* shaped pieces between which lines may break */

/* The running text's setting. */
struct setting layout_body_setting(const struct layout *layout);
/* Shapes the inline nodes first..end (end is not among them). */
struct inline_text *inline_prepare(struct layout *layout, const struct node *first, const struct node *end,
                                   struct setting setting);
struct inline_text *inline_prepare_text(struct layout *layout, const char *text, struct pos pos,
                                        struct setting setting);
bool inline_is_empty(const struct inline_text *text);
bool inline_has_blank(const struct inline_text *text);
/* The width of the widest piece that cannot be broken, and the width on one line. */
double inline_minimum_width(const struct inline_text *text);
double inline_maximum_width(const struct inline_text *text);
/* Breaks into lines of `width`, with text in the first `measure` of it; a piece that is wider is cut, mathematics is
 * set in several lines. What stands at the right end of its line stands at `width`. */
struct line *inline_break(struct layout *layout, struct inline_text *text, double width, double measure, int *count);
/* How many lines that would be, of text that need not be cut. */
int inline_count_lines(const struct inline_text *text, double width);

/* layout_answers.c: what is written in and marked. */
/* A box to tick, with its tick where `checked`, and a box for the marks of a question; origins on the baseline. */
struct box *layout_tick_box(struct layout *layout, bool checked);
struct box *layout_score_box(struct layout *layout, const struct node *node);
/* An answer blank: a rule with a currency's sign before it and the unit behind it, which take `left` and `right`. */
struct blank {
    const struct shaped *before, *after; /* NULL where there is none */
    const char *alternative;
    double size, left, right;
    struct pos pos;
};
struct blank blank_prepare(struct layout *layout, const struct node *node, enum font_family family, enum font_face face,
                           double size);
/* Puts it on the baseline from x on with a rule so long; the width of it all. */
double blank_put(struct layout *layout, const struct blank *blank, struct box *box, double x, double rule,
                 struct colour colour);
void layout_answer_lines(struct layout *layout, const struct node *node, double x, double width);
/* A frame to calculate in, with the formulas from `first` on (up to the blank, where that is among them) at its top and
 * the blank at its lower right. */
void layout_work_frame(struct layout *layout, const struct node *first, const struct node *blank_node, double x,
                       double width);

/* layout_maths.c: typeset mathematics. */
/* `display`: on a line of its own, with full-size fractions. `pos` is for missing characters. The box is no element
 * of the structure yet. */
struct box *maths_box(struct layout *layout, const struct maths *maths, double size, bool display, struct pos pos);
/* The same in as many lines as the width asks for, broken before `=`, aligned under the first of them; scaled where
 * even that is too wide. */
struct box *maths_display(struct layout *layout, const struct maths *maths, double size, double width, struct pos pos);
/* The tree of a symbol, a placed equation (with its worked line, where that stands behind it) or worked line (NULL for
 * other nodes), and a Formula element around its box. */
const struct maths *layout_placed_maths(struct layout *layout, const struct node *node);
struct box *layout_formula(struct layout *layout, const struct maths *maths, struct box *box);

/* layout_strips.c: boxes to strips. */
/* The narrowest column that blocks stand in. */
#define COLUMN_LEAST 60.0
/* Puts a strip below the others; `box` has its origin on the strip's baseline. */
struct strip *layout_emit(struct layout *layout, struct box *box, double x, double height, double baseline);
/* Begins and ends an element of the structure around strips that follow. */
void layout_begin(struct layout *layout, const char *role, const char *alternative);
void layout_end(struct layout *layout);
void layout_space(struct layout *layout, double gap);
/* Raises the break costs of the strips first..last-1 (not after the last). */
void layout_keep(struct layout *layout, size_t first, size_t last, double cost);
/* Lines to strips; two lines at least stay together at the start and at the end of a paragraph. */
void layout_lines(struct layout *layout, struct line *lines, int count, double x);
/* Text as an element, in lines no longer than the measure of prose; what stands at the right end of a line, a score
 * box, is an element behind it. */
void layout_paragraph(struct layout *layout, const char *role, struct inline_text *text, double x, double width);

/* layout_blocks.c: blocks to strips. */
void layout_blocks(struct layout *layout, const struct node *parent, double x, double width);

/* layout_placed.c */
/* Inline nodes first..end-1: text with what stands in it; equations, lines and the like on their own. */
void layout_inlines(struct layout *layout, const struct node *first, const struct node *end, double x, double width);
/* The caption of something placed, in the small size. */
void layout_caption(struct layout *layout, const struct node *placed, double x, double width, bool above);
/* Whether a node is text or what stands within text; whether it is white space alone; whether something of the kind is
 * placed within it; whether it is a paragraph of formulas without captions. */
bool node_is_inline(const struct node *node);
bool node_is_white(const struct node *node);
bool node_holds(const struct node *node, enum placed_kind kind);
bool node_is_formulas(const struct node *block);
/* The next node that is more than a space or the end of a line, where something is placed; NULL for others. */
const struct node *node_next_placed(const struct node *node);
/* The worked line of an equation without a caption, where it is the next thing that is placed in its paragraph; NULL
 * for other nodes. */
const struct node *layout_worked_behind(const struct node *node);
/* The blank of a block that is nothing else; NULL where frames are not wanted. */
const struct node *layout_lone_blank(const struct layout *layout, const struct node *block);

/* layout_lists.c */
void layout_list(struct layout *layout, const struct node *list, double x, double width);
/* Whether each item is a box to tick. */
bool list_is_tasks(const struct node *list);

/* layout_tables.c */
void layout_table(struct layout *layout, const struct node *table, double x, double width);

/* layout_charts.c: a chart, drawn downward from the box's origin at its top left. */
struct drawn_chart {
    struct box *box;
    double height;
    double plot_top, plot_bottom; /* between which it may be stretched */
    bool narrow;                  /* a word of its labels is wider than the room that it has */
};
/* `more`: than the height that its width asks for; less where it is negative. */
struct drawn_chart layout_chart(struct layout *layout, const struct chart *chart, double width, double more,
                                struct pos pos);

/* layout_chart_rows.c: charts in a paragraph, one or two side by side, as a strip. Gives the last node that was put
 * down. */
const struct node *layout_charts(struct layout *layout, const struct node *node, double x, double width);
/* Draws the charts of a strip again, higher by `more`. */
void layout_charts_again(struct layout *layout, struct strip *strip, double more);

/* layout_pages.c: strips to pages. */
void layout_pages(struct layout *layout);

/* layout_furniture.c: how much taller the running head is than the style's, for a code that needs it; and the head and
 * foot of a page, once all are counted. */
double layout_head_growth(const struct layout *layout);
void layout_furniture(struct layout *layout, int page);

#endif
