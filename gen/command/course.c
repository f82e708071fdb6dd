#include "command/course.h"

#include "command/graded.h"
#include "csv/csv.h"
#include "page/page.h"
#include "term/term.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A course that a command works on. */
struct course {
    const struct command_invocation *invocation;
    struct command_session session; /* of the course: its lab is one without questions, for the style beside the file */
    struct lab lab;
    struct term *term;
    const char *output; /* FOLDER/COURSE, where the folders of its labs are */
    const char *folder; /* FOLDER/COURSE/term */
    int status;         /* the worst of its labs */
};

bool command_is_course(const struct command_invocation *invocation) {
    return term_is_course(invocation->lab);
}

static bool open_course(struct course *course, const struct command_invocation *invocation) {
    struct arena *arena = arena_new();
    *course = (struct course){.invocation = invocation, .session = {.arena = arena, .diag = diag_new()}};
    course->term = term_read(arena, invocation->lab, lab_find_folder, course->session.diag);
    if (!course->term)
        return false;
    const char *slash = strrchr(invocation->lab, '/');
    course->lab =
        (struct lab){.arena = arena,
                     .name = course->term->name,
                     .title = course->term->title,
                     .folder = slash ? arena_strndup(arena, invocation->lab, (size_t)(slash - invocation->lab)) : "."};
    course->session.lab = &course->lab;
    course->output = arena_printf(arena, "%s/%s", invocation->output, course->term->name);
    course->folder = arena_printf(arena, "%s/term", course->output);
    for (int i = 0; i < course->term->count; i++)
        if (strcmp(course->term->labs[i].name, "term") == 0)
            diag_report(course->session.diag, SEVERITY_ERROR, course->term->labs[i].pos,
                        "a lab of a course cannot be called 'term': that is the folder of what belongs to all of them");
    return !diag_count(course->session.diag, SEVERITY_ERROR);
}

/* The statuses are in the order of how bad they are. */
static int close_course(struct course *course) {
    const int status = command_close(&course->session);
    return status > course->status ? status : course->status;
}

/* The table of the sets of a lab. */
static const char *sets_of(const struct course *course, int lab) {
    return arena_printf(course->session.arena, "%s/sets/%s.csv", course->folder, course->term->labs[lab].name);
}

/* Runs a command for a lab; returns whether it found nothing wrong. */
static bool run_lab(struct course *course, int (*run)(const struct command_invocation *invocation), int lab,
                    struct command_invocation own) {
    own.lab = course->term->labs[lab].lab;
    const int status = run(&own);
    course->status = status > course->status ? status : course->status;
    return status == EXIT_FINE;
}

int command_check_course(const struct command_invocation *invocation) {
    struct course course;
    if (open_course(&course, invocation))
        for (int i = 0; i < course.term->count; i++)
            run_lab(&course, command_check, i, *invocation);
    return close_course(&course);
}

/* Draw. */

/* Whether each line of a table of sets that is there already is in the new one too: people may come, but nobody's
 * numbers change and nobody goes, since sheets may have been printed. */
static bool keeps_sets(struct course *course, const char *path, const struct text *drawn) {
    struct arena *arena = course->session.arena;
    if (course->invocation->force || access(path, F_OK) != 0)
        return true;
    const struct source *before = source_read(arena, path, NULL, course->session.diag);
    if (!before)
        return false;
    struct table *lines = table_new(arena);
    for (const char *at = drawn->bytes; *at; at += strcspn(at, "\n"), at += *at == '\n')
        table_add(lines, 0, at, strcspn(at, "\r\n"));
    int line = 1;
    for (const char *at = before->bytes; *at; at += strcspn(at, "\n"), at += *at == '\n', line++)
        if (strcspn(at, "\r\n") && table_find(lines, 0, at, strcspn(at, "\r\n")) == SIZE_MAX) {
            diag_report(course->session.diag, SEVERITY_ERROR, (struct pos){before, line, 1},
                        "this set would be lost or changed, and its sheet may have been printed; draw with the same "
                        "seed and options, or with --force. No table of the course is written");
            return false;
        }
    return true;
}

int command_draw_course(const struct command_invocation *invocation) {
    struct course course;
    if (!open_course(&course, invocation))
        return close_course(&course);
    struct arena *arena = course.session.arena;
    const int count = course.term->count;
    struct text *drawn = arena_array(arena, (size_t)count + 1, sizeof *drawn);
    bool good = true;
    if (strcmp(invocation->params, "-") == 0) {
        diag_report(course.session.diag, SEVERITY_ERROR, NOWHERE,
                    "a course reads its roster once for each lab: give it as a file, not as standard input");
        good = false;
    }
    for (int i = 0; i < count && good; i++) {
        struct command_invocation own = *invocation;
        own.into = &drawn[i];
        good = run_lab(&course, command_draw, i, own) && keeps_sets(&course, sets_of(&course, i), &drawn[i]);
    }
    good = good && file_make_folder(arena_printf(arena, "%s/sets", course.folder), course.session.diag);
    struct text names = {0};
    for (int i = 0; i < count && good; i++) {
        good = file_write(sets_of(&course, i), drawn[i].bytes, drawn[i].length, course.session.diag);
        text_printf(&names, "%s\n", sets_of(&course, i));
    }
    if (good)
        command_write(&course.session, &names);
    text_free(&names);
    for (int i = 0; i < count; i++)
        text_free(&drawn[i]);
    return close_course(&course);
}

/* Generate. */

/* A cell with the files of a lab that have the copies of all students, as paths from the schedule. */
static void write_prints(struct course *course, const char *name, struct text *out) {
    const char *folder = arena_printf(course->session.arena, "%s/%s/student", course->output, name);
    struct dirent **entries;
    struct text cell = {0};
    text_puts(&cell, "");
    const int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (strncmp(entries[i]->d_name, "all-", 4) == 0)
            text_printf(&cell, "%s../%s/student/%s", cell.length ? " " : "", name, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    csv_write(out, cell.bytes, false);
    text_free(&cell);
}

/* The plan of the term: what to print when. */
static void write_schedule(struct course *course) {
    struct text out = {0};
    csv_begin(&out);
    csv_write(&out, "date", true);
    for (const char *const *name = (const char *const[]){"lab", "marks", "sets", "print", NULL}; *name; name++)
        csv_write(&out, *name, false);
    csv_end_row(&out);
    for (int i = 0; i < course->term->count; i++) {
        const struct term_lab *lab = &course->term->labs[i];
        csv_write(&out, lab->date ? lab->date : "", true);
        csv_write(&out, lab->name, false);
        if (lab->marks >= 0)
            csv_write_number(&out, lab->marks, false);
        else
            csv_write(&out, "", false);
        csv_write(&out, arena_printf(course->session.arena, "sets/%s.csv", lab->name), false);
        write_prints(course, lab->name, &out);
        csv_end_row(&out);
    }
    file_write(arena_printf(course->session.arena, "%s/schedule.csv", course->folder), out.bytes, out.length,
               course->session.diag);
    text_free(&out);
}

int command_generate_course(const struct command_invocation *invocation) {
    struct course course;
    if (!open_course(&course, invocation))
        return close_course(&course);
    for (int i = 0; i < course.term->count; i++) {
        struct command_invocation own = *invocation;
        own.output = course.output;
        own.params = sets_of(&course, i);
        if (access(own.params, F_OK) != 0) {
            diag_report(course.session.diag, SEVERITY_ERROR, course.term->labs[i].pos,
                        "there is no %s; run `fleetsheet draw %s ROSTER.csv --seed TEXT -o %s` first", own.params,
                        invocation->lab, invocation->output);
            continue;
        }
        run_lab(&course, command_generate, i, own);
    }
    if (!diag_count(course.session.diag, SEVERITY_ERROR))
        write_schedule(&course);
    return close_course(&course);
}

/* Grade. */

/* Grades a lab if somebody has typed answers; returns whether there are any. */
static bool grade_lab(struct course *course, int lab) {
    struct arena *arena = course->session.arena;
    const char *folder = arena_printf(arena, "%s/%s/instructor", course->output, course->term->labs[lab].name);
    struct command_invocation own = *course->invocation;
    own.output = course->output;
    own.params = sets_of(course, lab);
    own.responses = arena_printf(arena, "%s/responses.csv", folder);
    if (access(own.responses, F_OK) != 0)
        return false;
    /* What is wrong in the file is grading's to report, once. */
    struct diag *silent = diag_new_silent();
    const struct source *source = source_read(arena, own.responses, NULL, silent);
    const struct csv *csv = source ? csv_read(arena, source, silent) : NULL;
    diag_free(silent);
    if (csv && !run_responses_typed(csv))
        return false;
    const char *decisions = arena_printf(arena, "%s/decisions.csv", folder);
    own.decisions = access(decisions, F_OK) == 0 ? decisions : NULL;
    run_lab(course, command_grade, lab, own);
    return true;
}

/* The title of a lab that the course gives none. */
static void name_labs(struct course *course) {
    struct units *units = units_new();
    struct diag *silent = diag_new_silent();
    for (int i = 0; i < course->term->count; i++) {
        bool sound;
        struct term_lab *lab = &course->term->labs[i];
        const struct lab *loaded =
            lab->title ? NULL : lab_load_any(course->session.arena, units, lab->lab, &sound, silent);
        if (loaded)
            lab->title = loaded->title;
    }
    diag_free(silent);
    units_free(units);
}

/* The results of the labs that were graded; NULL if there are none. */
static struct term_results *gather(struct course *course) {
    struct command_session *session = &course->session;
    struct term_results *results = term_results_new(session->arena, course->term);
    int graded = 0;
    for (int i = 0; i < course->term->count; i++) {
        const bool answered = grade_lab(course, i);
        const char *folder =
            arena_printf(session->arena, "%s/%s/instructor", course->output, course->term->labs[i].name);
        const char *book = arena_printf(session->arena, "%s/gradebook.csv", folder),
                   *predictions = arena_printf(session->arena, "%s/predictions.csv", folder);
        if (!answered || access(book, F_OK) != 0) {
            diag_report(session->diag, SEVERITY_NOTE, NOWHERE, "%s: no answers yet", course->term->labs[i].name);
            continue;
        }
        const struct source *marks = source_read(session->arena, book, NULL, session->diag),
                            *told = access(predictions, F_OK) == 0
                                        ? source_read(session->arena, predictions, NULL, session->diag)
                                        : NULL;
        graded += marks && term_results_add(results, i, marks, told, session->diag);
    }
    if (!graded)
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                    "no lab of the course has answers; type them into COURSE/LAB/instructor/responses.csv");
    return graded ? results : NULL;
}

/* Writes a progress sheet for each person, and all of them in one file to print. */
static void write_progress(struct course *course, struct command_graded *files, const struct term_results *results) {
    struct command_session *session = &course->session;
    struct term_progress *progress =
        term_progress_new(session->arena, course->term, course->lab.folder, lab_home(session->arena), session->diag);
    if (!progress)
        return;
    static const char all[] = "instructor/feedback/all-progress.pdf";
    struct command_writers writers = {0};
    struct doc_writer *writer = command_writer(session, &writers, &doc_formats[FORMAT_PDF], session->diag);
    struct run_file printed;
    struct page_print_file *print = command_print_file(session, &writers, &doc_formats[FORMAT_PDF], NULL, "progress",
                                                       course->folder, all, &printed, session->diag);
    struct arena *arena = arena_new();
    bool good = writer && print;
    for (size_t i = 0; i < term_results_count(results) && good; i++) {
        arena_reset(arena);
        struct text bytes = {0}, packed = {0};
        const char *id = term_results_id(results, i);
        const struct document *document = term_progress_fill(progress, arena, results, i, session->diag);
        int pages;
        good = document && page_write(writer, document, &bytes, &packed, NULL, &pages, session->diag);
        if (good) {
            const char *path = arena_printf(session->arena, "instructor/feedback/%s-progress.pdf", id);
            const struct run_written written = run_hold_write(files->hold, path, &bytes, session->diag);
            command_graded_settle(files, path, "progress", id, &written);
            page_print_file_add(print, packed.bytes, packed.length);
        }
        text_free(&bytes);
        text_free(&packed);
    }
    arena_free(arena);
    if (good && page_print_file_finish(print, session->diag)) {
        const struct run_written written = run_file_end(&printed, files->hold, session->diag);
        command_graded_settle(files, all, "progress", NULL, &written);
    } else {
        run_file_abandon(&printed);
    }
    page_print_file_free(print);
    command_writers_free(&writers);
}

static void write_term(struct course *course, const struct term_results *results) {
    struct command_session *session = &course->session;
    struct command_graded files = {.session = session, .folder = course->folder};
    const char *manifest = arena_printf(session->arena, "%s/" RUN_GRADED, course->folder);
    files.hold = run_hold_take(course->folder, RUN_GRADED, course->term->name,
                               arena_printf(session->arena, "grade %s", course->invocation->lab),
                               course->invocation->force, session->diag);
    if (files.hold &&
        file_make_folder(arena_printf(session->arena, "%s/instructor/feedback", course->folder), session->diag) &&
        run_leftovers_open(&files.leftovers, manifest, course->term->name, NULL, session->diag)) {
        struct text head = {0};
        run_manifest_head(&head, course->term->name, NULL, NULL);
        command_graded_begin_manifest(&files, head.bytes);
        text_free(&head);
        struct text book = {0};
        csv_begin(&book);
        term_results_print(&book, results);
        command_graded_put(&files, RUN_GRADEBOOK, NULL, &book);
        text_free(&book);
        if (!course->invocation->no_feedback)
            write_progress(course, &files, results);
        if (command_graded_end(&files, course->invocation->replaces))
            session->summary = arena_printf(session->arena, "the term of %zu %s: see %s", term_results_count(results),
                                            term_results_count(results) == 1 ? "person" : "people", course->folder);
    }
    command_graded_close(&files);
}

int command_grade_course(const struct command_invocation *invocation) {
    struct course course;
    if (!open_course(&course, invocation))
        return close_course(&course);
    const struct term_results *results = gather(&course);
    if (results) {
        name_labs(&course);
        write_term(&course, results);
    }
    return close_course(&course);
}
