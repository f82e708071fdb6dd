#include "answer/unit.h"

#include "base/base.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { UNIT_LIMIT = 96 };

/* A word of a unit: percent, per, US dollars, hours, h^-1. */
static const char word_pattern[] =
    "\\G(?<all>(?<hundredth>(?i:per[ -]?cent|pct\\.?|prozent|pour[ -]?cent|por[ ]cient?o|por[ ]cento|per[ "
    "]cento|procent)"
    "(?!\\p{L}))|(?<per>(?i:per|pro|par|por|je|an?(?=[ ]))(?!\\p{L}))"
    "|(?<dollars>(?i:U\\.?S\\.?[ -]?dollars?|d[o\u00F3]l+ar(?:e?s|i)?[ ](?:US|am[e\u00E9]ricains?|american[oi]s?|"
    "estadounidenses?)|(?:amerikaanse|amerikanische)[ ]dollars?)(?!\\p{L})|US[ -]?\\$|U\\$S|\\$[ ]?US(?!\\p{L}))"
    "|[\\p{L}\\p{Sc}%][\\p{L}\\p{Sc}%\\d]*+(?<raised>\\^[-+]?\\d)?+)";
/* Words that the unit system knows, but that people use in another sense or that could mean something else: prefixes on
 * a currency (MDollars could be thousandths or millions; T is a thousand in German), milli on units for which no answer
 * is so small, x among other words, seconds with unusual prefixes. */
static const char doubtful_pattern[] =
    "^(?:(?:\\p{L}|da|milli|micro|nano)(?i:usd|eur|gbp|dollars?|euros?|pounds?)|\\p{L}+\\p{Sc}"
    "|[xX]|m(?:[Bb](?:its?|ytes?|ps)?|[Ww](?:h|atts?)?|FLOPs?|FLOPS|Flops?)|(?:[A-Zacdfhpyz]|da)s|[A-Za-z\u00B5\u03BC]"
    "S)$";
/* Gb, Gbps, GBps. */
static const char compact_pattern[] = "^(?<prefix>[kKMGTP]?)(?<letter>[bB])(?<rate>ps)?$";

struct answer_unit_reader answer_unit_reader_new(struct units *units, const char *language) {
    return (struct answer_unit_reader){.units = units,
                                       .language = language,
                                       .one = unit_one(units),
                                       .word = answer_pattern_new(word_pattern),
                                       .compact = answer_pattern_new(compact_pattern),
                                       .doubtful = answer_pattern_new(doubtful_pattern)};
}

void answer_unit_reader_free(struct answer_unit_reader *reader) {
    answer_pattern_free(&reader->word);
    answer_pattern_free(&reader->compact);
    answer_pattern_free(&reader->doubtful);
}

/* Spellings that the unit system does not know. `only_time`: only if a time is asked for. */
static const struct {
    const char *spelling, *unit;
    bool only_time;
} aliases[] = {
    {"d", "day", false},     {"dy", "day", false},     {"dys", "day", false},   {"wk", "week", false},
    {"wks", "week", false},  {"w", "week", true},      {"mo", "month", false},  {"mos", "month", false},
    {"mon", "month", false}, {"mons", "month", false}, {"mth", "month", false}, {"mths", "month", false},
    {"y", "year", false},    {"mins", "min", false},   {"secs", "s", false},    {"msec", "ms", false},
    {"pct", "%", false},     {"percent", "%", false},  {"bucks", "USD", false}, {"US$", "USD", false},
    {"USD$", "USD", false},  {"$US", "USD", false},    {"KB", "kB", false},     {"KW", "kW", false},
    {"Kwh", "kWh", false},   {"KWh", "kWh", false},    {"KWH", "kWh", false},   {"kwh", "kWh", false},
    {"kw", "kW", false},     {"MWH", "MWh", false},    {"gpus", "GPU", false},  {"params", "parameter", false},
};

/* Words of other languages for times and money, in small letters. `only_time`: in other units they mean something else,
 * such as a decagram. `language`: the only one in which they mean this. */
static const struct {
    const char *unit;
    const char *words; /* with a space after each */
    bool only_time;
    const char *language;
} foreign[] = {
    {"s", "sekunde sekunden sek seconde secondes seconden segundo segundos seg secondo secondi ", false, NULL},
    {"min", "minuten minutes minuto minutos minuti minuut ", false, NULL},
    {"h", "stunde stunden std stdn heure heures hora horas ora ore uur uren ", false, NULL},
    {"h", "u ", true, "nl"},
    {"h", "hs ", true, "es"},
    {"h", "hs ", true, "pt"},
    {"day", "tag tage tagen jour jours día días dia dias giorno giorni gg dagen ", false, NULL},
    {"day", "dag ", true, NULL},
    {"day", "j jrs ", true, "fr"},
    {"day", "g ", true, "it"},
    {"day", "tg ", true, "de"},
    {"day", "dgn ", true, "nl"},
    {"week", "wo ", true, "de"},
    {"week", "sem ", true, "fr"},
    {"week", "sem ", true, "es"},
    {"week", "sem ", true, "pt"},
    {"week", "sett ", true, "it"},
    {"month", "mnd mnden ", true, "nl"},
    {"year", "jr ", true, "nl"},
    {"week", "woche wochen semaine semaines semana semanas settimana settimane weken ", false, NULL},
    {"month", "monat monate monaten mois meses mese mesi mês maand maanden ", false, NULL},
    {"month", "mes ", true, NULL},
    {"year", "jahr jahre jahren année années annee annees ans año años anno anni anos jaar jaren ", false, NULL},
    {"year", "an ano ", true, NULL},
    {"Wh", "wattstunde wattstunden wattheure wattheures wattuur wattora wattore ", false, NULL},
    {"USD", "dólar dólares dolar dolares dollari ", false, NULL},
};

static const struct {
    const char *spelled;
    char prefix;
} prefixes[] = {{"nano", 'n'}, {"micro", 'u'}, {"milli", 'm'}, {"kilo", 'k'}, {"mega", 'M'},
                {"giga", 'G'}, {"tera", 'T'},  {"peta", 'P'},  {"exa", 'E'},  {"zetta", 'Z'}};

static const char *spell_word(const struct answer_unit_reader *reader, const struct answer_asked *asked,
                              const char *word, char *room);

static bool is_known(const struct answer_unit_reader *reader, const char *word) {
    const char *unknown;
    return unit_parse(reader->units, word, &unknown) != NULL;
}

/* A multiple of FLOP or FLOPS: people write TFLOPs for both, operations and operations per second. NULL if the word is
 * neither. */
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
static const char *spell_prefixed(const struct answer_unit_reader *reader, const struct answer_asked *asked,
                                  const char *word, char *room) {
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i].spelled);
        if (strncmp(word, prefixes[i].spelled, length) != 0 || strlen(word + length) < 3)
            continue;
        char rest[UNIT_LIMIT] = "";
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

/* The unit of a word in the table above, of those of one language or of all. */
static const char *find_foreign(const struct answer_asked *asked, const char *word, const char *language) {
    char wanted[UNIT_LIMIT + 2];
    const size_t length = (size_t)snprintf(wanted, sizeof wanted, "%s ", word);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        if ((foreign[i].only_time && !asked->time) || !foreign[i].language != !language ||
            (language && strncasecmp(foreign[i].language, language, 2) != 0))
            continue;
        for (const char *at = foreign[i].words; *at; at = strchr(at, ' ') + 1)
            if (strncmp(at, wanted, length) == 0)
                return foreign[i].unit;
    }
    return NULL;
}

/* The unit of a word that has its meaning in the paper's language only, perhaps with a capital: Tg., hs. */
static const char *find_own(const struct answer_unit_reader *reader, const struct answer_asked *asked,
                            const char *word) {
    char small[UNIT_LIMIT];
    snprintf(small, sizeof small, "%s", word);
    if (small[1] && small[0] >= 'A' && small[0] <= 'Z')
        small[0] = (char)(small[0] - 'A' + 'a');
    return find_foreign(asked, small, reader->language);
}

static const char *find_alias(const struct answer_unit_reader *reader, const struct answer_asked *asked,
                              const char *word) {
    if (strcmp(word, "y") == 0 && strncasecmp(reader->language, "es", 2) == 0)
        return NULL; /* "and" */
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(aliases[i].spelling, word) == 0 && (asked->time || !aliases[i].only_time))
            return aliases[i].unit;
    return find_foreign(asked, word, NULL);
}

/* The unit system's word for a word that people write; NULL if there is none. `room` has UNIT_LIMIT bytes. */
static const char *spell_word(const struct answer_unit_reader *reader, const struct answer_asked *asked,
                              const char *word, char *room) {
    const char *unit = find_own(reader, asked, word);
    if (unit)
        return unit;
    if (answer_pattern_match(&reader->doubtful, word, strlen(word), 0))
        return NULL;
    unit = spell_flop(asked, word, room);
    if (!unit)
        unit = find_alias(reader, asked, word);
    if (unit || is_known(reader, word))
        return unit ? unit : word;
    if (answer_pattern_match(&reader->compact, word, strlen(word), 0)) { /* Gb, Gbps, GBps */
        struct answer_span prefix = answer_pattern_group(&reader->compact, word, "prefix");
        struct answer_span letter = answer_pattern_group(&reader->compact, word, "letter");
        struct answer_span rate = answer_pattern_group(&reader->compact, word, "rate");
        char first = prefix.length && *prefix.start == 'K' ? 'k' : prefix.length ? *prefix.start : ' ';
        snprintf(room, UNIT_LIMIT, "%.*s%s%s", (int)prefix.length, &first, *letter.start == 'b' ? "bit" : "B",
                 rate.length ? "/s" : "");
        return room;
    }
    /* Capitals instead of small letters: Days, GPUS, Usd. Of single letters only H and D: others are units of their
     * own. */
    char lower[UNIT_LIMIT] = "";
    size_t length = strlen(word);
    for (size_t i = 0; i <= length; i++)
        lower[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] - 'A' + 'a' : word[i]);
    if (strcmp(lower, "usd") == 0 || strcmp(lower, "eur") == 0 || strcmp(lower, "gbp") == 0) {
        snprintf(room, UNIT_LIMIT, "%s", strcmp(lower, "usd") == 0 ? "USD" : strcmp(lower, "eur") == 0 ? "EUR" : "GBP");
        return room;
    }
    if (length > 2 || (length == 1 && strchr("HD", *word)) || (length == 2 && asked->time)) {
        unit = find_alias(reader, asked, lower);
        if (!unit && is_known(reader, lower)) {
            snprintf(room, UNIT_LIMIT, "%s", lower);
            unit = room;
        }
    }
    return unit ? unit : spell_prefixed(reader, asked, lower, room);
}

/* Appends the text as the unit system spells it: / for per, a product for words side by side, and known words. False if
 * it cannot. */
static bool spell(const struct answer_unit_reader *reader, const struct answer_asked *asked, struct answer_span text,
                  struct text *out) {
    const struct answer_pattern *word = &reader->word;
    text_puts(out, "");
    bool after_word = false;
    for (size_t at = 0; at < text.length;) {
        if (text.start[at] == ' ') {
            at++;
            continue;
        }
        if (!answer_pattern_match(word, text.start, text.length, at)) {
            text_putc(out, text.start[at++]);
            after_word = false;
            continue;
        }
        struct answer_span whole = answer_pattern_group(word, text.start, "all"),
                           per = answer_pattern_group(word, text.start, "per");
        struct answer_span dollars = answer_pattern_group(word, text.start, "dollars");
        struct answer_span hundredth = answer_pattern_group(word, text.start, "hundredth");
        struct answer_span power = answer_pattern_group(word, text.start, "raised");
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
        bool percent = unit && strcmp(unit, "%") == 0;
        if (!unit || (out->length > 0 && (percent || strcmp(out->bytes, "%") == 0)))
            return false; /* units are not multiplied by a percentage */
        if (after_word)
            text_putc(out, '-');
        text_puts(out, unit);
        text_append(out, power.start ? power.start : "", power.length);
        after_word = true;
    }
    return true;
}

static const struct unit *parse_spelled(const struct answer_unit_reader *reader, const struct answer_asked *asked,
                                        struct answer_span text) {
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

const struct unit *answer_unit_read(const struct answer_unit_reader *reader, const struct answer_asked *asked,
                                    struct answer_span text) {
    const struct unit *unit = parse_spelled(reader, asked, text);
    if (!asked->flop_rate || (unit && unit_same_dimension(unit, asked->bare)))
        return unit;
    /* TFLOPs/s: the s was taken for a rate, but was a plural. */
    struct answer_asked plain = *asked;
    plain.flop_rate = false;
    const struct unit *other = parse_spelled(reader, &plain, text);
    return other && (!unit || unit_same_dimension(other, asked->bare)) ? other : unit;
}
