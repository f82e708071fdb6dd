/* What precedes the rows: comments, the separator, the headings. */
#include "csv/reader.h"

#include <string.h>
#include <strings.h>

/* The likeliest first. Those after the tab (Moodle offers colons) divide only headings that have none of the others. */
static const char SEPARATORS[] = {',', ';', '\t', ':', '|'};
enum { SEPARATOR_COUNT = sizeof SEPARATORS, USUAL_SEPARATORS = 3 };

static const char *rest(const struct csv_reader *r, size_t *length) {
    *length = r->source->length - r->at;
    return r->source->bytes + r->at;
}

/* The length of the line, without its end, and of the end. */
static size_t line_length(const char *line, size_t length, size_t *end) {
    const char *newline = memchr(line, '\n', length);
    *end = newline ? 1 : 0;
    if (!newline)
        return length;
    size_t before = (size_t)(newline - line);
    if (before && line[before - 1] == '\r')
        before--, ++*end;
    return before;
}

/* The length of the record, with the newlines in its quoted fields and without its end. */
static size_t record_length(const char *record, size_t length) {
    bool quoted = false;
    size_t i = 0;
    for (; i < length && (quoted || record[i] != '\n'); i++)
        quoted ^= record[i] == '"';
    return i && i < length && record[i - 1] == '\r' ? i - 1 : i;
}

/* Moves on by so many bytes. */
static void skip(struct csv_reader *r, size_t count) {
    for (size_t i = 0; i < count; i++, r->at++) {
        if (r->source->bytes[r->at] == '\n')
            r->line++;
    }
    r->column = 1;
}

/* Whether a line is `sep=;`, perhaps quoted or followed by separators; `*separator` is then the one that it names. */
static bool names_separator(const char *line, size_t length, char *separator) {
    bool quoted = length && *line == '"';
    line += quoted, length -= quoted;
    if (length < 5 || strncasecmp(line, "sep=", 4) != 0 || (unsigned char)line[4] >= 0x80 || line[4] == '"')
        return false;
    for (size_t i = 5; i < length; i++)
        if (!memchr(" \",;\t", line[i], 5))
            return false;
    *separator = line[4];
    return true;
}

/* Whether a line is a comment: its first field begins with # and is more than that sign, which may be a heading. */
static bool is_comment(const char *line, size_t length) {
    if (length && *line == '"')
        line++, length--;
    return length && *line == '#' && (length == 1 || !memchr("\",;\t", line[1], 4));
}

size_t csv_count_separators(const char *record, size_t length, char separator) {
    size_t count = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        quoted ^= record[i] == '"';
        count += !quoted && record[i] == separator;
    }
    return count;
}

/* The separator of the headings: the one that they have most of. If they have several, one that divides the first row
 * into as many fields as the headings comes before the others. An unusual one has to, and divides only headings that
 * have none of the usual ones. */
static char find_separator(const struct csv_reader *r) {
    size_t length, end, best = 0;
    const char *header = rest(r, &length);
    size_t first = record_length(header, length);
    for (end = first; end < length && strchr("\r\n", header[end]);)
        end++;
    size_t row = record_length(header + end, length - end);
    char found = SEPARATORS[0];
    for (int i = 0; i < SEPARATOR_COUNT && !(i >= USUAL_SEPARATORS && best); i++) {
        size_t count = csv_count_separators(header, first, SEPARATORS[i]);
        const bool divides = count && row && csv_count_separators(header + end, row, SEPARATORS[i]) == count;
        size_t score = i < USUAL_SEPARATORS || divides ? 2 * count : 0;
        if (divides)
            score += 2 * COLUMN_LIMIT;
        if (score > best)
            best = score, found = SEPARATORS[i];
    }
    return found;
}

void csv_begin_header(struct csv_reader *r) {
    r->separator = '\0';
    for (;;) {
        size_t length, end;
        const char *line = rest(r, &length);
        size_t own = line_length(line, length, &end), blanks = 0;
        while (blanks < own && memchr(" \t,;", line[blanks], 4))
            blanks++;
        if (length == 0)
            break;
        if (blanks == own) {
            skip(r, own + end);
        } else if (!r->named && (r->named = names_separator(line, own, &r->separator))) {
            skip(r, own + end);
        } else if (is_comment(line, own)) {
            size_t whole = *line == '"' ? record_length(line, length) : own;
            line_length(line + whole, length - whole, &end);
            skip(r, whole + end);
        } else {
            break;
        }
    }
    if (!r->named)
        r->separator = find_separator(r);
}

/* The length of the typographic quote at the beginning or end of a text; 0 if there is none. */
static size_t quote_length(const char *text, size_t length, bool at_end) {
    static const char *const quotes[] = {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E", "\xE2\x80\x9F", "\xE2\x80\x98",
                                         "\xE2\x80\x99", "\xE2\x80\x9A", "\xC2\xAB",     "\xC2\xBB"};
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        size_t own = strlen(quotes[i]);
        if (length >= own && memcmp(at_end ? text + length - own : text, quotes[i], own) == 0)
            return own;
    }
    return 0;
}

char *csv_strip_quotes(char *text, bool *quoted) {
    size_t length = strlen(text), first = quote_length(text, length, false);
    size_t last = first ? quote_length(text + first, length - first, true) : 0;
    if (quoted)
        *quoted = last > 0;
    if (!last)
        return text;
    text[length - last] = '\0';
    return text + first;
}

/* Removes blanks, then typographic quotes, from both ends of a heading, in place. */
static void trim(struct csv_reader *r, struct csv_field *field) {
    char *text = (char *)field->text; /* in the row's own copy */
    size_t length = strlen(text);
    for (size_t n; (n = text_blank(text, length)); field->pos.column++)
        text += n, length -= n;
    text[text_trimmed(text, length)] = '\0';
    bool quoted;
    field->text = csv_strip_quotes(text, &quoted);
    field->pos.column += quoted;
    r->curly = r->curly || quoted;
}

static bool report_duplicate(struct csv_reader *r, const struct csv_row *header, int column) {
    const struct csv_field *field = &header->fields[column];
    for (int j = 0; j < column; j++)
        if (strcmp(header->fields[j].text, field->text) == 0) {
            diag_report(r->diag, SEVERITY_ERROR, field->pos,
                        "the column '%s' appears twice, as column %d and as column %d; keep one", field->text, j + 1,
                        column + 1);
            return true;
        }
    return false;
}

bool csv_check_header(struct csv_reader *r, struct csv_row *header, bool unique) {
    if (r->bad)
        return false;
    if (r->surplus) {
        diag_report(r->diag, SEVERITY_ERROR, r->surplus_pos, "the header has %d columns; at most %d are read", r->found,
                    COLUMN_LIMIT);
        return false;
    }
    for (int i = 0; i < header->field_count; i++)
        trim(r, &header->fields[i]);
    r->unnamed = r->found - header->field_count;
    for (; header->field_count > 1 && !*header->fields[header->field_count - 1].text; header->field_count--)
        r->unnamed++;
    bool good = true;
    for (int i = 0; i < header->field_count; i++) {
        const struct csv_field *field = &header->fields[i];
        if (!*field->text) {
            diag_report(r->diag, SEVERITY_ERROR, field->pos, "column %d has no name; give it one or remove the column",
                        i + 1);
            good = false;
        } else if (unique && report_duplicate(r, header, i)) {
            good = false;
        }
    }
    return good;
}
