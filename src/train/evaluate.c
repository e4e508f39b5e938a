#include "train/evaluate.h"

#include "data/batch.h"
#include "nn/loss.h"

#include <string.h>

bool evaluation_reserve(struct evaluation *evaluation, const struct net *net, const struct loss_options *loss,
                        int threads, struct arena *arena, struct fg_error *error)
{
    size_t size = loss ? EVALUATION_BATCH * shape_size(net_output_shape(net, 0)) : 0;
    evaluation->loss = loss;
    arena_part(arena, "activations");
    evaluation->targets = arena_take(arena, size, sizeof *evaluation->targets);
    evaluation->unread = arena_take(arena, size, sizeof *evaluation->unread);
    if (!pass_reserve(&evaluation->pass, net, &(struct pass_options){.capacity = EVALUATION_BATCH, .threads = threads},
                      arena, error)) {
        return false;
    }
    pass_reserve_workspace(&(struct pass *){&evaluation->pass}, 1, arena);
    return true;
}

void evaluation_free(struct evaluation *evaluation)
{
    pass_free(&evaluation->pass);
}

/* The sum over the pass's examples. */
static double batch_loss(const struct evaluation *evaluation, const uint8_t *labels, int classes)
{
    int count = evaluation->pass.count;
    loss_fill_targets(evaluation->loss, labels, count, classes, evaluation->targets);
    return count * loss_compute(evaluation->loss, pass_output(&evaluation->pass, 0), evaluation->targets, count,
                                classes, evaluation->unread);
}

void evaluation_forward(struct pass *pass, const struct fg_dataset *dataset, uint32_t first)
{
    uint32_t indices[EVALUATION_BATCH];
    for (int i = 0; i < pass->count; i++) {
        indices[i] = first + (uint32_t)i;
    }
    batch_fill(dataset, indices, pass->count, NULL, 0, 0, pass->options.threads,
               &(struct batch){.x = pass_input(pass, 0)});
    pass_forward(pass);
}

void evaluate_classifier(struct evaluation *evaluation, const struct fg_dataset *dataset, struct classification *result,
                         float *p)
{
    struct pass *pass = &evaluation->pass;
    int classes = result->classes;
    pass->training = false;
    for (uint32_t first = 0; first < dataset->count; first += (uint32_t)pass->count) {
        uint32_t rest = dataset->count - first;
        pass->count = rest < EVALUATION_BATCH ? (int)rest : EVALUATION_BATCH;
        evaluation_forward(pass, dataset, first);
        const uint8_t *labels = dataset->labels ? dataset->labels + first : NULL;
        result->loss += labels ? batch_loss(evaluation, labels, classes) : 0;
        float *output = pass_output(pass, 0);
        softmax(output, pass->count, classes, output);
        classification_add(result, output, labels, pass->count);
        if (p) {
            memcpy(p + (size_t)first * (size_t)classes, output, (size_t)pass->count * (size_t)classes * sizeof *p);
        }
    }
}
