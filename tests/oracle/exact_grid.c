/* The lab's grids in integer arithmetic, independent of the program: every cost is a whole number of 1/100,000 dollars.
 * Prints, one a line: the question with the counts of options A to D and of none; statements with the number of sets
 * that they are about and of those in which they hold; wrong methods with the number of sets that have a value and of
 * those in which they pass. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
    RESERVED_CHEAPEST,
    ON_DEMAND_CHEAPEST,
    ON_PREM_CHEAPEST,
    TIED,
    ON_DEMAND_DEAREST,
    RESERVED_BEATS,
    ABOVE_BREAKEVEN,
    BELOW_BREAKEVEN,
    ABOVE_70,
    CLOSE,
    CLOSE_OF_TWO,
    OVER_BUDGET,
    ALTERNATIVES_OVER,
    ALTERNATIVE_DEARER,
    NO_BREAKEVEN,
    TYPICAL_BREAKEVEN,
    STATEMENTS
};

static const char *const names[STATEMENTS] = {"reserved_is_cheapest",
                                              "on_demand_is_cheapest",
                                              "on_prem_is_cheapest",
                                              "cheapest_is_tied",
                                              "on_demand_is_dearest",
                                              "reserved_beats_on_demand",
                                              "on_prem_wins_above_breakeven",
                                              "reserved_wins_below_breakeven",
                                              "on_prem_wins_above_70",
                                              "all_within_20_percent",
                                              "two_paths_tell_the_spread",
                                              "on_demand_is_over_budget",
                                              "alternatives_are_over_budget",
                                              "an_alternative_is_dearer",
                                              "no_breakeven",
                                              "typical_breakeven"};

static uint64_t sets[STATEMENTS], holds[STATEMENTS], verdicts[5], without_cooling[2], breakeven_without_cooling[2];

static void state(int statement, bool spoken_of, bool condition) {
    sets[statement] += spoken_of;
    holds[statement] += spoken_of && condition;
}

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static const int64_t budget = INT64_C(50000000) * 100000;

/* One set of the cost question. */
static void judge(int64_t od, int64_t rs, int64_t op, int u) {
    int64_t low = least(od, least(rs, op)), high = most(od, most(rs, op));
    bool close = 5 * high <= 6 * low;
    bool a = od < rs && od < op, b = op < od && op < rs, c = rs < od && rs < op;
    verdicts[close ? 3 : a ? 0 : b ? 1 : c ? 2 : 4]++;
    state(RESERVED_CHEAPEST, true, c);
    state(ON_DEMAND_CHEAPEST, true, a);
    state(ON_PREM_CHEAPEST, true, b);
    state(TIED, true, !a && !b && !c);
    state(ON_DEMAND_DEAREST, true, od > rs && od > op);
    state(ABOVE_BREAKEVEN, op < od, b);
    state(BELOW_BREAKEVEN, op >= od, rs <= od && rs <= op);
    state(ABOVE_70, u > 70, b);
    state(CLOSE, true, close);
    state(CLOSE_OF_TWO, 5 * most(od, op) <= 6 * least(od, op), close);
    state(ALTERNATIVES_OVER, od > budget, rs > budget && op > budget);
    state(ALTERNATIVE_DEARER, od > budget, rs > od || op > od);
}

static void walk_costs(void) {
    for (int64_t n = 100; n <= 4000; n += 100)
        for (int64_t y = 1; y <= 5; y++)
            for (int64_t u = 10; u <= 100; u += 5) {
                for (int64_t g = 20000; g <= 80000; g += 5000) {
                    int64_t cooling = n * 28 * u * 8760 * y;
                    int64_t op = n * (g * 100000 + 98 * u * 8760 * y + 200000000 * y);
                    without_cooling[0]++;
                    without_cooling[1] += 1000 * cooling <= op;
                    for (int64_t p = 10; p <= 50; p++) {
                        int64_t od = n * 100 * u * 8760 * y * p;
                        int64_t fixed = (g + 2000 * y) * 1000, saved = 8760 * y * (100 * p - 98);
                        bool exists = fixed <= saved;
                        state(NO_BREAKEVEN, true, !exists);
                        breakeven_without_cooling[0] += exists;
                        breakeven_without_cooling[1] += exists && 200 * 28 <= 100 * p - 70;
                        if (u == 10)
                            state(TYPICAL_BREAKEVEN, true, 60 * saved <= 100 * fixed && 100 * fixed <= 75 * saved);
                        for (int64_t d = 10; d <= 60; d += 5)
                            judge(od, n * 100 * 8760 * y * p * (100 - d), op, (int)u);
                    }
                }
                for (int64_t p = 10; p <= 50; p++) {
                    state(OVER_BUDGET, true, n * 100 * u * 8760 * y * p > budget);
                    for (int64_t d = 10; d <= 60; d += 5)
                        state(RESERVED_BEATS, true, 100 - d < u);
                }
            }
}

/* The first prediction: N, 0.8 N, 0.3 N, 0.1 N against N x E x (1 - C), all in 1/10,000. */
static void walk_speedups(uint64_t counts[5]) {
    static const int64_t shares[4] = {10000, 8000, 3000, 1000};
    for (int64_t n = 1; n <= 4096; n++)
        for (int64_t e = 10; e <= 100; e += 5)
            for (int64_t c = 0; c <= 60; c += 5) {
                int64_t actual = n * e * (100 - c);
                int best = 0;
                bool tie = false;
                for (int i = 1; i < 4; i++) {
                    /* most(p, a) / least(p, a), crosswise. */
                    int64_t p = n * shares[i], q = n * shares[best];
                    int64_t left = most(p, actual) * least(q, actual), right = most(q, actual) * least(p, actual);
                    tie = left == right || (tie && left > right);
                    best = left < right ? i : best;
                }
                counts[tie ? 4 : best]++;
            }
}

static void put_verdicts(const char *name, const uint64_t counts[5]) {
    printf("question %s", name);
    for (int i = 0; i < 5; i++)
        printf(" %llu", (unsigned long long)counts[i]);
    putchar('\n');
}

static void put_pair(const char *kind, const char *name, uint64_t spoken_of, uint64_t condition) {
    printf("%s %s %llu %llu\n", kind, name, (unsigned long long)spoken_of, (unsigned long long)condition);
}

int main(void) {
    uint64_t speedups[5] = {0};
    walk_speedups(speedups);
    walk_costs();
    put_verdicts("act1_prediction", speedups);
    put_verdicts("act2_prediction", verdicts);
    for (int i = 0; i < STATEMENTS; i++)
        put_pair("statement", names[i], sets[i], holds[i]);
    uint64_t range = 0, worse = 0, main_cause = 0;
    for (int e = 10; e <= 100; e += 5)
        for (int c = 0; c <= 60; c += 5) {
            range += e * (100 - c) >= 2000 && e * (100 - c) <= 4000;
            worse += e < 100 - c;
            main_cause += e > 100 - c;
        }
    put_pair("statement", "efficiency_of_20_to_40", 19 * 13, range);
    put_pair("statement", "efficiency_is_the_main_cause", 19 * 13, worse);
    put_pair("statement", "communication_is_the_main_cause", 19 * 13, main_cause);
    put_pair("mistake", "on_prem_tco/without_cooling", without_cooling[0], without_cooling[1]);
    put_pair("mistake", "breakeven_utilization/without_cooling", breakeven_without_cooling[0],
             breakeven_without_cooling[1]);
    return 0;
}
