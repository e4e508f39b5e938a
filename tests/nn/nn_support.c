#include "nn_support.h"

#include "../golden.h"
#include "forger/random.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

static bool build(struct trial *trial, const char *name, const char *list, const struct trial_options *options,
                  struct fg_error *error)
{
    *trial = (struct trial){0};
    struct net_recipe recipe = {.name = name, .document = &trial->document};
    memcpy(recipe.inputs, options->inputs, sizeof recipe.inputs);
    return yaml_load_text(&trial->document, "test.yaml", list, error) &&
           net_read(&trial->net, &recipe, trial->document.root, error);
}

bool trial_build(struct trial *trial, const char *name, const char *list, struct shape input, struct fg_error *error)
{
    return build(trial, name, list, &(struct trial_options){.inputs = {{"input", input}}}, error);
}

bool trial_build_with(struct trial *trial, const char *list, const struct trial_options *options,
                      struct fg_error *error)
{
    return build(trial, "model", list, options, error);
}

static void open_trial(struct trial *trial, const char *name, const char *list, const struct trial_options *options)
{
    struct fg_error error = {0};
    cr_assert(build(trial, name, list, options, &error), "%s", error.message);
    struct pass *passes[] = {&trial->pass};
    const struct pass_options pass = {
        .capacity = options->capacity, .threads = options->threads, .keeps = PASS_GRADIENTS, .seeds = options->seeds};
    for (int i = 0; i < 2; i++) {
        net_reserve(&trial->net, &trial->arena);
        cr_assert(pass_reserve(&trial->pass, &trial->net, &pass, &trial->arena, &error));
        pass_reserve_workspace(passes, 1, &trial->arena);
        cr_assert(i == 1 || arena_reserve(&trial->arena, &error), "%s", error.message);
    }
    cr_assert_eq(trial->arena.used, trial->arena.size);
    trial->pass.count = options->capacity;
    trial->pass.training = true;
    trial->pass.seed = 1;
    net_initialize(&trial->net, 1);
}

void trial_open(struct trial *trial, const char *name, const char *list, struct shape input, int capacity, int threads)
{
    open_trial(trial, name, list,
               &(struct trial_options){.inputs = {{"input", input}}, .capacity = capacity, .threads = threads});
}

void trial_open_with(struct trial *trial, const char *list, const struct trial_options *options)
{
    open_trial(trial, "model", list, options);
}

void trial_close(struct trial *trial)
{
    pass_free(&trial->pass);
    net_free(&trial->net);
    arena_free(&trial->arena);
    yaml_close(&trial->document);
}

struct shape shape_of(const char *text)
{
    struct shape shape;
    cr_assert_eq(sscanf(text, "%dx%dx%d", &shape.height, &shape.width, &shape.channels), 3);
    return shape;
}

void fill_normal(float *values, size_t count, uint64_t seed)
{
    struct fg_random random = fg_random_stream(seed, FG_PURPOSE_SYNTHETIC, 0, 0);
    for (size_t i = 0; i < count; i++) {
        values[i] = fg_random_normal(&random);
    }
}

size_t input_size_of(const struct trial *trial, int input, int count)
{
    return (size_t)count * shape_size(net_input_shape(&trial->net, input));
}

size_t output_size_of(const struct trial *trial, int output, int count)
{
    return (size_t)count * shape_size(net_output_shape(&trial->net, output));
}

size_t input_size(const struct trial *trial, int count)
{
    return input_size_of(trial, 0, count);
}

size_t output_size(const struct trial *trial, int count)
{
    return output_size_of(trial, 0, count);
}

bool trial_seeds(const struct trial *trial, int output)
{
    return trial->pass.options.seeds & 1u << output;
}

void trial_randomize(struct trial *trial, uint64_t seed)
{
    for (int i = 0; i < trial->net.input_count; i++) {
        fill_normal(pass_input(&trial->pass, i), input_size_of(trial, i, trial->pass.count), seed + 100 * (uint64_t)i);
    }
    for (int i = 0; i < trial->net.output_count; i++) {
        if (trial_seeds(trial, i)) {
            fill_normal(pass_output_gradient(&trial->pass, i), output_size_of(trial, i, trial->pass.count),
                        seed + 1000 * ((uint64_t)i + 1));
        }
    }
    struct fg_random random = fg_random_stream(seed, FG_PURPOSE_SYNTHETIC, 1, 0);
    for (size_t i = 0; i < trial->net.parameter_count; i++) {
        trial->net.parameters[i] += 0.2f * fg_random_normal(&random);
    }
}

/* The golden's values of a tensor. */
static const float *stored(const struct safetensors *file, const char *prefix, const struct layer *layer,
                           const struct layer_tensor *tensor, char key[static 256])
{
    char name[192];
    net_tensor_name(layer, tensor, name, sizeof name);
    snprintf(key, 256, "%s.%s", prefix, name);
    return golden_floats(file, key, tensor->count);
}

void trial_load(struct trial *trial, const struct safetensors *file, const char *parameters, const char *buffers)
{
    char key[256];
    for (int i = 0; i < trial->net.layer_count; i++) {
        const struct layer *layer = trial->net.layers[i];
        for (int t = 0; t < layer->parameter_count; t++) {
            const struct layer_tensor *tensor = &layer->parameters[t];
            memcpy(trial->net.parameters + tensor->offset, stored(file, parameters, layer, tensor, key),
                   tensor->count * sizeof(float));
        }
        for (int t = 0; t < layer->buffer_count; t++) {
            const struct layer_tensor *tensor = &layer->buffers[t];
            memcpy(trial->net.buffers + tensor->offset, stored(file, buffers, layer, tensor, key),
                   tensor->count * sizeof(float));
        }
    }
}

void trial_compare_parameters(const struct trial *trial, const struct safetensors *file, const char *prefix,
                              const float *block, const char *what, double tolerance)
{
    char key[256];
    for (int i = 0; i < trial->net.layer_count; i++) {
        const struct layer *layer = trial->net.layers[i];
        for (int t = 0; t < layer->parameter_count; t++) {
            const struct layer_tensor *tensor = &layer->parameters[t];
            const float *expected = stored(file, prefix, layer, tensor, key);
            golden_compare(what, key, expected, block + tensor->offset, tensor->count, tolerance);
        }
    }
}

void trial_compare_buffers(const struct trial *trial, const struct safetensors *file, const char *prefix,
                           const char *what, double tolerance)
{
    char key[256];
    for (int i = 0; i < trial->net.layer_count; i++) {
        const struct layer *layer = trial->net.layers[i];
        for (int t = 0; t < layer->buffer_count; t++) {
            const struct layer_tensor *tensor = &layer->buffers[t];
            const float *expected = stored(file, prefix, layer, tensor, key);
            golden_compare(what, key, expected, trial->net.buffers + tensor->offset, tensor->count, tolerance);
        }
    }
}
