#include "run/json.h"

#include "run/folder.h"
#include "run/safetensors.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(json, integers)
{
    long long value;
    cJSON *list = json_parse("[3, 3.5, \"3\", -1, 1e999, 4]", 28, NULL);
    static const bool good[] = {true, false, false, false, false, true};
    for (int i = 0; i < 6; i++) {
        cr_assert_eq(json_integer(cJSON_GetArrayItem(list, i), 0, 4, &value), good[i]);
    }
    cr_assert_eq(value, 4);
    cr_assert_not(json_integer(NULL, 0, 4, &value));
    cJSON_Delete(list);
}

/* What this library writes and reads has decimal points. */
Test(end_to_end_locale, of_files)
{
    char path[512], folder_path[256];
    support_comma_locale();
    support_folder(folder_path);
    struct run_folder folder = {0};
    struct run_manifest manifest = {.threads = 1, .height = 1, .width = 1, .channels = 1, .seconds = 1.5}, again;
    struct fg_error error = {0};
    strcpy(folder.path, folder_path);
    cr_assert(run_manifest_write(&folder, &manifest, NULL));
    cr_assert(run_manifest_read(&folder, &again, &error), "%s", error.message);
    cr_assert_eq(again.seconds, 1.5);
    cr_assert(metrics_append(&folder, 7, (struct metric[]){{"loss", 0.25}}, 1, NULL));
    snprintf(path, sizeof path, "%s/metrics.jsonl", folder_path);
    char line[64];
    FILE *stream = fopen(path, "r");
    cr_assert(stream && fgets(line, sizeof line, stream));
    fclose(stream);
    cr_assert_str_eq(line, "{\"step\":7,\"loss\":0.25}\n");
    cJSON *number = json_parse("-2.5e-1", 7, NULL);
    cr_assert_eq(cJSON_GetNumberValue(number), -0.25);
    char *text = json_print(number, false);
    cr_assert_str_eq(text, "-0.25");
    free(text);
    cJSON_Delete(number);
    char shown[32];
    snprintf(shown, sizeof shown, "%.1f", 0.5);
    cr_assert_str_eq(shown, "0,5", "the host's locale is as it was");
}
