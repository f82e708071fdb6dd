#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "csv/csv.h"

/* Prints what was read, one row a line: `line:column`, `!` if it is bad, then the fields in angle brackets. */
static void put_rows(struct text *out, const struct csv *csv) {
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        text_printf(out, "%d:%d%s", row->pos.line, row->pos.column, row->bad ? "!" : "");
        for (int k = 0; k < row->field_count; k++)
            text_printf(out, "<%s>", row->fields[k].text);
        text_putc(out, '\n');
    }
}

struct read {
    struct arena *arena;
    struct diag *diag;
    struct csv *csv;
    struct text rows;
};

static struct read read_text(const char *text, size_t length) {
    struct read read = {arena_new(), diag_new(), NULL, {0}};
    read.csv = csv_read(read.arena, source_of_text(read.arena, "t.csv", text, length), read.diag);
    text_puts(&read.rows, "");
    if (read.csv)
        put_rows(&read.rows, read.csv);
    return read;
}

static void read_end(struct read *read) {
    arena_free(read->arena);
    diag_free(read->diag);
    text_free(&read->rows);
}

static void assert_rows(const char *text, size_t length, const char *expected) {
    struct read read = read_text(text, length);
    assert_string_equal(diag_text(read.diag), "");
    assert_non_null(read.csv);
    assert_string_equal(read.rows.bytes, expected);
    read_end(&read);
}

#define ROWS(text, expected) assert_rows(text, sizeof text - 1, expected)

/* `expected` NULL: the file as a whole is refused. `message` is the beginning of its one error, with the place. */
static void assert_error(const char *text, size_t length, const char *expected, const char *message) {
    struct read read = read_text(text, length);
    if (strncmp(diag_text(read.diag), message, strlen(message)) != 0)
        fail_msg("expected: %s\ngot: %s", message, diag_text(read.diag));
    assert_int_equal(diag_count(read.diag, SEVERITY_ERROR), 1);
    if (expected)
        assert_string_equal(read.rows.bytes, expected);
    else
        assert_null(read.csv);
    read_end(&read);
}

#define ERROR(text, expected, message) assert_error(text, sizeof text - 1, expected, message)

static void test_rows(void **state) {
    (void)state;
    ROWS("a,b\n1,2\n3,4\n", "2:1<1><2>\n3:1<3><4>\n");
    ROWS("a,b\r\n1,2\r\n3,4", "2:1<1><2>\n3:1<3><4>\n"); /* CRLF, no newline at the end */
    ROWS("a,b\n", "");
    ROWS("a,b\n\"\",\n", "2:1<><>\n");
    ROWS("a,b\n\n1,2\n \t\r\n3,4\n\n  ", "3:1<1><2>\n5:1<3><4>\n"); /* blank lines */
    ROWS("a\n\"\"\nx\n", "2:1<>\n3:1<x>\n");
    ROWS("a,b\n x , y\n", "2:1< x >< y>\n"); /* blanks belong to a field */
}

static void test_quotes(void **state) {
    (void)state;
    ROWS("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n", "2:1<1,5><say \"hi\">\n");
    ROWS("a,b\n\"one\ntwo\",x\n3,4\n", "2:1<one\ntwo><x>\n4:1<3><4>\n"); /* later rows keep their lines */
    ROWS("a,b\n\"one\r\ntwo\",x\r\n3,4\r\n", "2:1<one\r\ntwo><x>\n4:1<3><4>\n");
    ROWS("\"a\",\"b\"\n\"\",\"\"\"\"\n", "2:1<><\">\n");
}

static void test_header(void **state) {
    (void)state;
    static const char text[] = "\xEF\xBB\xBF id ,\xC2\xA0name\t,\"x, y\"\n1,2,3\n";
    struct read read = read_text(text, sizeof text - 1);
    assert_string_equal(diag_text(read.diag), "");
    assert_int_equal(csv_column(read.csv, "id"), 0);
    assert_int_equal(csv_column(read.csv, "name"), 1);
    assert_int_equal(csv_column(read.csv, "x, y"), 2);
    assert_int_equal(csv_column(read.csv, "nothing"), -1);
    assert_int_equal(read.csv->header.fields[0].pos.column,
                     2); /* the byte-order mark does not count as a column, the blank does */
    assert_int_equal(read.csv->header.fields[1].pos.column, 7);
    assert_int_equal(read.csv->header.fields[2].pos.column, 13);
    read_end(&read);
    ERROR("", NULL, "t.csv: error: the file is empty");
    ERROR("\xEF\xBB\xBF", NULL, "t.csv: error: the file is empty");
    ERROR("\n\r\n  \n", NULL, "t.csv: error: the file is empty");
    ERROR("a, ,c\n1,2,3\n", NULL, "t.csv:1:4: error: column 2 has no name");
    ERROR("a,b, a\n1,2,3\n", NULL, "t.csv:1:6: error: the column 'a' appears twice, as column 1 and as column 3");
    ROWS("\"id;name\"\nx\n", "2:1<x>\n"); /* quoted: it really is one column */
    ERROR("a,b\"c\n1,2\n", NULL, "t.csv:1:4: error: a quote inside an unquoted field");
    ERROR("a,b\r1,2\r", NULL, "t.csv:1:4: error: a carriage return without a line feed");
    ERROR("PK\3\4\0\0", NULL, "t.csv: error: this is a workbook or an archive");
    ERROR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", NULL, "t.csv: error: this is a workbook in an old format");
    ERROR("id,n\xE4me\n", NULL, "t.csv:1:5: error: these bytes are not UTF-8");
}

static void test_positions(void **state) {
    (void)state;
    static const char text[] = "id,name,x\n\xC3\xA9\xE4\xB8\xAD,\"a\"\"b\",\"c\nd\",e\n";
    ERROR("id,name,x\n\xC3\xA9\xE4\xB8\xAD,\"a\"\"b\",\"c\nd\",e\n", "2:1!<\xC3\xA9\xE4\xB8\xAD><a\"b><c\nd>\n",
          "t.csv:3:4: error: this row has 4 fields where the header has 3");
    struct read read = read_text(text, sizeof text - 1);
    const struct csv_row *row = &read.csv->rows[0];
    assert_int_equal(row->fields[1].pos.column, 4); /* columns count code points */
    assert_int_equal(row->fields[2].pos.column, 11);
    assert_int_equal(row->fields[2].pos.line, 2);
    read_end(&read);
}

static void test_bad_rows(void **state) {
    (void)state;
    ERROR("a,b,c\n1,2\n4,5,6\n", "2:1!<1><2>\n3:1<4><5><6>\n",
          "t.csv:2:1: error: this row has 2 fields where the header has 3");
    ERROR(
        "a,b\n1,2,,3\n4,5\n", "2:1!<1><2>\n3:1<4><5>\n",
        "t.csv:2:6: error: this row has 4 fields where the header has 2; put a field that contains a comma in quotes");
    ERROR("a,b\nx,y\"z\n4,5\n", "2:1!<x>\n3:1<4><5>\n", "t.csv:2:4: error: a quote inside an unquoted field");
    ERROR("a,b\n\"x\"y,z\n4,5\n", "2:1!\n3:1<4><5>\n", "t.csv:2:4: error: text after a closing quote");
    ERROR("a,b\n1,2\r3,4\n5,6\n", "2:1!<1>\n3:1<5><6>\n", "t.csv:2:4: error: a carriage return without a line feed");
    ERROR("a,b\n1,\"2\"\r3,4\n5,6\n", "2:1!<1>\n3:1<5><6>\n",
          "t.csv:2:6: error: a carriage return without a line feed");
    ERROR("a,b\n1,2\0\n5,6\n", "2:1!<1>\n3:1<5><6>\n", "t.csv:2:4: error: this is a NUL byte");
    ERROR("a,b\n1,\"\0\"\n5,6\n", "2:1!<1>\n3:1<5><6>\n", "t.csv:2:4: error: this is a NUL byte");
    ERROR("a,b\n1,\xC3(\n5,6\n", "2:1!<1>\n3:1<5><6>\n", "t.csv:2:3: error: these bytes are not UTF-8");
    ERROR("a,b\n1,\xED\xA0\x80\n5,6\n", "2:1!<1>\n3:1<5><6>\n", "t.csv:2:3: error: these bytes are not UTF-8");
    ERROR("a,b\n1,2\n3,\"4\n5,6\n7,8\n", "2:1<1><2>\n3:1!<3>\n", "t.csv:3:3: error: this quote is never closed");
    ERROR("a,b\n1,2\n3,\"", "2:1<1><2>\n3:1!<3>\n", "t.csv:3:3: error: this quote is never closed");
}

static void test_apostrophe(void **state) {
    (void)state;
    ROWS("a,b\n'=1+1,'-x\n", "2:1<=1+1><-x>\n");
    ROWS("a,b\n\"'=a,b\",'@x\n", "2:1<=a,b><@x>\n");
    ROWS("a,b\n'+,''=x\n", "2:1<+><'=x>\n");
    ROWS("a,b\n'tis,'\n", "2:1<'tis><'>\n"); /* csv_write did not put it there */
    ROWS("a,b\n'-5,''\n", "2:1<'-5><''>\n"); /* a number is never guarded */
}

static void assert_written(const char *field, bool first, const char *expected) {
    struct text out = {0};
    csv_write(&out, field, first);
    assert_string_equal(out.bytes, expected);
    text_free(&out);
}

static void test_write(void **state) {
    (void)state;
    assert_written("plain", true, "plain");
    assert_written("plain", false, ",plain");
    assert_written("", true, "\"\"");
    assert_written("", false, ",");
    assert_written("a,b", true, "\"a,b\"");
    assert_written("a\"b", true, "\"a\"\"b\"");
    assert_written("a\nb", true, "\"a\nb\"");
    assert_written("=1+1", true, "'=1+1");
    assert_written("-Ada", true, "'-Ada");
    assert_written("+1 555", true, "'+1 555");
    assert_written("@home", true, "'@home");
    assert_written("\tx", true, "\"'\tx\"");
    assert_written("\rx", true, "\"'\rx\"");
    assert_written("-5", true, "-5");
    assert_written("-1.5e3", true, "-1.5e3");
    assert_written("'=x", true, "''=x");
    assert_written("'tis", true, "'tis");
    struct text out = {0};
    csv_write_number(&out, 0.1, true);
    csv_write_number(&out, -33112800, false);
    csv_end_row(&out);
    assert_string_equal(out.bytes, "0.1,-33112800\n");
    text_free(&out);
}

/* Every text of up to four of these pieces is read back unchanged. */
static const char *const pieces[] = {"'",  "=", "-", "\t", "\r",           "\n",      ",",
                                     "\"", ";", " ", "1",  "\xEF\xBB\xBF", "\xC3\xA9"};
enum { PIECES = sizeof pieces / sizeof *pieces, LONGEST = 4 };

static void test_round_trip(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct text out = {0}, field = {0};
    size_t count = 0, all = 0;
    char **fields = NULL;
    size_t capacity = 0;
    for (int length = 0, size = 1; length <= LONGEST; length++, size *= PIECES) {
        for (int code = 0; code < size; code++) {
            text_clear(&field);
            text_puts(&field, "");
            for (int i = 0, rest = code; i < length; i++, rest /= PIECES)
                text_puts(&field, pieces[rest % PIECES]);
            fields = arena_grow(arena, fields, count, &capacity, sizeof *fields);
            fields[count++] = arena_strdup(arena, field.bytes);
        }
        all += (size_t)size;
    }
    assert_int_equal(count, all);
    /* Alone in its row, and both first and last in a row of two. */
    for (int columns = 1; columns <= 2; columns++) {
        text_clear(&out);
        text_puts(&out, columns == 1 ? "a\n" : "a,b\n");
        for (size_t i = 0; i < count; i++) {
            csv_write(&out, fields[i], true);
            if (columns == 2)
                csv_write(&out, fields[count - 1 - i], false);
            csv_end_row(&out);
        }
        struct csv *csv = csv_read(arena, source_of_text(arena, "t.csv", out.bytes, out.length), diag);
        assert_string_equal(diag_text(diag), "");
        assert_non_null(csv);
        assert_int_equal(csv->row_count, count);
        for (size_t i = 0; i < count; i++) {
            assert_string_equal(csv->rows[i].fields[0].text, fields[i]);
            if (columns == 2)
                assert_string_equal(csv->rows[i].fields[1].text, fields[count - 1 - i]);
        }
    }
    text_free(&out);
    text_free(&field);
    diag_free(diag);
    arena_free(arena);
}

/* Whatever the bytes are, good rows have as many fields as the header, and a bad row or file comes with an error. */
static void test_any_bytes(void **state) {
    (void)state;
    static const char alphabet[] = "\"\"\",,,\n\n\r'=x1 \xC3\xA9\xEF\xBB\xBF\0;\t";
    uint32_t seed = 20240607;
    for (int round = 0; round < 20000; round++) {
        char bytes[48];
        size_t length = 0;
        do {
            seed = seed * 1664525 + 1013904223;
            bytes[length++] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        } while (length < sizeof bytes && (seed >> 8) % 40);
        struct read read = read_text(bytes, length);
        bool bad = !read.csv;
        for (size_t i = 0; read.csv && i < read.csv->row_count; i++) {
            bad = bad || read.csv->rows[i].bad;
            if (!read.csv->rows[i].bad)
                assert_int_equal(read.csv->rows[i].field_count, read.csv->header.field_count);
            else
                assert_true(read.csv->rows[i].field_count <= read.csv->header.field_count);
        }
        assert_int_equal(bad, diag_count(read.diag, SEVERITY_ERROR) > 0);
        read_end(&read);
    }
}

/* Headings that are one in other programs, languages and encodings. */
static void test_headings(void **state) {
    (void)state;
    static const char *const same[][2] = {{"Student ID", "student_id"},
                                          {"ID-Nummer", "idnummer"},
                                          {"Prénom", "PRENOM"},
                                          {"Prénom", "Pre\xCC\x81nom"},
                                          {"Numéro d'identification", "NUMÉRO D\xE2\x80\x99IDENTIFICATION"},
                                          {"Straße", "STRASSE"},
                                          {"user name", "User\xC2\xA0Name"},
                                          {"id", "\xEF\xBC\xA9\xEF\xBC\xA4"}, /* full width */
                                          {"", "-_."}};
    static const char *const others[][2] = {{"id", "ids"}, {"nom", "nome"}, {"id", ""}, {"a\xFF", "a"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (!csv_same_heading(same[i][0], same[i][1]))
            fail_msg("%s is %s", same[i][0], same[i][1]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (csv_same_heading(others[i][0], others[i][1]))
            fail_msg("%s is not %s", others[i][0], others[i][1]);
}

/* A column that a person names keeps its name, unless the table has one of that name. */
static void test_write_named(void **state) {
    (void)state;
    static const char *const own[] = {"id", "total", NULL};
    struct text out = {0};
    csv_write(&out, "id", true);
    csv_write_named(&out, "cost", own, "question");
    csv_write_named(&out, "total", own, "question");
    csv_write_named(&out, "totals", own, "lab");
    assert_string_equal(out.bytes, "id,cost,total (question),totals");
    text_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_named), cmocka_unit_test(test_rows),      cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_header),      cmocka_unit_test(test_positions), cmocka_unit_test(test_bad_rows),
        cmocka_unit_test(test_apostrophe),  cmocka_unit_test(test_write),     cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_any_bytes),   cmocka_unit_test(test_headings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
