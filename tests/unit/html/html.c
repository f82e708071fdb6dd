/* Text as HTML, and each kind of mathematics as MathML. */
#include "html/html.h"
#include "html/put.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct maths leaf(enum maths_kind kind, const char *text) {
    return (struct maths){.kind = kind, .text = text};
}

static struct maths node(enum maths_kind kind, const char *text, int count, struct maths **children) {
    return (struct maths){.kind = kind, .text = text, .count = count, .children = children};
}

/* What is between <math ...> and </math>. */
static void assert_maths(const struct maths *maths, const char *expected) {
    struct text out = {0};
    html_put_maths(&out, maths, words_language_lookup("en"), false);
    const char *begin = strchr(out.bytes, '>');
    assert_non_null(begin);
    char *end = strstr(out.bytes, "</math>");
    assert_non_null(end);
    *end = '\0';
    assert_string_equal(begin + 1, expected);
    text_free(&out);
}

static void text_is_escaped(void **state) {
    (void)state;
    struct text out = {0};
    text_puts_xml(&out, "<b a='\"'>&amp;\x01\x7F é\n");
    assert_string_equal(out.bytes, "&lt;b a='&quot;'&gt;&amp;amp; é\n");
    text_clear(&out);
    html_put_attribute(&out, "title", "\" onload=\"x");
    assert_string_equal(out.bytes, " title=\"&quot; onload=&quot;x\"");
    text_clear(&out);
    text_puts_xml(&out, "");
    assert_string_equal(out.bytes, "");
    text_free(&out);
}

static void leaves(void **state) {
    (void)state;
    struct maths maths = leaf(MATHS_VARIABLE, "x<y");
    assert_maths(&maths, "<mi>x&lt;y</mi>");
    maths = leaf(MATHS_FUNCTION, "min");
    assert_maths(&maths, "<mi>min</mi><mo>&#x2061;</mo>");
    maths = leaf(MATHS_NUMBER, "1,234.5");
    assert_maths(&maths, "<mn>1,234.5</mn>");
    maths = leaf(MATHS_NUMBER, "2.5×10³ J");
    assert_maths(&maths, "<mrow><mn>2.5</mn><mo>×</mo><msup><mn>10</mn><mn>3</mn></msup><mtext> J</mtext></mrow>");
    maths = leaf(MATHS_PUNCTUATION, ",");
    assert_maths(&maths, "<mo separator=\"true\">,</mo>");
}

static void a_minus_that_begins_is_a_sign(void **state) {
    (void)state;
    struct maths minus = leaf(MATHS_OPERATOR, "−"), one = leaf(MATHS_NUMBER, "1"), word = leaf(MATHS_OPERATOR, "and");
    struct maths sign = node(MATHS_ROW, NULL, 2, (struct maths *[]){&minus, &one});
    assert_maths(&sign, "<mrow><mo form=\"prefix\">−</mo><mn>1</mn></mrow>");
    struct maths difference = node(MATHS_ROW, NULL, 3, (struct maths *[]){&one, &minus, &one});
    assert_maths(&difference, "<mrow><mn>1</mn><mo>−</mo><mn>1</mn></mrow>");
    struct maths both = node(MATHS_ROW, NULL, 3, (struct maths *[]){&one, &word, &one});
    assert_maths(&both, "<mrow><mn>1</mn><mo lspace=\"0.35em\" rspace=\"0.35em\">and</mo><mn>1</mn></mrow>");
}

static void trees(void **state) {
    (void)state;
    struct maths a = leaf(MATHS_VARIABLE, "a"), b = leaf(MATHS_VARIABLE, "b");
    struct maths maths = node(MATHS_FRACTION, NULL, 2, (struct maths *[]){&a, &b});
    assert_maths(&maths, "<mfrac><mi>a</mi><mi>b</mi></mfrac>");
    struct maths minus = leaf(MATHS_OPERATOR, "−"), signed_a = node(MATHS_ROW, NULL, 2, (struct maths *[]){&minus, &a});
    maths = node(MATHS_FRACTION, NULL, 2, (struct maths *[]){&signed_a, &signed_a});
    assert_maths(&maths, "<mfrac><mrow><mo form=\"prefix\">−</mo><mi>a</mi></mrow>"
                         "<mrow><mo form=\"prefix\">−</mo><mi>a</mi></mrow></mfrac>");
    maths = node(MATHS_SCRIPT, NULL, 3, (struct maths *[]){&a, &b, NULL});
    assert_maths(&maths, "<msub><mi>a</mi><mi>b</mi></msub>");
    maths = node(MATHS_SCRIPT, NULL, 3, (struct maths *[]){&a, NULL, &b});
    assert_maths(&maths, "<msup><mi>a</mi><mi>b</mi></msup>");
    maths = node(MATHS_SCRIPT, NULL, 3, (struct maths *[]){&a, &b, &a});
    assert_maths(&maths, "<msubsup><mi>a</mi><mi>b</mi><mi>a</mi></msubsup>");
    maths = node(MATHS_ROOT, NULL, 1, (struct maths *[]){&a});
    assert_maths(&maths, "<msqrt><mi>a</mi></msqrt>");
    maths = node(MATHS_BRACKETS, "⌊⌋", 1, (struct maths *[]){&a});
    assert_maths(&maths, "<mrow><mo fence=\"true\" form=\"prefix\" stretchy=\"true\">⌊</mo><mi>a</mi>"
                         "<mo fence=\"true\" form=\"postfix\" stretchy=\"true\">⌋</mo></mrow>");
    maths = node(MATHS_CASES, NULL, 4, (struct maths *[]){&a, &b, &b, NULL});
    assert_maths(&maths, "<mrow><mo fence=\"true\" form=\"prefix\" stretchy=\"true\">{</mo><mtable class=\"cases\" "
                         "displaystyle=\"true\">"
                         "<mtr><mtd><mi>a</mi></mtd><mtd><mrow><mtext>if</mtext><mspace width=\"0.3em\"></mspace>"
                         "<mi>b</mi></mrow></mtd></mtr>"
                         "<mtr><mtd><mi>b</mi></mtd><mtd><mrow><mtext>otherwise</mtext></mrow></mtd></mtr>"
                         "</mtable></mrow>");
}

/* A formula is wide if a part that stays on one line has more than 20 letters. A row breaks between its members, and so
 * do rows that are members of it; a fraction is as wide as its wider part, and nothing breaks within it. */
static void wide_formulas_are_told(void **state) {
    (void)state;
    struct maths ten = leaf(MATHS_VARIABLE, "äbcdefghij"), twenty = leaf(MATHS_VARIABLE, "abcdefghijabcdefghij"),
                 more = leaf(MATHS_VARIABLE, "abcdefghijabcdefghijk"), one = leaf(MATHS_NUMBER, "1");
    struct maths row = node(MATHS_ROW, NULL, 2, (struct maths *[]){&twenty, &one}),
                 rows = node(MATHS_ROW, NULL, 2, (struct maths *[]){&row, &twenty}),
                 wide = node(MATHS_ROW, NULL, 2, (struct maths *[]){&one, &more}),
                 fraction = node(MATHS_FRACTION, NULL, 2, (struct maths *[]){&twenty, &ten}),
                 within = node(MATHS_FRACTION, NULL, 2, (struct maths *[]){&ten, &row}),
                 fractions = node(MATHS_ROW, NULL, 2, (struct maths *[]){&fraction, &within}),
                 bracketed = node(MATHS_ROOT, NULL, 1, (struct maths *[]){&row}),
                 root = node(MATHS_ROW, NULL, 2, (struct maths *[]){&one, &bracketed}),
                 script = node(MATHS_SCRIPT, NULL, 3, (struct maths *[]){&ten, &ten, NULL}),
                 scripts = node(MATHS_SCRIPT, NULL, 3, (struct maths *[]){&ten, &ten, &one});
    const struct {
        const struct maths *maths;
        bool wide;
    } cases[] = {{&twenty, false},   {&more, true}, {&row, false},      {&rows, false},   {&wide, true},
                 {&fraction, false}, {&root, true}, {&fractions, true}, {&script, false}, {&scripts, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (html_is_wide(cases[i].maths) != cases[i].wide)
            fail_msg("case %zu", i);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(text_is_escaped), cmocka_unit_test(leaves),
                                       cmocka_unit_test(a_minus_that_begins_is_a_sign), cmocka_unit_test(trees),
                                       cmocka_unit_test(wide_formulas_are_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
