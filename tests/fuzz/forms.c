/* PDF forms that were filled in, whatever wrote them. */
#include "engine/returned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_returned(data, size, returned_parse_form);
    return 0;
}
