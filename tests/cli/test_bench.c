#include "cli/cli_support.h"
#include "cli/examples.h"

#include <cJSON.h>
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static double number_of(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    cr_assert(cJSON_IsNumber(item), "no number %s", key);
    return item->valuedouble;
}

Test(end_to_end_bench_command, json)
{
    static const char *const nulls[] = {"torch_images_per_second", "torch_is_fair", "ratio", "torch_peak_memory_bytes",
                                        "torch_setting"};
    cli_enter();
    uint64_t before = cli_fingerprint(".");
    const struct cli_result *result = cli_want(0, NULL, "bench mlp --no-torch --rounds 1 --turn 1 --threads 2 --json");
    cJSON *array = cJSON_Parse(result->out);
    cr_assert(cJSON_IsArray(array) && cJSON_GetArraySize(array) == 1, "%s", result->out);
    const cJSON *object = cJSON_GetArrayItem(array, 0);
    cr_assert_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(object, "workload")), "mlp");
    cr_assert(cJSON_IsString(cJSON_GetObjectItem(object, "isa")));
    cr_assert_eq(number_of(object, "threads"), 2);
    cr_assert_gt(number_of(object, "images_per_second"), 0);
    cr_assert_gt(number_of(object, "peak_memory_bytes"), 0);
    double gflops = number_of(object, "gflops"), peak = number_of(object, "peak_gflops");
    cr_assert(gflops > 0 && peak > 0);
    cr_assert_float_eq(number_of(object, "percent_of_peak"), 100 * gflops / peak, 1e-6);
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++) {
        cr_assert(cJSON_IsNull(cJSON_GetObjectItem(object, nulls[i])), "%s", nulls[i]);
    }
    cJSON_Delete(array);
    cr_assert_eq(cli_fingerprint("."), before, "it left something behind");
}

Test(end_to_end_bench_command, table)
{
    cli_enter();
    const struct cli_result *result =
        cli_want(0, "workload   images/s  GFLOP/s  of peak     MB\nmlp ", "bench mlp --no-torch --rounds 1 --turn 1");
    cr_assert_null(strstr(result->out, "PyTorch"));
}

/* A script stands for Python whose PyTorch has the reference BLAS. */
Test(end_to_end_bench_command, unfair_pytorch)
{
    char folder[4096], path[8192];
    cli_enter();
    cli_write("python3", "#!/bin/sh\necho 'unfair PyTorch, reference BLAS: not a fair comparison'\n"
                         "while read n; do echo $n; done\n");
    cr_assert_eq(chmod("python3", 0755), 0);
    cr_assert(getcwd(folder, sizeof folder));
    snprintf(path, sizeof path, "%s:%s", folder, getenv("PATH"));
    cr_assert_eq(setenv("PATH", path, 1), 0);
    cli_want(0, "  PyTorch, reference BLAS: not a fair comparison\n", "bench mlp --rounds 1 --turn 1 --torch python3");
    const struct cli_result *result = cli_want(0, NULL, "bench mlp --rounds 1 --turn 1 --torch python3 --json");
    cJSON *array = cJSON_Parse(result->out);
    const cJSON *object = cJSON_GetArrayItem(array, 0);
    cr_assert(cJSON_IsNull(cJSON_GetObjectItem(object, "ratio")), "%s", result->out);
    cr_assert(cJSON_IsFalse(cJSON_GetObjectItem(object, "torch_is_fair")));
    cr_assert_gt(number_of(object, "torch_images_per_second"), 0);
    cJSON_Delete(array);
}

Test(end_to_end_bench_command, profile)
{
    cli_enter();
    examples_write_reader();
    examples_write_painter();
    uint64_t before = cli_fingerprint(".");
    const struct cli_result *result = cli_want(0, "\n  1.batchnorm ", "bench --profile reader.yaml --turn 1");
    cr_assert(strstr(result->out, "\nmodel ") && strstr(result->out, "\nbatch, loss, optimizer, waiting "));
    result = cli_want(0, "\ngenerator ", "bench --profile painter.yaml --turn 1 --threads 1");
    cr_assert(strstr(result->out, "\ndiscriminator ") && strstr(result->out, " GFLOP/s\n"));
    cr_assert_eq(cli_fingerprint("."), before, "it left something behind");
    cli_refuse(1, "nowhere.yaml", "bench --profile nowhere.yaml");
}
