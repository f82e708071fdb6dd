/* What seems empty is held against the print: something may be written beside the boxes, or where somebody calculates.
 * The printed page is that of the folder which the sheets were generated into. */
#include "command/collecting.h"

#include <math.h>
#include <unistd.h>

/* Less than a small tick of a thin pencil, in square points. Of the print alone nothing is left; the least of what
 * people write has 10. */
#define MARK_LEAST 3.0
/* How far from its box the mark of an option does not reach to the right. */
#define FAR 20.0
enum { MOST = 64 };
/* How far to the left of a box somebody ticks, and how far what belongs to an option reaches above it, in points. */
#define LEFT 26.0
#define ABOVE 4.0

/* The print of a page, which is drawn when it is first asked for. */
struct print {
    const struct command_collecting *collecting;
    size_t page;
    struct scan_picture picture;
    bool asked, is_there;
};

static bool is_there(struct print *print) {
    const struct command_collecting *collecting = print->collecting;
    const struct collect_page *page = &collecting->geometry->pages[print->page];
    if (print->asked)
        return print->is_there;
    print->asked = true;
    struct arena *arena = arena_new();
    const struct sets_row *row = sets_row(collecting->session->sets, page->set);
    const char *folder = arena_printf(arena, "%s/student", collecting->place),
               *name = arena_printf(arena, "%s-%s.pdf", row->stem, page->document);
    for (int fans = 0; fans < 2 && !print->is_there; fans++) {
        const char *path = run_fan_path(arena, folder, row->id, fans, name);
        print->is_there = access(path, R_OK) == 0 && scan_file_print(path, page->number, &print->picture);
    }
    arena_free(arena);
    return print->is_there;
}

static double extra_ink(const struct print *print, const struct scan_picture *straight, const double at[4],
                        const float shift[2], float dark) {
    const struct scan_sheet *on = print->collecting->geometry->shapes[print->page].on;
    return scan_extra_ink(straight, on, &print->picture, at, shift, dark);
}

/* The room of an option: from the left of its box to the right margin, down to the next box or as far as it is from the
 * one above. */
static void find_room(const struct scan_page *shape, const int *boxes, int count, int which, double room[4]) {
    const double *at = shape->boxes[boxes[which]].at, right = shape->on->width - 36;
    double next = right, below = INFINITY, above = INFINITY;
    for (int i = 0; i < count; i++) {
        const double *other = shape->boxes[boxes[i]].at;
        if (other[1] > at[1] + at[3])
            below = fmin(below, other[1] - at[1]);
        else if (other[1] + other[3] < at[1])
            above = fmin(above, at[1] - other[1]);
        else if (other[0] > at[0] + at[2] && fabs(other[1] - at[1]) < at[3])
            next = fmin(next, other[0] - 3);
    }
    room[0] = fmax(at[0] - LEFT, 6);
    room[1] = at[1] - ABOVE;
    room[2] = next - room[0];
    room[3] = isfinite(fmin(below, above)) ? isfinite(below) ? below : above : at[3] + ABOVE;
}

/* Whether there is a mark to the left of a box, beside that of an option which is crossed: as high as the box, since
 * that mark reaches into the rooms around it. */
static bool is_left(struct print *print, const struct scan_picture *straight, const struct scan_reading *reading,
                    int box, int chosen) {
    const struct scan_page *shape = &print->collecting->geometry->shapes[print->page];
    const double *at = shape->boxes[box].at, *mark = shape->boxes[chosen].at;
    const double left = fmax(at[0] - LEFT, 6), strip[4] = {left, at[1], at[0] - 3 - left, at[3]};
    const bool in_row = fabs(at[1] - mark[1]) < at[3] && mark[0] < at[0] && mark[0] + mark[2] + FAR > left;
    return !in_row && extra_ink(print, straight, strip, reading->boxes[box].shift, 0.7F) >= MARK_LEAST;
}

/* Whether something is written beside an option. `chosen`: the box of its question that is crossed, -1: none. A mark
 * reaches beyond its box, so that only the text counts then; all of it if the box is filled, which may have been taken
 * back. */
static bool is_beside(struct print *print, const struct scan_picture *straight, const struct scan_reading *reading,
                      const int *boxes, int count, int which, int chosen) {
    const struct scan_page *shape = &print->collecting->geometry->shapes[print->page];
    const bool filled = chosen >= 0 && scan_is_filled(&reading->boxes[boxes[chosen]]);
    if (chosen >= 0 && chosen != which && !filled && is_left(print, straight, reading, boxes[which], boxes[chosen]))
        return true;
    double room[4];
    find_room(shape, boxes, count, which, room);
    if (chosen == which || (chosen >= 0 && !filled)) {
        const double *at = shape->boxes[boxes[which]].at, from = at[0] + at[2] + FAR;
        room[2] -= from - room[0];
        room[0] = from;
    }
    return extra_ink(print, straight, room, reading->boxes[boxes[which]].shift, 0.3F) >= MARK_LEAST;
}

/* Whether a question could be held against the print. */
static bool look_at_options(struct print *print, const struct scan_picture *straight, struct scan_reading *reading,
                            const int *boxes, int count) {
    const struct scan_box_reading *readings[MOST];
    for (int i = 0; i < count; i++)
        readings[i] = &reading->boxes[boxes[i]];
    const struct scan_decision decision = scan_decide(readings, count, reading->bilevel);
    if (decision.verdict == SCAN_DOUBT)
        return true;
    if (!is_there(print))
        return false;
    for (int i = 0; i < count; i++)
        reading->boxes[boxes[i]].beside =
            is_beside(print, straight, reading, boxes, count, i, decision.verdict == SCAN_ONE ? decision.box : -1);
    return true;
}

size_t command_look_beside(const struct command_collecting *collecting, const struct scan_picture *straight,
                           struct scan_reading *reading) {
    size_t unheld = 0;
    if (!straight || reading->bilevel)
        return 0;
    const struct collect_page *page = &collecting->geometry->pages[reading->page];
    const struct scan_page *shape = &collecting->geometry->shapes[reading->page];
    struct print print = {collecting, reading->page, {0}, false, false};
    for (int group = 0; group < page->group_count; group++) {
        int boxes[MOST], count = 0;
        for (int i = 0; i < shape->box_count && count < MOST; i++)
            if (page->boxes[i].group == group)
                boxes[count++] = i;
        unheld += !look_at_options(&print, straight, reading, boxes, count);
    }
    for (int i = 0; i < shape->area_count; i++) {
        struct scan_area_reading *area = &reading->areas[i];
        const double *work = page->areas[i].work;
        if (page->areas[i].column < 0 || area->written || area->hidden)
            continue;
        if (is_there(&print))
            area->beside = extra_ink(&print, straight, work, (const float[]){0, 0}, 0.3F) >= MARK_LEAST;
        else
            unheld++;
    }
    if (print.is_there)
        scan_picture_free(&print.picture);
    return unheld;
}
