#include "answer/numeral.h"

#include "answer/span.h"

#include <stdlib.h>
#include <string.h>

enum {
    MANTISSA_DIGITS = 18,    /* digits beyond these only round */
    SIDE_LIMIT = 1000000000, /* a side of a fraction, without its decimal sign, is below this */
    SIDE_EXPONENT = 9,       /* and has at most so many decimals */
    GROUP = 3,
    TWO_GROUPS = 7 /* 123 456 */
};

/* In turn: one separator that could be either sign; plain digits; groups of three; groups as in India, where all but
 * the last have two digits; groups of three behind the decimal sign too, as in the SI. */
static const char grouping_pattern[] =
    "^(?:(?<before>[1-9]\\d{0,2})(?<either>[.,])(?<three>\\d{3})"
    "|(?<whole>\\d*)(?:[.,](?<behind>\\d*))?"
    "|(?<grouped>[1-9]\\d{0,2}(?<by>[., '_])\\d{3}(?:\\g{by}\\d{3})*)(?:(?!\\g{by})[.,](?<rest>\\d*))?"
    "|(?<indian>[1-9]\\d?(?:,\\d{2})+,\\d{3})(?:\\.(?<fine>\\d*))?"
    "|(?<large>0|[1-9]\\d{0,2}(?:[ ]\\d{3})*|[1-9]\\d{3})[.,](?<small>\\d{3}(?:[ ]\\d{3})*[ ]\\d{1,3}))$";

struct answer_numeral_reader answer_numeral_reader_new(bool comma) {
    return (struct answer_numeral_reader){answer_pattern_new(grouping_pattern), comma};
}

void answer_numeral_reader_free(struct answer_numeral_reader *reader) {
    answer_pattern_free(&reader->grouping);
}

/* Appends digits to a number; separators between them are skipped. `behind`: they follow the decimal separator. */
static void take_digits(struct answer_exact *number, int *count, struct answer_span digits, bool behind) {
    for (size_t i = 0; i < digits.length; i++) {
        char c = digits.start[i];
        if (c < '0' || c > '9')
            continue;
        if (*count > 0 || c != '0')
            ++*count;
        if (*count <= MANTISSA_DIGITS) {
            number->numerator = number->numerator * 10 + (answer_wide)(c - '0');
            number->exponent -= behind;
        } else {
            if (*count == MANTISSA_DIGITS + 1 && c >= '5')
                number->numerator++;
            number->exponent += !behind;
        }
    }
}

static struct answer_exact exact_of_digits(struct answer_span whole, struct answer_span behind, int exponent,
                                           int *digits) {
    struct answer_exact number = {0, 1, exponent, false};
    *digits = 0;
    take_digits(&number, digits, whole, false);
    take_digits(&number, digits, behind, true);
    if (behind.length == 0)
        for (size_t i = whole.length; i > 0 && whole.start[i - 1] == '0' && *digits > 1; i--)
            --*digits;
    return number;
}

/* Reads digits with their separators; false if nobody groups them so. `comma`: of two possible signs, the comma is the
 * decimal one. `raised`: an exponent follows, so a point or comma is the decimal one. Two different separators with
 * three digits after each may both be groups of thousands (1'234,567), as one separator may (1,234). */
static bool read_digits(const struct answer_numeral_reader *reader, struct answer_span numeral, bool comma, bool raised,
                        int exponent, struct answer_exact *value, int *digits) {
    const struct answer_pattern *pattern = &reader->grouping;
    if (!answer_pattern_match(pattern, numeral.start, numeral.length, 0))
        return false;
    struct answer_span none = {0}, before = answer_pattern_group(pattern, numeral.start, "before");
    if (before.start) {
        bool decimal = raised || (*answer_pattern_group(pattern, numeral.start, "either").start == ',') == comma;
        struct answer_span three = answer_pattern_group(pattern, numeral.start, "three");
        *value = decimal ? exact_of_digits(before, three, exponent, digits)
                         : exact_of_digits(numeral, none, exponent, digits);
        return true;
    }
    static const char *const forms[][2] = {
        {"large", "small"}, {"grouped", "rest"}, {"indian", "fine"}, {"whole", "behind"}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct answer_span whole = answer_pattern_group(pattern, numeral.start, forms[i][0]);
        if (!whole.start)
            continue;
        struct answer_span behind = answer_pattern_group(pattern, numeral.start, forms[i][1]);
        bool thousands = false;
        if (!raised && i == 0 && whole.length <= GROUP && *whole.start != '0' && behind.length == TWO_GROUPS)
            thousands = (whole.start[whole.length] == ',') != comma; /* 33,112 800 */
        else if (!raised && i == 1 && whole.length <= TWO_GROUPS && behind.length == GROUP)
            thousands = comma != reader->comma; /* 33 112,800: the decimal sign is likelier on any paper */
        *value = thousands ? exact_of_digits(numeral, none, exponent, digits)
                           : exact_of_digits(whole, behind, exponent, digits);
        return whole.length + behind.length > 0;
    }
    return false;
}

static bool is_equal(struct answer_exact a, struct answer_exact b) {
    struct answer_exact *low = a.exponent < b.exponent ? &a : &b, *high = low == &a ? &b : &a;
    for (; high->exponent > low->exponent; high->exponent--)
        if (__builtin_mul_overflow(high->numerator, 10, &high->numerator))
            return false;
    answer_wide left, right;
    return !__builtin_mul_overflow(a.numerator, b.denominator, &left) &&
           !__builtin_mul_overflow(b.numerator, a.denominator, &right) && left == right;
}

static void add_value(struct answer_numeral *numeral, struct answer_exact value) {
    for (int i = 0; i < numeral->count; i++)
        if (is_equal(numeral->values[i], value))
            return;
    numeral->values[numeral->count++] = value;
}

/* The exponent of a power such as 10^7, 10**7, 10^{-7}. */
static int power_exponent(struct answer_span power) {
    char digits[8] = "";
    size_t count = 0;
    for (size_t i = 2; i < power.length && count < sizeof digits - 1; i++)
        if (!strchr("^*{}()+ ", power.start[i]))
            digits[count++] = power.start[i];
    return atoi(digits);
}

/* A side of a fraction, small enough to calculate with. */
static bool read_side(const struct answer_numeral_reader *reader, struct answer_span text, bool comma,
                      struct answer_exact *value) {
    int digits;
    return read_digits(reader, text, comma, false, 0, value, &digits) && value->numerator < SIDE_LIMIT &&
           value->exponent <= 0 && value->exponent >= -SIDE_EXPONENT;
}

static bool divide(struct answer_exact *above, struct answer_exact below) {
    if (below.numerator == 0)
        return false;
    above->denominator = below.numerator;
    above->exponent -= below.exponent;
    return true;
}

/* A fraction, and what is before it as a part of the same number: 25 000/32 000 is one number over another, 1 1/2 a
 * mixed number, 1 500/2000 both. The digits over the line of a mixed number are plain, and less than those below. */
static void read_fraction(const struct answer_numeral_reader *reader, struct answer_span above,
                          struct answer_span below, struct answer_numeral *numeral) {
    size_t last = above.length;
    while (last > 0 && above.start[last - 1] != ' ')
        last--;
    struct answer_span top = {above.start + last, above.length - last}, whole = answer_span_trim(above);
    whole.length = last;
    whole = answer_span_trim(whole);
    numeral->fraction = true;
    for (int turn = 0; turn < 2; turn++) {
        const bool comma = reader->comma != (turn == 1);
        struct answer_exact bottom, value, units;
        if (!read_side(reader, below, comma, &bottom))
            continue;
        /* Above the bar, a space groups thousands only before three digits: 1,500 3/4 is mixed. */
        if ((!last || top.length == 3) && read_side(reader, above, comma, &value) && divide(&value, bottom)) {
            const struct answer_exact less = {1, 1, -2, false}, more = {1, 1, 2, false};
            const char sign = comma ? ',' : '.';
            numeral->hundred = numeral->hundred || (memchr(above.start, sign, above.length) && is_equal(value, less)) ||
                               (memchr(below.start, sign, below.length) && is_equal(value, more));
            add_value(numeral, value);
        }
        if (!last || *top.start == '0' || !read_side(reader, top, comma, &value) ||
            !read_side(reader, whole, comma, &units) ||
            answer_pattern_group(&reader->grouping, whole.start, "small").length > 0 || units.exponent ||
            value.exponent || bottom.exponent || value.numerator >= bottom.numerator)
            continue;
        numeral->mixed = numeral->mixed || numeral->count == 0;
        value.numerator += units.numerator * bottom.numerator;
        divide(&value, bottom);
        add_value(numeral, value);
    }
    numeral->reason = ANSWER_NUMBER;
}

/* What the parts of digits with spaces between them mean if they are numbers of their own: 300 500 may be two answers.
 */
static void read_parts(const struct answer_numeral_reader *reader, struct answer_span text,
                       struct answer_numeral *numeral) {
    int digits;
    for (size_t i = 1; i < text.length; i++) {
        const struct answer_span parts[] = {{text.start, i}, {text.start + i + 1, text.length - i - 1}};
        for (int p = 0; text.start[i] == ' ' && p < 2 && numeral->part_count < ANSWER_DOUBTS; p++)
            numeral->part_count +=
                read_digits(reader, parts[p], reader->comma, false, 0, &numeral->parts[numeral->part_count], &digits) &&
                (parts[p].length == 1 || parts[p].start[0] != '0' || parts[p].start[1] > '9' ||
                 parts[p].start[1] < '0');
    }
}

struct answer_numeral answer_numeral_value(const struct answer_numeral_reader *reader,
                                           const struct answer_pattern *pattern, const char *text) {
    struct answer_span digits = answer_pattern_group(pattern, text, "numeral"),
                       power = answer_pattern_group(pattern, text, "power");
    struct answer_numeral numeral = {.reason = ANSWER_GROUPING};
    if (power.start) {
        add_value(&numeral, (struct answer_exact){1, 1, power_exponent(power), false});
    } else if (!digits.start) {
        read_fraction(reader, answer_pattern_group(pattern, text, "above"),
                      answer_pattern_group(pattern, text, "below"), &numeral);
    } else {
        struct answer_span e = answer_pattern_group(pattern, text, "e"),
                           times = answer_pattern_group(pattern, text, "times");
        const bool raised = e.start || times.start;
        int exponent = e.start ? atoi(e.start) : times.start ? power_exponent(times) : 0, other;
        for (int turn = 0; turn < 2; turn++) {
            struct answer_exact value;
            if (read_digits(reader, digits, reader->comma != (turn == 1), raised, exponent, &value,
                            turn ? &other : &numeral.digits))
                add_value(&numeral, value);
        }
        if (numeral.count && !raised)
            read_parts(reader, digits, &numeral);
    }
    if (numeral.count)
        numeral.reason = ANSWER_READ;
    return numeral;
}
