#include "data/unpack.h"

#include "base/memory.h"
#include "data/packing.h"

#include <stdlib.h>
#include <string.h>

static const struct packing *packing_of(const struct packed *packed)
{
    if (packed->size >= 2 && memcmp(packed->input, "\x1f\x8b", 2) == 0) {
        return &packing_gzip;
    }
    /* A zip begins with its first member, or, when empty, with its end. */
    if (packed->size >= 4 && (memcmp(packed->input, "PK\3\4", 4) == 0 || memcmp(packed->input, "PK\5\6", 4) == 0)) {
        return &packing_zip;
    }
    return &packing_none;
}

static bool grow(struct bytes *bytes, size_t capacity, struct fg_error *error)
{
    char text[16];
    if (capacity > memory_limit() / 2) {
        return fg_fail(error, FG_FAILED, "unpacks to more than half of the machine's memory (%s)",
                       memory_text(memory_limit(), text));
    }
    unsigned char *data = realloc(bytes->data, capacity + 1);
    if (!data) {
        return fg_fail(error, FG_FAILED, "out of memory: %s more were needed", memory_text(capacity, text));
    }
    bytes->data = data;
    return true;
}

/* Read on until there are limit bytes, or all. */
static bool read_to(const struct packing *packing, struct packed *packed, struct bytes *bytes, size_t limit,
                    struct fg_error *error)
{
    size_t capacity = bytes->size, got = 1;
    while (got > 0 && bytes->size < limit) {
        if (bytes->size == capacity) {
            capacity = capacity < limit / 2 ? 2 * capacity + PACKING_INPUT : limit;
            capacity = capacity < limit ? capacity : limit;
            if (!grow(bytes, capacity, error)) {
                return false;
            }
        }
        if (!packing->take(packed, bytes->data + bytes->size, capacity - bytes->size, &got, error)) {
            return false;
        }
        bytes->size += got;
    }
    bytes->data[bytes->size] = '\0';
    return true;
}

static bool read_all(const struct packing *packing, struct packed *packed, struct bytes *bytes, unpack_most *most,
                     struct fg_error *error)
{
    enum { BEGINNING = 1 << 16 };
    if (!packing->begin(packed, error) || !read_to(packing, packed, bytes, BEGINNING, error)) {
        return false;
    }
    if (bytes->size < BEGINNING) {
        return true;
    }
    size_t limit = most(bytes);
    return limit < bytes->size || read_to(packing, packed, bytes, limit + 1, error);
}

/* A damaged beginning should not look like strange data. */
static bool check_name(const char *path, const struct packing *packing, struct fg_error *error)
{
    return !((file_has_ending(path, ".gz") && packing != &packing_gzip) ||
             (file_has_ending(path, ".zip") && packing != &packing_zip)) ||
           fg_fail(error, FG_FAILED, "does not begin as its name says; broken, or unpacked already?");
}

static bool unpack(struct unpacked *file, struct packed *packed, const char *path, unpack_most *most,
                   struct fg_error *error)
{
    packed_refill(packed);
    const struct packing *packing = packing_of(packed);
    if (!check_name(path, packing, error)) {
        return false;
    }
    bool member = packing == &packing_zip && packed->member;
    snprintf(file->name, sizeof file->name, "%s%s%s", path, member ? "/" : "", member ? packed->member : "");
    bool done = read_all(packing, packed, &file->bytes, most, error);
    packing->end(packed);
    return done;
}

bool unpack_file(struct unpacked *file, const char *path, const char *member, unpack_most *most, struct fg_error *error)
{
    *file = (struct unpacked){0};
    FILE *stream = file_open(path, error);
    struct packed *packed = stream ? memory_new(1, sizeof *packed, error) : NULL;
    bool done = false;
    if (packed) {
        packed->stream = stream;
        packed->member = member;
        done = unpack(file, packed, path, most, error) || fg_error_at(error, "%s", path);
    }
    free(packed);
    if (stream) {
        fclose(stream);
    }
    if (!done) {
        unpacked_free(file);
    }
    return done;
}

void unpacked_free(struct unpacked *file)
{
    free(file->bytes.data);
    *file = (struct unpacked){0};
}
