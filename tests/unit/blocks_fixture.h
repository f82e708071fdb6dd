/* A small model for the blocks of workbooks: renting for so many hours at a price, or buying. With the defaults of 2 $
 * and 10 hours both cost 20 $:
 *   rent = price × hours, buy = 15 $ + 0.5 $ × hours, discounted = rent × (1 - rebate), saved = rent - discounted. */
#ifndef TESTS_UNIT_BLOCKS_FIXTURE_H
#define TESTS_UNIT_BLOCKS_FIXTURE_H

#include "workbook_fixture.h"

#include <math.h>

#define BLOCKS_MODEL                                                                                                   \
    "model: choices\ntitle: Choices\n"                                                                                 \
    "parameters:\n"                                                                                                    \
    "  - {name: price, label: Price, unit: USD, shown: $, format: money 2, minimum: 1, maximum: 3, step: 0.5, "        \
    "default: 2}\n"                                                                                                    \
    "  - {name: hours, label: Hours, unit: 1, minimum: 0, maximum: 100, step: 1, default: 10}\n"                       \
    "  - {name: rebate, label: Rebate, unit: 1, format: percent 0, minimum: 0%, maximum: 100%, step: 10%, "            \
    "default: 50%}\n"                                                                                                  \
    "constants:\n"                                                                                                     \
    "  - {name: fixed, label: Fixed cost, unit: USD, shown: $, format: money 2, value: 15, source: this test}\n"       \
    "  - {name: running, label: Running cost, unit: USD, shown: $, format: money 2, value: 0.5, source: this test}\n"  \
    "  - {name: unused, label: Unused, unit: 1, value: 7, source: this test}\n"                                        \
    "  - {name: swing, label: Swing, unit: 1, format: percent 0, value: 0.1, source: this test}\n"                     \
    "  - {name: slack, label: Slack, unit: 1, format: percent 0, value: 0.01, source: this test}\n"                    \
    "equations:\n"                                                                                                     \
    "  - {name: rent, label: Rent, unit: USD, shown: $, format: money 2, expression: price * hours}\n"                 \
    "  - {name: buy, label: Buy, unit: USD, shown: $, format: money 2, expression: fixed + running * hours}\n"         \
    "  - {name: discounted, label: Discounted, unit: USD, shown: $, format: money 2, expression: rent * (1 - "         \
    "rebate)}\n"                                                                                                       \
    "  - {name: saved, label: Saved, unit: USD, shown: $, format: money 2, expression: rent - discounted}\n"           \
    "  - {name: cheap, label: Cheap, unit: 1, expression: rent < buy}\n"                                               \
    "  - {name: free, label: Free, unit: 1, expression: rebate >= 1}\n"                                                \
    "  - {name: all_in, label: All in, unit: USD, format: 2, expression: price * hours + fixed + running * hours}\n"   \
    "  - {name: deep, label: Deep, unit: USD, format: 2, expression: all_in + 1 / (1 / all_in + 1 / (all_in + "        \
    "all_in)) "                                                                                                        \
    "+ (all_in + all_in + all_in + all_in) / (1 + all_in / all_in)}\n"

static inline struct parameter_set blocks_set(struct fixture *f, const char *scenario, double price, double hours,
                                              double rebate) {
    const struct model *model = f->model;
    struct parameter_set set = {.id = "s1", .name = "Ada", .scenario = scenario, .stem = "s1"};
    set.parameters = arena_array(f->arena, (size_t)model->count, sizeof *set.parameters);
    set.values = arena_array(f->arena, (size_t)model->count, sizeof *set.values);
    set.values[model_lookup(model, "price")->index] = price;
    set.values[model_lookup(model, "hours")->index] = hours;
    set.values[model_lookup(model, "rebate")->index] = rebate;
    machine_run_all(machine_new(f->arena, program_new_all(f->arena, model), 1), 1, set.values);
    return set;
}

static inline int set_up_blocks(void **state) {
    if (set_up(state) != 0)
        return 1;
    struct fixture *f = *state;
    char path[] = "/tmp/fleetsheet-choices-XXXXXX";
    int file = mkstemp(path);
    if (file < 0 || write(file, BLOCKS_MODEL, strlen(BLOCKS_MODEL)) != (ssize_t)strlen(BLOCKS_MODEL))
        return 1;
    close(file);
    f->model = model_new(f->arena, f->units);
    bool good = model_load(f->model, path, "choices", f->diag) && model_finish(f->model, f->diag);
    unlink(path);
    if (!good) {
        fputs(diag_text(f->diag), stderr);
        return 1;
    }
    f->document.model = f->model;
    f->sets[0] = blocks_set(f, "now", 2, 10, 0.5);
    f->sets[1] = blocks_set(f, "dear", 3, 10, 0.5);
    f->sets[2] = blocks_set(f, "long", 2, 40, 0.25);
    return 0;
}

/* The number that a cell has. */
static inline double cell_number(struct fixture *f, const char *xml, const char *address) {
    const char *found = cell(f, xml, address), *value = strstr(found, "<v>");
    if (!value || strstr(found, "t=\"s"))
        fail_msg("no number in %s: %s", address, found);
    return strtod(value + 3, NULL);
}

/* The text of a cell, of its own or by formula; NULL if there is no such cell, or it has none. */
static inline const char *cell_words(struct fixture *f, const char *xml, const char *address) {
    if (!strstr(xml, arena_printf(f->arena, "<c r=\"%s\"", address)))
        return NULL;
    const char *found = cell(f, xml, address);
    if (strstr(found, "t=\"s\""))
        return cell_string(f, xml, address);
    const char *value = strstr(found, "t=\"str\"") ? strstr(found, "<v>") + 3 : NULL;
    return value ? arena_strndup(f->arena, value, (size_t)(strchr(value, '<') - value)) : NULL;
}

/* The row, counted from 1, whose cell in the first column has this text; the `number`th such row. */
static inline int row_of(struct fixture *f, const char *xml, const char *words, int number) {
    for (int row = 1; row < 300; row++) {
        const char *found = cell_words(f, xml, arena_printf(f->arena, "A%d", row));
        if (found && strcmp(found, words) == 0 && --number == 0)
            return row;
    }
    fail_msg("no row `%s` in\n%s", words, xml);
    return 0;
}

static inline const char *at(struct fixture *f, char column, int row) {
    return arena_printf(f->arena, "%c%d", column, row);
}

static inline void assert_number(struct fixture *f, const char *xml, const char *address, double wanted) {
    const double found = cell_number(f, xml, address);
    if (!(fabs(found - wanted) <= 1e-9 * (1 + fabs(wanted))))
        fail_msg("%s is %.15g, not %.15g", address, found, wanted);
}

static inline void assert_words(struct fixture *f, const char *xml, const char *address, const char *wanted) {
    const char *found = cell_words(f, xml, address);
    if (!found || strcmp(found, wanted) != 0)
        fail_msg("%s is `%s`, not `%s`", address, found ? found : "(nothing)", wanted);
}

/* Where a name of the workbook leads: `'Sheet'!$D$4:$F$4`. */
static inline const char *name_leads(struct fixture *f, const char *name) {
    const char *found = piece_of(f, member(f, "xl/workbook.xml"),
                                 arena_printf(f->arena, "<definedName name=\"%s\">", name), "</definedName>");
    const char *from = strchr(found, '>') + 1;
    return arena_strndup(f->arena, from, (size_t)(strchr(from, '<') - from));
}

/* The template does not make a workbook, and this is said. */
static inline void must_fail(struct fixture *f, const char *text, const char *said) {
    diag_free(f->diag);
    f->diag = diag_new();
    f->value_count = 0;
    if (write_template(f, text))
        fail_msg("written: %s", text);
    if (!strstr(diag_text(f->diag), said))
        fail_msg("not said: %s\n%s", said, diag_text(f->diag));
    diag_free(f->diag);
    f->diag = diag_new();
}

/* All inputs, and all equations. */
#define INPUTS "# Inputs\n\n```inputs\n```\n\n"
#define EQUATIONS "# Results\n\n```equations\n```\n\n"

#define BLOCK_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_blocks, tear_down)

#endif
