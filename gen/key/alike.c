/* Options that print alike: a person who means one of them cannot be told from a person who means the other. */
#include "key/alike.h"

#include <math.h>
#include <string.h>

/* The text of an option is a template. What it prints is compared piece by piece: words, and figures. A section makes
 * what it prints depend on a condition; then each combination of the conditions is a case of its own. */
enum piece_kind { PIECE_WORDS, PIECE_FIGURE, PIECE_SECTION, PIECE_END };

struct piece {
    enum piece_kind kind;
    const char *text; /* words */
    size_t length;
    const struct expr *value; /* of figures: as printed; of sections: the condition */
    bool inverted;
};

enum { MOST_PIECES = 64, MOST_CONDITIONS = 6 };

struct alike_text {
    struct piece pieces[MOST_PIECES];
    int count;
    bool open; /* what it prints cannot be told from a set alone, or is too long: taken to be different */
};

struct alike {
    struct arena *arena;
    const struct lab *lab;
    const struct expr *conditions[MOST_CONDITIONS]; /* of the sections of both texts */
    int condition_count;
    bool too_many;
};

static void add(struct alike_text *text, struct piece piece) {
    if (text->count == MOST_PIECES)
        text->open = true;
    else
        text->pieces[text->count++] = piece;
}

/* The number that a figure shows, $2.50M as 2.5. Digits behind the fifteenth do not count, as in print. */
static const struct expr *shown_number(struct arena *arena, const struct quantity *quantity,
                                       struct number_format format) {
    enum { AUTO_DIGITS = 6 };
    const double noise = 2e-15, smallest = 1e-300;
    const double shift = pow(10, number_shift(format.style));
    const struct expr *value = expr_new_binary(arena, EXPR_MULTIPLY, expr_new_name(arena, quantity),
                                               expr_new_number(arena, shift)),
                      *scale;
    if (format.style == NUMBER_DATA && format.decimals < 0)
        return value;
    if (format.decimals < 0 && !format.significant && format.style != NUMBER_PLAIN && format.style != NUMBER_PERCENT)
        format.decimals = 2;
    if (format.decimals >= 0) {
        scale = expr_new_number(arena, pow(10, format.decimals));
    } else { /* significant digits; of six of them all before the point too */
        const struct expr *size =
            expr_new_binary(arena, EXPR_MAX, expr_new_unary(arena, EXPR_ABS, value), expr_new_number(arena, smallest));
        const struct expr *first = expr_new_unary(arena, EXPR_FLOOR, expr_new_unary(arena, EXPR_LOG10, size));
        const struct expr *behind =
            expr_new_binary(arena, EXPR_SUBTRACT,
                            expr_new_number(arena, (format.significant ? format.significant : AUTO_DIGITS) - 1), first);
        scale = expr_new_binary(
            arena, EXPR_POWER, expr_new_number(arena, 10),
            format.significant ? behind : expr_new_binary(arena, EXPR_MAX, behind, expr_new_number(arena, 0)));
    }
    const struct expr *moved = expr_new_binary(
        arena, EXPR_MULTIPLY, expr_new_binary(arena, EXPR_MULTIPLY, value, scale), expr_new_number(arena, 1 + noise));
    return expr_new_binary(arena, EXPR_DIVIDE, expr_new_unary(arena, EXPR_ROUND, moved), scale);
}

static void add_words(struct alike_text *text, const char *words, size_t length) {
    add(text, (struct piece){.kind = PIECE_WORDS, .text = words, .length = length});
}

/* The figure of a quantity, with the signs and the word around it. */
static void add_figure(struct alike *alike, struct alike_text *text, const struct quantity *quantity,
                       const char *format) {
    struct number_format own = quantity->format;
    quantity_apart_words(alike->arena, format, &format); /* the digits that it adds are left out */
    if (format && !*format)
        format = NULL;
    if (format && (strcmp(format, "unit") == 0 || strcmp(format, "bare") == 0 || strcmp(format, "figure") == 0))
        own.with_unit = *format == 'u', own.figure = *format == 'f';
    else if (format)
        number_format_parse(format, &own);
    const bool money = !own.figure && (own.style == NUMBER_MONEY || number_is_short_money(own.style));
    add_words(text, "$", money);
    add(text, (struct piece){.kind = PIECE_FIGURE, .value = shown_number(alike->arena, quantity, own)});
    if (own.figure)
        return;
    if (number_is_short_money(own.style))
        add_words(text, &"KMB"[own.style - NUMBER_THOUSANDS], 1);
    if (own.style == NUMBER_PERCENT)
        add_words(text, "%", 1);
    if (own.with_unit && quantity->shown && *quantity->shown && strcmp(quantity->shown, "%") != 0) {
        const bool joined_word = (money && *quantity->shown == '$') || strcmp(quantity->shown, "\u00D7") == 0;
        const char *word = quantity->shown + (money && *quantity->shown == '$');
        add_words(text, " ", !joined_word);
        add_words(text, word, strlen(word));
    }
}

/* A number within words is a figure too: `5 GPUs` beside `{{count}} GPUs`. Gives its length; 0 if there is none. */
static size_t literal_number(const char *at, const char *end, double *value) {
    char digits[32];
    size_t count = 0, length = 0;
    while (at + length < end && count + 1 < sizeof digits) {
        const char c = at[length];
        const bool digit_follows = at + length + 1 < end && at[length + 1] >= '0' && at[length + 1] <= '9';
        if (c >= '0' && c <= '9')
            digits[count++] = c;
        else if (length && digit_follows && c == '.')
            digits[count++] = c;
        else if (!(length && digit_follows && c == ','))
            break;
        length++;
    }
    return count && number_parse(digits, count, value) ? length : 0;
}

static void add_text(struct alike *alike, struct alike_text *text, const char *words, size_t length) {
    const char *end = words + length, *start = words;
    for (const char *at = words; at < end;) {
        double value;
        size_t digits = *at >= '0' && *at <= '9' ? literal_number(at, end, &value) : 0;
        if (digits) {
            add_words(text, start, (size_t)(at - start));
            add(text, (struct piece){.kind = PIECE_FIGURE, .value = expr_new_number(alike->arena, value)});
            start = at + digits;
        }
        at += digits ? digits : 1;
    }
    add_words(text, start, (size_t)(end - start));
}

static void note_condition(struct alike *alike, const struct expr *condition) {
    for (int i = 0; i < alike->condition_count; i++)
        if (expr_equal(alike->conditions[i], condition))
            return;
    if (alike->condition_count == MOST_CONDITIONS)
        alike->too_many = true;
    else
        alike->conditions[alike->condition_count++] = condition;
}

static void split(struct alike *alike, const struct lab_option *option, const char *source, struct alike_text *text,
                  int depth);

/* What a tag prints, or the section that it opens or closes. */
static void split_tag(struct alike *alike, const struct lab_option *option, const struct lab_tag *tag,
                      struct alike_text *text, int depth) {
    const char *name = tag->name;
    if (tag->sigil == '/') {
        add(text, (struct piece){.kind = PIECE_END});
        return;
    }
    const struct quantity *quantity = model_lookup(alike->lab->model, name);
    if (tag->sigil) {
        const struct expr *condition = quantity ? expr_new_name(alike->arena, quantity) : NULL;
        if (!quantity || !expr_is_condition(condition)) {
            text->open = true; /* depends on something else than the set */
            return;
        }
        note_condition(alike, condition);
        add(text, (struct piece){.kind = PIECE_SECTION, .value = condition, .inverted = tag->sigil == '^'});
        return;
    }
    if (quantity) {
        add_figure(alike, text, quantity, tag->format);
        return;
    }
    const enum lab_option_word word = lab_option_word(name);
    if (option->predicts && word >= OPTION_STATED) {
        add(text, (struct piece){.kind = PIECE_FIGURE,
                                 .value = !option->range[0]          ? option->predicts
                                          : word == OPTION_STATED_TO ? option->range[1]
                                                                     : option->range[0]});
        return;
    }
    for (int i = 0; i < alike->lab->text_count && depth < 8; i++)
        if (strncmp(name, "text.", 5) == 0 && strcmp(name + 5, alike->lab->texts[i].name) == 0) {
            split(alike, option, alike->lab->texts[i].text.text, text, depth + 1);
            return;
        }
    /* The same tag prints the same in both texts, unless it is about the option itself. */
    if (word == OPTION_LETTER)
        text->open = true;
    add_words(text, name, strlen(name));
}

static void split(struct alike *alike, const struct lab_option *option, const char *source, struct alike_text *text,
                  int depth) {
    struct lab_tag tag;
    for (; lab_next_tag(alike->arena, source, &tag); source = tag.end) {
        add_text(alike, text, source, (size_t)(tag.at - source));
        split_tag(alike, option, &tag, text, depth);
    }
    add_text(alike, text, source, strlen(source));
}

/* What a text prints in a case: its words with a mark for each figure, spaces made even and emphasis left out; and its
 * figures. */
struct alike_case {
    struct text words;
    const struct expr *figures[MOST_PIECES];
    int count;
};

static bool holds(const struct alike *alike, unsigned truths, const struct piece *section) {
    for (int i = 0; i < alike->condition_count; i++)
        if (expr_equal(alike->conditions[i], section->value))
            return ((truths >> i & 1) != 0) != section->inverted;
    return false;
}

static void put_words(struct text *out, const char *words, size_t length) {
    for (size_t i = 0; i < length; i++) {
        const bool no_break = i + 1 < length && memcmp(words + i, "\u00A0", 2) == 0;
        const bool blank = no_break || strchr(" \t\r\n", words[i]) != NULL;
        const char last = out->length ? out->bytes[out->length - 1] : ' ';
        if (words[i] != '*' && words[i] != '`' && (!blank || last != ' '))
            text_putc(out, blank ? ' ' : words[i]);
        i += no_break;
    }
}

static void put_case(const struct alike *alike, const struct alike_text *text, unsigned truths,
                     struct alike_case *one) {
    bool visible[MOST_PIECES + 1] = {true}; /* by open section, the text itself first */
    int depth = 0;
    *one = (struct alike_case){0};
    text_puts(&one->words, "");
    for (int i = 0; i < text->count; i++) {
        const struct piece *piece = &text->pieces[i];
        if (piece->kind == PIECE_END) {
            depth -= depth > 0;
        } else if (piece->kind == PIECE_SECTION) {
            visible[depth + 1] = visible[depth] && holds(alike, truths, piece);
            depth++;
        } else if (visible[depth] && piece->kind == PIECE_FIGURE) {
            text_putc(&one->words, '\1');
            one->figures[one->count++] = piece->value;
        } else if (visible[depth]) {
            put_words(&one->words, piece->text, piece->length);
        }
    }
    while (one->words.length && one->words.bytes[one->words.length - 1] == ' ')
        one->words.bytes[--one->words.length] = '\0';
}

/* When the two texts print alike if the conditions are true or false as the bits say; NULL for never. */
static const struct expr *alike_in_case(struct alike *alike, const struct alike_text *a, const struct alike_text *b,
                                        unsigned truths) {
    struct alike_case cases[2];
    put_case(alike, a, truths, &cases[0]);
    put_case(alike, b, truths, &cases[1]);
    const bool same = strcmp(cases[0].words.bytes, cases[1].words.bytes) == 0;
    text_free(&cases[0].words);
    text_free(&cases[1].words);
    if (!same)
        return NULL;
    const struct expr *all = expr_new_number(alike->arena, 1);
    all = expr_new_binary(alike->arena, EXPR_EQUAL, all, all);
    for (int i = 0; i < alike->condition_count; i++) {
        const struct expr *condition = alike->conditions[i];
        all = expr_new_binary(alike->arena, EXPR_AND, all,
                              truths >> i & 1 ? condition : expr_new_unary(alike->arena, EXPR_NOT, condition));
    }
    for (int i = 0; i < cases[0].count; i++)
        all = expr_new_binary(alike->arena, EXPR_AND, all,
                              expr_new_binary(alike->arena, EXPR_EQUAL, cases[0].figures[i], cases[1].figures[i]));
    return all;
}

const struct expr *key_claim_alike_pair(struct arena *arena, const struct lab_question *question, int first,
                                        int second) {
    const struct lab_option *options[] = {&question->options[first], &question->options[second]};
    struct alike alike = {.arena = arena, .lab = question->lab};
    struct alike_text *texts = arena_array(arena, 2, sizeof *texts);
    const struct expr *any = NULL;
    if (!question->lab)
        return NULL;
    for (int i = 0; i < 2; i++) {
        split(&alike, options[i], options[i]->text.text ? options[i]->text.text : "", &texts[i], 0);
        if (texts[i].open)
            return NULL;
    }
    for (unsigned truths = 0; !alike.too_many && truths < 1u << alike.condition_count; truths++) {
        const struct expr *one = alike_in_case(&alike, &texts[0], &texts[1], truths);
        any = any && one ? expr_new_binary(arena, EXPR_OR, any, one) : any ? any : one;
    }
    return any;
}

const struct expr *key_claim_alike(struct arena *arena, const struct lab_question *question) {
    const struct expr *any = NULL;
    for (int i = 0; i < question->option_count; i++)
        for (int j = 0; j < i; j++) {
            const struct expr *one = key_claim_alike_pair(arena, question, j, i);
            any = any && one ? expr_new_binary(arena, EXPR_OR, any, one) : any ? any : one;
        }
    return any;
}
