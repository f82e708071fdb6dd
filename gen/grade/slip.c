#include "grade/grader.h"

/* What somebody may do the same way in all answers of a kind. */
enum slip_kind { SLIP_THOUSANDS, SLIP_MILLIONS, SLIP_BILLIONS, SLIP_SHARES, SLIP_SIGN, SLIP_TIMES };
enum { SLIPS = SLIP_TIMES + WORDS_TIMES };

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

/* What undoes a slip. */
static double factor_of(const struct grade_grader *grader, int q, int slip) {
    static const double scales[] = {1e3, 1e6, 1e9, 100, 1};
    return slip < SLIP_TIMES ? scales[slip] : unit_factor(grader->times[slip - SLIP_TIMES], grader->asked[q].unit);
}

/* The reading that is right if the slip is undone; NULL if none is. */
static const double *mends(const struct grade_grader *grader, const struct grade_entry *entry, int q, int slip) {
    const struct key_accepted accepted = key_accepted_ranges(grader->values, q);
    if (slip == SLIP_SIGN)
        return entry->verdict == VERDICT_REVIEW && key_accepted_has(&accepted, entry->readings[1]) ? &entry->readings[1]
                                                                                                   : NULL;
    const double factor = factor_of(grader, q, slip);
    for (int i = 0; i < entry->answer.count && factor != 1; i++)
        if (key_accepted_has(&accepted, entry->readings[i] * factor))
            return &entry->readings[i];
    return NULL;
}

/* How a slip explains the answers of its kind that no slip explains yet. */
struct slip_count {
    int explained, first; /* wrong, or left to a person, and right if the slip is undone; the first of them */
    int right;            /* as they are */
    int others;           /* neither */
};

static bool is_explained(const struct grade_grader *grader, const struct grade_entry *entry, int q, int slip) {
    return !entry->slip && concerns(grader, entry, q, slip) &&
           (entry->verdict == VERDICT_WRONG || entry->verdict == VERDICT_REVIEW) && mends(grader, entry, q, slip);
}

static struct slip_count count_slip(const struct grade_grader *grader, const struct grade *grade, int slip) {
    struct slip_count count = {0};
    for (int q = grade->count - 1; q >= 0; q--) {
        const struct grade_entry *entry = &grade->entries[q];
        if (entry->slip || !concerns(grader, entry, q, slip))
            continue;
        if (is_explained(grader, entry, q, slip)) {
            count.first = q;
            count.explained++;
        } else if (entry->verdict == VERDICT_RIGHT) {
            count.right++;
        } else {
            count.others++;
        }
    }
    return count;
}

/* Two answers make a pattern, unless it leaves more of their kind unexplained. */
static bool is_pattern(struct slip_count count) {
    return count.explained >= 2 && count.explained >= count.right + count.others;
}

/* What somebody may have done. */
static const char *way_of(struct arena *arena, const struct words_grade *words, int slip) {
    return slip == SLIP_SHARES ? words->as_shares
           : slip == SLIP_SIGN
               ? words->other_sign
               : words_phrase(arena, words->in_unit,
                              slip < SLIP_SHARES ? words->scales[slip] : words->times_in[slip - SLIP_TIMES], "");
}

void grade_find_slips(struct arena *arena, struct grade_grader *grader, struct grade *grade) {
    for (;;) {
        struct slip_count best = {0};
        int found = -1;
        for (int slip = 0; slip < SLIPS; slip++) {
            const struct slip_count count = count_slip(grader, grade, slip);
            if (is_pattern(count) && count.explained > best.explained) {
                best = count;
                found = slip;
            }
        }
        if (found < 0)
            return;
        const struct words_grade *words = grader->words;
        const char *way = way_of(arena, words, found);
        const char *message = words_phrase(arena, best.right == 0 ? words->all : words->several, way, ""),
                   *told = words_phrase(arena, words->perhaps, way, "");
        for (int q = 0; q < grade->count; q++) {
            struct grade_entry *entry = &grade->entries[q];
            if (entry->slip || entry->verdict == VERDICT_RIGHT || !concerns(grader, entry, q, found))
                continue;
            entry->undone = factor_of(grader, q, found);
            if (!is_explained(grader, entry, q, found))
                continue;
            entry->likely = *mends(grader, entry, q, found);
            grade_settle(entry, VERDICT_REVIEW, 0, message);
            entry->told = told;
            entry->slip = best.first + 1;
        }
    }
}
