/* JSON values as what a template is filled from: for the tests of Mustache. */
#ifndef TESTS_UNIT_JSON_VIEW_H
#define TESTS_UNIT_JSON_VIEW_H

#include "mustache/mustache.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The caller of a json_view: partials by name, and the template sources that they are parsed in. */
struct json_view {
    struct arena *arena;
    struct diag *diag;
    const json_t *partials; /* an object of texts, or NULL */
    bool strict;            /* unknown names are errors */
};

static inline const void *json_view_member(void *caller, const void *inner, const void *value, const char *name,
                                           size_t length) {
    (void)caller, (void)inner;
    return json_object_getn(value, name, length);
}

static inline enum mustache_kind json_view_kind(void *caller, const void *value) {
    (void)caller;
    if (json_is_array((const json_t *)value))
        return json_array_size(value) ? MUSTACHE_LIST : MUSTACHE_FALSE;
    return json_is_null((const json_t *)value) || json_is_false((const json_t *)value) ? MUSTACHE_FALSE : MUSTACHE_TRUE;
}

static inline const void *json_view_item(void *caller, const void *value, size_t i) {
    (void)caller;
    return json_array_get(value, i);
}

static inline void json_view_put_number(const json_t *value, struct text *out) {
    if (json_is_integer(value)) {
        text_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return;
    }
    char digits[40];
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, json_real_value(value));
        if (strtod(digits, NULL) == json_real_value(value))
            break;
    }
    text_puts(out, digits);
}

static inline void json_view_put_escaped(const char *bytes, struct text *out) {
    for (; *bytes; bytes++) {
        if (*bytes == '&')
            text_puts(out, "&amp;");
        else if (*bytes == '<')
            text_puts(out, "&lt;");
        else if (*bytes == '>')
            text_puts(out, "&gt;");
        else if (*bytes == '"')
            text_puts(out, "&quot;");
        else
            text_putc(out, *bytes);
    }
}

/* A text is HTML-escaped; with the format `template` it is parsed and rendered in the tag's place. */
static inline struct mustache *json_view_print(void *caller, const void *value, bool escaped, const char *format,
                                               struct pos pos, struct text *out) {
    (void)pos;
    struct json_view *view = caller;
    const char *string = json_string_value(value);
    if (string && format && strcmp(format, "template") == 0)
        return mustache_parse(view->arena, source_of_text(view->arena, "text", string, strlen(string)), 0, view->diag);
    if (format)
        text_printf(out, "<%s>", format);
    if (json_is_number((const json_t *)value))
        json_view_put_number(value, out);
    else if (string && escaped)
        json_view_put_escaped(string, out);
    else if (string)
        text_puts(out, string);
    else if (json_is_true((const json_t *)value))
        text_puts(out, "true");
    return NULL;
}

static inline void json_view_missing(void *caller, const void *value, const char *name, struct pos pos) {
    (void)value;
    struct json_view *view = caller;
    if (view->strict)
        diag_report(view->diag, SEVERITY_ERROR, pos, "nothing is called '%s'", name);
}

static inline struct mustache *json_view_partial(void *caller, const char *name, struct pos pos) {
    struct json_view *view = caller;
    const char *text = json_string_value(json_object_get(view->partials, name));
    if (text)
        return mustache_parse(view->arena, source_of_text(view->arena, name, text, strlen(text)), 0, view->diag);
    json_view_missing(caller, NULL, name, pos);
    return NULL;
}

static const struct mustache_view json_view_functions = {json_view_member, json_view_kind,    json_view_item,
                                                         json_view_print,  json_view_missing, json_view_partial};

#endif
