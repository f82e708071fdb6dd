/* Courses: their files, the gradebook of the term and the sheets of progress. Sums are reckoned in the head. */
#include "term/term.h"

#include <ftw.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct course {
    struct arena *arena;
    struct diag *diag;
    struct term *term;
    char folder[32];
};

/* A folder for each name, but for `nolab`. */
static const char *find_lab(struct arena *arena, const char *lab, struct diag *diag) {
    if (strstr(lab, "nolab")) {
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "no lab '%s'", lab);
        return NULL;
    }
    return arena_printf(arena, "/labs/%s/", lab);
}

static const char *put(struct course *c, const char *name, const char *text) {
    const char *path = arena_printf(c->arena, "%s/%s", c->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static struct course read_course(const char *text) {
    struct course c = {arena_new(), diag_new(), NULL, "/tmp/fleetsheet-term-XXXXXX"};
    assert_non_null(mkdtemp(c.folder));
    c.term = term_read(c.arena, put(&c, "autumn.yaml", text), find_lab, c.diag);
    return c;
}

static int drop_file(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static void drop(struct course *c) {
    nftw(c->folder, drop_file, 8, FTW_DEPTH | FTW_PHYS);
    diag_free(c->diag);
    arena_free(c->arena);
}

static const struct source *table_of(struct course *c, const char *name, const char *text) {
    return source_of_text(c->arena, name, text, strlen(text));
}

static void a_word_of_the_command_line_may_be_a_course(void **state) {
    (void)state;
    assert_true(term_is_course("autumn.yaml"));
    assert_true(term_is_course("a/b.yml"));
    assert_false(term_is_course("scale-illusion"));
    assert_false(term_is_course("lab.yaml/x"));
    assert_false(term_is_course("lab.yamlx"));
}

static void a_course_is_read(void **state) {
    (void)state;
    struct course c = read_course("title: Fleets\nlanguage: de\npaper: letter\nlabs:\n"
                                  "  - {lab: one, title: First, date: 2026-10-05, marks: 10}\n"
                                  "  - {lab: ./two, date: 2026-10-05}\n  - lab: /three\n");
    assert_string_equal(diag_text(c.diag), "");
    assert_non_null(c.term);
    assert_string_equal(c.term->name, "autumn");
    assert_string_equal(c.term->title, "Fleets");
    assert_string_equal(c.term->language->tag, "de");
    assert_int_equal(c.term->paper, PAPER_LETTER);
    assert_int_equal(c.term->count, 3);
    const struct term_lab *labs = c.term->labs;
    assert_string_equal(labs[0].lab, "one");
    assert_string_equal(labs[0].name, "one");
    assert_string_equal(labs[0].title, "First");
    assert_string_equal(labs[0].date, "2026-10-05");
    assert_true(labs[0].marks == 10);
    assert_string_equal(labs[1].lab, arena_printf(c.arena, "%s/./two", c.folder)); /* from the file's folder */
    assert_string_equal(labs[1].name, "two");
    assert_null(labs[1].title);
    assert_true(isnan(labs[1].marks));
    assert_string_equal(labs[2].lab, "/three");
    assert_null(labs[2].date);
    drop(&c);
    c = read_course("labs: [{lab: one}]\n");
    assert_string_equal(c.term->title, "autumn");
    assert_string_equal(c.term->language->tag, "en");
    assert_int_equal(c.term->paper, PAPER_A4);
    drop(&c);
}

static void mistakes_of_a_course_are_said(void **state) {
    (void)state;
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"title: x\n", "labs"},
        {"labs: []\n", "autumn.yaml:1:7: error: the course has no labs"},
        {"labs: [{lab: one, date: 2026-10}]\n",
         "1:25: error: a lab of the course: a date is a day such as 2026-10-05, not '2026-10'"},
        {"labs: [{lab: one, date: 2026-02-30}]\n",
         "1:25: error: a lab of the course: a date is a day such as 2026-10-05"},
        {"labs: [{lab: one, marks: -1}]\n", "a number from 0 to 1000000"},
        {"labs:\n  - {lab: one}\n  - {lab: one}\n",
         "3:11: error: a lab of the course: the course has the lab 'one' already, in line 2"},
        {"labs:\n  - {lab: one, date: 2026-10-05}\n  - {lab: two}\n  - {lab: three, date: 2026-10-04}\n",
         "4:24: error: a lab of the course: 2026-10-04 is before 2026-10-05, the date of a lab before it"},
        {"labs: [{title: x}]\n", "lab"},
        {"labs: [{lab: nolab}]\n", "1:14: note: the course names it here"},
        {"labs: [{lab: one}]\nlanguge: de\n", "2:1: error: the course has no key 'languge'; did you mean 'language'?"},
        {"labs: [{lab: one}]\npaper: a5\n", "a5"},
        {"- one\n", "1:1: error: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct course c = read_course(cases[i].text);
        assert_null(c.term);
        if (!strstr(diag_text(c.diag), cases[i].said))
            fail_msg("%s\n%s", cases[i].text, diag_text(c.diag));
        drop(&c);
    }
}

/* Three labs: the first counts 10 whatever it gives, the second as much as it gives, the third is not graded.
 * a: 6 of 8 (7.5 of 10), and two sheets of 1 of 4 and 2.5 of 3 (3.5 of 7). b: no sheet of the first; 4 of 4.
 * c: of the first only, 0 of 0. */
#define COURSE                                                                                                         \
    "title: Fleets\nlabs: [{lab: one, title: First, marks: 10}, {lab: two, date: 2026-10-05}, {lab: three}]\n"
#define ONE "id,name,total,out_of,review\na,Ann,6,8,1\nc,,0,0,0\n"
#define TWO "id,total,out_of,review,name\na,1,4,2,Other\nb,4,4,0,Bo\na,2.5,3,0,\n"
#define SAID "id,title,predicted,actual,right\na,Cost,A,A,1\na,Fee,*B*,C,0\na,Rest,,D,\n"

static struct term_results *results_of(struct course *c) {
    struct term_results *results = term_results_new(c->arena, c->term);
    assert_true(term_results_add(results, 0, table_of(c, "one.csv", ONE), table_of(c, "said.csv", SAID), c->diag));
    assert_true(term_results_add(results, 1, table_of(c, "two.csv", TWO), NULL, c->diag));
    return results;
}

static void marks_of_the_term_add_up(void **state) {
    (void)state;
    struct course c = read_course(COURSE);
    struct term_results *results = results_of(&c);
    struct text out = {0};
    term_results_print(&out, results);
    assert_string_equal(out.bytes, "id,name,one,two,three,total,out_of,missing,review\n"
                                   "a,Ann,7.5,3.5,,11,17,0,3\n"
                                   "c,c,0,,,0,17,1,0\n"
                                   "b,Bo,,4,,4,14,1,0\n");
    assert_int_equal(term_results_count(results), 3);
    assert_string_equal(term_results_id(results, 0), "a");
    assert_string_equal(term_results_id(results, 2), "b");
    text_free(&out);
    drop(&c);
}

static void tables_that_grading_did_not_write_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *book, *predictions, *said;
    } cases[] = {
        {"id,total,review\na,1,0\n", NULL,
         "there is no column 'out_of': this is not a gradebook.csv that grading wrote"},
        {ONE, "id,title,predicted,actual\n", "there is no column 'right': this is not a predictions.csv that grading"},
        {"id,total,out_of,review\na,x,1,0\n", NULL, "one.csv:2:3: error: marks must be a number, not 'x'"},
        {"id,total,out_of,review\na,1,,0\n", NULL, "one.csv:2:5: error: marks must be a number, not ''"},
        {"id,total,out_of,review\na,1,1,y\n", NULL, "one.csv:2:7: error: marks must be a number, not 'y'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct course c = read_course(COURSE);
        struct term_results *results = term_results_new(c.arena, c.term);
        const struct source *predictions = cases[i].predictions ? table_of(&c, "said.csv", cases[i].predictions) : NULL;
        assert_false(term_results_add(results, 0, table_of(&c, "one.csv", cases[i].book), predictions, c.diag));
        if (!strstr(diag_text(c.diag), cases[i].said))
            fail_msg("%s\n%s", cases[i].book, diag_text(c.diag));
        drop(&c);
    }
}

/* The words of a document, without its marks. */
static const char *sheet_of(struct course *c, const char *template, size_t person) {
    put(c, "progress.md", template);
    struct term_progress *progress = term_progress_new(c->arena, c->term, c->folder, "/nonexistent", c->diag);
    struct document *document =
        progress ? term_progress_fill(progress, c->arena, results_of(c), person, c->diag) : NULL;
    if (!document)
        return NULL;
    assert_string_equal(document->lab_name, "autumn");
    struct text out = {0};
    doc_put_words(&out, document, document->root, '|');
    const char *copy = arena_strdup(c->arena, out.length ? out.bytes : "");
    text_free(&out);
    return copy;
}

static void a_sheet_says_what_somebody_has(void **state) {
    (void)state;
    static const struct {
        const char *template;
        size_t person;
        const char *words;
    } cases[] = {
        {"{{course}} {{name}} {{id}}", 0, "Fleets Ann a"},
        {"{{total}} of {{total_out_of}}, {{labs_graded}} labs, {{labs_missing}} missing", 0,
         "11 of 17, 2 labs, 0 missing"},
        {"{{total}} of {{total_out_of}}, {{labs_graded}} labs, {{labs_missing}} missing", 2,
         "4 of 14, 2 labs, 1 missing"},
        {"{{#labs}}{{title}}:{{#graded}}{{marks}}{{/graded}}{{#missing}}none{{/missing}}{{#open}}later{{/open}} "
         "{{/labs}}.",
         0, "First:7.5 two:3.5 three:later ."},
        {"{{#labs}}{{title}}:{{#graded}}{{marks}}{{/graded}}{{#missing}}none{{/missing}}{{#open}}later{{/open}} "
         "{{/labs}}.",
         2, "First:none two:4 three:later ."},
        {"{{#labs}}{{out_of}}{{#date}} ({{date}}){{/date}},{{/labs}}", 2, "10,4 (2026-10-05),0,"},
        /* Of three predictions two are judged, and one of these is right; what is written is no markup. */
        {"{{predictions_right}} of {{predictions_made}}{{#any_predictions}}!{{/any_predictions}}", 0, "1 of 2!"},
        {"{{predictions_right}} of {{predictions_made}}{{#any_predictions}}!{{/any_predictions}}", 2, "0 of 0"},
        {"{{#labs}}{{#predicts}}{{right}}/{{made}}{{#predictions}} {{title}} {{predicted}}{{^predicted}}-{{/predicted}}"
         "{{#right}}+{{/right}}{{#wrong}}x{{/wrong}} {{actual}}{{/predictions}}{{/predicts}}{{/labs}}",
         0, "1/2 Cost A+ A Fee *B*x C Rest - D"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct course c = read_course(COURSE);
        const char *words = sheet_of(&c, cases[i].template, cases[i].person);
        if (!words || strncmp(words, cases[i].words, strlen(cases[i].words)) != 0 ||
            words[strlen(cases[i].words) + strspn(words + strlen(cases[i].words), "| ")])
            fail_msg("case %zu: %s\n%s", i, words ? words : "", diag_text(c.diag));
        drop(&c);
    }
}

static void mistakes_of_a_template_are_said(void **state) {
    (void)state;
    static const struct {
        const char *template, *said;
    } cases[] = {
        {"{{labs}}", "progress.md:1:1: error: 'labs' has nothing to print; write it as a section: {{#labs}}"},
        {"{{nmae}}", "1:1: error: a progress sheet has no 'nmae' here; did you mean 'name'?"},
        {"{{marks}}", "a progress sheet has no 'marks' here"},
        {"{{>part}}", "a progress sheet has no partials, such as 'part'"},
        {"a\xFF", "1:2: error: this byte is not UTF-8"},
        {"ab\xEE\x80\x80", "1:3: error: a template cannot contain a private-use character"},
        {"{{#labs}}", "error: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct course c = read_course(COURSE);
        assert_null(sheet_of(&c, cases[i].template, 0));
        if (!strstr(diag_text(c.diag), cases[i].said))
            fail_msg("%s\n%s", cases[i].template, diag_text(c.diag));
        drop(&c);
    }
    struct course c = read_course(COURSE);
    assert_null(term_progress_new(c.arena, c.term, c.folder, "/nonexistent", c.diag));
    assert_non_null(strstr(diag_text(c.diag), "templates/progress.md"));
    drop(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_of_the_command_line_may_be_a_course),
        cmocka_unit_test(a_course_is_read),
        cmocka_unit_test(mistakes_of_a_course_are_said),
        cmocka_unit_test(marks_of_the_term_add_up),
        cmocka_unit_test(tables_that_grading_did_not_write_are_refused),
        cmocka_unit_test(a_sheet_says_what_somebody_has),
        cmocka_unit_test(mistakes_of_a_template_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
