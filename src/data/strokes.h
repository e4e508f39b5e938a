#ifndef DATA_STROKES_H
#define DATA_STROKES_H

#include <stdint.h>

/* The ways of writing a digit, as the points that a pen passes. */

enum { STROKES_POINTS = 16, STROKES_SHAPES = 10 };

/* One way of writing a digit. It has several shapes, alike point by point: any mixture of them is this way too. */
struct skeleton {
    uint8_t weight; /* how often this way is taken, relative to the digit's others */
    /* A character a point: '.' the pen goes smoothly through it, '^' it turns there, '|' it is lifted there. Ends with
     * '|'. */
    const char *joints;
    int shapes;
    /* x to the right, y down, in hundredths of the digit's height; an upright digit fills about x 0..60, y 0..100. */
    int8_t at[STROKES_SHAPES][STROKES_POINTS][2];
};

struct strokes {
    const struct skeleton *skeletons;
    int count;
    float slant, slant_spread; /* mean and standard deviation of the tangent of the slant to the right */
    float width_spread;        /* standard deviation of the logarithm of the width */
    float pen;                 /* the pen's radius in pixels of the finished image: the median */
};

extern const struct strokes strokes_zero, strokes_one, strokes_two, strokes_three, strokes_four, strokes_five,
    strokes_six, strokes_seven, strokes_eight, strokes_nine;

/* By digit, 0..9. */
extern const struct strokes *const strokes_table[10];

#endif
