#include "command/session.h"
#include "run/run.h"

int command_evaluate(const struct command_invocation *invocation) {
    struct command_session session;
    if (!command_open(&session, invocation, SETS_OF_FILE))
        return command_close(&session);
    struct text out = {0};
    run_values_head(&out, session.lab, session.sets);
    struct sets_evaluation *evaluation = sets_evaluation_new(session.arena, session.lab->model);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sets_count(session.sets); i++) {
        const struct parameter_set *set = sets_evaluation_at(evaluation, session.sets, i, arena, session.diag);
        if (set)
            run_values_row(&out, session.lab, session.sets, set);
        if (out.length > 1 << 20)
            command_write(&session, &out);
    }
    command_write(&session, &out);
    text_free(&out);
    arena_free(arena);
    return command_close(&session);
}
