/* The guard of the model: a sheet that was printed with another one has other figures. */
#include "run/run.h"

/* Appends which figures of the first set that was printed differ from the table of values. */
static void put_figures(struct text *out, struct run_printed *printed, const struct parameter_sets *sets,
                        const struct model *model) {
    struct arena *arena = arena_new();
    struct diag *silent = diag_new_silent();
    for (size_t i = 0; i < sets_count(sets); i++) {
        const struct run_printed_set *before =
            sets_row(sets, i)->bad ? NULL
                                   : run_printed_find(printed, sets_row(sets, i)->id, sets_row(sets, i)->scenario);
        if (!before || before->earlier)
            continue;
        struct parameter_set *set = sets_get(sets, i, arena);
        if (sets_evaluate_one(set, sets_evaluation_new(arena, model),
                              arena_array(arena, (size_t)model->count, sizeof(double)), silent) &&
            run_printed_is_same(printed, before, set))
            run_printed_figures(printed, set, out);
        break;
    }
    diag_free(silent);
    arena_free(arena);
}

bool run_guard_model(struct run_printed *printed, const struct parameter_sets *sets, const struct lab *lab,
                     const char *folder, const char *advice, enum severity severity, struct diag *diag) {
    if (run_printed_has_model(printed))
        return true;
    struct text figures = {0};
    put_figures(&figures, printed, sets, lab->model);
    diag_report(diag, severity, NOWHERE,
                "the model of %s (its constants, equations and questions) is not the one that the sheets in %s were "
                "printed with%s%s%s",
                lab->name, folder, figures.length ? ": " : "", figures.length ? figures.bytes : "", advice);
    text_free(&figures);
    return false;
}
