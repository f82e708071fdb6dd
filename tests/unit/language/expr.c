#include "language/expr.h"

#include "language/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct expr *parse(struct arena *arena, const char *text, struct diag *diag) {
    return expr_parse(arena, text, strlen(text), NOWHERE, diag);
}

/* A text, and what expr_print makes of it: the same expression with the fewest brackets. */
static const char *const printed[][2] = {
    {"a", "a"},
    {"  a+b  ", "a + b"},
    {"((a))", "a"},
    {"a+(b+c)", "a + (b + c)"},
    {"(a+b)+c", "a + b + c"},
    {"a-(b-c)", "a - (b - c)"},
    {"a*(b/c)", "a * (b / c)"},
    {"(a*b)/c", "a * b / c"},
    {"(a+b)*c", "(a + b) * c"},
    {"a+(b*c)", "a + b * c"},
    {"-(a^2)", "-(a^2)"},
    {"(-a)^2", "(-a)^2"},
    {"a^(-b)", "a^-b"},
    {"a^-b", "a^-b"},
    {"(a^b)^c", "(a^b)^c"},
    {"a^(b^c)", "a^(b^c)"},
    {"a^(b+1)", "a^(b + 1)"},
    {"-(a*b)", "-(a * b)"},
    {"-a*b", "-a * b"},
    {"a*-b", "a * -b"},
    {"--a", "-(-a)"},
    {"a<b+1", "a < b + 1"},
    {"(a<b)=(c<a)", "(a < b) = (c < a)"},
    {"a<b and not a>=c or b<>c", "a < b and not a >= c or b <> c"},
    {"a<b and (not a>c or b<=c)", "a < b and (not a > c or b <= c)"},
    {"not (a<b and b<c)", "not (a < b and b < c)"},
    {"not not a=b", "not not a = b"},
    {"if(a<b,max(a,b,0),sqrt(abs(a)))", "if(a < b, max(a, b, 0), sqrt(abs(a)))"},
    {"round(a)+ceil(a)+floor(a)", "round(a) + ceil(a) + floor(a)"},
    {"exp(a)*ln(a)*log10(a)*log2(a)", "exp(a) * ln(a) * log10(a) * log2(a)"},
    {"min((a),(b))", "min(a, b)"},
    {"android+notable+order", "android + notable + order"},
    {"0.5*2", "0.5 * 2"},
    {"2.5e3", "2500"},
};

static void test_print(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof printed / sizeof printed[0]; i++) {
        struct arena *arena = arena_new();
        struct diag *diag = diag_new();
        struct text out = {0};
        struct expr *expr = parse(arena, printed[i][0], diag);
        assert_string_equal(diag_text(diag), "");
        assert_non_null(expr);
        expr_print(&out, expr);
        assert_string_equal(out.bytes, printed[i][1]);
        struct expr *again = parse(arena, out.bytes, diag);
        assert_non_null(again);
        assert_true(expr_equal(expr, again));
        text_free(&out);
        diag_free(diag);
        arena_free(arena);
    }
}

static void test_tree(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct text out = {0};
    expr_print_tree(&out, parse(arena, "a - b - c * -d > 1 or not x < max(1, y) and p = q^2", diag));
    assert_string_equal(diag_text(diag), "");
    assert_string_equal(out.bytes, "or\n"
                                   "  >\n"
                                   "    -\n"
                                   "      -\n"
                                   "        a\n"
                                   "        b\n"
                                   "      *\n"
                                   "        c\n"
                                   "        -\n"
                                   "          d\n"
                                   "    1\n"
                                   "  and\n"
                                   "    not\n"
                                   "      <\n"
                                   "        x\n"
                                   "        max\n"
                                   "          1\n"
                                   "          y\n"
                                   "    =\n"
                                   "      p\n"
                                   "      ^\n"
                                   "        q\n"
                                   "        2\n");
    text_free(&out);
    diag_free(diag);
    arena_free(arena);
}

static void test_equal(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct expr *sum = parse(arena, "a + b * 2", diag);
    assert_true(expr_equal(sum, parse(arena, "(a + (b*2))", diag)));
    assert_false(expr_equal(sum, parse(arena, "b * 2 + a", diag)));
    assert_false(expr_equal(sum, parse(arena, "a + b * 1", diag)));
    assert_false(expr_equal(sum, parse(arena, "a + c * 2", diag)));
    assert_false(expr_equal(parse(arena, "max(a, b)", diag), parse(arena, "max(a, b, b)", diag)));
    /* Once names are resolved, they are compared by quantity. */
    struct quantity one = {0}, other = {0};
    struct expr *a = parse(arena, "a", diag), *b = parse(arena, "a", diag);
    a->quantity = &one;
    b->quantity = &other;
    assert_false(expr_equal(a, b));
    b->quantity = &one;
    assert_true(expr_equal(a, b));
    diag_free(diag);
    arena_free(arena);
}

static void test_condition(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool condition;
    } cases[] = {{"a", false},
                 {"a < b", true},
                 {"a <> b", true},
                 {"a < b and b < c", true},
                 {"not a < b", true},
                 {"a + b", false},
                 {"if(a < b, 1, 2)", false},
                 {"if(a < b, a > 1, b > 1)", true},
                 {"if(a < b, if(a > 1, a = 2, b = 2), b > 1)", true},
                 {"max(a, b)", false}};
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(expr_is_condition(parse(arena, cases[i].text, diag)), cases[i].condition);
    /* Names are what the model says of their quantities; those without one are numbers. */
    struct quantity less = {.kind = QUANTITY_EQUATION, .condition = true}, sum = {.kind = QUANTITY_EQUATION};
    struct expr *name = parse(arena, "if(a < b, sum, less)", diag);
    assert_false(expr_is_condition(name));
    name->arguments[1]->quantity = &sum;
    name->arguments[2]->quantity = &less;
    assert_true(expr_is_condition(name));
    assert_false(expr_is_condition(name->arguments[1]));
    diag_free(diag);
    arena_free(arena);
}

static void note_operation(const struct expr *expr, void *context) {
    struct text *order = context;
    text_printf(order, "%s ", expr->op == EXPR_NAME ? expr->name : expr_op_text(expr->op));
}

static void test_walk(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct text order = {0};
    expr_walk(parse(arena, "a + b * if(c < d, e, f)", diag), note_operation, &order);
    assert_string_equal(order.bytes, "a b c d < e f if * + ");
    text_free(&order);
    diag_free(diag);
    arena_free(arena);
}

/* The text of a folded scalar differs from the file in its white space: positions are those of the file. */
static void test_places(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const char *file = "é: >-\n    alpha +\n      β\n";
    const struct source *source = source_of_text(arena, "f", file, strlen(file));
    assert_null(expr_parse(arena, "alpha +   β", strlen("alpha +   β"), (struct pos){source, 2, 5}, diag));
    assert_non_null(strstr(diag_text(diag), "f:3:7: error: 'β' has no meaning"));
    diag_free(diag);

    diag = diag_new();
    file = "x: é + b*c\n";
    source = source_of_text(arena, "g", file, strlen(file));
    struct expr *expr = expr_parse(arena, "b*c", 3, (struct pos){source, 1, 8}, diag);
    assert_int_equal(expr->pos.line, 1);
    assert_int_equal(expr->pos.column, 9);
    assert_int_equal(expr->arguments[1]->pos.column, 10);

    /* A position that the file does not have, and text that is not in the file, do no harm. */
    assert_non_null(expr_parse(arena, "a + b", 5, (struct pos){source, 9, 9}, diag));
    assert_non_null(expr_parse(arena, "a + b", 5, (struct pos){source, 1, 99}, diag));
    assert_non_null(expr_parse(arena, "a + b", 5, (struct pos){source, 1, 1}, diag));
    assert_string_equal(diag_text(diag), "");
    diag_free(diag);
    arena_free(arena);
}

static char *repeat(struct arena *arena, const char *text, int times, const char *between, const char *after) {
    struct text out = {0};
    for (int i = 0; i < times; i++)
        text_puts(&out, text);
    text_puts(&out, between);
    for (int i = 0; i < times; i++)
        text_puts(&out, after);
    char *copy = arena_strdup(arena, out.bytes);
    text_free(&out);
    return copy;
}

/* The name of a choice with a blank in it is said as a whole, after a comparison only. */
static void test_choices(void **state) {
    (void)state;
    static const struct {
        const char *text, *choice;
    } cases[] = {{"media = Hard disk", "in quotes: \"Hard disk\""},
                 {"media <> Hard disk and a > 1", "in quotes: \"Hard disk\""},
                 {"media = RAID 5", "in quotes: \"RAID 5\""},
                 {"a <= hard disk", NULL},
                 {"a > hard disk", NULL},
                 {"a + hard disk", NULL}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag *diag = diag_new();
        assert_null(parse(arena, cases[i].text, diag));
        if (!strstr(diag_text(diag), "an operator is missing before"))
            fail_msg("%s: %s", cases[i].text, diag_text(diag));
        if (!strstr(diag_text(diag), cases[i].choice ? cases[i].choice : "write one such as *\n"))
            fail_msg("%s: %s", cases[i].text, diag_text(diag));
        diag_free(diag);
    }
    arena_free(arena);
}

static void test_limits(void **state) {
    (void)state;
    static const struct {
        const char *before, *between, *after;
    } nests[] = {{"(", "a", ")"}, {"-", "a", ""}, {"not ", "a < b", ""}, {"sqrt(", "a", ")"}, {"a^(", "a", ")"}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof nests / sizeof nests[0]; i++) {
        struct diag *diag = diag_new();
        assert_non_null(parse(arena, repeat(arena, nests[i].before, 200, nests[i].between, nests[i].after), diag));
        assert_int_equal(diag_count(diag, SEVERITY_ERROR), 0);
        assert_null(parse(arena, repeat(arena, nests[i].before, 201, nests[i].between, nests[i].after), diag));
        assert_null(parse(arena, repeat(arena, nests[i].before, 100000, nests[i].between, nests[i].after), diag));
        assert_int_equal(diag_count(diag, SEVERITY_ERROR), 2);
        assert_non_null(strstr(diag_text(diag), "nested deeper than 200"));
        diag_free(diag);
    }
    /* n names and n - 1 signs. */
    struct diag *diag = diag_new();
    assert_non_null(parse(arena, repeat(arena, "a+", 999, "a", ""), diag));
    assert_null(parse(arena, repeat(arena, "a+", 100000, "a", ""), diag));
    assert_non_null(strstr(diag_text(diag), "more than 2000 operations"));
    diag_free(diag);
    arena_free(arena);
}

static void test_bytes(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    assert_null(expr_parse(arena, "a\0b", 3, NOWHERE, diag));
    assert_non_null(strstr(diag_text(diag), "NUL byte"));
    assert_null(expr_parse(arena, "a \xFF", 3, NOWHERE, diag));
    assert_non_null(strstr(diag_text(diag), "'\\xFF' has no meaning"));
    assert_null(expr_parse(arena, " \n\t ", 4, NOWHERE, diag));
    assert_non_null(strstr(diag_text(diag), "the expression is empty"));
    /* The length counts, not the NUL. */
    struct expr *expr = expr_parse(arena, "ab + c", 2, NOWHERE, diag);
    assert_int_equal(expr->op, EXPR_NAME);
    assert_string_equal(expr->name, "ab");
    diag_free(diag);
    arena_free(arena);
}

static uint64_t random_next(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Whatever parses must print as something that parses to the same tree. Everything else must be exactly one error. */
static bool try_text(const char *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct source *source = source_of_text(arena, "r", bytes, length);
    struct expr *expr = expr_parse(arena, bytes, length, (struct pos){source, 1, 1}, diag);
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), expr ? 0 : 1);
    if (expr) {
        struct text out = {0};
        expr_print(&out, expr);
        struct expr *again = parse(arena, out.bytes, diag);
        assert_non_null(again);
        assert_true(expr_equal(expr, again));
        text_free(&out);
    }
    diag_free(diag);
    arena_free(arena);
    return expr != NULL;
}

static void test_random_bytes(void **state) {
    (void)state;
    uint64_t seed = 2024;
    for (int round = 0; round < 4000; round++) {
        char bytes[64];
        size_t length = random_next(&seed) % sizeof bytes;
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)random_next(&seed);
        try_text(bytes, length);
    }
}

static void test_random_words(void **state) {
    (void)state;
    static const char *const words[] = {"a",   "b",   "1",  "2",   "0.5", "(",    ")",     "(",   ")",
                                        ",",   "+",   "-",  "*",   "/",   "^",    "<",     "<=",  "<>",
                                        "=",   "and", "or", "not", "if(", "max(", "sqrt(", "-a",  "a+b",
                                        "(a)", "a*2", "==", "%",   "é",   "\n",   " ",     "1e5", "A"};
    uint64_t seed = 7;
    int good = 0;
    for (int round = 0; round < 20000; round++) {
        struct text text = {0};
        text_puts(&text, "");
        for (size_t i = 0, count = 1 + random_next(&seed) % 9; i < count; i++) {
            text_puts(&text, words[random_next(&seed) % (sizeof words / sizeof words[0])]);
            text_putc(&text, ' ');
        }
        good += try_text(text.bytes, text.length);
        text_free(&text);
    }
    /* The words are such that the parser meets both. */
    assert_in_range(good, 200, 19000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print),        cmocka_unit_test(test_tree),    cmocka_unit_test(test_equal),
        cmocka_unit_test(test_condition),    cmocka_unit_test(test_walk),    cmocka_unit_test(test_places),
        cmocka_unit_test(test_limits),       cmocka_unit_test(test_bytes),   cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_random_words), cmocka_unit_test(test_choices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
