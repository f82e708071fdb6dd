#include "command/session.h"
#include "run/run.h"

int command_evaluate(const struct command_invocation *invocation) {
    struct command_session session;
    if (!command_open(&session, invocation, SETS_TO_OPEN))
        return command_close(&session);
    struct text out = {0};
    run_values_head(&out, session.lab, session.sets);
    struct sets_evaluation *evaluation = sets_evaluation_new(session.arena, session.lab->model);
    struct arena *arena = arena_new();
    struct parameter_set *opened[EVAL_SETS];
    double *values = arena_array(session.arena, (size_t)session.lab->model->count, sizeof *values);
    for (size_t i = 0; i < session.sets->count; i++) {
        size_t row = i % EVAL_SETS;
        if (row == 0)
            sets_evaluation_open(evaluation, session.sets, i, opened, arena);
        if (!sets_evaluation_take(evaluation, row, opened[row], values, session.diag))
            continue;
        run_values_row(&out, session.lab, session.sets, opened[row]);
        if (out.length > 1 << 20)
            command_write(&session, &out);
    }
    command_write(&session, &out);
    text_free(&out);
    arena_free(arena);
    return command_close(&session);
}
