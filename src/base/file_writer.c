#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool file_write(const char *path, const void *data, size_t size, struct fg_error *error)
{
    struct file_writer writer;
    if (!file_writer_open(&writer, path, error)) {
        return false;
    }
    fwrite(data, 1, size, writer.stream);
    return file_writer_commit(&writer, error);
}

/* A name that nothing has, so that two processes never write one file, and nothing of the user's is touched. */
static int make_temporary(struct file_writer *writer)
{
    enum { ATTEMPTS = 1000, NAME_LENGTH = 200 };
    const char *slash = strrchr(writer->path, '/');
    const char *name = slash ? slash + 1 : writer->path;
    int descriptor = -1;
    for (int i = 0; descriptor < 0 && i < ATTEMPTS && (i == 0 || errno == EEXIST); i++) {
        snprintf(writer->temporary, sizeof writer->temporary, "%.*s.%.*s.%ld-%d.part", (int)(name - writer->path),
                 writer->path, NAME_LENGTH, name, (long)getpid(), i);
        descriptor = open(writer->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    }
    return descriptor;
}

bool file_writer_open(struct file_writer *writer, const char *path, struct fg_error *error)
{
    if (strlen(path) >= sizeof writer->path) {
        return fg_fail(error, FG_FAILED, "%.60s...: the path is longer than %zu bytes", path, sizeof writer->path - 1);
    }
    strcpy(writer->path, path);
    int descriptor = make_temporary(writer);
    writer->stream = descriptor >= 0 ? fdopen(descriptor, "wb") : NULL;
    if (!writer->stream) {
        file_fail(path, "cannot write", error);
        if (descriptor >= 0) {
            close(descriptor);
            unlink(writer->temporary);
        }
    }
    return writer->stream != NULL;
}

/* A rename is lasting only when the folder is synced too. */
static void sync_folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    int descriptor = open(folder, O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) {
        fsync(descriptor);
        close(descriptor);
    }
}

bool file_writer_commit(struct file_writer *writer, struct fg_error *error)
{
    errno = 0;
    bool written = fflush(writer->stream) == 0 && !ferror(writer->stream) && fsync(fileno(writer->stream)) == 0;
    int reason = errno;
    written = fclose(writer->stream) == 0 && written;
    writer->stream = NULL;
    if (!written) {
        unlink(writer->temporary);
        errno = reason;
        return reason ? file_fail(writer->path, "cannot write", error)
                      : fg_fail(error, FG_FAILED, "%s: cannot write all of it: is the disk full?", writer->path);
    }
    if (rename(writer->temporary, writer->path) != 0) {
        reason = errno;
        unlink(writer->temporary);
        errno = reason;
        return file_fail(writer->path, "cannot rename the finished file to this name", error);
    }
    sync_folder_of(writer->path);
    return true;
}

void file_writer_discard(struct file_writer *writer)
{
    if (writer->stream) {
        fclose(writer->stream);
        unlink(writer->temporary);
        writer->stream = NULL;
    }
}

/* The process that a temporary name tells, 0 where it is no such name. */
static pid_t writer_of(const char *name)
{
    if (name[0] != '.' || !file_has_ending(name, ".part")) {
        return 0;
    }
    const char *end = name + strlen(name) - strlen(".part");
    const char *dash = memrchr(name, '-', (size_t)(end - name));
    const char *dot = dash ? memrchr(name, '.', (size_t)(dash - name)) : NULL;
    return dot ? (pid_t)strtol(dot + 1, NULL, 10) : 0;
}

/* In containers a program often has the number of the one before it. */
static bool is_dead(pid_t process)
{
    return process == getpid() || (kill(process, 0) != 0 && errno == ESRCH);
}

void file_writer_clean(const char *folder)
{
    DIR *entries = opendir(folder);
    for (const struct dirent *entry; entries && (entry = readdir(entries));) {
        pid_t process = writer_of(entry->d_name);
        if (process > 0 && is_dead(process)) {
            unlinkat(dirfd(entries), entry->d_name, 0);
        }
    }
    if (entries) {
        closedir(entries);
    }
}
