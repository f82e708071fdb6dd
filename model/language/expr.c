#include "language/expr.h"

#include "language/lexer.h"
#include "language/model.h"

#include <string.h>

/* Trees are walked by recursion, which these limits keep shallow. */
enum { NESTING_LIMIT = 200, OPERATION_LIMIT = 2000 };

struct expr_parser {
    struct lexer lexer;
    int nesting, operations;
};

static const struct {
    enum expr_op op;
    int arguments; /* their number; -2: two or more */
    const char *usage;
} functions[] = {
    {EXPR_IF, 3, "if(condition, value, otherwise)"},
    {EXPR_MIN, -2, "min(a, b)"},
    {EXPR_MAX, -2, "max(a, b)"},
    {EXPR_ABS, 1, "abs(value)"},
    {EXPR_SQRT, 1, "sqrt(value)"},
    {EXPR_EXP, 1, "exp(value)"},
    {EXPR_LN, 1, "ln(value)"},
    {EXPR_LOG10, 1, "log10(value)"},
    {EXPR_LOG2, 1, "log2(value)"},
    {EXPR_ROUND, 1, "round(value), to an integer"},
    {EXPR_CEIL, 1, "ceil(value)"},
    {EXPR_FLOOR, 1, "floor(value)"},
};
enum { FUNCTION_COUNT = sizeof functions / sizeof functions[0] };

/* Functions of other languages whose names are too different from ours for a suggestion. */
static const struct {
    const char *name, *right;
} foreign_functions[] = {
    {"log", "write ln, log10 or log2"},
    {"ceiling", "write ceil"},
    {"int", "write floor"},
    {"trunc", "write floor"},
    {"pow", "write a ^ b"},
    {"power", "write a ^ b"},
    {"sum", "write a + b"},
    {"iff", "write if"},
};

static struct expr *new_expr(struct expr_parser *parser, enum expr_op op, struct pos pos, int argument_count) {
    if (++parser->operations > OPERATION_LIMIT)
        lexer_fail(&parser->lexer, pos, "the expression has more than %d operations; split it into several equations",
                   OPERATION_LIMIT);
    struct expr *expr = arena_alloc(parser->lexer.arena, sizeof *expr);
    expr->op = op;
    expr->pos = pos;
    expr->argument_count = argument_count;
    if (argument_count)
        expr->arguments = arena_array(parser->lexer.arena, (size_t)argument_count, sizeof *expr->arguments);
    return expr;
}

/* Enters a bracket, sign or `not`. Callers decrement parser->nesting afterwards. */
static bool enter(struct expr_parser *parser, struct pos pos) {
    if (++parser->nesting <= NESTING_LIMIT)
        return true;
    lexer_fail(&parser->lexer, pos,
               "brackets and signs are nested deeper than %d; split the expression into several equations",
               NESTING_LIMIT);
    return false;
}

static struct expr *parse_level(struct expr_parser *parser, int level);

static bool is_operator(const struct expr_parser *parser, enum expr_op op) {
    return parser->lexer.token.kind == TOKEN_OPERATOR && parser->lexer.token.op == op;
}

/* Reports a token that cannot follow a complete operand. */
static void fail_at_token(struct expr_parser *parser) {
    const struct lexer_token *token = &parser->lexer.token;
    if (token->kind == TOKEN_CLOSE)
        lexer_fail(&parser->lexer, token->pos, "this bracket closes nothing; remove it, or open one before it");
    else if (token->kind == TOKEN_COMMA)
        lexer_fail(
            &parser->lexer, token->pos,
            "a comma can only separate the arguments of a function; numbers have a decimal point and no grouping");
    else
        lexer_fail(&parser->lexer, token->pos, "an operator is missing before '%.*s'; write one such as *",
                   token->length, token->text);
}

static void expect_close(struct expr_parser *parser, struct pos opening) {
    if (parser->lexer.token.kind == TOKEN_CLOSE)
        lexer_next(&parser->lexer);
    else if (parser->lexer.token.kind == TOKEN_END)
        lexer_fail(&parser->lexer, opening, "this bracket is never closed; write ) where it ends");
    else
        fail_at_token(parser);
}

static int find_function(const char *name, int length) {
    for (int i = 0; i < FUNCTION_COUNT; i++) {
        const char *text = expr_op_text(functions[i].op);
        if ((size_t)length == strlen(text) && memcmp(text, name, (size_t)length) == 0)
            return i;
    }
    return -1;
}

static void fail_unknown_function(struct expr_parser *parser, struct pos pos, const char *name) {
    for (size_t i = 0; i < sizeof foreign_functions / sizeof foreign_functions[0]; i++)
        if (strcmp(foreign_functions[i].name, name) == 0) {
            lexer_fail(&parser->lexer, pos, "there is no function '%s'; %s", name, foreign_functions[i].right);
            return;
        }
    const char *names[FUNCTION_COUNT];
    for (int i = 0; i < FUNCTION_COUNT; i++)
        names[i] = expr_op_text(functions[i].op);
    const char *near = strlen(name) > 2 ? name_nearest(name, names, FUNCTION_COUNT) : NULL;
    if (near)
        lexer_fail(&parser->lexer, pos, "there is no function '%s'; did you mean '%s'?", name, near);
    else
        lexer_fail(
            &parser->lexer, pos,
            "there is no function '%s'; the functions are if min max abs sqrt exp ln log10 log2 round ceil floor "
            "(write * to multiply)",
            name);
}

/* Parses the arguments of a function, after its name and the opening bracket. */
static struct expr *parse_call(struct expr_parser *parser, int function, struct pos pos, struct pos opening) {
    struct expr **arguments = NULL;
    size_t count = 0, capacity = 0;
    if (!enter(parser, opening))
        return NULL;
    while (parser->lexer.token.kind != TOKEN_CLOSE && !parser->lexer.failed) {
        struct expr *argument = parse_level(parser, 1);
        if (!argument)
            return NULL;
        arguments = arena_grow(parser->lexer.arena, arguments, count, &capacity, sizeof(struct expr *));
        arguments[count++] = argument;
        if (parser->lexer.token.kind != TOKEN_COMMA)
            break;
        lexer_next(&parser->lexer);
        if (parser->lexer.token.kind == TOKEN_CLOSE)
            lexer_fail(&parser->lexer, parser->lexer.token.pos,
                       "an argument is missing before ')'; remove the comma, or write an argument");
    }
    parser->nesting--;
    expect_close(parser, opening);
    int wanted = functions[function].arguments;
    if (!parser->lexer.failed && (wanted < 0 ? (int)count < -wanted : (int)count != wanted))
        lexer_fail(&parser->lexer, pos, "%s takes %s, not %zu; write %s", expr_op_text(functions[function].op),
                   wanted == 1   ? "one argument"
                   : wanted == 3 ? "three arguments"
                                 : "two arguments or more",
                   count, functions[function].usage);
    if (parser->lexer.failed)
        return NULL;
    struct expr *expr = new_expr(parser, functions[function].op, pos, 0);
    expr->arguments = arguments;
    expr->argument_count = (int)count;
    return expr;
}

static struct expr *parse_name(struct expr_parser *parser) {
    struct lexer_token token = parser->lexer.token;
    int function = find_function(token.text, token.length);
    const char *name = arena_strndup(parser->lexer.arena, token.text, (size_t)token.length);
    lexer_next(&parser->lexer);
    if (parser->lexer.token.kind == TOKEN_OPEN) {
        struct pos opening = parser->lexer.token.pos;
        if (function < 0) {
            fail_unknown_function(parser, token.pos, name);
            return NULL;
        }
        lexer_next(&parser->lexer);
        return parse_call(parser, function, token.pos, opening);
    }
    if (function >= 0) {
        lexer_fail(&parser->lexer, token.pos, "%s is a function; write %s", name, functions[function].usage);
        return NULL;
    }
    struct expr *expr = new_expr(parser, EXPR_NAME, token.pos, 0);
    expr->name = name;
    return expr;
}

static struct expr *parse_primary(struct expr_parser *parser) {
    struct lexer_token token = parser->lexer.token;
    struct expr *expr = NULL;
    if (parser->lexer.failed)
        return NULL;
    switch (token.kind) {
    case TOKEN_NUMBER:
        expr = new_expr(parser, EXPR_NUMBER, token.pos, 0);
        expr->number = token.number;
        lexer_next(&parser->lexer);
        return expr;
    case TOKEN_NAME:
        return parse_name(parser);
    case TOKEN_OPEN:
        if (!enter(parser, token.pos))
            return NULL;
        lexer_next(&parser->lexer);
        expr = parse_level(parser, 1);
        parser->nesting--;
        if (!expr)
            return NULL;
        expect_close(parser, token.pos);
        expr->bracketed = true;
        return expr;
    case TOKEN_END:
        lexer_fail(&parser->lexer, token.pos,
                   "the expression ends where a value is expected; write a name or a number");
        return NULL;
    case TOKEN_OPERATOR:
        if (token.op == EXPR_NOT)
            lexer_fail(&parser->lexer, token.pos, "'not' needs brackets here; write (not ...)");
        else if (token.op == EXPR_ADD)
            lexer_fail(&parser->lexer, token.pos, "a + before a value has no meaning; remove it");
        else if (token.op == EXPR_EQUAL && parser->operations == 0)
            lexer_fail(&parser->lexer, token.pos, "an expression does not begin with =; remove it");
        else
            lexer_fail(&parser->lexer, token.pos, "a value is missing before '%s'; write a name or a number",
                       expr_op_text(token.op));
        return NULL;
    default:
        lexer_fail(&parser->lexer, token.pos, "a value is missing before '%.*s'; write a name or a number",
                   token.length, token.text);
        return NULL;
    }
}

static struct expr *negate(struct expr_parser *parser, struct pos pos, struct expr *operand) {
    if (!operand)
        return NULL;
    struct expr *expr = new_expr(parser, EXPR_NEGATE, pos, 1);
    expr->arguments[0] = operand;
    return expr;
}

static struct expr *parse_power(struct expr_parser *parser) {
    struct expr *base = parse_primary(parser);
    if (!base || !is_operator(parser, EXPR_POWER))
        return base;
    struct pos pos = parser->lexer.token.pos;
    lexer_next(&parser->lexer);
    struct expr *exponent;
    if (is_operator(parser, EXPR_SUBTRACT)) {
        struct pos sign = parser->lexer.token.pos;
        lexer_next(&parser->lexer);
        exponent = negate(parser, sign, parse_primary(parser));
    } else {
        exponent = parse_primary(parser);
    }
    if (!exponent)
        return NULL;
    if (is_operator(parser, EXPR_POWER)) {
        lexer_fail(&parser->lexer, parser->lexer.token.pos,
                   "a^b^c is ambiguous (spreadsheets begin at the left); write (a^b)^c or a^(b^c)");
        return NULL;
    }
    struct expr *expr = new_expr(parser, EXPR_POWER, pos, 2);
    expr->arguments[0] = base;
    expr->arguments[1] = exponent;
    return expr;
}

static struct expr *parse_sign(struct expr_parser *parser) {
    if (!is_operator(parser, EXPR_SUBTRACT))
        return parse_power(parser);
    struct pos pos = parser->lexer.token.pos;
    if (!enter(parser, pos))
        return NULL;
    lexer_next(&parser->lexer);
    struct expr *operand = parse_sign(parser);
    parser->nesting--;
    if (operand && operand->op == EXPR_POWER && !operand->bracketed) {
        lexer_fail(&parser->lexer, pos,
                   "-a^b is ambiguous (spreadsheets apply the sign first); write -(a^b) or (-a)^b");
        return NULL;
    }
    return negate(parser, pos, operand);
}

static struct expr *parse_not(struct expr_parser *parser) {
    if (!is_operator(parser, EXPR_NOT))
        return parse_level(parser, expr_precedence(EXPR_NOT) + 1);
    struct pos pos = parser->lexer.token.pos;
    if (!enter(parser, pos))
        return NULL;
    lexer_next(&parser->lexer);
    struct expr *operand = parse_not(parser);
    parser->nesting--;
    if (!operand)
        return NULL;
    struct expr *expr = new_expr(parser, EXPR_NOT, pos, 1);
    expr->arguments[0] = operand;
    return expr;
}

/* Parses an expression whose operators bind at least as tightly as `level` (see expr_precedence). */
static struct expr *parse_level(struct expr_parser *parser, int level) {
    if (level == expr_precedence(EXPR_NOT))
        return parse_not(parser);
    if (level == expr_precedence(EXPR_NEGATE))
        return parse_sign(parser);
    struct expr *left = parse_level(parser, level + 1);
    while (left && parser->lexer.token.kind == TOKEN_OPERATOR && expr_precedence(parser->lexer.token.op) == level) {
        enum expr_op op = parser->lexer.token.op;
        struct pos pos = parser->lexer.token.pos;
        if (level == expr_precedence(EXPR_LESS) && left->op >= EXPR_LESS && left->op <= EXPR_NOT_EQUAL &&
            !left->bracketed) {
            lexer_fail(&parser->lexer, pos, "comparisons cannot be chained; write a < b and b < c");
            return NULL;
        }
        lexer_next(&parser->lexer);
        struct expr *right = parse_level(parser, level + 1);
        if (!right)
            return NULL;
        struct expr *expr = new_expr(parser, op, pos, 2);
        expr->arguments[0] = left;
        expr->arguments[1] = right;
        left = expr;
    }
    return parser->lexer.failed ? NULL : left;
}

struct expr *expr_parse(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag) {
    struct expr_parser parser = {.lexer = lexer_new(arena, text, length, pos, diag)};
    if (!parser.lexer.failed && parser.lexer.token.kind == TOKEN_END) {
        lexer_fail(&parser.lexer, pos, "the expression is empty; write one such as a * b");
        return NULL;
    }
    struct expr *expr = parse_level(&parser, 1);
    if (expr && !parser.lexer.failed && parser.lexer.token.kind != TOKEN_END)
        fail_at_token(&parser);
    return parser.lexer.failed ? NULL : expr;
}

bool expr_is_boolean(const struct expr *expr) {
    /* A cycle among equations, which is reported elsewhere, must not make this loop endless. */
    for (int step = 0; expr && step < 100000; step++) {
        if (expr->op == EXPR_NAME)
            expr = expr->quantity && expr->quantity->kind == QUANTITY_EQUATION ? expr->quantity->expr : NULL;
        else if (expr->op == EXPR_IF)
            expr = expr->arguments[1];
        else
            return expr->op >= EXPR_LESS && expr->op <= EXPR_NOT;
    }
    return false;
}

void expr_walk(const struct expr *expr, void (*visit)(const struct expr *expr, void *context), void *context) {
    for (int i = 0; i < expr->argument_count; i++)
        expr_walk(expr->arguments[i], visit, context);
    visit(expr, context);
}

bool expr_equal(const struct expr *a, const struct expr *b) {
    if (a->op != b->op || a->argument_count != b->argument_count)
        return false;
    if (a->op == EXPR_NUMBER)
        return a->number == b->number;
    if (a->op == EXPR_NAME)
        return a->quantity || b->quantity ? a->quantity == b->quantity : strcmp(a->name, b->name) == 0;
    for (int i = 0; i < a->argument_count; i++)
        if (!expr_equal(a->arguments[i], b->arguments[i]))
            return false;
    return true;
}

/* The difference that an expression is, directly or by the names of equations; NULL if it is none. */
static const struct expr *difference(const struct expr *expr) {
    for (int depth = 0; depth < 64 && expr->op == EXPR_NAME && expr->quantity->kind == QUANTITY_EQUATION; depth++)
        expr = expr->quantity->expr;
    return expr->op == EXPR_SUBTRACT && expr->argument_count == 2 ? expr : NULL;
}

void expr_comparison_sides(const struct expr *comparison, const struct expr *sides[2]) {
    for (int i = 0; i < 2; i++)
        sides[i] = comparison->arguments[i];
    for (int i = 0; i < 2; i++) {
        const struct expr *other = comparison->arguments[!i], *of = difference(comparison->arguments[i]);
        if (!of || other->op != EXPR_NUMBER || other->number != 0)
            continue;
        sides[i] = of->arguments[0];
        sides[!i] = of->arguments[1];
        return;
    }
}

bool expr_check_numbers(const struct expr *expr, struct diag *diag) {
    bool good = true;
    if (expr->op == EXPR_NUMBER && expr->number != 0 && expr->number != 1 && expr->number != 2) {
        diag_report(
            diag, SEVERITY_ERROR, expr->pos,
            "the number %.15g is not allowed in an equation, only 0, 1 and 2 are; name it under `constants`, with "
            "its unit and source",
            expr->number);
        good = false;
    }
    for (int i = 0; i < expr->argument_count; i++)
        good = expr_check_numbers(expr->arguments[i], diag) && good;
    return good;
}
