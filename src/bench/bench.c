#include "bench/bench.h"

#include "base/file.h"
#include "bench/peak.h"
#include "bench/process.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DISTRIBUTION_PYTHON "/usr/bin/python3"

/* One of those that take turns. */
struct side {
    struct process process;
    int64_t steps;                  /* a turn */
    double rates[BENCH_ROUNDS_MAX]; /* steps a second */
};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static bool side_turn(struct side *side, int64_t steps, double *seconds, struct fg_error *error)
{
    char question[32], answer[64];
    snprintf(question, sizeof question, "%lld", (long long)steps);
    if (!process_ask(&side->process, question, answer, sizeof answer, error)) {
        return false;
    }
    char *end;
    *seconds = strtod(answer, &end);
    return (end != answer && *seconds > 0) ||
           fg_fail(error, FG_FAILED, "%s: want the seconds of %lld steps, got \"%s\"", side->process.what,
                   (long long)steps, answer);
}

/* Find how many steps a turn has; this warms up, too. The first step is never counted. */
static bool side_warm_up(struct side *side, double turn, struct fg_error *error)
{
    double seconds = 0;
    bool done = side_turn(side, 1, &seconds, error);
    for (side->steps = 1; done && (done = side_turn(side, side->steps, &seconds, error)) && seconds < turn / 8;) {
        side->steps *= 2;
    }
    side->steps = done ? (int64_t)fmax(1, round((double)side->steps * turn / seconds)) : 0;
    process_pause(&side->process);
    return done;
}

/* The other side is stopped meanwhile. What comes first is not counted: caches, clocks and sleeping threads are then as
 * they are in a long training. */
static bool side_round(struct side *side, int number, struct fg_error *error)
{
    double seconds;
    process_continue(&side->process);
    if (!side_turn(side, 1 + side->steps / 8, &seconds, error) || !side_turn(side, side->steps, &seconds, error)) {
        return false;
    }
    process_pause(&side->process);
    side->rates[number] = (double)side->steps / seconds;
    return true;
}

static bool start_forger(struct side *side, const struct bench_options *options, const struct workload *workload,
                         int *images, double *flops, struct fg_error *error)
{
    char threads[16], answer[128];
    snprintf(threads, sizeof threads, "%d", options->threads);
    const char *const arguments[] = {options->program, "bench", "--worker", workload->named.name,
                                     "--threads",      threads, NULL};
    return process_start(&side->process, workload->named.name, arguments, error) &&
           process_ask(&side->process, NULL, answer, sizeof answer, error) &&
           (sscanf(answer, "ready %d %lf", images, flops) == 2 ||
            fg_fail(error, FG_FAILED, "%s: want \"ready IMAGES FLOPS\", got \"%s\"", workload->named.name, answer));
}

/* Leaves its setting and whether that is a fair one in result. */
static bool start_python(struct side *side, const char *python, const struct bench_options *options,
                         const struct workload *workload, struct bench_result *result, struct fg_error *error)
{
    char threads[16], answer[256], verdict[8];
    snprintf(threads, sizeof threads, "%d", options->threads);
    const char *const arguments[] = {python, options->torch, workload->named.name, threads, NULL};
    if (!process_start(&side->process, "PyTorch", arguments, error) ||
        !process_ask(&side->process, NULL, answer, sizeof answer, error)) {
        return false;
    }
    if (sscanf(answer, "%7s %159[^\n]", verdict, result->torch_setting) != 2 ||
        (strcmp(verdict, "ready") != 0 && strcmp(verdict, "unfair") != 0)) {
        return fg_fail(error, FG_FAILED, "%s", strncmp(answer, "missing ", 8) == 0 ? answer + 8 : answer);
    }
    result->torch_is_fair = strcmp(verdict, "ready") == 0;
    return true;
}

/* Whether PyTorch takes part; its setting, or why it doesn't. A distribution's package is for the distribution's own
 * Python, which need not be the first in PATH. */
static bool start_torch(struct side *side, const struct bench_options *options, const struct workload *workload,
                        struct bench_result *result)
{
    struct fg_error reason;
    if (start_python(side, "python3", options, workload, result, &reason)) {
        return true;
    }
    process_stop(&side->process);
    if (file_exists(DISTRIBUTION_PYTHON) &&
        start_python(side, DISTRIBUTION_PYTHON, options, workload, result, &reason)) {
        return true;
    }
    snprintf(result->torch_setting, sizeof result->torch_setting, "%.127s", reason.message);
    return false;
}

struct bench {
    const struct bench_options *options;
    const struct workload *workload;
    struct side forger, torch;
    double peaks[BENCH_ROUNDS_MAX];
    int images;
    double flops;
    bool has_torch;
};

static bool run_rounds(struct bench *bench, struct log *log, struct fg_error *error)
{
    const struct bench_options *options = bench->options;
    if (!side_warm_up(&bench->forger, options->turn, error) ||
        (bench->has_torch && !side_warm_up(&bench->torch, options->turn, error))) {
        return false;
    }
    for (int i = 0; i < options->rounds; i++) {
        log_progress(log, "%s  round %d/%d", bench->workload->named.name, i + 1, options->rounds);
        bench->peaks[i] = peak_measure(options->threads);
        if (!side_round(&bench->forger, i, error) || (bench->has_torch && !side_round(&bench->torch, i, error))) {
            return false;
        }
    }
    return true;
}

static void conclude(struct bench *bench, struct bench_result *result)
{
    int rounds = bench->options->rounds;
    double steps = bench_median(bench->forger.rates, rounds);
    result->images_per_second = steps * bench->images;
    result->gflops = 1e-9 * steps * bench->flops;
    result->peak_gflops = bench_median(bench->peaks, rounds);
    result->percent_of_peak = 100 * result->gflops / result->peak_gflops;
    result->peak_memory = process_peak_memory(&bench->forger.process);
    result->has_torch = bench->has_torch;
    if (bench->has_torch) {
        result->torch_images_per_second = bench_median(bench->torch.rates, rounds) * bench->images;
        result->ratio = result->torch_is_fair ? result->images_per_second / result->torch_images_per_second : 0;
        result->torch_peak_memory = process_peak_memory(&bench->torch.process);
    }
}

bool bench_run(const struct bench_options *options, const struct workload *workload, struct log *log,
               struct bench_result *result, struct fg_error *error)
{
    struct bench bench = {.options = options, .workload = workload};
    *result = (struct bench_result){0};
    log_progress(log, "%s  starting", workload->named.name);
    bool done = start_forger(&bench.forger, options, workload, &bench.images, &bench.flops, error);
    if (done && options->torch) {
        bench.has_torch = start_torch(&bench.torch, options, workload, result);
        if (!bench.has_torch) {
            log_warning(log, "%s: PyTorch is left out: %s", workload->named.name, result->torch_setting);
        }
    }
    done = done && run_rounds(&bench, log, error);
    if (done) {
        conclude(&bench, result);
    }
    process_stop(&bench.forger.process);
    process_stop(&bench.torch.process);
    return done;
}
