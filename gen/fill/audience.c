#include "fill/items.h"

/* Students may see parameters, the models' constants, and what the lab lists under `given`. For everything that is not
 * a quantity, `hidden` of the item decides. */
const char *fill_quantity_refusal(const struct fill *fill, const struct quantity *quantity) {
    const struct lab *lab = fill->template->lab;
    if (fill->template->front.audience != AUDIENCE_STUDENT || quantity->kind == QUANTITY_PARAMETER ||
        ((quantity->kind == QUANTITY_CONSTANT || quantity->table) && !quantity->hidden))
        return NULL;
    for (int i = 0; i < lab->given_count; i++)
        if (lab->given[i] == quantity)
            return NULL;
    for (int i = 0; i < lab->question_count; i++)
        if (lab->questions[i].quantity == quantity)
            return arena_printf(fill->arena,
                                "'%s' is what question '%s' asks: a document for students must not print it",
                                quantity->name, lab->questions[i].name);
    return arena_printf(fill->arena,
                        "the lab does not give '%s' to students: a document for them must not print it or "
                        "depend on it (`given` in lab.yaml lists what they may see)",
                        quantity->name);
}

const char *fill_item_refusal(const struct fill *fill, const struct fill_item *item) {
    if (item->kind == ITEM_REFUSED)
        return item->text;
    const char *refusal = item->kind == ITEM_QUANTITY ? fill_quantity_refusal(fill, item->quantity) : NULL;
    if (refusal)
        return refusal;
    if (item->hidden && fill->template->front.audience == AUDIENCE_STUDENT)
        return arena_printf(fill->arena, "'%s' gives away the key: a document for students must not use it",
                            item->name);
    return NULL;
}

struct refusal {
    const struct fill *fill;
    const char *text;
};

static void refuse_name(const struct expr *expr, void *context) {
    struct refusal *refusal = context;
    if (expr->op == EXPR_NAME && !refusal->text)
        refusal->text = fill_quantity_refusal(refusal->fill, expr->quantity);
}

const char *fill_expr_refusal(const struct fill *fill, const struct expr *expr) {
    struct refusal refusal = {fill, NULL};
    if (expr)
        expr_walk(expr, refuse_name, &refusal);
    return refusal.text;
}

/* Why the ends of a chart's axes may not be seen, which are those of its empty frame or of the whole chart. */
static const char *ends_refusal(const struct fill *fill, const struct chart *chart, bool frame) {
    const struct expr *ends[] = {chart->first,
                                 chart->last,
                                 chart->x.ends[CHART_MINIMUM],
                                 chart->x.ends[CHART_MAXIMUM],
                                 chart->y.ends[frame ? CHART_FRAME_FROM : CHART_MINIMUM],
                                 chart->y.ends[frame ? CHART_FRAME_TO : CHART_MAXIMUM],
                                 frame ? NULL : chart->right.ends[CHART_MINIMUM],
                                 frame ? NULL : chart->right.ends[CHART_MAXIMUM]};
    const char *refusal = NULL;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && !refusal; i++)
        refusal = fill_expr_refusal(fill, ends[i]);
    return refusal;
}

/* An empty frame shows no value, nor a range that comes from one (chart_empty); charts.c removes the lines that
 * students may not see. A workbook has no empty frames: its charts show figures that it computes. */
const char *fill_chart_refusal(const struct fill *fill, const struct lab_chart *lab_chart) {
    const struct chart *chart = &lab_chart->chart;
    const bool live = fill->template->front.format->live;
    const char *refusal = ends_refusal(fill, chart, chart->frame && !live);
    if (refusal)
        return arena_printf(fill->arena, "chart '%s': %s; its axes would show it", chart->name, refusal);
    if (chart->frame && !live)
        return NULL;
    for (int i = 0; i < chart->series_count && !refusal; i++) {
        refusal = fill_expr_refusal(fill, chart->series[i].value);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->series[i].where);
    }
    for (int i = 0; i < chart->line_count && !refusal; i++) {
        refusal = fill_expr_refusal(fill, chart->lines[i].at);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->lines[i].where);
    }
    for (int i = 0; i < chart->band_count && !refusal; i++) {
        refusal = fill_expr_refusal(fill, chart->bands[i].at_from);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->bands[i].at_to);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->bands[i].where);
    }
    for (int i = 0; i < chart->marker_count && !refusal; i++) {
        refusal = fill_expr_refusal(fill, chart->markers[i].at_x);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->markers[i].at_y);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->markers[i].where);
    }
    return refusal ? arena_printf(fill->arena, "chart '%s': %s; %s", chart->name, refusal,
                                  live ? "in a workbook, students fill in and plot a block `curve`"
                                       : "`frame: true` gives students an empty frame of it")
                   : NULL;
}
