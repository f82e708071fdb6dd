/* The audit: keys, wrong methods and statements of a lab over every parameter set that a student can be given. */
#ifndef PROVE_PROVE_H
#define PROVE_PROVE_H

#include "key/key.h"
#include "lab/lab.h"
#include "language/language.h"

/* A number of sets, and the one of them that is fewest steps from the defaults. */
struct prove_audit_count {
    uint64_t count;
    double *example; /* model->count members, parameters of the grid filled in; NULL where the count is 0 */
    double distance; /* of the example, in steps; 100 to the range of a parameter without a step */
};

/* Counts over the grid of the parameters that some expressions depend on. Which of them is used depends on what is
 * counted; the others are 0. */
struct prove_audit_grid {
    const struct grid *grid;
    uint64_t sets;                     /* looked at: all, or as many as were drawn */
    bool sampled;                      /* the grid is too large to be walked */
    bool rounded;                      /* a parameter prints rounded: `moved` was counted */
    struct prove_audit_count no_value; /* nothing can be said: an expression has no finite value */
    struct prove_audit_count moved;    /* the verdict changes within the printed rounding of the parameters; numbers: by
                                    more than the tolerance */
};

struct prove_audit_mistake {
    const struct lab_mistake *mistake;
    struct prove_audit_grid over;
    struct prove_audit_count accepted, refused; /* it gives a number that grading takes for the right one, or not */
};

struct prove_audit_question {
    const struct lab_question *question;
    struct prove_audit_grid over;
    /* Choices: how often each option alone is right, how often none or several are. Reflections: `none` where some
     * claim contradicts its verdict. */
    struct prove_audit_count *right, none, several;
    /* Reflections: how often the claim beside an option agrees with its verdict, or not; both 0 without a claim. */
    struct prove_audit_count *agrees, *contradicts;
    /* Numeric. */
    struct prove_audit_count absent, zero, clamped, tight;
    struct prove_audit_mistake *mistakes;
};

struct prove_audit_statement {
    const struct lab_statement *statement;
    struct prove_audit_grid over;
    struct prove_audit_count holds, fails;
};

struct prove_audit {
    const struct lab *lab;
    const char *seed;
    struct prove_audit_question *questions;
    int question_count;
    struct prove_audit_statement *statements;
    int statement_count;
};

enum { AUDIT_NEARLY_ALWAYS = 95 }; /* percent of the sets */

/* Audits the questions and statements that are named (all where there is none; every name must be known), with so many
 * processes. A grid of more sets than are worth walking is sampled from the seed. Lives in the arena; NULL after an
 * error was reported. */
struct prove_audit *prove_audit(struct arena *arena, const struct lab *lab, const char *const *names, int name_count,
                                const char *seed, int processes, struct diag *diag);
/* Whether a question has sets without a key, or a statement that the lab itself makes is false somewhere. */
bool prove_audit_has_findings(const struct prove_audit *audit);
/* How many sets of a question have no key. */
uint64_t prove_audit_keyless(const struct prove_audit_question *question);

/* For people, and as JSON. */
void prove_audit_print(struct text *out, const struct prove_audit *audit);
void prove_audit_print_json(struct text *out, const struct prove_audit *audit);

/* Drawing: a parameter set for a person, from a seed, the lab's name and the person's id alone. */

/* How a set comes about; the streams are those of key/stream.h, of the seed, the lab's name and the id.
 *
 * Parameters fall into groups: two are in one group where some question or equation depends on both. Each group is
 * drawn by itself, and only the parameters that the roster leaves open.
 * 1. For each prediction of the group (a choice question) its right option: of stream `letter QUESTION` the first
 *    integer below the number of options; 0 is the lab's option A.
 * 2. Sets 0, 1, 2 ...: in set t each open parameter has the value minimum + k * step, where k is integer number t below
 *    the number of values of its grid, of stream `parameter NAME`. The first set that is accepted is drawn.
 * A set is accepted where every equation of the group has a finite value, every question a key, each prediction the
 * option of step 1, and where no key changes within the margin:
 * - claims, and conditions under which there is no answer, hold or fail whichever way those of their comparisons fall
 *   whose two sides are within the relative distance `margin` of each other (margin.h);
 * - an actual value is not nearer than `margin`, as a ratio, to the boundary between what the right option predicts and
 *   what another one does: the geometric mean of the two.
 * A group of which the roster leaves nothing open is only required to have its keys. */
enum { DRAW_TRIES = 200000 };
#define DRAW_MARGIN 0.02

struct prove_draw;
/* All must outlive it. */
struct prove_draw *prove_draw_new(struct arena *arena, const struct lab *lab, const char *seed, double margin);
/* Draws what the roster's row leaves open (`given` is false) and evaluates the set, its values in the arena. False
 * after an error at the row: no set with these keys within DRAW_TRIES, or a given set that has none. */
bool prove_draw_set(struct prove_draw *draw, struct parameter_set *set, struct diag *diag);

/* Distinctness: how many of one person's right answers would be right on another's sheet. */

enum { DISTINCT_WORST = 10 };
#define DISTINCT_LIMIT 0.8

/* A's right answers as they would be graded on B's sheet: a letter is accepted where the two sheets print the same one,
 * a number where grading would accept it (key_accepted_ranges), `none` for `none`. What one of the two has no key for
 * is not. B's sheet judges, so that A on B is not always B on A. */
struct prove_distinct_pair {
    size_t a, b; /* of the sets */
    int numbers, letters;
};

struct prove_answers;
struct prove_distinct {
    const struct lab *lab;
    const struct parameter_set **sets; /* those that take part: good ones */
    size_t set_count;
    /* Questions by their number in the lab. Common ones have an answer that depends on no parameter, and no order of
     * options of a person's own; they are counted nowhere else. */
    bool *common;
    int number_count, letter_count; /* numeric questions, others */
    uint64_t pairs;                 /* ordered ones, of different ids */
    uint64_t *accepted;             /* by question: in how many pairs */
    uint64_t *sharing;              /* by how many numbers, 0 to number_count: pairs that share so many */
    uint64_t number_sum, letter_sum;
    struct prove_distinct_pair worst[DISTINCT_WORST]; /* most numbers first; of A on B and B on A the worse one */
    int worst_count;
    struct prove_answers *answers; /* by question */
    struct arena *arena;
};

/* Compares every two sets of different ids. In the arena. */
struct prove_distinct *prove_distinct_compare(struct arena *arena, const struct lab *lab,
                                              const struct parameter_sets *sets);
/* Whether the answer of set `a` to question `q` is right on the sheet of set `b`. */
bool prove_distinct_accepts(const struct prove_distinct *distinct, int q, size_t a, size_t b);

/* A row of the collision matrix: a set's right answers on every sheet. */
struct prove_distinct_row {
    uint16_t *numbers, *letters; /* by sheet: how many are right there */
    bool *apart;                 /* by sheet: whether it is of another id; where not, nothing is counted */
    uint64_t *accepted;          /* by question: on how many sheets its answer is right */
};
struct prove_distinct_row prove_distinct_row_new(struct arena *arena, const struct prove_distinct *distinct);
void prove_distinct_row_compute(const struct prove_distinct *distinct, size_t a, struct prove_distinct_row *row);

/* Prints it for people, with the collision matrix where that is no wider than a page of text. */
void prove_distinct_print(struct text *out, const struct prove_distinct *distinct);
/* Prints the collision matrix as CSV: how many answers of a row's set, numbers and letters together, are right on the
 * sheet of a column's; empty between sets of one id. */
void prove_distinct_print_matrix(struct text *out, const struct prove_distinct *distinct);
/* Reports an error where a pair shares more than `limit` of the numeric questions, ending with what to do about it.
 * False where one does. */
bool prove_distinct_check(const struct prove_distinct *distinct, double limit, const char *advice, struct diag *diag);

#endif
