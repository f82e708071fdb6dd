#include "grade/grader.h"

#include <string.h>

/* What people write around a letter that changes nothing of what it means. Words that may turn it round, such as `not`
 * and `or`, are not among them: then a person must look. */
#define WORDS                                                                                                          \
    "(?:option|answer|choice|letter|my|the|this|one|is|final|it|its|it's|i'm|am|be|sure|surely|for|of|course|certain|" \
    "certainly|definitely|absolutely|probably|confident|confidently|very|quite|pretty|clearly|obviously|ok|okay|yes|"  \
    "think|guess|choose|chose|pick|picked|select|selected|go|going|with|would|say|I(?=[ ](?:am|think|guess|choose|"    \
    "chose|pick|picked|select|selected|go|would|say))|antwort|l\u00F6sung|wahl|buchstabe|sicher|ganz|bestimmt|klar|"   \
    "denke|glaube|ich|ist|die|ja|r\u00E9ponse|choix|lettre|s\u00FBre?|certaine?|certainement|je|crois|pense|que|c'"    \
    "est|"                                                                                                             \
    "la|oui|respuesta|opci\u00F3n|letra|segur[oa]|creo|es|s\u00ED|risposta|opzione|scelta|lettera|sicur[oa]|certo|"    \
    "credo|\u00E8|s\u00EC|resposta|op\u00E7\u00E3o|escolha|certeza|com|acho|\u00E9|sim|antwoord|optie|keuze|zeker|"    \
    "denk|ik|het)"
#define AROUND                                                                                                         \
    "(?:\\[[xX]\\]|[ ()\\[\\]{}.,:;!\"'*_=>\u2192\u2713\u2714\u2611\u221A+-]|100[ ]?%|(?i:" WORDS ")(?!\\p{L}))*+"
/* `!` and `-` right before a letter may mean "not". c, (C), C), c., option C, answer: C, C \u2713, option C, sure */
static const char letter_pattern[] = "^" AROUND "(?<![!-])(?<letter>[A-Za-z])(?!\\p{L})" AROUND "$";
/* More than one letter that could be meant: A or B, AC. */
static const char letters_pattern[] =
    "(?<![A-Za-z])(?:[A-Za-z](?![A-Za-z]).*(?<![A-Za-z])[A-Za-z](?![A-Za-z])|[A-Z]{2,4}(?![A-Za-z]))";
/* "None" in the words that people use, followed by nothing but words that go with it and the bounds of a percentage:
 * "never mind" and "no answer" mean something else. */
static const char none_pattern[] =
    "^[\\s\"'(]*(?i:(?:there[ ]is|it[ "
    "]has|has)?\\s*(?:none|keine?[rs]?|nie|aucun|jamais|ningun[oa]?|nunca|nessuno?|mai|nenhuma?|geen|nooit|no[ "
    "]+(?:break[ -]?even|solution)|never|"
    "not[ ](?:possible|reached|reachable|applicable|at[ ]all)|impossible|"
    "does(?:[ ]not|n't)[ ](?:exist|apply|break[ ]even)|n[ ]?/[ ]?a|n[.][ ]?a[.]?|na|n[.]?v[.]?t[.]?|sans[ ]objet|"
    "entf\u00E4llt|nicht[ ](?:anwendbar|m\u00F6glich|erreichbar|vorhanden)|gibt[ ]es[ ]nicht|no[ ]aplica|non[ "
    "]applicabile|n\u00E3o[ ]se[ ]aplica|infinit(?:e|y|o|a)|inf|unendlich|(?:l')?infini|oneindig|[+]?[ "
    "]?\u221E|\u2205)(?![A-Za-z])"
    "(?:[\\s.,;:!%()\"'-]|"
    "(?<![A-Za-z])(?:within|between|in|the|range|of|use|breaks?|breaking|even|breakeven|exists?|possible|here|at|all|"
    "below|under|up|to|and|full|utili[sz]ation|for|this|set|sheet|percent|on|demand|premises|reached|reachable|point|"
    "is|it|there|occurs?|happens?|found)(?![A-Za-z])|(?<!\\d)(?:100|0)(?![\\d.,]))*)$";

void grade_letters_open(struct grade_letters *letters) {
    letters->letter = answer_pattern_new(letter_pattern);
    letters->letters = answer_pattern_new(letters_pattern);
    letters->none = answer_pattern_new(none_pattern);
}

void grade_letters_close(struct grade_letters *letters) {
    answer_pattern_free(&letters->letter);
    answer_pattern_free(&letters->letters);
    answer_pattern_free(&letters->none);
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

bool grade_letters_none(const struct grade_letters *letters, const char *written) {
    return match(&letters->none, written, NULL);
}
