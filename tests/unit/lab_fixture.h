/* Small labs for tests, from text: their models, questions, sets and keys. */
#ifndef TESTS_UNIT_LAB_FIXTURE_H
#define TESTS_UNIT_LAB_FIXTURE_H

#include "key/key.h"
#include "lab/lab.h"
#include "sets/sets.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A shop. With the defaults: cost 800, fee 200, total 1,000 $; part 20 %; affordable 50 %; hours 24, rest 12; pairs 2.
 * Affordable has no value if the cost is below the budget of 400 $. */
#define SHOP_MODEL                                                                                                     \
    "model: shop\ntitle: Shop\n"                                                                                       \
    "parameters:\n"                                                                                                    \
    "  - {name: price, label: Price, unit: USD, shown: $, format: money 0, minimum: 10, maximum: 1000, step: 10, "     \
    "default: 200}\n"                                                                                                  \
    "  - {name: pieces, label: Pieces, unit: 1, minimum: 1, maximum: 10, step: 1, default: 4}\n"                       \
    "  - {name: rate, label: Rate, unit: 1, format: percent 0, minimum: 0%, maximum: 100%, step: 5%, default: 25%}\n"  \
    "constants:\n"                                                                                                     \
    "  - {name: budget, label: Budget, unit: USD, shown: $, format: money 0, value: 400, source: this test}\n"         \
    "  - {name: whole, label: The whole, unit: 1, format: percent 0, value: 1, source: this test}\n"                   \
    "  - {name: hours_each, label: Hours for a piece, unit: h, value: 6, source: this test}\n"                         \
    "equations:\n"                                                                                                     \
    "  - {name: cost, label: Cost, unit: USD, shown: $, format: money 0, expression: price * pieces}\n"                \
    "  - {name: fee, label: Fee, unit: USD, shown: $, format: money 0, expression: cost * rate}\n"                     \
    "  - {name: total, label: Total, unit: USD, shown: $, format: money 0, expression: cost + fee}\n"                  \
    "  - {name: part, label: Part, unit: 1, format: percent 1, expression: fee / total}\n"                             \
    "  - {name: affordable, label: Affordable, unit: 1, format: percent 1, expression: 'min(whole, budget / cost)'}\n" \
    "  - {name: hours, label: Hours, unit: h, expression: hours_each * pieces}\n"                                      \
    "  - {name: rest, label: Rest, unit: h, expression: hours / 2}\n"                                                  \
    "  - {name: pairs, label: Pairs, unit: 1, expression: pieces / 2}\n"

struct lab_fixture {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct lab *lab;
    struct key_program *program;
    struct sets_evaluation *evaluation;
    char above[32];     /* a folder of its own */
    const char *folder; /* of the lab, in there */
};

/* A file of the lab: its model, its templates. A list of them ends with one without a name. */
struct lab_fixture_file {
    const char *name, *text;
};

static inline void lab_fixture_write(struct lab_fixture *f, const char *name, const char *text) {
    FILE *file = fopen(arena_printf(f->arena, "%s/%s", f->folder, name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static inline int lab_fixture_remove(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline void lab_fixture_free(struct lab_fixture *f) {
    nftw(f->above, lab_fixture_remove, 8, FTW_DEPTH | FTW_PHYS);
    diag_free(f->diag);
    units_free(f->units);
    arena_free(f->arena);
}

/* A lab from the text of its lab.yaml and its other files. */
static inline struct lab_fixture lab_fixture_text(const char *name, const char *lab,
                                                  const struct lab_fixture_file *files) {
    struct lab_fixture f = {
        .arena = arena_new(), .units = units_new(), .diag = diag_new(), .above = "/tmp/fleetsheet-lab-XXXXXX"};
    assert_non_null(mkdtemp(f.above));
    f.folder = arena_printf(f.arena, "%s/%s", f.above, name);
    assert_int_equal(mkdir(f.folder, 0700), 0);
    lab_fixture_write(&f, "lab.yaml", lab);
    for (; files->name; files++)
        lab_fixture_write(&f, files->name, files->text);
    f.lab = lab_load(f.arena, f.units, f.folder, f.diag);
    if (!f.lab) {
        print_error("%s", diag_text(f.diag));
        lab_fixture_free(&f);
        fail();
    }
    assert_string_equal(diag_text(f.diag), "");
    f.program = key_program_new(f.arena, f.lab);
    f.evaluation = sets_evaluation_new(f.arena, f.lab->model);
    return f;
}

/* What was reported since the last call; in the arena. */
static inline const char *lab_fixture_said(struct lab_fixture *f) {
    const char *said = arena_strdup(f->arena, diag_text(f->diag));
    diag_free(f->diag);
    f->diag = diag_new();
    return said;
}

static inline struct source *lab_fixture_source(struct lab_fixture *f, const char *name, const char *text) {
    return source_of_text(f->arena, name, text, strlen(text));
}

/* The sets in a CSV text, to be opened one by one. What is reported is left to the caller. */
static inline struct parameter_sets *lab_fixture_sets(struct lab_fixture *f, const char *csv) {
    struct parameter_sets *sets =
        sets_read(f->arena, lab_fixture_source(f, "class.csv", csv), f->lab->model, f->lab->name, f->diag);
    assert_non_null(sets);
    return sets;
}

/* A set of these, evaluated. */
static inline struct parameter_set *lab_fixture_set(struct lab_fixture *f, const struct parameter_sets *sets,
                                                    size_t number) {
    struct parameter_set *set = sets_get(sets, number, f->arena);
    double *values = arena_array(f->arena, (size_t)f->lab->model->count + 1, sizeof *values);
    assert_true(sets_evaluate_one(set, f->evaluation, values, f->diag));
    return set;
}

static inline struct key *lab_fixture_key(struct lab_fixture *f, const struct parameter_set *set) {
    return key_compute(f->arena, f->program, set);
}

static inline int lab_fixture_question(const struct lab_fixture *f, const char *name) {
    const struct lab_question *question = lab_lookup_question(f->lab, name);
    if (!question)
        fail_msg("no question %s", name);
    return (int)(question - f->lab->questions);
}

/* The text of a file, in the arena; NULL if there is none. */
static inline const char *lab_fixture_get(struct lab_fixture *f, const char *path) {
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    struct text text = {0};
    text_puts(&text, "");
    for (int c; (c = getc(file)) != EOF;)
        text_putc(&text, (char)c);
    fclose(file);
    const char *copy = arena_strdup(f->arena, text.bytes);
    text_free(&text);
    return copy;
}

#endif
