#include "bench/profile_report.h"

#include "base/clock.h"
#include "nn/profile.h"
#include "train/loop.h"

#include <string.h>

/* Of a training, so that schedules have begun and not ended: more than anybody waits for, and few enough for a GAN's
 * many discriminator updates. */
enum { TRAINING_STEPS = 1 << 25 };

/* The profiles of a training's nets. */
struct profiling {
    struct training training;
    struct pass_profile profiles[TASK_PASSES_MAX];
    const struct net *nets[TASK_PASSES_MAX];
    int net_count;
    int64_t steps;
    double seconds;
};

/* Passes of one net share a profile. */
static bool attach(struct profiling *self, struct fg_error *error)
{
    struct pass *passes[TASK_PASSES_MAX];
    int count = task_passes(self->training.task, passes);
    for (int i = 0; i < count; i++) {
        int net = 0;
        while (net < self->net_count && self->nets[net] != passes[i]->net) {
            net++;
        }
        if (net == self->net_count) {
            self->nets[self->net_count++] = passes[i]->net;
            if (!profile_open(&self->profiles[net], passes[i]->net, passes[i]->options.threads, error)) {
                return false;
            }
        }
        passes[i]->profile = &self->profiles[net];
    }
    return true;
}

/* The first steps, in which memory is touched for the first time, do not count. */
static bool train(struct profiling *self, double seconds, struct fg_error *error)
{
    if (!loop_steps(&self->training, 2, error) || !attach(self, error)) {
        return false;
    }
    double start = clock_seconds();
    while (self->seconds < seconds) {
        if (!loop_steps(&self->training, 1, error)) {
            return false;
        }
        self->steps++;
        self->seconds = clock_seconds() - start;
    }
    return true;
}

/* " ms share GFLOP/s" of thread seconds and multiply-adds. */
static void add_cells(const struct profiling *self, double seconds, double work, struct text *text)
{
    double wall = seconds / self->training.setting.threads;
    text_add(text, " %9.3f %5.1f%%", 1e3 * wall / (double)self->steps, 100 * wall / self->seconds);
    if (work > 0 && wall > 0) {
        text_add(text, " %8.1f", 2e-9 * work / wall);
    } else {
        text_add(text, " %8s", "");
    }
}

/* A net's rows; returns the thread seconds of all its layers. */
static double add_net(const struct profiling *self, int index, struct text *text)
{
    const struct net *net = self->nets[index];
    const struct pass_profile *profile = &self->profiles[index];
    double total = 0;
    text_add(text, "%-40s %9s %6s %8s %9s %6s %8s\n", net->name, "forward", "share", "GFLOP/s", "backward", "share",
             "GFLOP/s");
    for (int i = 0; i < net->layer_count; i++) {
        text_add(text, "  %-38s", net->layers[i]->name + strlen(net->name) + 1);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double seconds = profile_seconds(profile, (enum sweep)sweep, i);
            add_cells(self, seconds, profile->work[sweep * profile->layers + i], text);
            total += seconds;
        }
        text_add(text, "\n");
    }
    return total;
}

static void report(const struct profiling *self, struct text *text)
{
    const struct training *training = &self->training;
    int threads = training->setting.threads;
    double layers = 0, step = 1e3 * self->seconds / (double)self->steps;
    text_add(text, "%lld steps, %d thread%s; times in ms a step\n", (long long)self->steps, threads,
             threads == 1 ? "" : "s");
    for (int i = 0; i < self->net_count; i++) {
        layers += add_net(self, i, text);
    }
    double rest = self->seconds - layers / threads;
    text_add(text, "%-40s %9.3f %5.1f%%\n", "batch, loss, optimizer, waiting", 1e3 * rest / (double)self->steps,
             100 * rest / self->seconds);
    text_add(text, "%-40s %9.3f        %8.1f GFLOP/s\n", "step", step,
             2e-6 * training->task->type->work(training->task) / step);
}

bool profile_report(const struct experiment *experiment, int threads, double seconds, struct text *text,
                    struct fg_error *error)
{
    struct profiling self = {.net_count = 0};
    struct experiment longer = *experiment;
    longer.train.steps = TRAINING_STEPS;
    struct training_request request = {.threads = threads, .dry_run = true};
    struct log log = log_open(true);
    bool done = state_open(&self.training, &longer, &request, &log, error) && train(&self, seconds, error);
    if (done) {
        report(&self, text);
    }
    state_close(&self.training);
    for (int i = 0; i < self.net_count; i++) {
        profile_free(&self.profiles[i]);
    }
    return done;
}
