#include "command/graded.h"

#include <string.h>

static const char *manifest_path(const struct command_graded *graded) {
    return arena_printf(graded->session->arena, "%s/%s", graded->folder, graded->name);
}

bool command_graded_guard(struct command_graded *graded, const struct run_marks *marks, const char *responses) {
    struct command_session *session = graded->session;
    struct run_printed *before =
        run_printed_read(session->arena, graded->folder, RUN_GRADED, RUN_GRADEBOOK, session->lab, session->diag);
    return before &&
           run_guard_marks(before, session->sets, session->lab, marks, responses, graded->folder, session->diag);
}

const char *command_graded_head(struct command_graded *graded, const struct command_invocation *invocation) {
    struct command_session *session = graded->session;
    struct text head = {0};
    run_manifest_head(&head, session->lab->name, NULL, command_listed(session, invocation));
    const char *kept = arena_strdup(session->arena, head.bytes);
    text_free(&head);
    return kept;
}

void command_graded_begin_manifest(struct command_graded *graded, const char *head) {
    graded->manifest = run_manifest_begin(manifest_path(graded), head, graded->session->diag);
}

bool command_graded_begin(struct command_graded *graded, const struct command_invocation *invocation,
                          const struct run_marks *marks) {
    struct command_session *session = graded->session;
    const struct parameter_sets *sets = session->sets;
    if (!run_leftovers_open(&graded->leftovers, manifest_path(graded), session->lab->name, NULL, session->diag))
        return false;
    command_graded_begin_manifest(graded, command_graded_head(graded, invocation));
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sets_count(sets); i++) {
        run_leftovers_add_id(graded->leftovers, sets_row(sets, i)->id);
        if (!marks->is_graded[i])
            continue;
        arena_reset(arena);
        const struct parameter_set *set = sets_get(sets, i, arena);
        struct run_printed_set listed = {
            .id = set->id, .scenario = set->scenario, .stem = set->stem, .has_answers = marks->has_answers[i]};
        listed.name = strcmp(set->name, set->id) == 0 ? NULL : set->name;
        memcpy(listed.fingerprint, set->fingerprint, sizeof listed.fingerprint);
        run_manifest_add_set(graded->manifest, &listed);
    }
    arena_free(arena);
    for (int i = 0; i < session->lab->question_count; i++)
        if (marks->answered[i])
            run_manifest_add_question(graded->manifest, session->lab->questions[i].name, marks->answered[i]);
    return true;
}

void command_graded_keep(struct command_graded *graded, const char *path) {
    run_leftovers_keep(graded->leftovers, path);
}

void command_graded_settle(struct command_graded *graded, const char *path, const char *document, const char *id,
                           const struct run_written *written) {
    enum { NAMED = 20 };
    if (written->place == PLACE_FAILED) /* so that nothing is put in place */
        return;
    if (written->place == PLACE_CHANGED)
        run_names_add(&graded->changed, NAMED, path);
    else
        run_manifest_add_file(graded->manifest, path, document, id, written->bytes, written->digest);
    run_leftovers_keep(graded->leftovers, path);
}

void command_graded_put(struct command_graded *graded, const char *path, const char *document,
                        const struct text *bytes) {
    const struct run_written written = run_hold_write(graded->hold, path, bytes, graded->session->diag);
    command_graded_settle(graded, path, document, NULL, &written);
}

void command_graded_end_table(struct command_graded *graded, struct run_file *table) {
    const struct run_written written = run_file_end(table, graded->hold, graded->session->diag);
    command_graded_settle(graded, table->path, NULL, NULL, &written);
}

/* Lists a file of an earlier run again. */
static void list_again(void *context, const struct run_leftover *file) {
    struct command_graded *graded = context;
    run_manifest_add_file(graded->manifest, file->path, file->document, file->id, file->bytes, file->digest);
}

bool command_graded_end(struct command_graded *graded, bool replaces) {
    struct diag *diag = graded->session->diag;
    command_report_changed(graded->session, graded->folder, &graded->changed);
    if (!diag_count(diag, SEVERITY_FAILURE)) {
        run_leftovers_pass(graded->leftovers, graded->hold, replaces, list_again, graded, diag);
        run_manifest_end(graded->manifest, command_is_clean(graded->session), graded->hold, diag);
        graded->manifest = NULL;
    }
    bool placed = run_hold_place(graded->hold, diag);
    if (placed)
        run_leftovers_report(graded->leftovers, graded->folder, diag);
    return placed;
}

void command_graded_close(struct command_graded *graded) {
    if (!graded->session)
        return; /* the run ended before it began */
    if (graded->manifest)
        run_manifest_abandon(graded->manifest);
    run_leftovers_close(graded->leftovers, graded->session->diag);
    text_free(&graded->changed.text);
    run_hold_release(graded->hold);
}
