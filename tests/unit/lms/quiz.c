/* Quizzes for learning systems: Moodle's XML (question/format/xml/format.php and its cloze syntax), QTI 1.2 as Canvas
 * reads it, and QTI 2.1. Bounds of numbers are reckoned in the head. */
#include "lms/lms.h"
#include "lms/markup.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "zip_reader.h"

static const struct lms_option options[] = {{"*less* ~ 5", "", false}, {"more", "No: {a/b}", true}};
static const struct lms_interval accepted[] = {{195, 205}, {300, 320}, {190, 200}};
static const struct lms_wrong wrongs[] = {
    {400, "twice"}, {310, "is right"}, {202, "near"}, {INFINITY, "none"}, {-50, ""}};
static const char *const words[] = {"none", "a & b", NULL};
static const struct lms_question questions[] = {
    {.name = "guess",
     .title = "Guess",
     .text = "More or **less**?",
     .asks = LMS_ASKS_OPTION,
     .unit = "",
     .marks = 1,
     .options = options,
     .option_count = 2},
    {.name = "cost",
     .title = "Cost & fee",
     .text = "The cost <1>?",
     .asks = LMS_ASKS_NUMBER,
     .unit = "$",
     .marks = 2,
     .number = 200,
     .tolerance = 0.05,
     .accepted = accepted,
     .accepted_count = 3,
     .wrongs = wrongs,
     .wrong_count = 5},
    {.name = "exact",
     .title = "Exact",
     .text = "How many?",
     .asks = LMS_ASKS_NUMBER,
     .unit = "",
     .marks = 1,
     .number = 3},
    {.name = "none",
     .title = "None",
     .text = "When?",
     .asks = LMS_ASKS_WORD,
     .unit = "years",
     .marks = 1,
     .words = words},
};
static const struct lms_question typed[] = {
    {.name = "fingerprint", .title = "Sheet", .text = "Its code?", .asks = LMS_ASKS_TEXT, .unit = ""},
    {.name = "why", .title = "Why", .text = "Why?\n\nSay it.", .asks = LMS_ASKS_LONG_TEXT, .unit = ""},
};
static const struct lms_given given[] = {{"Price", "<$100>"}, {"Pieces", "2"}};
static const struct lms_quiz_set practice_set = {"set 1", given, 2, questions, 4}, typed_set = {"", NULL, 0, typed, 2};
static const struct lms_quiz practice = {"shop", "A/B shop", "Given", &practice_set, 1, true},
                             collecting = {"shop", "Shop", "Given", &typed_set, 1, false};

static void assert_has(const char *text, const char *const *wanted) {
    assert_non_null(text);
    for (; *wanted; wanted++)
        if (!strstr(text, *wanted))
            fail_msg("not there: %s\n%s", *wanted, text);
}

static void markdown_becomes_markup(void **state) {
    (void)state;
    static const struct {
        const char *markdown, *spans, *blocks;
    } cases[] = {
        {"a *b* **c** `d`", "a <em>b</em> <strong>c</strong> <code>d</code>",
         "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"},
        {"one\ntwo\n\nthree", "one two three", "<p>one two</p><p>three</p>"},
        {"1 < 2 & \"3\"", "1 &lt; 2 &amp; &quot;3&quot;", "<p>1 &lt; 2 &amp; &quot;3&quot;</p>"},
        {"<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", "<p>&lt;b&gt;x&lt;/b&gt;</p>"},
        {"x &amp; y", "x &amp; y", "<p>x &amp; y</p>"},
        {"[link](a)", "link", "<p>link</p>"},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text out = {0};
        text_puts(&out, "x ");
        lms_put_markup(&out, cases[i].markdown, false);
        assert_string_equal(out.bytes + 2, cases[i].spans);
        text_clear(&out);
        lms_put_markup(&out, cases[i].markdown, true);
        assert_string_equal(out.bytes, cases[i].blocks);
        text_free(&out);
    }
    struct text out = {0};
    lms_put_markup_as_text(&out, "a *b* & c");
    assert_string_equal(out.bytes, "&lt;p&gt;a &lt;em&gt;b&lt;/em&gt; &amp;amp; c&lt;/p&gt;");
    text_free(&out);
}

/* 200 within 5 %: 10 to each side. 195 to 205 is within that; 300 to 320 is 310 within 10; of 190 to 200 both ends are
 * within. 400 within 5 %: 20; 310 and 202 are right; -50 within 2.5. */
static void moodle_gets_a_cloze_question(void **state) {
    (void)state;
    static const char *const wanted[] = {
        "<text>$course$/top/A//B shop</text>",
        "<question type=\"cloze\"><name><text>A/B shop, set 1</text></name>",
        "&lt;h3&gt;Given&lt;/h3&gt;&lt;table&gt;&lt;tr&gt;&lt;td&gt;Price&lt;/td&gt;&lt;td&gt;&amp;lt;$100&amp;gt;",
        "&lt;p&gt;{1:MULTICHOICE_V:&lt;em&gt;less&lt;/em&gt; \\~ 5~=more#No: {a\\/b\\}}&lt;/p&gt;",
        "&lt;h4&gt;2. Cost &amp;amp; fee&lt;/h4&gt;",
        "{2:NUMERICAL:=200:10~=310:10~%0%400:20#twice~%0%-50:2.5} $&lt;/p&gt;",
        "{1:NUMERICAL:=3:0}&lt;/p&gt;",
        "{1:SHORTANSWER:=none~=a &amp;amp; b} years",
        NULL};
    struct text out = {0};
    lms_quiz_print_moodle(&out, &practice);
    assert_has(out.bytes, wanted);
    text_free(&out);
}

/* Marks of gaps are whole numbers: where half a mark is given, all are hundredths, and none is 0. */
static void moodle_gets_whole_marks(void **state) {
    (void)state;
    static const char *const wanted[] = {"{50:NUMERICAL:=3:0}", "{200:NUMERICAL:=3:0}", "{1:NUMERICAL:=3:0}", NULL};
    const struct lms_question half[] = {
        {.name = "a", .title = "A", .text = "A?", .asks = LMS_ASKS_NUMBER, .unit = "", .marks = 0.5, .number = 3},
        {.name = "b", .title = "B", .text = "B?", .asks = LMS_ASKS_NUMBER, .unit = "", .marks = 2, .number = 3},
        {.name = "c", .title = "C", .text = "C?", .asks = LMS_ASKS_NUMBER, .unit = "", .marks = 0, .number = 3}};
    const struct lms_quiz_set set = {"", NULL, 0, half, 3};
    struct text out = {0};
    lms_quiz_print_moodle(&out, &(struct lms_quiz){"shop", "Shop", "Given", &set, 1, true});
    assert_has(out.bytes, wanted);
    text_free(&out);
}

static void moodle_collects_what_is_typed(void **state) {
    (void)state;
    static const char *const wanted[] = {"<question type=\"shortanswer\"><name><text>00 Sheet</text></name>",
                                         "&lt;p&gt;Its code?&lt;/p&gt;&lt;p&gt;[fingerprint]&lt;/p&gt;",
                                         "<answer fraction=\"100\" format=\"moodle_auto_format\"><text>*</text>",
                                         "<question type=\"essay\"><name><text>01 Why</text></name>",
                                         "&lt;p&gt;Why?&lt;/p&gt;&lt;p&gt;Say it.&lt;/p&gt;&lt;p&gt;[why]&lt;/p&gt;",
                                         "<defaultgrade>0</defaultgrade>",
                                         NULL};
    struct text out = {0};
    lms_quiz_print_moodle(&out, &collecting);
    assert_has(out.bytes, wanted);
    assert_null(strstr(out.bytes, "cloze"));
    text_free(&out);
}

static void canvas_gets_an_archive(void **state) {
    (void)state;
    static const char *const manifest[] = {"<manifest identifier=\"shop\"",
                                           "<resource identifier=\"shop_1\" type=\"imsqti_xmlv1p2\"><file "
                                           "href=\"shop_1/shop_1.xml\"/><dependency identifierref=\"shop_1_meta\"/>",
                                           NULL};
    static const char *const items[] = {
        "title=\"A/B shop, set 1\"",
        "<fieldlabel>cc_maxattempts</fieldlabel><fieldentry>unlimited</fieldentry>",
        "<item ident=\"shop_1_given\" title=\"Given\">",
        "<item ident=\"shop_1_1\" title=\"Guess\">",
        "<fieldlabel>question_type</fieldlabel><fieldentry>multiple_choice_question</fieldentry>",
        "<conditionvar><varequal respident=\"response1\">1002</varequal></conditionvar><setvar action=\"Set\" "
        "varname=\"SCORE\">100</setvar>",
        "<displayfeedback feedbacktype=\"Response\" linkrefid=\"1002_fb\"/>",
        "<itemfeedback ident=\"1002_fb\">",
        "<fieldlabel>points_possible</fieldlabel><fieldentry>2</fieldentry>",
        "<varequal respident=\"response1\" margintype=\"percent\" margin=\"5\">200</varequal><and><vargte "
        "respident=\"response1\">190</vargte><varlte respident=\"response1\">210</varlte></and>",
        "<varequal respident=\"response1\">3</varequal><and><vargte respident=\"response1\">3</vargte><varlte "
        "respident=\"response1\">3</varlte></and>",
        "<varequal respident=\"response1\">none</varequal><varequal respident=\"response1\">a &amp; b</varequal>",
        "&lt;p&gt;($)&lt;/p&gt;",
        NULL};
    static const char *const meta[] = {"<quiz_type>practice_quiz</quiz_type>",
                                       "<show_correct_answers>true</show_correct_answers>",
                                       "<allowed_attempts>-1</allowed_attempts>", NULL};
    struct arena *arena = arena_new();
    struct text out = {0};
    lms_quiz_print_canvas(&out, &practice);
    assert_has(zip_member(arena, &out, "imsmanifest.xml"), manifest);
    assert_has(zip_member(arena, &out, "shop_1/shop_1.xml"), items);
    assert_has(zip_member(arena, &out, "shop_1/assessment_meta.xml"), meta);
    assert_null(strstr(zip_member(arena, &out, "shop_1/shop_1.xml"), "1001_fb")); /* has no feedback */
    text_free(&out);
    arena_free(arena);
}

static void canvas_collects_what_is_typed(void **state) {
    (void)state;
    static const char *const items[] = {"<fieldentry>1</fieldentry>",
                                        "<fieldentry>short_answer_question</fieldentry>",
                                        "<varequal respident=\"response1\">-</varequal>",
                                        "<fieldentry>essay_question</fieldentry>",
                                        "<conditionvar><other/></conditionvar>",
                                        "&lt;p&gt;[why]&lt;/p&gt;",
                                        "<fieldlabel>points_possible</fieldlabel><fieldentry>0</fieldentry>",
                                        NULL};
    static const char *const meta[] = {"<title>Shop</title>", "<quiz_type>assignment</quiz_type>",
                                       "<show_correct_answers>false</show_correct_answers>",
                                       "<allowed_attempts>1</allowed_attempts>", NULL};
    struct arena *arena = arena_new();
    struct text out = {0};
    lms_quiz_print_canvas(&out, &collecting);
    assert_has(zip_member(arena, &out, "shop_1/shop_1.xml"), items);
    assert_has(zip_member(arena, &out, "shop_1/assessment_meta.xml"), meta);
    assert_null(strstr(zip_member(arena, &out, "shop_1/shop_1.xml"), "_given"));
    text_free(&out);
    arena_free(arena);
}

static void qti_gets_an_item_for_each_question(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *wanted[5];
    } items[] = {
        {"items/S1-guess.xml",
         {"baseType=\"identifier\"><correctResponse><value>O2</value>",
          "<simpleChoice identifier=\"O1\"><em>less</em> ~ 5</simpleChoice>",
          "<match><variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></match>",
          "<td>Price</td><td>&lt;$100&gt;</td>"}},
        {"items/S1-cost.xml",
         {"title=\"Cost &amp; fee\"", "baseType=\"float\"><correctResponse><value>200</value>",
          "<equal toleranceMode=\"relative\" tolerance=\"5 5\">", "<baseValue baseType=\"float\">2</baseValue>"}},
        {"items/S1-exact.xml", {"<equal toleranceMode=\"exact\">", "<value>3</value>"}},
        {"items/S1-none.xml",
         {"baseType=\"string\"><correctResponse><value>none</value>",
          "<mapEntry mapKey=\"a &amp; b\" mappedValue=\"1\" caseSensitive=\"false\"/>", "<mapResponse", "years</p>"}},
        {"imsmanifest.xml",
         {"<resource identifier=\"S1-none\" type=\"imsqti_item_xmlv2p1\" href=\"items/S1-none.xml\">"}},
    };
    struct arena *arena = arena_new();
    struct text out = {0};
    lms_quiz_print_qti(&out, &practice);
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        assert_has(zip_member(arena, &out, items[i].name), items[i].wanted);
    text_free(&out);
    arena_free(arena);
}

/* What formula questions are made of, in short: `title: text | label=value, … | v1: …; … | answers`. */
static void put_formulas(struct text *out, const struct lms_quiz *quiz) {
    for (int q = 0; q < quiz->sets[0].question_count; q++) {
        const struct lms_question *question = &quiz->sets[0].questions[q];
        const struct lms_formula *formula = question->formula;
        assert_int_equal(question->asks, LMS_ASKS_FORMULA);
        text_printf(out, "%s: %s |", question->title, question->text);
        for (int i = 0; i < formula->given_count; i++)
            text_printf(out, " %s=%s", formula->given[i].label, formula->given[i].value);
        for (size_t v = 0; v < formula->variable_count; v++) {
            text_printf(out, " | v%zu:", v + 1);
            for (size_t i = 0; i < formula->row_count; i++)
                text_printf(out, " %s", formula->values[v][i]);
        }
        text_puts(out, " |");
        for (size_t i = 0; i < formula->row_count; i++)
            text_printf(out, " %g", formula->answers[i]);
        text_puts(out, "\n");
    }
}

/* A question over the sets: what differs between them is a variable, which stands wherever it is printed; digits in a
 * word are no number. A set with other words has a question of its own, if another has them too. */
static void canvas_gets_formula_questions(void **state) {
    (void)state;
    static const struct {
        const char *price, *way, *text;
        double answer;
    } of[] = {{"$1,000", "2 times", "What do 3 H100 cost at $1,000?", 3000},
              {"$250.50", "2 times", "What do 3 H100 cost at $250.50?", 751.5},
              {"$20", "by lot", "What do 3 H100 cost at $20?", 60},
              {"$30", "by lot", "What do 3 H100 cost at $30?", 90},
              {"$40", "for free", "What do 3 H100 cost at $40?", 0}};
    enum { SETS = sizeof of / sizeof *of };
    struct lms_given shown[SETS][2];
    struct lms_question asked[SETS][2];
    struct lms_quiz_set sets[SETS];
    for (int i = 0; i < SETS; i++) {
        shown[i][0] = (struct lms_given){"Price", of[i].price};
        shown[i][1] = (struct lms_given){"Way", of[i].way};
        asked[i][0] = (struct lms_question){.name = "cost",
                                            .title = "Cost",
                                            .text = of[i].text,
                                            .unit = "$",
                                            .asks = LMS_ASKS_NUMBER,
                                            .marks = 2,
                                            .number = of[i].answer,
                                            .tolerance = 0.05};
        asked[i][1] = questions[0]; /* a choice is left to the other systems */
        sets[i] = (struct lms_quiz_set){"", shown[i], 2, asked[i], 2};
    }
    struct arena *arena = arena_new();
    struct text out = {0};
    size_t left_out = 99;
    const struct lms_quiz *quiz =
        lms_quiz_formulas(arena, &(struct lms_quiz){"shop", "Shop", "Given", sets, SETS, true}, ".", ",", &left_out);
    put_formulas(&out, quiz);
    assert_string_equal(out.bytes,
                        "Cost: What do 3 H100 cost at $[v1]? | Price=$[v1] Way=2 times | v1: 1000 250.50 | 3000 751.5\n"
                        "Cost: What do 3 H100 cost at $[v1]? | Price=$[v1] Way=by lot | v1: 20 30 | 60 90\n");
    assert_int_equal(left_out, 1);
    text_clear(&out);
    lms_quiz_print_canvas(&out, quiz);
    static const char *const wanted[] = {"<fieldentry>calculated_question</fieldentry>",
                                         "&lt;td&gt;Price&lt;/td&gt;&lt;td&gt;$[v1]&lt;/td&gt;",
                                         "<answer_tolerance>5%</answer_tolerance>",
                                         "<var name=\"v1\">1000</var><answer>3000</answer>",
                                         "<var name=\"v1\">250.50</var><answer>751.5</answer>",
                                         NULL};
    assert_has(zip_member(arena, &out, "shop_1/shop_1.xml"), wanted);
    text_free(&out);
    arena_free(arena);
}

/* Two sets that look alike and have other answers: something else decides, and no question can ask for it. A decimal
 * comma, and blanks between groups. */
static void formula_questions_are_decided(void **state) {
    (void)state;
    static const struct {
        const char *prices[2];
        double answers[2];
        const char *out;
        size_t left_out;
    } cases[] = {{{"1\u00A0000,5 €", "7 €"}, {1, 2}, "Cost: How much? | Price=[v1] € | v1: 1000.5 7 | 1 2\n", 0},
                 {{"7 €", "7 €"}, {1, 2}, "", 2},
                 {{"7 €", "7 €"}, {1, 1}, "Cost: How much? | Price=7 € | 1 1\n", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lms_given shown[2];
        struct lms_question asked[2];
        struct lms_quiz_set sets[2];
        for (int k = 0; k < 2; k++) {
            shown[k] = (struct lms_given){"Price", cases[i].prices[k]};
            asked[k] = (struct lms_question){.name = "cost",
                                             .title = "Cost",
                                             .text = "How much?",
                                             .unit = "",
                                             .asks = LMS_ASKS_NUMBER,
                                             .number = cases[i].answers[k]};
            sets[k] = (struct lms_quiz_set){"", &shown[k], 1, &asked[k], 1};
        }
        struct arena *arena = arena_new();
        struct text out = {0};
        size_t left_out = 99;
        text_puts(&out, "");
        put_formulas(&out, lms_quiz_formulas(arena, &(struct lms_quiz){"shop", "Shop", "Given", sets, 2, true}, ",",
                                             "\u00A0", &left_out));
        assert_string_equal(out.bytes, cases[i].out);
        assert_int_equal(left_out, cases[i].left_out);
        text_free(&out);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_becomes_markup),
        cmocka_unit_test(moodle_gets_a_cloze_question),
        cmocka_unit_test(moodle_gets_whole_marks),
        cmocka_unit_test(moodle_collects_what_is_typed),
        cmocka_unit_test(canvas_gets_an_archive),
        cmocka_unit_test(canvas_collects_what_is_typed),
        cmocka_unit_test(qti_gets_an_item_for_each_question),
        cmocka_unit_test(canvas_gets_formula_questions),
        cmocka_unit_test(formula_questions_are_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
