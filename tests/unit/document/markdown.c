#include "document/document.h"
#include "golden.h"
#include "language/language.h"
#include "mustache/mustache.h"
#include "sets/sets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* A model of one quantity, and the values that the golden templates may name. */
static const struct quantity tco = {.kind = QUANTITY_EQUATION, .index = 0, .name = "on_demand_tco", .shown = "USD"};
static double set_values[] = {33112800};
static const struct parameter_set set = {.id = "ada", .values = set_values};
static const struct {
    const char *name;
    struct doc_value value;
} named[] = {
    {"name", {.kind = VALUE_TEXT, .text = "Ada *\"L\"* | <b>"}},
    {"tco", {.kind = VALUE_QUANTITY, .quantity = &tco, .format = {.style = NUMBER_MONEY, .decimals = 0}}},
    {"predicted",
     {.kind = VALUE_NUMBER,
      .number = 320,
      .unit_word = "x",
      .format = {.style = NUMBER_PLAIN, .decimals = 0, .with_unit = true}}},
};
enum { NAMED = sizeof named / sizeof *named };
static const struct doc_value *const named_values[NAMED] = {&named[0].value, &named[1].value, &named[2].value};

static const void *view_member(void *caller, const void *inner, const void *value, const char *name, size_t length) {
    (void)caller, (void)inner, (void)value;
    for (size_t i = 0; i < NAMED; i++)
        if (strlen(named[i].name) == length && memcmp(named[i].name, name, length) == 0)
            return &named[i];
    return NULL;
}
static enum mustache_kind view_kind(void *caller, const void *value) {
    (void)caller, (void)value;
    return MUSTACHE_TRUE;
}
static const void *view_item(void *caller, const void *value, size_t i) {
    (void)caller, (void)value, (void)i;
    return NULL;
}
static struct mustache *view_print(void *caller, const void *value, bool escaped, const char *format, struct pos pos,
                                   struct text *out) {
    (void)caller, (void)escaped, (void)format, (void)pos;
    for (unsigned i = 0; i < NAMED; i++)
        if (value == &named[i])
            text_put_code_point(out, VALUE_TOKEN_FIRST + i);
    return NULL;
}
static void view_missing(void *caller, const void *value, const char *name, struct pos pos) {
    (void)value;
    diag_report(caller, SEVERITY_ERROR, pos, "nothing is called '%s'", name);
}
static struct mustache *view_partial(void *caller, const char *name, struct pos pos) {
    view_missing(caller, NULL, name, pos);
    return NULL;
}
static const struct mustache_view view = {view_member, view_kind, view_item, view_print, view_missing, view_partial};

/* Knows `speedup` as every kind; reports itself what is wrong with `reported`. */
static bool resolve(void *context, struct doc_placed *placed) {
    if (strcmp(placed->name, "reported") == 0)
        diag_report(context, SEVERITY_ERROR, NOWHERE, "the resolver's own words");
    if (strcmp(placed->name, "speedup") != 0)
        return false;
    placed->quantity = &tco;
    placed->unit_word = placed->kind == PLACED_BLANK ? "years" : NULL;
    return true;
}

static const struct number_locale locale = {".", ",", "\u00A0%", false, "$", {"", "K", "M", "B"}};

static bool read_template(struct document *document, const struct source *source, struct diag *diag) {
    struct mustache_text filled = {0};
    struct mustache *mustache = mustache_parse(document->arena, source, 0, diag);
    bool good = mustache && mustache_render(mustache, &view, diag, named, &filled, diag) &&
                doc_read_markdown(document, &filled, named_values, NAMED, resolve, diag, diag);
    mustache_text_free(&filled);
    return good;
}

/* Compares STEM.md with STEM.tree or, if it has errors, with STEM.diag. */
static void check_golden(const char *stem) {
    char path[1100], tree[1100], diagnostics[1100];
    snprintf(path, sizeof path, "%s.md", stem);
    snprintf(tree, sizeof tree, "%s.tree", stem);
    snprintf(diagnostics, sizeof diagnostics, "%s.diag", stem);
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct source *source = source_read(arena, path, strrchr(path, '/') + 1, diag);
    assert_non_null(source);
    struct document document = {.arena = arena, .set = &set, .locale = &locale};
    bool good = read_template(&document, source, diag);
    if (access(diagnostics, R_OK) == 0) {
        assert_false(good);
        assert_true(golden_equal(diagnostics, diag_text(diag)));
    } else {
        struct text out = {0};
        assert_string_equal(diag_text(diag), "");
        assert_true(good);
        doc_print_tree(&out, &document);
        assert_true(golden_equal(tree, out.bytes));
        text_free(&out);
    }
    diag_free(diag);
    arena_free(arena);
}

static void test_golden(void **state) {
    (void)state;
    assert_int_equal(golden_each("tests/golden/markdown", ".md", check_golden), 9);
}

static void test_private_use(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int offset; /* -1: none */
    } cases[] = {{"plain é 中 😀", -1}, {"ab\uE000", 2},   {"\uF8FF", 0},         {"\uF900", -1},     {"\uD7FF", -1},
                 {"x\U000F0000", 1},   {"\U000FFFFD", 0}, {"\U000FFFFE", -1},    {"é\U00100000", 2}, {"\U0010FFFD", 0},
                 {"\U0010FFFF", -1},   {"\xEE\x80", -1},  {"\xF3\xFF\uE123", 2}, {"\U000EFFFF", -1}, {"", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t offset = 99;
        assert_int_equal(doc_has_private_use(cases[i].text, strlen(cases[i].text), &offset), cases[i].offset >= 0);
        if (cases[i].offset >= 0)
            assert_int_equal(offset, cases[i].offset);
    }
}

/* Reads text that is not from a template: its only origin is its own source. */
static bool read_text(struct arena *arena, const char *bytes, size_t length, struct diag *diag, struct text *tree) {
    struct mustache_origin origin = {0, {source_of_text(arena, "t", bytes, length), 1, 1}, false};
    struct mustache_text filled = {.origins = &origin, .origin_count = 1};
    text_append(&filled.text, bytes, length);
    struct document document = {.arena = arena, .set = &set, .locale = &locale};
    bool good = doc_read_markdown(&document, &filled, named_values, NAMED, resolve, diag, diag);
    if (good)
        doc_print_tree(tree, &document);
    text_free(&filled.text);
    return good;
}

static void expect_refused(const char *bytes, size_t length, const char *part) {
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct text tree = {0};
    assert_false(read_text(arena, bytes, length, diag, &tree));
    if (!strstr(diag_text(diag), part))
        fail_msg("'%s' is not in:\n%s", part, diag_text(diag));
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), 1);
    diag_free(diag);
    arena_free(arena);
}

static void test_refused(void **state) {
    (void)state;
    expect_refused("a \xC3( b", 6, "t:1:3: error: this is not UTF-8");
    expect_refused("a \0 b", 5, "t:1:3: error: a NUL byte");
    expect_refused("ab\uE000", 5, "t:1:3: error: a private-use character");
    expect_refused("ab\U000F0003", 6, "t:1:3: error: a private-use character"); /* after the last value */
    struct text deep = {0};
    for (int i = 0; i < 5000; i++)
        text_puts(&deep, "> ");
    text_puts(&deep, "x");
    expect_refused(deep.bytes, deep.length, "nested too deep");
    text_free(&deep);
}

static void test_empty(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct text tree = {0};
    assert_true(read_text(arena, "", 0, diag, &tree));
    assert_string_equal(tree.bytes, "document [t:1:1]\n");
    text_free(&tree);
    diag_free(diag);
    arena_free(arena);
}

/* Pieces of Markdown in random order, with a fixed seed: nothing crashes, and every failure is reported. */
static void test_random_markdown(void **state) {
    (void)state;
    static const char *const pieces[] = {"# ",
                                         "\n",
                                         "\n\n",
                                         "- ",
                                         "1. ",
                                         "- [x] ",
                                         "> ",
                                         "    ",
                                         "```",
                                         "``` inputs\n",
                                         "`",
                                         "*",
                                         "**",
                                         "_",
                                         "|",
                                         "|-|:-:|\n",
                                         "| a | b |\n",
                                         "![",
                                         "](",
                                         ")",
                                         "[",
                                         "]",
                                         "![c](chart:speedup)",
                                         "![](lines:3)",
                                         "![](page:break)",
                                         "<b>",
                                         "<!-- ",
                                         "-->",
                                         "&amp;",
                                         "&#xF0000;",
                                         "&nope;",
                                         "\\",
                                         "---\n",
                                         "===\n",
                                         "text",
                                         "é",
                                         "\U000F0000",
                                         "\U000F0002",
                                         "\U000FFFFD",
                                         "<http://a.b>",
                                         "[x]: y\n",
                                         "\r\n",
                                         "\t",
                                         "  \n",
                                         "~~~",
                                         "$",
                                         "\xFF"};
    struct arena *arena = arena_new();
    uint64_t seed = 271828;
    int read = 0;
    for (int round = 0; round < 6000; round++) {
        struct text markdown = {0}, tree = {0};
        text_puts(&markdown, "");
        for (int i = 0; i < 1 + round % 29; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text_puts(&markdown, pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)]);
        }
        struct diag *diag = diag_new();
        bool good = read_text(arena, markdown.bytes, markdown.length, diag, &tree);
        assert_int_equal(good, diag_count(diag, SEVERITY_ERROR) == 0);
        read += good;
        diag_free(diag);
        text_free(&markdown);
        text_free(&tree);
        arena_reset(arena);
    }
    assert_in_range(read, 300, 5700);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden), cmocka_unit_test(test_private_use),     cmocka_unit_test(test_refused),
        cmocka_unit_test(test_empty),  cmocka_unit_test(test_random_markdown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
