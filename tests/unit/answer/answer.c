#include "answer/answer.h"
#include "base/number.h"
#include "words/words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct units *units;
    struct answer_reader *reader;
};

static int set_up(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){.arena = arena_new(), .units = units_new()};
    fixture.reader = answer_reader_new(fixture.units, (struct answer_language){"en", false});
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    answer_reader_free(fixture->reader);
    units_free(fixture->units);
    arena_free(fixture->arena);
    return 0;
}

static struct answer_asked ask(struct fixture *fixture, const char *name, const char *shown) {
    const char *unknown;
    const struct unit *unit = unit_parse(fixture->units, name, &unknown);
    assert_non_null(unit);
    return answer_ask(fixture->reader, unit, name, shown);
}

static struct answer read_bytes(struct fixture *fixture, const char *unit, const char *bytes, size_t length) {
    struct answer_asked asked = ask(fixture, unit, NULL);
    return answer_read(fixture->reader, fixture->arena, &asked, bytes, length);
}

static struct answer read_text(struct fixture *fixture, const char *unit, const char *text) {
    return read_bytes(fixture, unit, text, strlen(text));
}

static void test_marks(void **state) {
    static const struct {
        const char *unit, *text;
        bool approximate;
        int digits;
        const char *written;
    } cases[] = {
        {"USD", "$33.1M", false, 3, "$ M"},
        {"x", "\u2248320\u00D7", true, 2, "\u00D7"},
        {"x", "320.0", false, 4, ""},
        {"x", "0.0320", false, 3, ""},
        {"day", "about 26 days", true, 2, "days"},
        {"day", "26 days or so", true, 2, "days"},
        {"USD", "3.310e7", false, 4, ""},
        {"x", "1/2", false, 0, ""},
        {"x", "0", false, 0, ""},
        {"USD", "33 112 800", false, 6, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer = read_text(*state, cases[i].unit, cases[i].text);
        assert_int_equal(answer.reason, ANSWER_READ);
        assert_int_equal(answer.approximate, cases[i].approximate);
        assert_int_equal(answer.digits, cases[i].digits);
        assert_string_equal(answer.unit, cases[i].written);
    }
}

/* The word printed behind the blank may be written as the unit, in the singular or the plural. */
static void test_shown_word(void **state) {
    struct fixture *fixture = *state;
    struct answer_asked asked = ask(fixture, "1", "GPUs");
    struct answer answer = answer_read(fixture->reader, fixture->arena, &asked, "512 gpus", 8);
    assert_int_equal(answer.count, 1);
    assert_true(answer.readings[0].value == 512);
    static const char *const words[][2] = {{"Tage", "5 Tag"},  {"Tag", "5 Tage"},      {"racks", "5 rack"},
                                           {"nodi", "5 nodo"}, {"Knoten", "5 knoten"}, {"GPUs", "5 GPU"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        asked = ask(fixture, "1", words[i][0]);
        answer = answer_read(fixture->reader, fixture->arena, &asked, words[i][1], strlen(words[i][1]));
        assert_int_equal(answer.count, 1);
        assert_true(answer.readings[0].value == 5);
    }
    asked = ask(fixture, "1", "racks");
    assert_int_equal(answer_read(fixture->reader, fixture->arena, &asked, "5 rats", 6).reason, ANSWER_UNIT);
    assert_int_equal(answer_read(fixture->reader, fixture->arena, &asked, "5 r", 3).reason, ANSWER_UNIT);
    asked = ask(fixture, "1", "times");
    assert_true(answer_read(fixture->reader, fixture->arena, &asked, "320 times", 9).readings[0].value == 320);
    assert_int_equal(answer_read(fixture->reader, fixture->arena, &asked, "320 GPUs", 8).reason, ANSWER_DIMENSION);
}

static void test_bytes_that_are_no_text(void **state) {
    assert_int_equal(read_bytes(*state, "USD", "", 0).reason, ANSWER_BLANK);
    assert_int_equal(read_bytes(*state, "USD", "5\0", 2).reason, ANSWER_NUMBER);
    assert_int_equal(read_bytes(*state, "USD", "\xFF\xFE", 2).reason, ANSWER_NUMBER);
    assert_int_equal(read_bytes(*state, "USD", "5\x1B[31m", 6).reason, ANSWER_NUMBER);
    char longest[5000];
    memset(longest, '9', sizeof longest);
    assert_int_equal(read_bytes(*state, "USD", longest, sizeof longest).reason, ANSWER_NUMBER);
}

/* More digits than a double has: read as the nearest double, never as another number. */
static void test_many_digits(void **state) {
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"0.1000000000000000055511151231257827", 0.1},
                 {"123456789012345678901234567890", 123456789012345678901234567890.0},
                 {"0.000000000000000000000000000001", 1e-30},
                 {"9007199254740993", 9007199254740992.0},
                 {"1.7976931348623157e308", 1.7976931348623157e308}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer = read_text(*state, "1", cases[i].text);
        assert_int_equal(answer.count, 1);
        assert_true(fabs(answer.readings[0].value / cases[i].value - 1) < 3e-16);
    }
    assert_int_equal(read_text(*state, "1", "1.8e308").reason, ANSWER_NUMBER);
    assert_int_equal(read_text(*state, "1", "1e-320").reason, ANSWER_NUMBER);
}

static uint64_t random_next(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static void check_sane(const struct answer *answer) {
    assert_in_range(answer->reason, ANSWER_READ, ANSWER_DIMENSION);
    assert_int_equal(answer->count > 0, answer->reason == ANSWER_READ);
    assert_in_range(answer->count, 0, ANSWER_READINGS);
    assert_in_range(answer->doubt_count, 0, ANSWER_DOUBTS);
    for (int i = 0; i < answer->count; i++) {
        double back;
        assert_true(isfinite(answer->readings[i].value));
        assert_true(number_parse(answer->readings[i].text, strlen(answer->readings[i].text), &back));
        assert_true(back == answer->readings[i].value);
        for (int j = 0; j < i; j++)
            assert_true(answer->readings[j].value != answer->readings[i].value);
    }
    for (int i = 0; i < answer->doubt_count; i++)
        assert_true(isfinite(answer->doubts[i]));
}

static const char *const units_asked[] = {"USD", "x", "%", "day", "TFLOP/s", "USD/(GPU.hour)", "1", "GB"};
enum { UNITS_ASKED = sizeof units_asked / sizeof *units_asked };

static void test_random_bytes(void **state) {
    struct fixture *fixture = *state;
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char bytes[48];
        size_t length = random_next(&seed) % sizeof bytes;
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)random_next(&seed);
        struct answer answer = read_bytes(fixture, units_asked[round % UNITS_ASKED], bytes, length);
        check_sane(&answer);
        if (round % 1000 == 0)
            arena_reset(fixture->arena);
    }
    answer_reader_free(NULL);
}

static void test_random_words(void **state) {
    static const char *const words[] = {
        "1",       "12",     "123", "000",     "0",         ".",      ",",      "'",     " ",      "-",        "+",
        "\u2212",  "$",      "USD", "EUR",     "%",         "x",      "\u00D7", "10^",   "^",      "e",        "E7",
        "/",       "\u00BD", "k",   "M",       "bn",        "mio",    "days",   "d",     "h",      "hours",    "months",
        "GPU",     "GPUs",   "per", "to",      "and",       "about",  "~",      "<",     "\u2265", "\u00B1",   "TFLOP",
        "TFLOPS",  "s",      "GB",  "million", "\u2077",    "\u202F", "\u00A0", "(",     ")",      "{",        "}",
        "\\times", "...",    "\"",  "=",       "teraflops", "5",      "7.5",    "1,234", "1.234",  "99999999", "\u20AC",
        "m",       "B",      "a",   "an",      "or",        "\xE2",   "\xFF"};
    struct fixture *fixture = *state;
    uint64_t seed = 11;
    int read = 0;
    for (int round = 0; round < 60000; round++) {
        struct text text = {0};
        text_puts(&text, "");
        for (uint64_t i = 0, count = 1 + random_next(&seed) % 7; i < count; i++) {
            text_puts(&text, words[random_next(&seed) % (sizeof words / sizeof *words)]);
            if (random_next(&seed) % 3 == 0)
                text_putc(&text, ' ');
        }
        struct answer answer = read_bytes(fixture, units_asked[round % UNITS_ASKED], text.bytes, text.length);
        check_sane(&answer);
        read += answer.count > 0;
        text_free(&text);
        if (round % 1000 == 0)
            arena_reset(fixture->arena);
    }
    assert_true(read > 1000);
}

/* Whatever this program prints in a language, it reads back as the same number on a paper in that language, by the
 * first reading. */
static void test_prints_are_read_back(void **state) {
    static const char *const languages[] = {"en", "de", "de-CH", "fr", "es", "it", "pt", "nl"};
    static const struct {
        const char *format, *word, *unit;
    } cases[] = {
        {"auto", NULL, "1"},
        {"auto", NULL, "x"},
        {"auto unit", "\u00D7", "x"},
        {"0", NULL, "1"},
        {"1", NULL, "1"},
        {"2", NULL, "day"},
        {"3", NULL, "day"},
        {"9", NULL, "day"},
        {"2 unit", "days", "day"},
        {"percent", NULL, "%"},
        {"percent 1", NULL, "%"},
        {"percent 3", NULL, "%"},
        {"money", NULL, "USD"},
        {"money 0", NULL, "USD"},
        {"money 2", NULL, "USD"},
        {"money 3", NULL, "USD"},
        {"millions", NULL, "USD"},
        {"millions 0", NULL, "USD"},
        {"millions 1", NULL, "USD"},
        {"millions 3", NULL, "USD"},
        {"thousands 1", NULL, "USD"},
        {"billions 2", NULL, "USD"},
        {"money unit", "$/GPU-hour", "USD/(GPU.hour)"},
        {"money 0 unit", "$/GPU", "USD/GPU"},
        {"auto unit", "TFLOP/s", "TFLOP/s"},
        {"1 unit", "GB/s", "GB/s"},
        {"auto unit", "years", "year"},
        {"0 unit", "GPUs", "GPU"},
        {"auto unit", "$/kWh", "USD/kWh"},
    };
    struct fixture *fixture = *state;
    uint64_t seed = 3;
    enum { CASES = sizeof cases / sizeof *cases, LANGUAGES = sizeof languages / sizeof *languages };
    for (size_t l = 0, i = 0; l < LANGUAGES; l += i == CASES - 1, i = (i + 1) % CASES) {
        struct number_format format;
        const struct number_locale *locale = &words_language_lookup(languages[l])->locale;
        struct answer_reader *reader = answer_reader_new(
            fixture->units, (struct answer_language){languages[l], strcmp(locale->decimal, ",") == 0});
        const char *unknown;
        const struct answer_asked asked =
            answer_ask(reader, unit_parse(fixture->units, cases[i].unit, &unknown), cases[i].unit, cases[i].word);
        assert_true(number_format_parse(cases[i].format, &format));
        for (int round = 0; round < 600; round++) {
            double size = pow(10, (double)(random_next(&seed) % 24) - 8);
            double value = size * ((double)(random_next(&seed) % 1000000) - 300000) / 100000;
            struct text text = {0};
            number_print(&text, value, format, cases[i].word, locale);
            struct answer answer = answer_read(reader, fixture->arena, &asked, text.bytes, text.length);
            double expected = number_as_printed(value, format);
            if (!answer.count || fabs(answer.readings[0].value - expected) > 3e-16 * fabs(expected))
                fail_msg("%.17g as '%s' in %s is printed %s and read back as %s %s", value, cases[i].format,
                         languages[l], text.bytes, answer_reason_name(answer.reason),
                         answer.count ? answer.readings[0].text : "");
            text_free(&text);
        }
        answer_reader_free(reader);
        arena_reset(fixture->arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_shown_word),
        cmocka_unit_test(test_bytes_that_are_no_text),
        cmocka_unit_test(test_many_digits),
        cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_random_words),
        cmocka_unit_test(test_prints_are_read_back),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
