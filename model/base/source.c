#include "base/source.h"

#include "base/diag.h"
#include "base/text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

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

/* Reports why a file could not be read. A name that leads to no file is a mistake; anything else may pass. */
static void report_unread(struct diag *diag, const char *name, int cause) {
    bool mistaken = cause == ENOENT || cause == ENOTDIR || cause == EISDIR || cause == ELOOP || cause == ENAMETOOLONG;
    diag_report(diag, mistaken ? SEVERITY_ERROR : SEVERITY_FAILURE, (struct pos){0}, "cannot read %s: %s", name,
                strerror(cause));
}

struct source *source_read_stream(struct arena *arena, FILE *stream, const char *name, struct diag *diag) {
    struct text bytes = {0};
    char chunk[16384];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, stream)) > 0)
        text_append(&bytes, chunk, n);
    struct source *source = NULL;
    if (ferror(stream))
        report_unread(diag, name, errno);
    else
        source = source_of_text(arena, name, bytes.bytes ? bytes.bytes : "", bytes.length);
    text_free(&bytes);
    return source;
}

struct source *source_read(struct arena *arena, const char *path, const char *shown_name, struct diag *diag) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        report_unread(diag, path, errno);
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
