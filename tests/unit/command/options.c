/* Options and arguments that do not go together, what a shell is told to complete, and the smaller commands. */
#include "command_fixture.h"

#include <signal.h>
#include <sys/resource.h>

static struct command_fixture f;

static int set_up(void **state) {
    (void)state;
    f = command_fixture_shop();
    command_fixture_put(&f, "class.csv", "id,name,price,rate\na,Ann Ames,100,25%\nc,Cy Cole,300,50%\n");
    command_fixture_put(&f, "roster.csv", "id,name\na,Ann\nb,Bo\nc,Cy\nd,Di\ne,Ed\n");
    command_fixture_put(&f, "course.yaml",
                        arena_printf(f.lab.arena, "labs: [{lab: %s, title: First}]\n", f.lab.folder));
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    command_fixture_free(&f);
    return 0;
}

static void options_that_do_not_go_together(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"generate LAB @class.csv -o a --output b", 2, {NULL}, {"'--output' is given twice; only one of its values"}},
        {"generate LAB @class.csv -i a --shard 1/2", 2, {NULL}, {"'--shard' is for the whole class"}},
        {"generate LAB @class.csv --shard 3/2", 2, {NULL}, {"--shard takes K/N, ", " not '3/2'"}},
        {"generate LAB @class.csv --shard 0/2", 2, {NULL}, {"--shard takes K/N, "}},
        {"generate LAB @class.csv --shard 1/10001", 2, {NULL}, {"--shard takes K/N, "}},
        {"generate LAB @class.csv --shard 1", 2, {NULL}, {"--shard takes K/N, "}},
        {"generate LAB @class.csv -Rt", 2, {NULL}, {"'-t' is not an option of this command"}},
        {"audit LAB --seconds 0", 2, {NULL}, {"--seconds takes a number of seconds above 0, not '0'"}},
        {"audit LAB --seconds 1000000001", 2, {NULL}, {"--seconds takes a number of seconds"}},
        {"audit LAB --seconds x", 2, {NULL}, {"--seconds takes a number of seconds above 0, not 'x'"}},
        {"audit LAB --seconds 1 --shard 1/2", 2, {NULL}, {"'--seconds' counts as much as there is time for"}},
        {"draw LAB @roster.csv -s x -o y", 2, {NULL}, {"'draw' prints the sets of a lab; -o and --force are for a"}},
        {"draw LAB @roster.csv -s x -f", 2, {NULL}, {"'draw' prints the sets of a lab; -o and --force are for a"}},
        {"draw LAB -s x", 2, {NULL}, {"'draw' needs a roster"}},
        {"draw LAB @roster.csv --seed=", 2, {NULL}, {"'draw' needs a seed"}},
        {"draw LAB @roster.csv -s x -m 50.1%", 2, {NULL}, {"--margin takes a share from 0 to 50%"}},
        {"draw LAB @roster.csv -s x -m -1%", 2, {NULL}, {"--margin takes a share from 0 to 50%"}},
        {"draw LAB @roster.csv -s x -k of", 2, {NULL}, {"--mistake-margin takes a share from 0 to 50%", "or off"}},
        {"merge LAB", 2, {NULL}, {"'merge' needs the parts that --shard made"}},
        {"collect LAB @class.csv", 2, {NULL}, {"'collect' needs files that came back: scans or photographs"}},
        {"new", 2, {NULL}, {"'new' needs a name for the lab"}},
        {"new a b", 2, {NULL}, {"'b' is one argument too many"}},
        {"grade LAB @class.csv @r.csv -S x.zip", 2, {NULL}, {"'--submissions' needs the roster of Canvas"}},
        {"grade LAB @class.csv @r.csv -b person -n", 2, {NULL}, {"'--bundle' is about feedback"}},
        {"grade LAB @class.csv @r.csv -b people",
         2,
         {NULL},
         {"--bundle takes person (of grade) or shard (of generate), not 'people'"}},
        {"grade LAB @class.csv @r.csv -A worst", 2, {NULL}, {"--attempt takes last, first or best, not 'worst'"}},
        {"quiz LAB", 2, {NULL}, {"'quiz' needs to know the system: --for moodle, canvas, canvas-formulas or qti"}},
        {"quiz LAB --for ilias", 2, {NULL}, {"--for takes moodle, canvas, canvas-formulas or qti, not 'ilias'"}},
        {"quiz LAB --for moodle --practice", 2, {NULL}, {"'quiz' needs parameter sets to practise with"}},
        {"quiz LAB @class.csv --for moodle", 2, {NULL}, {"'quiz' asks for the answers to printed sheets"}},
        {"quiz LAB --for canvas-formulas", 2, {NULL}, {"canvas-formulas is for --practice"}},
        {"quiz LAB --for qti",
         2,
         {NULL},
         {"answers of sheets are asked for --for moodle or canvas; qti is for --practice"}},
        {"show @course.yaml", 2, {NULL}, {"'show' takes a lab, not a course"}},
        {"check @course.yaml @class.csv", 2, {NULL}, {"' is one argument too many"}},
        {"generate @course.yaml --shard 1/2", 2, {NULL}, {"'--shard' is for a lab, not for a course"}},
        {"read --help", 0, {"usage: fleetsheet read"}, {NULL}},
    };
    CHECK_LINES(&f, lines);
}

/* What a shell is told: all that may stand there and begins as what was typed. */
static void words_are_completed(void **state) {
    (void)state;
    static const struct {
        const char *line, *out;
    } cases[] = {
        {"complete ev", "evaluate\n"},
        {"complete c", "collect\ncolumns\ncheck\n"},
        {"complete xyz", ""},
        {"complete", ""},
        {"complete help mod", "model\n"},
        {"complete help gra", "grade\n"},
        {"complete columns LAB --", "--long\n--help\n"},
        {"complete read --l", "--lang\n--lines\n"},
        {"complete generate LAB @class.csv -P l", "letter\n"},
        {"complete generate LAB @class.csv --paper a", "a4\n"},
        {"complete quiz LAB --for c", "canvas\n"},
        {"complete grade LAB @class.csv @r.csv -A b", "best\n"},
        {"complete grade LAB @class.csv @r.csv --bundle p", "person\n"},
        {"complete generate LAB @class.csv -d s", "sheet\n"},
        {"complete generate LAB @class.csv -o s", ""}, /* a folder */
        {"complete preview LAB ke", "key\n"},
        {"complete preview LAB co", ""},              /* no document */
        {"complete show LAB afford", "affordable\n"}, /* the quantity and the question, once */
        {"complete show LAB by_", "by_pieces\n"},
        {"complete audit LAB gue", "guess\n"},
        {"complete audit LAB guess wh", "why\n"},
        {"complete audit -j 2 LAB gue", "guess\n"}, /* 2 is no lab */
        {"complete audit @nolab gue", ""},
        {"complete generate LAB c", ""}, /* a file */
        {"complete new c", ""},
        {"complete xyz LAB", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(command_fixture_run(&f, cases[i].line), 0);
        if (strcmp(f.out, cases[i].out) != 0)
            fail_msg("%s: %s", cases[i].line, f.out);
        assert_string_equal(f.said, "");
    }
}

static void topics_are_printed(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"help template", 0, {"NAME\n    fleetsheet-template", "\nDESCRIPTION\n"}, {NULL}},
        {"help lms", 0, {"Canvas", "Moodle"}, {NULL}},
        {"help templat", 2, {NULL}, {"there is no command and no topic 'templat'; did you mean 'template'?"}},
    };
    CHECK_LINES(&f, lines);
}

static void files_of_sets_to_start_from(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, "columns LAB"), 0);
    const char *row = f.out;
    assert_non_null(strstr(row, "price,pieces,rate"));
    assert_non_null(strstr(row, "200,4,25%"));
    assert_int_equal(command_fixture_run(&f, "columns LAB --long"), 0);
    assert_non_null(strstr(f.out, "price,Price,"));
    assert_non_null(strstr(f.out, "rate,Rate,"));
    /* Both are read again, and say what the defaults say. */
    command_fixture_put(&f, "long.csv", f.out);
    command_fixture_put(&f, "row.csv", row);
    assert_int_equal(command_fixture_run(&f, "evaluate LAB @row.csv"), 0);
    const char *values = f.out;
    assert_non_null(strstr(values, ",200,4,0.25,800,200,1000,0.2,0.5,24,12,2\n"));
    assert_int_equal(command_fixture_run(&f, "evaluate LAB @long.csv"), 0);
    assert_non_null(strstr(f.out, ",200,4,0.25,800,200,1000,0.2,0.5,24,12,2\n"));
}

static void quizzes_are_printed(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"quiz LAB --for moodle", 0, {"<question type=\"shortanswer\">", "[fingerprint]", "[cost]", "[guess]"}, {NULL}},
        /* 100 $ for four pieces are 400, and a fee of 25 % 100; 300 $ are 1,200 and 600. */
        {"quiz LAB @class.csv --practice --for moodle",
         0,
         {"<text>The shop, a</text>", ":NUMERICAL:=400:", ":NUMERICAL:=1200:", ":NUMERICAL:=600:"},
         {"note"}},
        {"quiz @nolab --for moodle", 1, {NULL}, {"error"}},
        {"quiz LAB @none.csv --practice --for moodle", 1, {NULL}, {"none.csv"}},
    };
    CHECK_LINES(&f, lines);
    assert_int_equal(command_fixture_run(&f, "quiz LAB --for canvas"), 0);
    assert_memory_equal(f.out, "PK\3\4", 4);
    assert_int_equal(command_fixture_run(&f, "quiz LAB @class.csv --practice --for qti"), 0);
    assert_memory_equal(f.out, "PK\3\4", 4);
}

/* A new lab is one that can be checked. */
static void new_labs_are_whole(void **state) {
    (void)state;
    static const struct command_line lines[] = {
        {"new @mine/my-lab/", 0, {"mine/my-lab: a lab with a model", "fleetsheet help lab"}, {NULL}},
        {"check @mine/my-lab", 0, {"my-lab: no errors in parameters"}, {NULL}},
        {"new @mine/my-lab", 1, {NULL}, {"my-lab' is there already; it is left as it is"}},
        {"new @mine/-lab", 1, {NULL}, {"'-lab' cannot be the name of a lab"}},
        {"new @mine/la.b", 1, {NULL}, {"'la.b' cannot be the name of a lab"}},
        {"new scale-illusion", 1, {NULL}, {"there is a lab 'scale-illusion' in "}},
    };
    CHECK_LINES(&f, lines);
    assert_non_null(
        strstr(command_fixture_get(&f, command_fixture_path(&f, "mine/my-lab/lab.yaml")), "\nlab: my-lab "));
}

/* Of a lab for which the disk has no room, nothing is left: two files fit, lab.yaml does not. */
static void no_lab_is_begun(void **state) {
    (void)state;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){1000, before.rlim_max}), 0);
    const int status = command_fixture_run(&f, "new @mine/my-lab");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    assert_int_equal(status, 3);
    assert_non_null(strstr(f.said, "my-lab/lab.yaml"));
    assert_null(strstr(f.said, "workbook.md"));
    assert_int_equal(access(command_fixture_path(&f, "mine"), F_OK), 0);
    assert_int_equal(access(command_fixture_path(&f, "mine/my-lab"), F_OK), -1);
}

/* Keeps what was printed, which is no text, as a file. */
static void keep_part(int part) {
    assert_int_equal(rename(command_fixture_path(&f, "stdout"),
                            command_fixture_path(&f, arena_printf(f.lab.arena, "%d.part", part))),
                     0);
}

/* Parts of what is printed become the whole, in any order; not if one is missing or there twice. */
static void parts_become_the_whole(void **state) {
    (void)state;
    static const char *const commands[] = {"draw LAB @roster.csv --seed x -x 100%", "audit LAB guess cost -j 1"};
    for (size_t i = 0; i < 2; i++) {
        const int status = command_fixture_run(&f, commands[i]);
        const char *whole = f.out;
        for (int part = 1; part <= 3; part++) {
            assert_int_equal(command_fixture_run(&f, arena_printf(f.lab.arena, "%s --shard %d/3", commands[i], part)),
                             0);
            keep_part(part);
        }
        assert_int_equal(command_fixture_run(&f, "merge LAB @3.part @1.part @2.part"), status);
        assert_string_equal(f.out, whole);
        assert_int_equal(command_fixture_run(&f, "merge LAB @3.part @1.part"), 1);
        assert_string_equal(f.out, "");
        assert_int_equal(command_fixture_run(&f, "merge LAB @3.part @1.part @2.part @1.part"), 1);
        assert_string_equal(f.out, "");
    }
}

/* A certificate holds for the lab that it is of, and not once somebody changed what it says. */
static void certificates_are_verified(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, "audit LAB guess cost -j 1 --certificate @c.json"), 1);
    assert_int_equal(command_fixture_run(&f, "audit LAB --verify @c.json -j 1"), 0);
    assert_non_null(strstr(f.out, ": 2 of 2 questions"));
    char *text = arena_strdup(f.lab.arena, command_fixture_get(&f, command_fixture_path(&f, "c.json")));
    char *count = strstr(text, "\"B\": 709"); /* costs below 1,000 */
    assert_non_null(count);
    count[7] = '8';
    command_fixture_put(&f, "d.json", text);
    assert_int_equal(command_fixture_run(&f, "audit LAB --verify @d.json -j 1"), 1);
    assert_non_null(strstr(f.said, ":16: error: the certificate does not hold: here it says something else than was "
                                   "found, `\"B\": 709`; make it again"));
    assert_int_equal(command_fixture_run(&f, "audit LAB --verify @class.csv -j 1"), 1);
    assert_int_equal(command_fixture_run(&f, "audit LAB --verify @none.json -j 1"), 1);
    assert_non_null(strstr(f.said, "none.json"));
}

/* Of a course: sets are drawn, sheets made, and answers graded, lab by lab. 180 GB over 40 Gbit/s at 90 % take 1,440 /
 * 36 = 40 s, which is within the minute; 360 GB take 80 s. The guess is worth 1, the time 2. */
static void courses_take_all_their_labs(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, "new @copy"), 0);
    command_fixture_put(&f, "course.yaml", "labs: [{lab: ./copy, title: First}]\n");
    static const struct command_line lines[] = {
        {"check @course.yaml", 0, {"copy: no errors"}, {NULL}},
        {"draw @course.yaml @roster.csv --seed x -o @out", 0, {"out/course/term/sets/copy.csv\n"}, {NULL}},
    };
    CHECK_LINES(&f, lines);
    const char *drawn = command_fixture_get(&f, command_fixture_path(&f, "out/course/term/sets/copy.csv"));
    assert_non_null(strstr(drawn, "id,name,weights,link\na,Ann,"));
    command_fixture_put(&f, "out/course/term/sets/copy.csv", "id,name,weights,link\na,Ann,180,40\nb,Bo,360,40\n");
    static const struct command_line generate[] = {{"generate @course.yaml -o @out -j 1", 0, {NULL}, {"2 sets, "}}};
    CHECK_LINES(&f, generate);
    assert_non_null(command_fixture_get(&f, command_fixture_path(&f, "out/course/copy/manifest.json")));
    command_fixture_put(&f, "out/course/copy/instructor/responses.csv", "id,in_time,transfer_time\na,A,40\nb,A,80 s\n");
    assert_int_equal(command_fixture_run(&f, "grade @course.yaml -o @out -j 1"), 0);
    assert_string_equal(command_fixture_get(&f, command_fixture_path(&f, "out/course/term/instructor/gradebook.csv")),
                        "\xEF\xBB\xBFid,name,copy,total,out_of,missing,review\na,Ann,3,3,3,0,0\nb,Bo,2,2,3,0,0\n");
    assert_non_null(
        command_fixture_get(&f, command_fixture_path(&f, "out/course/term/instructor/feedback/a-progress.pdf")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(options_that_do_not_go_together, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_are_completed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(topics_are_printed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_of_sets_to_start_from, set_up, tear_down),
        cmocka_unit_test_setup_teardown(quizzes_are_printed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(new_labs_are_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_lab_is_begun, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_become_the_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(certificates_are_verified, set_up, tear_down),
        cmocka_unit_test_setup_teardown(courses_take_all_their_labs, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
