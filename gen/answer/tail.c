#include "answer/tail.h"

#include "answer/span.h"

#include <string.h>
#include <strings.h>

static const char scaled_money_pattern[] =
    "^(?:(?<suffix>" ANSWER_LETTERS ")(?:\\.[ ]?)?+(?<rest>" ANSWER_CURRENCY "(?!\\p{L}).*)"
    "|(?<currency>" ANSWER_CURRENCY ")[ ]?(?<behind>\\p{L}[\\p{L} ]*+\\.?+))$";

/* 320x, 320 times, 320-fold, 320 times faster, 320 mal so schnell. */
static const char multiple_pattern[] =
    "^-?(?i:x|\u00D7|times|fold|mal|fach|fois|veces|volte|volta|vezes|keer|maal|voudig)"
    "(?:[ ]+(?i:faster|as[ ]fast|speed-?up|(?:so[ ])?schnell|schneller|plus[ ](?:rapide|vite)|m\u00E1s[ ]r\u00E1pido|"
    "pi\u00F9[ ]veloce|mais[ ]r\u00E1pido|sneller|zo[ ]snel))?$";

struct answer_tail_reader answer_tail_reader_new(struct units *units, const char *language) {
    return (struct answer_tail_reader){answer_unit_reader_new(units, language), language,
                                       answer_pattern_new(scaled_money_pattern), answer_pattern_new(multiple_pattern)};
}

void answer_tail_reader_free(struct answer_tail_reader *reader) {
    answer_unit_reader_free(&reader->units);
    answer_pattern_free(&reader->scaled_money);
    answer_pattern_free(&reader->multiple);
}

static bool is_word(struct answer_span text, const char *word) {
    return text.length == strlen(word) && strncasecmp(text.start, word, text.length) == 0;
}

/* Whether a text is the word printed after the blank, in the singular or the plural: Tag beside Tage, rack beside
 * racks, nodo beside nodi. */
static bool is_shown(struct answer_span text, const char *shown) {
    static const char *const endings[] = {"s", "e", "n", "en", "es", "er", "x"};
    if (is_word(text, shown))
        return true;
    const size_t length = strlen(shown), shorter = length < text.length ? length : text.length;
    if (shorter < 3 || strncasecmp(text.start, shown, shorter - 1) != 0)
        return false;
    if (length == text.length) /* another vowel at the end */
        return strchr("aeio", shown[length - 1]) && strchr("aeio", text.start[length - 1]);
    if (strncasecmp(text.start, shown, shorter) != 0)
        return false;
    const char *rest = length < text.length ? text.start + shorter : shown + shorter;
    const size_t left = (length < text.length ? text.length : length) - shorter;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (left == strlen(endings[i]) && strncasecmp(rest, endings[i], left) == 0)
            return true;
    return false;
}

static bool is_per_mille(struct answer_span text) {
    static const char *const words[] = {"\u2030", "per mille", "promille"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(text, words[i]))
            return true;
    return false;
}

static bool is_per(struct answer_span text) {
    static const char *const words[] = {"/", "per ", "a ", "an "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text.length > strlen(words[i]) && strncasecmp(text.start, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static bool fits(const struct answer_asked *asked, const struct unit *unit) {
    return unit && unit_same_dimension(unit, asked->bare);
}

/* The unit of a tail without its suffix, together with the currency before the number if there is one. If the tail is
 * empty, it is the currency's. */
static const struct unit *tail_unit(const struct answer_tail_reader *reader, const struct answer_asked *asked,
                                    struct answer_span money, struct answer_span tail) {
    tail = answer_span_trim(tail);
    if (asked->shown && *asked->shown && is_shown(tail, asked->shown) && !money.length)
        return asked->bare;
    if (tail.length > 1 && tail.start[0] == '-')
        tail.start++, tail.length--; /* 26-day */
    const struct unit *currency = money.length ? answer_unit_read(&reader->units, asked, money) : NULL;
    if (!money.length)
        return answer_unit_read(&reader->units, asked, tail);
    if (!currency || !tail.length)
        return currency;
    const struct unit *rest = answer_unit_read(&reader->units, asked, tail);
    if (rest && unit_is_dimensionless(rest))
        return NULL; /* $5 % */
    if (is_per(tail))
        return rest ? unit_multiply(reader->units.units, currency, rest) : NULL;
    /* $33.1M USD, $2.10 USD/hour: the currency is repeated. Any other unit is multiplied (dollar-days). */
    size_t length = 0;
    while (length < tail.length && !is_per((struct answer_span){tail.start + length, tail.length - length}))
        length++;
    const struct unit *again =
        answer_unit_read(&reader->units, asked, answer_span_trim((struct answer_span){tail.start, length}));
    return rest && again && unit_factor(again, currency) == 1 ? rest
                                                              : unit_multiply(reader->units.units, currency, rest);
}

/* Removes one of a few words, each with its end, from the beginning of a text. */
static struct answer_span skip_word(struct answer_span text, const char *const *words, size_t count) {
    text = answer_span_trim(text);
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(words[i]);
        if (text.length > length && strncasecmp(text.start, words[i], length) == 0)
            return answer_span_trim((struct answer_span){text.start + length, text.length - length});
    }
    return text;
}
#define SKIP_WORD(text, words) skip_word(text, words, sizeof(words) / sizeof *(words))

/* Between a number in words and what it counts: 33 millions de dollars. Before a number in words: 33 in millions. */
static const char *const words_of[] = {"de ", "di ", "d'", "of "}, *const words_in[] = {"in ", "en ", "em "};

/* M$, mUSD, $ million: a suffix beside a currency, of which m is millions, never thousandths. */
static bool is_scaled_money(const struct answer_tail_reader *reader, struct answer_span tail) {
    if (!answer_pattern_match(&reader->scaled_money, tail.start, tail.length, 0))
        return false;
    const struct answer_span behind = answer_pattern_group(&reader->scaled_money, tail.start, "behind");
    struct answer_scale scale;
    size_t length;
    return !behind.start || (answer_scale_read(reader->language, behind, &scale, &length) && length == behind.length);
}

/* Takes the suffix apart from the unit after it (33.1 M$, 33.1 million dollars, 33.1 $ M). False if there is none. */
static bool split_suffix(const struct answer_tail_reader *reader, struct answer_span tail, bool scaled_money,
                         struct answer_scale *scale, struct answer_span *rest) {
    size_t length = 0;
    if (!scaled_money) {
        const struct answer_span behind = SKIP_WORD(tail, words_in);
        if (!answer_scale_read(reader->language, behind, scale, &length) ||
            (behind.start != tail.start && !scale->spelled))
            return false;
        *rest = SKIP_WORD(((struct answer_span){behind.start + length, behind.length - length}), words_of);
        return true;
    }
    struct answer_span suffix = answer_pattern_group(&reader->scaled_money, tail.start, "suffix");
    *rest = answer_pattern_group(&reader->scaled_money, tail.start, suffix.start ? "rest" : "currency");
    if (!suffix.start)
        suffix = answer_pattern_group(&reader->scaled_money, tail.start, "behind");
    return answer_scale_read(reader->language, suffix, scale, &length);
}

enum answer_reason answer_tail_read(const struct answer_tail_reader *reader, const struct answer_asked *asked,
                                    struct answer_span money, struct answer_span beside, struct answer_span tail,
                                    struct answer_tail *result) {
    size_t length;
    *result = (struct answer_tail){NULL, {{0}, 1, 0, false, false}};
    if (beside.length &&
        (!answer_scale_read(reader->language, beside, &result->scale, &length) || result->scale.letter_t))
        return ANSWER_UNIT;
    tail = answer_span_trim(tail);
    if (!money.length && !tail.length)
        return ANSWER_READ;
    if (asked->percent && !money.length && !beside.length && is_per_mille(tail)) {
        result->unit = asked->bare;
        result->scale.exponents[0] = -1;
        return ANSWER_READ;
    }
    if (answer_pattern_match(&reader->multiple, tail.start, tail.length, 0)) {
        result->unit = reader->units.one;
        return asked->ratio && !money.length ? ANSWER_READ : ANSWER_UNIT;
    }
    const bool scaled_money = is_scaled_money(reader, tail);
    if (!scaled_money) {
        result->unit = tail_unit(reader, asked, money, tail);
        /* 350 B of gigabytes: bytes, or billions? */
        bool doubtful = !money.length && is_word(tail, "b") && unit_factor(result->unit, asked->bare) != 1;
        if (fits(asked, result->unit))
            return doubtful ? ANSWER_UNIT : ANSWER_READ;
    }
    struct answer_scale scale;
    struct answer_span rest = {0};
    if (!split_suffix(reader, tail, scaled_money, &scale, &rest))
        return result->unit ? ANSWER_DIMENSION : ANSWER_UNIT;
    bool bare = !money.length && !rest.length;
    const struct unit *unit = bare ? asked->bare : tail_unit(reader, asked, money, rest);
    if (!unit)
        return result->unit ? ANSWER_DIMENSION : ANSWER_UNIT;
    if (!fits(asked, unit))
        return ANSWER_DIMENSION;
    const bool allowed =
        (scale.spelled && !asked->ratio && !asked->percent) || (bare ? asked->scales_bare : asked->scales);
    if (beside.length || (scale.letter_t && asked->money) || !allowed)
        return ANSWER_UNIT;
    result->unit = bare ? NULL : unit;
    result->scale = scale;
    return ANSWER_READ;
}
