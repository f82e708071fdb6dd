/* Every case of tests/answers, whose readings were worked out by hand. */
#include "answer/answer.h"
#include "words/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { LEAST_CASES = 800, FIELDS = 4, LANGUAGES_MOST = 16 };

/* Readers, by the language of the paper. */
static struct {
    const char *tag;
    struct answer_reader *reader;
} readers[LANGUAGES_MOST];
static int reader_count;

static struct answer_reader *reader_of(struct units *units, const char *tag) {
    for (int i = 0; i < reader_count; i++)
        if (strcmp(readers[i].tag, tag) == 0)
            return readers[i].reader;
    assert_true(reader_count < LANGUAGES_MOST);
    const bool comma = strcmp(words_language_lookup(tag)->locale.decimal, ",") == 0;
    readers[reader_count].tag = tag;
    readers[reader_count].reader = answer_reader_new(units, (struct answer_language){tag, comma});
    return readers[reader_count++].reader;
}

/* The readings of a text, or why there is none. */
static const char *read_text(struct arena *arena, struct units *units, const char *name, const char *text,
                             const char *tag) {
    const char *unknown;
    const struct unit *unit = unit_parse(units, name, &unknown);
    if (!unit)
        fail_msg("'%s' is no unit", name);
    struct answer_reader *reader = reader_of(units, tag);
    const struct answer_asked asked = answer_ask(reader, unit, name, NULL);
    const struct answer answer = answer_read(reader, arena, &asked, text, strlen(text));
    const char *out = answer.count ? "" : arena_printf(arena, "reject: %s", answer_reason_name(answer.reason));
    for (int i = 0; i < answer.count; i++)
        out = arena_printf(arena, "%s%s%s", out, i ? " | " : "", answer.readings[i].text);
    return out;
}

static void test_cases(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct units *units = units_new();
    struct diag *diag = diag_new();
    const struct source *source = source_read(arena, "tests/answers/cases.tsv", NULL, diag);
    assert_non_null(source);
    int count = 0, wrong = 0;
    for (const char *line = source->bytes; *line;) {
        const char *end = strchr(line, '\n');
        assert_non_null(end);
        char *fields[FIELDS] = {NULL}, *copy = arena_strndup(arena, line, (size_t)(end - line));
        line = end + 1;
        if (!*copy || *copy == '#')
            continue;
        for (int i = 0; i < FIELDS && copy; i++)
            fields[i] = strsep(&copy, "\t");
        assert_true(fields[2] && !copy);
        const char *found = read_text(arena, units, fields[0], fields[1], fields[3] ? fields[3] : "en");
        if (strcmp(found, fields[2]) != 0) {
            print_error("'%s' in %s: %s, not %s\n", fields[1], fields[0], found, fields[2]);
            wrong++;
        }
        count++;
    }
    assert_int_equal(wrong, 0);
    assert_true(count > LEAST_CASES);
    for (int i = 0; i < reader_count; i++)
        answer_reader_free(readers[i].reader);
    diag_free(diag);
    units_free(units);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
