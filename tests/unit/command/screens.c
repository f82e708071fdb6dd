/* Pages for screens, the twins of sheets on paper: what is on them, with the figures of the shop by hand. */
#include "command_fixture.h"
#include "golden.h"

static struct command_fixture f;

static int set_up(void **state) {
    (void)state;
    f = command_fixture_shop();
    command_fixture_put(&f, "class.csv", "id,name,price,rate\na,\"<b>Ann</b> & Co\",100,25%\n");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    command_fixture_free(&f);
    return 0;
}

static const char *page(const char *path) {
    const char *html = command_fixture_get(&f, arena_printf(f.lab.arena, "%s/out/shop/%s", f.at, path));
    if (!html)
        fail_msg("%s is not there", path);
    return html;
}

static void assert_has(const char *html, const char *const *wanted, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!strstr(html, wanted[i]))
            fail_msg("not there: %s\n%s", wanted[i], strstr(html, "<body>"));
}
#define ASSERT_HAS(html, wanted) assert_has(html, wanted, sizeof(wanted) / sizeof *(wanted))

#define GENERATE "generate LAB @class.csv -o @out -j 1 --html"

/* Questions have fields, which say what is saved under them; a name is no markup. */
static void questions_have_fields(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, GENERATE), 0);
    const char *html = page("student/a-sheet.html");
    static const char *const wanted[] = {
        "<html lang=\"en\">",
        "<h1>The shop</h1>",
        "&lt;b&gt;Ann&lt;/b&gt; &amp; Co, sheet ",
        "<form autocomplete=\"off\" data-id=\"a\" data-fingerprint=\"",
        "<li>Price: $100",
        "<li>Rate: 25%",
        "<input type=\"radio\" id=\"f1\" value=\"A\" name=\"guess\" data-question=\"guess\">",
        "<label for=\"f2\"><strong>B</strong> more</label>",
        "$ <input type=\"text\" autocomplete=\"off\" class=\"answer\" name=\"cost\" data-question=\"cost\"",
        "name=\"part\" data-question=\"part\"",
        "box for the marks, out of 4",
        "default-src 'none'", /* nothing comes from elsewhere */
    };
    ASSERT_HAS(html, wanted);
    assert_null(strstr(html, "<b>Ann"));
    assert_null(strstr(html, "http://"));
    /* What a student must not see has no page; without --html there is none. */
    assert_null(command_fixture_get(&f, command_fixture_path(&f, "out/shop/instructor/a-key.html")));
    assert_int_equal(command_fixture_run(&f, "generate LAB @class.csv -o @paper -j 1"), 0);
    assert_null(command_fixture_get(&f, command_fixture_path(&f, "paper/shop/student/a-sheet.html")));
}

/* What Markdown has, as HTML. */
static void markdown_becomes_elements(void **state) {
    (void)state;
    lab_fixture_write(&f.lab, "sheet.md",
                      "---\ntitle: Sheet\ntarget: pdf\naudience: student\n---\n# One\n\n## Two\n\n"
                      "*a* **b** `c < d`\n\n1. first\n2. second\n   - inner\n\n"
                      "| Id | Much |\n| :-- | --: |\n| x | 1 |\n| y | {{budget}} |\n\n> said\n\n{{person.name}}\n");
    assert_int_equal(command_fixture_run(&f, GENERATE " -d sheet"), 0);
    const char *html = page("student/a-sheet.html");
    static const char *const wanted[] = {
        "<h1>One</h1>",    "<h2>Two</h2>", "<em>a</em>", "<strong>b</strong>",
        "c &lt; d</code>", "<ol",          "<li>first",  "<li>inner",
        "<table",          "<th",          "$400</td>",  "&lt;b&gt;Ann&lt;/b&gt; &amp; Co"};
    ASSERT_HAS(html, wanted);
}

/* Whether the body of a page is that of a golden file; drawings are left out, which depend on fonts. */
static void assert_as_it_was(const char *path, const char *golden) {
    struct text body = {0};
    for (const char *at = strstr(page(path), "<body"), *end; *at; at++) {
        end = strncmp(at, "<svg", 4) == 0 ? strstr(at, "</svg>") : NULL;
        at = end ? end + strlen("</svg>") : at;
        text_putc(&body, *at);
    }
    const bool same = golden_equal(golden, body.bytes);
    text_free(&body);
    assert_true(same);
}

/* A page of each thing that a sheet may have, and what comes back of it, are as they were when somebody looked. */
static void pages_are_as_they_were(void **state) {
    (void)state;
    lab_fixture_write(&f.lab, "sheet.md", command_fixture_get(&f, "tests/golden/screens/sheet.md"));
    if (command_fixture_run(&f, GENERATE " -d sheet") != 0)
        fail_msg("%s", f.said);
    assert_as_it_was("student/a-sheet.html", "tests/golden/screens/sheet.html");
    command_fixture_put(&f, "responses.csv", "id,guess,cost,fee\na,B,410,100\n");
    assert_int_equal(command_fixture_run(&f, "grade LAB @class.csv @responses.csv -o @out -j 1 --html"), 0);
    assert_as_it_was("instructor/feedback/a-feedback.html", "tests/golden/screens/feedback.html");
}

/* What somebody gets back has the chart as a drawing, with its words for those who do not see it. 100 $ for four pieces
 * are 400. */
static void feedback_has_charts(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, GENERATE), 0);
    command_fixture_put(&f, "responses.csv", "id,guess,cost,fee\na,A,400,\n");
    assert_int_equal(command_fixture_run(&f, "grade LAB @class.csv @responses.csv -o @out -j 1 --html"), 0);
    const char *html = page("instructor/feedback/a-feedback.html");
    static const char *const wanted[] = {"<h1>Feedback</h1>", "400: right, 2.", "<svg", "</svg>", "<figure"};
    ASSERT_HAS(html, wanted);
    assert_null(strstr(html, "<input"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(questions_have_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(markdown_becomes_elements, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages_are_as_they_were, set_up, tear_down),
        cmocka_unit_test_setup_teardown(feedback_has_charts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
