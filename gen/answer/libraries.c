#include "answer/answer.h"

void answer_libraries(struct text *out) {
    char version[64];
    if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) > (int)sizeof version ||
        pcre2_config(PCRE2_CONFIG_VERSION, version) < 0)
        text_puts(out, "PCRE2 (version not reported by the library)\n");
    else
        text_printf(out, "PCRE2 %s\n", version);
}
