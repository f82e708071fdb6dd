#include "grade/grader.h"

#include <math.h>
#include <string.h>

/* c, (C), C), c., option C, answer: C */
static const char letter_pattern[] =
    "^[\\s\"']*(?:(?i:option|answer|choice)[\\s:=]*)?[(\\[{]?\\s*(?<letter>[A-Za-z])\\s*[)\\]}.:,;!]*[\\s\"']*$";
/* More than one letter that could be meant: A or B, AC. */
static const char letters_pattern[] =
    "(?<![A-Za-z])(?:[A-Za-z](?![A-Za-z]).*(?<![A-Za-z])[A-Za-z](?![A-Za-z])|[A-Z]{2,4}(?![A-Za-z]))";
/* "None" in the words that people use, followed by nothing but words that go with it and the bounds of a percentage:
 * "never mind" and "no answer" mean something else. */
static const char none_pattern[] =
    "^[\\s\"'(]*(?i:(?:there[ ]is|it[ "
    "]has|has)?\\s*(?:none|keine?[rs]?|nie|aucun|jamais|ningun[oa]?|nunca|nessuno?|mai|nenhuma?|geen|nooit|no[ "
    "]+(?:break[ -]?even|solution)|never|"
    "not[ ](?:possible|reached|reachable|at[ ]all)|impossible|"
    "does(?:[ ]not|n['\u2019]?t)[ ](?:exist|break[ ]even))(?![A-Za-z])"
    "(?:[\\s.,;:!%()\"'/\u2013\u2014-]|"
    "(?<![A-Za-z])(?:within|between|in|the|range|of|use|breaks?|breaking|even|breakeven|exists?|possible|here|at|all|"
    "below|under|up|to|and|full|utili[sz]ation|for|this|set|sheet|percent|on|demand|premises|reached|reachable|point|"
    "is|it|there|occurs?|happens?|found)(?![A-Za-z])|(?<!\\d)(?:100|0)(?![\\d.,]))*)$";

void grade_patterns_open(struct grade_grader *grader) {
    grader->letter = answer_pattern_new(letter_pattern);
    grader->letters = answer_pattern_new(letters_pattern);
    grader->none = answer_pattern_new(none_pattern);
}

void grade_settle(struct grade_entry *entry, enum words_verdict verdict, double marks, const char *message) {
    entry->verdict = verdict;
    entry->marks = marks;
    entry->message = message;
}

/* The letter of the option that is written, a capital; 0 if it is not a single letter. */
static char written_letter(const struct grade_grader *grader, const char *text) {
    if (!answer_pattern_match(&grader->letter, text, strlen(text), 0))
        return 0;
    return (char)(*answer_pattern_group(&grader->letter, text, "letter").start & ~0x20);
}

static bool read_none(struct grade_grader *grader, const struct grade_entry *entry) {
    return entry->question->absent && answer_pattern_match(&grader->none, entry->written, strlen(entry->written), 0);
}

void grade_read(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q) {
    if (entry->question->kind != QUESTION_NUMERIC) {
        const char letter[2] = {written_letter(grader, entry->written)};
        entry->option = *letter ? key_entry_option(entry->key, letter) : -1;
        return;
    }
    entry->none = read_none(grader, entry);
    if (entry->none)
        return;
    entry->answer = answer_read(grader->reader, arena, &grader->asked[q], entry->written, strlen(entry->written));
    for (int i = 0; i < entry->answer.count; i++)
        entry->readings[i] = entry->answer.readings[i].value * grader->factors[q];
}

static void judge_choice(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry) {
    const struct words_grade *words = grader->words;
    const char *text = entry->written;
    if (entry->option < 0) {
        const char letter[2] = {written_letter(grader, text)};
        const char *why = answer_pattern_match(&grader->letters, text, strlen(text), 0) ? words->several_letters
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
    struct number_format format = {NUMBER_PERCENT, 1, false};
    while (format.decimals < 9 && number_as_printed(share, format) <= tolerance)
        format.decimals++;
    number_print(out, share, format, NULL, locale);
}

/* How far a wrong number is from the right one, in words. */
static const char *distance(struct arena *arena, const struct grade_grader *grader, const struct grade_entry *entry) {
    double value = entry->key->number, reading = entry->readings[0];
    if (entry->key->state != KEY_FIT || value == 0)
        return "";
    double ratio = reading / value;
    if (ratio <= 0)
        return "";
    const struct number_locale *locale = &grader->language->locale;
    struct text out = {0};
    double many = ratio >= 1 ? ratio : 1 / ratio;
    if (many < 2)
        put_deviation(&out, fabs(ratio - 1), entry->question->tolerance, locale);
    else
        number_print(&out, number_round_significant(many, 3),
                     (struct number_format){NUMBER_PLAIN, DECIMALS_AUTO, false}, NULL, locale);
    const struct words_grade *words = grader->words;
    const char *phrase =
        many < 2 ? (ratio > 1 ? words->above : words->below) : (ratio > 1 ? words->times : words->fraction);
    const char *message = words_phrase(arena, phrase, out.bytes, "");
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
    if (key_accepted_has(&accepted, entry->readings[0]))
        grade_settle(entry, VERDICT_RIGHT, entry->out_of, "");
    else if (answer->count == 2 && key_accepted_has(&accepted, entry->readings[1]))
        grade_settle(entry, VERDICT_REVIEW, 0,
                     words_phrase(arena, words->second_reading, answer->readings[1].text, answer->readings[0].text));
    else
        grade_settle(entry, VERDICT_WRONG, 0, distance(arena, grader, entry));
}

void grade_judge(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q) {
    if (entry->question->kind == QUESTION_NUMERIC)
        judge_number(arena, grader, entry, q);
    else
        judge_choice(arena, grader, entry);
}
