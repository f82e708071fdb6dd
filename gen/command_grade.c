#include "class_files.h"
#include "command.h"
#include "decisions.h"
#include "fill.h"
#include "gradebook.h"
#include "ledger.h"
#include "output.h"
#include "writer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* One run of grading. */
struct grading {
    struct session *session;
    const struct responses *responses;
    const struct decisions *decisions; /* NULL where there are none */
    struct old_verdicts *old;          /* NULL where nothing is compared */
    struct ledger_writer *ledger;      /* NULL where the lab has none */
    struct template **templates;       /* of the lab's graded documents */
    struct writer *writer;
    struct class_files *class;
    const char *folder; /* OUT/LAB/instructor */
    struct text verdicts, gradebook, changes;
    size_t graded, reviews, counts[VERDICTS];
};

/* SOURCE_DATE_EPOCH as a date; NULL where it is not said: no clock gets into a result. */
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

/* Reads all that is to be read before anything is written. */
static bool prepare(struct grading *grading, const struct invocation *invocation) {
    struct session *session = grading->session;
    const struct source *source = command_read(session, invocation->responses);
    if (source)
        grading->responses = responses_read(session->arena, source, session->lab, session->sets, session->diag);
    if (!grading->responses)
        return false;
    if (invocation->decisions) {
        source = command_read(session, invocation->decisions);
        grading->decisions =
            source ? decisions_read(session->arena, source, session->lab, session->sets, session->diag) : NULL;
        if (!grading->decisions)
            return false;
    }
    if (invocation->against) {
        source = command_read(session, invocation->against);
        grading->old = source ? old_verdicts_read(session->arena, source, session->diag) : NULL;
        if (!grading->old)
            return false;
    }
    struct roster *roster = NULL;
    if (invocation->roster) {
        source = command_read(session, invocation->roster);
        roster = source ? roster_read(session->arena, source, session->diag) : NULL;
        if (!roster)
            return false;
    }
    grading->class = class_files_new(session->arena, session->lab, roster);
    grading->ledger = ledger_writer_new(session->arena, session->lab, updated_date(session->arena));
    const int documents = session->lab->graded_count;
    grading->templates = arena_array(session->arena, (size_t)documents + 1, sizeof *grading->templates);
    for (int i = 0; i < documents; i++) {
        grading->templates[i] = template_load(session->arena, session->lab, &session->lab->graded[i], session->diag);
        if (!grading->templates[i])
            return false;
    }
    if (documents && !(grading->writer = pdf_writer_new(lab_home(session->arena), session->diag)))
        return false;
    grading->folder = arena_printf(session->arena, "%s/%s/instructor", invocation->output, session->lab->name);
    return output_make_folder(arena_printf(session->arena, "%s/feedback", grading->folder), session->diag);
}

static void write_ledger(struct grading *grading, struct arena *arena, const struct grade *grade,
                         const struct response *response) {
    struct text text = {0};
    ledger_print(&text, grading->ledger, grade, response);
    output_write(arena_printf(arena, "%s/feedback/%s-ledger.json", grading->folder, grade->set->stem), text.bytes,
                 text.length, grading->session->diag);
    text_free(&text);
}

/* document: NULL where filling failed. */
static void write_document(struct grading *grading, const struct document *document, const char *path) {
    struct diag *diag = grading->session->diag;
    struct text bytes = {0};
    if (document && writer_begin(grading->writer, document->title, diag) &&
        writer_add(grading->writer, document, false, diag) && writer_finish(grading->writer, &bytes, diag))
        output_write(path, bytes.bytes, bytes.length, diag);
    else
        output_remove(path);
    text_free(&bytes);
}

/* What one person is handed back. */
static void write_documents(struct grading *grading, struct arena *arena, const struct class_row *row) {
    struct session *session = grading->session;
    for (int i = 0; i < session->lab->graded_count; i++)
        if (!template_is_for_class(grading->templates[i]))
            write_document(grading, template_fill_graded(grading->templates[i], arena, row, session->diag),
                           arena_printf(arena, "%s/feedback/%s-%s.pdf", grading->folder, row->set->stem,
                                        session->lab->graded[i].name));
}

/* What is said of the class as a whole. */
static void write_class(struct grading *grading) {
    struct session *session = grading->session;
    const struct class_figures *figures = class_files_figures(grading->class);
    class_files_write(grading->class, grading->folder, session->diag);
    for (int i = 0; i < session->lab->graded_count; i++)
        if (template_is_for_class(grading->templates[i]))
            write_document(grading,
                           template_fill_figures(grading->templates[i], session->arena, figures, session->diag),
                           arena_printf(session->arena, "%s/%s.pdf", grading->folder, session->lab->graded[i].name));
}

/* Grades row by row: a set's values live as long as its row. */
static void grade_all(struct grading *grading) {
    struct session *session = grading->session;
    const struct lab *lab = session->lab;
    struct parameter_sets *sets = session->sets;
    struct grader *grader = grader_new(session->arena, session->units, lab);
    struct key_program *keys = key_program_new(session->arena, lab);
    struct program *program = program_new_all(session->arena, lab->model);
    struct arena *arena = arena_new();
    verdicts_head(&grading->verdicts, sets);
    gradebook_head(&grading->gradebook, lab, sets);
    if (grading->old)
        changes_head(&grading->changes, sets);
    for (size_t i = 0; i < grading->responses->count; i++) {
        const struct response *response = &grading->responses->rows[i];
        struct parameter_set *set = &sets->sets[response->set];
        arena_reset(arena);
        if (!set_evaluate(set, program, lab->model, arena_array(arena, (size_t)lab->model->count, sizeof(double)),
                          session->diag))
            continue;
        const struct key *key = key_compute(arena, keys, set);
        struct grade *grade = grade_answers(arena, grader, set, key, response->answers, session->diag);
        if (grading->decisions)
            decisions_apply(arena, grading->decisions, response->set, grade);
        verdicts_rows(&grading->verdicts, sets, grade);
        gradebook_row(&grading->gradebook, sets, grade);
        if (grading->old)
            changes_rows(&grading->changes, grading->old, sets, grade);
        if (grading->ledger)
            write_ledger(grading, arena, grade, response);
        if (grading->writer)
            write_documents(grading, arena, &(struct class_row){set, key, grade, NULL});
        class_files_add(grading->class, grade);
        for (int q = 0; q < grade->count; q++)
            grading->counts[grade->entries[q].verdict]++;
        grading->graded++;
        set->values = NULL;
    }
    if (grading->old)
        changes_rest(&grading->changes, grading->old, sets);
    arena_free(arena);
    grader_free(grader);
    write_class(grading);
    if (grading->writer)
        writer_free(grading->writer);
}

static void write_table(struct grading *grading, const char *name, struct text *table) {
    struct session *session = grading->session;
    output_write(arena_printf(session->arena, "%s/%s", grading->folder, name), table->bytes, table->length,
                 session->diag);
}

int command_grade(const struct invocation *invocation) {
    struct session session;
    struct grading grading = {.session = &session};
    if (!command_open(&session, invocation, false) || !prepare(&grading, invocation))
        return command_close(&session);
    grade_all(&grading);
    write_table(&grading, "verdicts.csv", &grading.verdicts);
    write_table(&grading, "gradebook.csv", &grading.gradebook);
    output_sync(grading.folder, session.diag);
    if (grading.old)
        command_write(&session, &grading.changes);
    size_t missing = session.sets->count - grading.graded;
    if (missing)
        diag_report(session.diag, SEVERITY_NOTE, (struct pos){0}, "%zu of %zu parameter sets have no graded responses",
                    missing, session.sets->count);
    if (isatty(STDERR_FILENO))
        fprintf(stderr,
                "%zu sheets graded: %zu answers right, %zu wrong, %zu to review, %zu blank, %zu unfit; see %s\n",
                grading.graded, grading.counts[VERDICT_RIGHT], grading.counts[VERDICT_WRONG],
                grading.counts[VERDICT_REVIEW], grading.counts[VERDICT_BLANK], grading.counts[VERDICT_UNFIT],
                grading.folder);
    text_free(&grading.verdicts);
    text_free(&grading.gradebook);
    text_free(&grading.changes);
    return command_close(&session);
}
