/* Proofs over parameter sets: the audit counts what holds over all sets that a student can be given; drawing finds a
 * set with given keys for each person; distinctness compares the right answers of every two sets. */
#ifndef PROVE_PROVE_H
#define PROVE_PROVE_H

#include "key/key.h"
#include "lab/lab.h"
#include "language/language.h"

struct run_cut;

/* The audit: keys, wrong methods and statements of a lab over every set of the grid. */

/* A number of sets, and the set among them that is fewest steps from the defaults. */
struct prove_audit_count {
    uint64_t count;
    double *example; /* model->count members, of which the grid's parameters are filled in; NULL if the count is 0 */
    double distance; /* of the example, in steps; the range of a parameter without a step counts as 100 */
    double share;    /* of a grid with bounds: the part of it that is in the count for certain */
    double open;     /* and the part that may be */
};

/* Proven bounds of a share. */
struct prove_audit_share {
    double least, most;
};

/* Counts over the grid of the parameters that some expressions depend on. Counts that do not apply are 0. */
struct prove_audit_grid {
    const char *name; /* of the question, statement or mistake */
    const struct grid *grid;
    uint64_t sets;                     /* number of sets examined: all of them, or the sample */
    bool sampled;                      /* the grid is too large to walk: all counts are of the sample */
    bool bounded;                      /* the grid is too large to count: counts are bounds, with shares */
    double allowed, open;              /* of a grid with bounds: the part that breaks no condition, and what may not */
    bool rounded;                      /* some parameter is rounded in print: `rounding_sensitive` was counted */
    bool one_at_a_time;                /* only one rounded parameter was varied at a time */
    struct prove_audit_count no_value; /* nothing can be said: an expression has no finite value */
    /* Sets that have another key if a parameter is taken for its printed value or for anything that prints so, or a
     * constant for its printed value; of a numeric question also those whose number changes by more than the tolerance
     * with such parameters. */
    struct prove_audit_count rounding_sensitive;
};

struct prove_audit_mistake {
    const struct lab_mistake *mistake;
    struct prove_audit_grid over;
    struct prove_audit_count accepted, refused; /* grading takes the mistaken number for the right one, or does not */
};

struct prove_audit_question {
    const struct lab_question *question;
    struct prove_audit_grid over;
    /* Choices: how often each option alone is right, none is, or several are. Reflections: `none` counts the sets for
     * which some claim contradicts its verdict. */
    struct prove_audit_count *right, none, several;
    /* Reflections: how often the claim of an option agrees with its verdict or contradicts it. Both 0 without a claim.
     */
    struct prove_audit_count *agrees, *contradicts;
    /* Numeric questions. `unsettled`: of the rounding-sensitive sets those in which rounding decides whether there is a
     * number; grading accepts a number that follows from printed ones, but not `none` for a number. */
    struct prove_audit_count absent, zero, clamped, tight, unsettled;
    struct prove_audit_mistake *mistakes;
};

struct prove_audit_statement {
    const struct lab_statement *statement;
    struct prove_audit_grid over;
    struct prove_audit_count holds, fails;
};

/* How a grid was counted. */
enum prove_way { PROVE_WALK, PROVE_BOXES, PROVE_BOUNDS, PROVE_SAMPLE, PROVE_WAYS };
/* The boxes by which something was counted, as text (audit_tree.h). */
struct prove_proof_tree {
    const char *name, *what; /* of which question or statement; and what of it: value, rounding, conditions */
    const char *boxes;
    size_t length;
    struct pos pos; /* in the certificate that it was read from */
};
struct prove_proof_group {
    const struct grid *grid;
    enum prove_way way;
    struct prove_proof_tree *trees; /* of boxes and bounds */
    size_t tree_count;
};
struct prove_proof {
    struct prove_proof_group *groups;
    size_t count;
};

struct prove_audit {
    const struct lab *lab;
    const char *seed;
    const struct prove_proof *proof; /* NULL if it was not asked for */
    struct prove_audit_question *questions;
    int question_count;
    struct prove_audit_statement *statements;
    int statement_count;
};

enum { AUDIT_NEARLY_ALWAYS = 95 }; /* percent of the sets */

struct prove_audit_options {
    const char *seed; /* of samples */
    int processes;
    double
        seconds; /* how long to count grids that cannot be walked; 0: as long as it is worth it, the same everywhere */
    bool by_boxes;                   /* for tests: count all grids in the way of those that cannot be walked */
    bool certified;                  /* tell how it was counted; grids that could be walked are counted by boxes too */
    const struct prove_proof *proof; /* count by this proof, which is not believed; NULL: there is none */
    const struct run_cut *cut;       /* NULL, or how the counting is cut: what a part returns is no audit */
};

/* Audits the named questions and statements (all if there are no names). A grid with too many sets to walk is counted
 * by boxes (audit_box.h). If that takes too long, what is certain gives bounds of each share; if these are too wide, or
 * the grid has no steps, it is sampled. Lives in the arena. Returns NULL after reporting an error, such as an unknown
 * name.
 */
struct prove_audit *prove_audit(struct arena *arena, const struct lab *lab, const char *const *names, int name_count,
                                const struct prove_audit_options *options, struct diag *diag);
/* Whether a question has sets without a key or with another key within printed rounding, or a statement that the lab
 * itself makes is false for some set. */
bool prove_audit_has_findings(const struct prove_audit *audit);
/* Whether a statement that the lab itself makes is false, or has no value, for some set. */
bool prove_audit_fails(const struct prove_audit_statement *statement);
/* The sets of a question that have another key within printed rounding. */
const struct prove_audit_count *prove_audit_other_key(const struct prove_audit_question *question);
/* Whether a count is of no set for certain; of more than AUDIT_NEARLY_ALWAYS percent of them. */
bool prove_audit_is_never(const struct prove_audit_count *count);
bool prove_audit_is_nearly_always(const struct prove_audit_grid *over, const struct prove_audit_count *count);
/* The number of sets for which a question has no key. */
uint64_t prove_audit_keyless(const struct prove_audit_question *question);
/* Of a grid with bounds: those of a count among all sets, or among those that a statement applies to, of which the part
 * `applies` is certain (0: all sets). */
struct prove_audit_share prove_audit_bounds(const struct prove_audit_grid *over, const struct prove_audit_count *count,
                                            double applies);
/* Of how much the audit is a proof, and not a sample. */
struct prove_proven {
    int questions, proven_questions, statements, proven_statements;
    uint64_t sets; /* of the largest grid over which a question was proven; of a statement, if there are no questions */
};

/* A certificate of an audit: a file that says what was proven over which grids, by which version, of which files; and
 * into which boxes the grids were taken apart, so that it can be verified without searching for them. */
enum { PROVE_ID_DIGITS = 12 };
struct prove_certificate {
    const char *id; /* the first digits of the SHA-256 of its file */
    struct prove_proven proven;
};
/* Whether a certificate may be written to a path: nothing is there, or a certificate or an empty file. Else reports an
 * error. */
bool prove_certificate_may_replace(const char *path, struct diag *diag);
/* Writes the certificate of an audit that was asked to be `certified`. `names`: what was audited. False after reporting
 * an error. */
bool prove_certificate_write(struct arena *arena, const char *path, const struct prove_audit *audit,
                             const char *const *names, int name_count, struct prove_certificate *certificate,
                             struct diag *diag);
/* Verifies that a certificate is of this lab, these models and this program; that its boxes are disjoint, cover their
 * grids, and are what it says; and that its counts follow from them. Fills in what was proven, and the audit. False
 * after reporting what does not hold. */
bool prove_certificate_verify(struct arena *arena, const struct lab *lab, const struct source *source, int processes,
                              struct prove_certificate *certificate, const struct prove_audit **audit,
                              struct diag *diag);

/* A line about a certificate, without its end: `certificate 3f9c...: 15 of 15 questions are proven, over ... sets`. */
void prove_certificate_put(struct text *out, const struct prove_certificate *certificate);
/* The report for people, and as JSON. */
void prove_audit_print(struct text *out, const struct prove_audit *audit);
void prove_audit_print_json(struct text *out, const struct prove_audit *audit);

/* Drawing: a set for a person, determined by a seed, the lab's name and the person's id alone.
 *
 * Random streams are those of key/key.h, keyed on the seed, the lab's name and the id.
 *
 * Parameters form groups: two are in the same group if some question or equation depends on both. Each group is drawn
 * by itself, and only the parameters that the roster leaves open.
 * 1. For each prediction of the group (a choice question), its right option: the first integer below the number of
 *    options from stream `letter QUESTION`; 0 is the lab's option A.
 * 2. Sets 0, 1, 2 ...: in set t each open parameter has the value minimum + k * step, where k is integer number t below
 *    the number of values of its grid, from stream `parameter NAME`. The first set that is accepted is the drawn one.
 * A set is accepted if every equation of the group has a finite value, every question has a key, each prediction has
 * the option of step 1, and no key changes within the margin:
 * - claims, and conditions under which there is no answer, hold or fail regardless of the outcome of those of their
 *   comparisons whose two sides are within the relative distance `margin` of each other (margin.h);
 * - an actual value is at least `margin`, as a ratio, away from the boundary between the prediction of the right option
 *   and that of another one: the geometric mean of the two.
 * - if it is asked for, no known wrong method of a question gives a number that would be accepted as right.
 * A group of which the roster leaves nothing open must only have its keys, and meet the condition that is asked for. */
enum { DRAW_TRIES = 200000 };
#define DRAW_MARGIN 0.02

/* What drawn sets must be besides. */
struct prove_draw_wishes {
    const struct expr *where;       /* a condition that each meets; NULL: any */
    const unsigned *const *weights; /* by question: how often each option is the right one; NULL: all as often */
    bool tell_mistakes; /* no known wrong method gives what is accepted as right, or is within mistake_margin of it */
    double mistake_margin;
};

struct prove_draw;
/* All arguments must outlive it; `wishes` may be NULL. */
struct prove_draw *prove_draw_new(struct arena *arena, const struct lab *lab, const char *seed, double margin,
                                  const struct prove_draw_wishes *wishes);
/* Draws the parameters that the roster's row leaves open (`given` is false) and evaluates the set, with its values in
 * this arena. Returns false after reporting an error at the row: no set with these keys was found in DRAW_TRIES, or the
 * row gives everything and its set has no key. */
bool prove_draw_set(struct prove_draw *draw, struct parameter_set *set, struct arena *arena, struct diag *diag);

/* Distinctness: how many of one person's right answers would be right on another's sheet. */

enum { DISTINCT_WORST = 10 };
#define DISTINCT_LIMIT 0.8

/* A's right answers as they would be graded on B's sheet. A letter is accepted if both sheets print the same one, a
 * number if grading would accept it (key_accepted_ranges), `none` for `none`; a question without a key on one of the
 * two is not. B's sheet decides, so A on B may differ from B on A. */
struct prove_distinct_pair {
    size_t a, b; /* numbers of the sets */
    int numbers, letters;
};

/* How a set is called, and where it is. */
struct prove_sheet {
    const char *id, *scenario;
    struct pos pos;
};

struct prove_answers;
struct prove_distinct {
    const struct lab *lab;
    struct prove_sheet *sheets; /* of the sets that take part */
    size_t set_count;
    /* By question. A common question has an answer that depends on no parameter, and options in the same order on every
     * sheet. It is counted nowhere else. */
    bool *common;
    int number_count, letter_count; /* numeric questions, others */
    uint64_t pairs;                 /* ordered pairs of different ids */
    uint64_t *accepted;             /* by question: the number of pairs */
    uint64_t *sharing;              /* by number of shared numbers, 0 to number_count: the pairs that share that many */
    uint64_t number_sum, letter_sum;
    struct prove_distinct_pair worst[DISTINCT_WORST]; /* most numbers first; of A on B and B on A, the worse one */
    int worst_count;
    struct prove_answers *answers; /* by question */
    struct key_program *keys;
    struct key_accepted_values *accepting;
    struct arena *arena;
};

/* For at most so many sets. Lives in the arena. */
struct prove_distinct *prove_distinct_new(struct arena *arena, const struct lab *lab, size_t most);
/* Adds a good, evaluated set, which need not outlive the call. */
void prove_distinct_add(struct prove_distinct *distinct, const struct parameter_set *set);
/* Compares every two sets of different ids. */
void prove_distinct_compare(struct prove_distinct *distinct);
/* Whether the answer of set `a` to question `q` is right on the sheet of set `b`. */
bool prove_distinct_accepts(const struct prove_distinct *distinct, int q, size_t a, size_t b);

/* A row of the collision matrix: the right answers of one set on every sheet. */
struct prove_distinct_row {
    uint16_t *numbers, *letters; /* by sheet: how many are right there */
    bool *apart;                 /* by sheet: whether it has another id; if not, nothing is counted */
    uint64_t *accepted;          /* by question: the number of sheets on which its answer is right */
};
struct prove_distinct_row prove_distinct_row_new(struct arena *arena, const struct prove_distinct *distinct);
void prove_distinct_row_compute(const struct prove_distinct *distinct, size_t a, struct prove_distinct_row *row);

/* Prints the report for people, with the collision matrix if it is no wider than a page of text. */
void prove_distinct_print(struct text *out, const struct prove_distinct *distinct);
/* Prints the collision matrix as CSV: how many answers of the row's set, numbers and letters together, are right on the
 * sheet of the column's; empty between sets of the same id. */
void prove_distinct_print_matrix(struct text *out, const struct prove_distinct *distinct);
/* Reports an error, ending with `advice`, if a pair shares more than the share `limit` of the numeric questions. False
 * then. */
bool prove_distinct_check(const struct prove_distinct *distinct, double limit, const char *advice, struct diag *diag);

#endif
