#include "sets/stems.h"

#include "base/base.h"

#include <string.h>

struct sets_stems {
    struct arena *scratch, *arena;
    struct sets_row *rows;
    /* With the first row that has each; the tag of a scenario is the first row of its id. */
    struct table *ids, *scenarios, *stems;
};

/* The first row that has this text: `row` itself if it is new. */
static size_t first_row(struct table *table, const char *text, size_t row) {
    return table_put(table, 0, text, strlen(text), row);
}

struct sets_stems *sets_stems_new(struct arena *scratch, struct arena *arena, struct sets_row *rows) {
    struct sets_stems *stems = arena_alloc(scratch, sizeof *stems);
    *stems = (struct sets_stems){scratch, arena, rows, table_new(scratch), table_new(scratch), table_new(scratch)};
    return stems;
}

void sets_stems_keep(struct sets_stems *stems, size_t index) {
    first_row(stems->ids, stems->rows[index].id, index);
}

bool sets_stems_name(struct sets_stems *stems, size_t index, const char *scenario, struct pos pos, struct diag *diag) {
    struct sets_row *rows = stems->rows, *row = &rows[index];
    size_t first = first_row(stems->ids, row->id, index);
    bool further = first != index;
    size_t same = *scenario ? table_put(stems->scenarios, (unsigned)first, scenario, strlen(scenario), index) : index;
    if (same != index) {
        diag_report(
            diag, SEVERITY_ERROR, pos,
            "the id '%s' is on line %d with the same scenario '%s'; each row of an id needs a scenario of its own",
            row->id, rows[same].line, scenario);
        return false;
    }
    if (further && !*scenario) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "the id '%s' is on line %d already; give this row another id, or a scenario of its own", row->id,
                    rows[first].line);
        return false;
    }
    if (!further && strcmp(sets_folded(stems->scratch, row->id), "all") == 0) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "the files of '%s' would be called as those that have everybody's pages, all-...; give this row "
                    "another id",
                    row->id);
        return false;
    }
    if (further)
        row->stem = arena_printf(stems->arena, "%s-%s", row->id, scenario);
    /* Some file systems ignore case. */
    size_t taken = first_row(stems->stems, sets_folded(stems->scratch, row->stem), index);
    if (taken == index)
        return true;
    const char *other = rows[taken].stem;
    if (strcmp(other, row->stem) == 0)
        diag_report(diag, SEVERITY_ERROR, pos,
                    "the files of this row and those of line %d would both be called '%s-...'; change the id or the "
                    "scenario",
                    rows[taken].line, row->stem);
    else
        diag_report(diag, SEVERITY_ERROR, pos,
                    "the files of this row would be called '%s-...', those of line %d '%s-...', which some systems "
                    "cannot tell apart; change the id or the scenario",
                    row->stem, rows[taken].line, other);
    return false;
}
