#include "grade/grader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void grade_settle(struct grade_entry *entry, enum words_verdict verdict, double marks, const char *message) {
    entry->verdict = verdict;
    entry->marks = marks;
    entry->message = message;
    entry->told = NULL;
}

void grade_read(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q) {
    if (entry->question->kind != QUESTION_NUMERIC) {
        const char letter[2] = {grade_letters_one(&grader->letters, entry->written)};
        entry->option = *letter ? key_entry_option(entry->key, letter) : -1;
        return;
    }
    entry->none =
        entry->question->absent && grade_letters_none(&grader->letters, entry->written, grader->asked[q].percent);
    if (entry->none)
        return;
    entry->answer = answer_read(grader->reader, arena, &grader->asked[q], entry->written, strlen(entry->written));
    for (int i = 0; i < entry->answer.count; i++)
        entry->readings[i] = entry->answer.readings[i].value * grader->factors[q];
    if (entry->answer.count)
        entry->likely = entry->readings[0];
    for (int i = 0; i < entry->answer.doubt_count; i++)
        entry->doubts[i] = entry->answer.doubts[i] * grader->factors[q];
}

static void judge_choice(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry) {
    const struct words_grade *words = grader->words;
    const char *text = entry->written;
    if (entry->option < 0) {
        const char letter[2] = {grade_letters_one(&grader->letters, text)};
        const char *why = grade_letters_several(&grader->letters, text) ? words->several_letters
                          : *letter ? words_phrase(arena, words->no_option, letter, "")
                                    : words->no_letter;
        grade_settle(entry, VERDICT_REVIEW, 0, why);
        return;
    }
    bool right = entry->option == entry->key->right, scored = entry->question->scored;
    grade_settle(entry, right ? VERDICT_RIGHT : VERDICT_WRONG, right || !scored ? entry->out_of : 0,
                 scored ? "" : words->prediction);
}

/* Appends a share as a percentage, with enough digits to show that it is above the tolerance. */
static void put_deviation(struct text *out, double share, double tolerance, const struct number_locale *locale) {
    struct number_format format = {.style = NUMBER_PERCENT, .decimals = 1};
    while (format.decimals < 9 && number_as_printed(share, format) <= tolerance)
        format.decimals++;
    number_print(out, share, format, NULL, locale);
}

/* Whether a wrong number is the right one, rounded to the digits that are written. */
static bool is_rounded(const struct grade_entry *entry) {
    const double value = entry->key->number;
    const int digits = entry->answer.digits;
    const bool fewer = digits > 0 && (digits < entry->question->digits || !entry->question->digits);
    if (!fewer || entry->key->state != KEY_FIT || value == 0)
        return false;
    const double half = 0.5 * pow(10, floor(log10(fabs(value))) + 1 - digits);
    return fabs(entry->likely - value) <= half * (1 + 1e-9);
}

/* Appends a number in the quantity's unit as people write it: a percentage as such. */
static void put_number(struct text *out, const struct grade_grader *grader, double number, int q) {
    if (grader->asked[q].percent)
        number_print(out, number, (struct number_format){.style = NUMBER_PERCENT, .decimals = DECIMALS_AUTO}, NULL,
                     &grader->language->locale);
    else
        number_print_sound(out, number);
}

/* How far a number is from the key by ratio, as a logarithm; infinite if no ratio says it. */
static double remoteness(const struct grade_entry *entry, double number) {
    const double ratio = number / entry->key->number;
    return entry->key->state == KEY_FIT && ratio > 0 ? fabs(log(ratio)) : INFINITY;
}

/* The reading of a wrong number that the writer is likely to have meant: the one nearest to the key by ratio, the first
 * of those that are as near. For a percentage it may be a share that is no reading, such as 1.25. */
static double find_likely(const struct grade_grader *grader, const struct grade_entry *entry, int q) {
    const double slack = 1e-9;
    double likely = entry->readings[0];
    for (int i = 1; i < entry->answer.count; i++)
        if (remoteness(entry, entry->readings[i]) < remoteness(entry, likely) - slack)
            likely = entry->readings[i];
    for (int i = 0; i < entry->answer.doubt_count && grader->asked[q].percent; i++)
        if (remoteness(entry, entry->doubts[i]) < remoteness(entry, likely) - slack)
            likely = entry->doubts[i];
    return likely;
}

/* Appends how far a wrong number is from the right one, in words; nothing if that says nothing. */
static void put_distance(struct text *out, struct arena *arena, const struct grade_grader *grader,
                         const struct grade_entry *entry, int q) {
    if (!isfinite(remoteness(entry, entry->likely)))
        return;
    const double ratio = entry->likely / entry->key->number, many = ratio >= 1 ? ratio : 1 / ratio;
    const struct number_locale *locale = &grader->language->locale;
    const struct words_grade *words = grader->words;
    struct text figure = {0}, number = {0};
    if (many < 2)
        put_deviation(&figure, fabs(ratio - 1), entry->question->tolerance, locale);
    else
        number_print(&figure, number_round_significant(many, 3),
                     (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO}, NULL, locale);
    const char *phrase = words_phrase(
        arena, many < 2 ? (ratio > 1 ? words->above : words->below) : (ratio > 1 ? words->times : words->fraction),
        figure.bytes, "");
    if (entry->likely != entry->readings[0]) {
        put_number(&number, grader, entry->likely, q);
        phrase = words_phrase(arena, words->read_as, number.bytes, phrase);
    }
    text_puts(out, phrase);
    text_free(&figure);
    text_free(&number);
}

/* How far a wrong number is from the right one, and whether it is rounded too far. */
static const char *distance(struct arena *arena, const struct grade_grader *grader, const struct grade_entry *entry,
                            int q) {
    struct text out = {0};
    text_puts(&out, "");
    put_distance(&out, arena, grader, entry, q);
    if (is_rounded(entry)) {
        char written[16], asked[16];
        snprintf(written, sizeof written, "%d", entry->answer.digits);
        snprintf(asked, sizeof asked, "%d", entry->question->digits);
        text_printf(&out, "%s%s", out.length ? "; " : "",
                    entry->question->digits ? words_phrase(arena, grader->words->rounded, written, asked)
                                            : grader->words->rounded_exact);
    }
    const char *message = arena_strdup(arena, out.bytes);
    text_free(&out);
    return message;
}

/* Why an answer cannot be read. */
static const char *reason_phrase(const struct words_grade *words, enum answer_reason reason) {
    switch (reason) {
    case ANSWER_READ:
        break;
    case ANSWER_BLANK:
        return words->reasons.blank;
    case ANSWER_NUMBER:
        return words->reasons.number;
    case ANSWER_GROUPING:
        return words->reasons.grouping;
    case ANSWER_RANGE:
        return words->reasons.range;
    case ANSWER_UNIT:
        return words->reasons.unit;
    case ANSWER_DIMENSION:
        return words->reasons.dimension;
    }
    return "";
}

/* Leaves an answer to a person if another reading than the first would be right, or what it may be a part of. */
static bool review_reading(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q,
                           const struct key_accepted *accepted) {
    const struct answer *answer = &entry->answer;
    const double *right = NULL;
    for (int i = 1; i < answer->count && !right; i++)
        right = key_accepted_has(accepted, entry->readings[i]) ? &entry->readings[i] : NULL;
    for (int i = 0; i < answer->doubt_count && !right; i++)
        right = key_accepted_has(accepted, entry->doubts[i]) ? &entry->doubts[i] : NULL;
    if (!right)
        return false;
    struct text better = {0}, first = {0};
    put_number(&better, grader, *right, q);
    put_number(&first, grader, entry->readings[0], q);
    grade_settle(entry, VERDICT_REVIEW, 0,
                 words_phrase(arena, grader->words->second_reading, better.bytes, first.bytes));
    text_free(&better);
    text_free(&first);
    return true;
}

static void judge_number(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q) {
    const struct words_grade *words = grader->words;
    const struct answer *answer = &entry->answer;
    bool absent = entry->key->state == KEY_ABSENT;
    if (entry->none) {
        grade_settle(entry, absent ? VERDICT_RIGHT : VERDICT_WRONG, absent ? entry->out_of : 0,
                     absent ? "" : words->there_is_one);
        return;
    }
    if (answer->count == 0) {
        grade_settle(entry, VERDICT_REVIEW, 0,
                     words_phrase(arena, words->unreadable, answer_reason_name(answer->reason),
                                  reason_phrase(words, answer->reason)));
        return;
    }
    if (absent) {
        grade_settle(entry, VERDICT_WRONG, 0, words->there_is_none);
        return;
    }
    struct key_accepted accepted = key_accepted_ranges(grader->values, q);
    if (key_accepted_has(&accepted, entry->readings[0])) {
        grade_settle(entry, VERDICT_RIGHT, entry->out_of, "");
    } else if (!review_reading(arena, grader, entry, q, &accepted)) {
        entry->likely = find_likely(grader, entry, q);
        grade_settle(entry, VERDICT_WRONG, 0, distance(arena, grader, entry, q));
    }
}

void grade_judge(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q) {
    if (entry->question->kind == QUESTION_NUMERIC)
        judge_number(arena, grader, entry, q);
    else
        judge_choice(arena, grader, entry);
}
