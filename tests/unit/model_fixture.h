/* Models for tests: the lab's own, and one from text. */
#ifndef TESTS_UNIT_MODEL_FIXTURE_H
#define TESTS_UNIT_MODEL_FIXTURE_H

#include "language/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct model *model;
};

static inline struct fixture fixture_new(void) {
    struct fixture f = {.arena = arena_new(), .units = units_new(), .diag = diag_new()};
    f.model = model_new(f.arena, f.units);
    return f;
}

static inline void fixture_free(struct fixture *f) {
    diag_free(f->diag);
    units_free(f->units);
    arena_free(f->arena);
}

static inline void fixture_load(struct fixture *f, const char *path, const char *group) {
    model_load(f->model, path, group, f->diag);
    assert_string_equal(diag_text(f->diag), "");
}

/* Both models of the first lab. */
static inline struct fixture fixture_lab(void) {
    struct fixture f = fixture_new();
    fixture_load(&f, "model/scaling.yaml", "scaling");
    fixture_load(&f, "model/tco.yaml", "tco");
    assert_true(model_finish(f.model, f.diag));
    return f;
}

/* The model in a YAML text. */
static inline struct fixture fixture_text(const char *yaml) {
    struct fixture f = fixture_new();
    char path[] = "/tmp/fleetsheet-model-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, yaml, strlen(yaml)), (ssize_t)strlen(yaml));
    close(file);
    model_load(f.model, path, "small", f.diag);
    unlink(path);
    model_finish(f.model, f.diag);
    assert_string_equal(diag_text(f.diag), "");
    return f;
}

/* An expression over the model's quantities. */
static inline struct expr *fixture_expr(struct fixture *f, const char *text) {
    struct expr *expr = expr_parse(f->arena, text, strlen(text), NOWHERE, f->diag);
    assert_string_equal(diag_text(f->diag), "");
    assert_non_null(expr);
    assert_true(model_resolve(f->model, expr, f->diag));
    return expr;
}

/* The values of one set: initial values of parameters, the rest zero. */
static inline double *fixture_values(struct fixture *f) {
    double *values = arena_array(f->arena, (size_t)f->model->count + 1, sizeof *values);
    for (int i = 0; i < f->model->count; i++)
        if (f->model->quantities[i]->kind == QUANTITY_PARAMETER)
            values[i] = f->model->quantities[i]->initial;
    return values;
}

static inline int fixture_index(struct fixture *f, const char *name) {
    const struct quantity *quantity = model_lookup(f->model, name);
    assert_non_null(quantity);
    return quantity->index;
}

#endif
