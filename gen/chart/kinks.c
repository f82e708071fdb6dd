/* Where the series of a chart turn over: the points of a curve at which a minimum, a maximum or an `if` takes another
 * branch, an absolute value its other sign, or a rounded number its next value. */
#include "chart/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SWITCHES_MOST = 128, HALVINGS = 200, JUMPS_BETWEEN = 64 };

struct chart_kinks {
    const struct quantity *along;
    struct machine *machine; /* of all switches */
    int count;
    bool *jumps; /* by switch: its value itself is what changes, and not its sign */
    double **columns;
    double *now; /* the switches at one value of x */
    double **one;
    int point_count;
};

/* The switches of expressions, as they are collected. */
struct switches {
    struct arena *arena;
    const struct expr *exprs[SWITCHES_MOST];
    bool jumps[SWITCHES_MOST];
    int count;
};

static void add_switch(struct switches *switches, const struct expr *expr, bool jumps) {
    for (int i = 0; i < switches->count; i++)
        if (switches->jumps[i] == jumps && expr_equal(switches->exprs[i], expr))
            return;
    if (switches->count < SWITCHES_MOST) {
        switches->jumps[switches->count] = jumps;
        switches->exprs[switches->count++] = expr;
    }
}

static void collect(const struct expr *expr, void *context) {
    struct switches *switches = context;
    const struct quantity *quantity = expr->op == EXPR_NAME ? expr->quantity : NULL;
    if (quantity && quantity->kind == QUANTITY_EQUATION && quantity->expr)
        expr_walk(quantity->expr, collect, switches);
    if (expr->op == EXPR_MIN || expr->op == EXPR_MAX)
        for (int i = 0; i < expr->argument_count; i++)
            for (int j = i + 1; j < expr->argument_count; j++)
                add_switch(switches,
                           expr_new_binary(switches->arena, EXPR_SUBTRACT, expr->arguments[i], expr->arguments[j]),
                           false);
    if (expr->op == EXPR_ABS)
        add_switch(switches, expr->arguments[0], false);
    if (expr_is_comparison(expr))
        add_switch(switches, expr_new_binary(switches->arena, EXPR_SUBTRACT, expr->arguments[0], expr->arguments[1]),
                   false);
    if (expr->op == EXPR_FLOOR || expr->op == EXPR_CEIL || expr->op == EXPR_ROUND)
        add_switch(switches, expr, true);
}

struct chart_kinks *chart_kinks_new(struct arena *arena, const struct model *model, const struct chart *chart) {
    struct switches switches = {.arena = arena};
    for (int i = 0; i < chart->series_count; i++)
        if (chart->series[i].form == FORM_LINE)
            expr_walk(chart->series[i].value, collect, &switches);
    if (!switches.count || chart->kind != CHART_LINE)
        return NULL;
    struct chart_kinks *kinks = arena_alloc(arena, sizeof *kinks);
    size_t count = (size_t)switches.count;
    *kinks = (struct chart_kinks){
        .along = chart->sweep.along,
        .count = switches.count,
        .machine =
            machine_new(arena, program_new(arena, model, switches.exprs, switches.count, CLAIM_TOLERANCE), EVAL_BLOCK),
        .jumps = arena_array(arena, count, sizeof *kinks->jumps),
        .columns = arena_array(arena, count, sizeof *kinks->columns),
        .now = arena_array(arena, count, sizeof *kinks->now),
        .one = arena_array(arena, count, sizeof *kinks->one),
        .point_count = chart->point_count};
    memcpy(kinks->jumps, switches.jumps, count * sizeof *kinks->jumps);
    for (size_t i = 0; i < count; i++) {
        kinks->columns[i] = arena_array(arena, (size_t)chart->point_count, sizeof **kinks->columns);
        kinks->one[i] = &kinks->now[i];
    }
    return kinks;
}

/* The state of a switch: its value, or its sign. */
static double state_of(const struct chart_kinks *kinks, int number, double value) {
    return kinks->jumps[number] || isnan(value) ? value : (value > 0) - (value < 0);
}

static double state_at(struct chart_kinks *kinks, struct program_column *inputs, int number, double x) {
    inputs[kinks->along->index] = (struct program_column){&x, 0};
    machine_run(kinks->machine, inputs, 1, kinks->one);
    return state_of(kinks, number, kinks->now[number]);
}

/* Moves *low and *high, between which a switch leaves the state it has at *low, together until they are neighbors. */
static void close_in(struct chart_kinks *kinks, struct program_column *inputs, int number, double *low, double *high) {
    double state = state_at(kinks, inputs, number, *low);
    for (int i = 0; i < HALVINGS; i++) {
        double middle = *low + (*high - *low) / 2;
        if (middle <= *low || middle >= *high)
            return;
        if (state_at(kinks, inputs, number, middle) == state)
            *low = middle;
        else
            *high = middle;
    }
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int chart_kinks_find(struct chart_kinks *kinks, struct program_column *inputs, const double *x, int count,
                     double found[KINKS_MOST]) {
    int found_count = 0;
    inputs[kinks->along->index] = (struct program_column){x, 1};
    machine_run(kinks->machine, inputs, (size_t)count, kinks->columns);
    for (int i = 0; i < kinks->count; i++)
        for (int j = 0; j + 1 < count; j++) {
            double from = x[j], state = state_of(kinks, i, kinks->columns[i][j]),
                   last = state_of(kinks, i, kinks->columns[i][j + 1]);
            if (isnan(state) || isnan(last))
                continue;
            for (int k = 0; k < JUMPS_BETWEEN && state != last && found_count + 2 <= KINKS_MOST; k++) {
                double low = from, high = x[j + 1];
                close_in(kinks, inputs, i, &low, &high);
                if (low > x[j])
                    found[found_count++] = low;
                if (high < x[j + 1])
                    found[found_count++] = high;
                from = high;
                state = state_at(kinks, inputs, i, high);
            }
        }
    qsort(found, (size_t)found_count, sizeof *found, compare);
    int kept = 0;
    for (int i = 0; i < found_count; i++)
        if (!kept || found[i] > found[kept - 1])
            found[kept++] = found[i];
    return kept;
}
