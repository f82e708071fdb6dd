#include "run/run.h"

void run_names_add(struct run_names *names, size_t most, const char *name) {
    if (names->count < most)
        text_printf(&names->text, "%s%s", names->count ? ", " : "", name);
    else if (names->count == most)
        text_puts(&names->text, ", …");
    names->count++;
}

void run_names_add_set(struct run_names *names, size_t most, const char *id, const char *scenario) {
    struct text name = {0};
    text_printf(&name, "%s%s%s%s", id, *scenario ? " (" : "", scenario, *scenario ? ")" : "");
    run_names_add(names, most, name.bytes);
    text_free(&name);
}
