#include "command/generation.h"

#include <string.h>
#include <strings.h>

const struct command_language *command_find_language(const struct command_generation *generation, const char *tag) {
    for (size_t i = 0; tag && i < generation->language_count; i++)
        if (strcasecmp(generation->languages[i].tag, tag) == 0)
            return &generation->languages[i];
    return NULL;
}

/* Loads the lab in a language, and those of its templates that students get. */
static bool load_language(struct command_generation *generation, const char *tag,
                          const struct command_invocation *invocation) {
    struct command_session *session = generation->session;
    bool sound;
    struct lab *lab = lab_load_in(session->arena, session->units, invocation->lab, tag, &sound, session->diag);
    if (!lab || !sound)
        return false;
    struct command_language language = {.tag = arena_strdup(session->arena, tag), .lab = lab};
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
    struct command_session *session = generation->session;
    const struct diag_mark mark = diag_mark(session->diag);
    struct arena *arena = arena_new();
    for (size_t row = 0; row < sets_count(session->sets); row++, arena_reset(arena)) {
        struct pos pos = NOWHERE;
        const struct parameter_set *set = sets_get(session->sets, row, arena);
        const char *tag = set && !sets_row(session->sets, row)->bad ? command_language_of(set, &pos) : NULL;
        if (!tag) {
            if (row == 0 && !pos.source && set && !set->bad) /* there is no such column */
                break;
            continue;
        }
        if (command_find_language(generation, tag) ||
            (invocation->language && strcasecmp(tag, invocation->language) == 0))
            continue;
        if (!load_language(generation, tag, invocation))
            break;
    }
    arena_free(arena);
    return diag_clean_since(session->diag, mark);
}
