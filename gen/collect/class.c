#include "collect/collect.h"
#include "csv/csv.h"

#include <stdlib.h>
#include <string.h>

/* What is known of a cell. */
struct cell {
    const struct collect_answer *answer; /* NULL: nothing came in */
    const char *doubt;                   /* why a person must look; NULL */
    const char *missing;                 /* why nothing came in */
    const char *decided;                 /* by a person; NULL */
};

struct collect_class {
    struct arena *arena;
    const struct parameter_sets *sets;
    const struct collect_columns *columns;
    struct cell **cells; /* by set, NULL: nothing came in; then by column */
    bool *seen;
};

struct collect_class *collect_class_new(struct arena *arena, const struct parameter_sets *sets,
                                        const struct collect_columns *columns) {
    struct collect_class *class = arena_alloc(arena, sizeof *class);
    *class = (struct collect_class){.arena = arena, .sets = sets, .columns = columns};
    class->cells = arena_array(arena, sets_count(sets) + 1, sizeof *class->cells);
    class->seen = arena_array(arena, sets_count(sets) + 1, sizeof *class->seen);
    return class;
}

static struct cell *cell_of(struct collect_class *class, size_t set, int column) {
    if (!class->cells[set])
        class->cells[set] = arena_array(class->arena, (size_t) class->columns->count + 1, sizeof **class->cells);
    return &class->cells[set][column];
}

static const char *where(struct collect_class *class, const struct collect_answer *answer) {
    return *answer->place ? arena_printf(class->arena, "%s:%s", answer->file, answer->place) : answer->file;
}

void collect_class_add(struct collect_class *class, const struct collect_answer *answer) {
    struct cell *cell = cell_of(class, answer->set, answer->column);
    const struct collect_answer *before = cell->answer;
    struct collect_answer *kept = arena_alloc(class->arena, sizeof *kept);
    *kept = *answer;
    class->seen[answer->set] = true;
    if (!before) {
        *cell = (struct cell){kept, kept->doubt, cell->missing, NULL};
        return;
    }
    const char *one = before->text ? before->text : "", *other = answer->text ? answer->text : "";
    if (cell->doubt && answer->doubt)
        return; /* either place will do for a person */
    if (!cell->doubt && !answer->doubt && (strcmp(one, other) == 0 || !*one || !*other)) {
        if (strcmp(one, other) == 0 ? answer->quality > before->quality : !*one)
            cell->answer = kept;
        return;
    }
    if (!cell->doubt && answer->doubt && strcmp(one, other) != 0)
        cell->answer = *one ? before : kept;
    cell->doubt = cell->doubt || answer->doubt
                      ? arena_printf(class->arena, "it came in twice, and one is doubtful (%s): see %s too",
                                     answer->doubt ? answer->doubt : cell->doubt,
                                     where(class, cell->answer == kept ? before : kept))
                      : arena_printf(class->arena, "two sheets say different things: %s, and %s in %s", one, other,
                                     where(class, kept));
}

void collect_class_miss(struct collect_class *class, size_t set, int column, const char *why) {
    struct cell *cell = cell_of(class, set, column);
    class->seen[set] = true;
    if (!cell->missing)
        cell->missing = why;
}

void collect_class_decide(struct collect_class *class, struct collect_decisions *decisions, struct diag *diag) {
    for (size_t i = 0; i < decisions->count; i++) {
        struct collect_decision *decision = &decisions->list[i];
        if (decision->column < 0 || decision->set == SIZE_MAX)
            continue;
        struct cell *cell = cell_of(class, decision->set, decision->column);
        const char *seen = cell->answer ? cell->answer->seen : "";
        if (decision->is_new && *decision->seen && *seen && strcmp(decision->seen, seen) != 0) {
            diag_report(diag, SEVERITY_ERROR, decision->pos,
                        "this was decided on another page than the one that came in: decide again");
            if (decision->before)
                *decision = *decision->before;
            else
                decision->dropped = true;
        }
        if (!decision->dropped && (!*decision->seen || !*seen || strcmp(decision->seen, seen) == 0))
            cell->decided = decision->text;
    }
}

void collect_class_seen(struct collect_class *class, size_t set) {
    class->seen[set] = true;
}

/* A table of answers as it was: rows by set. */
struct table_before {
    const struct csv *csv; /* NULL: there is none */
    int id, scenario, fingerprint;
    int *columns; /* by column of the answers; -1 */
    size_t *rows; /* by set: the number of its row plus 1; 0: none */
};

static bool read_earlier(struct collect_class *class, const struct source *source, struct table_before *earlier,
                         struct diag *diag) {
    const struct collect_columns *columns = class->columns;
    *earlier = (struct table_before){.id = -1, .scenario = -1, .fingerprint = -1};
    earlier->rows = arena_array(class->arena, sets_count(class->sets) + 1, sizeof *earlier->rows);
    earlier->columns = arena_array(class->arena, (size_t)columns->count + 1, sizeof *earlier->columns);
    for (int i = 0; i < columns->count; i++)
        earlier->columns[i] = -1;
    if (!source)
        return true;
    const struct diag_mark mark = diag_mark(diag);
    struct sets_headings headings;
    earlier->csv = csv_read(class->arena, source, diag);
    if (!earlier->csv ||
        !sets_find_headings(&headings, &earlier->csv->header,
                            "responses need the column 'id', which says whose answers they are", diag) ||
        !diag_clean_since(diag, mark))
        return false;
    earlier->id = headings.id;
    earlier->scenario = sets_has_scenario(class->sets) ? headings.scenario : -1;
    earlier->fingerprint = csv_similar_column(&earlier->csv->header, "fingerprint");
    for (int i = 0; i < columns->count; i++)
        earlier->columns[i] = csv_similar_column(&earlier->csv->header, columns->names[i]);
    struct sets_index *index = sets_index_new(class->arena, sets_count(class->sets), sets_row_key, class->sets);
    for (size_t i = 0; i < sets_count(class->sets); i++)
        sets_index_put(index, i);
    for (size_t i = 0; i < earlier->csv->row_count; i++) {
        const struct csv_row *row = &earlier->csv->rows[i];
        struct pos pos;
        const char *id = sets_read_id(class->arena, &row->fields[earlier->id], &pos);
        const char *scenario =
            earlier->scenario >= 0 ? sets_read_id(class->arena, &row->fields[earlier->scenario], &pos) : "";
        const size_t set = sets_index_find(index, id, scenario);
        if (set != SIZE_MAX && !earlier->rows[set])
            earlier->rows[set] = i + 1;
    }
    return true;
}

static const char *text_in(const struct table_before *earlier, size_t set, int column) {
    const size_t row = earlier->rows[set];
    return row && earlier->columns[column] >= 0 ? earlier->csv->rows[row - 1].fields[earlier->columns[column]].text
                                                : "";
}

struct writing {
    struct collect_class *class;
    struct table_before typed, ours;
    struct collect_result *result;
    struct diag *diag;
};

/* Something to look at in the review: a doubt, or an answer that was taken, to see whether that is right. */
static void put_item(struct writing *writing, size_t set, int column, const struct collect_answer *answer,
                     const char *why, const char *proposal, const char *taken) {
    const struct parameter_sets *sets = writing->class->sets;
    struct text *out = &writing->result->items;
    text_puts(out, out->length ? ",\n{" : "{");
    collect_review_member(out, "id", sets_row(sets, set)->id);
    collect_review_member(out, "scenario", sets_row(sets, set)->scenario);
    collect_review_member(out, "question", writing->class->columns->names[column]);
    collect_review_member(out, "options", writing->class->columns->options[column]);
    collect_review_member(out, "why", why);
    collect_review_member(out, "proposal", proposal);
    collect_review_member(out, "taken", taken);
    collect_review_member(out, "seen", answer ? answer->seen : "");
    collect_review_member(out, "where", answer ? where(writing->class, answer) : "");
    if (answer && answer->picture != SIZE_MAX)
        collect_review_member(out, "picture", arena_printf(writing->class->arena, "c%zu-%d", answer->picture, column));
    text_puts(out, "}");
}

static void put_doubt(struct writing *writing, size_t set, int column, const struct collect_answer *answer,
                      const char *why, const char *proposal) {
    const struct parameter_sets *sets = writing->class->sets;
    struct text *out = &writing->result->doubts;
    csv_write(out, sets_row(sets, set)->id, true);
    if (sets_has_scenario(sets))
        csv_write(out, sets_row(sets, set)->scenario, false);
    csv_write(out, writing->class->columns->names[column], false);
    csv_write(out, answer ? answer->file : "", false);
    csv_write(out, answer ? answer->place : "", false);
    csv_write(out, why, false);
    csv_write(out, proposal ? proposal : "", false);
    csv_write(out, answer ? answer->seen : "", false);
    csv_end_row(out);
    put_item(writing, set, column, answer, why, proposal, NULL);
}

bool collect_is_sample(const char *seen, int column) {
    enum { OF = 50 };
    return hash_bytes(hash_bytes(HASH_START, &column, sizeof column), seen, strlen(seen)) % OF == 0;
}

/* What is written in a cell, and what of that is ours. */
static const char *settle(struct writing *writing, size_t set, int column, const char **ours) {
    struct collect_result *result = writing->result;
    const struct cell *cells = writing->class->cells[set], *cell = cells ? &cells[column] : NULL;
    const char *typed = text_in(&writing->typed, set, column), *before = text_in(&writing->ours, set, column);
    const bool is_typed = *typed && strcmp(typed, "?") != 0 && strcmp(typed, before) != 0;
    const bool came = cell && cell->answer;
    *ours = strcmp(typed, before) == 0 ? before : "";
    if (is_typed) {
        if (came && !cell->doubt && *cell->answer->text && strcmp(cell->answer->text, typed) != 0) {
            result->kept++;
            put_doubt(writing, set, column, cell->answer,
                      arena_printf(writing->class->arena, "%s was typed, which stays, but %s was read", typed,
                                   cell->answer->text),
                      typed);
        }
        return typed;
    }
    if (cell && cell->decided) {
        result->taken++;
        return *ours = cell->decided;
    }
    if (came && !cell->doubt) {
        if (cell->answer->picture != SIZE_MAX &&
            (!*cell->answer->text || collect_is_sample(cell->answer->seen, column)))
            put_item(writing, set, column, cell->answer, NULL, NULL, cell->answer->text);
        result->taken += *cell->answer->text != '\0';
        result->empty += *cell->answer->text == '\0';
        return *ours = cell->answer->text;
    }
    if (came || (cell && cell->missing && (!*typed || strcmp(typed, "?") == 0))) {
        result->doubtful++;
        put_doubt(writing, set, column, came ? cell->answer : NULL, came ? cell->doubt : cell->missing,
                  came ? cell->answer->text : NULL);
        return *ours = "?";
    }
    return typed;
}

static void begin_row(struct text *out, const struct parameter_sets *sets, const char *id, const char *scenario) {
    csv_write(out, id, true);
    if (sets_has_scenario(sets))
        csv_write(out, scenario, false);
}

/* A row of a set: what else was in it stays. */
static void put_row(struct writing *writing, const struct csv_row *row, size_t set, const int *added, int added_count) {
    struct collect_class *class = writing->class;
    const struct table_before *typed = &writing->typed;
    const struct sets_row *of = sets_row(class->sets, set);
    struct text *out = &writing->result->responses;
    const int count = class->columns->count;
    const char **texts = arena_array(class->arena, (size_t)count + 1, sizeof *texts), *ours;
    begin_row(&writing->result->answers, class->sets, of->id, of->scenario);
    for (int i = 0; i < count; i++) {
        texts[i] = settle(writing, set, i, &ours);
        csv_write(&writing->result->answers, ours, false);
    }
    csv_end_row(&writing->result->answers);
    const int fields = typed->csv ? typed->csv->header.field_count : 0;
    if (!typed->csv)
        begin_row(out, class->sets, of->id, of->scenario);
    for (int f = 0; f < fields; f++) {
        const char *text = row ? row->fields[f].text : "";
        for (int i = 0; i < count; i++)
            if (typed->columns[i] == f)
                text = texts[i];
        if (!row && f == typed->id)
            text = of->id;
        else if (!row && f == typed->scenario)
            text = of->scenario;
        else if (f == typed->fingerprint && class->seen[set] && !*text)
            text = of->fingerprint;
        csv_write(out, text, f == 0);
    }
    for (int i = 0; i < added_count; i++)
        csv_write(out, added[i] < 0 ? (class->seen[set] ? of->fingerprint : "") : texts[added[i]], false);
    csv_end_row(out);
}

/* The row of somebody who is not among the sets, as it is. */
static void put_other(struct writing *writing, const struct csv_row *row, int added_count) {
    struct text *out = &writing->result->responses;
    for (int f = 0; f < row->field_count; f++)
        csv_write(out, row->fields[f].text, f == 0);
    for (int i = 0; i < added_count; i++)
        csv_write(out, "", false);
    csv_end_row(out);
}

static void put_heads(struct writing *writing, const int *added, int added_count) {
    struct collect_class *class = writing->class;
    struct collect_result *result = writing->result;
    const struct table_before *typed = &writing->typed;
    csv_begin(&result->responses);
    csv_begin(&result->doubts);
    csv_begin(&result->answers);
    begin_row(&result->answers, class->sets, "id", "scenario");
    for (int i = 0; i < class->columns->count; i++)
        csv_write(&result->answers, class->columns->names[i], false);
    csv_end_row(&result->answers);
    begin_row(&result->doubts, class->sets, "id", "scenario");
    for (const char *const *name = (const char *const[]){"question", "file", "place", "why", "proposal", "seen", NULL};
         *name; name++)
        csv_write(&result->doubts, *name, false);
    csv_end_row(&result->doubts);
    if (!typed->csv)
        begin_row(&result->responses, class->sets, "id", "scenario");
    for (int f = 0; typed->csv && f < typed->csv->header.field_count; f++)
        csv_write(&result->responses, typed->csv->header.fields[f].text, f == 0);
    for (int i = 0; i < added_count; i++)
        csv_write(&result->responses, added[i] < 0 ? "fingerprint" : class->columns->names[added[i]], false);
    csv_end_row(&result->responses);
}

bool collect_class_write(struct collect_class *class, const struct source *typed, const struct source *before,
                         struct collect_result *result, struct diag *diag) {
    struct writing writing = {.class = class, .result = result, .diag = diag};
    struct diag *silent = diag_new_silent();
    *result = (struct collect_result){0};
    const bool good = read_earlier(class, typed, &writing.typed, diag);
    if (!read_earlier(class, before, &writing.ours, silent))
        read_earlier(class, NULL, &writing.ours, silent);
    diag_free(silent);
    if (!good)
        return false;
    const int count = class->columns->count;
    int *added = arena_array(class->arena, (size_t)count + 2, sizeof *added), added_count = 0;
    if (writing.typed.fingerprint < 0)
        added[added_count++] = -1;
    for (int i = 0; i < count; i++)
        if (writing.typed.columns[i] < 0)
            added[added_count++] = i;
    put_heads(&writing, added, added_count);
    const size_t rows = writing.typed.csv ? writing.typed.csv->row_count : 0, sets = sets_count(class->sets);
    size_t *of_row = arena_array(class->arena, rows + 1, sizeof *of_row);
    for (size_t i = 0; i < sets; i++) {
        result->people += class->seen[i];
        if (writing.typed.rows[i])
            of_row[writing.typed.rows[i] - 1] = i + 1;
    }
    for (size_t i = 0; i < rows; i++) {
        if (of_row[i])
            put_row(&writing, &writing.typed.csv->rows[i], of_row[i] - 1, added, added_count);
        else
            put_other(&writing, &writing.typed.csv->rows[i], added_count);
    }
    for (size_t i = 0; i < sets; i++)
        if (!writing.typed.rows[i] && (class->seen[i] || !typed))
            put_row(&writing, NULL, i, added, added_count);
    return true;
}
