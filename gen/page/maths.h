/* Private to page: setting mathematics, as maths.c (trees to boxes) and formula.c (formulas to lines) share it. */
#ifndef PAGE_MATHS_H
#define PAGE_MATHS_H

#include "language/language.h"
#include "page/layout.h"

/* Levels as in TeX: display, text, script, script of a script. */
enum page_level { LEVEL_DISPLAY, LEVEL_TEXT, LEVEL_SCRIPT, LEVEL_SCRIPT_SCRIPT };

/* Spaces in ems. */
#define SPACE_THIN 0.167
#define SPACE_MEDIUM 0.222
#define SPACE_THICK 0.278

/* The kind of a term, which decides the spaces around it. */
enum page_atom { ATOM_NONE, ATOM_ORDINARY, ATOM_FUNCTION, ATOM_BINARY, ATOM_RELATION, ATOM_PUNCTUATION, ATOM_INNER };

struct page_setter {
    struct page_layout *layout;
    double size; /* of the display level */
    struct pos pos;
    struct pdf_font_metrics metrics;
};

/* The terms of a row; rows within the row are opened up. */
struct page_terms {
    const struct maths **members;
    size_t count, capacity;
};
/* Collects the terms of a row, and of rows within it. */
void page_maths_gather_terms(struct page_layout *layout, const struct maths *maths, struct page_terms *terms);
/* Sets terms first..end-1 after a term of the kind `before` (an operand, if a line was broken there). */
struct page_box *page_maths_set_terms(const struct page_setter *setter, const struct page_terms *terms, size_t first,
                                      size_t end, enum page_atom before, enum page_level level);
/* The kind of a term after one of the kind `before`. */
enum page_atom page_maths_atom_of(const struct maths *maths, enum page_atom before);
/* Places `part` to the right of what the box holds. */
void page_maths_append(struct page_box *box, struct page_box *part, double space);
struct page_setter page_maths_setter(struct page_layout *layout, double size, struct pos pos);

#endif
