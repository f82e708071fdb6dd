/* A chart of one set, before it is drawn on a page or made native in a workbook: what is shown, and what it is computed
 * from. Knows nothing of labs' files, pages and cells. */
#ifndef CHART_CHART_H
#define CHART_CHART_H

#include "language/language.h"

struct words_language;

enum chart_kind { CHART_LINE, CHART_SCATTER, CHART_BARS };
enum chart_axis_scale { AXIS_LINEAR, AXIS_LOG };
enum chart_dash { DASH_SOLID, DASH_DASHED, DASH_DOTTED };
/* Names of a palette that writers have. */
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
/* How files write them, each ended by NULL. */
extern const char *const chart_dash_words[], *const chart_colour_words[];

struct chart_axis {
    const char *label;         /* "" for none */
    const char *unit_word;     /* behind the label; "" for none */
    const char *unit_word_one; /* that word behind a single one; else the same */
    enum chart_axis_scale scale;
    bool powers_of_two; /* ticks of a logarithmic axis; else decades */
    bool from_zero;
    bool tight;                  /* ends where its values end, not at the next tick */
    double minimum, maximum;     /* as the lab wants them; NaN: from the values */
    double frame_from, frame_to; /* of an empty frame, the same for every set; NaN: its reader chooses the scale */
    double least, most;          /* of all that is shown along it; NaN where nothing is */
    bool blank;                  /* grid lines without figures: the reader chooses the scale */
    struct number_format format; /* short money: the unit follows the size of what is shown */
};

/* Each element carries what it is computed from. `shown`: false where its condition does not hold or it has no value
 * (then nothing of it is drawn on paper). */
struct chart_series { /* a curve, the points of a scatter chart, or (bars) one bar: a single y */
    const char *name, *label;
    const char *detail;               /* on paper behind the label: values of the set; "" for none */
    const struct expr *value, *where; /* where: NULL for always */
    enum chart_dash dash;
    enum chart_colour colour;
    double *y; /* one for each of the chart's x; NaN where there is none */
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
    double x, y; /* bars: x is the number of the bar, from 0 */
    bool shown;
    bool hollow; /* a larger outline, within which another marker is seen */
};
struct chart_area {
    const char *label, *detail;
    int first, second; /* the series it lies between */
    bool shown;
};
enum chart_highlight { HIGHLIGHT_NONE, HIGHLIGHT_LOWEST, HIGHLIGHT_HIGHEST };

struct chart {
    const char *name, *title;
    enum chart_kind kind;
    bool frame; /* nothing but axes and lines: for readers who plot themselves */
    struct chart_axis x, y;
    struct sweep sweep; /* line, scatter: `points` values of x */
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
/* Adds a marker or line of which the models know nothing, such as a person's own answer; it is not shown where it has
 * no value or lies outside. An axis of y grows for it, to twice its range or by a decade at most. */
void chart_add_marker(struct arena *arena, struct chart *chart, struct chart_marker marker);
void chart_add_line(struct arena *arena, struct chart *chart, struct chart_line line);
/* Makes a chart the empty frame of itself: series, markers and areas go, and the axis of y tells nothing of them: it
 * runs from frame_from to frame_to, or has no figures, and then no horizontal lines either. */
void chart_empty(struct chart *chart);

/* ticks.c */
enum { TICKS_MOST = 16 };
struct chart_ticks {
    double from, to; /* the axis */
    double values[TICKS_MOST];
    int count;
    double step; /* linear: between ticks; logarithmic: the factor between them, 0 where they are uneven */
    struct number_format format; /* of the labels; logarithmic axes: decimals differ, see chart_tick_print */
};
/* Ticks that people would choose, about `wanted` of them (logarithmic axes: as many as the decades ask for). */
void chart_axis_ticks(const struct chart_axis *axis, int wanted, struct chart_ticks *ticks);
/* The finer lines of a grid to draw on, between the ticks: 2 to 9 times a power of ten, each power of two, or tenths,
 * fifths or fourths of a step; at most FINE_MOST. How many. */
enum { FINE_MOST = 96 };
int chart_axis_fine_ticks(const struct chart_axis *axis, const struct chart_ticks *ticks, double values[FINE_MOST]);
void chart_tick_print(struct text *out, const struct chart_axis *axis, const struct chart_ticks *ticks, int i,
                      const struct number_locale *locale);
/* What stands behind the label for all figures of an axis: its unit's word; of a blank axis, whose figures a reader
 * writes, the sign of its format: `$M`, `%`. "" for none. */
const char *chart_axis_unit(const struct chart_axis *axis);
/* Where a value stands along an axis: 0 at its beginning, 1 at its end; NaN where it has no place. */
double chart_axis_place(const struct chart_axis *axis, const struct chart_ticks *ticks, double value);

/* text.c: what the chart shows, for those who do not see it: sentences of a language, in the arena. */
const char *chart_describe(struct arena *arena, const struct chart *chart, const struct words_language *language,
                           const struct number_locale *locale);

#endif
