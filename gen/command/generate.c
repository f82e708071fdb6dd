#include "command/session.h"
#include "document/document.h"
#include "files/files.h"
#include "page/page.h"
#include "run/run.h"
#include "workbook/workbook.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A print file, which grows while results come in. */
struct generate_print {
    const struct run_task *task;
    struct page_print_file *file; /* NULL before the first document */
    struct file_output *output;   /* NULL then too, or if it cannot be written */
    struct run_digest_stream *digest;
    size_t bytes, added;
    struct diag *diag;
};

struct generation {
    struct command_session *session;
    const char *folder; /* OUT/LAB */
    struct fill_template **templates;
    struct run_plan *plan;
    size_t failed, done;
    struct generate_print *prints; /* by document */
    struct key_program *keys;
    struct sets_evaluation *evaluation;
    struct run_manifest *manifest;
    struct run_leftovers *leftovers; /* of an earlier run; NULL if there was none */
    bool progress;
    /* Made by each process for itself, at its first task. */
    struct arena *arena;
    struct doc_writer *writers[2];
};

/* The outcome of a task: whether its file was made, and what it is. */
struct generate_outcome {
    bool made;
    struct diag_counts counts;
    size_t bytes;
    struct run_digest digest;
};

/* What a task sends to the process that started it: this struct, the text of its diagnostics with a NUL and, for a
 * print file, its packed pages. */
struct message {
    struct generate_outcome outcome;
    size_t text_length, packed_length;
};

static struct doc_writer *writer_for(struct generation *generation, enum doc_target target, struct diag *diag) {
    struct doc_writer **writer = &generation->writers[target == TARGET_XLSX];
    if (!*writer) {
        const char *home = lab_home(generation->session->arena);
        *writer =
            target == TARGET_XLSX ? book_writer_new() : page_writer_new(home, generation->session->lab->folder, diag);
    }
    return *writer;
}

/* A good set with its values, valid while a document is made. Keeping them for all sets would fill the memory. */
static const struct parameter_set *open_set(struct generation *generation, size_t number, struct diag *diag) {
    const struct command_session *session = generation->session;
    const struct model *model = session->lab->model;
    struct parameter_set *set = sets_open(session->sets, number, generation->arena);
    sets_evaluate_one(set, generation->evaluation, arena_array(generation->arena, (size_t)model->count, sizeof(double)),
                      diag);
    return set;
}

/* Fills in and writes a document: its bytes to `bytes`, its pages for a print file to `packed`. */
static bool make_set_file(struct generation *generation, const struct run_task *task, struct text *bytes,
                          struct text *packed, struct diag *diag) {
    struct fill_template *template = generation->templates[task->document];
    const struct parameter_set **scenarios = arena_array(generation->arena, task->count, sizeof *scenarios);
    for (size_t i = 0; i < task->count; i++)
        scenarios[i] = open_set(generation, generation->plan->order[task->first + i], diag);
    const struct parameter_set *set = scenarios[0];
    const struct key *key = key_compute(generation->arena, generation->keys, set);
    struct document *document = fill_set(template, generation->arena, set, key, scenarios, (int)task->count, diag);
    struct doc_writer *writer = document ? writer_for(generation, document->target, diag) : NULL;
    return writer && doc_writer_begin(writer, document->title, diag) && doc_writer_add(writer, document, diag) &&
           (!run_plan_has_print(generation->plan, task->document) || page_writer_pack(writer, document, packed)) &&
           doc_writer_finish(writer, bytes, diag);
}

static bool make_class_file(struct generation *generation, const struct run_task *task, struct text *bytes,
                            struct diag *diag) {
    struct fill_template *template = generation->templates[task->document];
    struct fill_class_row *rows = arena_array(generation->arena, task->count, sizeof *rows);
    for (size_t i = 0; i < task->count; i++) {
        rows[i].set = open_set(generation, generation->plan->roster[task->first + i], diag);
        rows[i].key = key_compute(generation->arena, generation->keys, rows[i].set);
    }
    struct document *document = fill_class(template, generation->arena, rows, task->count, diag);
    struct doc_writer *writer = document ? writer_for(generation, document->target, diag) : NULL;
    return writer && doc_writer_begin(writer, document->title, diag) && doc_writer_add(writer, document, diag) &&
           doc_writer_finish(writer, bytes, diag);
}

static const char *whole_path(const struct generation *generation, const struct run_task *task, struct arena *arena) {
    return arena_printf(arena, "%s/%s", generation->folder, run_plan_path(generation->plan, task, arena));
}

static void run_task(void *context, size_t place, struct text *result) {
    struct generation *generation = context;
    const struct run_task *task = &generation->plan->tasks[place];
    if (generation->arena)
        arena_reset(generation->arena);
    else
        generation->arena = arena_new();
    struct diag *diag = diag_new();
    struct text bytes = {0}, packed = {0};
    bool made = task->kind == TASK_CLASS ? make_class_file(generation, task, &bytes, diag)
                                         : make_set_file(generation, task, &bytes, &packed, diag);
    struct message message = {.outcome = {.bytes = bytes.length}};
    const char *path = whole_path(generation, task, generation->arena);
    if (!made) {
        file_remove(path); /* an earlier run's sheet would not match the new key */
    } else if (file_write(path, bytes.bytes, bytes.length, diag)) {
        message.outcome.made = true;
        message.outcome.digest = run_digest_of(bytes.bytes, bytes.length);
        message.packed_length = packed.length;
    }
    message.outcome.counts = diag_counts(diag);
    message.text_length = strlen(diag_text(diag));
    text_append(result, (const char *)&message, sizeof message);
    text_append(result, diag_text(diag), message.text_length + 1);
    text_append(result, packed.bytes, message.packed_length);
    text_free(&bytes);
    text_free(&packed);
    diag_free(diag);
}

static void put_print(void *context, const char *bytes, size_t length) {
    struct generate_print *print = context;
    file_put(print->output, bytes, length);
    run_digest_add(print->digest, bytes, length);
    print->bytes += length;
}

static void begin_print(struct generation *generation, struct generate_print *print) {
    const struct lab *lab = generation->session->lab;
    struct arena *arena = generation->session->arena;
    const char *name = lab->documents[print->task->document].name;
    print->diag = diag_new();
    struct doc_writer *writer = writer_for(generation, TARGET_PDF, print->diag);
    print->output = writer ? file_begin(whole_path(generation, print->task, arena), print->diag) : NULL;
    print->digest = run_digest_begin();
    if (print->output)
        print->file =
            page_print_file_new(page_writer_fonts(writer),
                                arena_printf(arena, "%s: %s", lab->title, run_plural(arena, name)), put_print, print);
}

/* Reports what became of a file and lists it in the manifest. `outcome` is NULL if its process ended too early. */
static void settle(struct generation *generation, const struct run_task *task, const struct generate_outcome *outcome,
                   const char *diagnostics) {
    struct command_session *session = generation->session;
    struct arena *arena = arena_new();
    const char *path = run_plan_path(generation->plan, task, arena);
    size_t number = task->kind == TASK_SET ? generation->plan->order[task->first] : 0;
    const char *id = task->kind == TASK_SET ? session->sets->rows[number].id : NULL;
    if (outcome)
        diag_merge(session->diag, diagnostics, outcome->counts);
    else
        diag_report(session->diag, SEVERITY_FAILURE, id ? sets_row_pos(session->sets, number) : (struct pos){0},
                    "the process that made %s ended before it was done; the file was not written", path);
    if (outcome && outcome->made) {
        run_manifest_add_file(generation->manifest, path, session->lab->documents[task->document].name, id,
                              outcome->bytes, outcome->digest);
        run_leftovers_keep(generation->leftovers, path);
    } else {
        generation->failed++;
    }
    arena_free(arena);
}

/* Completes a print file once all results are in. Errors in a document were reported with its own file; here it is only
 * missing. */
static void finish_print(struct generation *generation, struct generate_print *print) {
    const struct run_task *task = print->task;
    if (!print->digest)
        begin_print(generation, print);
    if (print->added < task->count)
        diag_report(print->diag, SEVERITY_WARNING, (struct pos){0}, "the print file of '%s' is without %zu of %u sets",
                    generation->session->lab->documents[task->document].name, task->count - print->added, task->count);
    bool made = print->file && page_print_file_finish(print->file, print->diag);
    struct generate_outcome outcome = {.bytes = print->bytes, .digest = run_digest_end(print->digest)};
    if (made) {
        outcome.made = file_commit(print->output, print->diag);
    } else {
        if (print->output)
            file_abandon(print->output);
        file_remove(whole_path(generation, task, generation->session->arena));
    }
    outcome.counts = diag_counts(print->diag);
    settle(generation, task, &outcome, diag_text(print->diag));
    page_print_file_free(print->file);
    diag_free(print->diag);
}

/* Adds a document's pages to its print file. */
static void add_to_print(struct generation *generation, struct generate_print *print, const char *packed,
                         size_t length) {
    if (!print->digest)
        begin_print(generation, print);
    if (print->file)
        page_print_file_add(print->file, packed, length);
    print->added++;
}

static void take_result(void *context, size_t place, const char *result, size_t length) {
    struct generation *generation = context;
    const struct run_task *task = &generation->plan->tasks[place];
    size_t all = generation->plan->run_count;
    (void)length;
    if (result) {
        struct message message;
        memcpy(&message, result, sizeof message);
        const char *text = result + sizeof message;
        settle(generation, task, &message.outcome, text);
        if (message.packed_length)
            add_to_print(generation, &generation->prints[task->document], text + message.text_length + 1,
                         message.packed_length);
    } else {
        settle(generation, task, NULL, NULL);
    }
    generation->done++;
    if (generation->progress)
        fprintf(stderr, generation->done < all ? "\r%zu of %zu files" : "\r\033[K", generation->done, all);
}

/* Writes the tables of the class and lists the sets in the manifest. A set without a finite value becomes bad; a
 * question without a key is reported. */
static void write_tables(struct generation *generation) {
    struct command_session *session = generation->session;
    size_t quantities = (size_t)session->lab->model->count;
    struct run_tables *tables = run_tables_begin(generation->folder, session->lab, session->sets, session->diag);
    struct arena *arena = arena_new();
    struct parameter_set *opened[EVAL_SETS];
    for (size_t i = 0; i < session->sets->count; i++) {
        if (i % EVAL_SETS == 0)
            sets_evaluation_open(generation->evaluation, session->sets, i, opened, arena);
        struct parameter_set *set = opened[i % EVAL_SETS];
        if (set->bad)
            continue;
        if (!sets_evaluation_take(generation->evaluation, i % EVAL_SETS, set,
                                  arena_array(arena, quantities, sizeof(double)), session->diag)) {
            session->sets->rows[i].bad = true;
            session->sets->bad_count++;
            continue;
        }
        const struct key *key = key_compute(arena, generation->keys, set);
        command_report_unfit(session, set, key);
        run_tables_add(tables, set, key);
        run_manifest_add_set(generation->manifest, set);
    }
    arena_free(arena);
    run_tables_end(tables, generation->manifest, generation->leftovers);
}

/* Loads the templates of the wanted documents. The others stay NULL. */
static bool load_templates(struct generation *generation, const struct command_invocation *invocation) {
    const char *only = invocation->document, *paper = invocation->paper;
    const struct command_session *session = generation->session;
    const struct lab *lab = session->lab;
    const char **names = arena_array(session->arena, (size_t)lab->document_count + 1, sizeof *names);
    bool good = true, found = false;
    generation->templates =
        arena_array(session->arena, (size_t)lab->document_count + 1, sizeof(struct fill_template *));
    for (int i = 0; i < lab->document_count; i++) {
        names[i] = lab->documents[i].name;
        if (only && strcmp(only, names[i]) != 0)
            continue;
        found = true;
        generation->templates[i] = fill_load(session->arena, lab, &lab->documents[i], session->diag);
        good = good && generation->templates[i];
        if (generation->templates[i] && paper)
            fill_set_paper(generation->templates[i], strcmp(paper, "letter") == 0 ? PAPER_LETTER : PAPER_A4);
    }
    if (only && !found) {
        const char *near = name_nearest(only, names, (size_t)lab->document_count);
        diag_report_near(session->diag, SEVERITY_ERROR, (struct pos){0}, near, NULL, "%s has no document '%s'",
                         lab->name, only);
    }
    return good && (found || !only);
}

/* Plans the files of the sets that are still good. */
static void plan_files(struct generation *generation) {
    struct command_session *session = generation->session;
    struct run_plan *plan = run_plan_make(session->arena, session->lab, generation->templates, session->sets);
    generation->plan = plan;
    generation->prints =
        arena_array(session->arena, (size_t)session->lab->document_count + 1, sizeof(struct generate_print));
    for (size_t i = plan->run_count; i < plan->task_count; i++)
        generation->prints[plan->tasks[i].document].task = &plan->tasks[i];
}

static bool prepare(struct generation *generation, const struct command_invocation *invocation) {
    struct command_session *session = generation->session;
    const struct lab *lab = session->lab;
    generation->folder = arena_printf(session->arena, "%s/%s", invocation->output, lab->name);
    generation->progress = isatty(STDERR_FILENO);
    if (!load_templates(generation, invocation))
        return false;
    if (session->sets->bad_count == session->sets->count) {
        diag_report(session->diag, SEVERITY_ERROR, (struct pos){0},
                    "no row of %s can be used; nothing is written, and files of earlier runs stay", invocation->params);
        return false;
    }
    if (!file_make_folder(arena_printf(session->arena, "%s/student", generation->folder), session->diag) ||
        !file_make_folder(arena_printf(session->arena, "%s/instructor", generation->folder), session->diag))
        return false;
    generation->keys = key_program_new(session->arena, lab);
    generation->evaluation = sets_evaluation_new(session->arena, lab->model);
    const char *manifest = arena_printf(session->arena, "%s/manifest.json", generation->folder);
    generation->leftovers = run_leftovers_open(manifest, lab->name, invocation->document);
    for (size_t i = 0; i < session->sets->count; i++)
        run_leftovers_add_id(generation->leftovers, session->sets->rows[i].id);
    generation->manifest = run_manifest_begin(manifest, lab->name, session->diag);
    write_tables(generation);
    plan_files(generation);
    return true;
}

/* Lists a file of an earlier run again that this run has no say in. */
static void list_again(void *context, const struct run_leftover *file) {
    struct generation *generation = context;
    if (access(arena_printf(generation->session->arena, "%s/%s", generation->folder, file->path), F_OK) == 0)
        run_manifest_add_file(generation->manifest, file->path, file->document, file->id, file->bytes, file->digest);
}

/* Completes the manifest. Files that an earlier run wrote for these people and this one did not make again would not
 * match their new keys: they are removed once the new manifest is in place. */
static void settle_leftovers(struct generation *generation) {
    struct command_session *session = generation->session;
    run_leftovers_pass(generation->leftovers, generation->folder, list_again, generation, session->diag);
    if (run_manifest_end(generation->manifest, session->diag))
        run_leftovers_remove(generation->leftovers, generation->folder, session->diag);
    run_leftovers_close(generation->leftovers);
}

static void finish(struct generation *generation) {
    struct command_session *session = generation->session;
    const struct run_plan *plan = generation->plan;
    for (size_t i = plan->run_count; i < plan->task_count; i++)
        finish_print(generation, &generation->prints[plan->tasks[i].document]);
    settle_leftovers(generation);
    file_sync(generation->folder, session->diag);
    for (int i = 0; i < 2; i++)
        if (generation->writers[i])
            doc_writer_free(generation->writers[i]);
    arena_free(generation->arena);
    if (generation->progress)
        fprintf(stderr, "%zu files and the tables of %zu sets are in %s\n",
                generation->plan->task_count - generation->failed, session->sets->count - session->sets->bad_count,
                generation->folder);
}

int command_generate(const struct command_invocation *invocation) {
    struct command_session session;
    struct generation generation = {.session = &session};
    if (!command_open(&session, invocation, SETS_TO_OPEN) || !prepare(&generation, invocation))
        return command_close(&session);
    struct run_jobs_plan plan = {.task_count = generation.plan->run_count,
                                 .processes = invocation->processes ? invocation->processes : run_processors(),
                                 .run = run_task,
                                 .deliver = take_result,
                                 .context = &generation};
    if (run_jobs(&plan, session.diag)) {
        finish(&generation);
    } else {
        run_manifest_abandon(generation.manifest);
        run_leftovers_close(generation.leftovers);
    }
    return command_close(&session);
}
