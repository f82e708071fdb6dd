#include "answer/answer.h"

#include "answer/numeral.h"
#include "answer/span.h"
#include "answer/tail.h"
#include "base/base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_LIMIT = 200, PARTS_LIMIT = 6 };

#define ABOUT                                                                                                          \
    "(?:~|(?i:about|approx(?:imately|\\.)?|around|roughly|circa|nearly|almost|ca\\.)(?!\\p{L})|(?i:ca)(?![\\p{L}\\p{"  \
    "Sc}.])|c\\.)"

static const char head_pattern[] =
    "^(?:[ =]|(?<about>" ABOUT "))*+(?<sign>[-+])?[ ]*+"
    "(?:(?<before>" ANSWER_LETTERS ")?[ ]?(?<money>" ANSWER_MONEY ")(?:[ ]?(?<behind>" ANSWER_LETTERS ")(?![\\p{L}]))?+"
    "|(?<times_sign>[xX\u00D7])|(?<percent_sign>%))?+[ ]*+(?<late>~)?[ ]*+(?<second_sign>[-+])?[ ]*+" ANSWER_VALUE
    "(?<tail>.*+)$";
static const char step_pattern[] = "\\G(?<all>[ ]*+(?:(?:,|and(?![\\p{L}])|&)[ ]*+)?" ANSWER_VALUE
                                   "[ ]*+(?<word>(?:(?!and(?![\\p{L}]))[\\p{L}\\p{Sc}%])++\\.?+)[ ]*+)";
static const char range_pattern[] =
    "(?<![\\d.,^{(])" ANSWER_VALUE
    "[^\\d^{]{0,40}?(?:(?<!\\^)-|(?<!\\p{L})(?i:to|or|bis|until|till|through|thru|\u00E0|a)(?!\\p{L})"
    "|\\.{2,3}|~|\u00B1|\\+[ ]?/?[ ]?-)[ ]*+(?:" ABOUT ")?[ ]*+[-+]?(?:" ANSWER_LETTERS "?" ANSWER_MONEY
    ")?[ ]*+[-+]?[.,]?\\d"
    "|" ANSWER_VALUE "[^\\d]*?(?:\\+|(?i:or[ ]+(?:more|less|fewer|above|below|higher|lower|over|under)"
    "|and[ ]+(?:up|above|over|below|more)|max(?:imum)?\\.?|min(?:imum)\\.?|at[ ]+(?:least|most)))[ ]*$";
static const char bound_pattern[] =
    "^(?:[ =]|" ABOUT "|" ANSWER_MONEY ")*+(?:[<>\u2264-\u2267\u2A7D\u2A7E\u2272\u2273\u00B1]|\\+[ ]?/?[ ]?-"
    "|(?i:(?:no[ ]+)?(?:less|fewer|more|greater|higher|lower|bigger|smaller|larger)[ ]+than|at[ ]+(?:least|most)"
    "|up[ ]+to|over|under|above|below|beyond|exceeds|between|from|max(?:imum)?|min(?:imum)?|not[ ]+(?:more|less)[ "
    "]+than)"
    "(?!\\p{L})).*\\d";
static const char after_pattern[] = "(?<all>[ ]*(?:\\([ ]*" ABOUT "[ ]*\\)|[ ]" ABOUT "|~|[ ](?i:or[ ]so)))$";
/* stray: digits in a tail that belong to no word of a unit (5 h 30). glued: a product or power after a number that is
 * not one of ten (5 x 3, 5^2). */
static const char stray_pattern[] = "(?<![\\p{L}\\d^])(?<!\\^[-+])\\d";
static const char glued_pattern[] =
    "^[ ]*(?:(?:" ANSWER_TIMES "|[eE])[ ]*[-+]?\\d|\\^|\\*\\*)|^[^\\p{L}\\p{S}%/]*[^\\p{L}\\p{S}%/ ]$";

struct answer_reader {
    struct answer_tail_reader tails;
    struct answer_numeral_reader numerals;
    const struct unit *one, *second, *minute, *hour, *rate;
    struct answer_pattern head, step, range, bound, after, stray, glued;
};

struct answer_reader *answer_reader_new(struct units *units) {
    struct answer_reader *reader = alloc_bytes(sizeof *reader);
    const char *unknown;
    *reader = (struct answer_reader){
        .tails = answer_tail_reader_new(units),
        .numerals = answer_numeral_reader_new(),
        .one = unit_one(units),
        .second = unit_parse(units, "s", &unknown),
        .hour = unit_parse(units, "h", &unknown),
        .minute = unit_parse(units, "min", &unknown),
        .rate = unit_parse(units, "FLOP/s", &unknown),
        .head = answer_pattern_new(head_pattern),
        .step = answer_pattern_new(step_pattern),
        .range = answer_pattern_new(range_pattern),
        .bound = answer_pattern_new(bound_pattern),
        .after = answer_pattern_new(after_pattern),
        .stray = answer_pattern_new(stray_pattern),
        .glued = answer_pattern_new(glued_pattern),
    };
    return reader;
}

void answer_reader_free(struct answer_reader *reader) {
    if (!reader)
        return;
    answer_tail_reader_free(&reader->tails);
    answer_numeral_reader_free(&reader->numerals);
    struct answer_pattern *all[] = {&reader->head,  &reader->step,  &reader->range, &reader->bound,
                                    &reader->after, &reader->stray, &reader->glued};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        answer_pattern_free(all[i]);
    free(reader);
}

/* Whether the first factor of a unit is money or something that is counted; `*plain`: it has no prefix. */
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

/* Reads parts in smaller and smaller units, such as 26 days 3 hours, from `offset` on. Gives -1 if the text is not made
 * of such parts, else the number of readings of the sum; 0 with the reason. */
static int read_parts(struct answer_reader *reader, const struct answer_asked *asked, struct answer_span text,
                      size_t offset, struct answer_exact sums[2], enum answer_reason *reason) {
    const struct unit *last = NULL;
    int parts = 0, count = 1;
    for (size_t at = offset; at < text.length; parts++) {
        if (parts == PARTS_LIMIT || !answer_pattern_match(&reader->step, text.start, text.length, at))
            return -1;
        at += answer_pattern_group(&reader->step, text.start, "all").length;
    }
    if (parts < 2)
        return -1;
    for (parts = 0; offset < text.length; parts++) {
        answer_pattern_match(&reader->step, text.start, text.length, offset);
        struct answer_span word = answer_pattern_group(&reader->step, text.start, "word");
        struct answer_exact values[2];
        int digits,
            readings = answer_numeral_value(&reader->numerals, &reader->step, text.start, values, &digits, reason);
        if (readings == 0)
            return 0;
        offset += answer_pattern_group(&reader->step, text.start, "all").length;
        if (word.start[word.length - 1] == '.')
            word.length--;
        /* Behind hours an m means minutes. Anywhere else it could be months or metres. */
        bool letter_m = asked->time && word.length == 1 && *word.start == 'm';
        bool minutes = letter_m && last && unit_factor(last, reader->hour) == 1;
        const struct unit *unit = minutes    ? reader->minute
                                  : letter_m ? NULL
                                             : answer_unit_read(&reader->tails.units, asked, word);
        *reason = !unit                                     ? ANSWER_UNIT
                  : !unit_same_dimension(unit, asked->bare) ? ANSWER_DIMENSION
                  : last && !(unit_factor(last, unit) > 1)  ? ANSWER_NUMBER
                                                            : ANSWER_READ;
        if (*reason != ANSWER_READ)
            return 0;
        for (int i = 0; i < 2; i++) {
            struct answer_exact value = values[i < readings ? i : 0];
            answer_exact_convert(&value, unit, asked->unit);
            if (parts == 0)
                sums[i] = value;
            else if (!answer_exact_add(&sums[i], value)) {
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

/* Turns values into readings; two equal ones count as one. */
static struct answer give(struct answer answer, const struct answer_exact *values, int count, bool negative) {
    for (int i = 0; i < count; i++) {
        struct answer_exact value = values[i];
        value.negative = negative;
        if (!answer_exact_round(&value, &answer.readings[i].value, answer.readings[i].text))
            return refuse(answer, ANSWER_NUMBER);
    }
    answer.count = count == 2 && answer.readings[0].value == answer.readings[1].value ? 1 : count;
    return answer;
}

/* Removes spaces, one pair of quotes and the full stop of a sentence. */
static struct answer_span strip(struct answer_span text) {
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

/* Reads one number with what is written around it, from the groups of the head. */
static struct answer read_single(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                                 const char *text, struct answer answer, bool negative) {
    const struct answer_pattern *head = &reader->head;
    struct answer_span money = answer_pattern_group(head, text, "money"),
                       tail = answer_pattern_group(head, text, "tail");
    struct answer_span before = answer_pattern_group(head, text, "before"),
                       behind = answer_pattern_group(head, text, "behind");
    struct answer_span sign = answer_pattern_group(head, text, "times_sign");
    if (!sign.start)
        sign = answer_pattern_group(head, text, "percent_sign");
    struct answer_span prefix = money.start ? money : sign, written = strip(tail);
    answer.unit = arena_printf(arena, "%.*s%s%.*s", (int)prefix.length, prefix.start ? prefix.start : "",
                               prefix.length && written.length ? " " : "", (int)written.length, written.start);
    struct answer_exact values[2];
    enum answer_reason reason;
    int count = answer_numeral_value(&reader->numerals, head, text, values, &answer.digits, &reason);
    if (count == 0)
        return refuse(answer, reason);
    if ((sign.start && strspn(tail.start, " ") < tail.length) || (before.start && behind.start))
        return refuse(answer, ANSWER_UNIT);
    struct answer_tail read;
    int exponent = answer_tail_scale(&reader->tails, before.start ? before : behind);
    reason =
        answer_tail_read(&reader->tails, asked, money, exponent < 0 ? 0 : exponent, sign.start ? sign : tail, &read);
    if (reason != ANSWER_READ)
        return refuse(answer, reason);
    struct answer_reading raw;
    bool fraction = false;
    if (asked->percent && !read.unit && count == 1 && answer_exact_round(&values[0], &raw.value, raw.text) &&
        fabs(raw.value) < 1) {
        values[count++] = values[0];
        fraction = true;
    }
    for (int i = 0; i < count; i++) {
        values[i].exponent += read.exponent;
        if (i == 0 || !fraction)
            answer_exact_convert(&values[i], read.unit ? read.unit : asked->bare, asked->unit);
    }
    return give(answer, values, count, negative);
}

static struct answer read_normalised(struct answer_reader *reader, struct arena *arena,
                                     const struct answer_asked *asked, struct answer_span text, struct answer answer) {
    if (!answer_span_has_digit(text))
        return refuse(answer, ANSWER_NUMBER);
    if (answer_pattern_match(&reader->bound, text.start, text.length, 0) ||
        answer_pattern_match(&reader->range, text.start, text.length, 0))
        return refuse(answer, ANSWER_RANGE);
    if (answer_pattern_match(&reader->after, text.start, text.length, 0)) {
        text.length -= answer_pattern_group(&reader->after, text.start, "all").length;
        answer.approximate = true;
    }
    const struct answer_pattern *head = &reader->head;
    if (!answer_pattern_match(head, text.start, text.length, 0))
        return refuse(answer, ANSWER_NUMBER);
    struct answer_span sign = answer_pattern_group(head, text.start, "sign"),
                       second = answer_pattern_group(head, text.start, "second_sign");
    struct answer_span tail = answer_pattern_group(head, text.start, "tail"),
                       value = answer_pattern_group(head, text.start, "value");
    answer.approximate |=
        answer_pattern_group(head, text.start, "about").start || answer_pattern_group(head, text.start, "late").start;
    if (sign.start && second.start)
        return refuse(answer, ANSWER_NUMBER);
    bool negative = (sign.start && *sign.start == '-') || (second.start && *second.start == '-');
    if (answer_pattern_match(&reader->glued, tail.start, tail.length, 0))
        return refuse(answer, ANSWER_NUMBER);
    if (!answer_span_has_digit(tail))
        return read_single(reader, arena, asked, text.start, answer, negative);
    bool prefixed = answer_pattern_group(head, text.start, "money").start ||
                    answer_pattern_group(head, text.start, "times_sign").start ||
                    answer_pattern_group(head, text.start, "percent_sign").start;
    struct answer_exact sums[2];
    enum answer_reason reason;
    int count = prefixed ? -1 : read_parts(reader, asked, text, (size_t)(value.start - text.start), sums, &reason);
    if (count == 0)
        return refuse(answer, reason);
    if (count > 0) {
        answer.unit = arena_strndup(arena, strip(tail).start, strip(tail).length);
        return give(answer, sums, count, negative);
    }
    if (answer_pattern_match(&reader->stray, tail.start, tail.length, 0))
        return refuse(answer, ANSWER_NUMBER);
    return read_single(reader, arena, asked, text.start, answer, negative);
}

struct answer answer_read(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                          const char *text, size_t length) {
    struct answer answer = {.reason = ANSWER_READ, .unit = ""};
    struct text normal = {0};
    bool readable = answer_normalise(&normal, text, length);
    struct answer_span stripped = strip((struct answer_span){normal.bytes, normal.length});
    /* A copy padded with zeros: compiled patterns read whole words of memory. */
    char copy[LENGTH_LIMIT + 64] = "";
    if (!readable || stripped.length > LENGTH_LIMIT) {
        answer = refuse(answer, ANSWER_NUMBER);
    } else if (!stripped.length) {
        answer = refuse(answer, ANSWER_BLANK);
    } else {
        memcpy(copy + 16, stripped.start, stripped.length);
        answer = read_normalised(reader, arena, asked, (struct answer_span){copy + 16, stripped.length}, answer);
    }
    text_free(&normal);
    return answer;
}
