/* Private to command: what `show` prints of the parts of a lab besides quantities, questions and documents. */
#ifndef COMMAND_SHOW_PARTS_H
#define COMMAND_SHOW_PARTS_H

#include "command/session.h"

/* A line of `show`: two blanks, a name, what it is. Nothing if `fact` is NULL or empty. */
void command_put_fact(struct text *out, const char *name, const char *fact);
/* Appends the parts of the lab of this name, for one set: a chart with its elements, and in words; a text, filled; a
 * statement, a known mistake or a scenario. False if there is none. */
bool command_show_part(struct text *out, struct command_session *session, const char *name,
                       const struct parameter_set *set);
/* Appends lists of all of them. */
void command_list_parts(struct text *out, const struct lab *lab);
/* Calls `take` with the name of each. */
void command_name_parts(const struct lab *lab, void (*take)(void *context, const char *name), void *context);

#endif
