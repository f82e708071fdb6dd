/* What a template may say of a set: to instructors everything, to students what gives no answer away. Figures are those
 * of the shop: cost 800, fee 200, total 1,000 $, part 20 %. */
#include "fill_fixture.h"
#include "grade_shop.h"

static struct arena *arena;

static int set_up(void **state) {
    grade_fixture_set_up(state);
    arena = f.lab.arena;
    return 0;
}

static const char *filled(const char *front, const char *body) {
    struct parameter_set *set = grade_fixture_set(&f, ",name,room", ",Ann Ames,*12*");
    const struct fill_row row = {set, lab_fixture_key(&f.lab, set), NULL};
    return fill_fixture_filled(&f, front, body, &(struct fill_subject){.rows = &row, .count = 1}, false);
}

/* `exact`: all of it; else a piece of what is said. */
static void check_fillings(const char *front, const struct filling *fillings, size_t count, bool exact) {
    for (size_t i = 0; i < count; i++) {
        const char *found = filled(front, fillings[i].body);
        if (exact ? strcmp(found, fillings[i].becomes) != 0 : !strstr(found, fillings[i].becomes))
            fail_msg("%s\nbecame %s\nnot    %s", fillings[i].body, found, fillings[i].becomes);
    }
}
#define CHECK_FILLINGS(front, fillings, exact)                                                                         \
    check_fillings(front, fillings, sizeof(fillings) / sizeof *(fillings), exact)

static void test_instructor(void **state) {
    (void)state;
    static const struct filling fillings[] = {
        {"{{cost}} {{cost | millions 4}} {{part}} {{rate}} {{cost | 1 bare}} {{hours | unit}}",
         "$800 $0.0008M 20.0% 25% 800.0 24\u00A0h"},
        {"{{cost.label}}, {{cost.name}}, {{cost.unit}}, {{budget.source}}", "Cost, cost, $, this test"},
        {"{{price.minimum}} {{price.maximum}} {{price.step}} {{price.default}}", "$10 $1,000 $10 $200"},
        {"{{#cost}}{{value}} {{label}}{{/cost}}", "$800 Cost"},
        {"{{#costly}}yes{{/costly}}{{^costly}}no{{/costly}}", "no"},
        {"{{#parameters}}{{name}} {{/parameters}}", "price pieces rate "},
        {"{{#shop.parameters}}{{name}} {{/shop.parameters}}", "price pieces rate "},
        {"{{#equations}}{{#equation}}e{{/equation}}{{#parameter}}p{{/parameter}}{{/equations}}", "eeeeeeee"},
        {"{{#parameters}}{{#constant}}c{{/constant}}{{#parameter}}p{{/parameter}}{{/parameters}}", "ppp"},
        {"{{person.name}} {{person.id}}{{#person.scenario}} {{person.scenario}}{{/person.scenario}}", "Ann Ames s1"},
        {"{{lab.title}}, {{lab.name}}{{#lab.course}}, {{lab.course}}{{/lab.course}}", "The shop, shop"},
        {"{{#question.part}}{{number}} {{name}} {{title}} {{marks}} {{#digits}}{{digits}}{{/digits}}{{/question.part}}",
         "5 part Part 1 3"},
        {"{{#question.cost}}{{shown}} {{#numeric}}numeric{{/numeric}} {{quantity.label}}{{/question.cost}}",
         "$ numeric Cost"},
        {"{{key.guess.letter}} {{key.cost.number}} {{key.part.number}}", "A $800 20.0%"},
        {"{{#key.guess}}{{#fit}}fit{{/fit}}{{#unfit}}unfit{{/unfit}} {{#option}}{{text}}{{/option}}{{/key.guess}}",
         "fit less"},
        {"{{#question.why}}{{#options}}{{letter}} {{text}}{{#right}}, right{{/right}}: {{feedback}} "
         "{{/options}}{{/question.why}}",
         "A one, right: Yes. B two: Not so. "},
        {"{{#question.affordable}}{{#key}}{{#absent}}{{absent_text}}{{/absent}}{{^absent}}{{number}}{{/absent}}{{/"
         "key}}{{/question.affordable}}",
         "50.0%"},
        {"{{#together}}{{cost | thousands 0}} and {{total | thousands 0}}{{/together}}", "$0.8K and $1.0K"},
        {"![](equation:cost)", "![](equation:cost)"},
    };
    CHECK_FILLINGS("audience: instructor", fillings, true);
}

/* What comes from the file of sets cannot become markup. */
static void test_data(void **state) {
    (void)state;
    const char *found = filled("audience: student", "{{person.room}}");
    struct fill_template *template = fill_fixture_load(&f, "audience: student", "{{person.room}}", false);
    struct parameter_set *set = grade_fixture_set(&f, ",room", ",*12*");
    const struct fill_row row = {set, lab_fixture_key(&f.lab, set), NULL};
    const struct fill_result result =
        fill_document(template, arena, &(struct fill_subject){.rows = &row, .count = 1}, f.lab.diag);
    struct text tree = {0};
    doc_print_tree(&tree, result.document);
    assert_null(strstr(tree.bytes, "emphasis"));
    assert_non_null(strstr(tree.bytes, "*12*"));
    assert_non_null(strstr(found, "12"));
    text_free(&tree);
}

static void test_student(void **state) {
    (void)state;
    static const struct filling fillings[] = {
        {"{{price}} {{budget}} {{cost.label}} {{fingerprint}}", "$200 $400 Cost "},
        {"{{#question.guess}}{{prompt}} {{#options}}{{letter}} {{text}} {{/options}}{{/question.guess}}",
         "p A less B more "},
        {"{{#shop.parameters}}{{label}} {{/shop.parameters}}{{#shop.constants}}{{label}} {{/shop.constants}}"
         "{{#shop.equations}}{{label}} {{/shop.equations}}",
         "Price Pieces Rate Budget The whole Hours for a piece "},
        {"![](blank:cost) ![](score:cost) ![](lines:3)", "![](blank:cost) ![](score:cost) ![](lines:3)"},
    };
    CHECK_FILLINGS("audience: student", fillings, false);
    static const struct filling refused[] = {
        {"{{cost}}",
         "own.md:6:1: error: 'cost' is what question 'cost' asks: a document for students must not print it"},
        {"{{#cost}}{{value}}{{/cost}}", "error: 'cost' is what question 'cost' asks"},
        {"{{#costly}}x{{/costly}}", "error: "},
        {"{{key.guess.letter}}", "error: "},
        /* What everybody may see of an option gives the key away behind the key. */
        {"{{key.guess.option.letter}}", "error: 'letter' gives away the key"},
        {"{{key.guess.option.text}}", "error: 'text' gives away the key"},
        {"{{#key.guess.option.text}}x{{/key.guess.option.text}}", "error: 'text' gives away the key"},
        {"{{question.guess.key.option.letter}}", "error: 'letter' gives away the key"},
        {"{{#question.guess}}{{key.option.letter}}{{/question.guess}}", "error: 'letter' gives away the key"},
        {"{{key.guess.question.key.option.letter}}", "error: 'letter' gives away the key"},
        {"{{key.cost.number.label}}", "error: 'label' gives away the key"},
        {"{{#question.why}}{{#options}}{{#right}}x{{/right}}{{/options}}{{/question.why}}", "error: "},
        {"{{#question.why}}{{#options}}{{feedback}}{{/options}}{{/question.why}}", "error: "},
        {"![](worked:cost)", "error: 'cost' is what question 'cost' asks"},
    };
    CHECK_FILLINGS("audience: student", refused, false);
}

static void test_mistakes(void **state) {
    (void)state;
    static const struct filling refused[] = {
        {"{{csot}}", "own.md:6:1: error: unknown name 'csot'; did you mean 'cost'?"},
        {"{{cost | munny}}", "error: "},
        {"{{cost.lable}}", "error: "},
        {"{{person.rom}}", "no column is called 'rom'; did you mean 'person.room'?"},
        {"{{> nothing}}", "error: "},
        {"{{> No}}", "'No' cannot be the name of a partial: use lower-case letters, digits, `-` and `_` only"},
        {"{{#cost}}", "error: "},
        {"{{grade.marks}}", "error: "},
        {"{{#sets}}x{{/sets}}", "error: "},
        {"![](equation:csot)", "error: "},
        {"![](chart:cost)", "error: "},
        {"![](page:start)",
         "only a workbook (`target: xlsx`) has sheets that start to print at a row; on a page use (page:break)"},
        {"{{price | millions 0}}", "the format `millions 0` rounds values of the parameter 'price': it would print "},
    };
    CHECK_FILLINGS("audience: instructor", refused, false);
    static const struct filling fronts[] = {{"x", "error: "}};
    CHECK_FILLINGS("audience: nobody", fronts, false);
    CHECK_FILLINGS("audience: student\nfor: class", fronts, false);
}

/* Symbols of equations that a page does not explain are named: of total = cost + fee. */
static void test_symbols(void **state) {
    (void)state;
    static const char yaml[] = "label: Fee, unit";
    const char *at = strstr(SHOP_MODEL, yaml);
    const char *model =
        arena_printf(arena, "%.*slabel: Fee, symbol: F, unit%s", (int)(at - SHOP_MODEL), SHOP_MODEL, at + strlen(yaml));
    const struct lab_fixture_file files[] = {{"shop.yaml", model}, {NULL, NULL}};
    struct grade_fixture own = grade_fixture_of(lab_fixture_text("shop", SHOP_LAB, files), "en");
    static const struct {
        const char *body;
        bool explained;
    } cases[] = {
        {"![](equation:total)\n", false},
        {"![](equation:total)\n\n![](equation:fee)\n", true},
        {"![](equation:total)\n\n{{fee.symbol}}: {{fee.label}}\n", true},
        {"![](equation:total)\n\nHere F is the fee.\n", true},
        {"![](equation:total)\n\nHere f is the fee, of a Firm.\n", false},
        {"Nothing but F.\n", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fill_template *template = fill_fixture_load(&own, "audience: instructor", cases[i].body, false);
        assert_non_null(template);
        struct parameter_set *set = grade_fixture_set(&own, "", "");
        const struct fill_row row = {set, lab_fixture_key(&own.lab, set), NULL};
        const struct fill_result result =
            fill_document(template, own.lab.arena, &(struct fill_subject){.rows = &row, .count = 1}, own.lab.diag);
        fill_check_symbols(result.document, own.lab.diag);
        const char *said = lab_fixture_said(&own.lab);
        if (cases[i].explained
                ? *said != '\0'
                : !strstr(said, "'own' prints the symbol of 'fee' in an equation, and neither defines nor "
                                "lists it"))
            fail_msg("%s\nsaid: %s", cases[i].body, said);
    }
    grade_fixture_free(&own);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_instructor, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_data, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_student, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_mistakes, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_symbols, set_up, grade_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
