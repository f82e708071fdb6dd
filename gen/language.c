#include "language.h"

#include <string.h>
#include <strings.h>

#define NO_BREAK "\u00A0"
#define NARROW "\u202F"

/* The whole table: a language is added here, and nowhere else. The first is taken for languages that are missing. */
static const struct language LANGUAGES[] = {
    {"en", {".", ",", "%", false}, {"if", "otherwise"}, "page {page} of {pages}", "ticked", "to tick", "answer"},
    {"de",
     {",", ".", NO_BREAK "%", false},
     {"falls", "sonst"},
     "Seite {page} von {pages}",
     "angekreuzt",
     "anzukreuzen",
     "Antwort"},
    {"de-CH",
     {".", "’", NO_BREAK "%", false},
     {"falls", "sonst"},
     "Seite {page} von {pages}",
     "angekreuzt",
     "anzukreuzen",
     "Antwort"},
    {"fr", {",", NARROW, NARROW "%", true}, {"si", "sinon"}, "page {page} sur {pages}", "coché", "à cocher", "réponse"},
    {"es",
     {",", NARROW, NO_BREAK "%", false},
     {"si", "en otro caso"},
     "página {page} de {pages}",
     "marcado",
     "por marcar",
     "respuesta"},
    {"it",
     {",", ".", "%", false},
     {"se", "altrimenti"},
     "pagina {page} di {pages}",
     "segnato",
     "da segnare",
     "risposta"},
    {"pt",
     {",", NARROW, "%", true},
     {"se", "caso contrário"},
     "página {page} de {pages}",
     "marcado",
     "por marcar",
     "resposta"},
    {"nl",
     {",", ".", "%", false},
     {"als", "anders"},
     "pagina {page} van {pages}",
     "aangekruist",
     "aan te kruisen",
     "antwoord"},
};
enum { LANGUAGE_COUNT = sizeof LANGUAGES / sizeof *LANGUAGES };

const struct language *language_lookup(const char *tag) {
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

const struct number_locale *language_locale(const struct language *language, bool comma) {
    static const struct number_locale with_comma = {",", NARROW, NO_BREAK "%", false};
    bool own = strcmp(language->locale.decimal, ",") == 0;
    return own == comma ? &language->locale : comma ? &with_comma : &number_locale_english;
}

void language_put_page(struct text *out, const struct language *language, int page, int pages) {
    for (const char *p = language->page; *p;) {
        if (strncmp(p, "{page}", 6) == 0 || strncmp(p, "{pages}", 7) == 0) {
            text_printf(out, "%d", p[5] == 's' ? pages : page);
            p += p[5] == 's' ? 7 : 6;
        } else {
            text_putc(out, *p++);
        }
    }
}
