#include "data/augment.h"

#include <assert.h>
#include <math.h>

static double between(struct fg_random *random, double low, double high)
{
    return low + (high - low) * (double)fg_random_uniform(random);
}

struct augment_map augment_draw(const struct augment_options *options, struct fg_random *random)
{
    assert(options->zoom < 1 && options->shear < 90);
    const double radians = 3.14159265358979323846 / 180;
    double angle = between(random, -options->rotate, options->rotate) * radians;
    double zoom_x = between(random, 1 - options->zoom, 1 + options->zoom);
    double zoom_y = between(random, 1 - options->zoom, 1 + options->zoom);
    double shear = tan(between(random, -options->shear, options->shear) * radians);
    double shift_x = between(random, -options->shift, options->shift);
    double shift_y = between(random, -options->shift, options->shift);
    /* The inverse of R(angle) [1 shear; 0 1] diag(zoom_x, zoom_y), row by row. */
    double c = cos(angle), s = sin(angle);
    double xx = (c + shear * s) / zoom_x, xy = (s - shear * c) / zoom_x;
    double yx = -s / zoom_y, yy = c / zoom_y;
    return (struct augment_map){
        .xx = (float)xx,
        .xy = (float)xy,
        .x0 = (float)-(xx * shift_x + xy * shift_y),
        .yx = (float)yx,
        .yy = (float)yy,
        .y0 = (float)-(yx * shift_x + yy * shift_y),
    };
}

struct picture {
    const uint8_t *pixels;
    int height, width, channels;
};

static float pixel_at(const struct picture *x, int row, int column, int channel)
{
    if (row < 0 || row >= x->height || column < 0 || column >= x->width) {
        return 0;
    }
    return x->pixels[((size_t)row * (size_t)x->width + (size_t)column) * (size_t)x->channels + (size_t)channel];
}

/* Between four neighbours. */
static float blend(float a, float b, float c, float d, float right, float down)
{
    float top = a + right * (b - a), bottom = c + right * (d - c);
    return top + down * (bottom - top);
}

static void sample(const struct picture *x, float old_y, float old_x, float *y)
{
    /* This far out all is black; and the casts below need numbers that fit an int. */
    bool black = !(old_y > -1 && old_y < (float)x->height && old_x > -1 && old_x < (float)x->width);
    int row = black ? -2 : (int)(old_y + 1) - 1; /* the cast rounds to zero, floor is wanted */
    int column = black ? -2 : (int)(old_x + 1) - 1;
    float down = old_y - (float)row, right = old_x - (float)column;
    bool interior = row >= 0 && row + 1 < x->height && column >= 0 && column + 1 < x->width;
    int channels = x->channels, stride = x->width * channels;
    for (int c = 0; c < channels; c++) {
        if (interior) {
            const uint8_t *p = x->pixels + (row * stride + column * channels + c);
            y[c] = blend(p[0], p[channels], p[stride], p[stride + channels], right, down);
        } else {
            y[c] = black ? 0
                         : blend(pixel_at(x, row, column, c), pixel_at(x, row, column + 1, c),
                                 pixel_at(x, row + 1, column, c), pixel_at(x, row + 1, column + 1, c), right, down);
        }
    }
}

void augment_apply(const struct augment_map *map, const uint8_t *x, int height, int width, int channels, float *y)
{
    const struct picture picture = {x, height, width, channels};
    float middle_y = (float)(height - 1) / 2, middle_x = (float)(width - 1) / 2;
    for (int row = 0; row < height; row++) {
        float down = (float)row - middle_y;
        for (int column = 0; column < width; column++) {
            float right = (float)column - middle_x;
            float old_x = middle_x + map->xx * right + map->xy * down + map->x0;
            float old_y = middle_y + map->yx * right + map->yy * down + map->y0;
            sample(&picture, old_y, old_x, y + (row * width + column) * channels);
        }
    }
    for (int i = 0; i < height * width * channels; i++) {
        y[i] = y[i] / 127.5f - 1;
    }
}
