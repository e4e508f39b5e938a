#include "image/resize.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Along one side: pixel i of the new image covers `step` pixels of the old one, of which there are `size`, from begin +
 * i step on. */
struct axis {
    double begin, step;
    int size;
};

/* Old pixels first..last, of which all but the outer ones are covered whole. */
struct span {
    int first, last;
    double begin, end;
};

/* At least one pixel wide: the shares of a window as wide as a pixel are those of linear interpolation. */
static struct span span_of(const struct axis *axis, int i)
{
    double middle = axis->begin + (i + 0.5) * axis->step, half = fmax(axis->step, 1) / 2;
    struct span span = {.begin = fmax(middle - half, 0), .end = fmin(middle + half, axis->size)};
    span.first = (int)span.begin;
    span.last = (int)fmin(ceil(span.end), axis->size) - 1;
    return span;
}

static float share_of(const struct span *span, int i)
{
    double covered = fmin(i + 1, span->end) - fmax(i, span->begin);
    return (float)(fmax(covered, 0) / (span->end - span->begin));
}

/* One line, as wide as x, that stands for the lines of a span. */
static void blend_lines(const struct fg_image *x, const struct span *span, float *line)
{
    size_t length = (size_t)x->width * (size_t)x->channels;
    memset(line, 0, length * sizeof *line);
    for (int row = span->first; row <= span->last; row++) {
        const uint8_t *pixels = x->pixels + (size_t)row * length;
        float share = share_of(span, row);
        for (size_t i = 0; i < length; i++) {
            line[i] += share * (float)pixels[i];
        }
    }
}

static uint8_t blend_pixels(const float *line, const struct span *span, int channels, int channel)
{
    float sum = 0;
    for (int i = span->first; i <= span->last; i++) {
        sum += share_of(span, i) * line[i * channels + channel];
    }
    return (uint8_t)fminf(sum + 0.5F, 255);
}

bool image_resize(const struct fg_image *x, bool crop, struct fg_image *y, struct fg_error *error)
{
    double down = (double)x->height / y->height, across = (double)x->width / y->width, both = fmin(down, across);
    down = crop ? both : down;
    across = crop ? both : across;
    struct axis rows = {(x->height - down * y->height) / 2, down, x->height};
    struct axis columns = {(x->width - across * y->width) / 2, across, x->width};
    float *line = memory_new((size_t)x->width * (size_t)x->channels, sizeof *line, error);
    uint8_t *pixel = y->pixels;
    for (int row = 0; line && row < y->height; row++) {
        struct span lines = span_of(&rows, row);
        blend_lines(x, &lines, line);
        for (int column = 0; column < y->width; column++) {
            struct span span = span_of(&columns, column);
            for (int channel = 0; channel < y->channels; channel++) {
                *pixel++ = blend_pixels(line, &span, x->channels, channel);
            }
        }
    }
    free(line);
    return line != NULL;
}
