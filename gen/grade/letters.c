#include "grade/grader.h"

#include <string.h>

/* Words are regular expressions, whatever their case, and end where letters do. Longer ones need not come first, unless
 * an apostrophe or a blank follows the shorter one: what matched is not tried again, so `it's` comes before `it`. */

/* What people write around a letter that changes nothing of what it means: agreement and emphasis. Words that may turn
 * it round, such as `not` and `or`, or doubt it, such as `maybe`, are not among them: then a person must look. */
static const char *const letter_words[] = {
    /* English */
    "option|opt|ans|answer|choice|letter|response|solution|my|the|this|that's|thats|that|one|is|final|it's|its|it|i'm|"
    "i'd|i'll|am|be|sure|surely|for|of|course|certain|certainly|definitely|absolutely|probably|confident|confidently|"
    "very|quite|pretty|clearly|obviously|ok|okay|yes|yep|yeah|think|guess|choose|chose|chosen|pick|picked|select|"
    "selected|circled|ticked|marked|go|going|with|would|say|should|must|has|to|right|correct|true|exactly|best|most|"
    "likely|makes|sense|only|just|please|here|no[ ]doubt|without[ ](?:a[ ])?doubt|"
    "I(?=[ ](?:am|think|guess|choose|chose|pick|picked|select|selected|go|would|say))",
    /* German */
    "antwort|antw|l\u00F6sung|loesung|wahl|buchstabe|sicher|ganz|bestimmt|klar|denke|glaube|ich|ist|die|das|ja|stimmt|"
    "richtig|korrekt|trifft[ ]zu|passt|gilt|auf[ ]jeden[ ]fall|eindeutig|definitiv|nat\u00FCrlich|nehme|w\u00E4hle|"
    "w\u00FCrde|sagen|meine|mein|tippe|tipp|auf|sehr|absolut|genau|logisch|wahrscheinlich|vermutlich|angekreuzt|nur",
    /* French */
    "r\u00E9ponse|reponse|r\u00E9p|choix|lettre|proposition|s[\u00FBu]re?|certaine?|certainement|je|crois|pense|que|"
    "c'est|est|la|le|ma|oui|exacte?|juste|bonne|bon|correcte?|vraie?|bien|\u00E9videmment|absolument|clairement|"
    "sans[ ](?:aucun[ ])?doute|tout[ ]\u00E0[ ]fait|d'accord|choisis|prends|dirais|selon[ ]moi|pour[ ]moi|coch\u00E9e?",
    /* Spanish */
    "respuesta|resp|opci[\u00F3o]n|letra|segur[oa]|creo|pienso|que|es|el|s[\u00EDi]|claro|correct[oa]|ciert[oa]|"
    "verdader[oa]|exact[oa]|por[ ]supuesto|sin[ ]duda|mi|yo|elijo|escojo|marco|totalmente|definitivamente|"
    "obviamente|est\u00E1|bien",
    /* Italian */
    "risposta|risp|opzione|scelta|lettera|sicur[oa]|sicuramente|cert[oa]|certamente|credo|penso|direi|che|sia|"
    "\u00E8|e'|s[\u00ECi]|corrett[oa]|giust[oa]|esatt[oa]|ver[oa]|il|mia|per[ ]me|senza[ ]dubbio|ovviamente|"
    "assolutamente|scelgo",
    /* Portuguese, whose `a` is also an article */
    "resposta|op\u00E7\u00E3o|opcao|alternativa|escolha|certeza|com|tenho|acho|\u00E9|sim|corret[oa]|verdadeir[oa]|"
    "sem[ ]d\u00FAvida|escolho|minha|claramente|"
    "a(?=[ ](?:resposta|op\u00E7\u00E3o|opcao|alternativa|letra|escolha|certa|corre[c]?ta|minha)(?!\\p{L}))",
    /* Dutch */
    "antwoord|optie|keuze|zeker|denk|ik|het|dat|de|juist|goed|klopt|waar|natuurlijk|absoluut|kies|volgens[ ]mij|mijn|"
    "duidelijk|heel|zonder[ ]twijfel"};

/* "There is none." Phrases that mean something else, such as `never mind`, `no answer`, `keine Ahnung`, have a word
 * that does not go with it. */
static const char *const none_words[] = {
    "none|never|no[ ]+(?:break[ -]?even|solution|value|b\\.?/?e\\.?p?|crossing|intersection|such[ "
    "](?:value|point|use))|"
    "(?:is[ ]|it's[ ])?not[ ](?:possible|reached|reachable|achievable|attainable|applicable|at[ ]all|defined)|"
    "impossible|unreachable|unattainable|non-?existent|dne|there[ ](?:is[ ]not|isn't)[ ](?:one|any)|"
    "(?:does|do|will|would|can|could)(?:[ ]?not|n't)[ ](?:exist|apply|break[ ]even|happen|occur|be[ ]reached)|"
    "n[ ]?/[ ]?a|n\\.[ ]?a\\.?|na|infinit(?:e|y)|inf",
    "keine?[nrsm]?|nie(?:mals)?|gibt(?:[ ]es|'s)[ ]nicht|existiert[ ]nicht|entf\u00E4llt|unm\u00F6glich|unerreichbar|"
    "nicht[ ](?:anwendbar|m\u00F6glich|erreichbar|erreicht|vorhanden|definiert)|unendlich",
    "aucune?|jamais|sans[ ]objet|s\\.[ ]?o\\.?|n\u00E9ant|(?:\u00E7a[ ]|il[ ])?n'existe[ ]pas|"
    "(?:il[ ])?n'y[ ]en[ ]a[ ]pas|(?:il[ ]n'y[ ]a[ ])?pas[ ]de[ ](?:break-?even|seuil|solution|valeur|point[ "
    "](?:mort|d'\u00E9quilibre))|"
    "pas[ ](?:possible|atteint|applicable)|inatteignable|(?:l')?infini",
    "ning[\u00FAu]n[oa]?|nunca|jam\u00E1s|no[ ](?:aplica|existe|hay|tiene|se[ ]alcanza|es[ ]posible)|imposible|"
    "inalcanzable|infinito",
    "nessun[oa]?|mai|non[ ](?:applicabile|esiste|c'\u00E8|ce[ ]n'\u00E8|possibile|raggiungibile|raggiunto|si[ "
    "]raggiunge|"
    "\u00E8[ ]possibile)|impossibile|irraggiungibile",
    "nenhuma?|jamais|n[\u00E3a]o[ ](?:se[ ]aplica|existe|h\u00E1|tem|\u00E9[ ]poss\u00EDvel|\u00E9[ ]atingido)|"
    "imposs\u00EDvel|inexistente",
    "geen|nooit|n[.]?v[.]?t[.]?|niet[ ](?:van[ ]toepassing|mogelijk|haalbaar|bereikbaar|bereikt)|bestaat[ ]niet|"
    "onmogelijk|onhaalbaar|onbereikbaar|oneindig"};

/* Words that go with them. */
static const char *const none_company[] = {
    "there|has|within|between|in|the|range|of|use|breaks?|breaking|even|break-?even|point|value|exists?|possible|here|"
    "at|all|below|under|up|to|and|full|utili[sz]ation|for|this|set|sheet|percent|on|demand|premises|reached|reachable|"
    "is|it's|it|occurs?|happens?|found|because|since|as|so|would|be|needs?|need[ ]to|more|than|over|above|exceeds|"
    "therefore|hence|thus|i\\.?e\\.?|due",
    "es|gibt's|gibt|er|wird|erreicht|m\u00F6glich|break-?even-?punkt|gewinnschwelle|schnittpunkt|punkt|wert|"
    "l\u00F6sung|unter|bis|\u00FCber|zwischen|und|bei|im|in|bereich|der|die|das|den|nutzung|auslastung|hier|f\u00FCr|"
    "diesen|satz|existiert|lohnt|sich|innerhalb|von|da|weil|denn|also|mehr|als|w\u00E4re|n\u00F6tig|d\\.[ ]?h\\.?",
    "seuil|de|la|le|rentabilit\u00E9|point|mort|d'\u00E9quilibre|valeur|solution|possible|atteinte?|entre|et|sous|ici|"
    "dans|l'intervalle|utilisation|car|puisque|plus|que|donc|il",
    "punto|equilibrio|valor|soluci\u00F3n|posible|entre|y|hasta|aqu\u00ED|se|alcanza|el|en|rango|umbral|uso|existe|"
    "rentabilidad|porque|m\u00E1s",
    "di|pareggio|valore|soluzione|possibile|tra|fino|qui|raggiunt[oa]|esiste|utilizzo|perch\u00E9|pi\u00F9|viene|un",
    "ponto|equil\u00EDbrio|solu\u00E7\u00E3o|poss\u00EDvel|at\u00E9|aqui|utiliza\u00E7\u00E3o|atingido|pois|mais|um|"
    "h\u00E1|se|e",
    "omslagpunt|break-?even-?punt|waarde|oplossing|mogelijk|tussen|en|tot|bereikt|bereikbaar|onder|gebruik|bezetting|"
    "want|meer|dan|"
    "wordt|van"};

/* A percentage that agrees with "none": outside 0 to 100, or a bound; as a share, said to be above 1. */
static const char none_figures[] = "(?<![\\d.,])(?:0|[1-9]\\d{2,}(?:[.,]\\d+)?|-\\d+(?:[.,]\\d+)?(?=[ "
                                   "]?%)|[1-9]\\d*[.,]\\d+[ ]?>[ ]?1)(?![\\d.,]*\\d)";

/* "Never above 100 %" says the opposite. */
static const char not_above[] = "(?![ ]+(?i:above|over|more|exceeds|\u00FCber|mehr|plus|m\u00E1s|pi\u00F9|mais|meer))";

static void put_words(struct text *out, const char *const *words, size_t count) {
    text_puts(out, "(?<!\\p{L})(?i:");
    for (size_t i = 0; i < count; i++)
        text_printf(out, "%s%s", i ? "|" : "", words[i]);
    text_puts(out, ")(?!\\p{L})");
}
#define PUT_WORDS(out, words) put_words(out, words, sizeof(words) / sizeof *(words))

/* One letter, once or several times: c, (C), C), c., option C, answer: C, C \u2713, option C, sure. `!` and `-` right
 * before it may mean "not". */
static struct answer_pattern letter_pattern(void) {
    struct text around = {0}, pattern = {0};
    text_puts(&around, "(?:\\[[xX]\\]|[ ()\\[\\]{}.,:;!\"'*_=>\u2192\u2713\u2714\u2611\u2705\u221A\U0001F44D+-]|"
                       "100[ ]?%|");
    PUT_WORDS(&around, letter_words);
    text_puts(&around, ")*+");
    text_printf(&pattern, "^%s(?<![!-])(?<letter>[A-Za-z])(?!\\p{L})%s(?:(?<![!-])(?i:\\k<letter>)(?!\\p{L})%s)*+$",
                around.bytes, around.bytes, around.bytes);
    const struct answer_pattern compiled = answer_pattern_new(pattern.bytes);
    text_free(&around);
    text_free(&pattern);
    return compiled;
}

/* "None" as words or as the signs for it, with nothing but what goes with it. */
static struct answer_pattern none_pattern(bool percent) {
    struct text company = {0}, pattern = {0};
    text_printf(&company, "(?>%s%s[\\s.,;:!%%()\"'<>=~\u2192-]|", percent ? none_figures : "", percent ? "|" : "");
    PUT_WORDS(&company, none_company);
    text_putc(&company, ')');
    text_printf(&pattern, "^(?:[ \"'(]*(?:-[ ]?){1,3}%%?[ \"')]*|[ ]*\\./\\.[ ]*|%s*?(?:", company.bytes);
    PUT_WORDS(&pattern, none_words);
    text_puts(&pattern, not_above);
    text_printf(&pattern, "|(?<!-)(?:[+][ ]?)?\u221E|\u2205|\u2204)%s*+)$", company.bytes);
    const struct answer_pattern compiled = answer_pattern_new(pattern.bytes);
    text_free(&company);
    text_free(&pattern);
    return compiled;
}

/* More than one letter that could be meant: A or B, AC. */
static const char letters_pattern[] =
    "(?<![A-Za-z])(?:[A-Za-z](?![A-Za-z]).*(?<![A-Za-z])[A-Za-z](?![A-Za-z])|[A-Z]{2,4}(?![A-Za-z]))";

void grade_letters_open(struct grade_letters *letters) {
    *letters = (struct grade_letters){letter_pattern(), answer_pattern_new(letters_pattern), none_pattern(false),
                                      none_pattern(true)};
}

void grade_letters_close(struct grade_letters *letters) {
    answer_pattern_free(&letters->letter);
    answer_pattern_free(&letters->letters);
    answer_pattern_free(&letters->none);
    answer_pattern_free(&letters->none_percent);
}

/* Matches a pattern with an answer in one spelling; `letter` (may be NULL) takes its group of that name. */
static bool match(const struct answer_pattern *pattern, const char *written, char *letter) {
    struct text normal = {0};
    bool matches = answer_normalise(&normal, written, strlen(written)) &&
                   answer_pattern_match(pattern, normal.bytes, normal.length, 0);
    if (matches && letter)
        *letter = (char)(*answer_pattern_group(pattern, normal.bytes, "letter").start & ~0x20);
    text_free(&normal);
    return matches;
}

char grade_letters_one(const struct grade_letters *letters, const char *written) {
    char letter = 0;
    match(&letters->letter, written, &letter);
    return letter;
}

bool grade_letters_several(const struct grade_letters *letters, const char *written) {
    return match(&letters->letters, written, NULL);
}

bool grade_letters_none(const struct grade_letters *letters, const char *written, bool percent) {
    return match(percent ? &letters->none_percent : &letters->none, written, NULL);
}
