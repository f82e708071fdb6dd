#include "command/session.h"
#include "prove/prove.h"
#include "run/run.h"

int command_audit(const struct command_invocation *invocation) {
    struct command_session session;
    int status = EXIT_FINE;
    if (command_open(&session, invocation, SETS_OF_FILE) && command_has_questions(&session, "audit")) {
        int processes = invocation->processes ? invocation->processes : run_processors();
        const struct prove_audit *audit =
            prove_audit(session.arena, session.lab, invocation->names, invocation->name_count,
                        invocation->seed ? invocation->seed : session.lab->name, processes, session.diag);
        if (audit) {
            struct text out = {0};
            if (invocation->json)
                prove_audit_print_json(&out, audit);
            else
                prove_audit_print(&out, audit);
            command_write(&session, &out);
            text_free(&out);
            status = prove_audit_has_findings(audit) ? EXIT_FINDINGS : EXIT_FINE;
        }
    }
    int closed = command_close(&session);
    return closed ? closed : status;
}
