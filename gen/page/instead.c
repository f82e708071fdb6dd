/* A table in place of an empty frame, for whoever does not draw. */
#include "chart/chart.h"
#include "page/layout.h"
#include "words/words.h"

#include <string.h>

static struct doc_node *add(struct page_layout *layout, struct doc_node *parent, enum doc_node_kind kind,
                            const struct doc_node *drawing) {
    struct doc_node *node = doc_node_new(layout->arena, kind, drawing->pos);
    node->question = drawing->question;
    doc_node_append(parent, node);
    return node;
}

static void add_cell(struct page_layout *layout, struct doc_node *row, const char *words,
                     const struct doc_node *drawing) {
    struct doc_node *cell = add(layout, row, NODE_CELL, drawing);
    if (*words)
        add(layout, cell, NODE_TEXT, drawing)->text = words;
}

/* A row that somebody writes in. */
static void add_row(struct page_layout *layout, struct doc_node *table, const char *head, int columns,
                    const struct doc_node *drawing) {
    struct doc_node *row = add(layout, table, NODE_ROW, drawing);
    row->write = true;
    add_cell(layout, row, head, drawing);
    for (int i = 0; i < columns; i++)
        add_cell(layout, row, "", drawing);
}

/* A line above the table, as above a chart. */
static void add_words(struct page_layout *layout, const char *words, bool bold, const struct doc_node *drawing,
                      double x, double width) {
    struct page_setting setting = page_body_setting(layout);
    setting.bold = bold;
    setting.size = bold ? setting.size : layout->style->small_size;
    if (*words)
        page_paragraph(layout, "P", page_inline_prepare_text(layout, words, drawing->pos, setting), x, width);
}

void page_instead(struct page_layout *layout, const struct doc_node *drawing, double x, double width) {
    const struct document *document = layout->document;
    const struct chart *chart = drawing->placed.chart;
    const struct words_screen *words = words_screen_lookup(words_language_lookup(document->language));
    const struct chart_table filled = chart_frame_table(layout->arena, chart, words, document->locale);
    struct doc_node *holder = doc_node_new(layout->arena, NODE_PARAGRAPH, drawing->pos);
    struct doc_node *table = add(layout, holder, NODE_TABLE, drawing);
    struct doc_node *head = add(layout, table, NODE_ROW, drawing);
    table->head_rows = 1;
    add_cell(layout, head, filled.along, drawing);
    for (int i = 0; i < filled.column_count; i++)
        add_cell(layout, head, filled.columns[i], drawing);
    for (int i = 0; i < filled.row_count; i++)
        add_row(layout, table, filled.rows[i], filled.column_count, drawing);
    add_row(layout, table, words->besides, filled.column_count, drawing);
    page_space(layout, layout->style->paragraph_space);
    const size_t first = layout->strip_count;
    add_words(layout, chart->title, true, drawing, x, width);
    if (strcmp(filled.upward, filled.columns[0]) != 0)
        add_words(layout, filled.upward, false, drawing, x, width);
    page_keep(layout, first, layout->strip_count, BREAK_NEVER);
    page_space(layout, layout->style->paragraph_space);
    page_table(layout, table, x, width);
    page_caption(layout, drawing, x, width, false);
    page_space(layout, layout->style->paragraph_space);
}
