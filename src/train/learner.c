#include "train/learner.h"

#include "optim/average.h"
#include "train/task.h"

#include <assert.h>
#include <string.h>

void learner_reserve(struct learner *learner, struct arena *arena)
{
    struct net *net = &learner->net;
    net_reserve(net, arena);
    learner->shown = *net;
    if (learner->average > 0) {
        arena_part(arena, "average");
        net_reserve_weights(&learner->shown, arena);
    }
    optimizer_reserve(&learner->optimizer, learner->options, net->parameter_count, arena);
    learner->rate = learner->options->lr.from;
    learner->pass_count = 0;
}

bool learner_reserve_pass(struct learner *learner, int capacity, uint32_t stream, struct arena *arena,
                          struct fg_error *error)
{
    assert(learner->pass_count < LEARNER_PASSES_MAX);
    struct pass *pass = &learner->passes[learner->pass_count++];
    return pass_reserve(
        pass, &learner->net,
        &(struct pass_options){
            .capacity = capacity, .threads = learner->setting->threads, .keeps = PASS_GRADIENTS, .stream = stream},
        arena, error);
}

void learner_initialize(struct learner *learner)
{
    struct net *net = &learner->net;
    net_initialize(net, learner->setting->experiment->seed);
    if (learner->average > 0) {
        memcpy(learner->shown.parameters, net->parameters, net->parameter_count * sizeof(float));
        memcpy(learner->shown.buffers, net->buffers, net->buffer_count * sizeof(float));
    }
    learner_constrain(learner);
}

void learner_constrain(const struct learner *learner)
{
    net_constrain(&learner->net, false, learner->setting->threads);
    if (learner->average > 0) {
        net_constrain(&learner->shown, false, learner->setting->threads);
    }
}

void learner_forward(struct learner *learner, int pass, int count, uint32_t number)
{
    struct pass *batch = &learner->passes[pass];
    batch->count = count;
    batch->training = true;
    batch->seed = learner->setting->experiment->seed;
    batch->step = number;
    pass_forward(batch);
}

static void update_average(struct learner *learner)
{
    const struct net *net = &learner->net;
    int threads = learner->setting->threads;
    average_update(learner->shown.parameters, net->parameters, net->parameter_count, learner->average,
                   learner->average_updates, threads);
    average_update(learner->shown.buffers, net->buffers, net->buffer_count, learner->average, learner->average_updates,
                   threads);
    net_constrain(&learner->shown, false, threads);
    learner->average_updates++;
}

static double rate_at(const struct learner *learner, int64_t step)
{
    const struct setting *setting = learner->setting;
    double progress = course_progress(step, setting->total_steps);
    return course_at(&learner->options->lr, progress) *
           schedule_factor(&setting->experiment->optimizer.schedule, step, setting->total_steps);
}

bool learner_update(struct learner *learner, int64_t step, int passes)
{
    const struct setting *setting = learner->setting;
    const struct net *net = &learner->net;
    learner->rate = rate_at(learner, step);
    net_constrain_gradients(net, setting->threads);
    if (!optimizer_step(&learner->optimizer, learner->rate, setting->threads, net->parameters, net->gradients)) {
        return false;
    }
    net_constrain(net, true, setting->threads);
    for (int i = 0; i < passes; i++) {
        pass_update_buffers(&learner->passes[i]);
    }
    if (learner->average > 0) {
        update_average(learner);
    }
    return true;
}

void learner_list_weights(struct learner *learner, struct tensor_list *list)
{
    tensor_list_add_net(list, "", &learner->net, learner->net.parameters, learner->net.buffers);
    if (learner->average > 0) {
        tensor_list_add_net(list, "average.", &learner->net, learner->shown.parameters, learner->shown.buffers);
    }
}

void learner_list_state(struct learner *learner, struct tensor_list *list)
{
    tensor_list_add_optimizer(list, learner->net.name, &learner->optimizer);
    if (learner->average > 0) {
        tensor_list_add(list, "average.updates", TENSOR_I64, 0, &learner->average_updates);
    }
}

struct net_use learner_use(const struct learner *learner)
{
    struct net_use use = {.net = &learner->net, .copies = 2 + learner->optimizer.type->states + (learner->average > 0)};
    for (int i = 0; i < learner->pass_count; i++) {
        use.examples += learner->passes[i].options.capacity;
    }
    return use;
}

void learner_free(struct learner *learner)
{
    for (int i = 0; i < LEARNER_PASSES_MAX; i++) {
        pass_free(&learner->passes[i]);
    }
    net_free(&learner->net);
}
