#include "language/formula.h"
#include "model_fixture.h"

static const char *const small =
    "model: small\n"
    "parameters:\n"
    "  - {name: a, label: A, unit: 1, minimum: -1000, maximum: 1000, step: 1, default: 3}\n"
    "  - {name: b, label: B, unit: 1, minimum: -1000, maximum: 1000, step: 1, default: 4}\n"
    "  - {name: d, label: D, unit: 1, minimum: -1000, maximum: 1000, step: 1, default: 5}\n"
    "constants:\n"
    "  - {name: rate, label: Rate, unit: 1, value: 8, source: a test}\n"
    "equations:\n"
    "  - {name: total, label: Sum, unit: 1, expression: a + b}\n"
    "  - {name: negative, label: Negative, unit: 1, expression: -a}\n"
    "  - {name: nested, label: Nested, unit: 1, expression: total * rate}\n"
    "  - {name: small_a, label: Small, unit: 1, expression: a < b}\n";

static void check_with(struct fixture *f, const char *text, formula_reference *reference, void *context,
                       const char *expected) {
    struct text out = {0};
    formula_print(&out, fixture_expr(f, text), reference, context);
    assert_string_equal(out.bytes, expected);
    text_free(&out);
}

static void check(struct fixture *f, const char *text, const char *expected) {
    check_with(f, text, NULL, NULL, expected);
}

/* By the precedence table of Excel: sign, ^, * /, + -, comparisons; from the left if equal. */
static void test_fewest_brackets(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    check(&f, "a + b * d", "a+b*d");
    check(&f, "(a + b) * d", "(a+b)*d");
    check(&f, "(a * b) + (d / 2)", "a*b+d/2");
    check(&f, "(a - b) - d", "a-b-d");
    check(&f, "a - (b - d)", "a-(b-d)");
    check(&f, "a - (b + d)", "a-(b+d)");
    check(&f, "a / b / d", "a/b/d");
    check(&f, "a / (b * d)", "a/(b*d)");
    check(&f, "a * (b / d)", "a*(b/d)");
    check(&f, "a * (b ^ d)", "a*b^d");
    check(&f, "(a + b) ^ (a - b)", "(a+b)^(a-b)");
    check(&f, "total * nested", "total*nested");
    fixture_free(&f);
}

/* Excel takes the sign before the power, and powers from the left. */
static void test_signs_and_powers(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    check(&f, "(-a) ^ b", "(-a)^b");
    check(&f, "-(a ^ b)", "-(a^b)");
    check(&f, "(a ^ b) ^ d", "(a^b)^d");
    check(&f, "a ^ (b ^ d)", "a^(b^d)");
    check(&f, "a ^ -b", "a^(-b)");
    check(&f, "-a * b", "-a*b");
    check(&f, "-(a * b)", "-(a*b)");
    check(&f, "-a + b", "-a+b");
    check(&f, "a - -b", "a-(-b)");
    check(&f, "a * -b", "a*(-b)");
    check(&f, "-(-a)", "-(-a)");
    check(&f, "ceil(a) ^ 2", "(INT(a)+IF(INT(a)<a,1,0))^2");
    fixture_free(&f);
}

static void test_comparisons_and_logic(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    check(&f, "a + b <= d * 2", "a+b<=d*2");
    check(&f, "a <> b", "a<>b");
    check(&f, "a = b", "a=b");
    check(&f, "a < b and b < d", "AND(a<b,b<d)");
    check(&f, "a < b and b < d and a < d", "AND(a<b,b<d,a<d)");
    check(&f, "a < b or b < d and a < d", "OR(a<b,AND(b<d,a<d))");
    check(&f, "not a < b", "NOT(a<b)");
    check(&f, "not (a < b or a > d)", "NOT(OR(a<b,a>d))");
    check(&f, "if(a < b, a + 1, -b)", "IF(a<b,a+1,-b)");
    check(&f, "if(small_a, a, b)", "IF(small_a,a,b)");
    /* In a spreadsheet TRUE is not 1, and MIN ignores it. */
    check(&f, "(a < b) = (b < d)", "N(a<b)=N(b<d)");
    check(&f, "small_a > 0", "N(small_a)>0");
    check(&f, "min(small_a, a)", "MIN(N(small_a),a)");
    check(&f, "-a < -b", "-a<(-b)");
    fixture_free(&f);
}

static void test_functions_and_numbers(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    check(&f, "min(a, b, d + 1)", "MIN(a,b,d+1)");
    check(&f, "max(0, min(1, a))", "MAX(0,MIN(1,a))");
    check(&f, "abs(a - b)", "ABS(a-b)");
    check(&f, "sqrt(a) + exp(b) + ln(d)", "SQRT(a)+EXP(b)+LN(d)");
    check(&f, "log10(a)", "LOG10(a)");
    check(&f, "log2(a + b)", "LOG(a+b,2)");
    check(&f, "round(a / b)", "ROUND(a/b,0)");
    check(&f, "ceil(a)", "INT(a)+IF(INT(a)<a,1,0)");
    check(&f, "ceil(a + b)", "INT(a+b)+IF(INT(a+b)<a+b,1,0)");
    check(&f, "ceil(-a)", "INT(-a)+IF(INT(-a)<-a,1,0)");
    check(&f, "b - ceil(a)", "b-(INT(a)+IF(INT(a)<a,1,0))");
    check(&f, "floor(a)", "INT(a)");
    check(&f, "0.1 + 1000 * a", "0.1+1000*a");
    check(&f, "a * 2.2e24", "a*2.2E+24");
    fixture_free(&f);
}

struct cells {
    char text[32];
};

/* Cells for parameters and constants; equations by their expressions. */
static const char *cell_of(const struct quantity *quantity, void *context) {
    struct cells *cells = context;
    if (quantity->kind == QUANTITY_EQUATION)
        return NULL;
    snprintf(cells->text, sizeof cells->text, "$B$%d", quantity->index + 1);
    return cells->text;
}

static void test_references(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    struct cells cells;
    check_with(&f, "a + rate", cell_of, &cells, "$B$1+$B$4");
    check_with(&f, "nested", cell_of, &cells, "($B$1+$B$2)*$B$4");
    check_with(&f, "d / nested", cell_of, &cells, "$B$3/(($B$1+$B$2)*$B$4)");
    check_with(&f, "d - total", cell_of, &cells, "$B$3-($B$1+$B$2)");
    check_with(&f, "negative ^ 2", cell_of, &cells, "(-$B$1)^2");
    check_with(&f, "min(total, 1)", cell_of, &cells, "MIN($B$1+$B$2,1)");
    check_with(&f, "small_a + 1", cell_of, &cells, "($B$1<$B$2)+1");
    fixture_free(&f);
}

static void test_lab(void **state) {
    (void)state;
    struct fixture f = fixture_lab();
    check(&f, "gpu_count * utilization * hours_per_year * years * on_demand_price",
          "gpu_count*utilization*hours_per_year*years*on_demand_price");
    check(&f, "max(on_demand_tco, reserved_tco) / min(on_demand_tco, reserved_tco) <= 1 + 0.2",
          "MAX(on_demand_tco,reserved_tco)/MIN(on_demand_tco,reserved_tco)<=1+0.2");
    fixture_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fewest_brackets),
        cmocka_unit_test(test_signs_and_powers),
        cmocka_unit_test(test_comparisons_and_logic),
        cmocka_unit_test(test_functions_and_numbers),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_lab),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
