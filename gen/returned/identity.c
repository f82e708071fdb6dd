#include "returned/reader.h"

#include <jansson.h>
#include <string.h>

static const char *member(struct arena *arena, const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    return arena_strdup(arena, text ? text : "");
}

const char **returned_part(struct returned_sheet *sheet, enum identity_part part) {
    const char **const parts[IDENTITY_PARTS] = {[IDENTITY_LAB] = &sheet->lab,
                                                [IDENTITY_ID] = &sheet->id,
                                                [IDENTITY_SCENARIO] = &sheet->scenario,
                                                [IDENTITY_FINGERPRINT] = &sheet->fingerprint,
                                                [IDENTITY_DOCUMENT] = &sheet->document};
    return parts[part];
}

bool returned_read_identity(struct returned_sheet *sheet, const char *text, size_t length, struct arena *arena) {
    json_error_t error;
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    for (int i = 0; i < IDENTITY_PARTS; i++)
        *returned_part(sheet, (enum identity_part)i) = member(arena, object, identity_names[i]);
    json_decref(object);
    return *sheet->lab && *sheet->id && *sheet->fingerprint;
}

struct returned_answer *returned_add_answer(struct returned_sheet *sheet, size_t *capacity, const char *question,
                                            struct arena *arena) {
    sheet->answers = arena_grow(arena, sheet->answers, sheet->count, capacity, sizeof *sheet->answers);
    struct returned_answer *answer = &sheet->answers[sheet->count++];
    *answer = (struct returned_answer){.question = arena_strdup(arena, question), .text = "", .place = ""};
    return answer;
}

const char *returned_typed(struct arena *arena, const char *text, size_t length) {
    struct text out = {0};
    for (size_t i = 0; i < length;) {
        const size_t blank = text_blank(text + i, length - i);
        const bool control = (unsigned char)text[i] < 0x20 || text[i] == 0x7F;
        if (blank || control) {
            if (out.length && out.bytes[out.length - 1] != ' ')
                text_putc(&out, ' ');
            i += blank ? blank : 1;
        } else {
            text_putc(&out, text[i++]);
        }
    }
    if (out.length && out.bytes[out.length - 1] == ' ')
        out.length--;
    return text_keep(&out, arena);
}
