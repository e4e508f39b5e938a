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

void report_begin(struct training *training)
{
    struct report *report = &training->report;
    report->epoch_seconds = clock_seconds();
    report->epoch_step = training->progress.step;
    rate_mark(&report->rate, report->epoch_seconds, report->epoch_step);
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

/* What matters most comes first: the end is cut where the terminal is narrow. */
void report_step(struct training *training)
{
    int64_t step = training->progress.step, total = training->setting.total_steps;
    double now = clock_seconds(), rate = rate_since_mark(&training->report.rate, now, step);
    rate_mark(&training->report.rate, now, step);
    if (!log_progress_is_due(training->log, now)) {
        return;
    }
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

double report_epoch_rate(const struct training *training)
{
    double seconds = clock_seconds() - training->report.epoch_seconds;
    double steps = (double)(training->progress.step - training->report.epoch_step);
    return seconds > 0 ? steps * images_a_step(training) / seconds : 0;
}

void report_epoch(const struct training *training, const struct metric *metrics, int count, double rate,
                  struct text *text)
{
    add_place(training, text);
    add_means(training, &training->progress.epoch, text);
    for (int i = 0; i < count; i++) {
        text_add(text, "  %s %.4f", metrics[i].name, metrics[i].value);
    }
    if (rate > 0) {
        text_add(text, "  %.0f images/s", rate);
    }
}
