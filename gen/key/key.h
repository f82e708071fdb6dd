/* Keys: what is right for a parameter set, decided by the claims alone. */
#ifndef KEY_KEY_H
#define KEY_KEY_H

#include "key/shuffle.h"
#include "lab/lab.h"
#include "sets/sets.h"

enum key_state {
    KEY_FIT,    /* one option is right, or there is a number */
    KEY_ABSENT, /* numeric: "none" is the right answer */
    KEY_UNFIT   /* no option is right, or several */
};

/* Why no option is right, or several are; words/key.c says it. */
enum key_reason_kind {
    KEY_BOTH_RIGHT,
    KEY_ALL_RIGHT,
    KEY_BOTH_NEAREST, /* to the value */
    KEY_ALL_NEAREST,
    KEY_CLAIM_WITHOUT_VALUE, /* the option's */
    KEY_EVERY_CLAIM_FALSE,
    KEY_TIES,                     /* what claims compare is the same */
    KEY_PREDICTION_WITHOUT_VALUE, /* the option's */
    KEY_NOTHING_NEAR,             /* to the value */
    KEY_RIGHT_BUT_FALSE,          /* a verdict and a claim of the option */
    KEY_RIGHT_WITHOUT_VALUE,
    KEY_WRONG_BUT_TRUE,
    KEY_WRONG_WITHOUT_VALUE,
    KEY_WITHOUT_VALUE, /* the question's quantity */
    KEY_REASONS
};

struct key_tie {
    const struct expr *sides[2];
    double value;
};

struct key_reason {
    enum key_reason_kind kind;
    int option;   /* -1 where it is about none, or about all that hold */
    double value; /* of the question's quantity; NaN where it is about none */
    const struct key_tie *ties;
    int tie_count;
};

struct key_entry {
    const struct lab_question *question;
    enum key_state state;
    int right;                     /* index of the right option, in the lab's order; -1 */
    struct key_option_order order; /* in which the sheet prints the options */
    bool *holds;                   /* which options are right, by option */
    double *predicted;             /* values of `predicts`, by option; NaN where an option has none */
    double number;                 /* numeric: in the quantity's unit */
    struct key_reason reason;      /* unfit only */
};

struct key {
    struct key_entry *entries; /* in the order of the lab's questions */
    int count;
};

/* Marks (model->count flags) what a question's key depends on, through equations; parameters among it. */
void key_dependencies(const struct model *model, const struct lab_question *question, bool *needed);

struct key_program;
struct key_program *key_program_new(struct arena *arena, const struct lab *lab);
/* The key of an evaluated set; in the arena. Reports nothing: the reasons are in the entries. */
struct key *key_compute(struct arena *arena, struct key_program *program, const struct parameter_set *set);
/* The letter that this sheet prints before an option of the lab, and the lab's option behind a printed letter (-1 where
 * no option has it). */
const char *key_entry_letter(const struct key_entry *entry, int option);
int key_entry_option(const struct key_entry *entry, const char *letter);
/* As keys.csv has it: a letter, a number in base units (17 digits), `none`, or "" where unfit. */
void key_entry_print(struct text *out, const struct key_entry *entry);

#endif
