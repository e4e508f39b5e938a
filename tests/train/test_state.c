#include "trainee.h"

#include <criterion/criterion.h>

/* What is being trained. */

static const char text[] = "name: reader\ntask: classify\ndata: {source: synthetic, count: 8}\nmodel: [dense: 10]\n"
                           "train: {batch: 8}\n";

/* Whether a list of tensors has all bytes of something in one of them. */
static bool holds(const struct tensor_list *list, const void *what, size_t size)
{
    for (int i = 0; i < list->count; i++) {
        const struct tensor *tensor = &list->items[i];
        if (tensor->data == what && tensor_bytes(tensor) == size) {
            return true;
        }
    }
    return false;
}

/* Weights and optimizers show in the bits of a resumed training; these do not, or not all. */
Test(state, of_a_checkpoint_holds_all_progress)
{
    struct trainee trainee;
    trainee_open(&trainee, text, NULL);
    const struct tensor_list *state = &trainee.training.state;
    const struct progress *progress = &trainee.training.progress;
    cr_assert(holds(state, &progress->step, sizeof progress->step));
    cr_assert(holds(state, &progress->best, sizeof progress->best));
    cr_assert(holds(state, &progress->epochs_since_best, sizeof progress->epochs_since_best));
    cr_assert(holds(state, &progress->epoch, sizeof progress->epoch));
    cr_assert(holds(state, &trainee.training.task->means, sizeof trainee.training.task->means));
    trainee_close(&trainee);
}
