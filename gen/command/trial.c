#include "command/trial.h"

#include "language/language.h"

#include <string.h>

struct command_trial *command_trial_new(struct command_session *session, const struct parameter_set *set) {
    struct command_trial *trial = arena_alloc(session->arena, sizeof *trial);
    const struct key *key = key_compute(session->arena, key_program_new(session->arena, session->lab), set);
    trial->session = session;
    trial->row = trial->graded = (struct fill_row){set, key, NULL};
    return trial;
}

/* Makes up the grade, if there is none yet. */
static void grade(struct command_trial *trial) {
    struct command_session *session = trial->session;
    if (trial->graded.grade)
        return;
    trial->graded.grade = grade_trial(session->arena, session->lab, trial->row.set, trial->row.key);
    struct grade_statistics *statistics = grade_statistics_new(session->arena, session->lab);
    grade_statistics_add(statistics, trial->graded.grade);
    trial->figures = grade_statistics_compute(statistics);
}

struct fill_result command_trial_fill(struct command_trial *trial, const struct lab_document *document) {
    struct command_session *session = trial->session;
    struct fill_template *template = fill_load(session->arena, session->lab, document, session->diag);
    if (!template)
        return (struct fill_result){0};
    if (document->graded)
        grade(trial);
    const struct fill_subject subject = !document->graded             ? (struct fill_subject){&trial->row, 1, NULL}
                                        : fill_is_for_class(template) ? (struct fill_subject){.figures = trial->figures}
                                                                      : (struct fill_subject){&trial->graded, 1, NULL};
    return fill_document(template, session->arena, &subject, session->diag);
}

const struct lab_document *command_lookup_document(const struct lab *lab, const char *name) {
    for (int i = 0; i < lab->document_count + lab->graded_count; i++) {
        const struct lab_document *document =
            i < lab->document_count ? &lab->documents[i] : &lab->graded[i - lab->document_count];
        if (strcmp(document->name, name) == 0)
            return document;
    }
    return NULL;
}

const struct parameter_set *command_choose_set(struct command_session *session,
                                               const struct command_invocation *invocation) {
    const char *ids[512], *id = invocation->id ? sets_composed(session->arena, invocation->id) : NULL;
    struct sets_evaluation *evaluation = sets_evaluation_new(session->arena, session->lab->model);
    struct arena *arena = arena_new();
    size_t count = 0, shown = SIZE_MAX;
    for (size_t i = 0; i < sets_count(session->sets); i++) {
        const struct parameter_set *set = sets_evaluation_at(evaluation, session->sets, i, arena, session->diag);
        if (!set || shown != SIZE_MAX)
            continue;
        if (!id || strcmp(set->id, id) == 0 || strcmp(set->stem, id) == 0)
            shown = i;
        else if (count < sizeof ids / sizeof *ids)
            ids[count++] = sets_row(session->sets, i)->id;
    }
    arena_free(arena);
    if (shown != SIZE_MAX)
        return sets_get_evaluated(session->sets, shown, evaluation, session->arena, session->diag);
    if (invocation->id)
        diag_report_near(session->diag, SEVERITY_ERROR, NOWHERE, name_nearest(invocation->id, ids, count), NULL,
                         "there is no usable set '%s'", invocation->id);
    else
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE, "there is no usable set");
    return NULL;
}
