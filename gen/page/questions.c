/* Questions: the number to the left of the words, and what somebody calculates beside its frame. */
#include "page/layout.h"

#include <math.h>
#include <string.h>

/* The narrowest frame beside a question. */
#define FRAME_LEAST 150.0
/* Above its formulas and below them, in ems, and between two: a subscript below a bar must not meet what is over the
 * next. */
#define FORMULA_GAP 0.35
#define FORMULAS_APART 0.7

static bool wants_beside(const struct page_layout *layout) {
    enum doc_layout layout_of_document = layout->document->layout;
    return layout_of_document == LAYOUT_OF_STYLE ? layout->style->beside : layout_of_document == LAYOUT_BESIDE;
}

/* A copy of the first block of a question, without its number, which goes to the left of it, and without the box for
 * its marks, if that is set elsewhere. */
static struct doc_node *first_block(struct page_layout *layout, const struct doc_node *block, bool number, bool score) {
    struct doc_node *copy = arena_alloc(layout->arena, sizeof *copy);
    *copy = *block;
    copy->first_child = copy->last_child = NULL;
    bool words = !number;
    for (const struct doc_node *node = block->first_child; node; node = node->next) {
        bool marks = doc_node_is_placed(node, PLACED_SCORE);
        words = words || node == block->title;
        if (marks ? !score : !words)
            continue;
        struct doc_node *kept = arena_alloc(layout->arena, sizeof *kept);
        *kept = *node;
        doc_node_append(copy, kept);
        kept->parent = node->parent;
    }
    return copy;
}

struct doc_node *page_block_after_number(struct page_layout *layout, const struct doc_node *block) {
    struct doc_node *copy = first_block(layout, block, true, true);
    copy->next = block->next;
    return copy;
}

/* The number as a box that ends to the left of where it is placed. */
static struct page_box *number_box(struct page_layout *layout, const struct doc_node *block) {
    const struct page_style *style = layout->style;
    int level = block->kind == NODE_HEADING && block->level <= 6 ? block->level : 4;
    double size = style->heading_sizes[level - 1];
    struct page_box *box = page_box_new(layout);
    const char *number = arena_printf(layout->arena, "%s ", block->number); /* words read aloud need the space */
    const struct pdf_shaped *shaped = page_shape(layout, FAMILY_HEADING, FACE_BOLD, number, strlen(number), block->pos);
    page_box_add_text(layout, box, -style->question_indent, 0, size, style->ink, shaped);
    return box;
}

/* The first block of a question at x, with its number to the left of it; then the other blocks up to `end`. */
static void stack(struct page_layout *layout, const struct doc_node *question, const struct doc_node *end, bool number,
                  bool score, double x, double width) {
    const struct doc_node *first = question->first_child;
    size_t begin = layout->strip_count;
    if (!number && score) {
        page_stack(layout, first, end, x, width);
        return;
    }
    layout->number = number ? number_box(layout, first) : NULL;
    struct doc_node *copy = first_block(layout, first, number, score);
    copy->next = NULL;
    page_stack(layout, copy, NULL, x, width);
    layout->number = NULL;
    if (number && layout->strip_count > begin && layout->strips[begin]->bookmark)
        layout->strips[begin]->bookmark =
            arena_printf(layout->arena, "%s. %s", first->number, layout->strips[begin]->bookmark);
    page_stack(layout, first->next, end, x, width);
}

/* Whether all formulas from `first` on have room in a column, without being made smaller. */
static bool have_room(struct page_layout *layout, const struct doc_node *first, double width) {
    for (const struct doc_node *node = first; node; node = node->next) {
        const struct maths *maths =
            node->placed.displayed ? doc_node_maths(layout->arena, layout->document, node) : NULL;
        if (maths && page_maths_display(layout, maths, layout->style->body_size, width, node->pos)->scaled)
            return false;
    }
    return true;
}

/* The formulas of the work, set in a column; false if one has no room there, without being made smaller. */
struct formulas {
    struct page_box **boxes;
    size_t count, capacity;
};
static bool set_formulas(struct page_layout *layout, const struct doc_node *work, double width,
                         struct formulas *formulas) {
    for (const struct doc_node *node = work->first_child; node; node = node->next) {
        const struct maths *maths =
            node->placed.displayed ? doc_node_maths(layout->arena, layout->document, node) : NULL;
        if (!maths)
            continue;
        struct page_box *box = page_maths_display(layout, maths, layout->style->body_size, width, node->pos);
        if (box->scaled)
            return false;
        formulas->boxes =
            arena_grow(layout->arena, formulas->boxes, formulas->count, &formulas->capacity, sizeof *formulas->boxes);
        formulas->boxes[formulas->count++] = page_formula(layout, maths, box);
    }
    return true;
}

/* Whether a question can stand in a column of that width beside its frame: words and formulas, and then the work. */
static bool fits_beside(struct page_layout *layout, const struct doc_node *question, double width) {
    const struct doc_node *work = question->last_child;
    if (work->kind != NODE_WORK || work == question->first_child)
        return false;
    for (const struct doc_node *node = question->first_child; node != work; node = node->next) {
        if (node->kind != NODE_HEADING && node->kind != NODE_PARAGRAPH && node->kind != NODE_LIST)
            return false;
        for (const struct doc_node *child = node->first_child; child; child = child->next)
            if (child->placed.displayed && !doc_node_is_placed(child, PLACED_EQUATION) &&
                !doc_node_is_placed(child, PLACED_WORKED))
                return false;
        if (node->kind == NODE_PARAGRAPH && !have_room(layout, node->first_child, width))
            return false;
    }
    return true;
}

/* The formulas of the work, below the words of the question. */
static void stack_formulas(struct page_layout *layout, const struct formulas *formulas, double x) {
    double size = layout->style->body_size;
    layout->gap = 0;
    for (size_t i = 0; i < formulas->count; i++) {
        struct page_box *box = formulas->boxes[i];
        page_space(layout, (i ? FORMULAS_APART : FORMULA_GAP) * size);
        page_emit(layout, box, x, box->ascent + box->descent, box->ascent);
        page_space(layout, FORMULA_GAP * size);
    }
}

/* The box for the marks of a question; NULL if it has none. */
static const struct doc_node *score_of(const struct doc_node *block) {
    for (const struct doc_node *node = block->first_child; node; node = node->next)
        if (doc_node_is_placed(node, PLACED_SCORE) && node->placed.score == SCORE_QUESTION)
            return node;
    return NULL;
}

/* A question, its frame and the box for its marks side by side, as one strip. False if that is not possible. */
static bool stack_beside(struct page_layout *layout, const struct doc_node *question, bool number, double x,
                         double width) {
    const struct page_style *style = layout->style;
    double left = fmin(style->question_width, width), indent = number ? style->question_indent : 0;
    bool apart = style->score_at_blank;
    double right = apart ? style->score_width + SCORE_GAP : 0, frame_x = left + style->question_gap;
    double frame_width = width - frame_x - right;
    if (style->work_height <= 0 || frame_width < FRAME_LEAST || left - indent < COLUMN_LEAST ||
        !fits_beside(layout, question, left - indent))
        return false;
    struct formulas formulas = {0};
    const struct doc_node *work = question->last_child;
    if (!set_formulas(layout, work, left - indent, &formulas))
        return false;
    const struct doc_node *marks = apart ? score_of(question->first_child) : NULL;
    size_t first = layout->strip_count;
    const struct page_layout before = *layout;
    layout->page_before = false;
    layout->pending_first = layout->pending_last = NULL;
    layout->limit = 0;
    stack(layout, question, work, number, !apart, x + indent, left - indent);
    layout->limit = before.limit;
    stack_formulas(layout, &formulas, x + indent);
    const char *bookmark = layout->strip_count > first ? layout->strips[first]->bookmark : NULL;
    double height;
    struct page_box *all = page_take_strips(layout, first, &height);
    struct page_work frame = page_work_box(layout, work, false, frame_width, height);
    layout->page_before = before.page_before;
    layout->pending_first = before.pending_first;
    layout->pending_last = before.pending_last;
    layout->gap = before.gap;
    layout->block_before = before.block_before;
    if (frame.height > layout->text_height - fmax(layout->corner.bottom - style->margin_top, 0))
        return false; /* no page could hold it; below each other, its parts can part */
    struct page_mark *grow_first = frame.box->first;
    page_box_place(all, frame.box, x + frame_x, 0);
    if (marks) {
        struct page_box *score = page_score_box(layout, marks), behind = {0};
        page_box_begin(layout, &behind, "P", NULL);
        page_box_place(&behind, score, x + width - score->width, frame.height - score->descent);
        page_box_end(layout, &behind);
        page_box_place(all, &behind, 0, 0);
    }
    layout->gap = 0;
    layout->node = question;
    page_space(layout, style->question_before);
    struct page_strip *strip = page_emit(layout, all, 0, frame.height, 0);
    strip->grow_first = grow_first;
    strip->grow_from = strip->grow_to = frame.grow_at;
    strip->grow_most = style->work_growth;
    strip->shrink_most = frame.shrink_most;
    strip->bookmark = bookmark;
    if (bookmark)
        strip->node = question->first_child;
    page_space(layout, style->question_before);
    return true;
}

void page_question(struct page_layout *layout, const struct doc_node *question, double x, double width) {
    const struct doc_node *first = question->first_child;
    double indent = first->number ? layout->style->question_indent : 0;
    if (width - indent < COLUMN_LEAST)
        indent = 0;
    if (wants_beside(layout) && stack_beside(layout, question, indent > 0, x, width))
        return;
    double limit = layout->limit;
    if (score_of(first))
        layout->limit = x + width - layout->style->score_width - SCORE_GAP;
    stack(layout, question, NULL, indent > 0, true, x + indent, width - indent);
    layout->limit = limit;
}
