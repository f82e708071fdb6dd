/* Translations laid over a file, and what they must have in common with it. */
#include "yaml/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What a translation lacks or has too much, each after its line and column. */
static void texts_are_compared(void **state) {
    (void)state;
    static const struct {
        const char *original, *translated, *said;
    } cases[] = {
        {"It costs {{price}} in 2 years", "In 2 Jahren kostet es {{ price }}", ""},
        {"{{#a}}x{{/a}}", "{{# a }}y{{/ a}}", ""},
        {"{{price | money 2}}", "{{price|money  2}}", ""},
        {"{{price}}", "{{cost}}",
         "1:1: error: the original has no tag {{cost}}\n"
         "1:1: error: the translation lacks the tag {{price}} of its original\n"},
        {"{{a}} {{a}}", "x", "1:1: error: the translation lacks the tag {{a}} of its original\n"}, /* once */
        {"{{a}}", "x {{a}} {{b}} {{b}}",
         "1:9: error: the original has no tag {{b}}\n"
         "1:15: error: the original has no tag {{b}}\n"},
        {"10 of 12", "12 von 1",
         "1:8: error: the original has no figure 1\n"
         "1:1: error: the translation lacks the figure 10 of its original\n"},
        {"![](chart:one)", "x\n![](chart:two)",
         "2:5: error: the original has no tag chart:two\n"
         "1:1: error: the translation lacks the tag chart:one of its "
         "original\n"},
        {"![](lines:3)![](rule:)![](columns:2)![](page:)", "x", ""}, /* layout is the translator's */
        {"{{> original}} {{> original:part}}", "", ""},
        {"{{5 is open", "5 {{ 5", ""}, /* no tag, but a figure */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct diag *diag = diag_new();
        yaml_compare_texts(arena, cases[i].original,
                           source_of_text(arena, "t", cases[i].translated, strlen(cases[i].translated)), diag);
        struct text said = {0};
        text_puts(&said, "");
        for (const char *line = diag_text(diag); *line; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] != 0))
            if (strncmp(line, "t:", 2) == 0)
                text_append(&said, line + 2, strcspn(line, "\n") - 1);
        if (strcmp(said.bytes, cases[i].said) != 0)
            fail_msg("%s\n%s\n%s", cases[i].original, cases[i].translated, said.bytes);
        text_free(&said);
        diag_free(diag);
        arena_free(arena);
    }
}

static const char file_text[] = "title: A shop\nname: shop\ncolors: {red: Bright red, other: Any}\n"
                                "items:\n  - {name: one, title: First, unit: h, note: '12'}\n"
                                "  - {name: two, title: Second, formula: 'if(a, \"Yes\", \"No\")'}\n"
                                "lines: [Go, Stop]\nmade: {title: Hidden}\nlabels: {Cost: a, Fee: b}\n";
static const struct yaml_text_keys keys = {
    .texts = (const char *const[]){"title", "lines", "note", NULL},
    .all = (const char *const[]){"colors", NULL},
    .formulas = (const char *const[]){"formula", NULL},
    .keys = (const char *const[]){"labels", NULL},
    .named = (const char *const[]){"items", NULL},
    .skipped = (const char *const[]){"made", NULL},
};

struct translated {
    struct arena *arena;
    struct diag *diag;
    struct yaml *yaml, *translation;
    struct yaml_phrases phrases;
};

static struct translated translate(const char *translation) {
    struct translated t = {.arena = arena_new(), .diag = diag_new()};
    t.phrases.arena = t.arena;
    t.yaml = yaml_read(source_of_text(t.arena, "f", file_text, strlen(file_text)), t.arena, t.diag);
    if (translation) {
        t.translation = yaml_read(source_of_text(t.arena, "t", translation, strlen(translation)), t.arena, t.diag);
        assert_non_null(t.translation);
        yaml_read_phrases(t.translation, &t.phrases);
    }
    yaml_translate(t.yaml, t.translation, &keys, &t.phrases);
    return t;
}

static void drop(struct translated *t) {
    yaml_close(t->yaml);
    if (t->translation)
        yaml_close(t->translation);
    diag_free(t->diag);
    arena_free(t->arena);
}

static struct yaml_value inner(const struct translated *t, const char *list, int number, const char *key) {
    struct yaml_mapping root = yaml_mapping(yaml_root(t->yaml, "a file"), "a file");
    struct yaml_list items = yaml_list(yaml_member(&root, list));
    struct yaml_value item = yaml_item(&items, (size_t)number, "an item");
    struct yaml_mapping mapping = yaml_mapping(key ? item : yaml_root(t->yaml, "a file"), "an item");
    return key ? yaml_member(&mapping, key) : item;
}

static const char *text_of(const struct translated *t, const char *group, const char *key) {
    struct yaml_mapping root = yaml_mapping(yaml_root(t->yaml, "a file"), "a file");
    if (!group)
        return yaml_text(yaml_member(&root, key));
    struct yaml_mapping mapping = yaml_mapping(yaml_member(&root, group), "a group");
    return yaml_text(yaml_member(&mapping, key));
}

static void a_translation_takes_the_place_of_texts(void **state) {
    (void)state;
    struct translated t = translate("title: Ein Laden\nitems:\n  two: {title: Zweites}\ncolors: {red: Hellrot}\n"
                                    "phrases: {First: Erstes, 'Any': Jede, 'Yes': Ja, Go: Los, Cost: Kosten, Unused: "
                                    "Unbenutzt}\n");
    assert_string_equal(diag_text(t.diag), "");
    assert_string_equal(text_of(&t, NULL, "title"), "Ein Laden");
    assert_string_equal(text_of(&t, NULL, "name"), "shop");
    assert_string_equal(text_of(&t, "colors", "red"), "Hellrot");
    assert_string_equal(text_of(&t, "colors", "other"), "Jede");
    assert_string_equal(text_of(&t, "made", "title"), "Hidden");
    struct yaml_mapping root = yaml_mapping(yaml_root(t.yaml, "a file"), "a file");
    struct yaml_mapping labels = yaml_mapping(yaml_member(&root, "labels"), "labels");
    struct yaml_value key, value = yaml_entry(&labels, 0, &key);
    assert_string_equal(yaml_text(key), "Kosten");
    assert_string_equal(yaml_text(value), "a");
    assert_string_equal(yaml_text(inner(&t, "items", 0, "title")), "Erstes");
    assert_string_equal(yaml_text(inner(&t, "items", 0, "unit")), "h");
    assert_string_equal(yaml_text(inner(&t, "items", 0, "name")), "one");
    assert_string_equal(yaml_text(inner(&t, "items", 1, "title")), "Zweites");
    assert_string_equal(yaml_text(inner(&t, "items", 1, "formula")), "if(a, \"Ja\", \"No\")");
    assert_string_equal(yaml_text(inner(&t, "lines", 0, NULL)), "Los");
    assert_string_equal(yaml_text(inner(&t, "lines", 1, NULL)), "Stop");
    /* What has no translation, in the order of the file; what is no word, as 12, needs none. */
    static const char *const missing[] = {"one", "two", "No", "Stop", "Fee"};
    assert_int_equal(t.phrases.missing_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(t.phrases.missing[i].text, missing[i]);
    assert_int_equal(t.phrases.missing[3].pos.line, 7);
    assert_int_equal(t.phrases.missing[3].pos.column, 13);
    assert_int_equal(t.phrases.phrase_count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(t.phrases.phrases[i].used, strcmp(t.phrases.phrases[i].original, "Unused") != 0);
    drop(&t);
}

/* A list without names is translated item by item. */
static void a_list_is_translated_by_its_items(void **state) {
    (void)state;
    struct translated t = translate("lines: [Los, Halt]\n");
    assert_string_equal(diag_text(t.diag), "");
    assert_string_equal(yaml_text(inner(&t, "lines", 0, NULL)), "Los");
    assert_string_equal(yaml_text(inner(&t, "lines", 1, NULL)), "Halt");
    drop(&t);
}

/* Without a translation all texts are missing, and stay. */
static void a_file_may_have_no_translation(void **state) {
    (void)state;
    struct translated t = translate(NULL);
    assert_string_equal(diag_text(t.diag), "");
    assert_string_equal(text_of(&t, NULL, "title"), "A shop");
    /* title; two colors; the names and titles of two items; Yes, No; Go, Stop; Cost, Fee */
    assert_int_equal(t.phrases.missing_count, 13);
    assert_string_equal(t.phrases.missing[0].text, "A shop");
    drop(&t);
}

static void mistakes_of_a_translation_are_said(void **state) {
    (void)state;
    static const struct {
        const char *translation, *said;
    } cases[] = {
        {"titel: x\n", "t:1:1: error: there is nothing called 'titel' to translate here in f; did you mean 'title'?"},
        {"items: {tow: {title: x}}\n", "t:1:9: error: there is nothing called 'tow' to translate here in f"},
        {"items: {two: {titel: x}}\n", "t:1:15: error: there is nothing called 'titel'"},
        {"name: laden\n", "'name' is no text: a translation has texts alone"},
        {"title: {a: b}\n", "a translation has the shape of what it translates: 'title' is a text there"},
        {"phrase: {First: Erstes}\n", "nothing called 'phrase' to translate here in f; did you mean 'phrases'?"},
        {"colors: rot\n", "t:1:9: error: 'colors' is no text there, but has keys, such as `red: ...`"},
        {"items: x\n", "a translation has the shape of what it translates: 'items' is no text there"},
        {"items: [{title: x}, {title: y}]\n",
         "t:1:8: error: what has names is translated by them: a mapping, 'one: ...' and so on, in place of the list"},
        {"lines: [Los]\n", "t:1:8: error: 'lines' has 2 items there, not 1"},
        {"title: [x]\n", "t:1:8: error: a translation has the shape of what it translates: 'title' is a text there"},
        {"title: Laden 5\n", "t:1:14: error: the original has no figure 5"},
        {"phrases: {First: Erstes 1}\n", "t:1:25: error: the original has no figure 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct translated t = translate(cases[i].translation);
        if (!strstr(diag_text(t.diag), cases[i].said))
            fail_msg("%s\n%s", cases[i].translation, diag_text(t.diag));
        drop(&t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_compared),
        cmocka_unit_test(a_translation_takes_the_place_of_texts),
        cmocka_unit_test(a_list_is_translated_by_its_items),
        cmocka_unit_test(a_file_may_have_no_translation),
        cmocka_unit_test(mistakes_of_a_translation_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
