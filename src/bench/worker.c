#include "bench/worker.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>

static bool answer(struct workload_training *training, const char *line, FILE *out, struct fg_error *error)
{
    char *end;
    double seconds;
    long long steps = strtoll(line, &end, 10);
    if (end == line || *end != '\n' || steps < 1) {
        return fg_fail(error, FG_FAILED, "want a number of steps, got \"%s\"", line);
    }
    if (!workload_steps(training, steps, &seconds, error)) {
        return false;
    }
    fprintf(out, "%.9f\n", seconds);
    fflush(out);
    return true;
}

bool worker_serve(const struct workload *workload, int threads, FILE *in, FILE *out, struct fg_error *error)
{
    char line[64];
    struct workload_training training;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* who has stopped us may be gone before it lets us go on */
    bool done = workload_open(&training, workload, threads, error);
    if (done) {
        fprintf(out, "ready %d %.0f\n", training.images, training.flops);
        fflush(out);
    }
    while (done && fgets(line, sizeof line, in)) {
        done = answer(&training, line, out, error);
    }
    workload_close(&training);
    return done;
}
