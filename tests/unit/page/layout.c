/* Layout: where things go, what stays together, what grows. */
#include "language/language.h"
#include "page_fixture.h"

/* All kinds of content at once, with lengths that vary with `filler`. */
static void add_everything(struct fixture *f, int filler) {
    static const char *const cells[] = {
        "Quantity",     "Value", "Meaning",
        "Cluster size", "1,000", "How many accelerators work at one training run at the same time, all day"};
    add_heading(f, 1, "The document");
    add_paragraph(f, f->document.root, words(f, "filler", filler));
    add_question(f, "Which of these is true of the cluster that you were given?", 4, 3);
    add_table(f, 12, 3, cells);
    add_heading(f, 2, "A section");
    struct doc_node *quote = add(f, f->document.root, NODE_QUOTE);
    add_paragraph(f, quote, words(f, "quoted", 60));
    struct doc_node *list = add(f, f->document.root, NODE_LIST);
    list->ordered = true;
    list->start = 9;
    for (int i = 0; i < 3; i++)
        add_paragraph(f, add(f, list, NODE_ITEM), words(f, "item", 30));
    add(f, f->document.root, NODE_RULE);
    struct doc_node *fence = add(f, f->document.root, NODE_FENCE);
    fence->text = "def f(x):\n\treturn 2 * x\n";
    struct doc_node *answer = add_paragraph(f, f->document.root, "Your answer is ");
    add_placed(f, answer, PLACED_BLANK)->placed.unit_word = "GPU-years";
    add_text(f, answer, ", and no more.");
    add_paragraph(f, f->document.root, words(f, "unbreakablewordsthatarejoinedtogether", 1));
}

static void test_everything_is_inside_the_margins(void **state) {
    struct fixture *f = *state;
    for (int round = 0; round < 12; round++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        f->document.paper = round % 2 ? PAPER_LETTER : PAPER_A4;
        add_everything(f, 10 + 47 * round);
        struct page_layout *layout = make_up(f);
        assert_non_null(layout);
        assert_sound(layout);
        assert_balanced(layout);
    }
}

static void test_paper_sizes(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    struct page_layout *layout = make_up(f);
    /* 210 by 297 mm, 8.5 by 11 inches of 72 points. */
    assert_between(210 / 25.4 * 72, layout->page_width, 210 / 25.4 * 72);
    assert_between(297 / 25.4 * 72, layout->page_height, 297 / 25.4 * 72);
    f->document.paper = PAPER_LETTER;
    layout = make_up(f);
    assert_true(layout->page_width == 612 && layout->page_height == 792);
}

static void test_heading_stays_with_two_lines(void **state) {
    struct fixture *f = *state;
    for (int filler = 1; filler < 60; filler++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        struct doc_node *heading = add_heading(f, 2, "Heading");
        struct doc_node *after = add_paragraph(f, f->document.root, words(f, "behind", 90));
        struct page_layout *layout = make_up(f);
        assert_non_null(layout);
        int page = page_of(layout, heading, false), lines = 0;
        for (int i = 0; i < layout->pages[page].count; i++)
            lines += is_within(layout->pages[page].strips[i].strip->node, after);
        assert_true(lines >= 2);
    }
}

/* A few lines too many go onto the page, which takes at most a fifth off each gap; more of them do not. */
static void test_gaps_tighten_rather_than_leave_lines_over(void **state) {
    struct fixture *f = *state;
    double line = style->body_size * style->line_height, gap = style->paragraph_space;
    int tightened = 0;
    for (int count = 2; count < 60; count++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < count; i++)
            add_paragraph(f, f->document.root, "a line");
        struct page_layout *layout = make_up(f);
        double loose = count * line + (count - 1) * gap, tight = loose - 0.2 * (count - 1) * gap;
        assert_true(layout->page_count == 1 || tight > layout->text_height);
        assert_true(layout->page_count == 2 || tight <= layout->text_height);
        const struct page *page = &layout->pages[0];
        double step = page->strips[1].y - page->strips[0].y;
        bool is_tight = loose > layout->text_height && layout->page_count == 1;
        if (is_tight) {
            double last = page->strips[count - 1].y - page->strips[0].y + line;
            assert_between(layout->text_height, last, layout->text_height);
        } else if (layout->page_count == 1) {
            assert_between(line + gap, step, line + gap);
        }
        tightened += is_tight;
    }
    assert_true(tightened > 0);
}

static void test_bookmarks_begin_with_a_word(void **state) {
    struct fixture *f = *state;
    struct doc_node *heading = add_heading(f, 3, "");
    add_placed(f, heading, PLACED_SCORE)->placed.marks = 2;
    add_text(f, heading, " 1. Prediction");
    struct page_layout *layout = make_up(f);
    assert_string_equal(layout->strips[0]->bookmark, "1. Prediction");
}

static void test_no_single_lines(void **state) {
    struct fixture *f = *state;
    int divided = 0;
    for (int filler = 1; filler < 60; filler++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        struct doc_node *long_one = add_paragraph(f, f->document.root, words(f, "paragraph", 130));
        struct page_layout *layout = make_up(f);
        for (int p = 0; p < layout->page_count; p++) {
            int lines = 0;
            for (int i = 0; i < layout->pages[p].count; i++)
                lines += is_within(layout->pages[p].strips[i].strip->node, long_one);
            assert_true(lines != 1);
        }
        divided += page_of(layout, long_one, false) != page_of(layout, long_one, true);
    }
    assert_true(divided > 0); /* some lengths did put the page's end inside the paragraph */
}

static void test_question_is_never_split(void **state) {
    struct fixture *f = *state;
    int moved = 0;
    for (int filler = 1; filler < 60; filler++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        struct doc_node *prompt = add_question(f, words(f, "prompt", 40), 4, 3);
        struct page_layout *layout = make_up(f);
        int page = page_of(layout, prompt, false);
        assert_int_equal(page_of(layout, prompt, true), page);
        for (const struct doc_node *node = prompt->next; node; node = node->next) {
            assert_int_equal(page_of(layout, node, false), page);
            assert_int_equal(page_of(layout, node, true), page);
        }
        moved += page > 0 && layout->page_count == 2;
    }
    assert_true(moved > 0);
}

/* A prompt, its equation and the blank for the answer, after what the page already holds. */
static void test_blank_stays_with_its_formula(void **state) {
    struct fixture *f = *state;
    int moved = 0;
    for (int filler = 0; filler < 60; filler++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "filler");
        struct doc_node *prompt = add_paragraph(f, f->document.root, "How long would it take?");
        struct doc_node *score = add_placed(f, prompt, PLACED_SCORE);
        score->placed.marks = 2;
        struct doc_node *estimate = add(f, f->document.root, NODE_PARAGRAPH);
        add_placed(f, estimate, PLACED_BLANK)->placed.unit_word = "years";
        struct doc_node *blank = add(f, f->document.root, NODE_PARAGRAPH);
        add_placed(f, blank, PLACED_BLANK)->placed.unit_word = "days";
        struct page_layout *layout = make_up(f);
        assert_int_equal(page_of(layout, prompt, false), page_of(layout, blank, true));
        moved += page_of(layout, blank, true) > 0;
    }
    assert_true(moved > 0 && moved < 60);
}

/* A page may end between the options of a key, but the first stays with its prompt and the heading above. */
static void test_first_option_stays_with_its_prompt(void **state) {
    struct fixture *f = *state;
    f->document.audience = AUDIENCE_INSTRUCTOR;
    int parted = 0;
    for (int filler = 15; filler < 50; filler++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        struct doc_node *heading = add_heading(f, 3, "A question");
        struct doc_node *prompt = add_question(f, words(f, "prompt", 30), 5, 0);
        struct page_layout *layout = make_up(f);
        int page = page_of(layout, heading, false);
        assert_int_equal(page_of(layout, prompt, true), page);
        assert_int_equal(page_of(layout, prompt->next, false), page);
        parted += page_of(layout, prompt->next, true) != page;
    }
    assert_true(parted > 0);
}

/* What is announced begins on the page of the passage that announces it, and a heading has more than one line below it,
 * also if that line and what it shows may part. */
static void test_passages_stay_with_what_they_announce(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Quantity", "Value", "Cluster size", "1,000"};
    int pages[2] = {0, 0};
    for (int filler = 20; filler < 60; filler++)
        for (int heading = 0; heading < 2; heading++) {
            f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
            for (int i = 0; i < filler; i++)
                add_paragraph(f, f->document.root, "a line");
            if (heading)
                add_heading(f, 3, "A heading");
            struct doc_node *passage = add_paragraph(f, f->document.root, heading ? "See the table." : "The table:");
            struct doc_node *table = add_table(f, heading ? 24 : 6, 2, cells);
            struct page_layout *layout = make_up(f);
            assert_int_equal(page_of(layout, passage, true), page_of(layout, table, false));
            pages[heading] += page_of(layout, passage, true);
        }
    assert_true(pages[0] > 0 && pages[0] < 40 && pages[1] > 0 && pages[1] < 40);
}

/* A table of blanks begins on the page of its question; its rows may part. */
static void test_rows_of_a_table_to_fill_in_may_part(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Quantity", "Cluster size"};
    int parted = 0;
    for (int filler = 20; filler < 50; filler++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        struct doc_node *prompt = add_paragraph(f, f->document.root, "Fill in all of these.");
        struct doc_node *table = add_table(f, 30, 1, cells);
        add_placed(f, table->last_child->first_child, PLACED_BLANK);
        struct page_layout *layout = make_up(f);
        assert_int_equal(page_of(layout, prompt, true), page_of(layout, table, false));
        parted += page_of(layout, table, false) != page_of(layout, table, true);
    }
    assert_true(parted > 0);
}

/* `lines:3+` fills its page to the last line, but with at most three times as many lines. */
static void test_lines_fill_the_page(void **state) {
    struct fixture *f = *state;
    for (int count = 1; count < 26; count += 4) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        add_paragraph(f, f->document.root, "Why?");
        struct doc_node *lines = add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_LINES);
        lines->placed.count = count;
        lines->placed.most = 4 * lines->placed.count;
        struct page_layout *layout = make_up(f);
        assert_int_equal(layout->page_count, 1);
        const struct page *page = &layout->pages[0];
        const struct page_placed_strip *last = &page->strips[page->count - 1];
        double room = style->margin_top + layout->text_height - last->y - last->strip->height;
        int more = page->count - (int)layout->strip_count;
        assert_true(room > -0.01 && more <= 3 * count && (more == 3 * count || room < style->answer_line_height));
    }
}

/* The equation and its blank are one strip: a frame with the blank at its foot, the currency before the blank. */
static void test_blanks_stand_in_frames(void **state) {
    struct fixture *f = *state;
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_BLANK)->placed.unit_word = "$/GPU";
    struct page_layout *layout = make_up(f);
    assert_int_equal(layout->strip_count, 1);
    const struct page_mark *frame = NULL, *rule = NULL, *before = NULL, *after = NULL;
    const char *alternative = NULL;
    for (const struct page_mark *mark = layout->strips[0]->first; mark; mark = mark->next) {
        if (mark->kind == MARK_RECTANGLE)
            frame = mark;
        else if (mark->kind == MARK_LINE)
            rule = mark;
        else if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "$") == 0)
            before = mark;
        else if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "/GPU") == 0)
            after = mark;
        else if (mark->kind == MARK_BEGIN && strcmp(mark->role, "Span") == 0)
            alternative = mark->alternative;
    }
    assert_true(frame && rule && before && after);
    assert_true(before->x < rule->x && after->x > rule->x + rule->width && after->x < frame->x + frame->width);
    assert_true(frame->height >= style->work_height && rule->y > frame->y + frame->height / 2);
    assert_true(rule->y < frame->y + frame->height && rule->width > 60);
    assert_string_equal(alternative, "answer blank, in $/GPU");
}

/* Without frames, formulas and blank are lines of the page, and stay together. */
static void test_a_style_may_want_no_frames(void **state) {
    struct fixture *f = *state;
    const double height = style->work_height;
    int moved = 0;
    style->work_height = 0;
    for (int filler = 35; filler < 60; filler++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "filler");
        struct doc_node *lines = add(f, f->document.root, NODE_PARAGRAPH);
        struct doc_node *formula = add_placed(f, lines, PLACED_EQUATION);
        formula->placed.quantity = &(struct quantity){.name = "x", .symbol = "x", .expr = expr_new_number(f->arena, 1)};
        add_placed(f, lines, PLACED_BLANK)->placed.unit_word = "days";
        struct page_layout *layout = make_up(f);
        for (size_t i = 0; i < layout->strip_count; i++)
            for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next)
                assert_int_not_equal(mark->kind, MARK_RECTANGLE);
        assert_int_equal(layout->strip_count, filler + 2);
        assert_int_equal(page_of(layout, formula, false), page_of(layout, lines->last_child, true));
        moved += page_of(layout, formula, false) == 1;
    }
    style->work_height = height;
    assert_true(moved > 0 && moved < 25);
}

static void test_page_breaks(void **state) {
    struct fixture *f = *state;
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    struct doc_node *first = add_paragraph(f, f->document.root, "first");
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    struct doc_node *second = add_paragraph(f, f->document.root, "second");
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    struct page_layout *layout = make_up(f);
    assert_int_equal(layout->page_count, 2);
    assert_int_equal(page_of(layout, first, false), 0);
    assert_int_equal(page_of(layout, second, false), 1);
}

static void test_charts_and_misplaced_blocks_are_refused(void **state) {
    struct fixture *f = *state;
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_CHART)->placed.name = "speedup";
    static const char *const cells[] = {"A", "B"};
    struct doc_node *table = add_table(f, 2, 1, cells);
    add_placed(f, table->last_child->first_child, PLACED_LINES)->placed.count = 2;
    doc_arrange(&f->document);
    assert_null(page_layout_document(resources, &f->document, f->diag));
    assert_non_null(strstr(diag_text(f->diag), "chart:speedup"));
    assert_non_null(strstr(diag_text(f->diag), "lines to write on cannot be part"));
}

static void test_deep_nesting_is_an_error(void **state) {
    struct fixture *f = *state;
    struct doc_node *node = f->document.root;
    for (int i = 0; i < 2000; i++)
        node = add(f, node, NODE_QUOTE);
    add_paragraph(f, node, "deep");
    assert_null(page_layout_document(resources, &f->document, f->diag));
    assert_non_null(strstr(diag_text(f->diag), "too deep for the page"));
}

static void test_margins_that_leave_no_room(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    struct page_style narrow = *style;
    struct page_resources other = *resources;
    other.style = &narrow;
    narrow.margin_left = narrow.margin_right = 280;
    assert_null(page_layout_document(&other, &f->document, f->diag));
    assert_non_null(strstr(diag_text(f->diag), "the margins leave"));
}

static void test_empty_document_is_one_page(void **state) {
    struct fixture *f = *state;
    struct page_layout *layout = make_up(f);
    assert_non_null(layout);
    assert_int_equal(layout->page_count, 1);
    assert_int_equal(layout->pages[0].count, 0);
}

/* The frame of a question, and the place of the blank's rule in it. */
static const struct page_mark *work_frame(const struct page_placed_strip *placed, double *rule_y) {
    const struct page_mark *frame = NULL;
    for (const struct page_mark *mark = placed->strip->first; mark; mark = mark->next) {
        if (mark->kind == MARK_RECTANGLE && mark->width > 200)
            frame = mark;
        if (mark->kind == MARK_LINE)
            *rule_y = mark->y;
    }
    return frame;
}

/* Frames to calculate in share the free room of a page, each up to its growth; what they leave goes to lines. */
static void check_growth(struct fixture *f, int count, bool most) {
    for (int i = 0; i < count; i++) {
        add_paragraph(f, f->document.root, "Calculate.");
        add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_BLANK);
    }
    struct doc_node *lines = add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_LINES);
    lines->placed.count = 3;
    lines->placed.most = 4 * lines->placed.count;
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    assert_int_equal(layout->page_count, 1);
    const struct page *page = &layout->pages[0];
    double height = 0, rule = 0, least = style->work_height + 0.7 * style->body_size;
    int frames = 0, added = 0;
    for (int i = 0; i < page->count; i++) {
        const struct page_mark *frame = work_frame(&page->strips[i], &rule);
        added += page->strips[i].repeated;
        if (!frame)
            continue;
        assert_true(frames++ == 0 || fabs(frame->height - height) < 0.01);
        assert_between(frame->y + frame->height - 2.5 * style->body_size, rule, frame->y + frame->height);
        height = frame->height;
    }
    const struct page_placed_strip *last = &page->strips[page->count - 1];
    double rest = layout->page_height - style->margin_bottom - last->y - last->strip->height;
    assert_int_equal(frames, count);
    assert_between(least, height, least + style->work_growth);
    assert_true((height > least + style->work_growth - 0.01) == most);
    assert_int_equal(added, most ? 9 : 0); /* at most three times as many lines as were asked for */
    assert_true(most || rest < 0.01);
}

static void test_few_frames_grow_and_leave_room_for_lines(void **state) {
    check_growth(*state, 2, true);
}

static void test_many_frames_share_the_rest_of_a_page(void **state) {
    check_growth(*state, 6, false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_everything_is_inside_the_margins),
        PAGE_TEST(test_paper_sizes),
        PAGE_TEST(test_heading_stays_with_two_lines),
        PAGE_TEST(test_gaps_tighten_rather_than_leave_lines_over),
        PAGE_TEST(test_bookmarks_begin_with_a_word),
        PAGE_TEST(test_no_single_lines),
        PAGE_TEST(test_question_is_never_split),
        PAGE_TEST(test_blank_stays_with_its_formula),
        PAGE_TEST(test_first_option_stays_with_its_prompt),
        PAGE_TEST(test_passages_stay_with_what_they_announce),
        PAGE_TEST(test_rows_of_a_table_to_fill_in_may_part),
        PAGE_TEST(test_lines_fill_the_page),
        PAGE_TEST(test_blanks_stand_in_frames),
        PAGE_TEST(test_a_style_may_want_no_frames),
        PAGE_TEST(test_page_breaks),
        PAGE_TEST(test_few_frames_grow_and_leave_room_for_lines),
        PAGE_TEST(test_many_frames_share_the_rest_of_a_page),
        PAGE_TEST(test_charts_and_misplaced_blocks_are_refused),
        PAGE_TEST(test_deep_nesting_is_an_error),
        PAGE_TEST(test_margins_that_leave_no_room),
        PAGE_TEST(test_empty_document_is_one_page),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
