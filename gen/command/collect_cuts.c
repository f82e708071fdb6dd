#include "command/collecting.h"

#include <math.h>
#include <string.h>

/* Dots an inch of cuts; the longer side of a whole page, in pixels. */
enum { DOTS = 150, LONGEST = 1000 };

static void put_cut(struct text *record, uint64_t what, const struct text *jpeg) {
    record_put_number(record, what);
    record_put_bytes(record, jpeg->bytes, jpeg->length);
}

/* A rectangle with something around it, within the page. */
static void cut(struct text *record, uint64_t what, const struct scan_picture *picture,
                const struct scan_reading *reading, const struct scan_sheet *on, const double box[4], double left,
                double right, double above, double below) {
    struct text jpeg = {0};
    const double x = fmax(box[0] - left, 0), y = fmax(box[1] - above, 0);
    const double at[] = {x, y, fmin(box[2] + right, on->width) - x, fmin(box[3] + below, on->height) - y};
    scan_cut(picture, reading->to_picture, at, DOTS, &jpeg);
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

/* The boxes of a question, with what stands beside them. */
static void put_boxes(struct text *record, const struct collect_page *page, const struct scan_page *shape,
                      const struct scan_picture *picture, const struct scan_reading *reading) {
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
        if (count &&
            (reading->state == SCAN_UNSURE || scan_decide(boxes, count, reading->bilevel).verdict == SCAN_DOUBT))
            cut(record, (uint64_t)column + 2, picture, reading, shape->on, around, 14, 230, 9, 9);
    }
}

static void put_areas(struct text *record, const struct collect_page *page, const struct scan_page *shape,
                      const struct scan_picture *picture, const struct scan_reading *reading) {
    for (int i = 0; i < shape->area_count; i++) {
        const double *at = shape->areas[i].at;
        double around[] = {at[0], at[1], at[0] + at[2], at[1] + at[3]};
        if (reading->areas[i].beside)
            widen(around, page->areas[i].work);
        if (page->areas[i].column >= 0 && (reading->state == SCAN_UNSURE || reading->areas[i].written ||
                                           reading->areas[i].hidden || reading->areas[i].beside || reading->bilevel))
            cut(record, (uint64_t)page->areas[i].column + 2, picture, reading, shape->on, around, 30, 45, 14, 8);
    }
}

/* By what they are of: 0: that was all; 1: the whole page; else a column and 2. */
void command_cuts_put(struct text *record, const struct command_collecting *collecting,
                      const struct scan_picture *picture, const struct scan_reading *reading) {
    const bool told = reading->state == SCAN_READ || reading->state == SCAN_UNSURE;
    if (told && reading->boxes) {
        const struct collect_page *page = &collecting->geometry->pages[reading->page];
        const struct scan_page *shape = &collecting->geometry->shapes[reading->page];
        put_boxes(record, page, shape, picture, reading);
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
