#include "harness.h"

#include <stdlib.h>
#include <string.h>

enum { OVERRIDES_MAX = 8 };

static const char base[] = "name: base\n"
                           "task: gan\n"
                           "data: {source: synthetic}\n"
                           "latent: {size: 4}\n"
                           "generator: [{dense: 784}, {reshape: [28, 28, 1]}, {residual: [tanh]}]\n"
                           "discriminator: [{conv: {filters: 2, kernel: 4, stride: 2}}, leaky_relu: 0.2, {dense: 1}]\n"
                           "optimizer: {lr: 1e-3, generator: {lr: 1e-4}}\n"
                           "train: {steps: 9}\n";

/* Changes of an experiment from the command line, one a line. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct experiment experiment;
    struct fg_error error = {0};
    char path[512], *text = harness_text(data, size), *rest = text;
    const char *overrides[OVERRIDES_MAX];
    int count = 0;
    while (rest && count < OVERRIDES_MAX) {
        overrides[count++] = strsep(&rest, "\n");
    }
    harness_write(path, "base.yaml", base, sizeof base - 1);
    if (harness_answer(experiment_load(&experiment, path, overrides, count, &error), &error)) {
        harness_experiment(&experiment);
        experiment_free(&experiment);
    }
    free(text);
    return 0;
}
