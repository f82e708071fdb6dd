/* The charts of a lab, computed for sets: what tests of charts and of their drawing share. */
#ifndef TESTS_UNIT_CHART_FIXTURE_H
#define TESTS_UNIT_CHART_FIXTURE_H

#include "lab/lab.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static struct units *units;
static struct lab *lab;
static struct chart_program **programs; /* by number of the lab's chart */

static inline int open_named(const char *name) {
    struct diag *diag = diag_new();
    arena = arena_new();
    units = units_new();
    lab = lab_load(arena, units, name, diag);
    fputs(diag_text(diag), stderr);
    diag_free(diag);
    if (!lab)
        return -1;
    programs = arena_array(arena, (size_t)lab->chart_count, sizeof(struct chart_program *));
    for (int i = 0; i < lab->chart_count; i++)
        programs[i] = chart_program_new(arena, lab->model, &lab->charts[i].chart);
    return 0;
}

static inline int open_lab(void **state) {
    (void)state;
    return open_named("scale-illusion");
}

static inline int close_lab(void **state) {
    (void)state;
    units_free(units);
    arena_free(arena);
    return 0;
}

static inline double *defaults_of(struct arena *own, const struct model *model) {
    double *values = arena_array(own, (size_t)model->count, sizeof *values);
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER)
            values[i] = model->quantities[i]->initial;
    return values;
}

/* The values of a set: defaults except for the named parameters (the list ends with NULL). */
static inline double *values_of(struct arena *own, const char *name, double value, ...) {
    double *values = defaults_of(own, lab->model);
    va_list rest;
    va_start(rest, value);
    while (name) {
        values[model_lookup(lab->model, name)->index] = value;
        name = va_arg(rest, const char *);
        value = name ? va_arg(rest, double) : 0;
    }
    va_end(rest);
    machine_run_all(machine_new(own, program_new_all(own, lab->model), 1), 1, values);
    return values;
}

static inline struct chart *computed(const char *name, const double *values) {
    return chart_compute(arena, programs[lab_lookup_chart(lab, name) - lab->charts], values, true);
}

#endif
