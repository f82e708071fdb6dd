#include "base/diag.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SEEN = 256 };

/* What was reported: a part of the text, and its place. */
struct reported {
    size_t start, length;
    size_t file; /* among the names of files that were met; of its own where there is none */
    int line, column;
};

struct diag {
    struct text text;
    struct reported *reports;
    size_t report_count, report_capacity;
    struct text files; /* NUL-separated names */
    /* Where the last excerpt was: most reports go down a file. */
    const struct source *source;
    int line, column;
    size_t offset, column_offset; /* of the line; of the column in it */
    struct text seen;             /* NUL-separated texts that need not be shown again */
    int seen_count;
    int counts[3];
};

static const char *const severity_names[] = {"note", "warning", "error"};

struct diag *diag_new(void) {
    struct diag *diag = alloc_bytes(sizeof *diag);
    *diag = (struct diag){0};
    return diag;
}

void diag_free(struct diag *diag) {
    if (!diag)
        return;
    text_free(&diag->text);
    text_free(&diag->seen);
    text_free(&diag->files);
    free(diag->reports);
    free(diag);
}

/* Input is quoted in messages: nothing in it may move a terminal's cursor. */
static void put_escaped(struct text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        unsigned c;
        int n = utf8_decode(bytes + i, length - i, &c);
        if (n == 0)
            text_printf(out, "\\x%02X", (unsigned char)bytes[i]), n = 1;
        else if (c == '\t')
            text_putc(out, ' ');
        else if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
                 (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
            text_printf(out, c < 0x100 ? "\\x%02X" : "\\u%04X", c);
        else
            text_append(out, bytes + i, (size_t)n);
        i += (size_t)n;
    }
}

/* A message, without the middle of it where it quotes more than anybody reads. */
static void put_message(struct text *out, const char *message, size_t length) {
    enum { LONGEST = 2000, BEGINNING = 300, END = 600 };
    if (length <= LONGEST) {
        put_escaped(out, message, length);
        return;
    }
    size_t head = BEGINNING, tail = length - END;
    while (head && ((unsigned char)message[head] & 0xC0) == 0x80)
        head--;
    while (tail < length && ((unsigned char)message[tail] & 0xC0) == 0x80)
        tail++;
    put_escaped(out, message, head);
    text_puts(out, " […] ");
    put_escaped(out, message + tail, length - tail);
}

static void put_excerpt(struct diag *diag, struct pos pos) {
    struct text *out = &diag->text;
    if (diag->source != pos.source || pos.line < diag->line || diag->offset > pos.source->length)
        diag->source = pos.source, diag->line = 1, diag->offset = 0, diag->column = 1, diag->column_offset = 0;
    const char *line = pos.source->bytes + diag->offset, *end = pos.source->bytes + pos.source->length;
    for (; diag->line < pos.line; diag->line++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        if (!newline) {
            diag->source = NULL;
            return;
        }
        line = newline + 1;
        diag->offset = (size_t)(line - pos.source->bytes);
        diag->column = 1, diag->column_offset = 0;
    }
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    size_t length = (size_t)((newline ? newline : end) - line);
    if (length && line[length - 1] == '\r')
        length--;
    /* The part of a long line that holds the place. */
    size_t first = 0;
    if (pos.column < diag->column)
        diag->column = 1, diag->column_offset = 0;
    for (; diag->column < pos.column && diag->column_offset < length; diag->column++) {
        unsigned c;
        int n = utf8_decode(line + diag->column_offset, length - diag->column_offset, &c);
        diag->column_offset += n ? (size_t)n : 1;
    }
    size_t offset = pos.column > 0 ? diag->column_offset : 0;
    if (offset > 90) {
        first = offset - 60;
        while (first < offset && ((unsigned char)line[first] & 0xC0) == 0x80)
            first++;
    }
    size_t shown = length - first > 140 ? 140 : length - first;
    while (shown && first + shown < length && ((unsigned char)line[first + shown] & 0xC0) == 0x80)
        shown--;
    text_printf(out, "%6d | ", pos.line);
    put_escaped(out, line + first, shown);
    text_puts(out, "\n       | ");
    if (pos.column > 0) {
        struct text before = {0};
        put_escaped(&before, line + first, offset - first);
        for (size_t i = 0; i < before.length; i++)
            if (((unsigned char)before.bytes[i] & 0xC0) != 0x80)
                text_putc(out, ' ');
        text_free(&before);
        text_putc(out, '^');
    }
    text_putc(out, '\n');
}

/* From a place in a passage to the place in its file. */
static struct pos pos_in_whole(struct pos pos) {
    while (pos.source && pos.source->whole) {
        const struct source *part = pos.source;
        pos.source = part->whole;
        pos.line = pos.line > 0 ? pos.line + part->line - 1 : part->line;
        pos.column = pos.column > 0 ? pos.column + part->column - 1 : part->column;
    }
    return pos;
}

/* The place of a file's name among all that were met; NULL is unlike any other. */
static size_t file_of(struct diag *diag, const char *name) {
    size_t at = 0;
    while (at < diag->files.length && (!name || strcmp(diag->files.bytes + at, name) != 0))
        at += strlen(diag->files.bytes + at) + 1;
    if (at == diag->files.length)
        text_append(&diag->files, name ? name : "", strlen(name ? name : "") + 1);
    return at;
}

/* Begins a report at the end of the text. */
static struct reported *begin_report(struct diag *diag, struct pos pos) {
    if (diag->report_count == diag->report_capacity) {
        diag->report_capacity = diag->report_capacity ? 2 * diag->report_capacity : 16;
        diag->reports = alloc_resize(diag->reports, diag->report_capacity * sizeof *diag->reports);
    }
    struct reported *reported = &diag->reports[diag->report_count++];
    *reported = (struct reported){.start = diag->text.length,
                                  .file = file_of(diag, pos.source ? pos.source->name : NULL),
                                  .line = pos.line,
                                  .column = pos.column};
    return reported;
}

static void report(struct diag *diag, enum severity severity, struct pos pos, const char *message, size_t length) {
    pos = pos_in_whole(pos);
    struct reported *reported = begin_report(diag, pos);
    diag->counts[severity]++;
    struct text *out = &diag->text;
    if (pos.source) {
        put_escaped(out, pos.source->name, strlen(pos.source->name));
        if (pos.line > 0)
            text_printf(out, ":%d", pos.line);
        if (pos.line > 0 && pos.column > 0)
            text_printf(out, ":%d", pos.column);
        text_puts(out, ": ");
    } else {
        text_puts(out, "fleetsheet: ");
    }
    text_printf(out, "%s: ", severity_names[severity]);
    put_message(out, message, length);
    text_putc(out, '\n');
    if (pos.source && pos.line > 0)
        put_excerpt(diag, pos);
    reported->length = out->length - reported->start;
}

static char *format_message(const char *format, va_list arguments) {
    struct arena *arena = arena_new();
    char *message = arena_vprintf(arena, format, arguments);
    char *copy = alloc_bytes(strlen(message) + 1);
    strcpy(copy, message);
    arena_free(arena);
    return copy;
}

void diag_vreport(struct diag *diag, enum severity severity, struct pos pos, const char *format, va_list arguments) {
    char *message = format_message(format, arguments);
    report(diag, severity, pos, message, strlen(message));
    free(message);
}

void diag_report(struct diag *diag, enum severity severity, struct pos pos, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag_vreport(diag, severity, pos, format, arguments);
    va_end(arguments);
}

void diag_report_near(struct diag *diag, enum severity severity, struct pos pos, const char *near,
                      const char *otherwise, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *message = format_message(format, arguments);
    va_end(arguments);
    if (near)
        diag_report(diag, severity, pos, "%s; did you mean '%s'?", message, near);
    else
        diag_report(diag, severity, pos, "%s%s", message, otherwise ? otherwise : "");
    free(message);
}

/* Whether this text was met before; remembers it, so long as there are not too many to look through. */
static bool is_known(struct diag *diag, const char *text) {
    if (diag->seen_count >= MOST_SEEN)
        return false;
    for (size_t i = 0; i < diag->seen.length; i += strlen(diag->seen.bytes + i) + 1)
        if (strcmp(diag->seen.bytes + i, text) == 0)
            return true;
    text_append(&diag->seen, text, strlen(text) + 1);
    diag->seen_count++;
    return false;
}

void diag_report_once(struct diag *diag, enum severity severity, struct pos pos, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *message = format_message(format, arguments);
    va_end(arguments);
    if (!is_known(diag, message))
        report(diag, severity, pos, message, strlen(message));
    free(message);
}

const char *diag_text(const struct diag *diag) {
    return diag->text.bytes ? diag->text.bytes : "";
}

int diag_count(const struct diag *diag, enum severity severity) {
    return diag->counts[severity];
}

void diag_merge(struct diag *diag, const char *text, int warnings, int errors) {
    if (*text && !is_known(diag, text)) {
        begin_report(diag, (struct pos){0})->length = strlen(text);
        text_puts(&diag->text, text);
    }
    diag->counts[SEVERITY_WARNING] += warnings;
    diag->counts[SEVERITY_ERROR] += errors;
}

static int by_place(const void *a, const void *b) {
    const struct reported *one = a, *other = b;
    if (one->file != other->file)
        return one->file < other->file ? -1 : 1;
    if (one->line != other->line)
        return one->line < other->line ? -1 : 1;
    if (one->column != other->column)
        return one->column < other->column ? -1 : 1;
    return one->start < other->start ? -1 : one->start > other->start;
}

void diag_sort(struct diag *diag) {
    struct text sorted = {0};
    if (diag->report_count)
        qsort(diag->reports, diag->report_count, sizeof *diag->reports, by_place);
    for (size_t i = 0; i < diag->report_count; i++) {
        struct reported *reported = &diag->reports[i];
        text_append(&sorted, diag->text.bytes + reported->start, reported->length);
        reported->start = sorted.length - reported->length;
    }
    text_free(&diag->text);
    diag->text = sorted;
}

void diag_flush(struct diag *diag, FILE *stream) {
    if (diag->text.length)
        fwrite(diag->text.bytes, 1, diag->text.length, stream);
    text_clear(&diag->text);
    diag->report_count = 0;
    fflush(stream);
}

int utf8_decode(const char *bytes, size_t length, unsigned *code_point) {
    const unsigned char *b = (const unsigned char *)bytes;
    unsigned c = b[0];
    int n = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
    if (n == 0 || (size_t)n > length)
        return 0;
    if (n > 1)
        c &= 0x7Fu >> n;
    for (int i = 1; i < n; i++) {
        if ((b[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (b[i] & 0x3Fu);
    }
    if ((n == 3 && (c < 0x800 || (c >= 0xD800 && c < 0xE000))) || (n == 4 && (c < 0x10000 || c > 0x10FFFF)))
        return 0;
    *code_point = c;
    return n;
}

size_t utf8_check(const char *bytes, size_t length) {
    size_t i = 0;
    while (i < length) {
        unsigned c;
        int n = utf8_decode(bytes + i, length - i, &c);
        if (n == 0)
            return i;
        i += (size_t)n;
    }
    return length;
}

struct source *source_of_text(struct arena *arena, const char *name, const char *text, size_t length) {
    struct source *source = arena_alloc(arena, sizeof *source);
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3, length -= 3;
    *source = (struct source){
        .name = arena_strdup(arena, name), .bytes = arena_strndup(arena, text, length), .length = length};
    return source;
}

struct source *source_of_part(struct arena *arena, struct pos pos, const char *text, size_t length) {
    struct source *source = source_of_text(arena, pos.source->name, text, length);
    source->whole = pos.source;
    source->line = pos.line;
    source->column = pos.column;
    return source;
}

struct source *source_read_stream(struct arena *arena, FILE *stream, const char *name, struct diag *diag) {
    struct text bytes = {0};
    char chunk[16384];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, stream)) > 0)
        text_append(&bytes, chunk, n);
    struct source *source = NULL;
    if (ferror(stream))
        diag_report(diag, SEVERITY_ERROR, (struct pos){0}, "cannot read %s: %s", name, strerror(errno));
    else
        source = source_of_text(arena, name, bytes.bytes ? bytes.bytes : "", bytes.length);
    text_free(&bytes);
    return source;
}

struct source *source_read(struct arena *arena, const char *path, const char *shown_name, struct diag *diag) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        diag_report(diag, SEVERITY_ERROR, (struct pos){0}, "cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    struct source *source = source_read_stream(arena, file, shown_name ? shown_name : path, diag);
    fclose(file);
    return source;
}

struct pos source_pos(const struct source *source, size_t offset) {
    struct pos pos = {source, 1, 1};
    for (size_t i = 0; i < offset && i < source->length; i++) {
        if (source->bytes[i] == '\n')
            pos.line++, pos.column = 1;
        else if (((unsigned char)source->bytes[i] & 0xC0) != 0x80)
            pos.column++;
    }
    return pos;
}

/* Optimal string alignment distance. */
size_t name_distance(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    if (n > 63 || m > 63)
        return SIZE_MAX;
    size_t d[65][65];
    for (size_t i = 0; i <= n; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            size_t best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

const char *name_nearest(const char *name, const char *const *candidates, size_t count) {
    size_t limit = strlen(name) / 3 < 2 ? 2 : strlen(name) / 3, best = limit + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t distance = name_distance(name, candidates[i]);
        if (distance < best && distance < strlen(candidates[i])) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}
