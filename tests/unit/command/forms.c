/* Sheets on paper as forms, the fields that they have, and a form that comes back filled in. */
#include "command_fixture.h"

#include <ctype.h>

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(questions_have_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forms_come_back, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
