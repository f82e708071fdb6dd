/* Mustache: any template over values that have every kind; the map from the filled text to the template holds. After a
 * line `%%%` the input has the partial. */
#include "mustache/mustache.h"
#include "engine/fuzz.h"

#include <string.h>

enum { MOST_ITEMS = 2000 };

/* The values: what a name's first letter says. */
static const char kinds[] = "lfemtp";
enum { LIST, FALSE, EMPTY, MISSING, TRUE, TEMPLATE, WORD };
static const int values[] = {LIST, FALSE, EMPTY, MISSING, TRUE, TEMPLATE, WORD};

struct view {
    struct fuzz_input *input;
    struct mustache *partial;
    int items; /* that were given; lists in lists would go on for ages */
};

static const void *member(void *caller, const void *inner, const void *value, const char *name, size_t length) {
    (void)caller, (void)inner, (void)value;
    const char *kind = length ? strchr(kinds, name[0]) : NULL;
    if (kind && *kind == 'm')
        return NULL;
    return &values[kind && *kind ? kind - kinds : WORD];
}

static enum mustache_kind kind(void *caller, const void *value) {
    (void)caller;
    int which = value ? *(const int *)value : WORD;
    return which == LIST ? MUSTACHE_LIST : which == FALSE || which == EMPTY ? MUSTACHE_FALSE : MUSTACHE_TRUE;
}

static const void *item(void *caller, const void *value, size_t i) {
    (void)value;
    struct view *view = caller;
    return i < 3 && view->items++ < MOST_ITEMS ? &values[WORD] : NULL;
}

static struct mustache *print(void *caller, const void *value, bool escaped, const char *format, struct pos pos,
                              struct text *out) {
    (void)pos;
    struct view *view = caller;
    if (value && *(const int *)value == TEMPLATE)
        return view->items++ < MOST_ITEMS ? view->partial : NULL;
    text_printf(out, escaped ? "<%s>" : "%s", format ? format : "wörd");
    return NULL;
}

static void missing(void *caller, const void *value, const char *name, struct pos pos) {
    (void)value;
    struct view *view = caller;
    diag_report(view->input->diag, SEVERITY_WARNING, pos, "nothing is called '%s'", name);
}

static struct mustache *partial(void *caller, const char *name, struct pos pos) {
    struct view *view = caller;
    if (name[0] != 'm' && view->items++ < MOST_ITEMS)
        return view->partial;
    missing(caller, NULL, name, pos);
    return NULL;
}

static const struct mustache_view functions = {member, kind, item, print, missing, partial};

static void count_names(void *context, const char *name, size_t length, struct pos pos) {
    size_t *count = context;
    fuzz_expect(strnlen(name, length) == length && pos.line > 0, "a tag has a name and a place");
    ++*count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char divide[] = "\n%%%\n";
    const uint8_t *cut = size ? memmem(data, size, divide, sizeof divide - 1) : NULL;
    struct fuzz_input input = fuzz_open(data, cut ? (size_t)(cut - data) : size);
    struct view view = {.input = &input};
    struct mustache *mustache = mustache_parse(input.arena, input.source, 0, input.diag);
    if (cut) {
        size_t start = (size_t)(cut - data) + sizeof divide - 1;
        view.partial = mustache_parse(input.arena,
                                      source_of_text(input.arena, "partial", (const char *)data + start, size - start),
                                      0, input.diag);
    }
    if (mustache) {
        size_t names = 0;
        mustache_visit_names(mustache, count_names, &names);
        struct mustache_text text = {0};
        if (mustache_render(mustache, &functions, &view, NULL, &text, input.diag))
            fuzz_reach();
        for (size_t i = 0; i < 16 && text.text.length; i++) {
            struct pos pos = mustache_text_pos(&text, i * 7919 % text.text.length);
            fuzz_expect(pos.source && pos.line > 0 && pos.column > 0, "each byte of filled text has a place");
        }
        mustache_text_free(&text);
    }
    fuzz_close(&input);
    return 0;
}
