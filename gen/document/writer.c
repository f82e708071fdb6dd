/* The functions that all writers offer. */
#include "document/document.h"

bool doc_writer_begin(struct doc_writer *writer, const char *title, struct diag *diag) {
    return writer->functions->begin(writer, title, diag);
}

bool doc_writer_add(struct doc_writer *writer, const struct document *document, struct diag *diag) {
    return writer->functions->add(writer, document, diag);
}

bool doc_writer_finish(struct doc_writer *writer, struct text *out, struct diag *diag) {
    return writer->functions->finish(writer, out, diag);
}

void doc_writer_free(struct doc_writer *writer) {
    if (writer)
        writer->functions->free(writer);
}
