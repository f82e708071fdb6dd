/* The document tree: what a filled template says, before it is a page or a sheet. */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "chart/chart.h"
#include "fences/fences.h"
#include "language/language.h"
#include "mustache/mustache.h"
#include "sets/sets.h"

enum doc_node_kind {
    NODE_DOCUMENT,
    NODE_HEADING, /* level 1..6 */
    NODE_PARAGRAPH,
    NODE_QUOTE,
    NODE_LIST, /* ordered: start; else bullets */
    NODE_ITEM, /* task: a box to tick before it; holds blocks, paragraphs in tight lists too */
    NODE_RULE,
    NODE_TABLE, /* children: rows, the first `head_rows` of them its head */
    NODE_ROW,
    NODE_CELL,  /* align */
    NODE_FENCE, /* a fenced block: info is its first word, text its content (`inputs`, `equations`; else code) */
    NODE_TEXT,
    NODE_VALUE, /* a reference that the writer prints */
    NODE_BREAK, /* a hard line break */
    NODE_PLACED /* something the generator draws: placed says what; children: its caption */
};

enum doc_text_style { STYLE_STRONG = 1, STYLE_EMPHASIS = 2, STYLE_CODE = 4 };
enum doc_align { ALIGN_DEFAULT, ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

enum doc_value_kind {
    VALUE_TEXT, /* data: a name, a person's column; never markup. With `quantity`: its symbol, which pages typeset */
    VALUE_QUANTITY, /* a quantity of the model with a format */
    VALUE_NUMBER    /* a number that is no quantity's (a predicted value): value, format, unit word */
};
struct doc_value {
    enum doc_value_kind kind;
    const char *text;
    const struct quantity *quantity;
    double number;
    const char *unit_word;
    struct number_format format;
    bool fixed;          /* text that is the same for every set: may name what is placed */
    bool typed;          /* text that somebody typed: what no font has is printed as its code, and is no error */
    struct pos pos;      /* of the tag */
    struct pos data_pos; /* of the data (the CSV field), source NULL where there is none */
};

/* `![caption](KIND:NAME)` */
enum doc_placed_kind {
    PLACED_EQUATION, /* the typeset equation of `quantity` */
    PLACED_WORKED,   /* its worked line */
    PLACED_BLANK,    /* an answer blank, with the unit of the numeric question `name` */
    PLACED_SCORE,    /* a box for the marks of question `name`, at the right end of its line */
    PLACED_LINES,    /* `lines:COUNT`: lines to write on; `lines:COUNT+`: and more where the page has room */
    PLACED_PAGE,     /* `page:break`: what follows begins on a new page; `page:start`: a sheet prints from here on */
    PLACED_CHART
};
struct doc_placed {
    enum doc_placed_kind kind;
    const char *name;
    const char *hint; /* of a name that nothing has: what would be right, or NULL */
    bool filled_in;   /* the name was a tag's */
    const struct quantity *quantity;
    const char *unit_word;     /* blank */
    bool starts;               /* page: the start */
    int count;                 /* lines */
    bool more;                 /* lines: as many more as their page has room for */
    const struct chart *chart; /* chart; also of a fence `sweep` */
    double marks;              /* score */
};

struct doc_node {
    enum doc_node_kind kind;
    struct doc_node *first_child, *last_child, *next, *parent;
    struct pos pos;   /* in the template */
    unsigned style;   /* text and value: text_style bits */
    const char *text; /* NODE_TEXT and NODE_FENCE; NUL-terminated */
    const char *info; /* NODE_FENCE; "" where it has none */
    const char *link; /* text inside a link: its address; else NULL */
    int level, start, head_rows;
    bool ordered, task, checked, tight;
    enum doc_align align;
    const struct doc_value *value;
    struct doc_placed placed;
    const struct fence *block; /* NODE_FENCE of a workbook: what it says; NULL where it is code */
};

enum doc_target { TARGET_PDF, TARGET_XLSX };
enum doc_audience { AUDIENCE_STUDENT, AUDIENCE_INSTRUCTOR };
enum doc_paper { PAPER_A4, PAPER_LETTER };

struct document {
    struct arena *arena;
    const char *name;  /* worksheet, key, tco */
    const char *title; /* text of the front matter, filled */
    const char *lab_name, *lab_title;
    enum doc_target target;
    enum doc_audience audience;
    enum doc_paper paper;
    bool landscape;
    const char *language; /* "en" */
    const struct number_locale *locale;
    struct doc_node *root;
    const struct model *model;
    const struct parameter_set *set;              /* the set that the values are taken from */
    const struct parameter_set *const *scenarios; /* every good row of this id, its own first; for workbooks */
    int scenario_count;
};

struct doc_node *doc_node_new(struct arena *arena, enum doc_node_kind kind, struct pos pos);
void doc_node_append(struct doc_node *parent, struct doc_node *child);
/* What a value prints as, without a page's means: its text, or its number in the document's locale. */
void doc_value_print(struct text *out, const struct document *document, const struct doc_value *value);
/* The tree, a node a line, indented: for those who write templates. */
void doc_print_tree(struct text *out, const struct document *document);

/* Markdown to the document tree, through md4c: CommonMark, tables, task lists. */

/* A value travels through Markdown as one code point of plane 15: VALUE_TOKEN_FIRST + its index. */
enum { VALUE_TOKEN_FIRST = 0xF0000, VALUE_TOKEN_LAST = 0xFFFFD };
/* True where text of an author holds a code point that we use for tokens (any private-use one is refused). */
bool doc_has_private_use(const char *text, size_t length, size_t *offset);

/* Makes document->root of the filled text; nodes live in document->arena. `values` are what the tokens stand for.
 * Images must be placements (`chart: equation: worked: blank: score: lines: page:`); raw HTML, unknown placements and
 * unknown names in them are errors at their place in the template. A token inside a placement's address, a fence or a
 * link's address is an error. False after an error. `resolve` fills in a placement by its name; false where it knows
 * none, which is reported here unless it did so itself. `lines` and `page` are not asked for. */
bool doc_read_markdown(struct document *document, struct mustache_text *filled, const struct doc_value *const *values,
                       size_t value_count, bool (*resolve)(void *context, struct doc_placed *placed), void *context,
                       struct diag *diag);

/* Writers: a document tree becomes a file's bytes. Both writers offer these functions and know no more than the tree.
 */

struct doc_writer; /* what a process needs once: fonts, style; makes any number of files, one after the other */

/* One file: begin, add one document or several, and finish, which appends the file's bytes to `out`. False after an
 * error (reported, with the data's place where a character has no glyph). After a failed add the file is without that
 * document; after a finish, failed or not, the writer is ready for the next begin. */
bool doc_writer_begin(struct doc_writer *writer, const char *title, struct diag *diag);
bool doc_writer_add(struct doc_writer *writer, const struct document *document, struct diag *diag);
bool doc_writer_finish(struct doc_writer *writer, struct text *out, struct diag *diag);
void doc_writer_free(struct doc_writer *writer);

/* For the writers themselves. */
struct doc_writer_functions {
    bool (*begin)(struct doc_writer *writer, const char *title, struct diag *diag);
    bool (*add)(struct doc_writer *writer, const struct document *document, struct diag *diag);
    bool (*finish)(struct doc_writer *writer, struct text *out, struct diag *diag);
    void (*free)(struct doc_writer *writer);
};
struct doc_writer {
    const struct doc_writer_functions *functions;
};

/* Adds a line about the library that this room uses to the output of --version. */
void doc_libraries(struct text *out);

#endif
