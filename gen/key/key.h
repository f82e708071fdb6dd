/* Key: what is right for a parameter set. The claims of the lab alone decide it. Also what counts as right besides the
 * key itself, the order in which a sheet prints options, and the streams that draws and shuffles come from. */
#ifndef KEY_KEY_H
#define KEY_KEY_H

#include "lab/lab.h"
#include "sets/sets.h"
#include "words/words.h"

#include <nettle/sha2.h>
#include <stdint.h>

/* Keys. */

enum key_state {
    KEY_FIT,    /* one option is right, or there is a number */
    KEY_ABSENT, /* numeric: "none" is the right answer */
    KEY_UNFIT   /* no option is right, or several are, or there is no number */
};

/* Two sides that a claim compares and that are equal. */
struct key_tie {
    const struct expr *sides[2];
    double value;
};

struct key_reason {
    enum words_key_reason kind;
    int option;   /* the option that it is about; -1 for none, or for all that hold */
    double value; /* of the question's quantity; NaN if it is not about that */
    const struct key_tie *ties;
    int tie_count;
};

/* The order in which a sheet prints options: option o of the lab is printed at place `place_of[o]`, with that place's
 * letter; place p shows `option_at[p]`. */
struct key_option_order {
    int *place_of, *option_at;
};

/* What an option predicts, as a sheet prints it: whole numbers from 10 on, one decimal below, and more of them if the
 * rounded numbers would lead to another key or could not be told apart. */
struct key_stated {
    double from, to; /* rounded; the same unless it is a range */
    int decimals;
};

struct key_entry {
    const struct lab_question *question;
    enum key_state state;
    int right;                     /* index of the right option, in the lab's order; -1 for none */
    struct key_option_order order; /* of this person's sheet */
    bool *holds;                   /* by option: whether it is right */
    double *predicted;             /* by option: what it predicts, of a range the middle; NaN if nothing */
    struct key_stated *stated;     /* by option; NULL if the question has no predictions */
    double number;                 /* numeric: in the quantity's unit */
    struct key_reason reason;      /* unfit only */
};

struct key {
    struct key_entry *entries; /* in the order of the lab's questions */
    int count;
};

struct key_program;
struct key_program *key_program_new(struct arena *arena, const struct lab *lab);
/* The key of an evaluated set; in the arena. Reports nothing: the reasons are in the entries. */
struct key *key_compute(struct arena *arena, struct key_program *program, const struct parameter_set *set);
/* The letter that this sheet prints before an option of the lab, and the lab's option for a printed letter (-1 if no
 * option has it). */
const char *key_entry_letter(const struct key_entry *entry, int option);
int key_entry_option(const struct key_entry *entry, const char *letter);
/* Appends the cell of keys.csv: a letter, a number in base units (17 digits), `none`, or nothing if unfit. */
void key_entry_print(struct text *out, const struct key_entry *entry);
/* The reason of an unfit entry as a sentence without its full stop, in the arena; NULL if the entry is not unfit. */
const char *key_reason_text(struct arena *arena, const struct key_entry *entry, const struct words_language *language,
                            const struct number_locale *locale);
/* Marks (model->count flags) every quantity that a question's key depends on, through equations, parameters included.
 */
void key_dependencies(const struct model *model, const struct lab_question *question, bool *needed);

/* Claims: conditions over the models' quantities that decide about answers, whether options, numbers or wrong methods.
 * They are expressions, so that the key of one set and the audit of all sets come from the same program (compiled with
 * CLAIM_TOLERANCE). */

/* When an option is right: its claim. With `predicts`: when it is nearest in ratio to the question's quantity (both
 * above 0; options equally near are all right). Never, in both cases, if two options of the question print alike. NULL
 * for an option of a reflection without a claim. */
const struct expr *key_claim_of_option(struct arena *arena, const struct lab_question *question, int option);
/* When the claim of some option of a reflection contradicts its verdict, or two options print alike; NULL for never. */
const struct expr *key_claim_contradicted(struct arena *arena, const struct lab_question *question);

/* Numeric questions. Unless said otherwise, each expression is 1 (true), 0 (false), ABSENT_CODE if "none" is the right
 * answer, or NaN if there is no value. */
#define ABSENT_CODE 2.0
/* The number itself; if "none" is right, a number that no answer can be near to. */
const struct expr *key_claim_number(struct arena *arena, const struct lab_question *question);
/* "None" is the right answer. */
const struct expr *key_claim_absent(struct arena *arena, const struct lab_question *question);
/* The number is 0. */
const struct expr *key_claim_zero(struct arena *arena, const struct lab_question *question);
/* The number is a bound instead of the value: the constant in the min, max or if that is the quantity's equation. */
const struct expr *key_claim_clamped(struct arena *arena, const struct lab *lab, const struct lab_question *question);
/* The printed number is rounded by more than the tolerance: half a unit of its last digit is larger. */
const struct expr *key_claim_tight(struct arena *arena, const struct lab_question *question);
/* The numbers that decide whether a wrong method can be taken for the right one: what it gives; the right number (as
 * key_claim_number); the same as printed; the quantity; the quantity computed from constants as printed. */
enum { MISTAKE_PARTS = 5 };
void key_claim_mistake_parts(struct arena *arena, const struct lab_question *question, int mistake,
                             const struct expr *parts[MISTAKE_PARTS]);

/* A copy of an expression with every constant as printed, also within equations; the expression itself if none prints
 * rounded. */
const struct expr *key_claim_as_printed(struct arena *arena, const struct expr *expr);

/* A statement's claim; ABSENT_CODE outside the part of the grid that it is about. */
const struct expr *key_claim_of_statement(struct arena *arena, const struct lab_statement *statement);

/* Accepted answers: the values that a numeric answer is compared with besides the key. They follow from printed
 * numbers, from the student's own answers, or from known wrong methods. */

/* Parameters as printed, constants as printed, both. */
enum { PRINTED_VARIANTS = 3, ACCEPTED_RANGES = PRINTED_VARIANTS + 2 };

/* The numbers that are right: those in one of a few ranges, bounds included, in the unit of the question's quantity. */
struct key_accepted {
    struct key_range {
        double from, to;
    } ranges[ACCEPTED_RANGES]; /* no two of them overlap */
    int count;
};
bool key_accepted_has(const struct key_accepted *accepted, double number);
/* Whether an answer is within the tolerance (a share) of a value, bounds included. The rounding errors of double
 * arithmetic do not decide. With a tolerance of 0 no other whole number is near a whole one. */
bool key_accepted_near(double answer, double value, double tolerance);

struct key_accepted_values;
struct key_accepted_values *key_accepted_new(struct arena *arena, const struct lab *lab);
/* Computes the values of a set; `set_values` are all its quantities. The functions below are about that set. */
void key_accepted_begin(struct key_accepted_values *values, const double *set_values);
/* The numbers that are right for question `q`, whose key is a number: those within the question's tolerance of the key,
 * or of what follows from parameters, constants or both as printed; and the key as printed. This alone decides whether
 * a number is right. */
struct key_accepted key_accepted_ranges(const struct key_accepted_values *values, int q);
/* What known wrong method `m` of question `q` gives, in the unit of its quantity. */
double key_accepted_mistake(const struct key_accepted_values *values, int q, int m);
/* The ways in which question `q` can be computed from other answers: its equation (way 0), and those under `ways`. */
int key_accepted_ways(const struct key_accepted_values *values, int q);
/* Whether a way uses the answer to question `part`. The lab's own ways may use earlier questions only, so that two
 * wrong answers do not excuse each other. */
bool key_accepted_uses(const struct key_accepted_values *values, int q, int way, int part);
/* Whether the condition under which "none" is right uses the answer to question `part`. */
bool key_accepted_absent_uses(const struct key_accepted_values *values, int q, int part);
/* Whether a number is below zero though the equation of question `q` never is. */
bool key_accepted_impossible(const struct key_accepted_values *values, int q, double number);
/* What a way gives a student who carries forward these answers (by question, in the unit of its quantity; NaN: the
 * correct value). `*absent`: whether "none" would then be right. */
double key_accepted_follow(struct key_accepted_values *values, int q, int way, const double *carried_forward,
                           bool *absent);

/* Streams: numbers that look random and that anybody can compute again, from four texts and a counter.
 *
 * A stream is known by four texts: a seed, a lab's name, a person's id and what the stream is for. Its words are those
 * of its blocks 0, 1, 2 ... in order. Block b is the SHA-256 digest of these bytes: for each of the four texts in that
 * order its length in bytes, as eight bytes, and the text in UTF-8; then b, as eight bytes. The digest's 32 bytes are
 * four words of eight bytes. All these numbers have their highest byte first.
 *
 * An integer below n is w mod n, where w is the next word below the largest multiple of n up to 2^64. Words above it
 * are skipped, so that no integer comes more often than another.
 *
 * Nothing else has an influence: not the other persons, nor their order, nor what was drawn from another stream. */
struct key_stream {
    struct sha256_ctx prefix; /* the four texts */
    uint64_t block, words[4];
    int left; /* words of the block that are not taken yet */
};

void key_stream_start(struct key_stream *stream, const char *seed, const char *lab, const char *id,
                      const char *purpose);
/* An integer from 0 to n - 1; n is above 0. */
uint64_t key_stream_below(struct key_stream *stream, uint64_t n);
/* For tests: the next word. */
uint64_t key_stream_word(struct key_stream *stream);

#endif
