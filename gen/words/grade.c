#include "words/words.h"

#include "base/base.h"

#include <string.h>

static const struct words_grade WORDS[TONGUES] = {
    [TONGUE_EN] = {.verdicts = {"right", "wrong", "review", "blank", "unfit"},
                   .prediction = "a prediction: making one earns its marks",
                   .several_letters = "more than one letter",
                   .no_option = "there is no option {}",
                   .no_letter = "not the letter of an option",
                   .unreadable = "cannot be read ({}): {}",
                   .reasons = {"", "nothing is written", "not one number",
                               "its digits are grouped as nobody groups them", "a range",
                               "an unknown unit, or a suffix that does not fit", "a unit of something else"},
                   .second_reading = "right if it is read as {} rather than {}",
                   .there_is_one = "there is one",
                   .there_is_none = "there is none",
                   .above = "{} above the key",
                   .below = "{} below the key",
                   .times = "{} times the key",
                   .fraction = "{} times too small",
                   .follows = "follows from the answer given to “{}”",
                   .follows_several = "follows from the answers given to {}",
                   .trivial = ", which makes it trivial: no marks",
                   .share = ": {} of the marks",
                   .no_key = "the set has no key: {}",
                   .does_not_count = "does not count",
                   .decided = "decided by a person",
                   .decided_because = "decided: {}",
                   .other_column = "not graded: its column is called “{}”",
                   .of = "{} of {}"},
    [TONGUE_DE] = {.verdicts = {"richtig", "falsch", "in Prüfung", "leer", "ohne Lösung"},
                   .prediction = "eine Vorhersage: wer eine macht, bekommt ihre Punkte",
                   .several_letters = "mehr als ein Buchstabe",
                   .no_option = "eine Antwort {} gibt es nicht",
                   .no_letter = "kein Buchstabe einer Antwort",
                   .unreadable = "nicht lesbar ({}): {}",
                   .reasons = {"", "nichts geschrieben", "nicht eine Zahl", "so gruppiert niemand Ziffern",
                               "ein Bereich", "eine unbekannte Einheit oder ein Kürzel, das nicht passt",
                               "eine Einheit von etwas anderem"},
                   .second_reading = "richtig, wenn es {} heißt und nicht {}",
                   .there_is_one = "es gibt einen Wert",
                   .there_is_none = "es gibt keinen Wert",
                   .above = "{} über der Lösung",
                   .below = "{} unter der Lösung",
                   .times = "das {}-Fache der Lösung",
                   .fraction = "{}-mal zu klein",
                   .follows = "folgt aus der eigenen Antwort auf „{}“",
                   .follows_several = "folgt aus den eigenen Antworten auf {}",
                   .trivial = ", die es trivial macht: keine Punkte",
                   .share = ": {} der Punkte",
                   .no_key = "der Satz hat keine Lösung: {}",
                   .does_not_count = "zählt nicht",
                   .decided = "von einem Menschen entschieden",
                   .decided_because = "entschieden: {}",
                   .other_column = "nicht bewertet: die Spalte heißt „{}“",
                   .of = "{} von {}"},
    [TONGUE_FR] = {.verdicts = {"juste", "faux", "à vérifier", "vide", "sans corrigé"},
                   .prediction = "une prédiction : en faire une donne ses points",
                   .several_letters = "plus d’une lettre",
                   .no_option = "il n’y a pas de réponse {}",
                   .no_letter = "pas la lettre d’une réponse",
                   .unreadable = "illisible ({}) : {}",
                   .reasons = {"", "rien n’est écrit", "pas un seul nombre", "personne ne groupe ainsi les chiffres",
                               "un intervalle", "une unité inconnue, ou un suffixe qui ne convient pas",
                               "l’unité d’autre chose"},
                   .second_reading = "juste si on lit {} et non {}",
                   .there_is_one = "il y en a une",
                   .there_is_none = "il n’y en a pas",
                   .above = "{} au-dessus du corrigé",
                   .below = "{} au-dessous du corrigé",
                   .times = "{} fois le corrigé",
                   .fraction = "{} fois trop petit",
                   .follows = "découle de la réponse donnée à « {} »",
                   .follows_several = "découle des réponses données à {}",
                   .trivial = ", qui la rend triviale : aucun point",
                   .share = " : {} des points",
                   .no_key = "le jeu n’a pas de corrigé : {}",
                   .does_not_count = "ne compte pas",
                   .decided = "décidé par une personne",
                   .decided_because = "décidé : {}",
                   .other_column = "non noté : sa colonne s’appelle « {} »",
                   .of = "{} sur {}"},
    [TONGUE_ES] = {.verdicts = {"correcto", "incorrecto", "por revisar", "en blanco", "sin clave"},
                   .prediction = "una predicción: hacerla da sus puntos",
                   .several_letters = "más de una letra",
                   .no_option = "no hay opción {}",
                   .no_letter = "no es la letra de una opción",
                   .unreadable = "no se puede leer ({}): {}",
                   .reasons = {"", "no hay nada escrito", "no es un solo número", "nadie agrupa así las cifras",
                               "un intervalo", "una unidad desconocida o un sufijo que no encaja",
                               "la unidad de otra cosa"},
                   .second_reading = "correcto si se lee {} y no {}",
                   .there_is_one = "sí hay un valor",
                   .there_is_none = "no hay ningún valor",
                   .above = "{} por encima de la clave",
                   .below = "{} por debajo de la clave",
                   .times = "{} veces la clave",
                   .fraction = "{} veces menor",
                   .follows = "se sigue de la respuesta dada a «{}»",
                   .follows_several = "se sigue de las respuestas dadas a {}",
                   .trivial = ", que la hace trivial: sin puntos",
                   .share = ": {} de los puntos",
                   .no_key = "el conjunto no tiene clave: {}",
                   .does_not_count = "no cuenta",
                   .decided = "decidido por una persona",
                   .decided_because = "decidido: {}",
                   .other_column = "sin calificar: su columna se llama «{}»",
                   .of = "{} de {}"},
    [TONGUE_IT] = {.verdicts = {"giusto", "sbagliato", "da rivedere", "in bianco", "senza chiave"},
                   .prediction = "una previsione: farla dà i suoi punti",
                   .several_letters = "più di una lettera",
                   .no_option = "non c’è un’opzione {}",
                   .no_letter = "non è la lettera di un’opzione",
                   .unreadable = "illeggibile ({}): {}",
                   .reasons = {"", "non è scritto nulla", "non è un solo numero", "nessuno raggruppa così le cifre",
                               "un intervallo", "un’unità sconosciuta o un suffisso che non va",
                               "l’unità di qualcos’altro"},
                   .second_reading = "giusto se si legge {} e non {}",
                   .there_is_one = "un valore c’è",
                   .there_is_none = "non c’è alcun valore",
                   .above = "{} sopra la chiave",
                   .below = "{} sotto la chiave",
                   .times = "{} volte la chiave",
                   .fraction = "{} volte troppo piccolo",
                   .follows = "segue dalla risposta data a «{}»",
                   .follows_several = "segue dalle risposte date a {}",
                   .trivial = ", che la rende banale: nessun punto",
                   .share = ": {} dei punti",
                   .no_key = "l’insieme non ha chiave: {}",
                   .does_not_count = "non conta",
                   .decided = "deciso da una persona",
                   .decided_because = "deciso: {}",
                   .other_column = "non valutato: la sua colonna si chiama «{}»",
                   .of = "{} su {}"},
    [TONGUE_PT] = {.verdicts = {"certo", "errado", "a rever", "em branco", "sem gabarito"},
                   .prediction = "uma previsão: fazê-la vale os seus pontos",
                   .several_letters = "mais de uma letra",
                   .no_option = "não há opção {}",
                   .no_letter = "não é a letra de uma opção",
                   .unreadable = "ilegível ({}): {}",
                   .reasons = {"", "nada está escrito", "não é um só número", "ninguém agrupa assim os algarismos",
                               "um intervalo", "uma unidade desconhecida ou um sufixo que não cabe",
                               "a unidade de outra coisa"},
                   .second_reading = "certo se for lido como {} e não {}",
                   .there_is_one = "há um valor",
                   .there_is_none = "não há valor",
                   .above = "{} acima do gabarito",
                   .below = "{} abaixo do gabarito",
                   .times = "{} vezes o gabarito",
                   .fraction = "{} vezes menor",
                   .follows = "segue da resposta dada a “{}”",
                   .follows_several = "segue das respostas dadas a {}",
                   .trivial = ", que a torna trivial: sem pontos",
                   .share = ": {} dos pontos",
                   .no_key = "o conjunto não tem gabarito: {}",
                   .does_not_count = "não conta",
                   .decided = "decidido por uma pessoa",
                   .decided_because = "decidido: {}",
                   .other_column = "não avaliado: a sua coluna chama-se “{}”",
                   .of = "{} de {}"},
    [TONGUE_NL] = {.verdicts = {"goed", "fout", "na te kijken", "leeg", "zonder sleutel"},
                   .prediction = "een voorspelling: wie er een doet, krijgt de punten",
                   .several_letters = "meer dan één letter",
                   .no_option = "er is geen antwoord {}",
                   .no_letter = "niet de letter van een antwoord",
                   .unreadable = "niet te lezen ({}): {}",
                   .reasons = {"", "er staat niets", "niet één getal", "zo groepeert niemand cijfers", "een bereik",
                               "een onbekende eenheid of een achtervoegsel dat niet past",
                               "een eenheid van iets anders"},
                   .second_reading = "goed als er {} staat en niet {}",
                   .there_is_one = "er is er een",
                   .there_is_none = "er is er geen",
                   .above = "{} boven de sleutel",
                   .below = "{} onder de sleutel",
                   .times = "{} keer de sleutel",
                   .fraction = "{} keer te klein",
                   .follows = "volgt uit het gegeven antwoord op ‘{}’",
                   .follows_several = "volgt uit de gegeven antwoorden op {}",
                   .trivial = ", dat het triviaal maakt: geen punten",
                   .share = ": {} van de punten",
                   .no_key = "de set heeft geen sleutel: {}",
                   .does_not_count = "telt niet mee",
                   .decided = "door een mens beslist",
                   .decided_because = "beslist: {}",
                   .other_column = "niet beoordeeld: de kolom heet ‘{}’",
                   .of = "{} van {}"},
};

static const char *const verdict_names[VERDICTS] = {"right", "wrong", "review", "blank", "unfit"};

const char *words_verdict_name(enum words_verdict verdict) {
    return verdict_names[verdict];
}

bool words_verdict_parse(const char *text, enum words_verdict *verdict) {
    for (int i = 0; i < VERDICTS; i++)
        if (strcmp(text, verdict_names[i]) == 0) {
            *verdict = (enum words_verdict)i;
            return true;
        }
    return false;
}

const struct words_grade *words_grade_lookup(const struct words_language *language) {
    return &WORDS[language->tongue];
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
