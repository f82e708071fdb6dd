/* What is printed decides the key: the digits are as many as it takes for the printed numbers to lead to it. */
#include "key/stated.h"

#include <math.h>

enum {
    WHOLE_FROM = 10,   /* predictions from here on begin as whole numbers, smaller ones with one decimal */
    MOST_DECIMALS = 12 /* by then the numbers are printed exactly, or differ less than claims tell apart */
};

/* Rounds the predictions to their usual decimals and `more`. */
static void round_all(struct key_entry *entry, const struct key_stated *exact, int more) {
    for (int i = 0; i < entry->question->option_count; i++) {
        struct key_stated *stated = &entry->stated[i];
        int decimals = (fabs(exact[i].from) < WHOLE_FROM) + more, needed;
        /* A range is printed from its lesser end, whichever the lab names first. */
        stated->from = number_round_decimals(fmin(exact[i].from, exact[i].to), decimals);
        stated->to = number_round_decimals(fmax(exact[i].from, exact[i].to), decimals);
        needed = (int)fmax(number_decimals(stated->from), number_decimals(stated->to));
        stated->decimals = needed < decimals ? needed : decimals;
    }
}

/* What a reader of the sheet compares: the printed number, of a range the middle of the printed ends. */
static double printed_of(const struct key_stated *stated) {
    return stated->from == stated->to ? stated->from
                                      : number_round_decimals((stated->from + stated->to) / 2, stated->decimals + 1);
}

static double ratio_of(double actual, double predicted) {
    return actual > 0 && predicted > 0 ? fmax(actual / predicted, predicted / actual) : INFINITY;
}

/* Whether the printed numbers lead to the same options as the exact ones, and differ where those differ. */
static bool leads_to_key(const struct key_entry *entry, const struct key_stated *exact, double actual) {
    const int count = entry->question->option_count;
    double best = INFINITY;
    for (int i = 0; i < count; i++)
        best = fmin(best, ratio_of(actual, printed_of(&entry->stated[i])));
    for (int i = 0; i < count; i++) {
        double own = ratio_of(actual, printed_of(&entry->stated[i]));
        bool nearest = isfinite(own) && program_values_tie(own, best, CLAIM_TOLERANCE);
        if (nearest != entry->holds[i])
            return false;
        for (int j = 0; j < i; j++)
            if (entry->stated[i].from == entry->stated[j].from && entry->stated[i].to == entry->stated[j].to &&
                !(program_values_tie(exact[i].from, exact[j].from, CLAIM_TOLERANCE) &&
                  program_values_tie(exact[i].to, exact[j].to, CLAIM_TOLERANCE)))
                return false;
    }
    return true;
}

void key_state_predictions(struct key_entry *entry, const struct key_stated *exact, double actual) {
    for (int more = 0; more <= MOST_DECIMALS; more++) {
        round_all(entry, exact, more);
        if (leads_to_key(entry, exact, actual))
            return;
    }
    if (entry->state == KEY_UNFIT)
        round_all(entry, exact, 0);
}
