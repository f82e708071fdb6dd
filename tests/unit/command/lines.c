/* Command lines: what each command takes, its exit status, and what it says. Figures are those of the shop by hand. */
#include "command_fixture.h"

static struct command_fixture f;

static int set_up(void **state) {
    (void)state;
    f = command_fixture_shop();
    command_fixture_put(&f, "class.csv",
                        "id,name,price,rate\na,Ann Ames,100,25%\nb,Bo Bell,250,100%\nc,Cy Cole,300,50%\n");
    command_fixture_put(&f, "bad.csv", "id,price\na,x\n");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    command_fixture_free(&f);
    return 0;
}

/* Wrong uses end with 2 before anything is read. */
static void test_use(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"", 2, {NULL}, {"usage: fleetsheet COMMAND LAB [ARGUMENT...]"}},
        {"help", 0, {"usage: fleetsheet COMMAND LAB", "LAB is a name under templates/ or a path."}, {NULL}},
        {"-h", 0, {"usage: fleetsheet COMMAND LAB"}, {NULL}},
        {"help grade", 0, {"usage: fleetsheet grade LAB PARAMS.csv RESPONSES.csv"}, {NULL}},
        {"draw --help", 0, {"usage: fleetsheet draw"}, {NULL}},
        {"read -h", 0, {"usage: fleetsheet read"}, {NULL}},
        {"help graed", 2, {NULL}, {"there is no command and no topic 'graed'; did you mean 'grade'?"}},
        {"generat",
         2,
         {NULL},
         {"error: there is no command 'generat'; did you mean 'generate'?", "try `fleetsheet help`"}},
        {"xyzzy", 2, {NULL}, {"there is no command 'xyzzy'\n"}},
        {"--version", 0, {"fleetsheet ", "libharu", "libxlsxwriter"}, {NULL}},
        {"--version now", 2, {NULL}, {"--version takes no arguments"}},
        {"generate", 2, {NULL}, {"'generate' needs a lab", "try `fleetsheet help generate`"}},
        {"generate LAB", 2, {NULL}, {"'generate' needs a file of parameter sets"}},
        {"grade LAB @class.csv", 2, {NULL}, {"'grade' needs a file of responses"}},
        {"generate LAB @class.csv more", 2, {NULL}, {"'more' is one argument too many"}},
        {"generate LAB @class.csv --tree", 2, {NULL}, {"'--tree' is not an option of this command"}},
        {"generate LAB @class.csv -t", 2, {NULL}, {"'-t' is not an option of this command"}},
        {"generate LAB @class.csv --nonsense", 2, {NULL}, {"'--nonsense' is not an option of this command"}},
        {"generate LAB @class.csv -o", 2, {NULL}, {"'-o' needs a value"}},
        {"generate LAB @class.csv -P a5", 2, {NULL}, {"paper is a4 or letter, not 'a5'"}},
        {"generate LAB @class.csv -j 0", 2, {NULL}, {"-j takes a number of processes from 1 to 1024, not '0'"}},
        {"generate LAB @class.csv -j 1025", 2, {NULL}, {"-j takes a number of processes from 1 to 1024"}},
        {"generate LAB @class.csv -j 2x", 2, {NULL}, {"-j takes a number of processes from 1 to 1024, not '2x'"}},
        {"generate LAB @class.csv --output=",
         2,
         {NULL},
         {"'-o' needs the name of a folder; write `-o .` for the current one"}},
        {"generate LAB @class.csv -i a -R",
         2,
         {NULL},
         {"'--replace' is for the whole class: it does not go with --id"}},
        {"generate LAB @class.csv -i ,", 2, {NULL}, {"'--id' needs an id, or several with commas between them"}},
        {"draw LAB @class.csv", 2, {NULL}, {"'draw' needs a seed: write --seed TEXT, and keep the text"}},
        {"draw LAB @class.csv -s x -m 51%",
         2,
         {NULL},
         {"--margin takes a share from 0 to 50%, such as 2% or 0.02, not '51%'"}},
        {"draw LAB @class.csv -s x -x 101%", 2, {NULL}, {"--max-collisions takes a share from 0 to 100%"}},
        {"check LAB --report", 2, {NULL}, {"'check' needs sets to compare: LAB PARAMS.csv --report"}},
    };
    CHECK_LINES(&f, lines);
}

static void test_evaluate(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"evaluate LAB @class.csv",
         0,
         {"id,price,pieces,rate,cost,fee,total,part,affordable,hours,rest,pairs\na,100,4,0.25,400,100,500,0.2,1,24,12,"
          "2\n"
          "b,250,4,1,1000,1000,2000,0.5,0.4,24,12,2\nc,300,4,0.5,1200,600,1800,0.3333333333333333,0.3333333333333333,"
          "24,12,2\n"},
         {"note"}},
        {"evaluate LAB @bad.csv", 1, {"id,price"}, {"bad.csv:2:3: error: "}},
        {"evaluate LAB @none.csv", 1, {NULL}, {"none.csv"}},
        {"evaluate @nolab @class.csv", 1, {NULL}, {"error"}},
    };
    CHECK_LINES(&f, lines);
}

static void test_show(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"show LAB",
         0,
         {"shop: The shop\nvalues are those of set 'defaults'", "  cost ", "$800", "\ndocuments\n  sheet\n"},
         {NULL}},
        {"show LAB cost",
         0,
         {"cost: Cost (equation, shop)", "expression   price * pieces", "formula      =price*pieces", "$800"},
         {NULL}},
        {"show LAB price", 0, {"price: Price (parameter, shop)", "range        $10 to $1,000, step $10"}, {NULL}},
        {"show LAB budget", 0, {"source       this test", "value        $400"}, {NULL}},
        {"show LAB cost --tree", 0, {"*"}, {NULL}},
        {"show LAB cost --program", 0, {"*"}, {NULL}},
        {"show LAB guess",
         0,
         {"guess: Guess (choice question, 1 mark)", "  A. less\n     right if cost < large"},
         {NULL}},
        {"show LAB why", 0, {"  A. one\n     right\n  B. two\n     wrong\n"}, {NULL}},
        {"show LAB part",
         0,
         {"part: Part (equation", "part: Part (numeric question, 1 mark)", "tolerance    1 %"},
         {NULL}},
        {"show LAB sheet", 0, {"# The shop", "Default values, sheet ", "- Price: $200"}, {NULL}},
        {"show LAB sheet --tree", 0, {"heading"}, {NULL}},
        {"show LAB csot", 1, {NULL}, {"shop has nothing called 'csot'; did you mean 'cost'?"}},
        {"show LAB cost -p @class.csv -i c", 0, {"value        $1,200"}, {"note"}},
        {"show LAB cost -p @class.csv -i z", 1, {NULL}, {"there is no usable set 'z'"}},
        {"show LAB cost -p @bad.csv", 1, {NULL}, {"there is no usable set"}},
    };
    CHECK_LINES(&f, lines);
}

static void test_read(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"read --unit USD 33.1M", 0, {"33100000\n"}, {NULL}},
        {"read -u % 40", 0, {"0.4\n"}, {NULL}},
        {"read --unit=h --lang de 1,5", 0, {"1.5\n"}, {NULL}},
        {"read -u USD --lang=de 1.500", 0, {"1500 | 1.5\n"}, {NULL}},
        {"read -u USD -- -5", 0, {"-5\n"}, {NULL}},
        {"read -u USD nothing", 1, {"reject: number\n"}, {NULL}},
        {"read 5", 2, {NULL}, {"'read' needs --unit UNIT before the text", "try `fleetsheet help read`"}},
        {"read -u", 2, {NULL}, {"'-u' needs a unit"}},
        {"read -u USD", 2, {NULL}, {"'read' needs a text to read"}},
        {"read -u USD 5 6", 2, {NULL}, {"'6' is one argument too many; put a text that contains spaces in quotes"}},
        {"read -u metre 5", 0, {"5\n"}, {NULL}},
        {"read -u metr 5", 2, {NULL}, {"'metr' is not a unit; did you mean 'metre'?"}},
        {"read -u USD --lang xx 5",
         2,
         {NULL},
         {"'xx' is not a language of this program; write en, de, de-CH, fr, es, it, pt or nl"}},
    };
    CHECK_LINES(&f, lines);
}

/* A line for each line of standard input; 1 if one of them has no reading. */
static void test_read_lines(void **state) {
    (void)state;
    assert_non_null(freopen(command_fixture_put(&f, "answers", "5 h\r\n30 min\n\n"), "r", stdin));
    assert_int_equal(command_fixture_run(&f, "read -u h --lines"), 1);
    assert_string_equal(f.out, "5\n0.5\nreject: blank\n");
    assert_non_null(freopen(command_fixture_put(&f, "answers", "1 day"), "r", stdin));
    assert_int_equal(command_fixture_run(&f, "read --lines -u h"), 0);
    assert_string_equal(f.out, "24\n");
}

static void test_check(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"check LAB",
         0,
         {"shop: no errors in parameters (3), constants (3), equations (8), questions (10), documents (6)\n"},
         {NULL}},
        {"check LAB @class.csv",
         1,
         {"class.csv: 2 of 3 sets can be used for every question\n"},
         {"set 'b' has no key for guess: no option is right: Cost and Large tie at $1,000"}},
        {"check LAB @bad.csv", 1, {"0 of 1 sets"}, {"bad.csv:2:3: error: "}},
        {"check LAB @class.csv --report", 1, {"2 of 3 sets"}, {"set 'b' has no key"}},
    };
    CHECK_LINES(&f, lines);
}

/* All mistakes of a lab at once, those of its templates too. */
static void test_check_mistakes(void **state) {
    (void)state;
    lab_fixture_write(&f.lab, "sheet.md", "---\ntitle: x\ntarget: pdf\naudience: student\n---\n{{cost}} {{nothing}}\n");
    static const struct command_line template[] = {{"check LAB",
                                                    1,
                                                    {NULL},
                                                    {"sheet.md:6:1: error: 'cost' is what question 'cost' asks",
                                                     "sheet.md:6:10: error: there is nothing called 'nothing' here"}}};
    CHECK_LINES(&f, template);
    lab_fixture_write(&f.lab, "sheet.md", "---\ntitle: x\ntarget: pdf\naudience: student\n---\n{{#cost}}\n");
    lab_fixture_write(&f.lab, "lab.yaml",
                      arena_printf(f.lab.arena, "%sstatements: 7\n", command_fixture_lab(f.lab.arena)));
    static const struct command_line broken[] = {
        {"check LAB @class.csv",
         1,
         {NULL},
         {"lab.yaml:", "sheet.md:",
          "names in the templates of 'shop' will be checked once lab and models have no errors"}},
        {"generate LAB @class.csv -o @out", 1, {NULL}, {"lab.yaml:"}}};
    CHECK_LINES(&f, broken);
}

static void test_audit(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"audit LAB guess -j 1", 1, {"guess"}, {NULL}},
        {"audit LAB cost why -j 1", 0, {"cost", "why"}, {NULL}},
        {"audit LAB --json -j 2 guess", 1, {"\"guess\""}, {NULL}},
        {"audit LAB gess", 1, {NULL}, {"gess", "did you mean 'guess'?"}},
    };
    CHECK_LINES(&f, lines);
    /* 100 prices and 10 numbers of pieces: 709 costs are below 1,000, 286 above, and 5 are 1,000, with 1, 2, 4, 5 and
     * 10 pieces. */
    assert_int_equal(command_fixture_run(&f, "audit LAB guess -j 1"), 1);
    static const char *const wanted[] = {"guess: 1,000 sets of price, pieces", " 709 ", " 286 ", " 5 "};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_non_null(strstr(f.out, wanted[i]));
    /* A certificate takes the place of one, or of an empty file, and of nothing else. */
    const char *class = command_fixture_get(&f, command_fixture_path(&f, "class.csv"));
    command_fixture_put(&f, "empty.json", "");
    static const struct command_line certified[] = {
        {"audit LAB cost -j 1 --certificate @class.csv",
         1,
         {NULL},
         {"class.csv' is there and is no certificate; it is left as it is. Give the certificate another name"}},
        {"audit LAB cost -j 1 --certificate @new.json", 0, {"cost"}, {"new.json: "}},
        {"audit LAB cost -j 1 --certificate @new.json", 0, {"cost"}, {"new.json: "}},
        {"audit LAB cost -j 1 --certificate @empty.json", 0, {"cost"}, {"empty.json: "}},
    };
    CHECK_LINES(&f, certified);
    assert_string_equal(command_fixture_get(&f, command_fixture_path(&f, "class.csv")), class);
}

static void test_draw(void **state) {
    (void)state;
    command_fixture_put(&f, "roster.csv", "id,name,price\na,Ann,\nb,Bo,200\n");
    command_fixture_put(&f, "twice.csv", "id\na\nb\na\n");
    static const struct command_line lines[] = {
        {"draw LAB @roster.csv --seed x", 0, {"id,name,price,pieces,rate\na,Ann,", "\nb,Bo,200,"}, {NULL}},
        {"draw LAB @twice.csv -s x",
         1,
         {"id,price,pieces,rate\na,"},
         {"twice.csv:4:1: error: the id 'a' is on line 2 already"}},
        {"draw LAB @roster.csv -s x --report -x 100%", 0, {"id,name,price,pieces,rate\na,Ann,"}, {"sets"}},
        {"draw LAB @roster.csv -s x --matrix @matrix.csv -x 100%", 0, {"id,name,price"}, {"sets"}},
        {"draw LAB @none.csv -s x", 1, {NULL}, {"none.csv"}},
    };
    CHECK_LINES(&f, lines);
    assert_non_null(strstr(command_fixture_get(&f, command_fixture_path(&f, "matrix.csv")), "id,a,b\n"));
    /* The same seed draws the same, another one something else. */
    assert_int_equal(command_fixture_run(&f, "draw LAB @roster.csv --seed x"), 0);
    const char *first = f.out;
    assert_int_equal(command_fixture_run(&f, "draw LAB @roster.csv --seed x -m 0"), 0);
    assert_int_equal(command_fixture_run(&f, "draw LAB @roster.csv --seed x"), 0);
    assert_string_equal(first, f.out);
    assert_int_equal(command_fixture_run(&f, "draw LAB @roster.csv --seed y"), 0);
    assert_string_not_equal(first, f.out);
    /* A matrix is not written over anything but a matrix. */
    command_fixture_put(&f, "matrix.csv", "id,price\na,100\n");
    static const struct command_line kept[] = {
        {"draw LAB @roster.csv -s x -M @matrix.csv -x 100%",
         1,
         {NULL},
         {"is there and is no matrix that --matrix wrote; it is left as it is"}}};
    CHECK_LINES(&f, kept);
    /* At 10 $ no number of pieces costs 1,000: whoever is to have B right cannot be given a set. */
    command_fixture_put(&f, "cheap.csv", "id,price\na,10\nb,10\nc,10\nd,10\ne,10\nf,10\ng,10\nh,10\n");
    static const struct command_line impossible[] = {
        {"draw LAB @cheap.csv -s x -m 2%",
         1,
         {"id,price,pieces,rate\n", ",10,"},
         {"error: no set for '",
          " tries was accepted with the right answer guess B and a margin of 2%; sets with other answers "
          "were fit: guess A; leave the cells that the row fixes (price) empty"}}};
    CHECK_LINES(&f, impossible);
    assert_null(strstr(f.said, "with the right answer guess A"));
    /* At 250 $ for four pieces no guess is right, whatever the rate. */
    command_fixture_put(&f, "fixed.csv", "id,price,pieces\na,250,4\nb,,4\n");
    static const struct command_line failing[] = {
        {"draw LAB @fixed.csv -s x", 1, {"\nb,"}, {"fixed.csv:2:1: error: "}}};
    CHECK_LINES(&f, failing);
    assert_string_equal(command_fixture_get(&f, command_fixture_path(&f, "matrix.csv")), "id,price\na,100\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_use, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_evaluate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_show, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_check, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_check_mistakes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_audit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_draw, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
