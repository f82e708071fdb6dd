/* Boxes to tick, boxes for marks, and answer blanks. */
#include "page/layout.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

enum { UNIT_BYTES = 200 };

/* The white around a box to tick within text, besides the spaces of the text: what is written in it can be read by
 * machine. */
#define TICK_BEFORE 3.5
#define TICK_BEHIND 4.0
/* A box for the sum of all marks is so many times as wide as one for a question's. */
#define SUM_WIDTH 1.9
#define FIGURE_REST 0.45 /* the size of what is beside a large figure, as a share of its size */
#define UNIT_GAP 0.3     /* between a rule and its unit, in ems */
struct page_box *page_tick_box(struct page_layout *layout, const struct doc_node *node) {
    const struct page_style *style = layout->style;
    double side = style->tick_size, bottom = 0.1 * side;
    struct page_box *box = page_box_new(layout);
    box->width = side;
    page_box_add_rectangle(layout, box, 0, bottom - side, side, side, 0.8, style->ink, false);
    page_box_add_field(layout, box, 0, bottom - side, side, side, node);
    if (node->checked) {
        const double tick[] = {0.2 * side,           bottom - 0.5 * side, 0.42 * side,
                               bottom - 0.24 * side, 0.82 * side,         bottom - 0.8 * side};
        page_box_add_polygon(layout, box, 0, 0, tick, 3, false, false, 0.13 * side, style->ink);
    }
    return box;
}

struct page_box *page_tick_element(struct page_layout *layout, const struct doc_node *node, struct page_box *tick) {
    struct page_box *box = page_box_new(layout);
    box->width = TICK_BEFORE + tick->width + TICK_BEHIND;
    const char *to_tick = words_language_lookup(layout->document->language)->to_tick;
    page_box_begin(layout, box, "Span",
                   arena_printf(layout->arena, "%s, %s", doc_option_tip(layout->document, node), to_tick));
    page_box_place(box, tick, TICK_BEFORE, 0);
    page_box_end(layout, box);
    return box;
}

struct page_box *page_word_rule(struct page_layout *layout, const struct doc_node *node, double width, double size) {
    struct page_box *box = page_box_new(layout);
    box->width = width;
    page_box_begin(layout, box, "Span", words_language_lookup(layout->document->language)->blank);
    page_box_add_line(layout, box, 0, 0.18 * size, width, 0.18 * size, layout->style->rule_width, layout->style->ink);
    page_box_add_field(layout, box, 0, (0.18 - BLANK_ASCENT) * size, width, BLANK_ASCENT * size, node);
    page_box_end(layout, box);
    return box;
}

const char *page_phrase(struct page_layout *layout, const char *phrase, const char *word) {
    struct text text = {0};
    words_put(&text, phrase, word);
    return text_keep(&text, layout->arena);
}

/* The words of a sum, to the left of its box. */
static double add_score_words(struct page_layout *layout, struct page_box *box, const struct doc_node *node) {
    const struct page_style *style = layout->style;
    struct text words = {0};
    doc_put_words(&words, layout->document, node, ' ');
    double width = 0;
    if (words.length) {
        const struct pdf_shaped *shaped =
            page_shape(layout, FAMILY_BODY, FACE_REGULAR, words.bytes, words.length, node->pos);
        page_box_add_text(layout, box, 0, 0.35 * style->small_size, style->small_size, style->ink, shaped);
        width = (shaped->width / 1000.0 + 0.6) * style->small_size;
    }
    text_free(&words);
    return width;
}

/* A frame with room for a number before `/ 1`, in the small size. */
struct page_box *page_score_box(struct page_layout *layout, const struct doc_node *node) {
    const struct page_style *style = layout->style;
    struct page_box *box = page_box_new(layout);
    struct text marks = {0};
    text_puts(&marks, "/ ");
    number_print(&marks, node->placed.marks, (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO},
                 NULL, layout->document->locale);
    const struct pdf_shaped *shaped =
        page_shape(layout, FAMILY_BODY, FACE_REGULAR, marks.bytes, marks.length, node->pos);
    double size = style->small_size, text = shaped->width * size / 1000;
    double width = fmax(style->score_width * (node->placed.score == SCORE_ALL ? SUM_WIDTH : 1), text + 2 * size);
    double left = add_score_words(layout, box, node);
    box->ascent = box->descent = fmax(style->score_height, 1.7 * size) / 2;
    box->width = left + width;
    page_box_begin(layout, box, "Span",
                   page_phrase(layout, words_language_lookup(layout->document->language)->score, marks.bytes + 2));
    text_free(&marks);
    page_box_add_rectangle(layout, box, left, -box->ascent, width, box->ascent + box->descent, style->rule_width,
                           style->faint, false);
    page_box_add_field(layout, box, left, -box->ascent, width, box->ascent + box->descent, node);
    page_box_add_text(layout, box, left + width - text - 0.4 * size, 0.35 * size, size, style->ink, shaped);
    page_box_end(layout, box);
    return box;
}

struct page_box *page_figure(struct page_layout *layout, const struct doc_node *node) {
    const struct page_style *style = layout->style;
    struct page_box *box = page_box_new(layout);
    struct text words = {0};
    for (const struct doc_node *child = node->first_child; child; child = child->next) {
        const bool large = child->style & STYLE_STRONG;
        const double size = large ? style->figure_size : FIGURE_REST * style->figure_size;
        text_clear(&words);
        doc_put_words(&words, layout->document, child, ' ');
        if (!words.length)
            continue;
        const struct pdf_shaped *shaped =
            page_shape(layout, FAMILY_HEADING, large ? FACE_BOLD : FACE_REGULAR, words.bytes, words.length, child->pos);
        int above, below;
        pdf_fonts_extents(layout->fonts, shaped, &above, &below);
        page_box_add_text(layout, box, box->width, 0, size, large ? style->ink : style->faint, shaped);
        box->width += shaped->width * size / 1000;
        box->ascent = fmax(box->ascent, above * size / 1000);
        box->descent = fmax(box->descent, below * size / 1000);
    }
    text_free(&words);
    return box;
}

struct page_blank page_blank_prepare(struct page_layout *layout, const struct doc_node *node,
                                     enum pdf_font_family family, enum pdf_font_face face, double size) {
    const char *word = node->placed.unit_word ? node->placed.unit_word : "";
    /* A currency sign before the number stands before the rule: $ ____ /GPU-hour. */
    size_t sign = *word == '$' && !number_sign_follows(layout->document->locale) ? 1 : 0,
           rest = strnlen(word + sign, UNIT_BYTES);
    const struct words_language *language = words_language_lookup(layout->document->language);
    struct page_blank blank = {.size = size, .node = node};
    blank.alternative = *word ? page_phrase(layout, language->blank_in, word) : language->blank;
    if (sign)
        blank.before = page_shape(layout, family, face, word, sign, node->pos);
    if (rest)
        blank.after = page_shape(layout, family, face, word + sign, rest, node->pos);
    blank.left = blank.before ? (UNIT_GAP + blank.before->width / 1000.0) * size : 0;
    blank.right = blank.after ? (UNIT_GAP + blank.after->width / 1000.0) * size : 0;
    return blank;
}

double page_blank_put(struct page_layout *layout, const struct page_blank *blank, struct page_box *box, double x,
                      double rule, struct pdf_colour colour) {
    double size = blank->size;
    if (blank->before)
        page_box_add_text(layout, box, x, 0, size, colour, blank->before);
    x += blank->left;
    page_box_begin(layout, box, "Span", blank->alternative);
    page_box_add_line(layout, box, x, 0.18 * size, x + rule, 0.18 * size, layout->style->rule_width,
                      layout->style->ink);
    page_box_add_field(layout, box, x, (0.18 - BLANK_ASCENT) * size, rule, BLANK_ASCENT * size, blank->node);
    page_box_end(layout, box);
    if (blank->after)
        page_box_add_text(layout, box, x + rule + UNIT_GAP * size, 0, size, colour, blank->after);
    box->ascent = fmax(box->ascent, BLANK_ASCENT * size);
    return blank->left + rule + blank->right;
}
