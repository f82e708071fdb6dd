/* Formats as templates and models write them. */
#include "base/decimal.h"
#include "base/number.h"

#include <string.h>

/* Takes the next word from `*at` and returns its length; 0 if there is none. */
static size_t next_word(const char **at, const char **word) {
    while (**at == ' ')
        ++*at;
    *word = *at;
    while (**at && **at != ' ')
        ++*at;
    return (size_t)(*at - *word);
}

static bool is_word(const char *word, size_t length, const char *wanted) {
    return strlen(wanted) == length && memcmp(word, wanted, length) == 0;
}

/* The number that one or two digits are; -1 if they are none. */
static int small_number(const char *word, size_t length) {
    int number = 0;
    for (size_t i = 0; i < length; i++) {
        if (word[i] < '0' || word[i] > '9')
            return -1;
        number = number * 10 + (word[i] - '0');
    }
    return number;
}

bool number_format_parse(const char *text, struct number_format *format) {
    static const struct {
        const char *name;
        enum number_style style;
    } styles[] = {{"percent", NUMBER_PERCENT},   {"money", NUMBER_MONEY},       {"thousands", NUMBER_THOUSANDS},
                  {"millions", NUMBER_MILLIONS}, {"billions", NUMBER_BILLIONS}, {"data", NUMBER_DATA}};
    struct number_format parsed = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    const char *at = text, *word;
    size_t length = next_word(&at, &word);
    bool decimals_may_follow = false, known = is_word(word, length, "auto");
    for (size_t i = 0; i < sizeof styles / sizeof *styles && !known; i++) {
        if (is_word(word, length, styles[i].name)) {
            parsed.style = styles[i].style;
            known = decimals_may_follow = true;
        }
    }
    if (known)
        length = next_word(&at, &word);
    if (parsed.style == NUMBER_MONEY && is_word(word, length, "auto")) {
        parsed.fits = true;
        length = next_word(&at, &word);
    }
    const int digits = length == 1 || length == 2 ? small_number(word, length) : -1;
    if ((!known || decimals_may_follow) && digits >= 0) {
        const bool one = length == 1;
        length = next_word(&at, &word);
        if (is_word(word, length, "significant") && digits > 0 && digits <= SOUND_DIGITS &&
            parsed.style != NUMBER_DATA) {
            parsed.significant = digits;
            length = next_word(&at, &word);
        } else if (one) {
            parsed.decimals = digits;
        } else {
            return false;
        }
        known = true;
    }
    if (!known)
        return false;
    parsed.with_unit = is_word(word, length, "unit");
    parsed.figure = is_word(word, length, "figure");
    if (parsed.with_unit || parsed.figure || is_word(word, length, "bare"))
        length = next_word(&at, &word);
    if (length != 0 || (parsed.fits && (parsed.figure || parsed.significant > 0))) /* which would leave out the unit */
        return false;
    *format = parsed;
    return true;
}
