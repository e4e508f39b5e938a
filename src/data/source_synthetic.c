#include "data/source.h"

#include "base/integer.h"
#include "base/parallel.h"
#include "data/synthetic.h"

enum { SIDE = 28, CLASSES = 10, PIECE = 256 };

enum { OPERATIONS_A_DIGIT = 100000 };

struct drawing {
    struct fg_dataset *dataset;
    uint64_t seed;
    uint32_t epoch;
};

static void draw_piece(void *context, int piece, int worker)
{
    (void)worker;
    const struct drawing *drawing = context;
    struct fg_dataset *dataset = drawing->dataset;
    uint32_t first = (uint32_t)piece * PIECE;
    for (uint32_t i = first; i < dataset->count && i < first + PIECE; i++) {
        uint8_t *pixels = dataset->pixels + (size_t)i * SIDE * SIDE;
        dataset->labels[i] = synthetic_digit(drawing->seed, drawing->epoch, i, pixels);
    }
}

static void draw(struct fg_dataset *dataset, uint64_t seed, uint32_t epoch, int threads)
{
    struct drawing drawing = {.dataset = dataset, .seed = seed, .epoch = epoch};
    parallel_for(threads, int_ceil_divide((int)dataset->count, PIECE), (double)OPERATIONS_A_DIGIT * dataset->count,
                 draw_piece, &drawing);
}

static bool load(struct fg_dataset *dataset, const struct fg_data_options *options, uint64_t seed, int threads,
                 struct fg_error *error)
{
    if (options->count < 1) {
        return fg_fail(error, FG_USAGE, "data.count: want at least 1, got %d", options->count);
    }
    if (!dataset_allocate(dataset, (uint32_t)options->count, SIDE, SIDE, 1, CLASSES, error)) {
        return false;
    }
    draw(dataset, seed, 0, threads);
    return true;
}

static void renew(struct fg_dataset *dataset, const struct fg_data_options *options, uint64_t seed, uint32_t epoch,
                  int threads)
{
    if (options->fresh) {
        draw(dataset, seed, epoch, threads);
    }
}

const struct source_type source_synthetic = {
    .named = {.name = "synthetic", .help = "handwritten-looking digits drawn by the program, as many as wanted"},
    .load = load,
    .renew = renew,
};
