#include "document/document.h"

void doc_libraries(struct text *out) {
    text_puts(out, "MD4C (it does not tell its version)\n");
}
