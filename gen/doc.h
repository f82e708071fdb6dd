/* The document tree: what a filled template says, before it is a page or a sheet. */
#ifndef GEN_DOC_H
#define GEN_DOC_H

#include "../model/maths.h"
#include "chart.h"
#include "sets.h"
#include "sheet_block.h"

enum node_kind {
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

enum text_style { STYLE_STRONG = 1, STYLE_EMPHASIS = 2, STYLE_CODE = 4 };
enum cell_align { ALIGN_DEFAULT, ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

enum value_kind {
    VALUE_TEXT, /* data: a name, a person's column; never markup. With `quantity`: its symbol, which pages typeset */
    VALUE_QUANTITY, /* a quantity of the model with a format */
    VALUE_NUMBER    /* a number that is no quantity's (a predicted value): value, format, unit word */
};
struct value {
    enum value_kind kind;
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
enum placed_kind {
    PLACED_EQUATION, /* the typeset equation of `quantity` */
    PLACED_WORKED,   /* its worked line */
    PLACED_BLANK,    /* an answer blank, with the unit of the numeric question `name` */
    PLACED_SCORE,    /* a box for the marks of question `name`, at the right end of its line */
    PLACED_LINES,    /* `lines:COUNT`: lines to write on; `lines:COUNT+`: and more where the page has room */
    PLACED_PAGE,     /* `page:break`: what follows begins on a new page; `page:start`: a sheet prints from here on */
    PLACED_CHART
};
struct placed {
    enum placed_kind kind;
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

struct node {
    enum node_kind kind;
    struct node *first_child, *last_child, *next, *parent;
    struct pos pos;   /* in the template */
    unsigned style;   /* text and value: text_style bits */
    const char *text; /* NODE_TEXT and NODE_FENCE; NUL-terminated */
    const char *info; /* NODE_FENCE; "" where it has none */
    const char *link; /* text inside a link: its address; else NULL */
    int level, start, head_rows;
    bool ordered, task, checked, tight;
    enum cell_align align;
    const struct value *value;
    struct placed placed;
    const struct sheet_block *block; /* NODE_FENCE of a workbook: what it says; NULL where it is code */
};

enum document_target { TARGET_PDF, TARGET_XLSX };
enum document_audience { AUDIENCE_STUDENT, AUDIENCE_INSTRUCTOR };
enum paper { PAPER_A4, PAPER_LETTER };

struct document {
    struct arena *arena;
    const char *name;  /* worksheet, key, tco */
    const char *title; /* text of the front matter, filled */
    const char *lab_name, *lab_title;
    enum document_target target;
    enum document_audience audience;
    enum paper paper;
    bool landscape;
    const char *language; /* "en" */
    const struct number_locale *locale;
    struct node *root;
    const struct model *model;
    const struct parameter_set *set;              /* the set that the values are taken from */
    const struct parameter_set *const *scenarios; /* every good row of this id, its own first; for workbooks */
    int scenario_count;
};

struct node *node_new(struct arena *arena, enum node_kind kind, struct pos pos);
void node_append(struct node *parent, struct node *child);
/* What a value prints as, without a page's means: its text, or its number in the document's locale. */
void value_print(struct text *out, const struct document *document, const struct value *value);
/* The tree, a node a line, indented: for those who write templates. */
void document_print_tree(struct text *out, const struct document *document);

#endif
