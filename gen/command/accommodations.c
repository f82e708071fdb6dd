#include "command/session.h"
#include "page/page.h"

#include <string.h>
#include <strings.h>

/* The styles for single people that there are. */
struct styles {
    const char **names; /* NULL: not read yet */
    size_t count;
};

static bool has_style(struct command_session *session, const struct lab *lab, struct styles *styles,
                      const char *print) {
    if (!styles->names)
        styles->names = page_print_names(session->arena, lab_home(session->arena), lab->folder, &styles->count);
    for (size_t i = 0; i < styles->count; i++)
        if (strcasecmp(styles->names[i], print) == 0)
            return true;
    return false;
}

static void report_style(struct command_session *session, const struct styles *styles,
                         const struct sets_accommodation *own) {
    struct text list = {0};
    text_puts(&list, "");
    for (size_t i = 0; i < styles->count; i++)
        text_printf(&list, "%s%s", !i ? "; write " : i + 1 < styles->count ? ", " : " or ", styles->names[i]);
    text_puts(&list, ", or nothing; a style file says what there is, under `prints`");
    diag_report_near(session->diag, SEVERITY_ERROR, own->print_pos,
                     name_nearest(own->print, styles->names, styles->count), list.bytes,
                     "'print' is '%s', but no style has that name", own->print);
    text_free(&list);
}

const char *command_language_of(const struct parameter_set *set, struct pos *pos) {
    for (int i = 0; i < set->person_count; i++)
        if (strcmp(set->person[i].name, "language") == 0) {
            *pos = set->person[i].pos;
            return *set->person[i].text ? set->person[i].text : NULL;
        }
    return NULL;
}

static void report_language(struct arena *arena, const struct lab *lab, const char *tag, struct pos pos,
                            struct diag *diag) {
    const char *others = lab_languages(arena, lab);
    diag_report(
        diag, SEVERITY_ERROR, pos,
        "'language' is '%s', but the lab '%s' has no texts in it; write %s%snothing (a column with the person's "
        "own data needs another name)",
        tag, lab->name, others, *others ? ", or " : "");
}

/* Makes the rows bad that name a language that the lab does not have. */
static void check_languages(struct command_session *session, const struct lab *lab, struct parameter_sets *sets) {
    struct arena *arena = arena_new();
    struct table *known = table_new(session->arena);
    for (size_t i = 0; i < sets_count(sets); i++, arena_reset(arena)) {
        struct pos pos = NOWHERE;
        const struct parameter_set *set = sets_get(sets, i, arena);
        const char *tag = set ? command_language_of(set, &pos) : NULL;
        if (set && !set->bad && !pos.source)
            break; /* there is no such column */
        if (!tag || table_find(known, 0, tag, strlen(tag)) != SIZE_MAX)
            continue;
        if (lab_find_language(arena, lab, tag)) {
            table_add(known, 0, arena_strdup(session->arena, tag), strlen(tag));
        } else {
            report_language(arena, lab, tag, pos, session->diag);
            sets_spoil(sets, i);
        }
    }
    arena_free(arena);
}

void command_check_accommodations(struct command_session *session, const struct lab *lab, struct parameter_sets *sets) {
    struct styles styles = {0};
    for (size_t i = 0; i < sets_count(sets); i++) {
        const struct sets_accommodation *own = sets_row(sets, i)->accommodation;
        if (own && own->print && !has_style(session, lab, &styles, own->print)) {
            report_style(session, &styles, own);
            sets_spoil(sets, i);
        }
        if (own && own->paper && doc_paper_named(own->paper) < 0) {
            diag_report(session->diag, SEVERITY_ERROR, own->paper_pos,
                        "'paper' is '%s', but sheets are printed on a4 or letter; write one of these, or nothing",
                        own->paper);
            sets_spoil(sets, i);
        }
    }
    check_languages(session, lab, sets);
}
