/* Private to command: the files of one run of `grade` or `collect`. What earlier runs put into the folder is known from
 * a manifest of its own; what somebody changed since is kept and named. */
#ifndef COMMAND_GRADED_H
#define COMMAND_GRADED_H

#include "command/session.h"
#include "files/files.h"
#include "grade/grade.h"
#include "run/run.h"

struct command_graded {
    struct command_session *session;
    const char *folder;    /* OUT/LAB */
    const char *name;      /* of the manifest, in there */
    struct run_hold *hold; /* NULL until there is a folder */
    struct run_manifest *manifest;
    struct run_leftovers *leftovers;
    struct run_names changed; /* files that are kept because somebody changed them */
};

/* Compares the sets with those that were printed in a folder. */
struct grade_printed command_compare_printed(struct command_session *session,
                                             const struct command_invocation *invocation, const char *folder,
                                             struct run_printed *printed);
/* Whether no marks of an earlier run would be lost if only these are earned. If some would, reports
 * whose, and what else to do. */
bool command_graded_guard(struct command_graded *graded, const struct run_marks *marks, const char *responses);
/* Begins the manifest, with the sets that are graded and the questions that they answer. False after reporting an
 * error. */
bool command_graded_begin(struct command_graded *graded, const struct command_invocation *invocation,
                          const struct run_marks *marks);
/* The head of that manifest, in the session's arena. */
const char *command_graded_head(struct command_graded *graded, const struct command_invocation *invocation);
/* Begins a manifest with a head, of a lab or a course. */
void command_graded_begin_manifest(struct command_graded *graded, const char *head);
/* Writes what is to be put at a path below the folder, and lists it. `document`: NULL for a table. */
void command_graded_put(struct command_graded *graded, const char *path, const char *document,
                        const struct text *bytes);
/* Completes a table that was written while its rows came, and lists it. */
void command_graded_end_table(struct command_graded *graded, struct run_file *table);
/* Takes note of what became of a file that this run wrote. `id`: NULL for the whole class. */
void command_graded_settle(struct command_graded *graded, const char *path, const char *document, const char *id,
                           const struct run_written *written);
/* A file that must stay as it is. */
void command_graded_keep(struct command_graded *graded, const char *path);
/* Puts all files in place, the manifest last; what earlier runs wrote and this one did not is named and, if it
 * `replaces` their marks, removed. False after reporting an error, if nothing is put in place. */
bool command_graded_end(struct command_graded *graded, bool replaces);
/* Gives the folder back, however far the run got. */
void command_graded_close(struct command_graded *graded);

#endif
