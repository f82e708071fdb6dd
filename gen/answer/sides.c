#include "answer/sides.h"

#include "answer/span.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* Words that say the same again, and words for "or", in seven languages. */
#define SAME_WORDS                                                                                                     \
    "i\\.?[ ]?e\\.?|that[ ]is|equals|aka|d\\.?[ ]?h\\.?|das[ ]hei\u00dft|also|entspricht|c'est-\u00e0-dire|soit|donc|" \
    "es[ ]decir|o[ ]sea|igual[ ]a|cio\u00e8|ossia|ou[ ]seja|isto[ ]\u00e9|oftewel|dus|d\\.?w\\.?z\\.?"
#define OR_WORDS "or|oder|bzw\\.?|resp\\.?|ou|o"

#define JOIN(or_words)                                                                                                 \
    "[ ]*(?<join>=+>?|->|\u2192|\u2259|(?<rough>~)|[,;]?[ ](?i:" SAME_WORDS ")(?=[ ])"                                 \
    "|(?<other>[,;]?[ ](?i:" or_words ")(?=[ ])|[,;](?=[ ])))[ ]*"
/* Something in brackets at the end. */
#define BRACKETS(or_words)                                                                                             \
    "^(?<outside>[^()]*\\d[^()]*)\\((?:[ ]*(?:=|(?<rough>~)|(?i:" SAME_WORDS ")(?=[ ])|(?<other>(?i:" or_words         \
    ")(?=[ ])))[ ]*)?(?<inside>[^()]*\\d[^()]*)\\)$"

struct answer_sides_reader answer_sides_reader_new(const char *language) {
    const bool dutch = strncasecmp(language, "nl", 2) == 0;
    return (struct answer_sides_reader){answer_pattern_new(dutch ? JOIN(OR_WORDS "|of") : JOIN(OR_WORDS)),
                                        answer_pattern_new(dutch ? BRACKETS(OR_WORDS "|of") : BRACKETS(OR_WORDS))};
}

void answer_sides_reader_free(struct answer_sides_reader *reader) {
    answer_pattern_free(&reader->join);
    answer_pattern_free(&reader->brackets);
}

static enum answer_side_kind kind_of(const struct answer_pattern *pattern, const char *text) {
    return answer_pattern_group(pattern, text, "rough").start   ? SIDE_ROUGHLY
           : answer_pattern_group(pattern, text, "other").start ? SIDE_OTHER
                                                                : SIDE_SAME;
}

static bool add_side(struct answer_sides *sides, struct answer_span text, enum answer_side_kind kind) {
    text = answer_span_trim(text);
    if (!text.length && sides->count == 0)
        return true; /* = 0.32 = 32 % */
    if (sides->count == SIDES_LIMIT || !answer_span_has_digit(text))
        return false;
    sides->texts[sides->count] = text;
    sides->kinds[sides->count++] = kind;
    return true;
}

bool answer_sides_split(const struct answer_sides_reader *reader, struct answer_span text, struct answer_sides *sides) {
    *sides = (struct answer_sides){0};
    const struct answer_pattern *brackets = &reader->brackets, *join = &reader->join;
    struct answer_span inside = {0};
    enum answer_side_kind kind = SIDE_SAME, last = SIDE_SAME;
    if (answer_pattern_match(brackets, text.start, text.length, 0)) {
        inside = answer_pattern_group(brackets, text.start, "inside");
        last = kind_of(brackets, text.start);
        text = answer_pattern_group(brackets, text.start, "outside");
    }
    for (size_t at = 0; at <= text.length;) {
        const bool found = answer_pattern_match(join, text.start, text.length, at);
        const struct answer_span whole = found ? answer_pattern_group(join, text.start, "join") : inside;
        const size_t end = found ? (size_t)(whole.start - text.start) : text.length;
        if (!add_side(sides, (struct answer_span){text.start + at, end - at}, kind))
            return false;
        at = end + (found ? whole.length : 1);
        kind = found ? kind_of(join, text.start) : kind;
    }
    return (!inside.start || add_side(sides, inside, last)) && sides->count > 1;
}

/* How many digits a number has as it is written, from the first that is not 0 on, zeros at the end included. */
static int written_digits(struct answer_span text) {
    int count = 0;
    size_t i = 0;
    while (i < text.length && (text.start[i] < '0' || text.start[i] > '9'))
        i++;
    for (; i < text.length && strchr("0123456789.,' ", text.start[i]); i++)
        count += text.start[i] >= '0' && text.start[i] <= '9' && (count > 0 || text.start[i] != '0');
    return count;
}

/* Half a unit of the last digit that is written of a reading; 0 if it is exact. */
static double half_digit(struct answer_span text, const struct answer *answer, double value) {
    return answer->digits && value != 0 ? 0.5 * pow(10, floor(log10(fabs(value))) + 1 - written_digits(text)) : 0;
}

/* Whether readings `a` of a side and `b` of the next one may be the same number. */
static bool is_same(const struct answer_sides *sides, const struct answer *answers, int side, double a, double b) {
    const double slack = 1e-9 * fabs(a), apart = fabs(a - b);
    const enum answer_side_kind kind = sides->kinds[side + 1];
    if (kind == SIDE_OTHER) /* 5, 5 may be two answers; 0.32, 32 % is one */
        return apart <= slack && strcmp(answers[side].unit, answers[side + 1].unit) != 0;
    /* 5 ~ 5.4 is a range; 33.1M ~ 33,112,800 is none. */
    const bool either = kind == SIDE_SAME || answers[side].scaled != answers[side + 1].scaled;
    return apart <= half_digit(sides->texts[side + 1], &answers[side + 1], b) + slack ||
           (either && apart <= half_digit(sides->texts[side], &answers[side], a) + slack);
}

/* The side whose number is written most finely: an exact one, or the one with the most digits. */
static int finest(const struct answer *answers, int count) {
    int best = 0;
    for (int i = 1; i < count; i++)
        if (answers[best].digits && (!answers[i].digits || answers[i].digits > answers[best].digits))
            best = i;
    return best;
}

/* Finds readings that agree through all sides from `side` on, with number `fixed` of side `best`; `chain` takes their
 * numbers. */
static bool find_chain(const struct answer_sides *sides, const struct answer *answers, int side, int best, int fixed,
                       int *chain) {
    if (side == sides->count)
        return true;
    for (int i = side == best ? fixed : 0; i < answers[side].count; i++) {
        chain[side] = i;
        const double before = side ? answers[side - 1].readings[chain[side - 1]].value : 0;
        if ((side == 0 || is_same(sides, answers, side - 1, before, answers[side].readings[i].value)) &&
            find_chain(sides, answers, side + 1, best, fixed, chain))
            return true;
        if (side == best)
            return false;
    }
    return false;
}

static void add_reading(struct answer *answer, const struct answer_reading *reading) {
    for (int i = 0; i < answer->count; i++)
        if (fabs(answer->readings[i].value - reading->value) <= 1e-12 * fabs(reading->value))
            return;
    if (answer->count < ANSWER_READINGS)
        answer->readings[answer->count++] = *reading;
}

struct answer answer_sides_agree(const struct answer_sides *sides, const struct answer *answers) {
    const int best = finest(answers, sides->count);
    struct answer answer = answers[best];
    answer.count = answer.doubt_count = 0;
    for (int fixed = 0; fixed < answers[best].count; fixed++) {
        int chain[SIDES_LIMIT] = {0};
        if (!find_chain(sides, answers, 0, best, fixed, chain))
            continue;
        add_reading(&answer, &answers[best].readings[fixed]);
        for (int i = 0; i < sides->count; i++)
            add_reading(&answer, &answers[i].readings[chain[i]]);
    }
    for (int i = 0; i < sides->count; i++) {
        answer.unit = *answer.unit ? answer.unit : answers[i].unit;
        answer.scaled = answer.scaled || answers[i].scaled;
        answer.approximate = answer.approximate || answers[i].approximate;
    }
    return answer;
}
