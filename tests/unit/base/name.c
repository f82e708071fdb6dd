/* Suggestions for misspelt names. Distances were counted by hand. */
#include "base/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static void edits_are_counted(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        size_t edits;
    } cases[] = {
        {"", "", 0},      {"", "abc", 3},   {"abc", "", 3},           {"abc", "abc", 0},     {"abc", "abd", 1},
        {"abc", "ab", 1}, {"ab", "abc", 1}, {"ab", "ba", 1},          {"cab", "acb", 1},     {"abcd", "badc", 2},
        {"ca", "abc", 3}, {"aab", "b", 2},  {"kitten", "sitting", 3}, {"price", "prcie", 1}, {"xy", "yzx", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(name_distance(cases[i].a, cases[i].b), cases[i].edits);
        assert_int_equal(name_distance(cases[i].b, cases[i].a), cases[i].edits);
    }
}

/* Nothing is read before a name: there is no memory. */
static void names_begin_where_they_begin(void **state) {
    (void)state;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    assert_int_equal(mprotect(pages, page, PROT_NONE), 0);
    char *name = strcpy(pages + page, "ab");
    assert_int_equal(name_distance(name, "bab"), 1);
    assert_int_equal(name_distance("bab", name), 1);
    munmap(pages, 2 * page);
}

/* The longest names have 63 letters. */
static void long_names_are_far(void **state) {
    (void)state;
    char a[65], b[65];
    memset(a, 'a', 64);
    memset(b, 'b', 64);
    a[64] = b[64] = '\0';
    assert_true(name_distance(a, "a") == SIZE_MAX);
    assert_true(name_distance("a", a) == SIZE_MAX);
    a[63] = b[63] = '\0';
    assert_int_equal(name_distance(a, "a"), 62);
    assert_int_equal(name_distance("a", a), 62);
    assert_int_equal(name_distance(a, b), 63);
    assert_int_equal(name_distance(a, a), 0);
}

/* One edit in up to three letters, two in up to eight, a third of more. */
static void the_nearest_is_meant(void **state) {
    (void)state;
    static const struct {
        const char *name, *nearest;
    } cases[] = {
        {"cots", "cost"},   /* two neighbours swapped */
        {"cst", "cost"},    /* one edit in three letters */
        {"cs", NULL},       /* two edits from `cost`, one is the limit */
        {"caat", "cost"},   /* two edits in four letters */
        {"abat", NULL},     /* three */
        {"utilizat", NULL}, /* three edits from `utilization`, in eight letters */
        {"utilizati", "utilization"},
        {"utilzat", NULL},
        {"utlizatoin", "utilization"},
        {"raid_50", NULL}, /* numbered otherwise */
        {"raid_1", NULL},
        {"rade_10", "raid_10"},
        {"raid", "raid_5"}, /* two edits */
        {"ab", NULL},       /* as many edits as the candidate has letters */
        {"b", NULL},
        {"", NULL},
    };
    static const char *const candidates[] = {"cost", "utilization", "raid_5", "raid_10", "a"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = name_nearest(cases[i].name, candidates, 5);
        if (cases[i].nearest ? !found || strcmp(found, cases[i].nearest) != 0 : found != NULL)
            fail_msg("%s: %s, not %s", cases[i].name, found ? found : "none",
                     cases[i].nearest ? cases[i].nearest : "none");
    }
    /* Of two that are as near, the first. */
    static const char *const twins[] = {"cast", "cost"};
    assert_string_equal(name_nearest("cst", twins, 2), "cast");
    assert_null(name_nearest("cst", twins, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_counted),
        cmocka_unit_test(names_begin_where_they_begin),
        cmocka_unit_test(long_names_are_far),
        cmocka_unit_test(the_nearest_is_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
