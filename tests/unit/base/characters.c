/* Classes of characters: for every character, what utf8proc's copy of the Unicode database says of it. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include <cmocka.h>

enum { LAST_CHARACTER = 0x10FFFF };

/* UAX #9: LRE, LRO, RLE, RLO, PDF, LRI, RLI, FSI, PDI. */
static bool turns(int class) {
    return class == UTF8PROC_BIDI_CLASS_LRE || class == UTF8PROC_BIDI_CLASS_LRO || class == UTF8PROC_BIDI_CLASS_RLE ||
           class == UTF8PROC_BIDI_CLASS_RLO || class == UTF8PROC_BIDI_CLASS_PDF || class == UTF8PROC_BIDI_CLASS_LRI ||
           class == UTF8PROC_BIDI_CLASS_RLI || class == UTF8PROC_BIDI_CLASS_FSI || class == UTF8PROC_BIDI_CLASS_PDI;
}

static void check_class(unsigned c, unsigned class, bool expected) {
    if (character_is(c, class) != expected)
        fail_msg("U+%04X: class %u is %d", c, class, !expected);
}

static void classes_are_those_of_unicode(void **state) {
    (void)state;
    for (unsigned c = 0; c <= LAST_CHARACTER; c++) {
        const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);
        bool separates = property->category == UTF8PROC_CATEGORY_ZL || property->category == UTF8PROC_CATEGORY_ZP;
        bool ends = separates || (c >= '\n' && c <= '\r') || c == 0x85;
        check_class(c, CHARACTER_CONTROL, property->category == UTF8PROC_CATEGORY_CC);
        check_class(c, CHARACTER_LINE_END, ends);
        check_class(c, CHARACTER_BLANK, ends || c == '\t' || property->category == UTF8PROC_CATEGORY_ZS);
        check_class(c, CHARACTER_DIRECTION, turns(property->bidi_class));
        if (property->category != UTF8PROC_CATEGORY_CN) /* utf8proc has nothing of those not yet assigned */
            check_class(c, CHARACTER_INVISIBLE, property->ignorable);
        check_class(c, CHARACTER_PRIVATE, property->category == UTF8PROC_CATEGORY_CO);
        check_class(c, CHARACTER_NONCHARACTER, (c & 0xFFFF) >= 0xFFFE || (c >= 0xFDD0 && c < 0xFDD0 + 32));
    }
}

static void one_of_several_classes_is_enough(void **state) {
    (void)state;
    assert_true(character_is(0x202E, CHARACTER_CONTROL | CHARACTER_DIRECTION));
    assert_true(character_is(0xFFFF, CHARACTER_CONTROL | CHARACTER_NONCHARACTER));
    assert_false(character_is(0xFFFF, CHARACTER_CONTROL | CHARACTER_PRIVATE));
    assert_false(character_is('A', ~0u));
}

static void tabs_and_newlines_are_safe(void **state) {
    (void)state;
    static const unsigned safe[] = {'\t', '\n', ' ', 'A', 0xA0, 0xAD, 0x200B, 0x200E, 0xFEFF};
    static const unsigned unsafe[] = {0, 0x1B, '\r', 0x7F, 0x85, 0x9B, 0x2028, 0x2029, 0x202E, 0x2066};
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        assert_false(character_is_unsafe(safe[i]));
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        assert_true(character_is_unsafe(unsafe[i]));
}

static void blanks_are_measured_in_bytes(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t first, trimmed;
    } cases[] = {{"", 0, 0},        {" ", 1, 0},       {"\tx\r\n", 1, 2},
                 {"\u00A0x", 2, 3}, {"x\u202F", 0, 1}, {"\u3000\u2009", 3, 0},
                 {"\u200Bx", 0, 4}, {"x\u200B", 0, 4}, {"x \u00E9\u2003 ", 0, 4},
                 {"\xA0", 0, 1},    {"x\xC2", 0, 2},   {"x\x80\x80 ", 0, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length = strlen(cases[i].text);
        assert_int_equal(text_blank(cases[i].text, length), cases[i].first);
        assert_int_equal(text_trimmed(cases[i].text, length), cases[i].trimmed);
    }
    assert_int_equal(text_blank("\u00A0", 1), 0);
    assert_int_equal(text_trimmed("x  ", 2), 1);
}

/* What the W3C's recommendation XML 1.0, 2.2, does not take, and HTML, 13.2.3.5 of the living standard, reports. */
static void text_for_xml_is_escaped(void **state) {
    (void)state;
    static const char text[] = "a & b < c > d \"e\"\t'\n\x01\r\x7F\xC2\x85\uFFFE\uFDD0\xFF\u00E9\U0001F600\u202E";
    struct text out = {0};
    text_puts_xml(&out, NULL);
    assert_string_equal(out.bytes, "");
    text_puts_xml(&out, text);
    assert_string_equal(out.bytes, "a &amp; b &lt; c &gt; d &quot;e&quot;\t'\n\u00E9\U0001F600\u202E");
    text_clear(&out);
    text_append_xml(&out, "<\0é", 3); /* ends within a character */
    assert_string_equal(out.bytes, "&lt;");
    text_free(&out);
}

static void names_have_an_end(void **state) {
    (void)state;
    assert_true(text_ends_with("lab.yaml", ".yaml"));
    assert_false(text_ends_with(".yaml", ".yaml"));
    assert_false(text_ends_with("yaml", ".yaml"));
    assert_false(text_ends_with("lab.yaml~", ".yaml"));
}

/* Superscripts and Subscripts of Unicode, and the three that Latin-1 had before. */
static void raised_digits_are_lowered(void **state) {
    (void)state;
    static const struct {
        const char *raised, *plain;
    } cases[] = {{"\u2070", "0"}, {"\u00B9", "1"}, {"\u00B2", "2"},     {"\u00B3", "3"},
                 {"\u2074", "4"}, {"\u2075", "5"}, {"\u2076", "6"},     {"\u2077", "7"},
                 {"\u2078", "8"}, {"\u2079", "9"}, {"\u207B", "\u2212"}};
    size_t length;
    for (int i = 0; i <= RAISED_MINUS; i++) {
        assert_string_equal(character_raised(i), cases[i].raised);
        char text[16];
        snprintf(text, sizeof text, "%s7", cases[i].raised);
        assert_string_equal(character_lowered(text, &length), cases[i].plain);
        assert_int_equal(length, strlen(cases[i].raised));
    }
    static const char *const others[] = {"", "2", "\u00D7", "\u2080", "\u207A"}; /* times, lowered 0, raised plus */
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_null(character_lowered(others[i], &length));
        assert_int_equal(length, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_are_those_of_unicode), cmocka_unit_test(one_of_several_classes_is_enough),
        cmocka_unit_test(tabs_and_newlines_are_safe),   cmocka_unit_test(blanks_are_measured_in_bytes),
        cmocka_unit_test(text_for_xml_is_escaped),      cmocka_unit_test(names_have_an_end),
        cmocka_unit_test(raised_digits_are_lowered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
