#include "command.h"
#include "tables.h"

int command_evaluate(const struct invocation *invocation) {
    struct session session;
    if (!command_open(&session, invocation, SETS_TO_OPEN))
        return command_close(&session);
    struct text out = {0};
    values_head(&out, session.lab, session.sets);
    struct evaluation *evaluation = evaluation_new(session.arena, session.lab->model);
    struct arena *arena = arena_new();
    struct parameter_set *opened[EVAL_SETS];
    double *values = arena_array(session.arena, (size_t)session.lab->model->count, sizeof *values);
    for (size_t i = 0; i < session.sets->count; i++) {
        size_t row = i % EVAL_SETS;
        if (row == 0)
            evaluation_open(evaluation, session.sets, i, opened, arena);
        if (!evaluation_take(evaluation, row, opened[row], values, session.diag))
            continue;
        values_row(&out, session.lab, session.sets, opened[row]);
        if (out.length > 1 << 20)
            command_write(&session, &out);
    }
    command_write(&session, &out);
    text_free(&out);
    arena_free(arena);
    return command_close(&session);
}
