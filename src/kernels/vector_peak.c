#include "kernels/vector.h"

/* Each sum goes to addend / (1 - factor), so that no number ever becomes small or large. The sums differ, or the
 * compiler would keep only one; none waits for another. */
float ISA(peak_rounds)(size_t rounds, float start)
{
    const vector zero = {0};
    vector sums[PEAK_SUMS], factor = zero + 0.9f, addend = zero + 0.1f * start;
    UNROLL
    for (int i = 0; i < PEAK_SUMS; i++) {
        sums[i] = zero + start * (float)(i + 1);
    }
    for (size_t round = 0; round < rounds; round++) {
        UNROLL
        for (int i = 0; i < PEAK_SUMS; i++) {
            sums[i] = sums[i] * factor + addend;
        }
    }
    vector total = zero;
    UNROLL
    for (int i = 0; i < PEAK_SUMS; i++) {
        total += sums[i];
    }
    float sum = 0;
    for (int i = 0; i < VECTOR; i++) {
        sum += total[i];
    }
    return sum;
}
