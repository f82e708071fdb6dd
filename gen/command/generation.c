#include "command/generation.h"
#include "files/files.h"
#include "workbook/workbook.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The outcome of a task: whether its file was made, or kept because somebody changed it, and what it is. */
struct generate_outcome {
    bool made, kept;
    int pages;
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

static struct doc_writer *writer_for(struct command_generation *generation, enum doc_target target, struct diag *diag) {
    struct doc_writer **writer = &generation->writers[target == TARGET_XLSX];
    if (!*writer) {
        const char *home = lab_home(generation->session->arena);
        *writer =
            target == TARGET_XLSX ? book_writer_new() : page_writer_new(home, generation->session->lab->folder, diag);
    }
    return *writer;
}

/* A good set with its values, valid while a document is made. Keeping them for all sets would fill the memory. */
static const struct parameter_set *open_set(struct command_generation *generation, size_t number, struct diag *diag) {
    return sets_open_evaluated(generation->session->sets, number, generation->evaluation, generation->arena, diag);
}

/* Fills in and writes a document: its bytes to `bytes`, its pages for a print file to `packed`. */
static bool make_file(struct command_generation *generation, const struct run_task *task, struct text *bytes,
                      struct text *packed, int *pages, struct diag *diag) {
    const struct run_plan *plan = generation->plan;
    const bool class = task->kind == TASK_CLASS;
    struct fill_row *rows = arena_array(generation->arena, task->count, sizeof *rows);
    for (size_t i = 0; i < task->count; i++) {
        rows[i].set = open_set(generation, (class ? plan->roster : plan->order)[task->first + i], diag);
        if (class || i == 0)
            rows[i].key = key_compute(generation->arena, generation->keys, rows[i].set);
    }
    struct document *document = fill_document(generation->templates[task->document], generation->arena,
                                              &(struct fill_subject){rows, task->count, NULL}, diag)
                                    .document;
    struct doc_writer *writer = document ? writer_for(generation, document->target, diag) : NULL;
    if (!writer || !doc_writer_begin(writer, document->title, diag) || !doc_writer_add(writer, document, diag))
        return false;
    bool is_printed = run_plan_has_print(plan, task->document);
    *pages = is_printed ? page_writer_pages(writer) : 0;
    return (!is_printed || generation->chosen || page_writer_pack(writer, document, packed)) &&
           doc_writer_finish(writer, bytes, diag);
}

static const char *whole_path(const struct command_generation *generation, const struct run_task *task,
                              struct arena *arena) {
    return arena_printf(arena, "%s/%s", generation->folder, run_plan_path(generation->plan, task, arena));
}

void command_run_task(void *context, size_t place, struct text *result) {
    struct command_generation *generation = context;
    const struct run_task *task = &generation->plan->tasks[place];
    if (generation->arena)
        arena_reset(generation->arena);
    else
        generation->arena = arena_new();
    struct diag *diag = diag_new();
    struct text bytes = {0}, packed = {0};
    int pages = 0;
    bool made = make_file(generation, task, &bytes, &packed, &pages, diag);
    struct message message = {.outcome = {.bytes = bytes.length, .pages = pages}};
    if (made) {
        message.outcome.digest = run_digest_of(bytes.bytes, bytes.length);
        enum run_place place =
            run_hold_write(generation->hold, run_plan_path(generation->plan, task, generation->arena), bytes.bytes,
                           bytes.length, message.outcome.digest, diag);
        message.outcome.made = place == PLACE_FREE || place == PLACE_SAME;
        message.outcome.kept = place == PLACE_CHANGED;
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
    struct command_print *print = context;
    file_put(print->output, bytes, length);
    run_digest_add(print->digest, bytes, length);
    print->bytes += length;
}

static void begin_print(struct command_generation *generation, struct command_print *print) {
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

/* Whether a file that is kept is of a class that was replaced: by this run, or by one before. `row`: of its person, or
 * NULL if it is of the whole class. */
static bool is_outdated(struct command_generation *generation, const char *path, const struct sets_row *row) {
    const struct run_printed_set *before = row ? run_printed_find(generation->printed, row->id, row->scenario) : NULL;
    if (row ? before && (generation->remodelled ||
                         (*before->fingerprint && strcmp(before->fingerprint, row->fingerprint) != 0))
            : generation->loses)
        return true;
    if (before && before->earlier) /* back with the same numbers */
        return false;
    size_t count;
    const struct run_leftover *earlier = run_printed_earlier(generation->printed, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(earlier[i].path, path) == 0)
            return true;
    return false;
}

/* Takes note of a file that is kept because somebody changed it, and tells whether it is of a class that was replaced.
 */
static bool add_changed(struct command_generation *generation, const char *path, const struct sets_row *row) {
    enum { NAMED = 20 };
    struct arena *arena = generation->session->arena;
    if (!is_outdated(generation, path, row)) {
        run_names_add(&generation->changed, NAMED, path);
        return false;
    }
    run_names_add(&generation->outdated, NAMED, path);
    generation->earlier = arena_grow(arena, generation->earlier, generation->earlier_count,
                                     &generation->earlier_capacity, sizeof *generation->earlier);
    generation->earlier[generation->earlier_count++] =
        (struct run_leftover){.path = arena_strdup(arena, path), .id = row ? row->id : NULL};
    return true;
}

void command_add_changed(void *context, const char *path) {
    add_changed(context, path, NULL);
}

/* Reports what became of a file and lists it in the manifest. `outcome` is NULL if its process ended too early. */
static void settle(struct command_generation *generation, const struct run_task *task,
                   const struct generate_outcome *outcome, const char *diagnostics) {
    enum { LISTED = 6 };
    struct command_session *session = generation->session;
    struct arena *arena = arena_new();
    const char *path = run_plan_path(generation->plan, task, arena);
    size_t number = task->kind == TASK_SET ? generation->plan->order[task->first] : 0;
    const char *id = task->kind == TASK_SET ? sets_row(session->sets, number)->id : NULL;
    if (outcome)
        diag_merge(session->diag, diagnostics, outcome->counts);
    else
        diag_report(session->diag, SEVERITY_FAILURE, id ? sets_row_pos(session->sets, number) : (struct pos){0},
                    "the process that made %s ended before it was done", path);
    if (outcome && (outcome->made || outcome->kept)) {
        const char *document = session->lab->documents[task->document].name;
        generation->made_count += outcome->made;
        if (outcome->made && outcome->pages) {
            generation->pages += outcome->pages;
            run_names_add(&generation->printed_files, LISTED, arena_printf(arena, "%d in %s", outcome->pages, path));
        }
        bool earlier = outcome->kept && add_changed(generation, path, id ? sets_row(session->sets, number) : NULL);
        if (generation->chosen)
            generation->made[generation->listed_count++] =
                (struct run_made){{arena_strdup(session->arena, path), document, id, outcome->bytes, outcome->digest},
                                  outcome->kept,
                                  earlier};
        else if (outcome->made)
            run_manifest_add_file(generation->manifest, path, document, id, outcome->bytes, outcome->digest);
        run_leftovers_keep(generation->leftovers, path);
    }
    arena_free(arena);
}

static bool has_file(const struct command_generation *generation, const char *path) {
    return access(arena_printf(generation->session->arena, "%s/%s", generation->folder, path), F_OK) == 0;
}

void command_finish_print(struct command_generation *generation, struct command_print *print) {
    const struct run_task *task = print->task;
    if (!print->digest)
        begin_print(generation, print);
    if (print->added < task->count)
        diag_report(print->diag, SEVERITY_WARNING, (struct pos){0}, "the print file of '%s' lacks %zu of %u sets",
                    generation->session->lab->documents[task->document].name, task->count - print->added, task->count);
    bool made = print->file && page_print_file_finish(print->file, print->diag);
    struct generate_outcome outcome = {.bytes = print->bytes, .digest = run_digest_end(print->digest)};
    const char *path = run_plan_path(generation->plan, task, generation->session->arena);
    if (made && print->added < task->count && !generation->replaces && has_file(generation, path)) {
        diag_report(print->diag, SEVERITY_NOTE, (struct pos){0}, "%s of the run before is kept, since it has more",
                    path);
        made = false;
    }
    if (made) {
        enum run_place place = run_hold_finish(generation->hold, path, print->output, outcome.digest, print->diag);
        outcome.made = place == PLACE_FREE || place == PLACE_SAME;
        outcome.kept = place == PLACE_CHANGED;
        print->made = outcome.made;
    } else if (print->output) {
        file_abandon(print->output);
    }
    outcome.counts = diag_counts(print->diag);
    settle(generation, task, &outcome, diag_text(print->diag));
    page_print_file_free(print->file);
    diag_free(print->diag);
}

/* Adds a document's pages to its print file. */
static void add_to_print(struct command_generation *generation, struct command_print *print, const char *packed,
                         size_t length, int pages) {
    if (!print->digest)
        begin_print(generation, print);
    if (print->file)
        page_print_file_add(print->file, packed, length);
    print->added++;
    print->pages += pages + pages % 2;
}

void command_take_result(void *context, size_t place, const char *result, size_t length) {
    struct command_generation *generation = context;
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
                         message.packed_length, message.outcome.pages);
    } else {
        settle(generation, task, NULL, NULL);
    }
    generation->done++;
    if (generation->progress)
        fprintf(stderr, generation->done < all ? "\r%zu of %zu files" : "\r\033[K", generation->done, all);
}
