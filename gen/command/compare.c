#include "command/graded.h"

#include <string.h>

/* Says how the set of a row was printed, under another id or scenario. */
static const char *describe_replaced(struct arena *arena, const struct run_printed_set *before,
                                     const struct sets_row *row) {
    const char *how = *before->scenario ? arena_printf(arena, ", scenario %s", before->scenario)
                      : *row->scenario  ? ", without a scenario"
                                        : "";
    return arena_printf(arena, "it was printed for '%s'%s", before->id, how);
}

struct grade_printed command_compare_printed(struct command_session *session,
                                             const struct command_invocation *invocation, const char *folder,
                                             struct run_printed *printed) {
    enum { EXPLAINED = 20, NAMED = 8 };
    const struct parameter_sets *sets = session->sets;
    if (run_printed_from(printed) == PRINTED_NOTHING) {
        diag_report(session->diag, SEVERITY_NOTE, NOWHERE,
                    "%s has no manifest, so that nothing is known of what was printed: the sets are taken from %s",
                    folder, invocation->params);
        return (struct grade_printed){0};
    }
    const char **others = arena_array(session->arena, sets_count(sets) + 1, sizeof *others);
    size_t count, known = 0, explained = 0;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sets_count(sets); i++) {
        const struct sets_row *row = sets_row(sets, i);
        const struct run_printed_set *before = run_printed_find(printed, row->id, row->scenario);
        known += before != NULL;
        if (!before || row->bad)
            continue;
        const char *stem = run_printed_stem(printed, before);
        bool is_same = *before->fingerprint && strcmp(before->fingerprint, row->fingerprint) == 0;
        if (is_same && !sets_has_name(sets) && strcmp(stem, row->stem) == 0)
            continue;
        arena_reset(arena);
        const struct parameter_set *set = sets_get(sets, i, arena);
        if (sets_has_name(sets))
            run_printed_check_name(printed, set->id, set->name, set->name_pos, session->diag);
        struct text how = {0};
        if (run_printed_is_same(printed, before, set)) {
            if (strcmp(stem, set->stem) != 0)
                others[i] = arena_printf(session->arena,
                                         "its files were called '%s-...' and would now be '%s-...', since the rows "
                                         "of this id are in another order",
                                         stem, set->stem);
            continue;
        }
        if (explained++ >= EXPLAINED || run_printed_differences(printed, set, &how) <= 0)
            text_printf(&how, "its fingerprint was %s and is %s", before->fingerprint, set->fingerprint);
        others[i] = arena_strdup(session->arena, how.bytes);
        text_free(&how);
    }
    arena_free(arena);
    struct run_names late = {0};
    const struct run_printed_set **replaced = run_printed_replaced(printed, sets, session->arena);
    run_printed_sets(printed, &count);
    const bool is_other_class = count && !known;
    for (size_t i = 0; i < sets_count(sets); i++) {
        if (sets_row(sets, i)->bad || run_printed_find(printed, sets_row(sets, i)->id, sets_row(sets, i)->scenario))
            continue;
        if (replaced[i])
            others[i] = describe_replaced(session->arena, replaced[i], sets_row(sets, i));
        else if (is_other_class)
            others[i] = arena_printf(session->arena, "no set of %s is among those that were printed in %s",
                                     invocation->params, folder);
        else
            run_names_add_set(&late, NAMED, sets_row(sets, i)->id, sets_row(sets, i)->scenario);
    }
    if (late.count)
        diag_report(session->diag, SEVERITY_NOTE, NOWHERE,
                    "%zu of %zu sets of %s %s not among those that were printed in %s: %s", late.count,
                    sets_good_count(sets), invocation->params, late.count == 1 ? "is" : "are", folder, late.text.bytes);
    text_free(&late.text);
    return (struct grade_printed){others, invocation->force};
}
