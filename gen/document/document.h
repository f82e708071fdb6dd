/* The document tree: the content of a filled template, before it becomes a page or a sheet. */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "base/base.h"

struct chart;
struct fence;
struct maths;
struct model;
struct mustache_text;
struct parameter_set;
struct quantity;

enum doc_node_kind {
    NODE_DOCUMENT,
    NODE_HEADING, /* level 1..6 */
    NODE_PARAGRAPH,
    NODE_QUOTE,
    NODE_LIST, /* ordered: numbered from `start`; else bullets */
    NODE_ITEM, /* task: with a box to tick before it; holds blocks, and paragraphs even in tight lists */
    NODE_RULE,
    NODE_TABLE, /* children: rows, of which the first `head_rows` are header rows */
    NODE_ROW,   /* marked, write */
    NODE_CELL,  /* align, share */
    NODE_FENCE, /* a fenced block: `info` is the first word after the fence (`inputs`, `equations`; anything else is
                   code), `text` its content */
    NODE_TEXT,
    NODE_VALUE,  /* a reference that the writer prints */
    NODE_BREAK,  /* a hard line break */
    NODE_PLACED, /* something that the generator draws: `placed` says what; the children are its caption */
    /* Made by doc_arrange: */
    NODE_QUESTION, /* the blocks of a question, from its prompt or score box to its last answer */
    NODE_WORK      /* where somebody calculates: placed formulas, and the blank for their result as the last child */
};

enum doc_text_style { STYLE_STRONG = 1, STYLE_EMPHASIS = 2, STYLE_CODE = 4 };
enum doc_align {
    ALIGN_DEFAULT,
    ALIGN_LEFT,
    ALIGN_CENTER,
    ALIGN_RIGHT,
    ALIGN_DECIMAL /* cells: figures at their decimal marks, which stand as far right as fits */
};

enum doc_value_kind {
    VALUE_TEXT, /* data: a name, a column of a person; never markup. With `quantity`: its symbol, which pages typeset */
    VALUE_QUANTITY, /* a quantity of the model with a format */
    VALUE_NUMBER    /* a number that does not belong to a quantity (a predicted value): value, format, unit word */
};
struct doc_value {
    enum doc_value_kind kind;
    const char *text;
    const struct quantity *quantity;
    double number;
    const char *unit_word;
    struct number_format format;
    bool fixed;            /* text that is the same for every set, so that it may be part of a placement's name */
    bool prose;            /* text of the lab or its model, whose quotes are set as those of a template */
    const char *letter_of; /* text: the printed letter of an option of that question; else NULL */
    bool typed; /* text that somebody typed: a character that no font has is printed as its code, and is not an error */
    struct pos pos;      /* of the tag */
    struct pos data_pos; /* of the data (the CSV field); its source is NULL if there is none */
};

/* `![caption](KIND:NAME)`. The kinds up to PLACED_FIGURE may be part of a line of text. */
enum doc_placed_kind {
    PLACED_EQUATION, /* the typeset equation of `quantity` */
    PLACED_WORKED,   /* its worked line */
    PLACED_BLANK,    /* an answer blank, with the unit of the numeric question `name`; a smaller one for the quantity
                        `name`, a step on the way that nobody marks */
    PLACED_SCORE,   /* a box for the marks of question `name`, at the right end of its line; `score:all`: for the sum of
                       the document; `score:page`: each foot has one for the sum of its page; `score:none`: a question
                       begins that has no marks */
    PLACED_TICKS,   /* `ticks:NAME`: boxes to tick in a row; the caption has their words, with slashes between */
    PLACED_RULE,    /* `rule:WIDTH`: a rule of that many points to write a word on, after its caption */
    PLACED_FIGURE,  /* `figure:right`: its caption, large, at the right end of its line */
    PLACED_LINES,   /* `lines:COUNT`: lines to write on; `lines:COUNT-MOST`: up to that many if the page has room;
                       `lines:COUNT+`: up to four times that. The first one begins in the line of the text before */
    PLACED_PAGE,    /* `page:break`: a new page begins here; `page:start`: a sheet prints from here on */
    PLACED_COLUMNS, /* `columns:2`: two columns from here on; `columns:5/4`: with these shares of the width;
                       `columns:next`: the next one begins; `columns:1`: they end */
    PLACED_CHART
};
enum doc_score { SCORE_QUESTION, SCORE_ALL, SCORE_PAGE, SCORE_NONE };
enum { DOC_COLUMNS = 4 };
struct doc_placed {
    enum doc_placed_kind kind;
    const char *name;
    const char *hint; /* for an unknown name: a suggestion, or NULL */
    bool filled_in;   /* the name came from a tag */
    const struct quantity *quantity;
    const char *unit_word;     /* blank */
    bool step;                 /* blank: of a quantity that is not asked for, a step on the way */
    bool starts, ends;         /* page: `page:start`, `page:end` */
    int count, most;           /* lines: that many, and up to `most` if the page has room; rule: `count` is its width;
                                  a box of a row to tick: its number, from 1; columns: 0 for `columns:next` */
    int shares[DOC_COLUMNS];   /* columns: of the width; all 1 if the text flows from each to the next; chart: the first
                                  is its share beside others, 0 for none */
    const struct chart *chart; /* chart; also for a fenced block `sweep` */
    double marks;              /* score; of the whole document for `score:all` */
    enum doc_score score;
    /* Found by doc_arrange: */
    bool displayed; /* on a line of its own, not within text */
    bool worked;    /* equation: together with its worked line */
    bool beside;    /* chart: the next one of its paragraph may stand beside it */
};

/* How a block belongs to the one before it. */
enum doc_bond {
    BOND_NONE,
    BOND_SHOWN,   /* it shows what a passage refers to, and can be understood away from it */
    BOND_RELATED, /* the passage announces it or asks for it */
    BOND_OPTIONS  /* options, of which the first stays with their prompt */
};

struct doc_node {
    enum doc_node_kind kind;
    struct doc_node *first_child, *last_child, *next, *parent;
    struct pos pos;   /* in the template */
    unsigned style;   /* text and value: bits of enum doc_text_style */
    const char *text; /* NODE_TEXT and NODE_FENCE; NUL-terminated */
    const char *info; /* NODE_FENCE; "" if it has none */
    const char *link; /* text inside a link: the address; else NULL */
    int level, start, head_rows;
    bool ordered, checked, tight;
    bool marked; /* row: to be seen first; its first cell began with `{.mark}` */
    bool write;  /* row: tall enough to write in by hand; its first cell began with `{.write}` */
    int share;   /* cell: its column's share of the width, relative to those of other columns; 0: what it needs */
    bool task;   /* item; list: all its items are (found by doc_arrange) */
    enum doc_align align;
    const struct doc_value *value;
    struct doc_placed placed;
    const struct fence *block; /* NODE_FENCE of a workbook: its parsed content; NULL for code */
    /* Found by doc_arrange: */
    const struct doc_node *only; /* paragraph, cell: all that it holds, but for spaces; NULL if that is more than one */
    enum doc_bond bond;
    bool introduces;    /* a heading, or words before a table, a fenced block or a chart: stays with the next block */
    bool under_heading; /* a passage directly below a heading */
    bool runs_in;       /* a passage that begins with the words of a heading */
    bool scored;        /* with a score box: a question begins */
    int depth; /* heading: its level for those who listen, from 1 to 6; none is left out; 0 until it is found */
    /* Of a scored block its number, of the first passage of an option its letter, with which its words begin, as in
     * `3. Title` and `A Words`; else NULL. And the words after it. */
    const char *number;
    const struct doc_node *title;
    bool note; /* quote: a note, set in the margin beside the passage that follows */
    /* What somebody writes there is about (a box to tick before an item, lines, a chart, a cell): the question,
     * NULL if it is none; of a box, the printed letter of its option, or its number from 1 if it has none. */
    const char *question, *option;
};

/* A kind of file that documents become. Only its writer knows which it is; everybody else asks for its properties. */
struct doc_format {
    const char *name;      /* in the front matter: `target: pdf` */
    const char *extension; /* of its files */
    bool per_id;           /* a file has all sets of an id, not one */
    bool live;             /* values and fenced blocks become formulas, which change with their inputs */
    bool paged;            /* it is paper: copies for all can be collected in one file to print */
    bool twin;             /* no template asks for it: it is made beside paper, of the same tree */
};
enum doc_format_number { FORMAT_PDF, FORMAT_XLSX, FORMAT_HTML, FORMATS };
extern const struct doc_format doc_formats[FORMATS];

/* graded: a student, after grading. */
enum doc_audience { AUDIENCE_STUDENT, AUDIENCE_INSTRUCTOR, AUDIENCE_GRADED };
enum doc_paper { PAPER_A4, PAPER_LETTER };
extern const char *const doc_papers[]; /* their names, and NULL */
/* The number of the paper with that name, in capitals or not; -1 if there is none. */
int doc_paper_named(const char *name);
/* How questions that somebody calculates are set: as the style says, their frame below them, or beside them. */
enum doc_layout { LAYOUT_OF_STYLE, LAYOUT_ABOVE, LAYOUT_BESIDE };
/* Whether few pages matter more than room in frames and charts. */
enum doc_compact { COMPACT_OF_STYLE, COMPACT_NO, COMPACT_YES };

struct document {
    struct arena *arena;
    const char *name;  /* worksheet, key, tco */
    const char *title; /* from the front matter, filled */
    const char *lab_name, *lab_title;
    const struct doc_format *format;
    enum doc_audience audience;
    enum doc_paper paper;
    const char *print; /* a style for single people, among `prints:` of the style files; NULL: that of the class */
    bool landscape;
    enum doc_layout layout;
    enum doc_compact compact;
    const char *page_sum; /* the words before the sum of a page's marks at its foot; NULL if it has none (found by
                             doc_arrange) */
    struct pos page_sum_pos, page_sum_again; /* where they are written, and where a second time; line 0: nowhere */
    const char *proof;                       /* what proves a key, said at its foot; NULL: nothing is said of it */
    const char *language;                    /* "en" */
    const struct number_locale *locale;
    struct doc_node *root;
    const struct model *model;
    const struct parameter_set *set;              /* the set from which the values are taken */
    const struct parameter_set *const *scenarios; /* for workbooks: all good rows of this id, with its own first */
    int scenario_count;
};

struct doc_node *doc_node_new(struct arena *arena, enum doc_node_kind kind, struct pos pos);
void doc_node_append(struct doc_node *parent, struct doc_node *child);
/* Appends the nodes from `first` up to `end`, which is NULL for all. */
void doc_node_append_all(struct doc_node *parent, struct doc_node *first, const struct doc_node *end);
/* Takes the children out of a node. Returns the first. */
struct doc_node *doc_node_take_children(struct doc_node *node);
/* The word of a kind of placement in an address. */
const char *doc_placed_word(enum doc_placed_kind kind);
/* Whether a node, which may be NULL, is a placement of this kind. */
bool doc_node_is_placed(const struct doc_node *node, enum doc_placed_kind kind);
/* Whether something of this kind is placed within the node, or is the node. */
bool doc_node_holds(const struct doc_node *node, enum doc_placed_kind kind);
/* The chart of a paragraph that holds nothing else, in an arranged tree; NULL for other blocks. */
const struct doc_node *doc_node_lone_chart(const struct doc_node *block);
/* What a symbol, a placed equation (together with its worked line, if that follows it) or a worked line shows as
 * mathematics, made in the arena; NULL for other nodes. */
const struct maths *doc_node_maths(struct arena *arena, const struct document *document, const struct doc_node *node);
/* The block that holds a node; a question is not one. */
const struct doc_node *doc_node_holder(const struct doc_node *node);
/* Appends the words of a node and of what is in it, with `line_end` for hard line breaks. */
void doc_put_words(struct text *out, const struct document *document, const struct doc_node *node, char line_end);
/* Finds what the parts of the tree mean, once, after all its placements and blocks are known and before a writer has
 * it: makes NODE_QUESTION and NODE_WORK, sets what is said to be found here, joins equations with their worked lines,
 * and turns straight quotes in prose into the language's own. Of a format with live values only `only` and `introduces`
 * are set. */
void doc_arrange(struct document *document);
/* Appends a value as plain text: its text, or its number as the locale of the document writes it. */
void doc_value_print(struct text *out, const struct document *document, const struct doc_value *value);
/* Whether it is a student's copy of a set. */
bool doc_is_copy(const struct document *document);
/* Whose copy it is; NULL or "" where that is not known. False if it is no copy. */
bool doc_identity(const struct document *document, const char *parts[IDENTITY_PARTS]);
/* Appends the same as JSON, for programs that read it back. */
bool doc_put_identity(struct text *out, const struct document *document);
/* What somebody is asked to write at a node, for a screen reader: the words of its question, and what to write. In the
 * document's arena. The nodes are items with a box to tick, empty cells, boxes, rules, lines, blanks. */
const char *doc_tip(const struct document *document, const struct doc_node *node);
/* Whether a table is a form: its columns have no headings, and something is to be filled in. It is a list, a row an
 * item, of words and what is written beside them. */
bool doc_is_form(const struct doc_node *table);
/* The words of a box of a row, which stand behind it; NULL if there are none. */
const struct doc_node *doc_box_words(const struct doc_node *box);
/* What ticking a box says: the words of its option; of a box of a row without words its number. */
const char *doc_option_tip(const struct document *document, const struct doc_node *node);
/* What fields are called in files that come back filled in: the question that they answer, `QUESTION:2` where its lines
 * go on, `ticks/NAME` for a row of boxes, `other/1` for what nobody asks for. Each is to be asked for once, in the
 * order of the document. In its arena. */
struct doc_fields;
struct doc_fields *doc_field_names(const struct document *document);
const char *doc_field_name(struct doc_fields *fields, const struct doc_node *node);
/* Whether it is ticked there, or written on lines. */
bool doc_is_box(const struct doc_node *node);
bool doc_is_line(const struct doc_node *node);
/* Prints the tree, one node per line, indented: for authors of templates. */
void doc_print_tree(struct text *out, const struct document *document);

/* Markdown to the document tree, by md4c: CommonMark with tables and task lists. */

/* A value passes through Markdown as one code point of plane 15, a token: VALUE_TOKEN_FIRST + its index. */
enum { VALUE_TOKEN_FIRST = 0xF0000, VALUE_TOKEN_LAST = 0xFFFFD };
/* Whether an author's text has a private-use code point. All of these are refused, because the tokens are among
 * them. */
bool doc_has_private_use(const char *text, size_t length, size_t *offset);

/* Makes document->root from the filled text; nodes live in document->arena. The tokens refer to `values`. Images must
 * be placements (`chart: equation: worked: blank: score: ticks: rule: figure: lines: page: columns:`). Raw HTML,
 * unknown placements and unknown names in them are errors at their position in the template; so is a token inside a
 * fenced block or the address of a placement or link. False after an error. `resolve` fills in a placement by its name;
 * false if it does not know the name, which is then reported here unless `resolve` has reported an error itself. It is
 * not called for `ticks`, `rule`, `figure`, `lines`, `page` and `columns`. */
bool doc_read_markdown(struct document *document, struct mustache_text *filled, const struct doc_value *const *values,
                       size_t value_count, bool (*resolve)(void *context, struct doc_placed *placed), void *context,
                       struct diag *diag);

/* A back end turns document trees into files of a format. It knows nothing but the tree. */
struct doc_backend {
    const struct doc_format *format;
    /* Makes a writer: what a process opens once (fonts, style), for any number of files. `home` is the program's home,
     * `folder` that of a lab, whose style overrides the program's, or NULL. NULL after an error. */
    struct doc_writer *(*new)(const char *home, const char *folder, struct diag *diag);
    /* The functions below. */
    bool (*write)(struct doc_writer *writer, const struct document *document, struct text *out, struct diag *diag);
    void (*free)(struct doc_writer *writer);
};
struct doc_writer {
    const struct doc_backend *backend;
};
/* Appends the bytes of the document's file to `out`. False after an error, which is reported (at the position of the
 * data, if a character has no glyph); the writer is then ready for the next document all the same. */
bool doc_writer_write(struct doc_writer *writer, const struct document *document, struct text *out, struct diag *diag);
/* `writer` may be NULL. */
void doc_writer_free(struct doc_writer *writer);

#endif
