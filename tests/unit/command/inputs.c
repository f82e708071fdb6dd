/* Parameter sets with an input in each row and a scenario in each column, and what the parts of a lab are. */
#include "command_fixture.h"

static struct command_fixture f;

static int set_up(void **state) {
    (void)state;
    f = command_fixture_shop();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    command_fixture_free(&f);
    return 0;
}

/* 4 pieces at 100 $ are 400 $, at 300 $ 1,200 $; 25 and 50 % of these are 100 and 600 $. */
static void inputs_are_rows(void **state) {
    (void)state;
    command_fixture_put(&f, "long.csv",
                        "name,label,unit,value,dear,source,date\nid,,,acme,,,\nname,,,Acme,,,\n,The shop,,,,,\n"
                        "price,Price,$,100,300,a quote,2026-11-09\npieces,Pieces,,4,,the books,2026-11\n"
                        "rate,Rate,%,25,50%,,2026\n");
    assert_int_equal(command_fixture_run(&f, "evaluate LAB @long.csv"), 0);
    static const char *const wanted[] = {"acme", "400", "1200", "100", "600"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(f.out, wanted[i]))
            fail_msg("not there: %s\n%s%s", wanted[i], f.out, f.said);
}

/* What the program writes to be filled in is such a file, with what the lab takes if nobody says otherwise. */
static void inputs_are_listed(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, "columns LAB --long"), 0);
    command_fixture_put(&f, "long.csv", f.out);
    assert_int_equal(command_fixture_run(&f, "evaluate LAB @long.csv"), 0);
    if (!strstr(f.out, "800") || !strstr(f.out, "1000"))
        fail_msg("the defaults cost 800, with the fee 1000:\n%s%s", f.out, f.said);
}

static void mistakes_are_at_their_cells(void **state) {
    (void)state;
    static const struct {
        const char *rows, *said;
    } cases[] = {
        {"name,label,value,source\nprice,Price,100,\n",
         "there is no column 'unit'; with an input in each row, it says what its values are in"},
        {"name,label,unit,source\nprice,Price,$,\n", "there is no column with values; add 'value', or a column"},
        {"name,label,unit,value\nprice,Price,EUR,100\n", "the unit of 'price' is '$', not 'EUR'; convert its values"},
        {"name,label,unit,value\npieces,Pieces,$,4\n", "'pieces' has no unit, and '$' is one; leave the cell empty"},
        {"name,label,unit,value\nrate,Rate,%,0.25\n", "'rate' is 0.25 in a row in %, which may be 25% or 0.25%"},
        {"name,label,unit,value,date\nprice,Price,$,100,soon\n",
         "'soon' is no date; write 2026-11-09, 2026-11 or 2026"},
        {"name,label,unit,value\nbudget,Budget,$,500\n", "'budget' is a constant of the model, which a file cannot"},
        {"name,label,unit,value\ncost,Cost,$,500\n", "'cost' is an equation of the model, which a file cannot change"},
        {"name,label,unit,value\nprize,Price,$,100\n", "no input is called 'prize'; did you mean 'price'?"},
        {"name,label,unit,value\nxyzzy,X,$,100\n", "no input is called 'xyzzy'; `fleetsheet columns` lists them"},
        {"name,label,unit,value\nprice,Price,$,5000\n", "price"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        command_fixture_put(&f, "long.csv", cases[i].rows);
        const int status = command_fixture_run(&f, "evaluate LAB @long.csv");
        if (status != 1 || !strstr(f.said, cases[i].said))
            fail_msg("%s: %d\nnot said: %s\n%s", cases[i].rows, status, cases[i].said, f.said);
    }
}

/* The chart's values with the defaults: 200 $ for each of 1 to 10 pieces; 800 $ for 4. */
static void parts_are_shown(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"show LAB by_pieces",
         0,
         {"by_pieces: Cost by pieces (line chart)", "  Cost         cost", "  This set     pieces", "$2,000"},
         {NULL}},
        {"show LAB totals", 0, {"totals: Totals (bars chart)", "  Budget       budget", "$800", "$1,000"}, {NULL}},
        {"show LAB about", 0, {"The budget is $400."}, {NULL}},
    };
    CHECK_LINES(&f, lines);
}

/* What is translated is printed so, in the template of the language; what is not stays, and check says what. */
static void texts_are_translated(void **state) {
    (void)state;
    command_fixture_put(&f, "class.csv", "id,name,price,rate\na,Ann Ames,100,25%\n");
    assert_int_equal(mkdir(arena_printf(f.lab.arena, "%s/de", f.lab.folder), 0755), 0);
    char *sheet = arena_strdup(f.lab.arena, SHOP_SHEET);
    lab_fixture_write(&f.lab, "de/sheet.md", arena_printf(f.lab.arena, "---\nlang: de\n%s", sheet + strlen("---\n")));
    lab_fixture_write(&f.lab, "de/lab.yaml",
                      "title: Der Laden\ntexts: {about: 'Es gibt {{budget}}.'}\nquestions:\n  cost: {title: Kosten}\n");
    if (command_fixture_run(&f, "generate LAB @class.csv -o @out -j 1 --html -d sheet --language de") != 0)
        fail_msg("%s", f.said);
    const char *page = command_fixture_get(&f, command_fixture_path(&f, "out/shop/student/a-sheet.html"));
    static const char *const wanted[] = {"<h1>Der Laden</h1>", "Es gibt 400", "Kosten", "Price: 100"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(page, wanted[i]))
            fail_msg("not there: %s\n%s", wanted[i], strstr(page, "<body>"));
    assert_int_equal(command_fixture_run(&f, "check LAB --language de"), 0);
    assert_non_null(strstr(f.said, "warning"));
    /* A translation has the tags of its original. */
    lab_fixture_write(&f.lab, "de/lab.yaml", "title: Der Laden\ntexts: {about: 'Es gibt viel.'}\n");
    assert_int_equal(command_fixture_run(&f, "check LAB --language de"), 1);
    assert_non_null(strstr(f.said, "{{budget}}"));
}

/* A quantity may have the name of a word that only documents of grading have; in these it would have two meanings. */
static void words_of_grading_are_free_elsewhere(void **state) {
    (void)state;
    static const struct {
        const char *word, *of;
    } words[] = {{"median", "the figures of a class"},    {"from", "a band of scores"},
                 {"remark", "the figures of a question"}, {"keyed", "the figures of an option"},
                 {"count", "the figures of a mistake"},   {"decided", "an answer"}};
    const char *equations = strstr(SHOP_MODEL, "equations:\n");
    lab_fixture_write(&f.lab, "report.md",
                      "---\ntitle: Report\ntarget: pdf\naudience: instructor\nfor: class\n---\n# Report\n");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct arena *arena = f.lab.arena;
        lab_fixture_write(&f.lab, "shop.yaml",
                          arena_printf(arena,
                                       "%.*s  - {name: %s, label: Some, unit: 1, value: 7, source: this test}\n%s",
                                       (int)(equations - SHOP_MODEL), SHOP_MODEL, words[i].word, equations));
        const char *tag = arena_printf(arena, "\n{{%s}}\n", words[i].word);
        lab_fixture_write(&f.lab, "sheet.md", arena_printf(arena, SHOP_SHEET "%s", tag));
        lab_fixture_write(&f.lab, "feedback.md", SHOP_FEEDBACK);
        if (command_fixture_run(&f, "check LAB") != 0)
            fail_msg("%s: %s", words[i].word, f.said);
        lab_fixture_write(&f.lab, "feedback.md", arena_printf(arena, SHOP_FEEDBACK "%s", tag));
        assert_int_equal(command_fixture_run(&f, "check LAB"), 1);
        const char *said = arena_printf(arena, "'%s' has two meanings", words[i].word);
        if (!strstr(f.said, said) || !strstr(f.said, arena_printf(arena, "a word of templates (of %s)", words[i].of)))
            fail_msg("%s: %s", said, f.said);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(inputs_are_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(inputs_are_listed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mistakes_are_at_their_cells, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_are_shown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_are_translated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_of_grading_are_free_elsewhere, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
