#include "key/key.h"

#include <math.h>

/* What it takes to put the reason for a missing key into words. */
struct reasoning {
    struct arena *arena;
    const struct words_key *words;
    const struct number_locale *locale;
    const struct key_entry *entry;
};

static const char *filled(const struct reasoning *reasoning, const char *phrase,
                          const struct words_phrase_word *words) {
    struct text out = {0};
    words_fill(&out, phrase, words);
    return text_keep(&out, reasoning->arena);
}

/* Money in whole dollars instead of millions, since a tie is exact. */
static const char *value_text(const struct reasoning *reasoning, const struct quantity *quantity, double value) {
    struct number_format format =
        quantity ? quantity->format : (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    if (!isfinite(value))
        return reasoning->words->no_value;
    if (number_is_short_money(format.style))
        format = (struct number_format){.style = NUMBER_MONEY, .decimals = 0, .with_unit = format.with_unit};
    struct text out = {0};
    if (quantity)
        quantity_print(&out, quantity, value, quantity_format_apart(quantity->apart, value, format, NULL),
                       reasoning->locale);
    else
        number_print(&out, value, format, NULL, reasoning->locale);
    return text_keep(&out, reasoning->arena);
}

/* The letters of the options that hold, in the order of the sheet. */
static const char *letters_text(const struct reasoning *reasoning) {
    const struct key_entry *entry = reasoning->entry;
    const char *letters = "";
    int count = 0, seen = 0;
    for (int i = 0; i < entry->question->option_count; i++)
        count += entry->holds[i];
    for (int place = 0; place < entry->question->option_count; place++) {
        int option = entry->order.option_at[place];
        if (!entry->holds[option])
            continue;
        const char *letter = key_entry_letter(entry, option);
        const char *phrase = ++seen == count ? reasoning->words->last : reasoning->words->comma;
        letters = seen == 1 ? letter
                            : filled(reasoning, phrase,
                                     (struct words_phrase_word[]){{"letters", letters}, {"letter", letter}, {0}});
    }
    return letters;
}

/* The label of a quantity in place of its name, for people. */
static const struct expr *labelled(const struct expr *expr, void *context) {
    if (expr->op != EXPR_NAME)
        return NULL;
    struct expr *copy = expr_new_name(context, expr->quantity);
    copy->name = expr->quantity->label;
    return copy;
}

static const char *side_text(const struct reasoning *reasoning, const struct expr *side) {
    struct text out = {0};
    expr_print(&out, expr_map(reasoning->arena, side, labelled, reasoning->arena));
    return text_keep(&out, reasoning->arena);
}

static const char *ties_text(const struct reasoning *reasoning) {
    const struct key_reason *reason = &reasoning->entry->reason;
    const char *ties = "";
    for (int i = 0; i < reason->tie_count; i++) {
        const struct expr *const *sides = reason->ties[i].sides;
        const struct expr *named = sides[sides[0]->op != EXPR_NAME];
        const char *value =
            value_text(reasoning, named->op == EXPR_NAME ? named->quantity : NULL, reason->ties[i].value);
        const char *tie = filled(reasoning, reasoning->words->tie,
                                 (struct words_phrase_word[]){{"first", side_text(reasoning, sides[0])},
                                                              {"second", side_text(reasoning, sides[1])},
                                                              {"value", value},
                                                              {0}});
        ties = i == 0 ? tie
                      : filled(reasoning, reasoning->words->more_ties,
                               (struct words_phrase_word[]){{"ties", ties}, {"tie", tie}, {0}});
    }
    return ties;
}

const char *key_reason_text(struct arena *arena, const struct key_entry *entry, const struct words_language *language,
                            const struct number_locale *locale) {
    struct reasoning reasoning = {arena, words_key_lookup(language), locale, entry};
    const struct key_reason *reason = &entry->reason;
    const struct quantity *quantity = entry->question->quantity;
    if (entry->state != KEY_UNFIT)
        return NULL;
    return filled(
        &reasoning, reasoning.words->reasons[reason->kind],
        (struct words_phrase_word[]){{"letter", reason->option >= 0 ? key_entry_letter(entry, reason->option) : ""},
                                     {"letters", letters_text(&reasoning)},
                                     {"quantity", quantity ? quantity->label : ""},
                                     {"value", value_text(&reasoning, quantity, reason->value)},
                                     {"ties", ties_text(&reasoning)},
                                     {0}});
}
