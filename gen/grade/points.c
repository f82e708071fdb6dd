#include "grade/points.h"

#include <string.h>

/* Reads one number from 0 to `most`, which ends before a plus or at the end of the cell. */
static bool read_number(const char *text, size_t length, double most, double *points) {
    char digits[32];
    while (length && strchr(" \t", text[0]))
        text++, length--;
    while (length && strchr(" \t", text[length - 1]))
        length--;
    if (length == 0 || length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    char *comma = memchr(digits, ',', length);
    if (comma)
        *comma = '.';
    return number_parse(digits, length, points) && *points >= 0 && *points <= most * (1 + 1e-9);
}

/* What a cell must have. */
static const char *wanted(struct arena *arena, const struct lab_question *question) {
    struct text out = {0};
    text_printf(&out, "points for %s must be a number from 0 to %g", question->name, question->marks);
    if (question->rubric_count > 1)
        text_printf(&out, ", or one for each of its %d criteria, such as ", question->rubric_count);
    for (int i = 0; i < question->rubric_count && question->rubric_count > 1; i++)
        text_printf(&out, "%s%g", i ? "+" : "", question->rubric[i].points);
    const char *copy = arena_strdup(arena, out.bytes);
    text_free(&out);
    return copy;
}

const struct grade_points *grade_points_read(struct arena *arena, const struct lab_question *question, const char *cell,
                                             const char **wrong) {
    const char *at = cell + strspn(cell, " \t\r\n");
    *wrong = NULL;
    if (grade_is_blank(at) || (*at == '?' && grade_is_blank(at + 1)))
        return NULL;
    struct grade_points *points = arena_alloc(arena, sizeof *points);
    *points = (struct grade_points){.earned = arena_array(arena, (size_t)question->rubric_count + 1, sizeof(double))};
    int count = 0;
    for (bool more = true; more; count++) {
        const char *end = strchr(at, '+');
        const size_t length = end ? (size_t)(end - at) : strlen(at);
        const bool single = count == 0 && !end;
        const double most =
            single || count >= question->rubric_count ? question->marks : question->rubric[count].points;
        double number;
        if (!read_number(at, length, most, &number) || (!single && count >= question->rubric_count)) {
            *wrong = wanted(arena, question);
            return NULL;
        }
        points->sum += number;
        if (count < question->rubric_count)
            points->earned[count] = number;
        more = end != NULL;
        at = end ? end + 1 : at;
    }
    if (count == question->rubric_count)
        return points;
    points->earned = NULL;
    if (count == 1)
        return points;
    *wrong = wanted(arena, question);
    return NULL;
}
