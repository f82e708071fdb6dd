/* The pictures of pages that came back, as `grade` marks them: a table, and what is kept of it when others come. */
#include "collect/collect.h"
#include "csv/csv.h"

#include <stdlib.h>
#include <string.h>

/* Of what is where on a page. */
static const char *layout_of(struct arena *arena, const struct scan_page *shape) {
    const struct scan_sheet *on = shape->on;
    const double paper[] = {on->width, on->height};
    uint64_t hash = hash_bytes(HASH_START, paper, sizeof paper);
    hash = hash_bytes(hash, shape->code_at, sizeof shape->code_at);
    const struct {
        const struct scan_place *places;
        int count;
    } lists[] = {
        {shape->boxes, shape->box_count}, {shape->areas, shape->area_count}, {shape->frames, shape->frame_count}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        hash = hash_bytes(hash, &lists[i].count, sizeof lists[i].count);
        for (int k = 0; k < lists[i].count; k++)
            hash = hash_bytes(hash, lists[i].places[k].at, sizeof lists[i].places[k].at);
    }
    return arena_printf(arena, "%016llx", (unsigned long long)hash);
}

static const char *const NAMES[] = {"id", "scenario", "document", "sheet_page", "picture", "straight", "layout"};
enum { ID, SCENARIO, DOCUMENT, PAGE, PICTURE, STRAIGHT, LAYOUT, COLUMNS };

/* The page that a row is about, searched from where the row before was found; SIZE_MAX. */
static size_t find_page(const struct collect_geometry *geometry, size_t set, const char *document, int number,
                        size_t *from) {
    for (size_t k = 0; k < geometry->count; k++) {
        const size_t i = (*from + k) % geometry->count;
        const struct collect_page *page = &geometry->pages[i];
        if (page->set == set && page->number == number && strcmp(page->document, document) == 0)
            return *from = i;
    }
    return SIZE_MAX;
}

struct collect_sheet *collect_sheets_read(struct arena *arena, const struct source *source,
                                          const struct collect_geometry *geometry, const struct parameter_sets *sets,
                                          size_t *moved, struct diag *diag) {
    struct collect_sheet *sheets = arena_array(arena, geometry->count + 1, sizeof *sheets);
    *moved = 0;
    const struct csv *csv = source ? csv_read(arena, source, diag) : NULL;
    if (source && !csv)
        return NULL;
    int columns[COLUMNS];
    for (int i = 0; i < COLUMNS && csv; i++) {
        columns[i] = csv_column(csv, NAMES[i]);
        if (columns[i] < 0 && (i != SCENARIO || sets_has_scenario(sets))) {
            diag_report(diag, SEVERITY_ERROR, csv->header.pos, "the column '%s' is missing; collect the sheets again",
                        NAMES[i]);
            return NULL;
        }
    }
    struct sets_index *index = sets_index_new(arena, sets_count(sets), sets_row_key, sets);
    for (size_t i = 0; i < sets_count(sets); i++)
        sets_index_put(index, i);
    size_t from = 0;
    for (size_t r = 0; csv && r < csv->row_count; r++) {
        const struct csv_row *row = &csv->rows[r];
        const size_t set = sets_index_find(index, row->fields[columns[ID]].text,
                                           columns[SCENARIO] < 0 ? NULL : row->fields[columns[SCENARIO]].text),
                     page = set == SIZE_MAX ? SIZE_MAX
                                            : find_page(geometry, set, row->fields[columns[DOCUMENT]].text,
                                                        atoi(row->fields[columns[PAGE]].text), &from);
        const char *picture = row->fields[columns[PICTURE]].text;
        if (page == SIZE_MAX || geometry->pages[page].stale || strspn(picture, "0123456789abcdef") != strlen(picture) ||
            !*picture)
            continue;
        if (strcmp(layout_of(arena, &geometry->shapes[page]), row->fields[columns[LAYOUT]].text) != 0)
            ++*moved;
        else
            sheets[page] = (struct collect_sheet){picture, strcmp(row->fields[columns[STRAIGHT]].text, "yes") == 0};
    }
    return sheets;
}

void collect_sheets_write(const struct collect_sheet *sheets, const struct collect_geometry *geometry,
                          const struct parameter_sets *sets, struct text *out) {
    csv_begin(out);
    for (int i = 0; i < COLUMNS; i++)
        if (i != SCENARIO || sets_has_scenario(sets))
            csv_write(out, NAMES[i], i == 0);
    csv_end_row(out);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < geometry->count; i++) {
        const struct collect_page *page = &geometry->pages[i];
        if (!sheets[i].picture || page->set == SIZE_MAX)
            continue;
        const struct sets_row *row = sets_row(sets, page->set);
        arena_reset(arena);
        csv_write(out, row->id, true);
        if (sets_has_scenario(sets))
            csv_write(out, row->scenario, false);
        csv_write(out, page->document, false);
        csv_write(out, arena_printf(arena, "%d", page->number), false);
        csv_write(out, sheets[i].picture, false);
        csv_write(out, sheets[i].straight ? "yes" : "no", false);
        csv_write(out, layout_of(arena, &geometry->shapes[i]), false);
        csv_end_row(out);
    }
    arena_free(arena);
}
