#ifndef IMAGE_RESIZE_H
#define IMAGE_RESIZE_H

#include "forger/image.h"

/* Fill y, whose sides are set, with x; both have as many channels. Each pixel of y is the mean over what it covers of
 * x, or, where x is smaller, linear between x's pixels. The whole of x is stretched to y's sides; with crop only the
 * largest part about its middle that has y's proportions. Fails when memory runs out. */
bool image_resize(const struct fg_image *x, bool crop, struct fg_image *y, struct fg_error *error);

#endif
