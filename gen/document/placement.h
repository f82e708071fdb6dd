/* Private to document: the address of a placement, `kind:name`. */
#ifndef DOCUMENT_PLACEMENT_H
#define DOCUMENT_PLACEMENT_H

#include "document/document.h"

struct doc_placement_reader {
    struct arena *arena;
    /* Fills in a placement by its name, which the lab defines; false if the name is unknown, and then the function may
     * have reported why. May be NULL. Not called for `ticks`, `rule`, `figure`, `lines`, `page` and `columns`. */
    bool (*resolve)(void *context, struct doc_placed *placed);
    void *context;
    struct diag *diag;
};

/* Reads an address, which must live as long as `placed`; false after errors, which are reported at `pos`. */
bool doc_placement_read(const struct doc_placement_reader *reader, struct doc_placed *placed, const char *address,
                        struct pos pos);

#endif
