#include "data/pen.h"

#include <math.h>

/* Both are written so that loops over them become vector instructions. */
static inline float at_least(float value, float low)
{
    return value > low ? value : low;
}

static inline float at_most(float value, float high)
{
    return value < high ? value : high;
}

struct span {
    float low, high;
};

/* From the first to the last place that ink reaches along an axis, at a scale; thick 0: without the pen's width. */
static struct span span_of(const float *positions, const struct pen_path *path, float scale, float thick, float margin)
{
    struct span span = {INFINITY, -INFINITY};
    for (int i = 0; i < path->count; i++) {
        float reach = path->radius[i] * thick + margin;
        span.low = at_most(span.low, positions[i] * scale - reach);
        span.high = at_least(span.high, positions[i] * scale + reach);
    }
    return span;
}

static float margin_of(const struct pen_edge *edge)
{
    return 0.5f * edge->softness + edge->roughness;
}

void pen_fit(struct pen_path *path, const struct pen_edge *edge)
{
    const float full = PEN_BOX;
    struct span x = span_of(path->x, path, 1.0f, 0.0f, 0.0f);
    struct span y = span_of(path->y, path, 1.0f, 0.0f, 0.0f);
    float bare = at_least(x.high - x.low, y.high - y.low);
    float scale = 0.0f;
    /* The ink's size is nearly linear in the scale, but not quite: which end is the farthest depends on the radii. */
    for (int round = 0; round < 4; round++) {
        x = span_of(path->x, path, scale, 1.0f, 0.5f * edge->softness);
        y = span_of(path->y, path, scale, 1.0f, 0.5f * edge->softness);
        scale += (full - at_least(x.high - x.low, y.high - y.low)) / bare;
    }
    x = span_of(path->x, path, scale, 1.0f, 0.5f * edge->softness);
    y = span_of(path->y, path, scale, 1.0f, 0.5f * edge->softness);
    for (int i = 0; i < path->count; i++) {
        path->x[i] = path->x[i] * scale - x.low;
        path->y[i] = path->y[i] * scale - y.low;
    }
}

/* The first pixel of the box at or after place, and the end of those before it, both within the box. */
static int pixel_from(float place)
{
    return (int)at_least(place, 0.0f);
}

static int pixel_to(float place)
{
    return (int)at_most(ceilf(place), PEN_BOX);
}

/* depth[pixel] = the least distance from a pixel's middle to the ink's edge; below 0 inside. */
static void add_line(const struct pen_path *path, int to, float margin, float depth[static PEN_BOX * PEN_BOX])
{
    float x = path->x[to - 1], y = path->y[to - 1], radius = path->radius[to - 1];
    float dx = path->x[to] - x, dy = path->y[to] - y, grow = path->radius[to] - radius;
    float per_length = 1.0f / (dx * dx + dy * dy + 1e-6f);
    float reach = at_least(radius, path->radius[to]) + margin;
    int left = pixel_from(at_most(x, x + dx) - reach), right = pixel_to(at_least(x, x + dx) + reach);
    int top = pixel_from(at_most(y, y + dy) - reach), bottom = pixel_to(at_least(y, y + dy) + reach);
    for (int row = top; row < bottom; row++) {
        float *line = depth + row * PEN_BOX;
        float py = (float)row + 0.5f - y;
        for (int column = left; column < right; column++) {
            float px = (float)column + 0.5f - x;
            float t = at_most(at_least((px * dx + py * dy) * per_length, 0.0f), 1.0f);
            float ex = px - t * dx, ey = py - t * dy;
            line[column] = at_most(line[column], sqrtf(ex * ex + ey * ey) - radius - t * grow);
        }
    }
}

/* depth becomes ink, 0..1. */
static void fade(float depth[static PEN_BOX * PEN_BOX], const struct pen_edge *edge, struct fg_random *random)
{
    float unit = edge->roughness / 127.5f;
    for (int i = 0; i < PEN_BOX * PEN_BOX; i += 4) {
        uint32_t bits = fg_random_bits(random);
        for (int j = 0; j < 4; j++) {
            float uneven = (float)(bits >> (8 * j) & 255) * unit - edge->roughness;
            float ink = 0.5f - (depth[i + j] + uneven) / edge->softness;
            depth[i + j] = at_most(at_least(ink, 0.0f), 1.0f);
        }
    }
}

/* The pixel of the box that comes to pixel 0 of the image, so that `middle` comes to pixel 14. */
static int offset_of(float middle)
{
    return (int)roundf(middle) - PEN_IMAGE / 2;
}

/* The box's pixel, 0 outside the box. */
static uint8_t shade(const float ink[static PEN_BOX * PEN_BOX], int row, int column)
{
    bool inside = row >= 0 && row < PEN_BOX && column >= 0 && column < PEN_BOX;
    return inside ? (uint8_t)(ink[row * PEN_BOX + column] * 255.0f + 0.5f) : 0;
}

static void center(const float ink[static PEN_BOX * PEN_BOX], uint8_t pixels[static PEN_IMAGE * PEN_IMAGE])
{
    float mass = 1e-6f, mass_x = 0.0f, mass_y = 0.0f;
    for (int row = 0; row < PEN_BOX; row++) {
        for (int column = 0; column < PEN_BOX; column++) {
            float value = ink[row * PEN_BOX + column];
            mass += value;
            mass_x += value * (float)column;
            mass_y += value * (float)row;
        }
    }
    int left = offset_of(mass_x / mass), top = offset_of(mass_y / mass);
    for (int row = 0; row < PEN_IMAGE; row++) {
        for (int column = 0; column < PEN_IMAGE; column++) {
            pixels[row * PEN_IMAGE + column] = shade(ink, top + row, left + column);
        }
    }
}

void pen_draw(const struct pen_path *path, const struct pen_edge *edge, struct fg_random *random,
              uint8_t pixels[static PEN_IMAGE * PEN_IMAGE])
{
    float depth[PEN_BOX * PEN_BOX];
    for (int i = 0; i < PEN_BOX * PEN_BOX; i++) {
        depth[i] = PEN_BOX;
    }
    for (int i = 1; i < path->count; i++) {
        if (path->down[i]) {
            add_line(path, i, margin_of(edge), depth);
        }
    }
    fade(depth, edge, random);
    center(depth, pixels);
}
