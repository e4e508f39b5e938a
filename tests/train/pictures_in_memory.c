#include "pictures_in_memory.h"

#include "forger/random.h"

static uint8_t pixels[PICTURES_COUNT][PICTURES_SIZE], labels[PICTURES_COUNT];

static void draw(uint8_t *picture, int which, struct fg_random *random)
{
    uint32_t place = fg_random_below(random, PICTURES_SIDE);
    for (uint32_t i = 0; i < PICTURES_SIZE; i++) {
        bool on = (which ? i % PICTURES_SIDE : i / PICTURES_SIDE) == place;
        picture[i] = (uint8_t)(fg_random_below(random, 64) + (on ? 128 : 0));
    }
}

struct fg_dataset pictures_in_memory(void)
{
    struct fg_random random = fg_random_stream(5, 0, 0, 0);
    for (int i = 0; i < PICTURES_COUNT; i++) {
        labels[i] = (uint8_t)(i % PICTURES_CLASSES);
        draw(pixels[i], labels[i], &random);
    }
    return (struct fg_dataset){
        .height = PICTURES_SIDE,
        .width = PICTURES_SIDE,
        .channels = 1,
        .classes = PICTURES_CLASSES,
        .count = PICTURES_COUNT,
        .pixels = pixels[0],
        .labels = labels,
    };
}

static const struct fg_layer block[] = {{.type = "conv", .settings = "4"}, {.type = "relu"}, {0}};
static const struct fg_layer layers[] = {
    {.type = "conv", .settings = "filters: 4, kernel: 3", .name = "first"},
    {.type = "leaky_relu", .settings = "0.1"},
    {.type = "residual", .block = block},
    {.type = "concat", .settings = "first"},
    {.type = "max_pool"},
    {.type = "dense", .settings = "{units: 8}", .output = "features", .constraint = "spectral_norm"},
    {.type = "relu"},
    {.type = "dense", .settings = "2"},
    {0},
};

const struct fg_net pictures_nets[] = {{"model", layers}, {0}};

const char pictures_experiment[] = "name: lines\n"
                                   "task: classify\n"
                                   "validation: 16\n"
                                   "optimizer: {type: adam, lr: 0.03}\n"
                                   "average: 0.9\n"
                                   "train: {epochs: 6, batch: 10, log_every: 3}\n";

struct fg_training_options pictures_options(const struct fg_dataset *images)
{
    return (struct fg_training_options){
        .experiment = pictures_experiment, .nets = pictures_nets, .images = images, .threads = 1};
}
