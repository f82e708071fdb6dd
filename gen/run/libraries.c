#include "run/run.h"

#include <jansson.h>
#include <nettle/version.h>

void run_libraries(struct text *out) {
    text_printf(out, "Jansson %s\n", jansson_version_str());
    text_printf(out, "Nettle %d.%d\n", nettle_version_major(), nettle_version_minor());
}
