#include "forger/random.h"
#include "kernels/kernels.h"
#include "nn/constraint.h"

#include <math.h>

/* Spectral normalisation (Miyato et al. 2018): the effective weight is w / sigma, where sigma = v' w u is about w's
 * largest singular value: u (outputs) and v come nearer to its singular vectors by one power iteration an update,
 * u = w' v / |w' v|, v = w u / |w u| (PyTorch's order). For the gradient u and v count as constant:
 * dw = (d - (sum of d times w / sigma) v u') / sigma, with d the gradient of the effective weight. */

/* Of a new weight. */
enum { FIRST_ITERATIONS = 15 };

/* No weight is divided by less. */
static const double smallest = 1e-12;

static void setup(struct layer *layer, size_t rows, size_t columns)
{
    layer_add_buffer(layer, "spectral_u", (int)columns, 0.0f);
    layer_add_buffer(layer, "spectral_v", (int)rows, 0.0f);
}

static float *vector_u(const struct constrained *weight)
{
    return weight->buffers[0];
}

static float *vector_v(const struct constrained *weight)
{
    return weight->buffers[1];
}

static void normalize(float *x, size_t count)
{
    float scale = (float)(1 / fmax(sqrt(dot(x, x, count)), smallest));
    for (size_t i = 0; i < count; i++) {
        x[i] *= scale;
    }
}

static void iterate(const struct constrained *weight)
{
    float *u = vector_u(weight), *v = vector_v(weight);
    vector_times_matrix(v, weight->raw, u, weight->rows, weight->columns);
    normalize(u, weight->columns);
    matrix_times_vector(weight->raw, u, v, weight->rows, weight->columns);
    normalize(v, weight->rows);
}

/* The vectors of an averaged net are averages too, and may be shorter than 1. */
static double sigma(const struct constrained *weight)
{
    const float *u = vector_u(weight), *v = vector_v(weight);
    double sum = 0;
    for (size_t r = 0; r < weight->rows; r++) {
        sum += (double)v[r] * dot(weight->raw + r * weight->columns, u, weight->columns);
    }
    double lengths = sqrt(dot(u, u, weight->columns) * dot(v, v, weight->rows));
    return fmax(sum / fmax(lengths, smallest), smallest);
}

static void initialize(const struct constrained *weight, uint64_t seed, uint32_t stream, uint32_t layer)
{
    struct fg_random random = fg_random_stream(seed, FG_PURPOSE_INITIALIZATION + stream, layer, 1);
    for (size_t r = 0; r < weight->rows; r++) {
        vector_v(weight)[r] = fg_random_normal(&random);
    }
    for (int i = 0; i < FIRST_ITERATIONS; i++) {
        iterate(weight);
    }
}

static void apply(const struct constrained *weight, bool refine)
{
    if (refine) {
        iterate(weight);
    }
    float scale = (float)(1 / sigma(weight));
    for (size_t i = 0; i < weight->rows * weight->columns; i++) {
        weight->effective[i] = scale * weight->raw[i];
    }
}

static void gradient(const struct constrained *weight, float *gradient)
{
    double share = dot(gradient, weight->effective, weight->rows * weight->columns);
    subtract_outer(gradient, vector_v(weight), vector_u(weight), (float)share, (float)(1 / sigma(weight)), weight->rows,
                   weight->columns);
}

const struct constraint_type constraint_spectral_norm = {
    .named = {.name = "spectral_norm", .help = "weights over their largest singular value (Miyato et al. 2018)"},
    .setup = setup,
    .initialize = initialize,
    .apply = apply,
    .gradient = gradient,
};
