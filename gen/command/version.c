#include "command/command.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <expat.h>
#include <hb.h>
#include <hpdf.h>
#include <jansson.h>
#include <leptonica/allheaders.h>
#include <libdeflate.h>
#include <linebreak.h>
#include <nettle/version.h>
#include <pcre2.h>
#include <qpdf/qpdf-c.h>
#include <qrencode.h>
#include <string.h>
#include <utf8proc.h>
#include <xlsxwriter.h>
#include <yaml.h>
#include <zip.h>

void command_versions(struct text *out) {
    char pcre2[64] = "";
    if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) <= (int)sizeof pcre2)
        pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
    text_puts(out, "fleetsheet " FLEETSHEET_VERSION "\n");
    text_printf(out, "libyaml %s\n", yaml_get_version_string());
    text_puts(out, "UDUNITS-2 (version not reported by the library)\n");
    text_printf(out, "utf8proc %s\n", utf8proc_version());
    text_printf(out, "PCRE2 %s\n", *pcre2 ? pcre2 : "(version not reported by the library)");
    text_puts(out, "MD4C (version not reported by the library)\n");
    text_printf(out, "libharu %s\n", HPDF_GetVersion());
    text_printf(out, "HarfBuzz %s\n", hb_version_string());
    text_puts(out, "libdeflate " LIBDEFLATE_VERSION_STRING " (when this program was built)\n");
    /* Before version 3 the library told only the version of its line breaking. */
#ifdef UNIBREAK_VERSION
    text_printf(out, "libunibreak %d.%d\n", unibreak_version >> 8, unibreak_version & 0xFF);
#else
    text_printf(out, "libunibreak with liblinebreak %d.%d\n", linebreak_version >> 8, linebreak_version & 0xFF);
#endif
    text_printf(out, "libqrencode %s\n", QRcode_APIVersionString());
    text_printf(out, "libxlsxwriter %s\n", lxw_version());
    text_printf(out, "Jansson %s\n", jansson_version_str());
    text_puts(out, "qpdf " QPDF_VERSION " (when this program was built)\n");
    text_printf(out, "libzip %s\n", zip_libzip_version());
    text_printf(out, "Expat %s\n", XML_ExpatVersion() + strlen("expat_"));
    text_printf(out, "Nettle %d.%d\n", nettle_version_major(), nettle_version_minor());
    text_printf(out, "Leptonica %d.%d.%d (when this program was built)\n", LIBLEPT_MAJOR_VERSION, LIBLEPT_MINOR_VERSION,
                LIBLEPT_PATCH_VERSION);
}
