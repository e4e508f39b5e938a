#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "forger/error.h"

#include <stddef.h>
#include <stdio.h>

/* Files. What is written appears under its name only when it is whole: it is written beside, synced, and renamed. */

struct bytes {
    unsigned char *data; /* one zero byte follows the last, which size does not count */
    size_t size;
};

/* Whether the path ends with, say, ".png". */
bool file_has_ending(const char *path, const char *ending);

bool file_exists(const char *path);
bool file_is_directory(const char *path);

/* "path: what: reason", with the reason that errno tells; returns false. */
bool file_fail(const char *path, const char *what, struct fg_error *error);

/* Open a file, a pipe or a device for reading. Never waits for somebody to write: a pipe that nobody writes to is an
 * error. The caller closes with fclose(). */
FILE *file_open(const char *path, struct fg_error *error);

/* The bytes of a regular file, 0 of all that has no size before it is read, such as a pipe. */
size_t file_size(FILE *stream);

/* The whole file, a pipe to its end, of at most `most` bytes: a larger file is an error before memory is taken for it.
 * The caller frees data. */
bool file_read_limited(const char *path, size_t most, struct bytes *bytes, struct fg_error *error);

/* The same, of at most half of the machine's memory. */
bool file_read(const char *path, struct bytes *bytes, struct fg_error *error);

bool file_write(const char *path, const void *data, size_t size, struct fg_error *error);

/* A file that is written piece by piece: open, write to stream, then commit, or discard, which removes it. Until then
 * it stands beside its place under a hidden name that nothing had, ".NAME.PROCESS-NUMBER.part". */
struct file_writer {
    FILE *stream;
    char path[4096];
    char temporary[4096 + 64];
};

bool file_writer_open(struct file_writer *writer, const char *path, struct fg_error *error);
bool file_writer_commit(struct file_writer *writer, struct fg_error *error);
void file_writer_discard(struct file_writer *writer);

/* Remove from a folder what writers left whose processes are dead, or had the number of this one, which must have no
 * writer there. */
void file_writer_clean(const char *folder);

/* Make the folder and those above it. An existing folder is no error. */
bool directory_make(const char *path, struct fg_error *error);

/* "folder/name" into path; fails where that is longer than the buffer. */
bool path_join(char *path, size_t size, const char *folder, const char *name, struct fg_error *error);

#endif
