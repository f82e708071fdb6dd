#include "command/command.h"

#include "answer/answer.h"
#include "document/document.h"
#include "language/language.h"
#include "page/page.h"
#include "pdf/pdf.h"
#include "run/run.h"
#include "sets/sets.h"
#include "workbook/workbook.h"
#include "yaml/yaml.h"

void command_versions(struct text *out) {
    text_puts(out, "fleetsheet " FLEETSHEET_VERSION "\n");
    yaml_libraries(out);
    units_libraries(out);
    sets_libraries(out);
    answer_libraries(out);
    doc_libraries(out);
    pdf_libraries(out);
    page_libraries(out);
    book_libraries(out);
    run_libraries(out);
}
