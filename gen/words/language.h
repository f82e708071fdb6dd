/* Languages: how numbers are written in them, and the few words that the generator itself puts on a page. */
#ifndef WORDS_LANGUAGE_H
#define WORDS_LANGUAGE_H

#include "language/maths.h"

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

#endif
