/* The guard: what a run would destroy of a class's work is found before anything is written. */
#include "run/run.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED = 8 };
enum fate { FATE_MISSING, FATE_BAD, FATE_OTHER, FATE_MOVED, FATE_SAME };

/* Appends `; WHAT: NAMES`, and frees the names. */
static void put_names(struct text *out, struct run_names *names, const char *what) {
    if (names->count)
        text_printf(out, "%s%zu %s: %s", out->length ? "; " : "", names->count, what, names->text.bytes);
    text_free(&names->text);
}

/* Reports, at the row, that a set is not the one that was printed, and in which columns. */
static void report_other(struct run_printed *printed, const struct run_printed_set *before,
                         const struct parameter_set *set, struct pos pos, const char *advice, struct diag *diag) {
    struct text columns = {0};
    if (run_printed_differences(printed, set, &columns) <= 0)
        text_printf(&columns, "its fingerprint was %s and is %s", before->fingerprint, set->fingerprint);
    diag_report(diag, SEVERITY_ERROR, pos, "the set of '%s'%s%s is not the one that was printed: %s%s", set->id,
                *set->scenario ? ", scenario " : "", set->scenario, columns.bytes, advice);
    text_free(&columns);
}

/* Whether the set's files would have the names that they had. If not, they would take those of another scenario: this
 * is reported at the row. */
static bool has_place(struct run_printed *printed, const struct run_printed_set *before, const char *stem,
                      struct pos pos, const char *advice, struct diag *diag) {
    const char *was = run_printed_stem(printed, before);
    if (strcmp(was, stem) == 0)
        return true;
    diag_report(diag, SEVERITY_ERROR, pos,
                "the files of '%s', scenario %s, were called '%s-...' and would now be '%s-...', since the rows of "
                "this id are in another order%s",
                before->id, before->scenario, was, stem, advice);
    return false;
}

/* What becomes of a printed set whose row is this one. */
static enum fate fate_of_row(struct run_printed *printed, const struct run_printed_set *before,
                             const struct parameter_sets *sets, size_t number, size_t *others, struct diag *diag) {
    const struct sets_row *row = sets_row(sets, number);
    if (row->bad)
        return FATE_BAD;
    if (!*before->fingerprint || strcmp(before->fingerprint, row->fingerprint) != 0) {
        struct arena *arena = arena_new();
        const struct parameter_set *set = sets_get(sets, number, arena);
        bool same = run_printed_is_same(printed, before, set);
        if (!same && ++*others <= NAMED)
            report_other(printed, before, set, sets_row_pos(sets, number), "", diag);
        arena_free(arena);
        if (!same)
            return FATE_OTHER;
    }
    return has_place(printed, before, row->stem, sets_row_pos(sets, number), "", diag) ? FATE_SAME : FATE_MOVED;
}

bool run_guard_class(struct run_printed *printed, const struct parameter_sets *sets, const char *params,
                     const char *folder, struct diag *diag) {
    size_t count, others = 0;
    const struct run_printed_set *before = run_printed_sets(printed, &count);
    unsigned char *fates = alloc_bytes(count + 1);
    memset(fates, FATE_MISSING, count + 1);
    for (size_t i = 0; i < sets_count(sets); i++) {
        const struct run_printed_set *found =
            run_printed_find(printed, sets_row(sets, i)->id, sets_row(sets, i)->scenario);
        if (found && fates[found - before] <= FATE_BAD)
            fates[found - before] = (unsigned char)fate_of_row(printed, found, sets, i, &others, diag);
    }
    struct run_names names[FATE_SAME] = {0};
    size_t lost = 0;
    for (size_t i = 0; i < count; i++) {
        if (fates[i] == FATE_SAME || (before[i].earlier && fates[i] <= FATE_BAD))
            continue;
        run_names_add_set(&names[fates[i]], NAMED, before[i].id, before[i].scenario);
        lost++;
    }
    struct text which = {0};
    put_names(&which, &names[FATE_MISSING], "not in the file");
    put_names(&which, &names[FATE_BAD], "with an error in the row");
    put_names(&which, &names[FATE_OTHER], "with other numbers");
    put_names(&which, &names[FATE_MOVED], "whose files would become another scenario's");
    if (lost)
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "%s has the work of a class, and this run with %s would destroy that of %zu of its %zu sets (%s); "
                    "nothing is written. For single people's files use --id; for another class, another folder (-o); "
                    "to replace the work of the class, --replace",
                    folder, params, lost, count, which.bytes);
    text_free(&which);
    free(fates);
    return lost == 0;
}

/* What becomes of the marks of a sheet that is graded again. */
enum marks_fate { MARKS_MISSING, MARKS_OTHER, MARKS_NAMED, MARKS_EMPTY, MARKS_KEPT };
static enum marks_fate fate_of_marks(struct run_printed *graded, const struct run_printed_set *before,
                                     const struct parameter_sets *sets, size_t number, bool has_answers) {
    if (*before->fingerprint && strcmp(before->fingerprint, sets_row(sets, number)->fingerprint) != 0)
        return MARKS_OTHER;
    if (before->name && sets_has_name(sets)) {
        struct arena *arena = arena_new();
        struct diag *silent = diag_new_silent();
        const struct parameter_set *set = sets_get(sets, number, arena);
        run_printed_check_name(graded, set->id, set->name, set->name_pos, silent);
        const bool is_other = diag_count(silent, SEVERITY_WARNING) > 0;
        diag_free(silent);
        arena_free(arena);
        if (is_other)
            return MARKS_NAMED;
    }
    return before->has_answers && !has_answers ? MARKS_EMPTY : MARKS_KEPT;
}

/* Reports the questions that were answered before and are by nobody now. A single answer may have been taken back,
 * unless its column is gone. */
static bool has_answers(struct run_printed *graded, const struct lab *lab, const struct run_marks *marks,
                        const char *responses, const char *folder, struct diag *diag) {
    const size_t *before = run_printed_answered(graded);
    struct run_names lost = {0};
    size_t answers = 0;
    bool column_lost = false;
    for (int i = 0; i < lab->question_count; i++) {
        if (!before[i] || marks->answered[i])
            continue;
        run_names_add(&lost, NAMED, lab->questions[i].name);
        answers += before[i];
        column_lost = column_lost || !marks->has_column[i];
    }
    const bool good = answers <= 1 && !column_lost;
    if (!good)
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "%s has the marks of %zu answer%s to %zu question%s that nobody answers in %s (%s); nothing is "
                    "written. Grade all answers together, in one file; to replace the marks, --replace",
                    folder, answers, answers == 1 ? "" : "s", lost.count, lost.count == 1 ? "" : "s", responses,
                    lost.text.bytes);
    text_free(&lost.text);
    return good;
}

bool run_guard_marks(struct run_printed *graded, const struct parameter_sets *sets, const struct lab *lab,
                     const struct run_marks *marks, const char *responses, const char *folder, struct diag *diag) {
    size_t count, kept = 0;
    const struct run_printed_set *before = run_printed_sets(graded, &count);
    unsigned char *fates = alloc_bytes(count + 1);
    bool places = true;
    memset(fates, MARKS_MISSING, count + 1);
    for (size_t i = 0; i < sets_count(sets); i++) {
        const struct sets_row *row = sets_row(sets, i);
        const struct run_printed_set *found =
            marks->is_graded[i] ? run_printed_find(graded, row->id, row->scenario) : NULL;
        if (!found || fates[found - before] != MARKS_MISSING)
            continue;
        fates[found - before] = (unsigned char)fate_of_marks(graded, found, sets, i, marks->has_answers[i]);
        places = has_place(graded, found, row->stem, sets_row_pos(sets, i),
                           "; nothing is written. Put them in the order of before, or replace the marks with --replace",
                           diag) &&
                 places;
    }
    struct run_names lost[MARKS_KEPT] = {0};
    for (size_t i = 0; i < count; i++) {
        if (fates[i] == MARKS_KEPT)
            kept++;
        else
            run_names_add_set(&lost[fates[i]], NAMED, before[i].id, before[i].scenario);
    }
    struct text which = {0};
    put_names(&which, &lost[MARKS_MISSING], "not graded now");
    put_names(&which, &lost[MARKS_OTHER], "of sheets with other numbers");
    put_names(&which, &lost[MARKS_NAMED], "of people with other names");
    put_names(&which, &lost[MARKS_EMPTY], "without any answer now");
    if (kept < count)
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "%s has the marks of %zu sheet%s, and this run with %s would lose those of %zu (%s); nothing is "
                    "written. Grade the answers of all of them together; for others, use another folder (-o); to "
                    "replace the marks, --replace",
                    folder, count, count == 1 ? "" : "s", responses, count - kept, which.bytes);
    text_free(&which);
    free(fates);
    return has_answers(graded, lab, marks, responses, folder, diag) && kept == count && places;
}

static bool has_good_row(const struct parameter_sets *sets, const char *id, const char *scenario) {
    for (size_t i = 0; i < sets_count(sets); i++)
        if (!sets_row(sets, i)->bad && strcmp(sets_row(sets, i)->id, id) == 0 &&
            strcmp(sets_row(sets, i)->scenario, scenario) == 0)
            return true;
    return false;
}

/* Reports the printed sets of a person that have no good row: scenarios share a workbook, which would lose them. */
static bool has_all_scenarios(struct run_printed *printed, const struct parameter_sets *sets, const char *id,
                              struct pos pos, struct diag *diag) {
    size_t count;
    bool all = true;
    const struct run_printed_set *before = run_printed_sets(printed, &count);
    for (size_t i = 0; i < count; i++)
        if (!before[i].earlier && strcmp(before[i].id, id) == 0 && !has_good_row(sets, id, before[i].scenario)) {
            diag_report(diag, SEVERITY_ERROR, pos,
                        "the set of '%s'%s%s was printed and has no row that can be used; nothing is written. Give it "
                        "the numbers that were printed",
                        id, *before[i].scenario ? ", scenario " : "", before[i].scenario);
            all = false;
        }
    return all;
}

/* Whether the files of a set that was not printed would have names of their own, also on systems that ignore case. If
 * not, they would take those of a printed set: this is reported at the row. */
static bool has_own_names(struct run_printed *printed, const struct parameter_set *set, struct pos pos,
                          struct arena *arena, struct diag *diag) {
    size_t count;
    const struct run_printed_set *before = run_printed_sets(printed, &count);
    const char *stem = sets_folded(arena, set->stem);
    for (size_t i = 0; i < count; i++) {
        const char *taken = run_printed_stem(printed, &before[i]);
        if (strcmp(sets_folded(arena, taken), stem) != 0)
            continue;
        diag_report(diag, SEVERITY_ERROR, pos,
                    "the files of '%s'%s%s would be called '%s-...', and those of '%s'%s%s, who was printed, are "
                    "'%s-...'; nothing is written. Change the id or the scenario of this row",
                    set->id, *set->scenario ? ", scenario " : "", set->scenario, set->stem, before[i].id,
                    *before[i].scenario ? ", scenario " : "", before[i].scenario, taken);
        return false;
    }
    return true;
}

bool run_guard_people(struct run_printed *printed, const struct parameter_sets *sets, const bool *chosen,
                      struct diag *diag) {
    struct arena *arena = arena_new();
    bool same = true;
    for (size_t i = 0; i < sets_count(sets); i++) {
        if (chosen[i] && (i == 0 || strcmp(sets_row(sets, i)->id, sets_row(sets, i - 1)->id) != 0))
            same = has_all_scenarios(printed, sets, sets_row(sets, i)->id, sets_row_pos(sets, i), diag) && same;
        const struct run_printed_set *before =
            chosen[i] ? run_printed_find(printed, sets_row(sets, i)->id, sets_row(sets, i)->scenario) : NULL;
        if (!chosen[i] || sets_row(sets, i)->bad)
            continue;
        arena_reset(arena);
        const struct parameter_set *set = sets_get(sets, i, arena);
        struct pos pos = sets_row_pos(sets, i);
        if (!before) {
            same = has_own_names(printed, set, pos, arena, diag) && same;
        } else if (!run_printed_is_same(printed, before, set)) {
            report_other(printed, before, set, pos, "; nothing is written. Give the row the numbers that were printed",
                         diag);
            same = false;
        } else if (!has_place(printed, before, set->stem, pos, "; nothing is written. Put them in the printed order",
                              diag)) {
            same = false;
        }
    }
    arena_free(arena);
    return same;
}
