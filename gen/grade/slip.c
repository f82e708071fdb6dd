#include "grade/grader.h"

/* What somebody may do the same way in all answers of a kind. */
enum slip_kind { SLIP_THOUSANDS, SLIP_MILLIONS, SLIP_BILLIONS, SLIP_SHARES, SLIP_SIGN, SLIP_TIMES };
enum { SLIPS = SLIP_TIMES + GRADE_TIMES };

/* Whether a slip is about a question at all, given its answer. */
static bool concerns(const struct grade_grader *grader, const struct grade_entry *entry, int q, int slip) {
    const struct answer_asked *asked = &grader->asked[q];
    if (entry->question->kind != QUESTION_NUMERIC || entry->answer.count == 0 || entry->key->state != KEY_FIT)
        return false;
    if (slip == SLIP_SIGN)
        return entry->answer.count > 1 && !asked->percent;
    if (slip < SLIP_SHARES)
        return asked->money && !entry->answer.scaled;
    return (slip == SLIP_SHARES ? asked->percent : asked->time) && !*entry->answer.unit;
}

/* Whether the answer is right if the slip is undone. */
static bool mends(const struct grade_grader *grader, const struct grade_entry *entry, int q, int slip) {
    static const double scales[] = {1e3, 1e6, 1e9, 100};
    const struct key_accepted accepted = key_accepted_ranges(grader->values, q);
    const double reading = entry->readings[0];
    if (slip == SLIP_SIGN)
        return entry->verdict == VERDICT_REVIEW && key_accepted_has(&accepted, entry->readings[1]);
    if (slip < SLIP_TIMES)
        return key_accepted_has(&accepted, reading * scales[slip]);
    const double factor = unit_factor(grader->times[slip - SLIP_TIMES].unit, grader->asked[q].unit);
    return factor != 1 && key_accepted_has(&accepted, reading * factor);
}

static const char *message_of(struct arena *arena, const struct grade_grader *grader, int slip) {
    const struct words_grade *words = grader->words;
    if (slip == SLIP_SHARES)
        return words->all_shares;
    if (slip == SLIP_SIGN)
        return words->all_signs;
    return words_phrase(arena, words->all_in,
                        slip < SLIP_SHARES ? words->scales[slip] : grader->times[slip - SLIP_TIMES].word, "");
}

void grade_find_slips(struct arena *arena, struct grade_grader *grader, struct grade *grade) {
    for (int slip = 0; slip < SLIPS; slip++) {
        int count = 0, first = -1;
        bool consistent = true;
        for (int q = 0; q < grade->count; q++) {
            const struct grade_entry *entry = &grade->entries[q];
            if (entry->slip || !concerns(grader, entry, q, slip))
                continue;
            consistent = consistent && entry->verdict != VERDICT_RIGHT;
            if ((entry->verdict == VERDICT_WRONG || entry->verdict == VERDICT_REVIEW) &&
                mends(grader, entry, q, slip)) {
                first = first < 0 ? q : first;
                count++;
            }
        }
        if (count < 2 || !consistent)
            continue;
        const char *message = message_of(arena, grader, slip);
        for (int q = first; q < grade->count; q++) {
            struct grade_entry *entry = &grade->entries[q];
            const bool open = !entry->slip && concerns(grader, entry, q, slip) &&
                              (entry->verdict == VERDICT_WRONG || entry->verdict == VERDICT_REVIEW);
            if (!open || !mends(grader, entry, q, slip))
                continue;
            grade_settle(entry, VERDICT_REVIEW, 0, message);
            entry->slip = first + 1;
        }
    }
}
