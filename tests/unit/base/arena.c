#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"

#include <string.h>

/* What was allocated before a mark stays. What came after it is given back, blocks too, and its memory is zeroed again.
 */
static void what_is_behind_a_mark_is_forgotten(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    char *kept = arena_strdup(arena, "kept");
    size_t footprint = arena_footprint(arena);
    struct arena_mark mark = arena_mark(arena);
    char *first = arena_strdup(arena, "a first try");
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(arena, 10000), 0xAA, 10000);
    assert_true(arena_footprint(arena) > 500 * 1000);
    arena_rewind(arena, mark);
    assert_int_equal(arena_footprint(arena), footprint);
    char *second = arena_alloc(arena, 12);
    assert_ptr_equal(second, first);
    for (int i = 0; i < 12; i++)
        assert_int_equal(second[i], 0);
    assert_string_equal(kept, "kept");
    arena_free(arena);
}

static void an_empty_arena_has_a_mark(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct arena_mark mark = arena_mark(arena);
    arena_alloc(arena, 100);
    arena_rewind(arena, mark);
    assert_int_equal(arena_footprint(arena), 0);
    assert_non_null(arena_alloc(arena, 100));
    arena_free(arena);
}

static void a_text_is_kept(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text text = {0};
    assert_string_equal(text_keep(&text, arena), "");
    text_puts(&text, "kept");
    const char *kept = text_keep(&text, arena);
    assert_null(text.bytes);
    assert_int_equal(text.length, 0);
    assert_string_equal(kept, "kept");
    arena_free(arena);
}

#if defined __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

/* With the sanitizer: what is behind a piece, and what is given back, may not be touched. */
static void the_sanitizer_knows_what_is_in_use(void **state) {
    (void)state;
#if defined __SANITIZE_ADDRESS__
    struct arena *arena = arena_new();
    char *piece = arena_alloc(arena, 16);
    char *text = arena_strdup(arena, "five");
    char *printed = arena_printf(arena, "%d", 1234567);
    struct arena_mark mark = arena_mark(arena);
    char *more = arena_alloc(arena, 3);
    assert_false(__asan_address_is_poisoned(piece + 15));
    assert_true(__asan_address_is_poisoned(piece + 16));
    assert_false(__asan_address_is_poisoned(text + 4));
    assert_true(__asan_address_is_poisoned(text + 5));
    assert_false(__asan_address_is_poisoned(printed + 7));
    assert_true(__asan_address_is_poisoned(printed + 8));
    assert_false(__asan_address_is_poisoned(more + 2));
    assert_true(__asan_address_is_poisoned(more + 3));
    arena_rewind(arena, mark);
    assert_true(__asan_address_is_poisoned(more));
    arena_reset(arena);
    assert_true(__asan_address_is_poisoned(piece));
    arena_free(arena);
#else
    skip();
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_behind_a_mark_is_forgotten),
                                       cmocka_unit_test(an_empty_arena_has_a_mark), cmocka_unit_test(a_text_is_kept),
                                       cmocka_unit_test(the_sanitizer_knows_what_is_in_use)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
