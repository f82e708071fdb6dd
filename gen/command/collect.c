#include "command/collecting.h"
#include "files/files.h"
#include "page/page.h"
#include "run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where answers were put that this program found: what else is in the table was typed. */
#define ANSWERS "instructor/collect/answers.csv"
/* What people decided, of all runs. */
#define DECISIONS "instructor/collect/decisions.csv"

/* Says for each column what may be crossed: as on the first page that asks it. */
static void add_options(struct command_collecting *collecting) {
    struct arena *arena = collecting->session->arena;
    const struct collect_geometry *geometry = collecting->geometry;
    for (size_t i = 0; i < geometry->count; i++)
        for (int group = 0; group < geometry->pages[i].group_count; group++) {
            struct text options = {0};
            int column = -1;
            for (int k = 0; k < geometry->shapes[i].box_count; k++)
                if (geometry->pages[i].boxes[k].group == group) {
                    column = geometry->pages[i].boxes[k].column;
                    text_printf(&options, "%s%s", options.length ? " " : "", geometry->pages[i].boxes[k].text);
                }
            if (column >= 0 && !collecting->columns.options[column])
                collecting->columns.options[column] = arena_strdup(arena, options.bytes);
            text_free(&options);
        }
}

/* Gives every page the modules of its code. */
static void add_codes(struct command_collecting *collecting) {
    struct arena *arena = collecting->session->arena;
    struct collect_geometry *geometry = collecting->geometry;
    struct page_codes *codes = page_codes_new();
    struct text prefix = {0};
    for (size_t i = 0; i < geometry->count; i++) {
        struct scan_page *shape = &geometry->shapes[i];
        text_clear(&prefix);
        text_append(&prefix, shape->content, (size_t)(strrchr(shape->content, ' ') - shape->content));
        const struct page_code code = page_codes_of(codes, prefix.bytes, geometry->pages[i].number);
        uint8_t *bits = arena_alloc(arena, scan_code_bytes(code.size));
        for (int k = 0; k < code.size * code.size; k++)
            bits[k / 8] |= (uint8_t)(code.modules[k] << k % 8);
        shape->code = bits;
        shape->modules = code.size;
    }
    text_free(&prefix);
    page_codes_free(codes);
}

/* Lists the pages of all files, and takes the answers of those that were filled in on a screen. A file that cannot be
 * read is reported, and the others are read. */
static void list_pages(struct command_collecting *collecting, struct collect_class *class,
                       const struct command_invocation *invocation) {
    struct command_session *session = collecting->session;
    size_t capacity = 0;
    collecting->files = arena_array(session->arena, (size_t)invocation->name_count, sizeof *collecting->files);
    collecting->filled = arena_array(session->arena, (size_t)invocation->name_count, sizeof *collecting->filled);
    for (int i = 0; i < invocation->name_count; i++) {
        if (command_collect_filled(collecting, class, invocation->names[i]))
            continue;
        struct scan_file *file = &collecting->files[collecting->file_count];
        if (!scan_file_examine(file, invocation->names[i], session->arena, session->diag))
            continue;
        for (int page = 0; page < file->pages; page++) {
            collecting->pages = arena_grow(session->arena, collecting->pages, collecting->page_count, &capacity,
                                           sizeof *collecting->pages);
            collecting->pages[collecting->page_count++] =
                (struct command_page){(uint32_t)collecting->file_count, (uint32_t)page};
        }
        collecting->file_count++;
    }
    collecting->pictures = arena_array(session->arena, collecting->page_count + 1, sizeof *collecting->pictures);
    collecting->kept_pages = arena_array(session->arena, collecting->page_count + 1, sizeof *collecting->kept_pages);
    collecting->kept_names = table_new(session->arena);
}

/* A file of the folder, NULL if it is not there. False after reporting an error. */
static bool read_there(struct command_collecting *collecting, const char *path, const struct source **source) {
    struct command_session *session = collecting->session;
    const char *whole = arena_printf(session->arena, "%s/%s", collecting->place, path);
    *source = NULL;
    if (access(whole, F_OK) != 0)
        return true;
    *source = source_read(session->arena, whole, NULL, session->diag);
    return *source != NULL;
}

/* Reads what was decided in runs before, and now. */
static bool read_decisions(struct command_collecting *collecting, const struct command_invocation *invocation) {
    struct command_session *session = collecting->session;
    const struct source *before, *now = NULL;
    if (!read_there(collecting, DECISIONS, &before))
        return false;
    if (before && !collect_decisions_read(&collecting->decisions, session->arena, before, session->sets,
                                          &collecting->columns, false, session->diag))
        return false;
    if (!invocation->decisions)
        return true;
    now = command_read(session, invocation->decisions);
    return now && collect_decisions_read(&collecting->decisions, session->arena, now, session->sets,
                                         &collecting->columns, true, session->diag);
}

/* The sum of a file that came in; of none if it cannot be read, which is reported by those who read it. */
static struct run_digest sum_of(const char *path) {
    struct run_digest digest = run_digest_of("", 0);
    FILE *file = fopen(path, "re");
    if (file) {
        run_digest_of_file(file, &digest);
        fclose(file);
    }
    return digest;
}

static int compare_lines(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Notes what the readings of a part depend on besides the lab and the geometry: the files that came in, which a merge
 * reads again, and what people said about pages, be it before or now. */
static void note_input(struct command_collecting *collecting, const struct command_invocation *invocation) {
    struct command_session *session = collecting->session;
    const struct collect_decisions *decisions = &collecting->decisions;
    const char **lines = arena_array(session->arena, decisions->count + 1, sizeof *lines);
    size_t count = 0;
    struct text text = {0};
    for (int i = 0; i < invocation->name_count; i++)
        run_provenance_add_sum(session->provenance, invocation->names[i], sum_of(invocation->names[i]));
    for (size_t i = 0; i < decisions->count; i++) {
        const struct collect_decision *decision = &decisions->list[i];
        bool is_first = decision->column < 0;
        for (size_t k = 0; k < i && is_first; k++)
            is_first = decisions->list[k].column >= 0 || strcmp(decisions->list[k].seen, decision->seen) != 0;
        if (is_first)
            lines[count++] =
                arena_printf(session->arena, "%s %zu %d\n", decision->seen, decision->set, decision->sheet_page);
    }
    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++)
        text_puts(&text, lines[i]);
    run_provenance_add_sum(session->provenance, "decisions about pages", run_digest_of(text.bytes, text.length));
    text_free(&text);
}

static bool prepare(struct command_collecting *collecting, const struct command_invocation *invocation) {
    struct command_session *session = collecting->session;
    struct arena *arena = session->arena;
    const char *place = arena_printf(arena, "%s/%s", invocation->output, session->lab->name);
    const struct run_typed_columns typed = run_typed_columns(arena, session->lab);
    size_t codeless;
    /* all but the fingerprint, which comes first */
    collecting->columns = (struct collect_columns){
        typed.names + 1, arena_array(arena, (size_t)typed.count + 1, sizeof(char *)), typed.count - 1};
    collecting->place = place;
    collecting->is_part = invocation->of;
    collecting->kept = (struct command_graded){
        .session = session, .folder = command_place(session, invocation), .name = RUN_COLLECTED};
    run_provenance_pause(session->provenance, false);
    collecting->geometry = collect_geometry_read(arena, arena_printf(arena, "%s/" RUN_GEOMETRY, place), session->lab,
                                                 session->sets, &collecting->columns, &codeless, session->diag);
    run_provenance_pause(session->provenance, true);
    if (!collecting->geometry)
        return false;
    if (codeless)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    "%zu page%s printed without a code and cannot be told on a scan: the style has code_module: 0",
                    codeless, codeless == 1 ? " was" : "s were");
    add_codes(collecting);
    add_options(collecting);
    for (int i = 0; i < invocation->name_count; i++)
        if (command_is_saved(invocation->names[i]))
            command_saved_columns(collecting, invocation->names[i]);
    collecting->book = scan_book_new(arena, collecting->geometry->shapes, collecting->geometry->count);
    collecting->kept.hold = run_hold_take(collecting->kept.folder, RUN_COLLECTED, session->lab->name,
                                          arena_printf(arena, "collect %s %s", session->lab->name, invocation->params),
                                          invocation->force || collecting->is_part, session->diag);
    if (!collecting->kept.hold ||
        !command_cut_may_write(session, invocation, collecting->kept.hold, collecting->kept.folder) ||
        !run_hold_accept(collecting->kept.hold, RUN_RESPONSES, session->diag) ||
        !read_decisions(collecting, invocation))
        return false;
    note_input(collecting, invocation);
    /* What earlier runs left, which is read later, is no input. */
    const char *head = command_graded_head(&collecting->kept, invocation);
    return command_cut_check(session, invocation) &&
           !command_is_made(session, invocation, collecting->kept.hold, collecting->kept.folder, head);
}

static void put_pages(struct command_collecting *collecting) {
    struct text pages = {0};
    collect_pages_head(&pages, sets_has_scenario(collecting->session->sets));
    for (size_t i = 0; i < collecting->page_count; i++)
        collect_pages_row(&pages, collecting->geometry, collecting->session->sets, &collecting->pictures[i]);
    for (size_t i = 0; i < collecting->filled_count; i++)
        collect_pages_row(&pages, collecting->geometry, collecting->session->sets, &collecting->filled[i]);
    command_graded_put(&collecting->kept, "instructor/collect/pages.csv", NULL, &pages);
    text_free(&pages);
}

static void put_decisions(struct command_collecting *collecting) {
    struct text decisions = {0};
    if (collecting->decisions.count) {
        collect_decisions_write(&collecting->decisions, sets_has_scenario(collecting->session->sets),
                                &collecting->columns, &decisions);
        command_graded_put(&collecting->kept, DECISIONS, NULL, &decisions);
    }
    text_free(&decisions);
}

/* Begins the page of review, which grows while pages come. */
static bool begin_review(struct command_collecting *collecting) {
    struct command_session *session = collecting->session;
    if (!file_make_folder(arena_printf(session->arena, "%s/instructor/collect", collecting->kept.folder),
                          session->diag) ||
        !file_make_folder(arena_printf(session->arena, "%s/" COLLECT_PICTURES, collecting->kept.folder), session->diag))
        return false;
    run_file_begin(&collecting->review, collecting->kept.folder, "instructor/collect/review.html", session->diag);
    collect_review_head(&collecting->review.held, session->lab->title);
    return true;
}

/* Writes what was collected. False after reporting an error; then nothing is. */
static bool write_all(struct command_collecting *collecting, const struct command_invocation *invocation,
                      struct collect_class *class) {
    struct command_session *session = collecting->session;
    const struct source *typed, *before, *sheets;
    struct collect_result result = {0};
    struct run_marks marks = {0};
    const size_t sets = sets_count(session->sets);
    bool *some = arena_array(session->arena, sets + 1, sizeof *some);
    marks.is_graded = marks.has_answers = some;
    marks.answered = arena_array(session->arena, (size_t)session->lab->question_count + 1, sizeof *marks.answered);
    if (!read_there(collecting, RUN_RESPONSES, &typed) || !read_there(collecting, ANSWERS, &before) ||
        !read_there(collecting, COLLECT_SHEETS, &sheets))
        return false;
    if (!collect_class_write(class, typed, before, &result, session->diag)) {
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE, "%s/" RUN_RESPONSES " has errors: nothing is written",
                    collecting->kept.folder);
        return false;
    }
    bool good = command_graded_begin(&collecting->kept, invocation, &marks);
    if (good) {
        command_kept_write(collecting, sheets);
        command_graded_put(&collecting->kept, RUN_RESPONSES, NULL, &result.responses);
        put_pages(collecting);
        command_graded_put(&collecting->kept, "instructor/collect/doubts.csv", NULL, &result.doubts);
        command_graded_put(&collecting->kept, ANSWERS, NULL, &result.answers);
        put_decisions(collecting);
        collect_review_tail(&collecting->review.held, session->lab->name, sets_has_scenario(session->sets),
                            &result.items, &collecting->open_pages);
        command_graded_end_table(&collecting->kept, &collecting->review);
        collecting->reviewed = true;
        good = command_graded_end(&collecting->kept, false);
    }
    if (good)
        session->summary = arena_printf(
            session->arena,
            "%zu page%s of %zu %s: %zu answer%s taken, %zu empty, %zu for a person to look at; see %s/instructor",
            collecting->page_count, collecting->page_count == 1 ? "" : "s", result.people,
            result.people == 1 ? "person" : "people", result.taken, result.taken == 1 ? "" : "s", result.empty,
            result.doubtful, collecting->kept.folder);
    text_free(&result.responses);
    text_free(&result.doubts);
    text_free(&result.answers);
    text_free(&result.items);
    return good;
}

/* Reads a part of the pages, of which the merge makes what there is to be made. */
static void make_part(struct command_collecting *collecting, const struct command_invocation *invocation,
                      const struct run_jobs_plan *plan) {
    struct command_session *session = collecting->session;
    struct command_graded *kept = &collecting->kept;
    struct run_marks marks = {0};
    marks.is_graded = marks.has_answers = arena_array(session->arena, sets_count(session->sets) + 1, sizeof(bool));
    marks.answered = arena_array(session->arena, (size_t)session->lab->question_count + 1, sizeof *marks.answered);
    if (!file_make_folder(arena_printf(session->arena, "%s/instructor", kept->folder), session->diag) ||
        !command_graded_begin(kept, invocation, &marks) ||
        !command_cut_begin(&collecting->cut, session, invocation, kept->folder))
        return;
    if (!run_jobs_cut(plan, &collecting->cut.run, session->diag)) {
        command_cut_abandon(&collecting->cut);
        return;
    }
    struct run_written written;
    command_cut_end(&collecting->cut, session, kept->hold, &written);
    command_graded_settle(kept, RUN_PART, NULL, NULL, &written);
    if (command_graded_end(kept, true))
        session->summary =
            arena_printf(session->arena, "part %d of %d of %zu page%s, in %s", invocation->shard, invocation->of,
                         collecting->page_count, collecting->page_count == 1 ? "" : "s", kept->folder);
}

int command_collect(const struct command_invocation *invocation) {
    struct command_session session;
    struct command_collecting collecting = {.session = &session};
    if (command_open_run(&session, invocation, "collect", true) && command_has_questions(&session, "collect") &&
        prepare(&collecting, invocation)) {
        struct collect_class *class = collect_class_new(session.arena, session.sets, &collecting.columns);
        list_pages(&collecting, class, invocation);
        const struct run_jobs_plan plan = {.task_count = collecting.page_count,
                                           .what = "pages",
                                           .processes =
                                               invocation->processes ? invocation->processes : run_processors(),
                                           .begin = command_scan_begin,
                                           .end = command_scan_end,
                                           .run = command_scan_run,
                                           .deliver = command_scan_take,
                                           .context = &collecting};
        if (!collecting.page_count && !collecting.filled_count) {
            diag_report(session.diag, SEVERITY_ERROR, NOWHERE, "no page could be read; nothing is written");
        } else if (collecting.is_part) {
            make_part(&collecting, invocation, &plan);
        } else if (command_cut_begin(&collecting.cut, &session, invocation, NULL) && begin_review(&collecting)) {
            if (run_jobs_cut(&plan, &collecting.cut.run, session.diag)) {
                command_collect_answers(&collecting, class);
                write_all(&collecting, invocation, class);
            }
            if (!collecting.reviewed)
                run_file_abandon(&collecting.review);
        }
    }
    text_free(&collecting.open_pages);
    command_graded_close(&collecting.kept);
    return command_close(&session);
}
