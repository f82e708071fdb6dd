/* Private to page: mathematics being set: what maths.c (trees to boxes) and formula.c (formulas to lines) share. */
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

/* What a term is to its neighbours. */
enum page_atom { ATOM_NONE, ATOM_ORDINARY, ATOM_FUNCTION, ATOM_BINARY, ATOM_RELATION, ATOM_PUNCTUATION, ATOM_INNER };

struct page_setter {
    struct page_layout *layout;
    double size; /* of the display level */
    struct pos pos;
    struct pdf_font_metrics metrics;
};

/* The terms of a row, rows inside it opened up. */
struct page_terms {
    const struct maths **members;
    size_t count, capacity;
};
/* The members of a row, of rows within it too. */
void page_maths_gather_terms(struct page_layout *layout, const struct maths *maths, struct page_terms *terms);
/* Sets terms first..end-1 behind a term of the kind `before`. */
struct page_box *page_maths_set_terms(const struct page_setter *setter, const struct page_terms *terms, size_t first,
                                      size_t end, enum page_atom before, enum page_level level);
/* What a term is behind one of the kind `before`. */
enum page_atom page_maths_atom_of(const struct maths *maths, enum page_atom before);
/* Puts a part behind what is in the box. */
void page_maths_append(struct page_box *box, struct page_box *part, double space);
struct page_setter page_maths_setter(struct page_layout *layout, double size, struct pos pos);

#endif
