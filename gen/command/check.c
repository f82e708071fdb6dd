#include "command/trial.h"
#include "language/language.h"
#include "page/page.h"

/* Counts the quantities of a kind, without those of a lab's own. */
static int count_quantities(const struct model *model, enum quantity_kind kind) {
    int count = 0;
    for (int i = 0; i < model->count; i++)
        count += quantity_kind_said(model->quantities[i]) == kind && !model->quantities[i]->hidden;
    return count;
}

/* Makes a document for default values and discards it, to find what a writer refuses. */
static void try_document(struct command_session *session, struct command_writers *writers, struct command_trial *trial,
                         const struct lab_document *document) {
    const struct document *filled = command_trial_fill(trial, document).document;
    if (!filled)
        return;
    fill_check_symbols(filled, session->diag);
    struct text bytes = {0};
    command_write_document(session, writers, filled, &bytes, session->diag);
    text_free(&bytes);
}

static void try_documents(struct command_session *session) {
    const struct lab *lab = session->lab;
    struct command_writers writers = {0};
    struct command_trial *trial = command_trial_new(session, command_default_set(session));
    for (int i = 0; i < lab->document_count; i++)
        try_document(session, &writers, trial, &lab->documents[i]);
    for (int i = 0; i < lab->graded_count; i++)
        try_document(session, &writers, trial, &lab->graded[i]);
    command_writers_free(&writers);
}

/* Warns of styles for documents that the lab does not have. */
static void check_style(struct command_session *session) {
    const struct lab *lab = session->lab;
    const size_t count = (size_t)(lab->document_count + lab->graded_count);
    const char **names = arena_array(session->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = i < (size_t)lab->document_count ? lab->documents[i].name
                                                   : lab->graded[i - (size_t)lab->document_count].name;
    page_style_check_documents(session->arena, lab_home(session->arena), lab->folder, names, count, session->diag);
}

static void try_passage(struct command_session *session, struct fill_template *passages, const struct fill_row *row,
                        const struct lab_text *text) {
    if (text->text)
        fill_passage(passages, session->arena, row->set, row->key, text, session->diag);
}

/* Fills the texts of questions that no document may print yet: feedback, model answers, what earns points. */
static void try_passages(struct command_session *session) {
    const struct lab *lab = session->lab;
    const struct fill_row row = command_trial_new(session, command_default_set(session))->row;
    struct fill_template *passages = fill_passages_new(session->arena, lab, words_language_lookup("en"));
    for (int q = 0; q < lab->question_count; q++) {
        const struct lab_question *question = &lab->questions[q];
        try_passage(session, passages, &row, &question->model_answer);
        for (int i = 0; i < question->rubric_count; i++)
            try_passage(session, passages, &row, &question->rubric[i].text);
        for (int i = 0; i < question->mistake_count; i++)
            try_passage(session, passages, &row, &question->mistakes[i].feedback);
        for (int i = 0; i < question->option_count; i++)
            try_passage(session, passages, &row, &question->options[i].feedback);
    }
}

/* Where a lab has choices that count right or wrong and others that earn their marks by being made: which are which. */
static void put_scored(struct text *out, const struct lab *lab) {
    struct text names[2] = {{0}, {0}};
    for (int i = 0; i < lab->question_count; i++)
        if (lab->questions[i].kind == QUESTION_CHOICE) {
            struct text *list = &names[lab->questions[i].scored];
            text_printf(list, "%s%s", list->length ? ", " : "", lab->questions[i].name);
        }
    if (names[0].length && names[1].length)
        text_printf(out, "%s: choices that count right or wrong: %s; that earn their marks by being made: %s\n",
                    lab->name, names[1].bytes, names[0].bytes);
    text_free(&names[0]);
    text_free(&names[1]);
}

/* Evaluates the given sets and computes their keys; `distinct` (may be NULL) gets the good ones. Returns the number of
 * good sets that have a key for every question. */
static size_t check_sets(struct command_session *session, struct prove_distinct *distinct) {
    size_t good = 0;
    struct key_program *keys = key_program_new(session->arena, session->lab);
    struct sets_evaluation *evaluation = sets_evaluation_new(session->arena, session->lab->model);
    struct arena *block = arena_new(), *arena = arena_new();
    for (size_t i = 0; i < sets_count(session->sets); i++) {
        const struct parameter_set *set = sets_evaluation_at(evaluation, session->sets, i, block, session->diag);
        if (!set)
            continue;
        arena_reset(arena);
        good += !command_report_unfit(session, set, key_compute(arena, keys, set));
        if (distinct)
            prove_distinct_add(distinct, set);
    }
    arena_free(block);
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
        diag_report(session->diag, SEVERITY_NOTE, NOWHERE,
                    "names in the templates of '%s' will be checked once lab and models have no errors", lab->name);
}

int command_check(const struct command_invocation *invocation) {
    struct command_session session;
    struct prove_distinct *distinct = NULL;
    command_open(&session, invocation, SETS_OF_FILE);
    if (session.lab) {
        const struct lab *lab = session.lab;
        struct text out = {0};
        grid_check_formats(lab->model, session.diag);
        grid_warn_without(lab->model, session.diag);
        lab_check_letters(lab, session.diag);
        lab_check_advice(lab, session.diag);
        try_documents(&session);
        check_style(&session);
        if (!diag_count(session.diag, SEVERITY_ERROR)) /* what documents print has been reported */
            try_passages(&session);
        lab_check_translation(lab, session.diag);
        if (!diag_count(session.diag, SEVERITY_ERROR))
            text_printf(&out,
                        "%s: no errors in parameters (%d), constants (%d), equations (%d), questions (%d), "
                        "documents (%d)\n",
                        lab->name, count_quantities(lab->model, QUANTITY_PARAMETER),
                        count_quantities(lab->model, QUANTITY_CONSTANT),
                        count_quantities(lab->model, QUANTITY_EQUATION), lab->question_count,
                        lab->document_count + lab->graded_count);
        put_scored(&out, lab);
        if (session.sets) {
            if (invocation->report)
                distinct = prove_distinct_new(session.arena, lab, sets_count(session.sets));
            size_t good = check_sets(&session, distinct);
            text_printf(&out, "%s: %zu of %zu sets can be used%s\n", invocation->params, good, sets_count(session.sets),
                        lab->question_count ? " for every question" : "");
        }
        command_write(&session, &out);
        text_free(&out);
    }
    if (distinct)
        command_report_distinctness(&session, invocation, distinct, "change the numbers of one of them", stdout);
    if (session.unsound)
        check_templates(&session);
    return command_close(&session);
}
