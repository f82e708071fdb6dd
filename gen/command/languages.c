#include "command/generation.h"

#include <string.h>
#include <strings.h>

static bool is_among(const char *const *tags, size_t count, const char *tag) {
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(tags[i], tag) == 0)
            return true;
    return false;
}

bool command_walk_languages(struct command_session *session, const struct command_invocation *invocation,
                            command_add_language *add, void *context) {
    const struct diag_mark mark = diag_mark(session->diag);
    struct arena *arena = arena_new();
    const char **seen = NULL;
    size_t count = 0, room = 0;
    for (size_t row = 0; row < sets_count(session->sets); row++, arena_reset(arena)) {
        struct pos pos = NOWHERE;
        const struct parameter_set *set = sets_get(session->sets, row, arena);
        const char *tag = set ? command_language_of(set, &pos) : NULL;
        if (row == 0 && !pos.source && set && !set->bad)
            break; /* there is no such column */
        if (!tag || sets_row(session->sets, row)->bad || is_among(seen, count, tag) ||
            (invocation->language && strcasecmp(tag, invocation->language) == 0))
            continue;
        seen = arena_grow(session->arena, seen, count, &room, sizeof *seen);
        tag = seen[count++] = arena_strdup(session->arena, tag);
        bool sound = false;
        const struct lab *lab =
            lab_load_in(session->arena, session->units, invocation->lab, tag, &sound, session->diag);
        if (!lab || !sound || !add(context, invocation, tag, lab))
            break;
    }
    arena_free(arena);
    return diag_clean_since(session->diag, mark);
}

const struct command_language *command_find_language(const struct command_generation *generation, const char *tag) {
    for (size_t i = 0; tag && i < generation->language_count; i++)
        if (strcasecmp(generation->languages[i].tag, tag) == 0)
            return &generation->languages[i];
    return NULL;
}

/* Keeps the lab in a language, and loads those of its templates that students get. */
static bool load_language(void *context, const struct command_invocation *invocation, const char *tag,
                          const struct lab *lab) {
    struct command_generation *generation = context;
    struct command_session *session = generation->session;
    struct command_language language = {.tag = tag, .lab = lab};
    language.templates = arena_array(session->arena, (size_t)lab->document_count + 1, sizeof *language.templates);
    for (int i = 0; i < lab->document_count; i++) {
        if (!generation->templates[i] || fill_audience(generation->templates[i]) != AUDIENCE_STUDENT)
            continue;
        struct fill_template *template = fill_load(session->arena, lab, &lab->documents[i], session->diag);
        if (!template)
            return false;
        if (invocation->paper >= 0)
            fill_set_paper(template, (enum doc_paper)invocation->paper);
        language.templates[i] = template;
    }
    generation->languages = arena_grow(session->arena, generation->languages, generation->language_count,
                                       &generation->language_capacity, sizeof *generation->languages);
    generation->languages[generation->language_count++] = language;
    return true;
}

bool command_load_languages(struct command_generation *generation, const struct command_invocation *invocation) {
    return command_walk_languages(generation->session, invocation, load_language, generation);
}
