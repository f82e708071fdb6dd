/* Conditions over the models' quantities that decide about answers: of options, of numbers, of wrong methods. They are
 * expressions, so that the key of one set and the audit of all sets come from the same program (compiled with
 * CLAIM_TOLERANCE). */
#ifndef KEY_CLAIMS_H
#define KEY_CLAIMS_H

#include "lab/lab.h"

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

#endif
