/* Builds a network in C, trains it on pictures made here, says how it goes, and asks the trained network. */
#include <forger/random.h>
#include <forger/train.h>
#include <stdio.h>

enum { SIDE = 12, COUNT = 600, CLASSES = 3 };

/* A light line on noise: lying, standing, or from corner to corner. */
static void draw(unsigned char *pixels, int which, struct fg_random *random)
{
    unsigned place = fg_random_below(random, SIDE);
    for (unsigned y = 0; y < SIDE; y++) {
        for (unsigned x = 0; x < SIDE; x++) {
            bool on = which == 0 ? y == place : which == 1 ? x == place : x == (y + place) % SIDE;
            pixels[y * SIDE + x] = (unsigned char)(fg_random_below(random, 64) + (on ? 128 : 0));
        }
    }
}

static bool say(void *context, const struct fg_progress *progress)
{
    printf("%s: step %lld of %lld:", (const char *)context, (long long)progress->step,
           (long long)progress->total_steps);
    for (int i = 0; i < progress->metric_count; i++) {
        printf(" %s %.3f", progress->metrics[i].name, progress->metrics[i].value);
    }
    printf("\n");
    return true; /* go on */
}

static struct fg_model *train(const struct fg_dataset *images, struct fg_error *error)
{
    const struct fg_layer layers[] = {
        {.type = "conv", .settings = "filters: 8"},
        {.type = "relu"},
        {.type = "max_pool", .settings = "2"},
        {.type = "dense", .settings = "3"},
        {0},
    };
    const struct fg_net nets[] = {{.name = "model", .layers = layers}, {0}};
    const struct fg_training_options options = {
        .experiment = "task: classify\n"
                      "validation: 0.2\n"
                      "optimizer: {type: adam, lr: 0.005}\n"
                      "train: {epochs: 8, batch: 20, log_every: 0}\n",
        .nets = nets,
        .images = images,
        .threads = 1,
        .progress = say,
        .context = "lines",
    };
    struct fg_training *training = fg_training_open(&options, error);
    bool done = training && fg_training_run(training, error);
    struct fg_model *model = done ? fg_training_model(training, 1, error) : NULL;
    fg_training_free(training);
    return model;
}

int main(void)
{
    static unsigned char pixels[COUNT][SIDE * SIDE], labels[COUNT];
    struct fg_random random = fg_random_stream(1, 0, 0, 0);
    for (int i = 0; i < COUNT; i++) {
        labels[i] = (unsigned char)(i % CLASSES);
        draw(pixels[i], labels[i], &random);
    }
    const struct fg_dataset images = {.height = SIDE,
                                      .width = SIDE,
                                      .channels = 1,
                                      .classes = CLASSES,
                                      .count = COUNT,
                                      .pixels = pixels[0],
                                      .labels = labels};
    struct fg_error error;
    struct fg_model *model = train(&images, &error);
    unsigned char standing[SIDE * SIDE];
    float p[CLASSES];
    draw(standing, 1, &random);
    if (!model || !fg_model_classify(model, standing, 1, p, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return (int)error.code;
    }
    printf("P(a standing line) = %.3f\n", (double)p[1]);
    fg_model_free(model);
    return 0;
}
