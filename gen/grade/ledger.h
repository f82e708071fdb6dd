/* The design ledger of one person, as JSON. */
#ifndef GRADE_LEDGER_H
#define GRADE_LEDGER_H

#include "grade/grade.h"
#include "grade/responses.h"

struct grade_ledger_writer;
/* NULL where the lab has no ledger. `updated`: when, as text; NULL for never said. */
struct grade_ledger_writer *grade_ledger_writer_new(struct arena *arena, const struct lab *lab, const char *updated);
/* The history that a course reads, with this lab's chapter in it. */
void grade_ledger_print(struct text *out, struct grade_ledger_writer *writer, const struct grade *grade,
                        const struct grade_response *response);

#endif
