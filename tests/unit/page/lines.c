/* Lines: where they break, what they hold, what is beside them. */
#include "page_fixture.h"

#include "page/kept.h"
#include "page/line_breaks.h"

#include <linebreak.h>
#include <stdio.h>

/* The score box is at the right end of the first line, wherever in the paragraph it is placed; the text leaves room for
 * it. */
static void test_score_boxes_stand_at_the_right(void **state) {
    struct fixture *f = *state;
    struct doc_node *paragraph = add(f, f->document.root, NODE_PARAGRAPH);
    add_placed(f, paragraph, PLACED_SCORE)->placed.marks = 1.5;
    add_text(f, paragraph, " ");
    add_text(f, paragraph, words(f, "prompt", 30));
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    assert_balanced(layout);
    const struct page_mark *frame = NULL, *marks = NULL, *first = NULL;
    double end = 0, frame_y = 0;
    int depth = 0;
    assert_true(layout->pages[0].count > 1);
    for (int i = 0; i < layout->pages[0].count; i++)
        for (const struct page_mark *mark = layout->pages[0].strips[i].strip->first; mark; mark = mark->next) {
            depth += mark->kind == MARK_BEGIN ? 1 : mark->kind == MARK_END ? -1 : 0;
            if (mark->kind == MARK_BEGIN && depth == 1 && first) /* read after the whole prompt */
                assert_int_equal(i, layout->pages[0].count - 1);
            if (mark->kind == MARK_RECTANGLE) {
                frame = mark;
                frame_y = layout->pages[0].strips[i].y + mark->y;
                assert_int_equal(depth, 2);
            } else if (mark->kind == MARK_TEXT && mark->shaped->text[0] == '/') {
                marks = mark;
            } else if (mark->kind == MARK_TEXT) {
                assert_null(frame);
                first = first ? first : mark;
                end = fmax(end, text_end(mark));
            }
        }
    assert_between(style->margin_top, frame_y, style->margin_top + style->body_size); /* at the first line */
    assert_non_null(frame);
    assert_non_null(marks);
    assert_string_equal(marks->shaped->text, "/ 1.5");
    assert_true(first->x == 0); /* the space after the placement is gone */
    assert_between(layout->text_width, frame->x + frame->width, layout->text_width);
    assert_true(end < frame->x);
    assert_true(marks->x > frame->x + style->small_size && text_end(marks) < frame->x + frame->width);
}

static void test_lines_have_words_with_their_spaces(void **state) {
    struct fixture *f = *state;
    struct doc_node *paragraph = add_paragraph(f, f->document.root, "One  two\nthree");
    add_text(f, paragraph, " bold")->style = STYLE_STRONG;
    add_text(f, paragraph, ", then.");
    add(f, paragraph, NODE_BREAK);
    add_text(f, paragraph, "Next line ");
    struct page_layout *layout = make_up(f);
    struct text text = {0};
    body_text(layout, &text);
    assert_string_equal(text.bytes, "One two three bold, then.\nNext line\n");
    text_free(&text);
    assert_int_equal(layout->strip_count, 2);
    for (const struct page_mark *mark = layout->strips[0]->first; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT)
            assert_true(mark->y == layout->strips[0]->baseline);
}

/* Checks after which characters of a text lines may end: those of `ends`, in their order. */
static void check_breaks(const char *text, const char *ends) {
    char places[100];
    assert_true(strlen(text) < sizeof places);
    page_line_breaks_find(resources->line_breaks, "en", text, strlen(text), places);
    char found[20] = "";
    for (size_t i = 0, n = 0; text[i + 1]; i++)
        if (places[i] == LINEBREAK_ALLOWBREAK && n + 1 < sizeof found)
            found[n++] = text[i];
    if (strcmp(found, ends) != 0)
        fail_msg("\"%s\" may part after \"%s\", not \"%s\"", text, found, ends);
}

static void test_lines_end_where_they_may(void **state) {
    (void)state;
    check_breaks("2(N − 1)/N", "");
    check_breaks("2(N − 1)/N", "");
    check_breaks("N − 1", "  ");
    check_breaks("(one two) three", "  ");
    check_breaks("GPU-hour", "");
    check_breaks("on-premises cost", " ");
    check_breaks("cost-effective", "-");
    check_breaks("Hohenlohe-Süd-Ost", "");
    check_breaks("$/GPU-hour", "");
    check_breaks("a \uFFFC\u00A0guess \uFFFC\u202Ffair \uFFFC too", "    "); /* boxes and their words */
    check_breaks("two\uFFFF words \uFFFF\uFFFF", "  "); /* no character: libunibreak takes it for the end */
}

/* A text with other numbers, after one that it is remembered by. */
static void test_numbers_leave_breaks_where_they_are(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"pay $1,234.50 now, or 7 (of 12)", "pay $9 now, or 1,000 (of 3.5)"},
        {"H100 at 3.50-4.25 by 2026, 12%", "H100 at 3-4 by 1,000,000, 5.5%"},
        {"1. one 2,3 and 4.", "12. one 2, 3 and 4."}, /* these are different texts */
        {"−5 °C, 10 000 GPUs/day", "−12.5 °C, 1 000 GPUs/day"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (int k = 0; k < 2; k++) {
            const char *text = pairs[i][k];
            const size_t length = strlen(text);
            char places[100], expected[100];
            page_line_breaks_find(resources->line_breaks, "en", text, length, places);
            set_linebreaks_utf8((const utf8_t *)text, length, "en", expected);
            for (size_t at = 0; at < length; at++)
                if (places[at] != expected[at] && text[at] != '/' && text[at] != '-') /* units and short parts: ours */
                    fail_msg("\"%s\": %d after byte %zu, not %d", text, places[at], at, expected[at]);
        }
}

/* Everything that a page shows of a document, in order, each letter at its place: the same whether the words of a line
 * are one mark or several. */
static int put_letters(const struct page_layout *layout, struct text *out) {
    int marks = 0;
    for (size_t i = 0; i < layout->strip_count; i++) {
        text_printf(out, "strip %.6f\n", layout->strips[i]->height);
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            double x = mark->x;
            marks += mark->kind == MARK_TEXT;
            if (mark->kind == MARK_BEGIN)
                text_printf(out, "%s\n", mark->role);
            for (int r = 0; mark->kind == MARK_TEXT && r < mark->shaped->run_count; r++)
                for (int g = 0; g < mark->shaped->runs[r].glyph_count; g++) {
                    const struct pdf_glyph *glyph = &mark->shaped->runs[r].glyphs[g];
                    text_printf(out, "%d/%d/%.2f/%.6f/%.6f/%.*s ", mark->shaped->runs[r].face, glyph->id, mark->size, x,
                                mark->y, (int)glyph->text_length, mark->shaped->text + glyph->text_offset);
                    x += glyph->kerned_advance * mark->size / 1000;
                }
        }
    }
    return marks;
}

/* A document of paragraphs, a heading, code, small and raised text, two letters of options, and a word too long for a
 * line. */
static void add_all_sorts(struct fixture *f) {
    f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
    add_heading(f, 1, "A heading of several words");
    const char *long_text = words(f, "AVAST fjord, \"quoted\" office", 25);
    add_paragraph(f, f->document.root, long_text);
    add_paragraph(f, f->document.root, words(f, "one \u2211 and \u2264 two", 12)); /* of other fonts */
    struct doc_node *mixed = add_paragraph(f, f->document.root, "plain words and ");
    add_text(f, mixed, "bold words and more of them")->style = STYLE_STRONG;
    add_text(f, mixed, " then code ")->style = STYLE_CODE;
    add_text(f, mixed, words(f, "e\u0301 \u05D9\u05E2\u05DC \u2211 tail", 12));
    struct doc_node *bold = add_paragraph(f, f->document.root, "plain words and ");
    add_text(f, bold, "bold words and more")->style = STYLE_STRONG;
    struct doc_node *list = add(f, f->document.root, NODE_LIST);
    for (const char *letter = "BO"; *letter; letter++) {
        const struct doc_node *option =
            add_option(f, list, "", arena_strndup(f->arena, letter, 1), " is the letter of these words");
        add_paragraph(f, option->parent->parent, long_text); /* in shorter lines */
    }
    char longest[400] = "";
    memset(longest, 'm', sizeof longest - 1);
    add_paragraph(f, f->document.root, arena_strdup(f->arena, longest));
}

static void test_texts_that_come_again_look_the_same(void **state) {
    struct fixture *f = *state;
    struct text seen[3] = {{0}};
    int marks[3];
    page_kept_free(resources->kept);
    resources->kept = page_kept_new(fonts);
    for (int i = 0; i < 3; i++) {
        add_all_sorts(f);
        struct page_layout *layout = make_up(f);
        assert_non_null(layout);
        marks[i] = put_letters(layout, &seen[i]);
        assert_string_equal(seen[i].bytes, seen[0].bytes);
    }
    assert_true(marks[1] < marks[0]); /* a line is one mark from the second time on, but for ligatures */
    assert_int_equal(marks[2], marks[1]);
    for (int i = 0; i < 3; i++)
        text_free(&seen[i]);
}

/* Of equal texts, set before, with a word that is wider than their lines, each has all its lines. */
static void test_equal_texts_with_a_wide_word_are_whole(void **state) {
    struct fixture *f = *state;
    struct page_layout *layout = page_layout_empty(resources, &f->document, f->diag);
    struct doc_node *paragraph =
        add_paragraph(f, f->document.root, "one two three mmmmmmmmmmmmmmmmmmmmmmmmmmmmmm four");
    struct page_inline_text *texts[4];
    int counts[4];
    for (int i = 0; i < 4; i++)
        texts[i] = page_inline_prepare(layout, paragraph->first_child, NULL, page_body_setting(layout));
    for (int i = 0; i < 4; i++)
        page_inline_break(layout, texts[i], 80, 80, &counts[i]);
    assert_true(counts[0] > 3);
    for (int i = 1; i < 4; i++)
        assert_int_equal(counts[i], counts[0]);
    text_free(&layout->scratch);
    text_free(&layout->printed);
}

/* When the fonts forget their words, texts that consist of them are forgotten too. */
static void test_texts_are_forgotten_with_their_words(void **state) {
    struct fixture *f = *state;
    const unsigned before = pdf_fonts_forgotten(fonts);
    struct text first = {0}, again = {0};
    add_all_sorts(f);
    put_letters(make_up(f), &first);
    for (int i = 0; pdf_fonts_forgotten(fonts) == before && i < 20000; i++) {
        char word[20];
        snprintf(word, sizeof word, "word%d", i);
        pdf_fonts_shape(fonts, FAMILY_BODY, FACE_REGULAR, word, strlen(word));
        pdf_fonts_trim(fonts);
    }
    assert_true(pdf_fonts_forgotten(fonts) > before);
    add_all_sorts(f);
    put_letters(make_up(f), &again);
    assert_string_equal(again.bytes, first.bytes);
    text_free(&first);
    text_free(&again);
}

/* Right-to-left words among others: their order on the page, a space between any two, and the text in its own order. */
static void test_right_to_left_words_keep_their_spaces(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "Yael יעל כהן, Cohen");
    struct page_layout *layout = make_up(f);
    struct text text = {0};
    body_text(layout, &text);
    assert_string_equal(text.bytes, "Yael יעל כהן, Cohen\n");
    text_free(&text);
    static const char *const seen[] = {"Yael ", "כהן", " ", "יעל", ", ", "Cohen"};
    double x = -1, end = 0;
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        const struct page_mark *mark = layout->strips[0]->first;
        while (mark && !(mark->kind == MARK_TEXT && strcmp(mark->shaped->text, seen[i]) == 0))
            mark = mark->next;
        assert_non_null(mark);
        assert_true(mark->x > x);
        assert_between(end, mark->x, end);
        x = mark->x;
        end = x + mark->shaped->width * mark->size / 1000;
    }
}

static void test_long_words_are_cut(void **state) {
    struct fixture *f = *state;
    struct text word = {0};
    for (int i = 0; i < 900; i++)
        text_puts(&word, i % 3 ? "ä" : "ﬁn");
    add_paragraph(f, f->document.root, word.bytes);
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    assert_true(layout->strip_count > 3);
    struct text out = {0}, all = {0};
    body_text(layout, &out);
    for (size_t i = 0; i < out.length; i++)
        if (out.bytes[i] != '\n')
            text_putc(&all, out.bytes[i]);
    assert_string_equal(all.bytes, word.bytes);
    text_free(&out);
    text_free(&all);
    text_free(&word);
}

/* A rule to write on is as long as its line at most, also where a column of a table is narrower. */
static void test_rules_fit_their_lines(void **state) {
    struct fixture *f = *state;
    struct doc_node *paragraph = add_paragraph(f, f->document.root, "Date ");
    add_placed(f, paragraph, PLACED_RULE)->placed.count = 600;
    static const char *const cells[] = {"A", "B", "C", "D", "E", "F", "G", "H", "x", "", "", "", "", "", "", ""};
    struct doc_node *table = add_table(f, 2, 8, cells);
    for (struct doc_node *cell = table->last_child->first_child->next; cell; cell = cell->next)
        add_placed(f, cell, PLACED_RULE)->placed.count = 90;
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    int rules = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            rules += mark->kind == MARK_BEGIN && strcmp(mark->role, "Span") == 0;
            if (mark->kind == MARK_LINE)
                assert_true(mark->x >= -0.01 && mark->x + mark->width <= layout->text_width + 0.01);
        }
    assert_int_equal(rules, 8);
}

/* The caption of a blank and of a rule is set before it; that of a formula is for people who cannot see it. */
static void test_captions_are_set_before_what_is_written_on(void **state) {
    struct fixture *f = *state;
    static const enum doc_placed_kind kinds[] = {PLACED_BLANK, PLACED_RULE, PLACED_EQUATION};
    static const char *const captions[] = {"Your answer", "Your name", "spoken"};
    struct quantity *quantity = arena_alloc(f->arena, sizeof *quantity);
    *quantity = (struct quantity){.name = "x", .symbol = "x", .expr = expr_new_number(f->arena, 1)};
    for (int i = 0; i < 3; i++) {
        struct doc_node *paragraph = add_paragraph(f, f->document.root, "before "),
                        *node = add_placed(f, paragraph, kinds[i]);
        node->placed.count = 40;
        node->placed.quantity = kinds[i] == PLACED_EQUATION ? quantity : NULL;
        add_text(f, node, captions[i]);
        add_text(f, paragraph, " after");
    }
    struct page_layout *layout = make_up(f);
    struct text text = {0};
    body_text(layout, &text);
    assert_non_null(strstr(text.bytes, "before Your answer"));
    assert_non_null(strstr(text.bytes, "before Your name"));
    assert_null(strstr(text.bytes, "spoken"));
    text_free(&text);
}

static void refuse(struct fixture *f, const char *why) {
    doc_arrange(&f->document);
    assert_null(page_layout_document(resources, &f->document, f->diag));
    if (!strstr(diag_text(f->diag), why))
        fail_msg("not said: %s, but: %s", why, diag_text(f->diag));
}

/* Words at the right end of a line, or in the foot, that are wider than their room would leave the page. */
static void test_wide_words_beside_a_line_are_refused(void **state) {
    struct fixture *f = *state;
    struct doc_node *figure = add_placed(f, add_heading(f, 1, "Result "), PLACED_FIGURE);
    add_text(f, figure, words(f, "figure", 60));
    refuse(f, "page.md:1:1: error: what stands at the right end of this line is ");
}

static void test_wide_words_of_a_page_sum_are_refused(void **state) {
    struct fixture *f = *state;
    struct doc_node *sum = add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_SCORE);
    sum->placed.score = SCORE_PAGE;
    add_text(f, sum, words(f, "marks", 60));
    add_paragraph(f, f->document.root, "Text");
    refuse(f, "page.md:1:1: error: the words before the sum of a page's marks are ");
}

static void test_a_page_has_one_sum(void **state) {
    struct fixture *f = *state;
    for (int line = 1; line <= 2; line++) {
        struct doc_node *sum = add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_SCORE);
        sum->placed.score = SCORE_PAGE;
        sum->pos.line = line;
        add_text(f, sum, "marks");
    }
    add_paragraph(f, f->document.root, "Text");
    refuse(f, "page.md:2:1: error: line 1 says already what stands before the sum");
}

static void test_tick_boxes(void **state) {
    struct fixture *f = *state;
    add_question(f, "Prompt", 2, 0);
    struct page_layout *layout = make_up(f);
    int boxes = 0, ticks = 0;
    double right = 0, text = 1e9;
    for (size_t i = 1; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            boxes += mark->kind == MARK_RECTANGLE && !mark->filled;
            ticks += mark->kind == MARK_POLYGON;
            if (mark->kind == MARK_RECTANGLE) {
                assert_between(mark->width, mark->height, mark->width);
                right = mark->x + mark->width;
            }
            if (mark->kind == MARK_TEXT)
                text = fmin(text, mark->x);
        }
    assert_int_equal(boxes, 2);
    assert_int_equal(ticks, 1);
    assert_true(right < text);
}

static void test_missing_characters_are_named(void **state) {
    struct fixture *f = *state;
    static const char roster_text[] = "id,name\ns01,Ann\ns02,Ra \xF3\xBF\xBF\xBC\n";
    struct source *roster = source_of_text(f->arena, "roster.csv", roster_text, strlen(roster_text));
    struct doc_value value = {
        .kind = VALUE_TEXT, .text = "Ra \xF3\xBF\xBF\xBC", .pos = {f->source, 2, 1}, .data_pos = {roster, 3, 5}};
    struct doc_node *paragraph = add_paragraph(f, f->document.root, "Name: ");
    add(f, paragraph, NODE_VALUE)->value = &value;
    add(f, paragraph, NODE_VALUE)->value = &value;
    struct doc_node *text = add_text(f, paragraph, " and \xF3\xBF\xBF\xBD");
    text->pos = (struct pos){f->source, 2, 8};
    assert_non_null(page_layout_document(resources, &f->document, f->diag)); /* the page is made all the same */
    assert_non_null(strstr(diag_text(f->diag), "roster.csv:3:5: warning: no font has the character U+FFFFC '"));
    assert_non_null(strstr(diag_text(f->diag), "page.md:2:8: warning: no font has the character U+FFFFD "));
    assert_int_equal(diag_count(f->diag, SEVERITY_WARNING), 2); /* the same place is reported once */
    assert_int_equal(diag_count(f->diag, SEVERITY_ERROR), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_score_boxes_stand_at_the_right),
        PAGE_TEST(test_lines_have_words_with_their_spaces),
        PAGE_TEST(test_lines_end_where_they_may),
        PAGE_TEST(test_numbers_leave_breaks_where_they_are),
        PAGE_TEST(test_texts_that_come_again_look_the_same),
        PAGE_TEST(test_equal_texts_with_a_wide_word_are_whole),
        PAGE_TEST(test_texts_are_forgotten_with_their_words),
        PAGE_TEST(test_right_to_left_words_keep_their_spaces),
        PAGE_TEST(test_long_words_are_cut),
        PAGE_TEST(test_captions_are_set_before_what_is_written_on),
        PAGE_TEST(test_rules_fit_their_lines),
        PAGE_TEST(test_wide_words_beside_a_line_are_refused),
        PAGE_TEST(test_wide_words_of_a_page_sum_are_refused),
        PAGE_TEST(test_a_page_has_one_sum),
        PAGE_TEST(test_tick_boxes),
        PAGE_TEST(test_missing_characters_are_named),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
