#include "command/cutting.h"
#include "prove/prove.h"
#include "run/run.h"

#include <stdlib.h>

static int processes_of(const struct command_invocation *invocation) {
    return invocation->processes ? invocation->processes : run_processors();
}

/* Verifies a certificate in place of an audit. */
static int verify(struct command_session *session, const struct command_invocation *invocation) {
    const struct source *source = command_read(session, invocation->verify);
    struct prove_certificate certificate;
    const struct prove_audit *audit;
    if (!source || !prove_certificate_verify(session->arena, session->lab, source, processes_of(invocation),
                                             &certificate, &audit, session->diag))
        return EXIT_FINDINGS;
    struct text out = {0};
    if (invocation->json)
        prove_audit_print_json(&out, audit);
    else
        prove_certificate_put(&out, &certificate);
    if (!invocation->json)
        text_putc(&out, '\n');
    command_write(session, &out);
    text_free(&out);
    return EXIT_FINE;
}

static int audit(struct command_session *session, const struct command_invocation *invocation,
                 struct command_cut *cut) {
    const char *boxes = getenv("FLEETSHEET_AUDIT_BOXES"); /* for tests: see prove_audit_options */
    const struct prove_audit_options options = {.seed = invocation->seed ? invocation->seed : session->lab->name,
                                                .processes = processes_of(invocation),
                                                .seconds = invocation->seconds,
                                                .by_boxes = boxes && *boxes,
                                                .certified = invocation->certificate,
                                                .cut = &cut->run};
    const struct prove_audit *audit =
        prove_audit(session->arena, session->lab, invocation->names, invocation->name_count, &options, session->diag);
    if (!audit)
        return EXIT_FINE;
    if (invocation->of) {
        command_cut_end(cut, session, NULL, NULL);
        return EXIT_FINE;
    }
    struct text out = {0};
    if (invocation->json)
        prove_audit_print_json(&out, audit);
    else
        prove_audit_print(&out, audit);
    command_write(session, &out);
    struct prove_certificate certificate;
    if (invocation->certificate &&
        prove_certificate_write(session->arena, invocation->certificate, audit, invocation->names,
                                invocation->name_count, &certificate, session->diag)) {
        text_printf(&out, "%s: ", invocation->certificate);
        prove_certificate_put(&out, &certificate);
        session->summary = arena_strdup(session->arena, out.bytes);
    }
    text_free(&out);
    return prove_audit_has_findings(audit) ? EXIT_FINDINGS : EXIT_FINE;
}

/* What cannot be asked of a verification, which has it from the certificate; NULL if nothing of the kind is. */
static const char *not_of_verify(const struct command_invocation *invocation) {
    return !invocation->verify       ? NULL
           : invocation->of          ? "--shard"
           : invocation->name_count  ? "the names of questions"
           : invocation->certificate ? "--certificate"
           : invocation->seed        ? "--seed"
           : invocation->seconds > 0 ? "--seconds"
                                     : NULL;
}

int command_audit(const struct command_invocation *invocation) {
    struct command_session session;
    struct command_cut cut = {0};
    int status = EXIT_FINE;
    const char *beside = not_of_verify(invocation);
    if (command_open_run(&session, invocation, "audit", false) && command_has_questions(&session, "audit")) {
        if (beside)
            diag_report(session.diag, SEVERITY_ERROR, NOWHERE,
                        "--verify has from the certificate what was audited and how; leave %s away", beside);
        else if (invocation->certificate && invocation->of)
            diag_report(session.diag, SEVERITY_ERROR, NOWHERE,
                        "a part of an audit proves nothing by itself; leave --certificate or --shard away");
        else if (invocation->certificate &&
                 !prove_certificate_may_write(session.arena, invocation->certificate, session.diag))
            status = EXIT_FINDINGS;
        else if (command_cut_check(&session, invocation) && command_cut_begin(&cut, &session, invocation, NULL))
            status = invocation->verify ? verify(&session, invocation) : audit(&session, invocation, &cut);
    }
    int closed = command_close(&session);
    return closed ? closed : status;
}
