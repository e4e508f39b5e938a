#include "config/field_rows.h"
#include "data/source.h"
#include "nn/layer.h"
#include "train/experiment.h"

/* An optimizer_group begins with its options, so these rows serve both structs. */
_Static_assert(offsetof(struct optimizer_group, options) == 0, "options come first");

static const struct field optimizer_group_fields[] = {
    OPTIMIZER_ROWS,
    GROUP("schedule", optimizer_group, schedule, schedule_fields, "how the learning rate goes"),
    NODE("generator", optimizer_group, generator, "gan: what is different for the generator"),
    NODE("discriminator", optimizer_group, discriminator, "gan: what is different for the discriminator"),
    {0},
};

static const struct field train_fields[] = {
    ROW("epochs", FIELD_NUMBER, train_options, epochs, "10", 0, 1e6, "times through the training data"),
    ROW("steps", FIELD_INT, train_options, steps, "0", 0, 2e9, "updates; 0: as epochs says"),
    ROW("batch", FIELD_INT, train_options, batch, "64", 1, 65536, "examples a step",
        .fixed = "it decides what a step is, and steps done would count as others"),
    ROW("log_every", FIELD_INT, train_options, log_every, "100", 0, 2e9, "steps between records; 0: an epoch"),
    ROW("save_every", FIELD_INT, train_options, save_every, "0", 0, 2e9, "steps between checkpoints; 0: an epoch"),
    ROW("patience", FIELD_INT, train_options, patience, "0", 0, 1e6,
        "classify: epochs without a better validation before it stops; 0: never"),
    {0},
};

const struct field experiment_fields[] = {
    ROW("name", FIELD_TEXT, experiment, name, NULL, 0, 0, "of the run's folder", .fixed = "the folder has it already"),
    CHOICE("task", experiment, task, NULL, task_table, "what is trained", .fixed = "the run's weights are for it"),
    ROW("seed", FIELD_SEED, experiment, seed, "1", 0, 0, "fixes every random number", .fixed = SOURCE_FIXED),
    GROUP("data", experiment, data, source_fields, "the examples", .fixed = SOURCE_FIXED),
    CHOICE("init", experiment, initializer, "he", initializer_table, "how weights start",
           .fixed = "the run's weights have started"),
    OWN("task", experiment, own),
    GROUP("optimizer", experiment, optimizer, optimizer_group_fields, "how weights are updated"),
    ROW("average", FIELD_NUMBER, experiment, average, "0", 0, 0.999999,
        "decay of the moving average of the weights (in a GAN the generator's); 0: none",
        .fixed = "the run keeps its average from the start"),
    GROUP("train", experiment, train, train_fields, "how long, how much at a time"),
    {0},
};
