/* What a question leaves out: the word on its blank, and the digits of what it asks for. */
#include "lab_fixture.h"

#define MODEL                                                                                                          \
    "model: m\ntitle: M\n"                                                                                             \
    "parameters:\n"                                                                                                    \
    "  - {name: n, label: N, unit: 1, minimum: 1, maximum: 9, step: 1, default: 3}\n"                                  \
    "constants:\n"                                                                                                     \
    "  - {name: each, label: Each, unit: USD, value: 123456, source: this test}\n"                                     \
    "equations:\n"                                                                                                     \
    "  - {name: plain, label: P, unit: USD, shown: $, expression: each * n}\n"                                         \
    "  - {name: own, label: O, unit: USD, shown: $, format: money 2, expression: each * n}\n"                          \
    "  - {name: whole, label: W, unit: 1, shown: GPUs, expression: floor(n / (n + 1))}\n"                              \
    "  - {name: bare, label: B, unit: 1, expression: n / (n + 1)}\n"                                                   \
    "  - {name: twice, label: T, unit: 1, expression: n / (n + 1)}\n"                                                  \
    "  - {name: unasked, label: U, unit: 1, expression: n / (n + 1)}\n"

#define QUESTION(name, more) "  - {name: " name ", kind: numeric, title: t, prompt: p" more "}\n"
#define LAB                                                                                                            \
    "lab: l\ntitle: L\nmodels: [m]\ndocuments: []\nquestions:\n" QUESTION("plain", ", unit: USD")                      \
        QUESTION("own", ", unit: kUSD") QUESTION("whole", ", unit: 1, tolerance: 0") QUESTION("bare", ", unit: 1")     \
            QUESTION("twice", ", tolerance: 0.001%") QUESTION("again", ", quantity: twice, unit: '%'")

static void test_defaults(void **state) {
    (void)state;
    static const struct lab_fixture_file files[] = {{"m.yaml", MODEL}, {NULL, NULL}};
    struct lab_fixture f = lab_fixture_text("l", LAB, files);
    /* 0.001 % takes 6 digits: half a unit of the last of 5 is up to 0.005 %. */
    static const struct {
        const char *question, *shown;
        int significant;
    } cases[] = {{"plain", "$", 4}, {"own", "kUSD", 0}, {"whole", "GPUs", 0},
                 {"bare", "", 4},   {"twice", "", 6},   {"again", "%", 6}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct lab_question *question = lab_lookup_question(f.lab, cases[i].question);
        assert_string_equal(question->shown, cases[i].shown);
        assert_int_equal(question->quantity->format.significant, cases[i].significant);
    }
    assert_int_equal(model_lookup(f.lab->model, "unasked")->format.significant, 0);
    assert_int_equal(model_lookup(f.lab->model, "own")->format.decimals, 2);
    lab_fixture_free(&f);
}

/* The lab's digits are for questions that say none, unless the tolerance needs more, or all. */
static void test_digits_of_lab(void **state) {
    (void)state;
    static const char lab[] = "digits: 5\n" LAB QUESTION("told", ", quantity: own, digits: 3");
    static const struct lab_fixture_file files[] = {{"m.yaml", MODEL}, {NULL, NULL}};
    struct lab_fixture f = lab_fixture_text("l", lab, files);
    static const struct {
        const char *question;
        int digits;
    } cases[] = {{"plain", 5}, {"whole", 0}, {"twice", 6}, {"told", 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(lab_lookup_question(f.lab, cases[i].question)->digits, cases[i].digits);
    lab_fixture_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_defaults), cmocka_unit_test(test_digits_of_lab)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
