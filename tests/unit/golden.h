/* Comparing with golden files. */
#ifndef TESTS_UNIT_GOLDEN_H
#define TESTS_UNIT_GOLDEN_H

#include "base/diag.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether a file contains exactly `actual`. If not, prints both. With GOLDEN=write in the environment it writes the
 * file instead, for somebody who then reads the difference. */
static inline bool golden_equal(const char *path, const char *actual) {
    const char *wish = getenv("GOLDEN");
    FILE *renewed = wish && strcmp(wish, "write") == 0 ? fopen(path, "wb") : NULL;
    if (renewed)
        return fwrite(actual, 1, strlen(actual), renewed) == strlen(actual) && fclose(renewed) == 0;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct source *expected = source_read(arena, path, NULL, diag);
    bool equal = expected && strlen(actual) == expected->length && strcmp(actual, expected->bytes) == 0;
    if (!equal)
        fprintf(stderr, "%s\n--- expected\n%s--- actual\n%s---\n", path, expected ? expected->bytes : diag_text(diag),
                actual);
    diag_free(diag);
    arena_free(arena);
    return equal;
}

/* Calls `check` with the path, without its suffix, of every file in `folder` that ends with `suffix`, in order. Returns
 * their number. */
static inline int golden_each(const char *folder, const char *suffix, void (*check)(const char *stem)) {
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort), checked = 0;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(entries[i]->d_name);
        if (length > strlen(suffix) && strcmp(entries[i]->d_name + length - strlen(suffix), suffix) == 0) {
            char stem[1024];
            snprintf(stem, sizeof stem, "%s/%.*s", folder, (int)(length - strlen(suffix)), entries[i]->d_name);
            check(stem);
            checked++;
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return checked;
}

#endif
