#include "data/csv.h"
#include "data/dataset.h"
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

static void load(enum source_use use, const char *path)
{
    struct log log = log_open(true);
    const struct input_request request = {
        .use = use, .shape = {.height = 4, .width = 4, .channels = 1}, .threads = 1, .log = &log};
    struct input input;
    struct fg_error error = {0};
    if (harness_answer(input_load(&input, &request, &path, 1, &error), &error)) {
        harness_look_at(input.dataset.pixels, dataset_example_size(&input.dataset) * input.dataset.count);
        input_free(&input);
    }
}

/* Packed files, and what `predict` and `eval` make of them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[512];
    harness_write(path, "packed", data, size);
    unpack(path, NULL, idx_most);
    unpack(path, "train.csv", csv_most);
    load(SOURCE_INPUT, path);
    load(SOURCE_TEST, path);
    return 0;
}
