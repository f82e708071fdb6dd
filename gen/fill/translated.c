/* Templates in another language: what they must have in common with their originals. */
#include "fill/template.h"

#include "yaml/yaml.h"

#include <string.h>

/* The next fenced block from an offset on: where its content begins and ends. `*word`: what follows the three
 * backquotes. */
static bool find_fence(struct arena *arena, const struct source *source, size_t *at, size_t *begin, size_t *end,
                       const char **word) {
    const char *bytes = source->bytes, *open = NULL;
    for (const char *line = bytes + *at; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
        if (strncmp(line, "```", 3) != 0)
            continue;
        if (!open) {
            open = line;
            *word = arena_strndup(arena, line + 3, strcspn(line + 3, " \r\n"));
            const char *next = strchr(line, '\n');
            *begin = next ? (size_t)(next - bytes) + 1 : source->length;
            continue;
        }
        *end = (size_t)(line - bytes);
        *at = *end + 3;
        return true;
    }
    return false;
}

/* Both have the same blocks in the same order; those of the translation that say so have the original's content. */
static void pair_fences(struct fill_template *template, const struct source *original, const struct source *source,
                        struct diag *diag) {
    struct arena *arena = template->arena;
    size_t at[2] = {0}, begin[2] = {0}, end[2] = {0}, capacity = 0;
    const char *words[2] = {NULL};
    bool found[2];
    for (;;) {
        found[0] = find_fence(arena, original, &at[0], &begin[0], &end[0], &words[0]);
        found[1] = find_fence(arena, source, &at[1], &begin[1], &end[1], &words[1]);
        if (!found[0] || !found[1] || strcmp(words[0], words[1]) != 0)
            break;
        const char *content = source->bytes + begin[1];
        if (end[1] - begin[1] > 16 || strncmp(content, "{{> original}}", 14) != 0)
            continue;
        const struct pos pos = source_pos(original, begin[0]);
        const struct source *part = source_of_part(arena, pos, original->bytes + begin[0], end[0] - begin[0]);
        template->originals =
            arena_grow(arena, template->originals, template->original_count, &capacity, sizeof *template->originals);
        template->originals[template->original_count++] =
            (struct fill_original){source_pos(source, begin[1]).line, mustache_parse(arena, part, 0, diag)};
    }
    if (found[1] && (!found[0] || strcmp(words[0], words[1]) != 0))
        diag_report(diag, SEVERITY_ERROR, source_pos(source, begin[1] ? begin[1] - 1 : 0),
                    found[0] ? "the original has a block `%s` here" : "the original has no further block", words[0]);
    else if (found[0])
        diag_report(diag, SEVERITY_ERROR, source_pos(source, source->length),
                    "the translation lacks a block `%s`, which its original has on line %d", words[0],
                    source_pos(original, begin[0]).line - 1);
}

bool fill_read_original(struct fill_template *template, const struct source *source, struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    const struct lab *lab = template->lab;
    const char *path = template->document->original;
    const struct source *original = source_read_within(template->arena, lab->folder, path, NULL, diag);
    struct fill_front front, *own = &template->front;
    if (!original || !fill_read_front(template->arena, original, &front, diag))
        return false;
    const struct pos start = {source, 1, 1};
    if (front.format != own->format || front.audience != own->audience || front.for_class != own->for_class)
        diag_report(diag, SEVERITY_ERROR, start,
                    "a translation has the `target`, `audience` and `for` of its original, %s", path);
    if (strcmp(own->language, lab->translation) != 0)
        diag_report(diag, SEVERITY_ERROR, start, "a template in the folder '%s' must say `lang: %s`, not '%s'",
                    lab->translation, lab->translation, own->language);
    pair_fences(template, original, source, diag);
    if (front.format->paged)
        yaml_compare_texts(template->arena, original->bytes, source, diag);
    return diag_clean_since(diag, mark);
}

struct mustache *fill_find_original(const struct fill_template *template, int line) {
    for (size_t i = 0; i < template->original_count; i++)
        if (template->originals[i].line == line)
            return template->originals[i].mustache;
    return NULL;
}
