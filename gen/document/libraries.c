#include "document/document.h"

void doc_libraries(struct text *out) {
    text_puts(out, "MD4C (version not reported by the library)\n");
}
