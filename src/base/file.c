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

bool file_fail(const char *path, const char *what, struct fg_error *error)
{
    return fg_fail(error, FG_FAILED, "%s: %s: %s", path, what, strerror(errno));
}

/* A pipe that nobody writes to has an end at once, and no first byte. */
static bool is_written(FILE *stream)
{
    int first = getc(stream);
    return first != EOF && ungetc(first, stream) == first;
}

static bool check_kind(FILE *stream, const char *path, struct fg_error *error)
{
    struct stat status;
    if (fstat(fileno(stream), &status) != 0) {
        return file_fail(path, "cannot read", error);
    }
    if (S_ISDIR(status.st_mode)) {
        return fg_fail(error, FG_FAILED, "%s: is a folder, want a file", path);
    }
    return !S_ISFIFO(status.st_mode) || is_written(stream) ||
           fg_fail(error, FG_FAILED, "%s: is a pipe that nobody writes to, want a file", path);
}

FILE *file_open(const char *path, struct fg_error *error)
{
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    FILE *stream = descriptor >= 0 && fcntl(descriptor, F_SETFL, 0) == 0 ? fdopen(descriptor, "rb") : NULL;
    if (!stream) {
        file_fail(path, "cannot open", error);
        if (descriptor >= 0) {
            close(descriptor);
        }
        return NULL;
    }
    if (!check_kind(stream, path, error)) {
        fclose(stream);
        return NULL;
    }
    return stream;
}

size_t file_size(FILE *stream)
{
    struct stat status;
    return fstat(fileno(stream), &status) == 0 && S_ISREG(status.st_mode) ? (size_t)status.st_size : 0;
}

static bool read_sized(FILE *stream, const char *path, size_t size, struct bytes *bytes, struct fg_error *error)
{
    *bytes = (struct bytes){.data = memory_new(size + 1, 1, error), .size = size};
    return bytes->data && (fread(bytes->data, 1, size, stream) == size ||
                           fg_fail(error, FG_FAILED, "%s: cannot read all of its %zu bytes", path, size));
}

/* To the end, or to one byte more than there may be. */
static bool read_to_end(FILE *stream, const char *path, size_t most, struct bytes *bytes, struct fg_error *error)
{
    enum { FIRST = 1 << 16 };
    size_t capacity = 0;
    do {
        capacity = capacity ? 2 * capacity : FIRST;
        capacity = capacity > most ? most + 1 : capacity;
        unsigned char *data = realloc(bytes->data, capacity + 1);
        if (!data) {
            return fg_fail(error, FG_FAILED, "%s: out of memory", path);
        }
        bytes->data = data;
        bytes->size += fread(data + bytes->size, 1, capacity - bytes->size, stream);
    } while (bytes->size == capacity && bytes->size <= most);
    bytes->data[bytes->size] = '\0';
    if (ferror(stream)) {
        return file_fail(path, "cannot read", error);
    }
    return bytes->size <= most ||
           fg_fail(error, FG_FAILED, "%s: has more than %zu bytes, want at most that", path, most);
}

static bool read_stream(FILE *stream, const char *path, size_t most, struct bytes *bytes, struct fg_error *error)
{
    size_t size = file_size(stream);
    if (size > most) {
        return fg_fail(error, FG_FAILED, "%s: has %zu bytes, want at most %zu", path, size, most);
    }
    return size ? read_sized(stream, path, size, bytes, error) : read_to_end(stream, path, most, bytes, error);
}

bool file_read_limited(const char *path, size_t most, struct bytes *bytes, struct fg_error *error)
{
    *bytes = (struct bytes){0};
    FILE *stream = file_open(path, error);
    if (!stream) {
        return false;
    }
    bool done = read_stream(stream, path, most, bytes, error);
    fclose(stream);
    if (!done) {
        free(bytes->data);
        *bytes = (struct bytes){0};
    }
    return done;
}

bool file_read(const char *path, struct bytes *bytes, struct fg_error *error)
{
    return file_read_limited(path, memory_limit() / 2, bytes, error);
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
                                    : file_fail(part, "cannot make the folder", error);
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
