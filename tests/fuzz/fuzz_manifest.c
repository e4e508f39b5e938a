#include "harness.h"
#include "run/folder.h"

#include <string.h>

/* run.json: what was read is written and read as the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[512], folder[512];
    struct run_folder run = {0};
    struct run_manifest manifest, again;
    struct fg_error error = {0};
    snprintf(run.path, sizeof run.path, "%s", harness_path(folder, ""));
    harness_write(path, "run.json", data, size);
    if (harness_answer(run_manifest_read(&run, &manifest, &error), &error)) {
        harness_want(harness_answer(run_manifest_write(&run, &manifest, &error), &error), "a manifest is written");
        harness_want(harness_answer(run_manifest_read(&run, &again, &error), &error), "and read again");
        manifest.seconds = again.seconds; /* is kept to milliseconds */
        harness_want(memcmp(&manifest, &again, sizeof manifest) == 0, "it reads as the same");
    }
    return 0;
}
