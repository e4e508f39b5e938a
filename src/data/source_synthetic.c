#include "data/source.h"

#include "base/integer.h"
#include "base/parallel.h"
#include "data/synthetic.h"

enum { SIDE = 28, CLASSES = 10, PIECE = 256 };

enum { OPERATIONS_A_DIGIT = 100000 };

struct drawing {
    const struct source_drawn *drawn;
    const struct dataset_arrays *arrays;
    uint32_t epoch;
};

static void draw_piece(void *context, int piece, int worker)
{
    (void)worker;
    const struct drawing *drawing = context;
    const struct source_drawn *drawn = drawing->drawn;
    uint32_t begin = (uint32_t)piece * PIECE;
    for (uint32_t i = begin; i < drawn->count && i < begin + PIECE; i++) {
        size_t place = drawn->first + i;
        uint8_t *pixels = drawing->arrays->pixels + place * SIDE * SIDE;
        drawing->arrays->labels[place] = synthetic_digit(drawn->seed, drawing->epoch, i, pixels);
    }
}

static void draw(const struct source_drawn *drawn, uint32_t epoch, int threads, const struct dataset_arrays *arrays)
{
    struct drawing drawing = {.drawn = drawn, .arrays = arrays, .epoch = epoch};
    parallel_for(threads, int_ceil_divide((int)drawn->count, PIECE), (double)OPERATIONS_A_DIGIT * drawn->count,
                 draw_piece, &drawing);
}

struct options {
    struct source_limit limit;
    bool fresh;
};

static const struct field fields[] = {
    ROW("count", FIELD_INT, options, limit.count, "20000", 1, 10000000, "examples an epoch"),
    ROW("fresh", FIELD_BOOL, options, fresh, "true", 0, 0, "draw new examples every epoch"),
    {0},
};

static bool load(struct source_data *data, const void *own, uint64_t seed, int threads, struct fg_error *error)
{
    const struct options *options = own;
    struct source_drawn drawn = {.draw = draw, .seed = seed, .count = (uint32_t)options->limit.count};
    struct dataset_arrays arrays;
    data->dataset =
        (struct fg_dataset){.height = SIDE, .width = SIDE, .channels = 1, .classes = CLASSES, .count = drawn.count};
    if (!dataset_allocate(&data->dataset, DATASET_PIXELS, &arrays, error)) {
        return false;
    }
    draw(&drawn, 0, threads, &arrays);
    data->drawn[0] = drawn;
    data->drawn_count = options->fresh;
    return true;
}

const struct source_type source_synthetic = {
    .named = {.name = "synthetic",
              .help = "handwritten-looking digits drawn by the program, as many as wanted",
              .fields = fields,
              .size = sizeof(struct options)},
    .drawn = true,
    .load = load,
};
