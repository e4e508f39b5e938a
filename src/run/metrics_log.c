#include "run/folder.h"

#include "base/file.h"
#include "base/locale.h"
#include "run/json.h"
#include "run/metrics_read.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_LENGTH = 64, RECORD_SIZE = 64 + METRICS_MAX * (NAME_MAX_LENGTH + 32) };

static const char *const file_name = "metrics.jsonl";

static bool is_plain_name(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)name[i]) && !strchr("_.-/", name[i])) {
            return false;
        }
    }
    return length > 0 && length <= NAME_MAX_LENGTH;
}

void metrics_value_text(double value, char text[static 32])
{
    bool exact = value == floor(value) && fabs(value) < 1e15;
    if (isfinite(value)) {
        snprintf(text, 32, exact ? "%.0f" : "%.9g", value);
    } else {
        strcpy(text, "null");
    }
}

static int print_metric(char *at, size_t size, const struct metric *metric)
{
    char value[32];
    assert(is_plain_name(metric->name));
    metrics_value_text(metric->value, value);
    return snprintf(at, size, ",\"%s\":%s", metric->name, value);
}

static size_t print_record(char *record, size_t size, int64_t step, const struct metric *metrics, int count)
{
    locale_t before = locale_plain();
    size_t length = (size_t)snprintf(record, size, "{\"step\":%lld", (long long)step);
    for (int i = 0; i < count; i++) {
        length += (size_t)print_metric(record + length, size - length, &metrics[i]);
    }
    locale_restore(before);
    return length + (size_t)snprintf(record + length, size - length, "}\n");
}

/* Add the bytes, all of them or none. */
static bool append_bytes(int descriptor, const char *bytes, size_t count)
{
    struct stat before;
    if (fstat(descriptor, &before) != 0) {
        return false;
    }
    size_t written = 0;
    while (written < count) {
        ssize_t more = write(descriptor, bytes + written, count - written);
        if (more < 0 && errno != EINTR) {
            int reason = errno;
            bool restored = ftruncate(descriptor, before.st_size) == 0;
            errno = restored ? reason : errno;
            return false;
        }
        written += more > 0 ? (size_t)more : 0;
    }
    return true;
}

bool metrics_append(const struct run_folder *folder, int64_t step, const struct metric *metrics, int count,
                    struct fg_error *error)
{
    assert(count >= 0 && count <= METRICS_MAX);
    char path[4096], record[RECORD_SIZE];
    if (!run_folder_path(folder, path, sizeof path, file_name, error)) {
        return false;
    }
    size_t length = print_record(record, sizeof record, step, metrics, count);
    int descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0666);
    bool done = descriptor >= 0 && append_bytes(descriptor, record, length);
    if (!done) {
        fg_fail(error, FG_FAILED, "%s: cannot write: %s", path, strerror(errno));
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done;
}

/* Read up to the next line end or the end of the file, whatever its length: the bytes that fit go into line, the line
 * end too. Returns how many there were, 0 at the end. */
static size_t read_line(FILE *stream, char *line, size_t size)
{
    size_t length = 0;
    for (int letter = 0; letter != '\n' && (letter = getc_unlocked(stream)) != EOF; length++) {
        if (length < size) {
            line[length] = (char)letter;
        }
    }
    return length;
}

/* Whether these bytes are a whole line with a record; its step. */
static bool is_record(const char *line, size_t length, size_t size, double *step)
{
    if (length > size || line[length - 1] != '\n') {
        return false;
    }
    cJSON *record = json_parse(line, length, NULL);
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(record, "step");
    bool found = cJSON_IsNumber(item);
    *step = found ? item->valuedouble : 0;
    cJSON_Delete(record);
    return found;
}

/* Copy the records to keep; *later tells whether there were others. */
static void copy_records(FILE *to, FILE *from, int64_t step, int count, int *broken, bool *later)
{
    char line[RECORD_SIZE];
    double record;
    for (size_t length; (length = read_line(from, line, sizeof line)) > 0;) {
        if (!is_record(line, length, sizeof line, &record)) {
            ++*broken;
        } else if (record > (double)step || (record == (double)step && count-- <= 0)) {
            *later = true;
        } else {
            fwrite(line, 1, length, to);
        }
    }
}

static bool truncate_file(FILE *stream, const char *path, int64_t step, int count, int *broken, struct fg_error *error)
{
    struct file_writer writer;
    bool later = false;
    if (!file_writer_open(&writer, path, error)) {
        return false;
    }
    copy_records(writer.stream, stream, step, count, broken, &later);
    if (ferror(stream)) {
        file_fail(path, "cannot read", error);
        file_writer_discard(&writer);
        return false;
    }
    if (*broken == 0 && !later) {
        file_writer_discard(&writer);
        return true;
    }
    return file_writer_commit(&writer, error);
}

bool metrics_truncate(const struct run_folder *folder, int64_t step, int count, int *broken, struct fg_error *error)
{
    char path[4096];
    *broken = 0;
    if (!run_folder_path(folder, path, sizeof path, file_name, error)) {
        return false;
    }
    if (!file_exists(path)) {
        return true;
    }
    FILE *stream = file_open(path, error);
    if (!stream) {
        return false;
    }
    bool done = truncate_file(stream, path, step, count, broken, error);
    fclose(stream);
    return done;
}
