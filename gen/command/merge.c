/* `merge`: the parts of a run that was cut become the whole. */
#include "command/session.h"

#include <string.h>

/* What is put in place, and how, is said to the merge; the rest was said to those who made the parts. */
static int merge(struct command_session *session, const struct command_invocation *invocation,
                 struct run_parts *parts) {
    int count;
    const char *const *kept = run_parts_words(parts, &count);
    const char **words = arena_array(session->arena, (size_t)count + 1, sizeof *words);
    struct command_invocation whole = command_defaults();
    for (int i = 0; i < count; i++)
        words[i] = kept[i];
    for (int i = 1; i < count; i++)
        if (strcmp(words[i - 1], "--") == 0) {
            words[i] = invocation->lab;
            break;
        }
    const int status = invocation->parse ? invocation->parse(count, words, &whole) : EXIT_USAGE;
    if (status >= 0 || whole.of) {
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE, "the parts are of no run that --shard cuts: %s", words[0]);
        return EXIT_FINDINGS;
    }
    whole.output = invocation->output;
    whole.processes = invocation->processes;
    whole.replaces = invocation->replaces;
    whole.force = invocation->force;
    whole.progress = invocation->progress;
    whole.parts = parts;
    return whole.run(&whole);
}

int command_merge(const struct command_invocation *invocation) {
    struct command_session session;
    int status = EXIT_FINE;
    struct run_parts *parts =
        command_open(&session, invocation, SETS_OF_FILE)
            ? run_parts_open(session.arena, invocation->names, invocation->name_count, session.lab->name, session.diag)
            : NULL;
    if (parts) {
        diag_flush(session.diag, stderr);
        fprintf(stderr, "merging %d part%s of %s\n", run_parts_count(parts), run_parts_count(parts) == 1 ? "" : "s",
                session.lab->name);
        status = merge(&session, invocation, parts);
        run_parts_close(parts);
    }
    const int closed = command_close(&session);
    return closed ? closed : status;
}
