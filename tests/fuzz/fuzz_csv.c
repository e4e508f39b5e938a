#include "data/csv.h"
#include "harness.h"

#include <stdlib.h>

static void read_table(const struct unpacked *file, bool labels_wanted)
{
    struct fg_dataset dataset;
    struct fg_error error = {0};
    if (harness_answer(csv_read(&dataset, file, labels_wanted, &error), &error)) {
        harness_want(dataset.classes == 10 || !labels_wanted, "a table with labels has ten classes");
        harness_dataset(&dataset, file->bytes.size);
    }
}

/* Kaggle's tables. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct unpacked file = {.bytes = {(unsigned char *)harness_text(data, size), size}, .name = "train.csv"};
    read_table(&file, true);
    read_table(&file, false);
    free(file.bytes.data);
    return 0;
}
