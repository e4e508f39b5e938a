#include "run/folder.h"

#include "base/file.h"
#include "full_disk.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A new empty working folder. */
static void enter_folder(char path[static 256])
{
    support_folder(path);
    cr_assert_eq(chdir(path), 0);
}

static void refuse_create(const char *out, const char *name, enum fg_code code, const char *part)
{
    struct run_folder folder;
    struct fg_error error = {0};
    cr_assert_not(run_folder_create(&folder, out, name, &error), "%s was made", out ? out : name);
    cr_assert_eq(error.code, code, "%s", error.message);
    support_contains(error.message, part);
}

Test(folder, names_are_numbered)
{
    char path[256];
    enter_folder(path);
    static const char *const want[] = {"outputs/x", "outputs/x-2", "outputs/x-3"};
    struct run_folder folder;
    for (int i = 0; i < 3; i++) {
        cr_assert(run_folder_create(&folder, NULL, "x", NULL));
        cr_assert_str_eq(folder.path, want[i]);
        cr_assert_eq(folder_entries(want[i]), 0, "samples/ is made where samples are drawn");
    }
    cr_assert_eq(rmdir("outputs/x-2"), 0);
    support_write("outputs", "y", "", 0, (char[512]){0});
    cr_assert(run_folder_create(&folder, NULL, "x", NULL));
    cr_assert_str_eq(folder.path, "outputs/x-2");
    cr_assert(run_folder_create(&folder, NULL, "y", NULL));
    cr_assert_str_eq(folder.path, "outputs/y-2", "a file has the name too");
}

Test(folder, out_with_new_parents)
{
    char path[256];
    enter_folder(path);
    struct run_folder folder;
    cr_assert(run_folder_create(&folder, "a/b//c/", "x", NULL));
    cr_assert_str_eq(folder.path, "a/b//c");
    cr_assert(file_is_directory("a/b/c"));
    cr_assert(run_folder_create(&folder, "d", "not/used", NULL));
    cr_assert(file_is_directory("d"));
    char absolute[512];
    snprintf(absolute, sizeof absolute, "%s/e/f", path);
    cr_assert(run_folder_create(&folder, absolute, "x", NULL));
    cr_assert(file_is_directory("e/f"));
}

Test(folder, nothing_is_overwritten)
{
    char path[256], file[512];
    enter_folder(path);
    const char *part = "exists already, and nothing is overwritten: say another folder";
    refuse_create(path, "x", FG_USAGE, part);
    refuse_create(".", "x", FG_USAGE, part);
    refuse_create("/", "x", FG_USAGE, part);
    support_write(path, "file", "", 0, file);
    refuse_create("file", "x", FG_USAGE, part);
    cr_assert_eq(symlink("nowhere", "link"), 0);
    refuse_create("link", "x", FG_USAGE, part);
    cr_assert_eq(folder_entries("."), 2);
}

Test(folder, a_failure_leaves_nothing)
{
    char path[256], file[512], long_name[320] = "new/deep/";
    enter_folder(path);
    support_write(path, "file", "", 0, file);
    refuse_create("file/run", "x", FG_FAILED, "file");
    refuse_create("file/deep/run", "x", FG_FAILED, "file");
    refuse_create("/proc/new/run", "x", FG_FAILED, "/proc/new: cannot make the folder");
    refuse_create("/proc/run", "x", FG_FAILED, "/proc/run: cannot make the run folder");
    memset(long_name + 9, 'n', 300);
    refuse_create(long_name, "x", FG_FAILED, "File name too long");
    support_write(path, "outputs", "", 0, file);
    refuse_create(NULL, "x", FG_FAILED, "outputs: ");
    cr_assert_eq(folder_entries("."), 2);
}

Test(folder, names_that_are_none)
{
    char path[256], name[300] = "";
    enter_folder(path);
    static const char *const names[] = {"", ".", "..", ".hidden", "a/b", "../x", "a\nb"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        refuse_create(NULL, names[i], FG_USAGE, "name: want a folder's name");
    }
    memset(name, 'n', 100);
    refuse_create(NULL, name, FG_USAGE, "under 100 letters");
    name[99] = '\0';
    cr_assert(run_folder_is_name(name));
    refuse_create("", "x", FG_USAGE, "out: want the path of a new folder");
    cr_assert_eq(folder_entries("."), 0);
}

Test(folder, paths_that_are_too_long)
{
    static char path[5000];
    memset(path, 'a', sizeof path - 1);
    refuse_create(path, "x", FG_FAILED, "the path is longer than 2047 bytes");
    struct run_folder folder;
    struct fg_error error = {0};
    cr_assert_not(run_folder_open(&folder, path, &error));
    support_contains(error.message, "the path is longer than 2047 bytes");
    strcpy(folder.path, "outputs/x");
    char small[16];
    cr_assert_not(run_folder_path(&folder, small, sizeof small, "metrics.jsonl", &error));
    support_contains(error.message, "the path is longer than 15 bytes");
}

Test(folder, each_of_many_at_once_gets_its_own)
{
    enum { PROCESSES = 8, EACH = 10 };
    char path[256];
    enter_folder(path);
    for (int i = 0; i < PROCESSES; i++) {
        pid_t child = fork();
        cr_assert_geq(child, 0);
        if (child == 0) {
            struct run_folder folder;
            bool done = true;
            for (int k = 0; k < EACH && done; k++) {
                done = run_folder_create(&folder, NULL, "x", NULL);
            }
            _exit(done ? 0 : 1);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        cr_assert_gt(wait(&status), 0);
        cr_assert_eq(status, 0);
    }
    cr_assert_eq(folder_entries("outputs"), PROCESSES * EACH);
    char last[64];
    snprintf(last, sizeof last, "outputs/x-%d", PROCESSES * EACH);
    cr_assert(file_is_directory(last));
}

Test(folder, remove)
{
    char path[256], file[512];
    enter_folder(path);
    support_write(path, "other", "kept", 4, file);
    struct run_folder folder;
    cr_assert(run_folder_create(&folder, "a/b", "x", NULL));
    cr_assert(directory_make("a/b/samples", NULL));
    support_write("a/b/samples", "step-000000.png", "x", 1, file);
    support_write("a/b", "config.yaml", "x", 1, file);
    run_folder_remove(&folder);
    cr_assert_eq(folder_entries("."), 1);
    cr_assert_eq(mkdir("a", 0777), 0);
    cr_assert(run_folder_create(&folder, "a/b", "x", NULL));
    run_folder_remove(&folder);
    cr_assert_eq(folder_entries("a"), 0, "a was there before");
}

Test(folder, open)
{
    char path[256], file[512];
    enter_folder(path);
    struct run_folder folder;
    cr_assert(run_folder_create(&folder, "run", "x", NULL));
    support_write("run", "config.yaml", "", 0, file);
    support_write("run", "last.safetensors", "", 0, file);
    cr_assert(run_folder_open(&folder, "run/", NULL));
    cr_assert_str_eq(folder.path, "run");
    cr_assert(run_folder_open(&folder, "run/last.safetensors", NULL));
    cr_assert_str_eq(folder.path, "run");
    cr_assert_eq(chdir("run"), 0);
    cr_assert(run_folder_open(&folder, "last.safetensors", NULL));
    cr_assert_str_eq(folder.path, ".");
    cr_assert(run_folder_open(&folder, ".", NULL));
}

Test(folder, open_what_is_no_run)
{
    char path[256], file[512];
    enter_folder(path);
    support_write(path, "file", "", 0, file);
    struct run_folder folder;
    struct fg_error error = {0};
    cr_assert_not(run_folder_open(&folder, "outputs/x", &error));
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, "outputs/x: there is no such run: want the folder of a training");
    cr_assert_not(run_folder_open(&folder, path, &error));
    support_contains(error.message, "not a run folder: there is no config.yaml in it");
    cr_assert_not(run_folder_open(&folder, "file", &error));
    support_contains(error.message, ".: not a run folder");
    cr_assert_not(run_folder_open(&folder, "", &error));
}

Test(folder, open_what_was_killed_at_its_start)
{
    char path[256], file[512];
    enter_folder(path);
    struct run_folder folder;
    struct fg_error error = {0};
    cr_assert(run_folder_create(&folder, "run", "x", NULL));
    support_write("run", ".lock", "", 0, file);
    support_write("run", "last.safetensors", "", 0, file);
    cr_assert_not(run_folder_open(&folder, "run", &error));
    support_contains(error.message, "run: holds no run yet: its training was ended before the first step, and the "
                                    "folder can be removed");
    support_write("run", "metrics.jsonl", "", 0, file);
    cr_assert_not(run_folder_open(&folder, "run", &error));
    support_contains(error.message, "run: not a run folder");
}

/* As somebody who is not root. */
Test(folder, open_what_may_not_be_read)
{
    char path[256], file[512];
    enter_folder(path);
    struct run_folder folder;
    struct fg_error error = {0};
    cr_assert(run_folder_create(&folder, "run", "x", NULL));
    support_write("run", "config.yaml", "", 0, file);
    cr_assert_eq(chmod(path, 0755) + chmod("run", 0), 0);
    cr_assert(geteuid() != 0 || setuid(65534) == 0);
    cr_assert_not(run_folder_open(&folder, "run", &error));
    cr_assert_str_eq(error.message, "run: cannot read the folder: Permission denied");
}
