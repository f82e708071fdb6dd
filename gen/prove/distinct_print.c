#include "csv/csv.h"
#include "prove/prove.h"

#define SLACK 1e-9 /* a limit is a decimal number, a share may not be */

enum { PAGE_WIDTH = 120 };

static double share(uint64_t part, uint64_t whole) {
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void put_question_names(struct text *out, const struct prove_distinct *distinct) {
    int seen = 0;
    for (int q = 0; q < distinct->lab->question_count; q++)
        if (distinct->common[q])
            text_printf(out, "%s%s", seen++ ? ", " : "  the same on every sheet, so not counted: ",
                        distinct->lab->questions[q].name);
    if (seen)
        text_putc(out, '\n');
}

/* A set's name in a list: the id, and the scenario if there is one. */
static const char *name_of(const struct prove_distinct *distinct, size_t set) {
    const struct prove_sheet *named = &distinct->sheets[set];
    return *named->scenario ? arena_printf(distinct->arena, "%s (%s)", named->id, named->scenario) : named->id;
}

static void put_pair(struct text *out, const struct prove_distinct *distinct, const struct prove_distinct_pair *pair) {
    text_printf(out, "  %s on the sheet of %s: %d of %d numbers, %d of %d letters", name_of(distinct, pair->a),
                name_of(distinct, pair->b), pair->numbers, distinct->number_count, pair->letters,
                distinct->letter_count);
    int seen = 0;
    for (int q = 0; q < distinct->lab->question_count; q++)
        if (!distinct->common[q] && prove_distinct_accepts(distinct, q, pair->a, pair->b))
            text_printf(out, "%s%s", seen++ ? ", " : ": ", distinct->lab->questions[q].name);
    text_putc(out, '\n');
}

/* A cell of the matrix, right-aligned to a width in characters. */
static void put_cell(struct text *out, const char *cell, int width) {
    for (const char *p = cell; *p; p++)
        width -= (*p & 0xC0) != 0x80;
    text_printf(out, "%*s%s", width > 0 ? width : 0, "", cell);
}

static int width_of(const char *name) {
    int width = 0;
    for (const char *p = name; *p; p++)
        width += (*p & 0xC0) != 0x80;
    return width > 2 ? width : 2;
}

static void put_matrix(struct text *out, const struct prove_distinct *distinct) {
    size_t count = distinct->set_count;
    int first = 0, width = 0;
    for (size_t i = 0; i < count && width <= PAGE_WIDTH; i++) {
        int own = width_of(name_of(distinct, i));
        first = own > first ? own : first;
        width += own + 2;
    }
    if (first + width > PAGE_WIDTH) {
        text_puts(out, "the collision matrix is too wide to print: --matrix FILE writes it as CSV\n");
        return;
    }
    text_printf(out, "the collision matrix: how many of the %d answers of a row are right on the sheet of a column\n",
                distinct->number_count + distinct->letter_count);
    struct prove_distinct_row row = prove_distinct_row_new(distinct->arena, distinct);
    text_printf(out, "  %*s", first, "");
    for (size_t b = 0; b < count; b++)
        put_cell(out, name_of(distinct, b), width_of(name_of(distinct, b)) + 2);
    for (size_t a = 0; a < count; a++) {
        text_puts(out, "\n  ");
        put_cell(out, name_of(distinct, a), first);
        prove_distinct_row_compute(distinct, a, &row);
        for (size_t b = 0; b < count; b++) {
            const char *cell =
                row.apart[b] ? arena_printf(distinct->arena, "%d", row.numbers[b] + row.letters[b]) : "-";
            put_cell(out, cell, width_of(name_of(distinct, b)) + 2);
        }
    }
    text_putc(out, '\n');
}

void prove_distinct_print(struct text *out, const struct prove_distinct *distinct) {
    const struct lab *lab = distinct->lab;
    text_printf(
        out, "%zu set%s, %llu ordered pairs of different ids: how many right answers of one are right for the other\n",
        distinct->set_count, distinct->set_count == 1 ? "" : "s", (unsigned long long)distinct->pairs);
    if (distinct->pairs && distinct->number_count)
        text_printf(out, "  %d numeric question%s: %.1f%% on average, %.1f%% at most\n", distinct->number_count,
                    distinct->number_count == 1 ? "" : "s",
                    share(distinct->number_sum, distinct->pairs * (uint64_t)distinct->number_count),
                    share((uint64_t)distinct->worst[0].numbers, (uint64_t)distinct->number_count));
    if (distinct->pairs && distinct->letter_count)
        text_printf(out, "  %d lettered question%s: %.1f%% on average\n", distinct->letter_count,
                    distinct->letter_count == 1 ? "" : "s",
                    share(distinct->letter_sum, distinct->pairs * (uint64_t)distinct->letter_count));
    put_question_names(out, distinct);
    if (!distinct->pairs)
        return;
    text_puts(out, "share of pairs in which the answer of one is right for the other, by question:\n");
    for (int q = 0; q < lab->question_count; q++)
        if (!distinct->common[q])
            text_printf(out, "  %-28s %5.1f%%\n", lab->questions[q].name,
                        share(distinct->accepted[q], distinct->pairs));
    text_puts(out, "the pairs that share most:\n");
    for (int i = 0; i < distinct->worst_count; i++)
        put_pair(out, distinct, &distinct->worst[i]);
    put_matrix(out, distinct);
}

void prove_distinct_print_matrix(struct text *out, const struct prove_distinct *distinct) {
    struct prove_distinct_row row = prove_distinct_row_new(distinct->arena, distinct);
    csv_write(out, "id", true);
    for (size_t b = 0; b < distinct->set_count; b++)
        csv_write(out, name_of(distinct, b), false);
    csv_end_row(out);
    for (size_t a = 0; a < distinct->set_count; a++) {
        prove_distinct_row_compute(distinct, a, &row);
        csv_write(out, name_of(distinct, a), true);
        for (size_t b = 0; b < distinct->set_count; b++) {
            if (row.apart[b])
                csv_write_number(out, row.numbers[b] + row.letters[b], false);
            else
                csv_write(out, "", false);
        }
        csv_end_row(out);
    }
}

bool prove_distinct_check(const struct prove_distinct *distinct, double limit, const char *advice, struct diag *diag) {
    if (!distinct->worst_count || !distinct->number_count)
        return true;
    const struct prove_distinct_pair *worst = &distinct->worst[0];
    uint64_t above = 0;
    for (int numbers = 0; numbers <= distinct->number_count; numbers++)
        if (numbers > limit * (1 + SLACK) * distinct->number_count)
            above += distinct->sharing[numbers];
    if (!above)
        return true;
    diag_report(diag, SEVERITY_ERROR, distinct->sheets[worst->a].pos,
                "%d of the %d numeric answers of '%s' %s right on the sheet of '%s' too: %.1f%%, above the limit of "
                "%.4g%%, as in %llu ordered pair%s; %s",
                worst->numbers, distinct->number_count, name_of(distinct, worst->a), worst->numbers == 1 ? "is" : "are",
                name_of(distinct, worst->b), share((uint64_t)worst->numbers, (uint64_t)distinct->number_count),
                limit * 100, (unsigned long long)above, above == 1 ? "" : "s", advice);
    return false;
}
