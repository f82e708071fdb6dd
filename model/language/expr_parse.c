#include "language/lexer.h"
#include "language/operations.h"

#include <string.h>

/* Trees are walked by recursion, which these limits keep shallow. */
enum { NESTING_LIMIT = 200, OPERATION_LIMIT = 2000 };

struct expr_parser {
    struct lexer lexer;
    int nesting, operations;
    bool compares; /* the last operator was a comparison, after which the name of a choice may stand */
    bool negates;  /* a sign came last, after which it may not */
};

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
    {"iff", "write if"},
};

static struct expr *new_expr(struct expr_parser *parser, enum expr_op op, struct pos pos, const struct expr *a,
                             const struct expr *b) {
    if (++parser->operations > OPERATION_LIMIT)
        lexer_fail(&parser->lexer, pos, "the expression has more than %d operations; split it into several equations",
                   OPERATION_LIMIT);
    struct expr *expr = expr_new_binary(parser->lexer.arena, op, a, b);
    expr->pos = pos;
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

/* The words around a place in an expression that follow a comparison: what was meant is the name of a choice, with
 * blanks. NULL if there are none. */
static const char *compared_words(const struct lexer *lexer, const char *at) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_. ";
    const char *begin = at, *end = at;
    while (begin > lexer->start && memchr(letters, begin[-1], sizeof letters - 1))
        begin--;
    while (end < lexer->end && memchr(letters, *end, sizeof letters - 1))
        end++;
    for (const char *word = at; word < end; word++)
        if (strncmp(word, " and ", 5) == 0 || strncmp(word, " or ", 4) == 0)
            end = word;
    const bool compared = begin > lexer->start && (begin[-1] == '=' || begin[-1] == '>') &&
                          !(begin - 1 > lexer->start && begin[-1] == '=' && (begin[-2] == '<' || begin[-2] == '>')) &&
                          !(begin[-1] == '>' && (begin - 1 == lexer->start || begin[-2] != '<'));
    while (begin < end && *begin == ' ')
        begin++;
    while (end > begin && end[-1] == ' ')
        end--;
    return compared && begin < at ? arena_strndup(lexer->arena, begin, (size_t)(end - begin)) : NULL;
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
    else if (token->length == 2 && strncmp(token->text, "in", 2) == 0)
        lexer_fail(&parser->lexer, token->pos, "there is no 'in'; compare with each: media = HDD or media = SSD");
    else {
        const char *choice = token->quoted || !token->text ? NULL : compared_words(&parser->lexer, token->text);
        lexer_fail(&parser->lexer, token->pos, "an operator is missing before '%.*s'; write one such as *%s%s%s",
                   token->length, token->text, choice ? ", or, of a choice, its name in quotes: \"" : "",
                   choice ? choice : "", choice ? "\"" : "");
    }
}

static void expect_close(struct expr_parser *parser, struct pos opening) {
    if (parser->lexer.token.kind == TOKEN_CLOSE)
        lexer_next(&parser->lexer);
    else if (parser->lexer.token.kind == TOKEN_END)
        lexer_fail(&parser->lexer, opening, "this bracket is never closed; write ) where it ends");
    else
        fail_at_token(parser);
}

static void fail_unknown_function(struct expr_parser *parser, struct pos pos, const char *name) {
    for (size_t i = 0; i < sizeof foreign_functions / sizeof foreign_functions[0]; i++)
        if (strcmp(foreign_functions[i].name, name) == 0) {
            lexer_fail(&parser->lexer, pos, "there is no function '%s'; %s", name, foreign_functions[i].right);
            return;
        }
    const char *names[EXPR_OPS];
    size_t count = 0;
    struct text all = {0};
    for (enum expr_op op = 0; op < EXPR_OPS; op++)
        if (operation_table[op].kind == KIND_FUNCTION) {
            names[count++] = expr_op_text(op);
            text_printf(&all, "%s%s", count > 1 ? " " : "", expr_op_text(op));
        }
    const char *near = strlen(name) > 2 ? name_nearest(name, names, count) : NULL;
    if (near)
        lexer_fail(&parser->lexer, pos, "there is no function '%s'; did you mean '%s'?", name, near);
    else
        lexer_fail(&parser->lexer, pos, "there is no function '%s'; the functions are %s (write * to multiply)", name,
                   all.bytes);
    text_free(&all);
}

/* Takes a name within a term for the index. */
static void bind(struct expr_parser *parser, struct expr *expr, const char *name) {
    if (expr_is_sum(expr) && strcmp(expr->name, name) == 0)
        lexer_fail(&parser->lexer, expr->pos, "the sum around this has the index '%s' too; choose another", name);
    if (expr->op == EXPR_NAME && strcmp(expr->name, name) == 0)
        expr->op = EXPR_INDEX;
    for (int i = 0; i < expr->argument_count; i++)
        bind(parser, expr->arguments[i], name);
}

/* Makes the first argument of a sum or product its index. */
static struct expr *bind_index(struct expr_parser *parser, struct expr *sum) {
    const struct expr *index = sum->arguments[0];
    if (index->op != EXPR_NAME || index->bracketed) {
        lexer_fail(&parser->lexer, index->pos, "%s begins with the name of its index; write %s", expr_op_text(sum->op),
                   operation_table[sum->op].usage);
        return NULL;
    }
    sum->name = index->name;
    sum->arguments++;
    sum->argument_count--;
    bind(parser, sum->arguments[2], sum->name);
    return parser->lexer.failed ? NULL : sum;
}

/* Parses the arguments of a function, after its name and the opening bracket. */
static struct expr *parse_call(struct expr_parser *parser, enum expr_op function, struct pos pos, struct pos opening) {
    const bool sums = function == EXPR_SUM || function == EXPR_PRODUCT;
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
        const enum lexer_token_kind next = parser->lexer.token.kind;
        if (next != TOKEN_COMMA && next != TOKEN_CLOSE && next != TOKEN_END && count == 1 && sums)
            lexer_fail(&parser->lexer, parser->lexer.token.pos, "a comma follows the index of a %s; write %s",
                       expr_op_text(function), operation_table[function].usage);
        if (next != TOKEN_COMMA)
            break;
        lexer_next(&parser->lexer);
        if (parser->lexer.token.kind == TOKEN_CLOSE)
            lexer_fail(&parser->lexer, parser->lexer.token.pos,
                       "an argument is missing before ')'; remove the comma, or write an argument");
    }
    parser->nesting--;
    expect_close(parser, opening);
    int wanted = operation_table[function].arguments;
    if (!parser->lexer.failed && (wanted < 0 ? (int)count < -wanted : (int)count != wanted))
        lexer_fail(&parser->lexer, pos, "%s takes %s, not %zu; write %s", expr_op_text(function),
                   wanted == 1   ? "one argument"
                   : wanted == 3 ? "three arguments"
                   : wanted == 4 ? "four arguments"
                                 : "two arguments or more",
                   count, operation_table[function].usage);
    if (parser->lexer.failed)
        return NULL;
    struct expr *expr = new_expr(parser, function, pos, NULL, NULL);
    expr->arguments = arguments;
    expr->argument_count = (int)count;
    return sums ? bind_index(parser, expr) : expr;
}

static struct expr *parse_name(struct expr_parser *parser) {
    struct lexer_token token = parser->lexer.token;
    enum expr_op function = operation_find(token.text, (size_t)token.length, 1 << KIND_FUNCTION);
    const char *name = arena_strndup(parser->lexer.arena, token.text, (size_t)token.length);
    lexer_next(&parser->lexer);
    if (parser->lexer.token.kind == TOKEN_OPEN) {
        struct pos opening = parser->lexer.token.pos;
        if (function == EXPR_OPS) {
            fail_unknown_function(parser, token.pos, name);
            return NULL;
        }
        lexer_next(&parser->lexer);
        return parse_call(parser, function, token.pos, opening);
    }
    /* A quantity may be called `sum`, as long as nothing calls it. */
    if (function != EXPR_OPS && function != EXPR_SUM && function != EXPR_PRODUCT) {
        lexer_fail(&parser->lexer, token.pos, "%s is a function; write %s", name, operation_table[function].usage);
        return NULL;
    }
    struct expr *expr = new_expr(parser, EXPR_NAME, token.pos, NULL, NULL);
    expr->name = name;
    return expr;
}

/* The name of a choice, on one side of a comparison; model_resolve finds what it stands for. */
static struct expr *parse_choice(struct expr_parser *parser, bool compares, bool negates) {
    struct lexer_token token = parser->lexer.token;
    lexer_next(&parser->lexer);
    const struct lexer_token *next = &parser->lexer.token;
    bool compared = next->kind == TOKEN_OPERATOR && expr_precedence(next->op) == expr_precedence(EXPR_EQUAL);
    if (negates || (!compares && !compared)) {
        lexer_fail_choice(&parser->lexer, &token);
        return NULL;
    }
    struct expr *expr = new_expr(parser, EXPR_NAME, token.pos, NULL, NULL);
    expr->name = arena_strndup(parser->lexer.arena, token.text, (size_t)token.length);
    return expr;
}

static struct expr *parse_primary(struct expr_parser *parser) {
    struct lexer_token token = parser->lexer.token;
    struct expr *expr = NULL;
    bool compares = parser->compares, negates = parser->negates;
    parser->compares = parser->negates = false;
    if (parser->lexer.failed)
        return NULL;
    switch (token.kind) {
    case TOKEN_NUMBER:
        expr = new_expr(parser, EXPR_NUMBER, token.pos, NULL, NULL);
        expr->number = token.number;
        lexer_next(&parser->lexer);
        return expr;
    case TOKEN_NAME:
        return parse_name(parser);
    case TOKEN_CHOICE:
        return parse_choice(parser, compares, negates);
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
    return operand ? new_expr(parser, EXPR_NEGATE, pos, operand, NULL) : NULL;
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
        parser->negates = true;
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
    return new_expr(parser, EXPR_POWER, pos, base, exponent);
}

static struct expr *parse_sign(struct expr_parser *parser) {
    if (!is_operator(parser, EXPR_SUBTRACT))
        return parse_power(parser);
    struct pos pos = parser->lexer.token.pos;
    if (!enter(parser, pos))
        return NULL;
    lexer_next(&parser->lexer);
    parser->negates = true;
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
    return operand ? new_expr(parser, EXPR_NOT, pos, operand, NULL) : NULL;
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
        if (level == expr_precedence(EXPR_LESS) && expr_is_comparison(left) && !left->bracketed) {
            lexer_fail(&parser->lexer, pos, "comparisons cannot be chained; write a < b and b < c");
            return NULL;
        }
        lexer_next(&parser->lexer);
        parser->compares = level == expr_precedence(EXPR_EQUAL);
        struct expr *right = parse_level(parser, level + 1);
        if (!right)
            return NULL;
        left = new_expr(parser, op, pos, left, right);
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
