/* A table to fill in, in place of a drawing: for whoever does not draw, or does not see what is drawn. */
#include "chart/chart.h"
#include "html/put.h"

/* What a drawing is written into. */
struct html_drawing {
    struct html_page *page;
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

static void put_head(struct html_drawing *drawing, const char *words, const char *scope) {
    text_printf(drawing->page->out, "<th scope=\"%s\">", scope);
    text_puts_xml(drawing->page->out, words);
    text_puts(drawing->page->out, "</th>");
}

void html_put_drawing(struct html_page *page, const struct doc_node *node) {
    struct html_drawing drawing = {page, question_of(node), 0};
    const struct document *document = page->document;
    const struct chart_table table =
        chart_frame_table(document->arena, node->placed.chart, page->words, document->locale);
    text_puts(page->out, "<details class=\"instead\"><summary>");
    text_puts_xml(page->out, page->words->instead);
    text_puts(page->out, "</summary>\n<div class=\"wide\"><table>\n<thead><tr>");
    put_head(&drawing, table.along, "col");
    for (int i = 0; i < table.column_count; i++)
        put_head(&drawing, table.columns[i], "col");
    text_puts(page->out, "</tr></thead>\n<tbody>\n");
    for (int r = 0; r < table.row_count; r++) {
        text_puts(page->out, "<tr>");
        put_head(&drawing, table.rows[r], "row");
        for (int i = 0; i < table.column_count; i++) {
            text_puts(page->out, "<td>");
            put_field(&drawing, table.columns[i], table.rows[r]);
            text_puts(page->out, "</td>");
        }
        text_puts(page->out, "</tr>\n");
    }
    text_puts(page->out, "</tbody></table></div>\n<p><label>");
    text_puts_xml(page->out, page->words->besides);
    text_puts(page->out, " ");
    put_field(&drawing, page->words->besides, "");
    text_puts(page->out, "</label></p></details>\n");
}
