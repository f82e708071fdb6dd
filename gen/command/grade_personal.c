#include "command/grading.h"
#include "command/handback.h"

/* A person's file: a graded document of the lab, by number, or the ledger; from the number of documents on, the twins
 * of these, pages for screens; behind those, the marked sheet. */
enum { LEDGER = -1 };

static int marked_of(const struct lab *lab) {
    return 2 * lab->graded_count;
}

static const char *personal_path(struct arena *arena, const struct command_grading *grading, const char *id,
                                 const char *stem, int document) {
    const struct lab *lab = grading->session->lab;
    const char *name;
    if (document == LEDGER) {
        name = arena_printf(arena, "%s-ledger.json", stem);
    } else if (document == marked_of(lab)) {
        name = arena_printf(arena, "%s-" COMMAND_MARKED ".pdf", stem);
    } else {
        const bool twin = document >= lab->graded_count;
        const int number = twin ? document - lab->graded_count : document;
        name = arena_printf(arena, "%s-%s.%s", stem, lab->graded[number].name,
                            (twin ? &doc_formats[FORMAT_HTML] : fill_format(grading->templates[number]))->extension);
    }
    return run_fan_path(arena, "instructor/feedback", id, grading->fans, name);
}

void *command_personal_begin(void *context) {
    return command_grader_new(context);
}

void command_personal_end(void *worker) {
    command_grader_free(worker);
}

/* Adds to the files what became of one, its pages, and its bytes if they go into an archive. */
static void put_file(const struct command_grading *grading, int document, const struct run_written *written,
                     const char *packed, size_t length, const struct text *bytes, struct text *files) {
    record_put_number(files, (uint64_t)(document - LEDGER));
    run_written_put(written, files);
    record_put_bytes(files, packed, length);
    const bool is_asked = grading->handback && written->place != PLACE_FAILED;
    record_put_bytes(files, bytes->bytes, is_asked ? bytes->length : 0);
}

/* Puts a person's file in place, and adds it to the files. */
static void put_personal(struct command_grader *grader, const struct parameter_set *set, int document,
                         const struct text *bytes, const struct text *packed, struct text *files, struct diag *diag) {
    const char *path = personal_path(grader->row, grader->grading, set->id, set->stem, document);
    const struct run_written written = run_hold_write(grader->grading->files.hold, path, bytes, diag);
    put_file(grader->grading, document, &written, packed->bytes, packed->length, bytes, files);
}

/* What grading itself reports has been reported before. The record has the files, and what there is to report. */
void command_personal_run(void *worker, size_t number, struct text *record) {
    struct command_grader *grader = worker;
    const struct command_grading *grading = grader->grading;
    struct diag *diag = diag_new(), *silent = diag_new_silent();
    const struct fill_row row = command_grade_row(grader, grading->order[number], silent);
    struct text files = {0}, bytes = {0}, packed = {0}, twin = {0};
    if (row.grade && grading->ledger) {
        grade_ledger_print(&bytes, grading->ledger, row.grade, &grader->written);
        put_personal(grader, row.set, LEDGER, &bytes, &packed, &files, diag);
    }
    for (int i = 0; row.grade && grading->documents && i < grading->session->lab->graded_count; i++) {
        text_clear(&bytes);
        text_clear(&packed);
        text_clear(&twin);
        if (grading->templates[i] && !fill_is_for_class(grading->templates[i]) &&
            command_grader_write(grader, i, &(struct fill_subject){&row, 1, NULL}, &bytes, &packed,
                                 grading->twins ? &twin : NULL, diag)) {
            put_personal(grader, row.set, i, &bytes, &packed, &files, diag);
            text_clear(&packed);
            if (twin.length)
                put_personal(grader, row.set, grading->session->lab->graded_count + i, &twin, &packed, &files, diag);
        }
    }
    const size_t set = grading->responses->rows[grading->order[number]].set;
    if (row.grade && grading->marked && command_marked_has(grading->marked, set)) {
        struct doc_writer *writer = command_writer(grading->session, &grader->writers, &doc_formats[FORMAT_PDF], diag);
        text_clear(&bytes);
        text_clear(&packed);
        if (writer && command_marked_write(grading, writer, grader->row, set, row.grade, &bytes, &packed, diag))
            put_personal(grader, row.set, marked_of(grading->session->lab), &bytes, &packed, &files, diag);
    }
    record_put_bytes(record, files.bytes, files.length);
    diag_put(diag, record);
    text_free(&files);
    text_free(&bytes);
    text_free(&packed);
    text_free(&twin);
    diag_free(diag);
    diag_free(silent);
}

uint64_t command_personal_number(const void *context, size_t number) {
    const struct command_grading *grading = context;
    return grading->responses->rows[grading->order[number]].set;
}

/* Whether this run makes such a file. */
static bool is_made(const struct command_grading *grading, int document) {
    const int count = grading->session->lab->graded_count;
    if (document == LEDGER || document == 2 * count)
        return document == LEDGER ? grading->ledger != NULL : grading->marked != NULL;
    const struct fill_template *template = grading->templates[document % count];
    return template && !fill_is_for_class(template) && (document < count || grading->twins);
}

/* Puts the next file of a part in its place, and adds it to the files. */
static void adopt_file(const struct command_grading *grading, size_t set, const char *folder, struct record *made,
                       struct text *files, struct diag *diag) {
    const int document = LEDGER + (int)record_take_number(made, (uint64_t)(marked_of(grading->session->lab) - LEDGER));
    const struct run_written before = run_written_take(made);
    size_t length = 0, size;
    const char *packed = record_take_bytes(made, &length);
    record_take_bytes(made, &size);
    made->damaged = made->damaged || !is_made(grading, document);
    if (made->damaged)
        return;
    struct arena *arena = arena_new();
    struct text bytes = {0};
    const struct sets_row *row = sets_row(grading->session->sets, set);
    const char *path = personal_path(arena, grading, row->id, row->stem, document);
    const struct run_written written = command_cut_adopt(&before, folder, path, grading->files.hold, &bytes, diag);
    put_file(grading, document, &written, packed, length, &bytes, files);
    text_free(&bytes);
    arena_free(arena);
}

void command_personal_adopt(const void *context, size_t number, struct record *made, const char *folder,
                            struct text *record) {
    const struct command_grading *grading = context;
    struct diag *diag = diag_new();
    struct text files = {0};
    size_t length = 0;
    const char *bytes = record_take_bytes(made, &length);
    struct record before = record_begin(bytes, length);
    bool whole = diag_take(diag, made) && record_end(made);
    while (whole && !before.damaged && before.at < before.end)
        adopt_file(grading, command_personal_number(grading, number), folder, &before, &files, diag);
    if (!whole || before.damaged)
        diag_report(diag, SEVERITY_FAILURE, grading->responses->rows[grading->order[number]].pos,
                    "what a part made for this row is damaged; make that part again");
    record_put_bytes(record, files.bytes, files.length);
    diag_put(diag, record);
    text_free(&files);
    diag_free(diag);
}

/* Takes note of a person's next file. */
static void take_file(struct command_grading *grading, size_t number, struct record *files) {
    const struct sets_row *set = sets_row(grading->session->sets, number);
    const struct lab *lab = grading->session->lab;
    const int document = LEDGER + (int)record_take_number(files, (uint64_t)(marked_of(lab) - LEDGER));
    const struct run_written written = run_written_take(files);
    size_t length = 0, size = 0;
    const char *packed = record_take_bytes(files, &length), *bytes = record_take_bytes(files, &size);
    if (files->damaged)
        return;
    if (length && !grading->is_part)
        command_grade_print_add(grading, grading->writers, document == marked_of(lab) ? lab->graded_count : document,
                                number, packed, length);
    struct arena *arena = arena_new();
    const char *path = personal_path(arena, grading, set->id, set->stem, document);
    command_graded_settle(&grading->files, path,
                          document == LEDGER           ? "ledger"
                          : document == marked_of(lab) ? COMMAND_MARKED
                                                       : lab->graded[document % lab->graded_count].name,
                          set->id, &written);
    if (size)
        command_handback_add(grading->handback, number, document, path, written.place, bytes, size);
    arena_free(arena);
}

void command_personal_take(void *context, size_t number, struct record *record) {
    struct command_grading *grading = context;
    const struct grade_response *response = &grading->responses->rows[grading->order[number]];
    size_t length = 0;
    struct record none = {.damaged = true}, *result = record ? record : &none;
    const char *bytes = record_take_bytes(result, &length);
    struct record files = record_begin(bytes, length);
    bool whole = diag_take(grading->session->diag, result) && record_end(result);
    while (whole && files.at < files.end)
        take_file(grading, response->set, &files);
    if (grading->handback)
        command_handback_end_row(grading->handback, response->set);
    if (!whole || files.damaged) {
        diag_report(grading->session->diag, SEVERITY_FAILURE, response->pos,
                    "the process that made the feedback for this row ended too early; it was not written");
        return;
    }
}
