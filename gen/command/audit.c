#include "command/cutting.h"
#include "prove/prove.h"
#include "run/run.h"

#include <stdlib.h>

int command_audit(const struct command_invocation *invocation) {
    struct command_session session;
    struct command_cut cut = {0};
    int status = EXIT_FINE;
    if (command_open_run(&session, invocation, "audit") && command_has_questions(&session, "audit") &&
        command_cut_begin(&cut, &session, invocation, NULL)) {
        const char *boxes = getenv("FLEETSHEET_AUDIT_BOXES"); /* for tests: see prove_audit_options */
        const struct prove_audit_options options = {.seed = invocation->seed ? invocation->seed : session.lab->name,
                                                    .processes = invocation->processes ? invocation->processes
                                                                                       : run_processors(),
                                                    .seconds = invocation->seconds,
                                                    .by_boxes = boxes && *boxes,
                                                    .cut = &cut.run};
        const struct prove_audit *audit =
            prove_audit(session.arena, session.lab, invocation->names, invocation->name_count, &options, session.diag);
        if (audit && invocation->of) {
            command_cut_end(&cut, &session, NULL, NULL);
        } else if (audit) {
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
