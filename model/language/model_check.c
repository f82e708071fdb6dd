#include "language/apart.h"
#include "language/model_lists.h"
#include "language/operations.h"
#include "language/sums.h"

#include <math.h>
#include <string.h>

/* The type of a part of an expression. */
struct typed {
    const struct unit *unit; /* NULL if it is unknown, because an error was reported */
    bool any;                /* a literal 0, which fits every unit */
    bool condition;
    const struct quantity *choices; /* it is one of the choices of this parameter */
};

struct checker {
    const struct model *model;
    const struct sum_index *indices; /* of the sums around */
    struct diag *diag;
};

static const struct typed unknown_type = {0};

static struct typed type_of(struct checker *checker, const struct expr *expr);

static struct typed of_unit(const struct unit *unit) {
    return (struct typed){.unit = unit};
}

/* How a choice is used: `fabric = NVLink`. */
static const char *example_of(struct checker *checker, const struct quantity *choices) {
    struct expr *name = expr_new_number(checker->model->arena, 0);
    struct text out = {0};
    name->quantity = choices;
    name->name = choices->choices[0];
    text_printf(&out, "%s = ", choices->name);
    expr_print(&out, name);
    return text_keep(&out, checker->model->arena);
}

static void report_choice(struct checker *checker, const struct expr *expr, const char *where,
                          const struct quantity *choices) {
    diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                "%s needs a number, but '%s' is a choice of names; compare it, %s, or use a table", where, expr->name,
                example_of(checker, choices));
}

/* The type of an operand that must be a number. */
static struct typed number_of(struct checker *checker, const struct expr *expr, const char *where) {
    struct typed type = type_of(checker, expr);
    if (type.choices) {
        report_choice(checker, expr, where, type.choices);
        return unknown_type;
    }
    if (!type.condition)
        return type;
    diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                "%s needs a number, but this is %s; write if(condition, 1, 0) to make it one", where,
                expr->op == EXPR_NAME ? "a condition (true or false)" : "a comparison");
    return unknown_type;
}

static void check_condition(struct checker *checker, const struct expr *expr, const char *where) {
    struct typed type = type_of(checker, expr);
    if (type.choices)
        diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                    "%s needs a condition, but '%s' is a choice of names; compare it: %s", where, expr->name,
                    example_of(checker, type.choices));
    else if (!type.condition && type.unit)
        diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                    "%s needs a condition, but this is a number; write a comparison such as %s > 0", where,
                    expr->op == EXPR_NAME ? expr->name : "a");
}

static double larger(double factor) {
    return factor < 1 ? 1 / factor : factor;
}

/* The unit of the constant above 1 that converts between two units, of which `a` is `factor` times `b`. */
static const char *conversion(const struct model *model, const struct unit *a, const struct unit *b, double factor) {
    const struct unit *unit = factor < 1 ? unit_divide(model->units, a, b) : unit_divide(model->units, b, a);
    return unit ? unit_text(unit) : "the quotient of both";
}

static bool is_plain(struct checker *checker, struct typed type) {
    return type.any || unit_factor(type.unit, unit_one(checker->model->units)) == 1;
}

/* The common type of two terms, which must have the same unit. `pos` is the position for errors. */
static struct typed common(struct checker *checker, struct typed a, struct typed b, struct pos pos, const char *where) {
    if (!a.unit || !b.unit)
        return unknown_type;
    if (a.any)
        return b;
    if (b.any)
        return a;
    double factor = unit_factor(a.unit, b.unit);
    if (factor == 1)
        return a;
    const bool one = is_plain(checker, a) || is_plain(checker, b);
    if (isnan(factor))
        diag_report(checker->diag, SEVERITY_ERROR, pos, "%s combines %s with %s, which are different things%s%s%s",
                    where, unit_text(a.unit), unit_text(b.unit),
                    one ? "; a number with a unit has a name, a constant with `unit: " : "",
                    one ? unit_text(is_plain(checker, a) ? b.unit : a.unit) : "", one ? "`" : "");
    else
        diag_report(checker->diag, SEVERITY_ERROR, pos,
                    "%s combines %s with %s: a factor of %.10g; convert one of them by a constant in %s", where,
                    unit_text(a.unit), unit_text(b.unit), larger(factor),
                    conversion(checker->model, a.unit, b.unit, factor));
    return unknown_type;
}

/* The type of an operand that must have unit 1. */
static struct typed plain_number(struct checker *checker, const struct expr *expr, const char *where) {
    struct typed type = number_of(checker, expr, where);
    if (!type.unit)
        return unknown_type;
    if (!is_plain(checker, type)) {
        diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                    "%s needs a number of unit 1, but this is in %s; divide by %s", where, unit_text(type.unit),
                    unit_text(type.unit));
        return unknown_type;
    }
    return of_unit(unit_one(checker->model->units));
}

static struct typed whole(struct checker *checker, const struct expr *expr, const struct unit *unit) {
    if (unit)
        return of_unit(unit);
    diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                "the exponents of this unit are too large; divide by a constant with its unit first");
    return unknown_type;
}

/* The value of an exponent that is an integer and the same in every set; NaN if it is not. */
static double constant_exponent(const struct expr *expr) {
    double value = NAN;
    if (expr->op == EXPR_NEGATE)
        value = -constant_exponent(expr->arguments[0]);
    else if (expr->op == EXPR_NUMBER)
        value = expr->number;
    else if (expr->op == EXPR_NAME && expr->quantity && expr->quantity->kind == QUANTITY_CONSTANT)
        value = expr->quantity->value;
    return value == floor(value) && fabs(value) <= 100 ? value : NAN;
}

static struct typed type_of_power(struct checker *checker, const struct expr *expr) {
    struct typed base = number_of(checker, expr->arguments[0], "^");
    struct typed exponent = plain_number(checker, expr->arguments[1], "the exponent of ^");
    if (!base.unit || !exponent.unit)
        return unknown_type;
    struct units *units = checker->model->units;
    if (is_plain(checker, base))
        return of_unit(unit_one(units));
    double power = constant_exponent(expr->arguments[1]);
    if (isnan(power)) {
        diag_report(
            checker->diag, SEVERITY_ERROR, expr->arguments[1]->pos,
            "a power of something in %s needs a constant whole number as its exponent; write 2, or divide by %s first",
            unit_text(base.unit), unit_text(base.unit));
        return unknown_type;
    }
    return whole(checker, expr, unit_power(units, base.unit, (int)power));
}

static struct typed type_of_name(const struct expr *expr) {
    const struct quantity *quantity = expr->quantity;
    if (!quantity || !quantity->unit || (quantity->kind == QUANTITY_EQUATION && !quantity->expr))
        return unknown_type;
    return (struct typed){quantity->unit, false, quantity->condition, quantity->choices ? quantity : NULL};
}

static struct typed type_of_if(struct checker *checker, const struct expr *expr) {
    check_condition(checker, expr->arguments[0], "if");
    struct typed then = type_of(checker, expr->arguments[1]), otherwise = type_of(checker, expr->arguments[2]);
    if (!then.unit || !otherwise.unit)
        return unknown_type;
    if (then.choices || otherwise.choices) {
        int branch = then.choices ? 1 : 2;
        report_choice(checker, expr->arguments[branch], "if", (branch == 1 ? then : otherwise).choices);
        return unknown_type;
    }
    if (then.condition != otherwise.condition) {
        diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                    "if gives a condition in one case and a number in the other; write the same kind in both");
        return unknown_type;
    }
    return common(checker, then, otherwise, expr->pos, "if");
}

/* A comparison of a choice: with one of its names, or with another choice of the same names. */
static struct typed type_of_choice(struct checker *checker, const struct expr *expr) {
    const struct quantity *a = expr_choices(expr->arguments[0]), *b = expr_choices(expr->arguments[1]);
    const struct quantity *known = a ? a : b;
    const struct expr *other = expr->arguments[a ? 1 : 0];
    if (expr->op != EXPR_EQUAL && expr->op != EXPR_NOT_EQUAL)
        diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                    "the choices of '%s' have no order; compare them by = or <>", known->name);
    else if (!a || !b)
        diag_report(checker->diag, SEVERITY_ERROR, other->pos,
                    "'%s' is a choice of names, but this is none of them; write one such as %s", known->name,
                    example_of(checker, known));
    else if (!quantity_same_choices(a, b))
        diag_report(checker->diag, SEVERITY_ERROR, expr->pos, "'%s' and '%s' are choices of different names", a->name,
                    b->name);
    else
        return (struct typed){.unit = unit_one(checker->model->units), .condition = true};
    return unknown_type;
}

static struct typed type_of_sum(struct checker *checker, const struct expr *expr) {
    const char *text = expr_op_text(expr->op);
    struct typed first = plain_number(checker, expr->arguments[0], "the first index");
    struct typed last = plain_number(checker, expr->arguments[1], "the last index");
    int least, greatest;
    if (!first.unit || !last.unit)
        return unknown_type;
    if (!sum_range(expr, checker->indices, &least, &greatest)) {
        diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                    "%s may have more than %d terms, or no known number of them; bound its first and last index by "
                    "parameters or constants with smaller bounds, or by min()",
                    text, SUM_MOST_TERMS);
        return unknown_type;
    }
    const struct sum_index *outer = checker->indices;
    const struct sum_index index = {expr->name, least, greatest, outer};
    checker->indices = &index;
    struct typed term = expr->op == EXPR_SUM ? number_of(checker, expr->arguments[2], text)
                                             : plain_number(checker, expr->arguments[2], text);
    checker->indices = outer;
    return term;
}

static struct typed type_of(struct checker *checker, const struct expr *expr) {
    struct units *units = checker->model->units;
    const char *text = expr_op_text(expr->op);
    struct typed a, b;
    switch (operation_table[expr->op].unit) {
    case UNIT_SAME:
        a = number_of(checker, expr->arguments[0], text);
        for (int i = 1; i < expr->argument_count; i++) {
            b = number_of(checker, expr->arguments[i], text);
            a = common(checker, a, b,
                       expr->op == EXPR_MIN || expr->op == EXPR_MAX ? expr->arguments[i]->pos : expr->pos, text);
        }
        return a;
    case UNIT_PLAIN:
        return plain_number(checker, expr->arguments[0], text);
    case UNIT_TRUTH:
        if (!expr_is_comparison(expr)) {
            for (int i = 0; i < expr->argument_count; i++)
                check_condition(checker, expr->arguments[i], text);
            return (struct typed){.unit = unit_one(units), .condition = true};
        }
        if (expr_choices(expr->arguments[0]) || expr_choices(expr->arguments[1]))
            return type_of_choice(checker, expr);
        a = number_of(checker, expr->arguments[0], text);
        b = number_of(checker, expr->arguments[1], text);
        if (!common(checker, a, b, expr->pos, text).unit)
            return unknown_type;
        return (struct typed){.unit = unit_one(units), .condition = true};
    case UNIT_SPECIAL:
        break;
    }
    if (expr->op == EXPR_NUMBER)
        return (struct typed){.unit = unit_one(units), .any = expr->number == 0, .choices = expr_choices(expr)};
    if (expr->op == EXPR_NAME)
        return type_of_name(expr);
    if (expr->op == EXPR_INDEX)
        return of_unit(unit_one(units));
    if (expr_is_sum(expr))
        return type_of_sum(checker, expr);
    if (expr->op == EXPR_POWER)
        return type_of_power(checker, expr);
    if (expr->op == EXPR_IF)
        return type_of_if(checker, expr);
    a = number_of(checker, expr->arguments[0], text);
    if (expr->op == EXPR_SQRT) {
        if (!a.unit || a.any)
            return a;
        b = of_unit(unit_root(units, a.unit));
        if (!b.unit)
            diag_report(checker->diag, SEVERITY_ERROR, expr->pos,
                        "%s has no square root; divide by a constant with its unit first", unit_text(a.unit));
        return b;
    }
    b = number_of(checker, expr->arguments[1], text); /* of a product or a quotient */
    if (!a.unit || !b.unit)
        return unknown_type;
    return whole(checker, expr,
                 expr->op == EXPR_MULTIPLY ? unit_multiply(units, a.unit, b.unit) : unit_divide(units, a.unit, b.unit));
}

const struct unit *model_unit_of(const struct model *model, const struct expr *expr, struct diag *diag) {
    struct checker checker = {.model = model, .diag = diag};
    const struct diag_mark mark = diag_mark(diag);
    struct typed type = type_of(&checker, expr);
    if (type.choices)
        report_choice(&checker, expr, "an expression", type.choices);
    return diag_clean_since(diag, mark) ? type.unit : NULL;
}

/* The position at which the text of an expression begins. */
static struct pos first_pos(const struct expr *expr) {
    while (expr->argument_count == 2 && expr_precedence(expr->op) < expr_precedence(EXPR_NUMBER))
        expr = expr->arguments[0];
    return expr->pos;
}

bool model_check_unit(const struct model *model, const struct expr *expr, const struct unit *unit, const char *what,
                      struct diag *diag) {
    struct checker checker = {.model = model, .diag = diag};
    const struct diag_mark mark = diag_mark(diag);
    struct typed type = type_of(&checker, expr);
    if (type.choices)
        report_choice(&checker, expr, what, type.choices);
    if (!diag_clean_since(diag, mark))
        return false;
    if (!type.unit || type.any)
        return true;
    double factor = unit_factor(type.unit, unit);
    if (factor == 1)
        return true;
    if (isnan(factor)) {
        const struct unit *missing = unit_divide(model->units, unit, type.unit);
        diag_report(diag, SEVERITY_ERROR, first_pos(expr),
                    "%s is in %s but its expression is in %s; multiply it by something in %s", what, unit_text(unit),
                    unit_text(type.unit), missing ? unit_text(missing) : "the quotient of both");
    } else {
        diag_report(diag, SEVERITY_ERROR, first_pos(expr),
                    "%s is in %s but its expression is in %s: a factor of %.10g; %s it by a constant in %s", what,
                    unit_text(unit), unit_text(type.unit), larger(factor), factor < 1 ? "divide" : "multiply",
                    conversion(model, type.unit, unit, factor));
    }
    return false;
}
