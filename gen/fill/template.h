/* Private to fill: a template, parsed once (struct fill_template), and one document being filled from it (struct fill).
 */
#ifndef FILL_TEMPLATE_H
#define FILL_TEMPLATE_H

#include "document/document.h"
#include "fences/fences.h"
#include "fill/fill.h"
#include "lab/lab.h"
#include "mustache/mustache.h"

struct fill_item;

/* Front matter: what a document is. */
struct fill_front {
    struct lab_text title; /* may contain tags */
    const struct doc_format *format;
    enum doc_audience audience;
    enum doc_paper paper;
    bool landscape;
    enum doc_layout layout;
    enum doc_compact compact;
    bool for_class; /* one document for all sets */
    const char *language;
    const struct number_locale *locale;
    size_t body; /* offset of the first byte after the front matter */
};

/* A parsed passage, found by the address of its text, or a parsed partial, found by its name. */
struct fill_parsed {
    const void *text;
    const char *name;
    struct mustache *mustache; /* NULL: wrong, which was reported */
};

/* The content of a block of a template, where its translation says `{{> original}}`. */
struct fill_original {
    int line; /* of that tag */
    struct mustache *mustache;
};

struct fill_template {
    struct arena *arena;
    const struct lab *lab;
    const struct lab_document *document;
    struct fill_front front;
    struct mustache *body, *title;
    struct fill_parsed *passages, *partials;
    size_t passage_count, passage_capacity, partial_count, partial_capacity;
    const struct fill_vocabulary *const *vocabularies; /* all words of templates; ends with NULL */
    struct machine *conditions;                        /* equations that are true or false; they compare as claims do */
    const struct quantity **condition_quantities;
    int condition_count;
    struct chart_program **charts;   /* by number of the lab's chart; NULL before the first use */
    struct fence_blocks *blocks;     /* of a workbook */
    struct fill_original *originals; /* of a translation: the blocks that it takes from its original */
    size_t original_count;
    struct key_accepted_values *accepted; /* NULL before the first use */
};

/* Which branches are rendered: those that hold for the set, all, or none. With the last two a check reaches every
 * branch. */
enum fill_branches { BRANCHES_OF_SET, BRANCHES_ALL, BRANCHES_NONE };

/* A section `together` that is open: the values from `start` on are in it. */
struct fill_span {
    const struct fill_item *section;
    size_t start;
};

struct fill {
    struct fill_template *template;
    struct arena *arena;
    struct document *document;
    const struct mustache_view *view; /* fill_view, for passages that are rendered in the middle of a fill */
    const struct fill_row *rows;      /* all that items are about; in a report, one of default values, for passages */
    size_t row_count;
    bool **conditions;          /* by row, then by quantity index: whether it holds for the set; NULL until asked */
    const struct fill_row *row; /* of the document; NULL if it is for the class */
    const struct fill_item *root;
    const struct grade_class_figures *figures; /* in a report for the class; else NULL */
    const struct fill_item *around; /* of a passage that is filled by itself: its option or question; or NULL */
    enum fill_branches branches;
    const struct doc_value **values;
    size_t value_count, value_capacity;
    const struct fill_row *accepted_of; /* whose set the template's accepted values are of; NULL for none */
    struct fill_span *together;
    size_t together_count, together_capacity;
    struct pos *reported; /* places of tags that were reported */
    size_t reported_count, reported_capacity;
    struct diag *diag;
};

/* Reads the YAML between two lines `---` at the start of a template. False after an error. */
bool fill_read_front(struct arena *arena, const struct source *source, struct fill_front *front, struct diag *diag);

/* translated.c: compares a translation with its original, and finds the blocks that it takes from there. False after an
 * error. */
bool fill_read_original(struct fill_template *template, const struct source *source, struct diag *diag);
/* What a tag `{{> original}}` on a line stands for; NULL if it is none. */
struct mustache *fill_find_original(const struct fill_template *template, int line);

/* Passages. */

/* Reports bytes that are not UTF-8, control and private-use characters; false if there are any. */
bool fill_check_text(const struct source *source, struct diag *diag);
/* The parsed passage of the lab, parsed at its first use; NULL if it is wrong (reported). */
struct mustache *fill_parse_passage(struct fill_template *template, const struct lab_text *passage, struct diag *diag);
/* A passage rendered to plain text, in the arena of the fill; NULL after an error. `context`: the item that it is a
 * passage of, or the root. */
const char *fill_render_passage(struct fill *fill, struct mustache *passage, const struct fill_item *context);
/* Appends filled text with each token replaced by what its value prints. */
void fill_put_resolved(struct text *out, const struct document *document, const char *text,
                       const struct doc_value *const *values);

/* What the audience may see: why this document's readers may not see something, in the arena of the fill; NULL if they
 * may. */

const char *fill_quantity_refusal(const struct fill *fill, const struct quantity *quantity);
/* Any quantity that an expression reads; `expr` may be NULL. */
const char *fill_expr_refusal(const struct fill *fill, const struct expr *expr);
/* Students see a chart if they may see all its quantities; else its empty frame if the lab says `frame: true`. */
const char *fill_chart_refusal(const struct fill *fill, const struct lab_chart *chart);

/* Quantities and conditions. */

/* Compiles the conditions of the lab, once for a template. */
void fill_prepare_quantities(struct fill_template *template);
/* Reports the tags that name a quantity whose name is a word of the template language too: what they print would depend
 * on the sections around them. */
void fill_check_meanings(const struct fill_template *template, const struct mustache *mustache, struct diag *diag);
/* Whether a condition holds for the set of a row. */
bool fill_holds(struct fill *fill, const struct fill_row *row, const struct quantity *condition);

/* The tree. */

/* Computes the chart of that name for the set and puts it into the node. */
void fill_place_chart(struct fill *fill, struct doc_node *node, const char *name);
/* Puts the chart of a class, the distribution of its scores, into the node; and the chart's name. */
void fill_place_scores(struct fill *fill, struct doc_node *node);
extern const char fill_scores_name[];
/* Finds what a placement names, for doc_read_markdown; the context is a struct fill. The audience is checked
 * afterwards, when the place in the template is known. */
bool fill_resolve_placed(void *context, struct doc_placed *placed);
/* Checks placements and blocks against audience and target, and computes the charts. */
void fill_check_tree(struct fill *fill, struct doc_node *node);
/* Adds the lab's scenarios to the workbook of a set that has no more than one row. */
void fill_add_scenarios(struct arena *arena, const struct lab *lab, struct document *document);

#endif
