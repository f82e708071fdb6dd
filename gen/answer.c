#include "answer_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_LIMIT = 200, PARTS_LIMIT = 6 };

/* Lexical patterns, possessive, so that no number is cut in two to make something else fit. */
#define NUMERAL "(?:[.,]?+\\d++(?:[.,'_]\\d++|[ ]\\d++)*+(?:[.,](?![.,\\d]))?+)"
#define TIMES "(?:[xX\u00D7*\u00B7]|\\\\times|\\\\cdot)"
#define POWER "10[ ]?(?:\\^|\\*\\*)[ ]?(?:[-+]?\\d{1,4}+|\\{[-+]?\\d{1,4}\\}|\\([-+]?\\d{1,4}\\))(?!\\d)"
#define VALUE                                                                                                          \
    "(?<value>(?>(?<whole>\\d++)[ ]++(?<top>\\d++)[ ]?/[ ]?(?<bottom>\\d++)(?![ ]?[/\\d]|[.,]\\d)"                     \
    "|(?<above>\\d++)[ ]?/[ ]?(?<below>\\d++)(?![ ]?[/\\d]|[.,]\\d)"                                                   \
    "|(?<power>" POWER ")"                                                                                             \
    "|(?<numeral>" NUMERAL ")(?:[eE](?<e>[-+]?\\d{1,4}+)(?![\\d.,]\\d)|[ ]*" TIMES "[ ]*(?<times>" POWER "))?+))"
#define MONEY                                                                                                          \
    "(?:US[ ]?\\$|\\$[ ]?US(?!D)|U\\.S\\.[ ]?\\$|\\$|(?i:USD|EUR|GBP)|[A-Z]{1,3}\\$|\\p{Sc}|[A-Z]{3}(?!\\p{L}))"
#define CURRENCY "(?:US[ ]?\\$|\\$[ ]?US(?!D)|\\$|(?i:USD|EUR|GBP)(?!\\p{L})|\\p{Sc})"
#define SUFFIX                                                                                                         \
    "(?:(?<thousand>[kK]|(?i:thousands?|tsd\\.?))|(?<million>[mM]|(?i:millions?|mio\\.?|mln\\.?|mn|mm))"               \
    "|(?<billion>[bB]|(?i:billions?|bn|bln|mrd\\.?|milliards?))|(?<trillion>T|(?i:trillions?|tn|trn)))"
#define LETTERS "(?:[kKmMbB]|[mM][nM]|mm|bn)"
#define ABOUT                                                                                                          \
    "(?:~|(?i:about|approx(?:imately|\\.)?|around|roughly|circa|nearly|almost|ca\\.)(?!\\p{L})|(?i:ca)(?![\\p{L}\\p{"  \
    "Sc}.])|c\\.)"

static const char head_pattern[] =
    "^(?:[ =]|(?<about>" ABOUT "))*+(?<sign>[-+])?[ ]*+"
    "(?:(?<before>" LETTERS ")?[ ]?(?<money>" MONEY ")(?:[ ]?(?<behind>" LETTERS ")(?![\\p{L}]))?+"
    "|(?<times_sign>[xX\u00D7])|(?<percent_sign>%))?+[ ]*+(?<late>~)?[ ]*+(?<second_sign>[-+])?[ ]*+" VALUE
    "(?<tail>.*+)$";
static const char step_pattern[] = "\\G(?<all>[ ]*+(?:(?:,|and(?![\\p{L}])|&)[ ]*+)?" VALUE
                                   "[ ]*+(?<word>(?:(?!and(?![\\p{L}]))[\\p{L}\\p{Sc}%])++\\.?+)[ ]*+)";
static const char range_pattern[] =
    "(?<![\\d.,^{(])" VALUE "[^\\d^{]{0,40}?(?:(?<!\\^)-|(?<!\\p{L})(?i:to|or|bis|until|till|through|thru)(?!\\p{L})"
    "|\\.{2,3}|\u00B1|\\+[ ]?/?[ ]?-)[ ]*+(?:" ABOUT ")?[ ]*+[-+]?(?:" LETTERS "?" MONEY ")?[ ]*+[-+]?[.,]?\\d"
    "|" VALUE "[^\\d]*?(?:\\+|(?i:or[ ]+(?:more|less|fewer|above|below|higher|lower|over|under)"
    "|and[ ]+(?:up|above|over|below|more)|max(?:imum)?\\.?|min(?:imum)\\.?|at[ ]+(?:least|most)))[ ]*$";
static const char bound_pattern[] =
    "^(?:[ =]|" ABOUT "|" MONEY ")*+(?:[<>\u2264-\u2267\u2A7D\u2A7E\u2272\u2273\u00B1]|\\+[ ]?/?[ ]?-"
    "|(?i:(?:no[ ]+)?(?:less|fewer|more|greater|higher|lower|bigger|smaller|larger)[ ]+than|at[ ]+(?:least|most)"
    "|up[ ]+to|over|under|above|below|beyond|exceeds|between|from|max(?:imum)?|min(?:imum)?|not[ ]+(?:more|less)[ "
    "]+than)"
    "(?!\\p{L})).*\\d";
static const char after_pattern[] = "(?<all>[ ]*(?:\\([ ]*" ABOUT "[ ]*\\)|[ ]" ABOUT "|~|[ ](?i:or[ ]so)))$";
static const char numeral_pattern[] =
    "^(?:(?<before>[1-9]\\d{0,2})(?<either>[.,])(?<three>\\d{3})"
    "|(?<whole>\\d*)(?:[.,](?<behind>\\d*))?"
    "|(?<grouped>[1-9]\\d{0,2}(?<by>[., '_])\\d{3}(?:\\g{by}\\d{3})*)(?:(?!\\g{by})[.,](?<rest>\\d*))?)$";
static const char scale_pattern[] = "^(?<suffix>" SUFFIX ")(?![\\p{L}])(?<rest>.*)$";
static const char scaled_money_pattern[] = "^(?:(?<suffix>" LETTERS ")(?<rest>" CURRENCY "(?!\\p{L}).*)"
                                           "|(?<currency>" CURRENCY ")[ ]?(?<behind>" LETTERS "))$";
/* A word of a unit: hours, h^-1, per, US dollars. */
static const char word_pattern[] =
    "\\G(?<all>(?<hundredth>(?i:per[ -]?cent|pct\\.?)(?!\\p{L}))|(?<per>(?i:per|an?(?=[ ]))(?!\\p{L}))"
    "|(?<dollars>(?i:U\\.?S\\.?[ ]?dollars?|dollars?[ ]US)(?!\\p{L})|US[ ]?\\$|\\$[ ]?US(?!\\p{L}))"
    "|[\\p{L}\\p{Sc}%][\\p{L}\\p{Sc}%\\d]*+(?<raised>\\^[-+]?\\d)?+)";
/* Digits in a tail that belong to no word of a unit; a product or power behind a number that is none of ten. */
static const char stray_pattern[] = "(?<![\\p{L}\\d^])(?<!\\^[-+])\\d";
static const char glued_pattern[] =
    "^[ ]*(?:(?:" TIMES "|[eE])[ ]*[-+]?\\d|\\^|\\*\\*)|^[^\\p{L}\\p{S}%/]*[^\\p{L}\\p{S}%/ ]$";
static const char compact_pattern[] = "^(?<prefix>[kKMGTP]?)(?<letter>[bB])(?<rate>ps)?$";

struct pattern pattern_new(const char *text) {
    int code;
    PCRE2_SIZE offset;
    struct pattern pattern = {0};
    pattern.code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_DOTALL | PCRE2_DUPNAMES,
                                 &code, &offset, NULL);
    if (!pattern.code) {
        PCRE2_UCHAR message[128] = "";
        pcre2_get_error_message(code, message, sizeof message);
        fprintf(stderr, "pattern %s: %s at %zu\n", text, (char *)message, (size_t)offset);
        abort();
    }
    pcre2_jit_compile(pattern.code, PCRE2_JIT_COMPLETE); /* where there is no JIT, pcre2_match interprets */
    pattern.match = pcre2_match_data_create_from_pattern(pattern.code, NULL);
    if (!pattern.match)
        alloc_failed(0);
    return pattern;
}

void pattern_free(struct pattern *pattern) {
    pcre2_match_data_free(pattern->match);
    pcre2_code_free(pattern->code);
}

bool pattern_match(const struct pattern *pattern, const char *text, size_t length, size_t offset) {
    return pcre2_match(pattern->code, (PCRE2_SPTR)text, length, offset, 0, pattern->match, NULL) > 0;
}

struct span pattern_group(const struct pattern *pattern, const char *text, const char *name) {
    int group = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)name);
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern->match);
    if (group <= 0 || ends[2 * group] == PCRE2_UNSET)
        return (struct span){0};
    return (struct span){text + ends[2 * group], ends[2 * group + 1] - ends[2 * group]};
}

struct answer_reader *answer_reader_new(struct units *units) {
    struct answer_reader *reader = alloc_bytes(sizeof *reader);
    const char *unknown;
    *reader = (struct answer_reader){
        .units = units,
        .one = unit_one(units),
        .percent = unit_parse(units, "%", &unknown),
        .second = unit_parse(units, "s", &unknown),
        .hour = unit_parse(units, "h", &unknown),
        .minute = unit_parse(units, "min", &unknown),
        .rate = unit_parse(units, "FLOP/s", &unknown),
        .head = pattern_new(head_pattern),
        .step = pattern_new(step_pattern),
        .range = pattern_new(range_pattern),
        .bound = pattern_new(bound_pattern),
        .after = pattern_new(after_pattern),
        .stray = pattern_new(stray_pattern),
        .glued = pattern_new(glued_pattern),
        .numeral = pattern_new(numeral_pattern),
        .scale = pattern_new(scale_pattern),
        .scaled_money = pattern_new(scaled_money_pattern),
        .word = pattern_new(word_pattern),
        .compact = pattern_new(compact_pattern),
    };
    return reader;
}

void answer_reader_free(struct answer_reader *reader) {
    if (!reader)
        return;
    struct pattern *all[] = {&reader->head,  &reader->step,         &reader->range, &reader->bound,
                             &reader->after, &reader->stray,        &reader->glued, &reader->numeral,
                             &reader->scale, &reader->scaled_money, &reader->word,  &reader->compact};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        pattern_free(all[i]);
    free(reader);
}

/* Whether the first factor of a unit is money or something that is counted; `*plain` where it has no prefix. */
static bool is_counted(const char *text, bool *plain) {
    static const char *const counted[] = {"USD", "EUR",       "GBP", "GPU",   "FLOP",   "FLOPS",
                                          "bit", "parameter", "B",   "token", "request"};
    size_t length = strcspn(text, "/^");
    const char *dot = strstr(text, "\u00B7");
    if (dot && (size_t)(dot - text) < length)
        length = (size_t)(dot - text);
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        size_t size = strlen(counted[i]);
        if (size > length || length > size + 2 || strncmp(text + length - size, counted[i], size) != 0)
            continue;
        *plain = size == length;
        return true;
    }
    return false;
}

struct answer_asked answer_ask(struct answer_reader *reader, const struct unit *unit, const char *name,
                               const char *shown) {
    struct answer_asked asked = {.unit = unit, .bare = unit, .shown = shown};
    asked.percent = strcmp(name, "%") == 0;
    asked.ratio = !asked.percent && unit_is_dimensionless(unit);
    asked.time = unit_same_dimension(unit, reader->second);
    asked.flop_rate = unit_same_dimension(unit, reader->rate);
    if (asked.percent)
        asked.unit = reader->one;
    asked.scales = strcmp(name, "1") == 0 || is_counted(unit_text(unit), &asked.scales_bare);
    asked.scales_bare |= strcmp(name, "1") == 0;
    return asked;
}

const char *answer_reason_name(enum answer_reason reason) {
    static const char *const names[] = {"", "blank", "number", "grouping", "range", "unit", "dimension"};
    return names[reason];
}

/* The exponent in 10^7, 10**7, 10^{-7}. */
static int power_exponent(struct span power) {
    char digits[8] = "";
    size_t count = 0;
    for (size_t i = 2; i < power.length && count < sizeof digits - 1; i++)
        if (!strchr("^*{}()+ ", power.start[i]))
            digits[count++] = power.start[i];
    return atoi(digits);
}

/* The value groups of a match: how many values there are, 0 with the reason in `*reason`. */
static int read_value(struct answer_reader *reader, const struct pattern *pattern, const char *text,
                      struct exact values[2], int *digits, enum answer_reason *reason) {
    struct span numeral = pattern_group(pattern, text, "numeral"), power = pattern_group(pattern, text, "power");
    *digits = 0;
    *reason = ANSWER_NUMBER;
    if (numeral.start) {
        struct span e = pattern_group(pattern, text, "e"), times = pattern_group(pattern, text, "times");
        int exponent = e.start ? atoi(e.start) : times.start ? power_exponent(times) : 0;
        *reason = ANSWER_GROUPING;
        return answer_numeral(reader, numeral, e.start || times.start, exponent, values, digits);
    }
    values[0] = (struct exact){1, 1, 0, false};
    if (power.start) {
        values[0].exponent = power_exponent(power);
        return 1;
    }
    struct span whole = pattern_group(pattern, text, "whole");
    bool mixed = whole.start != NULL;
    answer_wide units = 0;
    if (mixed && !answer_small(whole, &units))
        return 0;
    if (!answer_small(pattern_group(pattern, text, mixed ? "top" : "above"), &values[0].numerator) ||
        !answer_small(pattern_group(pattern, text, mixed ? "bottom" : "below"), &values[0].denominator) ||
        values[0].denominator == 0 || (mixed && values[0].numerator >= values[0].denominator))
        return 0;
    values[0].numerator += units * values[0].denominator;
    return 1;
}

/* 26 days 3 hours: parts in ever smaller units, from `offset` on. -1 where the text is not made of such parts, else
 * how many readings the sum has; 0 with the reason. */
static int read_parts(struct answer_reader *reader, const struct answer_asked *asked, struct span text, size_t offset,
                      struct exact sums[2], enum answer_reason *reason) {
    const struct unit *last = NULL;
    int parts = 0, count = 1;
    for (size_t at = offset; at < text.length; parts++) {
        if (parts == PARTS_LIMIT || !pattern_match(&reader->step, text.start, text.length, at))
            return -1;
        at += pattern_group(&reader->step, text.start, "all").length;
    }
    if (parts < 2)
        return -1;
    for (parts = 0; offset < text.length; parts++) {
        pattern_match(&reader->step, text.start, text.length, offset);
        struct span word = pattern_group(&reader->step, text.start, "word");
        struct exact values[2];
        int digits, readings = read_value(reader, &reader->step, text.start, values, &digits, reason);
        if (readings == 0)
            return 0;
        offset += pattern_group(&reader->step, text.start, "all").length;
        if (word.start[word.length - 1] == '.')
            word.length--;
        /* An m is minutes behind hours; months behind years, or metres, it may be anywhere else. */
        bool letter_m = asked->time && word.length == 1 && *word.start == 'm';
        bool minutes = letter_m && last && unit_factor(last, reader->hour) == 1;
        const struct unit *unit = minutes ? reader->minute : letter_m ? NULL : answer_unit(reader, asked, word);
        *reason = !unit                                     ? ANSWER_UNIT
                  : !unit_same_dimension(unit, asked->bare) ? ANSWER_DIMENSION
                  : last && !(unit_factor(last, unit) > 1)  ? ANSWER_NUMBER
                                                            : ANSWER_READ;
        if (*reason != ANSWER_READ)
            return 0;
        for (int i = 0; i < 2; i++) {
            struct exact value = values[i < readings ? i : 0];
            exact_convert(&value, unit, asked->unit);
            if (parts == 0)
                sums[i] = value;
            else if (!exact_add(&sums[i], value)) {
                *reason = ANSWER_NUMBER;
                return 0;
            }
        }
        last = unit;
        if (readings > count)
            count = readings;
    }
    return count;
}

static struct answer refuse(struct answer answer, enum answer_reason reason) {
    answer.reason = reason;
    answer.count = 0;
    return answer;
}

/* Turns values into readings; equal ones are one. */
static struct answer give(struct answer answer, const struct exact *values, int count, bool negative) {
    for (int i = 0; i < count; i++) {
        struct exact value = values[i];
        value.negative = negative;
        if (!exact_reading(&value, &answer.readings[i]))
            return refuse(answer, ANSWER_NUMBER);
    }
    answer.count = count == 2 && answer.readings[0].value == answer.readings[1].value ? 1 : count;
    return answer;
}

/* Takes off spaces, one pair of quotes and the full stop of a sentence. */
static struct span strip(struct span text) {
    for (int round = 0; round < 2; round++) {
        while (text.length && *text.start == ' ')
            text.start++, text.length--;
        while (text.length && text.start[text.length - 1] == ' ')
            text.length--;
        char last = text.length ? text.start[text.length - 1] : 0;
        if (round == 0 && text.length > 1 && (last == '"' || last == '\'') && *text.start == last)
            text.start++, text.length -= 2;
        else if (text.length > 1 && strchr(".,;", last) && !strchr(".,;", text.start[text.length - 2]))
            text.length--;
    }
    return text;
}

/* One number with what stands around it, as the head's groups have it. */
static struct answer read_single(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                                 const char *text, struct answer answer, bool negative) {
    const struct pattern *head = &reader->head;
    struct span money = pattern_group(head, text, "money"), tail = pattern_group(head, text, "tail");
    struct span before = pattern_group(head, text, "before"), behind = pattern_group(head, text, "behind");
    struct span sign = pattern_group(head, text, "times_sign");
    if (!sign.start)
        sign = pattern_group(head, text, "percent_sign");
    struct span prefix = money.start ? money : sign, written = strip(tail);
    answer.unit = arena_printf(arena, "%.*s%s%.*s", (int)prefix.length, prefix.start ? prefix.start : "",
                               prefix.length && written.length ? " " : "", (int)written.length, written.start);
    struct exact values[2];
    enum answer_reason reason;
    int count = read_value(reader, head, text, values, &answer.digits, &reason);
    if (count == 0)
        return refuse(answer, reason);
    if ((sign.start && strspn(tail.start, " ") < tail.length) || (before.start && behind.start))
        return refuse(answer, ANSWER_UNIT);
    struct answer_tail read;
    int exponent = answer_scale(reader, before.start ? before : behind);
    reason = answer_tail(reader, asked, money, exponent < 0 ? 0 : exponent, sign.start ? sign : tail, &read);
    if (reason != ANSWER_READ)
        return refuse(answer, reason);
    struct answer_reading raw;
    bool fraction = false;
    if (asked->percent && !read.unit && count == 1 && exact_reading(&values[0], &raw) && fabs(raw.value) < 1) {
        values[count++] = values[0];
        fraction = true;
    }
    for (int i = 0; i < count; i++) {
        values[i].exponent += read.exponent;
        if (i == 0 || !fraction)
            exact_convert(&values[i], read.unit ? read.unit : asked->bare, asked->unit);
    }
    return give(answer, values, count, negative);
}

static bool has_digit(struct span text) {
    for (size_t i = 0; i < text.length; i++)
        if (text.start[i] >= '0' && text.start[i] <= '9')
            return true;
    return false;
}

static struct answer read_normalised(struct answer_reader *reader, struct arena *arena,
                                     const struct answer_asked *asked, struct span text, struct answer answer) {
    if (!has_digit(text))
        return refuse(answer, ANSWER_NUMBER);
    if (pattern_match(&reader->bound, text.start, text.length, 0) ||
        pattern_match(&reader->range, text.start, text.length, 0))
        return refuse(answer, ANSWER_RANGE);
    if (pattern_match(&reader->after, text.start, text.length, 0)) {
        text.length -= pattern_group(&reader->after, text.start, "all").length;
        answer.approximate = true;
    }
    const struct pattern *head = &reader->head;
    if (!pattern_match(head, text.start, text.length, 0))
        return refuse(answer, ANSWER_NUMBER);
    struct span sign = pattern_group(head, text.start, "sign"), second = pattern_group(head, text.start, "second_sign");
    struct span tail = pattern_group(head, text.start, "tail"), value = pattern_group(head, text.start, "value");
    answer.approximate |=
        pattern_group(head, text.start, "about").start || pattern_group(head, text.start, "late").start;
    if (sign.start && second.start)
        return refuse(answer, ANSWER_NUMBER);
    bool negative = (sign.start && *sign.start == '-') || (second.start && *second.start == '-');
    if (pattern_match(&reader->glued, tail.start, tail.length, 0))
        return refuse(answer, ANSWER_NUMBER);
    if (!has_digit(tail))
        return read_single(reader, arena, asked, text.start, answer, negative);
    bool prefixed = pattern_group(head, text.start, "money").start ||
                    pattern_group(head, text.start, "times_sign").start ||
                    pattern_group(head, text.start, "percent_sign").start;
    struct exact sums[2];
    enum answer_reason reason;
    int count = prefixed ? -1 : read_parts(reader, asked, text, (size_t)(value.start - text.start), sums, &reason);
    if (count == 0)
        return refuse(answer, reason);
    if (count > 0) {
        answer.unit = arena_strndup(arena, strip(tail).start, strip(tail).length);
        return give(answer, sums, count, negative);
    }
    if (pattern_match(&reader->stray, tail.start, tail.length, 0))
        return refuse(answer, ANSWER_NUMBER);
    return read_single(reader, arena, asked, text.start, answer, negative);
}

struct answer answer_read(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                          const char *text, size_t length) {
    struct answer answer = {.reason = ANSWER_READ, .unit = ""};
    struct text normal = {0};
    bool readable = answer_normalise(&normal, text, length);
    struct span stripped = strip((struct span){normal.bytes, normal.length});
    /* A copy with zeros behind it: compiled patterns look at whole words of memory. */
    char copy[LENGTH_LIMIT + 64] = "";
    if (!readable || stripped.length > LENGTH_LIMIT) {
        answer = refuse(answer, ANSWER_NUMBER);
    } else if (!stripped.length) {
        answer = refuse(answer, ANSWER_BLANK);
    } else {
        memcpy(copy + 16, stripped.start, stripped.length);
        answer = read_normalised(reader, arena, asked, (struct span){copy + 16, stripped.length}, answer);
    }
    text_free(&normal);
    return answer;
}
