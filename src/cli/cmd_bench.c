#include "base/file.h"
#include "bench/bench.h"
#include "bench/profile_report.h"
#include "bench/worker.h"
#include "cli/command.h"
#include "cli/shipped_experiments.h"
#include "cli/shipped_file.h"
#include "kernels/kernels.h"

#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
    OPTION_THREADS,
    {"--rounds", "N", "how often Forger and PyTorch take turns; the default is 5"},
    {"--turn", "MS", "milliseconds a turn, or of --profile; the default is 1500"},
    {"--torch", "FILE", "the workloads in PyTorch; the default is bench/torch_workloads.py"},
    {"--no-torch", NULL, "measure without PyTorch"},
    {"--json", NULL, "print an array of JSON objects"},
    {"--profile", "FILE", "where the time of this experiment's steps goes, layer by layer"},
    {"--worker", "WORKLOAD", NULL},
    {0},
};

static const char *const program = "/proc/self/exe", *const script = "bench/torch_workloads.py";

static const struct workload *find_workload(const char *name, struct fg_error *error)
{
    int row = named_find(workload_table, name);
    if (row < 0) {
        argument_unknown("workload", name, workload_table, error);
    }
    return row < 0 ? NULL : (const struct workload *)workload_table[row];
}

/* Sets path to the script, or to "" where PyTorch takes no part. */
static bool choose_torch(const struct arguments *arguments, char path[static 4096], struct fg_error *error)
{
    const char *given = argument_value(arguments, "--torch");
    path[0] = '\0';
    if (argument_value(arguments, "--no-torch")) {
        return !given || fg_fail(error, FG_USAGE, "--torch: does not go with --no-torch");
    }
    if (given && !file_exists(given)) {
        return fg_fail(error, FG_USAGE, "--torch: %s: no such file", given);
    }
    if (given || file_exists(script)) {
        snprintf(path, 4096, "%s", given ? given : script);
    } else if (!shipped_file(script, path)) {
        path[0] = '\0';
        fprintf(stderr, "PyTorch is left out: there is no %s here; say where it is with --torch FILE\n", script);
    }
    return true;
}

static bool read_options(const struct arguments *arguments, struct bench_options *chosen, struct fg_error *error)
{
    uint64_t rounds, turn;
    if (!argument_threads(arguments, &chosen->threads, error) ||
        !argument_number(arguments, "--rounds", 1, BENCH_ROUNDS_MAX, 5, &rounds, error) ||
        !argument_number(arguments, "--turn", 1, 60000, 1500, &turn, error)) {
        return false;
    }
    chosen->rounds = (int)rounds;
    chosen->turn = 1e-3 * (double)turn;
    chosen->program = program;
    return true;
}

static void print_header(const struct bench_options *chosen)
{
    printf("%s, %d thread%s\n%-8s %10s %8s %8s", kernels_isa(), chosen->threads, chosen->threads == 1 ? "" : "s",
           "workload", "images/s", "GFLOP/s", "of peak");
    if (chosen->torch) {
        printf(" %10s %6s %6s %10s", "PyTorch", "ratio", "MB", "PyTorch MB");
    } else {
        printf(" %6s", "MB");
    }
    printf("\n");
}

static void print_row(const struct bench_options *chosen, const struct workload *workload,
                      const struct bench_result *result)
{
    double memory = 1e-6 * (double)result->peak_memory;
    printf("%-8s %10.0f %8.1f %7.1f%%", workload->named.name, result->images_per_second, result->gflops,
           result->percent_of_peak);
    if (result->has_torch) {
        char ratio[16];
        snprintf(ratio, sizeof ratio, result->torch_is_fair ? "%.2fx" : "-", result->ratio);
        printf(" %10.0f %6s %6.0f %10.0f  %s\n", result->torch_images_per_second, ratio, memory,
               1e-6 * (double)result->torch_peak_memory, result->torch_setting);
    } else if (chosen->torch) {
        printf(" %10s %6s %6.0f %10s\n", "-", "-", memory, "-");
    } else {
        printf(" %6.0f\n", memory);
    }
    fflush(stdout);
}

static bool add_numbers(cJSON *object, const struct bench_result *result)
{
    bool done = cJSON_AddNumberToObject(object, "images_per_second", result->images_per_second) &&
                cJSON_AddNumberToObject(object, "gflops", result->gflops) &&
                cJSON_AddNumberToObject(object, "percent_of_peak", result->percent_of_peak) &&
                cJSON_AddNumberToObject(object, "peak_gflops", result->peak_gflops) &&
                cJSON_AddNumberToObject(object, "peak_memory_bytes", (double)result->peak_memory);
    if (!result->has_torch) {
        return done && cJSON_AddNullToObject(object, "torch_images_per_second") &&
               cJSON_AddNullToObject(object, "torch_is_fair") && cJSON_AddNullToObject(object, "ratio") &&
               cJSON_AddNullToObject(object, "torch_peak_memory_bytes") &&
               cJSON_AddNullToObject(object, "torch_setting");
    }
    return done && cJSON_AddNumberToObject(object, "torch_images_per_second", result->torch_images_per_second) &&
           cJSON_AddBoolToObject(object, "torch_is_fair", result->torch_is_fair) &&
           (result->torch_is_fair ? cJSON_AddNumberToObject(object, "ratio", result->ratio)
                                  : cJSON_AddNullToObject(object, "ratio")) &&
           cJSON_AddNumberToObject(object, "torch_peak_memory_bytes", (double)result->torch_peak_memory) &&
           cJSON_AddStringToObject(object, "torch_setting", result->torch_setting);
}

static bool add_object(cJSON *array, const struct workload *workload, const struct bench_options *chosen,
                       const struct bench_result *result, struct fg_error *error)
{
    cJSON *object = cJSON_CreateObject();
    bool done = object && cJSON_AddItemToArray(array, object) &&
                cJSON_AddStringToObject(object, "workload", workload->named.name) &&
                cJSON_AddStringToObject(object, "isa", kernels_isa()) &&
                cJSON_AddNumberToObject(object, "threads", chosen->threads) && add_numbers(object, result);
    return done || fg_fail(error, FG_FAILED, "out of memory");
}

/* array: NULL for a table. */
static bool measure(const struct bench_options *chosen, const char *name, cJSON *array, struct log *log,
                    struct fg_error *error)
{
    struct bench_result result;
    const struct workload *workload = find_workload(name, error);
    if (!workload || !bench_run(chosen, workload, log, &result, error)) {
        return false;
    }
    if (array) {
        return add_object(array, workload, chosen, &result, error);
    }
    print_row(chosen, workload, &result);
    return true;
}

static bool measure_all(const struct bench_options *chosen, const struct arguments *arguments, cJSON *array,
                        struct fg_error *error)
{
    bool done = true;
    struct log log = log_open(false);
    for (int i = 0; i < arguments->count && done; i++) {
        done = measure(chosen, arguments->words[i], array, &log, error);
    }
    for (int i = 0; arguments->count == 0 && workload_table[i] && done; i++) {
        done = measure(chosen, workload_table[i]->name, array, &log, error);
    }
    return done;
}

static bool print_json(const struct bench_options *chosen, const struct arguments *arguments, struct fg_error *error)
{
    cJSON *array = cJSON_CreateArray();
    bool done = (array || fg_fail(error, FG_FAILED, "out of memory")) && measure_all(chosen, arguments, array, error);
    char *text = done ? cJSON_Print(array) : NULL;
    cJSON_Delete(array);
    if (done && !text) {
        return fg_fail(error, FG_FAILED, "out of memory");
    }
    if (text) {
        printf("%s\n", text);
    }
    cJSON_free(text);
    return done;
}

static bool serve(const char *name, int threads, struct fg_error *error)
{
    const struct workload *workload = find_workload(name, error);
    return workload && worker_serve(workload, threads, stdin, stdout, error);
}

static bool profile(const struct arguments *arguments, const char *path, const struct bench_options *chosen,
                    struct fg_error *error)
{
    struct experiment experiment;
    struct text text = {0};
    static const char *const others[] = {"--json", "--rounds", "--torch", "--no-torch"};
    bool alone = arguments->count == 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        alone = alone && !argument_value(arguments, others[i]);
    }
    if (!alone) {
        return fg_fail(error, FG_USAGE, "--profile: measures %s and nothing else: beside it only --threads and --turn",
                       path);
    }
    char shipped[4096];
    path = experiment_find(path, shipped, error);
    if (!path || !experiment_load(&experiment, path, NULL, 0, error)) {
        return false;
    }
    bool done = profile_report(&experiment, chosen->threads, chosen->turn, &text, error);
    fputs(done && text.data ? text.data : "", stdout);
    text_free(&text);
    experiment_free(&experiment);
    return done;
}

static bool run(const struct arguments *arguments, struct fg_error *error)
{
    char torch_path[4096];
    struct bench_options chosen;
    const char *worker = argument_value(arguments, "--worker");
    if (!read_options(arguments, &chosen, error)) {
        return false;
    }
    if (worker) {
        return serve(worker, chosen.threads, error);
    }
    const char *experiment = argument_value(arguments, "--profile");
    if (experiment) {
        return profile(arguments, experiment, &chosen, error);
    }
    for (int i = 0; i < arguments->count; i++) {
        if (!find_workload(arguments->words[i], error)) {
            return false;
        }
    }
    if (!choose_torch(arguments, torch_path, error)) {
        return false;
    }
    chosen.torch = *torch_path ? torch_path : NULL;
    if (argument_value(arguments, "--json")) {
        return print_json(&chosen, arguments, error);
    }
    print_header(&chosen);
    return measure_all(&chosen, arguments, NULL, error);
}

const struct command_type command_bench = {
    .named = {.name = "bench", .help = "how fast this machine trains, beside its peak and PyTorch"},
    .usage = "[WORKLOAD ... | --profile EXPERIMENT.yaml]",
    .details =
        "Workloads: cnn, cnn-bn, dcgan, mlp; without a name all of them. The numbers are medians over the rounds.\n"
        "The peak is what the cores reach when they only multiply and add in registers. GFLOP/s are counted from\n"
        "the layers' shapes. PyTorch (python3 with torch) trains the same networks with its fastest setting; where it\n"
        "multiplies matrices by a library that is not meant to be fast (the reference BLAS), no ratio is given.",
    .options = options,
    .least_words = 0,
    .most_words = -1,
    .run = run,
};
