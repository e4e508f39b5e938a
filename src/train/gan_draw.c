#include "data/dataset.h"
#include "forger/random.h"
#include "train/gan.h"
#include "train/pictures.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* What a generator draws between steps and once it is trained: samples, pictures, and what is measured of them. */

/* What it starts from: the pass's examples are numbers done, done + 1, ... of what is to be drawn. */
static void fill_inputs(struct pass *pass, const struct experiment *experiment, const struct fg_generation *what,
                        uint32_t done)
{
    const struct latent_options *latent = &gan_options(experiment)->latent;
    size_t size = (size_t)latent->size;
    float *z = pass_input(pass, MAIN_INPUT);
    int classes = net_input_size(pass->net, "label");
    if (what->latent) {
        memcpy(z, what->latent + done * size, (size_t)pass->count * size * sizeof *z);
    } else {
        latent_draw(latent, what->seed, FG_PURPOSE_SAMPLE, 0, what->first + done, pass->count, z);
    }
    if (classes) {
        uint8_t drawn[EVALUATION_BATCH];
        condition_draw(what->seed, FG_PURPOSE_SAMPLE + 1, 0, what->first + done, pass->count, classes, drawn);
        condition_fill(what->labels ? what->labels + done : drawn, pass->count, classes, pass_input(pass, LABEL_INPUT));
    }
}

void gan_generate(struct pass *pass, const struct experiment *experiment, const struct fg_generation *what,
                  float *images)
{
    size_t size = shape_size(net_output_shape(pass->net, 0));
    pass->training = false;
    for (uint32_t done = 0; done < what->count; done += (uint32_t)pass->count) {
        uint32_t rest = what->count - done;
        pass->count = rest < EVALUATION_BATCH ? (int)rest : EVALUATION_BATCH;
        fill_inputs(pass, experiment, what, done);
        pass_forward(pass);
        memcpy(images + (size_t)done * size, pass_output(pass, 0), (size_t)pass->count * size * sizeof *images);
    }
}

static int grid_count(const struct experiment *experiment)
{
    const struct field_ints *grid = &experiment_options(experiment)->sample.grid;
    return grid->values[0] * grid->values[1];
}

bool gan_sample(struct task *task, const struct run_folder *folder, int64_t number, struct fg_error *error)
{
    struct gan *self = (struct gan *)task;
    const struct experiment *experiment = task->setting->experiment;
    const int *grid = experiment_options(experiment)->sample.grid.values;
    int count = grid_count(experiment), classes = gan_classes(self);
    for (int i = 0; i < count && classes; i++) {
        self->asked[i] = condition_of_grid(i, grid[0], grid[1], classes);
    }
    const struct fg_generation what = {
        .seed = experiment->seed, .count = (uint32_t)count, .labels = classes ? self->asked : NULL};
    gan_generate(&self->evaluation.pass, experiment, &what, self->drawn);
    return picture_samples(folder, number, self->drawn, net_output_shape(&task->learners[GENERATOR].net, 0), grid[0],
                           grid[1], error);
}

/* `count` examples from all over the data, as a net reads them. */
static void take_real(const struct fg_dataset *dataset, int count, int threads, float *images)
{
    uint32_t indices[EVALUATION_BATCH];
    size_t size = dataset_example_size(dataset);
    for (int done = 0, here; done < count; done += here) {
        here = count - done < EVALUATION_BATCH ? count - done : EVALUATION_BATCH;
        for (int i = 0; i < here; i++) {
            indices[i] = (uint32_t)((uint64_t)(done + i) * dataset->count / (uint64_t)count);
        }
        batch_fill(dataset, indices, here, NULL, 0, 0, threads, &(struct batch){.x = images + (size_t)done * size});
    }
}

/* How many images the experiment's metrics look at; each: in place of what they say, unless 0. */
static struct metric_images wanted_images(const struct experiment *experiment, int each, uint32_t available)
{
    const struct field_list *list = &gan_options(experiment)->metrics;
    int real = metrics_count(list, METRIC_REAL, each);
    return (struct metric_images){
        .generated_count = metrics_count(list, METRIC_GENERATED, each),
        .real_count = (uint32_t)real < available ? real : (int)available,
    };
}

void gan_reserve_drawing(struct gan *self, struct arena *arena)
{
    const struct experiment *experiment = self->task.setting->experiment;
    int grid = grid_count(experiment);
    self->images = wanted_images(experiment, 0, self->task.setting->dataset->count);
    self->images.size = gan_image_size(self);
    arena_part(arena, TASK_SAMPLES);
    int most = self->images.generated_count > grid ? self->images.generated_count : grid;
    self->drawn = arena_take(arena, (size_t)most * self->images.size, sizeof *self->drawn);
    self->taken = arena_take(arena, (size_t)self->images.real_count * self->images.size, sizeof *self->taken);
    self->asked = arena_take(arena, (size_t)grid, sizeof *self->asked);
    self->images.generated = self->drawn;
    self->images.real = self->taken;
}

int gan_evaluate(struct task *task, struct metric metrics[static TASK_METRICS_MAX])
{
    struct gan *self = (struct gan *)task;
    const struct experiment *experiment = task->setting->experiment;
    const struct fg_generation what = {.seed = experiment->seed, .count = (uint32_t)self->images.generated_count};
    gan_generate(&self->evaluation.pass, experiment, &what, self->drawn);
    take_real(task->setting->dataset, self->images.real_count, task->setting->threads, self->taken);
    return metrics_compute(&gan_options(experiment)->metrics, &self->images, 0, metrics);
}

static bool load_real(const struct experiment *experiment, int each, int threads, struct metric_images *images,
                      float **taken, struct fg_error *error)
{
    struct source_data data;
    if (metrics_count(&gan_options(experiment)->metrics, METRIC_REAL, each) == 0) {
        return true;
    }
    if (!source_load(&data, &experiment->data, experiment->seed, threads, error)) {
        return false;
    }
    const struct metric_images wanted = wanted_images(experiment, each, data.dataset.count);
    bool fits = dataset_example_size(&data.dataset) == images->size ||
                fg_fail(error, FG_FAILED, "the run's data has other images than those it draws");
    *taken = fits ? memory_new((size_t)wanted.real_count * images->size, sizeof **taken, error) : NULL;
    if (*taken) {
        take_real(&data.dataset, wanted.real_count, threads, *taken);
        images->real = *taken;
        images->real_count = wanted.real_count;
    }
    fg_dataset_free(&data.dataset);
    return *taken != NULL;
}

bool gan_measure(struct pass *pass, const struct experiment *experiment, uint64_t seed, int each,
                 struct metric metrics[static TASK_METRICS_MAX], int *count, struct fg_error *error)
{
    struct metric_images images = wanted_images(experiment, each, 0);
    images.size = shape_size(net_output_shape(pass->net, 0));
    float *drawn = memory_new((size_t)images.generated_count * images.size, sizeof *drawn, error), *taken = NULL;
    bool done = drawn && load_real(experiment, each, pass->options.threads, &images, &taken, error);
    if (done) {
        const struct fg_generation what = {.seed = seed, .count = (uint32_t)images.generated_count};
        gan_generate(pass, experiment, &what, drawn);
        images.generated = drawn;
        *count = metrics_compute(&gan_options(experiment)->metrics, &images, each, metrics);
    }
    free(drawn);
    free(taken);
    return done;
}
