/* Where pages end: what a passage may be separated from, and charts that give or take height for it. */
#include "page_fixture.h"

static void fill_page(struct fixture *f, int lines) {
    f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
    for (int i = 0; i < lines; i++)
        add_paragraph(f, f->document.root, "a line");
}

/* The number of places on a page at which a passage and the table after it are on different pages. */
static int count_parted(struct fixture *f, const char *end) {
    const char *passage = arena_printf(f->arena, "%s%s", words(f, "figures", 90), end);
    static const char *const cells[] = {"Head", "Other", "cell", "12"};
    int parted = 0;
    for (int lines = 20; lines < 55; lines++) {
        fill_page(f, lines);
        struct doc_node *prompt = add_paragraph(f, f->document.root, passage);
        struct doc_node *table = add_table(f, 5, 2, cells);
        for (int i = 0; i < 12; i++) /* so that the last page is not nearly empty */
            add_paragraph(f, f->document.root, "a line");
        struct page_layout *layout = make_up(f);
        assert_sound(layout);
        parted += page_of(layout, prompt, true) != page_of(layout, table, false);
    }
    return parted;
}

/* A colon announces what follows; a sentence without one can be read before the page is turned. */
static void test_a_colon_holds_what_it_announces(void **state) {
    assert_int_equal(count_parted(*state, ":"), 0);
    assert_true(count_parted(*state, ".") > 0);
}

static struct chart *bars(struct fixture *f) {
    static const char *const names[] = {"One", "Two", "Three"};
    struct chart_axis axis = {.label = "",
                              .unit_word = "",
                              .unit_word_one = "",
                              .minimum = NAN,
                              .maximum = NAN,
                              .frame_from = NAN,
                              .frame_to = NAN,
                              .least = 0,
                              .most = 30};
    struct chart *chart = arena_alloc(f->arena, sizeof *chart);
    *chart = (struct chart){.name = "bars",
                            .title = "Bars",
                            .kind = CHART_BARS,
                            .x = axis,
                            .y = axis,
                            .point_count = 1,
                            .highlight_label = ""};
    chart->series = arena_array(f->arena, 3, sizeof *chart->series);
    for (chart->series_count = 0; chart->series_count < 3; chart->series_count++) {
        double *value = arena_alloc(f->arena, sizeof *value);
        *value = 10 * (chart->series_count + 1);
        chart->series[chart->series_count] = (struct chart_series){.name = names[chart->series_count],
                                                                   .label = names[chart->series_count],
                                                                   .detail = "",
                                                                   .y = value,
                                                                   .shown = true};
    }
    return chart;
}

/* Places a chart between that many lines. Returns the strip it became. */
static const struct page_strip *place_chart(struct fixture *f, int lines, int behind) {
    fill_page(f, lines);
    struct doc_node *placed = add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_CHART);
    placed->placed.chart = bars(f);
    for (int i = 0; i < behind; i++)
        add_paragraph(f, f->document.root, "a line behind it");
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    assert_balanced(layout);
    for (int p = 0; p < layout->page_count; p++)
        for (int i = 0; i < layout->pages[p].count; i++)
            if (layout->pages[p].strips[i].strip->charts)
                return layout->pages[p].strips[i].strip;
    fail_msg("the chart is on no page");
    return NULL;
}

/* At some places on a page the chart must be lower, at others taller, each within the limits for charts. Its marks are
 * drawn once, in the room that its strip has. */
static void test_charts_give_and_take_height(void **state) {
    struct fixture *f = *state;
    int lower = 0, taller = 0;
    double natural = place_chart(f, 1, 1)->height; /* on a last page, which requires neither */
    for (int lines = 8; lines < 40; lines++) {
        const struct page_strip *strip = place_chart(f, lines, 30);
        int figures = 0;
        for (const struct page_mark *mark = strip->first; mark; mark = mark->next)
            figures += mark->kind == MARK_BEGIN && strcmp(mark->role, "Figure") == 0;
        assert_int_equal(figures, 1);
        assert_between(0.82 * natural, strip->height, 1.2 * natural);
        lower += strip->height < natural - 0.5;
        taller += strip->height > natural + 0.5;
    }
    assert_true(lower > 0 && taller > 0);
}

/* A paragraph below a table says something about it, and keeps to it more than a heading does. */
static void test_a_paragraph_keeps_to_the_table_above(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Head", "Other", "cell", "12", "cell", "13"};
    for (int heading = 0; heading < 2; heading++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        struct doc_node *table = add_table(f, 3, 2, cells);
        if (heading)
            add_heading(f, 2, "Next");
        add_paragraph(f, f->document.root, "a note");
        struct page_layout *layout = make_up(f);
        const struct page_strip *row = NULL;
        for (size_t i = 0; i < layout->strip_count; i++)
            if (layout->strips[i]->node == table->last_child)
                row = layout->strips[i];
        assert_non_null(row);
        assert_true(heading ? row->break_cost == 0 : row->break_cost >= BREAK_IN_TEXT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_a_colon_holds_what_it_announces),
        PAGE_TEST(test_a_paragraph_keeps_to_the_table_above),
        PAGE_TEST(test_charts_give_and_take_height),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
