/* Whole templates to XLSX. */
#include "engine/template.h"
#include "workbook/workbook.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct doc_writer *writer;
    if (!writer) {
        /* libxlsxwriter's temporary files go there. */
        setenv("TMPDIR", fuzz_folder(), 1);
        writer = book_backend.new(".", NULL, NULL);
    }
    fuzz_template(data, size, writer, "PK");
    return 0;
}
