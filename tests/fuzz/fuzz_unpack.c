#include "data/csv.h"
#include "data/idx.h"
#include "data/input.h"
#include "data/unpack.h"
#include "harness.h"

static void unpack(const char *path, const char *member, unpack_most *most)
{
    struct unpacked file;
    struct fg_error error = {0};
    if (harness_answer(unpack_file(&file, path, member, most, &error), &error)) {
        harness_look_at(file.bytes.data, file.bytes.size);
        harness_want(file.bytes.data[file.bytes.size] == '\0', "a zero byte follows the last");
        unpacked_free(&file);
    }
}

static void load(bool load_it(struct fg_dataset *, const char *, struct fg_error *), const char *path)
{
    struct fg_dataset dataset;
    struct fg_error error = {0};
    if (harness_answer(load_it(&dataset, path, &error), &error)) {
        harness_dataset(&dataset, SIZE_MAX);
    }
}

/* Packed files, and what `predict` and `eval` make of them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[512];
    harness_write(path, "packed", data, size);
    unpack(path, NULL, idx_most);
    unpack(path, "train.csv", csv_most);
    load(data_input_load, path);
    load(data_test_set_load, path);
    return 0;
}
