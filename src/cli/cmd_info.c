#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/shipped_experiments.h"
#include "forger/version.h"
#include "kernels/kernels.h"
#include "run/folder.h"
#include "run/machine.h"
#include "run/safetensors.h"
#include "train/experiment.h"

#include <stdio.h>
#include <stdlib.h>

static const struct option options[] = {{0}};

static void print_machine(void)
{
    char memory[16];
    struct machine machine;
    machine_describe(&machine);
    printf("forger %s, compiled by %s, on %s\n", FG_VERSION, machine.compiler, machine.system);
    printf("%s, cores %d, memory %s, kernels %s\n", machine.cpu, machine.cores, memory_text(machine.memory, memory),
           kernels_isa());
}

static bool print_tensors(const char *path, struct fg_error *error)
{
    static const char *const types[] = {"F32", "F64", "I32", "I64", "U8"};
    struct safetensors file;
    if (!safetensors_open(&file, path, error)) {
        return false;
    }
    for (int i = 0; i < file.count; i++) {
        struct tensor *tensor = &file.tensors[i];
        text_make_printable(tensor->name);
        printf("%-60s %s [", tensor->name, types[tensor->type]);
        for (int axis = 0; axis < tensor->rank; axis++) {
            printf("%s%lld", axis ? ", " : "", (long long)tensor->shape[axis]);
        }
        printf("]\n");
    }
    safetensors_free(&file);
    return true;
}

static bool print_file(const char *path, struct fg_error *error)
{
    struct bytes bytes;
    if (!file_read_limited(path, YAML_BYTES_MAX, &bytes, error)) {
        return false;
    }
    text_make_printable((char *)bytes.data);
    fputs((const char *)bytes.data, stdout);
    free(bytes.data);
    return true;
}

static bool print_run(const struct run_folder *folder, struct fg_error *error)
{
    static const char *const files[] = {"run.json", "config.yaml", NULL};
    printf("%s\n", folder->path);
    for (int i = 0; files[i]; i++) {
        char path[4096];
        if (!run_folder_path(folder, path, sizeof path, files[i], error) || !print_file(path, error)) {
            return false;
        }
    }
    return true;
}

static bool print_experiment(const char *path, struct fg_error *error)
{
    struct experiment experiment;
    struct text text = {0};
    if (!experiment_load(&experiment, path, NULL, 0, error)) {
        return false;
    }
    bool done = experiment_write(&experiment, &text, error);
    fputs(done && text.data ? text.data : "", stdout);
    text_free(&text);
    experiment_free(&experiment);
    return done;
}

static bool run(const struct arguments *arguments, struct fg_error *error)
{
    if (arguments->count == 0) {
        print_machine();
        return true;
    }
    const char *path = arguments->words[0];
    if (file_has_ending(path, ".safetensors")) {
        return print_tensors(path, error);
    }
    if (file_has_ending(path, ".yaml")) {
        return print_experiment(path, error);
    }
    if (file_exists(path) && !file_is_directory(path)) {
        return fg_fail(error, FG_USAGE, "%s: want a run's folder, a .safetensors or a .yaml", path);
    }
    char shipped[4096];
    struct run_folder folder;
    if (run_folder_open(&folder, path, error)) {
        return print_run(&folder, error);
    }
    return shipped_experiment(path, shipped) && print_experiment(shipped, error);
}

const struct command_type command_info = {
    .named = {.name = "info", .help = "what a run, a checkpoint or an experiment holds; alone: about this machine"},
    .usage = "[RUN | FILE.safetensors | EXPERIMENT.yaml]",
    .details = "A name is a run's under outputs/, or else an experiment's that comes with the program.",
    .options = options,
    .least_words = 0,
    .most_words = 1,
    .run = run,
};
