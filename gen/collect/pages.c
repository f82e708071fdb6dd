#include "collect/collect.h"
#include "csv/csv.h"

#include <math.h>

void collect_pages_head(struct text *out, bool scenarios) {
    static const char *const names[] = {"file",        "page",       "status",        "id",   "scenario",
                                        "document",    "sheet_page", "told_by",       "turn", "pixels_a_point",
                                        "residual_mm", "frames",     "modules_wrong", "kind", "remark"};
    csv_begin(out);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (scenarios || i != 4)
            csv_write(out, names[i], i == 0);
    csv_end_row(out);
}

static void put_number(struct text *out, const char *format, double value) {
    char printed[64];
    snprintf(printed, sizeof printed, format, fabs(value) < 0.0005 ? 0 : value); /* no -0.0 */
    csv_write(out, printed, false);
}

/* What became of a page, in a word. */
static const char *status_of(const struct collect_picture *picture, const struct collect_page *page) {
    static const char *const words[] = {
        [SCAN_READ] = "read",       [SCAN_EMPTY] = "empty",     [SCAN_UNKNOWN] = "unknown",
        [SCAN_FOREIGN] = "foreign", [SCAN_SEVERAL] = "several", [SCAN_UNSURE] = "unsure"};
    if (picture->error)
        return "damaged";
    if (picture->reading.state == SCAN_READ && page && page->stale)
        return "stale";
    return picture->reading.state == SCAN_READ && picture->twice ? "again" : words[picture->reading.state];
}

static const char *remark_of(const struct collect_picture *picture, const struct collect_page *page) {
    const struct scan_reading *reading = &picture->reading;
    if (picture->error)
        return picture->error;
    if (page && page->stale && reading->state == SCAN_READ)
        return page->stale;
    return reading->why ? reading->why : reading->content ? reading->content : "";
}

void collect_pages_row(struct text *out, const struct collect_geometry *geometry, const struct parameter_sets *sets,
                       const struct collect_picture *picture) {
    static const char *const hows[] = {"", "code", "squares", "reader"};
    const struct scan_reading *reading = &picture->reading;
    const bool told = !picture->error && (reading->state == SCAN_READ || reading->state == SCAN_UNSURE);
    const struct collect_page *page =
        !picture->error && reading->page != SIZE_MAX && told ? &geometry->pages[reading->page] : NULL;
    const struct sets_row *row = page && page->set != SIZE_MAX ? sets_row(sets, page->set) : NULL;
    csv_write(out, picture->file, true);
    put_number(out, "%.0f", picture->number);
    csv_write(out, status_of(picture, page), false);
    csv_write(out, row ? row->id : "", false);
    if (sets_has_scenario(sets))
        csv_write(out, row ? row->scenario : "", false);
    csv_write(out, page ? page->document : "", false);
    if (page)
        put_number(out, "%.0f", page->number);
    else
        csv_write(out, "", false);
    csv_write(out, told ? hows[reading->how] : "", false);
    if (told && reading->scale > 0) {
        put_number(out, "%.1f", reading->turn);
        put_number(out, "%.3f", reading->scale);
        put_number(out, "%.2f", reading->residual);
        put_number(out, "%.2f", reading->fit);
        put_number(out, "%.3f", reading->wrong);
    } else {
        for (int i = 0; i < 5; i++)
            csv_write(out, "", false);
    }
    csv_write(out,
              picture->error        ? ""
              : reading->photograph ? "photograph"
              : reading->bilevel    ? "black and white"
                                    : "grey",
              false);
    csv_write(out, remark_of(picture, page), false);
    csv_end_row(out);
}
