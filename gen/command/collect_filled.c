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

/* Misses what a page of a form asks and the form has no field for: it was cut to some of its pages. Whether there is
 * anything. */
static bool miss_fields(const struct command_collecting *collecting, struct collect_class *class, size_t number,
                        const bool *has, const char *path) {
    const struct collect_page *page = &collecting->geometry->pages[number];
    const struct scan_page *shape = &collecting->geometry->shapes[number];
    const char *why = arena_printf(collecting->session->arena, "page %d is not in the form %s", page->number, path);
    bool missed = false;
    for (int i = 0; i < shape->box_count + shape->area_count; i++) {
        const int column = i < shape->box_count ? page->boxes[i].column : page->areas[i - shape->box_count].column;
        if (column < 0 || has[column])
            continue;
        missed = true;
        collect_class_miss(class, page->set, column, why);
    }
    return missed;
}

static void find_missing(struct command_collecting *collecting, struct collect_class *class, const char *path,
                         const struct returned_sheet *sheet, size_t set) {
    struct command_session *session = collecting->session;
    const struct collect_geometry *geometry = collecting->geometry;
    bool *has = arena_array(session->arena, (size_t)collecting->columns.count + 1, sizeof *has);
    struct text missing = {0};
    int count = 0;
    for (size_t i = 0; i < sheet->count; i++)
        for (int k = 0; k < collecting->columns.count; k++)
            has[k] = has[k] || strcmp(collecting->columns.names[k], sheet->answers[i].question) == 0;
    for (size_t i = 0; i < geometry->count; i++)
        if (geometry->pages[i].set == set && strcmp(geometry->pages[i].document, sheet->document) == 0 &&
            miss_fields(collecting, class, i, has, path))
            text_printf(&missing, "%s%d", count++ ? ", " : "", geometry->pages[i].number);
    if (count)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    count == 1 ? "%s: page %s of the form of %s is not in it"
                               : "%s: pages %s of the form of %s are not in it",
                    path, missing.bytes, sheet->id);
    text_free(&missing);
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
    if (!filled->error && kind == RETURNED_FORM)
        find_missing(collecting, class, path, sheet, filled->set);
    return true;
}
