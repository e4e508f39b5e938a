#include "golden.h"

#include <criterion/criterion.h>

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/goldens/"
#define SUFFIX ".safetensors"

void golden_open(struct safetensors *file, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, FOLDER "%s" SUFFIX, name);
    struct fg_error error = {0};
    cr_assert(safetensors_read(file, path, &error), "%s", error.message);
}

void golden_each(const char *prefix, void (*test)(const char *name, const struct safetensors *file))
{
    char pattern[256];
    snprintf(pattern, sizeof pattern, FOLDER "%s*" SUFFIX, prefix);
    glob_t found;
    cr_assert_eq(glob(pattern, 0, NULL, &found), 0, "nothing like %s", pattern);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char name[256];
        snprintf(name, sizeof name, "%s", found.gl_pathv[i] + strlen(FOLDER));
        name[strlen(name) - strlen(SUFFIX)] = '\0';
        struct safetensors file;
        golden_open(&file, name);
        test(name, &file);
        safetensors_free(&file);
    }
    globfree(&found);
}

static const struct tensor *find(const struct safetensors *file, const char *name)
{
    const struct tensor *tensor = safetensors_find(file, name);
    cr_assert(tensor, "the golden has no tensor %s", name);
    return tensor;
}

size_t golden_count(const struct safetensors *file, const char *name)
{
    const struct tensor *tensor = find(file, name);
    size_t count = 1;
    for (int i = 0; i < tensor->rank; i++) {
        count *= (size_t)tensor->shape[i];
    }
    return count;
}

int64_t golden_rows(const struct safetensors *file, const char *name)
{
    const struct tensor *tensor = find(file, name);
    cr_assert(tensor->rank > 0);
    return tensor->shape[0];
}

static const void *numbers(const struct safetensors *file, const char *name, enum tensor_type type, size_t count)
{
    const struct tensor *tensor = find(file, name);
    cr_assert_eq(tensor->type, type, "%s", name);
    cr_assert_eq(golden_count(file, name), count, "%s: %zu numbers, want %zu", name, golden_count(file, name), count);
    return tensor->data;
}

const float *golden_floats(const struct safetensors *file, const char *name, size_t count)
{
    return numbers(file, name, TENSOR_F32, count);
}

const uint8_t *golden_bytes(const struct safetensors *file, const char *name, size_t count)
{
    return numbers(file, name, TENSOR_U8, count);
}

double golden_scalar(const struct safetensors *file, const char *name)
{
    const struct tensor *tensor = find(file, name);
    cr_assert(tensor->type == TENSOR_F64 && tensor->rank == 0, "%s", name);
    double value;
    memcpy(&value, tensor->data, sizeof value);
    return value;
}

const char *golden_text(const struct safetensors *file, const char *key)
{
    const char *text = safetensors_metadata(file, key);
    cr_assert(text, "the golden has no metadata %s", key);
    return text;
}

double golden_number(const struct safetensors *file, const char *key)
{
    return strtod(golden_text(file, key), NULL);
}

void golden_compare(const char *what, const char *where, const float *expected, const float *got, size_t count,
                    double tolerance)
{
    double difference = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        cr_assert(isfinite(got[i]), "%s: %s[%zu] is %g", what, where, i, (double)got[i]);
        difference = fmax(difference, fabs((double)expected[i] - (double)got[i]));
        largest = fmax(largest, fabs((double)expected[i]));
    }
    cr_assert(difference <= tolerance * largest, "%s: %s is off by %.3g of %.3g", what, where, difference, largest);
}
