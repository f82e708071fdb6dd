/* Pages of the manual as text. Expected lines follow from mdoc(7) and from the margins: 4, 2 for the headings of
 * subsections, 8 for tags, 3 for bullets. */
#include "manual/manual.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct page {
    const char *page, *text;
    int width; /* 0: 60 */
};

static void assert_pages(const struct page *pages, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct text out = {0};
        text_puts(&out, "");
        manual_print(&out, pages[i].page, pages[i].width ? pages[i].width : 60);
        assert_string_equal(out.bytes, pages[i].text);
        text_free(&out);
    }
}
#define ASSERT_PAGES(pages) assert_pages(pages, sizeof(pages) / sizeof *(pages))

static void text_fills_lines(void **state) {
    (void)state;
    static const struct page pages[] = {
        {"", "", 0},
        {"one\ntwo   three\n", "    one two three\n", 0},
        {"one two three", "    one\n    two\n    three\n", 9}, /* "one two" needs 11 columns, "three" 9 */
        {"one two", "    one two\n", 11},
        {"one two", "    one\n    two\n", 10},
        {"toolongword x", "    toolongword\n    x\n", 8},
        {"\xC3\xA4\xC3\xA4\xC3\xA4 \xE2\x88\x9E\xE2\x88\x9E\xE2\x88\x9E",
         "    \xC3\xA4\xC3\xA4\xC3\xA4 \xE2\x88\x9E\xE2\x88\x9E\xE2\x88\x9E\n", 11}, /* characters, not bytes */
        {"a\n.Pp\nb\n.Pp\n.Pp\nc", "    a\n\n    b\n\n    c\n", 0},
    };
    ASSERT_PAGES(pages);
}

static void escapes_are_characters(void **state) {
    (void)state;
    static const struct page pages[] = {
        {"a\\-b \\e \\(em \\(en \\(bu \\(if \\(dq\\&x \\(~o",
         "    a-b \\ \xE2\x80\x94 \xE2\x80\x93 \xE2\x80\xA2 "
         "\xE2\x88\x9E \"x \xC3\xB5\n",
         0},
        {"\\z", "    \\z\n", 0}, /* unknown: as it is */
    };
    ASSERT_PAGES(pages);
}

static void macros_set_words(void **state) {
    (void)state;
    static const struct page pages[] = {
        {".Dd December 1\n.Dt X 1\n.Os\n.Sh NAME\n.Nm tool\n.Nd does it\n", "NAME\n    tool \xE2\x80\x93 does it\n", 0},
        {".Nm tool\n.Nm\nruns ;\n.Nm .\n", "    tool tool runs ; tool.\n", 0},
        {".Fl o Ar folder\n", "    -o folder\n", 0},
        {".Fl o Ns Ar x , y\n", "    -ox, y\n", 0},
        {".Fl Fl output Ar folder .\n", "    -output folder.\n", 0},
        {".Op Fl o Ar folder\n", "    [-o folder]\n", 0},
        {".Pq Ar x .\nNext\n", "    (x). Next\n", 0},
        {".Pq Ar x \".\"\n", "    (x .)\n", 0},    /* in quotes: a word */
        {".Pq Ar x \".\" .\n", "    (x .).\n", 0}, /* only the last one is punctuation */
        {".Pq Ar \"x\" .\n", "    (x).\n", 0},
        {".Sq a\n.Dq b c ,\n",
         "    \xE2\x80\x98"
         "a\xE2\x80\x99 \xE2\x80\x9C"
         "b c\xE2\x80\x9D,\n",
         0},
        {".Po\nwithin\n.Pc .\n", "    (within).\n", 0},
        {".Oo Fl a\n.Oc\n", "    [-a]\n", 0},
        {".Xr tool 1 , 2\n", "    tool(1), 2\n", 0},
        {".Pf x Ar y\n", "    xy\n", 0},
        {".Ar a Ns Ar b\n", "    ab\n", 0},
        {".Ar \"two words\" .\n", "    two words.\n", 0},
        {".Ar \\&. x\n", "    . x\n", 0}, /* an escape before it: no punctuation */
        {".Ar ( x )\n", "    (x)\n", 0},
        {".Zz what\n", "    Zz what\n", 0}, /* unknown: text */
    };
    ASSERT_PAGES(pages);
}

/* What is glued together goes to the next line together: "ab" needs columns 13 and 14. */
static void glued_words_stay_together(void **state) {
    (void)state;
    static const struct page pages[] = {
        {"12345678\n.Ar a Ns Ar b\n", "    12345678 ab\n", 15},
        {"12345678\n.Ar a Ns Ar b\n", "    12345678\n    ab\n", 14},
    };
    ASSERT_PAGES(pages);
}

static void headings_begin_parts(void **state) {
    (void)state;
    static const struct page pages[] = {
        {".Sh ONE\na\n.Ss Two words\nb\n.Sh THREE\n.Pp\nc\n", "ONE\n    a\n\n  Two words\n    b\n\nTHREE\n    c\n", 0},
        {".Sh SYNOPSIS\n.Nm tool\na\n.Nm tool\nb\n.Sh OTHER\n.Nm tool\n.Nm tool\n",
         "SYNOPSIS\n    tool a\n    tool b\n\nOTHER\n    tool tool\n", 0},
    };
    ASSERT_PAGES(pages);
}

static void lists_hang_their_marks(void **state) {
    (void)state;
    static const struct page pages[] = {
        {".Bl -bullet -compact\n.It\na b\n.It\nc\n.El\nd\n",
         "    \xE2\x80\xA2  a\n       b\n    \xE2\x80\xA2  c\n    d\n", 9},
        {".Bl -enum\n.It\na\n.It\nb\n.El\n", "    1. a\n\n    2. b\n", 0},
        {".Bl -tag -width x -compact\n.It Fl a\none\n.It Fl longer\ntwo\n.El\n", "    -a      one\n    -longer two\n",
         0}, /* 7 columns */
        {".Bl -tag -width x -compact\n.It Fl longest\ntwo\n.El\n", "    -longest\n            two\n", 0}, /* 8 */
        {".Bl -tag -compact\n.It a\n.Bl -bullet -compact\n.It\nb\n.El\n.El\nc\n",
         "    a\n            \xE2\x80\xA2  b\n    c\n", 0},
        {".It\na\n.El\nb\n", "    a\n    b\n", 0}, /* no list: nothing is lost */
    };
    ASSERT_PAGES(pages);
}

static void displays_stay_as_they_are(void **state) {
    (void)state;
    static const struct page pages[] = {
        {"a\n.Bd -literal\n x  y \\-z\n\n.Sh no\n.Ed\nb\n", "    a\n\n         x  y -z\n\n        .Sh no\n    b\n", 9},
        {"a\n.Dl x  \\-y\nb\n", "    a\n        x  -y\n    b\n", 0},
    };
    ASSERT_PAGES(pages);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_fills_lines),          cmocka_unit_test(escapes_are_characters),
        cmocka_unit_test(macros_set_words),          cmocka_unit_test(glued_words_stay_together),
        cmocka_unit_test(headings_begin_parts),      cmocka_unit_test(lists_hang_their_marks),
        cmocka_unit_test(displays_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
