#include "data/idx.h"
#include "harness.h"

#include <stdlib.h>

/* Images and, behind a marker, their labels. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct unpacked images = {.bytes = harness_part(&data, &size), .name = "images"};
    bool labelled = size > 0;
    struct unpacked labels = {.bytes = harness_part(&data, &size), .name = "labels"};
    struct fg_dataset dataset;
    struct fg_error error = {0};
    idx_recognize(&images.bytes);
    size_t most = idx_most(&images.bytes);
    if (harness_answer(idx_read(&dataset, &images, labelled ? &labels : NULL, &error), &error)) {
        harness_want(most == images.bytes.size, "a header says how long its file is");
        harness_dataset(&dataset, images.bytes.size);
    }
    free(images.bytes.data);
    free(labels.bytes.data);
    return 0;
}
