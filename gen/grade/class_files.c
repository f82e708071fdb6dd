#include "grade/grade.h"

#include "csv/csv.h"
#include "grade/statistics_tables.h"

#include <stdlib.h>
#include <string.h>

/* The marks of one sheet; a person may have several. */
struct sheet_marks {
    const char *id, *feedback, *address;
    double marks, out_of;
    size_t number; /* in the order of the responses */
};

struct grade_class_files {
    struct arena *arena;
    const struct lab *lab;
    struct lms_roster *roster;
    struct sets_names *names;
    const struct words_language *language;
    struct grade_statistics *statistics;
    const struct grade_class_figures *figures;
    struct sheet_marks *sheets;
    size_t sheet_count, sheet_capacity, reviews;
    bool keeps, sorted; /* the sheets are kept; they are in the order of their ids */
};

struct grade_class_files *grade_class_files_new(struct arena *arena, const struct lab *lab, struct lms_roster *roster,
                                                struct sets_names *names, const struct words_language *language,
                                                bool keeps) {
    struct grade_class_files *class = arena_alloc(arena, sizeof *class);
    *class = (struct grade_class_files){.arena = arena,
                                        .lab = lab,
                                        .roster = roster,
                                        .names = names,
                                        .language = language,
                                        .keeps = keeps || roster,
                                        .statistics = grade_statistics_new(arena, lab)};
    return class;
}

static const char *number_text(struct arena *arena, double value, const struct words_language *language) {
    struct text out = {0};
    number_print(&out, value, (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO}, NULL,
                 &language->locale);
    const char *copy = arena_strdup(arena, out.bytes);
    text_free(&out);
    return copy;
}

/* `15 of 17` */
static const char *marks_text(struct arena *arena, double marks, double out_of, const struct words_language *language) {
    return words_phrase(arena, words_grade_lookup(language)->of, number_text(arena, marks, language),
                        number_text(arena, out_of, language));
}

/* The marks of a sheet, and a sentence on each answer that is not right. */
static const char *feedback_text(struct arena *arena, const struct grade *grade,
                                 const struct words_language *language) {
    const struct words_grade *words = words_grade_lookup(language);
    struct text out = {0};
    if (*grade->set->scenario)
        text_printf(&out, "%s: ", grade->set->scenario);
    text_printf(&out, "%s.", marks_text(arena, grade->marks, grade->out_of, language));
    for (int i = 0; i < grade->count; i++) {
        const struct grade_entry *entry = &grade->entries[i];
        if (entry->verdict == VERDICT_RIGHT)
            continue;
        text_printf(&out, " %s: %s", entry->question->title,
                    entry->verdict == VERDICT_UNFIT ? words->does_not_count : words->verdicts[entry->verdict]);
        if ((entry->verdict == VERDICT_WRONG || entry->verdict == VERDICT_PARTLY) && entry->marks > 0)
            text_printf(&out, ", %s", marks_text(arena, entry->marks, entry->out_of, language));
        if (entry->verdict == VERDICT_WRONG && *entry->message)
            text_printf(&out, " (%s)", entry->message);
        text_putc(&out, '.');
    }
    const char *copy = arena_strdup(arena, out.bytes);
    text_free(&out);
    return copy;
}

/* The person's e-mail address in the parameter sets; NULL if they have none. */
static const char *address_of(struct arena *arena, const struct parameter_set *set) {
    for (int i = 0; i < set->person_count; i++)
        if (*set->person[i].text && lms_is_address_heading(set->person[i].name))
            return arena_strdup(arena, set->person[i].text);
    return NULL;
}

void grade_class_files_add(struct grade_class_files *class, const struct grade *grade) {
    grade_statistics_add(class->statistics, grade);
    if (!class->keeps)
        return;
    class->sheets =
        arena_grow(class->arena, class->sheets, class->sheet_count, &class->sheet_capacity, sizeof *class->sheets);
    class->sheets[class->sheet_count] = (struct sheet_marks){arena_strdup(class->arena, grade->set->id),
                                                             feedback_text(class->arena, grade, class->language),
                                                             address_of(class->arena, grade->set),
                                                             grade->marks,
                                                             grade->out_of,
                                                             class->sheet_count};
    class->sheet_count++;
    class->reviews += grade->reviews > 0;
}

const struct grade_class_figures *grade_class_files_figures(struct grade_class_files *class) {
    if (!class->figures)
        class->figures = grade_statistics_compute(class->statistics);
    return class->figures;
}

static int compare_sheets(const void *a, const void *b) {
    const struct sheet_marks *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void sort_sheets(struct grade_class_files *class) {
    if (!class->sorted)
        qsort(class->sheets, class->sheet_count, sizeof *class->sheets, compare_sheets);
    class->sorted = true;
}

struct grade_person_marks grade_class_files_person(struct grade_class_files *class, const char *id) {
    struct grade_person_marks person = {0};
    sort_sheets(class);
    size_t from = 0;
    for (size_t to = class->sheet_count; from < to;) { /* the first that is not before the id */
        const size_t middle = from + (to - from) / 2;
        if (strcmp(class->sheets[middle].id, id) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    for (; from < class->sheet_count && strcmp(class->sheets[from].id, id) == 0; from++) {
        person.marks += class->sheets[from].marks;
        person.out_of += class->sheets[from].out_of;
        person.address = person.address ? person.address : class->sheets[from].address;
    }
    return person;
}

/* One mark for each person. If a sheet has questions without a key, or a person has several sheets, it is the share of
 * the possible marks that was earned, times the lab's full marks. `*scaled` counts these people. */
static size_t collect_marks(struct grade_class_files *class, double points, struct lms_roster_mark *marks,
                            size_t *scaled) {
    size_t count = 0;
    sort_sheets(class);
    for (size_t i = 0, end; i < class->sheet_count; i = end) {
        double earned = 0, out_of = 0;
        const char *feedback = "";
        for (end = i; end < class->sheet_count && strcmp(class->sheets[end].id, class->sheets[i].id) == 0; end++) {
            earned += class->sheets[end].marks;
            out_of += class->sheets[end].out_of;
            feedback = end == i ? class->sheets[end].feedback
                                : arena_printf(class->arena, "%s %s", feedback, class->sheets[end].feedback);
        }
        *scaled += out_of != points;
        marks[count++] = (struct lms_roster_mark){class->sheets[i].id,
                                                  out_of == points ? earned
                                                  : out_of > 0     ? earned / out_of * points
                                                                   : 0,
                                                  out_of > 0, feedback, class->sheets[i].address};
    }
    return count;
}

static void print_import(struct grade_class_files *class,
                         void (*put)(void *context, const char *name, const struct text *bytes), void *context,
                         struct diag *diag) {
    struct text out = {0};
    double points = 0;
    size_t scaled = 0;
    for (int i = 0; i < class->lab->question_count; i++)
        points += class->lab->questions[i].marks;
    struct lms_roster_mark *marks = arena_array(class->arena, class->sheet_count + 1, sizeof *marks);
    size_t count = collect_marks(class, points, marks, &scaled);
    const bool printed =
        lms_roster_print(&out, class->roster, class->lab->title, points, marks, count, class->names, diag);
    if (printed)
        put(context, lms_roster_file_name(class->roster), &out);
    if (printed && scaled)
        diag_report(diag, SEVERITY_NOTE, NOWHERE,
                    "in %s, the marks of %zu of %zu people are scaled to be out of %g: they have a question without a "
                    "key, or more than one sheet",
                    lms_roster_file_name(class->roster), scaled, count, points);
    if (printed && class->reviews)
        diag_report(diag, SEVERITY_WARNING, NOWHERE,
                    "%zu sheet%s answers to review, which earn no marks in %s; settle them (--decisions) before "
                    "you import it",
                    class->reviews, class->reviews == 1 ? " has" : "s have", lms_roster_file_name(class->roster));
    text_free(&out);
}

void grade_class_files_print(struct grade_class_files *class,
                             void (*put)(void *context, const char *name, const struct text *bytes), void *context,
                             struct diag *diag) {
    static const struct {
        const char *name;
        void (*print)(struct text *out, const struct grade_class_figures *figures);
    } tables[] = {{"class-summary.csv", grade_statistics_summary},
                  {"class-scores.csv", grade_statistics_scores},
                  {"class-questions.csv", grade_statistics_questions},
                  {"class-options.csv", grade_statistics_options},
                  {"class-mistakes.csv", grade_statistics_mistakes}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct text out = {0};
        csv_begin(&out);
        tables[i].print(&out, grade_class_files_figures(class));
        put(context, tables[i].name, &out);
        text_free(&out);
    }
    if (class->roster)
        print_import(class, put, context, diag);
}
