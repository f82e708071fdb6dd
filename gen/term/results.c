#include "term/results.h"

#include "csv/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct term_results *term_results_new(struct arena *arena, const struct term *term) {
    struct term_results *results = arena_alloc(arena, sizeof *results);
    *results = (struct term_results){.arena = arena,
                                     .term = term,
                                     .graded = arena_array(arena, (size_t)term->count + 1, sizeof *results->graded),
                                     .out_of = arena_array(arena, (size_t)term->count + 1, sizeof *results->out_of),
                                     .by_id = table_new(arena)};
    return results;
}

/* The person of an id, who is new if nobody has it yet. */
static struct term_person *person_of(struct term_results *results, const char *id) {
    const size_t number = table_add(results->by_id, 0, id, strlen(id));
    if (number < results->count)
        return &results->people[number];
    results->people =
        arena_grow(results->arena, results->people, results->count, &results->capacity, sizeof *results->people);
    struct term_person *person = &results->people[results->count++];
    const char *kept = arena_strdup(results->arena, id);
    *person = (struct term_person){
        .id = kept,
        .name = kept,
        .sheets = arena_array(results->arena, (size_t)results->term->count + 1, sizeof *person->sheets)};
    return person;
}

/* Columns of a table by name; false, after reporting an error, if one is missing. `what` the table is. */
static bool find_columns(const struct csv *csv, const char *const *names, int count, int *columns, const char *what,
                         struct diag *diag) {
    for (int i = 0; i < count; i++) {
        columns[i] = csv_similar_column(&csv->header, names[i]);
        if (columns[i] < 0) {
            diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                        "there is no column '%s': this is not a %s that grading wrote", names[i], what);
            return false;
        }
    }
    return true;
}

static bool read_marks(const struct csv *csv, const struct csv_field *field, double *marks, struct diag *diag) {
    if (csv_parse_number(csv->separator, field->text, strlen(field->text), marks) == CSV_NUMBER)
        return true;
    diag_report(diag, SEVERITY_ERROR, field->pos, "marks must be a number, not '%s'", field->text);
    return false;
}

static void read_book(struct term_results *results, int lab, const struct csv *csv, const int *columns,
                      struct diag *diag) {
    const int name = csv_similar_column(&csv->header, "name");
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        double marks = 0, out_of = 0, review = 0;
        if (row->bad || !read_marks(csv, &row->fields[columns[1]], &marks, diag) ||
            !read_marks(csv, &row->fields[columns[2]], &out_of, diag) ||
            !read_marks(csv, &row->fields[columns[3]], &review, diag))
            continue;
        struct term_person *person = person_of(results, row->fields[columns[0]].text);
        if (name >= 0 && *row->fields[name].text && strcmp(person->name, person->id) == 0)
            person->name = row->fields[name].text;
        struct term_sheet *sheet = &person->sheets[lab];
        sheet->graded = true;
        sheet->marks += marks;
        sheet->out_of += out_of;
        sheet->reviews += (int)review;
        results->out_of[lab] = fmax(results->out_of[lab], sheet->out_of);
    }
}

static void read_predictions(struct term_results *results, int lab, const struct csv *csv, const int *columns) {
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        if (row->bad)
            continue;
        struct term_prediction *prediction = arena_alloc(results->arena, sizeof *prediction);
        const char *right = row->fields[columns[4]].text;
        *prediction = (struct term_prediction){.title = row->fields[columns[1]].text,
                                               .predicted = row->fields[columns[2]].text,
                                               .actual = row->fields[columns[3]].text,
                                               .told = *right != '\0',
                                               .right = strcmp(right, "1") == 0};
        struct term_sheet *sheet = &person_of(results, row->fields[columns[0]].text)->sheets[lab];
        *(sheet->last ? sheet->last : &sheet->first) = prediction;
        sheet->last = &prediction->next;
    }
}

bool term_results_add(struct term_results *results, int lab, const struct source *gradebook,
                      const struct source *predictions, struct diag *diag) {
    static const char *const of_book[] = {"id", "total", "out_of", "review"};
    static const char *const of_predictions[] = {"id", "title", "predicted", "actual", "right"};
    enum { MOST = 5 };
    const struct diag_mark mark = diag_mark(diag);
    int columns[MOST];
    const struct csv *csv = csv_read(results->arena, gradebook, diag);
    if (csv && find_columns(csv, of_book, 4, columns, "gradebook.csv", diag))
        read_book(results, lab, csv, columns, diag);
    csv = predictions ? csv_read(results->arena, predictions, diag) : NULL;
    if (csv && find_columns(csv, of_predictions, MOST, columns, "predictions.csv", diag))
        read_predictions(results, lab, csv, columns);
    results->graded[lab] = true;
    return diag_clean_since(diag, mark);
}

size_t term_results_count(const struct term_results *results) {
    return results->count;
}

const char *term_results_id(const struct term_results *results, size_t i) {
    return results->people[i].id;
}

double term_marks(const struct term_results *results, const struct term_person *person, int lab, double *out_of) {
    const struct term_sheet *sheet = &person->sheets[lab];
    const double counted = results->term->labs[lab].marks;
    *out_of = !isnan(counted) ? counted : sheet->graded ? sheet->out_of : results->out_of[lab];
    if (!sheet->graded)
        return 0;
    if (isnan(counted))
        return sheet->marks;
    return sheet->out_of > 0 ? counted * sheet->marks / sheet->out_of : 0;
}

double term_total(const struct term_results *results, const struct term_person *person, double *out_of, int *missing) {
    double total = 0;
    *out_of = *missing = 0;
    for (int i = 0; i < results->term->count; i++) {
        double full;
        if (!results->graded[i])
            continue;
        total += term_marks(results, person, i, &full);
        *out_of += full;
        *missing += !person->sheets[i].graded;
    }
    return total;
}

/* To 15 digits: sums of tenths have no tail of rounding errors. */
static void write_number(struct text *out, double value) {
    struct text cell = {0};
    number_print_sound(&cell, value);
    csv_write(out, cell.bytes, false);
    text_free(&cell);
}

void term_results_print(struct text *out, const struct term_results *results) {
    const struct term *term = results->term;
    static const char *const own[] = {"id", "name", "total", "out_of", "missing", "review", NULL};
    csv_write(out, own[0], true);
    csv_write(out, own[1], false);
    for (int i = 0; i < term->count; i++)
        csv_write_named(out, term->labs[i].name, own, "lab");
    for (const char *const *name = own + 2; *name; name++)
        csv_write(out, *name, false);
    csv_end_row(out);
    for (size_t p = 0; p < results->count; p++) {
        const struct term_person *person = &results->people[p];
        double out_of, full;
        int missing, reviews = 0;
        csv_write(out, person->id, true);
        csv_write(out, person->name, false);
        for (int i = 0; i < term->count; i++) {
            reviews += person->sheets[i].reviews;
            if (person->sheets[i].graded)
                write_number(out, term_marks(results, person, i, &full));
            else
                csv_write(out, "", false);
        }
        write_number(out, term_total(results, person, &out_of, &missing));
        write_number(out, out_of);
        write_number(out, missing);
        write_number(out, reviews);
        csv_end_row(out);
    }
}
