#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sets/sets.h"

static struct sets_key nth_key(const void *owner, size_t number) {
    return ((const struct sets_key *)owner)[number];
}

/* The first set of an id has no place of its own beside the id's, and yet is found like the others. */
static void test_find(void **state) {
    (void)state;
    static const struct sets_key keys[] = {
        {"a", "x"}, {"b", ""}, {"a", ""}, {"a", "x"}, {"a", "y"}, {"ax", ""}, {"b", ""}, {"", "b"}, {"a", "y"},
    };
    static const size_t first[] = {0, 1, 2, 0, 4, 5, 1, 7, 4};
    static const struct {
        const char *id, *scenario;
        size_t number;
    } cases[] = {
        {"a", NULL, 0},        {"a", "x", 0},         {"a", "", 2},         {"a", "y", 4},       {"a", "z", SIZE_MAX},
        {"b", NULL, 1},        {"b", "", 1},          {"b", "x", SIZE_MAX}, {"ax", "", 5},       {"ax", NULL, 5},
        {"x", NULL, SIZE_MAX}, {"y", "a", SIZE_MAX},  {"", NULL, 7},        {"", "b", 7},        {"", "", SIZE_MAX},
        {"A", NULL, SIZE_MAX}, {"ax", "y", SIZE_MAX}, {"ay", "", SIZE_MAX}, {"c", "", SIZE_MAX},
    };
    struct arena *arena = arena_new();
    const size_t count = sizeof keys / sizeof *keys;
    struct sets_index *index = sets_index_new(arena, count, nth_key, keys);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(sets_index_put(index, i), first[i]);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(sets_index_find(index, cases[i].id, cases[i].scenario), cases[i].number);
    for (size_t i = 0; i < count; i++) /* nothing is put twice */
        assert_int_equal(sets_index_put(index, i), first[i]);
    assert_int_equal(sets_index_find(sets_index_new(arena, 0, nth_key, keys), "a", NULL), SIZE_MAX);
    arena_free(arena);
}

/* An index that is full: ten scenarios of each id, and every second set is put. */
static void test_full(void **state) {
    (void)state;
    enum { COUNT = 6000, EACH = 10 };
    struct arena *arena = arena_new();
    struct sets_key *keys = arena_array(arena, COUNT, sizeof *keys);
    for (int i = 0; i < COUNT; i++)
        keys[i] = (struct sets_key){arena_printf(arena, "%d", i / EACH), arena_printf(arena, "%d", i % EACH)};
    struct sets_index *index = sets_index_new(arena, COUNT / 2, nth_key, keys);
    for (size_t i = 1; i < COUNT; i += 2)
        assert_int_equal(sets_index_put(index, i), i);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(sets_index_find(index, keys[i].id, keys[i].scenario), i % 2 ? i : SIZE_MAX);
        assert_int_equal(sets_index_find(index, keys[i].id, NULL), i / EACH * EACH + 1);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_find), cmocka_unit_test(test_full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
