/* Sheets on paper as forms, the fields that they have, and a form that comes back filled in. */
#include "command_fixture.h"

#include <ctype.h>
#include <jansson.h>

static struct command_fixture f;

#define CLASS "id,name,price,rate\na,Ann Ames,100,25%\nb,Bo Bell,300,50%\n"
#define FORM "out/shop/student/a-sheet-form.pdf"

static int set_up(void **state) {
    (void)state;
    f = command_fixture_shop();
    command_fixture_put(&f, "class.csv", CLASS);
    assert_int_equal(command_fixture_run(&f, "generate LAB @class.csv -o @out -j 1 --form"), 0);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    command_fixture_free(&f);
    return 0;
}

struct bytes {
    char *bytes;
    size_t length;
};

static struct bytes form(void) {
    enum { MOST = 1 << 22 };
    struct bytes file = {arena_alloc(f.lab.arena, MOST), 0};
    FILE *in = fopen(command_fixture_path(&f, FORM), "r");
    assert_non_null(in);
    file.length = fread(file.bytes, 1, MOST - 1, in);
    assert_true(file.length < MOST - 1);
    fclose(in);
    return file;
}

/* Where a piece of the file is first; bytes behind a NUL count. */
static const char *find(struct bytes file, const char *piece) {
    return memmem(file.bytes, file.length, piece, strlen(piece));
}

/* The object of the field of a question: its number, and its text from `<<` to the last `>>`. */
static const char *object_of(struct bytes file, const char *question, long *number) {
    const char *named = find(file, arena_printf(f.lab.arena, "/T (%s)", question));
    if (!named)
        fail_msg("no field for %s", question);
    const char *begin = named;
    while (begin > file.bytes && strncmp(begin, " 0 obj", 6) != 0)
        begin--;
    const char *digits = begin;
    while (digits > file.bytes && isdigit((unsigned char)digits[-1]))
        digits--;
    *number = strtol(digits, NULL, 10);
    const char *end = strstr(named, "endobj");
    assert_non_null(end);
    return arena_strndup(f.lab.arena, begin + strlen(" 0 obj"), (size_t)(end - begin) - strlen(" 0 obj"));
}

static long number_after(const char *text, const char *word) {
    const char *at = strstr(text, word);
    assert_non_null(at);
    return strtol(at + strlen(word), NULL, 10);
}

/* Saves the form as programs do: what was typed is a revision behind the file (ISO 32000-1, 7.5.6). */
static void fill(const char *question, const char *value) {
    const struct bytes file = form();
    long number;
    const char *object = object_of(file, question, &number);
    const size_t close = (size_t)(strrchr(object, '>') - object) - 1;
    const char *trailer = NULL;
    for (const char *at = file.bytes; (at = memmem(at, (size_t)(file.bytes + file.length - at), "trailer", 7)); at++)
        trailer = at;
    assert_non_null(trailer);
    FILE *out = fopen(command_fixture_path(&f, FORM), "a");
    assert_non_null(out);
    fprintf(out, "\n");
    fflush(out);
    const long object_at = (long)file.length + 1;
    const int written = fprintf(out, "%ld 0 obj%.*s %s%s\nendobj\n", number, (int)close, object, value, object + close);
    fprintf(out,
            "xref\n%ld 1\n%010ld 00000 n \ntrailer\n<</Size %ld /Root %ld 0 R /Prev %ld>>\nstartxref\n%ld\n%%%%EOF\n",
            number, object_at, number_after(trailer, "/Size "), number_after(trailer, "/Root "),
            number_after(trailer, "startxref\n"), object_at + written);
    fclose(out);
}

static const char *made(const char *path) {
    return command_fixture_get(&f, arena_printf(f.lab.arena, "%s/out/shop/%s", f.at, path));
}

static void assert_in(const char *text, const char *wanted) {
    if (!text || !strstr(text, wanted))
        fail_msg("not there: %s\n%s\n%s", wanted, text ? text : "no file", f.said);
}

/* Text fields (Tx) for numbers, a choice (Btn) of one for options: none to untick, one at a time (flags 15 and 16 of
 * ISO 32000-1, 12.7.4.2.1: 2^14 + 2^15 = 49152). What is for instructors has no form. */
static void questions_have_fields(void **state) {
    (void)state;
    static const char *const numbers[] = {"cost", "fee", "total", "part", "hours", "rest", "pairs"};
    const struct bytes file = form();
    long number;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        assert_in(object_of(file, numbers[i], &number), "/FT /Tx");
        assert_in(object_of(file, numbers[i], &number), "/TU ");
    }
    assert_in(object_of(file, "guess", &number), "/FT /Btn");
    assert_in(object_of(file, "fleetsheet", &number), "/FT /Tx");
    assert_non_null(find(file, "/AcroForm "));
    assert_null(find(file, "/JavaScript"));
    assert_null(made("instructor/a-key-form.pdf"));
    assert_non_null(made("student/b-sheet-form.pdf"));
    assert_int_equal(command_fixture_run(&f, "generate LAB @class.csv -o @paper -j 1"), 0);
    assert_null(command_fixture_get(&f, command_fixture_path(&f, "paper/shop/student/a-sheet-form.pdf")));
}

/* 100 $ for four pieces are 400 $: 2 marks. */
static void forms_come_back(void **state) {
    (void)state;
    fill("cost", "/V (400)");
    fill("part", "/V (20 %)");
    assert_int_equal(command_fixture_run(&f, "collect LAB @class.csv @" FORM " -o @out -j 1"), 0);
    const char *responses = made("instructor/responses.csv");
    assert_in(responses, "\na,");
    assert_in(responses, ",400,");
    assert_in(responses, ",20 %,");
    assert_in(made("instructor/collect/pages.csv"), ",a,");
    assert_int_equal(command_fixture_run(&f, "grade LAB @class.csv @out/shop/instructor/responses.csv -o @out -j 1 -n"),
                     0);
    assert_in(made("instructor/gradebook.csv"), "\na,Ann Ames,0,2,0,0,1,");
}

/* A form from which the field of a question is gone, as if its page were: the sheet of that person lacks the answer,
 * and nobody else's. */
static void fields_may_be_missing(void **state) {
    (void)state;
    fill("part", "/V (20 %)");
    struct bytes file = form();
    char *name = memmem(file.bytes, file.length, "/T (cost)", 9);
    assert_non_null(name);
    name[4] = 'x';
    FILE *out = fopen(command_fixture_path(&f, FORM), "w");
    assert_non_null(out);
    assert_int_equal(fwrite(file.bytes, 1, file.length, out), file.length);
    fclose(out);
    assert_int_equal(command_fixture_run(&f, "collect LAB @class.csv @" FORM " -o @out -j 1"), 0);
    assert_in(f.said, "a-sheet-form.pdf: page 1 of the form of a is not in it");
    const char *doubts = made("instructor/collect/doubts.csv");
    assert_in(doubts, "\na,cost,,,page 1 is not in the form ");
    assert_null(strstr(doubts, "\nb,"));
    assert_null(strstr(doubts, ",fee,"));
    assert_in(made("instructor/responses.csv"), ",20 %,");
}

/* A rectangle within the paper. */
static void assert_within(const json_t *at, double width, double height) {
    assert_int_equal(json_array_size(at), 4);
    double of[4];
    for (size_t i = 0; i < 4; i++)
        of[i] = json_number_value(json_array_get(at, i));
    assert_true(of[0] >= 0 && of[1] >= 0 && of[2] > 0 && of[3] > 0);
    assert_true(of[0] + of[2] <= width && of[1] + of[3] <= height);
}

/* A4 is 210 x 297 mm, 72 points are 25.4 mm. Two questions have two options each; seven ask for numbers, and affordable
 * for a number or nothing. */
static void places_are_on_the_paper(void **state) {
    (void)state;
    json_t *geometry = json_load_file(command_fixture_path(&f, "out/shop/instructor/geometry.json"), 0, NULL);
    assert_non_null(geometry);
    const json_t *paper = json_object_get(geometry, "paper"), *code = json_object_get(geometry, "code");
    const double width = json_number_value(json_array_get(paper, 0)),
                 height = json_number_value(json_array_get(paper, 1));
    assert_true(width > 210 / 25.4 * 72 - 0.01 && width < 210 / 25.4 * 72 + 0.01);
    assert_true(height > 297 / 25.4 * 72 - 0.01 && height < 297 / 25.4 * 72 + 0.01);
    const double side =
        json_number_value(json_object_get(code, "modules")) * json_number_value(json_object_get(code, "module"));
    const json_t *sheets = json_object_get(geometry, "sheets"), *sheet = json_array_get(sheets, 0);
    assert_int_equal(json_array_size(sheets), 2);
    assert_string_equal(json_string_value(json_object_get(sheet, "id")), "a");
    struct text boxes = {0}, blanks = {0};
    size_t i, j;
    json_t *page, *place;
    json_array_foreach(json_object_get(sheet, "pages"), i, page) {
        const json_t *corner = json_object_get(page, "code");
        assert_int_equal(json_array_size(corner), 2);
        assert_true(json_number_value(json_array_get(corner, 0)) + side < width);
        assert_true(json_number_value(json_array_get(corner, 1)) + side < height);
        json_array_foreach(json_object_get(page, "boxes"), j, place) {
            assert_within(json_object_get(place, "at"), width, height);
            text_printf(&boxes, "%s%s ", json_string_value(json_object_get(place, "question")),
                        json_string_value(json_object_get(place, "option")));
        }
        json_array_foreach(json_object_get(page, "blanks"), j, place) {
            const json_t *rule = json_object_get(place, "rule"); /* from, to, and how far down */
            assert_int_equal(json_array_size(rule), 3);
            const double from = json_number_value(json_array_get(rule, 0)),
                         to = json_number_value(json_array_get(rule, 1));
            assert_true(0 < from && from < to && to < width && json_number_value(json_array_get(rule, 2)) < height);
            text_printf(&blanks, "%s ", json_string_value(json_object_get(place, "question")));
        }
    }
    assert_string_equal(boxes.bytes, "guessA guessB whyA whyB ");
    assert_string_equal(blanks.bytes, "cost fee total part affordable hours rest pairs ");
    text_free(&boxes);
    text_free(&blanks);
    json_decref(geometry);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(questions_have_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forms_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fields_may_be_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(places_are_on_the_paper, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
