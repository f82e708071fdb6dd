#include "fill/items.h"

#include <string.h>

bool fill_check_text(const struct source *source, struct diag *diag) {
    size_t offset = utf8_check(source->bytes, source->length);
    if (offset < source->length) {
        diag_report(diag, SEVERITY_ERROR, source_pos(source, offset), "this byte is not UTF-8");
        return false;
    }
    if (memchr(source->bytes, '\0', source->length)) {
        diag_report(diag, SEVERITY_ERROR, source_pos(source, strlen(source->bytes)), "a NUL byte is not text");
        return false;
    }
    for (size_t i = 0; i < source->length;) {
        unsigned c;
        i += (size_t)utf8_decode(source->bytes + i, source->length - i, &c);
        if (!character_is_unsafe(c) || c == '\r' || character_is(c, CHARACTER_DIRECTION))
            continue;
        diag_report(diag, SEVERITY_ERROR, source_pos(source, i - 1), "the control character U+%04X is not text", c);
        return false;
    }
    if (doc_has_private_use(source->bytes, source->length, &offset)) {
        diag_report(diag, SEVERITY_ERROR, source_pos(source, offset),
                    "a template cannot contain a private-use character: it has no meaning of its own");
        return false;
    }
    return true;
}

struct mustache *fill_parse_passage(struct fill_template *template, const struct lab_text *passage, struct diag *diag) {
    for (size_t i = 0; i < template->passage_count; i++)
        if (template->passages[i].text == passage->text)
            return template->passages[i].mustache;
    const struct source *source = source_of_part(template->arena, passage->pos, passage->text, strlen(passage->text));
    struct mustache *mustache = fill_check_text(source, diag) ? mustache_parse(template->arena, source, 0, diag) : NULL;
    fill_check_meanings(template, mustache, diag);
    template->passages = arena_grow(template->arena, template->passages, template->passage_count,
                                    &template->passage_capacity, sizeof *template->passages);
    template->passages[template->passage_count++] = (struct fill_parsed){passage->text, NULL, mustache};
    return mustache;
}

/* Text with its tokens replaced by what they print as. */
void fill_put_resolved(struct text *out, const struct document *document, const char *text,
                       const struct doc_value *const *values) {
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        unsigned c;
        int n = utf8_decode(text + i, length - i, &c);
        if (n == 4 && c >= VALUE_TOKEN_FIRST && c <= VALUE_TOKEN_LAST)
            doc_value_print(out, document, values[c - VALUE_TOKEN_FIRST]);
        else
            text_append(out, text + i, n ? (size_t)n : 1);
        i += n ? (size_t)n : 1;
    }
}

const char *fill_render_passage(struct fill *fill, struct mustache *passage, const struct fill_item *context) {
    struct mustache_text filled = {0};
    const char *line = NULL;
    if (mustache_render(passage, fill->view, fill, context, &filled, fill->diag)) {
        struct text printed = {0};
        fill_put_resolved(&printed, fill->document, filled.text.bytes ? filled.text.bytes : "", fill->values);
        line = text_keep(&printed, fill->arena);
    }
    mustache_text_free(&filled);
    return line;
}
