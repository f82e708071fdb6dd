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

bool doc_put_identity(struct text *out, const struct document *document) {
    const struct parameter_set *set = document->set;
    if (document->audience != AUDIENCE_STUDENT || !set || !set->id)
        return false;
    put_member(out, "{", "lab", document->lab_name);
    put_member(out, ",", "id", set->id);
    put_member(out, ",", "scenario", set->scenario);
    put_member(out, ",", "fingerprint", set->fingerprint);
    put_member(out, ",", "document", document->name);
    text_putc(out, '}');
    return true;
}
