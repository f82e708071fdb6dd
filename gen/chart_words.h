/* What descriptions of charts say, and the chart of a class, in the languages that documents are in. */
#ifndef GEN_CHART_WORDS_H
#define GEN_CHART_WORDS_H

#include "chart.h"
#include "language.h"

struct axis_words {
    const char *linear, *logarithmic; /* `{label}`, `{from}`, `{to}` */
    const char *blank;                /* `{label}`; the reader chooses the scale */
};

/* Sentences with places to fill in: a `{label}` comes with its details. */
struct chart_words {
    const char *kinds[CHART_BARS + 1]; /* `{title}` */
    struct axis_words across, upward;
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
const struct chart_words *chart_words_lookup(const struct language *language);

#endif
