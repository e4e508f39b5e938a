#include "harness.h"
#include "run/metrics_read.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 5, RECORDS = 1 };

static struct bytes read_file(const char *path)
{
    struct bytes bytes;
    harness_want(file_read(path, &bytes, NULL), "the harness reads its file");
    return bytes;
}

/* What is cut holds no later step, can be read, and stays as it is when it is cut again. */
static void check_cut(const struct run_folder *run, const char *path)
{
    struct metric_table table;
    struct fg_error error = {0};
    struct bytes once = read_file(path);
    if (harness_answer(metrics_read(&table, run, &error), &error)) {
        for (int i = 0; i < table.count; i++) {
            for (int k = 0; k < table.series[i].count; k++) {
                harness_want(table.series[i].steps[k] <= STEP, "later steps are cut");
            }
        }
        metrics_free(&table);
    }
    int broken = 0;
    bool cut = metrics_truncate(run, STEP, RECORDS, &broken, &error);
    harness_want(cut && broken == 0, "what was cut has no broken lines");
    struct bytes twice = read_file(path);
    harness_want(once.size == twice.size && memcmp(once.data, twice.data, once.size) == 0, "cut again, it is the same");
    free(once.data);
    free(twice.data);
}

/* metrics.jsonl as `resume` and the curves read it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[512], folder[512];
    struct run_folder run = {0};
    struct metric_table table;
    struct fg_error error = {0};
    int broken = 0;
    snprintf(run.path, sizeof run.path, "%s", harness_path(folder, ""));
    harness_write(path, "metrics.jsonl", data, size);
    if (harness_answer(metrics_read(&table, &run, &error), &error)) {
        metrics_free(&table);
    }
    if (harness_answer(metrics_truncate(&run, STEP, RECORDS, &broken, &error), &error)) {
        check_cut(&run, path);
    }
    return 0;
}
