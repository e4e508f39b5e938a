#ifndef KERNELS_POOLING_H
#define KERNELS_POOLING_H

/* The largest of each size x size window, stride apart, of (height, width, channels); windows that pass the border are
 * cut off. winner: the place of the largest within its window (the first of equals), for backward. */
struct pooling {
    int height, width, channels, size, stride, out_height, out_width;
};

#endif
