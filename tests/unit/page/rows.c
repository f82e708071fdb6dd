/* What stands side by side or below each other on purpose: charts in a row, formulas by their equals signs, pieces of a
 * word. */
#include "page_fixture.h"

static struct chart *bars(struct fixture *f, const char *title, const char *highlight) {
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
                            .title = title,
                            .kind = CHART_BARS,
                            .x = axis,
                            .y = axis,
                            .point_count = 1,
                            .highlight_label = highlight};
    chart->series = arena_array(f->arena, 3, sizeof *chart->series);
    for (chart->series_count = 0; chart->series_count < 3; chart->series_count++) {
        double *value = arena_alloc(f->arena, sizeof *value);
        *value = 10 * (chart->series_count + 1);
        chart->series[chart->series_count] = (struct chart_series){.name = names[chart->series_count],
                                                                   .label = names[chart->series_count],
                                                                   .detail = "",
                                                                   .y = value,
                                                                   .shown = true,
                                                                   .highlighted = chart->series_count == 1};
    }
    return chart;
}

/* How many figures each row of charts has, as digits: "21" are two side by side and one below. */
static const char *rows_of(struct fixture *f, const int *shares, int count) {
    f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
    struct doc_node *paragraph = add(f, f->document.root, NODE_PARAGRAPH);
    for (int i = 0; i < count; i++) {
        if (i)
            add_text(f, paragraph, " ");
        struct doc_node *node = add_placed(f, paragraph, PLACED_CHART);
        node->placed.chart = bars(f, "Bars", "");
        node->placed.shares[0] = shares[i];
    }
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    assert_balanced(layout);
    struct text rows = {0};
    text_puts(&rows, "");
    for (size_t i = 0; i < layout->strip_count; i++) {
        int figures = 0;
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next)
            figures += mark->kind == MARK_BEGIN && strcmp(mark->role, "Figure") == 0;
        if (figures)
            text_printf(&rows, "%d", figures);
    }
    const char *found = arena_strdup(f->arena, rows.bytes);
    text_free(&rows);
    return found;
}

/* Without shares of the width two charts are a row; with shares all that have one are. */
static void test_charts_stand_side_by_side(void **state) {
    static const struct {
        int shares[4], count;
        const char *rows;
    } cases[] = {
        {{0}, 1, "1"},     {{0, 0}, 2, "2"},     {{0, 0, 0}, 3, "21"}, {{0, 0, 0, 0}, 4, "22"},
        {{1, 1}, 2, "2"},  {{1, 1, 1}, 3, "3"},  {{2, 1}, 2, "2"},     {{0, 1}, 2, "11"},
        {{1, 0}, 2, "11"}, {{1, 1, 0}, 3, "21"}, {{0, 1, 1}, 3, "12"}, {{0, 0, 1, 1}, 4, "22"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(rows_of(*state, cases[i].shares, cases[i].count), cases[i].rows);
}

/* The word below a bar that stands out has room, however narrow bars are and in how many lines it is: nothing is below
 * the chart, and nothing on the axis's title. */
static void test_highlights_have_room(void **state) {
    struct fixture *f = *state;
    struct page_layout layout = {.arena = f->arena,
                                 .resources = resources,
                                 .fonts = fonts,
                                 .style = style,
                                 .document = &f->document,
                                 .diag = f->diag};
    int lines_seen = 0;
    for (double width = 160; width < 480; width += 1) {
        struct chart *chart = bars(f, "Bars", "the cheapest by far here");
        chart->x.label = "Ways";
        const struct page_drawn_chart drawn = page_chart(&layout, chart, width, 0, NOWHERE);
        double title = NAN, below = drawn.plot_bottom;
        int lines = 0;
        for (const struct page_mark *mark = drawn.box->first; mark; mark = mark->next) {
            if (mark->kind != MARK_TEXT || mark->y < drawn.plot_bottom || strcmp(mark->shaped->text, " ") == 0)
                continue;
            assert_true(mark->y + 0.2 * mark->size < drawn.height + 0.5);
            if (strncmp(mark->shaped->text, "Ways", 4) == 0) {
                title = mark->y;
            } else {
                lines += mark->y > below + 1;
                below = fmax(below, mark->y);
            }
        }
        if (isnan(title) || title - 0.7 * style->small_size < below)
            fail_msg("at %g, the title at %g is on the words at %g", width, title, below);
        lines_seen |= 1 << lines;
    }
    assert_int_equal(lines_seen, 0x78); /* the zero of the axis, the names, and the words in one to four lines */
    text_free(&layout.scratch);
    text_free(&layout.printed);
}

/* Where the label of a marker has its baseline, if the marker is at this share of the plot's height; how far it is from
 * the bottom, to `*bottom`. */
static double label_of_marker(struct page_layout *layout, struct fixture *f, double share, double *bottom) {
    static double ends[] = {0, 10}, level[] = {30, 30};
    struct chart *chart = bars(f, "Line", "");
    chart->kind = CHART_LINE;
    chart->x.most = 10;
    chart->x_values = ends;
    chart->point_count = 2;
    chart->series_count = 1;
    chart->series[0].y = level;
    chart->markers = &(struct chart_marker){
        .label = "mark", .detail = "", .x = 3, .y = share * chart->y.most, .shown = true, .colour = CHART_RED};
    chart->marker_count = 1;
    const struct page_drawn_chart drawn = page_chart(layout, chart, 400, 0, NOWHERE);
    *bottom = share * (drawn.plot_bottom - drawn.plot_top);
    int diamonds = 0;
    for (const struct page_mark *mark = drawn.box->first; mark; mark = mark->next)
        diamonds += mark->kind == MARK_POLYGON && mark->point_count == 4 && mark->filled && mark->closed;
    assert_int_equal(diamonds, 1);
    for (const struct page_mark *mark = drawn.box->first; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "mark") == 0)
            return drawn.plot_bottom - mark->y;
    fail_msg("the marker has no label");
    return 0;
}

/* A marker's label is beside it as long as a point is left between label and axis, and from there on above it, whose
 * middle is 6.2 points and half of the label away. Half of the label is what its baselines show. */
static void test_labels_of_markers_keep_off_the_axis(void **state) {
    struct fixture *f = *state;
    struct page_layout layout = {.arena = f->arena,
                                 .resources = resources,
                                 .fonts = fonts,
                                 .style = style,
                                 .document = &f->document,
                                 .diag = f->diag};
    double bottom, beside = 0, above = 0, lowest_beside = 0, highest_above = 0;
    for (double share = 0.3; share > 0; share -= 0.001) {
        const double at = label_of_marker(&layout, f, share, &bottom) - bottom;
        if (at < 0) {
            assert_true(above == 0 && (beside == 0 || fabs(at + beside) < 0.01));
            beside = -at;
            lowest_beside = bottom;
        } else {
            assert_true(above == 0 || fabs(at - above) < 0.01);
            above = at;
            highest_above = fmax(highest_above, bottom);
        }
    }
    const double half = above + beside - 6.2;
    assert_true(half > 3 && half < 6);
    assert_true(lowest_beside >= half + 1 && highest_above < half + 1);
    text_free(&layout.scratch);
    text_free(&layout.printed);
}

static struct quantity *named(struct fixture *f, const char *symbol) {
    struct quantity *quantity = arena_alloc(f->arena, sizeof *quantity);
    *quantity = (struct quantity){.name = symbol, .symbol = symbol, .expr = expr_new_number(f->arena, 12345)};
    return quantity;
}

/* The equations of a paragraph have their equals signs below each other, as far right as the longest left side needs;
 * one alone begins where equations do. */
static void test_equations_are_aligned(void **state) {
    struct fixture *f = *state;
    static const char *const symbols[] = {"x", "wide_symbol", "yy"};
    double alone = 0;
    for (int count = 1; count <= 3; count += 2) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        struct doc_node *paragraph = add(f, f->document.root, NODE_PARAGRAPH);
        for (int i = 0; i < count; i++)
            add_placed(f, paragraph, PLACED_EQUATION)->placed.quantity = named(f, symbols[i]);
        struct page_layout *layout = make_up(f);
        assert_sound(layout);
        double equals[3], begins[3];
        int found = 0;
        for (size_t i = 0; i < layout->strip_count; i++) {
            const struct page_mark *first = NULL;
            for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
                if (mark->kind != MARK_TEXT)
                    continue;
                first = first ? first : mark;
                if (strchr(mark->shaped->text, '=')) {
                    assert_true(found < 3);
                    begins[found] = first->x;
                    equals[found++] = mark->x;
                }
            }
        }
        assert_int_equal(found, count);
        if (count == 1) {
            alone = begins[0];
            assert_true(alone > 0);
            continue;
        }
        assert_between(equals[0], equals[1], equals[0]);
        assert_between(equals[0], equals[2], equals[0]);
        assert_between(alone, begins[1], alone); /* the longest begins there, the others behind */
        assert_true(begins[2] > begins[1] + 5 && begins[0] > begins[2] + 3);
    }
}

/* Pieces of a word, some of them bold, stand in one line: it needs the width of all. */
static void test_joined_pieces_need_their_sum(void **state) {
    struct fixture *f = *state;
    static const char *const pieces[] = {"mole", "cul", "es", "un"};
    struct page_layout *layout = make_up(f);
    double sum = 0;
    for (int count = 1; count <= 4; count++) {
        struct doc_node *paragraph = add(f, f->document.root, NODE_PARAGRAPH);
        for (int i = 0; i < count; i++)
            add_text(f, paragraph, pieces[i])->style = i % 2 ? STYLE_STRONG : 0;
        struct page_inline_text *text =
            page_inline_prepare(layout, paragraph->first_child, NULL, page_body_setting(layout));
        const double least = page_inline_minimum_width(text);
        assert_between(least, page_inline_maximum_width(text), least);
        assert_true(least > sum + 5);
        sum = least;
        /* A word beside them changes nothing: a line may end before it. */
        add_text(f, paragraph, " a ");
        text = page_inline_prepare(layout, paragraph->first_child, NULL, page_body_setting(layout));
        assert_between(least, page_inline_minimum_width(text), least);
        assert_true(page_inline_maximum_width(text) > least + 5);
    }
    text_free(&layout->scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_charts_stand_side_by_side),           PAGE_TEST(test_highlights_have_room),
        PAGE_TEST(test_labels_of_markers_keep_off_the_axis), PAGE_TEST(test_equations_are_aligned),
        PAGE_TEST(test_joined_pieces_need_their_sum),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
