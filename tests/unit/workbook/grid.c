/* Costs along two parameters, and which is the least. Rent is price × hours, buying 15 $ + 0.5 $ an hour:
 *
 *   hours   rent at 1, 2, 3 $   buy
 *   10      10  20  30          20
 *   20      20  40  60          25
 *   30      30  60  90          30   */
#include "blocks_fixture.h"

#define GRID                                                                                                           \
    "```grid\nname: paths\ndown: {along: hours, first: 10, last: 30, points: 3}\n"                                     \
    "across: {along: price, first: 1, last: 3, points: 3}\npaths: {To rent: rent, To buy: buy}\n%s```\n\n"
#define WINNERS "```winners\npaths\n```\n"

static void costs_are_formulas_over_the_heads(void **state) {
    struct fixture *f = *state;
    must_write(f, arena_printf(f->arena, INPUTS EQUATIONS "# Grid\n\n" GRID, ""));
    char *sheet = sheet_xml(f, 3);
    static const double rent[3][3] = {{10, 20, 30}, {20, 40, 60}, {30, 60, 90}}, buy[] = {20, 25, 30},
                        least[3][3] = {{10, 20, 20}, {20, 25, 25}, {30, 30, 30}};
    const int heads[] = {row_of(f, sheet, "Rent, by Hours", 1), row_of(f, sheet, "Buy, by Hours", 1),
                         row_of(f, sheet, "Up to which a path is the cheapest, by Hours", 1)};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const char column = (char)('B' + j);
            assert_number(f, sheet, at(f, column, heads[0]), 1 + j);
            assert_number(f, sheet, at(f, 'A', heads[0] + 1 + i), 10 * (i + 1));
            assert_number(f, sheet, at(f, column, heads[0] + 1 + i), rent[i][j]);
            assert_number(f, sheet, at(f, column, heads[1] + 1 + i), buy[i]);
            assert_number(f, sheet, at(f, column, heads[2] + 1 + i), least[i][j]);
        }
    assert_has(cell(f, sheet, at(f, 'C', heads[0] + 2)),
               arena_printf(f->arena, "<f>C$%d*$A%d</f>", heads[0], heads[0] + 2));
    assert_has(cell(f, sheet, at(f, 'C', heads[1] + 2)),
               arena_printf(f->arena, "<f>fixed+running*$A%d</f>", heads[1] + 2));
    assert_has(cell(f, sheet, at(f, 'C', heads[2] + 2)),
               arena_printf(f->arena, "<f>MIN(C%d,C%d)</f>", heads[0] + 2, heads[1] + 2));
    assert_string_equal(cell_number_format(f, sheet, at(f, 'C', heads[0])), "$#,##0.00_);($#,##0.00)");
}

static void winners_are_named_and_coloured(void **state) {
    struct fixture *f = *state;
    must_write(f, arena_printf(f->arena, INPUTS EQUATIONS "# Grid\n\n" GRID WINNERS, ""));
    char *sheet = sheet_xml(f, 3);
    static const char *const winners[3][3] = {
        {"To rent", "A tie", "To buy"}, {"To rent", "To buy", "To buy"}, {"A tie", "To buy", "To buy"}};
    const int names = row_of(f, sheet, "The cheapest is colored as", 1),
              head = row_of(f, sheet, "Hours, across: Price", 1);
    assert_words(f, sheet, at(f, 'B', names), "To rent");
    assert_words(f, sheet, at(f, 'C', names), "To buy");
    assert_words(f, sheet, at(f, 'D', names), "A tie");
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            assert_number(f, sheet, at(f, (char)('B' + j), head), 1 + j);
            assert_number(f, sheet, at(f, 'A', head + 1 + i), 10 * (i + 1));
            assert_words(f, sheet, at(f, (char)('B' + j), head + 1 + i), winners[i][j]);
        }
    const char *rule =
        piece_of(f, sheet, arena_printf(f->arena, "<conditionalFormatting sqref=\"B%d:D%d\">", head + 1, head + 3),
                 "</conditionalFormatting>");
    static const char *const formula = "<formula>B%d=$%c$%d</formula>";
    for (int i = 0; i < 3; i++)
        assert_has(rule, arena_printf(f->arena, formula, head + 1, 'B' + i, names));
}

/* The share by which paths may differ and still tie is here that of the rebate, 50 %. */
static void a_tolerance_makes_ties(void **state) {
    struct fixture *f = *state;
    must_write(f, arena_printf(f->arena, INPUTS EQUATIONS "# Grid\n\n" GRID WINNERS, "tolerance: rebate\n"));
    char *sheet = sheet_xml(f, 3); /* the limits are 15, 30, 30; 30, 37.5, 37.5; 45, 45, 45 */
    static const char *const winners[3][3] = {
        {"To rent", "A tie", "A tie"}, {"A tie", "To buy", "To buy"}, {"A tie", "To buy", "To buy"}};
    const int head = row_of(f, sheet, "Hours, across: Price", 1),
              limits = row_of(f, sheet, "Up to which a path is the cheapest, by Hours", 1);
    assert_number(f, sheet, at(f, 'C', limits + 2), 37.5);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            assert_words(f, sheet, at(f, (char)('B' + j), head + 1 + i), winners[i][j]);
}

/* A path that is none of its own neither wins nor ties, however little it costs. */
static void a_path_may_be_none_of_its_own(void **state) {
    struct fixture *f = *state;
    static const char *const paths[] = {"To rent", "To buy"};
    for (int k = 0; k < 2; k++)
        for (int free = 0; free < 2; free++) {
            f->sets[0] = blocks_set(f, "now", 2, 10, free ? 1 : 0.5);
            must_write(f, arena_printf(f->arena, INPUTS EQUATIONS "# Grid\n\n" GRID WINNERS,
                                       k ? "where: {To rent: free}\n" : "where: {To buy: free}\n"));
            char *sheet = sheet_xml(f, 3);
            const int head = row_of(f, sheet, "Hours, across: Price", 1);
            assert_words(f, sheet, at(f, 'B', head + 1), free ? "To rent" : paths[k]); /* 10 $ against 20 $ */
            assert_words(f, sheet, at(f, 'C', head + 1), free ? "A tie" : paths[k]);   /* 20 $ each */
            assert_words(f, sheet, at(f, 'D', head + 3), free ? "To buy" : paths[k]);  /* 90 $ against 30 $ */
        }
}

/* With prices below zero whoever rents is paid, and a tolerance of 50 % makes no difference. */
static void the_least_may_be_below_zero(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS "# Grid\n\n"
                                   "```grid\nname: paths\ndown: {along: hours, first: 10, last: 30, points: 3}\n"
                                   "across: {along: price, first: -3, last: -1, points: 3}\n"
                                   "paths: {To rent: rent, To buy: buy}\ntolerance: rebate\n```\n\n" WINNERS);
    char *sheet = sheet_xml(f, 3);
    const int head = row_of(f, sheet, "Hours, across: Price", 1),
              limits = row_of(f, sheet, "Up to which a path is the cheapest, by Hours", 1);
    assert_number(f, sheet, at(f, 'B', limits + 1), -15); /* rent is -30 $ */
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            assert_words(f, sheet, at(f, (char)('B' + j), head + 1 + i), "To rent");
}

static void conditions_of_paths_are_checked(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *where, *message;
    } wrong[] = {
        {"where: {To lease: free}\n", "no path has the label `To lease`"},
        {"where: {To buy: rent}\n", "`rent` depends on `price`, along which the grid goes"},
        {"where: {To buy: free, To rent: free}\n", "each path has a condition; one path must always be one of its own"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        must_fail(f, arena_printf(f->arena, INPUTS EQUATIONS "# Grid\n\n" GRID, wrong[i].where), wrong[i].message);
}

static void winners_need_a_grid_before_them(void **state) {
    struct fixture *f = *state;
    must_fail(f, INPUTS EQUATIONS WINNERS, "no block ```grid``` before this one has the name `paths`");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BLOCK_TEST(costs_are_formulas_over_the_heads),
        BLOCK_TEST(winners_are_named_and_coloured),
        BLOCK_TEST(a_tolerance_makes_ties),
        BLOCK_TEST(a_path_may_be_none_of_its_own),
        BLOCK_TEST(the_least_may_be_below_zero),
        BLOCK_TEST(conditions_of_paths_are_checked),
        BLOCK_TEST(winners_need_a_grid_before_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
