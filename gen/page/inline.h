/* Private to page: inline content as pieces, as inline.c (text to pieces) and lines.c (pieces to lines) share it. */
#ifndef PAGE_INLINE_H
#define PAGE_INLINE_H

#include "page/layout.h"

enum page_piece_break { PIECE_JOINED, PIECE_MAY_BREAK, PIECE_MUST_BREAK };

/* A stretch of the gathered text that has one look and comes from one place. */
struct page_span {
    size_t start;
    enum pdf_font_family family;
    enum pdf_font_face face;
    double size;
    struct pos pos;
    const struct doc_node *placed; /* a blank, mathematics or a symbol; else NULL */
};

/* What is set as one: a word with the space after it, an object, or (with neither) the end of an empty line. */
struct page_piece {
    const struct page_span *span;
    const struct pdf_shaped *shaped;
    struct page_box *object;
    struct page_blank *blank; /* an answer blank */
    double width, visible;    /* with and without the spaces at its end */
    enum page_piece_break after;
    bool folds; /* a formula on a line of its own, which may be set in several lines */
    bool flush; /* placed at the right end of its line */
};

struct page_inline_text {
    struct page_setting setting;
    struct page_piece *pieces;
    size_t count, capacity;
    struct page_span *spans;
    size_t span_count, span_capacity;
    bool has_blank, has_folds;
    struct page_kept_text *kept; /* if it is plain and was set before: its entry, which has the pieces; else NULL */
};

/* Adds a piece at the end. */
struct page_piece *page_inline_add_piece(struct page_layout *layout, struct page_inline_text *text,
                                         const struct page_span *span);
/* Gives a text that was set before pieces of its own, which can be changed. */
void page_inline_own(struct page_layout *layout, struct page_inline_text *text);
/* Shapes a piece's text. */
void page_piece_set_shaped(struct page_layout *layout, struct page_piece *piece, const char *bytes, size_t length);
/* The width of the sign and unit around a blank's rule, and the least width of the rule in a narrow cell. */
double page_blank_words_width(const struct page_piece *piece);
double page_blank_least(const struct page_inline_text *text);

#endif
