#include "document/document.h"
#include "sets/sets.h"

static void put_member(struct text *out, const char *before, const char *name, const char *value) {
    text_printf(out, "%s\"%s\":\"", before, name);
    for (; value && *value; value++) {
        if ((unsigned char)*value < 0x20) {
            text_printf(out, "\\u%04x", (unsigned)*value);
            continue;
        }
        if (*value == '"' || *value == '\\')
            text_putc(out, '\\');
        text_putc(out, *value);
    }
    text_putc(out, '"');
}

bool doc_is_copy(const struct document *document) {
    return document->audience == AUDIENCE_STUDENT && document->set && document->set->id;
}

bool doc_identity(const struct document *document, const char *parts[IDENTITY_PARTS]) {
    if (!doc_is_copy(document))
        return false;
    parts[IDENTITY_LAB] = document->lab_name;
    parts[IDENTITY_ID] = document->set->id;
    parts[IDENTITY_SCENARIO] = document->set->scenario;
    parts[IDENTITY_FINGERPRINT] = document->set->fingerprint;
    parts[IDENTITY_DOCUMENT] = document->name;
    return true;
}

bool doc_put_identity(struct text *out, const struct document *document) {
    const char *parts[IDENTITY_PARTS];
    if (!doc_identity(document, parts))
        return false;
    for (int i = 0; i < IDENTITY_PARTS; i++)
        put_member(out, i ? "," : "{", identity_names[i], parts[i]);
    text_putc(out, '}');
    return true;
}
