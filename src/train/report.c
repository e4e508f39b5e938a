#include "train/report.h"

#include "base/clock.h"
#include "train/state.h"

#include <stdio.h>

static const double mark_seconds = 0.5;

void rate_mark(struct rate *rate, double seconds, int64_t step)
{
    int64_t newest = (rate->marks - 1) % RATE_MARKS;
    if (rate->marks == 0 || seconds - rate->seconds[newest] >= mark_seconds) {
        rate->seconds[rate->marks % RATE_MARKS] = seconds;
        rate->steps[rate->marks++ % RATE_MARKS] = step;
    }
}

double rate_since_mark(const struct rate *rate, double seconds, int64_t step)
{
    int64_t oldest = rate->marks > RATE_MARKS ? rate->marks % RATE_MARKS : 0;
    double passed = seconds - rate->seconds[oldest];
    return rate->marks > 0 && passed > 0 ? (double)(step - rate->steps[oldest]) / passed : 0;
}

static int images_a_step(const struct training *training)
{
    return training->task->type->batches_a_step(training->task) * training->experiment->train.batch;
}

/* "epoch 3/10" */
static void add_place(const struct training *training, struct text *text)
{
    int64_t epoch = (training->progress.step + training->epoch_steps - 1) / training->epoch_steps;
    int64_t epochs = (training->setting.total_steps + training->epoch_steps - 1) / training->epoch_steps;
    text_add(text, "epoch %lld/%lld", (long long)epoch, (long long)epochs);
}

static void add_means(const struct training *training, const struct running_means *means, struct text *text)
{
    for (int i = 0; training->task->type->metrics[i]; i++) {
        if (means->counts[i] > 0) {
            text_add(text, "  %s %.4f", training->task->type->metrics[i], running_mean(means, i));
        }
    }
}

void report_duration(double seconds, char text[static 32])
{
    int64_t whole = (int64_t)seconds, minutes = whole / 60, hours = minutes / 60;
    if (hours >= 24) {
        snprintf(text, 32, "%lldd %lldh", (long long)(hours / 24), (long long)(hours % 24));
    } else if (hours > 0) {
        snprintf(text, 32, "%lld:%02d:%02d", (long long)hours, (int)(minutes % 60), (int)(whole % 60));
    } else {
        snprintf(text, 32, "%lld:%02d", (long long)minutes, (int)(whole % 60));
    }
}

static void begin_epoch(struct reporter *reporter, const struct training *training)
{
    reporter->step_seconds = reporter->epoch_seconds = clock_seconds();
    reporter->epoch_step = training->progress.step;
    rate_mark(&reporter->rate, reporter->epoch_seconds, reporter->epoch_step);
}

/* From here on, steps count. */
static bool begin(struct observer *observer, const struct training *training, const struct event *event,
                  struct fg_error *error)
{
    (void)event, (void)error;
    begin_epoch((struct reporter *)observer, training);
    return true;
}

/* What matters most comes first: the end is cut where the terminal is narrow. */
static void show_progress(const struct training *training, double rate)
{
    int64_t step = training->progress.step, total = training->setting.total_steps;
    struct text text = {0};
    char rest[32];
    report_duration(rate > 0 ? (double)(total - step) / rate : 0, rest);
    add_place(training, &text);
    text_add(&text, "  step %lld/%lld  %s left  %.0f images/s", (long long)step, (long long)total, rest,
             rate * images_a_step(training));
    add_means(training, &training->task->means, &text);
    log_progress(training->log, "%s", text.data ? text.data : "");
    text_free(&text);
}

static bool step(struct observer *observer, const struct training *training, const struct event *event,
                 struct fg_error *error)
{
    struct reporter *reporter = (struct reporter *)observer;
    double now = clock_seconds(), rate = rate_since_mark(&reporter->rate, now, training->progress.step);
    (void)event, (void)error;
    reporter->step_seconds = now;
    rate_mark(&reporter->rate, now, training->progress.step);
    if (log_progress_is_due(training->log, now)) {
        show_progress(training, rate);
    }
    return true;
}

/* Images a second since the epoch began, without what was measured behind its last step. */
static double epoch_rate(const struct reporter *reporter, const struct training *training)
{
    double seconds = reporter->step_seconds - reporter->epoch_seconds;
    double steps = (double)(training->progress.step - reporter->epoch_step);
    return seconds > 0 ? steps * images_a_step(training) / seconds : 0;
}

static bool end_epoch(struct observer *observer, const struct training *training, const struct event *event,
                      struct fg_error *error)
{
    struct reporter *reporter = (struct reporter *)observer;
    struct text text = {0};
    double rate = epoch_rate(reporter, training);
    (void)error;
    add_place(training, &text);
    add_means(training, event->means, &text);
    for (int i = 0; i < event->count; i++) {
        text_add(&text, "  %s %.4f", event->metrics[i].name, event->metrics[i].value);
    }
    if (rate > 0) {
        text_add(&text, "  %.0f images/s", rate);
    }
    log_line(training->log, "%s", text.data ? text.data : "");
    text_free(&text);
    begin_epoch(reporter, training);
    return true;
}

static const struct observer_type type = {
    .told = {[EVENT_BEGIN] = begin, [EVENT_STEP] = step, [EVENT_EPOCH] = end_epoch},
};

struct reporter reporter_open(void)
{
    return (struct reporter){.observer.type = &type};
}

void reporter_close(const struct training *training)
{
    log_clear(training->log);
}
