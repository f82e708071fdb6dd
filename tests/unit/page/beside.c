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
                else if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "12") == 0)
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
        PAGE_TEST(test_notes_stand_beside_their_passage),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
