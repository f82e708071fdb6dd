/* Marks of a chart that are at the same place. */
#include "chart/chart.h"
#include "words/words.h"

#include <math.h>

/* Whether two values are one for the reader of a chart: they tie, or differ by no more than the larger slack. */
static bool agree(double a, double b, double slack) {
    return program_values_tie(a, b, CLAIM_TOLERANCE) || fabs(a - b) <= slack * fmin(fabs(a), fabs(b));
}

/* What a mark is called: its label with its detail. */
static const char *called(struct arena *arena, const char *label, const char *detail) {
    return *detail ? arena_printf(arena, "%s%s%s", label, *label ? " " : "", detail) : label;
}

/* The names of marks at one place. Those without a name are left out. */
struct names {
    const char *all, *last; /* "" for none: the names before the last one, and that */
};

static void add_name(struct arena *arena, struct names *names, const char *name) {
    if (!*name)
        return;
    if (*names->last)
        names->all = *names->all ? arena_printf(arena, "%s, %s", names->all, names->last) : names->last;
    names->last = name;
}

static const char *said(struct arena *arena, const struct names *names, const struct words_language *language) {
    struct text text = {0};
    if (!*names->all)
        return names->last;
    words_fill(&text, words_chart_lookup(language)->both,
               (struct words_phrase_word[]){{"first", names->all}, {"second", names->last}, {0}});
    const char *copy = arena_strndup(arena, text.bytes, text.length);
    text_free(&text);
    return copy;
}

static void join_markers(struct arena *arena, struct chart *chart, const struct words_language *language) {
    for (int i = 0; i < chart->marker_count; i++) {
        struct chart_marker *first = &chart->markers[i];
        struct names names = {"", ""};
        bool several = false;
        if (!first->shown || first->joined)
            continue;
        add_name(arena, &names, called(arena, first->label, first->detail));
        for (int j = i + 1; j < chart->marker_count; j++) {
            struct chart_marker *other = &chart->markers[j];
            if (!other->shown || other->joined || !agree(first->x, other->x, 0) ||
                !agree(first->y, other->y, fmax(first->slack, other->slack)))
                continue;
            other->joined = several = true;
            add_name(arena, &names, called(arena, other->label, other->detail));
        }
        if (several) {
            first->label = said(arena, &names, language);
            first->detail = "";
        }
    }
}

static void join_lines(struct arena *arena, struct chart *chart, const struct words_language *language) {
    for (int i = 0; i < chart->line_count; i++) {
        struct chart_line *first = &chart->lines[i];
        struct names names = {"", ""};
        bool several = false;
        if (!first->shown || first->joined)
            continue;
        add_name(arena, &names, called(arena, first->label, first->detail));
        for (int j = i + 1; j < chart->line_count; j++) {
            struct chart_line *other = &chart->lines[j];
            if (!other->shown || other->joined || first->vertical != other->vertical ||
                !agree(first->value, other->value, fmax(first->slack, other->slack)))
                continue;
            other->joined = several = true;
            add_name(arena, &names, called(arena, other->label, other->detail));
        }
        if (several) {
            first->label = said(arena, &names, language);
            first->detail = "";
        }
    }
}

void chart_join_marks(struct arena *arena, struct chart *chart, const struct words_language *language) {
    for (int i = 0; i < chart->marker_count && chart->kind == CHART_BARS; i++) {
        struct chart_marker *marker = &chart->markers[i];
        const struct chart_series *bar = &chart->series[(int)marker->x];
        marker->shown = marker->shown && !(bar->shown && agree(bar->y[0], marker->y, marker->slack));
    }
    if (chart->kind != CHART_BARS) /* there each label is said once, above the bars */
        join_markers(arena, chart, language);
    join_lines(arena, chart, language);
}
