#include "grade/grade.h"

#include "csv/csv.h"
#include "grade/set_index.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* The columns of the file, by number; -1 if it does not have one. */
struct response_columns {
    int id, scenario, fingerprint;
    int *questions; /* by question */
    int *fields;    /* by field of the ledger */
    struct sets_headings headings;
};

/* The number of the question that a heading names, exactly or up to case, spaces and hyphens; -1 for none. */
static int question_of(const struct lab *lab, const char *heading) {
    const struct lab_question *question = lab_lookup_question(lab, heading);
    if (question)
        return (int)(question - lab->questions);
    for (int i = 0; i < lab->question_count; i++)
        if (lab_same_word(heading, lab->questions[i].name))
            return i;
    return -1;
}

/* Finds the column of each question: the one of its exact name, else the first that names it. */
static void place_questions(struct response_columns *layout, const struct csv *csv, const struct lab *lab,
                            struct diag *diag) {
    for (int i = 0; i < lab->question_count; i++)
        layout->questions[i] = csv_column(csv, lab->questions[i].name);
    for (int i = 0; i < csv->header.field_count; i++) {
        const struct csv_field *field = &csv->header.fields[i];
        int question = question_of(lab, field->text);
        if (question < 0 || layout->questions[question] == i)
            continue;
        int read = layout->questions[question];
        if (read < 0)
            layout->questions[question] = i;
        else
            diag_report(diag, SEVERITY_ERROR, field->pos,
                        "two columns name the question '%s': column %d, '%s', which is read, and column %d, '%s', "
                        "which is not; keep one",
                        lab->questions[question].name, read + 1, csv->header.fields[read].text, i + 1, field->text);
    }
}

static bool is_known(const struct lab *lab, const char *name) {
    if (csv_same_heading(name, "scenario") || csv_same_heading(name, "fingerprint") || sets_is_person_heading(name))
        return true;
    for (int i = 0; lab->ledger && i < lab->ledger->field_count; i++)
        if (lab->ledger->fields[i].column && strcmp(lab->ledger->fields[i].column, name) == 0)
            return true;
    return question_of(lab, name) >= 0;
}

/* Reports columns that are no question: an error if the name is nearly that of a question, else a warning, for it may
 * be somebody's note. Answers under a name that is nearly right are kept for a person to look at. */
static void check_columns(const struct csv *csv, const struct lab *lab, struct response_columns *layout,
                          const char **misnamed, struct arena *arena, struct diag *diag) {
    const char **names = arena_array(arena, (size_t)lab->question_count + 4, sizeof *names);
    size_t count = 0;
    for (int i = 0; i < lab->question_count; i++)
        names[count++] = lab->questions[i].name;
    names[count++] = "id";
    names[count++] = "scenario";
    names[count++] = "fingerprint";
    for (int i = 0; i < csv->header.field_count; i++) {
        const struct csv_field *field = &csv->header.fields[i];
        if (is_known(lab, field->text))
            continue;
        const char *near = name_nearest(field->text, names, count);
        const struct lab_question *meant = near ? lab_lookup_question(lab, near) : NULL;
        if (near && (meant ? layout->questions[meant - lab->questions] : csv_column(csv, near)) < 0) {
            diag_report(diag, SEVERITY_ERROR, field->pos, "%s has no question '%s'; did you mean '%s'?%s", lab->name,
                        field->text, near, meant ? " Its answers are not graded but left to review" : "");
            if (meant) {
                layout->questions[meant - lab->questions] = i;
                misnamed[meant - lab->questions] = field->text;
            }
        } else
            diag_report(diag, SEVERITY_WARNING, field->pos, "%s has no question '%s': the column is not read",
                        lab->name, field->text);
    }
}

static bool read_layout(struct response_columns *layout, const struct csv *csv, const struct lab *lab,
                        const struct parameter_sets *sets, struct grade_responses *responses, struct arena *arena,
                        struct diag *diag) {
    bool has_id = sets_find_headings(&layout->headings, &csv->header,
                                     "responses need the column 'id', which says whose answers they are", diag);
    layout->id = layout->headings.id;
    layout->scenario = sets->has_scenario ? layout->headings.scenario : -1;
    layout->fingerprint = csv_similar_column(&csv->header, "fingerprint");
    layout->questions = arena_array(arena, (size_t)lab->question_count + 1, sizeof *layout->questions);
    place_questions(layout, csv, lab, diag);
    responses->misnamed = arena_array(arena, (size_t)lab->question_count + 1, sizeof *responses->misnamed);
    check_columns(csv, lab, layout, responses->misnamed, arena, diag);
    int fields = lab->ledger ? lab->ledger->field_count : 0;
    layout->fields = arena_array(arena, (size_t)fields + 1, sizeof *layout->fields);
    for (int i = 0; i < fields; i++)
        layout->fields[i] = lab->ledger->fields[i].column ? csv_column(csv, lab->ledger->fields[i].column) : -1;
    if (!has_id)
        return false;
    struct text missing = {0};
    int found = 0;
    for (int i = 0; i < lab->question_count; i++) {
        bool asked = layout->questions[i] >= 0;
        found += asked;
        if (!asked)
            text_printf(&missing, "%s%s", missing.length ? ", " : "", lab->questions[i].name);
    }
    if (missing.length && found)
        diag_report(diag, SEVERITY_WARNING, csv->header.pos, "there is no column for %s: graded as not answered",
                    missing.bytes);
    else if (missing.length)
        diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                    "there is no column for any question; the questions of %s are %s", lab->name, missing.bytes);
    text_free(&missing);
    return found > 0;
}

/* Whether the set of a row is the one that was printed, as far as is known without the sheet's fingerprint. If not, an
 * error, or a warning if such rows are graded. */
static bool check_printed(const struct grade_printed *printed, size_t number, const struct parameter_set *set,
                          struct pos pos, struct diag *diag) {
    if (!printed->others || !printed->others[number])
        return true;
    diag_report(diag, printed->force ? SEVERITY_WARNING : SEVERITY_ERROR, pos,
                "the set of '%s'%s%s is not the one that was printed: %s; %s", set->id,
                *set->scenario ? ", scenario " : "", set->scenario, printed->others[number],
                printed->force ? "it is graded all the same (--force)"
                               : "it is not graded. Use the parameter sets that were printed, or --force");
    return printed->force;
}

/* False and an error if the row's fingerprint is that of another set, or if it has none and the set is not the one that
 * was printed. */
static bool check_fingerprint(const struct response_columns *layout, const struct csv_row *row,
                              const struct grade_printed *printed, size_t number, const struct parameter_set *set,
                              struct pos pos, struct diag *diag) {
    static const char blanks[] = " \t\r\n";
    if (layout->fingerprint < 0 ||
        !row->fields[layout->fingerprint].text[strspn(row->fields[layout->fingerprint].text, blanks)])
        return check_printed(printed, number, set, pos, diag);
    const struct csv_field *field = &row->fields[layout->fingerprint];
    const char *text = field->text + strspn(field->text, blanks);
    size_t length = strlen(text);
    while (length && strchr(blanks, text[length - 1]))
        length--;
    if (length == strlen(set->fingerprint) && strncasecmp(text, set->fingerprint, length) == 0)
        return true;
    diag_report(diag, SEVERITY_ERROR, field->pos,
                "the sheet's fingerprint is '%s', but that of the parameter set of '%s' is %s: the sheet was made from "
                "other numbers",
                field->text, set->id, set->fingerprint);
    return false;
}

/* The word that the ledger saves for a cell: NULL if it is empty, "" and a warning if it is unknown. */
static const char *read_word(const struct lab_ledger_field *field, const struct csv_field *cell, struct arena *arena,
                             struct diag *diag) {
    if (!cell->text[strspn(cell->text, " ")])
        return NULL;
    if (!field->word_count)
        return cell->text;
    const char **names = arena_array(arena, (size_t)field->word_count + 1, sizeof *names);
    struct text all = {0};
    for (int i = 0; i < field->word_count; i++) {
        names[i] = field->words[i].name;
        if (lab_same_word(cell->text, names[i])) {
            text_free(&all);
            return field->words[i].text;
        }
        text_printf(&all, "%s%s", i ? ", " : "", names[i]);
    }
    const char *near = name_nearest(cell->text, names, (size_t)field->word_count);
    diag_report(diag, SEVERITY_WARNING, cell->pos, "'%s' is not a %s: the ledger's %s is left empty; %s%s%s",
                cell->text, field->column, field->name, near ? "did you mean '" : "use one of ",
                near ? near : all.bytes, near ? "'?" : "");
    text_free(&all);
    return "";
}

/* Notes once for the class which words the ledger saves for people of whom nothing is typed. */
static void note_untyped(const struct grade_responses *responses, const struct lab *lab, const struct csv *csv,
                         struct diag *diag) {
    for (int f = 0; lab->ledger && f < lab->ledger->field_count; f++) {
        const struct lab_ledger_field *field = &lab->ledger->fields[f];
        size_t count = 0;
        for (size_t i = 0; i < responses->count; i++)
            count += responses->rows[i].columns[f] == NULL;
        if (field->kind == LEDGER_COLUMN && field->otherwise && count)
            diag_report(diag, SEVERITY_NOTE, (struct pos){csv->header.pos.source, 0, 0},
                        "nothing is typed under '%s' for %zu of %zu people: their ledgers say '%s'", field->column,
                        count, responses->count, field->otherwise);
    }
}

struct grade_responses *grade_responses_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                             const struct parameter_sets *sets, struct sets_names *names,
                                             const struct grade_printed *printed, struct diag *diag) {
    struct csv *csv = csv_read(arena, source, diag);
    struct response_columns layout;
    struct grade_responses *responses = arena_alloc(arena, sizeof *responses);
    if (!csv || !read_layout(&layout, csv, lab, sets, responses, arena, diag))
        return NULL;
    struct grade_set_index *index = grade_set_index_new(arena, sets);
    const struct csv_row **seen = arena_array(arena, sets->count + 1, sizeof *seen);
    responses->rows = arena_array(arena, csv->row_count + 1, sizeof *responses->rows);
    int fields = lab->ledger ? lab->ledger->field_count : 0;
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        if (row->bad)
            continue;
        struct pos pos, scenario_pos;
        const char *id = sets_read_id(arena, &row->fields[layout.id], &pos);
        if (!*id) {
            diag_report(diag, SEVERITY_ERROR, pos, "the row has no id, so nobody knows whose answers these are");
            continue;
        }
        const char *scenario =
            layout.scenario >= 0 ? sets_read_id(arena, &row->fields[layout.scenario], &scenario_pos) : NULL;
        size_t set = grade_set_index_find(index, id, scenario, pos, diag);
        if (set == SIZE_MAX)
            continue;
        if (seen[set]) {
            diag_report(diag, SEVERITY_ERROR, pos, "'%s' has two rows; the first, on line %d, is graded", id,
                        seen[set]->pos.line);
            continue;
        }
        if (!check_fingerprint(&layout, row, printed, set, &sets->sets[set], pos, diag))
            continue;
        struct pos name_pos;
        const char *name = sets_read_name(arena, &layout.headings, row, &name_pos);
        sets_names_check(names, id, name, name_pos, diag);
        seen[set] = row;
        struct grade_response *response = &responses->rows[responses->count++];
        *response = (struct grade_response){.set = set, .pos = row->pos};
        response->answers = arena_array(arena, (size_t)lab->question_count + 1, sizeof(char *));
        for (int q = 0; q < lab->question_count; q++)
            response->answers[q] = layout.questions[q] >= 0 ? row->fields[layout.questions[q]].text : "";
        response->columns = arena_array(arena, (size_t)fields + 1, sizeof(char *));
        for (int f = 0; f < fields; f++)
            response->columns[f] = layout.fields[f] >= 0
                                       ? read_word(&lab->ledger->fields[f], &row->fields[layout.fields[f]], arena, diag)
                                       : NULL;
    }
    note_untyped(responses, lab, csv, diag);
    return responses;
}
