#include "run/folder.h"

#include "base/file.h"
#include "full_disk.h"
#include "run/metrics_read.h"
#include "support.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct run_folder new_folder(void)
{
    struct run_folder folder = {0};
    char path[256];
    support_folder(path);
    strcpy(folder.path, path);
    return folder;
}

static void set_content(const struct run_folder *folder, const char *content)
{
    char path[512];
    support_write(folder->path, "metrics.jsonl", content, strlen(content), path);
}

static void check_content(const struct run_folder *folder, const char *want)
{
    char path[4096];
    struct bytes bytes;
    cr_assert(run_folder_path(folder, path, sizeof path, "metrics.jsonl", NULL));
    cr_assert(file_read(path, &bytes, NULL));
    cr_assert_str_eq((const char *)bytes.data, want);
    free(bytes.data);
}

/* How many lines were no records. */
static int truncate_metrics(const struct run_folder *folder, int64_t step)
{
    int broken = -1;
    struct fg_error error = {0};
    cr_assert(metrics_truncate(folder, step, METRICS_MAX, &broken, &error), "%s", error.message);
    return broken;
}

Test(metrics, append)
{
    struct run_folder folder = new_folder();
    cr_assert(metrics_append(&folder, 100, (struct metric[]){{"loss", 0.25}, {"learning_rate", 1e-4}}, 2, NULL));
    cr_assert(metrics_append(&folder, 200, NULL, 0, NULL));
    check_content(&folder, "{\"step\":100,\"loss\":0.25,\"learning_rate\":0.0001}\n{\"step\":200}\n");
}

Test(metrics, numbers)
{
    struct run_folder folder = new_folder();
    const struct metric metrics[] = {{"a", NAN},  {"b", INFINITY}, {"c", -INFINITY},    {"d", 1.0 / 3},
                                     {"e", 1e14}, {"f", -0.0},     {"g", 123456789012}, {"h", 1e300}};
    cr_assert(metrics_append(&folder, INT64_MAX, metrics, 8, NULL));
    check_content(&folder, "{\"step\":9223372036854775807,\"a\":null,\"b\":null,\"c\":null,\"d\":0.333333333,"
                           "\"e\":100000000000000,\"f\":-0,\"g\":123456789012,\"h\":1e+300}\n");
}

Test(metrics, as_many_as_fit)
{
    struct run_folder folder = new_folder();
    struct metric metrics[METRICS_MAX];
    for (int i = 0; i < METRICS_MAX; i++) {
        metrics[i] = (struct metric){"a.name-of_sixty/four.letters.a.name.of.sixty.four.letters.a.name", -1.0 / 3e-200};
    }
    cr_assert(metrics_append(&folder, INT64_MIN, metrics, METRICS_MAX, NULL));
    cr_assert_eq(truncate_metrics(&folder, -1), 0);
    cr_assert_eq(folder_entries(folder.path), 1);
}

Test(metrics, append_fails_whole)
{
    struct fg_error error = {0};
    struct run_folder folder = {.path = "/nowhere/run"};
    cr_assert_not(metrics_append(&folder, 1, NULL, 0, &error));
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, "/nowhere/run/metrics.jsonl: cannot write: No such file");
    folder = new_folder();
    cr_assert(metrics_append(&folder, 1, NULL, 0, NULL));
    full_disk(17);
    bool done = metrics_append(&folder, 2, NULL, 0, &error);
    full_disk_end();
    cr_assert_not(done);
    support_contains(error.message, "cannot write: File too large");
    check_content(&folder, "{\"step\":1}\n");
}

Test(metrics, truncate_drops_later_records)
{
    struct run_folder folder = new_folder();
    set_content(&folder, "{\"step\":100,\"loss\":1}\n{\"step\":200,\"loss\":2}\n{\"step\":300,\"loss\":3}\n");
    cr_assert_eq(truncate_metrics(&folder, 200), 0);
    check_content(&folder, "{\"step\":100,\"loss\":1}\n{\"step\":200,\"loss\":2}\n");
    cr_assert_eq(truncate_metrics(&folder, 0), 0);
    check_content(&folder, "");
    cr_assert_eq(truncate_metrics(&folder, 0), 0);
    cr_assert_eq(folder_entries(folder.path), 1);
}

Test(metrics, truncate_drops_half_a_line)
{
    static const char *const halves[] = {"{", "{\"step\":200,\"lo", "{\"step\":200}", "{\"step\":1}", "\xff\xfe"};
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        struct run_folder folder = new_folder();
        char content[256];
        snprintf(content, sizeof content, "{\"step\":100}\n%s", halves[i]);
        set_content(&folder, content);
        cr_assert_eq(truncate_metrics(&folder, 1000), 1);
        check_content(&folder, "{\"step\":100}\n");
    }
}

Test(metrics, truncate_without_file)
{
    struct run_folder folder = new_folder();
    cr_assert_eq(truncate_metrics(&folder, 5), 0);
    cr_assert_eq(folder_entries(folder.path), 0);
}

Test(metrics, truncate_drops_what_is_no_record)
{
    static const char *const lines[] = {"", "{}", "3", "{\"step\":\"7\"}", "{\"step\":1", "[1]", "\x1b[31m"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct run_folder folder = new_folder();
        char content[256];
        snprintf(content, sizeof content, "{\"step\":100}\n%s\n{\"step\":200}\n{\"step\":300}\n", lines[i]);
        set_content(&folder, content);
        cr_assert_eq(truncate_metrics(&folder, 200), 1);
        check_content(&folder, "{\"step\":100}\n{\"step\":200}\n");
    }
}

Test(metrics, truncate_drops_lines_of_any_length)
{
    enum { SIZE = 100000 };
    struct run_folder folder = new_folder();
    char *content = malloc(SIZE + 64), path[512];
    cr_assert(content);
    memset(content, 0, SIZE);
    strcpy(content + SIZE, "\n{\"step\":1}\n{\"step\":2");
    support_write(folder.path, "metrics.jsonl", content, SIZE + strlen(content + SIZE), path);
    free(content);
    cr_assert_eq(truncate_metrics(&folder, 7), 2);
    check_content(&folder, "{\"step\":1}\n");
}

Test(metrics, truncate_on_a_full_disk_keeps_the_file)
{
    struct run_folder folder = new_folder();
    const char *content = "{\"step\":100}\n{\"step\":200}\n{\"step\":300}\n";
    set_content(&folder, content);
    full_disk(5);
    int broken;
    bool done = metrics_truncate(&folder, 200, METRICS_MAX, &broken, NULL);
    full_disk_end();
    cr_assert_not(done);
    check_content(&folder, content);
    cr_assert_eq(folder_entries(folder.path), 1);
}

Test(metrics, truncate_keeps_some_of_a_step)
{
    int broken;
    struct run_folder folder = new_folder();
    set_content(&folder,
                "{\"step\":1}\n{\"step\":2,\"a\":1}\n{\"step\":2,\"b\":2}\n{\"step\":2,\"c\":3}\n{\"step\":3}\n");
    cr_assert(metrics_truncate(&folder, 2, 2, &broken, NULL));
    check_content(&folder, "{\"step\":1}\n{\"step\":2,\"a\":1}\n{\"step\":2,\"b\":2}\n");
    cr_assert(metrics_truncate(&folder, 2, 0, &broken, NULL));
    check_content(&folder, "{\"step\":1}\n");
}

/* Curves that are drawn while a run is trained, and those of a resumed one, are of the same numbers. */
Test(metrics, added_is_what_is_read)
{
    struct run_folder folder = new_folder();
    static const double values[] = {1.0 / 3, -2e-7 / 3, 1e17 / 3, 123456789012.0, 0.5, NAN, INFINITY, 1e20};
    struct metric_table added = {0}, read;
    for (int i = 0; i < (int)(sizeof values / sizeof *values); i++) {
        struct metric metrics[] = {{"a", values[i]}, {i % 2 ? "b" : "c", -values[i]}};
        cr_assert(metrics_append(&folder, 10 * i, metrics, 2, NULL));
        cr_assert(metrics_add(&added, 10 * i, metrics, 2));
    }
    cr_assert(metrics_read(&read, &folder, NULL));
    cr_assert_eq(read.count, 3);
    cr_assert_eq(added.count, 3);
    for (int i = 0; i < 3; i++) {
        struct metric_series *a = &added.series[i], *b = &read.series[i];
        cr_assert_str_eq(a->name, b->name);
        cr_assert_eq(a->count, b->count);
        for (int k = 0; k < a->count; k++) {
            cr_assert(a->steps[k] == b->steps[k] &&
                      (a->values[k] == b->values[k] || (isnan(a->values[k]) && isnan(b->values[k]))));
        }
    }
    metrics_free(&added);
    metrics_free(&read);
}
