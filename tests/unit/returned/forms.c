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
}

/* A workbook is no form: until workbooks are read it is nothing. */
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_values), cmocka_unit_test(tells_kinds)};
    close(mkstemp(path));
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
