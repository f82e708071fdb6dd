#include "workbook/workbook.h"

#include <xlsxwriter.h>

void book_libraries(struct text *out) {
    text_printf(out, "libxlsxwriter %s\n", lxw_version());
}
