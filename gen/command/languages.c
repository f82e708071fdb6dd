#include "command/generation.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool command_walk_languages(struct command_session *session, const struct command_invocation *invocation,
                            command_add_language *add, void *context) {
    const struct diag_mark mark = diag_mark(session->diag);
    struct arena *row_arena = arena_new(), *arena = arena_new();
    struct table *seen = table_new(arena);
    for (size_t row = 0; row < sets_count(session->sets); row++, arena_reset(row_arena)) {
        struct pos pos = NOWHERE;
        const struct parameter_set *set = sets_get(session->sets, row, row_arena);
        const char *tag = set ? command_language_of(set, &pos) : NULL;
        if (row == 0 && !pos.source && set && !set->bad)
            break; /* there is no such column */
        if (!tag || sets_row(session->sets, row)->bad ||
            (invocation->language && strcasecmp(tag, invocation->language) == 0))
            continue;
        char *folded = arena_strdup(row_arena, tag);
        for (char *letter = folded; *letter; letter++)
            *letter = (char)tolower((unsigned char)*letter);
        const size_t before = table_count(seen);
        bool sound = false;
        if (table_add(seen, 0, folded, strlen(folded)) < before)
            continue;
        const struct lab *lab =
            lab_load_in(session->arena, session->units, invocation->lab, tag, &sound, session->diag);
        if (!lab || !sound || !add(context, invocation, arena_strdup(session->arena, tag), lab))
            break;
    }
    arena_free(row_arena);
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
