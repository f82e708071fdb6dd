/* The hash table. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 5000 };

static void numbers_go_up_and_stay(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct table *table = table_new(arena);
    char name[32];
    assert_int_equal(table_count(table), 0);
    for (size_t i = 0; i < MANY; i++) {
        size_t length = (size_t)snprintf(name, sizeof name, "name %zu", i);
        assert_true(table_find(table, 0, name, length) == SIZE_MAX);
        assert_int_equal(table_add(table, 0, name, length), i);
        assert_int_equal(table_add(table, 0, name, length), i);
        assert_int_equal(table_count(table), i + 1);
    }
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(table_find(table, 0, name, (size_t)snprintf(name, sizeof name, "name %zu", i)), i);
    arena_free(arena);
}

static void keys_are_bytes_with_a_tag(void **state) {
    (void)state;
    static const struct {
        unsigned tag;
        const char *bytes;
        size_t length;
    } keys[] = {{0, "", 0}, {0, "a", 1}, {1, "a", 1}, {0, "a", 2}, {0, "a\0b", 3}, {0, "a\0c", 3}, {1u << 31, "a", 1}};
    enum { KEYS = sizeof keys / sizeof *keys };
    struct arena *arena = arena_new();
    struct table *table = table_new(arena);
    for (size_t i = 0; i < KEYS; i++)
        assert_int_equal(table_add(table, keys[i].tag, keys[i].bytes, keys[i].length), i);
    for (size_t i = 0; i < KEYS; i++)
        assert_int_equal(table_find(table, keys[i].tag, keys[i].bytes, keys[i].length), i);
    assert_true(table_find(table, 1, "", 0) == SIZE_MAX);
    arena_free(arena);
}

static void numbers_are_those_put_first(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct table *table = table_new(arena);
    assert_int_equal(table_put(table, 0, "a", 1, 7), 7);
    assert_int_equal(table_put(table, 0, "a", 1, 8), 7);
    assert_int_equal(table_put(table, 1, "a", 1, 8), 8);
    assert_int_equal(table_add(table, 0, "b", 1), 2);
    assert_int_equal(table_find(table, 0, "a", 1), 7);
    arena_free(arena);
}

static void bytes_are_copied(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct table *table = table_new(arena);
    char name[] = "old";
    table_add(table, 0, name, 3);
    memcpy(name, "new", 3);
    assert_int_equal(table_find(table, 0, "old", 3), 0);
    assert_true(table_find(table, 0, name, 3) == SIZE_MAX);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_go_up_and_stay),
        cmocka_unit_test(keys_are_bytes_with_a_tag),
        cmocka_unit_test(numbers_are_those_put_first),
        cmocka_unit_test(bytes_are_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
