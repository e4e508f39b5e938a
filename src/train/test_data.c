#include "train/test_data.h"

#include "data/input.h"
#include "data/source.h"
#include "run/folder.h"
#include "train/experiment.h"

#include <string.h>

static bool extract_validation(struct fg_dataset *validation, const struct experiment *experiment, int threads,
                               struct fg_error *error)
{
    if (experiment->validation <= 0) {
        return fg_fail(error, FG_USAGE,
                       "the run kept no examples apart for validation: say what to measure on with "
                       "--data");
    }
    struct fg_dataset all = {0};
    struct fg_subset rest = {0}, part = {0};
    bool done = fg_dataset_load(&all, &experiment->data, experiment->seed, threads, error) &&
                fg_dataset_split(&all, experiment->validation, experiment->seed, &rest, &part, error) &&
                dataset_extract(validation, &all, &part, error);
    fg_subset_free(&rest);
    fg_subset_free(&part);
    fg_dataset_free(&all);
    return done;
}

static bool load_validation(struct fg_dataset *validation, const char *run, int threads, struct fg_error *error)
{
    struct run_folder folder;
    struct experiment experiment;
    char path[4096];
    if (!run_folder_open(&folder, run, error) || !run_folder_path(&folder, path, sizeof path, "config.yaml", error) ||
        !experiment_load(&experiment, path, NULL, 0, error)) {
        return false;
    }
    bool done = extract_validation(validation, &experiment, threads, error);
    experiment_free(&experiment);
    return done;
}

enum { SYNTHETIC_COUNT = 10000 };

/* Digits that no training has seen: those of the next seed. */
static bool load_synthetic(struct fg_dataset *dataset, const struct fg_model_info *info, int threads,
                           struct fg_error *error)
{
    struct fg_data_options options = {.source = named_find(source_table, "synthetic"), .count = SYNTHETIC_COUNT};
    return fg_dataset_load(dataset, &options, info->seed + 1, threads, error);
}

bool test_data_load(struct fg_dataset *dataset, const char *run, const char *data, const struct fg_model_info *info,
                    int threads, struct fg_error *error)
{
    if (!data) {
        return load_validation(dataset, run, threads, error);
    }
    return strcmp(data, "synthetic") == 0 ? load_synthetic(dataset, info, threads, error)
                                          : data_test_set_load(dataset, data, error);
}
