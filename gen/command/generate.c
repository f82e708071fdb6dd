#include "command/generation.h"
#include "files/files.h"
#include "workbook/workbook.h"

#include <string.h>
#include <unistd.h>

/* Whether a set says a name of its own. */
static bool has_name(const struct command_generation *generation, const struct parameter_set *set) {
    return sets_has_name(generation->session->sets) && strcmp(set->name, set->id) != 0;
}

/* Evaluates the sets whose files are made, and writes the tables of the class, which are not in place yet. A set
 * without a finite value becomes bad; a question without a key is reported. NULL if only chosen people's files are
 * made, or a part. */
static struct run_tables *make_tables(struct command_generation *generation) {
    struct command_session *session = generation->session;
    struct run_tables *tables =
        generation->chosen || generation->is_part
            ? NULL
            : run_tables_begin(generation->folder, session->lab, session->sets, generation->hold, session->diag);
    struct arena *kept = arena_new(), *arena = arena_new();
    struct sets_evaluation *evaluation = sets_evaluation_new(kept, session->lab->model);
    struct key_program *keys = key_program_new(kept, session->lab);
    for (size_t i = 0; i < sets_count(session->sets); i++) {
        if (generation->chosen && !generation->chosen[i])
            continue;
        const struct parameter_set *set = sets_evaluation_at(evaluation, session->sets, i, arena, session->diag);
        if (!set)
            continue;
        if (has_name(generation, set))
            run_printed_check_name(generation->printed, set->id, set->name, set->name_pos, session->diag);
        const struct key *key = key_compute(arena, keys, set);
        command_report_unfit(session, set, key);
        if (tables)
            run_tables_add(tables, set, key);
    }
    arena_free(kept);
    arena_free(arena);
    return tables;
}

/* Whether the files of a row are made, and its set is listed in the manifest. */
static bool is_listed(const struct command_generation *generation, size_t number) {
    return !sets_row(generation->session->sets, number)->bad && (!generation->chosen || generation->chosen[number]);
}

/* A set as the manifest lists it, in the arena. */
static struct run_printed_set list_set(const struct command_generation *generation, size_t number,
                                       struct arena *arena) {
    const struct sets_row *row = sets_row(generation->session->sets, number);
    const struct parameter_set *set = sets_get(generation->session->sets, number, arena);
    struct run_printed_set listed = {.id = row->id,
                                     .scenario = row->scenario,
                                     .stem = row->stem,
                                     .name = has_name(generation, set) ? set->name : NULL};
    if (row->accommodation)
        listed.accommodation = *row->accommodation;
    memcpy(listed.fingerprint, row->fingerprint, sizeof row->fingerprint);
    return listed;
}

/* The sets of chosen people. */
static struct run_printed_set *list_chosen(const struct command_generation *generation, size_t *count) {
    struct arena *arena = generation->session->arena;
    struct run_printed_set *listed = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < sets_count(generation->session->sets); i++) {
        if (!is_listed(generation, i))
            continue;
        listed = arena_grow(arena, listed, *count, &capacity, sizeof *listed);
        listed[(*count)++] = list_set(generation, i, arena);
    }
    return listed;
}

/* The head of the manifest, in the arena. */
static const char *head_of(struct command_session *session, const struct command_invocation *invocation) {
    char model[RUN_MODEL_DIGITS + 1];
    struct text head = {0};
    run_model_digest(session->lab, model);
    run_manifest_head(&head, session->lab->name, model, command_listed(session, invocation));
    const char *kept = arena_strdup(session->arena, head.bytes);
    text_free(&head);
    return kept;
}

/* Completes the tables and begins the manifest of a run for the whole class. False after reporting an error. */
static bool begin_class(struct command_generation *generation, const struct command_invocation *invocation,
                        struct run_tables *tables) {
    struct command_session *session = generation->session;
    const char *path = arena_printf(session->arena, "%s/" RUN_MANIFEST, generation->folder);
    if (!run_leftovers_open(&generation->leftovers, path, session->lab->name, generation->only, session->diag)) {
        if (tables)
            run_tables_abandon(tables);
        return false;
    }
    for (size_t i = 0; i < sets_count(session->sets); i++)
        run_leftovers_add_id(generation->leftovers, sets_row(session->sets, i)->id);
    generation->manifest = run_manifest_begin(path, head_of(session, invocation), session->diag);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sets_count(session->sets); i++, arena_reset(arena)) {
        if (!is_listed(generation, i))
            continue;
        const struct run_printed_set listed = list_set(generation, i, arena);
        run_manifest_add_set(generation->manifest, &listed);
    }
    arena_free(arena);
    if (tables)
        generation->made_count += (size_t)run_tables_end(tables, generation->manifest, generation->leftovers,
                                                         generation->hold, command_add_changed, generation);
    return true;
}

bool command_take_paper(const char *name, void *paper) {
    int number = 0;
    while (doc_papers[number] && strcmp(doc_papers[number], name) != 0)
        number++;
    *(int *)paper = number;
    return doc_papers[number];
}

/* Loads the templates of the wanted documents. The others stay NULL. */
static bool load_templates(struct command_generation *generation, const struct command_invocation *invocation) {
    const char *only = invocation->document;
    const struct command_session *session = generation->session;
    const struct lab *lab = session->lab;
    const char **names = arena_array(session->arena, (size_t)lab->document_count + 1, sizeof *names);
    bool good = true, found = false;
    run_provenance_pause(session->provenance, false);
    generation->templates =
        arena_array(session->arena, (size_t)lab->document_count + 1, sizeof(struct fill_template *));
    for (int i = 0; i < lab->document_count; i++) {
        names[i] = lab->documents[i].name;
        if (only && strcmp(only, names[i]) != 0)
            continue;
        found = true;
        struct fill_template *template = fill_load(session->arena, lab, &lab->documents[i], session->diag);
        good = good && template;
        if (template && invocation->paper >= 0)
            fill_set_paper(template, (enum doc_paper)invocation->paper);
        generation->templates[i] = template;
    }
    run_provenance_pause(session->provenance, true);
    if (only && !found) {
        const char *near = name_nearest(only, names, (size_t)lab->document_count);
        diag_report_near(session->diag, SEVERITY_ERROR, NOWHERE, near, NULL, "%s has no document '%s'", lab->name,
                         only);
    }
    return good && (found || !only);
}

/* Whether the names of forms are no other document's, and there are any forms or twins that were asked for. False after
 * reporting an error. */
static bool check_forms(const struct command_generation *generation) {
    const struct command_session *session = generation->session;
    const struct lab *lab = session->lab;
    bool good = true, any = false;
    for (int i = 0; i < lab->document_count; i++) {
        const struct fill_template *template = generation->templates[i];
        if (!template || !fill_format(template)->paged || fill_is_for_class(template) ||
            fill_audience(template) != AUDIENCE_STUDENT)
            continue;
        any = true;
        if (!generation->forms)
            continue;
        const char *name = run_form_name(session->arena, lab->documents[i].name);
        for (int j = 0; j < lab->document_count; j++)
            if (strcmp(lab->documents[j].name, name) == 0) {
                good = false;
                diag_report(session->diag, SEVERITY_ERROR, lab->documents[j].pos,
                            "the forms of '%s' would be called as the document '%s'; give that another name",
                            lab->documents[i].name, name);
            }
    }
    if (!any && generation->twins)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    "--html: %s makes no document on paper for students here, so there is no page of it", lab->name);
    if (!any && generation->forms)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    "--form: %s makes no document on paper for students here, so there are no forms", lab->name);
    return good;
}

/* Plans the files of the sets that are still good. */
static void plan_files(struct command_generation *generation) {
    struct command_session *session = generation->session;
    struct run_plan *plan = run_plan_make(session->arena, session->lab, generation->templates, session->sets,
                                          generation->chosen, generation->forms, generation->twins);
    plan->fans = generation->fans;
    generation->plan = plan;
    if (generation->fans)
        run_hold_fan_out(generation->hold);
    generation->prints = arena_array(session->arena, (size_t)(session->lab->document_count * plan->look_count) + 1,
                                     sizeof(struct command_print));
    if (generation->chosen)
        generation->made = arena_array(session->arena, plan->task_count + 2, sizeof *generation->made);
    for (size_t i = plan->run_count; i < plan->task_count; i++)
        command_print_of(generation, plan->tasks[i].document, plan->tasks[i].look)->task = &plan->tasks[i];
}

/* Whether nothing of the class's work would be destroyed. If so, reports what, and what to do. */
static bool guard(struct command_generation *generation, const struct command_invocation *invocation) {
    struct command_session *session = generation->session;
    enum run_printed_source source = run_printed_from(generation->printed);
    if (generation->chosen && source == PRINTED_TABLE) {
        diag_report(
            session->diag, SEVERITY_ERROR, NOWHERE,
            "%s has no manifest that can be read, so that single people's files cannot be added to it; make the "
            "documents of the whole class again first",
            generation->folder);
        return false;
    }
    if (generation->chosen)
        return run_guard_model(generation->printed, session->sets, session->lab, generation->folder,
                               "; nothing is written. Bring back that model, or make the sheets in another folder (-o)",
                               SEVERITY_ERROR, session->diag) &&
               run_guard_people(generation->printed, session->sets, generation->chosen, session->diag);
    struct diag *silent = generation->replaces ? diag_new() : NULL, *diag = silent ? silent : session->diag;
    generation->remodelled =
        !run_guard_model(generation->printed, session->sets, session->lab, generation->folder,
                         "; nothing is written. Bring back that model, or make the sheets in another folder (-o); to "
                         "replace the work of the class, --replace",
                         SEVERITY_ERROR, diag);
    generation->loses =
        !run_guard_class(generation->printed, session->sets, invocation->params, generation->folder, diag) ||
        generation->remodelled;
    if (silent)
        diag_free(silent);
    return generation->replaces || !generation->loses;
}

/* Whether a row can be used of those whose files are made. */
static bool has_good_row(const struct command_generation *generation) {
    const struct parameter_sets *sets = generation->session->sets;
    for (size_t i = 0; i < sets_count(sets); i++)
        if (is_listed(generation, i))
            return true;
    return false;
}

/* Verifies the certificate that keys are to name. False after reporting an error, such as that some key is not proven.
 */
static bool verify_certificate(struct command_generation *generation, const struct command_invocation *invocation) {
    struct command_session *session = generation->session;
    const struct lab *lab = session->lab;
    int questions = 0;
    for (int i = 0; i < lab->question_count; i++)
        questions += !lab_marked_by_hand(&lab->questions[i]);
    const struct source *source = command_read(session, invocation->certificate);
    struct prove_certificate *certificate = arena_alloc(session->arena, sizeof *certificate);
    const struct prove_audit *audit;
    const int processes = invocation->processes ? invocation->processes : run_processors();
    if (!source ||
        !prove_certificate_verify(session->arena, lab, source, processes, certificate, &audit, session->diag))
        return false;
    if (!questions || certificate->proven.proven_questions < questions)
        diag_report(session->diag, SEVERITY_ERROR, (struct pos){source, 1, 1},
                    "the certificate proves the keys of %d of %d questions; keys can name one that proves all of them",
                    certificate->proven.proven_questions, questions);
    generation->certificate = certificate;
    return questions && certificate->proven.proven_questions == questions;
}

static bool prepare(struct command_generation *generation, const struct command_invocation *invocation) {
    struct command_session *session = generation->session;
    const struct lab *lab = session->lab;
    generation->folder = command_place(session, invocation);
    generation->is_part = invocation->of;
    generation->replaces = invocation->replaces || generation->is_part;
    generation->only = invocation->document;
    generation->forms = invocation->forms;
    generation->twins = invocation->twins;
    generation->fans = invocation->fans;
    generation->packs = invocation->bundle == BUNDLE_SHARD;
    const bool paused = run_provenance_pause(session->provenance, false);
    const bool loaded = load_templates(generation, invocation) && command_load_languages(generation, invocation);
    run_provenance_pause(session->provenance, paused);
    if (!loaded || !check_forms(generation) || (invocation->certificate && !verify_certificate(generation, invocation)))
        return false;
    if (invocation->id && !(generation->chosen = command_choose(session, invocation->params, invocation->id)))
        return false;
    if (!has_good_row(generation)) {
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                    "no row of %s%s can be used; nothing is written, and files of earlier runs stay",
                    invocation->params, generation->chosen ? " with these ids" : "");
        return false;
    }
    command_note_writers(session, &generation->writers, generation->templates, lab->document_count);
    if (!command_cut_check(session, invocation))
        return false;
    generation->hold = run_hold_take(generation->folder, RUN_MANIFEST, lab->name,
                                     arena_printf(session->arena, "generate %s %s", lab->name, invocation->params),
                                     invocation->force || generation->is_part, session->diag);
    if (!generation->hold || !command_cut_may_write(session, invocation, generation->hold, generation->folder) ||
        (invocation->resumes &&
         command_is_made(session, invocation, generation->hold, generation->folder, head_of(session, invocation))))
        return false;
    book_remove_abandoned();
    if (!file_make_folder(arena_printf(session->arena, "%s/student", generation->folder), session->diag) ||
        !file_make_folder(arena_printf(session->arena, "%s/instructor", generation->folder), session->diag))
        return false;
    generation->printed =
        run_printed_read(session->arena, generation->folder, RUN_MANIFEST, RUN_VALUES, lab, session->diag);
    if (!generation->printed)
        return false;
    if (generation->chosen && !generation->fans && run_printed_fans(generation->printed)) {
        generation->fans = true;
        run_provenance_add_option(session->provenance, "fan-out", NULL);
    }
    struct run_tables *tables = make_tables(generation);
    if (!generation->is_part && !guard(generation, invocation)) {
        if (tables)
            run_tables_abandon(tables);
        return false;
    }
    if (!generation->chosen && !begin_class(generation, invocation, tables))
        return false;
    plan_files(generation);
    generation->geometry =
        run_geometry_begin(generation->folder, session->lab, session->sets, generation->chosen, session->diag);
    return command_cut_begin(&generation->cut, session, invocation, generation->folder);
}

/* Lists a file of an earlier run again. */
static void list_again(void *context, const struct run_leftover *file) {
    struct command_generation *generation = context;
    run_manifest_add_file(generation->manifest, file->path, file->document, file->id, file->bytes, file->digest);
}

/* Completes the manifest. What goes wrong is reported, so that nothing is put in place. */
static void complete_manifest(struct command_generation *generation, const struct command_invocation *invocation) {
    struct command_session *session = generation->session;
    if (generation->chosen) {
        size_t count;
        const struct run_printed_set *listed = list_chosen(generation, &count);
        run_manifest_update(arena_printf(session->arena, "%s/" RUN_MANIFEST, generation->folder), session->lab->name,
                            command_listed(session, invocation), generation->printed, listed, count, generation->made,
                            generation->listed_count, generation->hold, session->diag);
        return;
    }
    run_leftovers_pass(generation->leftovers, generation->hold, generation->replaces, list_again, generation,
                       session->diag);
    run_leftovers_list_earlier(generation->leftovers, generation->printed, session->sets, generation->manifest,
                               generation->hold, session->diag);
    for (size_t i = 0; i < generation->earlier_count; i++)
        run_manifest_add_earlier_file(generation->manifest, generation->earlier[i].path, generation->earlier[i].id);
    run_manifest_end(generation->manifest, command_is_clean(session), generation->hold, session->diag);
    generation->manifest = NULL;
}

/* Says in a line what was made, and how much there is to print. */
static void summarise(struct command_generation *generation) {
    const struct run_plan *plan = generation->plan;
    struct text line = {0};
    if (generation->is_part) {
        generation->session->summary = arena_printf(
            generation->session->arena, "part %d of %d: %zu file%s in %s", generation->cut.run.shard,
            generation->cut.run.of, generation->made_count, generation->made_count == 1 ? "" : "s", generation->folder);
        return;
    }
    text_printf(&line, "%zu set%s, %zu file%s in %s", plan->good_count, plan->good_count == 1 ? "" : "s",
                generation->made_count, generation->made_count == 1 ? "" : "s", generation->folder);
    const char *before = "; pages to print: ";
    for (size_t i = plan->run_count; i < plan->task_count; i++) {
        const struct command_print *print = command_print_of(generation, plan->tasks[i].document, plan->tasks[i].look);
        if (!print->made)
            continue;
        text_printf(&line, "%s%d in %s", before, print->pages,
                    run_plan_path(plan, &plan->tasks[i], generation->session->arena));
        before = ", ";
    }
    const struct run_names *files = &generation->printed_files;
    if (generation->chosen && files->count)
        text_printf(&line, "%s%s", before, files->text.bytes);
    if (generation->chosen && files->count > 1)
        text_printf(&line, "; %d in all", generation->pages);
    generation->session->summary = arena_strdup(generation->session->arena, line.bytes);
    text_free(&line);
}

/* Names what is left of a class that was replaced, so that nobody takes it for the new one's. */
static void report_outdated(struct command_generation *generation) {
    struct command_session *session = generation->session;
    const struct run_names *files = &generation->outdated;
    const bool one = files->count == 1;
    if (files->count)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    "%s: kept %zu file%s of the class before that somebody changed: %s; %s not fit the new class. Move "
                    "%s away and run again, or overwrite with --force",
                    generation->folder, files->count, one ? "" : "s", files->text.bytes, one ? "it does" : "they do",
                    one ? "it" : "them");
    if (generation->loses && access(arena_printf(session->arena, "%s/" RUN_GRADED, generation->folder), F_OK) == 0)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    "%s: the marks and feedback in instructor are of the class before; grade the new one with "
                    "--replace, or move them away",
                    generation->folder);
}

static void finish(struct command_generation *generation, const struct command_invocation *invocation) {
    struct command_session *session = generation->session;
    const struct run_plan *plan = generation->plan;
    if (generation->is_part) {
        struct run_written written;
        if (generation->packs) {
            written = command_cut_end_files(&generation->cut, session, generation->hold);
            command_list_part(generation, RUN_PART_FILES, &written);
        }
        command_cut_end(&generation->cut, session, generation->hold, &written);
        command_list_part(generation, RUN_PART, &written);
    } else {
        for (size_t i = plan->run_count; i < plan->task_count; i++)
            command_finish_print(generation,
                                 command_print_of(generation, plan->tasks[i].document, plan->tasks[i].look));
        command_finish_geometry(generation);
    }
    command_report_changed(session, generation->folder, &generation->changed);
    report_outdated(generation);
    if (!diag_count(session->diag, SEVERITY_FAILURE))
        complete_manifest(generation, invocation);
    if (run_hold_place(generation->hold, session->diag)) {
        run_leftovers_report(generation->leftovers, generation->folder, session->diag);
        summarise(generation);
    }
}

/* Frees what the session's arena does not hold, however far the run got, and returns the exit status. */
static int close_generation(struct command_generation *generation) {
    if (generation->manifest)
        run_manifest_abandon(generation->manifest);
    if (generation->geometry)
        run_geometry_abandon(generation->geometry);
    command_cut_abandon(&generation->cut);
    command_writers_free(&generation->writers);
    run_leftovers_close(generation->leftovers, generation->session->diag);
    run_hold_release(generation->hold);
    text_free(&generation->changed.text);
    text_free(&generation->outdated.text);
    text_free(&generation->printed_files.text);
    return command_close(generation->session);
}

int command_generate(const struct command_invocation *invocation) {
    struct command_session session;
    struct command_generation generation = {.session = &session};
    if (!command_open_run(&session, invocation, "generate", true) || !prepare(&generation, invocation))
        return close_generation(&generation);
    struct run_jobs_plan plan = {.task_count = generation.plan->run_count,
                                 .what = "files",
                                 .processes = invocation->processes ? invocation->processes : run_processors(),
                                 .begin = command_generate_begin,
                                 .end = command_generate_end,
                                 .run = command_generate_run,
                                 .deliver = command_take_result,
                                 .context = &generation,
                                 .adopt = command_generate_adopt,
                                 .last_count = run_plan_class_count(generation.plan)};
    if (run_jobs_cut(&plan, &generation.cut.run, session.diag))
        finish(&generation, invocation);
    return close_generation(&generation);
}
