#include "command/collecting.h"
#include "returned/returned.h"

#include <string.h>

/* Why a sheet is none of this class; NULL if it is one. */
static const char *why_foreign(const struct command_collecting *collecting, const struct returned_sheet *sheet,
                               size_t set) {
    struct arena *arena = collecting->session->arena;
    if (strcmp(sheet->lab, collecting->session->lab->name) != 0)
        return *sheet->lab ? arena_printf(arena, "it is of the lab '%s'", sheet->lab)
                           : "it does not say which lab it is of";
    if (set == SIZE_MAX)
        return *sheet->id ? arena_printf(arena, "the parameter file has no '%s'", sheet->id)
                          : "it does not say whose it is";
    if (strcmp(sheet->fingerprint, sets_row(collecting->session->sets, set)->fingerprint) != 0)
        return "it was made from other parameters than those of the file";
    return NULL;
}

static void add_answers(struct command_collecting *collecting, struct collect_class *class, const char *path,
                        const struct returned_sheet *sheet, size_t set) {
    struct command_session *session = collecting->session;
    collect_class_seen(class, set);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct returned_answer *from = &sheet->answers[i];
        struct collect_answer answer = {.set = set,
                                        .column = -1,
                                        .text = from->text,
                                        .doubt = from->doubt,
                                        .file = path,
                                        .place = from->place,
                                        .picture = SIZE_MAX,
                                        .seen = ""};
        for (int k = 0; k < collecting->columns.count; k++)
            if (strcmp(collecting->columns.names[k], from->question) == 0)
                answer.column = k;
        if (answer.column < 0)
            continue; /* steps, and what a person marks */
        if (from->row && *from->text)
            answer.text = collect_row_word(session->arena, session->lab, from->question, from->text);
        collect_class_add(class, &answer);
    }
}

bool command_collect_filled(struct command_collecting *collecting, struct collect_class *class, const char *path) {
    struct command_session *session = collecting->session;
    if (command_is_saved(path)) {
        command_collect_saved(collecting, class, path);
        return true;
    }
    const enum returned_kind kind = returned_kind(path);
    if (kind == RETURNED_OTHER)
        return false;
    struct collect_picture *filled = &collecting->filled[collecting->filled_count];
    const struct returned_sheet *sheet = kind == RETURNED_FORM
                                             ? returned_read_form(path, session->arena, session->diag)
                                             : returned_read_book(path, session->arena, session->diag);
    *filled = (struct collect_picture){
        .file = path, .filled = kind == RETURNED_FORM ? "form" : "workbook", .set = SIZE_MAX, .seen = ""};
    collecting->filled_count++;
    if (!sheet) {
        filled->error = "it cannot be read";
        return true;
    }
    filled->set = command_collect_find(collecting, sheet->id, sheet->scenario);
    filled->error = why_foreign(collecting, sheet, filled->set);
    if (filled->error)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE, "%s: it is no sheet of this class: %s", path,
                    filled->error);
    else
        add_answers(collecting, class, path, sheet, filled->set);
    return true;
}
