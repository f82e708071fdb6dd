#include "grade/grade.h"
#include "command/grading.h"
#include "command/handback.h"
#include "csv/csv.h"
#include "files/files.h"
#include "fill/fill.h"
#include "run/run.h"
#include "zip/zip.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

bool command_take_bundle(const char *name, void *bundles) {
    *(bool *)bundles = strcmp(name, "person") == 0;
    return *(bool *)bundles;
}

/* The date that grades bear; NULL if none is set. */
static const char *updated_date(struct arena *arena) {
    time_t seconds;
    struct tm date;
    char printed[40];
    if (!version_date(&seconds, &date) || !strftime(printed, sizeof printed, "%Y-%m-%dT%H:%M:%SZ", &date))
        return NULL;
    return arena_strdup(arena, printed);
}

/* The language of the first document that people get back. Everything else that grading writes is in it too. */
static const struct words_language *feedback_language(const struct command_grading *grading) {
    for (int i = 0; i < grading->session->lab->graded_count; i++)
        if (grading->templates[i] && !fill_is_for_class(grading->templates[i]))
            return words_language_lookup(fill_language(grading->templates[i]));
    return words_language_lookup("en");
}

/* Takes hold of the folder that results go to. */
static bool take_hold(struct command_grading *grading) {
    struct command_session *session = grading->session;
    if (!grading->files.hold)
        grading->files.hold = run_hold_take(grading->files.folder, RUN_GRADED, session->lab->name, grading->purpose,
                                            grading->force || grading->is_part, session->diag);
    if (grading->files.hold && grading->fans)
        run_hold_fan_out(grading->files.hold);
    return grading->files.hold != NULL;
}

/* Loads the templates of the graded documents that are made. False after reporting an error. */
static bool load_templates(struct command_grading *grading, const char *wanted) {
    struct command_session *session = grading->session;
    const struct lab *lab = session->lab;
    const char **names = arena_array(session->arena, (size_t)lab->graded_count + 1, sizeof *names);
    size_t count = 0;
    bool found = false;
    grading->templates = arena_array(session->arena, (size_t)lab->graded_count + 1, sizeof *grading->templates);
    for (int i = 0; i < lab->graded_count; i++) {
        const struct lab_document *document = &lab->graded[i];
        const bool asked = wanted && strcmp(wanted, document->name) == 0;
        if (document->on_request)
            names[count++] = document->name;
        found = found || asked;
        if (document->on_request && !asked)
            continue;
        grading->templates[i] = fill_load(session->arena, lab, document, session->diag);
        if (!grading->templates[i])
            return false;
    }
    if (wanted && !found)
        diag_report_near(session->diag, SEVERITY_ERROR, NOWHERE, name_nearest(wanted, names, count), NULL,
                         "%s has no document '%s' that grading makes on request", lab->name, wanted);
    return found || !wanted;
}

/* The rows in the order of their sets, which is that of the class. */
static const size_t *order_of_sets(struct arena *arena, const struct grade_responses *responses, size_t sets) {
    size_t *of_set = arena_array(arena, sets + 1, sizeof *of_set);
    size_t *order = arena_array(arena, responses->count + 1, sizeof *order), count = 0;
    for (size_t i = 0; i < responses->count; i++)
        of_set[responses->rows[i].set] = i + 1;
    for (size_t i = 0; i < sets; i++)
        if (of_set[i])
            order[count++] = of_set[i] - 1;
    return order;
}

/* The names in an archive as a merge has them from the parts, which do not keep the archive: each ends with a NUL. */
static const char *const *names_of_parts(struct arena *arena, const struct source *source, size_t *count) {
    const char **names = arena_array(arena, source->length + 1, sizeof *names), *end = source->bytes + source->length;
    for (const char *at = source->bytes; at < end; at += strlen(at) + 1)
        names[(*count)++] = at;
    return names;
}

/* Reads the names of what people handed in. */
static bool read_submissions(struct command_grading *grading, const char *path) {
    struct command_session *session = grading->session;
    size_t count = 0;
    const char *const *names = NULL;
    if (session->parts) {
        const struct source *source = command_read(session, path);
        names = source ? names_of_parts(session->arena, source, &count) : NULL;
    } else if ((names = zip_read_names(session->arena, path, &count, session->diag)) != NULL) {
        struct text all = {0};
        for (size_t i = 0; i < count; i++)
            text_append(&all, names[i], strlen(names[i]) + 1);
        run_provenance_add_input(session->provenance, path, arena_strndup(session->arena, all.bytes, all.length),
                                 all.length);
        text_free(&all);
    }
    if (names)
        lms_take_submissions(grading->roster, names, count, path);
    return names;
}

/* Reads the roster, and the names of what its people handed in. */
static bool read_roster(struct command_grading *grading, const struct command_invocation *invocation,
                        const struct lms_map *map) {
    struct command_session *session = grading->session;
    if (!invocation->roster)
        return true;
    const struct source *source = command_read(session, invocation->roster);
    grading->roster =
        source ? lms_roster_read(session->arena, source, lms_map_of(session->arena, map, "roster"), session->diag)
               : NULL;
    if (!grading->roster || !invocation->submissions)
        return grading->roster;
    const char *name = lms_roster_file_name(grading->roster);
    if (!name || strcmp(name, "canvas-import.csv") != 0) {
        diag_report(
            session->diag, SEVERITY_ERROR, NOWHERE,
            "--submissions is for Canvas, and '%s' is no roster of Canvas; a grading worksheet of Moodle is enough "
            "for its feedback",
            invocation->roster);
        return false;
    }
    return read_submissions(grading, invocation->submissions);
}

/* Reads the files that what people get back depends on. False after reporting an error, if the parts of a merge are of
 * others, too. */
static bool read_what_is_made(struct command_grading *grading, const struct command_invocation *invocation) {
    struct command_session *session = grading->session;
    struct command_writers writers = {0};
    run_provenance_pause(session->provenance, false);
    bool good = load_templates(grading, invocation->document) && command_marked_read(grading);
    if (good) {
        grading->language = feedback_language(grading);
        good = command_read_papers(grading, invocation);
    }
    run_provenance_pause(session->provenance, true);
    if (good)
        command_note_writers(session, &writers, (const struct fill_template *const *)grading->templates,
                             session->lab->graded_count);
    command_writers_free(&writers);
    return good && command_cut_check(session, invocation);
}

/* Reads all input before anything is written. A folder that is there is held from the beginning, since what was printed
 * is read from it. */
static bool prepare(struct command_grading *grading, const struct command_invocation *invocation) {
    struct command_session *session = grading->session;
    grading->place = arena_printf(session->arena, "%s/%s", invocation->output, session->lab->name);
    grading->purpose = arena_printf(session->arena, "grade %s %s", session->lab->name, invocation->params);
    grading->is_part = invocation->of;
    grading->documents = !invocation->no_feedback;
    grading->twins = invocation->twins;
    grading->fans = invocation->fans;
    grading->force = invocation->force;
    grading->files =
        (struct command_graded){.session = session, .folder = command_place(session, invocation), .name = RUN_GRADED};
    if (access(grading->files.folder, F_OK) == 0 && !take_hold(grading))
        return false;
    const struct source *source = command_read(session, invocation->responses);
    struct lms_map *map;
    if (!command_read_columns(session, invocation, &map))
        return false;
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
    bool bad = !source;
    const struct csv_view *view =
        source ? command_answers_view(session, source,
                                      invocation->roster ? lms_map_of(session->arena, map, "responses") : map,
                                      (enum lms_attempt)invocation->attempt, &bad)
               : NULL;
    if (!bad)
        grading->responses = grade_responses_read(session->arena, source, view, session->lab, session->sets, names,
                                                  &printed, session->diag);
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
    if (!read_roster(grading, invocation, map))
        return false;
    grading->ledger = grade_ledger_writer_new(session->arena, session->lab, updated_date(session->arena));
    grading->order = order_of_sets(session->arena, grading->responses, sets_count(session->sets));
    if (!read_what_is_made(grading, invocation))
        return false;
    grading->class = grade_class_files_new(session->arena, session->lab, grading->roster, names, grading->language,
                                           invocation->bundles);
    grading->folder = arena_printf(session->arena, "%s/instructor", grading->files.folder);
    struct run_marks *marks = &grading->marks;
    marks->is_graded = arena_array(session->arena, sets_count(session->sets) + 1, sizeof *marks->is_graded);
    marks->has_answers = arena_array(session->arena, sets_count(session->sets) + 1, sizeof *marks->has_answers);
    marks->answered = arena_array(session->arena, (size_t)session->lab->question_count + 1, sizeof *marks->answered);
    marks->has_column = grading->responses->has_column;
    return true;
}

/* Counts the answers of a row that is graded. */
static void count_answers(struct command_grading *grading, size_t number, struct arena *arena) {
    const struct grade_written written = grade_responses_get(grading->responses, number, arena);
    for (int q = 0; q < grading->session->lab->question_count; q++) {
        if (grade_is_blank(written.answers[q]) && !written.points[q])
            continue;
        grading->marks.answered[q]++;
        grading->marks.has_answers[grading->responses->rows[number].set] = true;
    }
}

/* Finds the rows that can be graded: those whose set has values. Nothing is written before that is known. */
static void find_graded(struct command_grading *grading, struct command_grader *grader) {
    const struct model *model = grading->session->lab->model;
    double *values = arena_array(grading->session->arena, (size_t)model->count, sizeof *values);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < grading->responses->count; i++) {
        struct parameter_set set;
        const bool good = command_grader_evaluate(grader, i, &set, values, grading->session->diag);
        grading->marks.is_graded[grading->responses->rows[i].set] = good;
        grading->graded += good;
        arena_reset(arena);
        if (good)
            count_answers(grading, i, arena);
    }
    arena_free(arena);
}

/* Grades all rows. Verdicts and the gradebook are written as they come. */
static void grade_all(struct command_grading *grading, struct command_grader *grader) {
    struct command_session *session = grading->session;
    const struct parameter_sets *sets = session->sets;
    const struct words_grade *words = words_grade_lookup(grading->language);
    struct run_file verdicts, gradebook, predictions;
    const bool predicts = grade_has_predictions(session->lab);
    run_file_begin(&verdicts, grading->place, "instructor/verdicts.csv", session->diag);
    run_file_begin(&gradebook, grading->place, RUN_GRADEBOOK, session->diag);
    csv_begin(&verdicts.held);
    csv_begin(&gradebook.held);
    if (predicts) {
        run_file_begin(&predictions, grading->place, "instructor/predictions.csv", session->diag);
        csv_begin(&predictions.held);
        grade_predictions_head(&predictions.held, sets);
    }
    csv_begin(&grading->left);
    grade_verdicts_head(&verdicts.held, sets);
    grade_book_head(&gradebook.held, session->lab, sets);
    grade_reviews_head(&grading->left, sets);
    if (grading->old)
        grade_changes_head(&grading->changes, sets);
    for (size_t i = 0; i < grading->responses->count; i++) {
        if (!grading->marks.is_graded[grading->responses->rows[i].set])
            continue;
        const struct fill_row row = command_grade_row(grader, i, session->diag);
        const struct grade *grade = row.grade;
        grade_verdicts_rows(&verdicts.held, sets, grade);
        grade_book_row(&gradebook.held, sets, grade);
        grade_reviews_rows(&grading->left, sets, grade);
        grade_class_files_add(grading->class, grade);
        if (grading->old)
            grade_changes_rows(&grading->changes, grading->old, sets, words, grade, session->diag);
        for (int q = 0; q < grade->count; q++)
            grading->counts[grade->entries[q].verdict]++;
        if (predicts) {
            grade_predictions_rows(grader->row, &predictions.held, sets, &grader->passages, grade, row.key,
                                   grading->language, session->diag);
            run_file_pass(&predictions);
        }
        run_file_pass(&verdicts);
        run_file_pass(&gradebook);
    }
    command_graded_end_table(&grading->files, &verdicts);
    command_graded_end_table(&grading->files, &gradebook);
    if (predicts)
        command_graded_end_table(&grading->files, &predictions);
    if (grading->old)
        grade_changes_rest(&grading->changes, grading->old, sets);
}

static void put_table(void *context, const char *name, const struct text *table) {
    struct command_grading *grading = context;
    command_graded_put(&grading->files, arena_printf(grading->session->arena, "instructor/%s", name), NULL, table);
}

/* Writes what is left to review, unless somebody has typed something into the file of the run before. */
static void write_reviews(struct command_grading *grading) {
    struct command_session *session = grading->session;
    const char *path = arena_printf(session->arena, "%s/reviews.csv", grading->folder);
    /* What is there now is ours unless it has decisions in it; what somebody types from now on is not. */
    bool readable = run_hold_accept(grading->files.hold, "instructor/reviews.csv", session->diag);
    if (readable && grade_reviews_decided(path, session->diag)) {
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    "%s has decisions in it and is left as it is; move it away, pass it with --decisions, and the next "
                    "run writes what is left to review",
                    path);
        command_graded_keep(&grading->files, "instructor/reviews.csv");
    } else if (readable) {
        put_table(grading, "reviews.csv", &grading->left);
    }
}

/* Writes the figures of the class as tables and documents, and the marks for the system that the roster came from. */
static void write_class(struct command_grading *grading, struct command_grader *grader) {
    struct command_session *session = grading->session;
    const struct lab *lab = session->lab;
    const struct grade_class_figures *figures = grade_class_files_figures(grading->class);
    grade_class_files_print(grading->class, put_table, grading, session->diag);
    for (int i = 0; i < lab->graded_count && grading->documents; i++) {
        struct text bytes = {0};
        if (grading->templates[i] && fill_is_for_class(grading->templates[i]) &&
            command_grader_write(grader, i, &(struct fill_subject){.figures = figures}, &bytes, NULL, NULL,
                                 session->diag))
            command_graded_put(&grading->files,
                               arena_printf(session->arena, "instructor/%s.%s", lab->graded[i].name,
                                            fill_format(grading->templates[i])->extension),
                               lab->graded[i].name, &bytes);
        text_free(&bytes);
    }
}

static void note_ungraded(const struct command_grading *grading) {
    enum { NAMED = 8 };
    const struct parameter_sets *sets = grading->session->sets;
    struct run_names names = {0};
    for (size_t i = 0; i < sets_count(sets); i++)
        if (!grading->marks.is_graded[i])
            run_names_add_set(&names, NAMED, sets_row(sets, i)->id, sets_row(sets, i)->scenario);
    if (names.count)
        diag_report(grading->session->diag, SEVERITY_NOTE, NOWHERE,
                    "%zu of %zu parameter sets %s no graded responses: %s", names.count, sets_count(sets),
                    names.count == 1 ? "has" : "have", names.text.bytes);
    text_free(&names.text);
}

/* Who answered on no page that came back as a picture. */
static void note_unmarked(const struct command_grading *grading) {
    enum { NAMED = 8 };
    struct run_names names = {0};
    for (size_t i = 0; grading->marked && i < grading->responses->count; i++) {
        const size_t set = grading->responses->rows[grading->order[i]].set;
        const struct sets_row *row = sets_row(grading->session->sets, set);
        if (grading->marks.is_graded[set] && grading->marks.has_answers[set] &&
            !command_marked_has(grading->marked, set))
            run_names_add_set(&names, NAMED, row->id, row->scenario);
    }
    if (names.count)
        diag_report(grading->session->diag, SEVERITY_NOTE, NOWHERE,
                    "no marked sheet for %zu of those graded, no page of whose came back as a scan or photograph: %s",
                    names.count, names.text.bytes);
    text_free(&names.text);
}

/* What is not of single people. */
static void grade_class(struct command_grading *grading, struct command_grader *grader,
                        const struct command_invocation *invocation) {
    grade_all(grading, grader);
    write_reviews(grading);
    write_class(grading, grader);
    grading->handback = command_handback_open(grading, grading->roster, invocation->bundles);
}

static void end_part(struct command_grading *grading) {
    struct run_written written;
    command_cut_end(&grading->cut, grading->session, grading->files.hold, &written);
    command_graded_settle(&grading->files, RUN_PART, NULL, NULL, &written);
}

static void finish(struct command_grading *grading) {
    struct command_session *session = grading->session;
    if (grading->is_part) {
        session->summary =
            arena_printf(session->arena, "part %d of %d of %zu sheets graded, in %s", grading->cut.run.shard,
                         grading->cut.run.of, grading->graded, grading->files.folder);
        return;
    }
    if (grading->old)
        command_write(session, &grading->changes);
    note_ungraded(grading);
    note_unmarked(grading);
    session->summary = arena_printf(
        session->arena,
        "%zu sheet%s graded: %zu answer%s right,%s %zu wrong, %zu to review, %zu blank, %zu unfit; see %s",
        grading->graded, grading->graded == 1 ? "" : "s", grading->counts[VERDICT_RIGHT],
        grading->counts[VERDICT_RIGHT] == 1 ? "" : "s",
        grading->counts[VERDICT_PARTLY] ? arena_printf(session->arena, " %zu partly,", grading->counts[VERDICT_PARTLY])
                                        : "",
        grading->counts[VERDICT_WRONG], grading->counts[VERDICT_REVIEW], grading->counts[VERDICT_BLANK],
        grading->counts[VERDICT_UNFIT], grading->folder);
}

/* Frees what the session's arena does not hold, however far grading got, and returns the exit status. */
static int close_grading(struct command_grading *grading, struct command_grader *grader) {
    command_cut_abandon(&grading->cut);
    command_grade_prints_abandon(grading);
    command_handback_close(grading->handback);
    command_grader_free(grader);
    text_free(&grading->left);
    text_free(&grading->changes);
    command_graded_close(&grading->files);
    return command_close(grading->session);
}

int command_grade(const struct command_invocation *invocation) {
    struct command_session session;
    struct command_grading grading = {.session = &session};
    if (!command_open_run(&session, invocation, "grade", true) || !command_has_questions(&session, "grade") ||
        !prepare(&grading, invocation))
        return close_grading(&grading, NULL);
    struct run_jobs_plan plan = {.task_count = grading.responses->count,
                                 .what = "sheets",
                                 .processes = invocation->processes ? invocation->processes : run_processors(),
                                 .begin = command_personal_begin,
                                 .end = command_personal_end,
                                 .run = command_personal_run,
                                 .deliver = command_personal_take,
                                 .context = &grading,
                                 .number = command_personal_number,
                                 .adopt = command_personal_adopt};
    struct command_grader *grader = command_grader_new(&grading);
    grading.writers = &grader->writers;
    find_graded(&grading, grader);
    if (!grading.graded) {
        diag_report(session.diag, SEVERITY_ERROR, NOWHERE,
                    "no row of %s could be graded; nothing is written, and files of earlier runs stay",
                    invocation->responses);
        return close_grading(&grading, grader);
    }
    const bool replaces = invocation->replaces || grading.is_part;
    if ((!replaces && !command_graded_guard(&grading.files, &grading.marks, invocation->responses)) ||
        !take_hold(&grading) ||
        !command_cut_may_write(&session, invocation, grading.files.hold, grading.files.folder) ||
        command_is_made(&session, invocation, grading.files.hold, grading.files.folder,
                        command_graded_head(&grading.files, invocation)) ||
        !file_make_folder(arena_printf(session.arena, "%s/feedback", grading.folder), session.diag) ||
        !command_graded_begin(&grading.files, invocation, &grading.marks) ||
        !command_cut_begin(&grading.cut, &session, invocation, grading.files.folder))
        return close_grading(&grading, grader);
    if (!grading.is_part)
        grade_class(&grading, grader, invocation);
    if (grading.ledger || grading.marked || (grading.documents && session.lab->graded_count))
        run_jobs_cut(&plan, &grading.cut.run, session.diag);
    if (grading.is_part)
        end_part(&grading);
    command_grade_prints_finish(&grading);
    if (grading.handback)
        command_handback_finish(grading.handback);
    /* After an error, the files of people who are not graded may be those whom the error left out. */
    if (command_graded_end(&grading.files, replaces && diag_count(session.diag, SEVERITY_ERROR) == 0))
        finish(&grading);
    return close_grading(&grading, grader);
}
