/* The languages of a class's sheets: what a comma and a word mean in an answer depends on the sheet that it is on. */
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

static bool add_paper(void *context, const struct command_invocation *invocation, const char *tag,
                      const struct lab *lab) {
    (void)invocation;
    struct command_grading *grading = context;
    struct arena *arena = grading->session->arena;
    grading->papers =
        arena_grow(arena, grading->papers, (size_t)grading->paper_count, &grading->paper_room, sizeof *grading->papers);
    struct command_paper *paper = &grading->papers[grading->paper_count++];
    paper->tag = tag;
    paper->language.tag = fill_paper_language(arena, lab, &paper->language.comma);
    return true;
}

bool command_read_papers(struct command_grading *grading, const struct command_invocation *invocation) {
    struct command_session *session = grading->session;
    add_paper(grading, invocation, invocation->language ? invocation->language : "", session->lab);
    const bool good = command_walk_languages(session, invocation, add_paper, grading);
    if (grading->paper_count > 1)
        diag_report(session->diag, SEVERITY_NOTE, NOWHERE,
                    "answers are read in the language of each sheet (column 'language'); what people get back is in "
                    "that of the run, which --language changes");
    return good;
}
