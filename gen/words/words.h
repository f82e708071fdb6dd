/* Words: the languages that documents are written in. How each writes numbers and mathematics, and the phrases that the
 * program itself puts on a page, into a chart's description, into the reason for a missing key, into feedback. */
#ifndef WORDS_WORDS_H
#define WORDS_WORDS_H

#include "base/base.h"
#include "language/language.h"

/* Indexes the tables of phrases. Tags of the same words share a tongue: `de` and `de-CH` are both TONGUE_DE. */
enum words_tongue { TONGUE_EN, TONGUE_DE, TONGUE_FR, TONGUE_ES, TONGUE_IT, TONGUE_PT, TONGUE_NL, TONGUES };

struct words_language {
    const char *tag; /* "de", "de-CH" */
    enum words_tongue tongue;
    struct number_locale locale;
    struct maths_words maths;
    const char *page;      /* the foot of a page: `{page}` of `{pages}` */
    const char *proven;    /* at a key's foot: over `{sets}` sets, by `{certificate}` */
    const char *quotes[4]; /* “ ” ‘ ’: what straight quotes in prose become */
    /* What a screen reader says for boxes, blanks and lines: an answer blank, one with its `{unit}`, `{count}` lines to
     * write on, a box for `{marks}` marks. */
    const char *ticked, *not_ticked, *to_tick, *blank, *blank_in, *lines, *score;
};

/* The language of a tag. A tag without an entry of its own falls back to its first part (`de-AT` to `de`), an unknown
 * one to English. */
const struct words_language *words_language_lookup(const char *tag);
/* How a language writes numbers if the front matter's `decimal` asks for a comma or for a point: its own way if that
 * has the sign already. */
const struct number_locale *words_language_locale(const struct words_language *language, bool comma);

/* Appends a formula in words of the language, to be read aloud. */
void words_speak_maths(struct text *out, const struct words_language *language, const struct maths *maths);

/* Appends a phrase with its one word in braces replaced. */
void words_put(struct text *out, const char *phrase, const char *word);
/* A named place in a phrase: `{name}` becomes the text. Lists of them end with one whose name is NULL. */
struct words_phrase_word {
    const char *name, *text;
};
/* Appends a phrase with its places filled in, in one pass: braces in the texts are left alone, as is a place that is
 * not in the list. */
void words_fill(struct text *out, const char *phrase, const struct words_phrase_word *words);
/* A phrase with `{}` replaced by `first`, the next `{}` by `second`; in the arena. */
const char *words_phrase(struct arena *arena, const char *phrase, const char *first, const char *second);
/* Appends the foot of a page. */
void words_put_page(struct text *out, const struct words_language *language, int page, int pages);

/* What a workbook itself says, by its English; that, if the language has no other words for it. `{}` is a place for
 * words_phrase. */
const char *words_of_book(const struct words_language *language, const char *english);

/* Appends what proves a key, for its foot. */
void words_put_proven(struct text *out, const struct words_language *language, const struct number_locale *locale,
                      uint64_t sets, const char *certificate);

/* Charts, described for those who cannot see them. */

struct words_axis {
    const char *linear, *logarithmic; /* `{label}`, `{from}`, `{to}` */
    const char *blank;                /* `{label}`; the reader chooses the scale */
};

/* Sentences with places to fill in. A `{label}` includes the detail after it. */
struct words_chart {
    const char *line, *scatter, *bars;       /* the kind of chart: `{title}` */
    struct words_axis across, upward, right; /* right: the second axis of values */
    const char *unnamed;                     /* in place of a label */
    const char *curve;                       /* `{label}`, `{from}`, `{to}` */
    const char *bar;                         /* `{label}`, `{value}` */
    const char *highlighted;                 /* a bar: also `{highlight}` */
    const char *crossing;                    /* `{first}`, `{second}`, `{value}` */
    const char *vertical, *horizontal;       /* lines: `{label}`, `{value}` */
    const char *marked;                      /* `{label}`, `{x}` (or the bar), `{y}` */
    const char *steps;                       /* as curve */
    const char *columns;                     /* `{label}`, the highest `{most}` at `{value}` */
    const char *total;                       /* of a stack of bars: `{label}`, `{value}` */
    const char *band_across, *band_upward;   /* shaded along an axis: `{label}`, `{from}`, `{to}` */
    const char *both;                        /* marks at one place: `{first}`, `{second}` */
    const char *frame;
    struct {
        const char *title, *sheets, *share, *median;
    } scores; /* the chart of a class: how many sheets earn which share of the marks */
};

const struct words_chart *words_chart_lookup(const struct words_language *language);

/* Why a set has no key: no option is right, several are, or a value is missing. */
enum words_key_reason {
    KEY_BOTH_RIGHT,
    KEY_ALL_RIGHT,
    KEY_BOTH_NEAREST, /* to the value */
    KEY_ALL_NEAREST,
    KEY_CLAIM_WITHOUT_VALUE, /* the option's */
    KEY_EVERY_CLAIM_FALSE,
    KEY_TIES,                     /* the two sides that a claim compares are equal */
    KEY_PREDICTION_WITHOUT_VALUE, /* the option's */
    KEY_NOTHING_NEAR,             /* to the value */
    KEY_RIGHT_BUT_FALSE,          /* the option's verdict, and its claim */
    KEY_RIGHT_WITHOUT_VALUE,
    KEY_WRONG_BUT_TRUE,
    KEY_WRONG_WITHOUT_VALUE,
    KEY_WITHOUT_VALUE, /* the question's quantity */
    KEY_PRINTED_ALIKE, /* the options */
    KEY_REASONS
};

/* Sentences with places to fill in; key_reason_text fills them. */
struct words_key {
    const char *reasons[KEY_REASONS]; /* `{letter}`, `{letters}`, `{quantity}`, `{value}`, `{ties}` */
    const char *tie, *more_ties;      /* `{first}`, `{second}`, `{value}`; `{ties}` so far and another `{tie}` */
    const char *comma, *last;         /* `{letters}` so far and another `{letter}`, or the last one */
    const char *no_value;
};

const struct words_key *words_key_lookup(const struct words_language *language);

/* What a page on a screen has besides the words of its document. */
struct words_screen {
    const char *data; /* the table of a chart */
    const char *save; /* a button */
    const char *how;  /* what to do with what is filled in; a sentence */
    /* A table to fill in, in place of a drawing: its title, curve {}, what a curve shows, and what else is drawn. */
    const char *instead, *curve, *shows, *besides;
};

const struct words_screen *words_screen_lookup(const struct words_language *language);

/* Grading: verdicts and what a person is told about an answer. */

/* partly: what a person marks earned some of its marks. */
enum words_verdict {
    VERDICT_RIGHT,
    VERDICT_WRONG,
    VERDICT_REVIEW,
    VERDICT_BLANK,
    VERDICT_UNFIT,
    VERDICT_PARTLY,
    VERDICTS
};

/* The word for a verdict in tables and decisions, the same in every language. */
const char *words_verdict_name(enum words_verdict verdict);
/* Reads such a word, in capitals too; false if it is none. */
bool words_verdict_parse(const char *text, enum words_verdict *verdict);

enum { WORDS_TIMES = 7 };

/* Why a question of a class has no discrimination. */
enum words_no_discrimination {
    HAS_DISCRIMINATION,
    NO_DISCRIMINATION_FEW,
    NO_DISCRIMINATION_ALL,
    NO_DISCRIMINATION_NONE,
    NO_DISCRIMINATION_SAME,
    NO_DISCRIMINATIONS
};

/* Phrases for words_phrase. */
struct words_grade {
    const char *verdicts[VERDICTS];
    const char *no_discrimination[NO_DISCRIMINATIONS];
    const char *by_hand; /* a person has not given the points */
    const char *prediction;
    const char *several_letters, *no_option, *no_letter;
    const char *unreadable; /* the name of the reason, and one of these: */
    struct {
        const char *blank, *number, *grouping, *range, *unit, *dimension;
    } reasons;
    const char *second_reading;
    const char *there_is_one, *there_is_none;
    const char *above, *below, *times, *fraction; /* how far from the key */
    const char *rounded, *rounded_exact;          /* to {} of {} significant digits, or from the exact number */
    const char *read_as;                          /* read as {}: {} */
    /* What somebody may have done in all answers of a kind, or in several of them, as a question: in {}, as shares,
     * with the other sign. */
    const char *all, *several;
    const char *perhaps; /* the same to the person who may have done it */
    const char *in_unit, *as_shares, *other_sign;
    const char *scales[3];             /* thousands, millions, billions */
    const char *times_in[WORDS_TIMES]; /* years, months, weeks, days, hours, minutes, seconds */
    const char *follows, *follows_several, *trivial, *share;
    const char *no_key, *does_not_count;
    const char *decided, *decided_because;
    const char *other_column;
    const char *open;         /* in place of marks that are still to be given */
    const char *read;         /* what was read on a blank: {} */
    const char *not_back;     /* pages {} of a sheet */
    const char *marked_sheet; /* the title */
    const char *of;           /* marks {} of {} */
};

const struct words_grade *words_grade_lookup(const struct words_language *language);

/* Quizzes of learning systems. */
struct words_quiz {
    const char *sheet, *fingerprint;      /* the title and the text of the question for the sheet's fingerprint */
    const char *letter, *number, *answer; /* what to type: the letter of an option, a number, anything */
    const char *in_unit;                  /* a number in {} */
    const char *given;                    /* above what is given */
    const char *none;                     /* the answer where there is nothing to compute */
};

const struct words_quiz *words_quiz_lookup(const struct words_language *language);

#endif
