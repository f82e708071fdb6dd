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
    return text_keep(&text, arena);
}

/* A mark of any kind, as the joining sees it. `across` and `axis` tell where the value is: marks at another place
 * across or along another axis are not at the same place. */
struct mark {
    double across, value, slack;
    int axis;
    const char **label, **detail;
    bool shown, *joined;
};

/* Gives each mark the names of all that are at its place, and takes these out. */
static void join(struct arena *arena, struct mark *marks, int count, const struct words_language *language) {
    for (int i = 0; i < count; i++) {
        const struct mark *first = &marks[i];
        struct names names = {"", ""};
        bool several = false;
        if (!first->shown || *first->joined)
            continue;
        add_name(arena, &names, called(arena, *first->label, *first->detail));
        for (int j = i + 1; j < count; j++) {
            const struct mark *other = &marks[j];
            if (!other->shown || *other->joined || first->axis != other->axis ||
                !agree(first->across, other->across, 0) ||
                !agree(first->value, other->value, fmax(first->slack, other->slack)))
                continue;
            *other->joined = several = true;
            add_name(arena, &names, called(arena, *other->label, *other->detail));
        }
        if (several) {
            *first->label = said(arena, &names, language);
            *first->detail = "";
        }
    }
}

static void join_markers(struct arena *arena, struct chart *chart, const struct words_language *language) {
    struct mark *marks = arena_array(arena, (size_t)chart->marker_count + 1, sizeof *marks);
    for (int i = 0; i < chart->marker_count; i++) {
        struct chart_marker *marker = &chart->markers[i];
        marks[i] = (struct mark){.across = marker->x,
                                 .value = marker->y,
                                 .slack = marker->slack,
                                 .label = &marker->label,
                                 .detail = &marker->detail,
                                 .shown = marker->shown,
                                 .joined = &marker->joined};
    }
    join(arena, marks, chart->marker_count, language);
}

static void join_lines(struct arena *arena, struct chart *chart, const struct words_language *language) {
    struct mark *marks = arena_array(arena, (size_t)chart->line_count + 1, sizeof *marks);
    for (int i = 0; i < chart->line_count; i++) {
        struct chart_line *line = &chart->lines[i];
        marks[i] = (struct mark){.value = line->value,
                                 .slack = line->slack,
                                 .axis = line->vertical ? 1
                                         : line->right  ? 2
                                                        : 0,
                                 .label = &line->label,
                                 .detail = &line->detail,
                                 .shown = line->shown,
                                 .joined = &line->joined};
    }
    join(arena, marks, chart->line_count, language);
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
