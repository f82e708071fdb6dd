#include "fill/items.h"

#include "chart/chart.h"
#include "grade/grade.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

/* The detail after a label, with this set's values. A workbook has none, since its numbers may change. */
static const char *fill_detail(struct fill *fill, const struct lab_text *detail) {
    struct mustache *passage = detail->text && !fill->template->front.format->live
                                   ? fill_parse_passage(fill->template, detail, fill->diag)
                                   : NULL;
    const char *line = passage ? fill_render_passage(fill, passage, fill->root) : NULL;
    return line ? line : "";
}

/* Removes the lines that the readers of an empty frame may not see, and the marks that would widen it by what they may
 * not see. */
static void keep_visible(const struct fill *fill, struct chart *chart) {
    for (int i = 0; i < chart->line_count; i++)
        if (fill_expr_refusal(fill, chart->lines[i].at) || fill_expr_refusal(fill, chart->lines[i].where))
            chart->lines[i].shown = false;
    for (int i = 0; i < chart->band_count; i++)
        if (fill_expr_refusal(fill, chart->bands[i].at_from) || fill_expr_refusal(fill, chart->bands[i].at_to) ||
            fill_expr_refusal(fill, chart->bands[i].where))
            chart->bands[i].shown = false;
    for (int i = 0; i < chart->line_count; i++) /* a quantile comes from its series */
        if (!chart->lines[i].at && fill_expr_refusal(fill, chart->series[chart->lines[i].of].value))
            chart->lines[i].shown = false;
    for (int i = 0; i < chart->marker_count; i++)
        if (fill_expr_refusal(fill, chart->markers[i].at_x) || fill_expr_refusal(fill, chart->markers[i].where))
            chart->markers[i].shown = false;
}

/* The title of a chart, or its message where it is drawn whole. Workbooks have the title alone, which has no values of
 * the set then. */
static void fill_title(struct fill *fill, struct doc_node *node, const struct lab_chart *lab_chart,
                       struct chart *chart) {
    bool live = fill->template->front.format->live,
         tagged = lab_chart->title.text && strstr(lab_chart->title.text, "{{");
    if (live && tagged)
        diag_report(
            fill->diag, SEVERITY_ERROR, node->pos,
            "the title of chart '%s' has values of the set, which change in a workbook; give it a title without "
            "tags, and put this one into `message`",
            chart->name);
    if (live)
        return;
    if (tagged || fill->branches == BRANCHES_ALL)
        chart->title = fill_detail(fill, &lab_chart->title);
    const char *message = chart->frame ? "" : fill_detail(fill, &lab_chart->message);
    if (*message)
        chart->title = message;
}

/* The members of a family are told apart by their values, behind the label that they have in common. */
static void name_families(struct fill *fill, struct chart *chart) {
    for (int i = 0; i < chart->series_count; i++) {
        struct chart_series *series = &chart->series[i];
        if (!series->each)
            continue;
        struct text text = {0};
        struct number_format format = series->each->format;
        format.with_unit = true;
        text_printf(&text, "%s%s", series->label, *series->label ? "\u00A0" : "");
        quantity_print(&text, series->each, series->each_value, format, fill->document->locale);
        series->label = text_keep(&text, fill->arena);
    }
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
    for (int i = 0; i < chart->band_count; i++)
        if (chart->bands[i].shown)
            chart->bands[i].detail = fill_detail(fill, &lab_chart->band_details[i]);
    for (int i = 0; i < chart->area_count; i++)
        if (chart->areas[i].shown)
            chart->areas[i].detail = fill_detail(fill, &lab_chart->area_details[i]);
}

/* The number that a person answered, in the quantity's unit, if it is wrong: what is right is in the chart anyway, and
 * what waits for review is not settled. NaN if there is not a single one. */
static double answered(const struct grade_entry *entry) {
    if (entry->verdict != VERDICT_WRONG)
        return NAN;
    return entry->option >= 0 ? entry->key->predicted[entry->option] : entry->likely;
}

/* The answer behind its label; it does not look like the right value unless it is that. */
static const char *bracketed(struct fill *fill, const struct chart_axis *axis, double value,
                             const struct quantity *right) {
    struct quantity_figure figures[] = {{value, number_format_sized(axis->format, value), NULL, 0},
                                        {NAN, number_format_sized(axis->format, value), NULL, 0}};
    if (right)
        figures[1].value = fill->row->set->values[right->index];
    quantity_settle_figures(figures, 2);
    struct text text = {0};
    text_putc(&text, '(');
    number_print(&text, value, figures[0].format, axis->unit_word, fill->document->locale);
    text_putc(&text, ')');
    const char *copy = arena_strdup(fill->arena, text.bytes);
    text_free(&text);
    return copy;
}

/* Adds the person's own answers, if there are any. */
static void add_own(struct fill *fill, const struct lab_chart *lab_chart, struct chart *chart) {
    for (int i = 0; i < lab_chart->own_count && fill->row->grade; i++) {
        const struct lab_own *own = &lab_chart->own[i];
        double value = answered(&fill->row->grade->entries[own->question - fill->template->lab->questions]);
        if (!isfinite(value))
            continue;
        const char *detail = bracketed(fill, own->vertical ? &chart->x : &chart->y, value, own->question->quantity);
        if (own->x || own->bar >= 0)
            chart_add_marker(fill->arena, chart,
                             (struct chart_marker){.label = own->label,
                                                   .detail = detail,
                                                   .colour = own->colour,
                                                   .x = own->x ? fill->row->set->values[own->x->index] : own->bar,
                                                   .y = value,
                                                   .slack = own->question->tolerance,
                                                   .hollow = true});
        else
            chart_add_line(fill->arena, chart,
                           (struct chart_line){.label = own->label,
                                               .detail = detail,
                                               .vertical = own->vertical,
                                               .dash = DASH_DOTTED,
                                               .colour = own->colour,
                                               .slack = own->question->tolerance,
                                               .value = value});
    }
}

/* Shows every element, for a check: it looks at the details of all, whether or not the set shows them. */
static void show_all(struct chart *chart) {
    for (int i = 0; i < chart->series_count; i++)
        chart->series[i].shown = true;
    for (int i = 0; i < chart->line_count; i++)
        chart->lines[i].shown = true;
    for (int i = 0; i < chart->band_count; i++)
        chart->bands[i].shown = true;
}

void fill_place_chart(struct fill *fill, struct doc_node *node, const char *name) {
    struct fill_template *template = fill->template;
    const struct lab_chart *lab_chart = lab_lookup_chart(template->lab, name);
    node->placed.name = name;
    if (!lab_chart) {
        diag_report_near(fill->diag, SEVERITY_ERROR, node->pos, lab_nearest_chart(fill->arena, template->lab, name),
                         template->lab->chart_count ? NULL : ": the lab has no `charts`", "no chart is called '%s'",
                         name);
        return;
    }
    const char *refusal = fill_chart_refusal(fill, lab_chart);
    if (refusal) {
        diag_report(fill->diag, SEVERITY_ERROR, node->pos, "%s", refusal);
        return;
    }
    if (!template->charts)
        template->charts =
            arena_array(template->arena, (size_t) template->lab->chart_count, sizeof(struct chart_program *));
    struct chart_program **program = &template->charts[lab_chart - template->lab->charts];
    if (!*program)
        *program = chart_program_new(template->arena, lab_chart->model, &lab_chart->chart);
    struct chart *chart =
        chart_compute(fill->arena, *program, fill->row->set->values, !fill->template->front.format->live);
    if (chart->kind != CHART_BARS && !chart->swept && fill->branches == BRANCHES_OF_SET)
        diag_report(fill->diag, SEVERITY_ERROR, node->pos,
                    "chart '%s' has no values of '%s' for this set: its sweep would run from %g to %g", chart->name,
                    chart->sweep.along->name, chart->sweep.first, chart->sweep.last);
    if (fill->branches == BRANCHES_ALL)
        show_all(chart);
    if (lab_chart->chart.frame && template->front.audience == AUDIENCE_STUDENT && !template->front.format->live) {
        keep_visible(fill, chart);
        chart_empty(chart);
    }
    name_families(fill, chart);
    fill_title(fill, node, lab_chart, chart);
    fill_details(fill, lab_chart, chart);
    add_own(fill, lab_chart, chart);
    if (!fill->template->front.format->live)
        chart_join_marks(fill->arena, chart, words_language_lookup(fill->document->language));
    node->placed.chart = chart;
}
