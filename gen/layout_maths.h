/* Mathematics being set: what layout_maths.c (trees to boxes) and layout_formula.c (formulas to lines) share. */
#ifndef GEN_LAYOUT_MATHS_H
#define GEN_LAYOUT_MATHS_H

#include "layout.h"

/* Levels as in TeX: display, text, script, script of a script. */
enum level { LEVEL_DISPLAY, LEVEL_TEXT, LEVEL_SCRIPT, LEVEL_SCRIPT_SCRIPT };

/* Spaces in ems. */
#define SPACE_THIN 0.167
#define SPACE_MEDIUM 0.222
#define SPACE_THICK 0.278

/* What a term is to its neighbours. */
enum atom { ATOM_NONE, ATOM_ORDINARY, ATOM_FUNCTION, ATOM_BINARY, ATOM_RELATION, ATOM_PUNCTUATION, ATOM_INNER };

struct setter {
    struct layout *layout;
    double size; /* of the display level */
    struct pos pos;
    struct font_metrics metrics;
};

/* The terms of a row, rows inside it opened up. */
struct terms {
    const struct maths **members;
    size_t count, capacity;
};
/* The members of a row, of rows within it too. */
void maths_gather_terms(struct layout *layout, const struct maths *maths, struct terms *terms);
/* Sets terms first..end-1 behind a term of the kind `before`. */
struct box *maths_set_terms(const struct setter *setter, const struct terms *terms, size_t first, size_t end,
                            enum atom before, enum level level);
/* What a term is behind one of the kind `before`. */
enum atom maths_atom_of(const struct maths *maths, enum atom before);
/* Puts a part behind what is in the box. */
void maths_append(struct box *box, struct box *part, double space);
struct setter maths_setter(struct layout *layout, double size, struct pos pos);

#endif
