/* Runs of collect, on answers that pages for screens saved: what becomes responses, what a person must decide, and what
 * is left as it is. */
#include "command_fixture.h"

static struct command_fixture f;
static const char *printed; /* the fingerprint of Ann's sheet */

#define CLASS "id,name,price,rate\na,Ann Ames,100,25%\nb,Bo Bell,300,50%\n"
#define COLLECT "collect LAB @class.csv @saved.csv -o @out -j 1"

static const char *made(const char *path) {
    return command_fixture_get(&f, arena_printf(f.lab.arena, "%s/out/shop/%s", f.at, path));
}

static int set_up(void **state) {
    (void)state;
    f = command_fixture_shop();
    command_fixture_put(&f, "class.csv", CLASS);
    assert_int_equal(command_fixture_run(&f, "generate LAB @class.csv -o @out -j 1 --html"), 0);
    static const char before[] = "data-fingerprint=\"";
    const char *at = strstr(made("student/a-sheet.html"), before);
    assert_non_null(at);
    printed = arena_strndup(f.lab.arena, at + strlen(before), 8);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    command_fixture_free(&f);
    return 0;
}

static void save(const char *name, const char *id, const char *fingerprint, const char *guess, const char *cost) {
    command_fixture_put(
        &f, name, arena_printf(f.lab.arena, "id,fingerprint,guess,cost\n%s,%s,%s,%s\n", id, fingerprint, guess, cost));
}

static void assert_in(const char *text, const char *wanted) {
    if (!text || !strstr(text, wanted))
        fail_msg("not there: %s\n%s\n%s", wanted, text ? text : "no file", f.said);
}

static void answers_become_responses(void **state) {
    (void)state;
    save("saved.csv", "a", printed, "A", "400");
    assert_int_equal(command_fixture_run(&f, COLLECT), 0);
    assert_in(made("instructor/responses.csv"), "\na,");
    assert_in(made("instructor/responses.csv"), ",A,400,");
    assert_in(made("instructor/collect/pages.csv"), ",read,a,");
    assert_in(made("instructor/collect/doubts.csv"), "id,question,file,place,why,proposal,seen\n");
    assert_null(strstr(made("instructor/collect/doubts.csv"), "\na,"));
    /* Graded, they are right: 1 of 1, and 2 of 2. */
    assert_int_equal(command_fixture_run(&f, "grade LAB @class.csv @out/shop/instructor/responses.csv -o @out -j 1 -n"),
                     0);
    assert_in(made("instructor/gradebook.csv"), "\na,Ann Ames,1,2,");
}

/* Two files of one person that say different things: a person decides, and may do so in a file. */
static void contradictions_are_decided(void **state) {
    (void)state;
    save("saved.csv", "a", printed, "A", "400");
    save("again.csv", "a", printed, "B", "400");
    command_fixture_put(&f, "settled.csv", "id,question,answer\na,guess,B\n");
    assert_int_equal(command_fixture_run(&f, COLLECT " @again.csv"), 0);
    assert_in(made("instructor/responses.csv"), ",?,400,");
    assert_in(made("instructor/collect/doubts.csv"), "two sheets say different things: A, and B in ");
    assert_in(made("instructor/collect/review.html"), "two sheets say different things");
    assert_int_equal(command_fixture_run(&f, COLLECT " @again.csv -D @settled.csv"), 0);
    assert_in(made("instructor/responses.csv"), ",B,400,");
    assert_null(strstr(made("instructor/collect/doubts.csv"), "\na,guess"));
    /* What was decided is kept for the next time. */
    assert_int_equal(command_fixture_run(&f, COLLECT " @again.csv"), 0);
    assert_in(made("instructor/responses.csv"), ",B,400,");
    /* What somebody typed stays, whatever came in. */
    char *typed = arena_strdup(f.lab.arena, made("instructor/responses.csv"));
    char *cost = strstr(typed, ",B,400,");
    cost[5] = '9';
    command_fixture_put(&f, "out/shop/instructor/responses.csv", typed);
    assert_int_equal(command_fixture_run(&f, COLLECT " @again.csv"), 0);
    assert_in(made("instructor/responses.csv"), ",B,409,");
    assert_in(made("instructor/collect/doubts.csv"), "409 was typed, which stays, but 400 was read");
}

/* The page to decide on offers what may be crossed, also for a class of one. */
static void options_are_offered(void **state) {
    (void)state;
    command_fixture_put(&f, "one.csv", "id,name,price,rate\na,Ann Ames,100,25%\n");
    assert_int_equal(command_fixture_run(&f, "generate LAB @one.csv -o @one -j 1"), 0);
    save("saved.csv", "a", printed, "A", "400");
    save("again.csv", "a", printed, "B", "400");
    assert_int_equal(command_fixture_run(&f, "collect LAB @one.csv @saved.csv @again.csv -o @one -j 1"), 0);
    const char *review =
        command_fixture_get(&f, arena_printf(f.lab.arena, "%s/one/shop/instructor/collect/review.html", f.at));
    assert_in(review, "\"options\":\"A B\"");
}

static void what_is_none_is_said(void **state) {
    (void)state;
    save("saved.csv", "a", printed, "A", "400");
    save("nobody.csv", "z", printed, "A", "400");
    save("other.csv", "b", printed, "A", "400"); /* Ann's fingerprint */
    command_fixture_put(&f, "table.csv", "id,guess\na,A\n");
    command_fixture_put(&f, "text.pdf", "no pages\n");
    static const struct {
        const char *line, *said;
    } cases[] = {
        {COLLECT " @nobody.csv",
         "nobody.csv:2:1: warning: it is no sheet of this class: the parameter file has no 'z'"},
        {COLLECT " @other.csv", "other.csv:2:1: warning: it is no sheet of this class: it was made from other"},
        {COLLECT " @table.csv", "answers that a page for screens saved have the columns id and fingerprint"},
        {COLLECT " @text.pdf", "text.pdf"},
        {COLLECT " @none.pdf", "none.pdf"},
        {"collect LAB @class.csv @saved.csv -o @nowhere -j 1", "error: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        command_fixture_run(&f, cases[i].line);
        assert_in(f.said, cases[i].said);
    }
    assert_in(made("instructor/responses.csv"), ",A,400,");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(answers_become_responses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(contradictions_are_decided, set_up, tear_down),
        cmocka_unit_test_setup_teardown(options_are_offered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_none_is_said, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
