#include "grade/grade.h"
#include "command/graded.h"
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
    bool progress, documents, force;
    /* Made by each process for itself, at its first row. */
    struct arena *arena;
    struct grade_written written; /* what is in the row graded last */
    struct doc_writer *writer;
    const char *place;  /* OUT/LAB */
    const char *folder; /* OUT/LAB/instructor */
    const char *purpose;
    struct command_graded files;
    struct text left, changes;
    struct run_marks marks;
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
    if (!grading->files.hold)
        grading->files.hold = run_hold_take(grading->place, RUN_GRADED, session->lab->name, grading->purpose,
                                            grading->force, session->diag);
    return grading->files.hold != NULL;
}

/* Reads all input before anything is written. A folder that is there is held from the beginning, since what was printed
 * is read from it. */
static bool prepare(struct grading *grading, const struct command_invocation *invocation) {
    struct command_session *session = grading->session;
    grading->place = arena_printf(session->arena, "%s/%s", invocation->output, session->lab->name);
    grading->purpose = arena_printf(session->arena, "grade %s %s", session->lab->name, invocation->params);
    grading->documents = !invocation->no_feedback;
    grading->force = invocation->force;
    grading->files = (struct command_graded){.session = session, .folder = grading->place};
    if (access(grading->place, F_OK) == 0 && !take_hold(grading))
        return false;
    const struct source *source = command_read(session, invocation->responses);
    struct run_printed *before =
        run_printed_read(session->arena, grading->place, RUN_MANIFEST, RUN_VALUES, session->lab, session->diag);
    if (!before ||
        (!run_guard_model(
             before, session->sets, session->lab, grading->place,
             invocation->force ? "" : "; nothing is graded. Bring back that model, or grade with this one (--force)",
             invocation->force ? SEVERITY_WARNING : SEVERITY_ERROR, session->diag) &&
         !invocation->force))
        return false;
    const struct grade_printed printed = command_compare_printed(session, invocation, grading->place, before);
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
    struct run_marks *marks = &grading->marks;
    marks->is_graded = arena_array(session->arena, sets_count(session->sets) + 1, sizeof *marks->is_graded);
    marks->has_answers = arena_array(session->arena, sets_count(session->sets) + 1, sizeof *marks->has_answers);
    marks->answered = arena_array(session->arena, (size_t)session->lab->question_count + 1, sizeof *marks->answered);
    marks->has_column = grading->responses->has_column;
    return true;
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
static struct fill_row grade_row(struct grading *grading, size_t number, struct diag *diag) {
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
        return (struct fill_row){set, NULL, NULL};
    const struct key *key = key_compute(arena, grading->keys, set);
    grading->written = grade_responses_open(grading->responses, number, arena);
    struct grade *grade =
        grade_answers(arena, grading->grader, set, key, grading->written.answers, grading->responses->misnamed, diag);
    if (grading->decisions)
        grade_decisions_apply(arena, grading->decisions, grading->words, response->set, grade, diag);
    return (struct fill_row){set, key, grade};
}

/* Counts the answers of a row that is graded. */
static void count_answers(struct grading *grading, size_t number, struct arena *arena) {
    const struct grade_written written = grade_responses_open(grading->responses, number, arena);
    for (int q = 0; q < grading->session->lab->question_count; q++) {
        if (grade_is_blank(written.answers[q]))
            continue;
        grading->marks.answered[q]++;
        grading->marks.has_answers[grading->responses->rows[number].set] = true;
    }
}

/* Finds the rows that can be graded: those whose set has values. Nothing is written before that is known. */
static void find_graded(struct grading *grading) {
    const struct model *model = grading->session->lab->model;
    double *values = arena_array(grading->session->arena, (size_t)model->count, sizeof *values);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < grading->responses->count; i++) {
        const size_t place = evaluate_around(grading, i);
        struct parameter_set set = *grading->opened[place];
        const bool good = sets_evaluation_take(grading->evaluation, place, &set, values, grading->session->diag);
        grading->marks.is_graded[grading->responses->rows[i].set] = good;
        grading->graded += good;
        arena_reset(arena);
        if (good)
            count_answers(grading, i, arena);
    }
    arena_free(arena);
}

/* Grades all rows. Verdicts and the gradebook are written as they come. */
static void grade_all(struct grading *grading) {
    struct command_session *session = grading->session;
    const struct parameter_sets *sets = session->sets;
    struct command_table verdicts, gradebook;
    command_table_begin(&verdicts, &grading->files, "instructor/verdicts.csv");
    command_table_begin(&gradebook, &grading->files, RUN_GRADEBOOK);
    csv_begin(&grading->left);
    grade_verdicts_head(&verdicts.rows, sets);
    grade_book_head(&gradebook.rows, session->lab, sets);
    grade_reviews_head(&grading->left, sets);
    if (grading->old)
        grade_changes_head(&grading->changes, sets);
    for (size_t i = 0; i < grading->responses->count; i++) {
        if (!grading->marks.is_graded[grading->responses->rows[i].set])
            continue;
        const struct grade *grade = grade_row(grading, i, session->diag).grade;
        grade_verdicts_rows(&verdicts.rows, sets, grade);
        grade_book_row(&gradebook.rows, sets, grade);
        grade_reviews_rows(&grading->left, sets, grade);
        grade_class_files_add(grading->class, grade);
        if (grading->old)
            grade_changes_rows(&grading->changes, grading->old, sets, grading->words, grade, session->diag);
        for (int q = 0; q < grade->count; q++)
            grading->counts[grade->entries[q].verdict]++;
        command_table_pass(&verdicts);
        command_table_pass(&gradebook);
    }
    command_table_end(&verdicts, &grading->files);
    command_table_end(&gradebook, &grading->files);
    if (grading->old)
        grade_changes_rest(&grading->changes, grading->old, sets);
}

/* Makes the bytes of a document. False, after reporting an error, if it cannot be made. */
static bool write_document(struct grading *grading, struct fill_template *template, struct arena *arena,
                           const struct fill_subject *subject, struct text *bytes, struct diag *diag) {
    struct document *document = fill_document(template, arena, subject, diag).document;
    if (document && !grading->writer)
        grading->writer = page_writer_new(lab_home(grading->session->arena), grading->session->lab->folder, diag);
    return document && grading->writer && doc_writer_begin(grading->writer, document->title, diag) &&
           doc_writer_add(grading->writer, document, diag) && doc_writer_finish(grading->writer, bytes, diag);
}

/* A person's file: a graded document of the lab, by number, or the ledger. */
enum { LEDGER = -1 };
struct personal_file {
    int document;
    enum run_place place;
    size_t bytes;
    struct run_digest digest;
};

/* What a process has to tell about a row: its diagnostics, whose text follows, and before it the files. */
struct personal_files {
    struct diag_counts counts;
    size_t count;
};

static const char *personal_path(struct arena *arena, const struct lab *lab, const char *stem, int document) {
    return document == LEDGER ? arena_printf(arena, "instructor/feedback/%s-ledger.json", stem)
                              : arena_printf(arena, "instructor/feedback/%s-%s.pdf", stem, lab->graded[document].name);
}

/* Puts a person's file in place, and adds to the result what became of it. */
static void put_personal(struct grading *grading, const struct parameter_set *set, int document,
                         const struct text *bytes, struct text *result, struct diag *diag) {
    const char *path = personal_path(grading->arena, grading->session->lab, set->stem, document);
    struct personal_file file = {document, PLACE_FAILED, bytes->length, run_digest_of(bytes->bytes, bytes->length)};
    file.place = run_hold_write(grading->files.hold, path, bytes->bytes, bytes->length, file.digest, diag);
    text_append(result, (const char *)&file, sizeof file);
}

/* Makes the ledger and the documents that one person gets back. What grading itself reports has been reported before.
 */
static void make_personal(void *context, size_t number, struct text *result) {
    struct grading *grading = context;
    struct diag *diag = diag_new(), *silent = diag_new_silent();
    const struct fill_row row = grade_row(grading, number, silent);
    struct text files = {0}, bytes = {0};
    if (row.grade && grading->ledger) {
        grade_ledger_print(&bytes, grading->ledger, row.grade, &grading->written);
        put_personal(grading, row.set, LEDGER, &bytes, &files, diag);
    }
    for (int i = 0; row.grade && grading->documents && i < grading->session->lab->graded_count; i++) {
        struct fill_template *template = grading->templates[i];
        text_clear(&bytes);
        if (!fill_is_for_class(template) &&
            write_document(grading, template, grading->arena, &(struct fill_subject){&row, 1, NULL}, &bytes, diag))
            put_personal(grading, row.set, i, &bytes, &files, diag);
    }
    const struct personal_files made = {diag_counts(diag), files.length / sizeof(struct personal_file)};
    text_append(result, (const char *)&made, sizeof made);
    text_append(result, files.bytes, files.length);
    text_puts(result, diag_text(diag));
    text_free(&files);
    text_free(&bytes);
    diag_free(diag);
    diag_free(silent);
}

static void take_personal(void *context, size_t number, const char *result, size_t length) {
    struct grading *grading = context;
    const struct lab *lab = grading->session->lab;
    const struct sets_row *set = sets_row(grading->session->sets, grading->responses->rows[number].set);
    struct personal_files made;
    if (!result || length < sizeof made) {
        diag_report(grading->session->diag, SEVERITY_FAILURE, grading->responses->rows[number].pos,
                    "the process that made the feedback for this row ended too early; it was not written");
        return;
    }
    memcpy(&made, result, sizeof made);
    result += sizeof made;
    for (size_t i = 0; i < made.count; i++, result += sizeof(struct personal_file)) {
        struct personal_file file;
        memcpy(&file, result, sizeof file);
        struct arena *arena = arena_new();
        const struct run_leftover listed = {personal_path(arena, lab, set->stem, file.document),
                                            file.document == LEDGER ? "ledger" : lab->graded[file.document].name,
                                            set->id, file.bytes, file.digest};
        command_graded_settle(&grading->files, &listed, file.place);
        arena_free(arena);
    }
    diag_merge(grading->session->diag, result, made.counts);
    if (grading->progress && (number + 1 == grading->responses->count || number % 16 == 0))
        fprintf(stderr, number + 1 < grading->responses->count ? "\r%zu of %zu sheets" : "\r\033[K", number + 1,
                grading->responses->count);
}

static void put_table(void *context, const char *name, const struct text *table) {
    struct grading *grading = context;
    command_graded_put(&grading->files, arena_printf(grading->session->arena, "instructor/%s", name), NULL, NULL,
                       table);
}

/* Writes what is left to review, unless somebody has typed something into the file of the run before. */
static void write_reviews(struct grading *grading) {
    struct command_session *session = grading->session;
    const char *path = arena_printf(session->arena, "%s/reviews.csv", grading->folder);
    /* What is there now is ours unless it has decisions in it; what somebody types from now on is not. */
    bool readable = run_hold_accept(grading->files.hold, "instructor/reviews.csv", session->diag);
    if (readable && grade_reviews_decided(path, session->diag)) {
        diag_report(session->diag, SEVERITY_WARNING, (struct pos){0},
                    "%s has decisions in it and is left as it is; move it away, pass it with --decisions, and the next "
                    "run writes what is left to review",
                    path);
        command_graded_keep(&grading->files, "instructor/reviews.csv");
    } else if (readable) {
        put_table(grading, "reviews.csv", &grading->left);
    }
}

/* Writes the figures of the class as tables and documents, and the marks for the system that the roster came from. */
static void write_class(struct grading *grading) {
    struct command_session *session = grading->session;
    const struct lab *lab = session->lab;
    const struct grade_class_figures *figures = grade_class_files_figures(grading->class);
    grade_class_files_print(grading->class, put_table, grading, session->diag);
    for (int i = 0; i < lab->graded_count && grading->documents; i++) {
        struct text bytes = {0};
        if (fill_is_for_class(grading->templates[i]) &&
            write_document(grading, grading->templates[i], session->arena, &(struct fill_subject){.figures = figures},
                           &bytes, session->diag))
            command_graded_put(&grading->files, arena_printf(session->arena, "instructor/%s.pdf", lab->graded[i].name),
                               lab->graded[i].name, NULL, &bytes);
        text_free(&bytes);
    }
}

static void note_ungraded(const struct grading *grading) {
    enum { NAMED = 8 };
    const struct parameter_sets *sets = grading->session->sets;
    struct run_names names = {0};
    for (size_t i = 0; i < sets_count(sets); i++)
        if (!grading->marks.is_graded[i])
            run_names_add_set(&names, NAMED, sets_row(sets, i)->id, sets_row(sets, i)->scenario);
    if (names.count)
        diag_report(grading->session->diag, SEVERITY_NOTE, (struct pos){0},
                    "%zu of %zu parameter sets %s no graded responses: %s", names.count, sets_count(sets),
                    names.count == 1 ? "has" : "have", names.text.bytes);
    text_free(&names.text);
}

static void finish(struct grading *grading) {
    struct command_session *session = grading->session;
    if (grading->old)
        command_write(session, &grading->changes);
    note_ungraded(grading);
    session->summary = arena_printf(
        session->arena,
        "%zu sheet%s graded: %zu answer%s right, %zu wrong, %zu to review, %zu blank, %zu unfit; see %s",
        grading->graded, grading->graded == 1 ? "" : "s", grading->counts[VERDICT_RIGHT],
        grading->counts[VERDICT_RIGHT] == 1 ? "" : "s", grading->counts[VERDICT_WRONG], grading->counts[VERDICT_REVIEW],
        grading->counts[VERDICT_BLANK], grading->counts[VERDICT_UNFIT], grading->folder);
}

/* Frees what the session's arena does not hold, however far grading got, and returns the exit status. */
static int close_grading(struct grading *grading) {
    text_free(&grading->left);
    text_free(&grading->changes);
    if (grading->grader)
        grade_free(grading->grader);
    if (grading->writer)
        doc_writer_free(grading->writer);
    arena_free(grading->arena);
    arena_free(grading->block);
    command_graded_close(&grading->files);
    return command_close(grading->session);
}

int command_grade(const struct command_invocation *invocation) {
    struct command_session session;
    struct grading grading = {.session = &session};
    if (!command_open(&session, invocation, SETS_OF_FILE) || !command_has_questions(&session, "grade") ||
        !prepare(&grading, invocation))
        return close_grading(&grading);
    struct run_jobs_plan plan = {.task_count = grading.responses->count,
                                 .processes = invocation->processes ? invocation->processes : run_processors(),
                                 .run = make_personal,
                                 .deliver = take_personal,
                                 .context = &grading};
    find_graded(&grading);
    if (!grading.graded) {
        diag_report(session.diag, SEVERITY_ERROR, (struct pos){0},
                    "no row of %s could be graded; nothing is written, and files of earlier runs stay",
                    invocation->responses);
        return close_grading(&grading);
    }
    bool replaces = invocation->replaces;
    if ((!replaces && !command_graded_guard(&grading.files, &grading.marks, invocation->responses)) ||
        !take_hold(&grading) ||
        !file_make_folder(arena_printf(session.arena, "%s/feedback", grading.folder), session.diag) ||
        !command_graded_begin(&grading.files, &grading.marks))
        return close_grading(&grading);
    grade_all(&grading);
    write_reviews(&grading);
    write_class(&grading);
    if (grading.ledger || (grading.documents && session.lab->graded_count))
        run_jobs(&plan, session.diag);
    /* After an error, the files of people who are not graded may be those whom the error left out. */
    if (command_graded_end(&grading.files, replaces && diag_count(session.diag, SEVERITY_ERROR) == 0))
        finish(&grading);
    return close_grading(&grading);
}
