/* The formats of files, and the functions that all writers offer. */
#include "document/document.h"

#include <strings.h>

const char *const doc_papers[] = {[PAPER_A4] = "a4", [PAPER_LETTER] = "letter", NULL};

int doc_paper_named(const char *name) {
    for (int number = 0; doc_papers[number]; number++)
        if (strcasecmp(doc_papers[number], name) == 0)
            return number;
    return -1;
}

const struct doc_format doc_formats[FORMATS] = {
    [FORMAT_PDF] = {.name = "pdf", .extension = "pdf", .paged = true},
    [FORMAT_XLSX] = {.name = "xlsx", .extension = "xlsx", .per_id = true, .live = true},
    [FORMAT_HTML] = {.name = "html", .extension = "html", .twin = true},
};

bool doc_writer_write(struct doc_writer *writer, const struct document *document, struct text *out, struct diag *diag) {
    return writer->backend->write(writer, document, out, diag);
}

void doc_writer_free(struct doc_writer *writer) {
    if (writer)
        writer->backend->free(writer);
}
