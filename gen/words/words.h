/* Languages: how numbers are written in them, and the few words that the generator itself puts on a page. */
#ifndef WORDS_WORDS_H
#define WORDS_WORDS_H

#include "answer/answer.h"
#include "chart/chart.h"
#include "key/key.h"
#include "language/language.h"

/* What tables of phrases are indexed by: languages whose words are the same share one. */
enum words_tongue { TONGUE_EN, TONGUE_DE, TONGUE_FR, TONGUE_ES, TONGUE_IT, TONGUE_PT, TONGUE_NL, TONGUES };

struct words_language {
    const char *tag; /* "de", "de-CH" */
    enum words_tongue tongue;
    struct number_locale locale;
    struct maths_words maths;
    const char *page;      /* the foot of a page: `{page}` of `{pages}` */
    const char *quotes[4]; /* “ ” ‘ ’: what straight quotes in prose become */
    /* What boxes, blanks and lines are called to those who cannot see them: an answer blank, one with its `{unit}`,
     * `{count}` lines to write on, a box for `{marks}` marks. */
    const char *ticked, *to_tick, *blank, *blank_in, *lines, *score;
};

/* The language of a tag (`de-AT` is `de` where it has no entry of its own); English for those that are not here. */
const struct words_language *words_language_lookup(const char *tag);
/* How a language with the other decimal sign than its own writes numbers: for the front matter's `decimal`. */
const struct number_locale *words_language_locale(const struct words_language *language, bool comma);
/* A phrase with its one word in braces replaced. */
void words_put(struct text *out, const char *phrase, const char *word);
/* What stands for a place in a phrase: `{name}` becomes the text. Lists of them end with one without a name. */
struct words_phrase_word {
    const char *name, *text;
};
/* A phrase with its places filled in; what is filled in is not looked at again, a place that nobody fills stays. */
void words_fill(struct text *out, const char *phrase, const struct words_phrase_word *words);
/* A phrase with `{page}` and `{pages}` replaced. */
void words_put_page(struct text *out, const struct words_language *language, int page, int pages);

/* What descriptions of charts say, and the chart of a class, in the languages that documents are in. */

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

/* Why a set has no key, in the languages that documents are in. */

/* The reason of an unfit entry as a sentence without its stop, in the arena; NULL where the entry is not unfit. */
const char *key_reason_text(struct arena *arena, const struct key_entry *entry, const struct words_language *language,
                            const struct number_locale *locale);

/* What grading says, in the languages that documents are in. */

enum words_verdict { VERDICT_RIGHT, VERDICT_WRONG, VERDICT_REVIEW, VERDICT_BLANK, VERDICT_UNFIT, VERDICTS };

/* As tables and decisions have them, in every language the same. */
const char *words_verdict_name(enum words_verdict verdict);
/* False where there is no such verdict. */
bool words_verdict_parse(const char *text, enum words_verdict *verdict);

/* `{}` stands for what is put in, in order. */
struct words_grade {
    const char *verdicts[VERDICTS];
    const char *prediction;
    const char *several_letters, *no_option, *no_letter;
    const char *unreadable, *reasons[ANSWER_DIMENSION + 1];
    const char *second_reading;
    const char *there_is_one, *there_is_none;
    const char *above, *below, *times, *fraction; /* how far from the key */
    const char *follows, *follows_several, *trivial, *share;
    const char *no_key, *does_not_count;
    const char *decided, *decided_because;
    const char *other_column;
    const char *of; /* marks {} of {} */
};

/* Those of a language. */
const struct words_grade *words_grade_lookup(const struct words_language *language);
/* A phrase with what is put in, in the arena. */
const char *words_phrase(struct arena *arena, const char *phrase, const char *first, const char *second);

#endif
