#include "writer.h"

bool writer_begin(struct writer *writer, const char *title, struct diag *diag) {
    return writer->functions->begin(writer, title, diag);
}

bool writer_add(struct writer *writer, const struct document *document, struct diag *diag) {
    return writer->functions->add(writer, document, diag);
}

bool writer_finish(struct writer *writer, struct text *out, struct diag *diag) {
    return writer->functions->finish(writer, out, diag);
}

void writer_free(struct writer *writer) {
    if (writer)
        writer->functions->free(writer);
}
