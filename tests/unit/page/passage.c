/* Passages in columns, large figures, and styles of single documents. */
#include "page_fixture.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct doc_node *add_columns(struct fixture *f, int count, int first, int second) {
    struct doc_node *placed = add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_COLUMNS);
    placed->placed.name = "";
    placed->placed.count = count;
    placed->placed.shares[0] = first;
    placed->placed.shares[1] = second;
    return placed;
}

/* The strips that hold columns. */
static int count_columns(const struct page_layout *layout, const struct page_strip **first) {
    int count = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        if (layout->strips[i]->inside_count && count++ == 0)
            *first = layout->strips[i];
    return count;
}

static double bottom_of(const struct page_placed_strip *placed) {
    return placed->y + placed->strip->height;
}

/* A passage is divided into columns of nearly the same height, between its blocks, in reading order; each stays within
 * its column. */
static void test_columns_are_balanced(void **state) {
    struct fixture *f = *state;
    add_columns(f, 2, 1, 1);
    for (int i = 0; i < 8; i++)
        add_paragraph(f, f->document.root, words(f, "word", 40));
    add_columns(f, 1, 1, 0);
    add_paragraph(f, f->document.root, "after");
    struct page_layout *layout = make_up(f);
    assert_non_null(layout);
    assert_sound(layout);
    const struct page_strip *whole = NULL;
    assert_int_equal(count_columns(layout, &whole), 1);
    double right = (layout->text_width + style->column_gap) / 2, bottoms[2] = {0};
    int column = 0;
    for (int i = 0; i < whole->inside_count; i++) {
        const struct page_placed_strip *placed = &whole->inside[i];
        if (placed->x > 0 && column == 0) {
            column = 1;
            assert_between(0, placed->y, 0);
            assert_between(right, placed->x, right);
        }
        assert_true((placed->x > 0) == column);
        assert_true(placed->y >= bottoms[column] - 0.01);
        bottoms[column] = bottom_of(placed);
        for (const struct page_mark *mark = placed->strip->first; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT)
                assert_true(text_end(mark) <= right - style->column_gap + 0.01);
    }
    assert_int_equal(column, 1);
    assert_between(bottoms[0], bottoms[1], bottoms[0]);
    assert_between(bottoms[0], whole->height, bottoms[0]);
}

/* `columns:next` divides: each column has its share of the width, whatever its height. */
static void test_columns_can_be_divided(void **state) {
    struct fixture *f = *state;
    add_columns(f, 2, 3, 2);
    add_paragraph(f, f->document.root, words(f, "left", 4));
    add_columns(f, 0, 0, 0);
    for (int i = 0; i < 3; i++)
        add_paragraph(f, f->document.root, words(f, "right", 60));
    struct page_layout *layout = make_up(f);
    const struct page_strip *whole = NULL;
    assert_int_equal(count_columns(layout, &whole), 1);
    const double right = (layout->text_width - style->column_gap) * 3 / 5 + style->column_gap;
    int left = 0;
    for (int i = 0; i < whole->inside_count; i++) {
        left += whole->inside[i].x <= 0;
        if (whole->inside[i].x > 0)
            assert_between(right, whole->inside[i].x, right);
    }
    assert_int_equal(left, 1);
}

/* A passage that is longer than a page goes on in columns on the next, below the corner of the code, and none of its
 * words is lost. */
static void test_long_passages_go_on(void **state) {
    enum { PARAGRAPHS = 400, MOST_WORDS = 60 };
    struct fixture *f = *state;
    f->document.audience = AUDIENCE_STUDENT;
    for (int columns = 2; columns <= 3; columns++)
        for (int length = 15; length <= MOST_WORDS; length += 15) {
            f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
            add_columns(f, columns, 1, 1)->placed.shares[2] = 1;
            for (int i = 0; i < PARAGRAPHS; i++)
                add_paragraph(f, f->document.root, words(f, "word", length));
            struct page_layout *layout = make_up(f);
            assert_sound(layout);
            const struct page_strip *first = NULL;
            assert_true(count_columns(layout, &first) > 1);
            int count = 0;
            for (size_t i = 0; i < layout->strip_count; i++)
                for (int j = 0; j < layout->strips[i]->inside_count; j++)
                    for (const struct page_mark *mark = layout->strips[i]->inside[j].strip->first; mark;
                         mark = mark->next)
                        count += count_word(mark, "word");
            assert_int_equal(count, PARAGRAPHS * length);
        }
}

/* Columns that the template divides and that are taller than a page: if all are as wide, the passage flows from one to
 * the next; else they stand below each other. */
static void test_columns_taller_than_a_page(void **state) {
    struct fixture *f = *state;
    for (int share = 1; share < 3; share++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        add_columns(f, 2, share, 1);
        add_paragraph(f, f->document.root, "left");
        add_columns(f, 0, 0, 0);
        for (int i = 0; i < 60; i++)
            add_paragraph(f, f->document.root, words(f, "word", 60));
        struct page_layout *layout = make_up(f);
        assert_sound(layout);
        const struct page_strip *first = NULL;
        assert_true((count_columns(layout, &first) == 0) == (share > 1));
        assert_true(layout->page_count > 1);
    }
}

/* A passage that is too long for the rest of its page begins there, if at least half of the page is left; else it
 * begins a page. */
static void test_long_passages_take_what_their_page_has_left(void **state) {
    struct fixture *f = *state;
    for (int before = 0; before <= 30; before += 3) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < before; i++)
            add_paragraph(f, f->document.root, words(f, "before", 15));
        add_columns(f, 2, 1, 1);
        add_paragraph(f, f->document.root, "left");
        add_columns(f, 0, 0, 0);
        for (int i = 0; i < 40; i++)
            add_paragraph(f, f->document.root, words(f, "word", 30));
        struct page_layout *layout = make_up(f);
        assert_sound(layout);
        double taken = 0;
        bool begins = false;
        for (int i = 0; i < layout->pages[0].count; i++) {
            const struct page_placed_strip *placed = &layout->pages[0].strips[i];
            begins |= placed->strip->inside_count > 0;
            if (!placed->strip->inside_count)
                taken = bottom_of(placed) - style->margin_top;
        }
        if (fabs(taken - layout->text_height / 2) > 40) /* the gaps between are not counted here */
            assert_true(begins == (taken < layout->text_height / 2));
    }
}

static void assert_refused(struct fixture *f, const char *message) {
    doc_arrange(&f->document);
    assert_null(page_layout_document(resources, &f->document, f->diag));
    assert_non_null(strstr(diag_text(f->diag), message));
}

static void test_columns_within_columns_are_refused(void **state) {
    struct fixture *f = *state;
    add_columns(f, 2, 1, 1);
    add_columns(f, 2, 1, 1);
    assert_refused(f, "columns cannot hold columns");
}

static void test_page_breaks_within_columns_are_refused(void **state) {
    struct fixture *f = *state;
    add_columns(f, 2, 1, 1);
    add_paragraph(f, f->document.root, "left");
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    add_paragraph(f, f->document.root, "right");
    assert_refused(f, "columns cannot hold a page break");
}

static void test_ends_of_no_columns_are_refused(void **state) {
    struct fixture *f = *state;
    add_columns(f, 1, 1, 0);
    assert_refused(f, "no columns begin above");
}

/* Columns that nobody ends hold the rest of the passage; that is said at the place where they begin, once. */
static void test_columns_that_never_end_are_named(void **state) {
    struct fixture *f = *state;
    for (int ended = 0; ended < 2; ended++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        add_columns(f, 2, 1, 1)->pos = (struct pos){f->source, 2, 1};
        add_paragraph(f, f->document.root, "left");
        if (ended)
            add_columns(f, 1, 1, 0);
        assert_non_null(make_up(f));
        assert_int_equal(diag_count(f->diag, SEVERITY_WARNING), 1); /* of the first time */
    }
    assert_non_null(strstr(diag_text(f->diag), "page.md:2:1: warning: these columns never end"));
}

static void test_too_many_columns_are_refused(void **state) {
    struct fixture *f = *state;
    add_columns(f, 2, 1, 1);
    add_columns(f, 0, 0, 0);
    add_columns(f, 0, 0, 0);
    assert_refused(f, "there are only 2 columns");
}

/* A large figure ends where the text does, on the line of its title, whose words in the outline it is not. */
static void test_a_figure_stands_beside_its_title(void **state) {
    struct fixture *f = *state;
    struct doc_node *heading = add_heading(f, 1, "Result ");
    struct doc_node *figure = add_placed(f, heading, PLACED_FIGURE);
    add_text(f, figure, "15.5")->style = STYLE_STRONG;
    add_text(f, figure, " / 17");
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    const struct page_mark *large = NULL, *small = NULL, *title = NULL;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            large = mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "15.5") == 0 ? mark : large;
            small = mark->kind == MARK_TEXT && strcmp(mark->shaped->text, " / 17") == 0 ? mark : small;
            title = mark->kind == MARK_TEXT && strncmp(mark->shaped->text, "Result", 6) == 0 ? mark : title;
        }
    assert_true(large && small && title);
    assert_between(style->figure_size, large->size, style->figure_size);
    assert_true(small->size < large->size / 2 + 1);
    assert_between(layout->text_width, text_end(small), layout->text_width);
    assert_between(title->y, large->y, title->y);
    assert_string_equal(layout->strips[0]->bookmark, "Result ");
}

/* Two things at the right end of a line stand in the order in which they are written, and the second ends the line. */
static void test_figures_of_a_line_keep_their_order(void **state) {
    struct fixture *f = *state;
    struct doc_node *heading = add_heading(f, 1, "Result ");
    add_text(f, add_placed(f, heading, PLACED_FIGURE), "first")->style = STYLE_STRONG;
    add_text(f, add_placed(f, heading, PLACED_FIGURE), "second")->style = STYLE_STRONG;
    struct page_layout *layout = make_up(f);
    const struct page_mark *first = text_of(layout, "first"), *second = text_of(layout, "second");
    assert_true(text_end(first) < second->x);
    assert_between(layout->text_width, text_end(second), layout->text_width);
}

/* A document has what the style says about it, and else what it says about all. */
static void test_documents_have_styles_of_their_own(void **state) {
    struct fixture *f = *state;
    char home[] = "/tmp/test_styles_XXXXXX", path[64], folder[64];
    assert_non_null(mkdtemp(home));
    snprintf(path, sizeof path, "%s/templates", home);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/templates/style.yaml", home);
    FILE *file = fopen(path, "w");
    fputs("sizes: {body: 11}\ndocuments:\n  key: {sizes: {small: 6}, table_rules: rows}\n", file);
    fclose(file);
    struct page_style *all = page_style_read(f->arena, home, f->diag);
    assert_non_null(all);
    assert_true(page_style_read_documents(all, f->arena, home, NULL, f->diag));
    const struct page_style *key = page_style_of(all, "key");
    assert_ptr_equal(page_style_of(all, "worksheet"), all);
    assert_between(11, key->body_size, 11);
    assert_between(6, key->small_size, 6);
    assert_int_equal(key->table_rules, RULES_ROWS);
    assert_true(all->small_size > 7 && all->table_rules == RULES_OPEN);
    file = fopen(path, "w");
    fputs("documents: {key: {sizes: {bodi: 8}}}\n", file);
    fclose(file);
    assert_false(page_style_read_documents(all, f->arena, home, NULL, f->diag));
    assert_non_null(strstr(diag_text(f->diag), "bodi"));
    unlink(path);
    snprintf(folder, sizeof folder, "%s/templates", home);
    rmdir(folder);
    rmdir(home);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_columns_are_balanced),
        PAGE_TEST(test_columns_can_be_divided),
        PAGE_TEST(test_long_passages_go_on),
        PAGE_TEST(test_columns_taller_than_a_page),
        PAGE_TEST(test_long_passages_take_what_their_page_has_left),
        PAGE_TEST(test_columns_within_columns_are_refused),
        PAGE_TEST(test_page_breaks_within_columns_are_refused),
        PAGE_TEST(test_ends_of_no_columns_are_refused),
        PAGE_TEST(test_columns_that_never_end_are_named),
        PAGE_TEST(test_too_many_columns_are_refused),
        PAGE_TEST(test_a_figure_stands_beside_its_title),
        PAGE_TEST(test_figures_of_a_line_keep_their_order),
        PAGE_TEST(test_documents_have_styles_of_their_own),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
