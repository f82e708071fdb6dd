#include "yaml/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct yaml *yaml;
    struct yaml_mapping root;
};

static struct fixture read_of(const char *text) {
    struct fixture f = {.arena = arena_new(), .diag = diag_new()};
    f.yaml = yaml_read(source_of_text(f.arena, "f", text, strlen(text)), f.arena, f.diag);
    assert_non_null(f.yaml);
    f.root = yaml_mapping(yaml_root(f.yaml, "a file"), "a file");
    return f;
}

static void drop(struct fixture *f) {
    yaml_close(f->yaml);
    diag_free(f->diag);
    arena_free(f->arena);
}

/* Asserts that exactly these errors were reported, without the lines that show the source. */
static void assert_said(const struct fixture *f, const char *wanted) {
    struct text said = {0};
    for (const char *line = diag_text(f->diag); *line; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] != 0))
        if (*line != ' ')
            text_append(&said, line, strcspn(line, "\n") + 1);
    assert_string_equal(said.bytes ? said.bytes : "", wanted);
    text_free(&said);
}

static void unknown_keys_are_those_that_nobody_asked_for(void **state) {
    (void)state;
    struct fixture f = read_of("name: a\nnmae: b\nother: c\ninner: {one: 1, two: 2}\n");
    yaml_text(yaml_member(&f.root, "name"));
    struct yaml_mapping inner = yaml_mapping(yaml_member(&f.root, "inner"), "the inner one");
    assert_string_equal(yaml_text(yaml_member(&inner, "one")), "1");
    assert_string_equal(yaml_text(yaml_member(&inner, "one")), "1"); /* once more is no other key */
    assert_null(yaml_text(yaml_member(&inner, "three")));
    yaml_done(&inner);
    yaml_done(&f.root);
    assert_said(&f, "f:4:17: error: the inner one has no key 'two'; it may have one, three\n"
                    "f:2:1: error: a file has no key 'nmae'; did you mean 'name'?\n"
                    "f:3:1: error: a file has no key 'other'; it may have name, inner\n");
    drop(&f);
}

/* A key that has no effect is told so, and nobody is advised to use it. */
static void refused_keys_are_not_offered(void **state) {
    (void)state;
    struct fixture f = read_of("kind: a\nunit: b\nunits: c\n");
    yaml_member(&f.root, "kind");
    assert_true(yaml_refuse(&f.root, "unit", "is for numbers"));
    assert_false(yaml_refuse(&f.root, "digits", "is for numbers"));
    yaml_done(&f.root);
    assert_said(&f, "f:2:7: error: 'unit' is for numbers\n"
                    "f:3:1: error: a file has no key 'units'; it may have kind\n");
    drop(&f);
}

static void what_is_needed_is_missed(void **state) {
    (void)state;
    struct fixture f = read_of("a: {b: 1}\nc: 2\n");
    struct yaml_mapping a = yaml_mapping(yaml_needed(&f.root, "a", ""), "the a");
    assert_non_null(yaml_needed(&a, "b", "").node);
    assert_null(yaml_needed(&a, "c", ", a number").node);
    yaml_call(&a, "the a 'x'");
    assert_null(yaml_needed(&a, "d", "").node);
    struct yaml_mapping absent = yaml_mapping(yaml_member(&f.root, "absent"), "nothing");
    assert_null(yaml_needed(&absent, "e", "").node); /* said of the mapping, if of anything */
    struct yaml_mapping wrong = yaml_mapping(yaml_member(&f.root, "c"), "the c");
    assert_null(yaml_needed(&wrong, "e", "").node);
    yaml_done(&wrong);
    assert_said(&f, "f:1:4: error: the a needs the key 'c', a number\n"
                    "f:1:4: error: the a 'x' needs the key 'd'\n"
                    "f:2:4: error: c must be a mapping (lines of `key: value`)\n");
    drop(&f);
}

static void scalars_are_read_in_one_wording(void **state) {
    (void)state;
    static const struct yaml_range whole = {1, 15, YAML_WHOLE, "a whole number from 1 to 15"},
                                   share = {0, 1, YAML_SHARE, "a share"}, plain = {0, 1, YAML_PLAIN, "plain"},
                                   percent = {-1, 1, YAML_PERCENT, "a percentage"};
    static const char *const words[] = {"left", "right", "top", NULL};
    static const struct {
        const char *text;
        const struct yaml_range *range;
        double value; /* 99: an error */
    } numbers[] = {{"1", &whole, 1},       {"15", &whole, 15},   {"16", &whole, 99},      {"0", &whole, 99},
                   {"1.5", &whole, 99},    {"100%", &whole, 99}, {"0.7%", &share, 0.007}, {"0.3 %", &share, 0.003},
                   {"0.5", &share, 0.5},   {"100%", &share, 1},  {"100.1%", &share, 99},  {"-0.1", &share, 99},
                   {"1", &plain, 1},       {"1%", &plain, 99},   {"5%", &percent, 0.05},  {"-20%", &percent, -0.2},
                   {"0.05", &percent, 99}, {"ten", &share, 99},  {"1,5", &plain, 99},     {"''", &plain, 99}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[40];
        snprintf(text, sizeof text, "n: %s\n", numbers[i].text);
        struct fixture f = read_of(text);
        double value = yaml_number(yaml_member(&f.root, "n"), numbers[i].range, 99);
        if (value != numbers[i].value || (value == 99) == (diag_count(f.diag, SEVERITY_ERROR) == 0))
            fail_msg("%s is read as %.17g: %s", text, value, diag_text(f.diag));
        drop(&f);
    }
    struct fixture f =
        read_of("list:\n  - {n: '20', w: topp, f: yes, t: [1]}\n  - {w: right, f: true}\nnul: \"a\\0b\"\n");
    struct yaml_list list = yaml_list(yaml_member(&f.root, "list"));
    assert_int_equal(list.count, 2);
    struct yaml_mapping first = yaml_mapping(yaml_item(&list, 0, "an item"), "item 1"),
                        second = yaml_mapping(yaml_item(&list, 1, "an item"), "item 2");
    assert_true(yaml_number(yaml_member(&first, "n"), &whole, 7) == 7);
    assert_int_equal(yaml_word(yaml_member(&first, "w"), words, 2), 2);
    assert_false(yaml_flag(yaml_member(&first, "f")));
    assert_null(yaml_text(yaml_member(&first, "t")));
    assert_int_equal(yaml_word(yaml_member(&second, "w"), words, 0), 1);
    assert_true(yaml_flag(yaml_member(&second, "f")));
    assert_false(yaml_flag(yaml_member(&second, "absent")));
    assert_int_equal(yaml_word(yaml_member(&second, "absent"), words, 2), 2);
    assert_true(yaml_number(yaml_member(&second, "absent"), &whole, 7) == 7);
    assert_null(yaml_text(yaml_member(&f.root, "nul")));
    assert_said(&f, "f:2:10: error: item 1: n must be a whole number from 1 to 15, not '20'\n"
                    "f:2:18: error: item 1: w must be left, right or top, not 'topp'; did you mean 'top'?\n"
                    "f:2:27: error: item 1: f must be true or false, not 'yes'\n"
                    "f:2:35: error: item 1: t must be plain text\n"
                    "f:4:7: error: nul holds a NUL byte\n");
    drop(&f);
}

static void lists_and_free_keys(void **state) {
    (void)state;
    struct fixture f = read_of("texts: {one: 1, two: [2]}\nlist: 3\nempty: []\n");
    struct yaml_mapping texts = yaml_mapping(yaml_member(&f.root, "texts"), "texts");
    assert_int_equal(yaml_entry_count(&texts), 2);
    struct yaml_value key, value = yaml_entry(&texts, 1, &key);
    assert_string_equal(yaml_text(key), "two");
    assert_string_equal(value.name, "two");
    assert_true(yaml_is_list(value));
    assert_int_equal(yaml_pos(key).column, 17);
    assert_int_equal(yaml_pos(value).column, 22);
    assert_int_equal(yaml_list(yaml_member(&f.root, "list")).count, 0);
    assert_int_equal(yaml_list(yaml_member(&f.root, "empty")).count, 0);
    assert_int_equal(yaml_list(yaml_member(&f.root, "none")).count, 0);
    assert_false(yaml_is_list(yaml_member(&f.root, "list")) || yaml_is_list(yaml_member(&f.root, "none")));
    assert_said(&f, "f:2:7: error: list must be a list (`- item` lines or `[a, b]`)\n");
    drop(&f);
}

/* Of a key that is there twice the first counts, and neither is unknown. */
static void duplicates_are_known(void **state) {
    (void)state;
    struct fixture f = read_of("a: 1\na: 2\n");
    assert_string_equal(yaml_text(yaml_member(&f.root, "a")), "1");
    yaml_done(&f.root);
    assert_said(&f, "f:2:1: error: duplicate key 'a'; the first is on line 1\n");
    drop(&f);
}

/* A key with more behind a NUL byte is none of those that begin as it does; nor is a list a key. */
static void keys_are_text(void **state) {
    (void)state;
    static const char text[] = "a: 1\n\"a\\0b\": 2\n? [c]\n: 3\n";
    struct fixture f = {.arena = arena_new(), .diag = diag_new()};
    assert_null(yaml_read(source_of_text(f.arena, "f", text, strlen(text)), f.arena, f.diag));
    assert_said(&f, "f:2:1: error: a key holds a NUL byte\nf:3:3: error: a key must be plain text\n");
    drop(&f);
}

static void texts_know_where_they_begin(void **state) {
    (void)state;
    struct fixture f = read_of("a: plain\nb: 'quoted'\nc: |\n  block\n");
    assert_int_equal(yaml_text_pos(yaml_member(&f.root, "a")).column, 4);
    assert_int_equal(yaml_text_pos(yaml_member(&f.root, "b")).column, 5);
    assert_int_equal(yaml_text_pos(yaml_member(&f.root, "c")).line, 4);
    assert_int_equal(yaml_text_pos(yaml_member(&f.root, "c")).column, 3);
    assert_int_equal(yaml_pos(yaml_member(&f.root, "c")).line, 3);
    assert_int_equal(yaml_pos(yaml_member(&f.root, "d")).line, 1); /* absent: the mapping */
    struct diag_mark mark = diag_mark(f.diag);
    assert_true(diag_clean_since(f.diag, mark));
    yaml_report(yaml_member(&f.root, "b"), "wrong");
    assert_false(diag_clean_since(f.diag, mark));
    assert_true(diag_clean_since(f.diag, diag_mark(f.diag)));
    drop(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_keys_are_those_that_nobody_asked_for),
        cmocka_unit_test(refused_keys_are_not_offered),
        cmocka_unit_test(what_is_needed_is_missed),
        cmocka_unit_test(scalars_are_read_in_one_wording),
        cmocka_unit_test(lists_and_free_keys),
        cmocka_unit_test(duplicates_are_known),
        cmocka_unit_test(keys_are_text),
        cmocka_unit_test(texts_know_where_they_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
