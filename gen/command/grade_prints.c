#include "command/grading.h"

#include "page/page.h"

#include <string.h>

/* One for each graded document that is paper and a file for each person, and for each style and paper of its copies;
 * and one for marked sheets, which come after the last document and are of the paper that came back. */
struct command_grade_print {
    int document;
    struct fill_copy copy;
    struct run_file written;
    struct page_print_file *file; /* NULL before the first document, or if it cannot be written */
};

static bool is_marked(const struct command_grading *grading, int document) {
    return document == grading->session->lab->graded_count;
}

static const char *name_of(const struct command_grading *grading, int document) {
    return is_marked(grading, document) ? COMMAND_MARKED : grading->session->lab->graded[document].name;
}

static struct fill_copy copy_of(const struct command_grading *grading, int document, size_t set) {
    return is_marked(grading, document)
               ? (struct fill_copy){0}
               : fill_copy_of(grading->templates[document], sets_row(grading->session->sets, set)->accommodation);
}

static const char *path_of(struct arena *arena, const struct command_grading *grading,
                           const struct command_grade_print *print) {
    const char *look = print->copy.print ? arena_printf(arena, "-%s", print->copy.print) : "";
    if (!is_marked(grading, print->document) &&
        print->copy.paper != fill_copy_of(grading->templates[print->document], NULL).paper)
        look = arena_printf(arena, "%s-%s", look, doc_papers[print->copy.paper]);
    return arena_printf(arena, "instructor/feedback/all-%s%s.pdf", name_of(grading, print->document), look);
}

/* The print file of a document's copies that look like this; it is begun with the first of them. */
static struct command_grade_print *find(struct command_grading *grading, struct command_writers *writers, int document,
                                        struct fill_copy copy) {
    struct command_session *session = grading->session;
    for (size_t i = 0; i < grading->print_count; i++) {
        struct command_grade_print *print = &grading->prints[i];
        if (print->document == document && print->copy.paper == copy.paper &&
            strcmp(print->copy.print ? print->copy.print : "", copy.print ? copy.print : "") == 0)
            return print;
    }
    grading->prints = arena_grow(session->arena, grading->prints, grading->print_count, &grading->print_capacity,
                                 sizeof *grading->prints);
    struct command_grade_print *print = &grading->prints[grading->print_count++];
    *print = (struct command_grade_print){.document = document, .copy = copy};
    const struct doc_format *format =
        is_marked(grading, document) ? &doc_formats[FORMAT_PDF] : fill_format(grading->templates[document]);
    print->file = command_print_file(session, writers, format, copy.print, name_of(grading, document), grading->place,
                                     path_of(session->arena, grading, print), &print->written, session->diag);
    return print;
}

void command_grade_print_add(struct command_grading *grading, struct command_writers *writers, int document, size_t set,
                             const char *packed, size_t length) {
    struct command_grade_print *print = find(grading, writers, document, copy_of(grading, document, set));
    if (print->file)
        page_print_file_add(print->file, packed, length);
}

void command_grade_prints_finish(struct command_grading *grading) {
    struct command_session *session = grading->session;
    for (size_t i = 0; i < grading->print_count; i++) {
        struct command_grade_print *print = &grading->prints[i];
        if (print->file && page_print_file_finish(print->file, session->diag)) {
            const struct run_written written = run_file_end(&print->written, grading->files.hold, session->diag);
            command_graded_settle(&grading->files, path_of(session->arena, grading, print),
                                  name_of(grading, print->document), NULL, &written);
        } else {
            run_file_abandon(&print->written);
        }
        page_print_file_free(print->file);
    }
    grading->print_count = 0;
}

void command_grade_prints_abandon(struct command_grading *grading) {
    for (size_t i = 0; i < grading->print_count; i++) {
        struct command_grade_print *print = &grading->prints[i];
        run_file_abandon(&print->written);
        page_print_file_free(print->file);
    }
}
