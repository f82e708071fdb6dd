#include "grade/fingerprint.h"

#include "base/base.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { DIGITS = 8 };

/* Reads what a spreadsheet program shows of a number: `9.66E+34`, in some countries `9,66E+34`. `*unit` is that of its
 * last digit. */
static bool read_shown(const char *text, double *value, double *unit) {
    char plain[64];
    const size_t length = strlen(text), mantissa = strcspn(text, "eE");
    if (length >= sizeof plain)
        return false;
    for (size_t i = 0; i <= length; i++)
        plain[i] = text[i] == ',' ? '.' : text[i];
    const char *point = memchr(plain, '.', mantissa);
    double exponent = 0;
    if (!number_parse(plain, length, value) ||
        (mantissa < length && !number_parse(plain + mantissa + 1, length - mantissa - 1, &exponent)))
        return false;
    *unit = pow(10, exponent - (point ? (double)(plain + mantissa - point - 1) : 0));
    return true;
}

/* Whether the text is the fingerprint as a number. */
static bool is_number_of(const char *text, const char *fingerprint) {
    double whole, shown, unit;
    if (!number_parse(fingerprint, DIGITS, &whole) || !read_shown(text, &shown, &unit))
        return false;
    return fabs(shown - whole) <= unit / 2 * (1 + 1e-9);
}

enum grade_fingerprint grade_fingerprint_compare(const char *text, const char *fingerprint) {
    const size_t length = strlen(text);
    if (strcasecmp(text, fingerprint) == 0)
        return FINGERPRINT_SAME;
    const bool whole = length == DIGITS && strspn(text, "0123456789abcdefABCDEF") == DIGITS;
    if (!whole && is_number_of(text, fingerprint))
        return FINGERPRINT_SAME;
    /* Fewer digits are those after the zeros. */
    return whole || (length && length < DIGITS && strspn(text, "0123456789") == length) ? FINGERPRINT_OTHER
                                                                                        : FINGERPRINT_NONE;
}
