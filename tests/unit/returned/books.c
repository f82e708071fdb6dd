/* Workbooks that come back filled in, written as programs write them: ECMA-376 part 1, 18.2 (names), 18.3 (cells), 18.4
 * (shared texts), 18.8 (looks). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#include "returned/returned.h"

static char path[] = "/tmp/fleetsheet-books-XXXXXX";

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/"
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELATIONS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define RELATION(key, type, target)                                                                                    \
    "<Relationship Id=\"" key "\" Type=\"" OFFICE "relationships/" type "\" Target=\"" target "\"/>"
#define PROPERTY(name, value)                                                                                          \
    "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\" name=\"fleetsheet " name                     \
    "\"><vt:lpwstr>" value "</vt:lpwstr></property>"
#define NAME(name, at) "<definedName name=\"" name "\">" at "</definedName>"

/* What a workbook has that a program saved; NULL: it has no such part. */
struct book {
    const char *names, *cells, *other_cells, *strings, *styles, *properties;
};

static const char identity[] =
    PROPERTY("lab", "lamps") PROPERTY("id", "s 03") PROPERTY("scenario", "low") PROPERTY("fingerprint", "6da66cb5")
        PROPERTY("document", "starter") "<property name=\"Client\"><vt:lpwstr>none</vt:lpwstr></property>";

static void add(zip_t *zip, const char *name, struct text *part) {
    zip_source_t *source = zip_source_buffer(zip, part->bytes, part->length, 1);
    assert_non_null(source);
    assert_true(zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) >= 0);
}

static void add_part(zip_t *zip, const char *name, const char *before, const char *content, const char *after) {
    struct text part = {0};
    if (!content)
        return;
    text_printf(&part, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%s%s%s", before, content, after);
    add(zip, name, &part);
}

static void put_book(const struct book *book) {
    int error;
    unlink(path);
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    add_part(zip, "_rels/.rels", RELATIONS,
             RELATION("r1", "officeDocument", "xl/workbook.xml")
                 RELATION("r2", "custom-properties", "/docProps/custom.xml"),
             "</Relationships>");
    add_part(zip, "docProps/custom.xml", "<Properties xmlns:vt=\"" OFFICE "docPropsVTypes\">", book->properties,
             "</Properties>");
    add_part(zip, "xl/_rels/workbook.xml.rels", RELATIONS,
             RELATION("r1", "worksheet", "worksheets/sheet1.xml")
                 RELATION("r2", "worksheet", "/xl/worksheets/sheet2.xml")
                     RELATION("r3", "sharedStrings", "sharedStrings.xml") RELATION("r4", "styles", "styles.xml"),
             "</Relationships>");
    add_part(zip, "xl/workbook.xml",
             "<workbook " MAIN " xmlns:r=\"" OFFICE "relationships\"><sheets>"
             "<sheet name=\"Answers\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"It's more\" sheetId=\"2\" r:id=\"r2\"/>"
             "</sheets><definedNames>",
             book->names, "</definedNames></workbook>");
    add_part(zip, "xl/worksheets/sheet1.xml", "<worksheet " MAIN "><sheetData>", book->cells,
             "</sheetData></worksheet>");
    add_part(zip, "xl/worksheets/sheet2.xml", "<worksheet " MAIN "><sheetData>",
             book->other_cells ? book->other_cells : "", "</sheetData></worksheet>");
    add_part(zip, "xl/sharedStrings.xml", "<sst " MAIN ">", book->strings ? book->strings : "", "</sst>");
    add_part(zip, "xl/styles.xml", "<styleSheet " MAIN ">", book->styles ? book->styles : "", "</styleSheet>");
    assert_int_equal(zip_close(zip), 0);
}

/* Reads it. Gives the answers in short, `question=text@place!doubt`, and after `said:` what was reported. */
static void assert_read(const struct book *book, const char *expected) {
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct text out = {0};
    if (book)
        put_book(book);
    const bool others = strstr(expected, "no workbook of ours");
    assert_int_equal(returned_kind(path), others ? RETURNED_OTHER : RETURNED_BOOK);
    const struct returned_sheet *sheet = returned_read_book(path, arena, diag);
    text_puts(&out, "");
    for (size_t i = 0; sheet && i < sheet->count; i++) {
        const struct returned_answer *answer = &sheet->answers[i];
        text_printf(&out, "%s%s=%s@%s%s%s", i ? "; " : "", answer->question, answer->text, answer->place,
                    answer->doubt ? "!" : "", answer->doubt ? answer->doubt : "");
        assert_int_equal(answer->page, 0);
        assert_false(answer->row);
    }
    if (sheet) {
        assert_string_equal(diag_text(diag), "");
        assert_string_equal(sheet->fingerprint, "6da66cb5");
    } else if (!strstr(diag_text(diag), expected)) {
        fail_msg("not said: %s\n%s", expected, diag_text(diag));
    }
    if (sheet && strcmp(out.bytes, expected) != 0)
        fail_msg("read: %s\nnot:  %s", out.bytes, expected);
    text_free(&out);
    diag_free(diag);
    arena_free(arena);
}

static void says_whose_it_is(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    put_book(&(struct book){.names = NAME("answer_a", "Answers!$A$1"), .cells = "", .properties = identity});
    const struct returned_sheet *sheet = returned_read_book(path, arena, diag);
    assert_non_null(sheet);
    assert_int_equal(sheet->kind, RETURNED_BOOK);
    assert_string_equal(sheet->lab, "lamps");
    assert_string_equal(sheet->id, "s 03");
    assert_string_equal(sheet->scenario, "low");
    assert_string_equal(sheet->fingerprint, "6da66cb5");
    assert_string_equal(sheet->document, "starter");
    diag_free(diag);
    arena_free(arena);
}

/* Programs that keep no properties keep names. */
static void a_name_says_whose_it_is(void **state) {
    (void)state;
    assert_read(&(struct book){.names = NAME("fleetsheet_6da66cb5", "Answers!$A$1") NAME("answer_a", "Answers!$A$1"),
                               .cells = "<row r=\"1\"><c r=\"A1\"><v>4</v></c></row>"},
                "a=4@sheet Answers, cell A1");
    assert_read(&(struct book){.names = NAME("fleetsheet_11111111", "Answers!$A$1") NAME("answer_a", "Answers!$A$1"),
                               .cells = "",
                               .properties = identity},
                "it says that its numbers are those of 6da66cb5, and of 11111111");
}

/* Numbers, texts in the cell, shared or by formula, what programs say of errors, truth and dates. The hundredths of
 * 0.07 are 7. */
static void reads_cells_of_all_types(void **state) {
    (void)state;
    assert_read(
        &(struct book){
            .names = NAME("answer_number", "Answers!$A$1") NAME("answer_shared", "Answers!$B$1")
                NAME("answer_inline", "Answers!$C$1") NAME("answer_formula", "Answers!$D$1")
                    NAME("answer_words", "Answers!$E$1") NAME("answer_open", "Answers!$F$1")
                        NAME("answer_error", "Answers!$A$2") NAME("answer_truth", "Answers!$B$2")
                            NAME("answer_date", "Answers!$C$2") NAME("answer_empty", "Answers!$Z$9")
                                NAME("answer_share", "Answers!$D$2") NAME("answer_day", "Answers!$E$2")
                                    NAME("answer_hours", "Answers!$F$2") NAME("answer_bad", "Answers!$G$2"),
            .cells =
                "<row r=\"1\"><c r=\"A1\"><v>12.5</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
                "<c r=\"C1\" t=\"inlineStr\"><is><r><t>about </t></r><r><t>7</t></r><rPh><t>seven</t></rPh></is></c>"
                "<c r=\"D1\"><f>A1*2</f><v>25</v></c><c r=\"E1\" t=\"str\"><f>\"x\"</f><v>x</v></c>"
                "<c r=\"F1\"><f>A1</f></c></row>"
                "<row r=\"2\"><c r=\"A2\" t=\"e\"><v>#DIV/0!</v></c><c r=\"B2\" t=\"b\"><v>0</v></c>"
                "<c r=\"C2\" t=\"d\"><v>2026-01-02</v></c><c r=\"D2\" s=\"1\"><v>0.07</v></c>"
                "<c r=\"E2\" s=\"2\"><v>45000</v></c><c r=\"F2\" s=\"3\"><v>1.5</v></c>"
                "<c r=\"G2\"><v>1,5</v></c></row>",
            .strings = "<si><t>no</t></si><si><r><t>y</t></r><r><t>es</t></r><rPh><t>spoken</t></rPh></si>",
            .styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"[h]:mm\"/></numFmts>"
                      "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"9\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
                      "</cellXfs>",
            .properties = identity},
        "number=12.5@sheet Answers, cell A1; shared=yes@sheet Answers, cell B1; inline=about 7@sheet Answers, cell C1; "
        "formula=25@sheet Answers, cell D1; words=x@sheet Answers, cell E1; "
        "open=@sheet Answers, cell F1!its formula has no value; open the workbook in a spreadsheet program and save it "
        "once; error=@sheet Answers, cell A2!it shows the error #DIV/0!; truth=@sheet Answers, cell B2!it says FALSE; "
        "date=@sheet Answers, cell C2!it is a date: 2026-01-02; empty=@sheet Answers, cell Z9; "
        "share=7%@sheet Answers, cell D2; "
        "day=45000@sheet Answers, cell E2!it is shown as a date or a time: what was typed is not known; "
        "hours=1.5@sheet Answers, cell F2!it is shown as a date or a time: what was typed is not known; "
        "bad=@sheet Answers, cell G2!its value '1,5' is no number");
}

/* Addresses may be left out; a sheet's name may need quotes; an area is its first cell. */
static void finds_cells(void **state) {
    (void)state;
    assert_read(&(struct book){.names = NAME("answer_a", "Answers!$B$2") NAME("answer_b", "'It''s more'!$AA$1:$AB$2")
                                   NAME("answer_c", "Answers!#REF!") NAME("answer_d", "Gone!$A$1")
                                       NAME("answer_e", "Answers!$B$2") NAME("other", "Answers!$A$1"),
                               .cells = "<row><c><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row>",
                               .other_cells = "<row r=\"1\"><c r=\"Z1\"><v>8</v></c><c><v>9</v></c></row>",
                               .properties = identity},
                "a=3@sheet Answers, cell B2; b=9@sheet It's more, cell AA1; c=@no cell!its cell was deleted; "
                "d=@no cell!its cell was deleted; e=3@sheet Answers, cell B2");
}

/* A sheet that was copied has names of its own. */
static void copies_may_contradict(void **state) {
    (void)state;
    static const char names[] =
        "<definedName name=\"answer_a\" localSheetId=\"1\">'It''s more'!$A$1</definedName>" NAME("answer_a",
                                                                                                 "Answers!$A$1");
    assert_read(&(struct book){.names = names,
                               .cells = "<row r=\"1\"><c r=\"A1\"><v>4</v></c></row>",
                               .other_cells = "<row r=\"1\"><c r=\"A1\"><v>5</v></c></row>",
                               .properties = identity},
                "a=4@sheet Answers, cell A1!sheet Answers, cell A1 says '4', sheet It's more, cell A1 '5'");
    assert_read(&(struct book){.names = names,
                               .cells = "<row r=\"1\"><c r=\"A1\"><v>4</v></c></row>",
                               .other_cells = "<row r=\"1\"><c r=\"A1\"><v>4</v></c></row>",
                               .properties = identity},
                "a=4@sheet Answers, cell A1");
}

static void what_is_no_sheet_is_said(void **state) {
    (void)state;
    assert_read(&(struct book){.names = "", .cells = "", .properties = identity},
                "no cell of it has the name of a question, as `answer_speedup` is one");
    assert_read(&(struct book){.names = NAME("answer_a", "Answers!$A$1"), .properties = identity},
                "its part xl/worksheets/sheet1.xml cannot be read: it is not there");
    assert_read(&(struct book){.names = NAME("answer_a", "Answers!$A$1"),
                               .cells = "<row><c><v>1</c></row>",
                               .properties = identity},
                "its part xl/worksheets/sheet1.xml cannot be read: ");
    assert_read(&(struct book){.names = NAME("answer_a", "Answers!$A$1"), .cells = ""},
                "it is no workbook of ours: nothing in it says whose it is");
    /* Damaged behind the name of the first part. */
    put_book(&(struct book){.names = "", .cells = "", .properties = identity});
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 30 + (long)strlen("_rels/.rels") + 6, SEEK_SET), 0);
    fputs("damaged", file);
    fclose(file);
    assert_read(NULL, "its part _rels/.rels cannot be read: it is damaged");
}

static int make_path(void **state) {
    (void)state;
    return close(mkstemp(path));
}

static int remove_path(void **state) {
    (void)state;
    return unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_whose_it_is),         cmocka_unit_test(a_name_says_whose_it_is),
        cmocka_unit_test(reads_cells_of_all_types), cmocka_unit_test(finds_cells),
        cmocka_unit_test(copies_may_contradict),    cmocka_unit_test(what_is_no_sheet_is_said),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
