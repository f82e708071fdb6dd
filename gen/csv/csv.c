#include "csv/csv.h"

#include "base/base.h"

#include <limits.h>
#include <string.h>

/* Duplicate names are found by comparing all pairs; no table of people has more columns than this. */
enum { COLUMN_LIMIT = 1000 };

struct csv_reader {
    struct csv_row header;
    const struct source *source;
    struct diag *diag;
    struct arena *arena;
    size_t at, row; /* row: where the row begins */
    int line, column;
    char *texts; /* of the current row's fields, one after the other */
    size_t written, capacity;
    struct csv_field *fields; /* of the current row, `limit` at most; their texts are those of `starts` */
    size_t *starts;           /* in `texts` */
    int limit, found;         /* found: the fields of the row so far, even those beyond the limit */
    struct pos surplus;       /* of the first field beyond the limit */
    bool bad;                 /* at most one error is reported for a row */
    int sound;                /* number of fields before the error */
    bool lost;                /* an open quote swallowed the rest of the file */
};

static struct pos here(const struct csv_reader *r) {
    return (struct pos){r->source, r->line, r->column};
}

static bool at_end(const struct csv_reader *r) {
    return r->at >= r->source->length;
}

static char peek(const struct csv_reader *r, size_t ahead) {
    return r->at + ahead < r->source->length ? r->source->bytes[r->at + ahead] : '\0';
}

static bool at_newline(const struct csv_reader *r) {
    return peek(r, 0) == '\n' || (peek(r, 0) == '\r' && peek(r, 1) == '\n');
}

static void spoil(struct csv_reader *r, struct pos pos, const char *message) {
    if (!r->bad) {
        diag_report(r->diag, SEVERITY_ERROR, pos, "%s", message);
        r->sound = r->found;
    }
    r->bad = true;
}

static void put(struct csv_reader *r, const char *bytes, size_t count) {
    while (r->written + count > r->capacity)
        r->texts = arena_grow(r->arena, r->texts, r->capacity, &r->capacity, 1);
    memcpy(r->texts + r->written, bytes, count);
    r->written += count;
}

/* Copies one code point into the field's text; invalid bytes spoil the row. */
static void take(struct csv_reader *r) {
    const char *bytes = r->source->bytes + r->at;
    unsigned c = (unsigned char)*bytes;
    int n = c < 0x80 ? 1 : utf8_decode(bytes, r->source->length - r->at, &c);
    if (n == 0) {
        spoil(r, here(r), "these bytes are not UTF-8; save the file as CSV in UTF-8");
        n = 1;
    } else if (c == 0) {
        spoil(r, here(r), "a NUL byte; a CSV file holds text only");
    }
    put(r, bytes, (size_t)n);
    r->at += (size_t)n;
    r->column++;
    if (c == '\n')
        r->line++, r->column = 1;
}

/* Copies an unquoted field, or what wrongly follows a closing quote, up to the comma or newline. */
static void take_plain(struct csv_reader *r) {
    while (!at_end(r) && peek(r, 0) != ',' && !at_newline(r)) {
        if (peek(r, 0) == '"')
            spoil(r, here(r),
                  "a quote inside an unquoted field; put the whole field in quotes and double the quotes in it: "
                  "\"the \"\"best\"\" one\"");
        else if (peek(r, 0) == '\r')
            spoil(r, here(r), "a carriage return without a line feed; rows end with LF or CRLF");
        take(r);
    }
}

static void take_quoted(struct csv_reader *r) {
    struct pos opening = here(r);
    r->at++, r->column++;
    for (;;) {
        if (at_end(r)) {
            /* Reported in addition to any other error of the row. */
            diag_report(r->diag, SEVERITY_ERROR, opening,
                        "this quote is never closed: the rest of the file is lost in it");
            r->sound = r->bad ? r->sound : r->found;
            r->bad = r->lost = true;
            return;
        }
        if (peek(r, 0) == '"') {
            r->at++, r->column++;
            if (peek(r, 0) != '"')
                break;
        }
        take(r);
    }
    if (!at_end(r) && peek(r, 0) != ',' && !at_newline(r)) {
        spoil(r, here(r),
              peek(r, 0) == '\r' ? "a carriage return without a line feed; rows end with LF or CRLF"
                                 : "text after a closing quote; expected a comma or the end of the row (a quote inside "
                                   "a quoted field is doubled)");
        take_plain(r);
    }
}

/* Whether csv_write puts a ' before the text: a spreadsheet would take it for a formula, or csv_read would remove a '
 * of its own. */
static bool needs_guard(const char *text) {
    text += strspn(text, "'");
    double number;
    return *text && strchr("=+-@\t\r", *text) && !number_parse(text, strlen(text), &number);
}

static void read_field(struct csv_reader *r) {
    struct csv_field field = {NULL, here(r)};
    size_t start = r->written;
    if (peek(r, 0) == '"')
        take_quoted(r);
    else
        take_plain(r);
    put(r, "", 1);
    if (r->texts[start] == '\'' && needs_guard(r->texts + start + 1))
        start++;
    if (r->found < r->limit)
        r->fields[r->found] = field, r->starts[r->found] = start;
    else if (r->found == r->limit)
        r->surplus = field.pos;
    r->found++;
}

/* Reads one row and the newline after it. False at the end of the file. */
static bool read_row(struct csv_reader *r, struct pos *pos) {
    for (;;) { /* blank lines */
        size_t blanks = strspn(r->source->bytes + r->at, " \t");
        if (r->lost || at_end(r) || r->at + blanks >= r->source->length)
            return false;
        char next = peek(r, blanks);
        if (next != '\n' && !(next == '\r' && peek(r, blanks + 1) == '\n'))
            break;
        r->at += blanks + (next == '\r' ? 2 : 1);
        r->line++, r->column = 1;
    }
    *pos = here(r);
    r->row = r->at;
    r->written = 0;
    r->found = r->sound = 0;
    r->bad = false;
    for (;;) {
        read_field(r);
        if (r->lost || at_end(r) || peek(r, 0) != ',')
            break;
        r->at++, r->column++;
    }
    if (!r->lost && !at_end(r)) {
        r->at += peek(r, 0) == '\r' ? 2 : 1;
        r->line++, r->column = 1;
    }
    return true;
}

/* Removes blanks (no-break spaces too) from both ends of a header's name, in place. */
static void trim(struct csv_field *field) {
    static const char no_break_space[] = "\xC2\xA0";
    const char *text = field->text;
    for (;; field->pos.column++) {
        if (*text == ' ' || *text == '\t')
            text++;
        else if (strncmp(text, no_break_space, 2) == 0)
            text += 2;
        else
            break;
    }
    size_t length = strlen(text);
    for (;;) {
        if (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
            length--;
        else if (length > 1 && memcmp(text + length - 2, no_break_space, 2) == 0)
            length -= 2;
        else
            break;
    }
    ((char *)text)[length] = '\0'; /* in the row's own copy */
    field->text = text;
}

static bool check_header(struct csv_reader *r, struct csv_row *header) {
    if (r->bad)
        return false;
    if (r->found > r->limit) {
        diag_report(r->diag, SEVERITY_ERROR, r->surplus, "the header has %d columns; at most %d are read", r->found,
                    COLUMN_LIMIT);
        return false;
    }
    const char *only = header->fields[0].text;
    bool quoted = r->source->bytes[header->place] == '"';
    if (header->field_count == 1 && !quoted && (strchr(only, ';') || strchr(only, '\t'))) {
        diag_report(r->diag, SEVERITY_ERROR, header->pos,
                    "the columns are separated by %s; save the file as CSV with commas",
                    strchr(only, ';') ? "semicolons" : "tabs");
        return false;
    }
    bool good = true;
    for (int i = 0; i < header->field_count; i++) {
        struct csv_field *field = &header->fields[i];
        trim(field);
        if (!*field->text) {
            diag_report(r->diag, SEVERITY_ERROR, field->pos,
                        "column %d has no name; give it one or remove the comma that makes it", i + 1);
            good = false;
        }
        for (int j = 0; j < i && *field->text; j++)
            if (strcmp(header->fields[j].text, field->text) == 0) {
                diag_report(r->diag, SEVERITY_ERROR, field->pos,
                            "the column '%s' appears twice, as column %d and as column %d; keep one", field->text,
                            j + 1, i + 1);
                good = false;
                break;
            }
    }
    return good;
}

/* Reports, in one message, a file that is no CSV at all. */
static bool check_kind(const struct source *source, struct diag *diag) {
    const char *b = source->bytes;
    const char *reason = NULL;
    if (source->length >= INT_MAX)
        reason = "the file is too large: 2 GiB or more";
    else if (source->length >= 4 && memcmp(b, "PK\3\4", 4) == 0)
        reason = "this is a workbook or an archive, not CSV; save the sheet as CSV in UTF-8";
    else if (source->length >= 2 && (memcmp(b, "\xFF\xFE", 2) == 0 || memcmp(b, "\xFE\xFF", 2) == 0))
        reason = "the file is UTF-16; save it as CSV in UTF-8";
    if (reason)
        diag_report(diag, SEVERITY_ERROR, (struct pos){source, 0, 0}, "%s", reason);
    return !reason;
}

static struct csv_row keep_row(struct csv_reader *r, struct arena *arena, struct pos pos) {
    int held = r->found < r->limit ? r->found : r->limit;
    struct csv_row row = {
        .pos = pos, .place = r->row, .bad = r->bad, .field_count = r->bad && r->sound < held ? r->sound : held};
    row.fields = arena_array(arena, (size_t)row.field_count, sizeof *row.fields);
    char *texts = arena_alloc(arena, r->written);
    memcpy(texts, r->texts, r->written);
    for (int i = 0; i < row.field_count; i++)
        row.fields[i] = (struct csv_field){texts + r->starts[i], r->fields[i].pos};
    return row;
}

static void check_ragged(const struct csv_reader *r, struct csv_row *row, int expected) {
    if (row->bad || r->found == expected)
        return;
    row->bad = true;
    const char *are = r->found == 1 ? "field" : "fields";
    if (r->found < expected)
        diag_report(r->diag, SEVERITY_ERROR, row->pos,
                    "this row has %d %s where the header has %d; an empty field still needs its comma", r->found, are,
                    expected);
    else
        diag_report(r->diag, SEVERITY_ERROR, r->surplus,
                    "this row has %d %s where the header has %d; put a field that contains a comma in quotes", r->found,
                    are, expected);
}

struct csv_reader *csv_open(struct arena *arena, const struct source *source, struct diag *diag) {
    if (!check_kind(source, diag))
        return NULL;
    struct csv_reader *r = arena_alloc(arena, sizeof *r);
    *r = (struct csv_reader){
        .arena = arena, .source = source, .diag = diag, .line = 1, .column = 1, .limit = COLUMN_LIMIT};
    r->fields = arena_array(arena, COLUMN_LIMIT, sizeof *r->fields);
    r->starts = arena_array(arena, COLUMN_LIMIT, sizeof *r->starts);
    struct pos pos;
    if (!read_row(r, &pos)) {
        diag_report(diag, SEVERITY_ERROR, (struct pos){source, 0, 0},
                    "the file is empty; its first row names the columns");
        return NULL;
    }
    r->header = keep_row(r, arena, pos);
    if (!check_header(r, &r->header))
        return NULL;
    r->limit = r->header.field_count;
    return r;
}

const struct csv_row *csv_header(const struct csv_reader *reader) {
    return &reader->header;
}

bool csv_next(struct csv_reader *reader, struct arena *arena, struct csv_row *row) {
    struct pos pos;
    if (!read_row(reader, &pos))
        return false;
    *row = keep_row(reader, arena, pos);
    check_ragged(reader, row, reader->header.field_count);
    return true;
}

size_t csv_count(struct csv_reader *reader) {
    const struct csv_reader before = *reader;
    struct pos pos;
    size_t count = 0;
    reader->diag = diag_new();
    while (read_row(reader, &pos))
        count++;
    diag_free(reader->diag);
    *reader = before;
    return count;
}

void csv_again(struct csv_reader *reader, size_t place, struct pos pos, struct arena *arena, struct csv_row *row) {
    const struct csv_reader before = *reader;
    *row = (struct csv_row){.pos = pos, .place = place, .bad = true};
    reader->lost = false;
    reader->at = place;
    reader->line = pos.line;
    reader->column = pos.column;
    reader->diag = diag_new();
    csv_next(reader, arena, row);
    diag_free(reader->diag);
    *reader = before;
}

struct csv *csv_read(struct arena *arena, const struct source *source, struct diag *diag) {
    struct csv_reader *reader = csv_open(arena, source, diag);
    if (!reader)
        return NULL;
    struct csv *csv = arena_alloc(arena, sizeof *csv);
    csv->header = reader->header;
    size_t capacity = 0;
    for (struct csv_row row; csv_next(reader, arena, &row);) {
        csv->rows = arena_grow(arena, csv->rows, csv->row_count, &capacity, sizeof *csv->rows);
        csv->rows[csv->row_count++] = row;
    }
    return csv;
}

int csv_column(const struct csv *csv, const char *name) {
    for (int i = 0; i < csv->header.field_count; i++)
        if (strcmp(csv->header.fields[i].text, name) == 0)
            return i;
    return -1;
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
    write_field(out, field, first, needs_guard(field));
}

void csv_write_heading(struct text *out, const char *heading, bool first) {
    write_field(out, heading, first, false);
}

void csv_write_number(struct text *out, double value, bool first) {
    if (!first)
        text_putc(out, ',');
    number_print_exact(out, value);
}

void csv_end_row(struct text *out) {
    text_putc(out, '\n');
}
