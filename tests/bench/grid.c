/* The plain loops that audits are compared with, each written by hand for one question, on one core: "cost" has the
 * verdicts of the first lab's cost question over its whole grid, "plan" those of the question of tests/bench/plan, over
 * the sets that its conditions allow. Prints the counts of options A to D and of none, then the seconds of processor
 * time.
 *
 * grid cost|plan [REPETITIONS] */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool below(double a, double b) {
    double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return a < b && b - a > 1e-9 * larger;
}

static void count_costs(uint64_t counts[5]) {
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

static void count_plans(uint64_t counts[5]) {
    static const double ram[] = {80, 40, 16};
    static const int lengths[] = {128, 300, 512, 900, 1024, 2048, 3000, 4096, 6000, 8192, 9000, 16384};
    const int small = 2; // the device that takes no length above 512
    for (int tp = 1; tp <= 1024; tp *= 2)
        for (int pp = 1; pp <= 1024 && tp * pp <= 1024; pp *= 2)
            for (int batches = 1; batches <= 32768; batches++)
                for (int device = 0; device < 3; device++)
                    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
                        if (device == small && lengths[i] > 512)
                            continue;
                        double memory = 2800.0 / ((double)tp * pp) + lengths[i] / 512.0;
                        double bubble = (pp - 1.0) / (batches + pp - 1.0);
                        bool fits = !below(ram[device], memory), quick = !below(0.1, bubble);
                        counts[fits ? (quick ? 0 : 1) : quick ? 2 : 3]++;
                    }
}

int main(int count, char **words) {
    bool plans = count > 1 && strcmp(words[1], "plan") == 0;
    int repetitions = count > 2 ? atoi(words[2]) : 3;
    double best = INFINITY;
    uint64_t counts[5] = {0};
    for (int i = 0; i < repetitions; i++) {
        struct timespec start, end;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
        uint64_t fresh[5] = {0};
        plans ? count_plans(fresh) : count_costs(fresh);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
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
