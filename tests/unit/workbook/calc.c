/* The values that the program computes for formulas. Figures are hand arithmetic and the definitions of the functions;
 * LibreOffice judges the same in whole workbooks. */
#include "workbook/calc/calc.h"
#include "fences/fences.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct calc_book book;
    struct calc_run run;
    struct calc_sheet sheets[2];
};

static void keep_number(struct calc_sheet *sheet, uint32_t row, int column, double number) {
    calc_keep(sheet, row, column, (struct calc_value){.kind = CALC_NUMBER, .number = number});
}

/* Inputs!A1:A5 = 3, 1, "x", TRUE, nothing; Inputs!B1:B4 = -100, 60, 60, 0; names price = A1, flows = B1:B3. */
static int set_up(void **state) {
    struct fixture *f = calloc(1, sizeof *f);
    f->run = (struct calc_run){.arena = arena_new()};
    f->book = (struct calc_book){.arena = f->run.arena, .diag = diag_new(), .run = &f->run, .sheets = f->sheets};
    f->sheets[0] = (struct calc_sheet){.book = &f->book, .name = "Inputs", .next = &f->sheets[1]};
    f->sheets[1] = (struct calc_sheet){.book = &f->book, .name = "It's"};
    keep_number(&f->sheets[0], 0, 0, 3);
    keep_number(&f->sheets[0], 1, 0, 1);
    calc_keep(&f->sheets[0], 2, 0, (struct calc_value){.kind = CALC_TEXT, .text = "x"});
    calc_keep(&f->sheets[0], 3, 0, (struct calc_value){.kind = CALC_BOOLEAN, .number = 1});
    keep_number(&f->sheets[0], 0, 1, -100);
    keep_number(&f->sheets[0], 1, 1, 60);
    keep_number(&f->sheets[0], 2, 1, 60);
    keep_number(&f->sheets[0], 3, 1, 0);
    keep_number(&f->sheets[1], 0, 0, 0.1);
    keep_number(&f->sheets[1], 0, 1, 0.2);
    keep_number(&f->sheets[1], 0, 2, 0.3);
    keep_number(&f->sheets[1], 0, 3, 1.005);
    keep_number(&f->sheets[1], 0, 4, 0.285);
    keep_number(&f->sheets[1], 0, 5, 100);
    assert_true(calc_keep_name(&f->book, "price", (struct calc_area){&f->sheets[0], 0, 0, 0, 0}));
    assert_true(calc_keep_name(&f->book, "flows", (struct calc_area){&f->sheets[0], 0, 2, 1, 1}));
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    arena_free(f->book.arena);
    diag_free(f->book.diag);
    free(f);
    return 0;
}

static void numbers_follow_the_rules_of_spreadsheets(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *formula;
        double value;
    } cases[] = {{"1+2*2", 5},
                 {"(1+2)*2", 6},
                 {"2-1-1", 0},
                 {"2/2/2", 0.5},
                 {"-2^2", 4}, /* the sign binds tighter */
                 {"2^(1+2)^2", 64},
                 {"price*2", 6},
                 {"PRICE", 3},
                 {"'Inputs'!$A$1+A2", 4},
                 {"'It''s'!B1*2", 0.4},
                 {"SUM(A1:A5)", 4}, /* text and truth in cells are passed over */
                 {"SUM(A1:A2,2,flows)", 26},
                 {"COUNT(A1:A5)", 2},
                 {"MIN(A1:A5)", 1},
                 {"MAX(flows)", 60},
                 {"IF(A1>A2,1,2)", 1},
                 {"IF(1>2,1,0)", 0},
                 {"IFERROR(1/0,2)", 2},
                 {"INDEX(flows,2)", 60},
                 {"INDEX(A1:B2,1,2)", -100},
                 {"INDEX(A1:B1,2)", -100},
                 {"MATCH(\"X\",A1:A5,0)", 3},
                 {"MATCH(B2,flows,0)", 2},
                 {"LARGE(flows,1)", 60},
                 {"LARGE(flows,2)", 60},
                 {"LARGE(flows,2+1)", -100},
                 {"COUNTIF(flows,B2)", 2},
                 {"COUNTIF(flows,\"<1\")", 1}, /* -100, not 60 */
                 {"COUNTIF(A1:A5,\"<2\")", 1}, /* text and truth are not below a number */
                 {"N(EXACT(\"a\"&ROUND(A1/2,1)&\"b\"&A2,\"a1.5b1\"))", 1},
                 {"N(EXACT(\"a\"&(0-A1/2),\"a-1.5\"))", 1},
                 {"N(EXACT(A3,\"X\"))+N(EXACT(A3,\"x\"&\"\"))", 1},
                 {"N(EXACT(SUBSTITUTE(\"$#K, #\",\"#\",ROUND(A1/2,1)),\"$1.5K, 1.5\"))", 1},
                 {"N(EXACT(SUBSTITUTE(A3,\"X\",\"y\"),A3))", 1}, /* capitals are told apart */
                 {"SUMPRODUCT(A1:A2,B1:B2)", -240},
                 {"SUMIFS(B1:B5,A1:A5,\"X\")", 60},
                 {"SUMIFS(A1:A5,A1:A5,\"x\")", 0}, /* text is no number */
                 {"SUMIFS(B1:B5,A1:A5,\"x\",A1:A5,\"x\")", 60},
                 {"SUMIFS(B1:B5,A1:A5,\"x\",B1:B5,\"x\")", 0},
                 {"ROWS(A1:A4)", 4},
                 {"N(A4)+N(A3)", 1},
                 {"ABS(B1)", 100},
                 {"INT(-1/2)", -1},
                 {"ROUND(-1/2,0)", -1},
                 {"ROUND('It''s'!D1,2)", 1.01}, /* 1.005, in doubles a little less */
                 {"ROUND(-'It''s'!D1,2)", -1.01},
                 {"ROUND('It''s'!E1*'It''s'!F1,0)", 28}, /* to no decimals as the double is: 0.285*100 */
                 {"ROUND('It''s'!F1/2,-2)", 100},
                 {"INT('It''s'!E1*'It''s'!F1*2)", 57},
                 {"INT(('It''s'!A1+'It''s'!B1)*2/'It''s'!A1)", 6},
                 {"LOG(2*2*2,2)", 3},
                 {"SQRT(2*2)", 2},
                 {"EXP(0)+LN(1)+LOG10(1)", 1},
                 {"'It''s'!A1+'It''s'!B1-'It''s'!C1", 0}, /* what remains is rounding */
                 {"A9+1", 1},                             /* an empty cell is 0 */
                 {"C9", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *formula = cases[i].formula;
        struct calc_value value = calc_evaluate(&f->sheets[0], formula, NOWHERE);
        if (value.kind != CALC_NUMBER || fabs(value.number - cases[i].value) > 1e-12)
            fail_msg("%s gives %g, not %g: %s", formula, value.number, cases[i].value, diag_text(f->book.diag));
    }
    assert_false(f->book.failed);
}

/* Corners in any order, ranges as large as a sheet, ranges of no rectangle's shape: what LibreOffice 7.4 makes of the
 * same cells. Only cells that are there are visited, or this would take minutes and all memory. */
static void ranges_are_those_of_spreadsheets(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *formula;
        double value;
    } cases[] = {{"ROWS(D19:D18)", 2},
                 {"ROWS(D1:D1048576)", 1048576},
                 {"ROWS(XFD1048576:A1)", 1048576},
                 {"ROWS(INDEX(A1:B4,0,1))", 4},
                 {"SUM(B4:B1)", 20},
                 {"SUM(B3:A1)", 24},
                 {"SUM(A3:B1)", 24},
                 {"SUM(A1:XFD1048576)", 24},
                 {"SUM($B$4:$A$1)", 24},
                 {"SUM(INDEX(A1:B2,0,2))", -40},
                 {"SUM(INDEX(A1:B2,2,0))", 61},
                 {"COUNT(XFD1:A1048576)", 6},
                 {"MAX(B4:A1)", 60},
                 {"MIN(A1:XFD1048576)", -100},
                 {"INDEX(B3:B1,1)", -100},
                 {"INDEX(B3:A1,1,2)", -100},
                 {"MATCH(B2,B3:B1,0)", 2},
                 {"MATCH(B2,B1:B1048576,0)", 2},
                 {"MATCH(B1,B1:A1,0)", 2},
                 {"MATCH(B1,A1:XFD1,0)", 2},
                 {"COUNTIF(B4:B1,B2)", 2},
                 {"COUNTIF(A1:XFD1048576,B2)", 2},
                 {"COUNTIF(B1:B1048576,C9)", 1}, /* an empty criterion is 0 */
                 {"LARGE(B4:B1,1)", 60},
                 {"LARGE(A1:XFD1048576,2)", 60},
                 {"IRR(B1:B1048576)-IRR(B4:B1)", 0},
                 {"SUMPRODUCT(A2:A1,B2:B1)", -240},
                 {"SUMPRODUCT(A1:A2,B2:B3)", 240},
                 {"SUMPRODUCT(B1:B1048576,B1048576:B1)", 17200},
                 {"SUMPRODUCT(B1:B1048576,C1:C1048576)", 0},
                 {"N(AND(B1:B1048576))", 0},
                 {"N(OR(B1:B1048576))", 1},
                 {"A1:A1+1", 4},
                 {"ROUND(A1,2^(2^2*2+1))", 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct calc_value value = calc_evaluate(&f->sheets[0], cases[i].formula, NOWHERE);
        if (value.kind != CALC_NUMBER || fabs(value.number - cases[i].value) > 1e-12)
            fail_msg("%s gives %g %s, not %g: %s", cases[i].formula, value.number, value.text ? value.text : "",
                     cases[i].value, diag_text(f->book.diag));
    }
    /* LibreOffice calls the last of these #N/A or an error of its own, Excel #N/A and #VALUE!. */
    static const char *const errors[][2] = {{"INDEX(A1:B2,1,0)", "#VALUE!"},
                                            {"INDEX(A1:B2,0,1)", "#VALUE!"},
                                            {"INDEX(A1:B2,1)", "#VALUE!"},
                                            {"INDEX(B1:B3,0)", "#VALUE!"},
                                            {"INDEX(B1:B3,2*2)", "#REF!"},
                                            {"INDEX(A1:B2,1,2+1)", "#REF!"},
                                            {"SUMIFS(A1:A2,B1:B3,\"x\")", "#VALUE!"},
                                            {"MATCH(2,B1:B1048576,0)", "#N/A"},
                                            {"SUMPRODUCT(A1:A2,B1:B3)", "#VALUE!"},
                                            {"SUMPRODUCT(A1:A2,B1:C1)", "#VALUE!"},
                                            {"SUMPRODUCT(A1:A2,2)", "#VALUE!"},
                                            {"SUMPRODUCT(2,A1:A2)", "#VALUE!"},
                                            {"MATCH(B2,A1:B3,0)", "#N/A"},
                                            {"INDEX(A1:B2,1,-1)", "#VALUE!"},
                                            {"SUM(INDEX(A1:B2,1,-1))", "#VALUE!"},
                                            {"SUM(INDEX(A1:B2,-1,1))", "#VALUE!"},
                                            {"SUMPRODUCT(A1:A2,B1:C2)", "#VALUE!"},
                                            {"INDEX(A1:B2,-1,1)", "#VALUE!"}};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        struct calc_value value = calc_evaluate(&f->sheets[0], errors[i][0], NOWHERE);
        if (value.kind != CALC_ERROR || strcmp(value.text, errors[i][1]) != 0)
            fail_msg("%s gives %s, not %s", errors[i][0], value.text ? value.text : "a value", errors[i][1]);
    }
    assert_false(f->book.failed);
}

static void truth_and_words(void **state) {
    struct fixture *f = *state;
    static const char *const true_ones[] = {
        "AND(1<2,2<=2,1<>2)", "OR(1>2,2>=2)",
        "NOT(1=2)",           "'It''s'!A1+'It''s'!B1='It''s'!C1", /* equal but for the last bit */
        "ISNUMBER(A1)",       "NOT(ISNUMBER(A3))",
        "A3=\"X\"",           "TRUE"};
    for (size_t i = 0; i < sizeof true_ones / sizeof *true_ones; i++) {
        struct calc_value value = calc_evaluate(&f->sheets[0], true_ones[i], NOWHERE);
        if (value.kind != CALC_BOOLEAN || value.number != 1)
            fail_msg("%s is not true", true_ones[i]);
    }
    struct calc_value words = calc_evaluate(&f->sheets[0], "IF(A1>A2,\"a \"\"b\"\"\",\"c\")&\"!\"", NOWHERE);
    assert_int_equal(words.kind, CALC_TEXT);
    assert_string_equal(words.text, "a \"b\"!");
}

static void errors_go_through(void **state) {
    struct fixture *f = *state;
    static const char *const cases[][2] = {
        {"1/0", "#DIV/0!"},    {"A3*2", "#VALUE!"}, {"INDEX(flows,2*2)", "#REF!"}, {"MATCH(2,flows,0)", "#N/A"},
        {"SQRT(-1)", "#NUM!"}, {"0^0", "#NUM!"},    {"SUM(1/0,1)", "#DIV/0!"},     {"1+LN(0)", "#NUM!"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct calc_value value = calc_evaluate(&f->sheets[0], cases[i][0], NOWHERE);
        if (value.kind != CALC_ERROR || strcmp(value.text, cases[i][1]) != 0)
            fail_msg("%s gives %s, not %s", cases[i][0], value.text ? value.text : "a value", cases[i][1]);
    }
    assert_false(f->book.failed);
}

/* 0 to 96, each times 35 modulo 97: all of them once, in an order that follows no rule of size. */
static void the_largest_are_found_in_any_order(void **state) {
    struct fixture *f = *state;
    for (int i = 0; i < 97; i++)
        keep_number(&f->sheets[0], (uint32_t)i, 9, i * 35 % 97);
    for (int rank = 1; rank <= 97; rank++) {
        keep_number(&f->sheets[0], 0, 10, rank);
        struct calc_value value = calc_evaluate(&f->sheets[0], "LARGE(J1:J97,K1)", NOWHERE);
        assert_int_equal(value.kind, CALC_NUMBER);
        assert_true(value.number == 97 - rank);
    }
}

/* -100 + 60/(1+r) + 60/(1+r)^2 = 0: with x = 1/(1+r), 60x^2 + 60x - 100 = 0. */
static void the_rate_of_return_is_the_root(void **state) {
    struct fixture *f = *state;
    double x = (-60 + sqrt(60 * 60 + 4 * 60 * 100.0)) / (2 * 60);
    struct calc_value value = calc_evaluate(&f->sheets[0], "IRR(flows)", NOWHERE);
    assert_int_equal(value.kind, CALC_NUMBER);
    assert_true(fabs(value.number - (1 / x - 1)) < 1e-12);
}

static void what_has_no_place_in_a_workbook_is_reported(void **state) {
    struct fixture *f = *state;
    static const char *const cases[][2] = {{"price*3", "the number 3 in the formula `price*3` needs a cell"},
                                           {"prise*2", "has the name `prise` (did you mean `price`?)"},
                                           {"OFFSET(A1,1,1)", "workbooks have no function `OFFSET`"},
                                           {"SUMM(A1)", "did you mean `SUM`?"},
                                           {"(1+2", "a `)` is missing"},
                                           {"1+", "a value is missing"},
                                           {"1 2", "unexpected `2`"},
                                           {"IF(1,2)", "wrong number of arguments for `IF`"},
                                           {"'Other'!A1", "no sheet `Other`"},
                                           {"MATCH(1,flows,1)", "third argument must be 0"},
                                           {"COUNTIF(flows,\"<0.5\")", "the only condition it takes"},
                                           {"\"a\"&A2/(A1+1)/2", "rounded to at most two decimals"},
                                           {"COUNTIF(flows,\">0\")", "the only condition it takes"},
                                           {"COUNTIF(flows,\"a*\")", "the only condition it takes"},
                                           {"SUMIFS(A1:A2,B1:B2,2)", "SUMIFS sums by words"},
                                           {"SUMIFS(A1:A2,B1:B2,\"<x\")", "SUMIFS sums by words"},
                                           {"SUBSTITUTE(\"a\",\"\",\"b\")", "what it replaces is not empty"},
                                           {"SUBSTITUTE(\"a\",\"a\",A2/(A1+1)/2)", "rounded to at most two decimals"},
                                           {"EXACT(A3,1)", "EXACT compares text"},
                                           {"SUMPRODUCT(flows,A4)", "SUMPRODUCT of TRUE"},
                                           {"IF(1=TRUE,1,2)", "a number is compared with TRUE"},
                                           {"A3<\"y\"", "spreadsheets order text in different ways"},
                                           {"MAX(\"a\",1)", "a number is needed, not the text \"a\""},
                                           {"AND((\"a\"),1)", "a number is needed, not the text \"a\""},
                                           {"\"two\"+1", "a number is needed, not the text \"two\""},
                                           {"IF(1>\"0.5\",1,0)", "the number \"0.5\" is in quotes"},
                                           {"-\"two\"", "a number is needed, not the text \"two\""},
                                           {"A3=\"abc", "the quote at `\"abc` is not closed"},
                                           {"'Inputs!A1", "the quote at `'Inputs!A1` is not closed"},
                                           {"MATCH(C9,flows,0)", "MATCH looks for an empty cell"},
                                           {"SUM(A1048577)", "beyond the last one of a sheet"},
                                           {"SUM(A1:A9999999)", "beyond the last one of a sheet"},
                                           {"ROWS(XFE1:A1)", "beyond the last one of a sheet"},
                                           {"'Inputs'!ZZZ1", "beyond the last one of a sheet"},
                                           {"SUM(A1:A99999999)", "a range has no last cell"},
                                           {"SUM(A1:A0)", "a range has no last cell"},
                                           {"SUM(A:A)", "a `)` is missing after"},
                                           {"", "a value is missing"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        calc_evaluate(&f->sheets[0], cases[i][0], NOWHERE);
        assert_true(f->book.failed);
        if (!strstr(diag_text(f->book.diag), cases[i][1]))
            fail_msg("`%s` is not said of `%s`: %s", cases[i][1], cases[i][0], diag_text(f->book.diag));
        f->book.failed = false;
    }
}

/* Signs before each other, and what no spreadsheet takes. */
static void long_formulas_do_no_harm(void **state) {
    struct fixture *f = *state;
    static const struct {
        size_t count;
        const char *said;
    } cases[] = {{8000, "too many signs in a row"}, {200000, "of 200001 characters"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text formula = {0};
        for (size_t j = 0; j < cases[i].count; j++)
            text_putc(&formula, '-');
        text_putc(&formula, '1');
        calc_evaluate(&f->sheets[0], formula.bytes, NOWHERE);
        assert_true(f->book.failed);
        assert_non_null(strstr(diag_text(f->book.diag), cases[i].said));
        f->book.failed = false;
        text_free(&formula);
    }
}

struct task {
    struct fixture *fixture;
    const char *formula;
    struct calc_value value;
};

static void *evaluate(void *context) {
    struct task *task = context;
    task->value = calc_evaluate(&task->fixture->sheets[0], task->formula, NOWHERE);
    return NULL;
}

/* As many operations in a row as a formula has room for, on a stack that has no room for a frame of each. */
static void operations_in_a_row_need_no_stack(void **state) {
    struct fixture *f = *state;
    enum { COUNT = 4095, STACK = 256 << 10 };
    static const struct {
        char sign;
        double number;
    } cases[] = {{'+', COUNT + 1}, {'-', 1 - COUNT}, {'*', 1}, {'/', 1}, {'^', 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text formula = {0};
        for (size_t j = 0; j < COUNT; j++)
            text_printf(&formula, "1%c", cases[i].sign);
        text_putc(&formula, '1');
        struct task task = {.fixture = f, .formula = formula.bytes};
        pthread_attr_t attributes;
        pthread_t thread;
        assert_int_equal(pthread_attr_init(&attributes), 0);
        assert_int_equal(pthread_attr_setstacksize(&attributes, STACK), 0);
        assert_int_equal(pthread_create(&thread, &attributes, evaluate, &task), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(task.value.kind, CALC_NUMBER);
        assert_true(task.value.number == cases[i].number);
        assert_int_equal(pthread_attr_destroy(&attributes), 0);
        text_free(&formula);
    }
}

static const char *replace(void *context, const char *name, size_t length) {
    (void)context;
    return length == 4 && strncmp(name, "year", 4) == 0 ? "$D$1" : NULL;
}

static void names_are_replaced_and_nothing_else(void **state) {
    (void)state;
    struct text out = {0};
    fence_formula_replace(&out, "year+years*IF(year<1,\"year\",year2)+'year'!A1", replace, NULL);
    assert_string_equal(out.bytes, "$D$1+years*IF($D$1<1,\"year\",year2)+'year'!A1");
    text_free(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(numbers_follow_the_rules_of_spreadsheets),
        TEST(ranges_are_those_of_spreadsheets),
        TEST(truth_and_words),
        TEST(errors_go_through),
        TEST(the_largest_are_found_in_any_order),
        TEST(the_rate_of_return_is_the_root),
        TEST(what_has_no_place_in_a_workbook_is_reported),
        TEST(long_formulas_do_no_harm),
        TEST(operations_in_a_row_need_no_stack),
        TEST(names_are_replaced_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
