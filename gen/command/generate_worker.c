#include "command/generation.h"
#include "words/words.h"

#include <limits.h>
#include <stdlib.h>

/* The same in another language than the run's. */
struct spoken {
    struct fill_template **templates;
    struct key_program *keys;
};

/* What a process makes files with. */
struct generate_worker {
    const struct command_generation *generation; /* is only read */
    struct arena *kept, *arena;                  /* for all tasks; for one */
    struct fill_template **templates;
    struct key_program *keys;
    struct spoken *spoken; /* by number of the generation's language */
    struct sets_evaluation *evaluation;
    struct command_writers writers;
};

void *command_generate_begin(void *context) {
    const struct command_generation *generation = context;
    const struct lab *lab = generation->session->lab;
    struct generate_worker *worker = alloc_bytes(sizeof *worker);
    *worker = (struct generate_worker){.generation = generation, .kept = arena_new(), .arena = arena_new()};
    worker->templates = fill_own(worker->kept, generation->templates, lab->document_count);
    worker->keys = key_program_new(worker->kept, lab);
    worker->evaluation = sets_evaluation_new(worker->kept, lab->model);
    worker->spoken = arena_array(worker->kept, generation->language_count + 1, sizeof *worker->spoken);
    for (size_t i = 0; i < generation->language_count; i++) {
        const struct command_language *language = &generation->languages[i];
        worker->spoken[i].templates = fill_own(worker->kept, language->templates, lab->document_count);
        worker->spoken[i].keys = key_program_new(worker->kept, language->lab);
    }
    return worker;
}

void command_generate_end(void *context) {
    struct generate_worker *worker = context;
    command_writers_free(&worker->writers);
    arena_free(worker->arena);
    arena_free(worker->kept);
    free(worker);
}

/* A good set with its values, valid while a document is made. Keeping them for all sets would fill the memory. */
static const struct parameter_set *open_set(struct generate_worker *worker, size_t number, struct diag *diag) {
    return sets_get_evaluated(worker->generation->session->sets, number, worker->evaluation, worker->arena, diag);
}

/* Takes the template of the person's own language for a document of theirs. */
static void speak(const struct generate_worker *worker, const struct parameter_set *set, int document,
                  struct fill_template **template, struct key_program **keys) {
    struct pos pos;
    const struct command_language *language =
        set ? command_find_language(worker->generation, command_language_of(set, &pos)) : NULL;
    const struct spoken *spoken = language ? &worker->spoken[language - worker->generation->languages] : NULL;
    if (!spoken || !spoken->templates[document])
        return;
    *template = spoken->templates[document];
    *keys = spoken->keys;
}

/* Fills in and writes a document: its bytes to `bytes`, its pages for a print file to `packed`, and where students
 * write on them to `geometry`. */
static bool make_file(struct generate_worker *worker, const struct run_task *task, struct text *bytes,
                      struct text *packed, struct page_geometry *geometry, int *pages, struct diag *diag) {
    const struct run_plan *plan = worker->generation->plan;
    const bool class = task->kind == TASK_CLASS;
    struct fill_row *rows = arena_array(worker->arena, task->count, sizeof *rows);
    struct fill_template *template = worker->templates[task->document];
    struct key_program *keys = worker->keys;
    for (size_t i = 0; i < task->count; i++) {
        rows[i].set = open_set(worker, (class ? plan->roster : plan->order)[task->first + i], diag);
        if (!class && i == 0)
            speak(worker, rows[i].set, task->document, &template, &keys);
        if (class || i == 0)
            rows[i].key = key_compute(worker->arena, keys, rows[i].set);
    }
    struct document *document =
        fill_document(template, worker->arena, &(struct fill_subject){rows, task->count, NULL}, diag).document;
    const struct prove_certificate *certificate = worker->generation->certificate;
    if (document && certificate && run_task_is_personal(task) && document->audience == AUDIENCE_INSTRUCTOR) {
        struct text proof = {0};
        words_put_proven(&proof, words_language_lookup(document->language), document->locale, certificate->proven.sets,
                         certificate->id);
        document->proof = arena_strdup(worker->arena, proof.bytes);
        text_free(&proof);
    }
    if (document && task->kind == TASK_FORM) {
        struct doc_writer *paper =
            command_writer(worker->generation->session, &worker->writers, document->format, diag);
        return paper && page_write_form(paper, document, bytes, diag) && bytes->length;
    }
    if (document && task->kind == TASK_TWIN) {
        struct doc_writer *twin =
            command_writer(worker->generation->session, &worker->writers, &doc_formats[FORMAT_HTML], diag);
        return twin && doc_writer_write(twin, document, bytes, diag);
    }
    if (!document || !run_plan_has_print(plan, task->document))
        return document && command_write_document(worker->generation->session, &worker->writers, document, bytes, diag);
    struct doc_writer *writer = command_writer(worker->generation->session, &worker->writers, document->format, diag);
    return writer &&
           page_write(writer, document, bytes, worker->generation->chosen ? NULL : packed, geometry, pages, diag);
}

void command_generate_run(void *context, size_t task, struct text *record) {
    struct generate_worker *worker = context;
    const struct command_generation *generation = worker->generation;
    const struct run_plan *plan = generation->plan;
    struct diag *diag = diag_new();
    struct text bytes = {0}, packed = {0};
    struct page_geometry geometry = {0};
    struct run_written written = {.place = PLACE_FAILED};
    int pages = 0;
    arena_reset(worker->arena);
    const bool made = make_file(worker, &plan->tasks[task], &bytes, &packed, &geometry, &pages, diag);
    const char *path = run_plan_path(plan, &plan->tasks[task], worker->arena);
    if (generation->packs) {
        record_put_text(record, made ? path : "");
        record_put_bytes(record, bytes.bytes, made ? bytes.length : 0);
    }
    if (!made)
        text_clear(&packed);
    else if (generation->packs)
        written = (struct run_written){PLACE_FREE, bytes.length, run_digest_of(bytes.bytes, bytes.length)};
    else
        written = run_hold_write(generation->hold, path, &bytes, diag);
    run_written_put(&written, record);
    record_put_number(record, (uint64_t)pages);
    record_put_bytes(record, packed.bytes, packed.length);
    const bool mapped = geometry.copy.length && run_written_is_made(&written);
    record_put_text(record, mapped ? geometry.common.bytes : "");
    record_put_text(record, mapped ? geometry.copy.bytes : "");
    diag_put(diag, record);
    text_free(&bytes);
    text_free(&packed);
    text_free(&geometry.common);
    text_free(&geometry.copy);
    diag_free(diag);
}

void command_generate_adopt(const void *context, size_t task, struct record *made, const char *folder, uint64_t place,
                            struct text *record) {
    const struct command_generation *generation = context;
    struct diag *diag = diag_new();
    struct text bytes = {0};
    struct arena *arena = arena_new();
    const struct run_written before = run_written_take(made);
    const uint64_t pages = record_take_number(made, INT_MAX);
    size_t length = 0;
    const char *packed = record_take_bytes(made, &length), *common = record_take_text(made),
               *copy = record_take_text(made);
    diag_take(diag, made);
    const struct run_written written = command_cut_adopt(
        &before, folder, place, run_plan_path(generation->plan, &generation->plan->tasks[task], arena),
        generation->hold, &bytes, diag);
    const bool mapped = run_written_is_made(&written);
    run_written_put(&written, record);
    record_put_number(record, pages);
    record_put_bytes(record, packed, length);
    record_put_text(record, mapped ? common : "");
    record_put_text(record, mapped ? copy : "");
    diag_put(diag, record);
    text_free(&bytes);
    arena_free(arena);
    diag_free(diag);
}
