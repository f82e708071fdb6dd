#include "base/diag.h"

#include "base/arena.h"
#include "base/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SEEN = 256, LEAST_INDEXED = 16 * 1024 };

/* One report: its part of the text, and its position. */
struct reported {
    size_t start, length;
    size_t file; /* its order among files; a report without a file counts as one */
    int line, column;
};

/* The name of a file, at an offset in `names`, and its order. */
struct reported_file {
    size_t name, order;
};

/* Where the lines of a large text begin, as far as they were looked for. Many reports on it would take quadratic time
 * without this. */
struct line_index {
    const char *bytes;
    size_t length;
    size_t *starts, count, capacity;
};

struct diag {
    bool silent; /* only counts */
    struct text text;
    struct reported *reports;
    size_t report_count, report_capacity;
    struct text names; /* NUL-separated */
    struct reported_file *files;
    size_t file_count, file_orders;
    struct line_index *indexes; /* by large text */
    size_t index_count;
    /* The position of the last excerpt: most reports go along a line, so the next search in it starts there. */
    const struct source *source;
    int line, column;
    size_t column_offset;
    struct text seen; /* NUL-separated texts that are not shown again */
    int seen_count;
    int counts[4];
};

static const char *const severity_names[] = {"note", "warning", "error", "error"};

struct diag *diag_new(void) {
    struct diag *diag = alloc_bytes(sizeof *diag);
    *diag = (struct diag){0};
    return diag;
}

struct diag *diag_new_silent(void) {
    struct diag *diag = diag_new();
    diag->silent = true;
    return diag;
}

void diag_free(struct diag *diag) {
    if (!diag)
        return;
    text_free(&diag->text);
    text_free(&diag->seen);
    text_free(&diag->names);
    for (size_t i = 0; i < diag->index_count; i++)
        free(diag->indexes[i].starts);
    free(diag->indexes);
    free(diag->files);
    free(diag->reports);
    free(diag);
}

/* A message. If it quotes more than anybody reads, its middle is left out. */
static void put_message(struct text *out, const char *message, size_t length) {
    enum { LONGEST = 2000, BEGINNING = 300, END = 600 };
    if (length <= LONGEST) {
        text_escape_line(out, message, length);
        return;
    }
    size_t head = BEGINNING, tail = length - END;
    while (head && ((unsigned char)message[head] & 0xC0) == 0x80)
        head--;
    while (tail < length && ((unsigned char)message[tail] & 0xC0) == 0x80)
        tail++;
    text_escape_line(out, message, head);
    text_puts(out, " […] ");
    text_escape_line(out, message + tail, length - tail);
}

/* The index of a large text, new if it has none. */
static struct line_index *index_of(struct diag *diag, const struct source *source) {
    for (size_t i = 0; i < diag->index_count; i++)
        if (diag->indexes[i].bytes == source->bytes && diag->indexes[i].length == source->length)
            return &diag->indexes[i];
    diag->indexes = alloc_resize(diag->indexes, (diag->index_count + 1) * sizeof *diag->indexes);
    struct line_index *index = &diag->indexes[diag->index_count++];
    *index = (struct line_index){.bytes = source->bytes, .length = source->length};
    return index;
}

/* Adds where the next line begins; false if there is none. */
static bool add_line(struct line_index *index) {
    size_t start = index->count ? index->starts[index->count - 1] : 0;
    if (index->count) {
        const char *newline = memchr(index->bytes + start, '\n', index->length - start);
        if (!newline)
            return false;
        start = (size_t)(newline - index->bytes) + 1;
    }
    if (index->count == index->capacity) {
        index->capacity = index->capacity ? 2 * index->capacity : 1024;
        index->starts = alloc_resize(index->starts, index->capacity * sizeof *index->starts);
    }
    index->starts[index->count++] = start;
    return true;
}

/* The beginning of a line; NULL if the file has no such line. */
static const char *find_line(struct diag *diag, const struct source *source, int line) {
    if (source->length >= LEAST_INDEXED) {
        struct line_index *index = index_of(diag, source);
        while (index->count < (size_t)line)
            if (!add_line(index))
                return NULL;
        return source->bytes + index->starts[line - 1];
    }
    const char *start = source->bytes, *end = start + source->length;
    for (int i = 1; i < line && start; i++) {
        const char *newline = memchr(start, '\n', (size_t)(end - start));
        start = newline ? newline + 1 : NULL;
    }
    return start;
}

static void put_excerpt(struct diag *diag, struct pos pos) {
    struct text *out = &diag->text;
    const char *line = find_line(diag, pos.source, pos.line), *end = pos.source->bytes + pos.source->length;
    if (!line)
        return;
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    size_t length = (size_t)((newline ? newline : end) - line);
    if (length && line[length - 1] == '\r')
        length--;
    /* The part of a long line around the position. */
    size_t first = 0;
    if (diag->source != pos.source || diag->line != pos.line || pos.column < diag->column ||
        diag->column_offset > length)
        diag->source = pos.source, diag->line = pos.line, diag->column = 1, diag->column_offset = 0;
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
    text_escape_line(out, line + first, shown);
    text_puts(out, "\n       | ");
    if (pos.column > 0) {
        struct text before = {0};
        text_escape_line(&before, line + first, offset - first);
        for (size_t i = 0; i < before.length; i++)
            if (((unsigned char)before.bytes[i] & 0xC0) != 0x80)
                text_putc(out, ' ');
        text_free(&before);
        text_putc(out, '^');
    }
    text_putc(out, '\n');
}

/* Translates a position in a passage to the position in its file. */
static struct pos pos_in_whole(struct pos pos) {
    while (pos.source && pos.source->whole) {
        const struct source *part = pos.source;
        pos.source = part->whole;
        pos.line = pos.line > 0 ? pos.line + part->line - 1 : part->line;
        pos.column = pos.column > 0 ? pos.column + part->column - 1 : part->column;
    }
    return pos;
}

/* The order of a file, which is its own if it is new. NULL always gets one of its own. */
static size_t file_of(struct diag *diag, const char *name) {
    for (size_t i = 0; name && i < diag->file_count; i++)
        if (strcmp(diag->names.bytes + diag->files[i].name, name) == 0)
            return diag->files[i].order;
    if (name) {
        diag->files = alloc_resize(diag->files, (diag->file_count + 1) * sizeof *diag->files);
        diag->files[diag->file_count++] = (struct reported_file){diag->names.length, diag->file_orders};
        text_append(&diag->names, name, strlen(name) + 1);
    }
    return diag->file_orders++;
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

static void count_report(struct diag *diag, enum severity severity) {
    diag->counts[severity]++;
    diag->counts[SEVERITY_ERROR] += severity == SEVERITY_FAILURE;
}

static void report(struct diag *diag, enum severity severity, struct pos pos, const struct text *message) {
    pos = pos_in_whole(pos);
    struct reported *reported = begin_report(diag, pos);
    count_report(diag, severity);
    struct text *out = &diag->text;
    if (pos.source) {
        text_escape_line(out, pos.source->name, strlen(pos.source->name));
        if (pos.line > 0)
            text_printf(out, ":%d", pos.line);
        if (pos.line > 0 && pos.column > 0)
            text_printf(out, ":%d", pos.column);
        text_puts(out, ": ");
    } else {
        text_puts(out, "fleetsheet: ");
    }
    text_printf(out, "%s: ", severity_names[severity]);
    put_message(out, message->bytes, message->length);
    text_putc(out, '\n');
    if (pos.source && pos.line > 0)
        put_excerpt(diag, pos);
    reported->length = out->length - reported->start;
}

void diag_vreport(struct diag *diag, enum severity severity, struct pos pos, const char *format, va_list arguments) {
    if (diag->silent) {
        count_report(diag, severity);
        return;
    }
    struct text message = {0};
    text_vprintf(&message, format, arguments);
    report(diag, severity, pos, &message);
    text_free(&message);
}

void diag_report(struct diag *diag, enum severity severity, struct pos pos, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag_vreport(diag, severity, pos, format, arguments);
    va_end(arguments);
}

void diag_report_near(struct diag *diag, enum severity severity, struct pos pos, const char *near,
                      const char *otherwise, const char *format, ...) {
    struct text message = {0};
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&message, format, arguments);
    va_end(arguments);
    if (near)
        text_printf(&message, "; did you mean '%s'?", near);
    else if (otherwise)
        text_puts(&message, otherwise);
    diag_report(diag, severity, pos, "%s", message.bytes);
    text_free(&message);
}

void diag_withdraw(struct diag *diag, struct pos pos, const char *words) {
    struct text *text = &diag->text;
    pos = pos_in_whole(pos);
    for (size_t i = diag->report_count; i-- > 0;) {
        const struct reported gone = diag->reports[i];
        const char *found = strstr(text->bytes + gone.start, words);
        if (gone.line != pos.line || gone.column != pos.column || !pos.source ||
            gone.file != file_of(diag, pos.source->name) || !found || found >= text->bytes + gone.start + gone.length)
            continue;
        memmove(text->bytes + gone.start, text->bytes + gone.start + gone.length,
                text->length - gone.start - gone.length + 1);
        text->length -= gone.length;
        diag->report_count--;
        memmove(&diag->reports[i], &diag->reports[i + 1], (diag->report_count - i) * sizeof gone);
        for (size_t k = 0; k < diag->report_count; k++)
            diag->reports[k].start -= diag->reports[k].start > gone.start ? gone.length : 0;
    }
}

/* Whether this text was seen before. Remembers it, until there are too many to search. */
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
    struct text message = {0};
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&message, format, arguments);
    va_end(arguments);
    if (!is_known(diag, message.bytes))
        diag_report(diag, severity, pos, "%s", message.bytes);
    text_free(&message);
}

const char *diag_text(const struct diag *diag) {
    return diag->text.bytes ? diag->text.bytes : "";
}

int diag_count(const struct diag *diag, enum severity severity) {
    return diag->counts[severity];
}

struct diag_mark diag_mark(const struct diag *diag) {
    return (struct diag_mark){diag_count(diag, SEVERITY_ERROR)};
}

bool diag_clean_since(const struct diag *diag, struct diag_mark mark) {
    return diag_count(diag, SEVERITY_ERROR) == mark.errors;
}

static const enum severity counted[] = {SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_FAILURE};

static void add(struct diag *diag, const char *text, const int counts[]) {
    if (*text && !diag->silent && !is_known(diag, text)) {
        begin_report(diag, NOWHERE)->length = strlen(text);
        text_puts(&diag->text, text);
    }
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        diag->counts[counted[i]] += counts[counted[i]];
}

void diag_merge(struct diag *diag, const struct diag *other) {
    add(diag, diag_text(other), other->counts);
}

void diag_put(const struct diag *diag, struct text *record) {
    record_put_text(record, diag_text(diag));
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        record_put_number(record, (uint64_t)diag->counts[counted[i]]);
}

bool diag_take(struct diag *diag, struct record *record) {
    const char *text = record_take_text(record);
    int counts[SEVERITY_FAILURE + 1] = {0};
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        counts[counted[i]] = (int)record_take_number(record, INT_MAX / 2);
    if (!record->damaged)
        add(diag, text, counts);
    return !record->damaged;
}

static int by_position(const void *a, const void *b) {
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
        qsort(diag->reports, diag->report_count, sizeof *diag->reports, by_position);
    for (size_t i = 0; i < diag->report_count; i++) {
        struct reported *reported = &diag->reports[i];
        text_append(&sorted, diag->text.bytes + reported->start, reported->length);
        reported->start = sorted.length - reported->length;
    }
    text_free(&diag->text);
    diag->text = sorted;
}

int diag_forget(struct diag *diag) {
    const int errors = diag->counts[SEVERITY_ERROR];
    if (diag->counts[SEVERITY_FAILURE])
        return 0;
    text_clear(&diag->text);
    text_clear(&diag->seen);
    diag->report_count = 0;
    diag->seen_count = 0;
    memset(diag->counts, 0, sizeof diag->counts);
    return errors;
}

void diag_flush(struct diag *diag, FILE *stream) {
    if (diag->text.length)
        fwrite(diag->text.bytes, 1, diag->text.length, stream);
    text_clear(&diag->text);
    diag->report_count = 0;
    fflush(stream);
}
