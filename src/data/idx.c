#include "data/idx.h"

#include "data/dataset.h"

#include <assert.h>
#include <string.h>

enum { TYPE_BYTE = 8, RANK_MAX = 4, SIZE_LARGEST = 65535, IMAGE_LARGEST = 1 << 28 };

struct idx_header {
    int rank;
    uint32_t sizes[RANK_MAX];
    const unsigned char *values;
    size_t count; /* of values there are */
};

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

bool idx_recognize(const struct bytes *beginning)
{
    return beginning->size >= 4 && beginning->data[0] == 0 && beginning->data[1] == 0;
}

size_t idx_most(const struct bytes *beginning)
{
    int rank = idx_recognize(beginning) ? beginning->data[3] : 0;
    size_t begin = 4 + 4 * (size_t)rank, size = 1;
    if (rank < 1 || rank > RANK_MAX || beginning->size < begin) {
        return 0;
    }
    for (int i = 0; i < rank; i++) {
        if (__builtin_mul_overflow(size, big_endian(beginning->data + 4 + 4 * i), &size)) {
            return SIZE_MAX - 1;
        }
    }
    return size < SIZE_MAX - begin ? size + begin : SIZE_MAX - 1;
}

static bool check_magic(const struct unpacked *file, int rank_low, int rank_high, const char *what,
                        struct fg_error *error)
{
    const unsigned char *data = file->bytes.data;
    if (file->bytes.size < 4) {
        return fg_fail(error, FG_FAILED, "%s: has %zu bytes, too few for an IDX file", file->name, file->bytes.size);
    }
    if (data[0] != 0 || data[1] != 0) {
        return fg_fail(error, FG_FAILED, "%s: is not an IDX file: begins with %02x %02x %02x %02x, want 00 00 08 %02x",
                       file->name, data[0], data[1], data[2], data[3], rank_low);
    }
    if (data[2] != TYPE_BYTE) {
        return fg_fail(error, FG_FAILED, "%s: holds values of IDX type 0x%02x, want 0x08 (unsigned bytes)", file->name,
                       data[2]);
    }
    if (data[3] < rank_low || data[3] > rank_high) {
        return fg_fail(error, FG_FAILED, "%s: has rank %d, want %s%s", file->name, data[3], what,
                       data[3] == 1   ? " (these look like labels)"
                       : data[3] == 3 ? " (these look like images)"
                                      : "");
    }
    return true;
}

/* Of sizes that are good: the product of three fits. */
static uint64_t image_size(const struct idx_header *header)
{
    uint64_t size = 1;
    for (int i = 1; i < header->rank; i++) {
        size *= header->sizes[i];
    }
    return size;
}

static bool check_size(const struct unpacked *file, const struct idx_header *header, struct fg_error *error)
{
    uint64_t want = 1;
    for (int i = 0; i < header->rank; i++) {
        if (header->sizes[i] == 0 || (i > 0 && header->sizes[i] > SIZE_LARGEST)) {
            return fg_fail(error, FG_FAILED, "%s: size %d is %u, want 1..%u", file->name, i + 1, header->sizes[i],
                           i > 0 ? SIZE_LARGEST : UINT32_MAX);
        }
        if (__builtin_mul_overflow(want, header->sizes[i], &want)) {
            want = UINT64_MAX; /* more than any file has */
        }
    }
    uint64_t image = image_size(header);
    if (image > IMAGE_LARGEST) {
        return fg_fail(error, FG_FAILED, "%s: an image has %llu values, want at most %d", file->name,
                       (unsigned long long)image, IMAGE_LARGEST);
    }
    if (header->count < want) {
        return fg_fail(error, FG_FAILED, "%s: is cut short: want %llu bytes after the header, got %zu", file->name,
                       (unsigned long long)want, header->count);
    }
    return header->count == want ||
           fg_fail(error, FG_FAILED, "%s: has bytes after the last of its %u entries, want none", file->name,
                   header->sizes[0]);
}

static bool read_header(struct idx_header *header, const struct unpacked *file, int rank_low, int rank_high,
                        const char *what, struct fg_error *error)
{
    if (!check_magic(file, rank_low, rank_high, what, error)) {
        return false;
    }
    *header = (struct idx_header){.rank = file->bytes.data[3]};
    size_t begin = 4 + 4 * (size_t)header->rank;
    if (file->bytes.size < begin) {
        return fg_fail(error, FG_FAILED, "%s: is cut short: has %zu bytes, its header alone takes %zu", file->name,
                       file->bytes.size, begin);
    }
    for (int i = 0; i < header->rank; i++) {
        header->sizes[i] = big_endian(file->bytes.data + 4 + 4 * i);
    }
    header->values = file->bytes.data + begin;
    header->count = file->bytes.size - begin;
    return check_size(file, header, error);
}

static int class_count(const struct idx_header *labels)
{
    int largest = 0;
    for (size_t i = 0; i < labels->count; i++) {
        largest = labels->values[i] > largest ? labels->values[i] : largest;
    }
    return largest + 1;
}

bool idx_read(struct fg_dataset *dataset, const struct unpacked *images, const struct unpacked *labels,
              struct fg_error *error)
{
    struct idx_header image = {0}, label = {0};
    if (!read_header(&image, images, 3, 4, "3 (count, height, width) or 4 (with channels)", error) ||
        (labels && !read_header(&label, labels, 1, 1, "1 (a label an image)", error))) {
        return false;
    }
    if (labels && image.sizes[0] != label.sizes[0]) {
        return fg_fail(error, FG_FAILED, "%s has %u images, but %s has %u labels", images->name, image.sizes[0],
                       labels->name, label.sizes[0]);
    }
    assert(image.values && (label.values || !labels));
    struct dataset_arrays arrays;
    *dataset = (struct fg_dataset){
        .height = (int)image.sizes[1],
        .width = (int)image.sizes[2],
        .channels = image.rank == 4 ? (int)image.sizes[3] : 1,
        .classes = labels ? class_count(&label) : FG_NO_LABELS,
        .count = image.sizes[0],
    };
    if (!dataset_allocate(dataset, DATASET_PIXELS, &arrays, error)) {
        return false;
    }
    memcpy(arrays.pixels, image.values, image.count);
    if (labels) {
        memcpy(arrays.labels, label.values, label.count);
    }
    return true;
}
