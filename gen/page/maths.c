/* Trees of mathematics to boxes. */
#include "page/maths.h"

#include "words/words.h"

#include <math.h>
#include <string.h>

/* The digits of a power of ten: their size, and how far they are raised, as shares of the size of the number. */
#define POWER_SIZE 0.72
#define POWER_RISE 0.36
/* Beside a dot, less space than about other signs: the sign has some of its own. Less still behind a subscript, which
 * has a little at its end. */
#define SPACE_DOT 0.1
#define SUBSCRIPT_END 0.04

static const double level_scale[] = {1, 1, 0.7, 0.55};

static struct page_box *set(const struct page_setter *setter, const struct maths *maths, enum page_level level);

static double em(const struct page_setter *setter, enum page_level level) {
    return setter->size * level_scale[level];
}

/* The height above the baseline of fraction bars and of the middle of brackets: that of the middle of a plus. */
static double axis(const struct page_setter *setter, enum page_level level) {
    return 0.56 * setter->metrics.x_height / 1000 * em(setter, level);
}

static double stroke(const struct page_setter *setter, enum page_level level) {
    return fmax(0.055 * em(setter, level), 0.4);
}

static enum page_level smaller(enum page_level level) {
    return level == LEVEL_DISPLAY ? LEVEL_TEXT : level == LEVEL_TEXT ? LEVEL_SCRIPT : LEVEL_SCRIPT_SCRIPT;
}

static enum page_level script(enum page_level level) {
    return level < LEVEL_SCRIPT ? LEVEL_SCRIPT : LEVEL_SCRIPT_SCRIPT;
}

static struct page_box *set_text(const struct page_setter *setter, const char *text, enum pdf_font_face face,
                                 enum page_level level) {
    struct page_layout *layout = setter->layout;
    struct page_box *box = page_box_new(layout);
    double size = em(setter, level);
    int ascent = setter->metrics.x_height, descent = 0; /* those of the font would leave too much air in fractions */
    for (size_t start = 0, length = strlen(text), n; start < length; start += n) {
        n = length - start;
        if (n > 1000)
            for (n = 1000; n > 1 && ((unsigned char)text[start + n] & 0xC0) == 0x80; n--)
                ;
        const struct pdf_shaped *shaped = page_shape(layout, FAMILY_MATHS, face, text + start, n, setter->pos);
        page_box_add_text(layout, box, box->width, 0, size, layout->style->ink, shaped);
        box->width += shaped->width * size / 1000;
        int above, below;
        pdf_fonts_extents(layout->fonts, shaped, &above, &below);
        ascent = above > ascent ? above : ascent;
        descent = below > descent ? below : descent;
    }
    box->ascent = ascent * size / 1000;
    box->descent = descent * size / 1000;
    return box;
}

/* Puts what is set at the end of a box, raised by `up`. */
static void put_raised(struct page_box *box, struct page_box *part, double up) {
    box->ascent = fmax(box->ascent, part->ascent + up);
    box->descent = fmax(box->descent, part->descent - up);
    double x = box->width;
    box->width += part->width;
    page_box_place(box, part, x, -up);
}

/* A number: its power of ten is raised, and the cross before that has thin spaces about it. */
static struct page_box *set_number(const struct page_setter *setter, const char *text, enum page_level level) {
    static const char cross[] = "×";
    struct arena *arena = setter->layout->arena;
    size_t length = 0;
    const char *at = text;
    while (*at && (unsigned char)*at < 0x80)
        at++;
    if (!*at)
        return set_text(setter, text, FACE_REGULAR, level);
    struct page_box *box = page_box_new(setter->layout);
    struct page_setter small = *setter;
    small.size *= POWER_SIZE;
    while (*text) {
        const char *digit = character_lowered(text, &length);
        const bool times = strncmp(text, cross, strlen(cross)) == 0;
        if (digit) {
            put_raised(box, set_text(&small, digit, FACE_REGULAR, level), POWER_RISE * em(setter, level));
            text += length;
            continue;
        }
        box->width += times ? SPACE_THIN * em(setter, level) : 0;
        for (at = text + (times ? strlen(cross) : 1); !times && *at; at++)
            if (character_lowered(at, &length) || strncmp(at, cross, strlen(cross)) == 0)
                break;
        put_raised(box, set_text(setter, arena_strndup(arena, text, (size_t)(at - text)), FACE_REGULAR, level), 0);
        box->width += times ? SPACE_THIN * em(setter, level) : 0;
        text = at;
    }
    return box;
}

/* An equals sign with a stroke through it: fonts for text often lack the sign, and a stroke that is a character of its
 * own does not stand where the sign is. */
static struct page_box *set_unequal(const struct page_setter *setter, enum page_level level) {
    struct page_box *box = set_text(setter, "=", FACE_REGULAR, level);
    const double middle = axis(setter, level), high = 0.36 * em(setter, level), x = box->width / 2;
    page_box_add_line(setter->layout, box, x - 0.36 * high, high - middle, x + 0.36 * high, -high - middle,
                      stroke(setter, level), setter->layout->style->ink);
    box->ascent = fmax(box->ascent, middle + high);
    box->descent = fmax(box->descent, high - middle);
    return box;
}

/* A letter, or one with a star, as the best of its values is written: T*. Longer names stand upright. */
static bool single_letter(const char *text) {
    unsigned c;
    size_t length = strlen(text);
    if (length == 0)
        return false;
    size_t n = (size_t)utf8_decode(text, length, &c);
    return n == length || strcmp(text + n, "*") == 0;
}

static bool is_word(const char *text) {
    return (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
}

static bool is_relation(const char *text) {
    static const char *const relations[] = {"=", "<", ">", "≤", "≥", "≠", "≈", "→", "∧", "∨"};
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        if (strcmp(text, relations[i]) == 0)
            return true;
    return is_word(text);
}

enum page_atom page_maths_atom_of(const struct maths *maths, enum page_atom before) {
    switch (maths->kind) {
    case MATHS_OPERATOR:
        if (strcmp(maths->text, "not") == 0 || strcmp(maths->text, "¬") == 0)
            return ATOM_FUNCTION;
        if (is_relation(maths->text))
            return ATOM_RELATION;
        /* A minus with nothing to subtract from is a sign. */
        return before == ATOM_ORDINARY || before == ATOM_INNER ? ATOM_BINARY : ATOM_ORDINARY;
    case MATHS_PUNCTUATION:
        return ATOM_PUNCTUATION;
    case MATHS_FUNCTION:
        return ATOM_FUNCTION;
    case MATHS_FRACTION:
    case MATHS_CASES:
        return ATOM_INNER;
    default:
        return ATOM_ORDINARY;
    }
}

static double binary_space(const struct maths *maths) {
    return strcmp(maths->text, "·") == 0 ? SPACE_DOT : SPACE_MEDIUM;
}

/* The space between two neighbours, in ems. There is none between a sign and its operand. */
static double space_between(const struct maths *left, enum page_atom a, const struct maths *right, enum page_atom b,
                            enum page_level level) {
    bool words = (left->kind == MATHS_OPERATOR && is_word(left->text)) ||
                 (right->kind == MATHS_OPERATOR && is_word(right->text));
    if (level >= LEVEL_SCRIPT && !words)
        return a == ATOM_PUNCTUATION || a == ATOM_RELATION || b == ATOM_RELATION ? 0.5 * SPACE_THIN : 0;
    if (a == ATOM_RELATION || b == ATOM_RELATION)
        return SPACE_THICK;
    if (a == ATOM_BINARY)
        return binary_space(left);
    if (b == ATOM_BINARY)
        return binary_space(right) - (left->kind == MATHS_SCRIPT && strcmp(right->text, "·") == 0 ? SUBSCRIPT_END : 0);
    if (b == ATOM_PUNCTUATION)
        return 0;
    if (a == ATOM_PUNCTUATION)
        return SPACE_THIN;
    if (left->kind == MATHS_OPERATOR && a == ATOM_ORDINARY)
        return 0;
    if (a == ATOM_FUNCTION)
        return right->kind == MATHS_BRACKETS && !words ? 0 : SPACE_THIN;
    if (b == ATOM_FUNCTION || a == ATOM_INNER || b == ATOM_INNER)
        return SPACE_THIN;
    return right->kind == MATHS_BRACKETS || left->kind == MATHS_BRACKETS ? 0.5 * SPACE_THIN : SPACE_THIN;
}

void page_maths_append(struct page_box *box, struct page_box *part, double space) {
    box->ascent = fmax(box->ascent, part->ascent);
    box->descent = fmax(box->descent, part->descent);
    double x = box->width + space;
    box->width = x + part->width;
    page_box_place(box, part, x, 0);
}

void page_maths_gather_terms(struct page_layout *layout, const struct maths *maths, struct page_terms *terms) {
    if (maths->kind == MATHS_ROW) {
        for (int i = 0; i < maths->count; i++)
            page_maths_gather_terms(layout, maths->children[i], terms);
        return;
    }
    terms->members = arena_grow(layout->arena, terms->members, terms->count, &terms->capacity, sizeof *terms->members);
    terms->members[terms->count++] = maths;
}

struct page_box *page_maths_set_terms(const struct page_setter *setter, const struct page_terms *terms, size_t first,
                                      size_t end, enum page_atom before, enum page_level level) {
    struct page_box *box = page_box_new(setter->layout);
    enum page_atom last = before;
    for (size_t i = first; i < end; i++) {
        const struct maths *term = terms->members[i];
        enum page_atom atom = page_maths_atom_of(term, last);
        double space = i > first ? space_between(terms->members[i - 1], last, term, atom, level) : 0;
        page_maths_append(box, set(setter, term, level), space * em(setter, level));
        last = atom;
    }
    return box;
}

static struct page_box *set_row(const struct page_setter *setter, const struct maths *maths, enum page_level level) {
    struct page_terms terms = {0};
    page_maths_gather_terms(setter->layout, maths, &terms);
    return page_maths_set_terms(setter, &terms, 0, terms.count, ATOM_NONE, level);
}

static struct page_box *set_fraction(const struct page_setter *setter, const struct maths *maths,
                                     enum page_level level) {
    struct page_layout *layout = setter->layout;
    struct page_box *over = set(setter, maths->children[0], smaller(level));
    struct page_box *under = set(setter, maths->children[1], smaller(level));
    double size = em(setter, level), bar = stroke(setter, level), middle = axis(setter, level);
    double gap = (level == LEVEL_DISPLAY ? 0.27 : 0.17) * size, side = 0.1 * size;
    struct page_box *box = page_box_new(layout);
    double bar_width = fmax(over->width, under->width) + 2 * side;
    double over_y = middle + bar / 2 + gap + over->descent, under_y = bar / 2 + gap + under->ascent - middle;
    box->width = bar_width + side;
    box->ascent = over_y + over->ascent;
    box->descent = under_y + under->descent;
    double x = side / 2;
    page_box_place(box, over, x + (bar_width - over->width) / 2, -over_y);
    page_box_add_line(layout, box, x, -middle, x + bar_width, -middle, bar, layout->style->ink);
    page_box_place(box, under, x + (bar_width - under->width) / 2, under_y);
    return box;
}

/* By how far the last letter of a box reaches beyond it, as a slanted f does. */
static double overhang(const struct page_setter *setter, const struct page_box *box) {
    const struct page_mark *last = box->last;
    if (!last || last->kind != MARK_TEXT)
        return 0;
    return pdf_fonts_overhang(setter->layout->fonts, last->shaped) * last->size / 1000;
}

static struct page_box *set_script(const struct page_setter *setter, const struct maths *maths, enum page_level level) {
    const struct maths *sub = maths->count > 1 ? maths->children[1] : NULL;
    const struct maths *sup = maths->count > 2 ? maths->children[2] : NULL;
    struct page_box *box = page_box_new(setter->layout);
    double size = em(setter, level), small = em(setter, script(level));
    page_maths_append(box, set(setter, maths->children[0], level), 0);
    double base = box->width, base_ascent = box->ascent, base_descent = box->descent;
    bool slanted = maths->children[0]->kind == MATHS_VARIABLE && single_letter(maths->children[0]->text);
    struct page_box *raised = sup ? set(setter, sup, script(level)) : NULL;
    struct page_box *lowered = sub ? set(setter, sub, script(level)) : NULL;
    double up = raised ? fmax(fmax(0.36 * size, base_ascent - 0.5 * small), raised->descent + 0.2 * size) : 0;
    double down = lowered ? fmax(0.18 * size, base_descent + 0.02 * size) : 0;
    /* A letter with a descender (p, y) does not push its subscript down. */
    if (lowered && base_descent <= 0.25 * size)
        down = fmax(0.18 * size, lowered->ascent - 0.36 * size);
    if (raised && lowered) {
        double between = (up - raised->descent) - (lowered->ascent - down);
        if (between < 0.12 * size)
            down += 0.12 * size - between;
    }
    if (raised) {
        double x = base + (slanted ? 0.09 : 0.03) * size;
        box->width = fmax(box->width, x + raised->width);
        box->ascent = fmax(box->ascent, up + raised->ascent);
        page_box_place(box, raised, x, -up);
    }
    if (lowered) {
        double x = base + 0.03 * size;
        box->width = fmax(box->width, x + lowered->width + overhang(setter, lowered));
        box->descent = fmax(box->descent, down + lowered->descent);
        page_box_place(box, lowered, x, down);
    }
    box->width += 0.04 * size;
    return box;
}

static struct page_box *set_root(const struct page_setter *setter, const struct maths *maths, enum page_level level) {
    struct page_layout *layout = setter->layout;
    struct page_box *inside = set(setter, maths->children[0], level), *box = page_box_new(layout);
    double size = em(setter, level), bar = stroke(setter, level), gap = 0.14 * size, sign = 0.62 * size;
    double top = fmax(inside->ascent, setter->metrics.cap_height * size / 1000) + gap + bar / 2;
    double bottom = inside->descent + 0.05 * size, tall = top + bottom;
    box->width = sign + inside->width + 0.12 * size;
    box->ascent = top + bar;
    box->descent = bottom;
    const double hook[] = {0, bottom - 0.42 * tall, 0.14 * size, bottom - 0.5 * tall, 0.32 * size, bottom};
    const double rise[] = {0.32 * size, bottom, 0.58 * size, -top, sign + inside->width + 0.06 * size, -top};
    page_box_add_polygon(layout, box, 0, 0, hook, 3, false, false, 1.6 * bar, layout->style->ink);
    page_box_add_polygon(layout, box, 0, 0, rise, 3, false, false, bar, layout->style->ink);
    page_box_place(box, inside, sign, 0);
    return box;
}

/* A parenthesis as the area between two arcs, with its ends at (0, -top) and (0, bottom) on the open side; `left`: it
 * opens to the right. */
static void add_parenthesis(struct page_layout *layout, struct page_box *box, double x, double top, double bottom,
                            double width, double thick, bool left) {
    enum { STEPS = 14 };
    double points[4 * (STEPS + 1)], tall = top + bottom;
    int n = 0;
    for (int side = 0; side < 2; side++)
        for (int i = 0; i <= STEPS; i++) {
            double t = (double)(side ? STEPS - i : i) / STEPS, bow = 4 * t * (1 - t);
            double out = (width - thick) * bow + (side ? 0 : thick * (0.45 + 0.55 * bow));
            points[n++] = left ? width - out : out;
            points[n++] = -top + tall * t;
        }
    page_box_add_polygon(layout, box, x, 0, points, n / 2, true, true, 0, layout->style->ink);
}

/* A left brace, drawn as one stroke. */
static void add_brace(struct page_layout *layout, struct page_box *box, double x, double top, double bottom,
                      double width, double thick) {
    enum { STEPS = 8 };
    double points[2 * 4 * (STEPS + 1)], middle = (bottom - top) / 2, half = (top + bottom) / 2;
    double curl = fmin(half / 2, width);
    int n = 0;
    for (int quarter = 0; quarter < 4; quarter++)
        for (int i = 0; i <= STEPS; i++) {
            double a = (double)i / STEPS * 1.57079632679, s = sin(a), c = cos(a), px = 0, py = 0;
            if (quarter == 0)
                px = width - width / 2 * s, py = -top + curl * (1 - c);
            else if (quarter == 1)
                px = width / 2 * c, py = middle - curl * (1 - s);
            else if (quarter == 2)
                px = width / 2 * s, py = middle + curl * (1 - c);
            else
                px = width / 2 + width / 2 * (1 - c), py = bottom - curl * (1 - s);
            points[n++] = px;
            points[n++] = py;
        }
    page_box_add_polygon(layout, box, x, 0, points, n / 2, false, false, thick, layout->style->ink);
}

/* One bracket around content that reaches from -top to bottom. Returns its width. */
static double add_bracket(const struct page_setter *setter, struct page_box *box, const char *bracket, size_t length,
                          double x, double top, double bottom, bool left, enum page_level level) {
    struct page_layout *layout = setter->layout;
    double size = em(setter, level), bar = stroke(setter, level), tall = top + bottom;
    char text[8] = "";
    memcpy(text, bracket, length < 7 ? length : 7);
    if (strcmp(text, "(") == 0 || strcmp(text, ")") == 0) {
        double width = fmin(0.12 * size + 0.11 * tall, 0.6 * size);
        add_parenthesis(layout, box, x + (left ? 0.06 : 0.04) * size, top, bottom, width, 1.5 * bar, left);
        return width + 0.1 * size;
    }
    if (strcmp(text, "|") == 0) {
        page_box_add_line(layout, box, x + 0.15 * size, -top, x + 0.15 * size, bottom, bar, layout->style->ink);
        return 0.3 * size;
    }
    bool upper = strcmp(text, "⌊") != 0 && strcmp(text, "⌋") != 0;
    bool lower = strcmp(text, "⌈") != 0 && strcmp(text, "⌉") != 0;
    double stem = x + (left ? 0.1 : 0.26) * size, tip = x + (left ? 0.3 : 0.06) * size, points[8];
    int n = 0;
    if (upper)
        points[n++] = tip, points[n++] = -top;
    points[n++] = stem, points[n++] = -top, points[n++] = stem, points[n++] = bottom;
    if (lower)
        points[n++] = tip, points[n++] = bottom;
    page_box_add_polygon(layout, box, 0, 0, points, n / 2, false, false, bar, layout->style->ink);
    return 0.36 * size;
}

static struct page_box *set_brackets(const struct page_setter *setter, const struct maths *maths,
                                     enum page_level level) {
    struct page_layout *layout = setter->layout;
    struct page_box *inside = set(setter, maths->children[0], level), *box = page_box_new(layout);
    const char *text = maths->text && *maths->text ? maths->text : "()";
    unsigned c;
    size_t left = (size_t)utf8_decode(text, strlen(text), &c), right = strlen(text) - left;
    double size = em(setter, level);
    char one[8] = "";
    memcpy(one, text, left < 7 ? left : 7);
    /* The font's own brackets go round what is no taller than they and letters are. */
    const struct page_box *letters = set_text(setter, "(p", FACE_REGULAR, level);
    const double overshoot = 0.02 * size;
    if ((c == '(' || c == '[') && inside->ascent <= letters->ascent + overshoot &&
        inside->descent <= letters->descent + overshoot) {
        page_maths_append(box, set_text(setter, one, FACE_REGULAR, level), 0);
        page_maths_append(box, inside, 0.02 * size);
        page_maths_append(box, set_text(setter, text + left, FACE_REGULAR, level), 0.02 * size);
        return box;
    }
    double middle = axis(setter, level);
    double half = fmax(inside->ascent - middle, inside->descent + middle) + 0.08 * size;
    box->ascent = half + middle;
    box->descent = half - middle;
    box->width = add_bracket(setter, box, text, left, 0, box->ascent, box->descent, true, level);
    page_maths_append(box, inside, 0.04 * size);
    box->width += 0.04 * size;
    box->width += add_bracket(setter, box, text + left, right, box->width, box->ascent, box->descent, false, level);
    return box;
}

static struct page_box *set_cases(const struct page_setter *setter, const struct maths *maths, enum page_level level) {
    struct page_layout *layout = setter->layout;
    const struct maths_words *words = &words_language_lookup(layout->document->language)->maths;
    int rows = maths->count / 2;
    double size = em(setter, level), values = 0, total = 0, gap = 0.5 * size;
    struct page_box **boxes = arena_array(layout->arena, 2 * (size_t)rows + 1, sizeof(struct page_box *));
    for (int i = 0; i < rows; i++) {
        struct page_box *value = boxes[2 * i] = set(setter, maths->children[2 * i], level);
        const struct maths *condition = maths->children[2 * i + 1];
        struct page_box *when = boxes[2 * i + 1] =
            set_text(setter, condition ? words->when : words->otherwise, FACE_REGULAR, level);
        if (condition)
            page_maths_append(when, set(setter, condition, level), 0.3 * size);
        values = fmax(values, value->width);
        value->ascent = fmax(value->ascent, when->ascent);
        value->descent = fmax(value->descent, when->descent);
        total += value->ascent + value->descent + (i ? gap : 0);
    }
    struct page_box *box = page_box_new(layout);
    double middle = axis(setter, level), brace = 0.5 * size, x = brace + 0.24 * size;
    box->ascent = total / 2 + middle + 0.06 * size;
    box->descent = total / 2 - middle + 0.06 * size;
    add_brace(layout, box, 0.06 * size, box->ascent, box->descent, 0.42 * size, 1.2 * stroke(setter, level));
    double y = -total / 2 - middle, right = 0;
    for (int i = 0; i < rows; i++) {
        struct page_box *value = boxes[2 * i], *when = boxes[2 * i + 1];
        double height = value->ascent + value->descent;
        y += value->ascent;
        right = fmax(right, when->width);
        page_box_place(box, value, x, y);
        page_box_place(box, when, x + values + 1.1 * size, y);
        y += height - value->ascent + gap;
    }
    box->width = x + values + 1.1 * size + right;
    return box;
}

static struct page_box *set(const struct page_setter *setter, const struct maths *maths, enum page_level level) {
    switch (maths->kind) {
    case MATHS_ROW:
        return set_row(setter, maths, level);
    case MATHS_FRACTION:
        return set_fraction(setter, maths, level);
    case MATHS_SCRIPT:
        return set_script(setter, maths, level);
    case MATHS_ROOT:
        return set_root(setter, maths, level);
    case MATHS_BRACKETS:
        return set_brackets(setter, maths, level);
    case MATHS_CASES:
        return set_cases(setter, maths, level);
    case MATHS_NUMBER:
        return set_number(setter, maths->text, level);
    case MATHS_VARIABLE:
        return set_text(setter, maths->text, single_letter(maths->text) ? FACE_ITALIC : FACE_REGULAR, level);
    default:
        return strcmp(maths->text, "≠") == 0 ? set_unequal(setter, level)
                                             : set_text(setter, maths->text, FACE_REGULAR, level);
    }
}

struct page_setter page_maths_setter(struct page_layout *layout, double size, struct pos pos) {
    return (struct page_setter){layout, size, pos, pdf_fonts_metrics(layout->fonts, FAMILY_MATHS, FACE_REGULAR)};
}

struct page_box *page_maths_box(struct page_layout *layout, const struct maths *maths, double size, bool display,
                                struct pos pos) {
    struct page_setter setter = page_maths_setter(layout, size, pos);
    return set(&setter, maths, display ? LEVEL_DISPLAY : LEVEL_TEXT);
}
