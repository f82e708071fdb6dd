/* Straight quotes in prose become those of the language. */
#include "page_fixture.h"

static const char *set_in(struct fixture *f, const char *language, const char *prose) {
    f->document.language = language;
    f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
    add_paragraph(f, f->document.root, prose);
    struct page_layout *layout = make_up(f);
    assert_non_null(layout);
    struct text text = {0};
    body_text(layout, &text);
    while (text.length && strchr(" \n", text.bytes[text.length - 1]))
        text.bytes[--text.length] = '\0';
    const char *copy = arena_strdup(f->arena, text.bytes);
    text_free(&text);
    return copy;
}

static void straight_quotes_are_set(void **state) {
    static const char *const cases[][3] = {
        {"en", "\"Yes\" and 'no'", "“Yes” and ‘no’"},
        {"en", "it's (\"so\"), the 'long' way", "it’s (“so”), the ‘long’ way"},
        {"en", "the dogs' tails", "the dogs’ tails"},
        {"en", "he said, \"It's 'mine'.\"", "he said, “It’s ‘mine’.”"},
        {"en", "[\"c\"]: \"d\"", "[“c”]: “d”"},
        {"en", "no quotes", "no quotes"},
        {"de", "\"Ja\" und 'nein'", "„Ja“ und ‚nein‘"},
        {"en", "“as it is”", "“as it is”"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = set_in(*state, cases[i][0], cases[i][1]);
        if (strcmp(found, cases[i][2]) != 0)
            fail_msg("%s in %s is %s", cases[i][1], cases[i][0], found);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {PAGE_TEST(straight_quotes_are_set)};
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
