#include "csv/csv.h"

#include "csv/reader.h"

#include <string.h>

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

/* Reports a byte that is not UTF-8, and what it would be in the encoding that spreadsheets on Windows use by default.
 */
static void spoil_byte(struct csv_reader *r) {
    unsigned character = csv_windows_character((unsigned char)peek(r, 0));
    struct text message = {0};
    text_puts(&message, "these bytes are not UTF-8");
    if (character) {
        text_puts(&message, " (in Windows-1252, the first is '");
        text_put_code_point(&message, character);
        text_puts(&message, "')");
    }
    text_puts(&message, "; save the file as CSV in UTF-8 (in Excel: 'CSV UTF-8')");
    spoil(r, here(r), message.bytes);
    text_free(&message);
}

/* Copies one code point into the field's text; invalid bytes spoil the row. */
static void take(struct csv_reader *r) {
    const char *bytes = r->source->bytes + r->at;
    unsigned c = (unsigned char)*bytes;
    int n = c < 0x80 ? 1 : utf8_decode(bytes, r->source->length - r->at, &c);
    if (n == 0) {
        spoil_byte(r);
        n = 1;
    } else if (c == 0) {
        spoil(r, here(r), "this is a NUL byte; a CSV file can contain only text");
    }
    put(r, bytes, (size_t)n);
    r->at += (size_t)n;
    r->column++;
    if (c == '\n')
        r->line++, r->column = 1;
}

/* Copies an unquoted field, or what wrongly follows a closing quote, up to the separator or newline. */
static void take_plain(struct csv_reader *r) {
    while (!at_end(r) && peek(r, 0) != r->separator && !at_newline(r)) {
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
                        "this quote is never closed, so the rest of the file is read as one field");
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
    if (!at_end(r) && peek(r, 0) != r->separator && !at_newline(r)) {
        spoil(r, here(r),
              peek(r, 0) == '\r' ? "a carriage return without a line feed; rows end with LF or CRLF"
                                 : "text after a closing quote; expected a comma or the end of the row (a quote inside "
                                   "a quoted field is doubled)");
        take_plain(r);
    }
}

/* Whether the field is `="0013"`: how people keep a spreadsheet program from taking a text for a number. */
static bool is_formula_of_text(const char *text) {
    const size_t length = strlen(text);
    return length >= 3 && strncmp(text, "=\"", 2) == 0 && strchr(text + 2, '"') == text + length - 1;
}

static void read_field(struct csv_reader *r) {
    struct csv_field field = {NULL, here(r)};
    size_t start = r->written;
    const bool formula = peek(r, 0) == '=' && peek(r, 1) == '"';
    if (formula)
        r->at++, r->column++;
    if (peek(r, 0) == '"')
        take_quoted(r);
    else
        take_plain(r);
    put(r, "", 1);
    if (r->texts[start] == '\'' && csv_needs_guard(r->texts + start + 1)) {
        start++;
    } else if (!formula && is_formula_of_text(r->texts + start)) {
        r->texts[r->written - 2] = '\0';
        start += 2;
    }
    r->found++;
    if (r->found <= r->limit) {
        r->fields[r->found - 1] = field;
        r->starts[r->found - 1] = start;
    } else if (!r->surplus && r->texts[start + strspn(r->texts + start, " \t")]) {
        r->surplus = r->found;
        r->surplus_pos = field.pos;
    }
}

/* Whether the line has no text: blanks and separators alone, as spreadsheets write an empty row. `*length`: its own. */
static bool is_blank_line(const struct csv_reader *r, size_t *length) {
    const char *line = r->source->bytes + r->at;
    size_t n = 0, most = r->source->length - r->at;
    while (n < most && (line[n] == ' ' || line[n] == '\t' || line[n] == r->separator))
        n++;
    *length = n;
    if (n < most && line[n] != '\n' && !(line[n] == '\r' && n + 1 < most && line[n + 1] == '\n'))
        return false;
    if (n < most)
        *length += line[n] == '\r' ? 2 : 1;
    return true;
}

/* Reads one row and the newline after it. False at the end of the file. */
static bool read_row(struct csv_reader *r, struct pos *pos) {
    for (size_t length; !r->lost && !at_end(r) && is_blank_line(r, &length); r->line++, r->column = 1)
        r->at += length;
    if (r->lost || at_end(r))
        return false;
    *pos = here(r);
    r->row = r->at;
    r->written = 0;
    r->found = r->sound = r->surplus = 0;
    r->bad = false;
    for (;;) {
        read_field(r);
        if (r->lost || at_end(r) || peek(r, 0) != r->separator)
            break;
        r->at++, r->column++;
    }
    if (!r->lost && !at_end(r)) {
        r->at += peek(r, 0) == '\r' ? 2 : 1;
        r->line++, r->column = 1;
    }
    return true;
}

static struct csv_row keep_row(struct csv_reader *r, struct arena *arena, struct pos pos) {
    int held = r->found < r->limit ? r->found : r->limit;
    struct csv_row row = {
        .pos = pos, .place = r->row, .bad = r->bad, .field_count = r->bad && r->sound < held ? r->sound : held};
    row.fields = arena_array(arena, (size_t)row.field_count, sizeof *row.fields);
    char *texts = arena_alloc(arena, r->written);
    memcpy(texts, r->texts, r->written);
    for (int i = 0; i < row.field_count; i++) {
        char *field = texts + r->starts[i];
        row.fields[i] = (struct csv_field){r->curly ? csv_strip_quotes(field, NULL) : field, r->fields[i].pos};
    }
    return row;
}

static const char *separator_name(char separator) {
    static const char separators[] = ",;\t:|";
    static const char *const names[] = {"comma", "semicolon", "tab", "colon", "bar"};
    const char *found = separator ? strchr(separators, separator) : NULL;
    return found ? names[found - separators] : "separator";
}

/* The separator that divides the row just read into as many fields as the header has, or into several if that has one
 * column; 0 if it is none or the one that is used. */
static char other_separator(const struct csv_reader *r, int expected) {
    const char *row = r->source->bytes + r->row;
    if (r->found > 1 || r->lost || r->named)
        return '\0';
    for (const char *separator = ",;\t"; *separator; separator++) {
        size_t count = *separator == r->separator ? 0 : csv_count_separators(row, r->at - r->row, *separator);
        if (count && (expected == 1 || count + 1 == (size_t)expected))
            return *separator;
    }
    return '\0';
}

/* Fields beyond the header must be blank. */
static void check_ragged(const struct csv_reader *r, struct csv_row *row, int expected) {
    if (row->bad)
        return;
    const char other = r->found < expected || expected == 1 ? other_separator(r, expected) : '\0';
    if (r->found >= expected && !r->surplus && !other)
        return;
    row->bad = true;
    if (other) /* its one field is no field of the header */
        row->field_count = 0;
    const char *are = r->found == 1 ? "field" : "fields";
    if (other && expected == 1)
        diag_report(r->diag, SEVERITY_ERROR, row->pos,
                    "this row has a %s where the header has one column; put the field in quotes, or name the columns "
                    "that %ss separate",
                    separator_name(other), separator_name(other));
    else if (other)
        diag_report(r->diag, SEVERITY_ERROR, row->pos,
                    "%ss separate the fields of this row, but %ss those of the header", separator_name(other),
                    separator_name(r->separator));
    else if (r->found < expected)
        diag_report(r->diag, SEVERITY_ERROR, row->pos,
                    "this row has %d %s where the header has %d; an empty field still needs its %s", r->found, are,
                    expected, separator_name(r->separator));
    else if (r->surplus <= expected + r->unnamed)
        diag_report(r->diag, SEVERITY_ERROR, r->surplus_pos,
                    "column %d has no name in the header but a text here; name the column or remove the text",
                    r->surplus);
    else
        diag_report(r->diag, SEVERITY_ERROR, r->surplus_pos,
                    "this row has %d %s where the header has %d; put a field that contains a %s in quotes", r->found,
                    are, expected, separator_name(r->separator));
}

static struct csv_reader *open_reader(struct arena *arena, const struct source *source, bool unique,
                                      struct diag *diag) {
    source = csv_decode(arena, source, diag);
    if (!source)
        return NULL;
    struct csv_reader *r = arena_alloc(arena, sizeof *r);
    *r = (struct csv_reader){
        .arena = arena, .source = source, .diag = diag, .line = 1, .column = 1, .limit = COLUMN_LIMIT};
    r->fields = arena_array(arena, COLUMN_LIMIT, sizeof *r->fields);
    r->starts = arena_array(arena, COLUMN_LIMIT, sizeof *r->starts);
    csv_begin_header(r);
    struct pos pos;
    if (!read_row(r, &pos)) {
        diag_report(diag, SEVERITY_ERROR, (struct pos){source, 0, 0},
                    "the file is empty; its first row names the columns");
        return NULL;
    }
    r->header = keep_row(r, arena, pos);
    if (!csv_check_header(r, &r->header, unique))
        return NULL;
    r->limit = r->header.field_count;
    return r;
}

struct csv_reader *csv_reader_new(struct arena *arena, const struct source *source, struct diag *diag) {
    return open_reader(arena, source, true, diag);
}

struct csv_reader *csv_reader_of_view(struct arena *arena, const struct source *source, const struct csv_view *view,
                                      struct diag *diag) {
    struct csv_reader *reader = open_reader(arena, source, !view, diag);
    if (reader)
        reader->view = view;
    return reader;
}

const struct csv_row *csv_header(const struct csv_reader *reader) {
    return reader->view ? &reader->view->header : &reader->header;
}

/* Whether the view has a row; replaces its fields. */
static bool is_shown(const struct csv_reader *reader, struct arena *arena, struct csv_row *row) {
    if (reader->view && row->bad)
        row->field_count = 0;
    return !reader->view || row->bad || reader->view->row(reader->view->context, arena, row);
}

bool csv_next(struct csv_reader *reader, struct arena *arena, struct csv_row *row) {
    struct pos pos;
    do {
        if (!read_row(reader, &pos))
            return false;
        *row = keep_row(reader, arena, pos);
        check_ragged(reader, row, reader->header.field_count);
    } while (!is_shown(reader, arena, row));
    return true;
}

char csv_separator(const struct csv_reader *reader) {
    return reader->separator;
}

size_t csv_count(struct csv_reader *reader) {
    const struct csv_reader before = *reader;
    struct arena *arena = arena_new();
    size_t count = 0;
    reader->diag = diag_new_silent();
    for (struct csv_row row; csv_next(reader, arena, &row); arena_reset(arena))
        count++;
    arena_free(arena);
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
    reader->diag = diag_new_silent();
    csv_next(reader, arena, row);
    diag_free(reader->diag);
    *reader = before;
}

static struct csv *read_all(struct csv_reader *reader) {
    if (!reader)
        return NULL;
    struct arena *arena = reader->arena;
    struct csv *csv = arena_alloc(arena, sizeof *csv);
    csv->header = reader->header;
    csv->separator = reader->separator;
    size_t capacity = 0;
    for (struct csv_row row; csv_next(reader, arena, &row);) {
        csv->rows = arena_grow(arena, csv->rows, csv->row_count, &capacity, sizeof *csv->rows);
        csv->rows[csv->row_count++] = row;
    }
    return csv;
}

struct csv *csv_read(struct arena *arena, const struct source *source, struct diag *diag) {
    return read_all(open_reader(arena, source, true, diag));
}

struct csv *csv_read_export(struct arena *arena, const struct source *source, struct diag *diag) {
    return read_all(open_reader(arena, source, false, diag));
}
