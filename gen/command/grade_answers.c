#include "command/grading.h"

#include <string.h>

bool command_take_attempt(const char *name, void *attempt) {
    static const char *const names[] = {[LMS_LAST] = "last", [LMS_FIRST] = "first", [LMS_BEST] = "best"};
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
        if (strcmp(name, names[i]) == 0) {
            *(int *)attempt = i;
            return true;
        }
    return false;
}

const char **command_asked(struct arena *arena, const struct lab *lab, size_t *count) {
    const char **asked = arena_array(arena, (size_t)lab->question_count + 1, sizeof *asked);
    *count = 0;
    for (int i = 0; i < lab->question_count; i++)
        if (lab->questions[i].kind != QUESTION_DRAWING)
            asked[(*count)++] = lab->questions[i].name;
    return asked;
}

/* Everybody in the sets, once, with their addresses. */
static const struct lms_person *list_people(struct command_session *session, size_t *count) {
    const struct parameter_sets *sets = session->sets;
    struct lms_person *people = arena_array(session->arena, sets_count(sets) + 1, sizeof *people);
    struct table *ids = table_new(session->arena);
    struct arena *arena = arena_new();
    *count = 0;
    for (size_t i = 0; i < sets_count(sets); i++, arena_reset(arena)) {
        const char *id = sets_row(sets, i)->id;
        if (table_add(ids, 0, id, strlen(id)) != *count)
            continue;
        const struct parameter_set *set = sets_get(sets, i, arena);
        struct lms_person *person = &people[(*count)++];
        person->id = id;
        for (int j = 0; j < set->person_count && !person->address; j++)
            if (*set->person[j].text && lms_is_address_heading(set->person[j].name))
                person->address = arena_strdup(session->arena, set->person[j].text);
    }
    arena_free(arena);
    return people;
}

const struct csv_view *command_answers_view(struct command_session *session, const struct source *source,
                                            const struct lms_map *map, enum lms_attempt attempt, bool *bad) {
    struct lms_answers *answers = lms_answers_read(session->arena, source, map, bad, session->diag);
    if (!answers)
        return NULL;
    size_t asked_count, people_count;
    const char **asked = command_asked(session->arena, session->lab, &asked_count);
    const struct lms_person *people = list_people(session, &people_count);
    const struct csv_view *view =
        lms_answers_view(answers, asked, asked_count, people, people_count, attempt, session->diag);
    *bad = !view;
    return view;
}
