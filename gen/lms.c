#include "lms.h"

#include <stdlib.h>
#include <string.h>

enum { LISTED = 20 }; /* people who are named in a message */

/* Which columns a system's export has, which of them name a person, which go into its import. */
static const struct lms_system {
    const char *name;
    const char *needed[3]; /* all of them tell the system */
    const char *ids[4];    /* looked through in this order */
    const char *kept[6];   /* of those it has, as they stand */
} systems[] = {
    {"canvas",
     {"Student", "ID", "Section"},
     {"SIS User ID", "SIS Login ID", "ID"},
     {"Student", "ID", "SIS User ID", "SIS Login ID", "Section"}},
    {"moodle",
     {"Email address"},
     {"ID number", "Username", "Email address"},
     {"Username", "ID number", "Email address"}},
};

struct person {
    const char *id;
    double marks, out_of;
    const struct csv_row *row; /* of the roster; NULL: it does not know the person */
};

struct lms_roster {
    struct arena *arena;
    const struct lab *lab;
    const struct lms_system *system;
    const struct csv *csv;
    struct person *people;
    size_t count, capacity;
    double full; /* marks of all questions */
};

struct lms_roster *lms_roster_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                   struct diag *diag) {
    const struct csv *csv = csv_read(arena, source, diag);
    if (!csv)
        return NULL;
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        bool all = true;
        for (size_t j = 0; j < sizeof systems[i].needed / sizeof *systems[i].needed && systems[i].needed[j]; j++)
            all = all && csv_column(csv, systems[i].needed[j]) >= 0;
        if (!all)
            continue;
        struct lms_roster *roster = arena_alloc(arena, sizeof *roster);
        *roster = (struct lms_roster){.arena = arena, .lab = lab, .system = &systems[i], .csv = csv};
        for (int q = 0; q < lab->question_count; q++)
            roster->full += lab->questions[q].marks;
        return roster;
    }
    diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                "this is no roster of Canvas (columns Student, ID, SIS User ID, SIS Login ID, Section) or of Moodle "
                "(columns ID number, Username, Email address)");
    return NULL;
}

const char *lms_roster_system(const struct lms_roster *roster) {
    return roster->system->name;
}

void lms_roster_add(struct lms_roster *roster, const struct grade *grade) {
    struct person *last = roster->count ? &roster->people[roster->count - 1] : NULL;
    if (!last || strcmp(last->id, grade->set->id) != 0) {
        roster->people = arena_grow(roster->arena, roster->people, roster->count, &roster->capacity, sizeof *last);
        last = &roster->people[roster->count++];
        *last = (struct person){.id = arena_strdup(roster->arena, grade->set->id)};
    }
    last->marks += grade->marks;
    last->out_of += grade->out_of;
}

static int compare_people(const void *a, const void *b) {
    const struct person *x = a, *y = b;
    return strcmp(x->id, y->id);
}

/* Sums up rows of one id that did not stand together. */
static void merge_people(struct lms_roster *roster) {
    if (roster->count)
        qsort(roster->people, roster->count, sizeof *roster->people, compare_people);
    size_t kept = 0;
    for (size_t i = 0; i < roster->count; i++) {
        if (kept && strcmp(roster->people[kept - 1].id, roster->people[i].id) == 0) {
            roster->people[kept - 1].marks += roster->people[i].marks;
            roster->people[kept - 1].out_of += roster->people[i].out_of;
        } else {
            roster->people[kept++] = roster->people[i];
        }
    }
    roster->count = kept;
}

/* The graded person whom a row of the roster names, or NULL. */
static struct person *find_person(struct lms_roster *roster, const struct csv_row *row) {
    const struct lms_system *system = roster->system;
    for (size_t i = 0; i < sizeof system->ids / sizeof *system->ids && system->ids[i]; i++) {
        int column = csv_column(roster->csv, system->ids[i]);
        if (column < 0 || !*row->fields[column].text || !roster->count)
            continue;
        struct person wanted = {.id = row->fields[column].text};
        struct person *found = bsearch(&wanted, roster->people, roster->count, sizeof wanted, compare_people);
        if (found)
            return found;
    }
    return NULL;
}

/* The kept columns of a row, `words` where there is one instead of the row's own. */
static void print_columns(struct text *out, const struct lms_roster *roster, const struct csv_row *row) {
    const struct lms_system *system = roster->system;
    bool first = true;
    for (size_t i = 0; i < sizeof system->kept / sizeof *system->kept && system->kept[i]; i++) {
        int column = csv_column(roster->csv, system->kept[i]);
        if (column < 0)
            continue;
        csv_write(out, row->fields[column].text, first);
        first = false;
    }
}

/* Canvas wants to know how many points there are to have: its second row. */
static void print_points_possible(struct text *out, const struct lms_roster *roster) {
    const struct lms_system *system = roster->system;
    bool first = true;
    for (size_t i = 0; i < sizeof system->kept / sizeof *system->kept && system->kept[i]; i++) {
        if (csv_column(roster->csv, system->kept[i]) < 0)
            continue;
        csv_write(out, i == 0 ? "    Points Possible" : "", first);
        first = false;
    }
    csv_write_number(out, roster->full, false);
    csv_end_row(out);
}

void lms_roster_print(struct text *out, struct lms_roster *roster, struct diag *diag) {
    const bool canvas = roster->system == &systems[0];
    size_t without = 0, unknown = 0;
    merge_people(roster);
    print_columns(out, roster, &roster->csv->header);
    csv_write(out, roster->lab->title, false);
    csv_end_row(out);
    if (canvas)
        print_points_possible(out, roster);
    for (size_t i = 0; i < roster->csv->row_count; i++) {
        const struct csv_row *row = &roster->csv->rows[i];
        if (row->bad || (canvas && strstr(row->fields[csv_column(roster->csv, "Student")].text, "Points Possible")))
            continue;
        struct person *person = find_person(roster, row);
        if (!person || person->out_of <= 0) {
            without++;
            continue;
        }
        if (person->row)
            diag_report(diag, SEVERITY_WARNING, row->pos, "'%s' stands twice in the roster; the first is on line %d",
                        person->id, person->row->pos.line);
        person->row = row;
        print_columns(out, roster, row);
        /* Questions without a key are not held against anybody: the share counts. */
        csv_write_number(out, number_round_decimals(person->marks / person->out_of * roster->full, 2), false);
        csv_end_row(out);
    }
    struct text names = {0};
    for (size_t i = 0; i < roster->count; i++)
        if (!roster->people[i].row && unknown++ < LISTED)
            text_printf(&names, "%s%s", names.length ? ", " : "", roster->people[i].id);
    if (unknown)
        diag_report(diag, SEVERITY_WARNING, roster->csv->header.pos,
                    "graded people whom the roster does not know (%zu): %s%s", unknown, names.bytes,
                    unknown > LISTED ? ", ..." : "");
    if (without)
        diag_report(diag, SEVERITY_NOTE, (struct pos){0}, "people of the roster without a grade: %zu", without);
    text_free(&names);
}
