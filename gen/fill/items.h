/* Private to fill: the items that names in a template mean. view.c hands them to Mustache; names.c finds the members of
 * an item and leaves quantities, grades and figures to quantities.c, graded.c and class.c. */
#ifndef FILL_ITEMS_H
#define FILL_ITEMS_H

#include "fill/template.h"

/* Tables and lists are contexts of a section; the last kinds are printed. */
enum fill_item_kind {
    ITEM_ROOT,
    ITEM_REFUSED, /* nothing: `text` is why */
    ITEM_QUANTITY,
    ITEM_QUANTITIES, /* list: those of `quantity_kind`, of the model `group` or of all */
    ITEM_GROUP,      /* a model: its parameters, constants, equations */
    ITEM_SETS,       /* list: for a class */
    ITEM_SET,        /* has no members, but its row is whose all is that is looked up within */
    ITEM_PERSON,
    ITEM_LAB,
    ITEM_TEXTS,          /* table: by name */
    ITEM_QUESTION_TABLE, /* by name */
    ITEM_QUESTIONS,      /* list */
    ITEM_QUESTION,
    ITEM_OPTIONS, /* list */
    ITEM_OPTION,
    ITEM_MISTAKES, /* list: known wrong methods of a question */
    ITEM_MISTAKE,  /* `option` is its number */
    ITEM_FOLLOWED, /* list: questions from whose answers that to a question can follow */
    ITEM_KEY,      /* table: by name */
    ITEM_ENTRY,
    ITEM_GRADE,        /* of a person */
    ITEM_ANSWER,       /* to a question, graded */
    ITEM_FIGURES,      /* of a class, of a question in it, ...: `figures` says which */
    ITEM_FIGURES_LIST, /* list: of `figures` */
    ITEM_TOGETHER,     /* list of one: figures within the section are told apart */
    ITEM_SCOPE,        /* its item; has no members */
    ITEM_DATA,         /* text that is data */
    ITEM_PASSAGE,      /* text that is a template */
    ITEM_FLAG,
    ITEM_NUMBER
};

enum fill_figures_kind {
    FIGURES_CLASS,
    FIGURES_BAND,
    FIGURES_QUESTION,
    FIGURES_OPTION,
    FIGURES_MISTAKE,
    FIGURES_REVIEW
};

struct fill_item {
    enum fill_item_kind kind;
    const struct fill_row *row; /* whose; NULL: of the class */
    bool hidden;                /* for instructors only */
    const char *name;           /* what messages call it */
    const char *group;
    enum quantity_kind quantity_kind;
    const struct quantity *quantity;
    int question, option;
    const char *text; /* data; NULL if there is none */
    struct pos data_pos;
    const struct lab_text *passage;
    bool flag, fixed;  /* fixed: data that is the same for every set */
    bool typed;        /* data: see struct doc_value */
    bool rooted;       /* the outermost context: what it does not have, the root has */
    bool exact;        /* a number whose digits are part of its meaning: no format changes them */
    const char *lacks; /* a number that there never is: why; an error at a tag that prints it. NULL: it can be */
    double number;
    struct number_format format;
    const char *unit_word;
    enum fill_figures_kind figures;
    const void *figures_of;
};

/* A copy in the fill's arena. Who looks an item up gives it its row: that of the innermost context. */
struct fill_item *fill_item(struct fill *fill, struct fill_item item);
/* Text that is data, with its place (all zero if it has none). */
struct fill_item *fill_data(struct fill *fill, const char *text, struct pos pos);
/* Data from the lab: the same for every set. */
struct fill_item *fill_lab_text(struct fill *fill, const char *text);
/* Text that somebody typed, made fit for a page: no controls, nothing that turns the direction of what follows, no
 * noncharacters, and no more than would fit. For instructors only. */
struct fill_item *fill_user_text(struct fill *fill, const char *typed, const char *name);
struct fill_item *fill_flag(struct fill *fill, bool truth, bool hidden, const char *name);

/* In place of what cannot be used here: an error at the tag that asks for it. */
struct fill_item *fill_refuse(struct fill *fill, const char *why);

/* Whether a name, which does not end with NUL, is the word. */
bool fill_same_name(const char *name, size_t length, const char *word);
/* The number of the name in a list of words that ends with NULL; -1. */
int fill_find_word(const char *name, size_t length, const char *const *words);

/* words.c: the names of all members, by kind of item. All tables that need them are here: what finds a member, what a
 * misspelt name is compared with, and which names of quantities would have two meanings. */
struct fill_vocabulary {
    const char *of;           /* what has them: "a question" */
    const char *const *words; /* ends with NULL */
    bool graded;              /* only in documents that are made by grading */
};
extern const struct fill_vocabulary fill_vocabulary[]; /* ends with NULL */
extern const char *const fill_root_words[];
extern const char *const fill_person_words[];
extern const char *const fill_lab_words[];
extern const char *const fill_question_words[];
extern const char *const fill_accepted_words[]; /* of a question too: what is accepted */
extern const char *const fill_mistake_words[];
extern const char *const fill_option_words[];
extern const char *const fill_entry_words[];
extern const char *const fill_quantity_words[];
extern const char *const fill_list_words[];
extern const char *const fill_grade_words[];
extern const char *const fill_answer_words[];
extern const char *const *const fill_figures_words[]; /* by kind of figures */

/* Why this document's readers may not see an item; NULL if they may. */
const char *fill_item_refusal(const struct fill *fill, const struct fill_item *item);

/* Members: NULL if the item has none of that name. The words are the names of all members, for messages. */

/* quantities.c: of ITEM_QUANTITY. */
struct fill_item *fill_quantity_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                       const char *name, size_t length);
/* The list of quantities of a kind, those of a model (NULL: of all); the words for lists, by kind. */
struct fill_item *fill_quantity_list(struct fill *fill, int kind, const char *group);
/* accepted.c: of ITEM_QUESTION, what is accepted; of ITEM_MISTAKE; the items of ITEM_MISTAKES and ITEM_FOLLOWED. */
struct fill_item *fill_accepted_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                       const char *name, size_t length);
struct fill_item *fill_mistake_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                      const char *name, size_t length);
struct fill_item *fill_accepted_item(struct fill *fill, const struct fill_item *list, size_t i);
/* graded.c: of ITEM_GRADE and ITEM_ANSWER. */
struct fill_item *fill_grade_member(struct fill *fill, const struct fill_row *row, const char *name, size_t length);
struct fill_item *fill_answer_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                     const char *name, size_t length);
/* class.c: of ITEM_FIGURES; the words by kind of figures. The items of ITEM_FIGURES_LIST; the figures of the class. */
struct fill_item *fill_figures_member(struct fill *fill, const struct fill_item *item, const char *name, size_t length);
struct fill_item *fill_figures_item(struct fill *fill, const struct fill_item *list, size_t i);
struct fill_item *fill_class_figures(struct fill *fill);
/* names.c: of any item, or of the root; `member` of the view. */
const void *fill_member(void *caller, const void *inner, const void *value, const char *name, size_t length);
/* apart.c. Item i of a section `together`: there is one, and asking for the second evens out the figures within. */
struct fill_item *fill_together(struct fill *fill, const struct fill_item *section, size_t i);
/* Why these readers may not see a quantity behind `apart`, on which the digits that they see would depend; NULL if they
 * may see all of them. `apart` may be NULL. */
const char *fill_refuse_apart(const struct fill *fill, const struct quantity_apart *apart);
/* The known name nearest to a part of a wrong one; NULL if none is near. */
const char *fill_nearest(const struct fill_template *template, const char *name);

/* What Mustache asks; its caller is a struct fill, its values are items. */
extern const struct mustache_view fill_view;

#endif
