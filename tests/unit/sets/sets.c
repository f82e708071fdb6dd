#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <nettle/sha2.h>

#include "golden.h"
#include "sets/sets.h"
#include "sets_fixture.h"

struct loaded {
    struct arena *arena;
    struct units *units;
    struct model *model;
    struct diag *diag;
};

static struct loaded load(const char *folder, const char *const *names, int count) {
    struct loaded loaded = {arena_new(), units_new(), NULL, diag_new()};
    loaded.model = model_new(loaded.arena, loaded.units);
    for (int i = 0; i < count; i++)
        model_load(loaded.model, arena_printf(loaded.arena, "%s/%s.yaml", folder, names[i]), names[i], loaded.diag);
    model_finish(loaded.model, loaded.diag);
    assert_string_equal(diag_text(loaded.diag), "");
    return loaded;
}

static struct loaded load_lab(void) {
    return load("model", (const char *const[]){"scaling", "tco"}, 2);
}

static void loaded_end(struct loaded *loaded) {
    diag_free(loaded->diag);
    units_free(loaded->units);
    arena_free(loaded->arena);
}

static struct parameter_sets *read_sets(struct loaded *loaded, const char *text) {
    return sets_read(loaded->arena, source_of_text(loaded->arena, "p.csv", text, strlen(text)), loaded->model, "lab",
                     loaded->diag);
}

static const struct sets_parameter *parameter_of(const struct loaded *loaded, const struct parameter_set *set,
                                                 const char *name) {
    const struct quantity *quantity = model_lookup(loaded->model, name);
    assert_non_null(quantity);
    return &set->parameters[quantity->ordinal];
}

static double value_of(const struct loaded *loaded, const struct parameter_set *set, const char *name) {
    const struct quantity *quantity = model_lookup(loaded->model, name);
    return quantity->kind == QUANTITY_PARAMETER ? set->parameters[quantity->ordinal].value
                                                : set->values[quantity->index];
}

/* Prints every good set as a block, every bad one as a line. */
static void put_sets(struct text *out, const struct loaded *loaded, const struct parameter_sets *sets) {
    if (!sets) {
        text_puts(out, "no sets\n");
        return;
    }
    text_printf(out, "%zu sets, %zu bad\n", sets_count(sets), sets_count(sets) - sets_good_count(sets));
    struct parameter_set **all = fixture_sets(loaded->arena, loaded->model, sets, NULL);
    for (size_t i = 0; i < sets_count(sets); i++) {
        const struct parameter_set *set = all[i];
        if (set->bad) {
            text_printf(out, "line %d bad\n", set->pos.line);
            continue;
        }
        text_printf(out, "line %d id <%s> name <%s> scenario <%s> stem <%s>\n", set->pos.line, set->id, set->name,
                    set->scenario, set->stem);
        for (int k = 0; k < loaded->model->count; k++) {
            const struct quantity *quantity = loaded->model->quantities[k];
            if (quantity->kind != QUANTITY_PARAMETER || !set->parameters[quantity->ordinal].given)
                continue;
            const struct sets_parameter *parameter = &set->parameters[quantity->ordinal];
            text_printf(out, "  %s ", quantity->name);
            number_print_exact(out, parameter->value);
            text_printf(out, " at %d:%d", parameter->pos.line, parameter->pos.column);
            if (parameter->source)
                text_printf(out, " source <%s>", parameter->source);
            if (parameter->date)
                text_printf(out, " date <%s>", parameter->date);
            text_putc(out, '\n');
        }
        for (int k = 0; k < set->person_count; k++)
            text_printf(out, "  person %s <%s>\n", set->person[k].name, set->person[k].text);
        const struct sets_accommodation *own = sets_row(sets, i)->accommodation;
        if (own)
            text_printf(out, "  print <%s> paper <%s> time %g\n", own->print ? own->print : "",
                        own->paper ? own->paper : "", own->time);
    }
}

/* tests/golden/sets/NAME.csv gives the diagnostics and sets of NAME.txt. */
static void test_golden(void **state) {
    (void)state;
    static const char *const names[] = {
        "misspelt",   "no_id",      "person",      "values",     "grid",           "ids",          "duplicates",
        "defaults",   "broken",     "labels",      "semicolons", "grouped",        "composed",     "two_ids",
        "title",      "one_column", "french",      "long",       "long_bad",       "long_unit",    "long_values",
        "long_twice", "long_same",  "long_ragged", "unseen",     "accommodations", "long_percent", "long_percent_bad"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct loaded loaded = load_lab();
        struct text path = {0}, out = {0};
        text_printf(&path, "tests/golden/sets/%s.csv", names[i]);
        struct source *source =
            source_read(loaded.arena, path.bytes, path.bytes + strlen("tests/golden/sets/"), loaded.diag);
        assert_non_null(source);
        struct parameter_sets *sets = sets_read(loaded.arena, source, loaded.model, "scale-illusion", loaded.diag);
        text_puts(&out, diag_text(loaded.diag));
        put_sets(&out, &loaded, sets);
        text_clear(&path);
        text_printf(&path, "tests/golden/sets/%s.txt", names[i]);
        assert_true(golden_equal(path.bytes, out.bytes));
        text_free(&path);
        text_free(&out);
        loaded_end(&loaded);
    }
}

/* A percentage is the double that its fraction is. */
static void test_fractions(void **state) {
    (void)state;
    struct loaded loaded = load_lab();
    struct text csv = {0};
    text_puts(&csv, "id,utilization,reserved_discount\n");
    int count = 0;
    for (int permille = 100; permille <= 600; permille++, count++)
        text_printf(&csv, "s%d,%d.%d%%,0.%03d\n", permille, permille / 10, permille % 10, permille);
    struct parameter_sets *sets = read_sets(&loaded, csv.bytes);
    assert_int_equal(diag_count(loaded.diag, SEVERITY_ERROR), 0);
    /* All values but the multiples of 5 % (10, 15, ..., 60 %) are off the grid, in both columns. */
    assert_int_equal(diag_count(loaded.diag, SEVERITY_WARNING), 2 * (count - 11));
    struct parameter_set **all = fixture_sets(loaded.arena, loaded.model, sets, NULL);
    for (size_t i = 0; i < sets_count(sets); i++)
        assert_true(value_of(&loaded, all[i], "utilization") == value_of(&loaded, all[i], "reserved_discount"));
    text_free(&csv);
    loaded_end(&loaded);
}

/* Rows are evaluated in blocks: whichever is asked for, it is that row, and one that was spoilt stays bad. */
static void test_blocks(void **state) {
    (void)state;
    enum { ROWS = 2 * EVAL_SETS + 3 };
    struct loaded loaded = load_lab();
    struct text csv = {0};
    text_puts(&csv, "id,gpu_count\n");
    for (int i = 0; i < ROWS; i++)
        text_printf(&csv, "s%d,%d\n", i, 100 * (i % 40 + 1));
    struct parameter_sets *sets = read_sets(&loaded, csv.bytes);
    struct sets_evaluation *evaluation = sets_evaluation_new(loaded.arena, loaded.model);
    struct arena *block = arena_new();
    const size_t spoilt = EVAL_SETS + 1;
    sets_spoil(sets, spoilt);
    sets_spoil(sets, spoilt);
    assert_int_equal(sets_good_count(sets), ROWS - 1);
    for (size_t step = 1; step < 700; step += 233)
        for (size_t i = 0, row = 0; i < ROWS; i++, row = (row + step) % ROWS) {
            const struct parameter_set *set = sets_evaluation_at(evaluation, sets, row, block, loaded.diag);
            assert_int_equal(!set, row == spoilt);
            if (!set)
                continue;
            assert_string_equal(set->id, arena_printf(loaded.arena, "s%zu", row));
            assert_true(set->values[model_lookup(loaded.model, "gpu_count")->index] == (double)(100 * (row % 40 + 1)));
        }
    arena_free(block);
    text_free(&csv);
    loaded_end(&loaded);
}

static void test_fingerprint(void **state) {
    (void)state;
    struct loaded loaded = load_lab();
    struct parameter_sets *sets = read_sets(&loaded, "id,scenario,utilization,name\ns1,base,60%,Ada\n");
    /* By the definition: the parameters by name, each as the shortest decimal of its double. */
    static const char text[] = "lab\ns1\nbase\ncluster_size=1000\ncommunication_overhead=0.2\ngpu_count=1000\n"
                               "gpu_price=40000\non_demand_price=2.1\nparallel_efficiency=0.4\n"
                               "reserved_discount=0.35\ntraining_compute=2.2e+24\nutilization=0.6\nyears=3\n";
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, sizeof text - 1, (const uint8_t *)text);
    sha256_digest(&context, sizeof digest, digest);
    char expected[9];
    snprintf(expected, sizeof expected, "%02x%02x%02x%02x", digest[0], digest[1], digest[2], digest[3]);
    assert_string_equal(sets_row(sets, 0)->fingerprint, expected);
    const char *same = "scenario,on_demand_price,id,utilization\nbase,2.10,s1,0.6\nbase,2.20,s2,0.6\n";
    struct parameter_sets *others = read_sets(&loaded, same);
    assert_string_equal(sets_row(others, 0)->fingerprint, expected);
    assert_string_not_equal(sets_row(others, 1)->fingerprint, expected);
    loaded_end(&loaded);
}

static void assert_near(double value, double expected, double slack) {
    if (!(value >= expected - slack && value <= expected + slack))
        fail_msg("%.17g is not within %g of %.17g", value, slack, expected);
}

/* Figures at the defaults, from the lab's description. */
static void test_evaluate(void **state) {
    (void)state;
    struct loaded loaded = load_lab();
    struct parameter_sets *sets = read_sets(&loaded, "id,years\ns1,3\nbad,0\ns3,1\n");
    assert_int_equal(sets_good_count(sets), 2);
    struct parameter_set **all = fixture_sets(loaded.arena, loaded.model, sets, loaded.diag);
    assert_true(all[1]->bad && !all[2]->bad);
    const struct parameter_set *set = all[0];
    assert_false(set->bad);
    assert_near(value_of(&loaded, set, "on_demand_tco"), 33112800, 1e-5);
    assert_near(value_of(&loaded, set, "reserved_tco"), 35872200, 1e-5);
    assert_near(value_of(&loaded, set, "on_prem_tco"), 47545264, 1e-5);
    assert_near(value_of(&loaded, set, "speedup"), 320, 1e-9);
    assert_near(value_of(&loaded, set, "single_gpu_years"), 70.50, 0.005);
    assert_near(value_of(&loaded, all[2], "breakeven_utilization"), 1, 0);
    assert_true(parameter_of(&loaded, set, "years")->given);
    assert_false(parameter_of(&loaded, set, "gpu_price")->given);
    loaded_end(&loaded);
}

static void test_not_finite(void **state) {
    (void)state;
    struct loaded loaded = load("tests/golden/sets", (const char *const[]){"division"}, 1);
    struct parameter_sets *sets =
        read_sets(&loaded, "id,scenario,share,count\ns1,,0.5,2\ns2,low,0,2\ns3,,0.5,0\ns4,,1,4\ns5,,0.5,1\n");
    struct parameter_set **all = fixture_sets(loaded.arena, loaded.model, sets, loaded.diag);
    assert_string_equal(
        diag_text(loaded.diag),
        "p.csv:3:1: error: set 's2', scenario 'low': 'each' has no finite value (it is divided by share, which is 0); "
        "change its parameters\n"
        "     3 | s2,low,0,2\n"
        "       | ^\n"
        "p.csv:4:1: error: set 's3': 'rest' has no finite value (it is divided by count * share, which is 0); change "
        "its "
        "parameters\n"
        "     4 | s3,,0.5,0\n"
        "       | ^\n"
        "p.csv:5:1: error: set 's4': 'depth' has no finite value (a root, logarithm or power outside its range, or a "
        "number too large); change its parameters\n"
        "     5 | s4,,1,4\n"
        "       | ^\n");
    assert_false(all[0]->bad);
    assert_true(all[1]->bad && all[2]->bad && all[3]->bad);
    assert_false(all[4]->bad);
    /* One after the other they have the same values, and the rows become bad. */
    struct sets_evaluation *evaluation = sets_evaluation_new(loaded.arena, loaded.model);
    struct arena *block = arena_new();
    struct diag *again = diag_new();
    for (size_t i = 0; i < 5; i++) {
        const struct parameter_set *set = sets_evaluation_at(evaluation, sets, i, block, again);
        assert_int_equal(!set, all[i]->bad);
        assert_int_equal(sets_row(sets, i)->bad, all[i]->bad);
        for (int k = 0; set && k < loaded.model->count; k++)
            assert_true(set->values[k] == all[i]->values[k]);
    }
    assert_int_equal(sets_good_count(sets), 2);
    assert_string_equal(diag_text(again), diag_text(loaded.diag));
    diag_free(again);
    arena_free(block);
    loaded_end(&loaded);
}

/* There is nothing to report about the sample input that comes with the lab. */
static void test_samples(void **state) {
    (void)state;
    static const struct {
        const char *path;
        size_t count;
    } samples[] = {{"templates/scale-illusion/samples/class.csv", 12},
                   {"templates/scale-illusion/samples/scenarios.csv", 3}};
    for (size_t i = 0; i < 2; i++) {
        struct loaded loaded = load_lab();
        struct source *source = source_read(loaded.arena, samples[i].path, NULL, loaded.diag);
        struct parameter_sets *sets = sets_read(loaded.arena, source, loaded.model, "scale-illusion", loaded.diag);
        assert_string_equal(diag_text(loaded.diag), "");
        assert_int_equal(sets_count(sets), samples[i].count);
        struct parameter_set **all = fixture_sets(loaded.arena, loaded.model, sets, loaded.diag);
        for (size_t k = 0; k < sets_count(sets); k++)
            assert_false(all[k]->bad);
        loaded_end(&loaded);
    }
}

/* Ten thousand rows, half of them further scenarios of an id, must be read without a loop over all pairs. */
static void test_many(void **state) {
    (void)state;
    struct loaded loaded = load_lab();
    struct text csv = {0};
    text_puts(&csv,
              "id,scenario,name,cluster_size,parallel_efficiency,communication_overhead,training_compute,gpu_count,"
              "utilization,"
              "years,on_demand_price,reserved_discount,gpu_price\n");
    for (int i = 0; i < 10000; i++)
        text_printf(&csv, "s%d,%s,Ada %d,%d,%d%%,5%%,2.2e24,%d,%d%%,3,2.%d0,35%%,45000\n", i / 2, i % 2 ? "late" : "",
                    i, i % 4096 + 1, i % 19 * 5 + 10, i % 40 * 100 + 100, i % 19 * 5 + 10, i % 10);
    clock_t start = clock();
    struct parameter_sets *sets = read_sets(&loaded, csv.bytes);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    print_message("10,000 sets read in %.3f s\n", seconds);
    assert_string_equal(diag_text(loaded.diag), "");
    assert_int_equal(sets_count(sets), 10000);
    assert_int_equal(sets_good_count(sets), 10000);
    assert_string_equal(sets_row(sets, 9999)->stem, "s4999-late");
    assert_string_equal(sets_row(sets, 9998)->stem, "s4999");
    text_free(&csv);
    loaded_end(&loaded);
}

/* Whatever the cells contain, a set is good or there is an error. */
static void test_any_cells(void **state) {
    (void)state;
    static const char *const cells[] = {"",
                                        "s1",
                                        "40%",
                                        "0.4",
                                        "40",
                                        "1,5",
                                        "\"1,000\"",
                                        "3",
                                        "%",
                                        " ",
                                        "$",
                                        "1e9",
                                        "1e-9",
                                        "-0",
                                        "..",
                                        "a/b",
                                        "\xC2\xA0"
                                        "3",
                                        "\"3 \"\" \"",
                                        "'=1",
                                        "1e5%",
                                        "\xE2\x82\xAC"
                                        "5"};
    struct loaded loaded = load_lab();
    uint32_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        struct text csv = {0};
        text_puts(&csv, "id,scenario,years,utilization,gpu_price_source\n");
        for (int cell = 0; cell < 20; cell++) {
            seed = seed * 1664525 + 1013904223;
            text_puts(&csv, cells[(seed >> 16) % (sizeof cells / sizeof *cells)]);
            text_putc(&csv, cell % 5 == 4 ? '\n' : ',');
        }
        struct diag *diag = diag_new();
        struct arena *arena = arena_new();
        struct source *source = source_of_text(arena, "p.csv", csv.bytes, csv.length);
        struct parameter_sets *sets = sets_read(arena, source, loaded.model, "lab", diag);
        size_t bad = 0;
        for (size_t i = 0; sets && i < sets_count(sets); i++) {
            const struct parameter_set *set = sets_get(sets, i, arena);
            bad += set->bad;
            double years = value_of(&loaded, set, "years"), share = value_of(&loaded, set, "utilization");
            assert_true(years >= 1 && years <= 5 && share >= 0.1 && share <= 1);
            assert_non_null(set->stem);
        }
        assert_int_equal(diag_count(diag, SEVERITY_ERROR) > 0, !sets || bad > 0);
        if (sets)
            assert_int_equal(sets_count(sets) - sets_good_count(sets), bad);
        diag_free(diag);
        arena_free(arena);
        text_free(&csv);
    }
    loaded_end(&loaded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),   cmocka_unit_test(test_fractions),  cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_evaluate), cmocka_unit_test(test_not_finite), cmocka_unit_test(test_samples),
        cmocka_unit_test(test_many),     cmocka_unit_test(test_blocks),     cmocka_unit_test(test_any_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
