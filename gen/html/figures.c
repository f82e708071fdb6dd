/* Charts: the picture, its words for those who do not see it, and the table of what it shows. */
#include "chart/chart.h"
#include "html/put.h"
#include "page/page.h"

#include <math.h>

/* The width for which a chart is laid out, in points: so that a telephone shows its words large enough to read, and no
 * screen shows them larger than other words. */
#define WIDTH 310.0

enum { DIGITS = 4 }; /* of values whose axis has no decimals of its own */

static void put_number(struct html_page *page, const struct chart_axis *axis, double value) {
    if (!isfinite(value))
        return;
    struct number_format format = axis->format;
    struct text printed = {0};
    if (number_is_short_money(format.style) && format.decimals < 2)
        format.decimals = 2;
    else if (format.decimals == 0 && value != floor(value))
        format.decimals = DECIMALS_AUTO;
    format = number_format_sized(format, value != 0 ? value : axis->most);
    if (format.decimals == DECIMALS_AUTO)
        value = number_shift(format.style) > 0 ? number_round_decimals(value, DIGITS)
                                               : number_round_significant(value, DIGITS);
    format.with_unit = false;
    number_print(&printed, value, format, NULL, page->document->locale);
    text_puts_xml(page->out, printed.bytes);
    text_free(&printed);
}

static void put_head(struct html_page *page, const char *label, const char *unit) {
    text_puts(page->out, "<th scope=\"col\">");
    text_puts_xml(page->out, label);
    if (*unit)
        text_puts(page->out, *label ? " (" : "(");
    text_puts_xml(page->out, unit);
    text_puts(page->out, *unit ? ")</th>" : "</th>");
}

static const char *unit_of(const struct html_page *page, const struct chart_axis *axis) {
    return chart_axis_unit(page->document->arena, axis, page->document->locale);
}

/* A name for a column or row whose own is empty. */
static const char *named(const struct html_page *page, const char *label, const char *instead) {
    return *label ? label : *instead ? instead : words_chart_lookup(page->language)->unnamed;
}

static void put_points(struct html_page *page, const struct chart *chart) {
    text_puts(page->out, "<thead><tr>");
    put_head(page, named(page, chart->x.label, ""), unit_of(page, &chart->x));
    for (int s = 0; s < chart->series_count; s++)
        if (chart->series[s].shown)
            put_head(page, named(page, chart->series[s].label, chart->y.label),
                     unit_of(page, chart_series_axis(chart, &chart->series[s])));
    text_puts(page->out, "</tr></thead>\n<tbody>\n");
    for (int i = 0; i < chart->point_count; i++) {
        bool any = false;
        for (int s = 0; s < chart->series_count; s++)
            any = any || (chart->series[s].shown && isfinite(chart->series[s].y[i]));
        if (!any || (chart->between && chart->between[i]))
            continue;
        text_puts(page->out, "<tr><th scope=\"row\">");
        put_number(page, &chart->x, chart->x_values[i]);
        text_puts(page->out, "</th>");
        for (int s = 0; s < chart->series_count; s++) {
            if (!chart->series[s].shown)
                continue;
            text_puts(page->out, "<td>");
            put_number(page, chart_series_axis(chart, &chart->series[s]), chart->series[s].y[i]);
            text_puts(page->out, "</td>");
        }
        text_puts(page->out, "</tr>\n");
    }
}

static void put_bars(struct html_page *page, const struct chart *chart) {
    const int parts = chart->part_count ? chart->part_count : 1;
    text_puts(page->out, "<thead><tr>");
    put_head(page, named(page, chart->x.label, chart->title), "");
    for (int p = 0; p < parts; p++)
        put_head(page, named(page, chart->part_count ? chart->parts[p].label : chart->y.label, ""),
                 unit_of(page, &chart->y));
    text_puts(page->out, "</tr></thead>\n<tbody>\n");
    for (int i = 0; i + parts <= chart->series_count; i += parts) {
        bool any = false;
        for (int p = 0; p < parts; p++)
            any = any || chart->series[i + p].shown;
        if (!any)
            continue;
        text_puts(page->out, "<tr><th scope=\"row\">");
        text_puts_xml(page->out, named(page, chart->series[i].label, ""));
        text_puts(page->out, "</th>");
        for (int p = 0; p < parts; p++) {
            text_puts(page->out, "<td>");
            if (chart->series[i + p].shown)
                put_number(page, &chart->y, chart->series[i + p].y[0]);
            text_puts(page->out, "</td>");
        }
        text_puts(page->out, "</tr>\n");
    }
}

static void put_data(struct html_page *page, const struct chart *chart) {
    bool any = false;
    for (int s = 0; s < chart->series_count; s++)
        any = any || chart->series[s].shown;
    if (!any)
        return;
    text_puts(page->out, "<details><summary>");
    text_puts_xml(page->out, page->words->data);
    text_puts(page->out, "</summary>\n<div class=\"wide\" tabindex=\"0\" role=\"group\"");
    html_put_attribute(page->out, "aria-label", page->words->data);
    text_puts(page->out, "><table class=\"figures\">\n");
    if (chart->kind == CHART_BARS)
        put_bars(page, chart);
    else
        put_points(page, chart);
    text_puts(page->out, "</tbody></table></div></details>\n");
}

void html_put_chart(struct html_page *page, const struct doc_node *node) {
    const struct chart *chart = node->placed.chart;
    const struct document *document = page->document;
    struct page_picture picture = {0};
    if (!page_chart_picture(page->paper, document, node, WIDTH, &picture, page->diag)) {
        page->failed = true;
        text_free(&picture.marks);
        return;
    }
    const int number = ++page->charts;
    text_printf(page->out,
                "<figure>\n<div class=\"picture\"><svg viewBox=\"0 0 %.2f %.2f\" role=\"img\" "
                "aria-labelledby=\"c%d\" aria-describedby=\"d%d\"><title id=\"c%d\">",
                picture.width, picture.height, number, number, number);
    text_puts_xml(page->out, *chart->title ? chart->title : words_chart_lookup(page->language)->unnamed);
    text_printf(page->out, "</title><desc id=\"d%d\">", number);
    text_puts_xml(page->out, chart_describe(document->arena, chart, page->language, document->locale));
    text_puts(page->out, "</desc>");
    text_append(page->out, picture.marks.bytes, picture.marks.length);
    text_puts(page->out, "</svg></div>\n");
    text_free(&picture.marks);
    put_data(page, chart);
    if (chart->frame && page->fields)
        html_put_drawing(page, node);
    if (node->first_child) {
        text_puts(page->out, "<figcaption>");
        html_put_inlines(page, node->first_child, NULL);
        text_puts(page->out, "</figcaption>\n");
    }
    text_puts(page->out, "</figure>\n");
}
