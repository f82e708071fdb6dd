/* What headings and numbers in cells mean. */
#include "csv/csv.h"

#include <string.h>
#include <utf8proc.h>

/* A heading, letter by letter: without case and accents, and without what people leave out or put between words. */
struct letters {
    const char *rest;
    utf8proc_int32_t held[32]; /* of the character before; no character has more than 18 */
    int count, next;
};

static bool is_filler(utf8proc_int32_t c) {
    return c == ' ' || c == '\t' || c == '-' || c == '_' || c == '.' || c == '\'' || c == 0x2019;
}

/* The next letter; 0 at the end. Bytes that are not UTF-8 are letters of their own. */
static utf8proc_int32_t next_letter(struct letters *letters) {
    static const int options =
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
    for (;;) {
        while (letters->next < letters->count) {
            utf8proc_int32_t c = letters->held[letters->next++];
            if (!is_filler(c))
                return c;
        }
        if (!*letters->rest)
            return 0;
        unsigned c = (unsigned char)*letters->rest;
        int n = utf8_decode(letters->rest, strnlen(letters->rest, 4), &c), unused = 0;
        letters->rest += n ? n : 1;
        letters->next = 0;
        letters->held[0] = (utf8proc_int32_t)c;
        letters->count = 1;
        if (n)
            letters->count = (int)utf8proc_decompose_char((utf8proc_int32_t)c, letters->held,
                                                          sizeof letters->held / sizeof *letters->held,
                                                          (utf8proc_option_t)options, &unused);
    }
}

bool csv_same_heading(const char *one, const char *other) {
    struct letters a = {.rest = one}, b = {.rest = other};
    for (;;) {
        utf8proc_int32_t x = next_letter(&a), y = next_letter(&b);
        if (x != y)
            return false;
        if (!x)
            return true;
    }
}

bool csv_heading_among(const char *heading, const char *const *names) {
    for (; *names; names++)
        if (csv_same_heading(heading, *names))
            return true;
    return false;
}

int csv_exact_column(const struct csv_row *header, const char *name) {
    for (int i = 0; i < header->field_count; i++)
        if (strcmp(header->fields[i].text, name) == 0)
            return i;
    return -1;
}

int csv_column(const struct csv *csv, const char *name) {
    return csv_exact_column(&csv->header, name);
}

int csv_similar_column(const struct csv_row *header, const char *name) {
    int exact = csv_exact_column(header, name);
    for (int i = 0; i < header->field_count && exact < 0; i++)
        if (csv_same_heading(header->fields[i].text, name))
            return i;
    return exact;
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

/* Appends a text without the signs that group its thousands, and with a point for a decimal comma. */
static void put_without(struct text *plain, const char *text, size_t length, char sign) {
    for (size_t i = 0; i < length; i++)
        if (text[i] != sign)
            text_putc(plain, text[i] == ',' ? '.' : text[i]);
}

bool csv_is_grouped(const char *text, size_t length, char sign, double *grouped) {
    size_t first = length && (*text == '-' || *text == '+');
    if (length == first || grouped_length(text + first, length - first, sign) != length - first)
        return false;
    struct text plain = {0};
    put_without(&plain, text, length, sign);
    bool good = number_parse(plain.bytes, plain.length, grouped);
    text_free(&plain);
    return good;
}

enum csv_number csv_plain_number(struct text *plain, char separator, const char *text, size_t length) {
    double value, grouped;
    text_clear(plain);
    text_puts(plain, "");
    if (number_parse(text, length, &value)) {
        text_append(plain, text, length);
        return separator == ';' && csv_is_grouped(text, length, '.', &grouped) ? CSV_TWO_NUMBERS : CSV_NUMBER;
    }
    if (separator == ',')
        return CSV_NO_NUMBER;
    const char *comma = memchr(text, ',', length);
    size_t before = comma ? (size_t)(comma - text) : length, sign = length && (*text == '-' || *text == '+');
    bool points = memchr(text, '.', before);
    if (!comma && !points)
        return CSV_NO_NUMBER;
    if (comma && (memchr(comma + 1, ',', length - before - 1) || memchr(comma + 1, '.', length - before - 1)))
        return CSV_NO_NUMBER;
    if (points && grouped_length(text + sign, before - sign, '.') != before - sign)
        return CSV_NO_NUMBER;
    put_without(plain, text, length, '.');
    if (!number_parse(plain->bytes, plain->length, &value))
        return CSV_NO_NUMBER;
    return csv_is_grouped(text, length, ',', &grouped) ? CSV_TWO_NUMBERS : CSV_NUMBER;
}

enum csv_number csv_parse_number(char separator, const char *text, size_t length, double *value) {
    struct text plain = {0};
    enum csv_number kind = csv_plain_number(&plain, separator, text, length);
    if (kind != CSV_NO_NUMBER)
        number_parse(plain.bytes, plain.length, value);
    text_free(&plain);
    return kind;
}
