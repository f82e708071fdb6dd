/* The design ledger that a lab saves for each person: which fields, and where each comes from. */
#ifndef LAB_LEDGER_H
#define LAB_LEDGER_H

#include "lab/questions.h"

enum lab_ledger_kind {
    LEDGER_QUANTITY,  /* a number of the set */
    LEDGER_CONDITION, /* true or false of the set */
    LEDGER_LEAST,     /* the word of the smallest of several quantities, the first of equal ones */
    LEDGER_ANSWER,    /* the word of the chosen option */
    LEDGER_RIGHT,     /* whether the chosen option is right */
    LEDGER_COLUMN     /* a column of the responses that is no question: its word */
};

/* What is written for an option, a quantity or a cell. */
struct lab_ledger_word {
    const char *name; /* the option's letter, the cell */
    const char *text; /* what is written */
    const struct quantity *quantity;
};

struct lab_ledger_field {
    const char *name;
    enum lab_ledger_kind kind;
    const struct quantity *quantity;
    double factor; /* from the quantity's unit to the field's */
    int decimals;  /* -1: as it is */
    const struct lab_question *question;
    const char *column;
    struct lab_ledger_word *words;
    int word_count;
    const char *otherwise; /* unanswered, or nothing is said; NULL for null */
};

struct lab_ledger {
    const char *chapter;
    struct lab_ledger_field *fields;
    int field_count;
};

/* The `ledger` of a lab, whose questions have been read. Every mistake is reported. NULL where the lab has none. */
const struct lab_ledger *lab_read_ledger(const struct lab_reader *reader, const yaml_node_t *mapping);

/* Whether a cell says the word: `Single node`, `single_node` and `single-node` are one. */
bool lab_ledger_same_word(const char *cell, const char *word);

#endif
