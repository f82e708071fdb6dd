#include "sets/stems.h"

#include "base/base.h"

#include <string.h>

/* A hash table of texts, each with the first row that has it. */
struct stem_table {
    const char **keys; /* by row */
    uint32_t *slots;   /* row + 1; 0: free */
    size_t mask;
};

struct sets_stems {
    struct arena *scratch, *arena;
    struct sets_row *rows;
    struct stem_table ids, scenarios, stems;
};

static void table_init(struct stem_table *table, struct arena *arena, size_t rows) {
    size_t slots = 16;
    while (slots < rows * 2)
        slots *= 2;
    table->keys = arena_array(arena, rows, sizeof *table->keys);
    table->slots = arena_array(arena, slots, sizeof *table->slots);
    table->mask = slots - 1;
}

/* The first row that has this text: `row` itself if it is new. */
static size_t table_add(struct stem_table *table, const char *key, size_t row) {
    size_t slot = hash_string(key) & table->mask;
    for (; table->slots[slot]; slot = (slot + 1) & table->mask)
        if (strcmp(table->keys[table->slots[slot] - 1], key) == 0)
            return table->slots[slot] - 1;
    table->slots[slot] = (uint32_t)row + 1;
    table->keys[row] = key;
    return row;
}

struct sets_stems *sets_stems_new(struct arena *scratch, struct arena *arena, struct sets_row *rows, size_t count) {
    struct sets_stems *stems = arena_alloc(scratch, sizeof *stems);
    *stems = (struct sets_stems){.scratch = scratch, .arena = arena, .rows = rows};
    table_init(&stems->ids, scratch, count);
    table_init(&stems->scenarios, scratch, count);
    table_init(&stems->stems, scratch, count);
    return stems;
}

void sets_stems_keep(struct sets_stems *stems, size_t index) {
    table_add(&stems->ids, stems->rows[index].id, index);
}

bool sets_stems_name(struct sets_stems *stems, size_t index, const char *scenario, struct pos pos, struct diag *diag) {
    struct sets_row *rows = stems->rows, *row = &rows[index];
    size_t first = table_add(&stems->ids, row->id, index);
    bool further = first != index;
    size_t same = table_add(&stems->scenarios, arena_printf(stems->scratch, "%s\n%s", row->id, scenario), index);
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
    if (further)
        row->stem = arena_printf(stems->arena, "%s-%s", row->id, scenario);
    size_t taken = table_add(&stems->stems, sets_folded(stems->scratch, row->stem), index); /* some file
 systems ignore case */
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
