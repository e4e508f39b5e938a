#include "base/file.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_has_ending(const char *path, const char *ending)
{
    size_t length = strlen(path), ending_length = strlen(ending);
    return length >= ending_length && strcmp(path + length - ending_length, ending) == 0;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool file_is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool fail_with_errno(struct fg_error *error, const char *what, const char *path)
{
    return fg_fail(error, FG_FAILED, "%s: %s: %s", path, what, strerror(errno));
}

static bool read_stream(FILE *stream, const char *path, struct bytes *bytes, struct fg_error *error)
{
    struct stat status;
    if (fstat(fileno(stream), &status) != 0) {
        return fail_with_errno(error, "cannot read", path);
    }
    if (S_ISDIR(status.st_mode)) {
        return fg_fail(error, FG_FAILED, "%s: is a folder, want a file", path);
    }
    size_t size = (size_t)status.st_size;
    unsigned char *data = memory_new(size + 1, 1, error);
    if (!data) {
        return false;
    }
    if (fread(data, 1, size, stream) != size) {
        free(data);
        return fg_fail(error, FG_FAILED, "%s: cannot read all of its %zu bytes", path, size);
    }
    *bytes = (struct bytes){.data = data, .size = size};
    return true;
}

bool file_read(const char *path, struct bytes *bytes, struct fg_error *error)
{
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        return fail_with_errno(error, "cannot open", path);
    }
    bool done = read_stream(stream, path, bytes, error);
    fclose(stream);
    return done;
}

bool file_write(const char *path, const void *data, size_t size, struct fg_error *error)
{
    struct file_writer writer;
    if (!file_writer_open(&writer, path, error)) {
        return false;
    }
    fwrite(data, 1, size, writer.stream);
    return file_writer_commit(&writer, error);
}

bool file_writer_open(struct file_writer *writer, const char *path, struct fg_error *error)
{
    if (strlen(path) >= sizeof writer->path) {
        return fg_fail(error, FG_FAILED, "%.60s...: the path is longer than %zu bytes", path, sizeof writer->path - 1);
    }
    strcpy(writer->path, path);
    snprintf(writer->temporary, sizeof writer->temporary, "%s.part", path);
    writer->stream = fopen(writer->temporary, "wb");
    return writer->stream || fail_with_errno(error, "cannot write", path);
}

/* A rename is lasting only when the folder is synced too. */
static void sync_folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    int descriptor = open(folder, O_RDONLY);
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
        return reason ? fail_with_errno(error, "cannot write", writer->path)
                      : fg_fail(error, FG_FAILED, "%s: cannot write all of it: is the disk full?", writer->path);
    }
    if (rename(writer->temporary, writer->path) != 0) {
        reason = errno;
        unlink(writer->temporary);
        errno = reason;
        return fail_with_errno(error, "cannot rename the finished file to this name", writer->path);
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

bool directory_make(const char *path, struct fg_error *error)
{
    char part[4096];
    if (strlen(path) >= sizeof part) {
        return fg_fail(error, FG_FAILED, "%.60s...: the path is longer than %zu bytes", path, sizeof part - 1);
    }
    for (size_t i = 1; i <= strlen(path); i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        snprintf(part, sizeof part, "%.*s", (int)i, path);
        int reason = mkdir(part, 0777) == 0 ? 0 : errno;
        if (reason && !file_is_directory(part)) {
            errno = reason;
            return reason == EEXIST ? fg_fail(error, FG_FAILED, "%s: is a file, want a folder", part)
                                    : fail_with_errno(error, "cannot make the folder", part);
        }
    }
    return true;
}

bool path_join(char *path, size_t size, const char *folder, const char *name, struct fg_error *error)
{
    size_t length = strlen(folder);
    const char *slash = length && folder[length - 1] == '/' ? "" : "/";
    int written = snprintf(path, size, "%s%s%s", folder, slash, name);
    return (written >= 0 && (size_t)written < size) ||
           fg_fail(error, FG_FAILED, "%.60s...: the path is longer than %zu bytes", folder, size - 1);
}
