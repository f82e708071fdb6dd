#include "command/session.h"

#include <stdlib.h>
#include <string.h>

/* Marks the rows of an id. False if there are none. */
static bool choose_id(const struct parameter_sets *sets, const char *id, bool *chosen) {
    bool found = false;
    for (size_t i = 0; i < sets_count(sets); i++)
        if (strcmp(sets_row(sets, i)->id, id) == 0)
            chosen[i] = found = true;
    return found;
}

static void report_unknown(struct command_session *session, const char *params, const char *id) {
    const struct parameter_sets *sets = session->sets;
    const char **ids = arena_array(session->arena, sets_count(sets) + 1, sizeof *ids);
    for (size_t i = 0; i < sets_count(sets); i++)
        ids[i] = sets_row(sets, i)->id;
    diag_report_near(session->diag, SEVERITY_ERROR, NOWHERE, name_nearest(id, ids, sets_count(sets)), NULL,
                     "%s has no set with the id '%s'", params, id);
}

bool *command_choose(struct command_session *session, const char *params, const char *list) {
    const struct parameter_sets *sets = session->sets;
    bool *chosen = arena_array(session->arena, sets_count(sets) + 1, sizeof *chosen), good = true;
    if (choose_id(sets, sets_composed(session->arena, list), chosen)) /* an id may have a comma in it */
        return chosen;
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        const struct csv_field one = {.text = arena_strndup(session->arena, at, strcspn(at, ","))};
        struct pos pos;
        const char *id = sets_read_id(session->arena, &one, &pos);
        if (!*id || choose_id(sets, id, chosen))
            continue;
        report_unknown(session, params, id);
        good = false;
    }
    return good ? chosen : NULL;
}
