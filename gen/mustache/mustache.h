/* Mustache: templates to text, as its specification says, with `{{name | format}}` in addition. */
#ifndef MUSTACHE_MUSTACHE_H
#define MUSTACHE_MUSTACHE_H

#include "base/base.h"

struct mustache; /* a parsed template: parse once, render many times */

/* What a name stands for while a template is filled. The engine asks; it never owns. */
enum mustache_kind {
    MUSTACHE_MISSING, /* unknown name */
    MUSTACHE_FALSE,   /* false, null or an empty list */
    MUSTACHE_TRUE,    /* a section is rendered once, with the value as its context */
    MUSTACHE_LIST
};

/* A value of the caller's, as an opaque pointer, NULL for none. */
struct mustache_view {
    /* The value of one name part in one context value (`a` of `a.b`), or NULL where it has no such member. The engine
     * walks the context stack and the dots. */
    const void *(*member)(void *caller, const void *value, const char *name, size_t length);
    enum mustache_kind (*kind)(void *caller, const void *value);
    /* Item i of a list, NULL behind the last. */
    const void *(*item)(void *caller, const void *value, size_t i);
    /* Appends the value as the caller wants it in text. `escaped` is false for {{{name}}} and {{&name}}; `format` is
     * what stood behind `|`, trimmed, or NULL. `pos` is the tag's place. Returns a template to be rendered in its
     * place (with the current context), or NULL where the text was appended. */
    struct mustache *(*print)(void *caller, const void *value, bool escaped, const char *format, struct pos pos,
                              struct text *out);
    /* A name that no context has: report it, or stay silent as the specification wants. */
    void (*missing)(void *caller, const char *name, struct pos pos);
    /* The partial of that name, or NULL (reported by the caller, or silent). */
    struct mustache *(*partial)(void *caller, const char *name, struct pos pos);
};

/* Which bytes of the filled text came from which place; ascending by offset, one a tag and one a line of literal text.
 */
struct mustache_origin {
    size_t offset;
    struct pos pos;
    bool fixed; /* all bytes up to the next origin come from that one place (a tag); else they are literal text */
};
struct mustache_text {
    struct text text;
    struct mustache_origin *origins;
    size_t origin_count, origin_capacity;
    /* The place that was asked for last: the next one is near, behind it or, at a link, before it. */
    size_t asked_origin, asked_offset;
    int asked_columns;
};

/* Parses `source` from byte `start` on. Unclosed and wrongly closed sections, unclosed tags and bad names are errors
 * with their place. NULL after an error. Lives in the arena. */
struct mustache *mustache_parse(struct arena *arena, const struct source *source, size_t start, struct diag *diag);
/* Renders with the root context value. `out` is the caller's, zeroed before the first use; its origins are malloc'ed
 * and freed by mustache_text_free. Partials nested more than 100 deep are an error. False after an error, be it one
 * that the view's functions reported to `diag`. A template that `print` returned has its lines indented like a
 * standalone partial's where only white space stands before the tag. */
bool mustache_render(struct mustache *mustache, const struct mustache_view *view, void *caller, const void *root,
                     struct mustache_text *out, struct diag *diag);
void mustache_text_free(struct mustache_text *text);
/* The place in a template from which a byte of the filled text came. */
struct pos mustache_text_pos(struct mustache_text *text, size_t offset);

#endif
