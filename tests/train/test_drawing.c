#include "base/file.h"
#include "support.h"
#include "train/drawing.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

static bool has_curves(struct keeper *keeper, bool now)
{
    char path[4096];
    cr_assert(run_folder_path(&keeper->folder, path, sizeof path, "losses.png", NULL));
    remove(path);
    drawing_curves(keeper, now);
    return file_exists(path);
}

/* Each time takes as long as many short epochs do. */
Test(drawing, curves_are_not_drawn_all_the_time)
{
    struct log log = log_open(true);
    struct training training = {.log = &log};
    struct keeper keeper = {.training = &training};
    support_folder(keeper.folder.path);
    cr_assert(has_curves(&keeper, false));
    keeper.curves_at = 1e12; /* this moment, however long it takes */
    cr_assert_not(has_curves(&keeper, false));
    cr_assert(has_curves(&keeper, true));
}

/* One in a long training says it; each epoch would hide all else. */
Test(drawing, failures_are_told_now_and_then)
{
    char *written = NULL;
    size_t size = 0;
    struct log log = {.stream = open_memstream(&written, &size)};
    struct training training = {.log = &log};
    struct keeper keeper = {.training = &training, .folder.path = "/nowhere/run"};
    for (int i = 0; i < 100; i++) {
        drawing_curves(&keeper, true);
    }
    fclose(log.stream);
    int lines = 0;
    for (size_t i = 0; i < size; i++) {
        lines += written[i] == '\n';
    }
    cr_assert_eq(lines, 7, "%s", written);
    support_contains(written, "warning: /nowhere/run/losses.png: cannot write: No such file or directory; the training "
                              "goes on\n");
    free(written);
}

/* Tasks name what they measure in tables, which must fit the arrays of means that checkpoints hold. */
Test(drawing, metrics_of_tasks_fit)
{
    for (int i = 0; task_table[i]; i++) {
        const struct task_type *type = (const struct task_type *)task_table[i];
        int count = 0;
        while (type->metrics[count]) {
            count++;
        }
        cr_assert(count > 0 && count <= TASK_METRICS_MAX);
    }
}
