#include "command.h"
#include "tables.h"

int command_evaluate(const struct invocation *invocation) {
    struct session session;
    if (!command_open(&session, invocation, false))
        return command_close(&session);
    struct text out = {0};
    values_head(&out, session.lab, session.sets);
    for (size_t i = 0; i < session.sets->count; i++) {
        if (session.sets->sets[i].bad)
            continue;
        values_row(&out, session.lab, session.sets, &session.sets->sets[i]);
        if (out.length > 1 << 20)
            command_write(&session, &out);
    }
    command_write(&session, &out);
    text_free(&out);
    return command_close(&session);
}
