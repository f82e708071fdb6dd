/* A file of answers: which columns and rows are read, and what is said of the others. */
#include "grade_shop.h"

static struct parameter_sets *sets;

#define CLASS "id,name,price\na,Ann Ames,100\nb,Bo Bell,x\nc,Cy Cole,300\n"
enum { CLASS_COUNT = 3 };

static int set_up(void **state) {
    grade_fixture_set_up(state);
    sets = lab_fixture_sets(&f.lab, CLASS);
    lab_fixture_said(&f.lab);
    return 0;
}

static struct grade_responses *read_with(const char *csv, const struct grade_printed *printed) {
    struct arena *arena = f.lab.arena;
    return grade_responses_read(arena, lab_fixture_source(&f.lab, "r.csv", csv), NULL, f.lab.lab, sets,
                                sets_names_new(arena, sets), printed, f.lab.diag);
}

/* The responses in a text, the first argument; what is said must have each of the others, and no more errors or
 * warnings. */
static struct grade_responses *read_saying(const char *const *text_and_said) {
    static const struct grade_printed nothing = {NULL, false};
    const char *const *said = text_and_said + 1;
    struct grade_responses *responses = read_with(*text_and_said, &nothing);
    int reports = diag_count(f.lab.diag, SEVERITY_ERROR) + diag_count(f.lab.diag, SEVERITY_WARNING);
    const char *text = lab_fixture_said(&f.lab);
    int count = 0;
    for (; said[count]; count++)
        if (!strstr(text, said[count]))
            fail_msg("not said: %s\n%s", said[count], text);
    if (count != reports)
        fail_msg("%d reports, not %d:\n%s", reports, count, text);
    return responses;
}
#define READ(...) read_saying((const char *const[]){__VA_ARGS__, NULL})

static const char *answer(const struct grade_responses *responses, size_t row, const char *question) {
    return grade_responses_get(responses, row, f.lab.arena).answers[lab_fixture_question(&f.lab, question)];
}

#define FEW "there is no column for fee, total, part, affordable, hours, rest, pairs, why: graded as not answered"

static void test_read(void **state) {
    (void)state;
    struct grade_responses *responses = READ("id,guess,cost\nc,B,\"1,200\"\n\na,A,\n", "r.csv:1:1: warning: " FEW);
    assert_int_equal(responses->count, 2);
    assert_int_equal(responses->rows[0].set, 2);
    assert_int_equal(responses->rows[1].set, 0);
    assert_int_equal(responses->rows[0].pos.line, 2);
    assert_int_equal(responses->rows[1].pos.line, 4);
    assert_string_equal(answer(responses, 0, "guess"), "B");
    assert_string_equal(answer(responses, 0, "cost"), "1,200");
    assert_string_equal(answer(responses, 1, "guess"), "A");
    assert_string_equal(answer(responses, 1, "cost"), "");
    assert_string_equal(answer(responses, 1, "why"), "");
    assert_true(responses->has_column[0] && responses->has_column[1] && !responses->has_column[2]);
}

/* Every question has a column, so that nothing is missing. */
#define ALL "guess,cost,fee,total,part,affordable,hours,rest,pairs"
static void test_columns(void **state) {
    (void)state;
    struct grade_responses *responses = READ("id,WHY," ALL "\na,B,,,,,,,,,\n"); /* up to case */
    assert_string_equal(answer(responses, 0, "why"), "B");
    responses =
        READ("id,Why,why," ALL "\na,A,B,,,,,,,,,\n", /* the exact name is read, though it is the second */
             "r.csv:1:4: error: two columns name the question 'why': column 3, 'why', which is read, and column "
             "2, 'Why', which is not; keep one");
    assert_string_equal(answer(responses, 0, "why"), "B");
    responses = READ("id,wyh," ALL "\na,A,B,,,,,,,,,\n",
                     "r.csv:1:4: error: shop has no question 'wyh'; did you mean 'why'? Its answers are not graded but "
                     "left to review");
    assert_string_equal(answer(responses, 0, "why"), "A");
    assert_string_equal(responses->misnamed[lab_fixture_question(&f.lab, "why")], "wyh");
    assert_null(responses->misnamed[0]);
    READ("id,why,wyh," ALL "\na,A,B,,,,,,,,,\n", /* not taken for a question that has a column */
         "r.csv:1:8: warning: shop has no question 'wyh': the column is not read");
    READ("id,fingerprnt,why," ALL "\na,A,B,,,,,,,,,\n",
         "r.csv:1:4: error: shop has no question 'fingerprnt'; did you mean 'fingerprint'?");
    READ("id,remarks,why," ALL "\na,A,B,,,,,,,,,\n",
         "r.csv:1:4: warning: shop has no question 'remarks': the column is not read");
    READ("id,Name,scenario,mood,note,why," ALL "\na,Ann Ames,,good,x,B,,,,,,,,,\n"); /* all known */
    assert_null(READ("id\na\n",
                     "error: there is no column for any question; the questions of shop are guess, cost, fee, "
                     "total, part, affordable, hours, rest, pairs, why"));
    assert_null(READ("guess,cost\nA,1\n", "responses need the column 'id', which says whose answers they are"));
    assert_null(READ("", "r.csv"));
}

static void test_rows(void **state) {
    (void)state;
    struct grade_responses *responses =
        READ("id,why," ALL "\n,A,,,,,,,,,\nA,A,,,,,,,,,\nb,A,,,,,,,,,\nc,A,,,,,,,,,\nc,B,,,,,,,,,\nzzzz,A,,,,,,,,,\n",
             "r.csv:2:1: error: the row has no id, so nobody knows "
             "whose answers these are",
             "r.csv:3:1: error: no parameter set has the id 'A'",
             "r.csv:4:1: error: the parameter set of 'b' has an error: its answers cannot be graded",
             "r.csv:6:1: error: 'c' has two rows; the first, on line 5, is graded",
             "r.csv:7:1: error: no parameter set has the id 'zzzz'");
    assert_int_equal(responses->count, 1);
    assert_string_equal(answer(responses, 0, "why"), "A");
    responses = READ("id,name,why," ALL "\na,Cy Cole,A,,,,,,,,,\n", "r.csv:2:3: warning: ");
    assert_int_equal(responses->count, 1); /* is graded all the same */
}

/* A row with the fingerprint of its set is graded; one with another's is not. */
static void test_fingerprints(void **state) {
    (void)state;
    const char *own = sets_row(sets, 2)->fingerprint, *other = sets_row(sets, 0)->fingerprint;
    struct grade_responses *responses =
        READ(arena_printf(f.lab.arena, "id,fingerprint,why," ALL "\nc, %s ,A,,,,,,,,,\na,,A,,,,,,,,,\n", own));
    assert_int_equal(responses->count, 2);
    responses =
        READ(arena_printf(f.lab.arena, "id,fingerprint,why," ALL "\nc,%s,A,,,,,,,,,\na,quite,A,,,,,,,,,\n", other),
             arena_printf(f.lab.arena,
                          "r.csv:2:3: error: the sheet's fingerprint is '%s', but that of the parameter set of "
                          "'c' is %s: the sheet was made from other numbers",
                          other, own),
             "no sheet has such a fingerprint, of other than eight digits and letters a to f");
    assert_int_equal(responses->count, 0);
}

/* A set that is not the printed one is graded with the sheet's fingerprint, or if that is forced. */
static void test_printed(void **state) {
    (void)state;
    static const char *const others[CLASS_COUNT] = {NULL, NULL, "its price was 400"};
    struct grade_printed printed = {others, false};
    struct grade_responses *responses = read_with("id,why," ALL "\na,A,,,,,,,,,\nc,B,,,,,,,,,\n", &printed);
    assert_int_equal(responses->count, 1);
    assert_int_equal(responses->rows[0].set, 0);
    assert_int_equal(diag_count(f.lab.diag, SEVERITY_ERROR), 1);
    const char *said = lab_fixture_said(&f.lab);
    assert_non_null(strstr(said, "its price was 400"));
    assert_non_null(strstr(said, "it is not graded. Use the parameter sets that were printed, or --force"));
    printed.force = true;
    responses = read_with("id,why," ALL "\na,A,,,,,,,,,\nc,B,,,,,,,,,\n", &printed);
    assert_int_equal(responses->count, 2);
    assert_int_equal(diag_count(f.lab.diag, SEVERITY_ERROR), 0);
    assert_non_null(strstr(lab_fixture_said(&f.lab), "it is graded all the same (--force)"));
    printed.force = false;
    responses = read_with(
        arena_printf(f.lab.arena, "id,fingerprint,why," ALL "\nc,%s,B,,,,,,,,,\n", sets_row(sets, 2)->fingerprint),
        &printed);
    assert_int_equal(responses->count, 1);
    assert_int_equal(diag_count(f.lab.diag, SEVERITY_ERROR) + diag_count(f.lab.diag, SEVERITY_WARNING), 0);
}

/* The words that the ledger saves. */
static void test_words(void **state) {
    (void)state;
    const struct lab_ledger *ledger = f.lab.lab->ledger;
    int mood = -1, note = -1;
    for (int i = 0; i < ledger->field_count; i++) {
        mood = strcmp(ledger->fields[i].name, "mood") == 0 ? i : mood;
        note = strcmp(ledger->fields[i].name, "note") == 0 ? i : note;
    }
    struct grade_responses *responses =
        READ("id,mood,note,why," ALL "\na,Good,likes it,A,,,,,,,,,\nc,goood,,A,,,,,,,,,\n",
             "r.csv:3:3: warning: 'goood' is not a mood: the ledger's mood is left empty; did you mean 'good'?");
    struct grade_written written = grade_responses_get(responses, 0, f.lab.arena);
    assert_string_equal(written.words[mood], "up");
    assert_string_equal(written.words[note], "likes it");
    written = grade_responses_get(responses, 1, f.lab.arena);
    assert_string_equal(written.words[mood], "");
    assert_null(written.words[note]);
    static const struct grade_printed nothing = {NULL, false};
    read_with("id,mood,why," ALL "\na,,A,,,,,,,,,\nc,strange,A,,,,,,,,,\n", &nothing);
    const char *said = lab_fixture_said(&f.lab);
    assert_non_null(strstr(said, "'strange' is not a mood: the ledger's mood is left empty; use one of good, bad"));
    assert_non_null(strstr(said, "note: nothing is typed under 'mood' for 1 of 2 people: their ledgers say 'flat'"));
    read_with("id,why," ALL "\na,A,,,,,,,,,\n", &nothing);
    assert_non_null(strstr(lab_fixture_said(&f.lab), "note: there is no column 'mood': all ledgers say 'flat'"));
}

/* An id with several scenarios needs a column that says which. */
static void test_scenarios(void **state) {
    (void)state;
    sets = lab_fixture_sets(&f.lab, "id,scenario,price\na,low,100\na,high,900\n");
    lab_fixture_said(&f.lab);
    struct grade_responses *responses = READ("id,scenario,why," ALL "\na,high,B,,,,,,,,,\na,low,A,,,,,,,,,\n");
    assert_int_equal(responses->count, 2);
    assert_int_equal(responses->rows[0].set, 1);
    assert_int_equal(responses->rows[1].set, 0);
    READ("id,why," ALL "\na,B,,,,,,,,,\n",
         "'a' has several parameter sets: a column 'scenario' must say which one is meant");
    READ("id,scenario,why," ALL "\na,mid,B,,,,,,,,,\n", "'a' has no parameter set with the scenario 'mid'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_read, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_columns, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_rows, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_fingerprints, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_printed, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_words, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scenarios, set_up, grade_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
