/* Patterns of PCRE2 with room for their groups, and stretches of text. */
#ifndef GEN_ANSWER_PATTERN_H
#define GEN_ANSWER_PATTERN_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdbool.h>
#include <stddef.h>

/* A stretch of a text; its bytes end with no zero. */
struct span {
    const char *start;
    size_t length;
};
/* Without the spaces around it. */
struct span span_trim(struct span text);
bool span_has_digit(struct span text);

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
};
/* Compiles with UTF-8, extended syntax, JIT; a pattern that does not compile is a mistake of the program and ends it.
 */
struct pattern pattern_new(const char *text);
void pattern_free(struct pattern *pattern);
/* Whether the pattern matches from `offset` on. */
bool pattern_match(const struct pattern *pattern, const char *text, size_t length, size_t offset);
/* A named group of the last match; length 0 and start NULL where it took no part. */
struct span pattern_group(const struct pattern *pattern, const char *text, const char *name);

#endif
