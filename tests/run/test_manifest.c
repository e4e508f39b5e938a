#include "run/folder.h"

#include "base/file.h"
#include "forger/version.h"
#include "full_disk.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct run_folder new_folder(void)
{
    struct run_folder folder = {0};
    char path[256];
    support_folder(path);
    strcpy(folder.path, path);
    return folder;
}

static struct run_manifest example(void)
{
    return (struct run_manifest){
        .status = "stopped early",
        .name = "mnist-cnn",
        .task = "classify",
        .command = "forger train \"my experiment\\x.yaml\" optimizer.lr=1e-3\tname=\xc3\xa9",
        .seed = 7,
        .threads = 2,
        .height = 28,
        .width = 14,
        .channels = 3,
        .classes = 10,
        .steps = 4690,
        .total_steps = INT64_C(5000000000),
        .seconds = 12.3456789,
        .started = "2026-01-31T12:00:00Z",
    };
}

Test(manifest, comes_back)
{
    struct run_folder folder = new_folder();
    struct run_manifest manifest = example(), again;
    struct fg_error error = {0};
    cr_assert(run_manifest_write(&folder, &manifest, &error), "%s", error.message);
    cr_assert(run_manifest_read(&folder, &again, &error), "%s", error.message);
    cr_assert_str_eq(again.status, manifest.status);
    cr_assert_str_eq(again.name, manifest.name);
    cr_assert_str_eq(again.task, manifest.task);
    cr_assert_str_eq(again.command, manifest.command);
    cr_assert_eq(again.seed, 7);
    cr_assert_eq(again.threads, 2);
    cr_assert_eq(again.height, 28);
    cr_assert_eq(again.width, 14);
    cr_assert_eq(again.channels, 3);
    cr_assert_eq(again.classes, 10);
    cr_assert_eq(again.steps, 4690);
    cr_assert_eq(again.total_steps, INT64_C(5000000000));
    cr_assert_eq(again.seconds, 12.346);
    cr_assert_str_eq(again.started, manifest.started);
    cr_assert_str_eq(again.ended, "");
}

Test(manifest, class_names_come_back)
{
    struct run_folder folder = new_folder();
    struct run_manifest manifest = example(), again;
    struct fg_error error = {0};
    cr_assert(run_manifest_write(&folder, &manifest, &error), "%s", error.message);
    cr_assert(run_manifest_read(&folder, &again, &error), "%s", error.message);
    cr_assert_str_empty(again.class_names[0]);
    manifest.classes = 2;
    strcpy(manifest.class_names[0], "a \"cat\"");
    memset(manifest.class_names[1], '\x01', FG_CLASS_NAME_SIZE - 1);
    cr_assert(run_manifest_write(&folder, &manifest, &error), "%s", error.message);
    cr_assert(run_manifest_read(&folder, &again, &error), "%s", error.message);
    cr_assert_str_eq(again.class_names[0], manifest.class_names[0]);
    cr_assert_str_eq(again.class_names[1], manifest.class_names[1]);
    cr_assert_str_empty(again.class_names[2]);
    /* The longest that can be written can be read. */
    manifest.classes = RUN_CLASSES_MAX;
    for (int i = 0; i < RUN_CLASSES_MAX; i++) {
        memcpy(manifest.class_names[i], manifest.class_names[1], FG_CLASS_NAME_SIZE);
    }
    cr_assert(run_manifest_write(&folder, &manifest, &error), "%s", error.message);
    cr_assert(run_manifest_read(&folder, &again, &error), "%s", error.message);
    cr_assert_str_eq(again.class_names[RUN_CLASSES_MAX - 1], manifest.class_names[1]);
}

Test(manifest, every_seed_comes_back)
{
    struct run_folder folder = new_folder();
    static const uint64_t seeds[] = {0, 1, UINT64_C(1) << 53, (UINT64_C(1) << 53) + 1, UINT64_MAX};
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        struct run_manifest manifest = example(), again;
        manifest.seed = seeds[i];
        cr_assert(run_manifest_write(&folder, &manifest, NULL));
        cr_assert(run_manifest_read(&folder, &again, NULL));
        cr_assert_eq(again.seed, seeds[i]);
    }
}

Test(manifest, tells_version_and_machine)
{
    struct run_folder folder = new_folder();
    struct run_manifest manifest = example();
    cr_assert(run_manifest_write(&folder, &manifest, NULL));
    char path[4096];
    struct bytes bytes;
    cr_assert(run_folder_path(&folder, path, sizeof path, "run.json", NULL));
    cr_assert(file_read(path, &bytes, NULL));
    const char *text = (const char *)bytes.data;
    support_contains(text, "\"version\":\t\"" FG_VERSION "\"");
    static const char *const keys[] = {"\"cpu\"", "\"cores\"", "\"memory_bytes\"", "\"system\"", "\"compiler\""};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        support_contains(text, keys[i]);
    }
    cr_assert_eq(text[bytes.size - 1], '\n');
    free(bytes.data);
}

static void refuse(const char *content, const char *part)
{
    static struct run_folder folder; /* one for all calls of a test */
    if (!folder.path[0]) {
        folder = new_folder();
    }
    struct run_manifest manifest;
    struct fg_error error = {0};
    char path[512];
    support_write(folder.path, "run.json", content, strlen(content), path);
    cr_assert_not(run_manifest_read(&folder, &manifest, &error), "%s was read", content);
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, path);
    support_contains(error.message, part);
}

/* A good file with one thing changed. */
static void refuse_change(const char *old, const char *new, const char *part)
{
    static const char good[] = "{\"status\":\"finished\",\"name\":\"x\",\"task\":\"gan\",\"command\":\"\",\"seed\":1,"
                               "\"threads\":2,\"height\":28,\"width\":28,\"channels\":1,\"classes\":10,\"steps\":3,"
                               "\"total_steps\":4,\"seconds\":5,\"started\":\"\",\"ended\":\"\"}";
    char content[1024];
    const char *at = strstr(good, old);
    cr_assert(at);
    snprintf(content, sizeof content, "%.*s%s%s", (int)(at - good), good, new, at + strlen(old));
    refuse(content, part);
}

Test(manifest, broken)
{
    refuse("", "want a JSON object");
    refuse("{\"status\":", "want a JSON object");
    refuse("[1]", "want a JSON object");
    refuse_change("\"steps\":3,", "", "steps: want an integer in 0..9007199254740992, it is missing");
    refuse_change("\"steps\":3", "\"steps\":3.5", "steps: want an integer");
    refuse_change("\"steps\":3", "\"steps\":1e300", "steps: want an integer");
    refuse_change("\"threads\":2", "\"threads\":3000000000", "threads: want an integer");
    refuse_change("\"threads\":2", "\"threads\":true", "threads: want an integer");
    refuse_change("\"seed\":1", "\"seed\":-1", "seed: want an integer of at least 0");
    refuse_change("\"seed\":1", "\"seed\":1e17", "seed: want an integer of at least 0");
    refuse_change("\"seed\":1", "\"seed\":\"-1\"", "seed: want an integer of at least 0");
    refuse_change("\"seed\":1", "\"seed\":\"99999999999999999999\"", "seed: want an integer of at least 0");
    refuse_change("\"seed\":1", "\"seed\":\"\"", "seed: want an integer of at least 0");
    refuse_change("\"seconds\":5", "\"seconds\":\"5\"", "seconds: want a number in 0..1000000000000");
    refuse_change("\"finished\"", "7", "status: want text");
    refuse_change("\"finished\"", "\"a status that is longer than any status\"", "status: want text");
}

Test(manifest, bad_class_names)
{
    static const char want[] = "class_names: want a list of names, at most 256 of at most 63 bytes";
    refuse_change("\"steps\":3", "\"class_names\":7,\"steps\":3", want);
    refuse_change("\"steps\":3", "\"class_names\":[\"a\",\"\"],\"steps\":3", want);
    refuse_change("\"steps\":3", "\"class_names\":[\"a\",2],\"steps\":3", want);
    refuse_change("\"steps\":3",
                  "\"class_names\":[\"0123456789012345678901234567890123456789012345678901234567890123\"],\"steps\":3",
                  want);
    refuse_change("\"steps\":3", "\"class_names\":[\"a\",\"b\"],\"steps\":3",
                  "class_names: want one for each of the 10 classes, got 2");
}

Test(manifest, numbers_out_of_range)
{
    refuse_change("\"threads\":2", "\"threads\":0", "threads: want an integer in 1..2147483647");
    refuse_change("\"height\":28", "\"height\":0", "height: want an integer in 1..65535");
    refuse_change("\"width\":28", "\"width\":-28", "width: want an integer in 1..65535");
    refuse_change("\"channels\":1", "\"channels\":65536", "channels: want an integer in 1..65535");
    refuse_change("\"classes\":10", "\"classes\":3000", "classes: want an integer in 0..256");
    refuse_change("\"classes\":10", "\"classes\":-1", "classes: want an integer in 0..256");
    refuse_change("\"steps\":3", "\"steps\":-1", "steps: want an integer in 0..9007199254740992");
    refuse_change("\"total_steps\":4", "\"total_steps\":-1", "total_steps: want an integer in 0..");
    refuse_change("\"seconds\":5", "\"seconds\":1e999", "seconds: want a number in 0..1000000000000");
    refuse_change("\"seconds\":5", "\"seconds\":-5", "seconds: want a number in 0..1000000000000");
    refuse_change("\"seconds\":5", "\"seconds\":null", "seconds: want a number in 0..1000000000000");
    refuse_change("\"height\":28,\"width\":28,\"channels\":1", "\"height\":65535,\"width\":65535,\"channels\":65535",
                  "height, width and channels: an image of 65535x65535x65535 is too large");
}

Test(manifest, too_large)
{
    struct run_folder folder = new_folder();
    struct run_manifest manifest;
    struct fg_error error = {0};
    char path[512];
    support_write(folder.path, "run.json", "{}", 2, path);
    cr_assert_eq(truncate(path, (off_t)6 << 30), 0);
    cr_assert_not(run_manifest_read(&folder, &manifest, &error));
    support_contains(error.message, "run.json: has 6442450944 bytes, want at most 262144");
}

Test(manifest, missing)
{
    struct run_folder folder = new_folder();
    struct run_manifest manifest;
    struct fg_error error = {0};
    cr_assert_not(run_manifest_read(&folder, &manifest, &error));
    support_contains(error.message, "run.json: cannot open");
}

Test(manifest, full_disk_leaves_what_was_there)
{
    struct run_folder folder = new_folder();
    struct run_manifest manifest = example(), again;
    struct fg_error error = {0};
    cr_assert(run_manifest_write(&folder, &manifest, NULL));
    manifest.steps++;
    full_disk(50);
    bool done = run_manifest_write(&folder, &manifest, &error);
    full_disk_end();
    cr_assert_not(done);
    support_contains(error.message, "run.json: cannot write");
    cr_assert_eq(folder_entries(folder.path), 1);
    cr_assert(run_manifest_read(&folder, &again, NULL));
    cr_assert_eq(again.steps, manifest.steps - 1);
}
