/* Sheets that come back filled in: the targets `forms` and `books` share this. */
#ifndef TESTS_FUZZ_ENGINE_RETURNED_H
#define TESTS_FUZZ_ENGINE_RETURNED_H

#include "engine/fuzz.h"
#include "returned/reader.h"

#include <string.h>

typedef struct returned_sheet *fuzz_parse(const struct returned_file *file, bool *other);

/* An execution: read in this process, whose limits are those of the fuzzer. */
static inline void fuzz_returned(const uint8_t *data, size_t size, fuzz_parse *parse) {
    struct fuzz_input input = fuzz_open(NULL, 0);
    const struct returned_file file = {.bytes = size ? (const char *)data : "",
                                       .length = size,
                                       .pos = {input.source, 0, 0},
                                       .arena = input.arena,
                                       .diag = input.diag};
    bool other = false;
    const struct returned_sheet *sheet = parse(&file, &other);
    fuzz_expect(sheet || other || diag_count(input.diag, SEVERITY_ERROR) > 0,
                "a file is read, none of ours, or it is said what is wrong");
    for (size_t i = 0; sheet && i < sheet->count; i++) {
        const struct returned_answer *answer = &sheet->answers[i];
        fuzz_expect(answer->question && answer->text && answer->place, "an answer is whole");
        fuzz_expect(!strpbrk(answer->text, "\r\n"), "an answer is one line, as it is typed");
    }
    if (sheet || other)
        fuzz_reach();
    fuzz_close(&input);
}

#endif
