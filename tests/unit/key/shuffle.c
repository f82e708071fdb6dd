/* Streams, compared with figures from another implementation, and the orders of options that come from them. */
#include "key/shuffle.h"
#include "sets_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tree_fixture.h"

/* The words come from a few lines of Python (hashlib), written from the description in key/key.h. */
static void test_stream(void **state) {
    (void)state;
    static const uint64_t words[] = {0xfe7dc2ef14205c15, 0x5303f8c0d0437c92, 0xd7d408e83e5d05b1,
                                     0x8c8dcf9f2cffc75c, 0x1fb1f56ddc10d992, 0xaa7ae0959122cd86};
    struct key_stream stream;
    key_stream_start(&stream, "seed", "lab", "é1", "parameter x");
    for (int i = 0; i < 6; i++)
        assert_true(key_stream_word(&stream) == words[i]);
    /* Only one multiple of 2^63 + 1 fits: words above it are skipped. */
    static const uint64_t numbers[] = {0x5303f8c0d0437c92, 0x1fb1f56ddc10d992, 0x10b0b6a2ca20ce00};
    key_stream_start(&stream, "seed", "lab", "é1", "parameter x");
    for (int i = 0; i < 3; i++)
        assert_true(key_stream_below(&stream, (UINT64_C(1) << 63) + 1) == numbers[i]);
    assert_true(key_stream_below(&stream, 1) == 0);
    /* The lengths tell apart texts that are the same when joined. */
    struct key_stream other;
    key_stream_start(&stream, "a", "bc", "d", "e");
    key_stream_start(&other, "ab", "c", "d", "e");
    assert_true(key_stream_word(&stream) != key_stream_word(&other));
}

/* Off by default; on, every order of four options turns up among a thousand ids, about evenly. */
static void test_shuffle(void **state) {
    (void)state;
    struct tree_fixture f = tree_fixture_load();
    struct lab_question question = *lab_lookup_question(f.lab, "act1_prediction");
    struct key_option_order order = key_shuffle_options(f.arena, f.lab, &question, "s01");
    for (int i = 0; i < 4; i++)
        assert_true(order.option_at[i] == i && order.place_of[i] == i);
    question.shuffle = true;
    int seen[256] = {0}, orders = 0;
    for (int i = 0; i < 2400; i++) {
        order = key_shuffle_options(f.arena, f.lab, &question, arena_printf(f.arena, "s%d", i));
        int code = 0;
        for (int k = 0; k < 4; k++) {
            assert_in_range(order.option_at[k], 0, 3);
            assert_int_equal(order.place_of[order.option_at[k]], k);
            code = code * 4 + order.option_at[k];
        }
        orders += seen[code]++ == 0;
    }
    assert_int_equal(orders, 24);
    double chi_square = 0;
    for (int i = 0; i < 256; i++)
        chi_square += seen[i] ? (seen[i] - 100.0) * (seen[i] - 100.0) / 100 : 0;
    assert_true(chi_square < 49.8); /* 23 degrees of freedom: once in a thousand */
    tree_fixture_free(&f);
}

static void test_printed_letters(void **state) {
    (void)state;
    struct tree_fixture f = tree_fixture_load();
    for (int i = 0; i < f.lab->question_count; i++)
        f.lab->questions[i].shuffle = f.lab->questions[i].kind != QUESTION_NUMERIC;
    const struct source *source = source_of_text(f.arena, "sets", "id\na\nb\nc\nd\ne\n", 13);
    const struct parameter_sets *sets = sets_read(f.arena, source, f.lab->model, f.lab->name, f.diag);
    struct parameter_set **all = fixture_sets(f.arena, f.lab->model, sets, f.diag);
    struct key_program *program = key_program_new(f.arena, f.lab);
    int moved = 0;
    for (size_t i = 0; i < sets_count(sets); i++) {
        const struct key *key = key_compute(f.arena, program, all[i]);
        for (int q = 0; q < key->count; q++) {
            const struct key_entry *entry = &key->entries[q];
            for (int o = 0; o < entry->question->option_count; o++)
                assert_int_equal(key_entry_option(entry, key_entry_letter(entry, o)), o);
            if (!entry->question->option_count)
                continue;
            assert_int_equal(key_entry_option(entry, "E"), -1);
            struct text printed = {0};
            key_entry_print(&printed, entry);
            assert_int_equal(key_entry_option(entry, printed.bytes), entry->right);
            moved += strcmp(printed.bytes, entry->question->options[entry->right].letter) != 0;
            text_free(&printed);
        }
    }
    assert_true(moved > 5);
    tree_fixture_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream),
        cmocka_unit_test(test_shuffle),
        cmocka_unit_test(test_printed_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
