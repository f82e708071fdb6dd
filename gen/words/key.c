#include "words/words.h"

#include <math.h>

/* Sentences with places to fill in. */
struct words_key {
    const char *reasons[KEY_REASONS]; /* `{letter}`, `{letters}`, `{quantity}`, `{value}`, `{ties}` */
    const char *tie, *more_ties;      /* `{first}`, `{second}`, `{value}`; `{ties}` so far and another `{tie}` */
    const char *comma, *last;         /* `{letters}` so far and another `{letter}`, which may be the last */
    const char *no_value;
};

static const struct words_key WORDS[TONGUES] = {
    [TONGUE_EN] = {.reasons = {[KEY_BOTH_RIGHT] = "options {letters} are both right",
                               [KEY_ALL_RIGHT] = "options {letters} are all right",
                               [KEY_BOTH_NEAREST] = "options {letters} are both equally near to the actual {value}",
                               [KEY_ALL_NEAREST] = "options {letters} are all equally near to the actual {value}",
                               [KEY_CLAIM_WITHOUT_VALUE] = "the claim of option {letter} has no value",
                               [KEY_EVERY_CLAIM_FALSE] = "no option is right: every claim is false",
                               [KEY_TIES] = "no option is right: {ties}",
                               [KEY_PREDICTION_WITHOUT_VALUE] =
                                   "what option {letter} predicts cannot be compared: a value is missing",
                               [KEY_NOTHING_NEAR] =
                                   "no option is right: {quantity} is {value}, and nothing can be near to it in ratio",
                               [KEY_RIGHT_BUT_FALSE] = "option {letter} is declared right, but its claim does not hold",
                               [KEY_RIGHT_WITHOUT_VALUE] =
                                   "option {letter} is declared right, but its claim has no value",
                               [KEY_WRONG_BUT_TRUE] = "option {letter} is declared wrong, but its claim holds",
                               [KEY_WRONG_WITHOUT_VALUE] =
                                   "option {letter} is declared wrong, but its claim has no value",
                               [KEY_WITHOUT_VALUE] = "{quantity} has no value"},
                   .tie = "{first} and {second} tie at {value}",
                   .more_ties = "{ties}; {tie}",
                   .comma = "{letters}, {letter}",
                   .last = "{letters} and {letter}",
                   .no_value = "no value"},
    [TONGUE_DE] =
        {.reasons = {[KEY_BOTH_RIGHT] = "die Antworten {letters} sind beide richtig",
                     [KEY_ALL_RIGHT] = "die Antworten {letters} sind alle richtig",
                     [KEY_BOTH_NEAREST] = "die Antworten {letters} liegen beide gleich nahe am wahren Wert {value}",
                     [KEY_ALL_NEAREST] = "die Antworten {letters} liegen alle gleich nahe am wahren Wert {value}",
                     [KEY_CLAIM_WITHOUT_VALUE] = "die Behauptung von Antwort {letter} hat keinen Wert",
                     [KEY_EVERY_CLAIM_FALSE] = "keine Antwort ist richtig: alle Behauptungen sind falsch",
                     [KEY_TIES] = "keine Antwort ist richtig: {ties}",
                     [KEY_PREDICTION_WITHOUT_VALUE] =
                         "was Antwort {letter} vorhersagt, ist nicht zu vergleichen: ein Wert fehlt",
                     [KEY_NOTHING_NEAR] =
                         "keine Antwort ist richtig: {quantity} ist {value}, und dem kommt im Verhältnis nichts nahe",
                     [KEY_RIGHT_BUT_FALSE] = "Antwort {letter} gilt als richtig, aber ihre Behauptung trifft nicht zu",
                     [KEY_RIGHT_WITHOUT_VALUE] =
                         "Antwort {letter} gilt als richtig, aber ihre Behauptung hat keinen Wert",
                     [KEY_WRONG_BUT_TRUE] = "Antwort {letter} gilt als falsch, aber ihre Behauptung trifft zu",
                     [KEY_WRONG_WITHOUT_VALUE] =
                         "Antwort {letter} gilt als falsch, aber ihre Behauptung hat keinen Wert",
                     [KEY_WITHOUT_VALUE] = "{quantity} hat keinen Wert"},
         .tie = "{first} und {second} sind gleich ({value})",
         .more_ties = "{ties}; {tie}",
         .comma = "{letters}, {letter}",
         .last = "{letters} und {letter}",
         .no_value = "kein Wert"},
    [TONGUE_FR] =
        {.reasons =
             {[KEY_BOTH_RIGHT] = "les réponses {letters} sont justes toutes les deux",
              [KEY_ALL_RIGHT] = "les réponses {letters} sont toutes justes",
              [KEY_BOTH_NEAREST] =
                  "les réponses {letters} sont toutes les deux aussi proches de la valeur réelle, {value}",
              [KEY_ALL_NEAREST] = "les réponses {letters} sont toutes aussi proches de la valeur réelle, {value}",
              [KEY_CLAIM_WITHOUT_VALUE] = "l’affirmation de la réponse {letter} n’a pas de valeur",
              [KEY_EVERY_CLAIM_FALSE] = "aucune réponse n’est juste : toutes les affirmations sont fausses",
              [KEY_TIES] =
                  "aucune réponse n’est juste : {ties}",
              [KEY_PREDICTION_WITHOUT_VALUE] =
                  "ce que prédit la réponse {letter} ne peut être comparé : une valeur manque",
              [KEY_NOTHING_NEAR] =
                  "aucune réponse n’est juste : {quantity} vaut {value}, et rien ne peut en être proche en proportion",
              [KEY_RIGHT_BUT_FALSE] = "la réponse {letter} est déclarée juste, mais son affirmation n’est pas vraie",
              [KEY_RIGHT_WITHOUT_VALUE] =
                  "la réponse {letter} est déclarée juste, mais son affirmation n’a pas de valeur",
              [KEY_WRONG_BUT_TRUE] = "la réponse {letter} est déclarée fausse, mais son affirmation est vraie",
              [KEY_WRONG_WITHOUT_VALUE] =
                  "la réponse {letter} est déclarée fausse, mais son affirmation n’a pas de valeur",
              [KEY_WITHOUT_VALUE] = "{quantity} n’a pas de valeur"},
         .tie = "égalité de {first} et {second} à {value}",
         .more_ties = "{ties} ; {tie}",
         .comma = "{letters}, {letter}",
         .last = "{letters} et {letter}",
         .no_value = "pas de valeur"},
    [TONGUE_ES] =
        {.reasons = {[KEY_BOTH_RIGHT] = "las opciones {letters} son ambas correctas",
                     [KEY_ALL_RIGHT] = "las opciones {letters} son todas correctas",
                     [KEY_BOTH_NEAREST] = "las opciones {letters} están ambas igual de cerca del valor real, {value}",
                     [KEY_ALL_NEAREST] = "las opciones {letters} están todas igual de cerca del valor real, {value}",
                     [KEY_CLAIM_WITHOUT_VALUE] = "la afirmación de la opción {letter} no tiene valor",
                     [KEY_EVERY_CLAIM_FALSE] = "ninguna opción es correcta: todas las afirmaciones son falsas",
                     [KEY_TIES] = "ninguna opción es correcta: {ties}",
                     [KEY_PREDICTION_WITHOUT_VALUE] =
                         "no se puede comparar lo que predice la opción {letter}: falta un valor",
                     [KEY_NOTHING_NEAR] =
                         "ninguna opción es correcta: {quantity} vale {value}, y nada puede estar cerca en proporción",
                     [KEY_RIGHT_BUT_FALSE] = "la opción {letter} se declara correcta, pero su afirmación no se cumple",
                     [KEY_RIGHT_WITHOUT_VALUE] =
                         "la opción {letter} se declara correcta, pero su afirmación no tiene valor",
                     [KEY_WRONG_BUT_TRUE] = "la opción {letter} se declara incorrecta, pero su afirmación se cumple",
                     [KEY_WRONG_WITHOUT_VALUE] =
                         "la opción {letter} se declara incorrecta, pero su afirmación no tiene valor",
                     [KEY_WITHOUT_VALUE] = "{quantity} no tiene valor"},
         .tie = "empate de {first} con {second} en {value}",
         .more_ties = "{ties}; {tie}",
         .comma = "{letters}, {letter}",
         .last = "{letters} y {letter}",
         .no_value = "sin valor"},
    [TONGUE_IT] =
        {.reasons = {[KEY_BOTH_RIGHT] = "le opzioni {letters} sono entrambe giuste",
                     [KEY_ALL_RIGHT] = "le opzioni {letters} sono tutte giuste",
                     [KEY_BOTH_NEAREST] =
                         "le opzioni {letters} sono entrambe ugualmente vicine al valore reale, {value}",
                     [KEY_ALL_NEAREST] = "le opzioni {letters} sono tutte ugualmente vicine al valore reale, {value}",
                     [KEY_CLAIM_WITHOUT_VALUE] = "l’affermazione dell’opzione {letter} non ha valore",
                     [KEY_EVERY_CLAIM_FALSE] = "nessuna opzione è giusta: tutte le affermazioni sono false",
                     [KEY_TIES] = "nessuna opzione è giusta: {ties}",
                     [KEY_PREDICTION_WITHOUT_VALUE] =
                         "non si può confrontare ciò che prevede l’opzione {letter}: manca un valore",
                     [KEY_NOTHING_NEAR] =
                         "nessuna opzione è giusta: {quantity} vale {value}, e nulla può esservi vicino in proporzione",
                     [KEY_RIGHT_BUT_FALSE] = "l’opzione {letter} è dichiarata giusta, ma la sua affermazione non vale",
                     [KEY_RIGHT_WITHOUT_VALUE] =
                         "l’opzione {letter} è dichiarata giusta, ma la sua affermazione non ha valore",
                     [KEY_WRONG_BUT_TRUE] = "l’opzione {letter} è dichiarata sbagliata, ma la sua affermazione vale",
                     [KEY_WRONG_WITHOUT_VALUE] =
                         "l’opzione {letter} è dichiarata sbagliata, ma la sua affermazione non ha valore",
                     [KEY_WITHOUT_VALUE] = "{quantity} non ha valore"},
         .tie = "parità tra {first} e {second} a {value}",
         .more_ties = "{ties}; {tie}",
         .comma = "{letters}, {letter}",
         .last = "{letters} e {letter}",
         .no_value = "nessun valore"},
    [TONGUE_PT] =
        {.reasons = {[KEY_BOTH_RIGHT] = "as opções {letters} estão ambas certas",
                     [KEY_ALL_RIGHT] = "as opções {letters} estão todas certas",
                     [KEY_BOTH_NEAREST] = "as opções {letters} estão ambas igualmente perto do valor real, {value}",
                     [KEY_ALL_NEAREST] = "as opções {letters} estão todas igualmente perto do valor real, {value}",
                     [KEY_CLAIM_WITHOUT_VALUE] = "a afirmação da opção {letter} não tem valor",
                     [KEY_EVERY_CLAIM_FALSE] = "nenhuma opção está certa: todas as afirmações são falsas",
                     [KEY_TIES] = "nenhuma opção está certa: {ties}",
                     [KEY_PREDICTION_WITHOUT_VALUE] =
                         "não se pode comparar o que a opção {letter} prevê: falta um valor",
                     [KEY_NOTHING_NEAR] =
                         "nenhuma opção está certa: {quantity} vale {value}, e nada pode estar perto em proporção",
                     [KEY_RIGHT_BUT_FALSE] = "a opção {letter} é declarada certa, mas a sua afirmação não se verifica",
                     [KEY_RIGHT_WITHOUT_VALUE] =
                         "a opção {letter} é declarada certa, mas a sua afirmação não tem valor",
                     [KEY_WRONG_BUT_TRUE] = "a opção {letter} é declarada errada, mas a sua afirmação verifica-se",
                     [KEY_WRONG_WITHOUT_VALUE] =
                         "a opção {letter} é declarada errada, mas a sua afirmação não tem valor",
                     [KEY_WITHOUT_VALUE] = "{quantity} não tem valor"},
         .tie = "empate de {first} com {second} em {value}",
         .more_ties = "{ties}; {tie}",
         .comma = "{letters}, {letter}",
         .last = "{letters} e {letter}",
         .no_value = "sem valor"},
    [TONGUE_NL] =
        {.reasons =
             {[KEY_BOTH_RIGHT] = "de antwoorden {letters} zijn allebei goed",
              [KEY_ALL_RIGHT] = "de antwoorden {letters} zijn allemaal goed",
              [KEY_BOTH_NEAREST] =
                  "de antwoorden {letters} liggen allebei even dicht bij de werkelijke waarde {value}",
              [KEY_ALL_NEAREST] = "de antwoorden {letters} liggen allemaal even dicht bij de werkelijke waarde {value}",
              [KEY_CLAIM_WITHOUT_VALUE] = "de bewering van antwoord {letter} heeft geen waarde",
              [KEY_EVERY_CLAIM_FALSE] = "geen antwoord is goed: alle beweringen zijn onwaar",
              [KEY_TIES] =
                  "geen antwoord is goed: {ties}",
              [KEY_PREDICTION_WITHOUT_VALUE] =
                  "wat antwoord {letter} voorspelt, is niet te vergelijken: er ontbreekt een waarde",
              [KEY_NOTHING_NEAR] =
                  "geen antwoord is goed: {quantity} is {value}, en daar kan in verhouding niets bij in de buurt komen",
              [KEY_RIGHT_BUT_FALSE] = "antwoord {letter} geldt als goed, maar de bewering klopt niet",
              [KEY_RIGHT_WITHOUT_VALUE] = "antwoord {letter} geldt als goed, maar de bewering heeft geen waarde",
              [KEY_WRONG_BUT_TRUE] = "antwoord {letter} geldt als fout, maar de bewering klopt",
              [KEY_WRONG_WITHOUT_VALUE] = "antwoord {letter} geldt als fout, maar de bewering heeft geen waarde",
              [KEY_WITHOUT_VALUE] = "{quantity} heeft geen waarde"},
         .tie = "{first} en {second} zijn gelijk bij {value}",
         .more_ties = "{ties}; {tie}",
         .comma = "{letters}, {letter}",
         .last = "{letters} en {letter}",
         .no_value = "geen waarde"},
};

/* Why a key is missing, being put into words. */
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
    const char *copy = arena_strndup(reasoning->arena, out.bytes, out.length);
    text_free(&out);
    return copy;
}

/* Whole dollars rather than millions, for a tie is exact. */
static const char *value_text(const struct reasoning *reasoning, const struct quantity *quantity, double value) {
    struct number_format format =
        quantity ? quantity->format : (struct number_format){NUMBER_PLAIN, DECIMALS_AUTO, false};
    if (!isfinite(value))
        return reasoning->words->no_value;
    if (number_is_short_money(format.style))
        format = (struct number_format){NUMBER_MONEY, 0, format.with_unit};
    struct text out = {0};
    number_print(&out, value, format, quantity ? quantity_word(quantity, value, format, reasoning->locale) : NULL,
                 reasoning->locale);
    const char *copy = arena_strndup(reasoning->arena, out.bytes, out.length);
    text_free(&out);
    return copy;
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

/* An expression in which quantities have their labels for names: for people. */
static struct expr *labelled(struct arena *arena, const struct expr *expr) {
    struct expr *copy = arena_alloc(arena, sizeof *copy);
    *copy = *expr;
    if (expr->op == EXPR_NAME)
        copy->name = expr->quantity->label;
    copy->arguments = arena_array(arena, (size_t)expr->argument_count + 1, sizeof *copy->arguments);
    for (int i = 0; i < expr->argument_count; i++)
        copy->arguments[i] = labelled(arena, expr->arguments[i]);
    return copy;
}

static const char *side_text(const struct reasoning *reasoning, const struct expr *side) {
    struct text out = {0};
    expr_print(&out, labelled(reasoning->arena, side));
    const char *copy = arena_strndup(reasoning->arena, out.bytes, out.length);
    text_free(&out);
    return copy;
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
    struct reasoning reasoning = {arena, &WORDS[language->tongue], locale, entry};
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
