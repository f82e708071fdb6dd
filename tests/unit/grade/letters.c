/* Answers that are letters, or say that there is no value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "grade/grader.h"

static struct grade_letters letters;

static int set_up(void **state) {
    (void)state;
    grade_letters_open(&letters);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    grade_letters_close(&letters);
    return 0;
}

/* `several`, of what is no single letter: more than one could be meant. */
static void test_letters(void **state) {
    (void)state;
    static const struct {
        const char *written;
        char letter;
        bool several;
    } cases[] = {
        {"A", 'A', false},
        {"c", 'C', false},
        {"(c)", 'C', false},
        {"C), C", 'C', false},
        {"option C, sure", 'C', false},
        {"I think it's b", 'B', false},
        {"that’s D", 'D', false},
        {"I'm sure it is A", 'A', false},
        {"c'est B, d'accord", 'B', false},
        {"Antwort D", 'D', false},
        {"la réponse est B, certainement", 'B', false},
        {"respuesta: C", 'C', false},
        {"risposta B", 'B', false},
        {"a resposta é C", 'C', false},
        {"antwoord B, zeker", 'B', false},
        {"B ✓", 'B', false},
        {"Ｂ", 'B', false}, /* of full width */
        {"100% A", 'A', false},
        {"!A", 0, false},
        {"-B", 0, false},
        {"not A", 0, false},
        {"maybe A", 0, false},
        {"A or B", 0, true},
        {"AC", 0, true},
        {"A B", 0, true},
        {"A, not B", 0, true},
        {"ABCDE", 0, false}, /* a word */
        {"42", 0, false},
        {"", 0, false},
        {"\xff", 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (grade_letters_one(&letters, cases[i].written) != cases[i].letter ||
            (!cases[i].letter && grade_letters_several(&letters, cases[i].written) != cases[i].several))
            fail_msg("'%s': %d, %d", cases[i].written, grade_letters_one(&letters, cases[i].written),
                     grade_letters_several(&letters, cases[i].written));
}

static void test_none(void **state) {
    (void)state;
    static const struct {
        const char *written;
        bool none, none_of_percentage;
    } cases[] = {
        {"none", true, true},
        {"None.", true, true},
        {"never", true, true},
        {"no break-even", true, true},
        {"there is no solution", true, true},
        {"N/A", true, true},
        {"--", true, true},
        {"./.", true, true},
        {"∞", true, true},
        {"∅", true, true},
        {"keine", true, true},
        {"gibt es nicht", true, true},
        {"il n'y en a pas", true, true},
        {"ninguno", true, true},
        {"non esiste", true, true},
        {"nessuno", true, true},
        {"não existe", true, true},
        {"geen", true, true},
        {"none, it's above", true, true},
        {"gibt's keinen Wert", true, true},
        {"none, 125%", false, true}, /* a percentage outside 0 to 100 beside it */
        {"none, would be 239 %", false, true},
        {"none, 0%", false, true},
        {"none, 50%", false, false},
        {"never above 100%", false, false}, /* says the opposite */
        {"never mind", false, false},
        {"no idea", false, false},
        {"keine Ahnung", false, false},
        {"125%", false, false},
        {"", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (grade_letters_none(&letters, cases[i].written, false) != cases[i].none ||
            grade_letters_none(&letters, cases[i].written, true) != cases[i].none_of_percentage)
            fail_msg("'%s': %d, %d", cases[i].written, grade_letters_none(&letters, cases[i].written, false),
                     grade_letters_none(&letters, cases[i].written, true));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
