#include "layout.h"

#include "language.h"

#include <math.h>
#include <string.h>

/* Blocks stand in blocks at most this deep, and in a column at least this wide. */
enum { DEPTH_LIMIT = 24 };
#define COLUMN_LEAST 60.0

struct strip *layout_emit(struct layout *layout, struct box *box, double x, double height, double baseline) {
    struct strip *strip = arena_alloc(layout->arena, sizeof *strip);
    strip->gap = layout->gap;
    strip->height = height;
    strip->baseline = baseline;
    strip->page_before = layout->page_before && layout->strip_count;
    strip->bars = layout->bars;
    strip->node = layout->node;
    marks_append(&strip->first, &strip->last, layout->pending_first, layout->pending_last, 0, baseline);
    marks_append(&strip->first, &strip->last, box->first, box->last, x, baseline);
    layout->pending_first = layout->pending_last = NULL;
    layout->gap = 0;
    layout->page_before = false;
    layout->strips =
        arena_grow(layout->arena, layout->strips, layout->strip_count, &layout->strip_capacity, sizeof *layout->strips);
    layout->strips[layout->strip_count++] = strip;
    return strip;
}

void layout_begin(struct layout *layout, const char *role, const char *alternative) {
    struct box begin = {0};
    box_begin(layout, &begin, role, alternative);
    marks_append(&layout->pending_first, &layout->pending_last, begin.first, begin.last, 0, 0);
}

/* Where nothing was put down since the begin, both wait for the next strip: an element may be empty. */
void layout_end(struct layout *layout) {
    struct box end = {0};
    box_end(layout, &end);
    if (layout->pending_last || layout->strip_count == 0) {
        marks_append(&layout->pending_first, &layout->pending_last, end.first, end.last, 0, 0);
    } else {
        struct strip *strip = layout->strips[layout->strip_count - 1];
        marks_append(&strip->first, &strip->last, end.first, end.last, 0, 0);
    }
}

void layout_space(struct layout *layout, double gap) {
    layout->gap = fmax(layout->gap, gap);
}

void layout_keep(struct layout *layout, size_t first, size_t last, double cost) {
    for (size_t i = first; i < last && i < layout->strip_count; i++)
        layout->strips[i]->break_cost = fmax(layout->strips[i]->break_cost, cost);
}

/* Lines to strips; two lines at least stay together at the start and at the end of a paragraph. */
static void emit_lines(struct layout *layout, const struct line *lines, int count, double x) {
    size_t first = layout->strip_count;
    for (int i = 0; i < count; i++)
        layout_emit(layout, lines[i].box, x, lines[i].height, lines[i].baseline)->break_cost =
            i + 1 < count ? BREAK_IN_TEXT : 0;
    if (count > 1) {
        layout_keep(layout, first, first + 1, BREAK_NEVER);
        layout_keep(layout, first + (size_t)count - 2, first + (size_t)count - 1, BREAK_NEVER);
    }
}

static void emit_paragraph(struct layout *layout, const char *role, struct inline_text *text, double x, double width) {
    int count;
    double measure = layout->style->measure;
    struct line *lines =
        inline_break(layout, text, width, measure > 0 ? fmax(fmin(width, measure - x), COLUMN_LEAST) : width, &count);
    layout_begin(layout, role, NULL);
    emit_lines(layout, lines, count, x);
    layout_end(layout);
}

static bool is_inline(const struct node *node) {
    return node->kind == NODE_TEXT || node->kind == NODE_VALUE || node->kind == NODE_BREAK ||
           (node->kind == NODE_PLACED && node->placed.kind <= PLACED_SCORE);
}

static bool is_white(const struct node *node) {
    return node->kind == NODE_TEXT && node->text[strspn(node->text, " \t\r\n")] == '\0';
}

void layout_caption(struct layout *layout, const struct node *placed, double x, double width, bool above) {
    if (!placed->first_child)
        return;
    struct setting setting = layout_body_setting(layout);
    setting.size = layout->style->small_size;
    struct inline_text *text = inline_prepare(layout, placed->first_child, NULL, setting);
    if (inline_is_empty(text))
        return;
    if (!above) {
        layout_keep(layout, layout->strip_count - 1, layout->strip_count, BREAK_NEVER);
        layout_space(layout, 0.2 * setting.size);
    }
    emit_paragraph(layout, "P", text, x, width);
    if (above)
        layout_keep(layout, layout->strip_count - 1, layout->strip_count, BREAK_AVOID);
}

static bool is_display(const struct node *node) {
    return node->kind == NODE_PLACED && (node->placed.kind == PLACED_EQUATION || node->placed.kind == PLACED_WORKED);
}

static void emit_display(struct layout *layout, const struct node *node, double x, double width) {
    const struct style *style = layout->style;
    const struct maths *maths = layout_placed_maths(layout, node);
    if (!maths)
        return;
    double indent = fmin(style->list_indent, width / 8);
    struct box *box =
        layout_formula(layout, maths, maths_display(layout, maths, style->body_size, width - indent, node->pos));
    if (!layout->close)
        layout_space(layout, style->paragraph_space);
    double pad = 0.12 * style->body_size;
    layout_emit(layout, box, x + indent, box->ascent + box->descent + 2 * pad, box->ascent + pad);
    layout_caption(layout, node, x + indent, width - indent, false);
    layout_space(layout, style->paragraph_space);
}

static bool is_chart(const struct node *node) {
    return node && node->kind == NODE_PLACED && node->placed.kind == PLACED_CHART;
}

/* The chart that stands beside another in its paragraph; NULL where there is none. */
static const struct node *chart_beside(const struct node *node) {
    const struct node *next = node->next;
    while (next && (is_white(next) || next->kind == NODE_BREAK))
        next = next->next;
    return is_chart(next) ? next : NULL;
}

/* The caption of one of two charts, below it in its own box; how tall it is. */
static double add_caption(struct layout *layout, const struct node *chart, struct box *box, double top, double width) {
    struct setting setting = layout_body_setting(layout);
    setting.size = layout->style->small_size;
    struct inline_text *text = inline_prepare(layout, chart->first_child, NULL, setting);
    int count;
    struct line *lines = inline_break(layout, text, width, width, &count);
    double y = top + 0.2 * setting.size;
    if (count)
        box_begin(layout, box, "P", NULL);
    for (int i = 0; i < count; i++, y += lines[i - 1].height)
        box_place(box, lines[i].box, 0, y + lines[i].baseline);
    if (count)
        box_end(layout, box);
    return y - top;
}

/* Charts of one paragraph stand in pairs, side by side; a single one is as wide as prose, but for a frame to draw in.
 */
static const struct node *emit_chart(struct layout *layout, const struct node *node, double x, double width) {
    const struct style *style = layout->style;
    const struct node *pair[2] = {node, chart_beside(node)};
    double space = 1.3 * style->paragraph_space, gap = 2 * style->body_size, tallest = 0, own = width;
    int count = pair[1] ? 2 : 1;
    if (count == 2)
        own = (width - gap) / 2;
    else if (node->placed.chart && !node->placed.chart->frame && style->measure > 0)
        own = fmin(width, style->measure - x);
    struct box row = {0};
    for (int i = 0; i < count; i++) {
        const struct chart *chart = pair[i]->placed.chart;
        if (!chart) {
            layout_error(layout, pair[i]->pos, "`chart:%s` was not computed for this document",
                         pair[i]->placed.name ? pair[i]->placed.name : "");
            return pair[count - 1];
        }
        double height;
        struct box *box = layout_chart(layout, chart, own, &height, pair[i]->pos);
        if (count == 2)
            height += add_caption(layout, pair[i], box, height, own);
        box_place(&row, box, i * (own + gap), 0);
        tallest = fmax(tallest, height);
    }
    layout_space(layout, space);
    layout_emit(layout, &row, x, tallest, 0);
    if (count == 1)
        layout_caption(layout, node, x, width, false);
    layout_space(layout, space);
    return pair[count - 1];
}

/* A placed thing on its own; gives the last node that was put down with it. */
static const struct node *emit_placed(struct layout *layout, const struct node *node, double x, double width) {
    layout->node = node;
    switch (node->placed.kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED:
        emit_display(layout, node, x, width);
        break;
    case PLACED_BLANK:
    case PLACED_SCORE: {
        layout_space(layout, layout->style->paragraph_space);
        struct inline_text *text = inline_prepare(layout, node, node->next, layout_body_setting(layout));
        emit_paragraph(layout, "P", text, x, width);
        layout_space(layout, layout->style->paragraph_space);
        break;
    }
    case PLACED_LINES:
        layout_answer_lines(layout, node, x, width);
        break;
    case PLACED_PAGE:
        layout->page_before = true;
        break;
    case PLACED_CHART:
        return emit_chart(layout, node, x, width);
    }
    return node;
}

/* Whether something of the kind is placed within the block. */
static bool holds(const struct node *node, enum placed_kind kind) {
    if (node->kind == NODE_PLACED && node->placed.kind == kind)
        return true;
    for (const struct node *child = node->first_child; child; child = child->next)
        if (holds(child, kind))
            return true;
    return false;
}

/* The blank that a paragraph of nothing but formulas and this blank asks for; NULL for other paragraphs. */
static const struct node *last_blank(const struct node *first, const struct node *end) {
    for (const struct node *node = first; node != end; node = node->next)
        if (node->kind == NODE_PLACED && node->placed.kind == PLACED_BLANK && !node->first_child)
            return node;
        else if (node->kind == NODE_PLACED && (node->placed.kind > PLACED_BLANK || node->first_child))
            return NULL;
    return NULL;
}

/* Whether a block is a paragraph of formulas without captions. */
static bool is_formulas(const struct node *block) {
    bool any = false;
    if (block->kind != NODE_PARAGRAPH)
        return false;
    for (const struct node *node = block->first_child; node; node = node->next) {
        if (node->kind == NODE_PLACED && (!is_display(node) || node->first_child))
            return false;
        if (node->kind != NODE_PLACED && node->kind != NODE_BREAK && !is_white(node))
            return false;
        any = any || node->kind == NODE_PLACED;
    }
    return any;
}

/* The blank of a block that is nothing else; NULL where frames are not wanted. */
static const struct node *lone_blank(const struct layout *layout, const struct node *block) {
    if (!block || block->kind != NODE_PARAGRAPH || layout->style->work_height <= 0)
        return NULL;
    const struct node *blank = last_blank(block->first_child, NULL);
    for (const struct node *node = block->first_child; node && blank; node = node->next)
        if (node != blank && node->kind != NODE_BREAK && !is_white(node))
            return NULL;
    return blank;
}

/* Inline nodes first..end-1: text with what stands in it; equations, lines and the like on their own. */
static void emit_inlines(struct layout *layout, const struct node *first, const struct node *end, double x,
                         double width) {
    bool only_placed = true;
    for (const struct node *node = first; node != end; node = node->next)
        only_placed = only_placed && (node->kind == NODE_PLACED || node->kind == NODE_BREAK || is_white(node));
    if (only_placed && layout->style->work_height > 0) {
        const struct node *blank = last_blank(first, end);
        if (blank) {
            layout->node = first;
            layout_work_frame(layout, first, blank, x, width);
            first = blank->next;
        }
    }
    size_t begin = layout->strip_count;
    const struct node *previous = NULL; /* placed before */
    while (first != end) {
        if (first->kind == NODE_PLACED && (only_placed || !is_inline(first))) {
            size_t before = layout->strip_count;
            layout->close = is_display(first) && before > begin; /* formulas of one paragraph stand close */
            if (layout->close)
                layout->gap = 0.6 * layout->style->paragraph_space;
            bool after_worked = before > begin && previous && previous->placed.kind == PLACED_WORKED;
            previous = first;
            first = emit_placed(layout, first, x, width);
            if (before > begin && layout->strip_count > before) /* an equation and its worked line, say */
                layout_keep(layout, before - 1, before, after_worked ? BREAK_IN_TEXT : BREAK_BEFORE_RELATED);
            first = first->next;
            continue;
        }
        const struct node *stop = first;
        bool white = true;
        while (stop != end && !(stop->kind == NODE_PLACED && (only_placed || !is_inline(stop)))) {
            white = white && (is_white(stop) || stop->kind == NODE_BREAK);
            stop = stop->next;
        }
        if (!white) {
            struct inline_text *text = inline_prepare(layout, first, stop, layout_body_setting(layout));
            if (!inline_is_empty(text)) {
                layout->node = first->parent ? first->parent : first;
                emit_paragraph(layout, "P", text, x, width);
            }
        }
        first = stop;
    }
}

/* The heading's words, for the outline. */
static const char *heading_title(struct layout *layout, const struct node *heading) {
    struct text title = {0};
    for (const struct node *node = heading->first_child; node; node = node->next)
        if (node->kind == NODE_TEXT)
            text_puts(&title, node->text);
        else if (node->kind == NODE_VALUE)
            value_print(&title, layout->document, node->value);
        else if (node->kind == NODE_BREAK)
            text_putc(&title, ' ');
    const char *copy = arena_strndup(layout->arena, title.bytes ? title.bytes : "", title.length);
    text_free(&title);
    return copy;
}

static void emit_heading(struct layout *layout, const struct node *heading, double x, double width) {
    static const char *const roles[] = {"H1", "H2", "H3", "H4", "H5", "H6"};
    const struct style *style = layout->style;
    int level = heading->level < 1 ? 1 : heading->level > 6 ? 6 : heading->level;
    struct setting setting = layout_body_setting(layout);
    setting.family = FAMILY_HEADING;
    setting.bold = true;
    setting.size = style->heading_sizes[level - 1];
    setting.line_height = fmin(style->line_height, 1.22);
    if (level < 3)
        setting.colour = style->accent;
    struct inline_text *text = inline_prepare(layout, heading->first_child, NULL, setting);
    if (inline_is_empty(text))
        return;
    layout_space(layout, style->heading_space_before * (level < 3 ? 1 : 0.8));
    size_t first = layout->strip_count;
    emit_paragraph(layout, roles[level - 1], text, x, width);
    layout->strips[first]->bookmark = heading_title(layout, heading);
    layout_keep(layout, first, layout->strip_count, BREAK_NEVER);
    layout_space(layout, style->heading_space_after);
}

static void emit_rule(struct layout *layout, double x, double width) {
    const struct style *style = layout->style;
    struct box *box = box_new(layout);
    box_begin(layout, box, "Artifact", NULL);
    box_add_line(layout, box, 0, 0, width, 0, style->rule_width, style->faint);
    box_end(layout, box);
    layout_space(layout, 1.5 * style->paragraph_space);
    layout_emit(layout, box, x, style->rule_width, style->rule_width / 2);
    layout_space(layout, 1.5 * style->paragraph_space);
}

static void emit_code(struct layout *layout, const struct node *fence, double x, double width) {
    const struct style *style = layout->style;
    struct setting setting = layout_body_setting(layout);
    setting.family = FAMILY_CODE;
    setting.preserve = true;
    setting.size = style->code_size;
    setting.line_height = fmin(style->line_height, 1.3);
    size_t length = strlen(fence->text);
    while (length && fence->text[length - 1] == '\n')
        length--;
    struct inline_text *text =
        inline_prepare_text(layout, arena_strndup(layout->arena, fence->text, length), fence->pos, setting);
    if (inline_is_empty(text))
        return;
    double pad = 0.6 * style->code_size;
    int count;
    struct line *lines = inline_break(layout, text, width - 2 * pad, width - 2 * pad, &count);
    const struct bar ground = {x, width, style->table_head_fill, layout->bars};
    struct bar *bar = arena_alloc(layout->arena, sizeof *bar);
    *bar = ground;
    layout->bars = bar;
    lines[0].baseline += pad;
    lines[0].height += pad;
    lines[count - 1].height += pad;
    layout_space(layout, style->paragraph_space);
    layout_begin(layout, "P", NULL);
    layout_begin(layout, "Code", NULL);
    emit_lines(layout, lines, count, x + pad);
    layout_end(layout);
    layout_end(layout);
    layout->bars = bar->outer;
    layout_space(layout, style->paragraph_space);
}

static void emit_quote(struct layout *layout, const struct node *quote, double x, double width) {
    const struct style *style = layout->style;
    struct bar *bar = arena_alloc(layout->arena, sizeof *bar);
    *bar = (struct bar){x, style->quote_rule_width, style->accent, layout->bars};
    double indent = style->list_indent * 0.75;
    layout_space(layout, style->paragraph_space);
    double gap = layout->gap;
    size_t first = layout->strip_count;
    layout->bars = bar;
    layout_begin(layout, "BlockQuote", NULL);
    layout_blocks(layout, quote, x + indent, width - indent);
    layout_end(layout);
    layout->bars = bar->outer;
    if (layout->strip_count > first)
        layout->strips[first]->gap = gap;
    layout_space(layout, style->paragraph_space);
}

/* What a block is to the block before it. */
enum relation { RELATION_NONE, RELATION_PROMPT, RELATION_FORMULA, RELATION_ANSWER, RELATION_DETAIL };

static enum relation relation_of_placed(const struct placed *placed) {
    switch (placed->kind) {
    case PLACED_BLANK:
    case PLACED_LINES:
        return RELATION_ANSWER;
    case PLACED_EQUATION:
    case PLACED_WORKED:
    case PLACED_CHART:
        return RELATION_FORMULA;
    case PLACED_SCORE:
        return RELATION_PROMPT;
    case PLACED_PAGE:
        break;
    }
    return RELATION_NONE;
}

/* In a key a list with a tick in it is answered already: its options hold their reasons, and may part. */
static bool has_tick(const struct node *list) {
    for (const struct node *item = list->first_child; item; item = item->next)
        if (item->checked)
            return true;
    return false;
}

static enum relation relation_of(const struct node *node, bool keyed) {
    switch (node->kind) {
    case NODE_LIST:
        return list_is_tasks(node) && !(keyed && has_tick(node)) ? RELATION_ANSWER : RELATION_DETAIL;
    case NODE_TABLE:
        return holds(node, PLACED_BLANK) ? RELATION_ANSWER : RELATION_DETAIL;
    case NODE_FENCE:
        return RELATION_DETAIL;
    case NODE_PLACED:
        return relation_of_placed(&node->placed);
    case NODE_PARAGRAPH: {
        enum relation relation = RELATION_NONE;
        for (const struct node *child = node->first_child; child; child = child->next)
            if (child->kind == NODE_PLACED)
                relation = relation_of(child, keyed);
            else if (!is_white(child) && child->kind != NODE_BREAK)
                return RELATION_PROMPT;
        return relation;
    }
    default:
        return is_inline(node) ? RELATION_PROMPT : RELATION_NONE;
    }
}

static void emit_block(struct layout *layout, const struct node *node, double x, double width) {
    const struct style *style = layout->style;
    layout->node = node;
    switch (node->kind) {
    case NODE_HEADING:
        emit_heading(layout, node, x, width);
        break;
    case NODE_PARAGRAPH: {
        bool tight =
            node->parent && node->parent->kind == NODE_ITEM && node->parent->parent && node->parent->parent->tight;
        double space = tight ? style->item_gap : style->paragraph_space;
        layout_space(layout, holds(node, PLACED_SCORE) ? style->question_before : space);
        emit_inlines(layout, node->first_child, NULL, x, width);
        layout_space(layout, space);
        break;
    }
    case NODE_QUOTE:
        emit_quote(layout, node, x, width);
        break;
    case NODE_LIST:
        if (list_is_tasks(node))
            layout->gap = fmin(layout->gap, style->paragraph_space * 0.8);
        layout_list(layout, node, x, width);
        layout_space(layout, style->paragraph_space);
        break;
    case NODE_RULE:
        emit_rule(layout, x, width);
        break;
    case NODE_TABLE:
        layout_space(layout, 1.3 * style->paragraph_space);
        layout_table(layout, node, x, width);
        layout_space(layout, 1.3 * style->paragraph_space);
        break;
    case NODE_FENCE:
        emit_code(layout, node, x, width);
        break;
    default:
        layout_error(layout, node->pos, "this block cannot stand here");
    }
}

void layout_blocks(struct layout *layout, const struct node *parent, double x, double width) {
    if (++layout->depth > DEPTH_LIMIT || width < COLUMN_LEAST) {
        layout_error(layout, parent->pos,
                     "lists and quotes stand in each other too deep for the page; at most %d deep, "
                     "and a column of at least %.0f points would be left by fewer",
                     DEPTH_LIMIT, COLUMN_LEAST);
        layout->depth--;
        return;
    }
    /* A question is a prompt with the formulas and answers behind it: kept together where a page can hold them. One
     * that is marked reaches from its score box to its last answer before the next heading or score box. */
    size_t question = layout->strip_count, before = question;
    bool marked = false;
    enum relation last = RELATION_NONE;
    for (const struct node *node = parent->first_child, *next; node; node = next) {
        next = node->next;
        size_t first = layout->strip_count;
        enum relation relation = relation_of(node, layout->document->audience == AUDIENCE_INSTRUCTOR);
        bool table = node->kind == NODE_TABLE, scored = holds(node, PLACED_SCORE);
        const struct node *blank = is_formulas(node) ? lone_blank(layout, next) : NULL;
        if (blank) { /* formulas go into the frame of the blank below them */
            layout->node = node;
            layout_work_frame(layout, node->first_child, blank, x, width);
            relation = RELATION_ANSWER;
            next = next->next;
        } else if (is_inline(node) || node->kind == NODE_PLACED) {
            while (next && (is_inline(next) || next->kind == NODE_PLACED))
                next = next->next;
            emit_inlines(layout, node, next, x, width);
        } else {
            emit_block(layout, node, x, width);
        }
        /* "Your result:" and its blank on one line go with the formula above them. */
        if (relation == RELATION_PROMPT && last == RELATION_FORMULA && holds(node, PLACED_BLANK))
            relation = RELATION_ANSWER;
        if (relation == RELATION_NONE || scored)
            marked = scored;
        bool follows =
            last == RELATION_PROMPT || last == RELATION_FORMULA || last == RELATION_ANSWER || (marked && !scored);
        if (relation == RELATION_ANSWER && follows && table) /* its rows may part as any table's */
            layout_keep(layout, question, first + 1, BREAK_AVOID);
        else if (relation == RELATION_ANSWER && follows)
            layout_keep(layout, question, layout->strip_count - 1, BREAK_AVOID);
        else if (!(relation == RELATION_FORMULA && follows) && !(marked && !scored))
            question = first;
        if ((relation == RELATION_DETAIL || relation == RELATION_FORMULA) && last == RELATION_PROMPT && first > before)
            layout_keep(layout, first - 1, first, BREAK_BEFORE_RELATED);
        before = first;
        last = relation;
    }
    layout->depth--;
}
