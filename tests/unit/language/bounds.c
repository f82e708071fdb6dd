/* The hull of each operation, against all pairs of sampled points; boxes of whole expressions, against their sets. */
#include "language/bounds_private.h"
#include "language/language.h"
#include "model_fixture.h"

#include <float.h>
#include <math.h>

static const double points[] = {-DBL_MAX, -1e300, -1000, -3.5, -2, -1, -0.5, -1e-300, 0,       1e-300, 0.125,
                                0.28,     0.5,    1,     1.5,  2,  3,  10,   28.5,    1e9 + 1, 1e300,  DBL_MAX};
enum { POINTS = sizeof points / sizeof *points };

static bool holds(const struct bounds_hull *hull, double value) {
    if (isnan(value))
        return hull->absent != SURE_NEVER;
    return hull->absent != SURE_ALWAYS && value >= hull->low && value <= hull->high;
}

/* All boxes whose corners are among the points; in each, all points and one in the middle of each pair. */
static void check_binary(enum expr_op op) {
    for (int i = 0; i < POINTS * POINTS; i++)
        for (int j = 0; j < POINTS * POINTS; j++) {
            const int a = i / POINTS, b = i % POINTS, c = j / POINTS, d = j % POINTS;
            if (a > b || c > d || b - a > 6 || d - c > 6)
                continue;
            const struct bounds_hull one = {points[a], points[b], SURE_NEVER},
                                     other = {points[c], points[d], SURE_NEVER};
            const struct bounds_hull hull = bounds_operate(op, CLAIM_TOLERANCE, &one, &other, NULL);
            for (int k = 2 * a; k <= 2 * b; k++)
                for (int l = 2 * c; l <= 2 * d; l++) {
                    const double x = k % 2 ? points[k / 2] / 2 + points[k / 2 + 1] / 2 : points[k / 2];
                    const double y = l % 2 ? points[l / 2] / 2 + points[l / 2 + 1] / 2 : points[l / 2];
                    double value;
                    program_operate(op, CLAIM_TOLERANCE, &value, &x, &y, NULL, 1);
                    if (!holds(&hull, value))
                        fail_msg("%s of %.17g, %.17g is %.17g, not in %.17g to %.17g (%d)", expr_op_text(op), x, y,
                                 value, hull.low, hull.high, (int)hull.absent);
                }
        }
}

static void test_binary(void **state) {
    (void)state;
    static const enum expr_op ops[] = {EXPR_ADD,   EXPR_SUBTRACT,      EXPR_MULTIPLY, EXPR_DIVIDE, EXPR_POWER,
                                       EXPR_LESS,  EXPR_LESS_EQUAL,    EXPR_GREATER,  EXPR_MIN,    EXPR_MAX,
                                       EXPR_EQUAL, EXPR_GREATER_EQUAL, EXPR_NOT_EQUAL};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        check_binary(ops[i]);
}

static void test_unary(void **state) {
    (void)state;
    static const enum expr_op ops[] = {EXPR_NEGATE, EXPR_ABS,  EXPR_SQRT,  EXPR_EXP,  EXPR_LN,
                                       EXPR_LOG10,  EXPR_LOG2, EXPR_ROUND, EXPR_CEIL, EXPR_FLOOR};
    for (size_t o = 0; o < sizeof ops / sizeof *ops; o++)
        for (int a = 0; a < POINTS; a++)
            for (int b = a; b < POINTS; b++) {
                const struct bounds_hull box = {points[a], points[b], SURE_NEVER};
                const struct bounds_hull hull = bounds_operate(ops[o], 0, &box, NULL, NULL);
                bool low = false, high = false;
                for (int k = 2 * a; k <= 2 * b; k++) {
                    const double x = k % 2 ? points[k / 2] / 2 + points[k / 2 + 1] / 2 : points[k / 2];
                    double value;
                    program_operate(ops[o], 0, &value, &x, NULL, NULL, 1);
                    if (!holds(&hull, value))
                        fail_msg("%s of %.17g is %.17g, not in %.17g to %.17g", expr_op_text(ops[o]), x, value,
                                 hull.low, hull.high);
                    low = low || value == hull.low;
                    high = high || value == hull.high;
                }
                /* Operations that round exactly attain both ends. */
                if ((ops[o] == EXPR_NEGATE || ops[o] == EXPR_ROUND || (ops[o] == EXPR_SQRT && points[a] >= 0)) &&
                    !(low && high))
                    fail_msg("%s from %g to %g: an end is not attained", expr_op_text(ops[o]), points[a], points[b]);
            }
}

/* Truth that may be false, true, both or absent, in every combination. */
static void test_logic(void **state) {
    (void)state;
    const double values[] = {0, 1, NAN};
    const enum expr_op ops[] = {EXPR_AND, EXPR_OR, EXPR_IF};
    for (int a = 1; a < 8; a++)
        for (int b = 1; b < 8; b++)
            for (int o = 0; o < 3; o++) {
                struct bounds_hull hulls[2];
                for (int i = 0; i < 2; i++) {
                    const int bits = i ? b : a;
                    hulls[i] = (struct bounds_hull){bits & 1 ? 0 : 1, bits & 2 ? 1 : 0,
                                                    !(bits & 4) ? SURE_NEVER
                                                    : bits & 3  ? SURE_MAYBE
                                                                : SURE_ALWAYS};
                }
                const struct bounds_hull third = {5, 5, SURE_NEVER};
                const struct bounds_hull hull = bounds_operate(ops[o], 0, &hulls[0], &hulls[1], &third);
                bool absent = false, present = false;
                for (int i = 0; i < 3; i++)
                    for (int j = 0; j < 3; j++) {
                        if (!(a >> i & 1) || !(b >> j & 1))
                            continue;
                        double value, five = 5;
                        program_operate(ops[o], 0, &value, &values[i], &values[j], &five, 1);
                        assert_true(holds(&hull, value));
                        absent = absent || isnan(value);
                        present = present || !isnan(value);
                    }
                assert_true((hull.absent == SURE_NEVER) == !absent);
                assert_true((hull.absent == SURE_ALWAYS) == !present);
            }
}

static const char *const shop = "model: small\n"
                                "parameters:\n"
                                "  - {name: n, label: N, unit: 1, minimum: 1, maximum: 1000, step: 1, default: 3}\n"
                                "  - {name: p, label: P, unit: 1, minimum: 1, maximum: 9, step: 0.5, default: 4}\n"
                                "  - {name: q, label: Q, unit: 1, minimum: 1, maximum: 9, step: 0.5, default: 4}\n"
                                "equations:\n"
                                "  - {name: rent, label: Rent, unit: 1, expression: n * p}\n"
                                "  - {name: price, label: Price, unit: 1, expression: n * q + n}\n";

/* A factor of both sides leaves nothing open, and has no share in what is. */
static void test_factors(void **state) {
    (void)state;
    struct fixture f = fixture_text(shop);
    const struct expr *claims[] = {fixture_expr(&f, "rent < price"), fixture_expr(&f, "min(rent, price) = rent")};
    bool *needed = arena_array(f.arena, (size_t)f.model->count + 1, sizeof *needed);
    for (int i = 0; i < 2; i++)
        model_dependencies(f.model, claims[i], needed);
    struct grid *grid = grid_new(f.arena, f.model, needed);
    struct bounds_machine *machine =
        bounds_new(f.arena, program_new(f.arena, f.model, claims, 2, CLAIM_TOLERANCE), grid);
    const double low[] = {1, 1, 4}, high[] = {1000, 4.5, 9}, wide[] = {1000, 9, 9};
    bounds_run(machine, low, high);
    for (int i = 0; i < 2; i++) {
        struct bounds_hull hull = bounds_output(machine, i);
        assert_true(hull.low == 1 && hull.high == 1 && hull.absent == SURE_NEVER);
    }
    bounds_run(machine, low, wide);
    double shares[3];
    bool matters[3], reads[3];
    bounds_weigh(machine, shares);
    assert_true(shares[0] == 0 && shares[1] > 0 && shares[2] > 0);
    bounds_find_axes(machine, matters, reads);
    assert_true(!matters[0] && reads[0] && matters[1] && matters[2]);
    assert_true(bounds_noise(machine) > 0 && bounds_noise(machine) < 1e-13);
    assert_false(bounds_ordered(machine, 1)); /* of a minimum and what it is of, both move */
    machine = bounds_new(f.arena, program_new(f.arena, f.model, claims, 1, CLAIM_TOLERANCE), grid);
    bounds_run(machine, low, wide);
    assert_true(bounds_ordered(machine, 1) && bounds_ordered(machine, 2) && !bounds_ordered(machine, 0));
    fixture_free(&f);
}

/* Through each operation: with p from 1 to 4.5, q from 4 to 9 and any n, these hold, and without n's part their ranges
 * would overlap. The others hold for some values only. */
static void test_factors_of_operations(void **state) {
    (void)state;
    static const struct {
        const char *claim;
        int low, high;
    } cases[] = {
        {"n * p - n < n * q", 1, 1},
        {"n * q - n * p < n * 8.5", 1, 1}, /* from -0.5 to 8 */
        {"n * q - n * p < n * 7.5", 0, 1},
        {"n / p > n / (q + 5)", 1, 1},
        {"n / p > n / q", 0, 1},
        {"(n * p)^2 < (n * q + n)^2", 1, 1},
        {"(n * p)^2 < (n * q)^2", 0, 1},
        {"(n * p)^2 > (n * q + n)^2", 0, 0},
        {"sqrt(n * p) < sqrt(n * q + n)", 1, 1},
        {"sqrt(n * p) < sqrt(n * q)", 0, 1},
        {"sqrt(n * p) >= sqrt(n * q + n)", 0, 0},
        {"abs(n * p) < abs(n * q + n)", 1, 1},
        {"abs(n - n * q) > n", 1, 1},           /* 3 to 8 */
        {"abs(n * p - n * q) < n * 8.1", 1, 1}, /* from -8 to 0.5 */
        {"abs(n * p - n * q) < n * 7.9", 0, 1},
        {"abs(n * p - n * q) >= n * 8.1", 0, 0},
        {"max(n * p, n) < n * q + n", 1, 1},
        {"max(n * p, n * q) < n * q + n", 0, 1},
        {"min(n * q, n * 5) > n * 3", 1, 1},
        {"min(n * q, n * 5) > n * 4.5", 0, 1},
        {"-(n * p) < -(n / 2)", 1, 1},
        {"if(q > 3, n * p, n * 9) < n * q + n", 1, 1},
        {"if(q < 3, n * 9, n * p) < n * q + n", 1, 1},
        {"if(q > 5, n * p, n * 9) < n * q + n", 0, 1},
    };
    struct fixture f = fixture_text(shop);
    bool *needed = arena_array(f.arena, (size_t)f.model->count + 1, sizeof *needed);
    for (int i = 0; i < f.model->count; i++)
        needed[i] = true;
    struct grid *grid = grid_new(f.arena, f.model, needed);
    const double low[] = {1, 1, 4}, high[] = {1000, 4.5, 9};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct expr *claim = fixture_expr(&f, cases[i].claim);
        struct bounds_machine *machine =
            bounds_new(f.arena, program_new(f.arena, f.model, &claim, 1, CLAIM_TOLERANCE), grid);
        bounds_run(machine, low, high);
        const struct bounds_hull hull = bounds_output(machine, 0);
        if (hull.low != cases[i].low || hull.high != cases[i].high || hull.absent != SURE_NEVER)
            fail_msg("%s: from %g to %g", cases[i].claim, hull.low, hull.high);
    }
    fixture_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_binary), cmocka_unit_test(test_unary),
                                       cmocka_unit_test(test_logic), cmocka_unit_test(test_factors),
                                       cmocka_unit_test(test_factors_of_operations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
