/* Private to html: what its files put into a page. */
#ifndef HTML_PUT_H
#define HTML_PUT_H

#include "document/document.h"
#include "language/language.h"
#include "words/words.h"

struct chart;

/* A page that is being written. */
struct html_page {
    const struct document *document;
    const struct words_language *language;
    const struct words_screen *words;
    struct doc_writer *paper; /* draws charts */
    struct diag *diag;
    struct text *out;
    struct doc_fields *fields; /* NULL: nothing is filled in */
    int titled;                /* 1 if the page has a title above the headings of the document, else 0 */
    int boxes, charts;         /* so far; their ids have these numbers */
    bool failed;
};

/* ` name="value"`. */
static inline void html_put_attribute(struct text *out, const char *name, const char *value) {
    text_printf(out, " %s=\"", name);
    text_puts_xml(out, value);
    text_putc(out, '"');
}

/* maths.c: mathematics as MathML, with its words in a language. `display`: on a line of its own. */
void html_put_maths(struct text *out, const struct maths *maths, const struct words_language *language, bool display);
/* Whether a formula on a line of its own may be too wide for a small screen: it is to be moved sideways there. */
bool html_is_wide(const struct maths *maths);

/* inline.c: words and what stands among them, from `first` up to, but not including, `end`. */
void html_put_inlines(struct html_page *page, const struct doc_node *first, const struct doc_node *end);
/* A formula within a line, or on one of its own. */
void html_put_formula(struct html_page *page, const struct doc_node *node, bool display);

/* fields.c: what somebody fills in, without the words before it, and how it looks where nothing can be. */
void html_put_blank(struct html_page *page, const struct doc_node *node);
void html_put_rule(struct html_page *page, const struct doc_node *node);
/* Boxes in a row, of which the first is given, with their words. Returns the last node that was used. */
const struct doc_node *html_put_row(struct html_page *page, const struct doc_node *box);
void html_put_lines(struct html_page *page, const struct doc_node *node);
void html_put_cell_field(struct html_page *page, const struct doc_node *node);
void html_put_score(struct html_page *page, const struct doc_node *node);
/* The box of an item; `*id` is what its label is for, "" if it cannot be ticked here. */
void html_put_box(struct html_page *page, const struct doc_node *item, const char **id);

/* figures.c: a chart with its words and the table of its data. */
void html_put_chart(struct html_page *page, const struct doc_node *node);

/* drawing.c: what is to be drawn into a frame, as a table to fill in. */
void html_put_drawing(struct html_page *page, const struct doc_node *node);

/* blocks.c */
void html_put_blocks(struct html_page *page, const struct doc_node *parent);

/* style.c, script.c: what each page has of these, in parts as long as compilers must take them; NULL ends them. */
extern const char *const html_style[], *const html_script[];

#endif
