#include "words/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static const char *printed(const struct number_locale *locale, double value, const char *format) {
    struct number_format parsed;
    struct text out = {0};
    assert_true(number_format_parse(format, &parsed));
    number_print(&out, value, parsed, "$/h", locale);
    const char *copy = arena_strndup(arena, out.bytes, out.length);
    text_free(&out);
    return copy;
}

/* Expected figures follow the style guides of the languages (Duden; Imprimerie nationale; RAE; the Swiss Federal
 * Chancellery). */
static void numbers_are_those_of_the_language(void **state) {
    (void)state;
    static const struct {
        const char *tag, *number, *percent, *price, *sum, *large;
    } CASES[] = {
        {"en", "1,234,567.89", "12.5%", "$2.10/h", "$50.0M", "$1.2B"},
        {"de", "1.234.567,89", "12,5\u00A0%", "2,10\u00A0$/h", "50,0\u00A0Mio.\u00A0$", "1,2\u00A0Mrd.\u00A0$"},
        {"de-AT", "1.234.567,89", "12,5\u00A0%", "2,10\u00A0$/h", "50,0\u00A0Mio.\u00A0$", "1,2\u00A0Mrd.\u00A0$"},
        {"DE-ch", "1’234’567.89", "12.5\u00A0%", "2.10\u00A0$/h", "50.0\u00A0Mio.\u00A0$", "1.2\u00A0Mrd.\u00A0$"},
        {"fr", "1\u202F234\u202F567,89", "12,5\u202F%", "2,10\u00A0$/h", "50,0\u00A0M$", "1,2\u00A0Md$"},
        {"es", "1\u202F234\u202F567,89", "12,5\u00A0%", "2,10\u00A0$/h", "50,0\u00A0M$", "1,2\u00A0mil\u00A0M$"},
        {"es-419-x", "1\u202F234\u202F567,89", "12,5\u00A0%", "2,10\u00A0$/h", "50,0\u00A0M$", "1,2\u00A0mil\u00A0M$"},
        {"nl", "1.234.567,89", "12,5%", "$\u00A02,10/h", "$\u00A050,0\u00A0mln.", "$\u00A01,2\u00A0mld."},
        {"tlh", "1,234,567.89", "12.5%", "$2.10/h", "$50.0M", "$1.2B"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct number_locale *locale = &words_language_lookup(CASES[i].tag)->locale;
        assert_string_equal(printed(locale, 1234567.89, "2"), CASES[i].number);
        assert_string_equal(printed(locale, 0.125, "percent 1"), CASES[i].percent);
        assert_string_equal(printed(locale, 2.1, "money unit"), CASES[i].price);
        assert_string_equal(printed(locale, 5e7, "millions 1"), CASES[i].sum);
        assert_string_equal(printed(locale, 1.2e9, "billions 1"), CASES[i].large);
    }
}

static void the_decimal_sign_may_be_chosen(void **state) {
    (void)state;
    assert_string_equal(printed(words_language_locale(words_language_lookup("en"), true), 1234.5, "1"), "1\u202F234,5");
    assert_string_equal(printed(words_language_locale(words_language_lookup("de"), true), 1234.5, "1"), "1.234,5");
    assert_string_equal(printed(words_language_locale(words_language_lookup("de"), false), 1234.5, "1"), "1,234.5");
}

static void words_are_those_of_the_language(void **state) {
    (void)state;
    static const struct {
        const char *tag, *page, *otherwise;
    } CASES[] = {{"en", "page 3 of 12", "otherwise"},
                 {"de-DE", "Seite 3 von 12", "sonst"},
                 {"fr", "page 3 sur 12", "sinon"},
                 {"es", "página 3 de 12", "en otro caso"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct text out = {0};
        const struct words_language *language = words_language_lookup(CASES[i].tag);
        words_put_page(&out, language, 3, 12);
        assert_string_equal(out.bytes, CASES[i].page);
        assert_string_equal(language->maths.otherwise, CASES[i].otherwise);
        text_free(&out);
    }
    assert_string_equal(words_language_lookup(NULL)->tag, "en");
    assert_string_equal(words_language_lookup("")->tag, "en");
    assert_string_equal(words_language_lookup("d")->tag, "en");
    assert_string_equal(words_language_lookup("den")->tag, "en");
}

static void places_of_a_phrase_are_filled_in(void **state) {
    (void)state;
    static const struct words_phrase_word words[] = {{"a", "{b}"}, {"b", "two"}, {"ab", "both"}, {0}};
    static const char *const CASES[][2] = {{"{a} and {b}", "{b} and two"},
                                           {"{b}{a}: {ab}.", "two{b}: both."},
                                           {"{c} stays", "{c} stays"},
                                           {"nothing", "nothing"},
                                           {"", ""}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct text out = {0};
        text_puts(&out, "");
        words_fill(&out, CASES[i][0], words);
        assert_string_equal(out.bytes, CASES[i][1]);
        text_free(&out);
    }
}

static int set_up(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

/* Every language has every phrase: the structs below hold nothing else. */
static void no_phrase_is_missing(void **state) {
    (void)state;
    static const char *const TAGS[] = {"en", "de", "fr", "es", "it", "pt", "nl"};
    assert_int_equal(sizeof TAGS / sizeof *TAGS, TONGUES);
    for (size_t i = 0; i < TONGUES; i++) {
        const struct words_language *language = words_language_lookup(TAGS[i]);
        assert_string_equal(language->tag, TAGS[i]);
        assert_int_equal(language->tongue, i);
        const char *const own[] = {language->page,      language->quotes[0], language->quotes[1], language->quotes[2],
                                   language->quotes[3], language->ticked,    language->to_tick,   language->blank,
                                   language->blank_in,  language->lines,     language->score};
        const struct {
            const char *const *phrases;
            size_t count;
        } tables[] = {
            {own, sizeof own / sizeof *own},
            {(const char *const *)words_chart_lookup(language), sizeof(struct words_chart) / sizeof(char *)},
            {(const char *const *)words_key_lookup(language), sizeof(struct words_key) / sizeof(char *)},
            {(const char *const *)words_screen_lookup(language), sizeof(struct words_screen) / sizeof(char *)},
            {(const char *const *)words_grade_lookup(language), sizeof(struct words_grade) / sizeof(char *)},
            {(const char *const *)words_quiz_lookup(language), sizeof(struct words_quiz) / sizeof(char *)}};
        for (size_t table = 0; table < sizeof tables / sizeof *tables; table++)
            for (size_t phrase = 0; phrase < tables[table].count; phrase++)
                if (!tables[table].phrases[phrase])
                    fail_msg("%s: phrase %zu of table %zu is missing", TAGS[i], phrase, table);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_the_language), cmocka_unit_test(the_decimal_sign_may_be_chosen),
        cmocka_unit_test(words_are_those_of_the_language), cmocka_unit_test(places_of_a_phrase_are_filled_in),
        cmocka_unit_test(no_phrase_is_missing)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
