#include "command/collecting.h"

#include <limits.h>
#include <string.h>

/* The longer side of a picture that cannot be laid straight. The others have 144 dots an inch, which pencil can be read
 * at. */
enum { LONGEST = 1754 };

static bool is_told(const struct scan_reading *reading) {
    return reading->state == SCAN_READ || reading->state == SCAN_UNSURE;
}

/* Whether what is printed is where the geometry says, in the picture laid straight. */
static bool is_straight(const struct scan_reading *reading) {
    return reading->state == SCAN_READ && reading->to_picture[8] != 0;
}

bool command_is_straight(const struct command_collecting *collecting, const struct scan_reading *reading) {
    return is_straight(reading) && !collecting->geometry->pages[reading->page].stale;
}

static const char *path_of(struct arena *arena, const char *seen) {
    return arena_printf(arena, COLLECT_PICTURES "/%s.jpg", seen);
}

void command_kept_put(struct text *record, const struct command_collecting *collecting,
                      const struct scan_picture *picture, const struct scan_picture *straight,
                      const struct scan_reading *reading) {
    struct text jpeg = {0};
    if (straight)
        scan_shrink(straight, INT_MAX, &jpeg);
    else if (is_told(reading) && !collecting->geometry->pages[reading->page].stale)
        scan_shrink(picture, LONGEST, &jpeg);
    record_put_bytes(record, jpeg.bytes, jpeg.length);
    text_free(&jpeg);
}

void command_kept_take(struct record *record, struct command_collecting *collecting, size_t number) {
    const struct collect_picture *picture = &collecting->pictures[number];
    size_t length;
    const char *jpeg = record_take_bytes(record, &length);
    if (record->damaged || !length)
        return;
    /* The same pixels that came twice are one picture. */
    if (table_find(collecting->kept_names, 0, picture->seen, strlen(picture->seen)) != SIZE_MAX)
        return;
    table_add(collecting->kept_names, 0, picture->seen, strlen(picture->seen));
    struct text bytes = {0};
    text_append(&bytes, jpeg, length);
    collecting->kept_pages[number] = run_hold_write(
        collecting->kept.hold, path_of(collecting->session->arena, picture->seen), &bytes, collecting->session->diag);
    text_free(&bytes);
}

void command_kept_write(struct command_collecting *collecting, const struct source *before) {
    struct command_session *session = collecting->session;
    const struct collect_geometry *geometry = collecting->geometry;
    size_t moved;
    struct diag *silent = diag_new_silent();
    struct collect_sheet *sheets = collect_sheets_read(session->arena, before, geometry, session->sets, &moved, silent);
    if (!sheets)
        sheets = collect_sheets_read(session->arena, NULL, geometry, session->sets, &moved, silent);
    diag_free(silent);
    for (size_t i = 0; i < collecting->page_count; i++) {
        const struct collect_picture *picture = &collecting->pictures[i];
        const struct run_written *written = &collecting->kept_pages[i];
        if (picture->error || !is_told(&picture->reading) || geometry->pages[picture->reading.page].stale)
            continue;
        const size_t set = geometry->pages[picture->reading.page].set;
        if (written->bytes)
            command_graded_settle(&collecting->kept, path_of(session->arena, picture->seen), NULL,
                                  sets_row(session->sets, set)->id, written);
        if (!picture->twice)
            sheets[picture->reading.page] = (struct collect_sheet){picture->seen, is_straight(&picture->reading)};
    }
    /* What runs before kept is still marked: it stays, and stays listed. */
    for (size_t page = 0; page < geometry->count; page++)
        if (sheets[page].picture)
            run_leftovers_stay(collecting->kept.leftovers, path_of(session->arena, sheets[page].picture));
    struct text table = {0};
    collect_sheets_write(sheets, geometry, session->sets, &table);
    command_graded_put(&collecting->kept, COLLECT_SHEETS, NULL, &table);
    text_free(&table);
}
