#include "command.h"
#include "tables.h"

int command_evaluate(const struct invocation *invocation) {
    struct session session;
    if (!command_open(&session, invocation, SETS_OF_FILE))
        return command_close(&session);
    struct text out = {0};
    values_head(&out, session.lab, session.sets);
    struct evaluation *evaluation = evaluation_new(session.arena, session.lab->model);
    const struct parameter_set *block[EVAL_SETS];
    double *values = arena_array(session.arena, (size_t)session.lab->model->count, sizeof *values);
    for (size_t i = 0; i < session.sets->count; i++) {
        size_t row = i % EVAL_SETS;
        if (row == 0)
            evaluation_run(evaluation, block, sets_block(session.sets, i, block));
        if (!evaluation_take(evaluation, row, &session.sets->sets[i], values, session.diag))
            continue;
        values_row(&out, session.lab, session.sets, &session.sets->sets[i]);
        if (out.length > 1 << 20)
            command_write(&session, &out);
    }
    command_write(&session, &out);
    text_free(&out);
    return command_close(&session);
}
