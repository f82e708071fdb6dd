/* Formulas in as many lines as a width requires, and the formulas of placed nodes. */
#include "page/maths.h"

#include "sets/sets.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

/* The lines of one formula, stacked. */
struct stack {
    struct page_box *box;
    double below; /* the bottom of the last line, from the first baseline */
    double gap, width;
    bool begun;
};

static void stack_line(struct stack *stack, struct page_box *line, double x) {
    double factor = stack->width - x > 0 && x + line->width > stack->width ? (stack->width - x) / line->width : 1;
    if (factor < 1) {
        page_box_scale(line, factor);
        stack->box->scaled = true;
    }
    double y = stack->begun ? stack->below + stack->gap + line->ascent : 0;
    if (!stack->begun)
        stack->box->ascent = line->ascent;
    stack->begun = true;
    stack->below = y + line->descent;
    stack->box->descent = stack->below;
    stack->box->width = fmax(stack->box->width, x + line->width);
    page_box_place(stack->box, line, x, y);
}

static bool is_text(const struct maths *maths, const char *text) {
    return maths->kind == MATHS_OPERATOR && strcmp(maths->text, text) == 0;
}

static bool is_equals(const struct maths *maths) {
    return is_text(maths, "=") || is_text(maths, "≈");
}

/* Whether a line may be broken before term i: at a sum or, with `products`, also at a product; never after a sign. */
static bool may_break(const struct page_terms *terms, size_t first, size_t i, bool products) {
    const struct maths *term = terms->members[i];
    bool sum = is_text(term, "+") || is_text(term, "−");
    bool product = is_text(term, "·") || is_text(term, "×");
    enum page_atom before = page_maths_atom_of(terms->members[i - 1], ATOM_ORDINARY);
    return i > first && (sum || (products && product)) && (before == ATOM_ORDINARY || before == ATOM_INNER);
}

/* The end of the line that begins at `first`: the longest that fits into `room`; at a sum if that fills a fifth of
 * it. */
static size_t break_side(const struct page_setter *setter, const struct page_terms *terms, size_t first, size_t end,
                         double room) {
    size_t shortest = end;
    for (int products = 0; products < 2; products++)
        for (size_t i = end; i > first; i--) {
            if (i < end && !may_break(terms, first, i, products))
                continue;
            double width = page_maths_set_terms(setter, terms, first, i, ATOM_ORDINARY, LEVEL_DISPLAY)->width;
            if (width <= room && (products || width > room / 5))
                return i;
            if (products)
                shortest = i;
        }
    return shortest;
}

/* Stacks a right side, in several lines if it is long; terms[first] is its `=`. The first line follows `left` (may be
 * NULL), all others are indented. */
static void stack_side(const struct page_setter *setter, struct stack *stack, const struct page_terms *terms,
                       size_t first, size_t end, double x, struct page_box *left) {
    double indent = fmin(SPACE_THICK * setter->size + 0.8 * setter->size, (stack->width - x) / 2);
    while (first < end) {
        size_t stop = break_side(setter, terms, first, end, stack->width - x);
        struct page_box *line = page_maths_set_terms(setter, terms, first, stop, ATOM_ORDINARY, LEVEL_DISPLAY);
        if (left) {
            page_maths_append(left, line, x - left->width);
            stack_line(stack, left, 0);
            left = NULL;
        } else {
            stack_line(stack, line, x);
        }
        first = stop;
        x += indent;
        indent = 0;
    }
}

struct page_box *page_maths_display(struct page_layout *layout, const struct maths *maths, double size, double width,
                                    struct pos pos) {
    struct page_setter setter = page_maths_setter(layout, size, pos);
    struct page_terms terms = {0};
    page_maths_gather_terms(layout, maths, &terms);
    struct page_box *whole = page_maths_set_terms(&setter, &terms, 0, terms.count, ATOM_NONE, LEVEL_DISPLAY);
    if (whole->width <= width)
        return whole;
    size_t equals = 0;
    while (equals < terms.count && !is_equals(terms.members[equals]))
        equals++;
    struct page_box *left = NULL;
    double left_width = 0;
    struct stack stack = {.box = page_box_new(layout), .gap = 0.5 * size, .width = width};
    if (equals == terms.count) {
        equals = 0;
    } else {
        left = page_maths_set_terms(&setter, &terms, 0, equals, ATOM_NONE, LEVEL_DISPLAY);
        left_width = left->width + SPACE_THICK * size;
        if (left_width > width / 2) { /* a left side this long gets a line of its own */
            stack_line(&stack, left, 0);
            left = NULL;
            left_width = 0;
        }
    }
    double x = left ? left_width : stack.begun ? fmin(1.5 * size, width / 4) : 0;
    for (size_t first = equals; first < terms.count;) {
        size_t end = first + 1;
        while (end < terms.count && !is_equals(terms.members[end]))
            end++;
        if (first > equals && terms.count > end) { /* the rest on one line, if it fits */
            struct page_box *rest =
                page_maths_set_terms(&setter, &terms, first, terms.count, ATOM_ORDINARY, LEVEL_DISPLAY);
            end = x + rest->width <= width ? terms.count : end;
        }
        stack_side(&setter, &stack, &terms, first, end, x, left);
        left = NULL;
        first = end;
    }
    return stack.box;
}

double page_maths_left_width(struct page_layout *layout, const struct maths *maths, double size, struct pos pos) {
    struct page_setter setter = page_maths_setter(layout, size, pos);
    struct page_terms terms = {0};
    page_maths_gather_terms(layout, maths, &terms);
    size_t equals = 0;
    while (equals < terms.count && !is_equals(terms.members[equals]))
        equals++;
    if (equals == terms.count)
        return 0;
    return page_maths_set_terms(&setter, &terms, 0, equals, ATOM_NONE, LEVEL_DISPLAY)->width;
}

struct page_box *page_formula(struct page_layout *layout, const struct maths *maths, struct page_box *box) {
    struct text alternative = {0};
    words_speak_maths(&alternative, words_language_lookup(layout->document->language), maths);
    struct page_box *formula = page_box_new(layout);
    *formula = (struct page_box){.width = box->width, .ascent = box->ascent, .descent = box->descent};
    page_box_begin(layout, formula, "Formula", arena_strdup(layout->arena, alternative.bytes ? alternative.bytes : ""));
    page_box_place(formula, box, 0, 0);
    page_box_end(layout, formula);
    text_free(&alternative);
    return formula;
}
