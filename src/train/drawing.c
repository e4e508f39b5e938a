#include "train/drawing.h"

#include "base/clock.h"
#include "train/pictures.h"

static const double curves_seconds = 5;

/* The first failure is told, the second, the fourth, ... */
static void warn_unless(bool done, struct training *training, const struct fg_error *error)
{
    if (!done) {
        int count = ++training->pictures_failed;
        if ((count & (count - 1)) == 0) {
            log_warning(training->log, "%s; the training goes on", error->message);
        }
    }
}

void drawing_samples(struct training *training)
{
    struct fg_error error = {0};
    const struct task_type *type = training->task->type;
    if (type->sample) {
        warn_unless(type->sample(training->task, &training->folder, training->progress.step, &error), training, &error);
    }
}

void drawing_best(struct training *training)
{
    struct fg_error error = {0};
    warn_unless(training->task->type->draw_best(training->task, &training->folder, &error), training, &error);
}

void drawing_curves(struct training *training, bool now)
{
    struct fg_error error = {0};
    double seconds = clock_seconds();
    if (now || seconds - training->curves_at >= curves_seconds) {
        training->curves_at = seconds;
        warn_unless(picture_curves(&training->folder, &training->records, &error), training, &error);
    }
}
