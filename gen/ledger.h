/* The design ledger of one person, as JSON. */
#ifndef GEN_LEDGER_H
#define GEN_LEDGER_H

#include "grade.h"
#include "responses.h"

struct ledger_writer;
/* NULL where the lab has no ledger. `updated`: when, as text; NULL for never said. */
struct ledger_writer *ledger_writer_new(struct arena *arena, const struct lab *lab, const char *updated);
/* The history that a course reads, with this lab's chapter in it. */
void ledger_print(struct text *out, struct ledger_writer *writer, const struct grade *grade,
                  const struct response *response);

#endif
