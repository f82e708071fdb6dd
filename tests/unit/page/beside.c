/* Layout beside: questions beside their frames, notes beside their passage. */
#include "language/language.h"
#include "page_fixture.h"

/* A question stands to the left of its frame, its number to the left of its words, and the box for its marks to the
 * right of the frame, level with its foot; where the document says so, the frame stands below. */
static void test_questions_stand_beside_their_frames(void **state) {
    struct fixture *f = *state;
    for (int i = 0; i < 2; i++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        f->document.layout = i ? LAYOUT_ABOVE : LAYOUT_OF_STYLE;
        struct doc_node *heading = add_heading(f, 4, "");
        add_placed(f, heading, PLACED_SCORE)->placed.marks = 2;
        add_text(f, heading, " 12. Power");
        add_paragraph(f, f->document.root, "What does it cost?");
        add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_BLANK)->placed.unit_word = "$";
        struct page_layout *layout = make_up(f);
        if (i == 0) /* a box for marks at a title hangs into the space below it */
            assert_sound(layout);
        assert_balanced(layout);
        assert_string_equal(layout->strips[0]->bookmark, "12. Power");
        assert_int_equal(layout->strip_count, i ? 3 : 1);
        const struct page_mark *number = NULL, *title = NULL, *frame = NULL, *score = NULL;
        for (size_t s = 0; s < layout->strip_count; s++)
            for (const struct page_mark *mark = layout->strips[s]->first; mark; mark = mark->next) {
                if (mark->kind == MARK_FIELD && mark->field->kind == NODE_WORK)
                    frame = mark;
                else if (mark->kind == MARK_FIELD && doc_node_is_placed(mark->field, PLACED_SCORE))
                    score = mark;
                else if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "12 ") == 0)
                    number = mark;
                else if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "Power") == 0)
                    title = mark;
            }
        assert_true(number && title && frame && score);
        assert_between(0, number->x, 0);
        assert_between(style->question_indent, title->x, style->question_indent);
        assert_between(layout->text_width, score->x + score->width, layout->text_width);
        if (i)
            continue;
        assert_between(style->question_width + style->question_gap, frame->x,
                       style->question_width + style->question_gap);
        assert_between(frame->y + frame->height, score->y + score->height, frame->y + frame->height);
        assert_true(frame->x + frame->width <= score->x - SCORE_GAP + 0.01);
    }
}

/* The formula of the work stands in the column of the question, to the left of the frame; in the frame if that is
 * below, as for a question with a table, and if the formula has no room in the column. */
static void test_formulas_stand_with_their_frames(void **state) {
    struct fixture *f = *state;
    static const struct {
        enum doc_layout layout;
        int letters; /* of a symbol */
        bool table, beside;
    } cases[] = {{LAYOUT_BESIDE, 3, false, true},
                 {LAYOUT_BESIDE, 3, true, false},
                 {LAYOUT_ABOVE, 3, false, false},
                 {LAYOUT_BESIDE, 80, false, false}};
    static const char *const cells[] = {"A", "B", "1", "2"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        f->document.layout = cases[i].layout;
        struct doc_node *heading = add_heading(f, 4, "");
        add_placed(f, heading, PLACED_SCORE)->placed.marks = 2;
        add_text(f, heading, " 12. Power");
        add_paragraph(f, f->document.root, "What does it cost?");
        if (cases[i].table)
            add_table(f, 2, 2, cells);
        struct quantity *quantity = arena_alloc(f->arena, sizeof *quantity);
        char *symbol =
            arena_strdup(f->arena, "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm");
        symbol[cases[i].letters] = '\0';
        *quantity = (struct quantity){.name = symbol, .symbol = symbol, .expr = expr_new_number(f->arena, 1)};
        add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_EQUATION)->placed.quantity = quantity;
        add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_BLANK)->placed.unit_word = "$";
        struct page_layout *layout = make_up(f);
        assert_balanced(layout);
        const struct page_mark *frame = NULL, *equals = NULL;
        for (size_t s = 0; s < layout->strip_count; s++)
            for (const struct page_mark *mark = layout->strips[s]->first; mark; mark = mark->next)
                if (mark->kind == MARK_FIELD && mark->field->kind == NODE_WORK)
                    frame = mark;
                else if (mark->kind == MARK_TEXT && strchr(mark->shaped->text, '='))
                    equals = mark;
        assert_non_null(frame);
        assert_non_null(equals);
        if (cases[i].beside)
            assert_true(text_end(equals) < frame->x);
        else
            assert_true(equals->x > frame->x && equals->y > frame->y && equals->y < frame->y + frame->height);
    }
}

/* A question that is taller than a page beside its frame stands above it, where its parts can part; what is around it
 * stays as it is. */
static void test_questions_too_tall_for_beside_stand_above(void **state) {
    struct fixture *f = *state;
    f->document.layout = LAYOUT_BESIDE;
    struct doc_node *item = add(f, add(f, f->document.root, NODE_LIST), NODE_ITEM);
    struct doc_node *heading = add(f, item, NODE_HEADING);
    heading->level = 4;
    add_placed(f, heading, PLACED_SCORE)->placed.marks = 2;
    add_text(f, heading, " 12. Power");
    for (int i = 0; i < 14; i++)
        add_paragraph(f, item, words(f, "word", 60));
    add_placed(f, add(f, item, NODE_PARAGRAPH), PLACED_BLANK)->placed.unit_word = "$";
    struct page_layout *layout = make_up(f);
    assert_non_null(layout);
    assert_balanced(layout);
    assert_true(layout->strip_count > 14);
    int words_of_it = 0, frames = 0, labels = 0;
    for (size_t s = 0; s < layout->strip_count; s++)
        for (const struct page_mark *mark = layout->strips[s]->first; mark; mark = mark->next) {
            words_of_it += count_word(mark, "word");
            frames += mark->kind == MARK_FIELD && mark->field->kind == NODE_WORK;
            labels += mark->kind == MARK_BEGIN && strcmp(mark->role, "Lbl") == 0;
        }
    assert_int_equal(words_of_it, 14 * 60);
    assert_int_equal(frames, 1);
    assert_int_equal(labels, 1);
}

/* A page that is a little too full takes the last frame too, with its frames lower, if the document is compact; else
 * the frame goes to the next page. What is in a frame keeps its place at its foot. */
static void test_compact_pages_have_lower_frames(void **state) {
    struct fixture *f = *state;
    double paper = 0;
    for (int compact = 0; compact < 2; compact++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        f->document.layout = LAYOUT_BESIDE;
        f->document.compact = compact ? COMPACT_YES : COMPACT_NO;
        double height = style->work_height, growth = style->work_growth;
        style->work_growth = 0;
        style->work_height = 88; /* six of them fit on a page, and most of a seventh */
        for (int i = 0; i < 7; i++) {
            struct doc_node *heading = add_heading(f, 4, "");
            add_placed(f, heading, PLACED_SCORE)->placed.marks = 2;
            add_text(f, heading, arena_printf(f->arena, " %d. Power", i + 1));
            add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_BLANK)->placed.unit_word = "$";
        }
        struct page_layout *layout = make_up(f);
        style->work_height = height;
        style->work_growth = growth;
        if (!compact) {
            paper = layout->strips[0]->height;
            assert_int_equal(layout->page_count, 2);
            continue;
        }
        assert_sound(layout);
        assert_int_equal(layout->page_count, 1);
        for (size_t s = 0; s < layout->strip_count; s++) {
            const struct page_mark *frame = NULL, *blank = NULL;
            for (const struct page_mark *mark = layout->strips[s]->first; mark; mark = mark->next)
                if (mark->kind == MARK_FIELD && mark->field->kind == NODE_WORK)
                    frame = mark;
                else if (mark->kind == MARK_FIELD && doc_node_is_placed(mark->field, PLACED_BLANK))
                    blank = mark;
            assert_true(frame && blank);
            assert_true(frame->height < paper && frame->height > 0.7 * paper - 0.01);
            assert_between(frame->y + frame->height - style->body_size, blank->y + blank->height,
                           frame->y + frame->height - 0.5 * style->body_size);
            assert_true(blank->y > frame->y);
        }
    }
}

/* The rule of a sum of money takes the room that a unit has behind other rules; both begin at one x. */
static void test_rules_for_money_are_long(void **state) {
    struct fixture *f = *state;
    static const char *const units[] = {"days", "$", "$/h", ""};
    double left[4] = {0}, width[4] = {0}, right[4] = {0};
    for (int i = 0; i < 4; i++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_BLANK)->placed.unit_word = units[i];
        struct page_layout *layout = make_up(f);
        assert_non_null(layout);
        for (const struct page_mark *mark = layout->strips[0]->first; mark; mark = mark->next)
            if (mark->kind == MARK_FIELD && doc_node_is_placed(mark->field, PLACED_BLANK)) {
                left[i] = mark->x;
                width[i] = mark->width;
            } else if (mark->kind == MARK_FIELD) {
                right[i] = mark->x + mark->width;
            }
    }
    for (int i = 1; i < 4; i++)
        assert_between(left[0] - 0.001, left[i], left[0] + 0.001);
    assert_between(style->blank_width - 0.001, width[0], style->blank_width + 0.001);
    assert_between(width[0] + 20, width[1], right[1] - left[1] - 2);
    assert_between(width[0] - 0.001, width[2], width[0] + 0.001);
    assert_between(width[0] - 0.001, width[3], width[0] + 0.001);
}

/* A note stands to the right of the passage after it and begins level with it; what is below is clear of both. */
static void test_notes_stand_beside_their_passage(void **state) {
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        double width = style->note_width;
        style->note_width = i == 2 ? 0 : width;
        struct doc_node *note = add(f, f->document.root, NODE_QUOTE);
        note->note = true;
        add_paragraph(f, note, words(f, "margin", i == 1 ? 120 : 5));
        add_paragraph(f, f->document.root, words(f, "passage", 40));
        add_heading(f, 2, "Next");
        struct page_layout *layout = make_up(f);
        style->note_width = width;
        assert_balanced(layout);
        double left = layout->text_width - style->note_width, low = 0, next = 0;
        for (int s = 0; s < layout->pages[0].count; s++) {
            const struct page_placed_strip *placed = &layout->pages[0].strips[s];
            for (const struct page_mark *mark = placed->strip->first; mark; mark = mark->next) {
                if (mark->kind != MARK_TEXT)
                    continue;
                bool margin = strncmp(mark->shaped->text, "margin", 6) == 0;
                if (i < 2)
                    assert_true(margin ? mark->x >= left - 0.01 : mark->x < left - style->note_gap);
                low = margin ? fmax(low, placed->y + mark->y) : low;
                next = strcmp(mark->shaped->text, "Next") == 0 ? placed->y + mark->y : next;
            }
        }
        assert_true(low > 0 && next > low + style->note_size);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_questions_stand_beside_their_frames),
        PAGE_TEST(test_formulas_stand_with_their_frames),
        PAGE_TEST(test_questions_too_tall_for_beside_stand_above),
        PAGE_TEST(test_compact_pages_have_lower_frames),
        PAGE_TEST(test_rules_for_money_are_long),
        PAGE_TEST(test_notes_stand_beside_their_passage),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
