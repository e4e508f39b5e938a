#ifndef IMAGE_TICKS_H
#define IMAGE_TICKS_H

#include <stdbool.h>

/* The numbers along an axis. */

struct range {
    double low, high;
};

enum { TICKS_MAX = 32 };

struct ticks {
    int count;
    double values[TICKS_MAX];
};

/* Take value in; what is not finite is left out, what is beyond +-1e30 counts as that. An empty range is {1, 0}. */
struct range range_with(struct range range, double value);

/* The range with `margin` of its length added at both ends (not below zero where no value is); 0..1 where it is empty,
 * and some length where all values are the same. */
struct range range_padded(struct range range, double margin);

/* Multiples of 1, 2 or 5 times a power of ten inside the range, at most about `want` of them. With whole, only
 * integers. */
struct ticks ticks_choose(struct range range, int want, bool whole);

/* "0.25", "1200", "20k", "1.5M", "5e-05": as many digits as neighbours need to differ. */
void tick_text(const struct ticks *ticks, int index, char text[static 32]);

#endif
