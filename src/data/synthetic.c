#include "data/synthetic.h"

#include "data/pen.h"
#include "data/strokes.h"
#include "forger/random.h"

#include <assert.h>
#include <math.h>

/* Lengths are in half heights of a digit, from its middle, until pen_fit() makes them pixels. */

struct points {
    int count;
    const char *joints;
    float x[STROKES_POINTS], y[STROKES_POINTS];
};

/* Which streams of a digit's random numbers are for what. */
enum { LABEL_STREAM = FG_PURPOSE_SYNTHETIC, DIGIT_STREAM };

/* Ten digits in a row have ten labels, in random order. */
static uint8_t label_of(uint64_t seed, uint32_t epoch, uint32_t index)
{
    uint32_t order[10];
    struct fg_random random = fg_random_stream(seed, LABEL_STREAM, epoch, index / 10);
    fg_random_permutation(&random, order, 10);
    return (uint8_t)order[index % 10];
}

static const struct skeleton *choose(const struct strokes *strokes, struct fg_random *random)
{
    uint32_t total = 0;
    for (int i = 0; i < strokes->count; i++) {
        total += strokes->skeletons[i].weight;
    }
    uint32_t drawn = fg_random_below(random, total);
    const struct skeleton *skeleton = strokes->skeletons;
    while (drawn >= skeleton->weight) {
        drawn -= skeleton->weight;
        skeleton++;
    }
    return skeleton;
}

/* Shares of the shapes in a mixture. They sum to 1, are mostly far from even, and reach a little beyond 0 and 1, so
 * that shapes beyond those in the table come up too. */
static void draw_shares(int shapes, struct fg_random *random, float share[STROKES_SHAPES])
{
    const float spread = 1.2f;
    float sum = 1e-6f; /* never 0, because it divides */
    for (int i = 0; i < shapes; i++) {
        float size = logf(1.0f - fg_random_uniform(random));
        share[i] = size * size;
        sum += share[i];
    }
    float even = 1.0f / (float)shapes;
    for (int i = 0; i < shapes; i++) {
        share[i] = even + spread * (share[i] / sum - even);
    }
}

static struct points mix(const struct skeleton *skeleton, struct fg_random *random)
{
    struct points points = {.joints = skeleton->joints};
    float share[STROKES_SHAPES];
    draw_shares(skeleton->shapes, random, share);
    while (skeleton->joints[points.count]) {
        int i = points.count++;
        float x = 0.0f, y = 0.0f;
        for (int shape = 0; shape < skeleton->shapes; shape++) {
            x += share[shape] * (float)skeleton->at[shape][i][0];
            y += share[shape] * (float)skeleton->at[shape][i][1];
        }
        points.x[i] = (x - 30.0f) / 50.0f;
        points.y[i] = (y - 50.0f) / 50.0f;
    }
    return points;
}

static float normal(struct fg_random *random, float deviation)
{
    return deviation * fg_random_normal(random);
}

/* Make the strokes begin and end a little early or late. */
static void stretch_ends(struct points *points, struct fg_random *random)
{
    const float deviation = 0.12f;
    for (int i = 0; i < points->count; i++) {
        bool first = i == 0 || points->joints[i - 1] == '|';
        bool last = points->joints[i] == '|';
        if (first || last) {
            int beside = first ? i + 1 : i - 1;
            float by = normal(random, deviation);
            points->x[i] += by * (points->x[i] - points->x[beside]);
            points->y[i] += by * (points->y[i] - points->y[beside]);
        }
    }
}

/* Move every point, neighbours alike: a smooth bending of the plane, and a little for each point by itself. */
static void bend(struct points *points, struct fg_random *random)
{
    float wild = expf(normal(random, 0.4f));
    float alone = 0.024f * wild, together = 0.055f * wild;
    float bend_x[5], bend_y[5];
    for (int i = 0; i < 5; i++) {
        bend_x[i] = normal(random, together);
        bend_y[i] = normal(random, together);
    }
    for (int i = 0; i < points->count; i++) {
        float x = points->x[i], y = points->y[i];
        float basis[5] = {x * x - 0.3f, x * y, y * y - 0.5f, 1.5f * y * (y * y - 0.6f), x * (y * y - 0.5f)};
        points->x[i] += normal(random, alone);
        points->y[i] += normal(random, alone);
        for (int j = 0; j < 5; j++) {
            points->x[i] += bend_x[j] * basis[j];
            points->y[i] += bend_y[j] * basis[j];
        }
    }
}

/* Width, slant and a small rotation. */
static void lean(struct points *points, const struct strokes *strokes, struct fg_random *random)
{
    float width = 1.15f * expf(normal(random, strokes->width_spread));
    float slant = strokes->slant + normal(random, strokes->slant_spread);
    float turn = normal(random, 0.08f);
    for (int i = 0; i < points->count; i++) {
        float x = width * points->x[i] - slant * points->y[i], y = points->y[i];
        points->x[i] = x - turn * y;
        points->y[i] = y + turn * x;
    }
}

/* The neighbour of point i, beyond which its curve comes from or goes to; at ends the mirror image of the neighbour
 * across i, at corners on the way to it: sharp 1. */
static void neighbour(const struct points *points, int i, int step, float sharp, float *x, float *y)
{
    bool end = step < 0 ? i == 0 || points->joints[i - 1] == '|' : points->joints[i] == '|';
    float mirror = end ? 1.0f : points->joints[i] == '^' ? sharp : 0.0f;
    int other = i - step;
    float mirror_x = 2.0f * points->x[i] - points->x[other], mirror_y = 2.0f * points->y[i] - points->y[other];
    *x = mirror_x;
    *y = mirror_y;
    if (!end) {
        *x = points->x[i + step] + mirror * (mirror_x - points->x[i + step]);
        *y = points->y[i + step] + mirror * (mirror_y - points->y[i + step]);
    }
}

/* Catmull and Rom's curve at 0..1 between b and c. */
static float curve(float a, float b, float c, float d, float t)
{
    return b + 0.5f * t * (c - a + t * (2.0f * a - 5.0f * b + 4.0f * c - d + t * (3.0f * (b - c) + d - a)));
}

static void add_point(struct pen_path *path, float x, float y, bool down)
{
    assert(path->count < PEN_POINTS);
    path->x[path->count] = x;
    path->y[path->count] = y;
    path->down[path->count] = down;
    path->count++;
}

/* Short lines along the curve from point i to the next. */
static void trace_piece(struct pen_path *path, const struct points *points, int i, float sharp)
{
    const float step = 0.16f; /* about 1.3 pixels */
    float ax, ay, dx, dy, bx = points->x[i], by = points->y[i], cx = points->x[i + 1], cy = points->y[i + 1];
    neighbour(points, i, -1, sharp, &ax, &ay);
    neighbour(points, i + 1, 1, sharp, &dx, &dy);
    float length = sqrtf((cx - bx) * (cx - bx) + (cy - by) * (cy - by));
    int lines = (int)fminf(length / step, 15.0f) + 1;
    for (int line = 1; line <= lines; line++) {
        float t = (float)line / (float)lines;
        add_point(path, curve(ax, bx, cx, dx, t), curve(ay, by, cy, dy, t), true);
    }
}

static void trace(struct pen_path *path, const struct points *points, struct fg_random *random)
{
    float sharp = fg_random_between(random, 0.3f, 1.0f);
    path->count = 0;
    for (int i = 0; i < points->count; i++) {
        if (i == 0 || points->joints[i - 1] == '|') {
            add_point(path, points->x[i], points->y[i], false);
        }
        if (points->joints[i] != '|') {
            trace_piece(path, points, i, sharp);
        }
    }
}

/* A hand that is not quite steady. */
static void tremble(struct pen_path *path, struct fg_random *random)
{
    float size = 0.02f * fg_random_uniform(random), x = 0.0f, y = 0.0f;
    for (int i = 0; i < path->count; i++) {
        uint32_t bits = fg_random_bits(random);
        x = 0.8f * x + size * ((float)(bits & 0xFFFF) / 32768.0f - 1.0f);
        y = 0.8f * y + size * ((float)(bits >> 16) / 32768.0f - 1.0f);
        path->x[i] += x;
        path->y[i] += y;
    }
}

/* The ink's width: the pen's, pressed now more and now less, and broader one way than across it. */
static void press(struct pen_path *path, float pen, struct fg_random *random)
{
    float radius = pen * expf(normal(random, 0.27f));
    float nib = normal(random, 0.1f), nib_x = fg_random_normal(random), nib_y = fg_random_normal(random);
    float nib_scale = 1.0f / (nib_x * nib_x + nib_y * nib_y + 1e-6f);
    float slow = normal(random, 0.1f), fast = normal(random, 0.06f);
    float slow_phase = fg_random_between(random, 0.0f, 6.28f), fast_phase = fg_random_between(random, 0.0f, 6.28f);
    for (int i = 0; i < path->count; i++) {
        int from = i > 0 && path->down[i] ? i - 1 : i, to = from + 1 < path->count ? from + 1 : from;
        float dx = path->x[to] - path->x[from], dy = path->y[to] - path->y[from];
        float along = (dx * nib_x + dy * nib_y) * nib_scale * (dx * nib_x + dy * nib_y) / (dx * dx + dy * dy + 1e-6f);
        float pressure = slow * sinf(slow_phase + 0.12f * (float)i) + fast * sinf(fast_phase + 0.45f * (float)i);
        path->radius[i] = radius * fmaxf(1.0f + pressure + nib * (2.0f * along - 1.0f), 0.4f);
        path->radius[i] = fminf(fmaxf(path->radius[i], 0.55f), 3.2f);
    }
}

uint8_t synthetic_digit(uint64_t seed, uint32_t epoch, uint32_t index, uint8_t pixels[static 28 * 28])
{
    uint8_t label = label_of(seed, epoch, index);
    const struct strokes *strokes = strokes_table[label];
    struct fg_random random = fg_random_stream(seed, DIGIT_STREAM, epoch, index);
    struct points points = mix(choose(strokes, &random), &random);
    stretch_ends(&points, &random);
    bend(&points, &random);
    lean(&points, strokes, &random);
    struct pen_path path;
    trace(&path, &points, &random);
    tremble(&path, &random);
    press(&path, strokes->pen, &random);
    struct pen_edge edge = {.softness = fg_random_between(&random, 0.8f, 1.3f),
                            .roughness = fg_random_between(&random, 0.05f, 0.3f)};
    pen_fit(&path, &edge);
    pen_draw(&path, &edge, &random, pixels);
    return label;
}
