#include "sets/sets.h"
#include "workbook/book.h"

#include <stdio.h>
#include <string.h>

/* Widths in characters. */
enum { PROSE_WIDTH = 86, CELL_WIDTH = 44 };
enum { TITLE_SIZE = 16, SUBTITLE_SIZE = 12, DEEPEST_INDENT = 15 };

/* The state of running text within lists and quotations. */
struct prose_flow {
    int indent;
    bool italic;
    const char *marker; /* before the first line only */
};

/* A paragraph `page:break`, at which the next row begins a page, `page:start`, at which printing begins with the next
 * row, or `page:end`, at which it ends with the row before. True if it is one of them. */
static bool break_page(struct sheet *sheet, const struct doc_node *node) {
    if (doc_node_is_placed(node->only, PLACED_COLUMNS)) /* a sheet has columns of its own */
        return true;
    if (!doc_node_is_placed(node->only, PLACED_PAGE))
        return false;
    if (node->only->placed.starts)
        sheet->printed_from = sheet->row;
    else if (node->only->placed.ends)
        sheet->printed_to = sheet->row;
    else
        sheet_break(sheet, BREAK_FORCED);
    return true;
}

/* The value of a paragraph or cell that is one value and nothing else; NULL of others, and if there is no cell. */
static const struct doc_node *lone_value(const struct doc_node *node) {
    return node && node->only && node->only->kind == NODE_VALUE ? node->only : NULL;
}

/* Writes a value alone in its cell: text as text, a quantity as a live link to the cell with its name. */
static void write_value(struct sheet *sheet, int column, const struct doc_value *value, struct sheet_look look) {
    struct sheet_book *book = sheet->book;
    struct text printed = {0};
    doc_value_print(&printed, book->document, value);
    const char *shown = printed.bytes ? printed.bytes : "";
    struct pos data_pos = value->data_pos.source ? value->data_pos : value->pos;
    if (value->kind == VALUE_TEXT) {
        sheet_put_words(sheet, sheet->row, column, shown, CELL_WIDTH, look, data_pos);
    } else if (value->kind == VALUE_NUMBER) {
        look.number = sheet_number_format(book, value->format, value->unit_word, &value->number, 1, false);
        sheet_put_number(sheet, sheet->row, column, value->number, look, data_pos);
    } else {
        const struct quantity *quantity = value->quantity;
        const struct sheet_fence *fence = book->placed[quantity->index];
        if (!fence) {
            sheet_error(book, value->pos, "no cell of the workbook holds `%s`; place it with a fenced block ```%s```",
                        quantity->name, quantity->kind == QUANTITY_EQUATION ? "equations" : "inputs");
        } else {
            double number = book->document->set->values[quantity->index];
            look.number = sheet_number_format(book, value->format, quantity->shown, &number, 1, true);
            look.ink = fence->sheet == sheet ? INK_FORMULA : INK_LINK;
            book->watching = true;
            if (quantity->choices)
                sheet_put_valued(sheet, sheet->row, column, quantity->name,
                                 (struct calc_value){.kind = CALC_TEXT, .text = quantity_choice(quantity, number)},
                                 look, value->pos);
            else
                sheet_put_formula(sheet, sheet->row, column, quantity->name, number, look, value->pos);
            book->watching = false;
        }
    }
    sheet_fit(sheet, column, sheet_text_width(shown, strlen(shown)) + 1);
    text_free(&printed);
}

/* Writes text as rows of column A, running over the empty cells to the right. */
static void write_lines(struct sheet *sheet, const char *text, struct sheet_look look, struct prose_flow *flow,
                        struct pos pos) {
    int indent = flow->indent;
    for (bool first = true; first || *text; first = false) {
        size_t next, length = sheet_line_length(text, PROSE_WIDTH - 3 * indent, &next);
        const char *marker = flow->marker;
        flow->marker = NULL;
        char *line = arena_printf(sheet->book->arena, "%s%.*s", marker ? marker : "", (int)length, text);
        int depth = marker ? indent - 1 : indent;
        look.indent = (unsigned char)(depth > DEEPEST_INDENT ? DEEPEST_INDENT : depth);
        sheet_put_text(sheet, sheet->row++, 0, line, look, pos);
        sheet_overflow(sheet, sheet_text_width(line, strlen(line)) + 3 * indent);
        text += next;
    }
}

static void write_prose(struct sheet *sheet, const struct doc_node *paragraph, struct prose_flow *flow) {
    struct sheet_look look = {.italic = flow->italic};
    const struct doc_node *lone = lone_value(paragraph);
    if (lone && lone->value->kind != VALUE_TEXT && !flow->marker) {
        look.bold = lone->style & STYLE_STRONG;
        look.align = ALIGN_LEFT;
        look.indent = (unsigned char)(flow->indent > DEEPEST_INDENT ? DEEPEST_INDENT : flow->indent);
        write_value(sheet, 0, lone->value, look);
        sheet->row++;
        return;
    }
    struct text text = {0};
    unsigned style = book_put_inline(sheet->book, &text, paragraph);
    look.bold = style & STYLE_STRONG;
    look.italic = look.italic || style & STYLE_EMPHASIS;
    struct pos pos = lone && lone->value->data_pos.source ? lone->value->data_pos : paragraph->pos;
    if (!book_is_blank(text.bytes) || flow->marker)
        write_lines(sheet, text.bytes, look, flow, pos);
    text_free(&text);
}

static void write_code(struct sheet *sheet, const struct doc_node *fence, const struct prose_flow *flow) {
    for (const char *line = fence->text; *line;) {
        size_t length = strcspn(line, "\n");
        struct sheet_look look = {.code = true,
                                  .size = 10,
                                  .indent =
                                      (unsigned char)(flow->indent < DEEPEST_INDENT ? flow->indent : DEEPEST_INDENT)};
        sheet_put_text(sheet, sheet->row++, 0, arena_strndup(sheet->book->arena, line, length), look, fence->pos);
        line += length + (line[length] == '\n');
    }
}

static void write_cell(struct sheet *sheet, const struct doc_node *cell, int column, struct sheet_look look) {
    const struct doc_node *lone = lone_value(cell);
    if (lone) {
        look.bold = look.bold || lone->style & STYLE_STRONG;
        look.italic = lone->style & STYLE_EMPHASIS;
        write_value(sheet, column, lone->value, look);
        return;
    }
    struct text text = {0};
    unsigned style = book_put_inline(sheet->book, &text, cell);
    look.bold = look.bold || style & STYLE_STRONG;
    look.italic = style & STYLE_EMPHASIS;
    sheet_put_words(sheet, sheet->row, column, text.bytes, CELL_WIDTH, look, cell->pos);
    text_free(&text);
}

/* Whether a column of a table has numbers. They are aligned right, and so is their head. */
static bool column_has_numbers(const struct doc_node *table, int column) {
    const struct doc_node *row = table->first_child;
    for (int i = 0; row && i < table->head_rows; i++)
        row = row->next;
    const struct doc_node *cell = row ? row->first_child : NULL;
    for (int i = 0; cell && i < column; i++)
        cell = cell->next;
    const struct doc_node *lone = lone_value(cell);
    return lone && lone->value->kind != VALUE_TEXT;
}

static bool is_empty_row(const struct doc_node *row) {
    for (const struct doc_node *cell = row->first_child; cell; cell = cell->next)
        if (cell->first_child)
            return false;
    return true;
}

static void write_row(struct sheet *sheet, const struct doc_node *table, const struct doc_node *row, bool head) {
    int column = 0;
    for (const struct doc_node *cell = row->first_child; cell; cell = cell->next, column++) {
        struct sheet_look look = {
            .frame = head ? FRAME_HEAD : FRAME_BODY, .bold = head || row->marked, .align = (unsigned char)cell->align};
        if (head && look.align == ALIGN_DEFAULT && column_has_numbers(table, column))
            look.align = ALIGN_RIGHT;
        write_cell(sheet, cell, column, look);
    }
    sheet->row++;
}

static void write_heads(struct sheet *sheet, const struct doc_node *table) {
    const struct doc_node *row = table->first_child;
    for (int i = 0; row && i < table->head_rows; row = row->next, i++)
        if (!is_empty_row(row))
            write_row(sheet, table, row, true);
}

static void write_table(struct sheet *sheet, const struct doc_node *table) {
    const struct doc_node *body = table->first_child;
    lxw_row_t first = sheet->row;
    int count = 0;
    write_heads(sheet, table);
    if (sheet->row > first)
        sheet_head(sheet, sheet->row - 1, table);
    else
        sheet->heads_differ = true; /* from those of other tables: there is no header to freeze or repeat */
    for (int i = 0; body && i < table->head_rows; i++)
        body = body->next;
    for (const struct doc_node *row = body; row; row = row->next)
        count++;
    for (int i = 0; body; body = body->next, i++) {
        if (sheet_begins_part(sheet, i, count, TABLE_LINES))
            write_heads(sheet, table);
        write_row(sheet, table, body, false);
    }
}

static void write_blocks(struct sheet *sheet, const struct doc_node *node, const struct doc_node *end,
                         struct prose_flow *flow);

static void write_list(struct sheet *sheet, const struct doc_node *list, const struct prose_flow *flow) {
    int number = list->start;
    for (const struct doc_node *item = list->first_child; item; item = item->next) {
        char marker[32];
        if (item->task)
            snprintf(marker, sizeof marker, "%s  ", item->checked ? "\u2611" : "\u2610");
        else if (list->ordered)
            snprintf(marker, sizeof marker, "%d.  ", number++);
        else
            snprintf(marker, sizeof marker, "\u2022  ");
        struct prose_flow inner = {.indent = flow->indent + 1, .italic = flow->italic, .marker = marker};
        if (list->tight)
            sheet->fresh = true;
        write_blocks(sheet, item->first_child, NULL, &inner);
    }
}

static void write_heading(struct sheet *sheet, const struct doc_node *node) {
    struct text text = {0};
    book_put_inline(sheet->book, &text, node);
    struct sheet_look look = {
        .bold = true, .italic = node->level > 3, .size = node->level == 2 ? SUBTITLE_SIZE : 0, .ink = INK_TITLE};
    if (look.size)
        sheet_wrap(sheet, sheet->row, 0, "", look.size);
    sheet_put_text(sheet, sheet->row++, 0, text.bytes, look, node->pos);
    text_free(&text);
    sheet->fresh = true;
}

/* Whether a paragraph is several charts and nothing else. */
static bool is_charts(const struct doc_node *paragraph) {
    int count = 0;
    for (const struct doc_node *node = paragraph->first_child; node; node = node->next) {
        if (doc_node_is_placed(node, PLACED_CHART) && node->placed.chart)
            count++;
        else if (node->kind != NODE_BREAK && (node->kind != NODE_TEXT || !book_is_blank(node->text)))
            return false;
    }
    return count > 1;
}

static void write_chart(struct sheet *sheet, const struct doc_node *chart) {
    struct text caption = {0};
    book_put_inline(sheet->book, &caption, chart);
    block_place_chart(sheet, chart, caption.bytes);
    text_free(&caption);
}

/* Leaves a blank row before a block. A page may begin there unless the previous block introduces it, preferably before
 * a heading: what is below a heading belongs together, especially a chart and the words before it. */
static void open_block(struct sheet *sheet, const struct doc_node *node) {
    bool draws = book_holds_chart(node) || (node->introduces && node->next && book_holds_chart(node->next));
    sheet_gap(sheet);
    if (!sheet->keep_with_next)
        sheet_break(sheet, node->kind == NODE_HEADING ? BREAK_BLOCK : draws ? BREAK_WEAK : BREAK_PART);
    sheet->keep_with_next = node->introduces;
}

static void write_block(struct sheet *sheet, const struct doc_node *node, struct prose_flow *flow) {
    struct prose_flow inner = *flow;
    switch (node->kind) {
    case NODE_HEADING:
        open_block(sheet, node);
        write_heading(sheet, node);
        break;
    case NODE_PARAGRAPH:
        open_block(sheet, node);
        if (break_page(sheet, node)) {
            sheet->fresh = true;
            sheet->keep_with_next = false;
        } else if (is_charts(node)) {
            block_place_charts(sheet, node);
        } else if (doc_node_lone_chart(node)) {
            write_chart(sheet, doc_node_lone_chart(node));
        } else {
            write_prose(sheet, node, flow);
        }
        break;
    case NODE_QUOTE:
        inner.indent++;
        inner.italic = true;
        inner.marker = NULL;
        write_blocks(sheet, node->first_child, NULL, &inner);
        break;
    case NODE_LIST:
        if (!node->tight || flow->indent == 0)
            open_block(sheet, node);
        sheet->fresh = true;
        write_list(sheet, node, flow);
        break;
    case NODE_TABLE:
        open_block(sheet, node);
        write_table(sheet, node);
        break;
    case NODE_FENCE: {
        const struct sheet_fence *fence = book_find_fence(sheet->book, node);
        open_block(sheet, node);
        if (fence)
            book_write_block(sheet->book, fence);
        else
            write_code(sheet, node, flow);
        break;
    }
    case NODE_RULE:
        sheet_gap(sheet);
        sheet->fresh = true;
        break;
    default:
        write_blocks(sheet, node->first_child, NULL, flow);
        break;
    }
}

static void write_blocks(struct sheet *sheet, const struct doc_node *node, const struct doc_node *end,
                         struct prose_flow *flow) {
    for (; node && node != end && !sheet_is_full(sheet->book); node = node->next)
        write_block(sheet, node, flow);
}

/* Writes a sheet. A summary has its headline for a title. */
static void write_sheet(struct sheet *sheet) {
    struct sheet_book *book = sheet->book;
    struct sheet_look look = {.bold = true, .size = TITLE_SIZE, .ink = INK_TITLE};
    worksheet_set_default_row(sheet->worksheet, ROW_PIXELS * 0.75, LXW_FALSE);
    sheet_wrap(sheet, sheet->row, 0, "", look.size);
    if (!sheet->summary)
        sheet_put_text(sheet, sheet->row, 0, sheet->name, look, sheet->heading->pos);
    sheet->row++;
    if (book->checks || sheet->summary)
        sheet->row = CHECKS_ROW + 1;
    sheet->fresh = sheet->summary;
    if (sheet->summary)
        sheet_fit(sheet, 0, 0); /* gives it its columns */
    struct prose_flow flow = {0};
    if (sheet->heads_on_top)
        block_write_input_heads(sheet);
    write_blocks(sheet, sheet->heading->next, sheet->end, &flow);
    sheet_write_notes(sheet);
    if (sheet->heads_on_top && sheet == book->first_inputs->sheet)
        block_write_legend(sheet);
    sheet_finish(sheet);
}

void book_write_sheets(struct sheet_book *book) {
    for (int i = 0; i < book->sheet_count; i++) {
        struct sheet *sheet = &book->sheets[i];
        sheet->worksheet = workbook_add_worksheet(book->workbook, sheet->name);
        if (!sheet->worksheet) {
            sheet_error(book, sheet->heading->pos, "the workbook does not accept the sheet name `%s`", sheet->name);
            return;
        }
    }
    if (book->summary)
        block_write_chooser(book->summary);
    for (int i = 0; i < book->sheet_count; i++) {
        struct sheet *sheet = &book->sheets[i];
        bool last = book->checks ? sheet == book->checks->sheet : i == book->sheet_count - 1;
        if (book->summary && last && book->checks) { /* the checks look at the summary too */
            block_name_dates(book);
            write_sheet(book->summary);
        }
        if (!sheet->summary)
            write_sheet(sheet);
        if (book->summary && last && !book->checks) {
            block_name_dates(book);
            write_sheet(book->summary);
        }
    }
    sheet_set_pages(book);
    if (!book->calc.bad)
        block_echo_checks(book);
    if (!book->calc.bad)
        block_insert_charts(book);
}
