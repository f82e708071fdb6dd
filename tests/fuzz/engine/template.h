/* Whole templates: an input is a template of the lab scale-illusion, and is made into a file as the program would do
 * it. The targets `pages` and `workbooks` share this; each leaves the other's templates alone. */
#ifndef TESTS_FUZZ_ENGINE_TEMPLATE_H
#define TESTS_FUZZ_ENGINE_TEMPLATE_H

#include "engine/fuzz.h"
#include "grade/grade.h"

#include <string.h>

/* Gives a filled document to the writer. */
static inline void fuzz_make_file(struct fuzz_input *input, struct doc_writer *writer, struct document *document,
                                  const char *begin) {
    struct text bytes = {0};
    int errors = diag_count(input->diag, SEVERITY_ERROR);
    bool made = doc_writer_write(writer, document, &bytes, input->diag);
    fuzz_expect(made || diag_count(input->diag, SEVERITY_ERROR) > errors, "a file is made, or it is said why not");
    fuzz_expect(!made || (bytes.length > 200 && memcmp(bytes.bytes, begin, strlen(begin)) == 0),
                "a file begins like its kind");
    if (made)
        fuzz_reach();
    text_free(&bytes);
}

/* Fills the template for the kinds of readers that it may have: a set or a class or, if the document is made by
 * grading, a person who is graded or the class's report. NULL if there is an error, or if the document is for another
 * format. */
static inline struct document *fuzz_fill(struct fuzz_input *input, const struct fuzz_lab *open, bool graded,
                                         const struct doc_format *format) {
    char path[1024];
    snprintf(path, sizeof path, "%s/scale-illusion/template.md", fuzz_folder());
    struct lab_document listed = {.name = "template", .path = path, .pos = {open->lab->source, 1, 1}, .graded = graded};
    struct fill_template *template = fill_load(input->arena, open->lab, &listed, input->diag);
    if (!template || fill_format(template) != format)
        return NULL;
    const struct grade *grade = graded ? grade_trial(input->arena, open->lab, open->set, open->key) : NULL;
    const struct fill_row row = {open->set, open->key, grade};
    struct fill_subject subject = {&row, 1, NULL};
    if (graded && fill_is_for_class(template)) {
        struct grade_statistics *statistics = grade_statistics_new(input->arena, open->lab);
        grade_statistics_add(statistics, grade);
        subject = (struct fill_subject){.figures = grade_statistics_compute(statistics)};
    }
    return fill_document(template, input->arena, &subject, input->diag).document;
}

/* An execution of both targets. */
static inline void fuzz_template(const uint8_t *data, size_t size, struct doc_writer *writer, const char *begin) {
    const struct fuzz_lab *open = fuzz_lab();
    fuzz_write("scale-illusion/template.md", data, size);
    for (int graded = 0; graded < 2; graded++) {
        struct fuzz_input input = fuzz_open(NULL, 0);
        struct document *document = fuzz_fill(&input, open, graded, writer->backend->format);
        if (document)
            fuzz_make_file(&input, writer, document, begin);
        fuzz_close(&input);
        if (document)
            break;
    }
}

#endif
