#include "command/session.h"
#include "fill/fill.h"
#include "language/language.h"

/* Counts the quantities of a kind, without those of a lab's own. */
static int count_quantities(const struct model *model, enum quantity_kind kind) {
    int count = 0;
    for (int i = 0; i < model->count; i++)
        count += model->quantities[i]->kind == kind && !model->quantities[i]->hidden;
    return count;
}

/* Writes a document and discards the bytes. */
static void try_document(struct command_session *session, struct command_writers *writers,
                         const struct document *document) {
    if (!document)
        return;
    fill_check_symbols(document, session->diag);
    struct text bytes = {0};
    command_write_document(session, writers, document, &bytes, session->diag);
    text_free(&bytes);
}

/* Tries the documents that are made from answers, with made-up grades. */
static void try_graded(struct command_session *session, struct command_writers *writers,
                       const struct parameter_set *set, const struct key *key) {
    const struct lab *lab = session->lab;
    const struct fill_class_row row = {set, key, grade_trial(session->arena, lab, set, key)};
    struct grade_statistics *statistics = grade_statistics_new(session->arena, lab);
    grade_statistics_add(statistics, row.grade);
    const struct grade_class_figures *figures = grade_statistics_compute(statistics);
    for (int i = 0; i < lab->graded_count; i++) {
        struct fill_template *template = fill_load(session->arena, lab, &lab->graded[i], session->diag);
        if (template)
            try_document(session, writers,
                         fill_is_for_class(template) ? fill_report(template, session->arena, figures, session->diag)
                                                     : fill_graded(template, session->arena, &row, session->diag));
    }
}

/* Makes each document once, for default values, and discards it, to find what a writer refuses. */
static void try_documents(struct command_session *session) {
    struct command_session trial = {.arena = session->arena, .lab = session->lab, .diag = session->diag};
    struct command_writers writers = {0};
    struct key_program *keys = key_program_new(session->arena, session->lab);
    command_default_set(&trial);
    const struct parameter_set *set = &trial.sets->sets[0];
    const struct key *key = key_compute(session->arena, keys, set);
    for (int i = 0; i < session->lab->document_count; i++) {
        struct fill_template *template =
            fill_load(session->arena, session->lab, &session->lab->documents[i], session->diag);
        struct document *document =
            template ? fill_set(template, session->arena, set, key, &set, 1, session->diag) : NULL;
        try_document(session, &writers, document);
    }
    try_graded(session, &writers, set, key);
    command_writers_free(&writers);
}

/* Evaluates the given sets and computes their keys. Returns the number of good sets that have a key for every question.
 */
static size_t check_sets(struct command_session *session) {
    size_t good = 0;
    struct key_program *keys = key_program_new(session->arena, session->lab);
    struct arena *arena = arena_new();
    sets_evaluate(session->sets, session->arena, session->lab->model, session->diag);
    for (size_t i = 0; i < session->sets->count; i++) {
        const struct parameter_set *set = &session->sets->sets[i];
        arena_reset(arena);
        good += !set->bad && !command_report_unfit(session, set, key_compute(arena, keys, set));
    }
    arena_free(arena);
    return good;
}

/* For a lab with errors: checks the form of its templates. The names in them can be checked only without errors. */
static void check_templates(struct command_session *session) {
    const struct lab *lab = session->unsound;
    for (int i = 0; i < lab->document_count; i++)
        fill_check(session->arena, lab, &lab->documents[i], session->diag);
    for (int i = 0; i < lab->graded_count; i++)
        fill_check(session->arena, lab, &lab->graded[i], session->diag);
    if (lab->document_count + lab->graded_count)
        diag_report(session->diag, SEVERITY_NOTE, (struct pos){0},
                    "names in the templates of '%s' will be checked once lab and models have no errors", lab->name);
}

int command_check(const struct command_invocation *invocation) {
    struct command_session session;
    command_open(&session, invocation, SETS_OF_FILE);
    if (session.lab) {
        const struct lab *lab = session.lab;
        struct text out = {0};
        grid_check_formats(lab->model, session.diag);
        grid_warn_without(lab->model, session.diag);
        try_documents(&session);
        if (!diag_count(session.diag, SEVERITY_ERROR))
            text_printf(&out,
                        "%s: no errors in parameters (%d), constants (%d), equations (%d), questions (%d), "
                        "documents (%d)\n",
                        lab->name, count_quantities(lab->model, QUANTITY_PARAMETER),
                        count_quantities(lab->model, QUANTITY_CONSTANT),
                        count_quantities(lab->model, QUANTITY_EQUATION), lab->question_count,
                        lab->document_count + lab->graded_count);
        if (session.sets) {
            size_t good = check_sets(&session);
            text_printf(&out, "%s: %zu of %zu sets can be used%s\n", invocation->params, good, session.sets->count,
                        lab->question_count ? " for every question" : "");
        }
        command_write(&session, &out);
        text_free(&out);
    }
    if (session.sets && invocation->report)
        command_report_distinctness(&session, invocation, "change the numbers of one of them", stdout);
    if (session.unsound)
        check_templates(&session);
    return command_close(&session);
}
