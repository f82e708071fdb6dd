#include "scan/leptonica.h"

#include <late.h>

struct scan_leptonica scan_leptonica;

const char *scan_leptonica_load(void) {
#define NAME(name) #name,
    static const char *const names[] = {SCAN_LEPTONICA(NAME)};
    if (scan_leptonica.pixRead)
        return NULL;
    const char *why = system_load(LATE_LEPTONICA, names, sizeof names / sizeof *names, &scan_leptonica);
    if (why)
        scan_leptonica.pixRead = NULL;
    else
        scan_leptonica.setMsgSeverity(L_SEVERITY_NONE);
    return why;
}
