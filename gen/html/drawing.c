/* A table to fill in, in place of a drawing: for whoever does not draw, or does not see what is drawn. */
#include "chart/chart.h"
#include "html/put.h"

#include <string.h>

enum { CURVES_LEAST = 1, TICKS_WANTED = 6 };

/* What a drawing is written into. */
struct html_drawing {
    struct html_page *page;
    const struct chart *chart;
    const char *question; /* which is answered by it; NULL: none */
    int fields;
};

static bool has_answer(const struct doc_node *node) {
    if ((doc_node_is_placed(node, PLACED_BLANK) && !node->placed.step) || (node->kind == NODE_ITEM && node->task))
        return true;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        if (has_answer(child))
            return true;
    return false;
}

/* The question that is answered by drawing: it asks for nothing else. */
static const char *question_of(const struct doc_node *node) {
    const struct doc_node *question = node;
    while (question && question->kind != NODE_QUESTION)
        question = question->parent;
    return node->question && !(question && has_answer(question)) ? node->question : NULL;
}

/* A field about that; what is saved of it begins with these words. */
static void put_field(struct html_drawing *drawing, const char *about, const char *point) {
    struct text *out = drawing->page->out;
    const char *words = *about && *point ? arena_printf(drawing->page->document->arena, "%s, %s", about, point)
                        : *about         ? about
                                         : point;
    text_printf(out, "<input type=\"text\" autocomplete=\"off\" class=\"step\" name=\"drawing/%d/%d\"",
                drawing->page->charts, ++drawing->fields);
    if (drawing->question) {
        html_put_attribute(out, "data-question", drawing->question);
        html_put_attribute(out, "data-at", words);
    }
    html_put_attribute(out, "aria-label", words);
    text_putc(out, '>');
}

static const char *numbered(const struct html_drawing *drawing, const char *said, int number) {
    struct text text = {0};
    char digits[16];
    snprintf(digits, sizeof digits, "%d", number);
    words_put(&text, said, digits);
    const char *copy = arena_strndup(drawing->page->document->arena, text.bytes ? text.bytes : "", text.length);
    text_free(&text);
    return copy;
}

static const char *axis_words(const struct html_drawing *drawing, const struct chart_axis *axis) {
    const struct document *document = drawing->page->document;
    const char *unit = chart_axis_unit(document->arena, axis, document->locale);
    return *axis->label && *unit ? arena_printf(document->arena, "%s (%s)", axis->label, unit)
           : *axis->label        ? axis->label
                                 : unit;
}

static void put_head(struct html_drawing *drawing, const char *words, const char *scope) {
    text_printf(drawing->page->out, "<th scope=\"%s\">", scope);
    text_puts_xml(drawing->page->out, words);
    text_puts(drawing->page->out, "</th>");
}

static void put_row(struct html_drawing *drawing, const char *head, const char *const *columns, int count) {
    text_puts(drawing->page->out, "<tr>");
    put_head(drawing, head, "row");
    for (int i = 0; i < count; i++) {
        text_puts(drawing->page->out, "<td>");
        put_field(drawing, columns[i], head);
        text_puts(drawing->page->out, "</td>");
    }
    text_puts(drawing->page->out, "</tr>\n");
}

/* A row for each bar, whose names are in the empty frame too. */
static void put_bars(struct html_drawing *drawing, const char *const *columns, int count) {
    const struct chart *chart = drawing->chart;
    const int parts = chart->part_count ? chart->part_count : 1;
    for (int i = 0; i + parts <= chart->series_count; i += parts)
        put_row(drawing, chart->series[i].label, columns, count);
}

/* A row for each number along the axis, and one above them for what each curve is. */
static void put_points(struct html_drawing *drawing, const char *const *columns, int count) {
    const struct document *document = drawing->page->document;
    struct chart_ticks ticks;
    chart_axis_ticks(&drawing->chart->x, TICKS_WANTED, &ticks);
    put_row(drawing, drawing->page->words->shows, columns, count);
    for (int i = 0; i < ticks.count; i++) {
        struct text tick = {0};
        chart_tick_print(&tick, &drawing->chart->x, &ticks, i, document->locale);
        const char *words = arena_strndup(document->arena, tick.bytes ? tick.bytes : "", tick.length);
        text_free(&tick);
        put_row(drawing, words, columns, count);
    }
}

void html_put_drawing(struct html_page *page, const struct doc_node *node) {
    const struct chart *chart = node->placed.chart;
    struct html_drawing drawing = {page, chart, question_of(node), 0};
    const bool bars = chart->kind == CHART_BARS;
    int count = bars ? chart->part_count : chart->series_count;
    count = count > CURVES_LEAST ? count : CURVES_LEAST;
    const char **columns = arena_array(page->document->arena, (size_t)count, sizeof *columns);
    for (int i = 0; i < count; i++)
        columns[i] = bars && chart->part_count ? chart->parts[i].label
                     : bars                    ? axis_words(&drawing, &chart->y)
                                               : numbered(&drawing, page->words->curve, i + 1);
    text_puts(page->out, "<details class=\"instead\"><summary>");
    text_puts_xml(page->out, page->words->instead);
    text_puts(page->out, "</summary>\n<div class=\"wide\"><table>\n<thead><tr>");
    const char *along = axis_words(&drawing, &chart->x);
    put_head(&drawing, *along ? along : *chart->title ? chart->title : page->words->shows, "col");
    for (int i = 0; i < count; i++)
        put_head(&drawing, columns[i], "col");
    text_puts(page->out, "</tr></thead>\n<tbody>\n");
    bars ? put_bars(&drawing, columns, count) : put_points(&drawing, columns, count);
    text_puts(page->out, "</tbody></table></div>\n<p><label>");
    text_puts_xml(page->out, page->words->besides);
    text_puts(page->out, " ");
    put_field(&drawing, page->words->besides, "");
    text_puts(page->out, "</label></p></details>\n");
}
