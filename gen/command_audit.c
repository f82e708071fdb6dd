#include "audit.h"
#include "command.h"
#include "jobs.h"

int command_audit(const struct invocation *invocation) {
    struct session session;
    int status = EXIT_FINE;
    if (command_open(&session, invocation, SETS_OF_FILE) && command_has_questions(&session, "audit")) {
        int processes = invocation->processes ? invocation->processes : jobs_processors();
        const struct audit *audit =
            audit_run(session.arena, session.lab, invocation->names, invocation->name_count,
                      invocation->seed ? invocation->seed : session.lab->name, processes, session.diag);
        if (audit) {
            struct text out = {0};
            if (invocation->json)
                audit_print_json(&out, audit);
            else
                audit_print(&out, audit);
            command_write(&session, &out);
            text_free(&out);
            status = audit_has_findings(audit) ? EXIT_FINDINGS : EXIT_FINE;
        }
    }
    int closed = command_close(&session);
    return closed ? closed : status;
}
