/* The codes of pages: derived from the code of another page, they are the same as if they had been encoded alone. The
 * first four bytes of an input are two page numbers, the rest is what comes before the number. */
#include "page/codes.h"
#include "engine/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 300 };

/* The rectangles cover the dark modules and no others; they may overlap. */
static void check(const struct page_code *code) {
    size_t count = (size_t)code->size * (size_t)code->size;
    unsigned char *covered = calloc(count, 1);
    for (int i = 0; i < code->cell_count; i++) {
        const double *cell = &code->cells[4 * i];
        int column = (int)cell[0], row = (int)cell[1], width = (int)cell[2], height = (int)cell[3];
        fuzz_expect(column >= 0 && row >= 0 && width > 0 && height > 0 && column + width <= code->size &&
                        row + height <= code->size,
                    "a rectangle is within its code");
        for (int y = row; y < row + height; y++)
            memset(covered + y * code->size + column, 1, (size_t)width);
    }
    for (size_t i = 0; i < count; i++)
        fuzz_expect(covered[i] == (code->modules[i] & 1), "the rectangles cover the dark modules");
    free(covered);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 4 || size > MOST_BYTES)
        return 0;
    char prefix[MOST_BYTES];
    memcpy(prefix, data + 4, size - 4);
    prefix[size - 4] = '\0';
    int first = 1 + (data[0] | data[1] << 8), second = 1 + (data[2] | data[3] << 8);
    struct page_codes *shared = page_codes_new(), *alone = page_codes_new();
    struct page_code one = page_codes_of(shared, prefix, first);
    check(&one);
    struct page_code derived = page_codes_of(shared, prefix, second);
    struct page_code encoded = page_codes_of(alone, prefix, second);
    check(&derived);
    fuzz_expect(derived.size == encoded.size, "a derived code has the size of an encoded one");
    for (int i = 0; i < derived.size * derived.size; i++)
        fuzz_expect((derived.modules[i] & 1) == (encoded.modules[i] & 1), "a derived code is the encoded one");
    fuzz_reach();
    page_codes_free(shared);
    page_codes_free(alone);
    return 0;
}
