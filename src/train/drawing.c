#include "train/drawing.h"

#include "base/clock.h"
#include "train/pictures.h"

static const double curves_seconds = 5;

/* The first failure is told, the second, the fourth, ... */
static void warn_unless(bool done, struct keeper *keeper, const struct fg_error *error)
{
    if (!done) {
        int count = ++keeper->pictures_failed;
        if ((count & (count - 1)) == 0) {
            log_warning(keeper->training->log, "%s; the training goes on", error->message);
        }
    }
}

void drawing_samples(struct keeper *keeper)
{
    struct fg_error error = {0};
    const struct task_type *type = keeper->training->task->type;
    if (type->sample) {
        warn_unless(type->sample(keeper->training->task, &keeper->folder, keeper->training->progress.step, &error),
                    keeper, &error);
    }
}

void drawing_best(struct keeper *keeper)
{
    struct fg_error error = {0};
    warn_unless(keeper->training->task->type->draw_best(keeper->training->task, &keeper->folder, &error), keeper,
                &error);
}

void drawing_curves(struct keeper *keeper, bool now)
{
    struct fg_error error = {0};
    double seconds = clock_seconds();
    if (now || seconds - keeper->curves_at >= curves_seconds) {
        keeper->curves_at = seconds;
        warn_unless(picture_curves(&keeper->folder, &keeper->records, &error), keeper, &error);
    }
}
