/* Private to document: what the address of a placement asks for: `kind:name`. */
#ifndef DOCUMENT_PLACEMENT_H
#define DOCUMENT_PLACEMENT_H

#include "document/document.h"

struct doc_placement_reader {
    struct arena *arena;
    /* Fills in a placement by its name, which is one of the lab; false where it knows none, and then it may have
     * reported why. May be NULL. `lines` and `page` are not asked for. */
    bool (*resolve)(void *context, struct doc_placed *placed);
    void *context;
    struct diag *diag;
};

/* Reads an address (kept by `placed`) into `placed`; false after errors, which are reported at `pos`. */
bool doc_placement_read(const struct doc_placement_reader *reader, struct doc_placed *placed, const char *address,
                        struct pos pos);

#endif
