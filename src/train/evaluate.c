#include "train/evaluate.h"

#include "base/integer.h"
#include "data/batch.h"
#include "nn/loss.h"

#include <string.h>

void evaluate_classifier(struct pass *pass, const struct fg_dataset *dataset, struct classification *result, float *p)
{
    int classes = result->classes;
    uint32_t indices[EVALUATION_BATCH];
    int batch = int_min(EVALUATION_BATCH, pass->capacity);
    pass->training = false;
    for (uint32_t first = 0; first < dataset->count; first += (uint32_t)batch) {
        pass->count = int_min(batch, (int)(dataset->count - first));
        for (int i = 0; i < pass->count; i++) {
            indices[i] = first + (uint32_t)i;
        }
        batch_fill(dataset, indices, pass->count, NULL, 0, 0, pass->threads, pass_input(pass), NULL);
        pass_forward(pass);
        float *output = pass_output(pass);
        softmax(output, pass->count, classes, output);
        classification_add(result, output, dataset->labels ? dataset->labels + first : NULL, pass->count);
        if (p) {
            memcpy(p + (size_t)first * (size_t)classes, output, (size_t)pass->count * (size_t)classes * sizeof *p);
        }
    }
}
