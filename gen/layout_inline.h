/* Inline content as pieces: what layout_inline.c (text to pieces) and layout_lines.c (pieces to lines) share. */
#ifndef GEN_LAYOUT_INLINE_H
#define GEN_LAYOUT_INLINE_H

#include "layout.h"

enum piece_break { PIECE_JOINED, PIECE_MAY_BREAK, PIECE_MUST_BREAK };

/* A stretch of the gathered text that has one look and one source. */
struct span {
    size_t start;
    enum font_family family;
    enum font_face face;
    double size;
    struct pos pos;
    const struct node *placed; /* a blank, mathematics or a symbol; else NULL */
};

/* What is set as one: a word with the space behind it, an object, or (with neither) an empty line's end. */
struct piece {
    const struct span *span;
    const struct shaped *shaped;
    struct box *object;
    struct blank *blank;   /* an answer blank */
    bool flush;            /* stands at the right end of its line */
    double width, visible; /* with and without the spaces at its end */
    enum piece_break after;
};

/* How straight quotes become those of the language. */
struct prose {
    const char *const *quotes;
    bool single_open;
};

struct inline_text {
    struct prose prose;
    struct setting setting;
    struct piece *pieces;
    size_t count, capacity;
    struct span *spans;
    size_t span_count, span_capacity;
    bool has_blank;
};

/* Adds a piece at the end. */
struct piece *inline_add_piece(struct layout *layout, struct inline_text *text, const struct span *span);
/* Shapes a piece's text. */
void piece_set_shaped(struct layout *layout, struct piece *piece, const char *bytes, size_t length);
/* What stands before and behind a blank's rule, and the least that the rule may become in a narrow cell. */
double blank_words_width(const struct piece *piece);
double blank_least(const struct inline_text *text);

#endif
