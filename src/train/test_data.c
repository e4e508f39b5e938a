#include "train/test_data.h"

#include "base/memory.h"
#include "data/overlap.h"
#include "data/source.h"
#include "run/folder.h"
#include "train/experiment.h"

#include <stdio.h>
#include <stdlib.h>

/* A run's data, parted as for its training. */
struct parted {
    struct fg_dataset all;
    struct fg_subset training, validation;
};

static void parted_free(struct parted *parted)
{
    fg_subset_free(&parted->training);
    fg_subset_free(&parted->validation);
    fg_dataset_free(&parted->all);
}

static bool parted_load(struct parted *parted, const struct experiment *experiment, int threads, struct fg_error *error)
{
    struct source_data data;
    *parted = (struct parted){0};
    bool done = source_load(&data, &experiment->data, experiment->seed, threads, error);
    parted->all = data.dataset;
    done = done && fg_dataset_split(&parted->all, experiment_options(experiment)->validation, experiment->seed,
                                    &parted->training, &parted->validation, error);
    if (!done) {
        parted_free(parted);
    }
    return done;
}

static bool load_validation(struct test_data *test, const struct experiment *experiment, int threads,
                            struct fg_error *error)
{
    struct parted parted;
    if (experiment_options(experiment)->validation <= 0) {
        return fg_fail(error, FG_USAGE,
                       "the run kept no examples apart for validation: say what to measure on with "
                       "--data");
    }
    if (!parted_load(&parted, experiment, threads, error)) {
        return false;
    }
    test->compared = true;
    bool done = dataset_extract(&test->dataset, &parted.all, &parted.validation, error);
    parted_free(&parted);
    return done;
}

static const struct source_type *type_of(int row)
{
    return row < 0 ? NULL : (const struct source_type *)source_table[row];
}

/* The source of that name where the program draws its examples. */
static const struct source_type *find_drawn(const char *data)
{
    const struct source_type *type = type_of(named_find(source_table, data));
    return type && type->drawn ? type : NULL;
}

enum { DRAWN_COUNT = 10000 };

/* Examples that no training has seen: those of the next seed. */
static bool load_drawn(struct test_data *test, const struct source_type *type, const struct experiment *experiment,
                       int threads, struct fg_error *error)
{
    char source[64];
    snprintf(source, sizeof source, "source: %s, count: %d", type->named.name, DRAWN_COUNT);
    test->compared = true;
    return fg_dataset_load(&test->dataset, source, experiment->seed + 1, threads, error);
}

/* Keep what is not marked. */
static bool leave_out(struct fg_dataset *dataset, const bool *marks, uint32_t marked, struct fg_error *error)
{
    struct fg_dataset rest = {0};
    struct fg_subset kept = {.indices = memory_new(dataset->count - marked, sizeof *kept.indices, error)};
    for (uint32_t i = 0; kept.indices && i < dataset->count; i++) {
        if (!marks[i]) {
            kept.indices[kept.count++] = i;
        }
    }
    bool done = kept.indices && dataset_extract(&rest, dataset, &kept, error);
    fg_subset_free(&kept);
    if (done) {
        fg_dataset_free(dataset);
        *dataset = rest;
    }
    return done;
}

static bool leave_out_trained(struct test_data *test, const struct parted *parted, struct fg_error *error)
{
    bool *marks = memory_new(test->dataset.count, sizeof *marks, error);
    bool done = marks && dataset_mark_known(&test->dataset, &parted->all, &parted->training, marks, error);
    for (uint32_t i = 0; done && i < test->dataset.count; i++) {
        test->trained_on += marks[i];
    }
    if (done && test->trained_on > 0 && test->trained_on < test->dataset.count) {
        test->left_out = test->trained_on;
        done = leave_out(&test->dataset, marks, test->trained_on, error);
    }
    free(marks);
    return done;
}

/* A run's own words. */
struct run_files {
    struct experiment experiment;
    struct run_manifest manifest;
    const char *class_names[RUN_CLASSES_MAX]; /* those of the manifest */
};

static bool run_files_open(struct run_files *files, const char *run, struct fg_error *error)
{
    struct run_folder folder;
    char path[4096];
    *files = (struct run_files){0};
    for (int i = 0; i < RUN_CLASSES_MAX; i++) {
        files->class_names[i] = files->manifest.class_names[i];
    }
    return run_folder_open(&folder, run, error) && run_folder_path(&folder, path, sizeof path, "config.yaml", error) &&
           run_manifest_read(&folder, &files->manifest, error) &&
           experiment_load(&files->experiment, path, NULL, 0, error);
}

static struct input_request request_of(const struct run_files *files, enum source_use use, int threads, struct log *log)
{
    const struct run_manifest *manifest = &files->manifest;
    const struct source_options *source = &files->experiment.data;
    const struct source_type *type = type_of(source->type);
    struct input_request request = {
        .use = use,
        .shape = {.height = manifest->height,
                  .width = manifest->width,
                  .channels = manifest->channels,
                  .classes = manifest->classes,
                  .class_names = *files->class_names[0] ? files->class_names : NULL},
        .pictures = {.turn = true},
        .threads = threads,
        .log = log,
    };
    if (type->pictures) {
        type->pictures(source->own, &request.pictures);
    }
    return request;
}

/* The files' images are none that the program drew. */
static bool load_files(struct test_data *test, const struct run_files *files, const char *data, int threads,
                       struct log *log, struct fg_error *error)
{
    const struct experiment *experiment = &files->experiment;
    const struct input_request request = request_of(files, SOURCE_TEST, threads, log);
    struct input input;
    struct parted parted;
    if (!input_load(&input, &request, &data, 1, error)) {
        return false;
    }
    test->dataset = input.dataset;
    test->compared = type_of(experiment->data.type)->drawn;
    if (test->compared || !parted_load(&parted, experiment, threads, &test->why)) {
        return true;
    }
    test->compared = true;
    bool done = leave_out_trained(test, &parted, error);
    parted_free(&parted);
    return done;
}

bool test_data_load(struct test_data *test, const char *run, const char *data, int threads, struct log *log,
                    struct fg_error *error)
{
    struct run_files files;
    *test = (struct test_data){0};
    if (!run_files_open(&files, run, error)) {
        return false;
    }
    const struct source_type *drawn = data ? find_drawn(data) : NULL;
    bool done = !data   ? load_validation(test, &files.experiment, threads, error)
                : drawn ? load_drawn(test, drawn, &files.experiment, threads, error)
                        : load_files(test, &files, data, threads, log, error);
    experiment_free(&files.experiment);
    if (!done) {
        fg_dataset_free(&test->dataset);
    }
    return done;
}

bool run_input_load(struct input *input, const char *run, const char *const *paths, int count, bool as_is, int threads,
                    struct log *log, struct fg_error *error)
{
    struct run_files files;
    *input = (struct input){0};
    if (!run_files_open(&files, run, error)) {
        return false;
    }
    struct input_request request = request_of(&files, SOURCE_INPUT, threads, log);
    request.pictures.turn &= !as_is;
    bool done = input_load(input, &request, paths, count, error);
    experiment_free(&files.experiment);
    return done;
}
