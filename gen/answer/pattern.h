/* Patterns of PCRE2 with room for their groups, and stretches of text. */
#ifndef ANSWER_PATTERN_H
#define ANSWER_PATTERN_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdbool.h>
#include <stddef.h>

/* A stretch of a text; its bytes end with no zero. */
struct answer_span {
    const char *start;
    size_t length;
};
/* Without the spaces around it. */
struct answer_span answer_span_trim(struct answer_span text);
bool answer_span_has_digit(struct answer_span text);

struct answer_pattern {
    pcre2_code *code;
    pcre2_match_data *match;
};
/* Compiles with UTF-8, extended syntax, JIT; a pattern that does not compile is a mistake of the program and ends it.
 */
struct answer_pattern answer_pattern_new(const char *text);
void answer_pattern_free(struct answer_pattern *pattern);
/* Whether the pattern matches from `offset` on. */
bool answer_pattern_match(const struct answer_pattern *pattern, const char *text, size_t length, size_t offset);
/* A named group of the last match; length 0 and start NULL where it took no part. */
struct answer_span answer_pattern_group(const struct answer_pattern *pattern, const char *text, const char *name);

#endif
