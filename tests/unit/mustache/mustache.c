#include "golden.h"
#include "json_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct mustache_text out;
    json_t *data, *partials;
};

static int set_up(void **state) {
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new();
    f->diag = diag_new();
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    mustache_text_free(&f->out);
    diag_free(f->diag);
    arena_free(f->arena);
    json_decref(f->data);
    json_decref(f->partials);
    free(f);
    return 0;
}

/* Renders `template` (called t) with data and partials in JSON; false after an error. */
static bool fill(struct fixture *f, const char *template, const char *data, const char *partials) {
    json_decref(f->data);
    json_decref(f->partials);
    f->data = json_loads(data, JSON_DECODE_ANY, NULL);
    f->partials = json_loads(partials, 0, NULL);
    assert_non_null(f->data);
    assert_non_null(f->partials);
    mustache_text_free(&f->out);
    struct json_view view = {f->arena, f->diag, f->partials, true};
    struct mustache *mustache =
        mustache_parse(f->arena, source_of_text(f->arena, "t", template, strlen(template)), 0, f->diag);
    return mustache && mustache_render(mustache, &json_view_functions, &view, f->data, &f->out, f->diag);
}

static void expect(struct fixture *f, const char *template, const char *data, const char *partials,
                   const char *expected) {
    bool good = fill(f, template, data, partials);
    assert_string_equal(diag_text(f->diag), "");
    assert_true(good);
    assert_string_equal(f->out.text.bytes ? f->out.text.bytes : "", expected);
}

/* Expects the position of the byte where `needle` begins in the filled text. */
static void expect_place(struct fixture *f, const char *needle, const char *name, int line, int column) {
    const char *found = strstr(f->out.text.bytes, needle);
    assert_non_null(found);
    struct pos pos = mustache_text_pos(&f->out, (size_t)(found - f->out.text.bytes));
    assert_string_equal(pos.source->name, name);
    assert_int_equal(pos.line, line);
    assert_int_equal(pos.column, column);
}

static void test_format(void **state) {
    expect(*state, "{{ n |  percent 1 }}|{{{n|0}}}|{{& n | money unit}}|{{#n}}{{.|1}}{{/n}}", "{\"n\": 7}", "{}",
           "<percent 1>7|<0>7|<money unit>7|<1>7");
}

static void test_names(void **state) {
    expect(*state, "{{person.Student number}} {{Größe}} {{a-b_c9}}",
           "{\"person\": {\"Student number\": 12}, \"Größe\": \"M\", \"a-b_c9\": 1}", "{}", "12 M 1");
}

static void test_braces(void **state) {
    expect(*state, "{{a}}} {{! no {{tag}} } {{=<% %>=}}<%{a}%> {{a}} <%&a%>", "{\"a\": \"<\"}", "{}",
           "&lt;}  } < {{a}} <");
}

/* What `print` returns is rendered with the context of the tag. */
static void test_template_value(void **state) {
    expect(*state, "{{#q}}[{{text | template}}]{{/q}}",
           "{\"N\": 5, \"q\": [{\"text\": \"{{N}} of {{M}}\", \"M\": 1}, {\"text\": \"{{>p}}\", \"M\": 2}]}",
           "{\"p\": \"({{M}})\"}", "[5 of 1][(2)]");
}

/* Line ends after its last word are dropped: a passage that ends with a section leaves no empty line. */
static void test_template_value_is_indented(void **state) {
    const char *data = "{\"text\": \"one\\n\\ntwo\\n{{#x}}\\nthree\\n{{/x}}\", \"x\": true,"
                       " \"late\": \"{{#x}}\\nfirst\\nsecond{{/x}}\"}";
    expect(*state, "- item\n\n  {{text | template}}after\n  {{late | template}}\n", data, "{}",
           "- item\n\n  one\n\n  two\n  threeafter\n  first\n  second\n");
    expect(*state, "x {{text | template}}", data, "{}", "x one\n\ntwo\nthree");
}

static void test_partial_indentation_adds_up(void **state) {
    expect(
        *state, "- a\n  {{>p}}\nend", "{\"v\": \"1\\n2\"}",
        "{\"p\": \"p{{v}}\\n\\n  {{>q}}\\n{{v}}\\n{{! comment}} p\\n\", \"q\": \"q\\nr {{>s}}\\n\", \"s\": \"s\\nt\"}",
        "- a\n  p1\n2\n\n    q\n    r s\nt\n  1\n2\n   p\nend");
}

static void test_origins(void **state) {
    struct fixture *f = *state;
    expect(f, "é line\n{{#list}}\n- ü {{name}}: tail{{.}}\n{{/list}}\n  {{>part}}\nlast {{text | template}} end",
           "{\"list\": [\"x\"], \"name\": \"VALUE\", \"text\": \"a\\nnested {{name}}\", \"w\": 3}",
           "{\"part\": \"ONE {{w}}\\nTWO\\n\"}", "é line\n- ü VALUE: tailx\n  ONE 3\n  TWO\nlast a\nnested VALUE end");
    expect_place(f, "line", "t", 1, 3);
    expect_place(f, " line", "t", 1, 2); /* before the position that was requested last, after a letter of two bytes */
    expect_place(f, "ine", "t", 1, 4);
    expect_place(f, "é", "t", 1, 1);
    expect_place(f, "- ü", "t", 3, 1);
    expect_place(f, "VALUE: ", "t", 3, 5);
    expect_place(f, "LUE: ", "t", 3, 5); /* within a value: its tag */
    expect_place(f, "tail", "t", 3, 15);
    expect_place(f, "x\n", "t", 3, 19);
    expect_place(f, "NE 3", "part", 1, 2);
    expect_place(f, "3", "part", 1, 5);
    expect_place(f, "TWO", "part", 2, 1);
    expect_place(f, "last", "t", 6, 1);
    expect_place(f, "a\nnes", "text", 1, 1);
    expect_place(f, "nested", "text", 2, 1);
    expect_place(f, "VALUE end", "text", 2, 8);
    expect_place(f, "end", "t", 6, 26);
}

/* A template after front matter: nothing before `start` is read, and positions are those of the whole file. */
static void test_start(void **state) {
    struct fixture *f = *state;
    const char *file = "---\ntitle: {{x\n---\n{{#a}}\nA{{.}}\n{{/a}}\n";
    struct mustache *mustache = mustache_parse(f->arena, source_of_text(f->arena, "t", file, strlen(file)),
                                               (size_t)(strstr(file, "{{#a") - file), f->diag);
    assert_non_null(mustache);
    f->data = json_loads("{\"a\": [1, 2]}", 0, NULL);
    struct json_view view = {f->arena, f->diag, NULL, true};
    for (int round = 0; round < 2; round++) {
        mustache_text_free(&f->out);
        assert_true(mustache_render(mustache, &json_view_functions, &view, f->data, &f->out, f->diag));
        assert_string_equal(f->out.text.bytes, "A1\nA2\n");
        expect_place(f, "2", "t", 5, 2);
    }
}

static void test_unknown_name_fails(void **state) {
    struct fixture *f = *state;
    assert_false(fill(f, "a\n  {{b.c}}", "{\"b\": {}}", "{}"));
    assert_string_equal(diag_text(f->diag), "t:2:3: error: nothing is called 'b.c'\n"
                                            "     2 |   {{b.c}}\n"
                                            "       |   ^\n");
}

static void test_endless_recursion(void **state) {
    struct fixture *f = *state;
    assert_false(fill(f, "{{>p}}", "{}", "{\"p\": \"x{{>p}}\"}"));
    assert_int_equal(diag_count(f->diag, SEVERITY_ERROR), 1);
    assert_non_null(strstr(diag_text(f->diag), "p:1:2: error: 'p' is nested more than 100 deep"));
    assert_false(fill(f, "{{t | template}}", "{\"t\": \"{{t | template}}\"}", "{}"));
    assert_int_equal(diag_count(f->diag, SEVERITY_ERROR), 2);
}

/* 10^9 times nothing. */
static void test_multiplying_sections(void **state) {
    struct fixture *f = *state;
    struct text template = {0};
    for (int i = 0; i < 9; i++)
        text_puts(&template, "{{#l}}");
    for (int i = 0; i < 9; i++)
        text_puts(&template, "{{/l}}");
    assert_false(fill(f, template.bytes, "{\"l\": [0,1,2,3,4,5,6,7,8,9]}", "{}"));
    assert_non_null(strstr(diag_text(f->diag), "has become too long"));
    text_free(&template);
}

static void check_diagnostics(const char *stem) {
    char path[1100], golden[1100];
    snprintf(path, sizeof path, "%s.mustache", stem);
    snprintf(golden, sizeof golden, "%s.diag", stem);
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct source *source = source_read(arena, path, strrchr(path, '/') + 1, diag);
    assert_non_null(source);
    assert_null(mustache_parse(arena, source, 0, diag));
    assert_true(diag_count(diag, SEVERITY_ERROR) > 0);
    assert_true(golden_equal(golden, diag_text(diag)));
    diag_free(diag);
    arena_free(arena);
}

static void test_diagnostics(void **state) {
    (void)state;
    assert_int_equal(golden_each("tests/golden/mustache", ".mustache", check_diagnostics), 6);
}

/* Pieces of templates in random order, with a fixed seed: nothing crashes, origins ascend, a failure is reported. */
static void test_random_templates(void **state) {
    struct fixture *f = *state;
    static const char *const pieces[] = {"{{",
                                         "}}",
                                         "{{{",
                                         "}}}",
                                         "{{#l}}",
                                         "{{/l}}",
                                         "{{^n}}",
                                         "{{/n}}",
                                         "{{.}}",
                                         "{{n}}",
                                         "{{>p}}",
                                         "{{=<% %>=}}",
                                         "<%={{ }}=%>",
                                         "<%",
                                         "%>",
                                         "\n",
                                         "\r\n",
                                         "  ",
                                         "|",
                                         "=",
                                         "{{!",
                                         "{{ l . x }}",
                                         "{{t | template}}",
                                         "{{&n|f}}",
                                         "é",
                                         "\xFF",
                                         "text",
                                         "{{=",
                                         "{{=| |=}}"};
    json_t *data =
        json_loads("{\"l\": [1, [2, 3], {\"n\": null}], \"n\": \"v\", \"t\": \"{{#l}}\\n{{n}}\\n{{/l}}\"}", 0, NULL);
    json_t *partials = json_loads("{\"p\": \" {{n}}\\n{{.}}\"}", 0, NULL);
    uint64_t seed = 20240229;
    int filled = 0;
    for (int round = 0; round < 4000; round++) {
        struct text template = {0};
        text_puts(&template, "");
        int count = 1 + round % 23;
        for (int i = 0; i < count; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text_puts(&template, pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)]);
        }
        struct diag *diag = diag_new();
        struct json_view view = {f->arena, diag, partials, false};
        struct mustache *mustache =
            mustache_parse(f->arena, source_of_text(f->arena, "t", template.bytes, template.length), 0, diag);
        assert_int_equal(mustache == NULL, diag_count(diag, SEVERITY_ERROR) > 0);
        mustache_text_free(&f->out);
        if (mustache && mustache_render(mustache, &json_view_functions, &view, data, &f->out, diag)) {
            filled++;
            for (size_t i = 0; i < f->out.origin_count; i++) {
                assert_true(i == 0 || f->out.origins[i].offset > f->out.origins[i - 1].offset);
                assert_true(f->out.origins[i].offset <= f->out.text.length);
            }
            assert_true(f->out.text.length == 0 || mustache_text_pos(&f->out, 0).line > 0);
        }
        diag_free(diag);
        text_free(&template);
        arena_reset(f->arena);
    }
    assert_in_range(filled, 200, 3800); /* both outcomes occurred */
    json_decref(data);
    json_decref(partials);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_format),
        TEST(test_names),
        TEST(test_braces),
        TEST(test_template_value),
        TEST(test_template_value_is_indented),
        TEST(test_partial_indentation_adds_up),
        TEST(test_origins),
        TEST(test_start),
        TEST(test_unknown_name_fails),
        TEST(test_endless_recursion),
        TEST(test_multiplying_sections),
        TEST(test_diagnostics),
        TEST(test_random_templates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
