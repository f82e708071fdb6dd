/* Prints what the program reads of files that come back filled in, a JSON object a line: what the file is, whose sheet,
 * its answers, and what was reported. */
#include "returned/returned.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static json_t *answers_of(const struct returned_sheet *sheet) {
    json_t *answers = json_array();
    for (size_t i = 0; i < sheet->count; i++) {
        const struct returned_answer *answer = &sheet->answers[i];
        json_array_append_new(answers, json_pack("{s:s, s:b, s:s, s:s, s:i, s:s?}", "question", answer->question, "row",
                                                 answer->row, "text", answer->text, "place", answer->place, "page",
                                                 answer->page, "doubt", answer->doubt));
    }
    return answers;
}

static json_t *read_one(const char *path, struct arena *arena) {
    static const char *const kinds[] = {[RETURNED_OTHER] = "other", [RETURNED_FORM] = "form", [RETURNED_BOOK] = "book"};
    const enum returned_kind kind = returned_kind(path);
    struct diag *diag = diag_new();
    const struct returned_sheet *sheet =
        kind == RETURNED_BOOK ? returned_read_book(path, arena, diag) : returned_read_form(path, arena, diag);
    json_t *found = json_pack("{s:s, s:s}", "kind", kinds[kind], "reported", diag_text(diag));
    if (sheet) {
        json_object_update_new(found, json_pack("{s:s, s:s, s:s, s:s, s:s}", "lab", sheet->lab, "id", sheet->id,
                                                "scenario", sheet->scenario, "fingerprint", sheet->fingerprint,
                                                "document", sheet->document));
        json_object_set_new(found, "answers", answers_of(sheet));
    }
    diag_free(diag);
    return found;
}

int main(int count, char **words) {
    for (int i = 1; i < count; i++) {
        struct arena *arena = arena_new();
        json_t *found = read_one(words[i], arena);
        json_dumpf(found, stdout, 0);
        putchar('\n');
        json_decref(found);
        arena_free(arena);
    }
    return EXIT_SUCCESS;
}
