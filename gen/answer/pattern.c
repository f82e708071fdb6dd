#include "answer/span.h"

#include <stdio.h>
#include <stdlib.h>

struct answer_span answer_span_trim(struct answer_span text) {
    while (text.length && text.start[0] == ' ')
        text.start++, text.length--;
    while (text.length && text.start[text.length - 1] == ' ')
        text.length--;
    return text;
}

bool answer_span_has_digit(struct answer_span text) {
    for (size_t i = 0; i < text.length; i++)
        if (text.start[i] >= '0' && text.start[i] <= '9')
            return true;
    return false;
}

struct answer_pattern answer_pattern_new(const char *text) {
    int code = 0;
    PCRE2_SIZE offset;
    struct answer_pattern pattern = {0};
    pattern.code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_DOTALL | PCRE2_DUPNAMES,
                                 &code, &offset, NULL);
    if (code == PCRE2_ERROR_HEAP_FAILED)
        alloc_failed(0);
    if (!pattern.code) {
        PCRE2_UCHAR message[128] = "";
        pcre2_get_error_message(code, message, sizeof message);
        fprintf(stderr, "pattern %s: %s at %zu\n", text, (char *)message, (size_t)offset);
        abort();
    }
    pcre2_jit_compile(pattern.code, PCRE2_JIT_COMPLETE); /* without JIT, pcre2_match interprets */
    pattern.match = pcre2_match_data_create_from_pattern(pattern.code, NULL);
    if (!pattern.match)
        alloc_failed(0);
    return pattern;
}

void answer_pattern_free(struct answer_pattern *pattern) {
    pcre2_match_data_free(pattern->match);
    pcre2_code_free(pattern->code);
}

bool answer_pattern_match(const struct answer_pattern *pattern, const char *text, size_t length, size_t offset) {
    PCRE2_SPTR bytes = (PCRE2_SPTR)text;
    int groups = pcre2_match(pattern->code, bytes, length, offset, 0, pattern->match, NULL);
    if (groups == PCRE2_ERROR_JIT_STACKLIMIT) /* the interpreter keeps no stack of its own */
        groups = pcre2_match(pattern->code, bytes, length, offset, PCRE2_NO_JIT, pattern->match, NULL);
    if (groups == PCRE2_ERROR_NOMEMORY)
        alloc_failed(length);
    return groups > 0;
}

struct answer_span answer_pattern_group(const struct answer_pattern *pattern, const char *text, const char *name) {
    int group = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)name);
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern->match);
    if (group <= 0 || ends[2 * group] == PCRE2_UNSET)
        return (struct answer_span){0};
    return (struct answer_span){text + ends[2 * group], ends[2 * group + 1] - ends[2 * group]};
}
