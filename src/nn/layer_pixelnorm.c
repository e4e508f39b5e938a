#include "config/field_rows.h"
#include "kernels/kernels.h"
#include "nn/layer.h"

/* y = x / sqrt(mean of x^2 over the channels of its pixel + epsilon) (Karras et al. 2018). */
struct pixelnorm {
    struct layer layer;
    double epsilon;
};

static const struct field fields[] = {
    ROW("epsilon", FIELD_NUMBER, pixelnorm, epsilon, "1e-8", 0, 1, "added to the mean square", .open = true),
    {0},
};

static bool setup(struct layer *layer, struct fg_error *error)
{
    if (layer->in[0].channels == 1) {
        return fg_fail(error, FG_USAGE,
                       "normalises one number at a time, which leaves its sign alone: want more than one "
                       "channel");
    }
    return layer_keep_shape(layer, error);
}

static size_t pixels(const struct layer *layer, const struct layer_work *work)
{
    return (size_t)work->count * shape_pixels(layer->out);
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    const struct pixelnorm *pixelnorm = (const struct pixelnorm *)layer;
    normalize_rows(work->x[0], work->y, (float)pixelnorm->epsilon, pixels(layer, work), (size_t)layer->out.channels);
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    const struct pixelnorm *pixelnorm = (const struct pixelnorm *)layer;
    if (work->dx[0]) {
        normalize_rows_backward(work->x[0], work->dy, work->dx[0], (float)pixelnorm->epsilon, pixels(layer, work),
                                (size_t)layer->out.channels);
    }
}

const struct layer_type layer_pixelnorm = {
    .named = {"pixelnorm", "gives each pixel's channels a mean square of 1", fields, sizeof(struct pixelnorm)},
    .example = "pixelnorm",
    .inputs = 1,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
    .gradient_in_place = true,
};
