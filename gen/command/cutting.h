/* Private to command: a run that is cut into parts, or made of them. Nothing here does anything in a whole run. */
#ifndef COMMAND_CUTTING_H
#define COMMAND_CUTTING_H

#include "command/session.h"

/* What a part is to be made, or to be made of. */
struct command_cut {
    struct run_cut run;
    struct run_part part;
    struct run_file file;  /* of a part in a folder */
    bool in_folder, begun; /* otherwise it goes to standard output */
    int left;              /* errors in the input that the merge reports */
};

/* OUT/LAB, where a run puts its files; of a part OUT/K-of-N/LAB. In the session's arena. */
const char *command_place(const struct command_session *session, const struct command_invocation *invocation);
/* After everything was read, before anything is written: whether the parts of a merge are of this run. False after
 * reporting what is different. */
bool command_cut_check(struct command_session *session, const struct command_invocation *invocation);
/* Whether a run may put its files into the folder that it holds: a part that is there stays as it is, unless the same
 * part is made again. False after reporting an error. */
bool command_cut_may_write(struct command_session *session, const struct command_invocation *invocation,
                           struct run_hold *hold, const char *folder);
/* Whether --resume was asked for, and an earlier run of the same made all that this one would make; then this run has
 * nothing to do, and says so. `head`: that of the manifest. */
bool command_is_made(struct command_session *session, const struct command_invocation *invocation,
                     struct run_hold *hold, const char *folder, const char *head);
/* Before tasks are run: begins a part in the folder (NULL: on standard output), whose reports about all of the input
 * are left to the merge. False after reporting an error. */
bool command_cut_begin(struct command_cut *cut, struct command_session *session,
                       const struct command_invocation *invocation, const char *folder);
/* Completes a part, unless a failure was reported. `written` takes what became of a file in the folder. */
void command_cut_end(struct command_cut *cut, struct command_session *session, struct run_hold *hold,
                     struct run_written *written);
/* Drops a part that was not completed. */
void command_cut_abandon(struct command_cut *cut);
/* Takes what a part wrote: copies the file to its place in the whole. */
struct run_written command_cut_adopt(const struct run_written *made, const char *folder, const char *path,
                                     struct run_hold *hold, struct text *bytes, struct diag *diag);

#endif
