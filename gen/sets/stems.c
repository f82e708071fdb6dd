#include "sets/stems.h"

#include "base/base.h"

#include <string.h>

struct sets_stems {
    struct arena *scratch, *arena;
    struct sets_row *rows;
    struct sets_index *ids, *stems;
    bool *is_kept; /* by row: it takes its id, but no scenario */
};

static struct sets_key key_of(const void *owner, size_t number) {
    const struct sets_stems *stems = owner;
    const struct sets_row *row = &stems->rows[number];
    return (struct sets_key){row->id, stems->is_kept[number] ? "\n" : row->scenario}; /* which no scenario is */
}

/* Some file systems ignore case. */
static struct sets_key stem_of(const void *owner, size_t number) {
    const struct sets_stems *stems = owner;
    return (struct sets_key){sets_folded(stems->scratch, stems->rows[number].stem), ""};
}

struct sets_stems *sets_stems_new(struct arena *scratch, struct arena *arena, struct sets_row *rows, size_t count) {
    struct sets_stems *stems = arena_alloc(scratch, sizeof *stems);
    *stems = (struct sets_stems){.scratch = scratch, .arena = arena, .rows = rows};
    stems->ids = sets_index_new(scratch, count, key_of, stems);
    stems->stems = sets_index_new(scratch, count, stem_of, stems);
    stems->is_kept = arena_array(scratch, count, sizeof *stems->is_kept);
    return stems;
}

void sets_stems_keep(struct sets_stems *stems, size_t index) {
    stems->is_kept[index] = true;
    sets_index_put(stems->ids, index);
}

/* The first row with the same stem, `index` if there is none before it. */
static size_t first_with_stem(struct sets_stems *stems, size_t index) {
    const struct arena_mark mark = arena_mark(stems->scratch);
    const size_t first = sets_index_put(stems->stems, index);
    arena_rewind(stems->scratch, mark);
    return first;
}

bool sets_stems_name(struct sets_stems *stems, size_t index, const char *scenario, struct pos pos, struct diag *diag) {
    struct sets_row *rows = stems->rows, *row = &rows[index];
    const size_t first = sets_index_find(stems->ids, row->id, NULL), same = sets_index_put(stems->ids, index);
    const bool further = first != SIZE_MAX;
    if (same != index && *scenario) {
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
    const size_t taken = first_with_stem(stems, index);
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
