#include "language/maths.h"

#include <string.h>

#define ROOT "\xE2\x88\x9A"
#define DOT "\xC2\xB7"
#define TIMES "\xC3\x97"
#define MINUS "\xE2\x88\x92"

/* The loosest operator in a tree, which decides whether it needs brackets in a line with others. */
enum maths_joint { JOINT_NONE, JOINT_PRODUCT, JOINT_SUM };

static enum maths_joint joint_of(const struct maths *maths) {
    enum maths_joint joint = JOINT_NONE;
    if (maths->kind == MATHS_FRACTION)
        return JOINT_PRODUCT;
    if (maths->kind == MATHS_CASES)
        return JOINT_SUM;
    if (maths->kind == MATHS_NUMBER && (strstr(maths->text, TIMES) || strncmp(maths->text, MINUS, 3) == 0))
        return JOINT_PRODUCT;
    for (int i = 0; maths->kind == MATHS_ROW && i < maths->count; i++) {
        const struct maths *member = maths->children[i];
        enum maths_joint found = joint_of(member);
        if (member->kind == MATHS_OPERATOR)
            found = strcmp(member->text, DOT) == 0 || strcmp(member->text, TIMES) == 0 ? JOINT_PRODUCT : JOINT_SUM;
        joint = found > joint ? found : joint;
    }
    return joint;
}

static void print(struct text *out, const struct maths_words *words, const struct maths *maths);

static void print_bracketed(struct text *out, const struct maths_words *words, const struct maths *maths,
                            bool brackets) {
    if (brackets)
        text_putc(out, '(');
    print(out, words, maths);
    if (brackets)
        text_putc(out, ')');
}

static void print_row(struct text *out, const struct maths_words *words, const struct maths *row) {
    for (int i = 0; i < row->count; i++) {
        const struct maths *member = row->children[i];
        if (member->kind == MATHS_OPERATOR && i == 0)
            text_puts(out, member->text); /* a sign */
        else if (member->kind == MATHS_OPERATOR)
            text_printf(out, " %s ", member->text);
        else
            print(out, words, member);
        /* Two names without a space between them would look like one. */
        if (member->kind == MATHS_FUNCTION && i + 1 < row->count && row->children[i + 1]->kind != MATHS_BRACKETS)
            text_putc(out, ' ');
    }
}

/* Prints an exponent as superscript digits if it is a number of digits only, else returns false. */
static bool print_superscript_digits(struct text *out, const struct maths *power) {
    if (power->kind != MATHS_NUMBER || strspn(power->text, "0123456789") != strlen(power->text))
        return false;
    for (const char *digit = power->text; *digit; digit++)
        text_puts(out, character_raised(*digit - '0'));
    return true;
}

static void print_script(struct text *out, const struct maths_words *words, const struct maths *script) {
    const struct maths *below = script->children[1], *above = script->children[2];
    print(out, words, script->children[0]);
    if (below) {
        text_putc(out, '_');
        print(out, words, below);
    }
    if (above && !print_superscript_digits(out, above)) {
        text_putc(out, '^');
        bool single = above->kind == MATHS_VARIABLE || above->kind == MATHS_SCRIPT || above->kind == MATHS_BRACKETS ||
                      (above->kind == MATHS_NUMBER && joint_of(above) == JOINT_NONE);
        print_bracketed(out, words, above, !single);
    }
}

/* Prints `a if condition; b if condition; c otherwise`. */
static void print_cases(struct text *out, const struct maths_words *words, const struct maths *cases) {
    for (int i = 0; i + 1 < cases->count; i += 2) {
        if (i > 0)
            text_puts(out, "; ");
        print(out, words, cases->children[i]);
        if (cases->children[i + 1]) {
            text_printf(out, " %s ", words->when);
            print(out, words, cases->children[i + 1]);
        } else {
            text_printf(out, " %s", words->otherwise);
        }
    }
}

static void print(struct text *out, const struct maths_words *words, const struct maths *maths) {
    size_t half;
    switch (maths->kind) {
    case MATHS_ROW:
        print_row(out, words, maths);
        return;
    case MATHS_FRACTION:
        print_bracketed(out, words, maths->children[0], joint_of(maths->children[0]) == JOINT_SUM);
        text_putc(out, '/');
        print_bracketed(out, words, maths->children[1], joint_of(maths->children[1]) != JOINT_NONE);
        return;
    case MATHS_SCRIPT:
        print_script(out, words, maths);
        return;
    case MATHS_ROOT: {
        const struct maths *radicand = maths->children[0];
        bool single = radicand->kind == MATHS_VARIABLE || radicand->kind == MATHS_BRACKETS ||
                      (radicand->kind == MATHS_SCRIPT && !radicand->children[2]) ||
                      (radicand->kind == MATHS_NUMBER && joint_of(radicand) == JOINT_NONE);
        text_puts(out, ROOT);
        print_bracketed(out, words, radicand, !single);
        return;
    }
    case MATHS_BRACKETS:
        half = strlen(maths->text) / 2;
        text_append(out, maths->text, half);
        print(out, words, maths->children[0]);
        text_puts(out, maths->text + half);
        return;
    case MATHS_CASES:
        print_cases(out, words, maths);
        return;
    case MATHS_PUNCTUATION:
        text_puts(out, maths->text);
        text_putc(out, ' ');
        return;
    case MATHS_VARIABLE:
    case MATHS_FUNCTION:
    case MATHS_NUMBER:
    case MATHS_OPERATOR:
        text_puts(out, maths->text);
        return;
    }
}

void maths_print(struct text *out, const struct maths *maths) {
    static const struct maths_words english = {"if", "otherwise"};
    print(out, &english, maths);
}
