#include "grade/grader.h"

#include <math.h>
#include <string.h>

/* NONE_LIMIT: "none" follows from answers that are at most so many times too large or too small. */
enum { MESSAGE_LIMIT = 2000, NONE_LIMIT = 10 };

/* A passage of the lab as a message: its text for this set, on one line. */
static const char *fill_message(struct arena *arena, struct grade_grader *grader, const struct grade *grade,
                                const struct key *key, const struct lab_text *text, struct diag *diag) {
    const char *filled = grader->passages.text(grader->passages.context, arena, grade->set, key, text, diag);
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

static bool match_mistake(struct grade_grader *grader, struct grade_entry *entry, int q) {
    for (int i = 0; i < entry->answer.count; i++)
        for (int m = 0; m < entry->question->mistake_count; m++) {
            double value = key_accepted_mistake(grader->values, q, m);
            if (value == 0 || !key_accepted_near(entry->readings[i], value, entry->question->tolerance))
                continue;
            entry->mistake = &entry->question->mistakes[m];
            return true;
        }
    return false;
}

/* Whether the entry is a wrong number, or one with a slip, from which a later answer may follow. */
static bool is_wrong_part(const struct grade_entry *entry) {
    return entry->question->kind == QUESTION_NUMERIC && (entry->verdict == VERDICT_WRONG || entry->slip) &&
           entry->answer.count > 0;
}

/* How the answers that are carried forward are taken. */
struct taken {
    bool second; /* another reading than the likely one of those that have two and are not right */
    bool undone; /* without the slip that was found in them; always for "none", which units do not change */
};
enum { WAYS_TO_TAKE = 4 };

/* The number of an answer that is carried forward; NaN if it has none. */
static double take(const struct grade_entry *entry, struct taken taken) {
    if (entry->answer.count == 0)
        return NAN;
    const bool settled = entry->verdict == VERDICT_RIGHT || (entry->slip && taken.undone);
    const double other = entry->likely == entry->readings[0] ? entry->readings[1] : entry->readings[0];
    return (taken.second && entry->answer.count > 1 && !settled ? other : entry->likely) *
           (taken.undone ? entry->undone : 1);
}

/* Whether what follows in a way depends on the answer to question `part`. */
static bool depends_on(const struct grade_grader *grader, const struct grade_entry *entry, int q, int way, int part) {
    return entry->none ? key_accepted_absent_uses(grader->values, q, part)
                       : key_accepted_uses(grader->values, q, way, part);
}

/* Whether something may follow from the answers that are carried forward: nothing does from a number below zero where
 * there can be none. "None", which many numbers give, follows only from those that are not far from the right ones. */
static bool is_plausible(const struct grade_grader *grader, const struct grade *grade, const struct grade_entry *entry,
                         int q, int way) {
    for (int i = 0; i < grade->count; i++) {
        const double number = grader->carried_forward[i];
        if (!isfinite(number) || !depends_on(grader, entry, q, way, i))
            continue;
        if (key_accepted_impossible(grader->values, i, number))
            return false;
        const double ratio = number / grade->set->values[grade->entries[i].question->quantity->index];
        if (entry->none && is_wrong_part(&grade->entries[i]) && !(ratio <= NONE_LIMIT && ratio * NONE_LIMIT >= 1))
            return false;
    }
    return true;
}

/* Whether an answer is what a way gives from the student's own answers. `*trivial`: whether the way then asks nothing
 * of the student. */
static bool match_carried_forward(struct grade_grader *grader, const struct grade *grade,
                                  const struct grade_entry *entry, int q, int way, struct taken taken, bool *trivial) {
    for (int i = 0; i < grade->count; i++)
        grader->carried_forward[i] = i == q ? NAN : take(&grade->entries[i], taken);
    *trivial = true;
    if (!is_plausible(grader, grade, entry, q, way))
        return false;
    bool absent;
    double value = key_accepted_follow(grader->values, q, way, grader->carried_forward, &absent);
    const double tolerance = entry->question->tolerance;
    *trivial = !isfinite(value) || value == 0;
    if (entry->none)
        return absent;
    /* If there is no value, the quantity is only a bound, which follows from nothing: 100 % where "none" is right. */
    const double own = grade->set->values[entry->question->quantity->index];
    if (absent || (entry->key->state == KEY_ABSENT && key_accepted_near(value, own, 0)))
        return false;
    bool near = false;
    for (int i = 0; i < entry->answer.count; i++)
        near = near || key_accepted_near(entry->readings[i] * (taken.undone ? entry->undone : 1), value, tolerance);
    /* A total asks nothing of the student if it equals one of its parts, though the right total does not, or if it
     * leaves out a part (a wrong answer of 0). */
    for (int i = 0; i < grade->count; i++) {
        if (!isfinite(grader->carried_forward[i]) || !key_accepted_uses(grader->values, q, way, i))
            continue;
        double right = grade->set->values[grade->entries[i].question->quantity->index];
        bool same = key_accepted_near(value, grader->carried_forward[i], tolerance);
        *trivial = *trivial || (same && !key_accepted_near(entry->key->number, right, tolerance)) ||
                   (grader->carried_forward[i] == 0 && is_wrong_part(&grade->entries[i]));
    }
    return near;
}

/* Appends the titles of the parts that were wrong, in quotes if there are several. Gives their number. */
static int name_parts(struct text *out, const struct grade_grader *grader, const struct grade *grade, int q, int way) {
    const struct grade_entry *entry = &grade->entries[q];
    int count = 0, named = 0;
    for (int i = 0; i < grade->count; i++)
        count += i != q && is_wrong_part(&grade->entries[i]) && depends_on(grader, entry, q, way, i);
    for (int i = 0; i < grade->count; i++)
        if (i != q && is_wrong_part(&grade->entries[i]) && depends_on(grader, entry, q, way, i))
            text_printf(out, "%s%s%s%s", named++ ? ", " : "", count > 1 ? "“" : "", grade->entries[i].question->title,
                        count > 1 ? "”" : "");
    return count;
}

/* Settles what an answer earns that follows from wrong ones, and why. */
static void settle_following(struct arena *arena, const struct grade_grader *grader, struct grade_entry *entry,
                             const char *parts, int count, bool trivial) {
    const struct words_grade *words = grader->words;
    double share = trivial ? 0 : entry->question->follow_through;
    struct text percent = {0};
    number_print(&percent, share, (struct number_format){.style = NUMBER_PERCENT, .decimals = DECIMALS_AUTO}, NULL,
                 &grader->language->locale);
    entry->follows = true;
    entry->marks = entry->out_of * share;
    entry->message =
        arena_printf(arena, "%s%s", words_phrase(arena, count > 1 ? words->follows_several : words->follows, parts, ""),
                     trivial ? words->trivial
                     : share ? words_phrase(arena, words->share, percent.bytes, "")
                             : "");
    text_free(&percent);
}

/* Gives marks for an answer that is right, given the student's own wrong answers: by the first way that asks something
 * of the student, else by the first way. The verdict stays. */
static bool grade_following(struct arena *arena, struct grade_grader *grader, const struct grade *grade,
                            struct grade_entry *entry, int q) {
    for (int way = 0; way < key_accepted_ways(grader->values, q); way++) {
        struct text parts = {0};
        int count = name_parts(&parts, grader, grade, q, way);
        bool trivial = true;
        for (int i = 0; i < WAYS_TO_TAKE && trivial && count; i++) {
            const struct taken taken = {i % 2 == 1, i >= 2 || entry->none};
            bool matches = match_carried_forward(grader, grade, entry, q, way, taken, &trivial);
            if (matches && !(trivial && entry->follows))
                settle_following(arena, grader, entry, parts.bytes, count, trivial);
            trivial = trivial || !matches;
        }
        text_free(&parts);
        if (!trivial)
            break;
    }
    return entry->follows;
}

void grade_explain(struct arena *arena, struct grade_grader *grader, const struct grade *grade, const struct key *key,
                   struct grade_entry *entry, int q, struct diag *diag) {
    if (entry->question->kind != QUESTION_NUMERIC) {
        if (entry->question->scored && entry->option >= 0)
            entry->message =
                fill_message(arena, grader, grade, key, &entry->question->options[entry->option].feedback, diag);
        return;
    }
    bool mistaken = match_mistake(grader, entry, q);
    if (!(entry->question->follow_through > 0 && grade_following(arena, grader, grade, entry, q)) && mistaken)
        entry->message = fill_message(arena, grader, grade, key, &entry->mistake->feedback, diag);
}
