#include "scan/place.h"

#include <math.h>
#include <string.h>

enum { MOST = 8 };

/* Solves a symmetric system of `n` equations, a row of `n + 1` each, by elimination with pivots. */
static bool solve(double m[MOST][MOST + 1], int n, double *out) {
    for (int i = 0; i < n; i++) {
        int pivot = i;
        for (int j = i + 1; j < n; j++)
            if (fabs(m[j][i]) > fabs(m[pivot][i]))
                pivot = j;
        if (fabs(m[pivot][i]) < 1e-12)
            return false;
        for (int k = 0; k <= n && pivot != i; k++) {
            const double held = m[i][k];
            m[i][k] = m[pivot][k];
            m[pivot][k] = held;
        }
        for (int j = i + 1; j < n; j++) {
            const double times = m[j][i] / m[i][i];
            for (int k = i; k <= n; k++)
                m[j][k] -= times * m[i][k];
        }
    }
    for (int i = n; i-- > 0;) {
        out[i] = m[i][n];
        for (int k = i + 1; k < n; k++)
            out[i] -= m[i][k] * out[k];
        out[i] /= m[i][i];
    }
    return true;
}

static void add_equation(double m[MOST][MOST + 1], int n, const double *factors, double value, double weight) {
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            m[i][j] += weight * factors[i] * factors[j];
        m[i][n] += weight * factors[i] * value;
    }
}

/* Points and pixels are divided by these, so that all terms are near 1. */
#define PAGE_UNIT 500.0
#define PICTURE_UNIT 1000.0

static void restore(double h[9]) {
    for (int row = 0; row < 3; row++) {
        h[3 * row] /= PAGE_UNIT;
        h[3 * row + 1] /= PAGE_UNIT;
        for (int i = 0; i < 3 && row < 2; i++)
            h[3 * row + i] *= PICTURE_UNIT;
    }
}

bool scan_fit_affine(const struct scan_pair *pairs, int count, double h[9]) {
    for (int axis = 0; axis < 2; axis++) {
        double m[MOST][MOST + 1] = {{0}}, found[3];
        for (int i = 0; i < count; i++) {
            const double factors[] = {pairs[i].page[0] / PAGE_UNIT, pairs[i].page[1] / PAGE_UNIT, 1};
            add_equation(m, 3, factors, pairs[i].picture[axis] / PICTURE_UNIT, 1);
        }
        if (count < 3 || !solve(m, 3, found))
            return false;
        memcpy(h + 3 * (size_t)axis, found, sizeof found);
    }
    h[6] = h[7] = 0;
    h[8] = 1;
    restore(h);
    return true;
}

bool scan_fit_homography(const struct scan_pair *pairs, int count, double h[9]) {
    double w[16] = {0};
    if (count < 4 || count > 16)
        return false;
    for (int i = 0; i < count; i++)
        w[i] = 1;
    for (int round = 0; round < 3; round++) { /* equations times the depth: divided by that of the round before */
        double m[MOST][MOST + 1] = {{0}};
        for (int i = 0; i < count; i++) {
            const double x = pairs[i].page[0] / PAGE_UNIT, y = pairs[i].page[1] / PAGE_UNIT;
            const double u = pairs[i].picture[0] / PICTURE_UNIT, v = pairs[i].picture[1] / PICTURE_UNIT;
            add_equation(m, 8, (const double[]){x, y, 1, 0, 0, 0, -u * x, -u * y}, u, 1 / (w[i] * w[i]));
            add_equation(m, 8, (const double[]){0, 0, 0, x, y, 1, -v * x, -v * y}, v, 1 / (w[i] * w[i]));
        }
        if (!solve(m, 8, h))
            return false;
        for (int i = 0; i < count; i++) {
            w[i] = h[6] * pairs[i].page[0] / PAGE_UNIT + h[7] * pairs[i].page[1] / PAGE_UNIT + 1;
            if (!(w[i] > 0.2))
                return false;
        }
    }
    h[8] = 1;
    restore(h);
    return true;
}

double scan_scale_at(const double h[9], double x, double y) {
    double a[2], b[2], c[2];
    scan_map(h, x, y, &a[0], &a[1]);
    scan_map(h, x + 1, y, &b[0], &b[1]);
    scan_map(h, x, y + 1, &c[0], &c[1]);
    return sqrt(fabs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])));
}

double scan_fit_residual(const struct scan_pair *pairs, int count, const double h[9]) {
    double most = 0;
    for (int i = 0; i < count; i++) {
        double x, y;
        scan_map(h, pairs[i].page[0], pairs[i].page[1], &x, &y);
        const double scale = scan_scale_at(h, pairs[i].page[0], pairs[i].page[1]);
        const double far = hypot(x - pairs[i].picture[0], y - pairs[i].picture[1]) / scale;
        most = far < most ? most : far; /* NaN counts */
    }
    return most;
}
