#include "workbook/sheet/pages.h"
#include "workbook/sheet/sheet.h"

#include <float.h>

enum { MOST_BREAKS = 1000 };
/* The cost of a page, besides the square of the share that it leaves empty: of the page itself, and of the place where
 * it begins. */
static const double page_cost = 1, last_page_share = 0.2, automatic_cost = 2;
static const double break_costs[] = {
    [BREAK_ROW] = 0.15, [BREAK_PART] = 0.2, [BREAK_WEAK] = 0.6, [BREAK_BLOCK] = 0, [BREAK_FORCED] = 0};

/* The places where a page may begin, and how far down the sheet each is. */
struct break_strip {
    struct sheet_break_row *breaks;
    double *tops;
    size_t count;
    double end; /* where the last row ends */
};

static struct break_strip find_strip(const struct sheet *sheet, const double *heights, const struct sheet_page *page) {
    struct arena *arena = sheet->book->arena;
    struct break_strip strip = {arena_array(arena, sheet->break_count + 1, sizeof *strip.breaks),
                                arena_array(arena, sheet->break_count + 1, sizeof *strip.tops), 0, 0};
    size_t i = 0;
    while (sheet->printed_from && i < sheet->break_count && sheet->breaks[i].row <= sheet->printed_from)
        i++;
    strip.end = sheet->printed_from ? page->repeated : 0;
    lxw_row_t end = sheet->printed_to ? sheet->printed_to : sheet->row;
    for (lxw_row_t row = sheet->printed_from; row < end; row++) {
        for (; i < sheet->break_count && sheet->breaks[i].row <= row; i++) {
            if (sheet->breaks[i].row < row || (sheet->breaks[i].kind == BREAK_ROW && !page->heads_repeat))
                continue;
            strip.breaks[strip.count] = sheet->breaks[i];
            strip.tops[strip.count++] = strip.end;
        }
        strip.end += heights[row];
    }
    return strip;
}

/* The cost of a page that begins with break `from` and ends before break `to`; DBL_MAX if what lies between does not
 * fit on a page. A block that is higher than a page runs over page ends. */
static double cost_of_page(const struct break_strip *strip, const struct sheet_page *page, size_t from, size_t to) {
    bool last = to == strip->count;
    double used = (last ? strip->end : strip->tops[to]) - (from ? strip->tops[from] - page->repeated : 0);
    if (!last && strip->breaks[to].kind != BREAK_ROW)
        used -= page->blank; /* the blank row before the next block may be lost at the end of the page */
    double start = from ? break_costs[strip->breaks[from].kind] : 0;
    if (used <= page->height) {
        double empty = 1 - used / page->height;
        return start + page_cost + empty * empty * (last ? last_page_share : 1);
    }
    double rest = used - page->height, room = page->height - page->repeated;
    return to > from + 1 ? DBL_MAX : start + page_cost + (rest / room + 1) * (page_cost + automatic_cost);
}

double sheet_find_breaks(struct sheet *sheet, const double *heights, const struct sheet_page *page,
                         lxw_row_t **breaks) {
    struct arena *arena = sheet->book->arena;
    struct break_strip strip = find_strip(sheet, heights, page);
    /* For each break, the least cost of all pages before it, and the break with which the last of them begins. */
    double *costs = arena_array(arena, strip.count + 1, sizeof *costs);
    size_t *begins = arena_array(arena, strip.count + 1, sizeof *begins), count = 0;
    for (size_t to = 1; to <= strip.count; to++) {
        costs[to] = DBL_MAX;
        for (size_t from = to; from-- > 0;) {
            double cost = cost_of_page(&strip, page, from, to);
            if (cost >= DBL_MAX)
                break;
            if (costs[from] + cost < costs[to]) {
                costs[to] = costs[from] + cost;
                begins[to] = from;
            }
            if (from > 0 && strip.breaks[from].kind == BREAK_FORCED)
                break;
        }
    }
    for (size_t to = strip.count; to > 0 && begins[to] > 0; to = begins[to])
        count++;
    *breaks = arena_array(arena, count + 1, sizeof **breaks);
    for (size_t to = strip.count, i = count; to > 0 && begins[to] > 0; to = begins[to])
        (*breaks)[--i] = strip.breaks[begins[to]].row;
    if (count > MOST_BREAKS)
        (*breaks)[MOST_BREAKS] = 0;
    return strip.count ? costs[strip.count] : page_cost;
}
