#include "words/words.h"

#include <stdio.h>
#include <string.h>

void words_put(struct text *out, const char *phrase, const char *word) {
    size_t before = strcspn(phrase, "{"), end = before + strcspn(phrase + before, "}");
    text_append(out, phrase, before);
    text_puts(out, word);
    if (phrase[end])
        text_puts(out, phrase + end + 1);
}

void words_fill(struct text *out, const char *phrase, const struct words_phrase_word *words) {
    while (*phrase) {
        size_t before = strcspn(phrase, "{"), length = strcspn(phrase + before, "}");
        const struct words_phrase_word *word = words;
        text_append(out, phrase, before);
        phrase += before;
        if (!*phrase)
            return;
        while (word->name && (strlen(word->name) + 1 != length || strncmp(word->name, phrase + 1, length - 1) != 0))
            word++;
        if (word->name)
            text_puts(out, word->text);
        else
            text_append(out, phrase, length + (phrase[length] == '}'));
        phrase += length + (phrase[length] == '}');
    }
}

const char *words_phrase(struct arena *arena, const char *phrase, const char *first, const char *second) {
    struct text out = {0};
    const char *put = first;
    text_puts(&out, "");
    for (const char *p = phrase; *p;) {
        if (p[0] == '{' && p[1] == '}') {
            text_puts(&out, put);
            put = second;
            p += 2;
        } else {
            text_putc(&out, *p++);
        }
    }
    const char *copy = arena_strdup(arena, out.bytes);
    text_free(&out);
    return copy;
}

void words_put_page(struct text *out, const struct words_language *language, int page, int pages) {
    char numbers[2][16];
    snprintf(numbers[0], sizeof numbers[0], "%d", page);
    snprintf(numbers[1], sizeof numbers[1], "%d", pages);
    words_fill(out, language->page, (struct words_phrase_word[]){{"page", numbers[0]}, {"pages", numbers[1]}, {0}});
}

void words_put_proven(struct text *out, const struct words_language *language, const struct number_locale *locale,
                      uint64_t sets, const char *certificate) {
    struct text number = {0};
    number_print(&number, (double)sets, (struct number_format){.decimals = 0}, NULL, locale);
    words_fill(out, language->proven,
               (struct words_phrase_word[]){{"sets", number.bytes}, {"certificate", certificate}, {0}});
    text_free(&number);
}
