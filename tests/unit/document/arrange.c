/* What doc_arrange finds in a tree: templates' text, and the tree that writers then have. */
#include "chart/chart.h"
#include "document/document.h"
#include "language/language.h"
#include "mustache/mustache.h"
#include "sets/sets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct document document;
};

static int set_up(void **state) {
    struct arena *arena = arena_new();
    struct fixture *f = arena_alloc(arena, sizeof *f);
    *f = (struct fixture){arena, {.arena = arena, .locale = &number_locale_english, .language = "en"}};
    f->document.format = &doc_formats[FORMAT_PDF];
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    arena_free(f->arena);
    return 0;
}

/* Any name of one letter is known: quantities by their letter, `f` is a frame to draw in. */
static bool resolve(void *context, struct doc_placed *placed) {
    static const struct quantity quantities[] = {{.name = "a"}, {.name = "b"}};
    static const struct chart shown = {.name = "c"}, frame = {.name = "f", .frame = true};
    (void)context;
    placed->quantity = &quantities[placed->name[0] != 'a'];
    if (placed->kind == PLACED_CHART)
        placed->chart = placed->name[0] == 'f' ? &frame : &shown;
    return true;
}

/* Its first value is `5 "GPUs" `, the second has nothing to print; then the letter of an option and words of the lab.
 */
static void arrange(struct fixture *f, const char *markdown) {
    static const struct doc_value first = {.kind = VALUE_TEXT, .text = "5 \"GPUs\" "}, none = {.text = ""},
                                  letter = {.text = "B", .letter_of = "q"},
                                  prose = {.text = "the lab's \"own\"", .prose = true};
    static const struct doc_value *const values[] = {&first, &none, &letter, &prose};
    struct mustache_text filled = {0};
    struct diag *diag = diag_new();
    struct mustache_origin origin = {0};
    filled.origins = &origin;
    filled.origin_count = 1;
    text_puts(&filled.text, markdown);
    assert_true(doc_read_markdown(&f->document, &filled, values, 4, resolve, NULL, diag));
    assert_string_equal(diag_text(diag), "");
    doc_arrange(&f->document);
    text_free(&filled.text);
    diag_free(diag);
}

static void check_tree(struct fixture *f, const char *markdown, const char *tree) {
    struct text out = {0};
    arrange(f, markdown);
    doc_print_tree(&out, &f->document);
    assert_string_equal(out.bytes, tree);
    text_free(&out);
}

static void a_scored_question_ends_with_its_last_answer(void **state) {
    check_tree(*state,
               "## ![](score:a)\n\nWhy?\n\nBecause:\n\n- [ ] x\n\n![](lines:2)\n\nAside.\n\n## ![](score:b)\n\n# End\n",
               "document\n"
               "  question\n"
               "    heading 2, introduces the next\n"
               "      placed score a\n"
               "    paragraph, below a heading\n"
               "      text \"Why?\"\n"
               "    paragraph\n"
               "      text \"Because:\"\n"
               "    list tight\n"
               "      item task\n"
               "        paragraph\n"
               "          text \"x\"\n"
               "    paragraph\n"
               "      placed lines 2\n"
               "  paragraph\n"
               "    text \"Aside.\"\n"
               "  question\n"
               "    heading 2, introduces the next\n"
               "      placed score b\n"
               "  heading 1, introduces the next\n"
               "    text \"End\"\n");
}

/* Digits with a point and a space behind them are the number of a question; digits alone are none. */
static void questions_have_numbers(void **state) {
    static const struct {
        const char *markdown, *number, *title;
    } cases[] = {
        {"## ![](score:a) 12. Title\n", "12", "Title"},
        {"## ![](score:a)  3\\. Title\n", "3", "Title"},
        {"## ![](score:a) 3 apples\n", NULL, NULL},
        {"## ![](score:a) 3.5 apples\n", NULL, NULL},
        {"## ![](score:a) Title\n", NULL, NULL},
        {"## ![](score:a) . Title\n", NULL, NULL},
        {"## ![](score:a) 3\n", NULL, NULL},
        {"## ![](score:a) 3 *apples*\n", NULL, NULL},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arrange(f, cases[i].markdown);
        const struct doc_node *heading = f->document.root->first_child;
        while (heading->kind != NODE_HEADING)
            heading = heading->first_child;
        if (cases[i].number ? !heading->number || strcmp(heading->number, cases[i].number) != 0 : !!heading->number)
            fail_msg("%s: the number is %s", cases[i].markdown, heading->number ? heading->number : "none");
        if (cases[i].title)
            assert_string_equal(heading->title->text, cases[i].title);
    }
}

/* The letter of an option with the mark and the spaces behind it begins the words; one that stands further on, or has
 * nothing or no space behind it, is a word as any other. */
static void options_have_letters(void **state) {
#define LETTER "\xF3\xB0\x80\x82"
    static const struct {
        const char *markdown, *letter, *words;
    } cases[] = {
        {"- [ ] " LETTER " faster\n", "B", "faster"},
        {"- [ ] **" LETTER "** faster\n", "B", "faster"},
        {"- [ ] " LETTER ". faster\n", "B.", "faster"},
        {"- [ ] **" LETTER ")** faster\n", "B)", "faster"},
        {"- [ ] " LETTER " *faster*\n", "B", ""},
        {"- [ ] " LETTER "-faster\n", NULL, NULL},
        {"- [ ] " LETTER ".5 faster\n", NULL, NULL},
        {"- [ ] option " LETTER " faster\n", NULL, NULL},
        {"- [ ] " LETTER "\n", NULL, NULL},
        {"- [ ] **" LETTER "**\n", NULL, NULL},
        {"- [ ] faster\n", NULL, NULL},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arrange(f, cases[i].markdown);
        const struct doc_node *item = f->document.root->first_child->first_child, *passage = item->first_child;
        if (cases[i].letter ? !passage->number || strcmp(passage->number, cases[i].letter) != 0 : !!passage->number)
            fail_msg("%s: the letter is %s", cases[i].markdown, passage->number ? passage->number : "none");
        if (cases[i].words)
            assert_string_equal(passage->title->text, cases[i].words);
        else
            assert_null(passage->title);
        assert_string_equal(item->option, strstr(cases[i].markdown, LETTER) ? "B" : "1");
    }
}

/* A heading of the lowest two levels begins the passage below it, and a question ends before that. */
static void low_headings_run_in(void **state) {
    check_tree(*state,
               "#### ![](score:a)\n\nWhy?\n\n![](blank:a)\n\n##### Look *back*.\n\nWhat now? ![](lines:2)\n\n"
               "###### Hint\n\n- x\n\n#### Next\n\nWords\n",
               "document\n"
               "  question\n"
               "    heading 4, introduces the next\n"
               "      placed score a\n"
               "    paragraph, below a heading\n"
               "      text \"Why?\"\n"
               "    work\n"
               "      placed blank a\n"
               "  paragraph\n"
               "    text \"Look \" strong\n"
               "    text \"back\" strong emphasis\n"
               "    text \".\" strong\n"
               "    text \" \"\n"
               "    text \"What now? \"\n"
               "    placed lines 2\n"
               "  heading 6, introduces the next\n"
               "    text \"Hint\"\n"
               "  list tight\n"
               "    item\n"
               "      paragraph\n"
               "        text \"x\"\n"
               "  heading 4, introduces the next\n"
               "    text \"Next\"\n"
               "  paragraph, below a heading\n"
               "    text \"Words\"\n");
}

static void a_question_is_a_prompt_with_formulas_and_answers(void **state) {
    /* The first passage is no part of it; nor is the last, since no answer comes after it. */
    check_tree(*state, "One.\n\nTwo.\n\n![](equation:a)\n\nYour result: ![](blank:a)\n\nThree.\n",
               "document\n"
               "  paragraph\n"
               "    text \"One.\"\n"
               "  question\n"
               "    paragraph\n"
               "      text \"Two.\"\n"
               "    paragraph, announced or asked for by the passage before\n"
               "      placed equation a\n"
               "    paragraph\n"
               "      text \"Your result: \"\n"
               "      placed blank a\n"
               "  paragraph\n"
               "    text \"Three.\"\n");
}

static void formulas_and_their_blank_are_work(void **state) {
    static const char tree[] = "document\n"
                               "  work\n"
                               "    placed equation a\n"
                               "    placed equation b\n"
                               "    placed blank a\n";
    check_tree(*state, "![](equation:a)\n![](equation:b)\n![](blank:a)\n", tree);
    check_tree(*state, "![](equation:a)\n![](equation:b)\n\n![](blank:a)\n", tree);
    check_tree(*state, "![](blank:a)\n![](lines:1)\n",
               "document\n"
               "  question\n"
               "    work\n"
               "      placed blank a\n"
               "    paragraph\n"
               "      placed lines 1\n");
    check_tree(*state, "![](equation:a)\n\n![](blank:a)\n![](lines:1)\n",
               "document\n"
               "  question\n"
               "    paragraph\n"
               "      placed equation a\n"
               "    work\n"
               "      placed blank a\n"
               "    paragraph\n"
               "      placed lines 1\n");
    /* A caption, or something else before the blank: no work. */
    check_tree(*state, "![Speed](equation:a)\n![](blank:a)\n\n![](lines:1)\n![](blank:b)\n",
               "document\n"
               "  question\n"
               "    paragraph\n"
               "      placed equation a\n"
               "        text \"Speed\"\n"
               "      placed blank a\n"
               "    paragraph\n"
               "      placed lines 1\n"
               "      placed blank b\n");
}

static void what_a_passage_shows_or_asks_for_stays_with_it(void **state) {
    check_tree(*state, "See the chart.\n\n![](chart:c)\n\nDraw here.\n\n![](chart:f)\n\nThese:\n\n- x\n",
               "document\n"
               "  paragraph, introduces the next\n"
               "    text \"See the chart.\"\n"
               "  paragraph, shown by the passage before\n"
               "    placed chart c\n"
               "  paragraph, introduces the next\n"
               "    text \"Draw here.\"\n"
               "  paragraph, announced or asked for by the passage before\n"
               "    placed chart f\n"
               "  paragraph\n"
               "    text \"These:\"\n"
               "  list tight, announced or asked for by the passage before\n"
               "    item\n"
               "      paragraph\n"
               "        text \"x\"\n");
}

static void a_heading_or_rule_ends_a_question(void **state) {
    check_tree(*state, "## ![](score:a)\n\n# End\n\n![](lines:1)\n\nWhy?\n\n---\n\n![](lines:1)\n",
               "document\n"
               "  question\n"
               "    heading 2, introduces the next\n"
               "      placed score a\n"
               "  heading 1, introduces the next\n"
               "    text \"End\"\n"
               "  paragraph\n"
               "    placed lines 1\n"
               "  paragraph\n"
               "    text \"Why?\"\n"
               "  rule\n"
               "  paragraph\n"
               "    placed lines 1\n");
}

static void a_table_is_shown_or_filled_in(void **state) {
    struct fixture *f = *state;
    arrange(f, "See.\n\n| a |\n|---|\n| b |\n\n- x\n");
    const struct doc_node *table = f->document.root->first_child->next;
    assert_int_equal(table->kind, NODE_TABLE);
    assert_int_equal(table->bond, BOND_SHOWN);
    assert_int_equal(table->next->bond, BOND_NONE);
    arrange(f, "1. Fill in.\n\n   | a |\n   |---|\n   | ![](blank:a) |\n");
    const struct doc_node *item = f->document.root->first_child->first_child, *question = item->first_child;
    assert_int_equal(question->kind, NODE_QUESTION);
    assert_null(question->next);
    table = question->last_child;
    assert_int_equal(table->kind, NODE_TABLE);
    assert_int_equal(table->bond, BOND_NONE);
    assert_ptr_equal(table->parent, question);
    assert_ptr_equal(doc_node_holder(table), item);
}

static void ticked_options_are_no_answer_in_a_key(void **state) {
    struct fixture *f = *state;
    static const char text[] = "### A\n\nWhich?\n\n- [x] x\n";
    arrange(f, text);
    const struct doc_node *question = f->document.root->first_child->next;
    assert_int_equal(question->kind, NODE_QUESTION);
    assert_int_equal(question->last_child->bond, BOND_NONE);
    f->document.audience = AUDIENCE_INSTRUCTOR;
    arrange(f, text);
    const struct doc_node *list = f->document.root->last_child;
    assert_int_equal(list->kind, NODE_LIST);
    assert_int_equal(list->bond, BOND_OPTIONS);
    /* Not directly below a heading: like any list. */
    arrange(f, "### A\n\nFirst.\n\nWhich?\n\n- [x] x\n");
    assert_int_equal(f->document.root->last_child->bond, BOND_SHOWN);
}

static void an_equation_takes_its_worked_line(void **state) {
    check_tree(*state,
               "![](equation:a)\n![Worked](worked:a)\n![](equation:a)\n![](worked:b)\n"
               "![Speed](equation:b)\n![](worked:b)\n\n"
               "Words ![](equation:a) ![](worked:a).\n",
               "document\n"
               "  paragraph\n"
               "    placed equation a with its worked line\n"
               "      text \"Worked\"\n"
               "    placed equation a\n"
               "    placed worked b\n"
               "    placed equation b\n"
               "      text \"Speed\"\n"
               "    placed worked b\n"
               "  paragraph\n"
               "    text \"Words \"\n"
               "    placed equation a with its worked line\n"
               "    text \".\"\n");
}

static void charts_of_a_paragraph_may_stand_side_by_side(void **state) {
    check_tree(*state, "![](chart:c)\n![](chart:c)\n![](equation:a)\n![](chart:c)\n\n---\n\n![](chart:c)\n",
               "document\n"
               "  paragraph\n"
               "    placed chart c beside the next\n"
               "    placed chart c\n"
               "    placed equation a\n"
               "    placed chart c\n"
               "  rule\n"
               "  paragraph\n"
               "    placed chart c\n");
    check_tree(*state, "![](chart:c) or ![](chart:c)\n",
               "document\n"
               "  paragraph\n"
               "    placed chart c\n"
               "    text \" or \"\n"
               "    placed chart c\n");
}

/* All words of the document, a space after each block. */
static const char *words_of(struct fixture *f, const char *language, const char *markdown) {
    struct text out = {0};
    f->document.language = language;
    arrange(f, markdown);
    for (const struct doc_node *block = f->document.root->first_child; block; block = block->next)
        doc_put_words(&out, &f->document, block, '/');
    const char *copy = arena_strdup(f->arena, out.bytes);
    text_free(&out);
    return copy;
}

static void quotes_turn_as_the_language_has_them(void **state) {
    static const struct {
        const char *language, *text, *words;
    } cases[] = {
        {"en", "\"One\" (\"two\") don't 'three' — \"four\"", "“One” (“two”) don’t ‘three’ — “four”"},
        {"de", "\"Eins\" und 'zwei'", "„Eins“ und ‚zwei‘"},
        {"de-CH", "\"'Eins' und zwei\"", "«‹Eins› und zwei»"},
        {"en", "the '90s, the students' \"own", "the ‘90s, the students’ “own"},
        {"en", "students' 'x'", "students’ ‘x’"},
        {"en", "**\"Bold\"** \"*light*\"", "“Bold” “light”"},
        {"en", "`\"code\"`\" end", "\"code\"” end"},
        {"en", "a\\\n\"b\"", "a/“b”"},
        {"en", "\xF3\xB0\x80\x80\"x\" and x\xF3\xB0\x80\x81\"", "5 \"GPUs\" “x” and x”"},
        {"en", "\xF3\xB0\x80\x81\"x\"", "“x”"},
        {"en", "![](blank:a)\" ![\"in it\"](blank:a)\"", "” “in it””"},
        {"en", "words![\"in a caption\"](chart:c)\"after\"", "words“in a caption”“after”"},
        {"de", "'x don't y', 'l'été'", "‚x don’t y‘, ‚l’été‘"},
        {"de", "'a' students'", "‚a‘ students’"},
        {"en", "a\u2028\"b\"", "a\u2028“b”"},
        {"en", "> - \"deep\"\n", "“deep”"},
        {"en", "| \"a\" | b |\n|---|---|\n| \"c\" | 'd' |\n", "“a”b“c”‘d’"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(words_of(*state, cases[i].language, cases[i].text), cases[i].words);
}

static void live_documents_keep_their_blocks_and_quotes(void **state) {
    struct fixture *f = *state;
    f->document.format = &doc_formats[FORMAT_XLSX];
    check_tree(
        f,
        "# \"A\"\n\n![](equation:a)\n![](blank:a)\n\nHere:\n\n![](chart:c)\n\nThere:\n\n```\ncode\n```\n\nSo:\n\n- [ ] "
        "x\n",
        "document\n"
        "  heading 1, introduces the next\n"
        "    text \"\\\"A\\\"\"\n"
        "  paragraph\n"
        "    placed equation a\n"
        "    text \" \"\n"
        "    placed blank a\n"
        "  paragraph, introduces the next\n"
        "    text \"Here:\"\n"
        "  paragraph\n"
        "    placed chart c\n"
        "  paragraph, introduces the next\n"
        "    text \"There:\"\n"
        "  fence \"code\\n\"\n"
        "  paragraph\n"
        "    text \"So:\"\n"
        "  list tight\n"
        "    item task\n"
        "      paragraph\n"
        "        text \"x\"\n");
}

/* What the lab or its model says is prose too; what people are called is not. */
static void words_of_the_lab_have_quotes(void **state) {
    struct fixture *f = *state;
    struct text words = {0};
    arrange(f, "'\xF3\xB0\x80\x83' of \xF3\xB0\x80\x80 and `\xF3\xB0\x80\x83`\n");
    doc_put_words(&words, &f->document, f->document.root->first_child, ' ');
    assert_string_equal(words.bytes, "‘the lab’s “own”’ of 5 \"GPUs\"  and the lab's \"own\"");
    text_free(&words);
}

static void a_cell_knows_the_only_thing_in_it(void **state) {
    struct fixture *f = *state;
    arrange(f, "| \xF3\xB0\x80\x80 | x \xF3\xB0\x80\x80 |\n|---|---|\n|  | &#32;\xF3\xB0\x80\x80 "
               "|\n\n![](chart:c)\n\n![](chart:c)![](chart:c)\n");
    const struct doc_node *table = f->document.root->first_child, *head = table->first_child, *row = head->next;
    assert_ptr_equal(head->first_child->only, head->first_child->first_child);
    assert_null(head->last_child->only);
    assert_null(row->first_child->only);
    assert_ptr_equal(row->last_child->only, row->last_child->last_child);
    assert_ptr_equal(doc_node_lone_chart(table->next), table->next->first_child);
    assert_null(doc_node_lone_chart(table->next->next));
    assert_null(doc_node_lone_chart(table));
}

static void gather_depths(const struct doc_node *node, struct text *out) {
    if (node->kind == NODE_HEADING)
        text_printf(out, "%s%d", node->scored ? "?" : "", node->depth);
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        gather_depths(child, out);
}

/* No level is left out, and questions (`?`) are all on the least that any of them has. */
static void headings_are_heard_on_levels_without_gaps(void **state) {
    static const struct {
        const char *markdown, *depths;
    } cases[] = {
        {"# T\n\n## A\n\n#### ![](score:a)\n\n## B\n\n#### ![](score:b)\n", "12?32?3"},
        {"# T\n\n## A\n\n#### ![](score:a)\n\n### Back\n\n#### ![](score:b)\n\n##### Hint\n\n## B\n", "12?33?342"},
        {"#### ![](score:a)\n\n## A\n\n#### ![](score:b)\n", "?11?1"},
        {"### A\n\n##### B\n\n###### C\n\n#### D\n\n# E\n", "12321"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *f = *state;
        struct text depths = {0};
        arrange(f, cases[i].markdown);
        gather_depths(f->document.root, &depths);
        assert_string_equal(depths.bytes, cases[i].depths);
        text_free(&depths);
    }
}

int main(void) {
#define TREE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TREE_TEST(a_scored_question_ends_with_its_last_answer),
        TREE_TEST(questions_have_numbers),
        TREE_TEST(options_have_letters),
        TREE_TEST(low_headings_run_in),
        TREE_TEST(words_of_the_lab_have_quotes),
        TREE_TEST(a_question_is_a_prompt_with_formulas_and_answers),
        TREE_TEST(formulas_and_their_blank_are_work),
        TREE_TEST(what_a_passage_shows_or_asks_for_stays_with_it),
        TREE_TEST(a_heading_or_rule_ends_a_question),
        TREE_TEST(a_table_is_shown_or_filled_in),
        TREE_TEST(ticked_options_are_no_answer_in_a_key),
        TREE_TEST(an_equation_takes_its_worked_line),
        TREE_TEST(charts_of_a_paragraph_may_stand_side_by_side),
        TREE_TEST(quotes_turn_as_the_language_has_them),
        TREE_TEST(live_documents_keep_their_blocks_and_quotes),
        TREE_TEST(a_cell_knows_the_only_thing_in_it),
        TREE_TEST(headings_are_heard_on_levels_without_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
