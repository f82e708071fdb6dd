#include "answer_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { UNIT_LIMIT = 96 };

/* Spellings that the unit system does not know. `only_time`: where a time is asked for. */
static const struct {
    const char *spelling, *unit;
    bool only_time;
} aliases[] = {
    {"d", "day", false},
    {"ds", "day", false},
    {"dy", "day", false},
    {"dys", "day", false},
    {"wk", "week", false},
    {"wks", "week", false},
    {"w", "week", true},
    {"mo", "month", false},
    {"mos", "month", false},
    {"mon", "month", false},
    {"mons", "month", false},
    {"mth", "month", false},
    {"mths", "month", false},
    {"y", "year", false},
    {"ys", "year", false},
    {"mins", "min", false},
    {"secs", "s", false},
    {"msec", "ms", false},
    {"hs", "h", false},
    {"pct", "%", false},
    {"percent", "%", false},
    {"bucks", "USD", false},
    {"US$", "USD", false},
    {"USD$", "USD", false},
    {"$US", "USD", false},
    {"US", "USD", false},
    {"KB", "kB", false},
    {"KW", "kW", false},
    {"Kwh", "kWh", false},
    {"KWh", "kWh", false},
    {"KWH", "kWh", false},
    {"kwh", "kWh", false},
    {"kw", "kW", false},
    {"mwh", "MWh", false},
    {"MWH", "MWh", false},
    {"gpus", "GPU", false},
    {"params", "parameter", false},
};

static const struct {
    const char *spelled;
    char prefix;
} prefixes[] = {{"nano", 'n'}, {"micro", 'u'}, {"milli", 'm'}, {"kilo", 'k'}, {"mega", 'M'},
                {"giga", 'G'}, {"tera", 'T'},  {"peta", 'P'},  {"exa", 'E'},  {"zetta", 'Z'}};

static const char *spell_word(struct answer_reader *reader, const struct answer_asked *asked, const char *word,
                              char *room);

static bool is_known(struct answer_reader *reader, const char *word) {
    const char *unknown;
    return unit_parse(reader->units, word, &unknown) != NULL;
}

/* The multiple of an operation or of one a second: people write TFLOPs for both. NULL where the word is neither. */
static const char *spell_flop(const struct answer_asked *asked, const char *word, char *room) {
    size_t length = strlen(word);
    bool prefixed = strncasecmp(word, "flop", 4) != 0;
    const char *rest = word + prefixed;
    if (length > 6 || strncasecmp(rest, "flop", 4) != 0 || (rest[4] && strcasecmp(rest + 4, "s") != 0))
        return NULL;
    char prefix = word[0];
    if (prefixed && (prefix == 'K' || prefix == 'k'))
        prefix = 'k';
    else if (prefixed && strchr("mgtpez", prefix))
        prefix = (char)(prefix - 'a' + 'A');
    else if (prefixed && !strchr("MGTPEZ", prefix))
        return NULL;
    bool rate = rest[4] == 'S' || (rest[4] == 's' && asked->flop_rate);
    snprintf(room, UNIT_LIMIT, "%.*s%s", prefixed, &prefix, rate ? "FLOPS" : "FLOP");
    return room;
}

/* kilobytes, teraflops, megawatt. */
static const char *spell_prefixed(struct answer_reader *reader, const struct answer_asked *asked, const char *word,
                                  char *room) {
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i].spelled);
        if (strncmp(word, prefixes[i].spelled, length) != 0 || strlen(word + length) < 3)
            continue;
        char rest[UNIT_LIMIT];
        const char *unit = spell_word(reader, asked, word + length, rest);
        if (!unit || strncmp(unit, "FLOP", 4) == 0) {
            unit = spell_flop(asked, word + length, rest);
            if (unit && word[length + 4] == 's')
                unit = asked->flop_rate || !asked->scales ? "FLOPS" : "FLOP";
        }
        if (!unit)
            return NULL;
        snprintf(room, UNIT_LIMIT, "%c%.*s", prefixes[i].prefix, UNIT_LIMIT - 2, unit);
        return is_known(reader, room) ? room : NULL;
    }
    return NULL;
}

static const char *find_alias(const struct answer_asked *asked, const char *word) {
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(aliases[i].spelling, word) == 0 && (asked->time || !aliases[i].only_time))
            return aliases[i].unit;
    return NULL;
}

/* The system's own word for one that people write; NULL where there is none. `room` has UNIT_LIMIT bytes. */
static const char *spell_word(struct answer_reader *reader, const struct answer_asked *asked, const char *word,
                              char *room) {
    const char *unit = spell_flop(asked, word, room);
    if (!unit)
        unit = find_alias(asked, word);
    if (unit || is_known(reader, word))
        return unit ? unit : word;
    if (pattern_match(&reader->compact, word, strlen(word), 0)) { /* Gb, Gbps, GBps */
        struct span prefix = pattern_group(&reader->compact, word, "prefix");
        struct span letter = pattern_group(&reader->compact, word, "letter");
        struct span rate = pattern_group(&reader->compact, word, "rate");
        char first = prefix.length && *prefix.start == 'K' ? 'k' : prefix.length ? *prefix.start : ' ';
        snprintf(room, UNIT_LIMIT, "%.*s%s%s", (int)prefix.length, &first, *letter.start == 'b' ? "bit" : "B",
                 rate.length ? "/s" : "");
        return room;
    }
    /* Capitals where they are none: Days, GPUS, Usd. Of one letter only h and d: others are units of their own. */
    char lower[UNIT_LIMIT];
    size_t length = strlen(word);
    for (size_t i = 0; i <= length; i++)
        lower[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] - 'A' + 'a' : word[i]);
    if (strcmp(lower, "usd") == 0 || strcmp(lower, "eur") == 0 || strcmp(lower, "gbp") == 0) {
        snprintf(room, UNIT_LIMIT, "%s", strcmp(lower, "usd") == 0 ? "USD" : strcmp(lower, "eur") == 0 ? "EUR" : "GBP");
        return room;
    }
    if (length > 2 || (length == 1 && strchr("HD", *word)) || (length == 2 && asked->time)) {
        unit = find_alias(asked, lower);
        if (!unit && is_known(reader, lower)) {
            snprintf(room, UNIT_LIMIT, "%s", lower);
            unit = room;
        }
    }
    return unit ? unit : spell_prefixed(reader, asked, lower, room);
}

/* Spelled as the system wants it: per as /, words side by side as a product, known words. */
static bool spell(struct answer_reader *reader, const struct answer_asked *asked, struct span text, struct text *out) {
    const struct pattern *word = &reader->word;
    text_puts(out, "");
    bool after_word = false;
    for (size_t at = 0; at < text.length;) {
        if (text.start[at] == ' ') {
            at++;
            continue;
        }
        if (!pattern_match(word, text.start, text.length, at)) {
            text_putc(out, text.start[at++]);
            after_word = false;
            continue;
        }
        struct span whole = pattern_group(word, text.start, "all"), per = pattern_group(word, text.start, "per");
        struct span dollars = pattern_group(word, text.start, "dollars");
        struct span hundredth = pattern_group(word, text.start, "hundredth");
        struct span power = pattern_group(word, text.start, "raised");
        at = (size_t)(whole.start - text.start) + whole.length;
        char plain[UNIT_LIMIT] = "", room[UNIT_LIMIT];
        if (per.length) {
            text_putc(out, '/');
            after_word = false;
            continue;
        }
        size_t length = whole.length - power.length;
        if (length >= UNIT_LIMIT)
            return false;
        memcpy(plain, whole.start, length);
        plain[length] = '\0';
        const char *unit = dollars.length ? "USD" : hundredth.length ? "%" : spell_word(reader, asked, plain, room);
        if (!unit)
            return false;
        if (after_word)
            text_putc(out, '-');
        text_puts(out, unit);
        text_append(out, power.start ? power.start : "", power.length);
        after_word = true;
    }
    return true;
}

static const struct unit *parse_spelled(struct answer_reader *reader, const struct answer_asked *asked,
                                        struct span text) {
    struct text spelled = {0};
    const char *unknown;
    const struct unit *unit = NULL;
    if (text.length > 0 && text.length < UNIT_LIMIT && spell(reader, asked, text, &spelled) && spelled.length > 0) {
        struct text whole = {0};
        text_printf(&whole, "%s%s", spelled.bytes[0] == '/' ? "1" : "", spelled.bytes);
        unit = unit_parse(reader->units, whole.bytes, &unknown);
        text_free(&whole);
    }
    text_free(&spelled);
    return unit;
}

const struct unit *answer_unit(struct answer_reader *reader, const struct answer_asked *asked, struct span text) {
    const struct unit *unit = parse_spelled(reader, asked, text);
    if (!asked->flop_rate || (unit && unit_same_dimension(unit, asked->bare)))
        return unit;
    /* TFLOPs/s: what was taken for a rate by its plural was none. */
    struct answer_asked plain = *asked;
    plain.flop_rate = false;
    const struct unit *other = parse_spelled(reader, &plain, text);
    return other && (!unit || unit_same_dimension(other, asked->bare)) ? other : unit;
}

static struct span trimmed(struct span text) {
    while (text.length && text.start[0] == ' ')
        text.start++, text.length--;
    while (text.length && text.start[text.length - 1] == ' ')
        text.length--;
    return text;
}

static bool is_word(struct span text, const char *word) {
    return text.length == strlen(word) && strncasecmp(text.start, word, text.length) == 0;
}

/* 320x, 320 times, 320-fold. */
static bool is_multiple(struct span text) {
    if (text.length && text.start[0] == '-')
        text.start++, text.length--;
    return is_word(text, "x") || is_word(text, "\u00D7") || is_word(text, "times") || is_word(text, "fold");
}

static bool is_per(struct span text) {
    static const char *const words[] = {"/", "per ", "a ", "an "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text.length > strlen(words[i]) && strncasecmp(text.start, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static bool fits(const struct answer_asked *asked, const struct unit *unit) {
    return unit && unit_same_dimension(unit, asked->bare);
}

/* The unit of a tail without its suffix, behind a currency where there is one. An empty tail has the currency's. */
static const struct unit *tail_unit(struct answer_reader *reader, const struct answer_asked *asked, struct span money,
                                    struct span tail) {
    tail = trimmed(tail);
    if (asked->shown && *asked->shown && is_word(tail, asked->shown) && !money.length)
        return asked->bare;
    if (tail.length > 1 && tail.start[0] == '-')
        tail.start++, tail.length--; /* 26-day */
    const struct unit *currency = money.length ? answer_unit(reader, asked, money) : NULL;
    if (!money.length)
        return answer_unit(reader, asked, tail);
    if (!currency || !tail.length)
        return currency;
    const struct unit *rest = answer_unit(reader, asked, tail);
    if (is_per(tail))
        return rest ? unit_multiply(reader->units, currency, rest) : NULL;
    /* $33.1M USD, $2.10 USD/hour: the currency again; anything else makes it dollar-days. */
    size_t length = 0;
    while (length < tail.length && !is_per((struct span){tail.start + length, tail.length - length}))
        length++;
    const struct unit *again = answer_unit(reader, asked, trimmed((struct span){tail.start, length}));
    return rest && again && unit_factor(again, currency) == 1 ? rest : unit_multiply(reader->units, currency, rest);
}

int answer_scale(struct answer_reader *reader, struct span text) {
    if (!text.length)
        return 0;
    if (!pattern_match(&reader->scale, text.start, text.length, 0))
        return -1;
    return pattern_group(&reader->scale, text.start, "thousand").start  ? 3
           : pattern_group(&reader->scale, text.start, "million").start ? 6
           : pattern_group(&reader->scale, text.start, "billion").start ? 9
                                                                        : 12;
}

enum answer_reason answer_tail(struct answer_reader *reader, const struct answer_asked *asked, struct span money,
                               int money_exponent, struct span tail, struct answer_tail *result) {
    *result = (struct answer_tail){NULL, money_exponent};
    tail = trimmed(tail);
    if (!money.length && !tail.length)
        return ANSWER_READ;
    if (is_multiple(tail)) {
        result->unit = reader->one;
        return asked->ratio && !money.length ? ANSWER_READ : ANSWER_UNIT;
    }
    /* M$, mUSD: millions, never thousandths, of a currency. */
    struct span suffix = {0}, rest = {0};
    bool scaled = pattern_match(&reader->scaled_money, tail.start, tail.length, 0);
    if (!scaled) {
        result->unit = tail_unit(reader, asked, money, tail);
        if (fits(asked, result->unit))
            return ANSWER_READ;
        scaled = pattern_match(&reader->scale, tail.start, tail.length, 0);
        if (scaled) {
            suffix = pattern_group(&reader->scale, tail.start, "suffix");
            rest = pattern_group(&reader->scale, tail.start, "rest");
        }
    } else {
        suffix = pattern_group(&reader->scaled_money, tail.start, "suffix");
        if (!suffix.start)
            suffix = pattern_group(&reader->scaled_money, tail.start, "behind");
        rest = pattern_group(&reader->scaled_money, tail.start, "rest");
        if (!rest.start)
            rest = pattern_group(&reader->scaled_money, tail.start, "currency");
    }
    if (!scaled)
        return result->unit ? ANSWER_DIMENSION : ANSWER_UNIT;
    bool bare = !money.length && !trimmed(rest).length;
    const struct unit *unit = bare ? asked->bare : tail_unit(reader, asked, money, rest);
    if (!unit)
        return result->unit ? ANSWER_DIMENSION : ANSWER_UNIT;
    if (!fits(asked, unit))
        return ANSWER_DIMENSION;
    if (money_exponent || !(bare ? asked->scales_bare : asked->scales))
        return ANSWER_UNIT;
    result->unit = bare ? NULL : unit;
    int exponent = answer_scale(reader, suffix);
    if (exponent < 0)
        return ANSWER_UNIT;
    result->exponent += exponent;
    return ANSWER_READ;
}
