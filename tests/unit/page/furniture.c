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
    /* The code is ten millimeters from the edges, with four modules of white before it. */
    const struct page_mark *code = NULL;
    double right = 0, module;
    for (const struct page_mark *mark = page->furniture; mark; mark = mark->next)
        if (mark->kind == MARK_CELLS)
            code = mark;
    assert_non_null(code);
    module = code->size;
    for (int i = 0; i < code->point_count / 2; i++)
        right = fmax(right, code->x + (code->points[4 * i] + code->points[4 * i + 2]) * module);
    assert_between(layout->page_width - 28.35, right, layout->page_width - 28.35);
    assert_between(28.35, code->y, 28.35);
    const struct page_mark *number = furniture_text(page, "page ");
    assert_non_null(number);
    while (number->next && number->next->kind == MARK_TEXT && number->next->y == number->y &&
           number->next->x > number->x)
        number = number->next;
    assert_between(code->x - 5 * module, text_end(number), code->x - 4 * module);
    const struct page_mark *last = NULL;
    for (const struct page_mark *mark = page->furniture; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT && strstr(mark->shaped->text, "…"))
            last = mark;
    assert_non_null(last);
    assert_true(text_end(last) < id->x && text_end(id) < number->x);
}

/* However long a word at the cut is: what is left of a name is its beginning, without a space before the dots. */
static void test_names_are_cut_behind_letters(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    for (int i = 0; i < 12; i++) {
        const char *name = arena_printf(f->arena, "%.*s%s", i, "iiiiiiiiiiii", words(f, "v x", 60));
        f->set.name = name;
        struct page_layout *layout = make_up(f);
        const struct page_mark *begin = furniture_text(&layout->pages[0], i ? "i" : "v");
        struct text text = {0};
        for (const struct page_mark *mark = begin; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT && mark->y == begin->y)
                text_append(&text, mark->shaped->text, mark->shaped->length);
        const char *dots = strstr(text.bytes, "…");
        assert_non_null(dots);
        const size_t length = (size_t)(dots - text.bytes);
        assert_true(length > 20 && strncmp(text.bytes, name, length) == 0);
        assert_true(dots[-1] != ' ');
        text_free(&text);
    }
}

/* Names of sixty characters are whole in the head; the title gives way, but not the person's name in it. */
static void test_names_have_room_before_titles(void **state) {
    struct fixture *f = *state;
    static const char name[] = "Maximiliane Wolfeschlegelsteinhausenbergerdorff von und zu H";
    assert_int_equal(strlen(name), 60);
    add_paragraph(f, f->document.root, "text");
    f->set.name = name;
    f->document.lab_title = "The Scale Illusion, in two acts and from both of its ends";
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
    const struct page_mark *begin = furniture_text(&layout->pages[1], "page");
    for (const struct page_mark *mark = begin; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT && mark->y == begin->y)
            text_append(&text, mark->shaped->text, mark->shaped->length);
    assert_string_equal(text.bytes, "page 2 of 2");
    text_free(&text);
}

/* A code keeps the size of its modules whatever it holds. It and the white around it overlap nothing: the head ends
 * before it, and text that would reach into its corner begins below it. */
static void test_codes_keep_their_corner(void **state) {
    struct fixture *f = *state;
    double before = 0;
    for (int i = 0; i < 4; i++) {
        bool wide = i % 2, long_id = i / 2;
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        if (wide)
            add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_BLANK); /* its frame takes the whole width */
        else
            add_paragraph(f, f->document.root, "text");
        f->set.id = arena_printf(f->arena, "%.*s", long_id ? 100 : 3, words(f, "0123456", 20));
        struct page_layout *layout = make_up(f);
        const struct page_mark *code = NULL, *rule = NULL;
        for (const struct page_mark *mark = layout->pages[0].furniture; mark; mark = mark->next) {
            code = mark->kind == MARK_CELLS ? mark : code;
            rule = mark->kind == MARK_LINE ? mark : rule;
        }
        assert_non_null(code);
        double bottom = 0, right = 0, top = layout->pages[0].strips[0].y;
        for (int k = 0; k < code->point_count / 2; k++) {
            bottom = fmax(bottom, code->y + (code->points[4 * k + 1] + code->points[4 * k + 3]) * code->size);
            right = fmax(right, code->x + (code->points[4 * k] + code->points[4 * k + 2]) * code->size);
        }
        assert_between(style->code_module - 0.01, code->size, style->code_module);
        assert_between(28.35, code->y, 28.35);
        assert_true(right <= layout->page_width - 28.3 && rule->x + rule->width <= code->x - 3.99 * code->size);
        if (wide)
            assert_between(bottom + 3.99 * code->size, top, bottom + 4.2 * code->size);
        else
            assert_between(style->margin_top, top, style->margin_top);
        assert_true(!wide || top > before);
        before = wide ? top : before;
    }
}

/* Three squares of six points, with six of white around them, make a rectangle with the code: for a student's set. */
static void test_squares_stand_in_the_corners(void **state) {
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        struct doc_node *score = add_placed(f, add_paragraph(f, f->document.root, "text"), PLACED_SCORE);
        score->placed.marks = 2;
        struct doc_node *sum = add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_SCORE);
        sum->placed.score = SCORE_PAGE;
        add_text(f, sum, "sum");
        f->document.audience = i == 1 ? AUDIENCE_INSTRUCTOR : AUDIENCE_STUDENT;
        f->document.page_sum = NULL;
        style->scan_mark = i == 2 ? 0 : 6;
        struct page_layout *layout = make_up(f);
        const struct page_mark *squares[3], *sum_box = NULL;
        int count = 0;
        for (const struct page_mark *mark = layout->pages[0].furniture; mark; mark = mark->next)
            if (mark->kind == MARK_RECTANGLE && mark->filled) {
                assert_true(count < 3 && mark->width == 6 && mark->height == 6);
                squares[count++] = mark;
            } else if (mark->kind == MARK_RECTANGLE) {
                sum_box = mark;
            }
        assert_int_equal(count, i == 0 ? 3 : 0);
        assert_non_null(sum_box); /* of the two marks of the page */
        assert_non_null(furniture_text(&layout->pages[0], "/ 2"));
        if (i)
            continue;
        double left = style->margin_left, right = layout->page_width - style->margin_right;
        assert_between(left, squares[0]->x, left);
        assert_between(left, squares[1]->x, left);
        assert_between(right, squares[2]->x + 6, right);
        assert_between(28.35, squares[0]->y, 28.35);
        assert_between(squares[1]->y, squares[2]->y, squares[1]->y);
        assert_between(layout->page_height - 28.35, squares[1]->y + 6, layout->page_height - 28.35);
        assert_true(sum_box->x + sum_box->width <= squares[2]->x - 6 + 0.01);
        assert_true(sum_box->y >= layout->page_height - style->margin_bottom);
    }
    style->scan_mark = 6;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_long_names_keep_clear_of_the_title),
        PAGE_TEST(test_names_are_cut_behind_letters),
        PAGE_TEST(test_names_have_room_before_titles),
        PAGE_TEST(test_page_numbers),
        PAGE_TEST(test_codes_keep_their_corner),
        PAGE_TEST(test_squares_stand_in_the_corners),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
