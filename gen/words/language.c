#include "words/words.h"

#include <string.h>
#include <strings.h>

#define NO_BREAK "\u00A0"
#define NARROW "\u202F"

/* How languages write money: the sign, and thousands, millions and billions. */
#define MONEY_ENGLISH                                                                                                  \
    "$", {                                                                                                             \
        "", "K", "M", "B"                                                                                              \
    }
#define MONEY_FRENCH                                                                                                   \
    "", {                                                                                                              \
        NO_BREAK "$", NO_BREAK "k$", NO_BREAK "M$", NO_BREAK "Md$"                                                     \
    }
#define MONEY_SPANISH                                                                                                  \
    "", {                                                                                                              \
        NO_BREAK "$", NO_BREAK "mil" NO_BREAK "$", NO_BREAK "M$", NO_BREAK "mil" NO_BREAK "M$"                         \
    }
#define MONEY_WORDS(thousands, millions, billions)                                                                     \
    { NO_BREAK "$", NO_BREAK thousands NO_BREAK "$", NO_BREAK millions NO_BREAK "$", NO_BREAK billions NO_BREAK "$" }

/* What German has in every country. */
#define GERMAN                                                                                                         \
    .tongue = TONGUE_DE, .maths = {"falls", "sonst"}, .page = "Seite {page} von {pages}",                              \
    .proven = "bewiesen für {sets} Parametersätze, Zertifikat {certificate}", .ticked = "angekreuzt",                  \
    .not_ticked = "nicht angekreuzt", .to_tick = "anzukreuzen", .blank = "Antwortfeld",                                \
    .blank_in = "Antwortfeld, in {unit}", .lines = "Zeilen zum Schreiben: {count}",                                    \
    .score = "Feld für die Punkte, von {marks}"

/* Unknown languages use the first. A language with words of its own is also a tongue, with an entry in the tables of
 * chart.c, key.c and grade.c. */
static const struct words_language LANGUAGES[] = {
    {.tag = "en",
     .tongue = TONGUE_EN,
     .locale = {".", ",", "%", false, MONEY_ENGLISH},
     .maths = {"if", "otherwise"},
     .page = "page {page} of {pages}",
     .proven = "proven over {sets} sets, certificate {certificate}",
     .quotes = {"“", "”", "‘", "’"},
     .ticked = "ticked",
     .not_ticked = "not ticked",
     .to_tick = "to tick",
     .blank = "answer blank",
     .blank_in = "answer blank, in {unit}",
     .lines = "lines to write on: {count}",
     .score = "box for the marks, out of {marks}"},
    {.tag = "de",
     GERMAN,
     .locale = {",", ".", NO_BREAK "%", false, "", MONEY_WORDS("Tsd.", "Mio.", "Mrd.")},
     .quotes = {"„", "“", "‚", "‘"}},
    {.tag = "de-CH",
     GERMAN,
     .locale = {".", "’", NO_BREAK "%", false, "", MONEY_WORDS("Tsd.", "Mio.", "Mrd.")},
     .quotes = {"«", "»", "‹", "›"}},
    {.tag = "fr",
     .tongue = TONGUE_FR,
     .locale = {",", NARROW, NARROW "%", true, MONEY_FRENCH},
     .maths = {"si", "sinon"},
     .page = "page {page} sur {pages}",
     .proven = "prouvé pour {sets} jeux de paramètres, certificat {certificate}",
     .quotes = {"«" NARROW, NARROW "»", "“", "”"},
     .ticked = "coché",
     .not_ticked = "non coché",
     .to_tick = "à cocher",
     .blank = "réponse à écrire",
     .blank_in = "réponse à écrire, en {unit}",
     .lines = "lignes pour écrire : {count}",
     .score = "case pour les points, sur {marks}"},
    {.tag = "es",
     .tongue = TONGUE_ES,
     .locale = {",", NARROW, NO_BREAK "%", false, MONEY_SPANISH},
     .maths = {"si", "en otro caso"},
     .page = "página {page} de {pages}",
     .proven = "demostrado para {sets} conjuntos de parámetros, certificado {certificate}",
     .quotes = {"«", "»", "“", "”"},
     .ticked = "marcado",
     .not_ticked = "no marcado",
     .to_tick = "por marcar",
     .blank = "espacio para la respuesta",
     .blank_in = "espacio para la respuesta, en {unit}",
     .lines = "líneas para escribir: {count}",
     .score = "casilla para los puntos, de {marks}"},
    {.tag = "it",
     .tongue = TONGUE_IT,
     .locale = {",", ".", "%", false, "", MONEY_WORDS("mila", "mln", "mld")},
     .maths = {"se", "altrimenti"},
     .page = "pagina {page} di {pages}",
     .proven = "dimostrato per {sets} insiemi di parametri, certificato {certificate}",
     .quotes = {"“", "”", "‘", "’"},
     .ticked = "segnato",
     .not_ticked = "non segnato",
     .to_tick = "da segnare",
     .blank = "spazio per la risposta",
     .blank_in = "spazio per la risposta, in {unit}",
     .lines = "righe per scrivere: {count}",
     .score = "casella per i punti, su {marks}"},
    {.tag = "pt",
     .tongue = TONGUE_PT,
     .locale = {",", NARROW, "%", true, MONEY_SPANISH},
     .maths = {"se", "caso contrário"},
     .page = "página {page} de {pages}",
     .proven = "provado para {sets} conjuntos de parâmetros, certificado {certificate}",
     .quotes = {"“", "”", "‘", "’"},
     .ticked = "marcado",
     .not_ticked = "não marcado",
     .to_tick = "por marcar",
     .blank = "espaço para a resposta",
     .blank_in = "espaço para a resposta, em {unit}",
     .lines = "linhas para escrever: {count}",
     .score = "caixa para os pontos, de {marks}"},
    {.tag = "nl",
     .tongue = TONGUE_NL,
     .locale = {",", ".", "%", false, "$" NO_BREAK, {"", NO_BREAK "dzd.", NO_BREAK "mln.", NO_BREAK "mld."}},
     .maths = {"als", "anders"},
     .page = "pagina {page} van {pages}",
     .proven = "bewezen voor {sets} parametersets, certificaat {certificate}",
     .quotes = {"“", "”", "‘", "’"},
     .ticked = "aangekruist",
     .not_ticked = "niet aangekruist",
     .to_tick = "aan te kruisen",
     .blank = "antwoordveld",
     .blank_in = "antwoordveld, in {unit}",
     .lines = "regels om op te schrijven: {count}",
     .score = "vak voor de punten, van {marks}"},
};
enum { LANGUAGE_COUNT = sizeof LANGUAGES / sizeof *LANGUAGES };

const struct words_language *words_language_lookup(const char *tag) {
    size_t length = tag ? strlen(tag) : 0;
    while (length) {
        for (int i = 0; i < LANGUAGE_COUNT; i++)
            if (strlen(LANGUAGES[i].tag) == length && strncasecmp(LANGUAGES[i].tag, tag, length) == 0)
                return &LANGUAGES[i];
        while (length && tag[--length] != '-')
            continue;
    }
    return &LANGUAGES[0];
}

const struct number_locale *words_language_locale(const struct words_language *language, bool comma) {
    static const struct number_locale with_comma = {",", NARROW, NO_BREAK "%", false, MONEY_ENGLISH};
    bool own = strcmp(language->locale.decimal, ",") == 0;
    return own == comma ? &language->locale : comma ? &with_comma : &number_locale_english;
}
