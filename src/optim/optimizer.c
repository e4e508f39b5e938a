#include "optim/optimizer.h"

#include "base/parallel.h"

#include <math.h>

const struct named *const optimizer_table[] = {
    &optimizer_sgd.named,
    &optimizer_adam.named,
    &optimizer_adamw.named,
    NULL,
};

enum { PIECE = 16384 };

static int pieces(size_t count)
{
    return (int)((count + PIECE - 1) / PIECE);
}

static size_t piece_length(size_t count, int piece)
{
    size_t rest = count - (size_t)piece * PIECE;
    return rest < PIECE ? rest : PIECE;
}

void optimizer_reserve(struct optimizer *optimizer, const struct optimizer_options *options, size_t count,
                       struct arena *arena)
{
    *optimizer = (struct optimizer){
        .type = (const struct optimizer_type *)optimizer_table[options->type],
        .options = *options,
        .count = count,
    };
    for (int i = 0; i < optimizer->type->states; i++) {
        optimizer->state[i] = arena_take(arena, count, sizeof(float));
    }
    optimizer->partial = arena_take(arena, (size_t)pieces(count), sizeof(double));
}

struct update {
    const struct optimizer *optimizer;
    double lr;
    float scale;
    float *w;
    const float *dw;
};

static void square_piece(void *context, int piece, int worker)
{
    (void)worker;
    const struct update *update = context;
    const float *dw = update->dw + (size_t)piece * PIECE;
    double sum = 0;
    for (size_t i = 0; i < piece_length(update->optimizer->count, piece); i++) {
        sum += (double)dw[i] * (double)dw[i];
    }
    update->optimizer->partial[piece] = sum;
}

static double gradient_norm(struct update *update, int threads)
{
    int count = pieces(update->optimizer->count);
    parallel_for(threads, count, square_piece, update);
    double sum = 0;
    for (int piece = 0; piece < count; piece++) {
        sum += update->optimizer->partial[piece];
    }
    return sqrt(sum);
}

static void update_piece(void *context, int piece, int worker)
{
    (void)worker;
    const struct update *update = context;
    const struct optimizer *optimizer = update->optimizer;
    size_t first = (size_t)piece * PIECE;
    struct optimizer_slice slice = {
        .options = &optimizer->options,
        .lr = update->lr,
        .step = optimizer->step,
        .scale = update->scale,
        .count = piece_length(optimizer->count, piece),
        .w = update->w + first,
        .dw = update->dw + first,
    };
    for (int i = 0; i < optimizer->type->states; i++) {
        slice.state[i] = optimizer->state[i] + first;
    }
    optimizer->type->update(&slice);
}

double optimizer_step(struct optimizer *optimizer, double lr, int threads, float *w, const float *dw)
{
    struct update update = {.optimizer = optimizer, .lr = lr, .scale = 1.0f, .w = w, .dw = dw};
    double norm = 0, clip = optimizer->options.clip;
    if (clip > 0) {
        norm = gradient_norm(&update, threads);
        update.scale = norm > clip ? (float)(clip / norm) : 1.0f;
    }
    optimizer->step++;
    parallel_for(threads, pieces(optimizer->count), update_piece, &update);
    return norm;
}
