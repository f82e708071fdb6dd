/* What surrounds the text: the running head, its code, page numbers. */
#include "page_fixture.h"

/* The text marks of a page's furniture, from left to right, as they were added. */
static const struct page_mark *furniture_text(const struct page *page, const char *begins) {
    for (const struct page_mark *mark = page->furniture; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT && strncmp(mark->shaped->text, begins, strlen(begins)) == 0)
            return mark;
    return NULL;
}

static void test_long_names_keep_clear_of_the_title(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    f->set.name = words(f, "Maximiliane", 30);
    struct page_layout *layout = make_up(f);
    const struct page *page = &layout->pages[0];
    const struct page_mark *title = furniture_text(page, "Worksheet"), *name = furniture_text(page, "Maximiliane");
    const struct page_mark *id = furniture_text(page, "s01"), *print = furniture_text(page, "0123abcd");
    assert_non_null(title);
    assert_non_null(name);
    assert_non_null(id);
    assert_non_null(print);
    assert_true(text_end(title) < name->x);
    /* The code is at the margin, with four modules of white before it. */
    const struct page_mark *code = NULL;
    double right = 0, module;
    for (const struct page_mark *mark = page->furniture; mark; mark = mark->next)
        if (mark->kind == MARK_CELLS)
            code = mark;
    assert_non_null(code);
    module = code->size;
    for (int i = 0; i < code->point_count / 2; i++)
        right = fmax(right, code->x + (code->points[4 * i] + code->points[4 * i + 2]) * module);
    assert_between(layout->page_width - style->margin_right, right, layout->page_width - style->margin_right);
    assert_between(code->x - 6 * module - 3, text_end(print), code->x - 4 * module);
    const struct page_mark *last = NULL;
    for (const struct page_mark *mark = page->furniture; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT && strstr(mark->shaped->text, "…"))
            last = mark;
    assert_non_null(last);
    assert_true(text_end(last) < id->x);
}

/* Names of sixty characters are whole in the head; the title gives way, but not the person's name in it. */
static void test_names_have_room_before_titles(void **state) {
    struct fixture *f = *state;
    static const char name[] = "Maximiliane Wolfeschlegelsteinhausenbergerdorff von und zu H";
    assert_int_equal(strlen(name), 60);
    add_paragraph(f, f->document.root, "text");
    f->set.name = name;
    f->document.lab_title = "The Scale Illusion";
    const char *titles[] = {"Worksheet", "Worksheet of Maximiliane Wolfeschlegelsteinhausenbergerdorff von und zu H"};
    for (int i = 0; i < 2; i++) {
        f->document.title = titles[i];
        struct page_layout *layout = make_up(f);
        struct text text = {0};
        for (const struct page_mark *mark = layout->pages[0].furniture; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT)
                text_append(&text, mark->shaped->text, mark->shaped->length);
        assert_non_null(strstr(text.bytes, name));
        assert_non_null(strstr(text.bytes, "0123abcd"));
        assert_null(strstr(text.bytes, "Scale Illusion"));
        text_free(&text);
    }
}

static void test_page_numbers(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    add_paragraph(f, f->document.root, "text");
    struct page_layout *layout = make_up(f);
    assert_int_equal(layout->page_count, 2);
    struct text text = {0};
    for (const struct page_mark *mark = furniture_text(&layout->pages[1], "page"); mark; mark = mark->next)
        if (mark->kind == MARK_TEXT)
            text_append(&text, mark->shaped->text, mark->shaped->length);
    assert_string_equal(text.bytes, "page 2 of 2");
    text_free(&text);
}

/* A code keeps the size of its modules whatever it holds, stays in the area that printers reach, and overlaps neither
 * the head nor the text: the head grows. */
static void test_codes_of_long_ids_make_room(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    double before = 0;
    for (int length = 3; length <= 100; length += 97) {
        f->set.id = arena_printf(f->arena, "%.*s", length, words(f, "0123456", 20));
        struct page_layout *layout = make_up(f);
        const struct page_mark *code = NULL, *rule = NULL;
        for (const struct page_mark *mark = layout->pages[0].furniture; mark; mark = mark->next) {
            code = mark->kind == MARK_CELLS ? mark : code;
            rule = mark->kind == MARK_LINE ? mark : rule;
        }
        assert_non_null(code);
        double bottom = 0, top = layout->pages[0].strips[0].y;
        for (int i = 0; i < code->point_count / 2; i++)
            bottom = fmax(bottom, code->y + (code->points[4 * i + 1] + code->points[4 * i + 3]) * code->size);
        assert_between(style->code_module - 0.01, code->size, style->code_module);
        assert_true(code->y >= 8 - 0.01 && bottom <= rule->y + 0.3 && bottom < top - 4 * code->size);
        assert_between(style->head_distance, top - rule->y, style->head_distance);
        assert_true(top > before);
        before = top;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_long_names_keep_clear_of_the_title),
        PAGE_TEST(test_names_have_room_before_titles),
        PAGE_TEST(test_page_numbers),
        PAGE_TEST(test_codes_of_long_ids_make_room),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
