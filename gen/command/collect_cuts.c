#include "command/collecting.h"

#include <math.h>
#include <string.h>

/* Dots an inch of cuts that must be looked at, and of those that may be; the longer side of a whole page, in pixels. */
enum { DOTS = 150, COARSE = 75, LONGEST = 1000 };

static void put_cut(struct text *record, uint64_t what, const struct text *jpeg) {
    record_put_number(record, what);
    record_put_bytes(record, jpeg->bytes, jpeg->length);
}

/* A rectangle with something around it, within the page. */
static void cut(struct text *record, uint64_t what, int dots, const struct scan_picture *picture,
                const struct scan_reading *reading, const struct scan_sheet *on, const double box[4], double left,
                double right, double above, double below) {
    struct text jpeg = {0};
    const double x = fmax(box[0] - left, 0), y = fmax(box[1] - above, 0);
    const double at[] = {x, y, fmin(box[2] + right, on->width) - x, fmin(box[3] + below, on->height) - y};
    scan_cut(picture, reading->to_picture, at, dots, &jpeg);
    put_cut(record, what, &jpeg);
    text_free(&jpeg);
}

/* Makes a rectangle, by its edges, hold another. */
static void widen(double around[4], const double at[4]) {
    around[0] = fmin(around[0], at[0]);
    around[1] = fmin(around[1], at[1]);
    around[2] = fmax(around[2], at[0] + at[2]);
    around[3] = fmax(around[3], at[1] + at[3]);
}

/* The boxes of a question, with what stands beside them: of a doubt, of what is taken for empty, and a sample. */
static void put_boxes(struct text *record, const struct collect_page *page, const struct scan_page *shape,
                      const char *seen, const struct scan_picture *picture, const struct scan_reading *reading) {
    for (int group = 0; group < page->group_count; group++) {
        const struct scan_box_reading *boxes[64];
        double around[] = {1e9, 1e9, 0, 0};
        int count = 0, column = 0;
        for (int i = 0; i < shape->box_count && count < 64; i++) {
            const double *at = shape->boxes[i].at;
            if (page->boxes[i].group != group)
                continue;
            boxes[count++] = &reading->boxes[i];
            column = page->boxes[i].column;
            widen(around, at);
        }
        if (!count)
            continue;
        const enum scan_verdict verdict = scan_decide(boxes, count, reading->bilevel).verdict;
        const bool open = reading->state == SCAN_UNSURE || verdict == SCAN_DOUBT;
        if (open || verdict == SCAN_NONE || collect_is_sample(seen, column))
            cut(record, (uint64_t)column + 2, open ? DOTS : COARSE, picture, reading, shape->on, around, 14, 230, 9, 9);
    }
}

/* All that somebody may have written in. */
static void put_areas(struct text *record, const struct collect_page *page, const struct scan_page *shape,
                      const struct scan_picture *picture, const struct scan_reading *reading) {
    for (int i = 0; i < shape->area_count; i++) {
        const struct scan_area_reading *area = &reading->areas[i];
        const double *at = shape->areas[i].at;
        double around[] = {at[0], at[1], at[0] + at[2], at[1] + at[3]};
        if (page->areas[i].column < 0)
            continue;
        if (area->beside)
            widen(around, page->areas[i].work);
        const bool open =
            reading->state == SCAN_UNSURE || area->written || area->hidden || area->beside || reading->bilevel;
        cut(record, (uint64_t)page->areas[i].column + 2, open ? DOTS : COARSE, picture, reading, shape->on, around, 30,
            45, 14, 8);
    }
}

/* By what they are of: 0: that was all; 1: the whole page; else a column and 2. */
void command_cuts_put(struct text *record, const struct command_collecting *collecting, const char *seen,
                      const struct scan_picture *picture, const struct scan_reading *reading) {
    const bool told = reading->state == SCAN_READ || reading->state == SCAN_UNSURE;
    if (told && reading->boxes) {
        const struct collect_page *page = &collecting->geometry->pages[reading->page];
        const struct scan_page *shape = &collecting->geometry->shapes[reading->page];
        put_boxes(record, page, shape, seen, picture, reading);
        put_areas(record, page, shape, picture, reading);
    } else if (told || reading->state == SCAN_UNKNOWN) {
        struct text jpeg = {0};
        scan_shrink(picture, LONGEST, &jpeg);
        put_cut(record, 1, &jpeg);
        text_free(&jpeg);
    }
    record_put_number(record, 0);
}

void command_cuts_take(struct record *record, struct command_collecting *collecting, size_t number) {
    for (uint64_t what; (what = record_take_number(record, (uint64_t)collecting->columns.count + 1)) > 0;) {
        char name[64];
        size_t length;
        const char *jpeg = record_take_bytes(record, &length);
        snprintf(name, sizeof name, what == 1 ? "p%zu" : "c%zu-%d", number, (int)what - 2);
        if (!record->damaged)
            collect_review_picture(&collecting->review.held, name, jpeg, length);
        run_file_pass(&collecting->review);
    }
}
