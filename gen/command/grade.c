#include "grade/grade.h"
#include "command/session.h"
#include "csv/csv.h"
#include "document/document.h"
#include "files/files.h"
#include "fill/fill.h"
#include "page/page.h"
#include "run/run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* One run of grading. */
struct grading {
    struct command_session *session;
    const struct grade_responses *responses;
    const struct grade_decisions *decisions; /* NULL: none */
    struct grade_old_verdicts *old;          /* NULL: nothing to compare with */
    struct grade_ledger_writer *ledger;      /* NULL: the lab has no ledger */
    struct fill_template **templates;        /* of the lab's graded documents */
    struct grade_grader *grader;
    const struct words_grade *words;
    struct key_program *keys;
    struct sets_evaluation *evaluation; /* of EVAL_SETS rows, from a multiple of EVAL_SETS on */
    size_t evaluated;                   /* the row after those; 0: none */
    struct arena *block;                /* holds their sets */
    const struct parameter_set *opened[EVAL_SETS];
    struct grade_class_files *class;
    bool progress;
    /* Made by each process for itself, at its first row. */
    struct arena *arena;
    struct doc_writer *writer;
    const char *place;  /* OUT/LAB */
    const char *folder; /* OUT/LAB/instructor */
    const char *purpose;
    struct run_hold *hold; /* NULL until there is a folder */
    struct text verdicts, gradebook, left, changes;
    bool *is_graded; /* by set */
    size_t graded, reviews, counts[VERDICTS];
};

/* SOURCE_DATE_EPOCH as a date; NULL if it is not set. Results never depend on the clock. */
static const char *updated_date(struct arena *arena) {
    const char *text = getenv("SOURCE_DATE_EPOCH");
    char *end;
    long long seconds = text ? strtoll(text, &end, 10) : 0;
    time_t when = (time_t)seconds;
    struct tm date;
    char printed[40];
    if (!text || !*text || *end || !gmtime_r(&when, &date) ||
        !strftime(printed, sizeof printed, "%Y-%m-%dT%H:%M:%SZ", &date))
        return NULL;
    return arena_strdup(arena, printed);
}

/* The language of the first document that people get back. Everything else that grading writes is in it too. */
static const struct words_language *feedback_language(const struct grading *grading) {
    for (int i = 0; i < grading->session->lab->graded_count; i++)
        if (!fill_is_for_class(grading->templates[i]))
            return words_language_lookup(fill_language(grading->templates[i]));
    return words_language_lookup("en");
}

/* The passages of the lab that messages quote: `context` is a template for passages. */
static const char *passage_text(void *context, struct arena *arena, const struct parameter_set *set,
                                const struct key *key, const struct lab_text *passage, struct diag *diag) {
    return fill_passage(context, arena, set, key, passage, diag);
}

/* Takes hold of the folder that results go to. */
static bool take_hold(struct grading *grading) {
    struct command_session *session = grading->session;
    if (!grading->hold)
        grading->hold =
            run_hold_take(grading->place, RUN_MANIFEST, session->lab->name, grading->purpose, false, session->diag);
    return grading->hold != NULL;
}

/* Compares the sets with those that were printed, by the manifest in the folder. */
static struct grade_printed compare_printed(struct grading *grading, const struct command_invocation *invocation) {
    enum { EXPLAINED = 20 };
    struct command_session *session = grading->session;
    const struct parameter_sets *sets = session->sets;
    struct run_printed *printed =
        run_printed_read(session->arena, grading->place, RUN_MANIFEST, session->lab, grading->hold);
    if (run_printed_from(printed) == PRINTED_NOTHING) {
        diag_report(session->diag, SEVERITY_NOTE, (struct pos){0},
                    "%s has no manifest, so that nothing is known of what was printed: the sets are taken from %s",
                    grading->place, invocation->params);
        return (struct grade_printed){0};
    }
    const char **others = arena_array(session->arena, sets->count + 1, sizeof *others);
    size_t unknown = 0, explained = 0;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sets->count; i++) {
        const struct sets_row *row = &sets->rows[i];
        const struct run_printed_set *before = run_printed_find(printed, row->id, row->scenario);
        unknown += !before && !row->bad;
        if (!before || row->bad || (*before->fingerprint && strcmp(before->fingerprint, row->fingerprint) == 0))
            continue;
        arena_reset(arena);
        const struct parameter_set *set = sets_open(sets, i, arena);
        if (run_printed_is_same(printed, before, set))
            continue;
        struct text how = {0};
        if (explained++ >= EXPLAINED || run_printed_differences(printed, set, &how) <= 0)
            text_printf(&how, "its fingerprint was %s and is %s", before->fingerprint, set->fingerprint);
        others[i] = arena_strdup(session->arena, how.bytes);
        text_free(&how);
    }
    arena_free(arena);
    if (unknown)
        diag_report(session->diag, SEVERITY_NOTE, (struct pos){0},
                    "%zu of %zu sets of %s are not among those that were printed in %s", unknown,
                    sets->count - sets->bad_count, invocation->params, grading->place);
    return (struct grade_printed){others, invocation->force};
}

/* Reads all input before anything is written. A folder that is there is held from the beginning, since what was printed
 * is read from it. */
static bool prepare(struct grading *grading, const struct command_invocation *invocation) {
    struct command_session *session = grading->session;
    grading->place = arena_printf(session->arena, "%s/%s", invocation->output, session->lab->name);
    grading->purpose = arena_printf(session->arena, "grade %s %s", session->lab->name, invocation->params);
    if (access(grading->place, F_OK) == 0 && !take_hold(grading))
        return false;
    const struct source *source = command_read(session, invocation->responses);
    const struct grade_printed printed = compare_printed(grading, invocation);
    struct sets_names *names = sets_names_new(session->arena, session->sets);
    if (source)
        grading->responses =
            grade_responses_read(session->arena, source, session->lab, session->sets, names, &printed, session->diag);
    if (!grading->responses)
        return false;
    if (invocation->decisions) {
        source = command_read(session, invocation->decisions);
        grading->decisions =
            source ? grade_decisions_read(session->arena, source, session->lab, session->sets, session->diag) : NULL;
        if (!grading->decisions)
            return false;
    }
    if (invocation->against) {
        source = command_read(session, invocation->against);
        grading->old = source ? grade_old_verdicts_read(session->arena, source, session->diag) : NULL;
        if (!grading->old)
            return false;
    }
    struct sets_roster *roster = NULL;
    if (invocation->roster) {
        source = command_read(session, invocation->roster);
        roster = source ? sets_roster_read(session->arena, source, session->diag) : NULL;
        if (!roster)
            return false;
    }
    grading->ledger = grade_ledger_writer_new(session->arena, session->lab, updated_date(session->arena));
    const int documents = session->lab->graded_count;
    grading->templates = arena_array(session->arena, (size_t)documents + 1, sizeof *grading->templates);
    for (int i = 0; i < documents; i++) {
        grading->templates[i] = fill_load(session->arena, session->lab, &session->lab->graded[i], session->diag);
        if (!grading->templates[i])
            return false;
    }
    const struct words_language *language = feedback_language(grading);
    grading->words = words_grade_lookup(language);
    struct answer_language paper;
    paper.tag = fill_paper_language(session->arena, session->lab, &paper.comma);
    grading->grader =
        grade_new(session->arena, session->units, session->lab, paper, language,
                  (struct grade_passages){passage_text, fill_passages_new(session->arena, session->lab, language)});
    grading->keys = key_program_new(session->arena, session->lab);
    grading->evaluation = sets_evaluation_new(session->arena, session->lab->model);
    grading->class = grade_class_files_new(session->arena, session->lab, roster, names, language);
    grading->progress = isatty(STDERR_FILENO);
    grading->folder = arena_printf(session->arena, "%s/instructor", grading->place);
    grading->is_graded = arena_array(session->arena, session->sets->count + 1, sizeof *grading->is_graded);
    return true;
}

static void write_ledger(struct grading *grading, const struct grade *grade, size_t number) {
    struct text text = {0};
    const struct grade_written written = grade_responses_open(grading->responses, number, grading->arena);
    grade_ledger_print(&text, grading->ledger, grade, &written);
    file_write(arena_printf(grading->arena, "%s/feedback/%s-ledger.json", grading->folder, grade->set->stem),
               text.bytes, text.length, grading->session->diag);
    text_free(&text);
}

/* Opens and evaluates the sets of the rows around this one, unless they were evaluated last. Returns the row's place
 * among them. */
static size_t evaluate_around(struct grading *grading, size_t number) {
    size_t row = number % EVAL_SETS, first = number - row, count = grading->responses->count - first;
    if (count > EVAL_SETS)
        count = EVAL_SETS;
    if (grading->evaluated == first + count)
        return row;
    if (grading->block)
        arena_reset(grading->block);
    else
        grading->block = arena_new();
    for (size_t i = 0; i < count; i++)
        grading->opened[i] = sets_open(grading->session->sets, grading->responses->rows[first + i].set, grading->block);
    sets_evaluation_run(grading->evaluation, grading->opened, count);
    grading->evaluated = first + count;
    return row;
}

/* Grades row `number` in the arena of this process, which forgets the row before. `grade` is NULL if the set is bad. */
static struct fill_class_row grade_row(struct grading *grading, size_t number, struct diag *diag) {
    const struct model *model = grading->session->lab->model;
    const struct grade_response *response = &grading->responses->rows[number];
    if (grading->arena)
        arena_reset(grading->arena);
    else
        grading->arena = arena_new();
    struct arena *arena = grading->arena;
    struct parameter_set *set = arena_alloc(arena, sizeof *set);
    const size_t place = evaluate_around(grading, number);
    *set = *grading->opened[place];
    double *values = arena_array(arena, (size_t)model->count, sizeof *values);
    if (!sets_evaluation_take(grading->evaluation, place, set, values, diag))
        return (struct fill_class_row){set, NULL, NULL};
    const struct key *key = key_compute(arena, grading->keys, set);
    const struct grade_written written = grade_responses_open(grading->responses, number, arena);
    struct grade *grade =
        grade_answers(arena, grading->grader, set, key, written.answers, grading->responses->misnamed, diag);
    if (grading->decisions)
        grade_decisions_apply(arena, grading->decisions, grading->words, response->set, grade, diag);
    return (struct fill_class_row){set, key, grade};
}

/* Grades all rows into tables and ledgers. Folders are made once something is graded; false if that fails. */
static bool grade_all(struct grading *grading) {
    struct command_session *session = grading->session;
    const struct parameter_sets *sets = session->sets;
    csv_begin(&grading->verdicts);
    csv_begin(&grading->gradebook);
    csv_begin(&grading->left);
    grade_verdicts_head(&grading->verdicts, sets);
    grade_book_head(&grading->gradebook, session->lab, sets);
    grade_reviews_head(&grading->left, sets);
    if (grading->old)
        grade_changes_head(&grading->changes, sets);
    for (size_t i = 0; i < grading->responses->count; i++) {
        const struct grade *grade = grade_row(grading, i, session->diag).grade;
        if (!grade)
            continue;
        if (!grading->graded && !take_hold(grading))
            return false;
        if (!grading->graded &&
            !file_make_folder(arena_printf(session->arena, "%s/feedback", grading->folder), session->diag))
            return false;
        grade_verdicts_rows(&grading->verdicts, sets, grade);
        grade_book_row(&grading->gradebook, sets, grade);
        grade_reviews_rows(&grading->left, sets, grade);
        grade_class_files_add(grading->class, grade);
        if (grading->old)
            grade_changes_rows(&grading->changes, grading->old, sets, grading->words, grade, session->diag);
        if (grading->ledger)
            write_ledger(grading, grade, i);
        for (int q = 0; q < grade->count; q++)
            grading->counts[grade->entries[q].verdict]++;
        grading->is_graded[grading->responses->rows[i].set] = true;
        grading->graded++;
    }
    if (grading->old)
        grade_changes_rest(&grading->changes, grading->old, sets);
    return true;
}

/* Writes a document to a file. If that fails, removes the file of an earlier run. */
static void write_document(struct grading *grading, struct document *document, const char *path, struct diag *diag) {
    struct text bytes = {0};
    if (document && !grading->writer)
        grading->writer = page_writer_new(lab_home(grading->session->arena), grading->session->lab->folder, diag);
    if (document && grading->writer && doc_writer_begin(grading->writer, document->title, diag) &&
        doc_writer_add(grading->writer, document, diag) && doc_writer_finish(grading->writer, &bytes, diag))
        file_write(path, bytes.bytes, bytes.length, diag);
    else
        file_remove(path);
    text_free(&bytes);
}

/* Makes the documents that one person gets back. What grading itself reports has been reported before. The result is
 * the counts of this process's diagnostics, then their text. */
static void make_feedback(void *context, size_t number, struct text *result) {
    struct grading *grading = context;
    struct diag *diag = diag_new(), *silent = diag_new_silent();
    const struct fill_class_row row = grade_row(grading, number, silent);
    for (int i = 0; i < grading->session->lab->graded_count && row.grade; i++) {
        struct fill_template *template = grading->templates[i];
        if (fill_is_for_class(template))
            continue;
        const char *path = arena_printf(grading->arena, "%s/feedback/%s-%s.pdf", grading->folder, row.set->stem,
                                        grading->session->lab->graded[i].name);
        write_document(grading, fill_graded(template, grading->arena, &row, diag), path, diag);
    }
    struct diag_counts counts = diag_counts(diag);
    text_append(result, (const char *)&counts, sizeof counts);
    text_puts(result, diag_text(diag));
    diag_free(diag);
    diag_free(silent);
}

static void take_feedback(void *context, size_t number, const char *result, size_t length) {
    struct grading *grading = context;
    struct diag_counts counts;
    if (!result || length < sizeof counts) {
        diag_report(grading->session->diag, SEVERITY_FAILURE, grading->responses->rows[number].pos,
                    "the process that made the feedback for this row ended too early; it was not written");
        return;
    }
    memcpy(&counts, result, sizeof counts);
    diag_merge(grading->session->diag, result + sizeof counts, counts);
    if (grading->progress && (number + 1 == grading->responses->count || number % 16 == 0))
        fprintf(stderr, number + 1 < grading->responses->count ? "\r%zu of %zu sheets" : "\r\033[K", number + 1,
                grading->responses->count);
}

static void write_table(struct grading *grading, const char *name, struct text *table) {
    struct command_session *session = grading->session;
    file_write(arena_printf(session->arena, "%s/%s", grading->folder, name), table->bytes, table->length,
               session->diag);
}

/* Writes what is left to review, unless somebody has typed decisions into the file of the run before. */
static void write_reviews(struct grading *grading) {
    struct command_session *session = grading->session;
    const char *path = arena_printf(session->arena, "%s/reviews.csv", grading->folder);
    if (grade_reviews_decided(path))
        diag_report(session->diag, SEVERITY_WARNING, (struct pos){0},
                    "%s has decisions in it and is left as it is; move it away, pass it with --decisions, and the next "
                    "run writes what is left to review",
                    path);
    else
        write_table(grading, "reviews.csv", &grading->left);
}

/* Writes the figures of the class as tables and documents, and the marks for the system that the roster came from. */
static void write_class(struct grading *grading, bool documents) {
    struct command_session *session = grading->session;
    const struct grade_class_figures *figures = grade_class_files_figures(grading->class);
    grade_class_files_write(grading->class, grading->folder, session->diag);
    for (int i = 0; i < session->lab->graded_count && documents; i++)
        if (fill_is_for_class(grading->templates[i]))
            write_document(grading, fill_report(grading->templates[i], session->arena, figures, session->diag),
                           arena_printf(session->arena, "%s/%s.pdf", grading->folder, session->lab->graded[i].name),
                           session->diag);
}

/* Removes or just notes a file that an earlier run wrote for somebody who is not graded now. */
static void clear_file(struct grading *grading, const char *name, bool removes, struct text *names, size_t *count) {
    enum { NAMED = 4 };
    const char *path = arena_printf(grading->arena, "%s/feedback/%s", grading->folder, name);
    if (access(path, F_OK) != 0)
        return;
    if (removes)
        file_remove(path);
    if (*count < NAMED)
        text_printf(names, "%s%s", *count ? ", " : "", name);
    else if (*count == NAMED)
        text_puts(names, ", …");
    (*count)++;
}

/* Feedback that an earlier run wrote for people who are not graded now does not match the new verdicts: it is removed.
 * After an error it stays, since it may be of people whom the error left out. */
static void clear_feedback(struct grading *grading) {
    const struct command_session *session = grading->session;
    const bool removes = diag_count(session->diag, SEVERITY_ERROR) == 0;
    struct text names = {0};
    size_t count = 0;
    for (size_t i = 0; i < session->sets->count; i++) {
        const char *stem = session->sets->rows[i].stem;
        if (grading->is_graded[i] || session->sets->rows[i].bad) /* a bad one may have the files of a good one */
            continue;
        arena_reset(grading->arena);
        for (int d = 0; d < session->lab->graded_count; d++)
            if (!fill_is_for_class(grading->templates[d]))
                clear_file(grading, arena_printf(grading->arena, "%s-%s.pdf", stem, session->lab->graded[d].name),
                           removes, &names, &count);
        if (grading->ledger)
            clear_file(grading, arena_printf(grading->arena, "%s-ledger.json", stem), removes, &names, &count);
    }
    if (count)
        diag_report(session->diag, SEVERITY_NOTE, (struct pos){grading->responses->rows[0].pos.source, 0, 0},
                    removes ? "removed %zu file%s that an earlier run wrote for people who are no longer among the "
                              "responses: %s"
                            : "kept %zu file%s that an earlier run wrote for people who were not graded now; they do "
                              "not match the new verdicts: %s",
                    count, count == 1 ? "" : "s", names.bytes);
    text_free(&names);
}

static void finish(struct grading *grading) {
    struct command_session *session = grading->session;
    if (grading->old)
        command_write(session, &grading->changes);
    size_t missing = session->sets->count - grading->graded;
    if (missing)
        diag_report(session->diag, SEVERITY_NOTE, (struct pos){0}, "%zu of %zu parameter sets have no graded responses",
                    missing, session->sets->count);
    session->summary = arena_printf(
        session->arena, "%zu sheet%s graded: %zu answers right, %zu wrong, %zu to review, %zu blank, %zu unfit; see %s",
        grading->graded, grading->graded == 1 ? "" : "s", grading->counts[VERDICT_RIGHT],
        grading->counts[VERDICT_WRONG], grading->counts[VERDICT_REVIEW], grading->counts[VERDICT_BLANK],
        grading->counts[VERDICT_UNFIT], grading->folder);
}

/* Frees what the session's arena does not hold, however far grading got, and returns the exit status. */
static int close_grading(struct grading *grading) {
    text_free(&grading->verdicts);
    text_free(&grading->gradebook);
    text_free(&grading->left);
    text_free(&grading->changes);
    if (grading->grader)
        grade_free(grading->grader);
    if (grading->writer)
        doc_writer_free(grading->writer);
    arena_free(grading->arena);
    arena_free(grading->block);
    run_hold_release(grading->hold, false);
    return command_close(grading->session);
}

int command_grade(const struct command_invocation *invocation) {
    struct command_session session;
    struct grading grading = {.session = &session};
    if (!command_open(&session, invocation, SETS_TO_OPEN) || !command_has_questions(&session, "grade") ||
        !prepare(&grading, invocation))
        return close_grading(&grading);
    const bool documents = !invocation->no_feedback;
    struct run_jobs_plan plan = {.task_count = grading.responses->count,
                                 .processes = invocation->processes ? invocation->processes : run_processors(),
                                 .run = make_feedback,
                                 .deliver = take_feedback,
                                 .context = &grading};
    if (!grade_all(&grading))
        return close_grading(&grading);
    if (!grading.graded) {
        diag_report(session.diag, SEVERITY_ERROR, (struct pos){0},
                    "no row of %s could be graded; nothing is written, and files of earlier runs stay",
                    invocation->responses);
        return close_grading(&grading);
    }
    write_table(&grading, "verdicts.csv", &grading.verdicts);
    write_table(&grading, "gradebook.csv", &grading.gradebook);
    write_reviews(&grading);
    write_class(&grading, documents);
    if (documents && session.lab->graded_count && plan.task_count)
        run_jobs(&plan, session.diag);
    clear_feedback(&grading);
    file_sync(grading.folder, session.diag);
    finish(&grading);
    return close_grading(&grading);
}
