#include "answer/scale.h"

#include "answer/span.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORD_LIMIT = 24 };

/* The words of a power of ten, with a space after each. Those of one letter have it in one case, or in both if both are
 * listed; a word in small letters may be written in capitals. */
static const struct {
    int exponent;
    const char *words;
} powers[] = {
    {2, "hundred hundert "},
    {3, "k K thousand thousands tsd tausend tausende millier milliers mila migliaia milhar milhares duizend "},
    {5, "lakh lakhs "},
    {6, "m M mm mn mio mln mlns million millions millionen millones millón millon milione milioni milion milhão "
        "milhao milhões milhoes miljoen "},
    {7, "crore crores "},
    {9, "b B bn mrd mrds mld mia milliard milliards milliarde milliarden miljard miliardo miliardi millardo "
        "millardos bilhão bilhao bilhões bilhoes "},
    {12, "tn trn billionen billón billones bilione bilioni biljoen bilião biliões trilhão "
         "trilhao trilhões trilhoes "},
    {15, "billiarde billiarden "},
};

/* Words that mean something else in some languages; 0: there it means nothing that is certain. */
static const struct {
    const char *word, *languages;
    int there, elsewhere;
    int doubt; /* what it means to guests from other languages where it has one of these */
} divided[] = {
    {"billion", "de fr es it nl", 12, 9, 0},
    {"billions", "de fr es it nl", 12, 9, 0},
    {"bln", "nl", 12, 9, 0},
    {"trillion", "de fr es it nl", 18, 12, 0},
    {"trillions", "de fr es it nl", 18, 12, 0},
    {"mil", "es pt", 3, 0, 0},
    {"mil", "en", 6, 0, 3},
    {"mill", "de en es", 6, 0, 0},
    {"mille", "fr it", 3, 0, 0},
    {"dzd", "nl", 3, 0, 0}, /* elsewhere a currency */
    {"miles", "es", 3, 0, 0},
    {"md", "fr", 9, 0, 0},
    {"mds", "fr", 9, 0, 0},
    {"billon", "es", 12, 0, 0},
    {"bio", "de", 12, 0, 0},
    {"bil", "en", 9, 0, 0},
    {"tril", "en", 12, 0, 0},
    {"mi", "pt", 6, 0, 0},
    {"bi", "pt", 9, 0, 0},
    {"tri", "pt", 12, 0, 0},
};

static bool is_word(const char *written, const char *word) {
    return word[1] ? strcasecmp(written, word) == 0 : strcmp(written, word) == 0;
}

static bool is_one_of(const char *languages, const char *language) {
    for (const char *at = languages; *at; at += at[2] == ' ' ? 3 : 2)
        if (strncasecmp(at, language, 2) == 0)
            return true;
    return false;
}

/* The length of the letters that a text begins with. */
static size_t letters(struct answer_span text) {
    size_t length = 0;
    for (; length < text.length; length++) {
        unsigned char c = (unsigned char)text.start[length];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool accented = c == 0xC3 && length + 1 < text.length && (unsigned char)text.start[length + 1] != 0x97;
        if (!letter && !accented)
            break;
        length += accented;
    }
    return length;
}

/* Whether a word is in a list. */
static bool is_listed(const char *list, const char *word) {
    char listed[WORD_LIMIT];
    for (size_t length; *list; list += length + 1) {
        length = strcspn(list, " ");
        snprintf(listed, sizeof listed, "%.*s", (int)length, list);
        if (is_word(word, listed))
            return true;
    }
    return false;
}

static bool find(const char *language, const char *word, struct answer_scale *scale) {
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
        if (is_listed(powers[i].words, word)) {
            *scale = (struct answer_scale){{powers[i].exponent}, 1, 0, false, strlen(word) > 2};
            return true;
        }
    for (size_t i = 0; i < sizeof divided / sizeof *divided; i++) {
        const bool there = is_one_of(divided[i].languages, language);
        if (strcasecmp(word, divided[i].word) != 0 || (!there && !divided[i].elsewhere))
            continue;
        /* A million may also be a length (mil) or a machine (mill). */
        const int first = there ? divided[i].there : divided[i].elsewhere;
        *scale = (struct answer_scale){{first, divided[i].elsewhere},
                                       1,
                                       there ? divided[i].doubt : divided[i].there,
                                       false,
                                       strlen(word) > 2 && first != 6};
        scale->count += there && divided[i].elsewhere;
        return true;
    }
    *scale = (struct answer_scale){{12}, 1, 0, true, false};
    return strcmp(word, "T") == 0;
}

bool answer_scale_read(const char *language, struct answer_span text, struct answer_scale *scale, size_t *length) {
    char word[WORD_LIMIT] = "";
    size_t count = letters(text);
    if (count == 0 || count >= sizeof word)
        return false;
    memcpy(word, text.start, count);
    const bool known = find(language, word, scale), mil = strcasecmp(word, "mil") == 0;
    if (!known && !mil)
        return false;
    *length = count + (count > 1 && count < text.length && text.start[count] == '.');
    /* mil millones, mille milliards, thousand million, hundred thousand */
    struct answer_span rest = answer_span_trim((struct answer_span){text.start + *length, text.length - *length});
    struct answer_scale second;
    size_t more;
    const int first = mil ? 3 : scale->exponents[0], least = first == 2 ? 3 : 6;
    if (mil && is_one_of("es pt", language) && letters(rest) == 1 && *rest.start == 'M') { /* 1,4 mil M$ */
        *scale = (struct answer_scale){{9}, 1, 0, false, false};
        *length = (size_t)(rest.start - text.start) + 1;
        return true;
    }
    if ((mil || (scale->count == 1 && first <= 3 && count > 1)) && rest.length > 3 &&
        answer_scale_read(language, rest, &second, &more) && more > 3 && second.exponents[0] >= least) {
        for (int i = 0; i < second.count; i++)
            second.exponents[i] += first;
        second.doubt += second.doubt ? first : 0;
        *scale = second;
        *length = (size_t)(rest.start - text.start) + more;
        return true;
    }
    return known;
}
