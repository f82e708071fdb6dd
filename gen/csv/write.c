/* Writing CSV. */
#include "csv/csv.h"
#include "csv/reader.h"

#include <string.h>

void csv_begin(struct text *out) {
    text_puts(out, "\xEF\xBB\xBF");
}

bool csv_needs_guard(const char *text) {
    text += strspn(text, "'");
    double number;
    return *text && strchr("=+-@\t\r", *text) && !number_parse(text, strlen(text), &number);
}

/* Besides what RFC 4180 demands: an empty first field (which alone would be a blank line), blanks at either end, what
 * other programs take for a separator, and what looks like a byte-order mark. */
static bool needs_quotes(const char *field, bool first) {
    size_t length = strlen(field);
    return (first && length == 0) || strpbrk(field, ",\"\r\n;\t") || field[0] == ' ' ||
           (length && field[length - 1] == ' ') || strncmp(field, "\xEF\xBB\xBF", 3) == 0;
}

static void write_field(struct text *out, const char *field, bool first, bool guard) {
    if (!first)
        text_putc(out, ',');
    bool quotes = needs_quotes(field, first);
    if (quotes)
        text_putc(out, '"');
    if (guard)
        text_putc(out, '\'');
    for (; *field; field++) {
        if (*field == '"')
            text_putc(out, '"');
        text_putc(out, *field);
    }
    if (quotes)
        text_putc(out, '"');
}

void csv_write(struct text *out, const char *field, bool first) {
    write_field(out, field, first, csv_needs_guard(field));
}

void csv_write_heading(struct text *out, const char *heading, bool first) {
    write_field(out, heading, first, false);
}

void csv_write_named(struct text *out, const char *name, const char *const *own, const char *what) {
    while (*own && strcmp(*own, name) != 0)
        own++;
    struct text heading = {0};
    text_puts(&heading, name);
    if (*own)
        text_printf(&heading, " (%s)", what);
    csv_write(out, heading.bytes, false);
    text_free(&heading);
}

void csv_write_number(struct text *out, double value, bool first) {
    if (!first)
        text_putc(out, ',');
    number_print_exact(out, value);
}

void csv_end_row(struct text *out) {
    text_putc(out, '\n');
}
