#include "command/grading.h"

#include "page/page.h"

/* One for each graded document that is paper and a file for each person; behind them, one for marked sheets. */
struct command_grade_print {
    struct run_file written;
    struct page_print_file *file; /* NULL before the first document, or if it cannot be written */
    bool begun;
};

static const char *name_of(const struct command_grading *grading, int document) {
    const struct lab *lab = grading->session->lab;
    return document == lab->graded_count ? COMMAND_MARKED : lab->graded[document].name;
}

static const char *path_of(struct arena *arena, const struct command_grading *grading, int document) {
    return arena_printf(arena, "instructor/feedback/all-%s.pdf", name_of(grading, document));
}

static void begin(struct command_grading *grading, struct command_writers *writers, int document,
                  struct command_grade_print *print) {
    struct command_session *session = grading->session;
    print->begun = true;
    const struct doc_format *format =
        document == session->lab->graded_count ? &doc_formats[FORMAT_PDF] : fill_format(grading->templates[document]);
    print->file = command_print_file(session, writers, format, name_of(grading, document), grading->place,
                                     path_of(session->arena, grading, document), &print->written, session->diag);
}

void command_grade_print_add(struct command_grading *grading, struct command_writers *writers, int document,
                             const char *packed, size_t length) {
    if (!grading->prints)
        grading->prints = arena_array(grading->session->arena, (size_t)grading->session->lab->graded_count + 1,
                                      sizeof *grading->prints);
    struct command_grade_print *print = &grading->prints[document];
    if (!print->begun)
        begin(grading, writers, document, print);
    if (print->file)
        page_print_file_add(print->file, packed, length);
}

void command_grade_prints_finish(struct command_grading *grading) {
    struct command_session *session = grading->session;
    for (int i = 0; grading->prints && i <= session->lab->graded_count; i++) {
        struct command_grade_print *print = &grading->prints[i];
        if (!print->begun)
            continue;
        if (print->file && page_print_file_finish(print->file, session->diag)) {
            const struct run_written written = run_file_end(&print->written, grading->files.hold, session->diag);
            command_graded_settle(&grading->files, path_of(session->arena, grading, i), name_of(grading, i), NULL,
                                  &written);
        } else {
            run_file_abandon(&print->written);
        }
        page_print_file_free(print->file);
        *print = (struct command_grade_print){0};
    }
}

void command_grade_prints_abandon(struct command_grading *grading) {
    for (int i = 0; grading->prints && i <= grading->session->lab->graded_count; i++) {
        struct command_grade_print *print = &grading->prints[i];
        if (print->begun)
            run_file_abandon(&print->written);
        page_print_file_free(print->file);
    }
}
