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
extern const char *const chart_dash_words[], *const chart_colour_words[];
/* The colours, 0xRRGGBB, unless a style has others. */
extern const unsigned chart_palette[];

struct chart_axis {
    const char *label;         /* "" for none */
    const char *unit_word;     /* after the label; "" for none */
    const char *unit_word_one; /* the unit word after the number 1; usually the same */
    enum chart_axis_scale scale;
    bool powers_of_two; /* a logarithmic axis has ticks at powers of two instead of ten */
    bool from_zero;
    bool tight;                  /* ends at its last value, not at the next tick */
    double minimum, maximum;     /* set by the lab; NaN: derived from the values */
    double frame_from, frame_to; /* of an empty frame, the same for every set; NaN: the reader chooses the scale */
    double least, most;          /* of everything shown along it; NaN if nothing is */
    bool blank;                  /* grid lines without numbers: the reader chooses the scale */
    struct number_format format; /* short money: the unit depends on the size of what is shown */
};

/* Each element has the expressions that it is computed from. `shown` is false if its condition does not hold or it has
 * no value; then nothing of it is drawn on paper. */
struct chart_series { /* a curve, the points of a scatter chart, or (bars) one bar: a single y */
    const char *name, *label;
    const char *detail;               /* values of the set, after the label on paper; "" for none */
    const struct expr *value, *where; /* `where` is the condition; NULL for always */
    enum chart_dash dash;
    enum chart_colour colour;
    double *y; /* one for each x of the chart; NaN for no value */
    bool shown;
    bool highlighted; /* bars */
};
struct chart_line {
    const char *label, *detail;
    const struct expr *at, *where;
    bool vertical;
    enum chart_dash dash;
    enum chart_colour colour;
    double value;
    bool shown;
};
struct chart_marker {
    const char *label, *detail;
    const struct expr *at_x, *at_y, *where;
    enum chart_colour colour;
    double x, y; /* bars: x is the number of the bar, counted from 0 */
    bool shown;
    bool hollow; /* a larger outline, so that a marker within it can be seen */
};
struct chart_area {
    const char *label, *detail;
    int first, second; /* the indices of the series that bound it */
    bool shown;
};
enum chart_highlight { HIGHLIGHT_NONE, HIGHLIGHT_LOWEST, HIGHLIGHT_HIGHEST };

struct chart {
    const char *name, *title;
    enum chart_kind kind;
    bool frame; /* only axes and lines, for readers who plot themselves */
    struct chart_axis x, y;
    struct sweep sweep; /* line, scatter: the values of x */
    double *x_values;
    int point_count; /* 1 for bars */
    struct chart_series *series;
    int series_count;
    struct chart_line *lines;
    int line_count;
    struct chart_marker *markers;
    int marker_count;
    struct chart_area *areas;
    int area_count;
    enum chart_highlight highlight;
    const char *highlight_label;
};

/* chart.c: a chart whose expressions are compiled once, to be computed for one set after another. */
struct chart_program;
/* `chart` is the description: expressions, labels, axes; it is not copied. */
struct chart_program *chart_program_new(struct arena *arena, const struct model *model, const struct chart *chart);
/* The chart for one set (model->count values), in the arena. Labels are filled in, details are still "". */
struct chart *chart_compute(struct arena *arena, struct chart_program *program, const double *values);
/* Adds a marker or line that the models do not know, such as a person's own answer. It is not shown if it has no value
 * or is outside. A y axis grows for it, to at most twice its range or by a decade. */
void chart_add_marker(struct arena *arena, struct chart *chart, struct chart_marker marker);
void chart_add_line(struct arena *arena, struct chart *chart, struct chart_line line);
/* Turns a chart into its empty frame: series, markers and areas go, and the y axis reveals nothing about them. It runs
 * from frame_from to frame_to; without these it has no numbers, and horizontal lines go too. */
void chart_empty(struct chart *chart);

/* How the values on bars are printed, by series, with `fewer` of the axis's decimals than it asks for: with the digits
 * that tell unequal bars apart. In the arena. */
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
 * reader writes, the sign of its format: `$M`, `%`. "" for none. */
const char *chart_axis_unit(const struct chart_axis *axis);
/* The place of a value along an axis: 0 at its beginning, 1 at its end; NaN if it has none. */
double chart_axis_place(const struct chart_axis *axis, const struct chart_ticks *ticks, double value);

/* text.c: what the chart shows, in sentences of a language, for those who do not see it. In the arena. */
const char *chart_describe(struct arena *arena, const struct chart *chart, const struct words_language *language,
                           const struct number_locale *locale);

#endif
