/* Reading the addresses of placements. */
#include "document/placement.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_LIMIT = 99 };

static const struct {
    const char *kind, *called; /* in an address; in the error for a wrong name */
} placements[] = {
    [PLACED_EQUATION] = {"equation", "equation"},
    [PLACED_WORKED] = {"worked", "equation"},
    [PLACED_BLANK] = {"blank", "numeric question"},
    [PLACED_SCORE] = {"score", "question"},
    [PLACED_LINES] = {"lines", NULL},
    [PLACED_PAGE] = {"page", NULL},
    [PLACED_CHART] = {"chart", "chart"},
};
enum { PLACEMENT_COUNT = sizeof placements / sizeof *placements };

const char *doc_placed_word(enum doc_placed_kind kind) {
    return placements[kind].kind;
}

static void report_kind(struct diag *diag, struct pos pos, const char *kind) {
    const char *names[PLACEMENT_COUNT];
    for (int i = 0; i < PLACEMENT_COUNT; i++)
        names[i] = placements[i].kind;
    diag_report_near(diag, SEVERITY_ERROR, pos, name_nearest(kind, names, PLACEMENT_COUNT),
                     "; the kinds are equation, worked, blank, score, lines, page and chart",
                     "there is no placement of the kind '%s'", kind);
}

static void report(const struct doc_placement_reader *reader, struct pos pos, const char *message) {
    diag_report(reader->diag, SEVERITY_ERROR, pos, "%s", message);
}

/* Reads the number of lines from `placed->name`. */
static bool read_lines(const struct doc_placement_reader *reader, struct doc_placed *placed, struct pos pos) {
    char *end;
    long count = placed->name[0] >= '1' && placed->name[0] <= '9' ? strtol(placed->name, &end, 10) : 0;
    placed->more = count > 0 && end[0] == '+';
    bool ends = count > 0 && end[placed->more] == '\0';
    placed->count = ends && count <= LINES_LIMIT ? (int)count : 0;
    if (!placed->count)
        report(reader, pos,
               "the number of lines must be from 1 to 99, as in (lines:4) or, to fill the page, (lines:4+)");
    return placed->count != 0;
}

/* Looks up a name of the lab. */
static bool resolve(const struct doc_placement_reader *reader, struct doc_placed *placed, struct pos pos) {
    const struct diag_mark mark = diag_mark(reader->diag);
    if (reader->resolve && reader->resolve(reader->context, placed))
        return true;
    if (diag_clean_since(reader->diag, mark)) /* the resolver may have reported more */
        diag_report(reader->diag, SEVERITY_ERROR, pos, "no %s is called '%s'%s%s", placements[placed->kind].called,
                    placed->name, placed->hint ? "; " : "", placed->hint ? placed->hint : "");
    return false;
}

bool doc_placement_read(const struct doc_placement_reader *reader, struct doc_placed *placed, const char *address,
                        struct pos pos) {
    const char *colon = strchr(address, ':');
    if (!colon || !colon[1]) {
        report(reader, pos,
               "pictures cannot be placed; a placement is written ![caption](kind:name), as in (chart:speedup)");
        return false;
    }
    const char *kind = arena_strndup(reader->arena, address, (size_t)(colon - address));
    int i = 0;
    while (i < PLACEMENT_COUNT && strcmp(kind, placements[i].kind) != 0)
        i++;
    if (i == PLACEMENT_COUNT) {
        report_kind(reader->diag, pos, kind);
        return false;
    }
    placed->kind = (enum doc_placed_kind)i;
    placed->name = colon + 1;
    if (placed->kind == PLACED_LINES)
        return read_lines(reader, placed, pos);
    if (placed->kind != PLACED_PAGE)
        return resolve(reader, placed, pos);
    placed->starts = strcmp(placed->name, "start") == 0;
    bool known = placed->starts || strcmp(placed->name, "break") == 0;
    if (!known)
        report(reader, pos, "a page placement is (page:break) or, in a workbook, (page:start)");
    return known;
}
