/* What the files of filling share: a template at rest and in the act of being filled. */
#ifndef FILL_NAMES_H
#define FILL_NAMES_H

#include "document/document.h"
#include "fill/fill.h"

/* Front matter: what a document is. */
struct fill_front {
    struct lab_text title; /* may contain tags */
    enum doc_target target;
    enum doc_audience audience;
    enum doc_paper paper;
    bool landscape;
    bool for_class; /* one document for all sets */
    const char *language;
    const struct number_locale *locale;
    size_t body; /* offset of the first byte behind it */
};
/* Reads the YAML between two lines `---` at the start of a template. False after an error. */
bool fill_front_read(struct arena *arena, const struct source *source, struct fill_front *front, struct diag *diag);

/* A passage or partial that was parsed: by the address of its text, or by its name. */
struct fill_parsed {
    const void *text;
    const char *name;
    struct mustache *mustache; /* NULL: wrong, and reported */
};

struct fill_template {
    struct arena *arena;
    const struct lab *lab;
    const struct lab_document *document;
    struct fill_front front;
    struct mustache *body, *title;
    struct fill_parsed *passages, *partials;
    size_t passage_count, passage_capacity, partial_count, partial_capacity;
    const struct quantity **names; /* every quantity, sorted by name */
    struct program *conditions;    /* equations that are true or false, compared as claims are */
    const struct quantity **condition_quantities;
    int condition_count;
    bool *is_condition; /* by quantity index */
    double **results;   /* where `conditions` writes, by number of the condition */
    struct program_column *inputs;
    struct chart_program **charts; /* by number of the lab's chart; NULL before the first use */
    struct fence_blocks *blocks;   /* of a workbook */
    /* The last fill, for fill_print_markdown. */
    const struct document *filled;
    const char *markdown;
    const struct doc_value *const *values;
};

/* Sections take their own truth, or all are rendered, or none is: so that a check reaches every branch. */
enum fill_branches { BRANCHES_OF_SET, BRANCHES_ALL, BRANCHES_NONE };

struct fill {
    struct fill_template *template;
    struct arena *arena;
    struct document *document;
    const struct parameter_set *set; /* for a class: the one that `sets` is at, NULL outside */
    const struct key *key;
    const struct grade *grade;         /* NULL where nothing is graded */
    const struct fill_class_row *rows; /* for a class */
    size_t row_count;
    const struct grade_class_figures *figures; /* for a class that is graded */
    const struct fill_class_row *defaults;     /* then: a set of default values, for passages */
    enum fill_branches branches;
    bool *conditions;    /* by quantity index */
    const char *refusal; /* why the name just asked for is not for these readers */
    const struct doc_value **values;
    size_t value_count, value_capacity;
    struct pos *reported; /* places of tags that were reported */
    size_t reported_count, reported_capacity;
    struct diag *diag;
};

/* What a name stands for. Tables and items are contexts of a section; the others are printed. */
enum fill_thing_kind {
    THING_ROOT,
    THING_QUANTITY,
    THING_QUANTITIES, /* list: those of `quantity_kind`, of the model `group` or of all */
    THING_GROUP,      /* a model: its parameters, constants, equations */
    THING_SETS,       /* list: for a class */
    THING_SET,
    THING_PERSON,
    THING_LAB,
    THING_TEXTS,          /* table: by name */
    THING_QUESTION_TABLE, /* by name */
    THING_QUESTIONS,      /* list */
    THING_QUESTION,
    THING_OPTIONS, /* list */
    THING_OPTION,
    THING_KEY, /* table: by name */
    THING_ENTRY,
    THING_GRADE,        /* of a person */
    THING_ANSWER,       /* to a question, graded */
    THING_FIGURES,      /* of a class, of a question in it, ...: `figures` says which */
    THING_FIGURES_LIST, /* list: of `figures` */
    THING_DATA,         /* text that is data */
    THING_PASSAGE,      /* text that is a template */
    THING_FLAG,
    THING_NUMBER
};

/* What figures are of. */
enum fill_figures_kind {
    FIGURES_CLASS,
    FIGURES_BAND,
    FIGURES_QUESTION,
    FIGURES_OPTION,
    FIGURES_MISTAKE,
    FIGURES_REVIEW
};

struct fill_thing {
    enum fill_thing_kind kind;
    bool hidden;      /* for instructors only */
    const char *name; /* as messages call it */
    const char *group;
    enum quantity_kind quantity_kind;
    const struct quantity *quantity;
    int question, option;
    const char *text; /* data; NULL where there is none */
    struct pos data_pos;
    const struct lab_text *passage;
    bool flag, fixed; /* fixed: data that is the same for every set */
    bool typed;       /* data: see struct doc_value */
    double number;
    struct number_format format;
    const char *unit_word;
    enum fill_figures_kind figures;
    const void *figures_of;
};

/* A copy in the fill's arena. */
const struct fill_thing *fill_thing(struct fill *fill, struct fill_thing thing);
/* The kinds of leaves. */
const struct fill_thing *fill_data(struct fill *fill, const char *text, struct pos pos);
const struct fill_thing *fill_flag(struct fill *fill, bool truth, bool hidden, const char *name);
/* Data that the lab gives: the same for every set. */
const struct fill_thing *fill_given(struct fill *fill, const char *name);
/* quantities.c: a member of THING_QUANTITY, NULL where there is none; the list of quantities of a kind, those of a
 * model (NULL: of all); the names of both, for messages. */
const struct fill_thing *fill_quantity_member(struct fill *fill, const struct fill_thing *thing, const char *name,
                                              size_t length);
const struct fill_thing *fill_quantities(struct fill *fill, int kind, const char *group);
extern const char *const fill_quantity_words[], *const fill_list_words[];
/* graded.c: the members of THING_GRADE and THING_ANSWER, NULL where there is none; their names, for messages. */
const struct fill_thing *fill_grade_member(struct fill *fill, const char *name, size_t length);
const struct fill_thing *fill_answer_member(struct fill *fill, const struct fill_thing *thing, const char *name,
                                            size_t length);
extern const char *const fill_grade_words[], *const fill_answer_words[];
/* What somebody typed, as a page can show it: no controls, nothing that turns the direction of what follows, no
 * character that is none, and no more than would fit; for instructors only. */
const struct fill_thing *fill_typed(struct fill *fill, const char *typed, const char *name);
/* class.c: the figures of the class; members and items of figures, NULL where there is none; the names of members
 * by kind, for messages; the chart of the distribution of scores, and its name. */
const struct fill_thing *fill_class_figures(struct fill *fill);
const struct fill_thing *fill_figures_member(struct fill *fill, const struct fill_thing *thing, const char *name,
                                             size_t length);
const struct fill_thing *fill_figures_item(struct fill *fill, const struct fill_thing *members, size_t i);
extern const char *const *const fill_figures_words[];
extern const char fill_scores_name[];
void fill_class_scores(struct fill *fill, struct doc_node *node);
/* The number of the name among the words of a list that ends with NULL; -1. */
int fill_word(const char *name, size_t length, const char *const *words);
/* The view's `member`. */
const void *fill_member(void *caller, const void *value, const char *name, size_t length);
/* Why this document's readers may not see a thing; NULL where they may. */
const char *fill_thing_refusal(const struct fill *fill, const struct fill_thing *thing);
/* The name nearest to a part of a wrong one, among all that could be meant; NULL where none is near. */
const char *fill_nearest(const struct fill_template *template, const char *name);

/* Sorts the names of the lab's quantities and compiles its conditions, once a template. */
void fill_prepare(struct fill_template *template);
/* Makes set i of a class the one at hand, or none where there are no more. */
const struct fill_thing *fill_enter_set(struct fill *fill, size_t i);
/* The truth of every condition for the set; in the fill's arena. */
void fill_evaluate(struct fill *fill);
/* The view that the Mustache engine asks; its caller is a struct fill, its root fill_root. */
extern const struct mustache_view fill_view;
extern const char fill_root[];
const struct quantity *fill_lookup(const struct fill_template *template, const char *name, size_t length);
/* Why this document's readers may not see the value of a quantity, in the arena of the fill; NULL where they may. */
const char *fill_refusal(const struct fill *fill, const struct quantity *quantity);
/* The same for all that an expression reads (NULL: nothing), and for a chart: students see one whose quantities they
 * may see, else its empty frame where the lab says `frame: true`. */
const char *fill_expr_refusal(const struct fill *fill, const struct expr *expr);
const char *fill_chart_refusal(const struct fill *fill, const struct lab_chart *chart);
/* fill.c: a passage rendered to plain text, in the arena of the fill; NULL after an error. */
const char *fill_line(struct fill *fill, struct mustache *passage);
/* charts.c: computes the chart of that name for the set and hangs it into the node. */
void fill_chart(struct fill *fill, struct doc_node *node, const char *name);
/* Parses a passage of the lab at its first use, or gives what was parsed. NULL where it is wrong (reported). */
struct mustache *fill_parse_passage(struct fill_template *template, const struct lab_text *passage, struct diag *diag);
/* Adds the lab's scenarios to those of a workbook, where the set's own rows do not have them. */
void fill_add_scenarios(struct arena *arena, const struct lab *lab, struct document *document);
/* Refuses bytes that are not UTF-8 and private-use characters. */
bool fill_check_text(const struct source *source, struct diag *diag);

#endif
