#include "nn/sweep.h"

#include "base/integer.h"
#include "base/parallel.h"
#include "kernels/shards.h"
#include "nn/profile.h"

#include <string.h>

/* A stage at work. */
struct stage_run {
    const struct sweep_run *sweep;
    const struct stage *stage;
};

static const struct layer_sweep *functions(const struct sweep_run *run, const struct layer *layer)
{
    return &layer->type->sweeps[run->sweep];
}

static const struct layer *stage_layer(const struct stage_run *run, int place)
{
    return sweep_layer(run->sweep->pass->net, run->sweep->sweep, place);
}

bool sweep_wants_gradient(const struct sweep_run *run, int value)
{
    return run->pass->net->values[value].depends & run->wanted;
}

bool sweep_wants_layer(const struct sweep_run *run, const struct layer *layer)
{
    return run->sweep == SWEEP_FORWARD ||
           (run->pass->flow[layer->index].reached && sweep_wants_gradient(run, layer->value));
}

static void do_examples(const struct sweep_run *run, const struct layer *layer, int first, int count, int shard,
                        int worker)
{
    struct layer_work work = pass_work(run->pass, layer, first, count, shard, worker);
    double start = profile_start(run->pass);
    if (run->sweep == SWEEP_BACKWARD) {
        backward_examples(run, layer, &work, shard);
    } else {
        functions(run, layer)->examples(layer, &work);
    }
    profile_stop(run->pass, layer, run->sweep, worker, start);
}

static void do_statistics(const struct sweep_run *run, const struct layer *layer, int first, int count, int shard,
                          int worker)
{
    struct layer_work work = pass_work(run->pass, layer, first, count, shard, worker);
    double start = profile_start(run->pass);
    functions(run, layer)->statistics(layer, &work);
    profile_stop(run->pass, layer, run->sweep, worker, start);
}

static void clear_shard(const struct stage_run *self, int shard)
{
    const struct sweep_run *run = self->sweep;
    const struct layer *gathers = self->stage->gathers;
    if (gathers) {
        memset(run->pass->statistics[gathers->index] + (size_t)shard * gathers->statistics, 0,
               gathers->statistics * sizeof(double));
    }
    for (int place = self->stage->begin; run->parameters && place < self->stage->end; place++) {
        backward_clear_shard(run, stage_layer(self, place), shard);
    }
}

static void do_shard(void *context, int shard, int worker)
{
    const struct stage_run *self = context;
    const struct sweep_run *run = self->sweep;
    const struct layer *gathers = self->stage->gathers;
    int first = shard_begin(shard, run->pass->count), last = shard_begin(shard + 1, run->pass->count);
    clear_shard(self, shard);
    for (; first < last; first += run->pass->tile) {
        int count = int_min(run->pass->tile, last - first);
        for (int place = self->stage->begin; place < self->stage->end; place++) {
            const struct layer *layer = stage_layer(self, place);
            if (!layer_is_view(layer->type) && sweep_wants_layer(run, layer)) {
                do_examples(run, layer, first, count, shard, worker);
            }
        }
        if (gathers && sweep_wants_layer(run, gathers)) {
            do_statistics(run, gathers, first, count, shard, worker);
        }
    }
}

static void do_piece(void *context, int piece, int worker)
{
    const struct stage_run *self = context;
    const struct sweep_run *run = self->sweep;
    const struct layer *layer = stage_layer(self, self->stage->begin);
    struct layer_work work = pass_work(run->pass, layer, 0, run->pass->count, 0, worker);
    backward_point(run, layer, &work);
    double start = profile_start(run->pass);
    functions(run, layer)->piece(layer, &work, piece);
    profile_stop(run->pass, layer, run->sweep, worker, start);
}

static void combine(const struct stage_run *self)
{
    const struct sweep_run *run = self->sweep;
    const struct layer *layer = stage_layer(self, self->stage->begin);
    struct layer_work work = pass_work(run->pass, layer, 0, run->pass->count, 0, 0);
    backward_point(run, layer, &work);
    for (int t = 0; run->parameters == GRADIENTS_SET && t < layer->parameter_count; t++) {
        memset(work.gradients[t], 0, layer->parameters[t].count * sizeof(float));
    }
    double start = profile_start(run->pass);
    functions(run, layer)->combine(layer, &work, run->pass->count);
    profile_stop(run->pass, layer, run->sweep, 0, start);
}

static void add_shards(const struct stage_run *self)
{
    for (int place = self->stage->begin; self->sweep->parameters && place < self->stage->end; place++) {
        const struct layer *layer = stage_layer(self, place);
        if (sweep_wants_layer(self->sweep, layer)) {
            backward_add_shards(self->sweep, layer);
        }
    }
}

static bool is_wanted(const struct stage_run *self)
{
    const struct layer *gathers = self->stage->gathers;
    bool wanted = gathers && sweep_wants_layer(self->sweep, gathers);
    for (int place = self->stage->begin; !wanted && place < self->stage->end; place++) {
        wanted = sweep_wants_layer(self->sweep, stage_layer(self, place));
    }
    return wanted;
}

static void do_stage(struct stage_run *self)
{
    const struct pass *pass = self->sweep->pass;
    int threads = pass->options.threads;
    double operations = pass->count * self->stage->operations;
    switch (self->stage->kind) {
    case STAGE_TILES:
        parallel_for(threads, SHARDS, operations, do_shard, self);
        break;
    case STAGE_SHARDS:
        add_shards(self);
        break;
    case STAGE_COMBINE:
        combine(self);
        break;
    case STAGE_PIECES:
        parallel_for(threads, stage_layer(self, self->stage->begin)->pieces[self->sweep->sweep], operations, do_piece,
                     self);
        break;
    }
}

void sweep_go(const struct sweep_run *run)
{
    const struct plan *plan = &run->pass->plans[run->sweep][run->pass->training];
    sweep_arrange(run);
    for (int i = 0; i < plan->count; i++) {
        struct stage_run stage = {run, &plan->stages[i]};
        if (is_wanted(&stage)) {
            do_stage(&stage);
        }
    }
}
