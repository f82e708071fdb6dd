#include "collect/collect.h"
#include "csv/csv.h"

#include <stdlib.h>
#include <string.h>

/* The columns of the file, by number; -1 if it does not have one. */
struct decided_columns {
    int id, scenario, question, answer, sheet_page, seen;
};

static const char *cell_in(const struct csv_row *row, int column) {
    return column >= 0 ? row->fields[column].text : "";
}

static bool is_same(const struct collect_decision *one, const struct collect_decision *other) {
    if (one->column < 0 || other->column < 0)
        return one->column == other->column && strcmp(one->seen, other->seen) == 0;
    return one->column == other->column && one->set == other->set && strcmp(one->id, other->id) == 0 &&
           strcmp(one->scenario, other->scenario) == 0;
}

static void add(struct collect_decisions *decisions, struct arena *arena, const struct collect_decision *decision) {
    for (size_t i = 0; i < decisions->count; i++)
        if (is_same(&decisions->list[i], decision)) {
            struct collect_decision *before = arena_alloc(arena, sizeof *before);
            *before = decisions->list[i];
            decisions->list[i] = *decision;
            decisions->list[i].before = before;
            return;
        }
    decisions->list =
        arena_grow(arena, decisions->list, decisions->count, &decisions->capacity, sizeof *decisions->list);
    decisions->list[decisions->count++] = *decision;
}

/* Reads a row that is filled in. False after reporting an error. */
static bool read_row(const struct csv_row *row, const struct decided_columns *layout, const struct parameter_sets *sets,
                     const struct sets_index *index, const struct collect_columns *columns,
                     struct collect_decision *decision, struct arena *arena, struct diag *diag) {
    struct pos pos;
    const char *question = cell_in(row, layout->question), *page = cell_in(row, layout->sheet_page);
    *decision = (struct collect_decision){.column = -1, .seen = cell_in(row, layout->seen), .pos = row->pos};
    decision->id = sets_read_id(arena, &row->fields[layout->id], &pos);
    decision->scenario = layout->scenario >= 0 ? sets_read_id(arena, &row->fields[layout->scenario], &pos) : "";
    decision->text = cell_in(row, layout->answer);
    decision->set = sets_index_find(index, decision->id, sets_has_scenario(sets) ? decision->scenario : NULL);
    if (decision->set == SIZE_MAX) {
        diag_report(diag, SEVERITY_ERROR, row->fields[layout->id].pos, "the parameter file has no '%s'", decision->id);
        return false;
    }
    if (!*question && *page) {
        decision->sheet_page = atoi(page);
        if (decision->sheet_page < 1 || !*decision->seen) {
            diag_report(diag, SEVERITY_ERROR, row->pos,
                        "whose page it is needs the number of the page under 'sheet_page', and under 'seen' what "
                        "pages.csv has for it");
            return false;
        }
        return true;
    }
    for (int i = 0; i < columns->count; i++)
        if (strcmp(columns->names[i], question) == 0)
            decision->column = i;
    if (decision->column < 0)
        diag_report_near(diag, SEVERITY_ERROR, row->fields[layout->question].pos,
                         name_nearest(question, columns->names, (size_t)columns->count), NULL,
                         "responses have no column '%s'", question);
    return decision->column >= 0;
}

bool collect_decisions_read(struct collect_decisions *decisions, struct arena *arena, const struct source *source,
                            const struct parameter_sets *sets, const struct collect_columns *columns, bool is_new,
                            struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    const struct csv *csv = csv_read(arena, source, diag);
    if (!csv)
        return false;
    const struct decided_columns layout = {csv_similar_column(&csv->header, "id"),
                                           sets_has_scenario(sets) ? csv_similar_column(&csv->header, "scenario") : -1,
                                           csv_similar_column(&csv->header, "question"),
                                           csv_similar_column(&csv->header, "answer"),
                                           csv_similar_column(&csv->header, "sheet_page"),
                                           csv_similar_column(&csv->header, "seen")};
    if (layout.id < 0 || layout.question < 0 || layout.answer < 0) {
        diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                    "decisions need the columns id, question and answer (and may have sheet_page and seen)");
        return false;
    }
    struct sets_index *index = sets_index_new(arena, sets_count(sets), sets_row_key, sets);
    for (size_t i = 0; i < sets_count(sets); i++)
        sets_index_put(index, i);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        struct collect_decision decision;
        const bool open = !*cell_in(row, layout.answer) && !*cell_in(row, layout.sheet_page) && !row->bad &&
                          csv_similar_column(&csv->header, "why") >= 0; /* a row of doubts.csv that was left open */
        if (row->bad || open || !read_row(row, &layout, sets, index, columns, &decision, arena, diag))
            continue;
        decision.is_new = is_new;
        add(decisions, arena, &decision);
    }
    return diag_clean_since(diag, mark);
}

void collect_decisions_write(const struct collect_decisions *decisions, bool scenarios,
                             const struct collect_columns *columns, struct text *out) {
    char number[24];
    csv_begin(out);
    csv_write(out, "id", true);
    if (scenarios)
        csv_write(out, "scenario", false);
    for (const char *const *name = (const char *const[]){"question", "answer", "sheet_page", "seen", NULL}; *name;
         name++)
        csv_write(out, *name, false);
    csv_end_row(out);
    for (size_t i = 0; i < decisions->count; i++) {
        const struct collect_decision *decision = &decisions->list[i];
        const bool answers = decision->column >= 0;
        if (decision->dropped)
            continue;
        snprintf(number, sizeof number, "%d", decision->sheet_page);
        csv_write(out, decision->id, true);
        if (scenarios)
            csv_write(out, decision->scenario, false);
        csv_write(out, answers ? columns->names[decision->column] : "", false);
        csv_write(out, answers ? decision->text : "", false);
        csv_write(out, answers ? "" : number, false);
        csv_write(out, decision->seen, false);
        csv_end_row(out);
    }
}
