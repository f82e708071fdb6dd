#include "answer/spelling.h"

#include "answer/span.h"
#include "answer/tail.h"

#include <stdio.h>

/* A letter or a currency in place of the decimal sign. */
static const char letter_point_pattern[] =
    "^(?<front>[^\\d]*+\\d++)(?<letter>[kKM](?=\\d{1,9}(?!\\d))|\\p{Sc}(?=\\d{2}(?!\\d)))(?<behind>\\d++)"
    "(?![.,]\\d)(?<rest>[^\\d]*+)$";
/* 33,-- or 33.- or 33,= for a price without cents, before nothing or a currency. */
static const char price_dash_pattern[] =
    "^(?<front>[^-]*\\d[.,])[ ]?(?:-{1,3}|=)(?<rest>[ ]?(?:" ANSWER_MONEY "|(?i:dollars?|euros?))?)$";
static const char brackets_pattern[] = "^(?<front>[^()]*)\\((?<inside>[^()]*)\\)(?<rest>[^()]*)$";

struct answer_spelling answer_spelling_new(void) {
    return (struct answer_spelling){answer_pattern_new(letter_point_pattern), answer_pattern_new(price_dash_pattern),
                                    answer_pattern_new(brackets_pattern)};
}

void answer_spelling_free(struct answer_spelling *spelling) {
    answer_pattern_free(&spelling->letter_point);
    answer_pattern_free(&spelling->price_dash);
    answer_pattern_free(&spelling->brackets);
}

struct answer_span answer_spelling_sign(const struct answer_spelling *spelling, const struct answer_asked *asked,
                                        struct answer_span text, char *room) {
    const struct answer_pattern *pattern = &spelling->price_dash;
    int length;
    if (asked->money && answer_pattern_match(pattern, text.start, text.length, 0)) {
        struct answer_span front = answer_pattern_group(pattern, text.start, "front"),
                           rest = answer_pattern_group(pattern, text.start, "rest");
        length = snprintf(room, SPELLING_ROOM, "%.*s00%.*s", (int)front.length, front.start, (int)rest.length,
                          rest.start ? rest.start : "");
        return (struct answer_span){room, (size_t)length};
    }
    pattern = &spelling->letter_point;
    if (!asked->scales || !answer_pattern_match(pattern, text.start, text.length, 0))
        return text;
    struct answer_span front = answer_pattern_group(pattern, text.start, "front"),
                       letter = answer_pattern_group(pattern, text.start, "letter"),
                       behind = answer_pattern_group(pattern, text.start, "behind"),
                       rest = answer_pattern_group(pattern, text.start, "rest");
    /* Another zero after three digits tells that the point is no sign of thousands. */
    length = snprintf(room, SPELLING_ROOM, "%.*s.%.*s%s%.*s%.*s", (int)front.length, front.start, (int)behind.length,
                      behind.start, behind.length == 3 ? "0" : "", (int)letter.length, letter.start, (int)rest.length,
                      rest.start);
    return (struct answer_span){room, (size_t)length};
}

bool answer_spelling_unbracket(const struct answer_spelling *spelling, struct answer_span text, char *room,
                               struct answer_span *result, bool *whole) {
    const struct answer_pattern *pattern = &spelling->brackets;
    if (!answer_pattern_match(pattern, text.start, text.length, 0))
        return false;
    struct answer_span front = answer_pattern_group(pattern, text.start, "front"),
                       inside = answer_pattern_group(pattern, text.start, "inside"),
                       rest = answer_pattern_group(pattern, text.start, "rest");
    int length = snprintf(room, SPELLING_ROOM, "%.*s %.*s %.*s", (int)front.length, front.start, (int)inside.length,
                          inside.start, (int)rest.length, rest.start);
    *result = answer_span_trim((struct answer_span){room, (size_t)length});
    *whole = answer_span_has_digit(inside);
    return !*whole || (!answer_span_has_digit(front) && !answer_span_has_digit(rest));
}
