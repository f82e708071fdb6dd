/* What a translation must have in common with its original: tags, what is placed, figures. */
#include "yaml/yaml.h"

#include <string.h>

struct compared {
    const char *text;
    size_t offset;
};
struct parts {
    struct compared *parts;
    size_t count, capacity;
};

static void add(struct arena *arena, struct parts *parts, const char *text, size_t offset) {
    parts->parts = arena_grow(arena, parts->parts, parts->count, &parts->capacity, sizeof *parts->parts);
    parts->parts[parts->count++] = (struct compared){text, offset};
}

static bool has(const struct parts *parts, const char *text) {
    for (size_t i = 0; i < parts->count; i++)
        if (strcmp(parts->parts[i].text, text) == 0)
            return true;
    return false;
}

/* A tag as it is compared: without blanks, or with single ones. Sections close what they open: their ends count as
 * well. */
static const char *tag_text(struct arena *arena, const char *at, size_t length) {
    struct text out = {0};
    bool blank = false;
    for (size_t i = 0; i < length; i++) {
        const bool is_blank = strchr(" \n\t\r", at[i]) != NULL;
        if (!is_blank) {
            if (blank && out.length > 2 && !strchr("{#^/>|", out.bytes[out.length - 1]) && !strchr("|}", at[i]))
                text_putc(&out, ' ');
            text_putc(&out, at[i]);
        }
        blank = is_blank;
    }
    const char *copy = arena_strdup(arena, out.bytes ? out.bytes : "");
    text_free(&out);
    return copy;
}

static bool is_layout(const char *placed) {
    static const char *const kinds[] = {"lines:", "rule:", "columns:", "page:"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(placed, kinds[i], strlen(kinds[i])) == 0)
            return true;
    return false;
}

static void find_parts(struct arena *arena, const char *text, struct parts *tags, struct parts *figures) {
    for (const char *at = text; *at;) {
        const char *end = NULL;
        if (strncmp(at, "{{", 2) == 0 && (end = strstr(at, "}}"))) {
            end += 2;
            if (strncmp(at, "{{> original", 12) != 0)
                add(arena, tags, tag_text(arena, at, (size_t)(end - at)), (size_t)(at - text));
            at = end;
        } else if (strncmp(at, "](", 2) == 0 && (end = strchr(at, ')'))) {
            const char *placed = arena_strndup(arena, at + 2, (size_t)(end - at) - 2);
            if (!is_layout(placed))
                add(arena, tags, placed, (size_t)(at + 2 - text));
            at = end;
        } else if (*at >= '0' && *at <= '9') {
            size_t length = strspn(at, "0123456789");
            add(arena, figures, arena_strndup(arena, at, length), (size_t)(at - text));
            at += length;
        } else {
            at++;
        }
    }
}

static void compare(const struct parts *original, const struct parts *translated, const struct source *source,
                    const char *what, struct diag *diag) {
    for (size_t i = 0; i < translated->count; i++)
        if (!has(original, translated->parts[i].text))
            diag_report(diag, SEVERITY_ERROR, source_pos(source, translated->parts[i].offset),
                        "the original has no %s %s", what, translated->parts[i].text);
    for (size_t i = 0; i < original->count; i++) {
        bool before = false;
        for (size_t j = 0; j < i; j++)
            before = before || strcmp(original->parts[j].text, original->parts[i].text) == 0;
        if (!before && !has(translated, original->parts[i].text))
            diag_report(diag, SEVERITY_ERROR, source_pos(source, 0), "the translation lacks the %s %s of its original",
                        what, original->parts[i].text);
    }
}

void yaml_compare_texts(struct arena *arena, const char *original, const struct source *translated, struct diag *diag) {
    struct parts tags[2] = {{0}, {0}}, figures[2] = {{0}, {0}};
    find_parts(arena, original, &tags[0], &figures[0]);
    find_parts(arena, translated->bytes, &tags[1], &figures[1]);
    compare(&tags[0], &tags[1], translated, "tag", diag);
    compare(&figures[0], &figures[1], translated, "figure", diag);
}
