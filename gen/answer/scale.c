#include "answer/scale.h"

#include "answer/span.h"

#include <string.h>
#include <strings.h>

enum { WORD_LIMIT = 24 };

/* Words with one meaning. Those of one letter have it in one case, or in both if both are listed; a word in small
 * letters may be written in capitals. */
static const struct {
    const char *word;
    int exponent;
} words[] = {
    {"k", 3},         {"K", 3},          {"thousand", 3}, {"thousands", 3},  {"tsd", 3},      {"tausend", 3},
    {"millier", 3},   {"milliers", 3},   {"mila", 3},     {"duizend", 3},    {"m", 6},        {"M", 6},
    {"mm", 6},        {"mn", 6},         {"mio", 6},      {"mln", 6},        {"million", 6},  {"millions", 6},
    {"millionen", 6}, {"millones", 6},   {"millón", 6},   {"millon", 6},     {"milione", 6},  {"milioni", 6},
    {"milhão", 6},    {"milhao", 6},     {"milhões", 6},  {"milhoes", 6},    {"miljoen", 6},  {"b", 9},
    {"B", 9},         {"bn", 9},         {"mrd", 9},      {"mld", 9},        {"milliard", 9}, {"milliards", 9},
    {"milliarde", 9}, {"milliarden", 9}, {"miljard", 9},  {"miliardo", 9},   {"miliardi", 9}, {"bilhão", 9},
    {"bilhao", 9},    {"bilhões", 9},    {"bilhoes", 9},  {"lakh", 5},       {"lakhs", 5},    {"crore", 7},
    {"crores", 7},    {"tn", 12},        {"trn", 12},     {"billionen", 12}, {"billón", 12},  {"billones", 12},
    {"bilione", 12},  {"bilioni", 12},   {"biljoen", 12}, {"bilião", 12},    {"biliões", 12}, {"trilhão", 12},
    {"trilhões", 12},
};

/* Words that mean something else in some languages; 0: there it means nothing that is certain. */
static const struct {
    const char *word, *languages;
    int there, elsewhere;
} divided[] = {
    {"billion", "de fr es it nl", 12, 9},
    {"billions", "de fr es it nl", 12, 9},
    {"bln", "nl", 12, 9},
    {"trillion", "de fr es it nl", 18, 12},
    {"trillions", "de fr es it nl", 18, 12},
    {"mil", "es pt", 3, 0},
    {"mil", "en", 6, 0},
    {"mill", "en es", 6, 0},
    {"mille", "fr it", 3, 0},
    {"md", "fr", 9, 0},
    {"mds", "fr", 9, 0},
    {"billon", "es", 12, 0},
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

static bool find(const char *language, const char *word, struct answer_scale *scale) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(word, words[i].word)) {
            *scale = (struct answer_scale){{words[i].exponent}, 1, false};
            return true;
        }
    for (size_t i = 0; i < sizeof divided / sizeof *divided; i++) {
        const bool there = is_one_of(divided[i].languages, language);
        if (strcasecmp(word, divided[i].word) != 0 || (!there && !divided[i].elsewhere))
            continue;
        *scale = there ? (struct answer_scale){{divided[i].there, divided[i].elsewhere}, 1, false}
                       : (struct answer_scale){{divided[i].elsewhere}, 1, false};
        scale->count += there && divided[i].elsewhere;
        return true;
    }
    *scale = (struct answer_scale){{12}, 1, true};
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
    /* mil millones, mille milliards, thousand million */
    struct answer_span rest = answer_span_trim((struct answer_span){text.start + *length, text.length - *length});
    struct answer_scale second;
    size_t more;
    if ((mil || (scale->count == 1 && scale->exponents[0] == 3 && count > 1)) && rest.length > 3 &&
        answer_scale_read(language, rest, &second, &more) && more > 3 && second.exponents[0] >= 6) {
        for (int i = 0; i < second.count; i++)
            second.exponents[i] += 3;
        *scale = second;
        *length = (size_t)(rest.start - text.start) + more;
        return true;
    }
    return known;
}
