#include "fixture.h"

#include "../support.h"

#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned char *fixture_idx(int rank, const uint32_t *sizes, unsigned modulus, size_t *size)
{
    size_t count = 1, begin = 4 + 4 * (size_t)rank;
    for (int i = 0; i < rank; i++) {
        count *= sizes[i];
    }
    unsigned char *data = calloc(begin + count, 1);
    cr_assert(data);
    data[2] = 8;
    data[3] = (unsigned char)rank;
    for (int i = 0; i < 4 * rank; i++) {
        data[4 + i] = (unsigned char)(sizes[i / 4] >> (24 - 8 * (i % 4)));
    }
    for (size_t i = 0; i < count; i++) {
        data[begin + i] = (unsigned char)(i % modulus);
    }
    *size = begin + count;
    return data;
}

void fixture_idx_pair(const char *folder, const char *set, uint32_t count, char images_out[static 512])
{
    char name[64], path[512];
    size_t size;
    unsigned char *images = fixture_idx(3, (uint32_t[]){count, 3, 5}, 251, &size);
    snprintf(name, sizeof name, "%s-images-idx3-ubyte", set);
    support_write(folder, name, images, size, images_out);
    unsigned char *labels = fixture_idx(1, (uint32_t[]){count}, 10, &size);
    snprintf(name, sizeof name, "%s-labels-idx1-ubyte", set);
    support_write(folder, name, labels, size, path);
    free(images);
    free(labels);
}

char *fixture_csv(int rows, int labelled)
{
    size_t room = 64 + (size_t)rows * 32, used;
    char *text = malloc(room);
    cr_assert(text);
    used = (size_t)snprintf(text, room, "%spixel0,pixel1,pixel2,pixel3\n", labelled ? "label," : "");
    for (int r = 0; r < rows; r++) {
        if (labelled) {
            used += (size_t)snprintf(text + used, room - used, "%d,", r % 10);
        }
        for (int p = 0; p < 4; p++) {
            used += (size_t)snprintf(text + used, room - used, "%d%c", (r * 40 + p * 3) % 256, p < 3 ? ',' : '\n');
        }
    }
    return text;
}

unsigned char *fixture_gzip(const void *data, size_t size, size_t *packed_size)
{
    size_t room = size + 4096;
    unsigned char *packed = malloc(room);
    cr_assert(packed);
    struct archive *archive = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    cr_assert_eq(archive_write_add_filter_gzip(archive), ARCHIVE_OK);
    cr_assert_eq(archive_write_set_format_raw(archive), ARCHIVE_OK);
    cr_assert_eq(archive_write_set_bytes_in_last_block(archive, 1), ARCHIVE_OK);
    cr_assert_eq(archive_write_open_memory(archive, packed, room, packed_size), ARCHIVE_OK);
    archive_entry_set_filetype(entry, AE_IFREG);
    cr_assert_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    cr_assert_eq(archive_write_data(archive, data, size), (la_ssize_t)size);
    archive_entry_free(entry);
    cr_assert_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    return packed;
}

void fixture_zip(const char *path, const char *const *names, const char *const *texts)
{
    struct archive *archive = archive_write_new();
    cr_assert_eq(archive_write_set_format_zip(archive), ARCHIVE_OK);
    cr_assert_eq(archive_write_open_filename(archive, path), ARCHIVE_OK);
    for (int i = 0; names[i]; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, names[i]);
        archive_entry_set_size(entry, (la_int64_t)strlen(texts[i]));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        cr_assert_eq(archive_write_header(archive, entry), ARCHIVE_OK);
        cr_assert_eq(archive_write_data(archive, texts[i], strlen(texts[i])), (la_ssize_t)strlen(texts[i]));
        archive_entry_free(entry);
    }
    cr_assert_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
}
