/* Markdown: any text, with values in it, to the document tree. */
#include "document/document.h"
#include "engine/fuzz.h"
#include "language/language.h"
#include "mustache/mustache.h"

#include <string.h>

static const struct quantity tco = {.kind = QUANTITY_EQUATION, .index = 0, .name = "on_demand_tco", .shown = "USD"};
static double set_values[] = {33112800};
static const struct parameter_set set = {.id = "ada", .values = set_values};
static const struct doc_value printed[] = {
    {.kind = VALUE_TEXT, .text = "Ada *\"L\"* | <b>\n# =1+1"},
    {.kind = VALUE_QUANTITY, .quantity = &tco, .format = {.style = NUMBER_MONEY, .decimals = 0}},
    {.kind = VALUE_NUMBER,
     .number = 320,
     .unit_word = "x",
     .format = {.style = NUMBER_PLAIN, .decimals = 0, .with_unit = true}}};
static const struct doc_value *const values[] = {&printed[0], &printed[1], &printed[2]};
enum { VALUES = sizeof values / sizeof *values };

/* Every name is a value; which one is decided by its length. */
static const void *member(void *caller, const void *inner, const void *value, const char *name, size_t length) {
    (void)caller, (void)inner, (void)value, (void)name;
    return &printed[length % VALUES];
}
static enum mustache_kind kind(void *caller, const void *value) {
    (void)caller, (void)value;
    return MUSTACHE_TRUE;
}
static const void *item(void *caller, const void *value, size_t i) {
    (void)caller, (void)value, (void)i;
    return NULL;
}
static struct mustache *print(void *caller, const void *value, bool escaped, const char *format, struct pos pos,
                              struct text *out) {
    (void)caller, (void)escaped, (void)format, (void)pos;
    for (unsigned i = 0; i < VALUES; i++)
        if (value == &printed[i])
            text_put_code_point(out, VALUE_TOKEN_FIRST + i);
    return NULL;
}
static void missing(void *caller, const void *value, const char *name, struct pos pos) {
    (void)value;
    diag_report(caller, SEVERITY_ERROR, pos, "nothing is called '%s'", name);
}
static struct mustache *partial(void *caller, const char *name, struct pos pos) {
    missing(caller, NULL, name, pos);
    return NULL;
}
static const struct mustache_view view = {member, kind, item, print, missing, partial};

static bool resolve(void *context, struct doc_placed *placed) {
    (void)context;
    placed->quantity = &tco;
    placed->unit_word = placed->kind == PLACED_BLANK ? "years" : NULL;
    return placed->name[0] != 'u';
}

/* Every node knows its parent, its last child and a place in the template. */
static void check_tree(const struct doc_node *node) {
    const struct doc_node *last = NULL;
    for (const struct doc_node *child = node->first_child; child; child = child->next) {
        fuzz_expect(child->parent == node, "a node knows its parent");
        fuzz_expect(child->kind != NODE_TEXT || child->text, "a text has text");
        check_tree(child);
        last = child;
    }
    fuzz_expect(node->last_child == last, "a node knows its last child");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = fuzz_open(data, size);
    struct document document = {.arena = input.arena, .set = &set, .locale = &number_locale_english};
    struct mustache_text filled = {0};
    size_t offset;
    /* What a template may not have is refused before Markdown is read. */
    if (utf8_check(input.source->bytes, input.source->length) == input.source->length &&
        strlen(input.source->bytes) == input.source->length &&
        !doc_has_private_use(input.source->bytes, input.source->length, &offset)) {
        struct mustache *mustache = mustache_parse(input.arena, input.source, 0, input.diag);
        if (mustache && mustache_render(mustache, &view, input.diag, printed, &filled, input.diag) &&
            doc_read_markdown(&document, &filled, values, VALUES, resolve, NULL, input.diag)) {
            struct text out = {0};
            check_tree(document.root);
            doc_print_tree(&out, &document);
            fuzz_expect(out.length, "a tree is printed");
            text_free(&out);
            fuzz_reach();
        }
    }
    mustache_text_free(&filled);
    fuzz_close(&input);
    return 0;
}
