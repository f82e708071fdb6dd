/* What descriptions of charts say, and the chart of a class, in the languages that documents are in. */
#ifndef WORDS_CHART_H
#define WORDS_CHART_H

#include "chart/chart.h"
#include "words/language.h"

struct words_axis {
    const char *linear, *logarithmic; /* `{label}`, `{from}`, `{to}` */
    const char *blank;                /* `{label}`; the reader chooses the scale */
};

/* Sentences with places to fill in: a `{label}` comes with its details. */
struct words_chart {
    const char *kinds[CHART_BARS + 1]; /* `{title}` */
    struct words_axis across, upward;
    const char *unnamed;               /* in place of a label */
    const char *curve;                 /* `{label}`, `{from}`, `{to}` */
    const char *bar;                   /* `{label}`, `{value}` */
    const char *highlighted;           /* and `{highlight}` */
    const char *crossing;              /* `{first}`, `{second}`, `{value}` */
    const char *vertical, *horizontal; /* lines: `{label}`, `{value}` */
    const char *marked;                /* `{label}`, `{x}` (or the bar), `{y}` */
    const char *frame;
    struct {
        const char *title, *sheets, *share;
    } scores; /* the chart of a class: how many sheets have which share of the marks */
};

/* Those of a language. */
const struct words_chart *words_chart_lookup(const struct words_language *language);

#endif
