/* Fill: a template, a parameter set and its key become a document tree. What a student may see is decided here and
 * nowhere else. */
#ifndef FILL_FILL_H
#define FILL_FILL_H

#include "document/document.h"
#include "grade/grade.h"
#include "key/key.h"
#include "lab/lab.h"
#include "sets/sets.h"
#include "words/words.h"

struct fill_template; /* a document's template, parsed with its front matter: one a document, used for every set */

/* Parses templates/LAB/NAME.md with its partials and the lab's texts, and reports everything that would be wrong for
 * any set: unknown names, formats, front matter, private-use characters, what the audience may not see. NULL after an
 * error. */
struct fill_template *fill_load(struct arena *arena, const struct lab *lab, const struct lab_document *document,
                                struct diag *diag);
/* The same templates (NULL: none) for one process, in the arena: what filling changes is its own. */
struct fill_template **fill_own(struct arena *arena, const struct fill_template *const *templates, int count);
/* Reports what is wrong in a template's front matter and tags alone, for a lab that is not sound. */
void fill_check(struct arena *arena, const struct lab *lab, const struct lab_document *document, struct diag *diag);

/* The front matter. */
const struct doc_format *fill_format(const struct fill_template *template);
enum doc_audience fill_audience(const struct fill_template *template);
/* `for: class`: one document for all sets. */
bool fill_is_for_class(const struct fill_template *template);
const char *fill_language(const struct fill_template *template);
/* The language that a lab's answers are written in, and whether its decimal sign is a comma: of the first document for
 * students on paper. Without one, or if it cannot be read, that of the first document that people get back, else of the
 * first for instructors, else English. Reports nothing. */
const char *fill_paper_language(struct arena *arena, const struct lab *lab, bool *comma);
/* Overrides the paper for every document that is filled from now on. */
void fill_set_paper(struct fill_template *template, enum doc_paper paper);
/* What is different about this document on a person's sheets: the style of its own (NULL: none), and its paper (that of
 * the template if the person has none of their own). Documents for instructors are as for everybody, but for what
 * grading makes, which people get back. */
struct fill_copy {
    const char *print;
    enum doc_paper paper;
};
struct fill_copy fill_copy_of(const struct fill_template *template, const struct sets_accommodation *accommodation);

/* A set, evaluated, with its key, and a person's grade if one is made (else NULL). */
struct fill_row {
    const struct parameter_set *set;
    const struct key *key;
    const struct grade *grade;
};
/* What a document is about. Of a set: the first row is its own; those of the other good rows of its id follow, and need
 * no key. Of the class: the rows of all sets, for `{{#sets}}`; or the figures of a graded class, and no rows. */
struct fill_subject {
    const struct fill_row *rows;
    size_t count;
    const struct grade_class_figures *figures;
};
struct fill_result {
    struct document *document; /* NULL after an error */
    /* For fill_print_markdown: what was filled, even with errors. */
    const struct document *read;
    const char *markdown;
    const struct doc_value *const *values;
};
/* Fills a template. Everything lives in `arena`. Errors are reported at their places: a name that nothing has, or a tag
 * that the audience may not see. */
struct fill_result fill_document(struct fill_template *template, struct arena *arena,
                                 const struct fill_subject *subject, struct diag *diag);
/* Warns about every symbol that a page's equations print and that the document neither defines (by an equation for it)
 * nor lists (by {{NAME.symbol}}). */
void fill_check_symbols(const struct document *document, struct diag *diag);
/* Appends the filled Markdown with values in place of tokens: for those who write templates. */
void fill_print_markdown(struct text *out, const struct fill_result *result);

/* A template without a body, for passages of the lab that are in no document, such as the feedback on an answer; its
 * audience are instructors. */
struct fill_template *fill_passages_new(struct arena *arena, const struct lab *lab,
                                        const struct words_language *language);
/* A passage filled for one set, as text in `arena`. NULL after an error. */
const char *fill_passage(struct fill_template *template, struct arena *arena, const struct parameter_set *set,
                         const struct key *key, const struct lab_text *passage, struct diag *diag);

#endif
