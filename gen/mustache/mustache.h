/* Mustache: templates to text, as its specification says, extended by `{{name | format}}`. */
#ifndef MUSTACHE_MUSTACHE_H
#define MUSTACHE_MUSTACHE_H

#include "base/base.h"

struct mustache; /* a parsed template: parsed once, rendered many times */

/* The kind of a value while a template is filled. The values belong to the caller. */
enum mustache_kind {
    MUSTACHE_MISSING, /* unknown name */
    MUSTACHE_FALSE,   /* false, null or an empty list */
    MUSTACHE_TRUE,    /* a section is rendered once, with the value as its context */
    MUSTACHE_LIST
};

/* The caller's values, as opaque pointers; NULL for none. */
struct mustache_view {
    /* The value of one part of a name (`a` of `a.b`) in one context value; NULL if it has no such member. The engine
     * walks the context stack and the dots. `inner` is the innermost context; behind a dot, it is the value. */
    const void *(*member)(void *caller, const void *inner, const void *value, const char *name, size_t length);
    enum mustache_kind (*kind)(void *caller, const void *value);
    /* Item i of a list; NULL after the last. */
    const void *(*item)(void *caller, const void *value, size_t i);
    /* Appends the value in the form that the caller wants in the text. `escaped` is false for {{{name}}} and {{&name}};
     * `format` is what follows `|`, trimmed, or NULL. `pos` is that of the tag. Returns NULL, or a template to be
     * rendered in place of the tag with the current context. */
    struct mustache *(*print)(void *caller, const void *value, bool escaped, const char *format, struct pos pos,
                              struct text *out);
    /* Called for a name that no context has (`value` is NULL), or whose value is of kind MUSTACHE_MISSING: reports it,
     * or stays silent as the specification says. */
    void (*missing)(void *caller, const void *value, const char *name, struct pos pos);
    /* The partial of that name; NULL if there is none (which the caller may report). */
    struct mustache *(*partial)(void *caller, const char *name, struct pos pos);
};

/* Maps the bytes of the filled text to where they came from: one origin for each tag and for each line of literal text,
 * ascending by offset. */
struct mustache_origin {
    size_t offset;
    struct pos pos;
    bool fixed; /* all bytes up to the next origin come from this one position (a tag); else they are literal text */
};
struct mustache_text {
    struct text text;
    struct mustache_origin *origins;
    size_t origin_count, origin_capacity;
    /* The position that was requested last. The next request is usually near: after it or, at a link, before it. */
    size_t asked_origin, asked_offset;
    int asked_columns;
};

/* Parses `source` from byte `start` on. Unclosed or wrongly closed sections, unclosed tags and bad names are errors at
 * their position. NULL after an error. The result lives in the arena. */
struct mustache *mustache_parse(struct arena *arena, const struct source *source, size_t start, struct diag *diag);
/* Calls `visit` for every tag that names a value, whether it would be rendered or not: with the first part of its name
 * (`a` of `a.b`), and its place. */
void mustache_visit_names(const struct mustache *mustache,
                          void (*visit)(void *context, const char *name, size_t length, struct pos pos), void *context);
/* Renders with the root context value. `out` is the caller's, zeroed before its first use; mustache_text_free frees it.
 * Partials nested more than 100 deep are an error. False after an error, including one that the view's functions
 * reported to `diag`. If only white space precedes a tag, a template that `print` returned for it is indented like a
 * standalone partial. */
bool mustache_render(struct mustache *mustache, const struct mustache_view *view, void *caller, const void *root,
                     struct mustache_text *out, struct diag *diag);
void mustache_text_free(struct mustache_text *text);
/* The position in a template from which a byte of the filled text came. */
struct pos mustache_text_pos(struct mustache_text *text, size_t offset);

#endif
