/* What is different on one person's sheets: the columns `print`, `paper` and `time`. */
#include "sets/check.h"

#include <string.h>

/* Five times as long is more than any office grants; less than the class has would be a slip of the pen. */
#define LEAST_TIME 1.0
#define MOST_TIME 5.0

bool sets_is_accommodation(const char *heading) {
    return strcmp(heading, "print") == 0 || strcmp(heading, "paper") == 0 || strcmp(heading, "time") == 0;
}

/* The number of a cell, `1.5` or `150%`; false if it is none, or may be two. */
static bool read_factor(const char *text, char separator, double *factor) {
    size_t length = strlen(text);
    const bool percent = length && text[length - 1] == '%';
    struct text plain = {0};
    if (percent)
        length = text_trimmed(text, length - 1);
    const bool good = csv_plain_number(&plain, separator, text, length) == CSV_NUMBER &&
                      (percent ? number_parse_hundredths(plain.bytes, plain.length, factor)
                               : number_parse(plain.bytes, plain.length, factor));
    text_free(&plain);
    return good;
}

static bool read_time(const char *text, char separator, struct pos pos, double *time, struct diag *diag) {
    const bool number = read_factor(text, separator, time), percent = number && text[strlen(text) - 1] == '%';
    if (number && *time >= LEAST_TIME && *time <= MOST_TIME)
        return true;
    if (!number)
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'time' is '%s', but it says how many times as long as others somebody has; write a number such as "
                    "1.5 or 150%%, or nothing (a column with the person's own data needs another name)",
                    text);
    else if (*time > 0 && *time < LEAST_TIME && percent)
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'time' is %s, which is less than others have; for %s more than they have, write %g%%", text, text,
                    100 + 100 * *time);
    else
        diag_report(
            diag, SEVERITY_ERROR, pos,
            "'time' is %s, but it says how many times as long as others somebody has, from %g to %g; for half as "
            "much again, write 1.5 or 150%%",
            text, LEAST_TIME, MOST_TIME);
    return false;
}

bool sets_read_accommodation(struct arena *arena, struct parameter_set *set, const char *heading,
                             const struct csv_field *field, char separator, struct diag *diag) {
    struct sets_accommodation *own = &set->accommodation;
    struct pos pos = field->pos;
    const char *text = sets_plain_text(arena, field->text, heading, &pos, diag);
    if (!text || !*text)
        return text;
    if (strcmp(heading, "time") == 0)
        return read_time(text, separator, pos, &own->time, diag);
    const bool is_print = strcmp(heading, "print") == 0;
    if (is_print) { /* case does not tell styles apart, and the name becomes part of the name of a file */
        char *name = arena_strdup(arena, text);
        for (char *at = name; *at; at++)
            *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        text = name;
    }
    *(is_print ? &own->print : &own->paper) = text;
    *(is_print ? &own->print_pos : &own->paper_pos) = pos;
    return true;
}

const struct sets_accommodation *sets_keep_accommodation(struct arena *arena,
                                                         const struct sets_accommodation *accommodation) {
    if (!accommodation->print && !accommodation->paper && accommodation->time == 0)
        return NULL;
    struct sets_accommodation *kept = arena_alloc(arena, sizeof *kept);
    *kept = *accommodation;
    kept->print = kept->print ? arena_strdup(arena, kept->print) : NULL;
    kept->paper = kept->paper ? arena_strdup(arena, kept->paper) : NULL;
    return kept;
}

void sets_write_accommodation(struct text *out, const struct parameter_set *set, const char *heading, const char *cell,
                              bool first) {
    if (strcmp(heading, "time") == 0 && set->accommodation.time > 0)
        csv_write_number(out, set->accommodation.time, first);
    else
        csv_write(out, cell, first);
}
