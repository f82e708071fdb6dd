#include "command/graded.h"

#include <string.h>

struct grade_printed command_compare_printed(struct command_session *session,
                                             const struct command_invocation *invocation, const char *folder) {
    enum { EXPLAINED = 20 };
    const struct parameter_sets *sets = session->sets;
    struct run_printed *printed =
        run_printed_read(session->arena, folder, RUN_MANIFEST, RUN_VALUES, session->lab, session->diag);
    if (!printed)
        return (struct grade_printed){0};
    if (run_printed_from(printed) == PRINTED_NOTHING) {
        diag_report(session->diag, SEVERITY_NOTE, (struct pos){0},
                    "%s has no manifest, so that nothing is known of what was printed: the sets are taken from %s",
                    folder, invocation->params);
        return (struct grade_printed){0};
    }
    const char **others = arena_array(session->arena, sets->count + 1, sizeof *others);
    size_t unknown = 0, explained = 0;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sets->count; i++) {
        const struct sets_row *row = &sets->rows[i];
        const struct run_printed_set *before = run_printed_find(printed, row->id, row->scenario);
        unknown += !before && !row->bad;
        if (!before || row->bad)
            continue;
        const char *stem = run_printed_stem(printed, before);
        bool is_same = *before->fingerprint && strcmp(before->fingerprint, row->fingerprint) == 0;
        if (is_same && !sets->has_name && strcmp(stem, row->stem) == 0)
            continue;
        arena_reset(arena);
        const struct parameter_set *set = sets_open(sets, i, arena);
        if (sets->has_name)
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
    if (unknown)
        diag_report(session->diag, SEVERITY_NOTE, (struct pos){0},
                    "%zu of %zu sets of %s %s not among those that were printed in %s", unknown,
                    sets->count - sets->bad_count, invocation->params, unknown == 1 ? "is" : "are", folder);
    return (struct grade_printed){others, invocation->force};
}
