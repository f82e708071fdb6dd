#include "fill_names.h"

#include "lab_charts.h"

/* What stands behind a label: text with this set's values. A workbook's labels stay as they are, for its numbers may
 * change. */
static const char *fill_detail(struct fill *fill, const struct lab_text *detail) {
    struct mustache *passage = detail->text && fill->template->front.target == TARGET_PDF
                                   ? names_passage(fill->template, detail, fill->diag)
                                   : NULL;
    const char *line = passage ? fill_line(fill, passage) : NULL;
    return line ? line : "";
}

/* Of a frame the lines remain that its readers may see. */
static void keep_visible_lines(const struct fill *fill, struct chart *chart) {
    for (int i = 0; i < chart->line_count; i++)
        if (names_expr_refusal(fill, chart->lines[i].at) || names_expr_refusal(fill, chart->lines[i].where))
            chart->lines[i].shown = false;
}

static void fill_details(struct fill *fill, const struct lab_chart *lab_chart, struct chart *chart) {
    for (int i = 0; i < chart->series_count; i++)
        if (chart->series[i].shown)
            chart->series[i].detail = fill_detail(fill, &lab_chart->series_details[i]);
    for (int i = 0; i < chart->line_count; i++)
        if (chart->lines[i].shown)
            chart->lines[i].detail = fill_detail(fill, &lab_chart->line_details[i]);
    for (int i = 0; i < chart->marker_count; i++)
        if (chart->markers[i].shown)
            chart->markers[i].detail = fill_detail(fill, &lab_chart->marker_details[i]);
    for (int i = 0; i < chart->area_count; i++)
        if (chart->areas[i].shown)
            chart->areas[i].detail = fill_detail(fill, &lab_chart->area_details[i]);
}

/* A check looks at every detail, whether its element is shown for the set or not. */
static void show_all(struct chart *chart) {
    for (int i = 0; i < chart->series_count; i++)
        chart->series[i].shown = true;
    for (int i = 0; i < chart->line_count; i++)
        chart->lines[i].shown = true;
}

void fill_chart(struct fill *fill, struct node *node, const char *name) {
    struct template *template = fill->template;
    const struct lab_chart *lab_chart = lab_lookup_chart(template->lab, name);
    node->placed.name = name;
    if (!lab_chart) {
        const char *near = lab_nearest_chart(fill->arena, template->lab, name);
        diag_report(fill->diag, SEVERITY_ERROR, node->pos, "no chart is called '%s'%s%s%s", name,
                    near                         ? "; did you mean '"
                    : template->lab->chart_count ? ""
                                                 : ": the lab has no `charts`",
                    near ? near : "", near ? "'?" : "");
        return;
    }
    const char *refusal = names_chart_refusal(fill, lab_chart);
    if (refusal) {
        diag_report(fill->diag, SEVERITY_ERROR, node->pos, "%s", refusal);
        return;
    }
    if (!template->charts)
        template->charts = chart_program_new(template->arena, template->lab);
    struct chart *chart = chart_compute(fill->arena, template->charts, lab_chart, fill->set->values);
    if (fill->branches == BRANCHES_ALL)
        show_all(chart);
    if (lab_chart->chart.frame && template->front.audience == AUDIENCE_STUDENT) {
        keep_visible_lines(fill, chart);
        chart_empty(chart);
    }
    fill_details(fill, lab_chart, chart);
    node->placed.chart = chart;
}
