/* Filled forms, as several programs save them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "pdf_file.h"
#include "returned/returned.h"

static char path[] = "/tmp/fleetsheet-returned-XXXXXX";

#define IDENTITY                                                                                                       \
    "({\"lab\":\"lamps\",\"id\":\"s 03\",\"scenario\":\"low\",\"fingerprint\":\"6da66cb5\",\"document\":\"sheet\"})"

/* A page with a field for a number (object 5), three boxes (7 to 9, of field 6) and the hidden field (4). */
static void put_form(struct pdf_file *file, const char *number, const char *boxes, const char *const states[3]) {
    pdf_file_begin(file);
    pdf_file_object(file, 1, "<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R 5 0 R 6 0 R]>>>>");
    pdf_file_object(file, 2, "<</Type /Pages /Kids [3 0 R] /Count 1>>");
    pdf_file_object(file, 3,
                    "<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Annots [4 0 R 5 0 R 7 0 R 8 0 R 9 0 R]>>");
    pdf_file_object(file, 4,
                    "<</Type /Annot /Subtype /Widget /FT /Tx /T (fleetsheet) /F 2 /Rect [0 0 0 0] /V " IDENTITY ">>");
    struct text value = {0};
    text_printf(&value, "<</Type /Annot /Subtype /Widget /FT /Tx /T (speedup) /Rect [0 0 9 9] %s>>", number);
    pdf_file_object(file, 5, value.bytes);
    text_clear(&value);
    text_printf(&value, "<</FT /Btn /Ff 32768 /T (pick) /Kids [7 0 R 8 0 R 9 0 R] %s>>", boxes);
    pdf_file_object(file, 6, value.bytes);
    for (int i = 0; i < 3; i++) {
        text_clear(&value);
        text_printf(&value,
                    "<</Type /Annot /Subtype /Widget /Parent 6 0 R /Rect [0 0 9 9] /AP <</N <</%c 10 0 R>>>> %s>>",
                    'A' + i, states ? states[i] : "/AS /Off");
        pdf_file_object(file, 7 + i, value.bytes);
    }
    text_free(&value);
    pdf_file_object(file, 10, "<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0>>\nstream\n\nendstream");
    pdf_file_end(file);
}

/* A sheet in short: `question=text@place!doubt` for each answer. */
static void assert_read(struct pdf_file *file, const char *expected) {
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct text out = {0};
    pdf_file_write(file, path);
    assert_int_equal(returned_kind(path), RETURNED_FORM);
    const struct returned_sheet *sheet = returned_read_form(path, arena, diag);
    assert_string_equal(diag_text(diag), "");
    assert_non_null(sheet);
    text_printf(&out, "%s,%s,%s,%s,%s:", sheet->lab, sheet->id, sheet->scenario, sheet->fingerprint, sheet->document);
    assert_string_equal(out.bytes, "lamps,s 03,low,6da66cb5,sheet:");
    text_clear(&out);
    for (size_t i = 0; i < sheet->count; i++)
        text_printf(&out, "%s%s=%s@%s%s%s", i ? "; " : "", sheet->answers[i].question, sheet->answers[i].text,
                    sheet->answers[i].place, sheet->answers[i].doubt ? "!" : "",
                    sheet->answers[i].doubt ? sheet->answers[i].doubt : "");
    assert_string_equal(out.bytes, expected);
    text_free(&out);
    diag_free(diag);
    arena_free(arena);
}

static void reads_values(void **state) {
    (void)state;
    struct pdf_file file;
    put_form(&file, "/V (12.5)", "/V /B", (const char *const[]){"/AS /Off", "/AS /B", "/AS /Off"});
    assert_read(&file, "speedup=12.5@page 1; pick=B@page 1");
    put_form(&file, "/V <FEFF00E4>", "/V (C)", (const char *const[]){"", "", "/AS /C"});
    assert_read(&file, "speedup=\u00E4@page 1; pick=C@page 1");
    put_form(&file, "/V <EFBBBFC3A4>", "", (const char *const[]){"/AS /A", "", ""});
    assert_read(&file, "speedup=\u00E4@page 1; pick=A@page 1");
}

static void finds_contradictions(void **state) {
    (void)state;
    struct pdf_file file;
    put_form(&file, "/V 12.5", "/V /Off", NULL);
    assert_read(&file, "speedup=@page 1!its value is of the type 'real', which is no text; pick=@page 1");
    put_form(&file, "/V (1)", "/V /C", (const char *const[]){"/AS /A", "/AS /Off", "/AS /Off"});
    assert_read(&file, "speedup=1@page 1; pick=C@page 1!A looks ticked, but the form says C");
    put_form(&file, "/V (1)", "/V /a", (const char *const[]){"", "", ""});
    assert_read(&file, "speedup=1@page 1; pick=@page 1!it says 'a', which is none of its boxes");
    put_form(&file, "/V (1)", "", (const char *const[]){"/AS /A", "/AS /B", ""});
    assert_read(&file, "speedup=1@page 1; pick=@page 1!A and B look ticked");
}

/* What is saved behind the file counts: each revision has what was changed. */
static void reads_the_last_revision(void **state) {
    (void)state;
    struct pdf_file file;
    put_form(&file, "", "", NULL);
    for (int i = 1; i <= 3; i++) {
        char value[120];
        snprintf(value, sizeof value, "<</Type /Annot /Subtype /Widget /FT /Tx /T (speedup) /Rect [0 0 9 9] /V (%d)>>",
                 i);
        pdf_file_object(&file, 5, value);
        pdf_file_end(&file);
    }
    assert_read(&file, "speedup=3@page 1; pick=@page 1");
    put_form(&file, "/V (7)", "", NULL);
    text_puts(&file.bytes, "5 0 obj\n<<");
    assert_read(&file, "speedup=7@page 1!the file is damaged: it was cut off while it was saved; pick=@page 1!the file "
                       "is damaged: it was cut off while it was saved");
}

/* Fields that some program saved in another way: one of the boxes each, or in a field around all. */
static void reads_other_hierarchies(void **state) {
    (void)state;
    struct pdf_file file;
    put_form(&file, "/V (1)", "", NULL);
    pdf_file_object(&file, 1, "<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R 5 0 R 7 0 R 8 0 R]>>>>");
    pdf_file_object(&file, 7,
                    "<</Type /Annot /Subtype /Widget /FT /Btn /T (pick) /V /Off /AS /Off /AP <</N <</A 10 0 R>>>>>>");
    pdf_file_object(&file, 8,
                    "<</Type /Annot /Subtype /Widget /FT /Btn /T (pick) /V /B /AS /B /AP <</N <</B 10 0 R>>>>>>");
    pdf_file_end(&file);
    assert_read(&file, "speedup=1@page 1; pick=B@page 1");
    /* No list of fields: the pages have them. */
    put_form(&file, "/V (1)", "/V /A", (const char *const[]){"/AS /A", "", ""});
    pdf_file_object(&file, 1, "<</Type /Catalog /Pages 2 0 R /AcroForm <<>>>>");
    pdf_file_end(&file);
    assert_read(&file, "speedup=1@page 1; pick=A@page 1");
}

static void assert_refused(struct pdf_file *file, const char *words) {
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    pdf_file_write(file, path);
    assert_null(returned_read_form(path, arena, diag));
    if (!strstr(diag_text(diag), words) || strncmp(diag_text(diag), path, strlen(path)) != 0)
        fail_msg("expected: %s\ngot: %s", words, diag_text(diag));
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), 1);
    diag_free(diag);
    arena_free(arena);
}

static void refuses_what_is_none(void **state) {
    (void)state;
    struct pdf_file file;
    put_form(&file, "", "", NULL);
    assert_refused(&file, "no form of ours that is filled in");
    put_form(&file, "/V (1)", "", NULL);
    pdf_file_object(&file, 4, "<</FT /Tx /T (fleetsheet) /V ({\"lab\":\"lamps\"})>>");
    pdf_file_end(&file);
    assert_refused(&file, "nothing in it says whose it is");
    put_form(&file, "/V (1)", "", NULL);
    pdf_file_object(&file, 11, "<</FT /Tx /T (fleetsheet+1) /V ({\"lab\":\"l\",\"id\":\"b\",\"fingerprint\":\"1\"})>>");
    pdf_file_object(&file, 1, "<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R 5 0 R 11 0 R]>>>>");
    pdf_file_end(&file);
    assert_refused(&file, "several sheets are joined in it, of 's 03' and 'b'");
    file = (struct pdf_file){0};
    text_puts(&file.bytes, "%PDF-1.7\n");
    assert_refused(&file, "no whole PDF file");
}

/* Fields in a circle, and more of them than a form has. */
static void ends_in_time(void **state) {
    (void)state;
    struct pdf_file file;
    put_form(&file, "/V (1)", "", NULL);
    pdf_file_object(&file, 6, "<</FT /Btn /T (pick) /Kids [6 0 R 7 0 R 11 0 R]>>");
    pdf_file_object(&file, 11, "<</Parent 6 0 R /T (a) /Kids [6 0 R 11 0 R]>>");
    pdf_file_end(&file);
    assert_read(&file, "speedup=1@page 1; pick=@page 1; pick.a=@on no page");
    put_form(&file, "/V (1)", "", NULL);
    struct text many = {0};
    text_puts(&many, "<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R 5 0 R");
    for (int i = 0; i < 60000; i++)
        text_puts(&many, " <</FT /Tx /T (b)>>");
    text_puts(&many, "]>>>>");
    pdf_file_object(&file, 1, many.bytes);
    pdf_file_end(&file);
    text_free(&many);
    assert_refused(&file, "more fields than any form of ours");
}

static void tells_kinds(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct pdf_file file = {0};
    text_puts(&file.bytes, "id,speedup\ns03,12\n");
    pdf_file_write(&file, path);
    assert_int_equal(returned_kind(path), RETURNED_OTHER);
    assert_null(returned_read_book(path, arena, diag));
    assert_non_null(strstr(diag_text(diag), "no workbook of ours"));
    diag_free(diag);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_values),
                                       cmocka_unit_test(finds_contradictions),
                                       cmocka_unit_test(reads_the_last_revision),
                                       cmocka_unit_test(reads_other_hierarchies),
                                       cmocka_unit_test(refuses_what_is_none),
                                       cmocka_unit_test(ends_in_time),
                                       cmocka_unit_test(tells_kinds)};
    close(mkstemp(path));
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
