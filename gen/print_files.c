#include "print_files.h"

#include <stdbool.h>
#include <string.h>

static bool ends_with(const char *name, const char *end) {
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcmp(name + length - tail, end) == 0;
}

const char *print_file_plural(struct arena *arena, const char *name) {
    static const char *const hissing[] = {"s", "x", "z", "ch", "sh"};
    size_t length = strlen(name);
    if (ends_with(name, "y") && !strchr("aeiou", name[length - 2]))
        return arena_printf(arena, "%.*sies", (int)length - 1, name);
    for (size_t i = 0; i < sizeof hissing / sizeof *hissing; i++)
        if (ends_with(name, hissing[i]))
            return arena_printf(arena, "%ses", name);
    return arena_printf(arena, "%ss", name);
}
