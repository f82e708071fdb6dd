/* Answers that came in become tables: what wins, what a person must look at, and what somebody typed stays. */
#include "collect/collect.h"

#include "lab_fixture.h"

static const char lab_text[] =
    "lab: shop\ntitle: The shop\nmodels: [shop]\nquestions:\n"
    "  - {name: cost, kind: numeric, title: Cost, prompt: The cost?, quantity: cost, tolerance: 1%, marks: 1}\n"
    "documents: []\n";

static const char *const names[] = {"guess", "cost"}, *options[] = {"A B", NULL};
static const struct collect_columns columns = {names, options, 2};

struct class {
    struct lab_fixture lab;
    struct parameter_sets *sets;
    struct collect_class *class;
    struct collect_result result;
};

static struct class class_of(const char *csv) {
    static const struct lab_fixture_file files[] = {{"shop.yaml", SHOP_MODEL}, {NULL, NULL}};
    struct class c = {.lab = lab_fixture_text("shop", lab_text, files)};
    c.sets = lab_fixture_sets(&c.lab, csv);
    lab_fixture_said(&c.lab); /* all have the default parameters */
    c.class = collect_class_new(c.lab.arena, c.sets, &columns);
    return c;
}

static void drop_result(struct class *c) {
    text_free(&c->result.responses);
    text_free(&c->result.doubts);
    text_free(&c->result.answers);
    text_free(&c->result.items);
}

static void drop(struct class *c) {
    drop_result(c);
    lab_fixture_free(&c->lab);
}

static void write_tables(struct class *c, const char *typed, const char *before) {
    assert_true(collect_class_write(c->class, typed ? lab_fixture_source(&c->lab, "responses.csv", typed) : NULL,
                                    before ? lab_fixture_source(&c->lab, "answers.csv", before) : NULL, &c->result,
                                    c->lab.diag));
}

/* Adds an answer: sure, unless there is a doubt. */
static void add(struct class *c, size_t set, int column, const char *text, const char *doubt, const char *file,
                double quality) {
    collect_class_add(c->class, &(struct collect_answer){.set = set,
                                                         .column = column,
                                                         .text = text,
                                                         .doubt = doubt,
                                                         .file = file,
                                                         .place = "page 1",
                                                         .quality = quality,
                                                         .picture = SIZE_MAX,
                                                         .seen = file});
}

/* What follows the byte order mark, with which all tables begin. */
static const char *after_mark(const char *table) {
    assert_memory_equal(table, "\xEF\xBB\xBF", 3);
    return table + 3;
}

static void assert_table(const char *table, const char *wanted) {
    assert_string_equal(after_mark(table), wanted);
}

static const char *fingerprint(const struct class *c, size_t set) {
    return sets_row(c->sets, set)->fingerprint;
}

#define DOUBTS "id,question,file,place,why,proposal,seen\n"

static void sure_answers_are_a_table(void **state) {
    (void)state;
    struct class c = class_of("id\na\nb\nc\n");
    add(&c, 0, 0, "A", NULL, "one.pdf", 1);
    add(&c, 0, 1, "400", NULL, "one.pdf", 1);
    add(&c, 1, 0, "", NULL, "one.pdf", 1);
    write_tables(&c, NULL, NULL);
    assert_table(c.result.responses.bytes,
                 arena_printf(c.lab.arena, "id,fingerprint,guess,cost\na,%s,A,400\nb,%s,,\nc,,,\n", fingerprint(&c, 0),
                              fingerprint(&c, 1)));
    assert_table(c.result.answers.bytes, "id,guess,cost\na,A,400\nb,,\nc,,\n");
    assert_table(c.result.doubts.bytes, DOUBTS);
    assert_int_equal(c.result.items.length, 0);
    assert_int_equal(c.result.people, 2);
    assert_int_equal(c.result.taken, 2);
    assert_int_equal(c.result.empty, 1);
    assert_int_equal(c.result.doubtful, 0);
    assert_int_equal(c.result.kept, 0);
    drop(&c);
}

/* Two sheets of one person. */
static void two_answers_for_a_cell_are_settled(void **state) {
    (void)state;
    static const struct {
        const char *one, *one_doubt, *other, *other_doubt;
        const char *cell, *why, *proposal;
    } cases[] = {
        {"A", NULL, "A", NULL, "A", NULL, NULL},
        {"", NULL, "A", NULL, "A", NULL, NULL},
        {"A", NULL, "", NULL, "A", NULL, NULL},
        {"", NULL, "", NULL, "", NULL, NULL},
        {"A", NULL, "B", NULL, "?", "\"two sheets say different things: A, and B in two:page 1\"", "A"},
        {"A", "faint", "B", "smear", "?", "faint", "A"},
        {"A", NULL, "B", "smear", "?", "\"it came in twice, and one is doubtful (smear): see two:page 1 too\"", "A"},
        {"", NULL, "B", "smear", "?", "\"it came in twice, and one is doubtful (smear): see one:page 1 too\"", "B"},
        {"A", "faint", "B", NULL, "?", "\"it came in twice, and one is doubtful (faint): see two:page 1 too\"", "A"},
        {"A", "faint", NULL, NULL, "?", "faint", "A"},
        {"A", NULL, NULL, "smear", "?", "\"it came in twice, and one is doubtful (smear): see two:page 1 too\"", "A"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct class c = class_of("id\na\n");
        add(&c, 0, 0, cases[i].one, cases[i].one_doubt, "one", 1);
        if (cases[i].other || cases[i].other_doubt)
            add(&c, 0, 0, cases[i].other, cases[i].other_doubt, "two", 1);
        write_tables(&c, NULL, NULL);
        const char *row = arena_printf(c.lab.arena, "id,guess,cost\na,%s,\n", cases[i].cell);
        if (strcmp(after_mark(c.result.answers.bytes), row) != 0)
            fail_msg("case %zu: %s", i, c.result.answers.bytes);
        const char *doubt =
            cases[i].why ? arena_printf(c.lab.arena, ",%s,%s,", cases[i].why, cases[i].proposal) : DOUBTS;
        if (!strstr(c.result.doubts.bytes, doubt))
            fail_msg("case %zu: %s", i, c.result.doubts.bytes);
        assert_int_equal(c.result.doubtful, cases[i].why != NULL);
        drop(&c);
    }
}

/* Of two that say the same, the place of the better one is shown; the first of equals. */
static void the_better_place_is_kept(void **state) {
    (void)state;
    static const struct {
        double one, other;
        const char *file;
    } cases[] = {{1, 2, "two"}, {2, 1, "one"}, {1, 1, "one"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct class c = class_of("id\na\n");
        add(&c, 0, 0, "A", NULL, "one", cases[i].one);
        add(&c, 0, 0, "A", NULL, "two", cases[i].other);
        write_tables(&c, "id,guess\na,B\n", NULL); /* what was typed is shown with its place */
        assert_table(c.result.doubts.bytes,
                     arena_printf(c.lab.arena,
                                  DOUBTS "a,guess,%s,page 1,\"B was typed, which stays, but A was "
                                         "read\",B,%s\n",
                                  cases[i].file, cases[i].file));
        drop(&c);
    }
}

/* A page that did not come in: its cells are doubtful if nothing else answers. */
static void missing_pages_are_doubts(void **state) {
    (void)state;
    struct class c = class_of("id\na\nb\n");
    collect_class_miss(c.class, 0, 0, "page 1 is missing");
    collect_class_miss(c.class, 0, 0, "another reason");
    collect_class_miss(c.class, 0, 1, "page 2 is missing");
    add(&c, 0, 1, "400", NULL, "one", 1);
    write_tables(&c, NULL, NULL);
    assert_table(c.result.answers.bytes, "id,guess,cost\na,?,400\nb,,\n");
    assert_table(c.result.doubts.bytes, DOUBTS "a,guess,,,page 1 is missing,,\n");
    assert_int_equal(c.result.people, 1);
    assert_non_null(strstr(c.result.items.bytes, "\"why\":\"page 1 is missing\""));
    assert_non_null(strstr(c.result.items.bytes, "\"options\":\"A B\""));
    drop_result(&c);
    write_tables(&c, "id,guess,cost\nb,,\na,B,?\n", NULL); /* what somebody typed answers it */
    assert_string_equal(strstr(c.result.responses.bytes, "\n"),
                        arena_printf(c.lab.arena, "\nb,,,\na,B,400,%s\n", fingerprint(&c, 0)));
    assert_table(c.result.doubts.bytes, DOUBTS);
    drop(&c);
}

/* What a person typed stays, with what else is in the table; what is ours from before is read again. */
static void what_was_typed_stays(void **state) {
    (void)state;
    struct class c = class_of("id\na\nb\nc\n");
    add(&c, 0, 0, "A", NULL, "one", 1);
    add(&c, 0, 1, "401", NULL, "one", 1);
    add(&c, 1, 0, "B", NULL, "two", 1);
    write_tables(&c, "id,note,cost,guess\nx,nobody,1,A\nb,\"late, ill\",7,B\na,,400,\n",
                 "id,guess,cost\na,,400\nb,B,\n");
    assert_table(c.result.responses.bytes,
                 arena_printf(c.lab.arena,
                              "id,note,cost,guess,fingerprint\nx,nobody,1,A,\nb,\"late, ill\",7,B,%s\n"
                              "a,,401,A,%s\n",
                              fingerprint(&c, 1), fingerprint(&c, 0)));
    assert_table(c.result.answers.bytes, "id,guess,cost\nb,B,\na,A,401\n");
    assert_int_equal(c.result.kept, 0);
    assert_table(c.result.doubts.bytes, DOUBTS);
    drop_result(&c);
    /* Without a table of before, the 400 was typed. */
    write_tables(&c, "id,cost\na,400\n", NULL);
    assert_int_equal(c.result.kept, 1);
    assert_non_null(strstr(c.result.responses.bytes, "\na,400,"));
    drop_result(&c);
    /* A table of before that cannot be read is none; a table of responses that cannot is an error. */
    write_tables(&c, "id,cost\na,400\n", "no table\n");
    assert_int_equal(c.result.kept, 1);
    drop_result(&c);
    assert_string_equal(diag_text(c.lab.diag), "");
    assert_false(collect_class_write(c.class, lab_fixture_source(&c.lab, "responses.csv", "name\nAnn\n"), NULL,
                                     &c.result, c.lab.diag));
    assert_non_null(strstr(lab_fixture_said(&c.lab), "responses need the column 'id'"));
    drop(&c);
}

static void decisions_settle_doubts(void **state) {
    (void)state;
    struct class c = class_of("id\na\nb\n");
    add(&c, 0, 0, "A", "faint", "one", 1);
    add(&c, 0, 1, NULL, "illegible", "one", 1);
    add(&c, 1, 0, "A", NULL, "two", 1);
    struct collect_decisions decisions = {0};
    assert_true(collect_decisions_read(&decisions, c.lab.arena,
                                       lab_fixture_source(&c.lab, "d.csv",
                                                          "id,question,answer,sheet_page,seen\na,guess,B,,one\n"
                                                          "a,cost,12,,other\nb,guess,B,,\nb,,,2,xyz\n"),
                                       c.sets, &columns, false, c.lab.diag));
    assert_int_equal(decisions.count, 4);
    collect_class_decide(c.class, &decisions, c.lab.diag);
    write_tables(&c, NULL, NULL);
    /* The one about another page counts no longer, but is kept. */
    assert_table(c.result.answers.bytes, "id,guess,cost\na,B,?\nb,B,\n");
    assert_int_equal(c.result.taken, 2);
    assert_int_equal(c.result.doubtful, 1);
    struct text out = {0};
    collect_decisions_write(&decisions, false, &columns, &out);
    assert_table(out.bytes, "id,question,answer,sheet_page,seen\na,guess,B,,one\na,cost,12,,other\n"
                            "b,guess,B,,\nb,,,2,xyz\n");
    text_free(&out);
    assert_string_equal(diag_text(c.lab.diag), "");
    /* A new one takes the place of the one before, but not if it was made on another page. */
    assert_true(collect_decisions_read(
        &decisions, c.lab.arena,
        lab_fixture_source(&c.lab, "new.csv", "id,question,answer,seen\na,guess,A,other\nb,cost,5,\na,cost,13,other\n"),
        c.sets, &columns, true, c.lab.diag));
    assert_int_equal(decisions.count, 5);
    collect_class_decide(c.class, &decisions, c.lab.diag);
    const char *said = lab_fixture_said(&c.lab);
    assert_non_null(strstr(said, "new.csv:2:1: error: this was decided on another page than the one that came in"));
    assert_non_null(strstr(said, "new.csv:4:1: error: this was decided on another page"));
    assert_null(strstr(said, "new.csv:3"));
    out = (struct text){0};
    collect_decisions_write(&decisions, false, &columns, &out);
    assert_table(out.bytes, "id,question,answer,sheet_page,seen\na,guess,B,,one\na,cost,12,,other\n"
                            "b,guess,B,,\nb,,,2,xyz\nb,cost,5,,\n");
    text_free(&out);
    drop(&c);
}

static void mistakes_of_decisions_are_said(void **state) {
    (void)state;
    static const struct {
        const char *csv, *said;
    } cases[] = {
        {"id,answer\na,A\n", "d.csv:1:1: error: decisions need the columns id, question and answer"},
        {"id,question,answer\nz,guess,A\n", "d.csv:2:1: error: the parameter file has no 'z'"},
        {"id,question,answer\na,guss,A\n", "d.csv:2:3: error: responses have no column 'guss'; did you mean 'guess'?"},
        {"id,question,answer,sheet_page,seen\na,,,0,x\n", "d.csv:2:1: error: whose page it is needs the number"},
        {"id,question,answer,sheet_page,seen\na,,,1,\n", "d.csv:2:1: error: whose page it is needs the number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct class c = class_of("id\na\n");
        struct collect_decisions decisions = {0};
        assert_false(collect_decisions_read(&decisions, c.lab.arena, lab_fixture_source(&c.lab, "d.csv", cases[i].csv),
                                            c.sets, &columns, true, c.lab.diag));
        assert_int_equal(decisions.count, 0);
        if (!strstr(diag_text(c.lab.diag), cases[i].said))
            fail_msg("%s\n%s", cases[i].csv, diag_text(c.lab.diag));
        drop(&c);
    }
    /* A row of doubts.csv that was left open decides nothing. */
    struct class c = class_of("id\na\n");
    struct collect_decisions decisions = {0};
    assert_true(collect_decisions_read(
        &decisions, c.lab.arena,
        lab_fixture_source(&c.lab, "d.csv", "id,question,why,answer\na,guess,faint,\na,cost,faint,5\n"), c.sets,
        &columns, true, c.lab.diag));
    assert_int_equal(decisions.count, 1);
    assert_int_equal(decisions.list[0].column, 1);
    drop(&c);
}

/* Scenarios have rows of their own. */
static void scenarios_have_rows_of_their_own(void **state) {
    (void)state;
    struct class c = class_of("id,scenario\na,low\na,high\n");
    add(&c, 1, 0, "A", NULL, "one", 1);
    add(&c, 0, 0, "B", "faint", "one", 1);
    write_tables(&c, "id,scenario,guess\na,high,\n", NULL);
    assert_table(c.result.responses.bytes,
                 arena_printf(c.lab.arena, "id,scenario,guess,fingerprint,cost\na,high,A,%s,\na,low,?,%s,\n",
                              fingerprint(&c, 1), fingerprint(&c, 0)));
    assert_table(c.result.doubts.bytes,
                 "id,scenario,question,file,place,why,proposal,seen\na,low,guess,one,page 1,faint,B,one\n");
    drop(&c);
}

/* A table of the pages that came in. */
static void pages_are_a_table(void **state) {
    (void)state;
    struct class c = class_of("id\na\nb\n");
    struct collect_page pages[] = {{.set = 1, .number = 2, .of = 2, .document = "sheet"},
                                   {.set = 0, .number = 1, .of = 2, .document = "sheet", .stale = "old"}};
    const struct collect_geometry geometry = {.pages = pages, .count = 2};
    const struct collect_picture pictures[] = {
        {.file = "x.pdf",
         .number = 3,
         .seen = "abc",
         .reading = {.state = SCAN_READ, .how = 1, .page = 0, .scale = 2, .turn = -0.0001, .residual = 0.126}},
        {.file = "x.pdf", .number = 4, .reading = {.state = SCAN_READ, .page = 1, .bilevel = true}},
        {.file = "x.pdf", .number = 5, .twice = true, .reading = {.state = SCAN_READ, .page = 0, .photograph = true}},
        {.file = "y.jpg", .number = 1, .error = "it is cut off"},
        {.file = "z.jpg", .number = 1, .reading = {.state = SCAN_FOREIGN, .page = SIZE_MAX, .content = "other"}},
        {.file = "f.pdf", .filled = "form", .set = 1},
        {.file = "g.xlsx", .filled = "workbook", .set = SIZE_MAX, .error = "of nobody"}};
    struct text out = {0};
    collect_pages_head(&out, false);
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
        collect_pages_row(&out, &geometry, c.sets, &pictures[i]);
    assert_table(out.bytes, "file,page,status,id,document,sheet_page,told_by,turn,pixels_a_point,residual_mm,frames,"
                            "modules_wrong,kind,remark,seen\n"
                            "x.pdf,3,read,b,sheet,2,code,0.0,2.000,0.13,0.00,0.000,grey,,abc\n"
                            "x.pdf,4,stale,a,sheet,1,,,,,,,black and white,old,\n"
                            "x.pdf,5,again,b,sheet,2,,,,,,,photograph,,\n"
                            "y.jpg,1,damaged,,,,,,,,,,,it is cut off,\n"
                            "z.jpg,1,foreign,,,,,,,,,,grey,other,\n"
                            "f.pdf,,read,b,,,,,,,,,form,,\n"
                            "g.xlsx,,foreign,,,,,,,,,,workbook,of nobody,\n");
    text_free(&out);
    drop(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sure_answers_are_a_table),
        cmocka_unit_test(two_answers_for_a_cell_are_settled),
        cmocka_unit_test(the_better_place_is_kept),
        cmocka_unit_test(missing_pages_are_doubts),
        cmocka_unit_test(what_was_typed_stays),
        cmocka_unit_test(decisions_settle_doubts),
        cmocka_unit_test(mistakes_of_decisions_are_said),
        cmocka_unit_test(scenarios_have_rows_of_their_own),
        cmocka_unit_test(pages_are_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
