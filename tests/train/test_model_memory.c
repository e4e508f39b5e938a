#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"
#include "pictures_in_memory.h"
#include "support.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Models as a program has them: of a training, from memory, and what their networks give. */

static struct fg_model *train(struct fg_training_options *options)
{
    struct fg_error error = {0};
    struct fg_training *training = fg_training_open(options, &error);
    cr_assert(training && fg_training_run(training, &error), "%s", error.message);
    struct fg_model *model = fg_training_model(training, 1, &error);
    cr_assert(model, "%s", error.message);
    fg_training_free(training);
    return model;
}

/* The images of a classifier that is asked. */
enum { ASKED = 70, NUMBERS = ASKED * PICTURES_CLASSES };

static void classify(struct fg_model *model, const struct fg_dataset *images, float *p)
{
    struct fg_error error = {0};
    cr_assert(fg_model_classify(model, images->pixels, ASKED, p, &error), "%s", error.message);
}

Test(end_to_end_memory, model_of_a_training_is_that_of_its_folder)
{
    cli_enter();
    struct fg_error error = {0};
    float copied[NUMBERS], loaded[NUMBERS];
    const struct fg_dataset images = pictures_in_memory();
    static const char *const changes[] = {"validation=0", NULL};
    struct fg_training_options options = pictures_options(&images);
    options.changes = changes;
    options.out = "run";
    struct fg_model *model = train(&options);
    struct fg_model_info info = fg_model_info(model);
    cr_assert(info.reads && !info.draws && info.classes == 2 && info.height == PICTURES_SIDE && info.averaged);
    cr_assert_str_eq(info.name, "lines");
    cr_assert_str_eq(info.weights, "step 60");
    classify(model, &images, copied);
    fg_model_free(model);
    model = fg_model_load("run", 1, &error);
    cr_assert(model, "%s", error.message);
    classify(model, &images, loaded);
    cr_assert_eq(memcmp(copied, loaded, sizeof copied), 0);
    fg_model_free(model);
}

/* Floats that pixels become train the same network. */
Test(end_to_end_memory, trained_on_floats)
{
    static float values[PICTURES_COUNT * PICTURES_SIZE];
    float of_pixels[NUMBERS], of_values[NUMBERS];
    struct fg_dataset images = pictures_in_memory();
    const uint8_t *pixels = images.pixels;
    struct fg_training_options options = pictures_options(&images);
    struct fg_model *model = train(&options);
    classify(model, &images, of_pixels);
    fg_model_free(model);
    for (int i = 0; i < PICTURES_COUNT * PICTURES_SIZE; i++) {
        values[i] = (float)pixels[i] / 127.5f - 1;
    }
    images.values = values;
    images.pixels = NULL;
    model = train(&options);
    images.pixels = pixels;
    classify(model, &images, of_values);
    cr_assert_eq(memcmp(of_pixels, of_values, sizeof of_pixels), 0);
    fg_model_free(model);
}

/* A copy: what is trained afterwards doesn't change it. */
Test(end_to_end_memory, model_is_a_copy)
{
    struct fg_error error = {0};
    float before[NUMBERS], after[NUMBERS];
    const struct fg_dataset images = pictures_in_memory();
    struct fg_training_options options = pictures_options(&images);
    struct fg_training *training = fg_training_open(&options, &error);
    cr_assert(training && fg_training_step(training, 5, &error), "%s", error.message);
    struct fg_model *model = fg_training_model(training, 1, &error);
    classify(model, &images, before);
    cr_assert(fg_training_step(training, 5, &error), "%s", error.message);
    classify(model, &images, after);
    cr_assert_eq(memcmp(before, after, sizeof before), 0);
    struct fg_model *newer = fg_training_model(training, 1, &error);
    fg_training_free(training);
    classify(newer, &images, after);
    cr_assert_neq(memcmp(before, after, sizeof before), 0);
    fg_model_free(newer);
    fg_model_free(model);
}

static char *read_text(const char *path)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    bytes.data[bytes.size] = '\0'; /* there is room for it: base/file.h */
    return (char *)bytes.data;
}

static void refuse(const struct fg_model_files *files, enum fg_code code, const char *message)
{
    struct fg_error error = {0};
    cr_assert_null(fg_model_load_memory(files, 1, &error), "%s", message);
    cr_assert_eq(error.code, code);
    support_contains(error.message, message);
}

static void refuse_damaged(const struct fg_model_files *good)
{
    struct fg_model_files files = *good;
    files.weights_size = 0;
    refuse(&files, FG_FAILED, "weights: has 0 bytes");
    files.weights_size = good->weights_size - 1;
    refuse(&files, FG_FAILED, "weights: ");
    files = *good;
    files.manifest = "{}";
    refuse(&files, FG_FAILED, "run.json: status: want text, it is missing");
    files = *good;
    files.config = "task: classify\n";
    refuse(&files, FG_USAGE, "config.yaml:1:1: name: missing");
}

Test(end_to_end_memory, model_from_memory)
{
    cli_enter();
    examples_write_reader();
    struct fg_error error = {0};
    cli_want(0, "finished", "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    struct bytes weights;
    char *config = read_text("a/config.yaml"), *manifest = read_text("a/run.json");
    cr_assert(file_read("a/best.safetensors", &weights, NULL));
    const struct fg_model_files files = {config, manifest, weights.data, weights.size};
    refuse_damaged(&files);
    struct fg_model *model = fg_model_load_memory(&files, 2, &error), *loaded = fg_model_load("a", 2, &error);
    cr_assert(model && loaded, "%s", error.message);
    memset(weights.data, 0, weights.size);
    free(weights.data);
    free(config);
    free(manifest);
    struct fg_dataset digits;
    float ours[300], theirs[300];
    examples_digits(&digits, 30);
    cr_assert(fg_model_classify(model, digits.pixels, 30, ours, &error), "%s", error.message);
    cr_assert(fg_model_classify(loaded, digits.pixels, 30, theirs, &error), "%s", error.message);
    cr_assert_eq(memcmp(ours, theirs, sizeof ours), 0);
    fg_dataset_free(&digits);
    fg_model_free(loaded);
    fg_model_free(model);
}

/* Of logits, features and probabilities the last layers are computed here. */
static void check_softmax(const float *logits, const float *p)
{
    double first = 1 / (1 + exp((double)(logits[1] - logits[0])));
    cr_assert_float_eq(p[0], first, 1e-5);
}

Test(end_to_end_memory, what_a_classifier_gives)
{
    struct fg_error error = {0};
    const struct fg_dataset images = pictures_in_memory();
    struct fg_training_options options = pictures_options(&images);
    struct fg_model *model = train(&options);
    float p[NUMBERS], same[NUMBERS], logits[NUMBERS], features[ASKED * 8], values[ASKED * PICTURES_SIZE];
    for (int i = 0; i < ASKED * PICTURES_SIZE; i++) {
        values[i] = (float)images.pixels[i] / 127.5f - 1;
    }
    classify(model, &images, p);
    cr_assert(fg_model_classify_values(model, values, ASKED, same, &error), "%s", error.message);
    cr_assert_eq(memcmp(p, same, sizeof p), 0);
    struct fg_inputs inputs = {.count = ASKED, .values = values};
    cr_assert_eq(fg_model_output_size(model, NULL), 2);
    cr_assert(fg_model_forward(model, &inputs, NULL, logits, &error), "%s", error.message);
    for (int i = 0; i < ASKED; i++) {
        check_softmax(&logits[2 * i], &p[2 * i]);
    }
    inputs = (struct fg_inputs){.count = ASKED, .pixels = images.pixels};
    cr_assert(fg_model_forward(model, &inputs, "output", same, &error), "%s", error.message);
    cr_assert_eq(memcmp(same, logits, sizeof same), 0);
    cr_assert(fg_model_output_size(model, "features") == 8 && fg_model_output_size(model, "first") == 0);
    cr_assert(fg_model_forward(model, &inputs, "features", features, &error), "%s", error.message);
    float least = 0, most = 0;
    for (int i = 0; i < ASKED * 8; i++) {
        least = fminf(least, features[i]);
        most = fmaxf(most, features[i]);
    }
    cr_assert(least < 0 && most > 0); /* before relu */
    fg_model_free(model);
}

static void refuse_inputs(struct fg_model *model, const struct fg_inputs *inputs, const char *output,
                          const char *message)
{
    struct fg_error error = {0};
    cr_assert_not(fg_model_forward(model, inputs, output, NULL, &error));
    cr_assert_eq(error.code, FG_USAGE);
    support_contains(error.message, message);
}

Test(end_to_end_memory, inputs_that_are_wrong)
{
    const struct fg_dataset images = pictures_in_memory();
    struct fg_training_options options = pictures_options(&images);
    struct fg_model *model = train(&options);
    struct fg_inputs inputs = {.count = 1};
    float value = 0;
    refuse_inputs(model, &inputs, NULL, "lines: want pixels or values, got neither");
    inputs.pixels = images.pixels;
    refuse_inputs(model, &inputs, "first", "lines: has no output \"first\", but output, features");
    inputs.values = &value;
    refuse_inputs(model, &inputs, NULL, "lines: want pixels or values, got both");
    inputs.values = NULL;
    inputs.labels = images.labels;
    refuse_inputs(model, &inputs, NULL, "lines: is told no class");
    fg_model_free(model);
}

/* Latent vectors and classes that are given are those that the seed would have drawn. */
Test(end_to_end_memory, what_a_generator_gives)
{
    static const char text[] = "task: gan\n"
                               "condition: class\n"
                               "latent: {size: 3}\n"
                               "discriminator: [{concat: label}, {dense: 1}]\n"
                               "train: {steps: 2, batch: 8}\n";
    const struct fg_layer layers[] = {{.type = "concat", .settings = "label"},
                                      {.type = "dense", .settings = "64", .output = "flat"},
                                      {.type = "tanh"},
                                      {.type = "reshape", .settings = "[8, 8, 1]"},
                                      {0}};
    const struct fg_net nets[] = {{"generator", layers}, {0}};
    const struct fg_dataset images = pictures_in_memory();
    struct fg_training_options options = {.experiment = text, .nets = nets, .images = &images, .threads = 1};
    struct fg_error error = {0};
    struct fg_model *model = train(&options);
    cr_assert(fg_model_info(model).latent == 3 && fg_model_info(model).classes == 2);
    static const float latent[] = {1, 0, -1, 0.5f, 0.25f, 2};
    static const uint8_t labels[] = {1, 0};
    float drawn[2 * PICTURES_SIZE], given[2 * PICTURES_SIZE];
    const struct fg_generation what = {.count = 2, .latent = latent, .labels = labels};
    const struct fg_inputs inputs = {.count = 2, .values = latent, .labels = labels};
    struct fg_inputs none = inputs, pixels = {.count = 2, .pixels = images.pixels};
    none.labels = NULL;
    cr_assert(fg_model_generate(model, &what, drawn, &error), "%s", error.message);
    cr_assert(fg_model_forward(model, &inputs, NULL, given, &error), "%s", error.message);
    cr_assert_eq(memcmp(drawn, given, sizeof drawn), 0);
    cr_assert(fg_model_forward(model, &inputs, "flat", given, &error), "%s", error.message);
    cr_assert_float_eq(tanhf(given[70]), drawn[70], 1e-5);
    cr_assert(fg_model_forward(model, &none, NULL, given, &error), "%s", error.message);
    cr_assert_neq(memcmp(drawn, given, sizeof drawn), 0);
    refuse_inputs(model, &pixels, NULL, "training: is given latent vectors: want values, got pixels");
    fg_model_free(model);
}
