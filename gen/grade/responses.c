#include "grade/grade.h"

#include "csv/csv.h"
#include "grade/fingerprint.h"
#include "grade/points.h"
#include "grade/set_index.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* The columns of the file, by number; -1 if it does not have one. */
struct response_columns {
    int id, scenario, fingerprint;
    int *questions; /* by question: of the answers, as they are written */
    int *points;    /* by question: of the points that a person gives */
    int *fields;    /* by field of the ledger */
    struct sets_headings headings;
};

struct grade_response_file {
    const struct lab *lab;
    struct csv_reader *reader;
    struct response_columns layout;
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

/* The number of the question whose points a heading names, in the same way; -1 for none. */
static int points_of(const struct lab *lab, const char *heading) {
    for (int i = 0; i < lab->question_count; i++)
        if (lab->questions[i].points_name && lab_same_word(heading, lab->questions[i].points_name))
            return i;
    return -1;
}

/* Takes a column for a question, unless another one is read for it already. */
static void place_column(int *read, const struct csv_row *header, int i, const char *what, struct diag *diag) {
    if (*read < 0)
        *read = i;
    else if (*read != i)
        diag_report(diag, SEVERITY_ERROR, header->fields[i].pos,
                    "two columns name the %s: column %d, '%s', which is read, and column %d, '%s', which is not; keep "
                    "one",
                    what, *read + 1, header->fields[*read].text, i + 1, header->fields[i].text);
}

/* Finds the columns of each question: those of its exact names, else the first that name it. */
static void place_questions(struct response_columns *layout, const struct csv_row *header, const struct lab *lab,
                            struct arena *arena, struct diag *diag) {
    for (int i = 0; i < lab->question_count; i++) {
        const struct lab_question *question = &lab->questions[i];
        layout->questions[i] = csv_exact_column(header, question->name);
        layout->points[i] = question->points_name ? csv_exact_column(header, question->points_name) : -1;
    }
    for (int i = 0; i < header->field_count; i++) {
        const int question = question_of(lab, header->fields[i].text), points = points_of(lab, header->fields[i].text);
        if (question >= 0)
            place_column(&layout->questions[question], header, i,
                         arena_printf(arena, "question '%s'", lab->questions[question].name), diag);
        else if (points >= 0)
            place_column(&layout->points[points], header, i,
                         arena_printf(arena, "points for '%s'", lab->questions[points].name), diag);
    }
}

static bool is_known(const struct lab *lab, const char *name) {
    if (csv_same_heading(name, "scenario") || csv_same_heading(name, "fingerprint") || sets_is_person_heading(name))
        return true;
    for (int i = 0; lab->ledger && i < lab->ledger->field_count; i++)
        if (lab->ledger->fields[i].column && strcmp(lab->ledger->fields[i].column, name) == 0)
            return true;
    return question_of(lab, name) >= 0 || points_of(lab, name) >= 0;
}

/* Reports columns that are no question: an error if the name is nearly that of a question, else a warning, for it may
 * be somebody's note. Answers under a name that is nearly right are kept for a person to look at. */
static void check_columns(const struct csv_row *header, const struct lab *lab, struct response_columns *layout,
                          const char **misnamed, struct arena *arena, struct diag *diag) {
    const char **names = arena_array(arena, 2 * (size_t)lab->question_count + 4, sizeof *names);
    size_t count = 0;
    for (int i = 0; i < lab->question_count; i++) {
        names[count++] = lab->questions[i].name;
        if (lab->questions[i].points_name)
            names[count++] = lab->questions[i].points_name;
    }
    names[count++] = "id";
    names[count++] = "scenario";
    names[count++] = "fingerprint";
    for (int i = 0; i < header->field_count; i++) {
        const struct csv_field *field = &header->fields[i];
        if (is_known(lab, field->text))
            continue;
        const char *near = name_nearest(field->text, names, count);
        const struct lab_question *meant = near ? lab_lookup_question(lab, near) : NULL;
        if (near && (meant ? layout->questions[meant - lab->questions] : csv_exact_column(header, near)) < 0) {
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

static bool read_layout(struct response_columns *layout, const struct csv_row *header, const struct lab *lab,
                        const struct parameter_sets *sets, struct grade_responses *responses, struct arena *arena,
                        struct diag *diag) {
    bool has_id = sets_find_headings(&layout->headings, header,
                                     "responses need the column 'id', which says whose answers they are", diag);
    layout->id = layout->headings.id;
    layout->scenario = sets_has_scenario(sets) ? layout->headings.scenario : -1;
    layout->fingerprint = csv_similar_column(header, "fingerprint");
    layout->questions = arena_array(arena, (size_t)lab->question_count + 1, sizeof *layout->questions);
    layout->points = arena_array(arena, (size_t)lab->question_count + 1, sizeof *layout->points);
    place_questions(layout, header, lab, arena, diag);
    responses->misnamed = arena_array(arena, (size_t)lab->question_count + 1, sizeof *responses->misnamed);
    check_columns(header, lab, layout, responses->misnamed, arena, diag);
    int fields = lab->ledger ? lab->ledger->field_count : 0;
    layout->fields = arena_array(arena, (size_t)fields + 1, sizeof *layout->fields);
    for (int i = 0; i < fields; i++)
        layout->fields[i] =
            lab->ledger->fields[i].column ? csv_exact_column(header, lab->ledger->fields[i].column) : -1;
    if (!has_id)
        return false;
    struct text missing = {0}, open = {0};
    bool *has_column = arena_array(arena, (size_t)lab->question_count + 1, sizeof *has_column);
    responses->has_column = has_column;
    int found = 0;
    for (int i = 0; i < lab->question_count; i++) {
        const char *points = lab->questions[i].points_name;
        has_column[i] = layout->questions[i] >= 0 || layout->points[i] >= 0;
        found += has_column[i];
        if (points && layout->points[i] < 0)
            text_printf(&open, "%s%s", open.length ? ", " : "", points);
        else if (!has_column[i])
            text_printf(&missing, "%s%s", missing.length ? ", " : "", lab->questions[i].name);
    }
    if (open.length && found)
        diag_report(diag, SEVERITY_NOTE, header->pos,
                    "there is no column for %s: these points are open until a person gives them, there or as decisions",
                    open.bytes);
    text_free(&open);
    if (missing.length && found)
        diag_report(diag, SEVERITY_WARNING, header->pos, "there is no column for %s: graded as not answered",
                    missing.bytes);
    else if (missing.length)
        diag_report(diag, SEVERITY_ERROR, header->pos,
                    "there is no column for any question; the questions of %s are %s", lab->name, missing.bytes);
    text_free(&missing);
    return found > 0;
}

/* Whether the set of a row is the one that was printed, as far as is known without the sheet's fingerprint. If not, an
 * error, or a warning if such rows are graded. */
static bool check_printed(const struct grade_printed *printed, size_t number, const struct sets_row *set,
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
                              const struct grade_printed *printed, size_t number, const struct sets_row *set,
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
    struct text trimmed = {0};
    text_append(&trimmed, text, length);
    const enum grade_fingerprint is = grade_fingerprint_compare(trimmed.bytes, set->fingerprint);
    text_free(&trimmed);
    if (is == FINGERPRINT_SAME)
        return true;
    diag_report(diag, SEVERITY_ERROR, field->pos,
                "the sheet's fingerprint is '%s', but that of the parameter set of '%s' is %s: %s", field->text,
                set->id, set->fingerprint,
                is == FINGERPRINT_OTHER ? "the sheet was made from other numbers"
                                        : "no sheet has such a fingerprint, of other than eight digits and letters a "
                                          "to f. It was mistyped, or a spreadsheet program took it for a number; type "
                                          "what is on the sheet, in a column formatted as text");
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

/* Reads the words of a row that the ledger saves, and counts those that are empty, by field. */
static const char **read_words(const struct grade_response_file *file, const struct csv_row *row, size_t *empty,
                               struct arena *arena, struct diag *diag) {
    const struct lab_ledger *ledger = file->lab->ledger;
    const int count = ledger ? ledger->field_count : 0;
    const char **words = arena_array(arena, (size_t)count + 1, sizeof *words);
    for (int f = 0; f < count; f++) {
        const int column = file->layout.fields[f];
        words[f] = column >= 0 ? read_word(&ledger->fields[f], &row->fields[column], arena, diag) : NULL;
        if (empty)
            empty[f] += !words[f];
    }
    return words;
}

/* Reads the points that a row has for question `q`; NULL if there are none, and an error if there cannot be such. */
static const struct grade_points *read_points(const struct grade_response_file *file, const struct csv_row *row, int q,
                                              struct arena *arena, struct diag *diag) {
    const int column = file->layout.points[q];
    if (column < 0)
        return NULL;
    const struct csv_field *cell = &row->fields[column];
    const char *wrong;
    const struct grade_points *points = grade_points_read(arena, &file->lab->questions[q], cell->text, &wrong);
    if (wrong)
        diag_report(diag, SEVERITY_ERROR, cell->pos, "%s, not '%s': they are left open", wrong, cell->text);
    return points;
}

/* Notes once for the class which words the ledger saves for people of whom nothing is typed. */
static void note_untyped(const struct grade_responses *responses, const size_t *empty, struct diag *diag) {
    const struct lab_ledger *ledger = responses->file->lab->ledger;
    for (int f = 0; ledger && f < ledger->field_count; f++) {
        const struct lab_ledger_field *field = &ledger->fields[f];
        struct pos pos = {csv_header(responses->file->reader)->pos.source, 0, 0};
        if (field->kind != LEDGER_COLUMN || !field->otherwise || !empty[f])
            continue;
        if (responses->file->layout.fields[f] < 0)
            diag_report(diag, SEVERITY_NOTE, pos, "there is no column '%s': all ledgers say '%s'", field->column,
                        field->otherwise);
        else
            diag_report(diag, SEVERITY_NOTE, pos,
                        "nothing is typed under '%s' for %zu of %zu people: their ledgers say '%s'", field->column,
                        empty[f], responses->count, field->otherwise);
    }
}

/* What reading the rows needs. */
struct response_reading {
    struct grade_responses *responses;
    const struct parameter_sets *sets;
    struct sets_names *names;
    const struct grade_printed *printed;
    struct grade_set_index *index;
    int *seen;     /* by set: the line of its row; 0: it has none yet */
    size_t *empty; /* by field of the ledger: the rows without a word */
    struct diag *diag;
};

/* Reads a row, and keeps it if it can be graded. */
static void read_row(const struct response_reading *reading, const struct csv_row *row, struct arena *arena) {
    struct grade_responses *responses = reading->responses;
    const struct response_columns *layout = &responses->file->layout;
    struct diag *diag = reading->diag;
    struct pos pos, scenario_pos, name_pos;
    const char *id = sets_read_id(arena, &row->fields[layout->id], &pos);
    if (!*id) {
        diag_report(diag, SEVERITY_ERROR, pos, "the row has no id, so nobody knows whose answers these are");
        return;
    }
    const char *scenario =
        layout->scenario >= 0 ? sets_read_id(arena, &row->fields[layout->scenario], &scenario_pos) : NULL;
    const size_t set = grade_set_index_find(reading->index, id, scenario, pos, diag);
    if (set == SIZE_MAX)
        return;
    if (reading->seen[set]) {
        diag_report(diag, SEVERITY_ERROR, pos, "'%s' has two rows; the first, on line %d, is graded", id,
                    reading->seen[set]);
        return;
    }
    if (!check_fingerprint(layout, row, reading->printed, set, sets_row(reading->sets, set), pos, diag))
        return;
    const char *name = sets_read_name(arena, &layout->headings, row, &name_pos);
    sets_names_check(reading->names, id, name, name_pos, diag);
    reading->seen[set] = row->pos.line;
    read_words(responses->file, row, reading->empty, arena, diag);
    for (int q = 0; q < responses->file->lab->question_count; q++)
        read_points(responses->file, row, q, arena, diag);
    responses->rows[responses->count++] = (struct grade_response){set, (uint32_t)row->place, row->pos};
}

struct grade_responses *grade_responses_read(struct arena *arena, const struct source *source,
                                             const struct csv_view *view, const struct lab *lab,
                                             const struct parameter_sets *sets, struct sets_names *names,
                                             const struct grade_printed *printed, struct diag *diag) {
    struct csv_reader *reader = csv_reader_of_view(arena, source, view, diag);
    struct grade_responses *responses = arena_alloc(arena, sizeof *responses);
    struct grade_response_file *file = arena_alloc(arena, sizeof *file);
    responses->file = file;
    file->lab = lab;
    file->reader = reader;
    if (!reader || !read_layout(&file->layout, csv_header(reader), lab, sets, responses, arena, diag))
        return NULL;
    responses->rows = arena_array(arena, csv_count(reader) + 1, sizeof *responses->rows);
    struct arena *scratch = arena_new(), *row_arena = arena_new();
    const size_t fields = lab->ledger ? (size_t)lab->ledger->field_count : 0;
    const struct response_reading reading = {.responses = responses,
                                             .sets = sets,
                                             .names = names,
                                             .printed = printed,
                                             .index = grade_set_index_new(scratch, sets),
                                             .seen = arena_array(scratch, sets_count(sets) + 1, sizeof(int)),
                                             .empty = arena_array(scratch, fields + 1, sizeof(size_t)),
                                             .diag = diag};
    for (struct csv_row row; csv_next(reader, row_arena, &row); arena_reset(row_arena))
        if (!row.bad)
            read_row(&reading, &row, row_arena);
    note_untyped(responses, reading.empty, diag);
    arena_free(row_arena);
    arena_free(scratch);
    return responses;
}

struct grade_written grade_responses_get(const struct grade_responses *responses, size_t number, struct arena *arena) {
    const struct grade_response_file *file = responses->file;
    const struct grade_response *response = &responses->rows[number];
    const size_t count = (size_t)file->lab->question_count;
    struct diag *silent = diag_new_silent();
    struct csv_row row;
    csv_again(file->reader, response->place, response->pos, arena, &row);
    struct grade_written written = {.answers = arena_array(arena, count + 1, sizeof(char *)),
                                    .points = arena_array(arena, count + 1, sizeof *written.points),
                                    .words = read_words(file, &row, NULL, arena, silent)};
    for (size_t q = 0; q < count; q++) {
        written.answers[q] = file->layout.questions[q] >= 0 ? row.fields[file->layout.questions[q]].text : "";
        written.points[q] = read_points(file, &row, (int)q, arena, silent);
    }
    diag_free(silent);
    return written;
}
