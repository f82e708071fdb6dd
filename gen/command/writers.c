#include "command/session.h"
#include "html/html.h"
#include "lab/lab.h"
#include "page/page.h"
#include "workbook/workbook.h"

static const struct doc_backend *const backends[FORMATS] = {
    [FORMAT_PDF] = &page_backend, [FORMAT_XLSX] = &book_backend, [FORMAT_HTML] = &html_backend};

struct doc_writer *command_writer(const struct command_session *session, struct command_writers *writers,
                                  const struct doc_format *format, struct diag *diag) {
    const ptrdiff_t i = format - doc_formats;
    if (!writers->of[i] && !writers->refused[i])
        writers->of[i] = backends[i]->new (lab_home(session->arena), session->lab->folder, diag);
    writers->refused[i] = !writers->of[i];
    return writers->of[i];
}

bool command_write_document(const struct command_session *session, struct command_writers *writers,
                            const struct document *document, struct text *out, struct diag *diag) {
    struct doc_writer *writer = command_writer(session, writers, document->format, diag);
    return writer && doc_writer_write(writer, document, out, diag);
}

struct page_print_file *command_print_file(const struct command_session *session, struct command_writers *writers,
                                           const struct doc_format *format, const char *print, const char *title,
                                           const char *folder, const char *path, struct run_file *written,
                                           struct diag *diag) {
    struct doc_writer *writer = command_writer(session, writers, format, diag);
    run_file_begin(written, folder, writer ? path : NULL, diag);
    struct pdf_fonts *fonts = written->output ? page_writer_fonts(writer, print, diag) : NULL;
    return fonts ? page_print_file_new(fonts, arena_printf(session->arena, "%s: %s", session->lab->title, title),
                                       run_file_put, written)
                 : NULL;
}

void command_writers_free(struct command_writers *writers) {
    for (int i = 0; i < FORMATS; i++)
        doc_writer_free(writers->of[i]);
}
