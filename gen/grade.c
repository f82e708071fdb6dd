#include "grade.h"

#include "answer_pattern.h"
#include "answer_text.h"
#include "fill.h"
#include "grade_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_LIMIT = 2000 };

struct grader {
    const struct lab *lab;
    struct arena *arena;
    struct answer_reader *reader;
    struct answer_asked *asked; /* by question */
    double *factors;            /* from the unit asked for to the quantity's */
    struct pattern letter, letters, none;
    struct grade_values *values;
    struct template *passages;
    double *own; /* by question: what the person goes on with, NaN where that is the right value */
};

static const char *const verdict_names[VERDICTS] = {"right", "wrong", "review", "blank", "unfit"};

const char *verdict_name(enum verdict verdict) {
    return verdict_names[verdict];
}

bool verdict_parse(const char *text, enum verdict *verdict) {
    for (int i = 0; i < VERDICTS; i++)
        if (strcmp(text, verdict_names[i]) == 0) {
            *verdict = (enum verdict)i;
            return true;
        }
    return false;
}

/* c, (C), C), c., option C, answer: C */
static const char letter_pattern[] =
    "^[\\s\"']*(?:(?i:option|answer|choice)[\\s:=]*)?[(\\[{]?\\s*(?<letter>[A-Za-z])\\s*[)\\]}.:,;!]*[\\s\"']*$";
/* More than one letter that could be meant. */
static const char letters_pattern[] =
    "(?<![A-Za-z])(?:[A-Za-z](?![A-Za-z]).*(?<![A-Za-z])[A-Za-z](?![A-Za-z])|[A-Z]{2,4}(?![A-Za-z]))";
/* "None" as people say it, and behind it nothing but words that go with it and the bounds of a percentage: "never mind"
 * and "no answer" say something else. */
static const char none_pattern[] =
    "^[\\s\"'(]*(?i:(?:there[ ]is|it[ ]has|has)?\\s*(?:none|no[ ]+(?:break[ -]?even|solution)|never|"
    "not[ ](?:possible|reached|reachable|at[ ]all)|impossible|"
    "does(?:[ ]not|n['\u2019]?t)[ ](?:exist|break[ ]even))(?![A-Za-z])"
    "(?:[\\s.,;:!%()\"'/\u2013\u2014-]|"
    "(?<![A-Za-z])(?:within|between|in|the|range|of|use|breaks?|breaking|even|breakeven|exists?|possible|here|at|all|"
    "below|under|up|to|and|full|utili[sz]ation|for|this|set|sheet|percent|on|demand|premises|reached|reachable|point|"
    "is|it|there|occurs?|happens?|found)(?![A-Za-z])|(?<!\\d)(?:100|0)(?![\\d.,]))*)$";

struct grader *grader_new(struct arena *arena, struct units *units, const struct lab *lab) {
    struct grader *grader = arena_alloc(arena, sizeof *grader);
    size_t count = (size_t)lab->question_count + 1;
    *grader = (struct grader){.lab = lab,
                              .arena = arena,
                              .reader = answer_reader_new(units),
                              .asked = arena_array(arena, count, sizeof(struct answer_asked)),
                              .factors = arena_array(arena, count, sizeof(double)),
                              .letter = pattern_new(letter_pattern),
                              .letters = pattern_new(letters_pattern),
                              .none = pattern_new(none_pattern),
                              .values = grade_values_new(arena, lab),
                              .passages = template_for_passages(arena, lab),
                              .own = arena_array(arena, count, sizeof(double))};
    for (int i = 0; i < lab->question_count; i++) {
        const struct lab_question *question = &lab->questions[i];
        if (question->kind != QUESTION_NUMERIC)
            continue;
        grader->asked[i] = answer_ask(grader->reader, question->unit, question->unit_name, question->shown);
        grader->factors[i] = unit_factor(grader->asked[i].unit, question->quantity->unit);
    }
    return grader;
}

void grader_free(struct grader *grader) {
    if (!grader)
        return;
    pattern_free(&grader->letter);
    pattern_free(&grader->letters);
    pattern_free(&grader->none);
    answer_reader_free(grader->reader);
}

static bool is_blank(const char *text) {
    struct text normal = {0};
    bool blank = answer_normalise(&normal, text, strlen(text)) && strspn(normal.bytes, " ") == normal.length;
    text_free(&normal);
    return blank;
}

static void settle(struct grade_entry *entry, enum verdict verdict, double marks, const char *message) {
    entry->verdict = verdict;
    entry->marks = marks;
    entry->message = message;
}

/* A choice or reflection. */
static void grade_choice(struct arena *arena, struct grader *grader, struct grade_entry *entry) {
    const struct lab_question *question = entry->question;
    const char *text = entry->written;
    size_t length = strlen(text);
    char letter[2] = "";
    if (pattern_match(&grader->letter, text, length, 0))
        letter[0] = (char)(*pattern_group(&grader->letter, text, "letter").start & ~0x20);
    if (*letter)
        entry->option = key_entry_option(entry->key, letter);
    if (entry->option < 0) {
        const char *why = pattern_match(&grader->letters, text, length, 0) ? "more than one letter"
                          : *letter ? arena_printf(arena, "there is no option %s", letter)
                                    : "not the letter of an option";
        settle(entry, VERDICT_REVIEW, 0, why);
        return;
    }
    bool right = entry->option == entry->key->right;
    double marks = right || !question->scored ? entry->out_of : 0;
    settle(entry, right ? VERDICT_RIGHT : VERDICT_WRONG, marks,
           question->scored ? "" : "a prediction: making one earns its marks");
}

static bool read_none(struct grader *grader, const struct grade_entry *entry) {
    return entry->question->absent && pattern_match(&grader->none, entry->written, strlen(entry->written), 0);
}

static const char *unreadable(struct arena *arena, enum answer_reason reason) {
    static const char *const reasons[] = {"",
                                          "nothing is written",
                                          "not one number",
                                          "its digits are grouped as nobody groups them",
                                          "a range",
                                          "an unknown unit, or a suffix that does not fit",
                                          "a unit of something else"};
    return arena_printf(arena, "cannot be read (%s): %s", answer_reason_name(reason), reasons[reason]);
}

/* How far a wrong number is from the right one, in words. */
static const char *distance(struct arena *arena, const struct grade_entry *entry) {
    double value = entry->key->number, reading = entry->readings[0];
    if (entry->key->state != KEY_FIT || value == 0)
        return "";
    double ratio = reading / value;
    if (ratio <= 0)
        return "";
    struct text out = {0};
    double many = ratio >= 1 ? ratio : 1 / ratio;
    if (many < 2) {
        number_print(&out, fabs(ratio - 1), (struct number_format){NUMBER_PERCENT, 1, false}, NULL,
                     &number_locale_english);
        text_puts(&out, ratio > 1 ? " above the key" : " below the key");
    } else {
        number_print(&out, number_round_significant(many, 3),
                     (struct number_format){NUMBER_PLAIN, DECIMALS_AUTO, false}, NULL, &number_locale_english);
        text_puts(&out, ratio > 1 ? " times the key" : " times too small");
    }
    const char *message = arena_strdup(arena, out.bytes);
    text_free(&out);
    return message;
}

static void grade_numeric(struct arena *arena, struct grader *grader, struct grade_entry *entry, int q) {
    entry->none = read_none(grader, entry);
    if (entry->none) {
        bool right = entry->key->state == KEY_ABSENT;
        settle(entry, right ? VERDICT_RIGHT : VERDICT_WRONG, right ? entry->out_of : 0, right ? "" : "there is one");
        return;
    }
    entry->answer = answer_read(grader->reader, arena, &grader->asked[q], entry->written, strlen(entry->written));
    const struct answer *answer = &entry->answer;
    if (answer->count == 0) {
        settle(entry, VERDICT_REVIEW, 0, unreadable(arena, answer->reason));
        return;
    }
    for (int i = 0; i < answer->count; i++)
        entry->readings[i] = answer->readings[i].value * grader->factors[q];
    if (entry->key->state == KEY_ABSENT) {
        settle(entry, VERDICT_WRONG, 0, "there is none");
        return;
    }
    const struct accepted accepted = grade_values_accepted(grader->values, q);
    if (accepted_has(&accepted, entry->readings[0]))
        settle(entry, VERDICT_RIGHT, entry->out_of, "");
    else if (answer->count == 2 && accepted_has(&accepted, entry->readings[1]))
        settle(entry, VERDICT_REVIEW, 0,
               arena_printf(arena, "right if it is read as %s rather than %s", answer->readings[1].text,
                            answer->readings[0].text));
    else
        settle(entry, VERDICT_WRONG, 0, distance(arena, entry));
}

/* The message of a lab's passage: its text for this set, on one line. */
static const char *fill_message(struct arena *arena, struct grader *grader, const struct grade *grade,
                                const struct key *key, const struct lab_text *text, struct diag *diag) {
    const char *filled = template_fill_passage(grader->passages, arena, grade->set, key, text, diag);
    if (!filled)
        return "";
    char *line = arena_strdup(arena, filled);
    size_t length = 0;
    for (const char *p = filled; *p && length < MESSAGE_LIMIT; p++) {
        bool space = *p == ' ' || *p == '\n' || *p == '\t' || *p == '\r';
        if (!space || (length && line[length - 1] != ' '))
            line[length++] = (char)(space ? ' ' : *p);
    }
    while (length && line[length - 1] == ' ')
        length--;
    line[length] = '\0';
    return line;
}

static bool match_mistake(struct grader *grader, struct grade_entry *entry, int q) {
    for (int i = 0; i < entry->answer.count; i++)
        for (int m = 0; m < entry->question->mistake_count; m++) {
            double value = grade_values_mistake(grader->values, q, m);
            if (value == 0 || !accepted_near(entry->readings[i], value, entry->question->tolerance))
                continue;
            entry->mistake = &entry->question->mistakes[m];
            return true;
        }
    return false;
}

/* Whether the entry was wrong as a number and is what a later answer may follow from. */
static bool is_wrong_part(const struct grade_entry *entry) {
    return entry->question->kind == QUESTION_NUMERIC && entry->verdict == VERDICT_WRONG && entry->answer.count > 0;
}

/* Whether an answer is what the person's own answers give; `second`: those with two readings are read the second way.
 */
static bool match_own(struct grader *grader, const struct grade *grade, const struct grade_entry *entry, int q,
                      bool second, bool *trivial) {
    for (int i = 0; i < grade->count; i++) {
        const struct grade_entry *part = &grade->entries[i];
        int reading = second && part->answer.count == 2;
        grader->own[i] = part->answer.count && i != q ? part->readings[reading] : NAN;
    }
    bool absent;
    double value = grade_values_follow(grader->values, q, grader->own, &absent);
    *trivial = !isfinite(value) || value == 0;
    if (entry->none)
        return absent;
    bool near = false;
    for (int i = 0; i < entry->answer.count; i++)
        near = near || (!absent && accepted_near(entry->readings[i], value, entry->question->tolerance));
    /* A total that is but one of its parts, or that leaves a part out, asks nothing of the person. */
    for (int i = 0; i < grade->count; i++) {
        if (!isfinite(grader->own[i]) || !grade_values_uses(grader->values, q, i))
            continue;
        *trivial = *trivial || accepted_near(value, grader->own[i], entry->question->tolerance) ||
                   (grader->own[i] == 0 && is_wrong_part(&grade->entries[i]));
    }
    return near;
}

/* Marks for an answer that is right for the person's own earlier wrong ones. The verdict stays. */
static bool grade_following(struct arena *arena, struct grader *grader, const struct grade *grade,
                            struct grade_entry *entry, int q) {
    struct text parts = {0};
    int count = 0;
    for (int i = 0; i < grade->count; i++)
        if (i != q && is_wrong_part(&grade->entries[i]) && grade_values_uses(grader->values, q, i))
            text_printf(&parts, "%s%s", count++ ? ", " : "", grade->entries[i].question->name);
    bool trivial = false;
    if (count &&
        (match_own(grader, grade, entry, q, false, &trivial) || match_own(grader, grade, entry, q, true, &trivial))) {
        entry->follows = true;
        double share = trivial ? 0 : entry->question->follow_through;
        entry->marks = entry->out_of * share;
        const char *earns = trivial ? ", which makes it trivial: no marks"
                            : share
                                ? arena_printf(arena, ": %g%% of the marks", number_round_significant(share * 100, 6))
                                : "";
        entry->message =
            arena_printf(arena, "follows from the own answer%s to %s%s", count > 1 ? "s" : "", parts.bytes, earns);
    }
    text_free(&parts);
    return entry->follows;
}

void grade_total(struct grade *grade) {
    grade->marks = grade->out_of = 0;
    grade->reviews = 0;
    for (int i = 0; i < grade->count; i++) {
        grade->marks += grade->entries[i].marks;
        grade->out_of += grade->entries[i].out_of;
        grade->reviews += grade->entries[i].verdict == VERDICT_REVIEW;
    }
}

struct grade *grade_answers(struct arena *arena, struct grader *grader, const struct parameter_set *set,
                            const struct key *key, const char *const *answers, struct diag *diag) {
    struct grade *grade = arena_alloc(arena, sizeof *grade);
    *grade = (struct grade){.set = set, .count = key->count};
    grade->entries = arena_array(arena, (size_t)key->count + 1, sizeof *grade->entries);
    grade_values_begin(grader->values, set->values);
    for (int q = 0; q < key->count; q++) {
        struct grade_entry *entry = &grade->entries[q];
        const struct lab_question *question = &grader->lab->questions[q];
        *entry = (struct grade_entry){.question = question,
                                      .key = &key->entries[q],
                                      .written = answers[q],
                                      .option = -1,
                                      .out_of = question->marks,
                                      .message = ""};
        if (entry->key->state == KEY_UNFIT) {
            entry->out_of = 0;
            settle(entry, VERDICT_UNFIT, 0, arena_printf(arena, "the set has no key: %s", entry->key->reason));
        } else if (is_blank(entry->written)) {
            settle(entry, VERDICT_BLANK, 0, "");
        } else if (question->kind == QUESTION_NUMERIC) {
            grade_numeric(arena, grader, entry, q);
        } else {
            grade_choice(arena, grader, entry);
        }
    }
    for (int q = 0; q < key->count; q++) {
        struct grade_entry *entry = &grade->entries[q];
        if (entry->verdict != VERDICT_WRONG)
            continue;
        if (entry->question->kind != QUESTION_NUMERIC) {
            if (entry->question->scored)
                entry->message =
                    fill_message(arena, grader, grade, key, &entry->question->options[entry->option].feedback, diag);
            continue;
        }
        bool mistaken = match_mistake(grader, entry, q);
        if (!grade_following(arena, grader, grade, entry, q) && mistaken)
            entry->message = fill_message(arena, grader, grade, key, &entry->mistake->feedback, diag);
    }
    grade_total(grade);
    return grade;
}

const struct grade *grade_trial(struct arena *arena, const struct lab *lab, const struct parameter_set *set,
                                const struct key *key) {
    struct grade *grade = arena_alloc(arena, sizeof *grade);
    *grade = (struct grade){.set = set, .count = key->count};
    grade->entries = arena_array(arena, (size_t)key->count + 1, sizeof *grade->entries);
    for (int q = 0; q < key->count; q++) {
        const struct lab_question *question = &lab->questions[q];
        grade->entries[q] = (struct grade_entry){.question = question,
                                                 .key = &key->entries[q],
                                                 .written = "1",
                                                 .option = question->option_count ? 0 : -1,
                                                 .answer = {.unit = "", .count = question->kind == QUESTION_NUMERIC},
                                                 .readings = {1, 1},
                                                 .verdict = VERDICT_WRONG,
                                                 .out_of = question->marks,
                                                 .mistake = question->mistake_count ? question->mistakes : NULL,
                                                 .message = "so far"};
    }
    grade_total(grade);
    return grade;
}
