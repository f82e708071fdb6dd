/* The fenced blocks of a workbook's template, as structs. Their text is read once a run; the writer sees only this. */
#ifndef FENCES_FENCES_H
#define FENCES_FENCES_H

#include "chart/chart.h"
#include "language/language.h"

struct doc_node; /* document/document.h */

enum fence_kind {
    BLOCK_INPUTS,
    BLOCK_EQUATIONS,
    BLOCK_SWEEP,
    BLOCK_FORMULAS,
    BLOCK_CHECKS,
    BLOCK_SERIES,
    BLOCK_TIMELINE,
    BLOCK_SCENARIOS,
    BLOCK_CHOICE,
    BLOCK_SENSITIVITY,
    BLOCK_RANKING,
    BLOCK_TORNADO,
    BLOCK_GRID,
    BLOCK_WINNERS,
    BLOCK_PLOT,
    BLOCK_BLANKS,
    BLOCK_CURVE,
    BLOCK_HEADLINE,
    BLOCK_TILES,
    BLOCK_COMPARE,
    BLOCK_BY_SCENARIO,
    BLOCK_TURNING,
    BLOCK_BRIDGE,
    BLOCK_WATERFALL,
    BLOCK_AGES,
    BLOCK_FURTHER,
    BLOCK_KINDS
};

/* inputs, equations: the name of a model or of a quantity, as written. */
struct fence_name {
    const char *name;
    struct pos pos;
};

/* A line of a list: the values of its keys, NULL if it does not have them. */
struct fence_line {
    const char *label, *name, *unit, *source, *date;
    const char *answer;          /* blanks: the question that is answered in the cell */
    const char *formula, *words; /* words: a formula for the text beside the value */
    bool with_total;             /* timeline: the last column has the sum */
    bool least;                  /* compare: the least of the line is marked */
    const char **formulas;       /* compare: one for each head */
    int formula_count;
    double *values; /* series */
    int value_count;
    bool has_format;
    struct number_format format;
    const struct quantity_apart *apart; /* of the format; NULL for none */
    const struct quantity *quantity;    /* if the formula is its name */
    struct pos pos, formula_pos, words_pos, answer_pos;
};

/* The points of a parameter. */
struct fence_axis {
    const struct quantity *along;
    double *values;
    int points;
};

/* plot: a line through cells of the workbook that have names. */
struct fence_drawn {
    const char *label, *x, *y; /* x NULL: the cells that the lines of the plot share */
    enum chart_colour colour;
    enum chart_dash dash;
    struct pos pos;
};

enum { BLOCK_MOST_PATHS = 7, BLOCK_MOST_POINTS = 60 };

struct fence {
    enum fence_kind kind;
    const char *word; /* the kind as templates spell it */
    struct pos pos;
    bool *needed; /* by quantity index: what its formulas name, and the inputs that its equations follow from */
    /* inputs, equations; none: all of them */
    struct fence_name *names;
    int name_count;
    /* formulas, checks, series, timeline, blanks, headline, tiles, compare, by_scenario (a line for each column),
     * bridge */
    struct fence_line *lines;
    int line_count;
    const char *along; /* series, timeline: the name of the number of a column, which runs from first to last */
    int first, last;
    /* grid, sensitivity, turning, bridge: its own name; winners, choice, ranking, tornado: the name of the block that
     * it shows */
    const char *name;
    struct fence_axis down, across; /* grid; curve: down */
    const char **labels; /* grid: of its paths; sensitivity: of its outputs; curve, compare: of its columns; turning: of
                          * the outputs that it compares */
    int label_count;
    const struct quantity **outputs; /* grid, sensitivity: one for each label; scenarios */
    int output_count;
    const struct quantity **where; /* grid: by path, what says whether it is a path of its own; NULL: always. NULL for
                                    * none at all */
    /* plot, bridge: its title, the names of its axes; plot: the cells that its lines share; compare, by_scenario: the
     * title is the head of the labels */
    const char *title, *x_label, *x_cells, *y_label;
    struct number_format y_format;
    struct fence_drawn *drawn;
    int drawn_count;
    const struct quantity *swing;     /* sensitivity */
    const struct quantity *tolerance; /* sensitivity; grid (NULL: none) */
    bool *fixed;                      /* sensitivity: by quantity index, the inputs that do not swing */
    /* sensitivity: by quantity index, the inputs that hold an input's low and high value; NULL: it swings by a share */
    const struct quantity *(*ranges)[2];
    const char *shown;              /* turning: the name of the sensitivity that it goes by */
    const struct quantity **inputs; /* turning */
    int input_count;
    const char *end; /* bridge: the label of its last bar */
    int months;      /* ages */
    int rows;        /* further: at least so many lines */
};

/* The blocks that were read so far. The same text at the same place is read once. */
struct fence_blocks;
struct fence_blocks *fence_blocks_new(struct arena *arena, const struct model *model);
struct yaml;
/* From then on, `translate` puts texts of another language into the YAML of blocks before it is read. */
void fence_blocks_translate(struct fence_blocks *blocks, void (*translate)(const void *context, struct yaml *yaml),
                            const void *context);
/* Gives each fence of a tree its block (node->block). False after an error, which is reported at its place: an unknown
 * block, key or quantity, or text that is not YAML. */
bool fence_blocks_read(struct fence_blocks *blocks, struct doc_node *root, struct diag *diag);

/* Whether a word begins a block of workbooks. */
bool fence_is_known(const char *word);

/* Appends a formula with its names replaced: `replace` returns the text for a name, or NULL to keep it. Strings and
 * functions are kept. */
void fence_formula_replace(struct text *out, const char *formula,
                           const char *(*replace)(void *context, const char *name, size_t length), void *context);

#endif
