#include "words/words.h"

static const struct words_key WORDS[TONGUES] = {
    [TONGUE_EN] = {.reasons = {[KEY_BOTH_RIGHT] = "options {letters} are both right",
                               [KEY_ALL_RIGHT] = "options {letters} are all right",
                               [KEY_BOTH_NEAREST] = "options {letters} are equally close to the actual {value}",
                               [KEY_ALL_NEAREST] = "options {letters} are equally close to the actual {value}",
                               [KEY_CLAIM_WITHOUT_VALUE] = "the claim of option {letter} has no value",
                               [KEY_EVERY_CLAIM_FALSE] = "no option is right: every claim is false",
                               [KEY_TIES] = "no option is right: {ties}",
                               [KEY_PREDICTION_WITHOUT_VALUE] =
                                   "what option {letter} predicts cannot be compared: a value is missing",
                               [KEY_NOTHING_NEAR] =
                                   "no option is right: {quantity} is {value}, and no ratio to it can be close to 1",
                               [KEY_RIGHT_BUT_FALSE] = "option {letter} is declared right, but its claim does not hold",
                               [KEY_RIGHT_WITHOUT_VALUE] =
                                   "option {letter} is declared right, but its claim has no value",
                               [KEY_WRONG_BUT_TRUE] = "option {letter} is declared wrong, but its claim holds",
                               [KEY_WRONG_WITHOUT_VALUE] =
                                   "option {letter} is declared wrong, but its claim has no value",
                               [KEY_WITHOUT_VALUE] = "{quantity} has no value",
                               [KEY_PRINTED_ALIKE] = "options {letters} print the same"},
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
                     [KEY_WITHOUT_VALUE] = "{quantity} hat keinen Wert",
                     [KEY_PRINTED_ALIKE] = "bei den Antworten {letters} steht dasselbe"},
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
              [KEY_WITHOUT_VALUE] = "{quantity} n’a pas de valeur",
              [KEY_PRINTED_ALIKE] = "les réponses {letters} s’impriment de la même façon"},
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
                     [KEY_WITHOUT_VALUE] = "{quantity} no tiene valor",
                     [KEY_PRINTED_ALIKE] = "las opciones {letters} se imprimen igual"},
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
                     [KEY_WITHOUT_VALUE] = "{quantity} non ha valore",
                     [KEY_PRINTED_ALIKE] = "le risposte {letters} si stampano allo stesso modo"},
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
                     [KEY_WITHOUT_VALUE] = "{quantity} não tem valor",
                     [KEY_PRINTED_ALIKE] = "as opções {letters} imprimem o mesmo"},
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
              [KEY_WITHOUT_VALUE] = "{quantity} heeft geen waarde",
              [KEY_PRINTED_ALIKE] = "bij de antwoorden {letters} staat hetzelfde"},
         .tie = "{first} en {second} zijn gelijk bij {value}",
         .more_ties = "{ties}; {tie}",
         .comma = "{letters}, {letter}",
         .last = "{letters} en {letter}",
         .no_value = "geen waarde"},
};

const struct words_key *words_key_lookup(const struct words_language *language) {
    return &WORDS[language->tongue];
}
