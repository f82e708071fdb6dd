/* Answers of quizzes and people of exports, as tables: whose they are, to which question, and which attempt counts. */
#include "lms/lms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const asked[] = {"cost", "guess"};
static const struct lms_person people[] = {{"s1", "ann@x.org"}, {"s2", "bo@x.org"}};

struct file {
    const char *export, *map; /* map: NULL if there is none */
    enum lms_attempt attempt;
    const char *table; /* cells with bars between, a line a row; NULL: none */
    const char *said;
};

static const struct source *source_named(struct arena *arena, const char *name, const char *text) {
    return source_of_text(arena, name, text, strlen(text));
}

/* All that a view shows. */
static const char *rows_of(struct arena *arena, const struct source *source, const struct csv_view *view,
                           struct diag *diag) {
    struct text out = {0};
    struct csv_row row = view->header;
    struct csv_reader *reader = csv_reader_of_view(arena, source, view, diag);
    assert_non_null(reader);
    do {
        for (int i = 0; i < row.field_count; i++)
            text_printf(&out, "%s%s", i ? "|" : "", row.fields[i].text);
        text_putc(&out, '\n');
    } while (csv_next(reader, arena, &row));
    const char *copy = arena_strdup(arena, out.bytes);
    text_free(&out);
    return copy;
}

static void check_files(const struct file *files, size_t count, bool roster) {
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct diag *diag = diag_new();
        const struct source *source = source_named(arena, "e.csv", files[i].export);
        struct lms_map *map =
            files[i].map ? lms_map_read(arena, source_named(arena, "map.csv", files[i].map), diag) : NULL;
        bool bad;
        const struct csv_view *view = NULL;
        if (roster) {
            view = lms_people_view(arena, source, map, &bad, diag);
        } else {
            struct lms_answers *answers = lms_answers_read(arena, source, map, &bad, diag);
            view = answers ? lms_answers_view(answers, asked, 2, people, 2, files[i].attempt, diag) : NULL;
        }
        const char *table = view ? rows_of(arena, source, view, diag) : NULL;
        if ((table == NULL) != (files[i].table == NULL) || (table && strcmp(table, files[i].table) != 0))
            fail_msg("case %zu:\n%s\n%s", i, table ? table : "none", diag_text(diag));
        if (files[i].said ? !strstr(diag_text(diag), files[i].said) : *diag_text(diag) != '\0')
            fail_msg("case %zu said:\n%s", i, diag_text(diag));
        diag_free(diag);
        arena_free(arena);
    }
}
#define CHECK_FILES(files, roster) check_files(files, sizeof(files) / sizeof *(files), roster)

#define MOODLE "First name,Last name,Email address,State,Grade/0.00,Question 1,Response 1,Question 2,Response 2\n"
#define TEXTS(cost, guess) "[cost]," cost ",[guess]," guess "\n"

static void answers_of_moodle(void **state) {
    (void)state;
    static const struct file files[] = {
        {MOODLE "Ann,Ames,ann@x.org,Finished,0.00," TEXTS("400", "A") "Bo,Bell,bo@x.org,Finished,0.00," TEXTS("-", "B"),
         NULL, LMS_LAST, "id|name|cost|guess\ns1|Ann Ames|400|A\ns2|Bo Bell||B\n",
         "these are answers of a quiz in Moodle; people are those of the column 'Email address'"},
        /* The order of questions is drawn for each person: texts tell. */
        {MOODLE "Ann,Ames,ann@x.org,Finished,0.00,[guess],A,[other],7\n", NULL, LMS_LAST,
         "id|name|guess\ns1|Ann Ames|A\n", "Moodle"},
        /* An attempt that is not finished counts only if there is no other; one without answers never. */
        {MOODLE "Ann,Ames,ann@x.org,Finished,3.00," TEXTS("1", "A") "Ann,Ames,ann@x.org,Finished,2.00," TEXTS(
             "2", "B") "Ann,Ames,ann@x.org,In progress,-," TEXTS("3", "C"),
         NULL, LMS_LAST, "id|name|cost|guess\ns1|Ann Ames|2|B\n", "1 person has several attempts, of which the last"},
        {MOODLE "Ann,Ames,ann@x.org,Finished,2.00," TEXTS("1", "A") "Ann,Ames,ann@x.org,Finished,3.00," TEXTS("2", "B"),
         NULL, LMS_BEST, "id|name|cost|guess\ns1|Ann Ames|2|B\n", "of which the best counts"},
        {MOODLE "Ann,Ames,ann@x.org,Finished,3.00," TEXTS("1", "A") "Ann,Ames,ann@x.org,Finished,2.00," TEXTS("2", "B"),
         NULL, LMS_BEST, "id|name|cost|guess\ns1|Ann Ames|1|A\n", "of which the best counts"},
        {MOODLE "Ann,Ames,ann@x.org,Finished,2.00," TEXTS("1", "A") "Ann,Ames,ann@x.org,Finished,2.00," TEXTS("-", " "),
         NULL, LMS_LAST, "id|name|cost|guess\ns1|Ann Ames|1|A\n", "1 attempt with no answer at all is left out"},
        /* Somebody else's answers are shown as they are: whoever reads responses says so. */
        {MOODLE "Ann,Ames,ann@x.org,Finished,0.00," TEXTS("400", "A") "Zo,Zed,zo@x.org,Finished,0.00," TEXTS("1", "B"),
         NULL, LMS_LAST, "id|name|cost|guess\ns1|Ann Ames|400|A\nzo@x.org|Zo Zed|1|B\n", "Moodle"},
        /* Without texts: the fingerprint and the questions in their order. */
        {"Email address,Grade/0.00,Response 1,Response 2,Response 3\nbo@x.org,0.00,abcd,400,A\n", NULL, LMS_LAST,
         "id|name|fingerprint|cost|guess\ns2||abcd|400|A\n", "its 3 responses are taken for the fingerprint"},
        {"Email address,Grade/0.00,Response 1,Response 2\nbo@x.org,0.00,400,A\n", NULL, LMS_LAST, NULL,
         "it is not known which of these responses answers which question"},
        {MOODLE "Zo,Zed,zo@x.org,Finished,0.00," TEXTS("1", "B"), NULL, LMS_LAST, NULL,
         "no column of this file has ids of the class, nor e-mail addresses"},
    };
    CHECK_FILES(files, false);
}

static void answers_of_canvas(void **state) {
    (void)state;
    static const struct file files[] = {
        {"name,id,sis_id,attempt,score,11: [cost] how much,1.0,12: [guess] which,1.0\n"
         "Ann Ames,1,s1,1,0,\"1\\,200\",0,A,0\nAnn Ames,1,s1,2,0,300,0,B,0\n",
         NULL, LMS_LAST, "id|name|cost|guess\ns1|Ann Ames|300|B\n",
         "these are answers of a quiz in Canvas; people are those of the column 'sis_id'"},
        /* Attempts count by their numbers, not by their order; a comma has a backslash there. */
        {"name,id,sis_id,attempt,score,11: [cost] how much,1.0,12: [guess] which,1.0\n"
         "Ann Ames,1,s1,2,0,300,0,B,0\nAnn Ames,1,s1,1,0,\"1\\,200\",0,A,0\n",
         NULL, LMS_FIRST, "id|name|cost|guess\ns1|Ann Ames|1,200|A\n", "of which the first counts"},
    };
    CHECK_FILES(files, false);
}

static void a_map_says_what_is_what(void **state) {
    (void)state;
    static const struct file files[] = {
        {"who,x,y\ns1,400,A\n", NULL, LMS_LAST, NULL, NULL}, /* no export: to be read as it is */
        {"who,x,y\ns1,400,A\n", "is,column\nid,who\ncost,x\nguess,3\n", LMS_LAST, "id|name|cost|guess\ns1||400|A\n",
         "these are answers; people are those of the column 'who'"},
        {"who,both\ns1,part 1: 400; part 2: A\n", "is,column\nid,who\ncost,both part 1\nguess,both part 2\n", LMS_LAST,
         "id|name|cost|guess\ns1||400|A\n", "these are answers"},
        {"who,x\ns1,400\n", "is,column\nid,who\ncost,xx\n", LMS_LAST, NULL,
         "map.csv:3:6: error: the export has no column 'xx', and 2 columns to number"},
        {"who,x\ns1,400\n", "is,column\nid,who\ncost,3\n", LMS_LAST, NULL, "the export has no column '3'"},
        {"who,x\ns1,400\n", "is,column\nid,x\n", LMS_LAST, NULL, "e.csv:1:5: error: no column of this file has ids"},
        {"who,x\ns1,400\n", "is,column\nid,who\n", LMS_LAST, NULL, "the map names no column of a question"},
        {"who,x\ns1,400\n", "is,column\nattempt,zz\n", LMS_LAST, NULL, "the export has no column 'zz'"},
    };
    CHECK_FILES(files, false);
}

static void mistakes_of_a_map_are_said(void **state) {
    (void)state;
    static const struct {
        const char *map, *said;
    } cases[] = {
        {"is,column\nid,who\ncost,x\n", ""},
        {"is,column,of\nid,who,roster\nid,x,responses\n", ""},
        {"is,column\ncsot,x\n", "map.csv:2:1: error: a column cannot be 'csot'"},
        {"is,column\nid,a\nid,b\n", "map.csv:3:1: error: 'id' is in the map already"},
        {"is,column,of\nid,a,\nid,b,roster\n", "map.csv:3:1: error: 'id' is in the map already"},
        {"is,column,of\nid,a,rooster\n", "map.csv:2:6: error: 'rooster' is neither 'roster' nor 'responses'"},
        {"is,columns_\nid,a\n", "map.csv:1:1: error: a map of columns has the columns 'is'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct diag *diag = diag_new();
        struct lms_map *map = lms_map_read(arena, source_named(arena, "map.csv", cases[i].map), diag);
        assert_int_equal(map && lms_map_check(arena, map, asked, 2, diag), !*cases[i].said);
        if (*cases[i].said ? !strstr(diag_text(diag), cases[i].said) : *diag_text(diag) != '\0')
            fail_msg("%s\n%s", cases[i].map, diag_text(diag));
        diag_free(diag);
        arena_free(arena);
    }
}

/* An export as a roster: whoever is nobody is left out. */
static void exports_are_rosters(void **state) {
    (void)state;
    static const struct file files[] = {
        {"Student,ID,SIS User ID,SIS Login ID,Section,Quiz\nPoints Possible,,,,,10\n\"Ames, Ann\",1,s1,ann,S,3\n"
         "\"Student, Test\",9,,0123456789012345678901234567890123456789,S,\n",
         NULL, LMS_LAST, "id|name|SIS Login ID|Section\ns1|Ames, Ann|ann|S\n",
         "this is a roster of Canvas; ids are those of its column 'SIS User ID'"},
        {"OrgDefinedId,Username,Last Name,First Name,Quiz Points Grade <Numeric MaxPoints:10>,End-of-Line Indicator\n"
         "#s1,#ann,Ames,Ann,3,#\n",
         NULL, LMS_LAST, "id|name|Username\ns1|Ann Ames|ann\n", "this is a gradebook of Brightspace"},
        {"First Name,Last Name,SID,Email,Role\nAnn,Ames,s1,ann@x.org,Student\nTom,Teach,t1,tom@x.org,Instructor\n",
         NULL, LMS_LAST, "id|name|Email\ns1|Ann Ames|ann@x.org\n", "this is a roster of Gradescope"},
        {"a,b\n1,2\n", NULL, LMS_LAST, NULL, NULL},
        {"who,called\ns1,Ann\n", "is,column\nid,who\nname,called\n", LMS_LAST, "id|name\ns1|Ann\n",
         "this is a table with a map of its columns; ids are those of its column 'who'"},
    };
    CHECK_FILES(files, true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_of_moodle),       cmocka_unit_test(answers_of_canvas),
        cmocka_unit_test(a_map_says_what_is_what), cmocka_unit_test(mistakes_of_a_map_are_said),
        cmocka_unit_test(exports_are_rosters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
