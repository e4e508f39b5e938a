#include "harness.h"

#include <stdlib.h>

/* An experiment: YAML, its fields, its nets, and the file written from it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct experiment experiment;
    struct fg_error error = {0};
    char *text = harness_text(data, size);
    if (harness_answer(experiment_read_text(&experiment, "experiment.yaml", text, &error), &error)) {
        harness_experiment(&experiment);
        experiment_free(&experiment);
    }
    free(text);
    return 0;
}
