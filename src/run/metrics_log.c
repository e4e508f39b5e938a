#include "run/folder.h"

#include "base/file.h"
#include "base/text.h"

#include <cJSON.h>

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

static int print_metric(char *at, size_t size, const struct metric *metric)
{
    assert(is_plain_name(metric->name));
    double value = metric->value;
    if (!isfinite(value)) {
        return snprintf(at, size, ",\"%s\":null", metric->name);
    }
    bool exact = value == floor(value) && fabs(value) < 1e15;
    return snprintf(at, size, exact ? ",\"%s\":%.0f" : ",\"%s\":%.9g", metric->name, value);
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
    size_t length = (size_t)snprintf(record, sizeof record, "{\"step\":%lld", (long long)step);
    for (int i = 0; i < count; i++) {
        length += (size_t)print_metric(record + length, sizeof record - length, &metrics[i]);
    }
    length += (size_t)snprintf(record + length, sizeof record - length, "}\n");
    int descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    bool done = descriptor >= 0 && append_bytes(descriptor, record, length);
    if (!done) {
        fg_fail(error, FG_FAILED, "%s: cannot write: %s", path, strerror(errno));
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done;
}

/* The step of a record, or false where the line is none. */
static bool record_step(const char *line, size_t length, double *step)
{
    cJSON *record = cJSON_ParseWithLength(line, length);
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(record, "step");
    bool found = cJSON_IsNumber(item);
    *step = found ? item->valuedouble : 0;
    cJSON_Delete(record);
    return found;
}

/* The records to keep. */
static bool select_records(struct text *kept, const struct bytes *bytes, const char *path, int64_t step,
                           struct fg_error *error)
{
    const char *line = (const char *)bytes->data, *end = line + bytes->size;
    for (int number = 1; line < end; number++) {
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        if (!line_end) {
            break;
        }
        double record;
        if (!record_step(line, (size_t)(line_end - line), &record)) {
            return fg_fail(error, FG_FAILED, "%s:%d: want a JSON object with a step", path, number);
        }
        if (record <= (double)step) {
            text_add_bytes(kept, line, (size_t)(line_end + 1 - line));
        }
        line = line_end + 1;
    }
    return !kept->failed || fg_fail(error, FG_FAILED, "%s: out of memory", path);
}

bool metrics_truncate(const struct run_folder *folder, int64_t step, struct fg_error *error)
{
    char path[4096];
    struct bytes bytes;
    if (!run_folder_path(folder, path, sizeof path, file_name, error)) {
        return false;
    }
    if (!file_exists(path)) {
        return true;
    }
    if (!file_read(path, &bytes, error)) {
        return false;
    }
    struct text kept = {0};
    bool done = select_records(&kept, &bytes, path, step, error);
    if (done && kept.length < bytes.size) {
        done = file_write(path, kept.data ? kept.data : "", kept.length, error);
    }
    free(bytes.data);
    text_free(&kept);
    return done;
}
