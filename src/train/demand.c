#include "train/demand.h"

#include "base/memory.h"
#include "data/dataset.h"

#include <string.h>

static size_t data_bytes(const struct training *training)
{
    const struct feed *feed = &training->setting.feed;
    size_t order = feed->examples.count * (sizeof *feed->order + sizeof *feed->examples.indices);
    return dataset_bytes(training->setting.dataset) + dataset_bytes(&training->setting.validation) + order;
}

size_t demand_bytes(const struct training *training)
{
    size_t data = data_bytes(training), room = SIZE_MAX - data;
    return (training->arena.most < room ? training->arena.most : room) + data;
}

/* "memory 1.2 GiB: weights 300 MiB, gradients 300 MiB, ..., data 45.6 MiB" */
static void add_memory(const struct training *training, struct text *text)
{
    char bytes[16];
    text_add(text, "memory %s: ", memory_text(demand_bytes(training), bytes));
    for (int i = 0; i < ARENA_PARTS_MAX; i++) {
        const struct arena_part *part = &training->arena.parts[i];
        if (part->bytes > 0) {
            text_add(text, "%s %s, ", part->name ? part->name : "other", memory_text(part->bytes, bytes));
        }
    }
    text_add(text, "data %s\n", memory_text(data_bytes(training), bytes));
}

void demand_describe(const struct training *training)
{
    struct text text = {0};
    for (int i = 0; i < training->task->learner_count; i++) {
        struct net_use use = learner_use(&training->task->learners[i]);
        net_describe(&use, &text);
        text_add(&text, "\n");
    }
    text_add(&text, "memory of a layer: weights with gradients, optimizer and average; outputs with gradients\n");
    add_memory(training, &text);
    text_add(&text, "%u training examples", training->setting.feed.examples.count);
    if (training->setting.validation.count) {
        text_add(&text, ", %u for validation", training->setting.validation.count);
    }
    text_add(&text, "; %lld step%s, %d thread%s", (long long)training->setting.total_steps,
             training->setting.total_steps == 1 ? "" : "s", training->setting.threads,
             training->setting.threads == 1 ? "" : "s");
    log_line(training->log, "%s", text.data ? text.data : "");
    text_free(&text);
}

/* The layer that needs most, and how much. */
static const struct layer *largest_layer(const struct training *training, size_t *most)
{
    const struct layer *largest = NULL;
    *most = 0;
    for (int i = 0; i < training->task->learner_count; i++) {
        struct net_use use = learner_use(&training->task->learners[i]);
        for (int k = 0; k < use.net->layer_count; k++) {
            const struct layer *layer = use.net->layers[k];
            size_t here = net_layer_memory(&use, layer);
            if (!largest || here > *most) {
                largest = layer;
                *most = here;
            }
        }
    }
    return largest;
}

/* Of what metrics and pictures see, beyond the training's memory. */
static size_t samples_memory(const struct arena *arena)
{
    size_t bytes = 0;
    for (int i = 1; i < ARENA_PARTS_MAX && arena->parts[i].name; i++) {
        bytes = strcmp(arena->parts[i].name, TASK_SAMPLES) == 0 ? arena->parts[i].bytes : bytes;
    }
    return bytes;
}

bool demand_check(const struct training *training, struct fg_error *error)
{
    size_t need = demand_bytes(training), limit = memory_limit(), most;
    if (need < limit) {
        return true;
    }
    char all[16], have[16], one[16];
    const struct layer *layer = largest_layer(training, &most);
    size_t samples = samples_memory(&training->arena);
    bool drawn = samples > most;
    return fg_fail(error, FG_FAILED,
                   "%s: needs most, %s; the networks, their batches and the data need %s of memory, and this machine "
                   "has %s: make %s smaller",
                   drawn ? "what metrics and pictures see" : layer->name, memory_text(drawn ? samples : most, one),
                   memory_text(need, all), memory_text(limit, have),
                   drawn ? "`count` of the metrics or sample.grid" : "the layers narrower or train.batch");
}
