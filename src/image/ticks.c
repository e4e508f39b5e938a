#include "image/ticks.h"

#include <math.h>
#include <stdio.h>

static const double largest = 1e30;

struct range range_with(struct range range, double value)
{
    if (!isfinite(value)) {
        return range;
    }
    value = fmin(fmax(value, -largest), largest);
    if (range.low > range.high) {
        return (struct range){value, value};
    }
    return (struct range){fmin(range.low, value), fmax(range.high, value)};
}

struct range range_padded(struct range range, double margin)
{
    if (range.low > range.high) {
        return (struct range){0, 1};
    }
    double size = fmax(fabs(range.low), fabs(range.high));
    double length = range.high - range.low;
    double padding = length * margin;
    if (length <= size * 1e-9) {
        padding = size > 0 ? size * 0.1 : 0.5;
    }
    struct range padded = {range.low - padding, range.high + padding};
    if (range.low >= 0 && padded.low < 0) {
        padded.low = 0;
    }
    return padded;
}

static double nice_step(double least)
{
    double power = pow(10, floor(log10(least)));
    double digit = least / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

struct ticks ticks_choose(struct range range, int want, bool whole)
{
    struct ticks ticks = {0};
    double step = nice_step((range.high - range.low) / (want > 1 ? want : 1));
    if (whole && step < 1) {
        step = 1;
    }
    double slack = step * 1e-6;
    double first = ceil((range.low - slack) / step);
    while (ticks.count < TICKS_MAX && (first + ticks.count) * step <= range.high + slack) {
        ticks.values[ticks.count] = (first + ticks.count) * step;
        ticks.count++;
    }
    return ticks;
}

void tick_text(const struct ticks *ticks, int index, char text[static 32])
{
    double step = ticks->count > 1 ? ticks->values[1] - ticks->values[0] : fabs(ticks->values[index]);
    double size = fmax(fabs(ticks->values[0]), fabs(ticks->values[ticks->count - 1]));
    double unit = size >= 1e9 || size < 1e4 ? 1 : size < 1e6 ? 1e3 : 1e6;
    const char *suffix = unit == 1e3 ? "k" : unit == 1e6 ? "M" : "";
    double value = ticks->values[index];
    if (value == 0 || fabs(value) < step * 1e-3) {
        snprintf(text, 32, "0");
    } else if (size >= 1e9 || size < 1e-3) {
        snprintf(text, 32, "%.6g", value);
    } else {
        int digits = (int)ceil(-log10(step / unit) - 1e-6);
        snprintf(text, 32, "%.*f%s", digits > 0 ? digits : 0, value / unit, suffix);
    }
}
