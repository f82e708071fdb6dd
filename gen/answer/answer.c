#include "answer/answer.h"

#include "answer/numeral.h"
#include "answer/sides.h"
#include "answer/span.h"
#include "answer/spelling.h"
#include "answer/tail.h"
#include "answer/words.h"
#include "base/base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_LIMIT = 6 };

static const char head_pattern[] =
    "^(?:[ =]|(?<about>" ABOUT "))*+(?<sign>[-+]|" MINUS ")?[ ]*+"
    "(?:(?<before>" BESIDE_MONEY ")?[ ]?(?<money>" ANSWER_MONEY ")(?:[ ]?(?<behind>" BESIDE_MONEY ")(?![\\p{L}]))?+"
    "|(?<times_sign>[xX\u00D7]|" FACTOR
    ")|(?<percent_sign>%))?+[ ]*+(?<late>~)?[ ]*+(?<second_sign>[-+])?[ ]*+" ANSWER_VALUE "(?<tail>.*+)$";
static const char step_pattern[] = "\\G(?<all>[ ]*+(?:(?:,|" AND "|&)[ ]*+)?" ANSWER_VALUE
                                   "[ ]*+(?<word>(?:(?!(?:and|und|et)(?![\\p{L}]))[\\p{L}\\p{Sc}%])++\\.?+)[ ]*+)";
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
static const char after_pattern[] =
    "(?<all>[ ]*(?:\\([ ]*" AFTER "[ ]*\\)|[ ,]+" AFTER
    "|~|[ ](?i:or[ ]so)|(?<=[.,]\\d{4}|[.,]\\d{5}|[.,]\\d{6}|[.,]\\d{7}|[.,]\\d{8})\\.{3}))$";
/* stray: digits in a tail that belong to no word of a unit (5 h 30). glued: a product or power after a number that is
 * not one of ten (5 x 3, 5^2). */
static const char stray_pattern[] = "(?<![\\p{L}\\d^])(?<!\\^[-+])\\d";
static const char glued_pattern[] =
    "^[ ]*(?:(?:" ANSWER_TIMES "|[eE])[ ]*[-+]?\\d|\\^|\\*\\*)|^[^\\p{L}\\p{S}%\u2030/]*[^\\p{L}\\p{S}%\u2030/ ]$";

struct answer_reader {
    struct answer_tail_reader tails;
    struct answer_numeral_reader numerals;
    struct answer_spelling spelling;
    struct answer_sides_reader sides;
    const struct unit *one, *second, *minute, *hour, *rate;
    struct answer_pattern head, step, range, bound, after, stray, glued;
};

struct answer_reader *answer_reader_new(struct units *units, struct answer_language language) {
    struct answer_reader *reader = alloc_bytes(sizeof *reader);
    const char *unknown;
    *reader = (struct answer_reader){
        .tails = answer_tail_reader_new(units, language.tag),
        .numerals = answer_numeral_reader_new(language.comma),
        .spelling = answer_spelling_new(),
        .sides = answer_sides_reader_new(language.tag),
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
    answer_spelling_free(&reader->spelling);
    answer_sides_reader_free(&reader->sides);
    struct answer_pattern *all[] = {&reader->head,  &reader->step,  &reader->range, &reader->bound,
                                    &reader->after, &reader->stray, &reader->glued};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        answer_pattern_free(all[i]);
    free(reader);
}

/* Whether the first factor of a unit is money or something that is counted; `*plain`: it has no prefix. */
static bool is_counted(const char *text, bool *plain, bool *money) {
    enum { CURRENCIES = 3 };
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
        *money = i < CURRENCIES;
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
    asked.scales = strcmp(name, "1") == 0 || is_counted(unit_text(unit), &asked.scales_bare, &asked.money);
    asked.scales_bare |= strcmp(name, "1") == 0;
    return asked;
}

const char *answer_reason_name(enum answer_reason reason) {
    static const char *const names[] = {"", "blank", "number", "grouping", "range", "unit", "dimension"};
    return names[reason];
}

/* What two digits at the end mean after hours or minutes: 1h30. NULL after anything else. */
static const struct unit *unit_below(const struct answer_reader *reader, const struct unit *unit) {
    return unit_factor(unit, reader->hour) == 1     ? reader->minute
           : unit_factor(unit, reader->minute) == 1 ? reader->second
                                                    : NULL;
}

/* Whether the text ends with two digits below 60 from `at` on. */
static bool ends_in_sixtieths(struct answer_span text, size_t at) {
    return at + 2 == text.length && text.start[at] >= '0' && text.start[at] <= '5' && text.start[at + 1] >= '0' &&
           text.start[at + 1] <= '9';
}

/* Reads parts in smaller and smaller units, such as 26 days 3 hours, from `offset` on. Gives -1 if the text is not made
 * of such parts, else the number of readings of the sum; 0 with the reason. */
static int read_parts(struct answer_reader *reader, const struct answer_asked *asked, struct answer_span text,
                      size_t offset, struct answer_exact sums[2], enum answer_reason *reason) {
    const struct unit *last = NULL;
    int parts = 0, count = 1;
    bool whole = false; /* the last number has no decimals */
    size_t end = text.length;
    for (size_t at = offset; at < end; parts++) {
        if (parts > 0 && asked->time && ends_in_sixtieths(text, at)) {
            end = at;
            continue;
        }
        if (parts == PARTS_LIMIT || !answer_pattern_match(&reader->step, text.start, text.length, at))
            return -1;
        at += answer_pattern_group(&reader->step, text.start, "all").length;
    }
    if (parts < 2)
        return -1;
    for (parts = 0; offset < end; parts++) {
        answer_pattern_match(&reader->step, text.start, text.length, offset);
        struct answer_span word = answer_pattern_group(&reader->step, text.start, "word");
        const struct answer_numeral numeral = answer_numeral_value(&reader->numerals, &reader->step, text.start);
        *reason = numeral.count > 2 ? ANSWER_NUMBER : numeral.reason;
        if (*reason != ANSWER_READ)
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
            struct answer_exact value = numeral.values[i < numeral.count ? i : 0];
            answer_exact_convert(&value, unit, asked->unit);
            if (parts == 0)
                sums[i] = value;
            else if (!answer_exact_add(&sums[i], value)) {
                *reason = ANSWER_NUMBER;
                return 0;
            }
        }
        last = unit;
        whole = numeral.count == 1 && numeral.values[0].exponent >= 0 && numeral.values[0].denominator == 1;
        if (numeral.count > count)
            count = numeral.count;
    }
    if (end < text.length) {
        const struct unit *unit = whole ? unit_below(reader, last) : NULL; /* 1.5h30 means nothing */
        *reason = ANSWER_NUMBER;
        struct answer_exact rest = {
            (answer_wide)(text.start[end] - '0') * 10 + (answer_wide)(text.start[end + 1] - '0'), 1, 0, false};
        if (!unit)
            return 0;
        answer_exact_convert(&rest, unit, asked->unit);
        for (int i = 0; i < 2; i++)
            if (!answer_exact_add(&sums[i], rest))
                return 0;
    }
    return count;
}

static struct answer refuse(struct answer answer, enum answer_reason reason) {
    answer.reason = reason;
    answer.count = 0;
    return answer;
}

/* Adds a value to the readings, unless it is one of them; false if no double holds it. */
static bool give(struct answer *answer, struct answer_exact value, bool negative) {
    value.negative = negative;
    struct answer_reading reading;
    if (!answer_exact_round(&value, &reading.value, reading.text))
        return false;
    for (int i = 0; i < answer->count; i++)
        if (answer->readings[i].value == reading.value)
            return true;
    if (answer->count < ANSWER_READINGS)
        answer->readings[answer->count++] = reading;
    return true;
}

static void doubt(struct answer *answer, struct answer_exact value, bool negative) {
    value.negative = negative;
    char text[EXACT_TEXT];
    if (answer->doubt_count < ANSWER_DOUBTS && answer_exact_round(&value, &answer->doubts[answer->doubt_count], text))
        answer->doubt_count++;
}

/* Marks that a text may begin or end with: a tick, and what makes it bold. */
static const char *const marks[] = {"\u2713", "\u2714", "\u2611", "\u2705", "**", "__"};

/* Removes spaces and marks around a text. */
static struct answer_span strip_marks(struct answer_span text) {
    text = answer_span_trim(text);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const size_t length = strlen(marks[i]);
        if (text.length > length && memcmp(text.start, marks[i], length) == 0)
            text = answer_span_trim((struct answer_span){text.start + length, text.length - length});
        if (text.length > length && memcmp(text.start + text.length - length, marks[i], length) == 0)
            text = answer_span_trim((struct answer_span){text.start, text.length - length});
    }
    return text;
}

/* Removes spaces, marks, one pair of quotes and the full stop of a sentence. */
static struct answer_span strip(struct answer_span text) {
    for (int round = 0; round < 2; round++) {
        text = strip_marks(text);
        char last = text.length ? text.start[text.length - 1] : 0;
        if (round == 0 && text.length > 1 && (last == '"' || last == '\'') && *text.start == last)
            text.start++, text.length -= 2;
        else if (text.length > 1 && strchr(".,;", last) && !strchr(".,;", text.start[text.length - 2]))
            text.length--;
    }
    return text;
}

static bool give_in(struct answer *answer, struct answer_exact value, const struct unit *unit,
                    const struct answer_asked *asked, bool negative) {
    answer_exact_convert(&value, unit ? unit : asked->bare, asked->unit);
    return give(answer, value, negative);
}

static void doubt_in(struct answer *answer, struct answer_exact value, int exponent, const struct unit *unit,
                     const struct answer_asked *asked, bool negative) {
    value.exponent += exponent;
    answer_exact_convert(&value, unit, asked->unit);
    doubt(answer, value, negative);
}

/* A number without a unit where a percentage is asked for: a fraction such as 5/4 is a share first, a number of at most
 * 1 a percentage first. A larger decimal is a percentage, but may be a share above 1. */
static bool give_share(struct answer *answer, const struct answer_numeral *numeral, struct answer_exact value,
                       const struct answer_asked *asked, bool negative) {
    enum { FEW = 10 }; /* shares of this size are rare: 700/8 and 87 1/2 are percentages */
    struct answer_reading raw;
    if (!answer_exact_round(&value, &raw.value, raw.text))
        return false;
    if (numeral->fraction && raw.value < FEW)
        return give(answer, value, negative) && give_in(answer, value, NULL, asked, negative);
    if (!give_in(answer, value, NULL, asked, negative))
        return false;
    if (raw.value <= 1 || (numeral->fraction && !numeral->mixed))
        return give(answer, value, negative);
    doubt(answer, value, negative);
    return true;
}

/* Reads one number with what is written around it, from the groups of the head. */
static struct answer read_single(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                                 const char *text, struct answer answer, bool negative) {
    const struct answer_pattern *head = &reader->head;
    struct answer_span money = answer_pattern_group(head, text, "money"),
                       tail = answer_pattern_group(head, text, "tail");
    struct answer_span before = answer_pattern_group(head, text, "before"),
                       behind = answer_pattern_group(head, text, "behind");
    static const char times[16] = "x";
    struct answer_span sign = answer_pattern_group(head, text, "times_sign");
    if (sign.length > 2)
        sign = (struct answer_span){times, 1}; /* a factor of */
    if (!sign.start)
        sign = answer_pattern_group(head, text, "percent_sign");
    struct answer_span prefix = money.start ? money : sign, written = strip(tail);
    answer.unit = arena_printf(arena, "%.*s%s%.*s", (int)prefix.length, prefix.start ? prefix.start : "",
                               prefix.length && written.length ? " " : "", (int)written.length, written.start);
    const struct answer_numeral numeral = answer_numeral_value(&reader->numerals, head, text);
    if (numeral.count == 0)
        return refuse(answer, numeral.reason);
    answer.digits = numeral.digits;
    if (asked->percent && numeral.hundred)
        return refuse(answer, ANSWER_NUMBER); /* 0.32/32 % */
    if ((sign.start && strspn(tail.start, " ") < tail.length) || (before.start && behind.start))
        return refuse(answer, ANSWER_UNIT);
    struct answer_tail read;
    enum answer_reason reason =
        answer_tail_read(&reader->tails, asked, money, before.start ? before : behind, sign.start ? sign : tail, &read);
    if (reason != ANSWER_READ)
        return refuse(answer, reason);
    answer.scaled = read.scale.exponents[0] != 0;
    for (int i = 0; i < numeral.count * read.scale.count; i++) {
        struct answer_exact value = numeral.values[i / read.scale.count];
        value.exponent += read.scale.exponents[i % read.scale.count];
        const bool good = asked->percent && !read.unit ? give_share(&answer, &numeral, value, asked, negative)
                                                       : give_in(&answer, value, read.unit, asked, negative);
        if (!good)
            return refuse(answer, ANSWER_NUMBER);
    }
    const struct unit *unit = read.unit ? read.unit : asked->bare;
    for (int i = 0; i < numeral.count && read.scale.doubt; i++)
        doubt_in(&answer, numeral.values[i], read.scale.doubt, unit, asked, negative);
    for (int i = 0; i < numeral.part_count; i++)
        doubt_in(&answer, numeral.parts[i], read.scale.exponents[0], unit, asked, negative);
    return answer;
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
    bool negative = (sign.start && *sign.start != '+') || (second.start && *second.start == '-');
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
        for (int i = 0; i < count; i++)
            if (!give(&answer, sums[i], negative))
                return refuse(answer, ANSWER_NUMBER);
        return answer;
    }
    if (answer_pattern_match(&reader->stray, tail.start, tail.length, 0))
        return refuse(answer, ANSWER_NUMBER);
    return read_single(reader, arena, asked, text.start, answer, negative);
}

/* Reads a text with one number, after a few notations are rewritten. */
static struct answer read_one(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                              struct answer_span text) {
    char room[SPELLING_ROOM] = "", copy[SPELLING_ROOM] = "";
    /* A copy padded with zeros: compiled patterns read whole words of memory. */
    memcpy(copy + 16, text.start, text.length);
    text.start = copy + 16;
    return read_normalised(reader, arena, asked, answer_spelling_sign(&reader->spelling, asked, strip(text), room),
                           (struct answer){.reason = ANSWER_READ, .unit = ""});
}

/* Reads a number in brackets, (1,500): below zero, as accountants write it, or else as it is. One of fewer than three
 * digits without a suffix may be the number of a question. Without a number in them, brackets mean nothing: 26 (days).
 */
static struct answer read_bracketed(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                                    struct answer_span text, struct answer refused) {
    enum { FEW_DIGITS = 3 };
    char room[SPELLING_ROOM] = "";
    struct answer_span plain;
    bool whole;
    if (!answer_spelling_unbracket(&reader->spelling, text, room, &plain, &whole) || plain.length > SPELLING_LIMIT)
        return refused;
    int digits = 0;
    for (size_t i = 0; i < plain.length; i++)
        digits += plain.start[i] >= '0' && plain.start[i] <= '9';
    const struct answer answer = read_one(reader, arena, asked, plain);
    if (answer.count == 0 ||
        (whole && (!asked->money || (digits < FEW_DIGITS && !answer.scaled) || answer.readings[0].value <= 0)))
        return refused;
    if (!whole)
        return answer;
    struct answer negative = answer;
    negative.count = 0;
    for (int sign = 1; sign >= 0; sign--)
        for (int i = 0; i < answer.count && negative.count < ANSWER_READINGS; i++) {
            struct answer_reading reading = answer.readings[i];
            if (sign) {
                reading.value = -reading.value;
                snprintf(reading.text, sizeof reading.text, "-%.46s", answer.readings[i].text);
            }
            negative.readings[negative.count++] = reading;
        }
    return negative;
}

/* Reads one number that is written in several ways, 0.32 = 32 %, if they agree. */
static struct answer read_sides(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                                struct answer_span text, struct answer refused) {
    struct answer_sides sides;
    struct answer answers[SIDES_LIMIT];
    if (!answer_sides_split(&reader->sides, text, &sides))
        return refused;
    for (int i = 0; i < sides.count; i++) {
        answers[i] = read_one(reader, arena, asked, sides.texts[i]);
        if (answers[i].count == 0)
            return refused;
    }
    const struct answer answer = answer_sides_agree(&sides, answers);
    return answer.count ? answer : refused;
}

struct answer answer_read(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                          const char *text, size_t length) {
    struct answer answer = {.reason = ANSWER_READ, .unit = ""};
    struct text normal = {0};
    bool readable = answer_normalise(&normal, text, length);
    struct answer_span stripped = strip((struct answer_span){normal.bytes, normal.length});
    if (!readable || stripped.length > SPELLING_LIMIT) {
        answer = refuse(answer, ANSWER_NUMBER);
    } else if (!stripped.length) {
        answer = refuse(answer, ANSWER_BLANK);
    } else {
        char copy[SPELLING_ROOM] = "";
        memcpy(copy + 16, stripped.start, stripped.length);
        stripped.start = copy + 16;
        answer = read_one(reader, arena, asked, stripped);
        if (answer.count == 0)
            answer = read_sides(reader, arena, asked, stripped, answer);
        if (answer.count == 0)
            answer = read_bracketed(reader, arena, asked, stripped, answer);
    }
    text_free(&normal);
    return answer;
}
