/* Private to command: documents for one set, to be looked at and not to be kept. */
#ifndef COMMAND_TRIAL_H
#define COMMAND_TRIAL_H

#include "command/session.h"
#include "fill/fill.h"

/* A set with its key and, once a document that is made from answers needs them, a made-up grade of it and the figures
 * of the class that it alone is. */
struct command_trial {
    struct command_session *session;
    struct fill_row row, graded;
    const struct grade_class_figures *figures;
};
/* `set` is evaluated, and the session has a lab. Lives in its arena. */
struct command_trial *command_trial_new(struct command_session *session, const struct parameter_set *set);
/* Fills a document of the lab. Without a document in it after an error. */
struct fill_result command_trial_fill(struct command_trial *trial, const struct lab_document *document);
/* A document of the lab by its name, also one that grading makes; NULL if there is none. */
const struct lab_document *command_lookup_document(const struct lab *lab, const char *name);
/* Evaluates all sets, which reports those that have no values, and returns the one that the command line asks for, else
 * the first; NULL after an error if there is none. */
const struct parameter_set *command_choose_set(struct command_session *session,
                                               const struct command_invocation *invocation);

#endif
