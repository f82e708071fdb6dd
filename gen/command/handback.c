#include "command/handback.h"

#include "csv/csv.h"
#include "lms/lms.h"
#include "zip/zip.h"

#include <stdlib.h>
#include <string.h>

/* What one person gets back, until the last of their rows is done. */
struct bundle {
    size_t left; /* rows */
    const char *stem, *id;
    struct text bytes;
    struct zip_output zip;
};

struct command_handback {
    struct command_grading *grading;
    struct lms_roster *roster; /* NULL: there is no archive for a system */
    struct run_file file;
    struct zip_output zip;
    bool open;
    struct bundle *bundles; /* by number of an id; NULL: nobody asked for them */
    size_t bundle_count;
    struct table *ids;
    struct text mail;
};

static void begin_bundles(struct command_handback *handback) {
    const struct command_grading *grading = handback->grading;
    const struct parameter_sets *sets = grading->session->sets;
    const struct grade_responses *responses = grading->responses;
    static const char *const names[] = {"id", "name", "email", "marks", "out_of", "attachment"};
    handback->ids = table_new(grading->session->arena);
    handback->bundles = arena_array(grading->session->arena, responses->count + 1, sizeof *handback->bundles);
    for (size_t i = 0; i < responses->count; i++) {
        const struct sets_row *row = sets_row(sets, responses->rows[grading->order[i]].set);
        const size_t number = table_add(handback->ids, 0, row->id, strlen(row->id));
        struct bundle *bundle = &handback->bundles[number];
        if (number == handback->bundle_count)
            handback->bundle_count++;
        if (!bundle->id)
            *bundle = (struct bundle){.stem = row->stem, .id = row->id, .zip = zip_begin(zip_put_text, NULL)};
        bundle->left++;
    }
    csv_begin(&handback->mail);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_write(&handback->mail, names[i], i == 0);
    csv_end_row(&handback->mail);
}

static struct bundle *bundle_of(struct command_handback *handback, size_t set) {
    const char *id = sets_row(handback->grading->session->sets, set)->id;
    return handback->bundles ? &handback->bundles[table_find(handback->ids, 0, id, strlen(id))] : NULL;
}

/* Whether people get a document back. */
static bool has_documents(const struct command_grading *grading) {
    for (int i = 0; grading->documents && i < grading->session->lab->graded_count; i++)
        if (grading->templates[i] && !fill_is_for_class(grading->templates[i]))
            return true;
    return false;
}

struct command_handback *command_handback_open(struct command_grading *grading, struct lms_roster *roster,
                                               bool bundles) {
    const char *name = roster && has_documents(grading) ? lms_handback_file_name(roster) : NULL;
    if (!name && !bundles)
        return NULL;
    struct command_session *session = grading->session;
    struct command_handback *handback = arena_alloc(session->arena, sizeof *handback);
    *handback = (struct command_handback){.grading = grading, .roster = roster, .open = name};
    if (name) {
        run_file_begin(&handback->file, grading->place, arena_printf(session->arena, "instructor/%s", name),
                       session->diag);
        handback->zip = zip_begin(run_file_put, &handback->file);
    }
    if (bundles)
        begin_bundles(handback);
    return handback;
}

/* What is at a path now, if somebody changed it. NULL if it cannot be read. */
static const struct source *changed_file(struct command_handback *handback, struct arena *arena, const char *path) {
    struct diag *silent = diag_new_silent();
    const struct source *source =
        source_read(arena, arena_printf(arena, "%s/%s", handback->grading->place, path), NULL, silent);
    diag_free(silent);
    return source;
}

void command_handback_add(struct command_handback *handback, size_t set, int document, const char *path,
                          enum run_place place, const char *bytes, size_t length) {
    struct command_session *session = handback->grading->session;
    struct arena *arena = arena_new();
    const char *name = strrchr(path, '/') + 1, *id = sets_row(session->sets, set)->id;
    const struct source *changed = place == PLACE_CHANGED ? changed_file(handback, arena, path) : NULL;
    if (changed) {
        bytes = changed->bytes;
        length = changed->length;
    }
    const char *in_system =
        handback->open && document >= 0 ? lms_handback_path(handback->roster, arena, id, name, session->diag) : NULL;
    if (in_system)
        zip_add(&handback->zip, in_system, bytes, length);
    struct bundle *bundle = bundle_of(handback, set);
    if (bundle) {
        bundle->zip.context = &bundle->bytes;
        zip_add(&bundle->zip, name, bytes, length);
    }
    arena_free(arena);
}

/* The row of a person in the table for mail merge. */
static void put_mail(struct command_handback *handback, const struct bundle *bundle, size_t set, const char *attachment,
                     struct arena *arena) {
    struct command_session *session = handback->grading->session;
    const struct grade_person_marks person = grade_class_files_person(handback->grading->class, bundle->id);
    const char *of_roster = handback->roster ? lms_roster_address(handback->roster, bundle->id) : NULL;
    const struct parameter_set *its = sets_get(session->sets, set, arena);
    csv_write(&handback->mail, bundle->id, true);
    csv_write(&handback->mail, its->name, false);
    csv_write(&handback->mail, of_roster ? of_roster : person.address ? person.address : "", false);
    csv_write_number(&handback->mail, number_round_significant(person.marks, 15), false);
    csv_write_number(&handback->mail, number_round_significant(person.out_of, 15), false);
    csv_write(&handback->mail, attachment, false);
    csv_end_row(&handback->mail);
}

void command_handback_end_row(struct command_handback *handback, size_t set) {
    struct command_session *session = handback->grading->session;
    struct bundle *bundle = bundle_of(handback, set);
    if (!bundle || --bundle->left)
        return;
    struct arena *arena = arena_new();
    const size_t files = bundle->zip.count;
    const char *path = run_fan_path(arena, "instructor/feedback", bundle->id, handback->grading->fans,
                                    arena_printf(arena, "%s-bundle.zip", bundle->stem));
    bundle->zip.context = &bundle->bytes;
    if (files && zip_end(&bundle->zip)) {
        const struct run_written written =
            run_hold_write(handback->grading->files.hold, path, &bundle->bytes, session->diag);
        command_graded_settle(&handback->grading->files, path, "bundle", bundle->id, &written);
        put_mail(handback, bundle, set, strchr(path, '/') + 1, arena);
    }
    zip_abandon(&bundle->zip);
    text_free(&bundle->bytes);
    arena_free(arena);
}

void command_handback_finish(struct command_handback *handback) {
    struct command_session *session = handback->grading->session;
    if (handback->open) {
        handback->open = false;
        if (!zip_end(&handback->zip))
            diag_report(
                session->diag, SEVERITY_ERROR, NOWHERE,
                "'%s' has more than 65,535 files or 4 GiB, which is too much for a zip archive; grade a part of "
                "the class at a time",
                handback->file.path);
        const struct run_written written = run_file_end(&handback->file, handback->grading->files.hold, session->diag);
        command_graded_settle(&handback->grading->files, handback->file.path, NULL, NULL, &written);
    }
    if (handback->bundles)
        command_graded_put(&handback->grading->files, "instructor/mail-merge.csv", NULL, &handback->mail);
}

void command_handback_close(struct command_handback *handback) {
    if (!handback)
        return;
    if (handback->open) {
        zip_abandon(&handback->zip);
        run_file_abandon(&handback->file);
    }
    for (size_t i = 0; handback->bundles && i < handback->bundle_count; i++) {
        zip_abandon(&handback->bundles[i].zip);
        text_free(&handback->bundles[i].bytes);
    }
    text_free(&handback->mail);
}
