/* Mathematics in words, for those who hear it: so that only one formula could be meant. What is more than a symbol or a
 * number is closed by words where it could go on. */
#include "language/maths.h"

#include <string.h>

static void speak(struct text *out, const struct maths_speech *speech, const struct maths_words *words,
                  const struct maths *maths);

/* Appends a word, with a space before it. */
static void say(struct text *out, const char *word) {
    if (out->length && out->bytes[out->length - 1] != ' ')
        text_putc(out, ' ');
    text_puts(out, word);
}

/* What a sign is called; NULL for one that has no word. */
static const char *word_of(const struct maths_speech *speech, const char *sign) {
    for (int i = 0; i < MATHS_SIGNS; i++)
        if (strcmp(speech->signs[i].sign, sign) == 0)
            return speech->signs[i].word;
    return NULL;
}

static void say_sign(struct text *out, const struct maths_speech *speech, const char *sign) {
    const char *word = word_of(speech, sign);
    say(out, word ? word : sign);
}

/* A number with its unit, or a name: raised digits are a power, strokes in a unit say `per`, and lines join words. */
static void say_leaf(struct text *out, const struct maths_speech *speech, const struct maths *leaf) {
    static const char *const signs[] = {"−", "×", "·"};
    const bool number = leaf->kind == MATHS_NUMBER;
    bool power = false;
    say(out, "");
    for (const char *at = leaf->text; *at;) {
        size_t length = 0;
        const char *digit = number ? character_lowered(at, &length) : NULL;
        const bool minus = digit && strcmp(digit, signs[0]) == 0;
        if (digit && !power)
            say(out, speech->power);
        if (digit && (!power || minus))
            text_putc(out, ' ');
        power = digit;
        for (size_t i = 0; number && !length && i < sizeof signs / sizeof *signs; i++)
            if (strncmp(at, signs[i], strlen(signs[i])) == 0) {
                length = strlen(signs[i]);
                say_sign(out, speech, signs[i]);
                text_putc(out, ' ');
            }
        if (minus) {
            say_sign(out, speech, digit);
            text_putc(out, ' ');
        } else if (digit) {
            text_puts(out, digit);
        } else if (number && *at == '/') {
            say(out, speech->per);
            text_putc(out, ' ');
            length = 1;
        } else if (!length) {
            text_putc(out, *at == '_' ? ' ' : *at);
            length = 1;
        }
        at += length;
    }
}

/* Whether the words of a tree cannot be mistaken for a part of what follows. */
static bool is_simple(const struct maths *maths) {
    switch (maths->kind) {
    case MATHS_VARIABLE:
    case MATHS_FUNCTION:
    case MATHS_BRACKETS:
    case MATHS_CASES:
        return true;
    case MATHS_NUMBER:
        return !strstr(maths->text, "×") && !strstr(maths->text, "−") && !strchr(maths->text, '/');
    case MATHS_SCRIPT:
        return !maths->children[2];
    default:
        return false;
    }
}

/* A tree between two words, of which it needs none if it is simple. */
static void say_within(struct text *out, const struct maths_speech *speech, const struct maths_words *words,
                       const char *before, const struct maths *maths, const char *after) {
    const bool simple = is_simple(maths);
    if (!simple && before)
        say(out, before);
    speak(out, speech, words, maths);
    if (!simple)
        say(out, after);
}

static void say_fraction(struct text *out, const struct maths_speech *speech, const struct maths_words *words,
                         const struct maths *fraction) {
    if (is_simple(fraction->children[0])) {
        speak(out, speech, words, fraction->children[0]);
        say(out, speech->divided);
        say_within(out, speech, words, speech->quantity, fraction->children[1], speech->quantity_end);
        return;
    }
    say(out, speech->fraction);
    speak(out, speech, words, fraction->children[0]);
    say(out, speech->over);
    speak(out, speech, words, fraction->children[1]);
    say(out, speech->fraction_end);
}

static void say_script(struct text *out, const struct maths_speech *speech, const struct maths_words *words,
                       const struct maths *script) {
    const struct maths *below = script->children[1], *above = script->children[2];
    speak(out, speech, words, script->children[0]);
    if (below) {
        say(out, speech->sub);
        speak(out, speech, words, below);
    }
    if (!above)
        return;
    if (above->kind == MATHS_NUMBER && (strcmp(above->text, "2") == 0 || strcmp(above->text, "3") == 0)) {
        say(out, *above->text == '2' ? speech->squared : speech->cubed);
        return;
    }
    say(out, speech->power);
    say_within(out, speech, words, NULL, above, speech->power_end);
}

static void say_cases(struct text *out, const struct maths_speech *speech, const struct maths_words *words,
                      const struct maths *cases) {
    say(out, speech->cases);
    for (int i = 0; i + 1 < cases->count; i += 2) {
        if (i)
            text_putc(out, ';');
        speak(out, speech, words, cases->children[i]);
        text_putc(out, ',');
        say(out, cases->children[i + 1] ? words->when : words->otherwise);
        if (cases->children[i + 1])
            speak(out, speech, words, cases->children[i + 1]);
    }
    text_putc(out, ';');
    say(out, speech->cases_end);
}

/* The sign of a sum or a product with its bounds, which begins a row; NULL if there is none. */
static const struct maths *sum_of(const struct maths *row) {
    const struct maths *script = row->count == 2 && row->children[0]->kind == MATHS_SCRIPT ? row->children[0] : NULL;
    const bool is_sum = script && script->children[0]->kind == MATHS_FUNCTION && script->children[1] &&
                        script->children[2] &&
                        (strcmp(script->children[0]->text, "∑") == 0 || strcmp(script->children[0]->text, "∏") == 0);
    return is_sum ? script : NULL;
}

static void say_row(struct text *out, const struct maths_speech *speech, const struct maths_words *words,
                    const struct maths *row) {
    const struct maths *sum = sum_of(row);
    if (!sum) {
        for (int i = 0; i < row->count; i++)
            speak(out, speech, words, row->children[i]);
        return;
    }
    const bool adds = strcmp(sum->children[0]->text, "∑") == 0;
    say(out, adds ? speech->sum : speech->product);
    speak(out, speech, words, sum->children[1]);
    say(out, speech->to);
    speak(out, speech, words, sum->children[2]);
    say(out, speech->of);
    speak(out, speech, words, row->children[1]);
    say(out, adds ? speech->sum_end : speech->product_end);
}

static void speak(struct text *out, const struct maths_speech *speech, const struct maths_words *words,
                  const struct maths *maths) {
    switch (maths->kind) {
    case MATHS_ROW:
        say_row(out, speech, words, maths);
        break;
    case MATHS_FRACTION:
        say_fraction(out, speech, words, maths);
        break;
    case MATHS_SCRIPT:
        say_script(out, speech, words, maths);
        break;
    case MATHS_ROOT:
        say(out, speech->root);
        say_within(out, speech, words, NULL, maths->children[0], speech->root_end);
        break;
    case MATHS_BRACKETS:
        say(out, *maths->text == '|' ? speech->absolute : speech->open);
        speak(out, speech, words, maths->children[0]);
        say(out, *maths->text == '|' ? speech->absolute_end : speech->close);
        break;
    case MATHS_CASES:
        say_cases(out, speech, words, maths);
        break;
    case MATHS_OPERATOR:
    case MATHS_PUNCTUATION:
        say_sign(out, speech, maths->text);
        break;
    case MATHS_FUNCTION:
    case MATHS_NUMBER:
        if (word_of(speech, maths->text)) {
            say_sign(out, speech, maths->text);
            break;
        }
        say_leaf(out, speech, maths);
        break;
    case MATHS_VARIABLE:
        say_leaf(out, speech, maths);
        break;
    }
}

void maths_speak(struct text *out, const struct maths_speech *speech, const struct maths_words *words,
                 const struct maths *maths) {
    text_puts(out, "");
    speak(out, speech, words, maths);
}
