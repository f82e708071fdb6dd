#include "command.h"
#include "fill.h"

/* Counts quantities of a kind, a lab's own left out. */
static int count_quantities(const struct model *model, enum quantity_kind kind) {
    int count = 0;
    for (int i = 0; i < model->count; i++)
        count += model->quantities[i]->kind == kind && !model->quantities[i]->hidden;
    return count;
}

int command_check(const struct invocation *invocation) {
    struct session session;
    bool loaded = command_open(&session, invocation, false);
    if (session.sets)
        sets_evaluate(session.sets, session.arena, session.lab->model, session.diag);
    if (session.lab)
        for (int i = 0; i < session.lab->document_count; i++)
            template_load(session.arena, session.lab, &session.lab->documents[i], session.diag);
    if (loaded && !diag_count(session.diag, SEVERITY_ERROR)) {
        const struct lab *lab = session.lab;
        struct text out = {0};
        text_printf(&out, "%s: %d parameters, %d constants, %d equations, %d questions, %d documents: no errors\n",
                    lab->name, count_quantities(lab->model, QUANTITY_PARAMETER),
                    count_quantities(lab->model, QUANTITY_CONSTANT), count_quantities(lab->model, QUANTITY_EQUATION),
                    lab->question_count, lab->document_count);
        if (session.sets)
            text_printf(&out, "%s: %zu of %zu sets can be used\n", invocation->params,
                        session.sets->count - session.sets->bad_count, session.sets->count);
        command_write(&session, &out);
        text_free(&out);
    }
    if (session.sets && invocation->report)
        command_report_distinctness(&session, invocation->max_collisions, stdout);
    return command_close(&session);
}
