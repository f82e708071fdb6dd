/* The codes of pages, read back by the rules of ISO/IEC 18004. Only version 3 with little correction, whose data is in
 * one block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "page/codes.h"

enum { SIDE = 29, CODEWORDS = 70 };

static bool is_function(int row, int column) {
    bool finder = (row < 9 && column < 9) || (row < 9 && column >= SIDE - 8) || (row >= SIDE - 8 && column < 9);
    bool alignment = row >= 20 && row <= 24 && column >= 20 && column <= 24;
    return finder || alignment || row == 6 || column == 6;
}

/* Table 10; i counts rows, j columns. */
static bool mask_bit(int mask, int i, int j) {
    const int zero[] = {(i + j) % 2,
                        i % 2,
                        j % 3,
                        (i + j) % 3,
                        (i / 2 + j / 3) % 2,
                        i * j % 2 + i * j % 3,
                        (i * j % 2 + i * j % 3) % 2,
                        ((i + j) % 2 + i * j % 3) % 2};
    return zero[mask] == 0;
}

/* The fifteen bits of format information beside the upper left finder, from left to right. */
static unsigned read_format(const unsigned char *modules) {
    static const int columns[] = {0, 1, 2, 3, 4, 5, 7, 8, 8, 8, 8, 8, 8, 8, 8},
                     rows[] = {8, 8, 8, 8, 8, 8, 8, 8, 7, 5, 4, 3, 2, 1, 0};
    unsigned bits = 0;
    for (int i = 0; i < 15; i++)
        bits = bits << 1 | modules[rows[i] * SIDE + columns[i]];
    return bits ^ 0x5412;
}

/* Codewords in their order: two columns at a time from the right, alternately up and down, without column 6. */
static void read_codewords(const unsigned char *modules, int mask, unsigned char codewords[CODEWORDS]) {
    int bit = 0;
    bool up = true;
    memset(codewords, 0, CODEWORDS);
    for (int right = SIDE - 1; right > 0; right -= 2, up = !up) {
        if (right == 6)
            right--;
        for (int step = 0; step < SIDE; step++)
            for (int column = right; column > right - 2; column--) {
                int row = up ? SIDE - 1 - step : step;
                if (is_function(row, column) || bit >= 8 * CODEWORDS)
                    continue;
                int dark = modules[row * SIDE + column] ^ mask_bit(mask, row, column);
                codewords[bit / 8] |= (unsigned char)(dark << (7 - bit % 8));
                bit++;
            }
    }
}

static unsigned multiply(unsigned a, unsigned b) { /* in GF(256) modulo x^8+x^4+x^3+x^2+1 */
    unsigned product = 0;
    for (; b; b >>= 1, a = a << 1 ^ (a & 0x80 ? 0x11D : 0))
        product ^= b & 1 ? a : 0;
    return product;
}

/* Reads the content; fails unless format and correction are sound. */
static void read_code(struct page_code code, char *content) {
    assert_int_equal(code.size, SIDE);
    unsigned format = read_format(code.modules), rest = format;
    for (int i = 14; i >= 10; i--) /* it is a multiple of the generator */
        if (rest >> i & 1)
            rest ^= 0x537u << (i - 10);
    assert_int_equal(rest, 0);
    int level = (int)(format >> 13);
    assert_in_range(level, 0, 1); /* M, L */
    unsigned char codewords[CODEWORDS];
    read_codewords(code.modules, (int)(format >> 10 & 7), codewords);
    int corrections = level ? 15 : 26;
    for (unsigned root = 1, i = 0; i < (unsigned)corrections; i++, root = multiply(root, 2)) {
        unsigned syndrome = 0;
        for (int j = 0; j < CODEWORDS; j++)
            syndrome = multiply(syndrome, root) ^ codewords[j];
        assert_int_equal(syndrome, 0);
    }
    assert_int_equal(codewords[0] >> 4, 4); /* bytes */
    int length = (codewords[0] << 4 | codewords[1] >> 4) & 0xFF;
    for (int i = 0; i < length; i++)
        content[i] = (char)(codewords[i + 1] << 4 | codewords[i + 2] >> 4);
    content[length] = '\0';
}

static void check_pages(struct page_codes *codes, const char *prefix) {
    static const int numbers[] = {1, 2, 9, 10, 11, 7, 99, 100, 128};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char expected[128], content[128];
        snprintf(expected, sizeof expected, "%s %d", prefix, numbers[i]);
        read_code(page_codes_of(codes, prefix, numbers[i]), content);
        assert_string_equal(content, expected);
    }
}

static void codes_are_read(void **state) {
    (void)state;
    struct page_codes *codes = page_codes_new();
    check_pages(codes, "scale-illusion student-0001 0123abcd");                /* level M */
    check_pages(codes, "scale-illusion Zo\xC3\xAB fedcba98 and as long as L"); /* L */
    check_pages(codes, "scale-illusion student-0002 abcd0123");
    page_codes_free(codes);
}

/* Earlier requests change nothing. */
static void codes_depend_on_their_content_alone(void **state) {
    (void)state;
    struct page_codes *used = page_codes_new(), *fresh = page_codes_new();
    char prefix[64];
    for (int id = 0; id < 400; id++) {
        snprintf(prefix, sizeof prefix, "lab %0*d f00dcafe", 2 + id % 30, id);
        page_codes_of(used, prefix, 1 + id % 20);
    }
    for (int number = 12; number > 0; number--) {
        struct page_code a = page_codes_of(used, prefix, number), b = page_codes_of(fresh, prefix, number);
        assert_int_equal(a.size, b.size);
        assert_memory_equal(a.modules, b.modules, (size_t)a.size * (size_t)a.size);
    }
    page_codes_free(used);
    page_codes_free(fresh);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_read),
        cmocka_unit_test(codes_depend_on_their_content_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
