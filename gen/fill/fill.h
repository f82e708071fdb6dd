/* Filling: a template, a set and its key become a document tree. What a student may see is decided here and only here.
 */
#ifndef FILL_FILL_H
#define FILL_FILL_H

#include "document/document.h"
#include "grade/grade.h"
#include "key/key.h"

struct words_language;
struct fill_template; /* a document's parsed template with its front matter; one a document, used for every set */

/* Reports what is wrong in a template's front matter and tags as such, for a lab that is not sound. */
void fill_check(struct arena *arena, const struct lab *lab, const struct lab_document *document, struct diag *diag);
/* Parses templates/LAB/NAME.md with its partials and the lab's texts; reports all that is wrong in it whatever the set
 * (unknown names, formats, front matter, private-use characters). NULL after an error. */
struct fill_template *fill_load(struct arena *arena, const struct lab *lab, const struct lab_document *document,
                                struct diag *diag);
/* Another paper than the front matter's, for every document that is filled from now on. */
void fill_set_paper(struct fill_template *template, enum doc_paper paper);
enum doc_target fill_target(const struct fill_template *template);
enum doc_audience fill_audience(const struct fill_template *template);

/* Fills the template for one set; the document and all in it live in `arena`. scenarios: all good rows of the id, the
 * set's own first. NULL after an error (reported at its place). A tag that the audience may not see is an error, as is
 * a name that nothing has. */
struct document *fill_set(struct fill_template *template, struct arena *arena, const struct parameter_set *set,
                          const struct key *key, const struct parameter_set *const *scenarios, int scenario_count,
                          struct diag *diag);
/* A template without a body, for passages of the lab that stand in no document (what an answer is told); for
 * instructors. */
struct fill_template *fill_passages_new(struct arena *arena, const struct lab *lab,
                                        const struct words_language *language);
/* A passage filled for one set, as text; in `arena`. NULL after an error. */
const char *fill_passage(struct fill_template *template, struct arena *arena, const struct parameter_set *set,
                         const struct key *key, const struct lab_text *passage, struct diag *diag);
/* A document for the whole class (`for: class`) is made once, of all sets and their keys: `{{#sets}}` goes through
 * them, and what belongs to a set is known only there. fill_set makes one of a single set. */
struct fill_class_row {
    const struct parameter_set *set; /* evaluated */
    const struct key *key;
    const struct grade *grade; /* NULL where nothing is graded */
};
/* The same for one person who is graded: `{{answer}}` of a question, `{{grade}}`. */
struct document *fill_graded(struct fill_template *template, struct arena *arena, const struct fill_class_row *row,
                             struct diag *diag);
/* One for the class after grading: its figures, `{{class}}`. */
struct document *fill_report(struct fill_template *template, struct arena *arena,
                             const struct grade_class_figures *figures, struct diag *diag);
bool fill_is_for_class(const struct fill_template *template);
const char *fill_language(const struct fill_template *template);
struct document *fill_class(struct fill_template *template, struct arena *arena, const struct fill_class_row *rows,
                            size_t row_count, struct diag *diag);
/* The filled Markdown of the last fill_set, tokens printed as values: for those who write templates. */
void fill_print_markdown(struct text *out, const struct fill_template *template);

#endif
