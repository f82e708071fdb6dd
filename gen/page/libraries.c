#include "page/page.h"

#include <linebreak.h>
#include <qrencode.h>

void page_libraries(struct text *out) {
    /* Before version 3 the library told only the version of its line breaking. */
#ifdef UNIBREAK_VERSION
    text_printf(out, "libunibreak %d.%d\n", unibreak_version >> 8, unibreak_version & 0xFF);
#else
    text_printf(out, "libunibreak with liblinebreak %d.%d\n", linebreak_version >> 8, linebreak_version & 0xFF);
#endif
    text_printf(out, "libqrencode %s\n", QRcode_APIVersionString());
}
