/* The audit: keys, wrong methods and statements of a lab over every parameter set that a student can be given. */
#ifndef PROVE_AUDIT_H
#define PROVE_AUDIT_H

#include "lab/lab.h"
#include "language/grid.h"

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

#endif
