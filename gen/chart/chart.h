/* A chart of one set, before it is drawn on a page or built in a workbook: what is shown, and what it is computed from.
 * It knows nothing of lab files, pages and cells. */
#ifndef CHART_CHART_H
#define CHART_CHART_H

#include "language/language.h"

struct words_language;

/* The greatest size of a number on a chart: differences and, on a logarithmic axis, ratios of
 * such numbers and their reciprocals are finite. Others are left out. */
#define CHART_GREATEST 1e100

enum chart_kind { CHART_LINE, CHART_SCATTER, CHART_BARS };
/* How a series of a line chart is drawn: through its points; as steps, each value up to the next point; as columns,
 * each from one point to the next. The last point of steps and columns only ends them. */
enum chart_form { FORM_LINE, FORM_STEPS, FORM_COLUMNS };
enum chart_axis_scale { AXIS_LINEAR, AXIS_LOG };
enum chart_dash { DASH_SOLID, DASH_DASHED, DASH_DOTTED };
/* Colours by name. */
enum chart_colour {
    CHART_BLUE,
    CHART_GREEN,
    CHART_ORANGE,
    CHART_RED,
    CHART_PURPLE,
    CHART_GREY,
    CHART_INK,
    CHART_COLOURS
};
/* The words for these in files; each list ends with NULL. */
extern const char *const chart_dash_words[], *const chart_colour_words[], *const chart_form_words[];
/* The colours, 0xRRGGBB, unless a style has others. */
extern const unsigned chart_palette[];

/* The ends of an axis that a lab may set. */
enum chart_end { CHART_MINIMUM, CHART_MAXIMUM, CHART_FRAME_FROM, CHART_FRAME_TO, CHART_ENDS };

struct chart_axis {
    const char *label;         /* "" for none */
    const char *unit_word;     /* after the label; "" for none */
    const char *unit_word_one; /* the unit word after the number 1; usually the same */
    enum chart_axis_scale scale;
    bool powers_of_two; /* a logarithmic axis has ticks at powers of two instead of ten */
    bool from_zero;
    bool bars;                           /* bars stand on it: a logarithmic one begins below the smallest */
    bool tight;                          /* ends at its last value, not at the next tick */
    double minimum, maximum;             /* set by the lab; NaN: derived from the values */
    double frame_from, frame_to;         /* of an empty frame; NaN: the reader chooses the scale */
    const struct expr *ends[CHART_ENDS]; /* what these four are computed from; NULL: the same for every set */
    double least, most;                  /* of everything shown along it; NaN if nothing is */
    bool blank;                          /* grid lines without numbers: the reader chooses the scale */
    struct number_format format;         /* short money: the unit depends on the size of what is shown */
};

/* Each element has the expressions that it is computed from. `shown` is false if its condition does not hold or it has
 * no value; then nothing of it is drawn on paper. */
struct chart_series { /* a curve, the points of a scatter chart, or (bars) one bar: a single y */
    const char *name, *label;
    const char *detail;               /* values of the set, after the label on paper; "" for none */
    const struct expr *value, *where; /* `where` is the condition; NULL for always */
    enum chart_dash dash;
    enum chart_colour colour;
    enum chart_form form;
    bool filled;                 /* shaded down to 0, or to the lower end of a logarithmic axis */
    bool cumulative;             /* columns: the value is a sum so far, such as a distribution function, and each column
                                    is what it rises by */
    bool right;                  /* along the second axis, at the right */
    const struct quantity *each; /* one of a family: this parameter has `each_value`; NULL: as in the set */
    double each_value;
    double *y; /* one for each x of the chart; NaN for no value */
    bool shown;
    bool highlighted; /* bars */
};
/* Bars of several parts, beside each other or stacked: each part has a series for each bar, and series i is part
 * i % part_count of bar i / part_count. */
struct chart_part {
    const char *label;
    enum chart_colour colour;
};
/* A range along an axis that is shaded. */
struct chart_band {
    const char *label, *detail;
    const struct expr *at_from, *at_to, *where; /* at_from, at_to: NULL for the end of the axis */
    bool vertical;                              /* along the x axis */
    enum chart_colour colour;
    double from, to; /* NaN: the end of the axis */
    bool shown;
};
struct chart_line {
    const char *label, *detail;
    const struct expr *at, *where; /* at: NULL for a quantile */
    int of;                        /* quantile: of the cumulative series of this number */
    double share;                  /* quantile: where that series has this value */
    bool vertical;
    bool right; /* horizontal: at a value of the second axis */
    enum chart_dash dash;
    enum chart_colour colour;
    double value;
    double slack; /* as that of a marker */
    bool shown;
    bool joined; /* another line at its place has its label */
};
struct chart_marker {
    const char *label, *detail;
    const struct expr *at_x, *at_y, *where;
    enum chart_colour colour;
    double x, y;  /* bars: x is the number of the bar, counted from 0 */
    double slack; /* the share of its value by which it may differ from what it agrees with */
    bool shown;
    bool hollow; /* a larger outline, so that a marker within it can be seen */
    bool joined; /* another marker at its place has its label */
};
struct chart_area {
    const char *label, *detail;
    int first, second; /* the indices of the series that bound it */
    bool shown;
};
enum chart_highlight { HIGHLIGHT_NONE, HIGHLIGHT_LOWEST, HIGHLIGHT_HIGHEST };

struct chart {
    const char *name;
    const char *title; /* what it is a chart of; on a page with the values of the set */
    enum chart_kind kind;
    bool frame; /* only axes and lines, for readers who plot themselves */
    struct chart_axis x, y;
    struct chart_axis right; /* a second axis of values */
    bool has_right;
    struct sweep sweep;              /* line, scatter: the values of x */
    const struct expr *first, *last; /* what its ends are computed from; NULL: the same for every set */
    bool swept;                /* the set has such values: the first is below the last, and both are on the axis */
    struct quantity *variable; /* x, if it is the chart's own and no parameter: its index is model->count */
    double *x_values;
    bool *between;   /* which of them are no points of the sweep: there a curve bends or jumps */
    int point_count; /* 1 for bars */
    struct chart_part *parts;
    int part_count; /* bars: 0 if they have no parts */
    bool stacked;
    const char *const
        *edges; /* bars: they are classes of a measure and touch; these stand at their edges, one more than
                   there are bars, instead of names, and classes without anything have no value; NULL: none */
    struct chart_series *series;
    int series_count;
    struct chart_line *lines;
    int line_count;
    struct chart_marker *markers;
    int marker_count;
    struct chart_area *areas;
    int area_count;
    struct chart_band *bands;
    int band_count;
    enum chart_highlight highlight;
    const char *highlight_label;
};

/* chart.c: a chart whose expressions are compiled once, to be computed for one set after another. */
struct chart_program;
/* `chart` is the description: expressions, labels, axes; it is not copied. */
struct chart_program *chart_program_new(struct arena *arena, const struct model *model, const struct chart *chart);
/* The chart for one set (model->count values), in the arena. Labels are filled in, details are still "". With `exact`
 * it has a point wherever a minimum, a maximum, a condition, an absolute value or a rounded number of its series turns
 * over, so that curves have their kinks and jumps there and not at the next point; without, it has the points of its
 * sweep alone. */
struct chart *chart_compute(struct arena *arena, struct chart_program *program, const double *values, bool exact);
/* kinks.c: where the series turn over. Private to chart. */
struct chart_kinks;
struct chart_kinks *chart_kinks_new(struct arena *arena, const struct model *model, const struct chart *chart);
/* Finds them between the `count` values of x; `inputs` has the columns of all parameters, of which that of x is set
 * here. Writes at most KINKS_MOST values, in order, a pair of neighbors where something may jump; returns their number.
 */
enum { KINKS_MOST = 512 };
int chart_kinks_find(struct chart_kinks *kinks, struct program_column *inputs, const double *x, int count,
                     double found[KINKS_MOST]);
/* Adds a marker or line that the models do not know, such as a person's own answer. It is not shown if it has no value
 * or is outside. A y axis grows for it, to at most twice its range or by a decade. */
void chart_add_marker(struct arena *arena, struct chart *chart, struct chart_marker marker);
void chart_add_line(struct arena *arena, struct chart *chart, struct chart_line line);
/* Marks that agree get one label: that of the first names all of them, "this cluster and your answer", and the others
 * are `joined`. A marker at a bar that agrees with its value says nothing and is not shown. To be called when all marks
 * and details are there. */
void chart_join_marks(struct arena *arena, struct chart *chart, const struct words_language *language);
/* Turns a chart into its empty frame: series, markers and areas go, and the y axis reveals nothing about them. It runs
 * from frame_from to frame_to; without these it has no numbers, and horizontal lines go too. */
void chart_empty(struct chart *chart);

/* The axis of a series or line, and how far a stack of bars goes: the sum of its parts above or below zero that are
 * shown, up to part `parts`. */
const struct chart_axis *chart_series_axis(const struct chart *chart, const struct chart_series *series);
const struct chart_axis *chart_line_axis(const struct chart *chart, const struct chart_line *line);
double chart_stack(const struct chart *chart, int bar, int parts, bool below);
/* How many bars or groups of bars there are side by side. */
int chart_bar_count(const struct chart *chart);

/* How the values on bars are printed, by series, with `fewer` of the axis's decimals or significant digits than it asks
 * for: with the digits that tell unequal bars apart. In the arena. */
struct number_format *chart_bar_formats(struct arena *arena, const struct chart *chart, int fewer);

/* ticks.c */
enum { TICKS_MOST = 16 };
struct chart_ticks {
    double from, to; /* the ends of the axis */
    double values[TICKS_MOST];
    int count;
    double step; /* linear: the distance between ticks; logarithmic: the factor between them, 0 if it varies */
    struct number_format format; /* of the labels; on logarithmic axes decimals vary, see chart_tick_print */
};
/* Ticks that people would choose: about `wanted` of them or, on logarithmic axes, as many as the decades require. */
void chart_axis_ticks(const struct chart_axis *axis, int wanted, struct chart_ticks *ticks);
/* The finer grid lines between the ticks, for charts to draw in: 2 to 9 times a power of ten, every power of two, or
 * tenths, fifths or fourths of a step; at most FINE_MOST. Returns their number. */
enum { FINE_MOST = 96 };
int chart_axis_fine_ticks(const struct chart_axis *axis, const struct chart_ticks *ticks, double values[FINE_MOST]);
void chart_tick_print(struct text *out, const struct chart_axis *axis, const struct chart_ticks *ticks, int i,
                      const struct number_locale *locale);
/* What follows the label and applies to all numbers of an axis: its unit word or, for a blank axis, whose numbers a
 * reader writes, the sign of its format: `$M`, `%`, in German `Mio. $`. "" for none. In the arena. */
const char *chart_axis_unit(struct arena *arena, const struct chart_axis *axis, const struct number_locale *locale);
/* The place of a value along an axis: 0 at its beginning, 1 at its end; NaN if it has none. */
double chart_axis_place(const struct chart_axis *axis, const struct chart_ticks *ticks, double value);

/* table.c: what is filled in instead of drawing in a frame. A column for each curve, or each part of bars; a row for
 * each bar, or for what each curve shows and then for each number along the axis. In the arena. */
struct chart_table {
    const char *along;  /* above the heads of the rows */
    const char *upward; /* what is filled in; "" if it has no words */
    const char **columns, **rows;
    int column_count, row_count;
};
struct words_screen;
struct chart_table chart_frame_table(struct arena *arena, const struct chart *chart, const struct words_screen *words,
                                     const struct number_locale *locale);

/* text.c: what the chart shows, in sentences of a language, for those who do not see it. In the arena. */
const char *chart_describe(struct arena *arena, const struct chart *chart, const struct words_language *language,
                           const struct number_locale *locale);

#endif
