/* Keys: what is right for a parameter set, decided by the claims alone. */
#ifndef KEY_KEY_H
#define KEY_KEY_H

#include "key/shuffle.h"
#include "lab/lab.h"
#include "sets/sets.h"
#include "words/words.h"

#include <nettle/sha2.h>
#include <stdint.h>

enum key_state {
    KEY_FIT,    /* one option is right, or there is a number */
    KEY_ABSENT, /* numeric: "none" is the right answer */
    KEY_UNFIT   /* no option is right, or several */
};

struct key_tie {
    const struct expr *sides[2];
    double value;
};

struct key_reason {
    enum words_key_reason kind;
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
/* The reason of an unfit entry as a sentence without its full stop, in the arena; NULL if the entry is not unfit. */
const char *key_reason_text(struct arena *arena, const struct key_entry *entry, const struct words_language *language,
                            const struct number_locale *locale);
/* As keys.csv has it: a letter, a number in base units (17 digits), `none`, or "" where unfit. */
void key_entry_print(struct text *out, const struct key_entry *entry);

/* Conditions over the models' quantities that decide about answers: of options, of numbers, of wrong methods. They are
 * expressions, so that the key of one set and the audit of all sets come from the same program (compiled with
 * CLAIM_TOLERANCE). */

/* When an option is right: its claim; for `predicts`, that it is nearest in ratio to the question's quantity (both
 * above 0; options equally near are all right). NULL where an option of a reflection has no claim. */
const struct expr *key_claim_of_option(struct arena *arena, const struct lab_question *question, int option);

/* That the claim beside some option of a reflection contradicts its verdict; NULL where there is no claim. */
const struct expr *key_claim_contradicted(struct arena *arena, const struct lab_question *question);

/* Numeric questions: each expression is 1 (true), 0 (false), or ABSENT_CODE where "none" is the right answer; NaN where
 * there is no value. */
#define ABSENT_CODE 2.0
/* The number itself; where "none" is right, a number that no answer can be near to. */
const struct expr *key_claim_number(struct arena *arena, const struct lab_question *question);
/* That "none" is the right answer. */
const struct expr *key_claim_absent(struct arena *arena, const struct lab_question *question);
/* That the number is 0. */
const struct expr *key_claim_zero(struct arena *arena, const struct lab_question *question);
/* That a bound stands in place of the value: the constant in a min, a max or an if that the quantity's equation is. */
const struct expr *key_claim_clamped(struct arena *arena, const struct lab *lab, const struct lab_question *question);
/* That the printed number is rounded by more than the tolerance: half a unit of its last digit is larger. */
const struct expr *key_claim_tight(struct arena *arena, const struct lab_question *question);
/* What decides whether a wrong method is taken for the right one: the number that it gives; the right one (as
 * key_claim_number); that as it is printed; the quantity; and the quantity for whoever takes constants as they are
 * printed.
 */
enum { MISTAKE_PARTS = 5 };
void key_claim_mistake_parts(struct arena *arena, const struct lab_question *question, int mistake,
                             const struct expr *parts[MISTAKE_PARTS]);

/* The statement's claim, ABSENT_CODE outside the part of the grid that it speaks of. */
const struct expr *key_claim_of_statement(struct arena *arena, const struct lab_statement *statement);

/* Values that answers are held against besides the key: from printed numbers, from the person's own answers, from known
 * wrong methods. */

enum { PRINTED_VARIANTS = 3, ACCEPTED_RANGES = PRINTED_VARIANTS + 2 };

/* Numbers that are right: those in one of a few ranges, ends included, in the unit of the question's quantity. */
struct key_accepted {
    struct key_range {
        double from, to;
    } ranges[ACCEPTED_RANGES]; /* apart from one another */
    int count;
};
bool key_accepted_has(const struct key_accepted *accepted, double number);
/* Whether an answer is within the tolerance (a share) of a value, bounds included: what arithmetic in doubles leaves
 * behind does not decide. */
bool key_accepted_near(double answer, double value, double tolerance);

struct key_accepted_values;
struct key_accepted_values *key_accepted_new(struct arena *arena, const struct lab *lab);

/* Begins with a set: `values` are all quantities of it. */
void key_accepted_begin(struct key_accepted_values *values, const double *set_values);
/* Which numbers are right for question `q` of the set, where its key is a number: those within the question's tolerance
 * of the key or of what follows from parameters, constants or both as they are printed, and the key as it is printed.
 * Whatever asks whether an answer is right asks this. */
struct key_accepted key_accepted_ranges(const struct key_accepted_values *values, int q);
/* What known wrong method `m` of question `q` gives, in the unit of its quantity. */
double key_accepted_mistake(const struct key_accepted_values *values, int q, int m);
/* In how many ways question `q` is computed from other answers: 1 and those that the lab lists. */
int key_accepted_ways(const struct key_accepted_values *values, int q);
/* Whether a way uses what question `part` asks; of the lab's own ways only earlier questions count, so that two wrong
 * answers do not excuse each other. */
bool key_accepted_uses(const struct key_accepted_values *values, int q, int way, int part);
/* What a way gives whoever goes on with `own`, an answer a question in its quantity's unit (NaN: with the right one);
 * `*absent` tells whether "none" would be right then. */
double key_accepted_follow(struct key_accepted_values *values, int q, int way, const double *own, bool *absent);

/* Streams: numbers that look drawn and that anybody can draw again, from four texts and a counter. */

/* A stream is known by four texts: a seed, a lab's name, a person's id and what the stream is for. Its words are those
 * of its blocks 0, 1, 2 ... one after the other. Block b is the SHA-256 digest of these bytes: for each of the four
 * texts in that order its length in bytes, as eight bytes, and the text in UTF-8; then b, as eight bytes. The digest's
 * 32 bytes are four words of eight bytes. All these numbers have their highest byte first.
 *
 * An integer below n is w mod n of the next word w that is below the largest multiple of n that is not above 2^64;
 * words above it are passed over, so that no integer comes more often than another.
 *
 * Nothing else enters: neither the other persons, nor their order, nor what was drawn before from another stream. */
struct key_stream {
    struct sha256_ctx prefix; /* the four texts */
    uint64_t block, words[4];
    int left; /* words of the block that were not taken yet */
};

void key_stream_open(struct key_stream *stream, const char *seed, const char *lab, const char *id, const char *purpose);
uint64_t key_stream_word(struct key_stream *stream);
/* An integer from 0 to n - 1; n is above 0. */
uint64_t key_stream_below(struct key_stream *stream, uint64_t n);

#endif
