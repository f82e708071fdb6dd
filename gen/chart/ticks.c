/* Ticks, grid lines and places along an axis. */
#include "chart/chart.h"

#include <math.h>
#include <string.h>

enum { FEW_DECADES_UP_TO = 7, TWO_STEPS_UP_TO = 5 };

/* The unit in which a format prints: 0.01 for percentages. */
static double print_scale(struct number_format format) {
    int shift = number_shift(format.style);
    return shift > 0 ? 1 / pow(10, shift) : pow(10, -shift);
}

/* Powers of ten, as exact as decimals: 10^-1 is 0.1. */
static double power_of_ten(int exponent) {
    return exponent < 0 ? 1 / pow(10, -exponent) : pow(10, exponent);
}

/* The smallest of 1, 2, 5 and 10 times a power of ten that is not below `raw`. */
static double round_step(double raw, int *exponent, int *digit) {
    static const int digits[] = {1, 2, 5, 10};
    *exponent = (int)floor(log10(raw) + 1e-12);
    for (int i = 0; i < 4; i++) {
        *digit = digits[i];
        if (digits[i] * power_of_ten(*exponent) >= raw * (1 - 1e-9))
            break;
    }
    if (*digit == 10) {
        *digit = 1;
        ++*exponent;
    }
    return *digit * power_of_ten(*exponent);
}

static double multiple(double index, int digit, int exponent) {
    return exponent < 0 ? index * digit / power_of_ten(-exponent) : index * digit * power_of_ten(exponent);
}

static void linear_ticks(const struct chart_axis *axis, double least, double most, int wanted,
                         struct chart_ticks *ticks) {
    bool from_given = !isnan(axis->minimum), to_given = !isnan(axis->maximum);
    double scale = print_scale(axis->format);
    int exponent, digit, shift = number_shift(axis->format.style);
    double raw = (most - least) / scale / wanted;
    /* Ends beyond the data take up to a step each. That is accepted, since too many ticks are worse than a few less. */
    double step = round_step(raw, &exponent, &digit);
    if (axis->format.style == NUMBER_PLAIN && axis->format.decimals == 0 && step < 1 && most - least >= 2) {
        step = 1;
        exponent = 0;
        digit = 1;
    }
    for (;;) {
        double first = floor(least / scale / step + 1e-9), last = ceil(most / scale / step - 1e-9);
        ticks->from = from_given || (axis->tight && !(axis->from_zero && least == 0))
                          ? least
                          : multiple(first, digit, exponent) * scale;
        ticks->to = to_given || axis->tight ? most : multiple(last, digit, exponent) * scale;
        ticks->count = 0;
        ticks->step = step * scale;
        bool room = last - first < TICKS_MOST;
        for (double i = first; room && i <= last; i++) {
            double value = multiple(i, digit, exponent) * scale;
            if (shift > 0)
                value = multiple(i, digit, exponent) / pow(10, shift);
            if (value >= ticks->from - 1e-9 * ticks->step && value <= ticks->to + 1e-9 * ticks->step)
                ticks->values[ticks->count++] = value;
        }
        if (room)
            break;
        step = round_step(step * 1.5, &exponent, &digit);
    }
    ticks->format = axis->format;
    ticks->format.decimals = exponent < 0 ? (exponent < -9 ? 9 : -exponent) : 0;
}

/* Ticks at powers of two or of ten between the ends; at every second or third if there are many. */
static void power_ticks(double from, double to, double base, int most, struct chart_ticks *ticks) {
    double per = log2(base);
    int first = (int)ceil(log2(from) / per - 1e-9), last = (int)floor(log2(to) / per + 1e-9);
    int stride = 1;
    while ((last - first) / stride > most)
        stride++;
    for (int i = first; i <= last && ticks->count < TICKS_MOST; i += stride)
        ticks->values[ticks->count++] = base == 2 ? exp2(i) : power_of_ten(i);
    ticks->step = pow(base, stride);
}

static void log_ticks(const struct chart_axis *axis, double least, double most, int wanted, struct chart_ticks *ticks) {
    static const double steps[] = {1, 2, 5, 10};
    ticks->from = least;
    ticks->to = most;
    ticks->count = 0;
    ticks->format = axis->format;
    if (axis->powers_of_two && most / least >= 4) {
        power_ticks(least, most, 2, TWO_STEPS_UP_TO, ticks);
        return;
    }
    if (!axis->tight) { /* outward to 1, 2 or 5 */
        double power = power_of_ten((int)floor(log10(least) + 1e-12));
        for (int i = 0; i < 4 && isnan(axis->minimum); i++)
            if (steps[i] * power <= least * (1 + 1e-9))
                ticks->from = steps[i] * power;
        power = power_of_ten((int)floor(log10(most) + 1e-12));
        for (int i = 3; i >= 0 && isnan(axis->maximum); i--)
            if (steps[i] * power >= most * (1 - 1e-9))
                ticks->to = steps[i] * power;
    }
    double decades = log10(ticks->to / ticks->from);
    if (decades >= 2.3) {
        power_ticks(ticks->from, ticks->to, 10, FEW_DECADES_UP_TO, ticks);
    } else if (decades > 0.55) {
        int first = (int)floor(log10(ticks->from) + 1e-12);
        for (int e = first; e <= first + 3; e++)
            for (int i = 0; i < 3; i++) {
                double value = e < 0 ? steps[i] / power_of_ten(-e) : steps[i] * power_of_ten(e);
                if (value >= ticks->from * (1 - 1e-9) && value <= ticks->to * (1 + 1e-9))
                    ticks->values[ticks->count++] = value;
            }
        ticks->step = 0;
    } else {
        struct chart_axis linear = *axis;
        linear.tight = true;
        linear.scale = AXIS_LINEAR;
        double from = ticks->from, to = ticks->to;
        linear_ticks(&linear, from, to, wanted, ticks);
        ticks->step = 0;
    }
}

void chart_axis_ticks(const struct chart_axis *axis, int wanted, struct chart_ticks *ticks) {
    *ticks = (struct chart_ticks){0};
    double least = isnan(axis->minimum) ? axis->least : axis->minimum;
    double most = isnan(axis->maximum) ? axis->most : axis->maximum;
    bool log = axis->scale == AXIS_LOG;
    if (isnan(least) && isnan(most)) {
        least = log ? 1 : 0;
        most = log ? 10 : 1;
    } else if (isnan(least) || (isnan(axis->minimum) && least >= most)) {
        if (isnan(most))
            most = least;
        least = log ? most / 10 : most > 0 ? 0 : most - fmax(fabs(most), 1);
        if (!log && most == 0)
            most = 1;
    } else if (isnan(most) || most <= least) {
        most = log ? least * 10 : least + fmax(fabs(least), 1);
    }
    if (axis->bars && log && isnan(axis->minimum)) /* the smallest bar has a height too */
        least /= 2;
    if (axis->from_zero && !log && isnan(axis->minimum))
        least = fmin(least, 0);
    if (axis->from_zero && isnan(axis->maximum))
        most = fmax(most, 0);
    if (log && !(least > 0)) /* what has no logarithm has no place on the axis */
        least = most > 0 ? most / 10 : 1;
    if (log && !(most > least))
        most = 10 * least;
    struct chart_axis sized = *axis;
    sized.format = number_format_sized(axis->format, fmax(fabs(least), fabs(most)));
    if (log)
        log_ticks(&sized, least, most, wanted, ticks);
    else
        linear_ticks(&sized, least, most, wanted < 1 ? 1 : wanted, ticks);
}

static bool is_tick(const struct chart_ticks *ticks, double value) {
    for (int i = 0; i < ticks->count; i++)
        if (fabs(ticks->values[i] - value) <= 1e-9 * fmax(fabs(value), fabs(ticks->to - ticks->from)))
            return true;
    return false;
}

static int add_fine(const struct chart_ticks *ticks, double value, double values[FINE_MOST], int count) {
    double slack = 1e-9 * fabs(ticks->to - ticks->from);
    if (count < FINE_MOST && value > ticks->from + slack && value < ticks->to - slack && !is_tick(ticks, value))
        values[count++] = value;
    return count;
}

int chart_axis_fine_ticks(const struct chart_axis *axis, const struct chart_ticks *ticks, double values[FINE_MOST]) {
    int count = 0;
    if (axis->scale == AXIS_LINEAR || ticks->step == 1) {
        if (ticks->count < 2 || !(ticks->step > 0))
            return 0;
        /* A step of 2 is divided into fourths, one of 5 into fifths, one of 1 into tenths or, without room for these,
         * into fifths. */
        double power = power_of_ten((int)floor(log10(ticks->step / print_scale(ticks->format)) + 1e-9));
        int digit = (int)lround(ticks->step / print_scale(ticks->format) / power);
        int parts = digit == 2 ? 4 : digit == 5 || ticks->count > 6 ? 5 : 10;
        int steps = (int)((ticks->to - ticks->from) / ticks->step) + 2;
        for (int i = -parts; i < steps * parts; i++)
            count = add_fine(ticks, ticks->values[0] + i * ticks->step / parts, values, count);
        return count;
    }
    if (axis->powers_of_two) {
        for (int e = (int)ceil(log2(ticks->from)); e <= (int)floor(log2(ticks->to)); e++)
            count = add_fine(ticks, exp2(e), values, count);
        return count;
    }
    double decades = log10(ticks->to / ticks->from);
    for (int e = (int)floor(log10(ticks->from) + 1e-12); e <= (int)ceil(log10(ticks->to)); e++)
        for (int i = 1; i < 10 && decades <= FEW_DECADES_UP_TO + 1; i++)
            count = add_fine(ticks, i * power_of_ten(e), values, count);
    return count;
}

void chart_tick_print(struct text *out, const struct chart_axis *axis, const struct chart_ticks *ticks, int i,
                      const struct number_locale *locale) {
    if (axis->blank)
        return;
    struct number_format format = ticks->format;
    if (axis->scale == AXIS_LOG) {
        format = number_format_sized(format, ticks->values[i]);
        double shown = ticks->values[i] / print_scale(format);
        format.decimals = number_decimals(number_round_significant(shown, 12));
    }
    format.with_unit = false;
    number_print(out, ticks->values[i], format, NULL, locale);
}

const char *chart_axis_unit(struct arena *arena, const struct chart_axis *axis, const struct number_locale *locale) {
    const enum number_style style = axis->format.style;
    if (*axis->unit_word || !axis->blank)
        return axis->unit_word;
    if (style != NUMBER_MONEY && !number_is_short_money(style))
        return style == NUMBER_PERCENT ? "%" : "";
    const char *behind = locale->dollars[style == NUMBER_MONEY ? 0 : style - NUMBER_THOUSANDS + 1];
    if (number_sign_follows(locale))
        behind += text_blank(behind, strlen(behind));
    return arena_printf(arena, "%s%s", locale->dollar, behind);
}

double chart_axis_place(const struct chart_axis *axis, const struct chart_ticks *ticks, double value) {
    if (!(fabs(value) <= CHART_GREATEST))
        return NAN;
    if (axis->scale == AXIS_LINEAR)
        return (value - ticks->from) / (ticks->to - ticks->from);
    return value >= 1 / CHART_GREATEST ? log2(value / ticks->from) / log2(ticks->to / ticks->from) : NAN;
}
