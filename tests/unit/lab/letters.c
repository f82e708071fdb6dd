/* Texts that name an option by its letter, although sheets print the options in orders of their own: where they are
 * warned of, and where a letter is something else. */
#include "lab_fixture.h"

#define LETTERS_MODEL                                                                                                  \
    "model: m\ntitle: M\n"                                                                                             \
    "parameters:\n"                                                                                                    \
    "  - {name: n, label: N, symbol: C, unit: 1, minimum: 1, maximum: 9, step: 1, default: 1}\n"                       \
    "constants:\n"                                                                                                     \
    "  - {name: one, label: One, unit: 1, value: 1, source: this test}\n"                                              \
    "equations:\n"                                                                                                     \
    "  - {name: half, label: Half, unit: 1, expression: n / (one + one)}\n"

/* A lab of two questions; `%` parts: the text beside them, orders of the first, its prompt, option and feedback, orders
 * of the second. */
static const char *warned(const char *note, const char *shuffle, const char *prompt, const char *option,
                          const char *feedback, const char *other) {
    static const struct lab_fixture_file files[] = {{"m.yaml", LETTERS_MODEL}, {NULL, NULL}};
    struct arena *arena = arena_new();
    struct lab_fixture f = lab_fixture_text(
        "letters",
        arena_printf(arena,
                     "lab: letters\ntitle: L\nmodels: [m]\ndocuments: []\ntexts:\n  note: \"%s\"\nquestions:\n"
                     "  - name: pick\n    kind: choice\n    title: Pick\n    shuffle: %s\n    prompt: \"%s\"\n"
                     "    options:\n      A: {text: \"%s\", claim: n > one}\n"
                     "      B: {text: no, feedback: \"%s\", claim: n <= one}\n"
                     "  - name: other\n    kind: choice\n    title: Other\n    shuffle: %s\n    prompt: And?\n"
                     "    options:\n      A: {text: maybe, claim: n > one}\n      B: {text: no, claim: n <= one}\n"
                     "      C: {text: perhaps, claim: n > one}\n      D: {text: never, claim: n > one}\n"
                     "  - name: half\n    kind: numeric\n    quantity: half\n    title: Half\n    prompt: Half?\n"
                     "    absent: n > one\n    absent_text: B is none\n"
                     "    mistakes: [{name: all, expression: n + one, feedback: B is all}]\n"
                     "  - name: why\n    kind: text\n    title: Why\n    prompt: Why?\n    lines: 2\n"
                     "    rubric: [{text: It names B, points: 1}]\n    model_answer: B is right\n",
                     note, shuffle, prompt, option, feedback, other),
        files);
    lab_check_letters(f.lab, f.diag);
    static char found[200];
    *found = '\0';
    for (const char *at = lab_fixture_said(&f); (at = strstr(at, "/lab.yaml:")); at++) {
        const char *place = at + strlen("/lab.yaml:"), *whose = strstr(place, "warning: ") + strlen("warning: ");
        const char *letter = strstr(whose, " names option ") + strlen(" names option ");
        snprintf(found + strlen(found), sizeof found - strlen(found), "%.*s %.4s %c\n", (int)strcspn(place, " ") - 1,
                 place, whose, *letter);
    }
    lab_fixture_free(&f);
    arena_free(arena);
    return found;
}

/* Columns were counted by hand. The letters go to that of the longest list of options that are shuffled: D with both
 * questions, B with the first alone. */
static void letters_are_found(void **state) {
    (void)state;
    static const struct {
        const char *note, *shuffle, *prompt, *option, *feedback, *other, *found;
    } cases[] = {
        {"x", "true", "Which?", "yes", "x", "true", ""},
        /* within the question itself a letter alone is an option's, unless it is a symbol or begins a phrase */
        {"x", "true", "Is it B?", "yes", "x", "true", "12:20 ques B\n"},
        {"x", "true", "(A) or **B**", "yes", "x", "true", "12:15 ques A\n12:23 ques B\n"},
        {"x", "true", "Is it C?", "yes", "x", "true", ""},
        {"x", "true", "A GPU, or D?", "yes", "x", "true", "12:24 ques D\n"},
        {"x", "true", "A, or E?", "yes", "x", "true", "12:14 ques A\n"},
        {"x", "true", "An A1 or xA or A_", "yes", "x", "true", ""},
        {"x", "true", "Is it {{B}} or B?", "yes", "x", "true", "12:29 ques B\n"},
        {"x", "true", "W?", "as A", "not B", "true", "14:21 ques A\n15:36 ques B\n"},
        /* elsewhere only if a word says so */
        {"B is not C, A", "true", "W?", "yes", "x", "true", ""},
        {"Take option B.", "true", "W?", "yes", "x", "true", "6:22 the  B\n"},
        {"Options C", "true", "W?", "yes", "x", "true", "6:18 the  C\n"},
        {"R\xC3\xA9ponse  **D**", "true", "W?", "yes", "x", "true", "6:21 the  D\n"},
        {"no-option: A; suboption B", "true", "W?", "yes", "x", "true", ""},
        /* with orders of one question only, its own texts are looked at, and its letters */
        {"Take option B.", "true", "B, or D", "yes", "x", "false", "12:14 ques B\n"},
        {"Take option B.", "false", "Is it B?", "yes", "x", "true", ""},
        {"Take option B.", "false", "Is it B?", "yes", "x", "false", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = warned(cases[i].note, cases[i].shuffle, cases[i].prompt, cases[i].option, cases[i].feedback,
                                   cases[i].other);
        if (strcmp(found, cases[i].found) != 0)
            fail_msg("%s, %s: found\n%snot\n%s", cases[i].note, cases[i].prompt, found, cases[i].found);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(letters_are_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
