/* Tables as other programs write them: spreadsheets of several countries, learning systems, editors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "csv/csv.h"

/* Prints what was read: the headings and each row, every field with its `line:column`. */
static void put_row(struct text *out, const struct csv_row *row) {
    text_puts(out, row->bad ? "!" : "");
    for (int i = 0; i < row->field_count; i++)
        text_printf(out, "%d:%d<%s>", row->fields[i].pos.line, row->fields[i].pos.column, row->fields[i].text);
    text_putc(out, '\n');
}

/* `message`: the beginning of what is reported, "" for nothing. */
static void assert_table(const char *bytes, size_t length, const char *expected, const char *message) {
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct text out = {0};
    const struct csv *csv = csv_read(arena, source_of_text(arena, "t.csv", bytes, length), diag);
    text_puts(&out, "");
    if (csv) {
        put_row(&out, &csv->header);
        for (size_t i = 0; i < csv->row_count; i++)
            put_row(&out, &csv->rows[i]);
    }
    if (*message ? strncmp(diag_text(diag), message, strlen(message)) != 0 : *diag_text(diag) != '\0')
        fail_msg("expected: %s\ngot: %s", message, diag_text(diag));
    assert_string_equal(out.bytes, expected);
    text_free(&out);
    diag_free(diag);
    arena_free(arena);
}

#define TABLE(bytes, expected) assert_table(bytes, sizeof bytes - 1, expected, "")
#define FAULT(bytes, expected, message) assert_table(bytes, sizeof bytes - 1, expected, message)

static void test_separators(void **state) {
    (void)state;
    TABLE("id;name\r\ns1;A, B\r\n", "1:1<id>1:4<name>\n2:1<s1>2:4<A, B>\n");
    TABLE("\"id\";\"name\"\n\"s1\";\"A; B\"\n", "1:1<id>1:6<name>\n2:1<s1>2:6<A; B>\n");
    TABLE("id\tname\ns1\tA, B; C\n", "1:1<id>1:4<name>\n2:1<s1>2:4<A, B; C>\n");
    TABLE("\"id\"\t\"name\"\n\"s1\"\t\"A\tB\"\n", "1:1<id>1:6<name>\n2:1<s1>2:6<A\tB>\n");
    /* A heading may contain another sign: the rows decide. */
    TABLE("id\tnote, a, b, c\ns1\tx\n", "1:1<id>1:4<note, a, b, c>\n2:1<s1>2:4<x>\n");
    TABLE("id,note (a; b; c)\ns1,x\n", "1:1<id>1:4<note (a; b; c)>\n2:1<s1>2:4<x>\n");
    TABLE("id;a,b;c,d;e,f\ns1;1,5;2,5;3\n", "1:1<id>1:4<a,b>1:8<c,d>1:12<e,f>\n2:1<s1>2:4<1,5>2:8<2,5>2:12<3>\n");
    TABLE("id\n", "1:1<id>\n");
    FAULT("id;name\ns1\n", "1:1<id>1:4<name>\n!2:1<s1>\n",
          "t.csv:2:1: error: this row has 1 field where the header has 2; an empty field still needs its semicolon");
    FAULT("id\tname\ns1\ta\tb\n", "1:1<id>1:4<name>\n!2:1<s1>2:4<a>\n",
          "t.csv:2:6: error: this row has 3 fields where the header has 2; put a field that contains a tab in quotes");
}

static void test_separator_line(void **state) {
    (void)state;
    TABLE("sep=;\r\nid;name\r\ns1;Ada\r\n", "2:1<id>2:4<name>\n3:1<s1>3:4<Ada>\n");
    TABLE("sep=,\nid,a;b;c\ns1,x\n", "2:1<id>2:4<a;b;c>\n3:1<s1>3:4<x>\n");
    TABLE("\xEF\xBB\xBF\"sep=|\"\nid|name\ns1|A,B\n", "2:1<id>2:4<name>\n3:1<s1>3:4<A,B>\n");
    TABLE("sep=,,,\nid,name\ns1,Ada\n", "2:1<id>2:4<name>\n3:1<s1>3:4<Ada>\n");
    TABLE("SEP=\t\nid\tname\n", "2:1<id>2:4<name>\n");
    FAULT("sep=;\n", "", "t.csv: error: the file is empty");
}

static void test_comments(void **state) {
    (void)state;
    TABLE("# the class of 2026\n#\n# say \"hi\"\nid,name\n#1,Ada\n", "4:1<id>4:4<name>\n5:1<#1>5:4<Ada>\n");
    TABLE("\"# of 2026, \"\"spring\"\"\nand more\",,\nid,name\n", "3:1<id>3:4<name>\n");
    TABLE("# of 2026;;\nid;name\n", "2:1<id>2:4<name>\n");
    TABLE("#,id\n1,s1\n", "1:1<#>1:3<id>\n2:1<1>2:3<s1>\n"); /* a heading */
    TABLE("\"#\",id\n1,s1\n", "1:1<#>1:5<id>\n2:1<1>2:3<s1>\n");
    FAULT("# nothing else\n", "", "t.csv: error: the file is empty");
}

static void test_empty_cells(void **state) {
    (void)state;
    TABLE(",,\nid,name,\ns1,Ada,\n,,\n , ,\r\ns2,Bob,\n,,", "2:1<id>2:4<name>\n3:1<s1>3:4<Ada>\n6:1<s2>6:4<Bob>\n");
    TABLE("id;name;;\ns1;Ada;;\n;;;\n", "1:1<id>1:4<name>\n2:1<s1>2:4<Ada>\n");
    TABLE("id,name, ,\"\"\ns1,Ada\ns2,Bob,,,,\n", "1:1<id>1:4<name>\n2:1<s1>2:4<Ada>\n3:1<s2>3:4<Bob>\n");
    TABLE("id,name\n\"\",\ns1,\n", "1:1<id>1:4<name>\n2:1<>2:4<>\n3:1<s1>3:4<>\n");
    FAULT("id,name,,\ns1,Ada,,late\n", "1:1<id>1:4<name>\n!2:1<s1>2:4<Ada>\n",
          "t.csv:2:9: error: column 4 has no name in the header but a text here");
    FAULT("id,,name\ns1,,Ada\n", "", "t.csv:1:4: error: column 2 has no name");
}

static void test_typographic_quotes(void **state) {
    (void)state;
    TABLE("\xE2\x80\x9Cid\xE2\x80\x9D,\xE2\x80\x9Ename\xE2\x80\x9C\n\xE2\x80\x9Cs1\xE2\x80\x9D,Ada\n",
          "1:2<id>1:7<name>\n2:1<s1>2:6<Ada>\n");
    TABLE("id,name\ns1,\xE2\x80\x9CThe Count\xE2\x80\x9D\n",
          "1:1<id>1:4<name>\n2:1<s1>2:4<\xE2\x80\x9CThe Count\xE2\x80\x9D>\n");
}

/* `id,né` and `𝄞,2`, as Excel's "Unicode Text" would have them, in both byte orders. */
static void test_utf16(void **state) {
    (void)state;
    TABLE("\xFF\xFEi\0d\0,\0n\0\xE9\0\r\0\n\0\x34\xD8\x1E\xDD,\0x\0",
          "1:1<id>1:4<n\xC3\xA9>\n2:1<\xF0\x9D\x84\x9E>2:3<x>\n");
    TABLE("\xFE\xFF\0i\0d\0\t\0n\0\xE9\0\n\xD8\x34\xDD\x1E\0\t\0x",
          "1:1<id>1:4<n\xC3\xA9>\n2:1<\xF0\x9D\x84\x9E>2:3<x>\n");
    FAULT("\xFF\xFEi\0d\0,\0n\0\n\0a\0,\0b\0c\xD8\n\0", "1:1<id>1:4<n>\n!2:1<a>\n",
          "t.csv:2:4: error: these bytes are not UTF-8");
    FAULT("\xFF\xFEi\0d\0\n\0a\0b", "1:1<id>\n!\n", "t.csv:2:2: error: these bytes are not UTF-8");
    TABLE("i\0d\0\t\0n\0\n\0\x34\xD8\x1E\xDD\t\0x\0", "1:1<id>1:4<n>\n2:1<\xF0\x9D\x84\x9E>2:3<x>\n");
    TABLE("\0i\0d\0\n\xD8\x34\xDD\x1E", "1:1<id>\n2:1<\xF0\x9D\x84\x9E>\n");
    FAULT("\xFF\xFE\0\0i\0\0\0", "", "t.csv: error: the file is UTF-32");
}

static void test_windows(void **state) {
    (void)state;
    FAULT(
        "id,name\ns1,J\xFCrg\ns2,Ada\n", "1:1<id>1:4<name>\n!2:1<s1>\n3:1<s2>3:4<Ada>\n",
        "t.csv:2:5: error: these bytes are not UTF-8 (in Windows-1252, the first is '\xC3\xBC'); save the file as CSV "
        "in UTF-8 (in Excel: 'CSV UTF-8')");
    FAULT("id\n\x80\n", "1:1<id>\n!\n",
          "t.csv:2:1: error: these bytes are not UTF-8 (in Windows-1252, the first is '\xE2\x82\xAC')");
    FAULT("id\n\x81\n", "1:1<id>\n!\n", "t.csv:2:1: error: these bytes are not UTF-8; save");
}

static void test_export(void **state) {
    (void)state;
    static const char text[] = "id,Essay,Essay\ns1,1,2\n";
    FAULT("id,Essay,Essay\ns1,1,2\n", "", "t.csv:1:10: error: the column 'Essay' appears twice");
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct csv *csv = csv_read_export(arena, source_of_text(arena, "t.csv", text, sizeof text - 1), diag);
    assert_non_null(csv);
    assert_string_equal(diag_text(diag), "");
    assert_int_equal(csv_column(csv, "Essay"), 1);
    assert_int_equal(csv->separator, ',');
    diag_free(diag);
    arena_free(arena);
}

static void test_headings(void **state) {
    (void)state;
    assert_true(csv_same_heading("Student ID", "student_id"));
    assert_true(csv_same_heading("student-id ", "StudentID"));
    assert_true(csv_same_heading("", "_"));
    assert_false(csv_same_heading("id", "ids"));
    assert_false(csv_same_heading("ids", "id"));
    assert_false(csv_same_heading("a1", "a2"));
}

static void assert_number(char separator, const char *text, enum csv_number kind, double expected) {
    double value = -7;
    assert_int_equal(csv_parse_number(separator, text, strlen(text), &value), kind);
    if (kind != CSV_NO_NUMBER && value != expected)
        fail_msg("%s is %g, not %g", text, value, expected);
}

static void test_numbers(void **state) {
    (void)state;
    assert_number(',', "0.8", CSV_NUMBER, 0.8);
    assert_number(',', "0,8", CSV_NO_NUMBER, 0);
    assert_number(',', "2.000", CSV_NUMBER, 2);
    assert_number(';', "0,8", CSV_NUMBER, 0.8);
    assert_number('\t', "0,8", CSV_NUMBER, 0.8);
    assert_number(';', "-12,5", CSV_NUMBER, -12.5);
    assert_number(';', "0.8", CSV_NUMBER, 0.8);
    assert_number(';', "1.234,5", CSV_NUMBER, 1234.5);
    assert_number(';', "1.234,567", CSV_NUMBER, 1234.567);
    assert_number(';', "1.234.567", CSV_NUMBER, 1234567);
    assert_number(';', "0,125", CSV_NUMBER, 0.125); /* no group begins with 0 */
    assert_number(';', "1234,567", CSV_NUMBER, 1234.567);
    assert_number(';', "2,000", CSV_TWO_NUMBERS, 2);
    assert_number(';', "2.000", CSV_TWO_NUMBERS, 2);
    assert_number(';', "-2,000", CSV_TWO_NUMBERS, -2);
    assert_number('\t', "2.000", CSV_NUMBER, 2);
    assert_number('\t', "2,000", CSV_TWO_NUMBERS, 2);
    static const char *const others[] = {"1,2,3", "1,234.5", "12.34,5", "1.23.456", ",", "", "-", "a,5", "1, 5", ".,5"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_number(';', others[i], CSV_NO_NUMBER, 0);
    double grouped;
    assert_true(csv_is_grouped("2.000", 5, '.', &grouped) && grouped == 2000);
    assert_true(csv_is_grouped("-1,234,567", 10, ',', &grouped) && grouped == -1234567);
    assert_false(csv_is_grouped("0.500", 5, '.', &grouped));
    assert_false(csv_is_grouped("2000", 4, '.', &grouped));
    assert_false(csv_is_grouped("2.0000", 6, '.', &grouped));
    assert_false(csv_is_grouped("2.00", 4, '.', &grouped));
}

static void test_begin(void **state) {
    (void)state;
    struct text out = {0};
    csv_begin(&out);
    csv_write(&out, "n\xC3\xA9", true);
    csv_end_row(&out);
    TABLE("\xEF\xBB\xBFn\xC3\xA9\n", "1:1<n\xC3\xA9>\n");
    assert_string_equal(out.bytes, "\xEF\xBB\xBFn\xC3\xA9\n");
    text_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_separators), cmocka_unit_test(test_separator_line),
        cmocka_unit_test(test_comments),   cmocka_unit_test(test_empty_cells),
        cmocka_unit_test(test_utf16),      cmocka_unit_test(test_typographic_quotes),
        cmocka_unit_test(test_windows),    cmocka_unit_test(test_export),
        cmocka_unit_test(test_headings),   cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
