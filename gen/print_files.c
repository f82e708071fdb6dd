#include "print_files.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool ends_with(const char *name, const char *end) {
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcmp(name + length - tail, end) == 0;
}

const char *print_file_plural(struct arena *arena, const char *name) {
    static const char *const hissing[] = {"s", "x", "z", "ch", "sh"};
    size_t length = strlen(name);
    if (ends_with(name, "y") && !strchr("aeiou", name[length - 2]))
        return arena_printf(arena, "%.*sies", (int)length - 1, name);
    for (size_t i = 0; i < sizeof hissing / sizeof *hissing; i++)
        if (ends_with(name, hissing[i]))
            return arena_printf(arena, "%ses", name);
    return arena_printf(arena, "%ss", name);
}

struct print_file {
    struct fonts *fonts;
    struct canvas *canvas; /* NULL before the first document, whose language is the file's */
    char *title;
    canvas_put *put;
    void *context;
};

struct print_file *print_file_new(struct fonts *fonts, const char *title, canvas_put *put, void *context) {
    struct print_file *file = alloc_bytes(sizeof *file);
    *file =
        (struct print_file){.fonts = fonts, .title = alloc_bytes(strlen(title) + 1), .put = put, .context = context};
    strcpy(file->title, title);
    return file;
}

void print_file_free(struct print_file *file) {
    if (!file)
        return;
    canvas_free(file->canvas);
    free(file->title);
    free(file);
}

void print_file_pack_head(struct text *out, const char *language, const char *title, const char *prefix) {
    text_append(out, language, strlen(language) + 1);
    text_append(out, title, strlen(title) + 1);
    text_append(out, prefix, strlen(prefix) + 1);
}

void print_file_add(struct print_file *file, const char *packed, size_t length) {
    const char *language = packed, *title = language + strlen(language) + 1, *stem = title + strlen(title) + 1;
    const char *pages = stem + strlen(stem) + 1;
    struct text prefix = {0};
    if (*stem)
        text_printf(&prefix, "%s-", stem);
    if (!file->canvas) {
        file->canvas = canvas_new(file->fonts, file->title, language);
        canvas_write_to(file->canvas, file->put, file->context);
    }
    canvas_add_packed(file->canvas, pages, length - (size_t)(pages - packed), title, *stem ? prefix.bytes : "");
    text_free(&prefix);
}

bool print_file_finish(struct print_file *file, struct diag *diag) {
    struct text rest = {0};
    bool fine = file->canvas && canvas_finish(file->canvas, &rest, diag);
    text_free(&rest);
    return fine;
}
