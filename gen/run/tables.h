/* Tables for programs: every quantity of every set, and every key, as CSV. */
#ifndef RUN_TABLES_H
#define RUN_TABLES_H

#include "key/key.h"

/* The heading and one row of `evaluate`: id, the scenario where the file has that column, then the quantities of the
 * models (parameters, then equations) in the order of the lab's models, numbers that read back exactly. */
void run_values_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void run_values_row(struct text *out, const struct lab *lab, const struct parameter_sets *sets,
                    const struct parameter_set *set);

/* The heading and one row of keys.csv: id, the scenario likewise, then a column a question. */
void run_keys_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void run_keys_row(struct text *out, const struct parameter_sets *sets, const struct parameter_set *set,
                  const struct key *key);

/* The heading and one row of responses.csv, to be filled in: id, the scenario likewise, fingerprint, a column a
 * question. */
void run_responses_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void run_responses_row(struct text *out, const struct lab *lab, const struct parameter_sets *sets,
                       const struct parameter_set *set);

#endif
