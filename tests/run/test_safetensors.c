#include "run/safetensors.h"

#include "base/file.h"
#include "full_disk.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static float weights[6] = {1, -2, 3.5F, 0, -0.0F, 1e-38F};
static double loss = 0.1;
static int32_t counts[2] = {INT32_MIN, 7};
static int64_t step = INT64_MAX;
static uint8_t labels[3] = {0, 9, 255};

static const struct tensor examples[] = {
    {"labels", TENSOR_U8, 1, {3}, labels}, {"generator.0.dense.weight", TENSOR_F32, 2, {2, 3}, weights},
    {"loss", TENSOR_F64, 0, {0}, &loss},   {"empty", TENSOR_F32, 3, {4, 0, 2}, NULL},
    {"step", TENSOR_I64, 1, {1}, &step},   {"a \"quoted\"\n\xc3\xa9", TENSOR_I32, 4, {1, 2, 1, 1}, counts},
};

enum { EXAMPLES = sizeof examples / sizeof *examples };

static void new_path(char path[static 512])
{
    char folder[256];
    support_folder(folder);
    snprintf(path, 512, "%s/x.safetensors", folder);
}

Test(safetensors, every_type_comes_back)
{
    char path[512];
    new_path(path);
    struct fg_error error = {0};
    cr_assert(
        safetensors_write(path, examples, EXAMPLES, (const char *[]){"format", "pt", "task", "gan", NULL}, &error),
        "%s", error.message);
    struct safetensors file;
    cr_assert(safetensors_read(&file, path, &error), "%s", error.message);
    cr_assert_eq(file.count, EXAMPLES);
    for (int i = 0; i < EXAMPLES; i++) {
        const struct tensor *want = &examples[i], *got = &file.tensors[i];
        cr_assert_str_eq(got->name, want->name);
        cr_assert_eq(got->type, want->type);
        cr_assert_eq(got->rank, want->rank);
        cr_assert_arr_eq(got->shape, want->shape, sizeof want->shape);
        cr_assert_eq(tensor_bytes(got), tensor_bytes(want));
        cr_assert(tensor_bytes(want) == 0 || memcmp(got->data, want->data, tensor_bytes(want)) == 0);
        cr_assert_eq((uintptr_t)got->data % 8, 0);
    }
    cr_assert_eq(safetensors_find(&file, "loss"), &file.tensors[2]);
    cr_assert_null(safetensors_find(&file, "los"));
    cr_assert_str_eq(safetensors_metadata(&file, "task"), "gan");
    cr_assert_null(safetensors_metadata(&file, "gan"), "a value is no key");
    safetensors_free(&file);
    safetensors_free(&file);
}

Test(safetensors, bytes_are_as_the_format_says)
{
    char path[512];
    new_path(path);
    const struct tensor tensors[] = {{"b", TENSOR_U8, 1, {3}, labels}, {"a", TENSOR_I32, 1, {2}, counts}};
    cr_assert(safetensors_write(path, tensors, 2, (const char *[]){"k", "v", NULL}, NULL));
    const char *header =
        "{\"__metadata__\":{\"k\":\"v\"},\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
        "\"a\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[3,11]}}";
    size_t length = strlen(header), padded = (length + 7) / 8 * 8;
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    cr_assert_eq(bytes.size, 8 + padded + 11);
    cr_assert_arr_eq(bytes.data, &(uint64_t){padded}, 8);
    cr_assert_arr_eq(bytes.data + 8, header, length);
    for (size_t i = length; i < padded; i++) {
        cr_assert_eq(bytes.data[8 + i], ' ');
    }
    cr_assert_arr_eq(bytes.data + 8 + padded, labels, 3);
    cr_assert_arr_eq(bytes.data + 8 + padded + 3, counts, 8);
    free(bytes.data);
}

Test(safetensors, nothing_at_all)
{
    char path[512];
    new_path(path);
    cr_assert(safetensors_write(path, NULL, 0, NULL, NULL));
    struct safetensors file;
    cr_assert(safetensors_read(&file, path, NULL));
    cr_assert_eq(file.count, 0);
    cr_assert_null(safetensors_metadata(&file, "k"));
    cr_assert_null(safetensors_find(&file, ""));
    safetensors_free(&file);
}

static void refuse_write(const struct tensor *tensors, int count, const char *part)
{
    char path[512];
    new_path(path);
    struct fg_error error = {0};
    cr_assert_not(safetensors_write(path, tensors, count, NULL, &error));
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, path);
    support_contains(error.message, part);
    cr_assert_not(file_exists(path));
}

Test(safetensors, what_cannot_be_written)
{
    const struct tensor twice[] = {{"a", TENSOR_U8, 1, {3}, labels}, examples[1], {"a", TENSOR_U8, 1, {3}, labels}};
    refuse_write(twice, 3, "two tensors have the name a");
    refuse_write(&(struct tensor){"a", TENSOR_U8, 2, {3, -1}, labels}, 1,
                 "tensor a: want lengths of at least 0, got -1");
    refuse_write(&(struct tensor){"a", TENSOR_U8, 5, {1}, labels}, 1, "tensor a: want 0..4 dimensions, got 5");
    refuse_write(&(struct tensor){"a", TENSOR_F64, 2, {INT64_MAX, 2}, &loss}, 1, "more numbers than can be counted");
    refuse_write(&(struct tensor){"__metadata__", TENSOR_U8, 1, {3}, labels}, 1, "can't have the name __metadata__");
}

Test(safetensors, full_disk_leaves_what_was_there)
{
    char folder[256], path[512];
    support_folder(folder);
    support_write(folder, "x.safetensors", "before", 6, path);
    struct fg_error error = {0};
    full_disk(100);
    bool done = safetensors_write(path, examples, EXAMPLES, NULL, &error);
    full_disk_end();
    cr_assert_not(done);
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, "x.safetensors: cannot write: File too large");
    cr_assert_eq(folder_entries(folder), 1);
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    cr_assert_str_eq((const char *)bytes.data, "before");
    free(bytes.data);
}

Test(safetensors, missing_folder)
{
    struct fg_error error = {0};
    cr_assert_not(safetensors_write("/nowhere/x.safetensors", examples, EXAMPLES, NULL, &error));
    support_contains(error.message, "/nowhere/x.safetensors: cannot write: No such file");
    struct safetensors file;
    cr_assert_not(safetensors_read(&file, "/nowhere/x.safetensors", &error));
    support_contains(error.message, "/nowhere/x.safetensors: cannot open: No such file");
}

/* A file with that length, header and number of data bytes. */
static bool read_parts(uint64_t length, const char *header, size_t data, struct safetensors *file,
                       struct fg_error *error)
{
    static char folder[256]; /* one for all calls of a test */
    char path[512];
    unsigned char bytes[2048] = {0};
    if (!folder[0]) {
        support_folder(folder);
    }
    memcpy(bytes, &length, 8);
    memcpy(bytes + 8, header, strlen(header));
    support_write(folder, "x.safetensors", bytes, 8 + strlen(header) + data, path);
    bool done = safetensors_read(file, path, error);
    if (!done) {
        cr_assert_eq(error->code, FG_FAILED);
        support_contains(error->message, path);
    }
    return done;
}

static void refuse(const char *header, size_t data, const char *part)
{
    struct safetensors file;
    struct fg_error error = {0};
    cr_assert_not(read_parts(strlen(header), header, data, &file, &error), "was read: %s", header);
    support_contains(error.message, part);
    cr_assert_null(file.tensors);
    cr_assert_null(file.metadata);
}

static void accept(const char *header, size_t data)
{
    struct safetensors file;
    struct fg_error error = {0};
    cr_assert(read_parts(strlen(header), header, data, &file, &error), "%s", error.message);
    safetensors_free(&file);
}

#define A(offsets)     "\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[" offsets "]}"
#define B(offsets)     "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[" offsets "]}"
#define EMPTY(offsets) "\"e\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[" offsets "]}"

Test(safetensors, layouts_that_are_good)
{
    accept("{}", 0);
    accept("{}      ", 0);
    accept("{" A("0,4") "," B("4,8") "}", 8);
    accept("{" B("4,8") "," A("0,4") "}", 8);
    accept("{" B("4,8") "," EMPTY("4,4") "," A("0,4") "}", 8);
    accept("{" EMPTY("4,4") "," A("0,4") ",\"__metadata__\":{}}", 4);
    accept("{\"a\":{\"data_offsets\":[0,4],\"shape\":[],\"dtype\":\"I32\"}}", 4);
}

Test(safetensors, wrong_offsets)
{
    refuse("{" A("0,4") "," B("5,9") "}", 9, "tensor b: its data begin after a gap");
    refuse("{" A("1,5") "}", 5, "tensor a: its data begin after a gap");
    refuse("{" A("0,4") "," B("3,7") "}", 7, "tensor b: its data overlap those of another tensor");
    refuse("{" A("0,4") "," B("0,4") "}", 4, "its data overlap");
    refuse("{" A("0,4") "," EMPTY("2,2") "}", 4, "tensor e: its data overlap");
    refuse("{" A("0,4") "}", 5, "1 bytes at the end belong to no tensor");
    refuse("{}", 3, "3 bytes at the end belong to no tensor");
    refuse("{" A("0,4") "}", 3, "tensor a: its data at 0..4 lie outside the file's 3 bytes of data (is it truncated?)");
    refuse("{" A("4,0") "}", 4, "tensor a: its data at 4..0 lie outside");
    refuse("{" A("-4,0") "}", 4, "tensor a: its data at -4..0 lie outside");
    refuse("{" A("9007199254740988,9007199254740992") "}", 4, "lie outside");
    refuse("{" A("0,3") "}", 3, "tensor a: its shape takes 4 bytes, its data_offsets give 3");
    refuse("{" A("0,1e999") "}", 4, "tensor a: want two integers in its data_offsets");
    refuse("{" A("0,4.5") "}", 4, "want two integers in its data_offsets");
    refuse("{" A("0") "}", 4, "want two integers in its data_offsets");
    refuse("{" A("0,4,8") "}", 4, "want two integers in its data_offsets");
    refuse("{" A("\"0\",4") "}", 4, "want two integers in its data_offsets");
}

Test(safetensors, wrong_entries)
{
    refuse("{" A("0,4") "," A("4,8") "}", 8, "two tensors have the name a");
    refuse("{\"a\":3}", 0, "tensor a: want dtype, shape and data_offsets");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[]}}", 0, "tensor a: want dtype, shape and data_offsets");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"more\":1}}", 1, "want dtype, shape and");
    refuse("{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2,
           "tensor a: want the type F32, F64, I32, I64 or U8, got BF16");
    refuse("{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,2]}}", 2, "got no string");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":4,\"data_offsets\":[0,4]}}", 4, "tensor a: want a list as its shape");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[-4],\"data_offsets\":[0,4]}}", 4, "want lengths of at least 0, got -4");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[-2,-2],\"data_offsets\":[0,4]}}", 4, "want lengths of at least 0");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,1]}}", 1, "want integers in its shape");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[null],\"data_offsets\":[0,1]}}", 1, "want integers in its shape");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[1,1,1,1,1],\"data_offsets\":[0,1]}}", 1, "want at most 4 dimensions");
    refuse("{\"a\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0,
           "more numbers than can be counted");
    refuse("{\"a.name.that.is.longer.than.what.there.is.room.for.a.name.that.is.longer.than.what.there.is.room.for."
           "and.still.goes.on.and.on.and.on\":{}}",
           0, "want a name of at most 127 bytes");
}

Test(safetensors, wrong_metadata)
{
    refuse("{\"__metadata__\":7}", 0, "__metadata__: want one object");
    refuse("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "__metadata__: want one object");
    refuse("{\"__metadata__\":{\"good\":\"text\",\"epoch\":7}}", 0, "__metadata__: want strings, and epoch is none");
}

Test(safetensors, wrong_headers)
{
    refuse("", 0, "its header is not a JSON object");
    refuse("[]", 0, "its header is not a JSON object");
    refuse("{", 0, "its header is not a JSON object");
    refuse("{} x", 0, "its header is not a JSON object");
    refuse("{}{}", 0, "its header is not a JSON object");
    struct safetensors file;
    struct fg_error error = {0};
    static const uint64_t lengths[] = {3, 8, INT64_MAX, UINT64_MAX - 8, UINT64_MAX - 7, UINT64_MAX};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        cr_assert_not(read_parts(lengths[i], "{}", 0, &file, &error));
        support_contains(error.message, "bytes is announced, and 2 bytes follow");
    }
    char folder[256], path[512];
    support_folder(folder);
    support_write(folder, "short", "\x02\0\0\0\0\0\0", 7, path);
    cr_assert_not(safetensors_read(&file, path, &error));
    support_contains(error.message, "not a safetensors file: only 7 bytes");
    cr_assert_not(safetensors_read(&file, folder, &error));
    support_contains(error.message, "is a folder");
}

/* A header takes many times its size to be read, and of a large file only the header is read at first. */
Test(safetensors, limits)
{
    char folder[256], path[512];
    struct safetensors file;
    struct fg_error error = {0};
    uint64_t length = SAFETENSORS_HEADER_MAX + 1;
    support_folder(folder);
    support_write(folder, "x.safetensors", &length, 8, path);
    cr_assert_eq(truncate(path, (off_t)6 << 30), 0);
    cr_assert_not(safetensors_open(&file, path, &error));
    support_contains(error.message, "a header of 8388609 bytes is announced, want at most 8388608");
    support_write(folder, "x.safetensors", "\x02\0\0\0\0\0\0\0{}", 10, path);
    cr_assert_eq(truncate(path, (off_t)1 << 40), 0);
    cr_assert_not(safetensors_read(&file, path, &error));
    support_contains(error.message, "1099511627766 bytes at the end belong to no tensor");
    enum { TENSORS = 90000 };
    struct tensor *many = calloc(TENSORS, sizeof *many);
    cr_assert(many);
    for (int i = 0; i < TENSORS; i++) {
        snprintf(many[i].name, sizeof many[i].name, "a.name.of.so.many.letters.that.a.header.is.too.long.%d", i);
        many[i].type = TENSOR_U8;
        many[i].rank = 1;
    }
    cr_assert_not(safetensors_write(path, many, TENSORS, NULL, &error));
    support_contains(error.message, "the names of 90000 tensors are too long for a header of 8388608 bytes");
    free(many);
}

Test(safetensors, loads_what_is_asked_for)
{
    char path[512];
    float read[6] = {0};
    int64_t read_step = 0;
    struct safetensors file;
    new_path(path);
    cr_assert(safetensors_write(path, examples, EXAMPLES, NULL, NULL));
    cr_assert(safetensors_open(&file, path, NULL));
    cr_assert_null(file.tensors[1].data);
    cr_assert(safetensors_load(&file, safetensors_find(&file, "step"), &read_step, NULL));
    cr_assert_eq(read_step, step);
    cr_assert(safetensors_load(&file, &file.tensors[1], read, NULL));
    cr_assert_arr_eq(read, weights, sizeof weights);
    cr_assert(safetensors_load(&file, safetensors_find(&file, "empty"), NULL, NULL));
    safetensors_free(&file);
}

Test(safetensors, every_truncation_is_noticed)
{
    char folder[256], path[512], cut[512];
    new_path(path);
    cr_assert(safetensors_write(path, examples, EXAMPLES, NULL, NULL));
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    support_folder(folder);
    for (size_t size = 0; size < bytes.size; size++) {
        support_write(folder, "cut", bytes.data, size, cut);
        struct safetensors file;
        cr_assert_not(safetensors_read(&file, cut, NULL), "read with %zu of %zu bytes", size, bytes.size);
    }
    free(bytes.data);
}
