/* Options: their letters stand in their labels, and their words hang. */
#include "page_fixture.h"

/* The letter of an option is read aloud with its box and not again with its words; one that stands further on stays
 * there. */
static void test_letters_of_options_are_in_their_labels(void **state) {
    struct fixture *f = *state;
    static const char *const letters[] = {"A", "B", "C"};
    struct doc_node *list = add(f, f->document.root, NODE_LIST);
    list->task = true;
    for (int i = 0; i < 3; i++)
        add_option(f, list, i == 2 ? "Option " : "", letters[i], " faster")->style = STYLE_STRONG;
    struct page_layout *layout = make_up(f);
    assert_non_null(layout);
    assert_balanced(layout);
    int depth = 0, labels = 0, within = 0, words = 0;
    for (size_t s = 0; s < layout->strip_count; s++)
        for (const struct page_mark *mark = layout->strips[s]->first; mark; mark = mark->next) {
            if (mark->kind == MARK_BEGIN && (depth || strcmp(mark->role, "Lbl") == 0)) {
                depth++;
                labels += depth == 1;
            } else if (mark->kind == MARK_END && depth) {
                depth--;
            } else if (mark->kind == MARK_TEXT) {
                within += depth > 0;
                words += depth == 0;
                if (depth)
                    assert_true(mark->shaped->text[0] == "AB"[labels - 1]);
            }
        }
    assert_int_equal(labels, 3);
    assert_int_equal(within, 2);
    assert_true(words >= 5);
}

/* The words of options begin at one x and hang there, behind the widest letter. */
static void test_options_hang_under_their_words(void **state) {
    struct fixture *f = *state;
    static const char *const letters[] = {"I", "M"};
    struct doc_node *list = add(f, f->document.root, NODE_LIST);
    list->task = list->tight = true;
    for (int i = 0; i < 2; i++)
        add_text(f, add_option(f, list, "", letters[i], " ")->parent, words(f, "word", 40));
    doc_arrange(&f->document);
    struct page_layout *layout = make_up(f);
    assert_non_null(layout);
    assert_sound(layout);
    double letter = NAN, first = NAN, after_widest = NAN;
    int lines = 0;
    for (size_t s = 0; s < layout->strip_count; s++) {
        double least = INFINITY;
        for (const struct page_mark *mark = layout->strips[s]->first; mark; mark = mark->next) {
            if (mark->kind != MARK_TEXT)
                continue;
            if (strchr("IM", mark->shaped->text[0])) {
                letter = mark->x;
                after_widest = mark->x + mark->shaped->width * layout->style->body_size / 1000;
            } else {
                least = fmin(least, mark->x);
            }
        }
        first = s ? first : least;
        assert_between(first - 0.001, least, first + 0.001);
        lines++;
    }
    assert_true(lines >= 4);
    assert_between(letter + 5, first, letter + 20);
    assert_between(after_widest - 0.001, first, after_widest + 0.001);
}

int main(void) {
    const struct CMUnitTest tests[] = {PAGE_TEST(test_letters_of_options_are_in_their_labels),
                                       PAGE_TEST(test_options_hang_under_their_words)};
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
