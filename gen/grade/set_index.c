#include "grade/set_index.h"

#include <stdint.h>
#include <string.h>

enum { SUGGESTIONS = 20 }; /* at most so many nearest ids are looked for; else a wrong file would take minutes */

struct id_entry {
    size_t any, good_count; /* its first good set, else its first; the number of its good ones */
};

struct grade_set_index {
    struct arena *arena;
    const struct parameter_sets *sets;
    struct table *ids, *scenarios; /* a scenario's tag is the number of its id */
    struct id_entry *of_id;
    size_t *of_scenario; /* the good set of an id with a scenario, else the first */
    const char **names;
    int suggestions;
};

static void add_set(struct grade_set_index *index, size_t set) {
    const struct sets_row *row = sets_row(index->sets, set);
    size_t id_count = table_count(index->ids), id = table_add(index->ids, 0, row->id, strlen(row->id));
    size_t count = table_count(index->scenarios);
    size_t scenario = table_add(index->scenarios, (unsigned)id, row->scenario, strlen(row->scenario));
    bool first_good = !row->bad && (scenario == count || sets_row(index->sets, index->of_scenario[scenario])->bad);
    if (id == id_count)
        index->of_id[id] = (struct id_entry){set, 0};
    if (scenario == count || first_good)
        index->of_scenario[scenario] = set;
    if (first_good && index->of_id[id].good_count++ == 0)
        index->of_id[id].any = set;
}

struct grade_set_index *grade_set_index_new(struct arena *arena, const struct parameter_sets *sets) {
    struct grade_set_index *index = arena_alloc(arena, sizeof *index);
    *index = (struct grade_set_index){arena, sets, .ids = table_new(arena), .scenarios = table_new(arena)};
    index->of_id = arena_array(arena, sets_count(sets) + 1, sizeof *index->of_id);
    index->of_scenario = arena_array(arena, sets_count(sets) + 1, sizeof *index->of_scenario);
    for (size_t i = 0; i < sets_count(sets); i++)
        add_set(index, i);
    return index;
}

static void report_unknown(struct grade_set_index *index, const char *id, struct pos pos, struct diag *diag) {
    const char *near = NULL;
    if (index->suggestions++ < SUGGESTIONS) {
        if (!index->names) {
            index->names = arena_array(index->arena, sets_count(index->sets) + 1, sizeof *index->names);
            for (size_t i = 0; i < sets_count(index->sets); i++)
                index->names[i] = sets_row(index->sets, i)->id;
        }
        near = name_nearest(id, index->names, sets_count(index->sets));
    }
    diag_report_near(diag, SEVERITY_ERROR, pos, near, NULL, "no parameter set has the id '%s'", id);
}

size_t grade_set_index_find(struct grade_set_index *index, const char *id, const char *scenario, struct pos pos,
                            struct diag *diag) {
    const struct parameter_sets *sets = index->sets;
    const size_t number = table_find(index->ids, 0, id, strlen(id));
    const struct id_entry *entry = number == SIZE_MAX ? NULL : &index->of_id[number];
    size_t found = entry && !scenario ? entry->any : SIZE_MAX;
    if (entry && scenario) {
        const size_t own = table_find(index->scenarios, (unsigned)number, scenario, strlen(scenario));
        found = own == SIZE_MAX ? SIZE_MAX : index->of_scenario[own];
    }
    if (!entry) {
        report_unknown(index, id, pos, diag);
    } else if (found == SIZE_MAX) {
        diag_report(diag, SEVERITY_ERROR, pos, "'%s' has no parameter set with the scenario '%s'", id, scenario);
    } else if (!scenario && entry->good_count > 1) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'%s' has several parameter sets: a column 'scenario' must say which one is meant", id);
        found = SIZE_MAX;
    } else if (sets_row(sets, found)->bad) {
        diag_report(diag, SEVERITY_ERROR, pos, "the parameter set of '%s' has an error: its answers cannot be graded",
                    id);
        found = SIZE_MAX;
    }
    return found;
}
