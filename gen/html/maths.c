/* Trees of mathematics as MathML Core. */
#include "html/put.h"

#include <string.h>

#define APPLY "<mo>&#x2061;</mo>" /* function application */

static void put(struct text *out, const struct maths *maths, const struct maths_words *words, bool begins);

static void put_leaf(struct text *out, const char *name, const char *attributes, const char *text) {
    text_printf(out, "<%s%s>", name, attributes);
    text_puts_xml(out, text);
    text_printf(out, "</%s>", name);
}

/* Ordinary digits of raised ones that begin a text, as many as there are; returns the bytes of those. */
static size_t lower(struct text *out, const char *text) {
    size_t length = 0, bytes;
    for (const char *digit; (digit = character_lowered(text + length, &bytes)); length += bytes)
        text_puts(out, digit);
    return length;
}

/* A number: its power of ten is raised. */
static void put_number(struct text *out, struct arena *arena, const char *text) {
    const char *cross = strstr(text, "×"), *base = cross ? cross + strlen("×") : NULL;
    struct text power = {0};
    size_t digits = base ? strspn(base, "0123456789") : 0;
    size_t length = base ? lower(&power, base + digits) : 0;
    if (length) {
        text_puts(out, "<mrow>");
        put_leaf(out, "mn", "", arena_strndup(arena, text, (size_t)(cross - text)));
        text_puts(out, "<mo>×</mo><msup>");
        put_leaf(out, "mn", "", arena_strndup(arena, base, digits));
        put_leaf(out, "mn", "", power.bytes);
        text_puts(out, "</msup>");
        if (base[digits + length])
            put_leaf(out, "mtext", "", base + digits + length);
        text_puts(out, "</mrow>");
    } else {
        put_leaf(out, "mn", "", text);
    }
    text_free(&power);
}

static bool is_number(const struct maths *maths) {
    return maths && maths->text && *maths->text && maths->text[strspn(maths->text, "0123456789")] == '\0';
}

static bool is_letter(const struct maths *maths) {
    unsigned c;
    return maths->text && *maths->text &&
           (size_t)utf8_decode(maths->text, strlen(maths->text), &c) == strlen(maths->text);
}

static void put_script(struct text *out, const struct maths *maths, const struct maths_words *words) {
    const struct maths *sub = maths->count > 1 ? maths->children[1] : NULL;
    const struct maths *sup = maths->count > 2 ? maths->children[2] : NULL;
    const char *name = sub && sup ? "msubsup" : sub ? "msub" : sup ? "msup" : "mrow";
    const bool function = maths->children[0]->kind == MATHS_FUNCTION, applied = function && sub;
    if (applied)
        text_puts(out, "<mrow>");
    /* Braille (gen/braille) writes a number below a letter without signs for the level. */
    text_printf(out, "<%s%s>", name,
                !sup && is_number(sub) && is_letter(maths->children[0]) ? " class=\"numeric\"" : "");
    /* The base is one element: a logarithm is applied with its base below it, and the exponent of e is its argument. */
    if (function)
        put_leaf(out, "mi", "", maths->children[0]->text);
    else
        put(out, maths->children[0], words, true);
    if (sub)
        put(out, sub, words, true);
    if (sup)
        put(out, sup, words, true);
    text_printf(out, "</%s>", name);
    if (applied)
        text_puts(out, APPLY "</mrow>");
}

static void put_brackets(struct text *out, const struct maths *maths, const struct maths_words *words) {
    const char *text = maths->text && *maths->text ? maths->text : "()";
    unsigned c;
    const size_t left = (size_t)utf8_decode(text, strlen(text), &c);
    char one[8] = "";
    memcpy(one, text, left < sizeof one ? left : 0);
    text_puts(out, "<mrow>");
    put_leaf(out, "mo", " fence=\"true\" form=\"prefix\" stretchy=\"true\"", one);
    put(out, maths->children[0], words, true);
    put_leaf(out, "mo", " fence=\"true\" form=\"postfix\" stretchy=\"true\"", text + left);
    text_puts(out, "</mrow>");
}

static void put_cases(struct text *out, const struct maths *maths, const struct maths_words *words) {
    text_puts(out, "<mrow><mo fence=\"true\" form=\"prefix\" stretchy=\"true\">{</mo><mtable class=\"cases\" "
                   "displaystyle=\"true\">");
    for (int i = 0; i + 1 < maths->count; i += 2) {
        const struct maths *condition = maths->children[i + 1];
        text_puts(out, "<mtr><mtd>");
        put(out, maths->children[i], words, true);
        text_puts(out, "</mtd><mtd><mrow>");
        put_leaf(out, "mtext", "", condition ? words->when : words->otherwise);
        if (condition) {
            text_puts(out, "<mspace width=\"0.3em\"></mspace>");
            put(out, condition, words, true);
        }
        text_puts(out, "</mrow></mtd></mtr>");
    }
    text_puts(out, "</mtable></mrow>");
}

/* A minus that nothing stands before is a sign; words have space about them. The dot of a product is written as the
   sign that means it, which Braille and speech know from a raised point. */
static void put_operator(struct text *out, const char *text, bool begins) {
    const bool word = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
    put_leaf(out, "mo",
             word     ? " lspace=\"0.35em\" rspace=\"0.35em\""
             : begins ? " form=\"prefix\""
                      : "",
             strcmp(text, "·") == 0 ? "⋅" : text);
}

static void put_members(struct text *out, const struct maths *row, const struct maths_words *words, bool begins,
                        bool flat) {
    for (int i = 0; i < row->count; i++) {
        const bool after = i ? row->children[i - 1]->kind == MATHS_OPERATOR : begins;
        if (flat && row->children[i]->kind == MATHS_ROW)
            put_members(out, row->children[i], words, after, flat);
        else
            put(out, row->children[i], words, after);
    }
}

static void put(struct text *out, const struct maths *maths, const struct maths_words *words, bool begins) {
    switch (maths->kind) {
    case MATHS_ROW:
        text_puts(out, "<mrow>");
        put_members(out, maths, words, begins, false);
        text_puts(out, "</mrow>");
        break;
    case MATHS_FRACTION:
        text_puts(out, "<mfrac>");
        put(out, maths->children[0], words, true);
        put(out, maths->children[1], words, true);
        text_puts(out, "</mfrac>");
        break;
    case MATHS_SCRIPT:
        put_script(out, maths, words);
        break;
    case MATHS_ROOT:
        text_puts(out, "<msqrt>");
        put(out, maths->children[0], words, true);
        text_puts(out, "</msqrt>");
        break;
    case MATHS_BRACKETS:
        put_brackets(out, maths, words);
        break;
    case MATHS_CASES:
        put_cases(out, maths, words);
        break;
    case MATHS_NUMBER: {
        struct arena *arena = arena_new();
        put_number(out, arena, maths->text);
        arena_free(arena);
        break;
    }
    case MATHS_VARIABLE:
        put_leaf(out, "mi", "", maths->text);
        break;
    case MATHS_FUNCTION:
        put_leaf(out, "mi", "", maths->text);
        text_puts(out, APPLY);
        break;
    case MATHS_OPERATOR:
        put_operator(out, maths->text, begins);
        break;
    case MATHS_PUNCTUATION:
        put_leaf(out, "mo", " separator=\"true\"", maths->text);
        break;
    }
}

static size_t letters(const char *text) {
    size_t count = 0;
    for (; text && *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* About how many letters wide a tree is: with `broken`, its widest part that stays on one line. */
static size_t width_of(const struct maths *maths, bool broken) {
    size_t sum = letters(maths->text), most = 0;
    for (int i = 0; i < maths->count; i++) {
        const struct maths *child = maths->children[i];
        const size_t width = child ? width_of(child, broken && child->kind == MATHS_ROW) : 0;
        most = width > most ? width : most;
        sum += width;
    }
    return (broken && maths->kind == MATHS_ROW) || maths->kind == MATHS_FRACTION ? most : sum;
}

bool html_is_wide(const struct maths *maths) {
    enum { LETTERS = 20 }; /* that a screen of 320 pixels shows in a line */
    return width_of(maths, true) > LETTERS;
}

void html_put_maths(struct text *out, const struct maths *maths, const struct words_language *language, bool display) {
    struct text alternative = {0};
    words_speak_maths(&alternative, language, maths);
    text_printf(out, "<math%s", display ? " display=\"block\"" : "");
    html_put_attribute(out, "alttext", alternative.bytes ? alternative.bytes : "");
    text_putc(out, '>');
    if (display && maths->kind == MATHS_ROW) { /* its terms may go on in the next line of a small screen */
        text_puts(out, "<mrow class=\"line\">");
        put_members(out, maths, &language->maths, true, true);
        text_puts(out, "</mrow>");
    } else {
        put(out, maths, &language->maths, true);
    }
    text_puts(out, "</math>");
    text_free(&alternative);
}
