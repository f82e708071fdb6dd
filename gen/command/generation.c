#include "command/generation.h"
#include <limits.h>
#include <string.h>
#include <unistd.h>

static void begin_print(struct command_generation *generation, struct command_print *print) {
    struct command_session *session = generation->session;
    const int document = print->task->document;
    print->diag = diag_new();
    print->file =
        command_print_file(session, &generation->writers, fill_format(generation->templates[document]),
                           generation->plan->looks[print->task->look].print,
                           run_plural(session->arena, session->lab->documents[document].name), generation->folder,
                           run_plan_path(generation->plan, print->task, session->arena), &print->written, print->diag);
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

/* Takes note of what became of a file, for the manifest. `document`: NULL for a table; `row`: of its person, or NULL if
 * it is of the whole class. */
static void list(struct command_generation *generation, const char *path, const char *document,
                 const struct sets_row *row, const struct run_written *written) {
    struct arena *arena = generation->session->arena;
    const bool made = run_written_is_made(written), kept = written->place == PLACE_CHANGED;
    const char *id = row ? row->id : NULL;
    generation->made_count += made;
    bool earlier = kept && add_changed(generation, path, row);
    if (generation->chosen && (made || kept))
        generation->made[generation->listed_count++] = (struct run_made){
            {arena_strdup(arena, path), document, id, written->bytes, written->digest}, kept, earlier};
    else if (made)
        run_manifest_add_file(generation->manifest, path, document, id, written->bytes, written->digest);
    if (made || kept)
        run_leftovers_keep(generation->leftovers, path);
}

/* Takes note of what became of a task's file, and of its pages. */
static void settle(struct command_generation *generation, const struct run_task *task,
                   const struct run_written *written, int pages) {
    enum { LISTED = 6 };
    struct command_session *session = generation->session;
    const struct sets_row *row =
        run_task_is_personal(task) ? sets_row(session->sets, generation->plan->order[task->first]) : NULL;
    struct arena *arena = arena_new();
    const char *path = run_plan_path(generation->plan, task, arena);
    if (run_written_is_made(written) && pages) {
        generation->pages += pages;
        run_names_add(&generation->printed_files, LISTED, arena_printf(arena, "%d in %s", pages, path));
    }
    list(generation, path, session->lab->documents[task->document].name, row, written);
    arena_free(arena);
}

void command_finish_geometry(struct command_generation *generation) {
    const struct run_written written = run_geometry_end(generation->geometry, generation->replaces, generation->hold);
    generation->geometry = NULL;
    list(generation, RUN_GEOMETRY, NULL, NULL, &written);
}

void command_list_part(struct command_generation *generation, const char *path, const struct run_written *written) {
    list(generation, path, NULL, NULL, written);
}

static bool has_file(const struct command_generation *generation, const char *path) {
    return access(arena_printf(generation->session->arena, "%s/%s", generation->folder, path), F_OK) == 0;
}

void command_finish_print(struct command_generation *generation, struct command_print *print) {
    const struct run_task *task = print->task;
    struct run_written written = {.place = PLACE_FAILED};
    if (!print->diag)
        begin_print(generation, print);
    if (print->added < task->count)
        diag_report(print->diag, SEVERITY_WARNING, NOWHERE, "the print file of '%s' lacks %zu of %u sets",
                    generation->session->lab->documents[task->document].name, task->count - print->added, task->count);
    bool made = print->file && page_print_file_finish(print->file, print->diag);
    const char *path = run_plan_path(generation->plan, task, generation->session->arena);
    if (made && print->added < task->count && !generation->replaces && has_file(generation, path)) {
        diag_report(print->diag, SEVERITY_NOTE, NOWHERE, "%s of the run before is kept, since it has more", path);
        made = false;
    }
    if (made)
        written = run_file_end(&print->written, generation->hold, print->diag);
    else
        run_file_abandon(&print->written);
    print->made = run_written_is_made(&written);
    diag_merge(generation->session->diag, print->diag);
    settle(generation, task, &written, 0);
    page_print_file_free(print->file);
    diag_free(print->diag);
}

struct command_print *command_print_of(const struct command_generation *generation, int document, int look) {
    return &generation->prints[document * generation->plan->look_count + look];
}

/* Adds a document's pages to its print file. */
static void add_to_print(struct command_generation *generation, struct command_print *print, const char *packed,
                         size_t length, int pages) {
    if (!print->diag)
        begin_print(generation, print);
    if (print->file)
        page_print_file_add(print->file, packed, length);
    print->added++;
    print->pages += pages + pages % 2;
}

void command_take_result(void *context, size_t place, struct record *record) {
    struct command_generation *generation = context;
    struct command_session *session = generation->session;
    const struct run_plan *plan = generation->plan;
    const struct run_task *task = &plan->tasks[place];
    size_t length = 0;
    struct record none = {.damaged = true}, *result = record ? record : &none;
    const struct run_written written = run_written_take(result);
    int pages = (int)record_take_number(result, INT_MAX);
    const char *packed = record_take_bytes(result, &length), *common = record_take_text(result),
               *copy = record_take_text(result);
    if (diag_take(session->diag, result) && record_end(result)) {
        if (generation->packs)
            generation->made_count += run_written_is_made(&written);
        else
            settle(generation, task, &written, pages);
        const uint32_t row = plan->order[task->first];
        struct command_print *print =
            length && !generation->is_part
                ? command_print_of(generation, task->document, run_plan_look(plan, task->document, row))
                : NULL;
        if (*copy && !generation->is_part)
            run_geometry_add(generation->geometry, row, task->document, print ? print->pages + 1 : 0, common, copy);
        if (print)
            add_to_print(generation, print, packed, length, pages);
    } else {
        struct arena *arena = arena_new();
        diag_report(session->diag, SEVERITY_FAILURE,
                    run_task_is_personal(task) ? sets_row_pos(session->sets, plan->order[task->first]) : NOWHERE,
                    "the process that made %s ended before it was done", run_plan_path(plan, task, arena));
        arena_free(arena);
    }
}
