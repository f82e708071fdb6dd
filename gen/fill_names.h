/* What the files of filling share: a template at rest and in the act of being filled. */
#ifndef GEN_FILL_NAMES_H
#define GEN_FILL_NAMES_H

#include "fill.h"
#include "markdown.h"

/* Front matter: what a document is. */
struct front {
    struct lab_text title; /* may contain tags */
    enum document_target target;
    enum document_audience audience;
    enum paper paper;
    bool landscape;
    bool for_class; /* one document for all sets */
    const char *language;
    const struct number_locale *locale;
    size_t body; /* offset of the first byte behind it */
};
/* Reads the YAML between two lines `---` at the start of a template. False after an error. */
bool front_read(struct arena *arena, const struct source *source, struct front *front, struct diag *diag);

/* A passage or partial that was parsed: by the address of its text, or by its name. */
struct parsed {
    const void *text;
    const char *name;
    struct mustache *mustache; /* NULL: wrong, and reported */
};

struct template {
    struct arena *arena;
    const struct lab *lab;
    const struct lab_document *document;
    struct front front;
    struct mustache *body, *title;
    struct parsed *passages, *partials;
    size_t passage_count, passage_capacity, partial_count, partial_capacity;
    const struct quantity **names; /* every quantity, sorted by name */
    struct program *conditions;    /* equations that are true or false, compared as claims are */
    const struct quantity **condition_quantities;
    int condition_count;
    bool *is_condition; /* by quantity index */
    double **results;   /* where `conditions` writes, by number of the condition */
    struct column *inputs;
    struct chart_program *charts; /* NULL before the first of them */
    struct blocks *blocks;        /* of a workbook */
    /* The last fill, for template_print_markdown. */
    const struct document *filled;
    const char *markdown;
    const struct value *const *values;
};

/* Sections take their own truth, or all are rendered, or none is: so that a check reaches every branch. */
enum branches { BRANCHES_OF_SET, BRANCHES_ALL, BRANCHES_NONE };

struct fill {
    struct template *template;
    struct arena *arena;
    struct document *document;
    const struct parameter_set *set; /* for a class: the one that `sets` is at, NULL outside */
    const struct key *key;
    const struct grade *grade;    /* NULL where nothing is graded */
    const struct class_row *rows; /* for a class */
    size_t row_count;
    const struct class_figures *figures; /* for a class that is graded */
    const struct class_row *defaults;    /* then: a set of default values, for passages */
    enum branches branches;
    bool *conditions;    /* by quantity index */
    const char *refusal; /* why the name just asked for is not for these readers */
    const struct value **values;
    size_t value_count, value_capacity;
    struct pos *reported; /* places of tags that were reported */
    size_t reported_count, reported_capacity;
    struct diag *diag;
};

/* What a name stands for. Tables and items are contexts of a section; the others are printed. */
enum thing_kind {
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
enum figures_kind { FIGURES_CLASS, FIGURES_BAND, FIGURES_QUESTION, FIGURES_OPTION, FIGURES_MISTAKE, FIGURES_REVIEW };

struct thing {
    enum thing_kind kind;
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
    bool typed;       /* data: see struct value */
    double number;
    struct number_format format;
    const char *unit_word;
    enum figures_kind figures;
    const void *figures_of;
};

/* A copy in the fill's arena. */
const struct thing *names_thing(struct fill *fill, struct thing thing);
/* The kinds of leaves. */
const struct thing *names_data(struct fill *fill, const char *text, struct pos pos);
const struct thing *names_flag(struct fill *fill, bool truth, bool hidden, const char *name);
/* Data that the lab gives: the same for every set. */
const struct thing *names_given(struct fill *fill, const char *name);
/* fill_quantities.c: a member of THING_QUANTITY, NULL where there is none; the list of quantities of a kind, those of a
 * model (NULL: of all); the names of both, for messages. */
const struct thing *names_quantity_member(struct fill *fill, const struct thing *thing, const char *name,
                                          size_t length);
const struct thing *names_quantities(struct fill *fill, int kind, const char *group);
extern const char *const names_quantity_words[], *const names_list_words[];
/* fill_grade.c: the members of THING_GRADE and THING_ANSWER, NULL where there is none; their names, for messages. */
const struct thing *names_grade_member(struct fill *fill, const char *name, size_t length);
const struct thing *names_answer_member(struct fill *fill, const struct thing *thing, const char *name, size_t length);
extern const char *const names_grade_words[], *const names_answer_words[];
/* What somebody typed, as a page can show it: no controls, nothing that turns the direction of what follows, no
 * character that is none, and no more than would fit; for instructors only. */
const struct thing *names_typed(struct fill *fill, const char *typed, const char *name);
/* fill_class.c: the figures of the class; members and items of figures, NULL where there is none; the names of members
 * by kind, for messages; the chart of the distribution of scores, and its name. */
const struct thing *names_class(struct fill *fill);
const struct thing *names_figures_member(struct fill *fill, const struct thing *thing, const char *name, size_t length);
const struct thing *names_figures_item(struct fill *fill, const struct thing *members, size_t i);
extern const char *const *const names_figures_words[];
extern const char names_class_scores[];
void fill_class_scores(struct fill *fill, struct node *node);
/* The number of the name among the words of a list that ends with NULL; -1. */
int names_word(const char *name, size_t length, const char *const *words);
/* The view's `member`. */
const void *names_member(void *caller, const void *value, const char *name, size_t length);
/* Why this document's readers may not see a thing; NULL where they may. */
const char *names_thing_refusal(const struct fill *fill, const struct thing *thing);
/* The name nearest to a part of a wrong one, among all that could be meant; NULL where none is near. */
const char *names_nearest(const struct template *template, const char *name);

/* Sorts the names of the lab's quantities and compiles its conditions, once a template. */
void names_prepare(struct template *template);
/* Makes set i of a class the one at hand, or none where there are no more. */
const struct thing *names_enter_set(struct fill *fill, size_t i);
/* The truth of every condition for the set; in the fill's arena. */
void names_evaluate(struct fill *fill);
/* The view that the Mustache engine asks; its caller is a struct fill, its root names_root. */
extern const struct mustache_view names_view;
extern const char names_root[];
const struct quantity *names_lookup(const struct template *template, const char *name, size_t length);
/* Why this document's readers may not see the value of a quantity, in the arena of the fill; NULL where they may. */
const char *names_refusal(const struct fill *fill, const struct quantity *quantity);
/* The same for all that an expression reads (NULL: nothing), and for a chart: students see one whose quantities they
 * may see, else its empty frame where the lab says `frame: true`. */
const char *names_expr_refusal(const struct fill *fill, const struct expr *expr);
const char *names_chart_refusal(const struct fill *fill, const struct lab_chart *chart);
/* fill.c: a passage rendered to plain text, in the arena of the fill; NULL after an error. */
const char *fill_line(struct fill *fill, struct mustache *passage);
/* fill_charts.c: computes the chart of that name for the set and hangs it into the node. */
void fill_chart(struct fill *fill, struct node *node, const char *name);
/* Parses a passage of the lab at its first use, or gives what was parsed. NULL where it is wrong (reported). */
struct mustache *names_passage(struct template *template, const struct lab_text *passage, struct diag *diag);
/* Adds the lab's scenarios to those of a workbook, where the set's own rows do not have them. */
void fill_add_scenarios(struct arena *arena, const struct lab *lab, struct document *document);
/* Refuses bytes that are not UTF-8 and private-use characters. */
bool names_check_text(const struct source *source, struct diag *diag);

#endif
