#include "train/status.h"

#include "train/loop.h"
#include "train/signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void status_utc_now(char text[static 32])
{
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

const char *status_of(const struct training *training, const struct fg_error *failure)
{
    if (!failure) {
        return loop_is_finished(training) ? "finished" : loop_is_over(training) ? "stopped early" : "interrupted";
    }
    switch (failure->code) {
    case FG_INTERRUPTED:
        return "interrupted";
    case FG_DIVERGED:
        return "diverged";
    default:
        return "failed";
    }
}

void status_describe(const struct training *training, struct run_manifest *manifest)
{
    const struct fg_dataset *dataset = training->setting.dataset;
    manifest->seed = training->experiment->seed;
    manifest->threads = training->setting.threads;
    manifest->height = dataset->height;
    manifest->width = dataset->width;
    manifest->channels = dataset->channels;
    manifest->classes = dataset->classes;
    for (int i = 0; dataset->class_names && i < dataset->classes; i++) {
        snprintf(manifest->class_names[i], FG_CLASS_NAME_SIZE, "%s", dataset->class_names[i]);
    }
    manifest->steps = training->progress.step;
    manifest->total_steps = training->setting.total_steps;
    snprintf(manifest->name, sizeof manifest->name, "%s", training->experiment->name);
    snprintf(manifest->task, sizeof manifest->task, "%s", task_table[training->experiment->task]->name);
}

static void fill(struct keeper *keeper, const char *status)
{
    struct run_manifest *manifest = &keeper->manifest;
    status_describe(keeper->training, manifest);
    snprintf(manifest->status, sizeof manifest->status, "%s", status);
    snprintf(manifest->command, sizeof manifest->command, "%s", keeper->command);
    manifest->seconds = keeper_seconds(keeper);
    manifest->ended[0] = '\0';
    if (strcmp(status, "running") != 0) {
        status_utc_now(manifest->ended);
    }
}

bool status_write(struct keeper *keeper, const char *status, struct fg_error *error)
{
    fill(keeper, status);
    return run_manifest_write(&keeper->folder, &keeper->manifest, error);
}

/* Steps, seconds and the end are those of the state that is kept. */
void status_saved(struct keeper *keeper)
{
    char path[4096];
    struct text message = {0};
    fill(keeper, "interrupted");
    char *text = run_manifest_text(&keeper->manifest);
    if (text && run_folder_path(&keeper->folder, path, sizeof path, "run.json", NULL)) {
        text_add(&message, "forger: quit; the state of step %lld is kept; go on with `",
                 (long long)keeper->training->progress.step);
        run_folder_add_resume(&keeper->folder, &message);
        text_add(&message, "`\n");
        signals_on_quit(path, text, message.data ? message.data : "");
    }
    text_free(&message);
    free(text);
}
