/* The plain loop that audits are compared with: the verdicts of the lab's cost question over its whole grid, on one
 * core, written by hand for this one question. Prints the counts of options A to D and of none, then the seconds.
 *
 * grid [REPETITIONS] */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static bool below(double a, double b) {
    double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return a < b && b - a > 1e-9 * larger;
}

static void count_verdicts(uint64_t counts[5]) {
    const double hours = 8760;
    for (int n = 100; n <= 4000; n += 100)
        for (int y = 1; y <= 5; y++)
            for (int p = 10; p <= 50; p++)
                for (int u = 10; u <= 100; u += 5) {
                    double price = p / 10.0, used = u / 100.0, on_demand = n * used * hours * y * price;
                    double power = n * 0.7 * used * hours * y * 0.10,
                           running = power + power * (1.4 - 1) + n * 2000.0 * y;
                    for (int d = 10; d <= 60; d += 5) {
                        double reserved = n * hours * y * price * (1 - d / 100.0);
                        for (int g = 20000; g <= 80000; g += 5000) {
                            double bought = n * (double)g + running;
                            double least = fmin(on_demand, fmin(reserved, bought));
                            double most = fmax(on_demand, fmax(reserved, bought));
                            bool close = most / least <= 1.2 * (1 + 1e-9);
                            bool a = below(on_demand, reserved) && below(on_demand, bought);
                            bool b = below(bought, on_demand) && below(bought, reserved);
                            bool c = below(reserved, on_demand) && below(reserved, bought);
                            counts[close ? 3 : a ? 0 : b ? 1 : c ? 2 : 4]++;
                        }
                    }
                }
}

int main(int count, char **words) {
    int repetitions = count > 1 ? atoi(words[1]) : 3;
    double best = INFINITY;
    uint64_t counts[5] = {0};
    for (int i = 0; i < repetitions; i++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        uint64_t fresh[5] = {0};
        count_verdicts(fresh);
        clock_gettime(CLOCK_MONOTONIC, &end);
        double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
        best = seconds < best ? seconds : best;
        for (int k = 0; k < 5; k++)
            counts[k] = fresh[k];
    }
    for (int k = 0; k < 5; k++)
        printf("%llu ", (unsigned long long)counts[k]);
    printf("%.6f\n", best);
    return counts[0] ? 0 : 1;
}
