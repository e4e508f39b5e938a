#include "run/lock.h"

#include "base/file.h"
#include "support.h"

#include <criterion/criterion.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct run_folder new_folder(void)
{
    struct run_folder folder = {0};
    char path[256], samples[512];
    support_folder(path);
    strcpy(folder.path, path);
    snprintf(samples, sizeof samples, "%s/samples", path);
    cr_assert_eq(mkdir(samples, 0777), 0);
    return folder;
}

/* A process that takes the lock, and then waits to be killed. */
static pid_t start_holder(const struct run_folder *folder)
{
    int ready[2];
    char byte;
    cr_assert_eq(pipe(ready), 0);
    pid_t process = fork();
    cr_assert(process >= 0);
    if (process == 0) {
        struct run_lock lock;
        bool taken = run_lock_take(&lock, folder, NULL);
        if (write(ready[1], taken ? "y" : "n", 1) == 1) {
            pause();
        }
        _exit(0);
    }
    cr_assert_eq(read(ready[0], &byte, 1), 1);
    cr_assert_eq(byte, 'y');
    return process;
}

static void end(pid_t process)
{
    cr_assert_eq(kill(process, SIGKILL), 0);
    cr_assert_eq(waitpid(process, NULL, 0), process);
}

Test(lock, one_process_at_a_time)
{
    struct run_folder folder = new_folder();
    struct run_lock lock;
    struct fg_error error = {0};
    char part[2200];
    pid_t holder = start_holder(&folder);
    bool taken = run_lock_take(&lock, &folder, &error);
    end(holder);
    cr_assert_not(taken);
    cr_assert_eq(error.code, FG_FAILED);
    snprintf(part, sizeof part, "%s: process %ld is training this run: wait", folder.path, (long)holder);
    support_contains(error.message, part);
    run_lock_release(&lock);
}

/* It leaves its file, and half of a checkpoint. */
Test(lock, of_a_dead_process_locks_nothing)
{
    struct run_folder folder = new_folder();
    struct run_lock lock;
    char path[2200], name[64], half[512], picture[512];
    pid_t holder = start_holder(&folder);
    end(holder);
    snprintf(path, sizeof path, "%s/.lock", folder.path);
    cr_assert(file_exists(path));
    snprintf(name, sizeof name, ".last.safetensors.%ld-0.part", (long)holder);
    support_write(folder.path, name, "half", 4, half);
    snprintf(name, sizeof name, "samples/.step-000001.png.%ld-0.part", (long)holder);
    support_write(folder.path, name, "half", 4, picture);
    cr_assert(run_lock_take(&lock, &folder, NULL));
    cr_assert_not(file_exists(half));
    cr_assert_not(file_exists(picture));
    run_lock_release(&lock);
    cr_assert_not(file_exists(path));
    run_lock_release(&lock);
}

Test(lock, comes_back_after_its_release)
{
    struct run_folder folder = new_folder();
    struct run_lock lock, other;
    cr_assert(run_lock_take(&lock, &folder, NULL));
    cr_assert_not(run_lock_take(&other, &folder, NULL));
    run_lock_release(&lock);
    cr_assert(run_lock_take(&other, &folder, NULL));
    run_lock_release(&other);
    strcpy(folder.path, "/nowhere");
    struct fg_error error = {0};
    cr_assert_not(run_lock_take(&lock, &folder, &error));
    support_contains(error.message, "/nowhere/.lock: cannot open: No such file");
}

/* A run was moved while it was trained, and another one begun in its place. */
Test(lock, of_another_run_in_its_place_stays)
{
    struct run_folder folder = new_folder();
    struct run_lock lock, other, third;
    char moved[sizeof folder.path + 16];
    snprintf(moved, sizeof moved, "%s/moved", folder.path);
    snprintf(folder.path + strlen(folder.path), 16, "/run");
    cr_assert_eq(mkdir(folder.path, 0777), 0);
    cr_assert(run_lock_take(&lock, &folder, NULL));
    cr_assert_eq(rename(folder.path, moved), 0);
    cr_assert_eq(mkdir(folder.path, 0777), 0);
    cr_assert(run_lock_take(&other, &folder, NULL));
    run_lock_release(&lock);
    cr_assert_not(run_lock_take(&third, &folder, NULL));
    run_lock_release(&other);
}
