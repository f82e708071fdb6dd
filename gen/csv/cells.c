/* What headings and numbers in cells mean. */
#include "csv/csv.h"

#include <string.h>

static bool is_filler(char c) {
    return c == ' ' || c == '\t' || c == '-' || c == '_' || c == '.';
}

static int lower(char c) {
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

bool csv_same_heading(const char *one, const char *other) {
    for (;;) {
        while (is_filler(*one))
            one++;
        while (is_filler(*other))
            other++;
        if (lower(*one) != lower(*other))
            return false;
        if (!*one)
            return true;
        one++, other++;
    }
}

int csv_column(const struct csv *csv, const char *name) {
    for (int i = 0; i < csv->header.field_count; i++)
        if (strcmp(csv->header.fields[i].text, name) == 0)
            return i;
    return -1;
}

int csv_similar_column(const struct csv_row *header, const char *name) {
    for (int i = 0; i < header->field_count; i++)
        if (strcmp(header->fields[i].text, name) == 0)
            return i;
    for (int i = 0; i < header->field_count; i++)
        if (csv_same_heading(header->fields[i].text, name))
            return i;
    return -1;
}

static size_t count_digits(const char *text, size_t length) {
    size_t n = 0;
    while (n < length && text[n] >= '0' && text[n] <= '9')
        n++;
    return n;
}

/* The length of the digits at the beginning of a text, in groups of three; 0 if they are not grouped. */
static size_t grouped_length(const char *text, size_t length, char sign) {
    size_t n = count_digits(text, length), groups = 0;
    if (n < 1 || n > 3 || *text == '0')
        return 0;
    for (; n < length && text[n] == sign && count_digits(text + n + 1, length - n - 1) == 3; n += 4)
        groups++;
    return groups ? n : 0;
}

/* Reads a text without the signs that group its thousands, and with a point for a decimal comma. */
static bool parse_without(const char *text, size_t length, char sign, double *value) {
    struct text plain = {0};
    text_puts(&plain, "");
    for (size_t i = 0; i < length; i++)
        if (text[i] != sign)
            text_putc(&plain, text[i] == ',' ? '.' : text[i]);
    bool good = number_parse(plain.bytes, plain.length, value);
    text_free(&plain);
    return good;
}

bool csv_is_grouped(const char *text, size_t length, char sign, double *grouped) {
    size_t first = length && (*text == '-' || *text == '+');
    return length > first && grouped_length(text + first, length - first, sign) == length - first &&
           parse_without(text, length, sign, grouped);
}

enum csv_number csv_parse_number(char separator, const char *text, size_t length, double *value) {
    double grouped;
    bool plain = number_parse(text, length, value);
    if (separator == ',')
        return plain ? CSV_NUMBER : CSV_NO_NUMBER;
    if (plain)
        return separator == ';' && csv_is_grouped(text, length, '.', &grouped) ? CSV_TWO_NUMBERS : CSV_NUMBER;
    if (csv_is_grouped(text, length, '.', value)) /* 1.234.567 */
        return CSV_NUMBER;
    const char *comma = memchr(text, ',', length);
    size_t before = comma ? (size_t)(comma - text) : 0, sign = length && (*text == '-' || *text == '+');
    if (!comma || memchr(comma + 1, ',', length - before - 1) || memchr(comma + 1, '.', length - before - 1))
        return CSV_NO_NUMBER;
    if (memchr(text, '.', before) && grouped_length(text + sign, before - sign, '.') != before - sign)
        return CSV_NO_NUMBER;
    if (!parse_without(text, length, '.', value))
        return CSV_NO_NUMBER;
    return csv_is_grouped(text, length, ',', &grouped) ? CSV_TWO_NUMBERS : CSV_NUMBER;
}
