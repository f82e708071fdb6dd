/* The languages of a class's sheets: what a comma and a word mean in an answer depends on the sheet that it is on. */
#include "command/generation.h"
#include "command/grading.h"

#include <strings.h>

int command_paper_of(const struct command_grading *grading, const struct parameter_set *set) {
    struct pos pos;
    const char *tag = command_language_of(set, &pos);
    for (int i = 0; tag && i < grading->paper_count; i++)
        if (strcasecmp(grading->papers[i].tag, tag) == 0)
            return i;
    return 0;
}

static void add_paper(struct command_grading *grading, const char *tag, const struct lab *lab) {
    struct arena *arena = grading->session->arena;
    grading->papers =
        arena_grow(arena, grading->papers, (size_t)grading->paper_count, &grading->paper_room, sizeof *grading->papers);
    struct command_paper *paper = &grading->papers[grading->paper_count++];
    paper->tag = arena_strdup(arena, tag);
    paper->language.tag = fill_paper_language(arena, lab, &paper->language.comma);
}

bool command_read_papers(struct command_grading *grading, const struct command_invocation *invocation) {
    struct command_session *session = grading->session;
    const struct diag_mark mark = diag_mark(session->diag);
    struct arena *arena = arena_new();
    add_paper(grading, invocation->language ? invocation->language : "", session->lab);
    for (size_t row = 0; row < sets_count(session->sets); row++, arena_reset(arena)) {
        struct pos pos = NOWHERE;
        const struct parameter_set *set = sets_get(session->sets, row, arena);
        const char *tag = set && !sets_row(session->sets, row)->bad ? command_language_of(set, &pos) : NULL;
        if (row == 0 && !pos.source && set && !set->bad)
            break; /* there is no such column */
        if (!tag || command_paper_of(grading, set) || strcasecmp(tag, grading->papers[0].tag) == 0)
            continue;
        bool sound;
        const struct lab *lab =
            lab_load_in(session->arena, session->units, invocation->lab, tag, &sound, session->diag);
        if (!lab || !sound)
            break;
        add_paper(grading, tag, lab);
    }
    arena_free(arena);
    if (grading->paper_count > 1)
        diag_report(session->diag, SEVERITY_NOTE, NOWHERE,
                    "answers are read in the language of each sheet (column 'language'); what people get back is in "
                    "that of the run, which --language changes");
    return diag_clean_since(session->diag, mark);
}
