/* Gradebooks of Canvas and Moodle: whose row is whose, which column is the assignment, and what is imported. */
#include "lms/lms.h"
#include "sets/sets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

/* Ann has 7.25 of 10 marks, Bo 10, and Cy no sheet that counts. */
static const struct lms_roster_mark marks[] = {
    {"a1", 7.25, true, "7.25 of 10.", NULL}, {"b2", 10, true, "10 of 10.", "bo@x.org"}, {"c3", 0, false, "", NULL}};
static const struct sets_person people[] = {{"a1", "Ann Ames"}, {"b2", "Bo Bell"}, {"c3", "Cy Cole"}};
enum { MARKS = sizeof marks / sizeof *marks };

/* An export and its import: all of it, NULL if there is none; and pieces of what is said, of which no other is an error
 * or a warning. */
struct import {
    const char *export, *text, *said[4];
    const char *title; /* NULL: Quiz 1 */
};

static void check_import(const struct import *wanted, const struct lms_roster_mark *earned, size_t count) {
    struct diag *diag = diag_new();
    struct text out = {0};
    struct lms_roster *roster =
        lms_roster_read(arena, source_of_text(arena, "r.csv", wanted->export, strlen(wanted->export)), NULL, diag);
    struct sets_names *names = sets_names_of(arena, people, MARKS, "in the class");
    const bool printed = roster && lms_roster_print(&out, roster, wanted->title ? wanted->title : "Quiz 1", 10, earned,
                                                    count, names, diag);
    int said = 0;
    for (; said < 4 && wanted->said[said]; said++)
        if (!strstr(diag_text(diag), wanted->said[said]))
            fail_msg("%s\nnot said: %s\n%s", wanted->export, wanted->said[said], diag_text(diag));
    if (!said && diag_count(diag, SEVERITY_ERROR) + diag_count(diag, SEVERITY_WARNING))
        fail_msg("%s\n%s", wanted->export, diag_text(diag));
    if (printed != (wanted->text != NULL) || (printed && strcmp(out.bytes, wanted->text) != 0))
        fail_msg("%s\nbecame\n%s\n%s", wanted->export, printed ? out.bytes : "nothing", diag_text(diag));
    text_free(&out);
    diag_free(diag);
}
#define CHECK_IMPORTS(imports)                                                                                         \
    for (size_t i = 0; i < sizeof(imports) / sizeof *(imports); i++)                                                   \
    check_import(&(imports)[i], marks, 2)

#define CANVAS "Student,ID,SIS User ID,SIS Login ID,Section"
#define POINTS "Points Possible,,,,"
#define ANN "\"Ames, Ann\",1,a1,ann,S"
#define BO "\"Bell, Bo\",2,b2,bo,S"
#define CY "\"Cole, Cy\",3,c3,cy,S"

static void test_canvas(void **state) {
    (void)state;
    static const struct import imports[] = {
        /* a new assignment */
        {CANVAS ",Quis 1 (78)\n" POINTS ",10\n" ANN ",\n" BO ",\n",
         CANVAS ",Quiz 1\n\"    Points Possible\",,,,,10\n" ANN ",7.25\n" BO ",10\n",
         {"note: this export has no assignment 'Quiz 1', so the import of 'Quiz 1' makes a new one in Canvas; did you "
          "mean "
          "'Quis 1 (78)'?"},
         NULL},
        /* up to case and blanks */
        {CANVAS ",quiz  1 (77)\n" POINTS ",10\n" ANN ",\n" BO ",\n",
         CANVAS ",quiz  1 (77)\n\"    Points Possible\",,,,,10\n" ANN ",7.25\n" BO ",10\n",
         {NULL},
         NULL},
        /* ids in another column, as e-mail addresses in capitals, or with blanks */
        {"Student,ID,SIS Login ID,Section\n\"Ames, Ann\",1, A1 ,S\n\"Bell, Bo\",2,B2,S\n",
         "Student,ID,SIS Login ID,Section,Quiz 1\n\"    Points Possible\",,,,10\n\"Ames, Ann\",1,\" A1 "
         "\",S,7.25\n\"Bell, "
         "Bo\",2,B2,S,10\n",
         {NULL},
         NULL},
        /* names in two columns; Canvas wants a section, and refuses the file without one */
        {"LastName,FirstName,ID,SIS User ID\nAmes,Ann,1,a1\nBell,Bo,2,b2\n",
         "LastName,FirstName,ID,SIS User ID,Section,Quiz 1\n\"    Points "
         "Possible\",,,,,10\nAmes,Ann,1,a1,,7.25\nBell,Bo,2,b2,,10\n",
         {NULL},
         NULL},
        /* excused, or without the assignment */
        {CANVAS ",Quiz 1 (77)\n" POINTS ",10\n" ANN ",EX\n" BO ",N/A\n",
         CANVAS ",Quiz 1 (77)\n\"    Points Possible\",,,,,10\n",
         {"r.csv:3:24: warning: 'a1' is excused in Canvas (EX) but has a graded sheet",
          "'b2' does not have the assignment in Canvas (N/A) but has a graded sheet"},
         NULL},
        /* out of something else, or of nothing */
        {CANVAS ",Quiz 1 (77)\n" POINTS ",12\n" ANN ",\n" BO ",\n",
         CANVAS ",Quiz 1 (77)\n\"    Points Possible\",,,,,10\n" ANN ",7.25\n" BO ",10\n",
         {"'Quiz 1 (77)' is out of 12 in Canvas, and out of 10 here; make the two the same before you import"},
         NULL},
        {CANVAS ",Quiz 1 (77)\n" POINTS ",(read only)\n" ANN ",\n" BO ",\n",
         CANVAS ",Quiz 1 (77)\n\"    Points Possible\",,,,,10\n" ANN ",7.25\n" BO ",10\n",
         {"it is read only there, and its marks will not be imported"},
         NULL},
    };
    CHECK_IMPORTS(imports);
    static const struct import all = {CANVAS ",Quiz 1 (77)\n" POINTS ",10\n" ANN ",\n" BO ",3\n" CY ",\n",
                                      CANVAS ",Quiz 1 (77)\n\"    Points Possible\",,,,,10\n" ANN ",7.25\n" BO ",10\n",
                                      {NULL},
                                      NULL};
    check_import(&all, marks, MARKS);
}

static void test_people(void **state) {
    (void)state;
    static const struct import imports[] = {
        /* graded but not on the roster, and the other way round */
        {CANVAS "\n" ANN "\n\"Dee, Di\",4,d4,di,S\n",
         CANVAS ",Quiz 1\n\"    Points Possible\",,,,,10\n" ANN ",7.25\n",
         {"warning: 'b2' is graded but not on the roster: their mark is not imported"},
         NULL},
        /* an id with somebody else's name */
        {CANVAS "\n\"Bell, Bo\",1,a1,ann,S\n" BO "\n",
         CANVAS ",Quiz 1\n\"    Points Possible\",,,,,10\n\"Bell, Bo\",1,a1,ann,S,7.25\n" BO ",10\n",
         {"warning: 'Bell, Bo' is the name of 'b2', but the id of this row, 'a1', is that of 'Ann Ames'"},
         NULL},
        {CANVAS "\n\"Dee, Di\",4,d4,di,S\n", NULL, {"error"}, NULL},
        /* two columns that give an id to different rows */
        {CANVAS "\n\"Ames, Ann\",1,a1,b2,S\n\"Bell, Bo\",2,b2,a1,S\n", NULL, {"error: "}, NULL},
    };
    CHECK_IMPORTS(imports);
    static const struct import nobody = {CANVAS "\n" ANN "\n",
                                         NULL,
                                         {"nobody is graded, so there is nothing to import from this roster of Canvas"},
                                         NULL};
    check_import(&nobody, marks, 0);
}

static void test_titles(void **state) {
    (void)state;
    static const struct import imports[] = {
        {CANVAS ",Quiz 1 (77),Quiz 1 (78)\n" ANN ",,\n",
         NULL,
         {"r.csv:1:57: error: two assignments are called 'Quiz 1': column 6, 'Quiz 1 (77)', and column 7, 'Quiz 1 "
          "(78)'; remove the column of the one that is not meant"},
         NULL},
        {CANVAS "\n" ANN "\n",
         NULL,
         {"Canvas takes 'The Final Score' for a total because of 'Final Score' in it, and imports no marks to it; give "
          "the lab and the assignment another title"},
         "The Final Score"},
    };
    CHECK_IMPORTS(imports);
}

#define MOODLE "First name,Last name,ID number,Email address"
#define MOODLE_ANN "Ann,Ames,a1,ann@x.org"
#define MOODLE_BO "Bo,Bell,b2,bo@x.org"

static void test_moodle(void **state) {
    (void)state;
    static const struct import imports[] = {
        {MOODLE ",Assignment: Quiz 1 (Real),Assignment: Quiz 1 (Percentage),Assignment: Quiz 1 (Feedback)\n" MOODLE_ANN
                ",-,-,\n" MOODLE_BO ",-,-,\n",
         MOODLE ",Assignment: Quiz 1 (Real),Assignment: Quiz 1 (Feedback)\n" MOODLE_ANN ",7.25,7.25 of 10.\n" MOODLE_BO
                ",10,10 of 10.\n",
         {NULL},
         NULL},
        {MOODLE ",Assignment: Quis 1 (Real)\n" MOODLE_ANN ",-\n" MOODLE_BO ",-\n",
         MOODLE ",Quiz 1 (Real),Quiz 1 (Feedback)\n" MOODLE_ANN ",7.25,7.25 of 10.\n" MOODLE_BO ",10,10 of 10.\n",
         {"note: this export has no item 'Quiz 1', so choose in Moodle's form which one gets the marks of 'Quiz 1 "
          "(Real)'; did you mean 'Assignment: Quis 1 (Real)'?"},
         NULL},
        {MOODLE ",Assignment: Quiz 1 (Real),Test: Quiz 1 (Real)\n" MOODLE_ANN ",-,-\n" MOODLE_BO ",-,-\n",
         MOODLE ",Quiz 1 (Real),Quiz 1 (Feedback)\n" MOODLE_ANN ",7.25,7.25 of 10.\n" MOODLE_BO ",10,10 of 10.\n",
         {"two items are called 'Quiz 1', in column 5 and in column 6; choose in the form of Moodle which one gets the "
          "marks"},
         NULL},
        /* in German, with semicolons */
        {"Vorname;Nachname;ID-Nummer;E-Mail-Adresse;Aufgabe: Quiz 1 (Punkte);Aufgabe: Quiz 1 "
         "(Rückmeldung)\nAnn;Ames;a1;ann@x.org;-;\nBo;Bell;b2;bo@x.org;-;\n",
         "Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Aufgabe: Quiz 1 (Punkte),Aufgabe: Quiz 1 (Rückmeldung)\n" MOODLE_ANN
         ",7.25,7.25 of 10.\n" MOODLE_BO ",10,10 of 10.\n",
         {NULL},
         NULL},
    };
    CHECK_IMPORTS(imports);
    /* Of many marks, Moodle imports none. */
    static const struct lms_roster_mark many[] = {{"a1", 100, true, "", NULL}, {"b2", 100.5, true, "", NULL}};
    static const struct import above = {
        MOODLE "\n" MOODLE_ANN "\n" MOODLE_BO "\n",
        MOODLE ",Quiz 1 (Real),Quiz 1 (Feedback)\n" MOODLE_ANN ",100,\n" MOODLE_BO ",100.5,\n",
        {"warning: 'b2' has 100.5 marks: Moodle refuses the whole import for a mark above 100"},
        NULL};
    check_import(&above, many, 2);
}

static void test_no_gradebook(void **state) {
    (void)state;
    static const struct import imports[] = {
        {"id,name\na1,Ann\n",
         NULL,
         {"r.csv:1:1: error: these are not the headings of a gradebook that Canvas exported"},
         NULL},
        {"", NULL, {"error"}, NULL},
    };
    CHECK_IMPORTS(imports);
    struct diag *diag = diag_new();
    static const char canvas[] = CANVAS "\n" ANN "\n", moodle[] = MOODLE "\n" MOODLE_ANN "\n";
    assert_string_equal(lms_roster_file_name(
                            lms_roster_read(arena, source_of_text(arena, "r.csv", canvas, strlen(canvas)), NULL, diag)),
                        "canvas-import.csv");
    assert_string_equal(lms_roster_file_name(
                            lms_roster_read(arena, source_of_text(arena, "r.csv", moodle, strlen(moodle)), NULL, diag)),
                        "moodle-import.csv");
    diag_free(diag);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_canvas), TEST(test_people), TEST(test_titles), TEST(test_moodle),
                                       TEST(test_no_gradebook)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
