#include "language/language.h"
#include "language/maths_build.h"
#include "model_fixture.h"
#include "words/words.h"

#include <math.h>

#define MINUS "−"

static const char *const small =
    "model: small\n"
    "parameters:\n"
    "  - {name: a, label: A, unit: 1, minimum: -1000, maximum: 1000, step: 1, default: 3}\n"
    "  - {name: b, label: B, unit: 1, minimum: -1000, maximum: 1000, step: 1, default: 4}\n"
    "  - {name: p, label: P, symbol: P_gpu, unit: 1, minimum: -1000, maximum: 1000, step: 1, default: 5}\n"
    "  - {name: angle, label: Angle, symbol: \"θ_{max}\", unit: 1, minimum: 0, maximum: 9, step: 1, default: 2}\n"
    "  - {name: x_zero, label: X, symbol: x_0, unit: 1, minimum: -9, maximum: 9, step: 1, default: -2}\n"
    "  - {name: share, label: Share, symbol: s, unit: 1, format: percent, minimum: 0, maximum: 1, step: 0.05, "
    "default: 60%}\n"
    "  - {name: price, label: Price, symbol: c, unit: USD, shown: $, format: money 2, minimum: 0, maximum: 9, step: "
    "0.1, default: 2.10}\n"
    "  - {name: no_symbol, label: None, unit: 1, minimum: 0, maximum: 9, step: 1, default: 1}\n"
    "equations:\n"
    "  - {name: total, label: Sum, symbol: S, unit: 1, format: 0 unit, shown: GPUs, expression: a + b}\n"
    "  - {name: third, label: Third, symbol: T, unit: 1, format: 2, expression: a / (b + p)}\n"
    "  - {name: product, label: Product, symbol: M, unit: 1, expression: third * p * x_zero}\n"
    "  - {name: clamp, label: Clamp, symbol: K, unit: 1, format: percent 1, expression: \"max(0, min(1, p / b))\"}\n"
    "  - {name: open, label: Open, symbol: O, unit: 1, format: percent, expression: \"max(0, min(1, a / b))\"}\n"
    "  - {name: branch, label: Branch, symbol: B, unit: 1, expression: \"if(a < b, if(b < a, 1, b - x_zero), 2)\"}\n"
    "  - {name: cost, label: Cost, symbol: C, unit: USD, shown: $, format: money 2, expression: price * share * "
    "total}\n"
    "  - {name: less, label: Holds, symbol: H, unit: 1, expression: a < b}\n"
    "  - {name: alias, label: Alias, symbol: L, unit: 1, expression: total}\n"
    "  - {name: least, label: Least, symbol: Q, unit: 1, expression: \"min(a, b * 2)\"}\n";

/* The mathematics of an expression alone. */
static struct maths *symbols(struct arena *arena, const struct expr *expr) {
    struct maths_builder builder = {.arena = arena, .locale = &number_locale_english};
    return maths_build(&builder, expr, STRENGTH_ANY);
}

static void check_print(const struct maths *maths, const char *expected) {
    struct text out = {0};
    maths_print(&out, maths);
    assert_string_equal(out.bytes, expected);
    text_free(&out);
}

static void check(struct fixture *f, const char *text, const char *expected) {
    check_print(symbols(f->arena, fixture_expr(f, text)), expected);
}

static void test_symbols(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    struct maths *maths = maths_symbol(f.arena, model_lookup(f.model, "p"));
    assert_int_equal(maths->kind, MATHS_SCRIPT);
    assert_ptr_equal(maths->quantity, model_lookup(f.model, "p"));
    assert_int_equal(maths->count, 3);
    assert_int_equal(maths->children[0]->kind, MATHS_VARIABLE);
    assert_string_equal(maths->children[0]->text, "P");
    assert_int_equal(maths->children[1]->kind, MATHS_VARIABLE);
    assert_string_equal(maths->children[1]->text, "gpu");
    assert_null(maths->children[2]);
    maths = maths_symbol(f.arena, model_lookup(f.model, "angle"));
    assert_string_equal(maths->children[0]->text, "θ");
    assert_string_equal(maths->children[1]->text, "max");
    maths = maths_symbol(f.arena, model_lookup(f.model, "x_zero"));
    assert_int_equal(maths->children[1]->kind, MATHS_NUMBER);
    /* A name is not a symbol: its underscores are not subscripts. */
    maths = maths_symbol(f.arena, model_lookup(f.model, "no_symbol"));
    assert_int_equal(maths->kind, MATHS_VARIABLE);
    assert_string_equal(maths->text, "no_symbol");
    fixture_free(&f);
}

static void test_tree(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    struct maths *row = maths_equation(f.arena, model_lookup(f.model, "third"));
    assert_int_equal(row->kind, MATHS_ROW);
    assert_int_equal(row->count, 3);
    assert_string_equal(row->children[1]->text, "=");
    struct maths *fraction = row->children[2];
    assert_int_equal(fraction->kind, MATHS_FRACTION);
    assert_int_equal(fraction->count, 2);
    assert_int_equal(fraction->children[1]->kind, MATHS_ROW); /* b + p without brackets */
    assert_int_equal(fraction->children[1]->count, 3);
    /* Both scripts on one base. */
    struct maths *square = symbols(f.arena, fixture_expr(&f, "p ^ 2"));
    assert_int_equal(square->kind, MATHS_SCRIPT);
    assert_string_equal(square->children[0]->text, "P");
    assert_string_equal(square->children[1]->text, "gpu");
    assert_string_equal(square->children[2]->text, "2");
    struct maths *root = symbols(f.arena, fixture_expr(&f, "sqrt(a + b)"));
    assert_int_equal(root->kind, MATHS_ROOT);
    assert_int_equal(root->children[0]->kind, MATHS_ROW);
    struct maths *size = symbols(f.arena, fixture_expr(&f, "abs(a)"));
    assert_int_equal(size->kind, MATHS_BRACKETS);
    assert_string_equal(size->text, "||");
    struct maths *cases = symbols(f.arena, fixture_expr(&f, "if(a < b, 1, if(b < p, 2, a))"));
    assert_int_equal(cases->kind, MATHS_CASES);
    assert_int_equal(cases->count, 6);
    assert_non_null(cases->children[3]);
    assert_null(cases->children[5]);
    fixture_free(&f);
}

static void test_brackets_where_mathematics_needs_them(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    check(&f, "a * b * p", "a · b · P_gpu");
    check(&f, "a * (b * p)", "a · b · P_gpu");
    check(&f, "a * (b + p)", "a · (b + P_gpu)");
    check(&f, "a + (b - p)", "a + b " MINUS " P_gpu");
    check(&f, "a - (b - p)", "a " MINUS " (b " MINUS " P_gpu)");
    check(&f, "a - b - p", "a " MINUS " b " MINUS " P_gpu");
    check(&f, "a + (-b + p)", "a + (" MINUS "b) + P_gpu");
    check(&f, "-a + b", MINUS "a + b");
    check(&f, "a - -b", "a " MINUS " (" MINUS "b)");
    check(&f, "-(a * b)", MINUS "a · b");
    check(&f, "-(a + b)", MINUS "(a + b)");
    check(&f, "a * -b", "a · (" MINUS "b)");
    check(&f, "(a + b) / p", "(a + b)/P_gpu");
    check(&f, "a * b / p", "a · b/P_gpu");
    check(&f, "a / (b * p)", "a/(b · P_gpu)");
    check(&f, "a / b / p", "a/(b · P_gpu)");
    check(&f, "a / (b / p)", "a/(b/P_gpu)");
    check(&f, "a / (b + p) / x_zero", "a/((b + P_gpu) · x_0)");
    check(&f, "a / b * p", "a/b · P_gpu");
    check(&f, "(a + b) ^ 2", "(a + b)²");
    check(&f, "(a / b) ^ 2", "(a/b)²");
    check(&f, "(-a) ^ 2", "(" MINUS "a)²");
    check(&f, "-(a ^ 2)", MINUS "a²");
    check(&f, "(a ^ 2) ^ b", "(a²)^b");
    check(&f, "a ^ (b + 1)", "a^(b + 1)");
    check(&f, "2 ^ (a / b)", "2^(a/b)");
    check(&f, "a ^ 12", "a¹²");
    check(&f, "sqrt(a)", "√a");
    check(&f, "sqrt(a * b)", "√(a · b)");
    check(&f, "sqrt(a) ^ 2", "(√a)²");
    check(&f, "abs(a - b) * 2", "|a " MINUS " b| · 2");
    check(&f, "exp(-a / b)", "e^((" MINUS "a)/b)");
    check(&f, "ln(a + b) + log10(a) + log2(b)", "ln(a + b) + log_10(a) + log_2(b)");
    check(&f, "min(a, b + 1, p)", "min(a, b + 1, P_gpu)");
    check(&f, "round(a / b) + ceil(a) + floor(b)", "round(a/b) + ceil(a) + floor(b)");
    check(&f, "a <= b and b >= p", "a ≤ b and b ≥ P_gpu");
    check(&f, "a <> b or a < b and b > p", "a ≠ b or (a < b and b > P_gpu)");
    check(&f, "not a = b", "not(a = b)");
    check(&f, "(a < b) * p", "(a < b) · P_gpu");
    check(&f, "a * 0.25", "a · 0.25");
    check(&f, "if(a < b, a, if(a > p, b, 0))", "a if a < b; b if a > P_gpu; 0 otherwise");
    check(&f, "2 * if(a < b, a, b)", "2 · (a if a < b; b otherwise)");
    check_print(maths_equation(f.arena, model_lookup(f.model, "less")), "H = (a < b)");
    check_print(maths_equation(f.arena, model_lookup(f.model, "alias")), "L = S");
    fixture_free(&f);
}

static void worked(struct fixture *f, const char *name, const char *expected) {
    double *values = fixture_values(f);
    machine_run_all(machine_new(f->arena, program_new_all(f->arena, f->model), 1), 1, values);
    check_print(maths_worked(f->arena, f->model, model_lookup(f->model, name), values, &number_locale_english),
                expected);
}

static void test_worked(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    worked(&f, "total", "S = 3 + 4 = 7\xC2\xA0GPUs");
    worked(&f, "third", "T = 3/(4 + 5) ≈ 0.33");
    /* A third is shown to six digits, so the sign says so; a negative number has brackets. */
    worked(&f, "product", "M = 0.333333 × 5 × (" MINUS "2) ≈ " MINUS "3.33333");
    worked(&f, "clamp", "K = min(1, 5/4) = min(1, 1.25) = 100.0%");
    worked(&f, "open", "O = 3/4 = 75%");
    worked(&f, "branch", "B = 4 " MINUS " (" MINUS "2) = 6");
    worked(&f, "cost", "C = 2.10 × 0.6 × 7 = $8.82");
    worked(&f, "less", "H = (3 < 4) = 1");
    worked(&f, "alias", "L = 7");
    worked(&f, "least", "Q = min(3, 4 × 2) = 3");
    fixture_free(&f);
}

static void test_worked_knows_its_quantities(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    double *values = fixture_values(&f);
    machine_run_all(machine_new(f.arena, program_new_all(f.arena, f.model), 1), 1, values);
    struct maths *row = maths_worked(f.arena, f.model, model_lookup(f.model, "total"), values, &number_locale_english);
    assert_int_equal(row->count, 5);
    assert_ptr_equal(row->children[0]->quantity, model_lookup(f.model, "total"));
    assert_ptr_equal(row->children[2]->children[0]->quantity, model_lookup(f.model, "a"));
    assert_int_equal(row->children[2]->children[0]->kind, MATHS_NUMBER);
    assert_ptr_equal(row->children[4]->quantity, model_lookup(f.model, "total"));
    fixture_free(&f);
}

/* The lab's working at its defaults. */
static void test_lab(void **state) {
    (void)state;
    struct fixture f = fixture_lab();
    worked(&f, "speedup", "S = 1,000 × 0.4 × (1 " MINUS " 0.2) = 320");
    worked(&f, "scaling_efficiency", "q = 320/1,000 = 32%");
    worked(&f, "capex", "CAPEX = 1,000 × 40,000 = $40M");
    worked(&f, "cooling_cost", "K_cooling = 1,103,760 × (1.4 " MINUS " 1) ≈ $441,500");
    worked(&f, "on_prem_tco", "TCO_on-prem = 40,000,000 + 1,104,000 + 441,500 + 6,000,000 ≈ $47.55M");
    worked(&f, "on_demand_tco", "TCO_on-demand = 1,000 × 0.6 × 8,760 × 3 × 2.10 ≈ $33.11M");
    worked(&f, "breakeven_utilization",
           "U_BE = (40,000,000 + 6,000,000)/(1,000 × 8,760 × 3 × (2.10 " MINUS " 700/1,000 × 0.10 × 1.4)) ≈ 87.4%");
    fixture_free(&f);
}

static void check_spoken(struct fixture *f, const char *tag, const char *text, const char *expected) {
    struct text out = {0};
    words_speak_maths(&out, words_language_lookup(tag), symbols(f->arena, fixture_expr(f, text)));
    assert_string_equal(out.bytes, expected);
    text_free(&out);
}

/* No two formulas sound alike: what could go on is closed. */
static void test_spoken(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    check_spoken(&f, "en", "a / b", "a divided by b");
    check_spoken(&f, "en", "a / b * p", "a divided by b times P sub gpu");
    check_spoken(&f, "en", "a / (b * p)", "a divided by the quantity b times P sub gpu end quantity");
    check_spoken(&f, "en", "(a + b) / p", "begin fraction a plus b over P sub gpu end fraction");
    check_spoken(&f, "en", "a + b / p", "a plus b divided by P sub gpu");
    check_spoken(
        &f, "en", "(a / (b + 1)) / ((a - b) / p)",
        "a divided by the quantity open bracket b plus 1 close bracket times begin fraction a minus b over P sub "
        "gpu end fraction end quantity");
    check_spoken(&f, "en", "p ^ 2", "P sub gpu squared");
    check_spoken(&f, "en", "2 ^ (a + 1) * b", "2 to the power a plus 1 end power times b");
    check_spoken(&f, "en", "2 ^ a + 1", "2 to the power a plus 1");
    check_spoken(&f, "en", "sqrt(a) + b", "the square root of a plus b");
    check_spoken(&f, "en", "sqrt(a + b)", "the square root of a plus b end root");
    check_spoken(
        &f, "en", "abs(a) <= b and not (a <> b)",
        "the absolute value of a end absolute value is at most b and not open bracket a is not equal to b close "
        "bracket");
    check_spoken(
        &f, "en", "if(a > b, a, min(a, b))",
        "begin cases: a, if a is greater than b; the minimum of open bracket a comma b close bracket, otherwise; "
        "end cases");
    check_spoken(&f, "de", "(a + b) / p >= -a", "Anfang Bruch a plus b über P Index gpu Ende Bruch mindestens minus a");
    check_spoken(&f, "es", "a ^ 3 * p", "a al cubo por P sub gpu");
    const struct maths *worked =
        maths_worked(f.arena, f.model, model_lookup(f.model, "total"),
                     (double[]){3, 4, 5, 2, -2, 0.6, 2.1, 1, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, &number_locale_english);
    struct text out = {0};
    words_speak_maths(&out, words_language_lookup("en"), worked);
    assert_string_equal(out.bytes, "S equals 3 plus 4 equals 7\u00A0GPUs");
    text_clear(&out);
    struct maths number = {.kind = MATHS_NUMBER, .text = "−2.2×10⁻²⁴ $/GPU-hour"};
    words_speak_maths(&out, words_language_lookup("en"), &number);
    assert_string_equal(out.bytes, "minus 2.2 times 10 to the power minus 24 $ per GPU-hour");
    text_free(&out);
    static const char *const TAGS[] = {"en", "de", "fr", "es", "it", "pt", "nl"};
    for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++) {
        struct text said = {0};
        const char *const whole =
            "if(a < b or a >= b, abs(a) ^ 3 + sqrt(a - 1) ^ 2 + 2 ^ (a * b), (a + 1) / (ln(b) + max(a, "
            "b) + sum(k, 1, 3, k) + product(k, 1, 3, k)))";
        words_speak_maths(&said, words_language_lookup(TAGS[i]), symbols(f.arena, fixture_expr(&f, whole)));
        assert_true(said.length > 200);
        assert_null(strpbrk(said.bytes, "()^<>=+/_"));
        text_free(&said);
    }
    fixture_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spoken), cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_tree),   cmocka_unit_test(test_brackets_where_mathematics_needs_them),
        cmocka_unit_test(test_worked), cmocka_unit_test(test_worked_knows_its_quantities),
        cmocka_unit_test(test_lab),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
