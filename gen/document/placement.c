/* Reading the addresses of placements. */
#include "document/placement.h"

#include <stdlib.h>
#include <string.h>

/* `lines:N+` takes up to so many times N. */
enum { LINES_LIMIT = 99, MORE_LINES = 4, RULE_LEAST = 8, RULE_MOST = 600 };

static const struct {
    const char *kind, *called; /* in an address; in the error for a wrong name */
} placements[] = {
    [PLACED_EQUATION] = {"equation", "equation"},
    [PLACED_WORKED] = {"worked", "equation"},
    [PLACED_BLANK] = {"blank", "numeric question"},
    [PLACED_SCORE] = {"score", "question"},
    [PLACED_TICKS] = {"ticks", NULL},
    [PLACED_RULE] = {"rule", NULL},
    [PLACED_FIGURE] = {"figure", NULL},
    [PLACED_LINES] = {"lines", NULL},
    [PLACED_PAGE] = {"page", NULL},
    [PLACED_COLUMNS] = {"columns", NULL},
    [PLACED_CHART] = {"chart", "chart"},
};
enum { PLACEMENT_COUNT = sizeof placements / sizeof *placements };

const char *doc_placed_word(enum doc_placed_kind kind) {
    return placements[kind].kind;
}

static void report_kind(struct diag *diag, struct pos pos, const char *kind) {
    const char *names[PLACEMENT_COUNT];
    struct text kinds = {0};
    for (int i = 0; i < PLACEMENT_COUNT; i++) {
        names[i] = placements[i].kind;
        text_printf(&kinds, "%s%s", i == 0 ? "; the kinds are " : i + 1 == PLACEMENT_COUNT ? " and " : ", ", names[i]);
    }
    diag_report_near(diag, SEVERITY_ERROR, pos, name_nearest(kind, names, PLACEMENT_COUNT), kinds.bytes,
                     "there is no placement of the kind '%s'", kind);
    text_free(&kinds);
}

static void report(const struct doc_placement_reader *reader, struct pos pos, const char *message) {
    diag_report(reader->diag, SEVERITY_ERROR, pos, "%s", message);
}

/* Reads a whole number above 0 at *text, which moves behind it; 0 if there is none. */
static long read_count(const char **text) {
    char *end = NULL;
    long count = **text >= '1' && **text <= '9' ? strtol(*text, &end, 10) : 0;
    *text = end ? end : *text;
    return count;
}

/* Reads the number of lines from `placed->name`: 4, 3-4 or 3+. */
static bool read_lines(const struct doc_placement_reader *reader, struct doc_placed *placed, struct pos pos) {
    const char *text = placed->name;
    long count = read_count(&text), most = count;
    if (count > 0 && *text == '+') {
        most = MORE_LINES * count < LINES_LIMIT ? MORE_LINES * count : LINES_LIMIT;
        text++;
    } else if (count > 0 && *text == '-') {
        text++;
        most = read_count(&text);
    }
    bool good = count > 0 && count <= LINES_LIMIT && most >= count && most <= LINES_LIMIT && *text == '\0';
    placed->count = good ? (int)count : 0;
    placed->most = good ? (int)most : 0;
    if (!good)
        report(reader, pos,
               "the number of lines must be from 1 to 99, as in (lines:4); with more where the page has room, at most "
               "five, (lines:3-5); to fill the page, (lines:4+)");
    return good;
}

static bool read_rule(const struct doc_placement_reader *reader, struct doc_placed *placed, struct pos pos) {
    const char *text = placed->name;
    long width = read_count(&text);
    bool good = *text == '\0' && width >= RULE_LEAST && width <= RULE_MOST;
    placed->count = good ? (int)width : 0;
    if (!good)
        report(reader, pos, "the width of a rule must be from 8 to 600 points, as in (rule:80)");
    return good;
}

/* The name under which a row of boxes is known. */
static bool read_ticks(const struct doc_placement_reader *reader, struct doc_placed *placed, struct pos pos) {
    size_t length = strspn(placed->name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    bool good = placed->name[length] == '\0';
    if (!good)
        report(reader, pos,
               "a row of boxes to tick has its words in the square brackets and a name of small letters after the "
               "colon, as in ![a guess / fairly / very](ticks:sure)");
    return good;
}

/* Whether `placed`, a box for marks, is one that belongs to no question. */
static bool is_sum(struct doc_placed *placed) {
    static const char *const words[] = {[SCORE_ALL] = "all", [SCORE_PAGE] = "page", [SCORE_NONE] = "none"};
    for (int i = SCORE_ALL; i <= SCORE_NONE; i++)
        if (strcmp(placed->name, words[i]) == 0)
            placed->score = (enum doc_score)i;
    return placed->score != SCORE_QUESTION;
}

/* Reads `2`, `5/4`, `next` or `1` from `placed->name`. */
static bool read_columns(const struct doc_placement_reader *reader, struct doc_placed *placed, struct pos pos) {
    const char *at = placed->name;
    char *end;
    if (strcmp(at, "next") == 0)
        return true;
    bool good = true;
    int count = 0, shares[DOC_COLUMNS];
    for (; good; at = end + 1) {
        long share = *at >= '1' && *at <= '9' ? strtol(at, &end, 10) : 0;
        good = share >= 1 && share <= 99 && count < DOC_COLUMNS && (*end == '/' || *end == '\0');
        if (good)
            shares[count++] = (int)share;
        if (good && *end == '\0')
            break;
    }
    if (good && count == 1) { /* a number of equal columns */
        count = shares[0];
        good = count <= DOC_COLUMNS;
        for (int i = 0; i < count && good; i++)
            shares[i] = 1;
    }
    placed->count = count;
    if (good)
        memcpy(placed->shares, shares, (size_t)count * sizeof *shares);
    else
        report(
            reader, pos,
            "columns are two to four, (columns:2), or have shares of the width, (columns:5/4); (columns:next) begins "
            "the next one, and (columns:1) ends them");
    return good;
}

/* Reads the share of the width behind a chart's name, as in `costs:3`, which the name then is without. */
static bool read_share(const struct doc_placement_reader *reader, struct doc_placed *placed, struct pos pos) {
    const char *colon = strchr(placed->name, ':');
    if (!colon)
        return true;
    const char *at = colon + 1;
    long share = read_count(&at);
    bool good = share >= 1 && share <= 99 && *at == '\0';
    placed->name = arena_strndup(reader->arena, placed->name, (size_t)(colon - placed->name));
    placed->shares[0] = good ? (int)share : 0;
    if (!good)
        report(reader, pos,
               "what follows a chart's name is its share of the width beside other charts, from 1 to 99, as in "
               "(chart:costs:3) beside (chart:speedup:5)");
    return good;
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
    if (placed->kind == PLACED_RULE)
        return read_rule(reader, placed, pos);
    if (placed->kind == PLACED_TICKS)
        return read_ticks(reader, placed, pos);
    if (placed->kind == PLACED_SCORE && is_sum(placed))
        return true;
    if (placed->kind == PLACED_COLUMNS)
        return read_columns(reader, placed, pos);
    if (placed->kind == PLACED_CHART && !read_share(reader, placed, pos))
        return false;
    if (placed->kind == PLACED_FIGURE) {
        if (strcmp(placed->name, "right") == 0)
            return true;
        report(reader, pos, "a large figure is placed as ![figure](figure:right)");
        return false;
    }
    if (placed->kind != PLACED_PAGE)
        return resolve(reader, placed, pos);
    placed->starts = strcmp(placed->name, "start") == 0;
    placed->ends = strcmp(placed->name, "end") == 0;
    bool known = placed->starts || placed->ends || strcmp(placed->name, "break") == 0;
    if (!known)
        report(reader, pos, "a page placement is (page:break) or, in a workbook, (page:start)");
    return known;
}
