#include "image/curve.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool curve_init(struct curve *curve, int height, int width, struct fg_error *error)
{
    *curve = (struct curve){.height = height, .width = width};
    curve->cover = memory_new((size_t)height * (size_t)width, sizeof *curve->cover, error);
    return curve->cover != NULL;
}

void curve_free(struct curve *curve)
{
    free(curve->cover);
    *curve = (struct curve){0};
}

/* From (y, x) to the nearest point of the piece. */
static double distance_to(double y, double x, double y0, double x0, double y1, double x1)
{
    double dy = y1 - y0, dx = x1 - x0;
    double length2 = dy * dy + dx * dx;
    double along = length2 > 0 ? ((y - y0) * dy + (x - x0) * dx) / length2 : 0;
    along = fmin(fmax(along, 0), 1);
    return hypot(y - (y0 + along * dy), x - (x0 + along * dx));
}

void curve_add(struct curve *curve, double y0, double x0, double y1, double x1, double thickness)
{
    double radius = thickness / 2 + 0.5;
    int top = (int)fmax(ceil(fmin(y0, y1) - radius), 0);
    int bottom = (int)fmin(floor(fmax(y0, y1) + radius), curve->height - 1);
    int left = (int)fmax(ceil(fmin(x0, x1) - radius), 0);
    int right = (int)fmin(floor(fmax(x0, x1) + radius), curve->width - 1);
    for (int y = top; y <= bottom; y++) {
        for (int x = left; x <= right; x++) {
            double cover = fmin(radius - distance_to(y, x, y0, x0, y1, x1), 1);
            float *known = &curve->cover[(size_t)y * (size_t)curve->width + (size_t)x];
            if (cover > *known) {
                *known = (float)cover;
            }
        }
    }
}

void curve_draw(struct curve *curve, struct fg_image *image, int top, int left, struct color color)
{
    for (int y = 0; y < curve->height; y++) {
        for (int x = 0; x < curve->width; x++) {
            float cover = curve->cover[(size_t)y * (size_t)curve->width + (size_t)x];
            if (cover > 0) {
                draw_blend(image, top + y, left + x, color, cover);
            }
        }
    }
    memset(curve->cover, 0, (size_t)curve->height * (size_t)curve->width * sizeof *curve->cover);
}
