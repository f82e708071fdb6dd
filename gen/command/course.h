/* Private to command: a course file in place of a lab. */
#ifndef COMMAND_COURSE_H
#define COMMAND_COURSE_H

#include "command/command.h"

/* What draw, generate, grade and check do with a course: the same for each of its labs. Below FOLDER/COURSE there is a
 * folder for each lab, as without a course, and `term`, with the tables of sets, sets/LAB.csv, and what grading makes:
 * gradebook.csv, and progress sheets. */
int command_draw_course(const struct command_invocation *invocation);
int command_generate_course(const struct command_invocation *invocation);
int command_grade_course(const struct command_invocation *invocation);
int command_check_course(const struct command_invocation *invocation);

#endif
