#include "pdf/pdf.h"

#include <hb.h>
#include <hpdf.h>
#include <libdeflate.h>

void pdf_libraries(struct text *out) {
    text_printf(out, "libharu %s\n", HPDF_GetVersion());
    text_printf(out, "HarfBuzz %s\n", hb_version_string());
    text_puts(out, "libdeflate " LIBDEFLATE_VERSION_STRING " (when this program was built)\n");
}
