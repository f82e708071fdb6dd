/* Private to command: what people get back, in archives: one that a learning system takes apart, and one a person. */
#ifndef COMMAND_HANDBACK_H
#define COMMAND_HANDBACK_H

#include "command/grading.h"

struct command_handback;
/* Begins what the command line asks for: the archive for the system of the roster, if it takes one, and those of people
 * (`bundles`). NULL if it asks for neither. Ended by command_handback_close. */
struct command_handback *command_handback_open(struct command_grading *grading, struct lms_roster *roster,
                                               bool bundles);
/* Adds a file that a person gets back, `path` below the folder. What somebody has changed there is what they get. */
void command_handback_add(struct command_handback *handback, size_t set, int document, const char *path,
                          enum run_place place, const char *bytes, size_t length);
/* A row of the responses is done. */
void command_handback_end_row(struct command_handback *handback, size_t set);
/* Completes the archives and the table for mail merge, and lists them. */
void command_handback_finish(struct command_handback *handback);
/* Drops what was not completed. Accepts NULL. */
void command_handback_close(struct command_handback *handback);

#endif
