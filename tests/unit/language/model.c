#include "language/model.h"
#include "golden.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct model *model;
};

static struct fixture make(void) {
    struct fixture f = {.arena = arena_new(), .units = units_new(), .diag = diag_new()};
    f.model = model_new(f.arena, f.units);
    return f;
}

static void drop(struct fixture *f) {
    diag_free(f->diag);
    units_free(f->units);
    arena_free(f->arena);
}

/* Both models of the first lab in one namespace. */
static struct fixture make_lab(void) {
    struct fixture f = make();
    bool scaling = model_load(f.model, "model/scaling.yaml", "scaling", f.diag);
    bool tco = model_load(f.model, "model/tco.yaml", "tco", f.diag);
    bool finished = model_finish(f.model, f.diag);
    assert_string_equal(diag_text(f.diag), "");
    assert_true(scaling && tco && finished);
    return f;
}

static struct expr *parse(struct fixture *f, const char *text) {
    struct expr *expr = expr_parse(f->arena, text, strlen(text), NOWHERE, f->diag);
    assert_non_null(expr);
    return expr;
}

/* Each name is found, alone and within a text, and no part of it; ordinals count the quantities of a kind. */
static void test_index(void **state) {
    (void)state;
    struct fixture f = make_lab();
    int ordinals[QUANTITY_KINDS] = {0};
    for (int i = 0; i < f.model->count; i++) {
        const struct quantity *quantity = f.model->quantities[i];
        size_t length = strlen(quantity->name);
        char *longer = arena_printf(f.arena, "%s_x", quantity->name);
        assert_ptr_equal(model_lookup(f.model, quantity->name), quantity);
        assert_ptr_equal(model_lookup_part(f.model, longer, length), quantity);
        assert_null(model_lookup(f.model, longer));
        const struct quantity *part = model_lookup_part(f.model, quantity->name, length - 1);
        assert_true(!part || strlen(part->name) == length - 1);
        assert_int_equal(quantity->index, i);
        assert_int_equal(quantity->ordinal, ordinals[quantity->kind]++);
        assert_true(!i || strcmp(f.model->by_name[i - 1]->name, f.model->by_name[i]->name) < 0);
    }
    for (int kind = 0; kind < QUANTITY_KINDS; kind++)
        assert_int_equal(ordinals[kind], f.model->counts[kind]);
    assert_null(model_lookup(f.model, ""));
    assert_null(model_lookup(f.model, "zzz"));
    assert_null(model_lookup(f.model, "a"));
    struct model *empty = model_new(f.arena, f.units);
    assert_null(model_lookup(empty, "speedup"));
    drop(&f);
}

static void test_lab_models_alone(void **state) {
    (void)state;
    static const char *const names[] = {"scaling", "tco"};
    for (size_t i = 0; i < 2; i++) {
        struct fixture f = make();
        assert_true(model_load(f.model, arena_printf(f.arena, "model/%s.yaml", names[i]), names[i], f.diag));
        assert_true(model_finish(f.model, f.diag));
        assert_string_equal(diag_text(f.diag), "");
        drop(&f);
    }
}

/* The quantities that the lab names, in its order. */
static void test_lab_names(void **state) {
    (void)state;
    static const char *const parameters[] = {
        "cluster_size", "parallel_efficiency", "communication_overhead", "training_compute", "gpu_count", "utilization",
        "years",        "on_demand_price",     "reserved_discount",      "gpu_price"};
    static const char *const equations[] = {"single_gpu_throughput",
                                            "ideal_throughput",
                                            "cluster_throughput",
                                            "single_gpu_years",
                                            "ideal_days",
                                            "actual_days",
                                            "speedup",
                                            "scaling_efficiency",
                                            "on_demand_tco",
                                            "reserved_tco",
                                            "capex",
                                            "power_cost",
                                            "cooling_cost",
                                            "staff_cost",
                                            "on_prem_tco",
                                            "breakeven_utilization",
                                            "budget_utilization"};
    struct fixture f = make_lab();
    size_t parameter_count = 0, equation_count = 0;
    for (int i = 0; i < f.model->count; i++) {
        const struct quantity *q = f.model->quantities[i];
        assert_int_equal(q->index, i);
        assert_false(q->hidden);
        if (q->kind == QUANTITY_PARAMETER) {
            assert_true(parameter_count < sizeof parameters / sizeof parameters[0]);
            assert_string_equal(q->name, parameters[parameter_count++]);
        } else if (q->kind == QUANTITY_EQUATION) {
            assert_true(equation_count < sizeof equations / sizeof equations[0]);
            assert_string_equal(q->name, equations[equation_count++]);
        } else {
            assert_non_null(q->source);
        }
    }
    assert_int_equal(parameter_count, sizeof parameters / sizeof parameters[0]);
    assert_int_equal(equation_count, sizeof equations / sizeof equations[0]);
    drop(&f);
}

/* Ranges and constants of the lab's own tables. */
static void test_lab_figures(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double minimum, maximum, step, initial;
        bool fraction;
        const char *shown;
    } parameters[] = {
        {"cluster_size", 1, 4096, 1, 1000, false, "GPUs"},
        {"parallel_efficiency", 0.10, 1, 0.05, 0.40, true, ""},
        {"communication_overhead", 0, 0.60, 0.05, 0.20, true, ""},
        {"training_compute", 1.2e24, 3.2e24, 0.5e24, 2.2e24, false, "FLOP"},
        {"gpu_count", 100, 4096, 100, 1000, false, "GPUs"},
        {"utilization", 0.10, 1, 0.05, 0.60, true, ""},
        {"years", 1, 5, 1, 3, false, "years"},
        {"on_demand_price", 1, 5, 0.10, 2.10, false, "$/GPU-hour"},
        {"reserved_discount", 0.10, 0.60, 0.05, 0.35, true, ""},
        {"gpu_price", 20000, 80000, 5000, 40000, false, "$/GPU"},
    };
    static const struct {
        const char *name;
        double value;
        const char *unit;
    } constants[] = {
        {"gpu_memory_bandwidth", 3350, "GB/s"},
        {"gpu_peak_throughput", 1979, "TFLOP/s"},
        {"gpu_memory", 80, "GB"},
        {"gpu_tdp", 700, "W/GPU"},
        {"nvlink_bandwidth", 900, "GB/s"},
        {"link_bandwidth", 400, "GB/s"},
        {"model_flop_utilization", 0.50, "1"},
        {"hours_per_year", 8760, "h/year"},
        {"seconds_per_year", 31536000, "s/year"},
        {"seconds_per_day", 86400, "s/day"},
        {"electricity_price", 0.10, "USD/kWh"},
        {"pue", 1.4, "1"},
        {"staff_cost_per_gpu", 2000, "USD/(GPU·year)"},
        {"budget", 50e6, "USD"},
        {"flop_per_tflop", 1e12, "FLOP/TFLOP"},
        {"watts_per_kilowatt", 1000, "W/kW"},
    };
    struct fixture f = make_lab();
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        const struct quantity *q = model_lookup(f.model, parameters[i].name);
        assert_non_null(q);
        assert_true(q->minimum == parameters[i].minimum && q->maximum == parameters[i].maximum);
        assert_true(q->step == parameters[i].step && q->initial == parameters[i].initial);
        assert_int_equal(q->fraction, parameters[i].fraction);
        assert_string_equal(q->shown, parameters[i].shown);
    }
    int constant_count = 0;
    for (int i = 0; i < f.model->count; i++)
        constant_count += f.model->quantities[i]->kind == QUANTITY_CONSTANT;
    assert_int_equal(constant_count, sizeof constants / sizeof constants[0]);
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        const struct quantity *q = model_lookup(f.model, constants[i].name);
        assert_non_null(q);
        assert_true(q->value == constants[i].value);
        assert_string_equal(unit_text(q->unit), constants[i].unit);
    }
    assert_string_equal(model_lookup(f.model, "gpu_price")->file_group, "tco");
    assert_string_equal(model_lookup(f.model, "cluster_size")->symbol, "N");
    assert_string_equal(model_lookup(f.model, "single_gpu_years")->symbol, "T_1");
    drop(&f);
}

/* A plain evaluation of a tree in doubles, to compare the models with the lab's worked figures. */
static double value_of(const struct expr *expr) {
    double a[3] = {0};
    for (int i = 0; i < expr->argument_count && i < 3; i++)
        a[i] = value_of(expr->arguments[i]);
    switch (expr->op) {
    case EXPR_NUMBER:
        return expr->number;
    case EXPR_NAME:
        return expr->quantity->kind == QUANTITY_PARAMETER  ? expr->quantity->initial
               : expr->quantity->kind == QUANTITY_CONSTANT ? expr->quantity->value
                                                           : value_of(expr->quantity->expr);
    case EXPR_ADD:
        return a[0] + a[1];
    case EXPR_SUBTRACT:
        return a[0] - a[1];
    case EXPR_MULTIPLY:
        return a[0] * a[1];
    case EXPR_DIVIDE:
        return a[0] / a[1];
    case EXPR_LESS_EQUAL:
        return a[0] <= a[1];
    case EXPR_IF:
        return a[0] != 0 ? a[1] : a[2];
    case EXPR_MIN:
        return fmin(a[0], a[1]);
    case EXPR_MAX:
        return fmax(a[0], a[1]);
    default:
        fail_msg("no operation of these models: %s", expr_op_text(expr->op));
        return NAN;
    }
}

/* The lab's column "at defaults", to the digits it prints; longer ones are worked by hand. */
static void test_lab_values(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double value, within;
    } figures[] = {
        {"single_gpu_throughput", 989.5, 1e-9},
        {"ideal_throughput", 989500, 1e-6},
        {"cluster_throughput", 316640, 1e-6},
        {"single_gpu_years", 70.50, 0.005},
        {"ideal_days", 25.73, 0.005},
        {"actual_days", 80.42, 0.005},
        {"speedup", 320, 1e-9},
        {"scaling_efficiency", 0.32, 1e-12},
        {"on_demand_tco", 33112800, 1e-6},
        {"reserved_tco", 35872200, 1e-6},
        {"capex", 40e6, 1e-6},
        {"power_cost", 1103760, 1e-6},
        {"cooling_cost", 441504, 1e-6},
        {"staff_cost", 6e6, 1e-6},
        {"on_prem_tco", 47545264, 1e-6},
        /* 46e6 / (26.28e6 * 2.002) */
        {"breakeven_utilization", 0.874316, 1e-6},
        /* 50e6 / (26.28e6 * 2.10) */
        {"budget_utilization", 0.905994, 1e-6},
    };
    struct fixture f = make_lab();
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        const struct quantity *q = model_lookup(f.model, figures[i].name);
        double value = value_of(q->expr);
        if (!(fabs(value - figures[i].value) <= figures[i].within))
            print_error("%s: %.17g\n", figures[i].name, value);
        assert_true(fabs(value - figures[i].value) <= figures[i].within);
    }
    drop(&f);
}

static void test_order(void **state) {
    (void)state;
    struct fixture f = make_lab();
    bool *done = arena_array(f.arena, (size_t)f.model->count, sizeof *done);
    assert_int_equal(f.model->order_count, 17);
    for (int i = 0; i < f.model->order_count; i++) {
        bool *needed = arena_array(f.arena, (size_t)f.model->count, sizeof *needed);
        model_dependencies(f.model, f.model->order[i]->expr, needed);
        for (int j = 0; j < f.model->count; j++)
            if (needed[j] && f.model->quantities[j]->expr)
                assert_true(done[j]);
        assert_false(done[f.model->order[i]->index]);
        done[f.model->order[i]->index] = true;
    }
    drop(&f);
}

static void test_dependencies(void **state) {
    (void)state;
    static const char *const wanted[] = {"power_cost",         "pue",         "gpu_count",      "gpu_tdp",
                                         "watts_per_kilowatt", "utilization", "hours_per_year", "years",
                                         "electricity_price"};
    struct fixture f = make_lab();
    bool *needed = arena_array(f.arena, (size_t)f.model->count, sizeof *needed);
    model_dependencies(f.model, model_lookup(f.model, "cooling_cost")->expr, needed);
    int count = 0;
    for (int i = 0; i < f.model->count; i++)
        count += needed[i];
    assert_int_equal(count, sizeof wanted / sizeof wanted[0]);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        assert_true(needed[model_lookup(f.model, wanted[i])->index]);
    drop(&f);
}

static void test_claims(void **state) {
    (void)state;
    struct fixture f = make_lab();
    struct expr *claim = parse(&f, "on_demand_tco < 1.2 * min(reserved_tco, on_prem_tco) and utilization > 0.5");
    assert_true(model_resolve(f.model, claim, f.diag));
    assert_true(expr_is_condition(claim));
    assert_string_equal(unit_text(model_unit_of(f.model, claim, f.diag)), "1");
    struct expr *rate = parse(&f, "on_prem_tco / (gpu_count * years)");
    assert_true(model_resolve(f.model, rate, f.diag));
    assert_string_equal(unit_text(model_unit_of(f.model, rate, f.diag)), "USD/(GPU·year)");
    const char *unknown;
    assert_true(model_check_unit(f.model, rate, unit_parse(f.units, "USD/GPU-year", &unknown), "rate", f.diag));
    assert_true(model_check_unit(f.model, parse(&f, "0"), unit_parse(f.units, "USD", &unknown), "nothing", f.diag));
    assert_string_equal(diag_text(f.diag), "");
    assert_false(model_check_unit(f.model, rate, unit_parse(f.units, "USD/GPU-h", &unknown), "rate", f.diag));
    assert_non_null(strstr(diag_text(f.diag), "rate is in USD/(GPU·h) but its expression is in USD/(GPU·year): a "
                                              "factor of 8760; divide it by a constant in h/year"));
    assert_false(model_resolve(f.model, parse(&f, "on_demnd_tco"), f.diag));
    assert_non_null(strstr(diag_text(f.diag), "did you mean 'on_demand_tco'?"));
    assert_null(model_unit_of(f.model, parse(&f, "1 + (1 < 2)"), f.diag));
    assert_string_equal(model_nearest(f.model, "utilisation"), "utilization");
    assert_null(model_nearest(f.model, "zeppelin"));
    assert_null(model_lookup(f.model, "zeppelin"));
    drop(&f);
}

static void test_grid(void **state) {
    (void)state;
    struct fixture f = make_lab();
    const struct quantity *price = model_lookup(f.model, "on_demand_price");
    for (int i = 0; i <= 40; i++)
        assert_true(quantity_on_grid(price, 1 + 0.1 * i));
    assert_true(quantity_on_grid(price, 2.3));
    assert_false(quantity_on_grid(price, 2.35));
    assert_false(quantity_on_grid(price, 2.3001));
    assert_true(quantity_on_grid(model_lookup(f.model, "gpu_count"), 4000));
    assert_false(quantity_on_grid(model_lookup(f.model, "gpu_count"), 4096));
    struct quantity free_value = {.minimum = 1, .maximum = 2};
    assert_true(quantity_on_grid(&free_value, 1.2345));
    drop(&f);
}

/* A lab's own quantities: hidden, in the same namespace, with keys of the lab beside them. */
static void test_hidden(void **state) {
    (void)state;
    static const char lab[] = "lab: x\n"
                              "questions: []\n"
                              "constants:\n"
                              "  - {name: gpus_per_node, label: GPUs of a node, unit: 1, value: 8, source: a test}\n"
                              "equations:\n"
                              "  - {name: nodes, label: Nodes, unit: 1, expression: cluster_size / gpus_per_node}\n";
    struct fixture f = make();
    assert_true(model_load(f.model, "model/scaling.yaml", "scaling", f.diag));
    struct yaml *yaml = yaml_read(source_of_text(f.arena, "lab.yaml", lab, strlen(lab)), f.arena, f.diag);
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "a lab"), "a lab");
    model_load_hidden(f.model, &root, "x");
    yaml_close(yaml);
    assert_true(model_finish(f.model, f.diag));
    assert_string_equal(diag_text(f.diag), "");
    assert_true(model_lookup(f.model, "nodes")->hidden);
    assert_true(model_lookup(f.model, "gpus_per_node")->hidden);
    assert_false(model_lookup(f.model, "speedup")->hidden);
    assert_string_equal(model_lookup(f.model, "nodes")->file_group, "x");
    assert_int_equal(model_lookup(f.model, "nodes")->pos.line, 6);
    drop(&f);
}

static void test_same_file_twice(void **state) {
    (void)state;
    struct fixture f = make();
    assert_true(model_load(f.model, "model/scaling.yaml", "scaling", f.diag));
    assert_false(model_load(f.model, "model/scaling.yaml", "scaling", f.diag));
    assert_non_null(strstr(diag_text(f.diag), "the name 'cluster_size' is taken by the parameter at "
                                              "model/scaling.yaml:8; choose another one"));
    drop(&f);
}

static void test_missing_file(void **state) {
    (void)state;
    struct fixture f = make();
    assert_false(model_load(f.model, "model/absent.yaml", "absent", f.diag));
    assert_non_null(strstr(diag_text(f.diag), "cannot read model/absent.yaml"));
    drop(&f);
}

/* A long chain of equations, last first: order and checks take it without deep recursion. */
static void test_long_chain(void **state) {
    (void)state;
    enum { LENGTH = 3000 };
    struct fixture f = make();
    struct text file = {0};
    text_puts(&file, "equations:\n");
    for (int i = 0; i < LENGTH; i++)
        text_printf(&file, "  - {name: link_%d, label: L, unit: 1, expression: link_%d + 1}\n", i, i + 1);
    text_printf(&file, "  - {name: link_%d, label: L, unit: 1, expression: 1}\n", LENGTH);
    struct yaml *yaml = yaml_read(source_of_text(f.arena, "chain.yaml", file.bytes, file.length), f.arena, f.diag);
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "a lab"), "a lab");
    model_load_hidden(f.model, &root, "chain");
    yaml_close(yaml);
    assert_true(model_finish(f.model, f.diag));
    assert_int_equal(f.model->order_count, LENGTH + 1);
    assert_string_equal(f.model->order[0]->name, "link_3000");
    assert_string_equal(f.model->order[LENGTH]->name, "link_0");
    text_free(&file);
    drop(&f);
}

/* Each bad model gives the diagnostics beside it, all of them, in order; wrong lines print both texts. */
static void test_golden(void **state) {
    (void)state;
    static const char *const names[] = {"between", "bounds",   "checks", "choices",     "conditions",
                                        "cycle",   "defaults", "empty",  "expressions", "fields",
                                        "names",   "syntax",   "twice",  "units",       "values"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct fixture f = make();
        bool loaded =
            model_load(f.model, arena_printf(f.arena, "tests/golden/model/%s.yaml", names[i]), names[i], f.diag);
        bool finished = model_finish(f.model, f.diag);
        assert_false(loaded && finished);
        assert_true(golden_equal(arena_printf(f.arena, "tests/golden/model/%s.txt", names[i]), diag_text(f.diag)));
        drop(&f);
    }
}

/* Models of the lab with bytes changed: no crash, and an error wherever one is not loaded. */
static void test_random_damage(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *reading = diag_new();
    const struct source *good = source_read(arena, "model/tco.yaml", NULL, reading);
    struct units *units = units_new();
    uint64_t seed = 31;
    for (int round = 0; round < 300; round++) {
        struct arena *round_arena = arena_new();
        struct diag *diag = diag_new();
        char *bytes = arena_strndup(round_arena, good->bytes, good->length);
        for (int i = 0; i < 3; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            bytes[(seed >> 33) % good->length] = "aZ0 :-{}[]()*/^,.%\"\n#&!|>\xFF\x01"[(seed >> 20) % 27];
        }
        struct model *model = model_new(round_arena, units);
        struct yaml *yaml = yaml_read(source_of_text(round_arena, "damaged", bytes, good->length), round_arena, diag);
        if (yaml) {
            struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "a lab"), "a lab");
            model_load_hidden(model, &root, "tco");
        }
        bool finished = model_finish(model, diag);
        if (!yaml || !finished)
            assert_true(diag_count(diag, SEVERITY_ERROR) > 0);
        yaml_close(yaml);
        diag_free(diag);
        arena_free(round_arena);
    }
    units_free(units);
    diag_free(reading);
    arena_free(arena);
}

/* A default may have a source and a date. */
static void test_default_source(void **state) {
    (void)state;
    struct fixture f = make();
    assert_true(model_load(f.model, "model/server.yaml", "server", f.diag));
    const struct quantity *price = model_lookup(f.model, "server_price");
    assert_string_equal(price->source, "Lenovo LP2225: a server with 8 H100");
    assert_string_equal(price->date, "2025-05-23");
    assert_true(model_load(f.model, "model/tco.yaml", "tco", f.diag));
    assert_string_equal(model_lookup(f.model, "gpu_price")->source,
                        "the original lab: 1,000 H100; in retail $25,000 to $40,000 (Silicon Data)");
    assert_string_equal(model_lookup(f.model, "gpu_price")->date, "2026-01-30");
    assert_string_equal(diag_text(f.diag), "");
    drop(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index),          cmocka_unit_test(test_lab_models_alone),
        cmocka_unit_test(test_default_source), cmocka_unit_test(test_lab_names),
        cmocka_unit_test(test_lab_figures),    cmocka_unit_test(test_lab_values),
        cmocka_unit_test(test_order),          cmocka_unit_test(test_dependencies),
        cmocka_unit_test(test_claims),         cmocka_unit_test(test_grid),
        cmocka_unit_test(test_hidden),         cmocka_unit_test(test_same_file_twice),
        cmocka_unit_test(test_missing_file),   cmocka_unit_test(test_long_chain),
        cmocka_unit_test(test_golden),         cmocka_unit_test(test_random_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
