#include "run/lock.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail_locked(const struct run_lock *lock, const struct run_folder *folder, struct fg_error *error)
{
    char text[24] = "", who[40] = "another process";
    ssize_t size = pread(lock->descriptor, text, sizeof text - 1, 0);
    long process = size > 0 ? strtol(text, NULL, 10) : 0;
    if (process > 0) {
        snprintf(who, sizeof who, "process %ld", process);
    }
    return fg_fail(error, FG_FAILED, "%s: %s is training this run: wait for its end, or stop it", folder->path, who);
}

/* The file may have been taken away, and made anew by another process, since it was opened. */
static bool is_in_place(const struct run_lock *lock)
{
    struct stat opened, there;
    if (fstat(lock->descriptor, &opened) != 0 || stat(lock->path, &there) != 0) {
        return errno != ENOENT;
    }
    return opened.st_ino == there.st_ino && opened.st_dev == there.st_dev;
}

enum outcome { TAKEN, TAKEN_AWAY, FAILED };

static enum outcome try_lock(struct run_lock *lock, const struct run_folder *folder, struct fg_error *error)
{
    lock->descriptor = open(lock->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    if (lock->descriptor < 0) {
        file_fail(lock->path, "cannot open", error);
        return FAILED;
    }
    enum outcome outcome = TAKEN;
    if (flock(lock->descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        fail_locked(lock, folder, error);
        outcome = FAILED;
    } else if (!is_in_place(lock)) {
        outcome = TAKEN_AWAY;
    }
    if (outcome != TAKEN) {
        close(lock->descriptor);
    }
    return outcome;
}

static void tell_process(int descriptor)
{
    if (ftruncate(descriptor, 0) == 0) {
        dprintf(descriptor, "%ld\n", (long)getpid());
    }
}

static void clean(const struct run_folder *folder)
{
    char samples[4096];
    file_writer_clean(folder->path);
    if (run_folder_path(folder, samples, sizeof samples, "samples", NULL)) {
        file_writer_clean(samples);
    }
}

bool run_lock_take(struct run_lock *lock, const struct run_folder *folder, struct fg_error *error)
{
    *lock = (struct run_lock){0};
    if (!run_folder_path(folder, lock->path, sizeof lock->path, ".lock", error)) {
        return false;
    }
    enum outcome outcome;
    do {
        outcome = try_lock(lock, folder, error);
    } while (outcome == TAKEN_AWAY);
    lock->held = outcome == TAKEN;
    if (lock->held) {
        tell_process(lock->descriptor);
        clean(folder);
    }
    return lock->held;
}

void run_lock_release(struct run_lock *lock)
{
    if (lock->held) {
        if (is_in_place(lock)) {
            unlink(lock->path);
        }
        close(lock->descriptor);
        lock->held = false;
    }
}
