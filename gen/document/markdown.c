/* Markdown to the document tree: blocks, as md4c reports them. */
#include "document/markdown_reader.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { NESTING_LIMIT = 40, NO_KIND = -1 };

static enum doc_align align_of(MD_ALIGN align) {
    return align == MD_ALIGN_LEFT     ? ALIGN_LEFT
           : align == MD_ALIGN_CENTER ? ALIGN_CENTER
           : align == MD_ALIGN_RIGHT  ? ALIGN_RIGHT
                                      : ALIGN_DEFAULT;
}

/* The kind of node for a block; NO_KIND if it has none. */
static int block_kind(MD_BLOCKTYPE type) {
    switch (type) {
    case MD_BLOCK_DOC:
        return NODE_DOCUMENT;
    case MD_BLOCK_QUOTE:
        return NODE_QUOTE;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        return NODE_LIST;
    case MD_BLOCK_LI:
        return NODE_ITEM;
    case MD_BLOCK_HR:
        return NODE_RULE;
    case MD_BLOCK_H:
        return NODE_HEADING;
    case MD_BLOCK_CODE:
        return NODE_FENCE;
    case MD_BLOCK_P:
        return NODE_PARAGRAPH;
    case MD_BLOCK_TABLE:
        return NODE_TABLE;
    case MD_BLOCK_TR:
        return NODE_ROW;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        return NODE_CELL;
    case MD_BLOCK_HTML:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        break;
    }
    return NO_KIND;
}

static void read_fence(struct doc_reader *r, struct doc_node *node, const MD_BLOCK_CODE_DETAIL *detail) {
    text_clear(&r->fence);
    node->info = "";
    if (!detail->info.size)
        return;
    node->pos = doc_reader_pos(r, detail->info.text);
    doc_reader_set_places(r, node->pos);
    const char *info = doc_reader_attribute(r, &detail->info, node->pos, "the first line of a fenced block");
    if (info)
        node->info = arena_strndup(r->document->arena, info, strcspn(info, " \t"));
}

static void read_block_detail(struct doc_reader *r, struct doc_node *node, MD_BLOCKTYPE type, const void *detail) {
    if (type == MD_BLOCK_H) {
        node->level = (int)((const MD_BLOCK_H_DETAIL *)detail)->level;
    } else if (type == MD_BLOCK_UL) {
        node->tight = ((const MD_BLOCK_UL_DETAIL *)detail)->is_tight != 0;
    } else if (type == MD_BLOCK_OL) {
        const MD_BLOCK_OL_DETAIL *list = detail;
        node->ordered = true;
        node->start = (int)list->start;
        node->tight = list->is_tight != 0;
    } else if (type == MD_BLOCK_LI) {
        const MD_BLOCK_LI_DETAIL *item = detail;
        node->tight = node->parent->tight;
        node->task = item->is_task != 0;
        node->checked = node->task && item->task_mark != ' ';
        if (node->task) {
            node->pos = doc_reader_pos(r, r->filled->text.bytes + item->task_mark_offset);
            doc_reader_set_places(r, node->pos);
        }
    } else if (type == MD_BLOCK_CODE) {
        read_fence(r, node, detail);
    } else if (type == MD_BLOCK_TR && r->in_head) {
        node->parent->head_rows++;
    } else if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
        node->align = align_of(((const MD_BLOCK_TD_DETAIL *)detail)->align);
    }
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    struct doc_reader *r = userdata;
    if (r->current)
        doc_reader_end_inline(r);
    r->html_reported = false;
    r->in_html = type == MD_BLOCK_HTML;
    r->in_head = type == MD_BLOCK_THEAD || (r->in_head && type != MD_BLOCK_TBODY);
    int kind = block_kind(type);
    if (kind == NO_KIND)
        return 0;
    if (++r->depth > NESTING_LIMIT) {
        doc_reader_report(r, mustache_text_pos(r->filled, r->known),
                          "lists and quotations are nested too deep from here on");
        return 1;
    }
    struct doc_node *node = doc_node_new(r->document->arena, (enum doc_node_kind)kind, NOWHERE);
    if (r->current)
        doc_node_append(r->current, node);
    else
        r->document->root = node;
    r->current = node;
    if (kind == NODE_TABLE)
        r->table_from = r->known;
    read_block_detail(r, node, type, detail);
    return 0;
}

/* Takes the mark `[!note]` off the start of a quotation. */
static void read_mark(struct doc_reader *r, struct doc_node *quote) {
    static const char mark[] = "[!note]";
    struct doc_node *paragraph = quote->first_child;
    struct doc_node *text = paragraph && paragraph->kind == NODE_PARAGRAPH ? paragraph->first_child : NULL;
    if (!text || text->kind != NODE_TEXT || strncmp(text->text, "[!", 2) != 0)
        return;
    quote->note = strncasecmp(text->text, mark, strlen(mark)) == 0;
    if (!quote->note) {
        doc_reader_report(r, text->pos,
                          "a quotation can have the mark [!note], which sets it in the margin, and no other");
        return;
    }
    text->text += strlen(mark);
    text->text += strspn(text->text, " ");
    if (*text->text)
        return;
    paragraph->first_child = text->next;
    if (!text->next)
        paragraph->last_child = NULL;
    if (!paragraph->first_child)
        quote->first_child = paragraph->next;
    if (!quote->first_child)
        quote->last_child = NULL;
}

/* Warns of a box that has no room for its cross. */
static void check_box(const struct doc_reader *r, const struct doc_node *item) {
    const struct doc_node *text = item->first_child;
    if (text && text->kind == NODE_PARAGRAPH)
        text = text->first_child;
    if (text && text->kind == NODE_TEXT && strncmp(text->text, "[] ", 3) == 0)
        diag_report_once(r->diag, SEVERITY_WARNING, text->pos, "a box to tick has a blank in it: - [ ]");
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *userdata) {
    (void)detail;
    struct doc_reader *r = userdata;
    r->in_html = false;
    int kind = block_kind(type);
    if (kind == NO_KIND)
        return 0;
    doc_reader_flush(r);
    if (kind != NODE_PARAGRAPH)
        doc_reader_end_inline(r);
    r->depth--;
    struct doc_node *node = r->current;
    doc_reader_set_places(r, mustache_text_pos(r->filled, r->known));
    if (kind == NODE_QUOTE)
        read_mark(r, node);
    if (kind == NODE_ITEM)
        check_box(r, node);
    if (kind == NODE_ROW)
        doc_reader_mark_row(r, node);
    if (kind == NODE_TABLE)
        doc_reader_apply_rules(r, node);
    if (kind == NODE_FENCE)
        node->text = arena_strndup(r->document->arena, r->fence.bytes, r->fence.length);
    if (node->parent)
        r->current = node->parent;
    return 0;
}

bool doc_read_markdown(struct document *document, struct mustache_text *filled, const struct doc_value *const *values,
                       size_t value_count, bool (*resolve)(void *context, struct doc_placed *placed), void *context,
                       struct diag *diag) {
    struct doc_reader r = {.document = document,
                           .filled = filled,
                           .values = values,
                           .value_count = value_count,
                           .placements = {document->arena, resolve, context, diag},
                           .diag = diag,
                           .good = true};
    const char *bytes = filled->text.bytes ? filled->text.bytes : "";
    size_t bad = utf8_check(bytes, filled->text.length);
    document->root = NULL;
    if (bad < filled->text.length) {
        doc_reader_report(&r, mustache_text_pos(filled, bad), "this is not UTF-8; templates must be");
        return false;
    }
    if (filled->text.length > UINT32_MAX / 2) {
        doc_reader_report(&r, mustache_text_pos(filled, 0), "the filled template is too long");
        return false;
    }
    if (filled->text.length)
        doc_reader_find_rules(&r);
    const MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_TASKLISTS,
                              .enter_block = on_enter_block,
                              .leave_block = on_leave_block,
                              .enter_span = doc_reader_enter_span,
                              .leave_span = doc_reader_leave_span,
                              .text = doc_reader_text};
    if (md_parse(bytes, (MD_SIZE)filled->text.length, &parser, &r) < 0)
        alloc_failed(filled->text.length);
    doc_reader_restore_rules(&r);
    text_free(&r.pending);
    text_free(&r.fence);
    return r.good;
}
