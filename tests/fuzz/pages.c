/* Whole templates to PDF. */
#include "engine/template.h"
#include "page/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct doc_writer *writer;
    if (!writer) {
        struct diag *diag = diag_new();
        writer = page_backend.new(".", NULL, diag);
        fuzz_expect(writer, "the fonts are installed");
        diag_free(diag);
    }
    fuzz_template(data, size, writer, "%PDF-1.");
    return 0;
}
