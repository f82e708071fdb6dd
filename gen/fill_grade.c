#include "fill_names.h"

#include <math.h>

static const struct number_format plain = {NUMBER_PLAIN, DECIMALS_AUTO, false};

static const struct thing *number(struct fill *fill, double value, const char *name) {
    return names_thing(
        fill, (struct thing){.kind = THING_NUMBER, .hidden = true, .name = name, .number = value, .format = plain});
}

static const struct thing *text(struct fill *fill, const char *written, const char *name) {
    return names_thing(fill, (struct thing){.kind = THING_DATA, .hidden = true, .text = written, .name = name});
}

/* What somebody typed, without the control characters that no page has. */
static const char *printable(struct fill *fill, const char *typed) {
    char *copy = arena_strdup(fill->arena, typed);
    for (char *p = copy; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = ' ';
    return copy;
}

const char *const names_grade_words[] = {"marks", "out_of", "review", "share", NULL};

const struct thing *names_grade_member(struct fill *fill, const char *name, size_t length) {
    const struct grade *grade = fill->grade;
    switch (names_word(name, length, names_grade_words)) {
    case 0:
        return number(fill, grade->marks, "marks");
    case 1:
        return number(fill, grade->out_of, "out_of");
    case 2: /* how many answers a person must look at; none is no value, so that a section is passed over */
        return number(fill, grade->reviews ? grade->reviews : NAN, "review");
    case 3:
        return number(fill, grade->out_of > 0 ? grade->marks / grade->out_of : NAN, "share");
    default:
        return NULL;
    }
}

const char *const names_answer_words[] = {"written", "reading", "verdict", "right",    "wrong",   "review",
                                          "blank",   "unfit",   "marks",   "out_of",   "message", "follows",
                                          "mistake", "option",  "decided", "unscored", NULL};

const struct thing *names_answer_member(struct fill *fill, const struct thing *thing, const char *name, size_t length) {
    const struct grade_entry *entry = &fill->grade->entries[thing->question];
    const struct lab_question *question = entry->question;
    int word = names_word(name, length, names_answer_words);
    switch (word) {
    case 0:
        return text(fill, printable(fill, entry->written), "written");
    case 1:
        return names_thing(fill, (struct thing){.kind = THING_NUMBER,
                                                .hidden = true,
                                                .name = "reading",
                                                .number = entry->answer.count ? entry->readings[0] : NAN,
                                                .format = question->quantity ? question->quantity->format : plain,
                                                .unit_word = question->quantity ? question->quantity->shown : NULL});
    case 2:
        return text(fill, verdict_name(entry->verdict), "verdict");
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
        return names_flag(fill, (int)entry->verdict == word - 3, true, names_answer_words[word]);
    case 8:
        return number(fill, entry->marks, "marks");
    case 9:
        return number(fill, entry->out_of, "out_of");
    case 10:
        return text(fill, entry->message, "message");
    case 11:
        return names_flag(fill, entry->follows, true, "follows");
    case 12:
        if (!entry->mistake)
            return names_flag(fill, false, true, "mistake");
        return names_thing(
            fill, (struct thing){
                      .kind = THING_PASSAGE, .hidden = true, .name = "mistake", .passage = &entry->mistake->feedback});
    case 13:
        if (entry->option < 0)
            return names_flag(fill, false, true, "option");
        return names_thing(fill, (struct thing){.kind = THING_OPTION,
                                                .question = thing->question,
                                                .option = entry->option,
                                                .hidden = true,
                                                .name = "option"});
    case 14:
        return names_flag(fill, entry->decided, true, "decided");
    case 15:
        return names_flag(fill, !question->scored, true, "unscored");
    default:
        return NULL;
    }
}

static const struct thing *part(struct fill *fill, double value, const char *name) {
    return names_thing(
        fill,
        (struct thing){
            .kind = THING_NUMBER, .hidden = true, .name = name, .number = value, .format = {NUMBER_PERCENT, 0, false}});
}

static const struct thing *counts(struct fill *fill, const struct class_count *counts, int count, const char *name) {
    return names_thing(
        fill,
        (struct thing){.kind = THING_COUNTS, .hidden = true, .name = name, .counts = counts, .count_count = count});
}

const char *const names_class_words[] = {"people", "mean", "median", "deviation", "least", "most", "scores", NULL};

const struct thing *names_class_member(struct fill *fill, const char *name, size_t length) {
    const struct class_stats *stats = fill->stats;
    const double shares[] = {stats->mean, stats->median, stats->deviation, stats->least, stats->most};
    int word = names_word(name, length, names_class_words);
    if (word < 0)
        return NULL;
    if (word == 0)
        return number(fill, (double)stats->people, "people");
    if (word == 6)
        return counts(fill, stats->scores, stats->score_count, "scores");
    return part(fill, shares[word - 1], names_class_words[word]);
}

const char *const names_results_words[] = {"right",      "wrong",          "review",  "blank",    "unfit", "follows",
                                           "difficulty", "discrimination", "choices", "mistakes", NULL};

const struct thing *names_results_member(struct fill *fill, const struct thing *thing, const char *name,
                                         size_t length) {
    const struct class_question *question = &fill->stats->questions[thing->question];
    int word = names_word(name, length, names_results_words);
    switch (word) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
        return number(fill, (double)question->counts[word], names_results_words[word]);
    case 5:
        return number(fill, (double)question->follows, "follows");
    case 6:
        return part(fill, question->difficulty, "difficulty");
    case 7:
        return names_thing(fill, (struct thing){.kind = THING_NUMBER,
                                                .hidden = true,
                                                .name = "discrimination",
                                                .number = question->discrimination,
                                                .format = {NUMBER_PLAIN, 2, false}});
    case 8:
        return counts(fill, question->options, question->option_count, "choices");
    case 9:
        return counts(fill, question->mistakes, question->mistake_count, "mistakes");
    default:
        return NULL;
    }
}

const char *const names_count_words[] = {"label", "occurred", "share", "any", NULL};

const struct thing *names_count_member(struct fill *fill, const struct thing *thing, const char *name, size_t length) {
    switch (names_word(name, length, names_count_words)) {
    case 0:
        return text(fill, thing->counts->name, "label");
    case 1:
        return number(fill, (double)thing->counts->count, "occurred");
    case 2:
        return part(fill, thing->counts->share, "share");
    case 3:
        return names_flag(fill, thing->counts->count > 0, true, "any");
    default:
        return NULL;
    }
}
