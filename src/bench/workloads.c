#include "bench/workloads.h"

#include "base/clock.h"

/* bench/torch_workloads.py has the same networks. MNIST is loaded once, so these digits are drawn once. More steps are
 * allowed than anybody waits for. */
#define DRAWN_DIGITS "data: {source: synthetic, count: 10000, fresh: false}\n"
#define TRAIN(batch) "train: {batch: " #batch ", steps: 2000000000}\n"

static const struct workload cnn = {
    .named = {.name = "cnn", .help = "a classifier of four convolutions, batch 64"},
    .experiment = "name: cnn\n"
                  "task: classify\n" DRAWN_DIGITS "model:\n"
                  "  - conv: 32\n"
                  "  - relu\n"
                  "  - conv: 32\n"
                  "  - relu\n"
                  "  - max_pool: 2\n"
                  "  - conv: 64\n"
                  "  - relu\n"
                  "  - conv: 64\n"
                  "  - relu\n"
                  "  - max_pool: 2\n"
                  "  - dense: 128\n"
                  "  - relu\n"
                  "  - dense: 10\n"
                  "optimizer: {type: adam, lr: 1e-3}\n" TRAIN(64),
};

static const struct workload cnn_bn = {
    .named = {.name = "cnn-bn", .help = "the same with batchnorm, dropout and augmentation"},
    .experiment = "name: cnn-bn\n"
                  "task: classify\n" DRAWN_DIGITS "augment: {rotate: 10, zoom: 0.1, shift: 2}\n"
                  "model:\n"
                  "  - conv: 32\n"
                  "  - batchnorm\n"
                  "  - relu\n"
                  "  - conv: 32\n"
                  "  - batchnorm\n"
                  "  - relu\n"
                  "  - max_pool: 2\n"
                  "  - dropout: 0.2\n"
                  "  - conv: 64\n"
                  "  - batchnorm\n"
                  "  - relu\n"
                  "  - conv: 64\n"
                  "  - batchnorm\n"
                  "  - relu\n"
                  "  - max_pool: 2\n"
                  "  - dropout: 0.2\n"
                  "  - dense: 128\n"
                  "  - batchnorm\n"
                  "  - relu\n"
                  "  - dense: 10\n"
                  "optimizer: {type: adam, lr: 1e-3}\n" TRAIN(64),
};

static const struct workload dcgan = {
    .named = {.name = "dcgan", .help = "a generator and a discriminator of two convolutions each, batch 64"},
    .experiment = "name: dcgan\n"
                  "task: gan\n" DRAWN_DIGITS "latent: {size: 100, prior: normal}\n"
                  "init: normal\n"
                  "generator:\n"
                  "  - dense: 6272\n"
                  "  - reshape: [7, 7, 128]\n"
                  "  - batchnorm\n"
                  "  - relu\n"
                  "  - conv_transpose: {filters: 64, kernel: 4, stride: 2}\n"
                  "  - batchnorm\n"
                  "  - relu\n"
                  "  - conv_transpose: {filters: 1, kernel: 4, stride: 2}\n"
                  "  - tanh\n"
                  "discriminator:\n"
                  "  - conv: {filters: 64, kernel: 4, stride: 2}\n"
                  "  - leaky_relu: 0.2\n"
                  "  - conv: {filters: 128, kernel: 4, stride: 2}\n"
                  "  - batchnorm\n"
                  "  - leaky_relu: 0.2\n"
                  "  - dense: 1\n"
                  "optimizer: {type: adam, lr: 2e-4, beta1: 0.5}\n" TRAIN(64),
};

static const struct workload mlp = {
    .named = {.name = "mlp", .help = "a classifier of three dense layers, batch 128"},
    .experiment = "name: mlp\n"
                  "task: classify\n" DRAWN_DIGITS "model:\n"
                  "  - dense: 512\n"
                  "  - relu\n"
                  "  - dense: 256\n"
                  "  - relu\n"
                  "  - dense: 10\n"
                  "optimizer: {type: adam, lr: 1e-3}\n" TRAIN(128),
};

const struct named *const workload_table[] = {&cnn.named, &cnn_bn.named, &dcgan.named, &mlp.named, NULL};

bool workload_open(struct workload_training *self, const struct workload *workload, int threads, struct fg_error *error)
{
    *self = (struct workload_training){.request = {.threads = threads, .dry_run = true}, .log = log_open(true)};
    if (!experiment_read_text(&self->experiment, workload->named.name, workload->experiment, error)) {
        return false;
    }
    struct training *training = &self->training;
    if (!state_open(training, &self->experiment, &self->request, &self->log, error)) {
        return false;
    }
    self->images = self->experiment.train.batch * training->task->type->batches_a_step(training->task);
    self->flops = 2 * training->task->type->work(training->task);
    return true;
}

void workload_close(struct workload_training *self)
{
    state_close(&self->training);
    experiment_free(&self->experiment);
}

bool workload_steps(struct workload_training *self, int64_t count, double *seconds, struct fg_error *error)
{
    double start = clock_seconds();
    bool done = loop_steps(&self->training, count, error);
    *seconds = clock_seconds() - start;
    return done;
}
