#include "nn/plan.h"

#include "base/memory.h"

#include <stdlib.h>

const struct layer *sweep_layer(const struct net *net, enum sweep sweep, int place)
{
    return net->layers[sweep == SWEEP_BACKWARD ? net->layer_count - 1 - place : place];
}

bool layer_is_sharded(const struct layer *layer)
{
    return layer->parameter_count > 0 && !layer->pieces[SWEEP_BACKWARD] && !layer->type->sweeps[SWEEP_BACKWARD].combine;
}

/* Stages that one layer can end: tiles, shards, and its own. */
enum { STAGES_A_LAYER = 3 };

/* What a number that a layer gives costs beside its multiply-adds: it is read and written a few times. */
enum { OPERATIONS_A_NUMBER = 8 };

struct planner {
    struct plan *plan;
    const struct net *net;
    enum sweep sweep;
};

static void add(const struct planner *self, enum stage_kind kind, int begin, int end, const struct layer *gathers)
{
    double operations = 0;
    for (int place = begin; place < end + (gathers != NULL); place++) {
        const struct layer *layer = sweep_layer(self->net, self->sweep, place);
        operations += layer->multiply_adds + OPERATIONS_A_NUMBER * (double)shape_size(layer->out);
    }
    self->plan->stages[self->plan->count++] = (struct stage){kind, begin, end, gathers, operations};
}

bool plan_make(struct plan *plan, const struct net *net, enum sweep sweep, bool training, struct fg_error *error)
{
    size_t most = STAGES_A_LAYER * ((size_t)net->layer_count + 1);
    const struct planner planner = {plan, net, sweep};
    *plan = (struct plan){.stages = memory_new(most, sizeof *plan->stages, error)};
    for (int begin = 0, end = 0; plan->stages && begin < net->layer_count; end++) {
        const struct layer *next = end < net->layer_count ? sweep_layer(net, sweep, end) : NULL;
        bool gathers = next && training && next->type->sweeps[sweep].statistics;
        bool pieces = next && next->pieces[sweep];
        if (next && !gathers && !pieces) {
            continue;
        }
        if (begin < end || gathers) {
            add(&planner, STAGE_TILES, begin, end, gathers ? next : NULL);
        }
        if (begin < end && sweep == SWEEP_BACKWARD) {
            add(&planner, STAGE_SHARDS, begin, end, NULL);
        }
        if (next) {
            add(&planner, gathers ? STAGE_COMBINE : STAGE_PIECES, end, end + 1, NULL);
        }
        begin = gathers ? end : end + 1; /* what has gathered goes on with the tiles; what worked in pieces is done */
    }
    return plan->stages != NULL;
}

bool plan_gradients(struct gradient_flow *flow, unsigned *inputs, const struct net *net, unsigned seeds,
                    struct fg_error *error)
{
    /* Of a value's gradient: something is in its array. */
    bool *written = memory_new((size_t)net_value_count(net), sizeof *written, error);
    if (!written) {
        return false;
    }
    for (int output = 0; output < net->output_count; output++) {
        if (seeds & 1u << output) {
            written[net->values[net->outputs[output].value].gradient_storage] = true;
        }
    }
    for (int i = net->layer_count - 1; i >= 0; i--) {
        const struct layer *layer = net->layers[i];
        int from = net->values[layer->value].gradient_storage;
        flow[i].reached = written[from];
        for (int input = 0; flow[i].reached && input < layer->input_count; input++) {
            int to = net->values[layer->inputs[input]].gradient_storage;
            flow[i].adds[input] = to != from && written[to];
            written[to] = true;
        }
    }
    *inputs = 0;
    for (int input = 0; input < net->input_count; input++) {
        *inputs |= written[net->values[input].gradient_storage] ? NET_INPUT(input) : 0;
    }
    free(written);
    return true;
}
