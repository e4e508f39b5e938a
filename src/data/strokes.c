#include "data/strokes.h"

const struct strokes *const strokes_table[10] = {
    &strokes_zero, &strokes_one, &strokes_two,   &strokes_three, &strokes_four,
    &strokes_five, &strokes_six, &strokes_seven, &strokes_eight, &strokes_nine,
};
