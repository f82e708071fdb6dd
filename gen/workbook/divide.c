#include "workbook/book.h"

#include <string.h>

bool book_is_blank(const char *text) {
    return text[strspn(text, " \t\n")] == '\0';
}

const struct sheet_fence *book_find_fence(const struct sheet_book *book, const struct doc_node *node) {
    for (int i = 0; i < book->fence_count; i++)
        if (book->fences[i].node == node)
            return &book->fences[i];
    return NULL;
}

bool book_holds_chart(const struct doc_node *node) {
    return node->kind == NODE_FENCE ? node->block && node->block->kind == BLOCK_PLOT
                                    : doc_node_lone_chart(node) != NULL;
}

static void divide_nodes(struct sheet_book *book, const struct doc_node *node, const struct doc_node *end,
                         struct sheet *sheet, size_t *capacity) {
    for (; node && node != end; node = node->next) {
        if (node->kind == NODE_HEADING && node->level == 1 && node != sheet->heading)
            sheet_error(book, node->pos,
                        "a heading of the first level begins a sheet; within a list or quotation use "
                        "one of the second level or deeper");
        if (node->kind != NODE_FENCE) {
            divide_nodes(book, node->first_child, NULL, sheet, capacity);
        } else if (node->block) {
            book->fences =
                arena_grow(book->arena, book->fences, (size_t)book->fence_count, capacity, sizeof *book->fences);
            book->fences[book->fence_count++] =
                (struct sheet_fence){.node = node, .block = node->block, .sheet = sheet};
        }
    }
}

/* Counts the tables of a sheet. One header can serve all of them if they are all of inputs, and if only headings come
 * before the first. */
static void count_tables(struct sheet_book *book, struct sheet *sheet) {
    bool inputs = true, headings = true;
    for (const struct doc_node *node = sheet->heading->next; node && node != sheet->end; node = node->next) {
        bool table = node->kind == NODE_FENCE || node->kind == NODE_TABLE || book_holds_chart(node);
        const struct sheet_fence *fence = node->kind == NODE_FENCE ? book_find_fence(book, node) : NULL;
        inputs = inputs &&
                 (!table || (fence && (fence->block->kind == BLOCK_INPUTS ||
                                       ((fence->block->kind == BLOCK_SERIES || fence->block->kind == BLOCK_CHOICE ||
                                         fence->block->kind == BLOCK_AGES || fence->block->kind == BLOCK_FURTHER) &&
                                        sheet->table_count > 0))));
        headings = headings && (sheet->table_count > 0 || table || node->kind == NODE_HEADING);
        sheet->table_count += table;
    }
    sheet->heads_on_top = inputs && headings && sheet->table_count > 0;
}

/* Lets formulas find the sheets, once their number is known. */
static void link_sheets(struct sheet_book *book) {
    for (int i = 0; i < book->sheet_count; i++)
        book->sheets[i].cells =
            (struct calc_sheet){.book = &book->calc,
                                .name = book->sheets[i].name,
                                .next = i + 1 < book->sheet_count ? &book->sheets[i + 1].cells : NULL};
    book->calc.sheets = &book->sheets[0].cells;
}

void book_divide(struct sheet_book *book) {
    const struct doc_node *root = book->document->root, *first = root->first_child;
    size_t capacity = 0, fence_capacity = 0;
    if (!first || first->kind != NODE_HEADING || first->level != 1) {
        sheet_error(book, first ? first->pos : root->pos,
                    "a workbook must begin with a heading of the first level, the name of its first sheet: `# Inputs`");
        return;
    }
    for (const struct doc_node *node = first; node; node = node->next) {
        if (node->kind != NODE_HEADING || node->level != 1)
            continue;
        book->sheets =
            arena_grow(book->arena, book->sheets, (size_t)book->sheet_count, &capacity, sizeof *book->sheets);
        if (book->sheet_count)
            book->sheets[book->sheet_count - 1].end = node;
        struct text name = {0};
        book_put_inline(book, &name, node);
        book->sheets[book->sheet_count++] =
            (struct sheet){.book = book, .heading = node, .name = arena_strndup(book->arena, name.bytes, name.length)};
        text_free(&name);
        sheet_check_name(book, &book->sheets[book->sheet_count - 1]);
    }
    link_sheets(book);
    for (int i = 0; i < book->sheet_count; i++)
        divide_nodes(book, book->sheets[i].heading, book->sheets[i].end, &book->sheets[i], &fence_capacity);
    for (int i = 0; i < book->sheet_count; i++)
        count_tables(book, &book->sheets[i]);
}
