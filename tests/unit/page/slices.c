/* Rows of tables whose last cell stands below the others. */
#include "page_fixture.h"

/* The first text that begins so. */
static const struct page_mark *text_from(const struct page_layout *layout, const char *begin) {
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT && strncmp(mark->shaped->text, begin, strlen(begin)) == 0)
                return mark;
    fail_msg("nothing begins with %s", begin);
    return NULL;
}

/* A table of four columns in a size, as large print has it, with that note in its one row. */
static struct page_layout *noted_table(struct fixture *f, double size, const char *name, const char *note) {
    const struct page_style kept = *style;
    style->table_size = style->small_size = style->table_head_size = style->table_notes_size = style->least_size = size;
    f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
    const char *const cells[] = {"Quantity", "Symbol", "Value", "Meaning", name, "overhead", "1,234,567 FLOP", note};
    add_table(f, 2, 4, cells);
    struct page_layout *layout = make_up(f);
    *style = kept;
    assert_sound(layout);
    assert_balanced(layout);
    return layout;
}

/* In large print, notes that would have little more than a word a line stand below the other cells of their row, in the
 * same row of the structure; in the usual size, or if they are short, they stand beside them. */
static void test_notes_stand_below_in_large_print(void **state) {
    struct fixture *f = *state;
    const char *note = words(f, "meaning", 15);
    const struct {
        double size;
        const char *note;
        bool below;
    } tables[] = {{18, note, true}, {9, note, false}, {18, "short", false}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct page_layout *layout = noted_table(f, tables[i].size, "Communication overhead", tables[i].note);
        const struct page_mark *name = text_from(layout, "Communication"), *value = text_from(layout, "1,234,567"),
                               *first = text_from(layout, tables[i].note == note ? "meaning" : tables[i].note);
        const struct page_strip *row = layout->strips[layout->strip_count - 1];
        int rows = 0;
        for (const struct page_mark *mark = row->first; mark; mark = mark->next)
            rows += mark->kind == MARK_BEGIN && strcmp(mark->role, "TR") == 0;
        assert_int_equal(rows, 1);
        assert_true((first->y > value->y + 1) == tables[i].below);
        assert_true((first->x < value->x) == tables[i].below);
        if (!tables[i].below)
            continue;
        assert_between(name->x + tables[i].size, first->x, name->x + tables[i].size);
        assert_true(text_end(first) > text_end(value) - 9 * tables[i].size);
        assert_true(text_from(layout, "Meaning")->y > text_from(layout, "Quantity")->y + 1);
    }
}

/* A note below that is taller than a page goes on on the next ones, whole. */
static void test_notes_below_break_across_pages(void **state) {
    struct fixture *f = *state;
    struct page_layout *layout = noted_table(f, 18, "Name", words(f, "meaning", 800));
    assert_true(layout->page_count > 2);
    struct text text = {0};
    body_text(layout, &text);
    int count = 0, begun = 0;
    for (const char *at = text.bytes; (at = strstr(at, "meaning")); at++)
        count++;
    assert_int_equal(count, 800);
    text_clear(&text);
    for (const struct page_mark *mark = layout->strips[1]->first; mark; mark = mark->next)
        begun += mark->kind == MARK_TEXT && strstr(mark->shaped->text, "meaning");
    text_free(&text);
    assert_true(begun > 10); /* lines of it stand on the page of its row */
    assert_true(layout->strips[1]->height <= layout->text_height - layout->strips[0]->height);
    /* It begins only when the other cells have ended, here on the third page. */
    layout = noted_table(f, 18, words(f, "name", 300), words(f, "meaning", 100));
    for (const struct page_mark *mark = layout->strips[1]->first; mark; mark = mark->next)
        assert_true(mark->kind != MARK_TEXT || !strstr(mark->shaped->text, "meaning"));
}

int main(void) {
    const struct CMUnitTest tests[] = {PAGE_TEST(test_notes_stand_below_in_large_print),
                                       PAGE_TEST(test_notes_below_break_across_pages)};
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
