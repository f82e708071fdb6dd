#include "lab/lab.h"

#include <string.h>

/* A part of a text without the blanks around it. */
static const char *trimmed(struct arena *arena, const char *text, size_t length) {
    while (length && strchr(" \n", *text))
        text++, length--;
    while (length && strchr(" \n", text[length - 1]))
        length--;
    return arena_strndup(arena, text, length);
}

bool lab_next_tag(struct arena *arena, const char *text, struct lab_tag *tag) {
    const char *open = strstr(text, "{{"), *close = open ? strstr(open, "}}") : NULL;
    if (!close)
        return false;
    const char *inner = open + 2, *bar = memchr(inner, '|', (size_t)(close - inner));
    *tag = (struct lab_tag){.at = open, .end = close + 2, .sigil = strchr("#^/", *inner) ? *inner : '\0'};
    inner += tag->sigil != '\0';
    tag->name = trimmed(arena, inner, (size_t)((bar ? bar : close) - inner));
    tag->format = bar ? trimmed(arena, bar + 1, (size_t)(close - bar) - 1) : NULL;
    return true;
}

enum lab_option_word lab_option_word(const char *name) {
    static const char *const words[] = {[OPTION_LETTER] = "letter",
                                        [OPTION_STATED] = "stated",
                                        [OPTION_STATED_FROM] = "stated_from",
                                        [OPTION_STATED_TO] = "stated_to"};
    for (int i = OPTION_LETTER; i <= OPTION_STATED_TO; i++)
        if (strcmp(name, words[i]) == 0)
            return (enum lab_option_word)i;
    return OPTION_NO_WORD;
}
