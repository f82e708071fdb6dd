/* Private to fill: the items that names in a template mean. view.c hands them to Mustache; names.c finds the members of
 * an item, of which most are words of the template language. */
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
    ITEM_SET,        /* has no members; what is looked up within it is looked up for its row */
    ITEM_PERSON,
    ITEM_LAB,
    ITEM_TEXTS,          /* table: by name */
    ITEM_QUESTION_TABLE, /* by name */
    ITEM_QUESTIONS,      /* list */
    ITEM_QUESTION,
    ITEM_OPTIONS, /* list */
    ITEM_OPTION,
    ITEM_MISTAKES,  /* list: known wrong methods of a question */
    ITEM_MISTAKE,   /* `option` is its number */
    ITEM_RUBRIC,    /* list: what a text or a drawing earns points for */
    ITEM_CRITERION, /* `option` is its number */
    ITEM_WORKING,   /* list: the equations that show how the answer to a question is computed */
    ITEM_FOLLOWED,  /* list: questions from whose answers that to a question can follow */
    ITEM_KEY,       /* table: by name */
    ITEM_ENTRY,
    ITEM_GRADE,        /* of a person */
    ITEM_ANSWER,       /* to a question, graded */
    ITEM_FIGURES,      /* of a class, of a question in it, ...: `figures` says which */
    ITEM_FIGURES_LIST, /* list: of `figures` */
    ITEM_TOGETHER,     /* list of one: figures within the section are told apart */
    ITEM_SCOPE,        /* the one item of ITEM_TOGETHER; has no members */
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
    bool hidden;                /* for instructors only, with all its members */
    const char *name;           /* what messages call it */
    const char *group;
    const char *letter_of; /* data: the letter of an option of that question */
    enum quantity_kind quantity_kind;
    const struct quantity *quantity;
    int question, option;
    const char *text; /* data; NULL if there is none */
    struct pos data_pos;
    const struct lab_text *passage;
    bool flag, fixed;  /* fixed: data that is the same for every set */
    bool prose;        /* data: words of the lab or its model */
    bool typed;        /* data: see struct doc_value */
    bool rooted;       /* the outermost context: what it does not have, the root has */
    bool exact;        /* a number whose digits are part of its meaning: no format changes them */
    const char *lacks; /* a number that there never is: why; an error at a tag that prints it. NULL: it can be */
    double number;
    bool counts; /* number: 0 counts as none, so that its section is skipped, though it can be printed */
    struct number_format format;
    const char *unit_word;
    enum fill_figures_kind figures;
    const void *figures_of;
};

/* A copy in the fill's arena. Who looks an item up gives it its row: that of the innermost context. */
struct fill_item *fill_item(struct fill *fill, struct fill_item item);
/* Text that is data, with its place (all zero if it has none). */
struct fill_item *fill_data(struct fill *fill, const char *text, struct pos pos);
/* Words of the lab or its model, whose quotes are set as those of a template. */
struct fill_item *fill_prose(struct fill *fill, const char *text);
/* Data from the lab: the same for every set. */
struct fill_item *fill_lab_text(struct fill *fill, const char *text);
/* Text that somebody typed, made fit for a page: no controls, nothing that turns the direction of what follows, no
 * noncharacters, and no more than would fit. */
struct fill_item *fill_user_text(struct fill *fill, const char *typed);
struct fill_item *fill_flag(struct fill *fill, bool truth);
struct fill_item *fill_number(struct fill *fill, double number, struct number_format format);
/* An option of a question, the chosen or the right one; -1 for none. A question without options never has one, and a
 * check of the template does not look into the section. */
struct fill_item *fill_option(struct fill *fill, int question, int option);
/* In place of what cannot be used here: an error at the tag that asks for it. */
struct fill_item *fill_refuse(struct fill *fill, const char *why);

/* Whether a name, which does not end with NUL, is the word. */
bool fill_same_name(const char *name, size_t length, const char *word);

/* A request for a member: of which item, for which row (NULL: for the class outside {{#sets}}), and by which word. */
struct fill_of {
    struct fill *fill;
    const struct fill_row *row;
    const struct fill_item *item;
    const struct fill_word *word;
};

/* A word of the template language: a member of some kind of item. It is the item that `get` gives (NULL: the item has
 * no such member here), or else a field of the struct that the vocabulary is about. The item gets the word as its name,
 * and is hidden from students unless the row says that they may see it. What belongs to a hidden item is hidden too,
 * whatever its own row says: `key.QUESTION.option.letter` is a letter like any other, but tells which one. */
struct fill_word {
    const char *name;
    bool students; /* they may see it; else it is for instructors only */
    enum { NEEDS_NOTHING, NEEDS_SET, NEEDS_GRADE } needs;
    struct fill_item *(*get)(const struct fill_of *of);
    int which; /* for words that share a getter */
    enum {
        FIELD_TEXT,    /* const char * */
        FIELD_NAME,    /* the same, which is the same for every set */
        FIELD_PASSAGE, /* struct lab_text */
        FIELD_TYPED,   /* const char *, by fill_user_text */
        FIELD_FLAG,    /* bool */
        FIELD_NUMBER,  /* double */
        FIELD_INT,     /* int */
        FIELD_COUNT,   /* size_t; 0 can be printed, and its section is skipped */
        FIELD_SOME     /* size_t; 0 is no value, so that its section is skipped */
    } field;
    size_t offset;
    struct number_format format;
};
/* The format of numbers that are printed as they are. */
extern const struct number_format fill_plain;
#define FILL_PLAIN                                                                                                     \
    { .style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO }

/* The words for a kind of item: all that looks one up, compares a misspelt name with them, or finds names of quantities
 * that would have two meanings. They stand beside what they get: names.c, questions.c, quantities.c, graded.c,
 * class.c. */
struct fill_vocabulary {
    const char *of;                                 /* what has them: "a question" */
    const void *(*about)(const struct fill_of *of); /* the struct of the fields; NULL if no word is a field */
    const struct fill_word *words;                  /* ends with a name of NULL */
    bool graded;                                    /* only in documents that are made by grading */
};
extern const struct fill_vocabulary fill_of_root, fill_of_list, fill_of_person, fill_of_lab; /* names.c */
extern const struct fill_vocabulary fill_of_question, fill_of_option, fill_of_criterion,
    fill_of_entry;                                                     /* questions.c */
extern const struct fill_vocabulary fill_of_accepted, fill_of_mistake; /* accepted.c: what is accepted of a question */
extern const struct fill_vocabulary fill_of_quantity;                  /* quantities.c */
extern const struct fill_vocabulary fill_of_grade, fill_of_answer;     /* graded.c */
extern const struct fill_vocabulary fill_of_figures[];                 /* class.c: by kind of figures */
/* The word of a name in a vocabulary; NULL. */
const struct fill_word *fill_find_word(const struct fill_vocabulary *vocabulary, const char *name, size_t length);
/* The member of an item by the word of that name; NULL if there is none. */
struct fill_item *fill_word_member(const struct fill_vocabulary *vocabulary, struct fill *fill,
                                   const struct fill_row *row, const struct fill_item *item, const char *name,
                                   size_t length);
/* In place of what needs a set, in a document for the class. */
struct fill_item *fill_lacks_set(struct fill *fill);
/* In place of what is known only after grading. */
struct fill_item *fill_lacks_grade(struct fill *fill);

/* Why this document's readers may not see an item; NULL if they may. */
const char *fill_item_refusal(const struct fill *fill, const struct fill_item *item);

/* quantities.c: the list of quantities of a kind, those of a model (NULL: of all). */
struct fill_item *fill_quantity_list(struct fill *fill, enum quantity_kind kind, const char *group);
/* accepted.c: the items of ITEM_MISTAKES, ITEM_FOLLOWED and ITEM_WORKING. */
struct fill_item *fill_accepted_item(struct fill *fill, const struct fill_item *list, size_t i);
/* class.c: the items of ITEM_FIGURES_LIST; the figures of the class. */
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
