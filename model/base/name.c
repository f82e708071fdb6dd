#include "base/name.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Optimal string alignment distance. */
size_t name_distance(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    if (n > 63 || m > 63)
        return SIZE_MAX;
    size_t d[65][65];
    for (size_t i = 0; i <= n; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            size_t best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

/* Whether two names have different numbers at the same places among their numbers. */
static bool numbered_otherwise(const char *a, const char *b) {
    static const char digits[] = "0123456789";
    for (;;) {
        a += strcspn(a, digits);
        b += strcspn(b, digits);
        const size_t n = strspn(a, digits), m = strspn(b, digits);
        if (!n || !m)
            return false;
        if (n != m || memcmp(a, b, n) != 0)
            return true;
        a += n;
        b += m;
    }
}

const char *name_nearest(const char *name, const char *const *candidates, size_t count) {
    const size_t length = strlen(name), limit = length < 4 ? 1 : length < 9 ? 2 : length / 3;
    size_t best = limit + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t distance = name_distance(name, candidates[i]);
        if (distance < best && distance < strlen(candidates[i]) && !numbered_otherwise(name, candidates[i])) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}
