/* Cells of workbooks that came back: number formats as ECMA-376 (part 1, 18.8.30 and 18.8.31) describes them, and what
 * stands in a cell as somebody would have typed it. */
#include "returned/cells.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void formats_show_numbers_shares_or_dates(void **state) {
    (void)state;
    static const struct {
        const char *code;
        enum returned_look look;
    } cases[] = {
        {"General", RETURNED_NUMBER},
        {"0.00", RETURNED_NUMBER},
        {"#,##0;[Red]-#,##0", RETURNED_NUMBER},
        {"0%", RETURNED_PERCENT},
        {"0.0%;[Red]-0.0%", RETURNED_PERCENT},
        {"0;0%", RETURNED_NUMBER}, /* the first section is that of numbers above 0 */
        {"0\"%\"", RETURNED_NUMBER},
        {"0\\%", RETURNED_NUMBER},
        {"0\" days\"", RETURNED_NUMBER},
        {"0_d", RETURNED_NUMBER},
        {"0*d", RETURNED_NUMBER},
        {"[$USD] 0", RETURNED_NUMBER},
        {"[Red]0", RETURNED_NUMBER},
        {"[$USD]0%", RETURNED_PERCENT},
        {"\"x\"0%", RETURNED_PERCENT},
        {"yyyy-mm-dd", RETURNED_DATE},
        {"h:mm", RETURNED_DATE},
        {"[h]:mm", RETURNED_DATE},
        {"[mm]", RETURNED_DATE},
        {"[s]", RETURNED_DATE},
        {"0\"open", RETURNED_NUMBER},
        {"0[open", RETURNED_NUMBER},
        {"0\\", RETURNED_NUMBER},
        {"", RETURNED_NUMBER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (returned_look_of(cases[i].code) != cases[i].look)
            fail_msg("%s: %d", cases[i].code, returned_look_of(cases[i].code));
}

/* 9 and 10 are 0% and 0.00%, 14 to 22 and 45 to 47 dates and times; so are 27 to 36 and 50 to 58 in Asian languages. */
static void formats_have_numbers(void **state) {
    (void)state;
    for (long number = 0; number < 70; number++) {
        const bool date = (number > 13 && number < 23) || (number > 26 && number < 37) ||
                          (number > 44 && number < 48) || (number > 49 && number < 59);
        const enum returned_look wanted = number == 9 || number == 10 ? RETURNED_PERCENT
                                          : date                      ? RETURNED_DATE
                                                                      : RETURNED_NUMBER;
        if (returned_look_of_number(number) != wanted)
            fail_msg("%ld: %d", number, returned_look_of_number(number));
    }
}

static void cells_are_what_was_typed(void **state) {
    (void)state;
    static const struct {
        const char *type, *value;
        bool has_formula;
        enum returned_look look;
        const char *text, *doubt;
    } cases[] = {
        {NULL, "400", false, RETURNED_NUMBER, "400", NULL},
        {"n", "0.1", false, RETURNED_NUMBER, "0.1", NULL},
        {"n", "-1.5E3", false, RETURNED_NUMBER, "-1500", NULL},
        {"n", "0.2", false, RETURNED_PERCENT, "20%", NULL},
        {"n", "0.07", false, RETURNED_PERCENT, "7%", NULL}, /* 0.07 times 100 is 7.000000000000001 */
        {"n", "1", false, RETURNED_PERCENT, "100%", NULL},
        {"n", "0", false, RETURNED_PERCENT, "0%", NULL},
        {"n", "45000", false, RETURNED_DATE, "45000", "it is shown as a date or a time"},
        {"n", "x", false, RETURNED_NUMBER, "", "its value 'x' is no number"},
        {"n", "1e999", false, RETURNED_NUMBER, "", "its value '1e999' is no number"},
        {"n", NULL, false, RETURNED_NUMBER, "", NULL},
        {"n", "", false, RETURNED_NUMBER, "", NULL},
        {"n", NULL, true, RETURNED_NUMBER, "", "its formula has no value"},
        {"n", "5", true, RETURNED_NUMBER, "5", NULL},
        {"str", NULL, true, RETURNED_NUMBER, "", NULL}, /* a formula that gives no text */
        {"str", "about 5", true, RETURNED_NUMBER, "about 5", NULL},
        {"s", "12 h", false, RETURNED_NUMBER, "12 h", NULL},
        {"e", "#DIV/0!", false, RETURNED_NUMBER, "", "it shows the error #DIV/0!"},
        {"b", "0", false, RETURNED_NUMBER, "", "it says FALSE"},
        {"b", "1", false, RETURNED_NUMBER, "", "it says TRUE"},
        {"d", "2026-12-01", false, RETURNED_NUMBER, "", "it is a date: 2026-12-01"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct returned_answer answer = {0};
        const struct returned_cell cell = {
            .address = "C7", .type = cases[i].type, .value = cases[i].value, .has_formula = cases[i].has_formula};
        returned_judge_cell(&answer, &cell, cases[i].look, arena);
        if (strcmp(answer.text, cases[i].text) != 0 || (answer.doubt == NULL) != (cases[i].doubt == NULL) ||
            (answer.doubt && strncmp(answer.doubt, cases[i].doubt, strlen(cases[i].doubt)) != 0))
            fail_msg("case %zu: '%s', %s", i, answer.text, answer.doubt ? answer.doubt : "no doubt");
    }
    struct returned_answer answer = {0};
    returned_judge_cell(&answer, &(struct returned_cell){.value = "5"}, RETURNED_NUMBER, arena);
    assert_string_equal(answer.text, "");
    assert_string_equal(answer.doubt, "its cell was deleted");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_show_numbers_shares_or_dates),
        cmocka_unit_test(formats_have_numbers),
        cmocka_unit_test(cells_are_what_was_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
