/* The audit: keys, wrong methods and statements of a lab over every parameter set that a student can be given. */
#ifndef GEN_AUDIT_H
#define GEN_AUDIT_H

#include "../model/grid.h"
#include "lab.h"

/* A number of sets, and the one of them that is fewest steps from the defaults. */
struct audit_count {
    uint64_t count;
    double *example; /* model->count members, parameters of the grid filled in; NULL where the count is 0 */
    double distance; /* of the example, in steps; 100 to the range of a parameter without a step */
};

/* Counts over the grid of the parameters that some expressions depend on. Which of them is used depends on what is
 * counted; the others are 0. */
struct audit_grid {
    const struct grid *grid;
    uint64_t sets;               /* looked at: all, or as many as were drawn */
    bool sampled;                /* the grid is too large to be walked */
    bool rounded;                /* a parameter prints rounded: `moved` was counted */
    struct audit_count no_value; /* nothing can be said: an expression has no finite value */
    struct audit_count moved;    /* the verdict changes within the printed rounding of the parameters; numbers: by
                                    more than the tolerance */
};

struct audit_mistake {
    const struct lab_mistake *mistake;
    struct audit_grid over;
    struct audit_count accepted, refused; /* it gives a number that grading takes for the right one, or not */
};

struct audit_question {
    const struct lab_question *question;
    struct audit_grid over;
    /* Choices: how often each option alone is right, how often none or several are. Reflections: `none` where some
     * claim contradicts its verdict. */
    struct audit_count *right, none, several;
    /* Reflections: how often the claim beside an option agrees with its verdict, or not; both 0 without a claim. */
    struct audit_count *agrees, *contradicts;
    /* Numeric. */
    struct audit_count absent, zero, clamped, tight;
    struct audit_mistake *mistakes;
};

struct audit_statement {
    const struct lab_statement *statement;
    struct audit_grid over;
    struct audit_count holds, fails;
};

struct audit {
    const struct lab *lab;
    const char *seed;
    struct audit_question *questions;
    int question_count;
    struct audit_statement *statements;
    int statement_count;
};

enum { AUDIT_NEARLY_ALWAYS = 95 }; /* percent of the sets */

/* Audits the questions and statements that are named (all where there is none; every name must be known), with so many
 * processes. A grid of more sets than are worth walking is sampled from the seed. Lives in the arena; NULL after an
 * error was reported. */
struct audit *audit_run(struct arena *arena, const struct lab *lab, const char *const *names, int name_count,
                        const char *seed, int processes, struct diag *diag);
/* Whether a question has sets without a key, or a statement that the lab itself makes is false somewhere. */
bool audit_has_findings(const struct audit *audit);
/* How many sets of a question have no key. */
uint64_t audit_keyless(const struct audit_question *question);

/* For people, and as JSON. */
void audit_print(struct text *out, const struct audit *audit);
void audit_print_json(struct text *out, const struct audit *audit);

#endif
