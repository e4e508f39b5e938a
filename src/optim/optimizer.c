#include "optim/optimizer.h"

#include "base/parallel.h"
#include "config/field_rows.h"

#include <math.h>
#include <stdatomic.h>

#define ROWS(EACH)                                                                                                     \
    EACH(optimizer, sgd)                                                                                               \
    EACH(optimizer, adam)                                                                                              \
    EACH(optimizer, adamw)                                                                                             \
    EACH(optimizer, rmsprop)

ROWS(TABLE_DECLARE)

const struct named *const optimizer_table[] = {ROWS(TABLE_ROW) NULL};

const struct field optimizer_fields[] = {OPTIMIZER_ROWS, {0}};

void optimizer_reserve(struct optimizer *optimizer, const struct optimizer_options *options, size_t count,
                       struct arena *arena)
{
    *optimizer = (struct optimizer){
        .type = (const struct optimizer_type *)optimizer_table[options->type],
        .options = *options,
        .count = count,
    };
    arena_part(arena, "optimizer");
    for (int i = 0; i < optimizer->type->states; i++) {
        optimizer->state[i] = arena_take(arena, count, sizeof(float));
    }
    optimizer->partial = arena_take(arena, parallel_range_count(count), sizeof(double));
}

struct update {
    const struct optimizer *optimizer;
    double lr;
    float scale;
    float *w;
    const float *dw;
    atomic_bool spoiled; /* a weight is no longer finite */
};

static void square_range(void *context, size_t first, size_t count, int worker)
{
    (void)worker;
    const struct update *update = context;
    double sum = 0;
    for (size_t i = first; i < first + count; i++) {
        sum += (double)update->dw[i] * (double)update->dw[i];
    }
    update->optimizer->partial[first / PARALLEL_RANGE] = sum;
}

static double gradient_norm(struct update *update, int threads)
{
    const struct optimizer *optimizer = update->optimizer;
    parallel_ranges(threads, optimizer->count, square_range, update);
    double sum = 0;
    for (size_t i = 0; i < parallel_range_count(optimizer->count); i++) {
        sum += optimizer->partial[i];
    }
    return sqrt(sum);
}

static void update_range(void *context, size_t first, size_t count, int worker)
{
    (void)worker;
    struct update *update = context;
    const struct optimizer *optimizer = update->optimizer;
    struct optimizer_slice slice = {
        .options = &optimizer->options,
        .lr = update->lr,
        .step = optimizer->step,
        .scale = update->scale,
        .count = count,
        .w = update->w + first,
        .dw = update->dw + first,
    };
    for (int i = 0; i < optimizer->type->states; i++) {
        slice.state[i] = optimizer->state[i] + first;
    }
    if (!optimizer->type->update(&slice)) {
        atomic_store(&update->spoiled, true);
    }
}

bool optimizer_step(struct optimizer *optimizer, double lr, int threads, float *w, const float *dw)
{
    struct update update = {.optimizer = optimizer, .lr = lr, .scale = 1.0f, .w = w, .dw = dw};
    double clip = optimizer->options.clip;
    if (clip > 0) {
        optimizer->norm = gradient_norm(&update, threads);
        update.scale = optimizer->norm > clip ? (float)(clip / optimizer->norm) : 1.0f;
    }
    optimizer->step++;
    parallel_ranges(threads, optimizer->count, update_range, &update);
    return !atomic_load(&update.spoiled);
}
