#include "run/npy.h"

#include "base/file.h"
#include "full_disk.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_npy(int rank, const int64_t *shape, const char *tuple, size_t count)
{
    char folder[256], path[512], dictionary[256];
    support_folder(folder);
    snprintf(path, sizeof path, "%s/x.npy", folder);
    float data[24];
    for (int i = 0; i < 24; i++) {
        data[i] = (float)i / 3;
    }
    struct fg_error error = {0};
    cr_assert(npy_write(path, data, rank, shape, &error), "%s", error.message);
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    cr_assert_arr_eq(bytes.data, "\x93NUMPY\x01\x00", 8);
    size_t header = 10 + (size_t)bytes.data[8] + 256 * (size_t)bytes.data[9];
    cr_assert_eq(header % 64, 0);
    cr_assert_eq(bytes.data[header - 1], '\n');
    snprintf(dictionary, sizeof dictionary, "{'descr': '<f4', 'fortran_order': False, 'shape': %s, } ", tuple);
    cr_assert_arr_eq(bytes.data + 10, dictionary, strlen(dictionary));
    cr_assert_eq(bytes.size, header + 4 * count);
    cr_assert_arr_eq(bytes.data + header, data, 4 * count);
    free(bytes.data);
}

Test(npy, shapes)
{
    check_npy(4, (int64_t[]){2, 3, 4, 1}, "(2, 3, 4, 1,)", 24);
    check_npy(2, (int64_t[]){2, 3}, "(2, 3,)", 6);
    check_npy(1, (int64_t[]){5}, "(5,)", 5);
    check_npy(0, NULL, "()", 1);
    check_npy(2, (int64_t[]){0, 3}, "(0, 3,)", 0);
    check_npy(8, (int64_t[]){1, 1, 1, 1, 1, 1, 1, 2}, "(1, 1, 1, 1, 1, 1, 1, 2,)", 2);
}

Test(npy, cannot_be_written)
{
    struct fg_error error = {0};
    cr_assert_not(npy_write("/nowhere/x.npy", (float[]){1}, 0, NULL, &error));
    support_contains(error.message, "/nowhere/x.npy: cannot write");
    char folder[256], path[512];
    support_folder(folder);
    snprintf(path, sizeof path, "%s/x.npy", folder);
    full_disk(130);
    bool done = npy_write(path, (float[]){1, 2, 3}, 1, (int64_t[]){3}, &error);
    full_disk_end();
    cr_assert_not(done);
    cr_assert_eq(error.code, FG_FAILED);
    cr_assert_eq(folder_entries(folder), 0);
}
