#include "data/unpack.h"

#include "base/memory.h"
#include "base/text.h"
#include "data/checksum.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum packing { PACKING_NONE, PACKING_GZIP, PACKING_ZIP };

static enum packing packing_of(const struct bytes *bytes)
{
    if (bytes->size >= 2 && memcmp(bytes->data, "\x1f\x8b", 2) == 0) {
        return PACKING_GZIP;
    }
    /* A zip begins with its first member, or, when empty, with its end. */
    if (bytes->size >= 4 && (memcmp(bytes->data, "PK\3\4", 4) == 0 || memcmp(bytes->data, "PK\5\6", 4) == 0)) {
        return PACKING_ZIP;
    }
    return PACKING_NONE;
}

/* A few bytes can unpack to terabytes: stop before the machine has no memory left. */
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

/* All of the entry at which the archive stands. */
static bool read_entry(struct archive *archive, struct bytes *bytes, size_t capacity, struct fg_error *error)
{
    if (!grow(bytes, capacity, error)) {
        return false;
    }
    for (;;) {
        la_ssize_t got = archive_read_data(archive, bytes->data + bytes->size, capacity - bytes->size);
        if (got < 0 && got != ARCHIVE_RETRY) {
            const char *reason = archive_error_string(archive);
            return fg_fail(error, FG_FAILED, "is broken or cut short (%s)", reason ? reason : "cannot be unpacked");
        }
        if (got == 0) {
            bytes->data[bytes->size] = '\0';
            return true;
        }
        bytes->size += got > 0 ? (size_t)got : 0;
        if (bytes->size == capacity) {
            capacity *= 2;
            if (!grow(bytes, capacity, error)) {
                return false;
            }
        }
    }
}

static uint32_t little_endian(const unsigned char *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* libarchive leaves gzip's trailer unread: the checksum and length of the last of the joined files, mostly the only
 * one (RFC 1952). */
static bool check_gzip(const struct bytes *packed, const struct bytes *bytes, struct fg_error *error)
{
    enum { SMALLEST = 18, TRAILER = 8 };
    if (packed->size < SMALLEST) {
        return fg_fail(error, FG_FAILED, "is broken or cut short (a gzip file of %zu bytes)", packed->size);
    }
    const unsigned char *trailer = packed->data + packed->size - TRAILER;
    uint32_t checksum = little_endian(trailer), length = little_endian(trailer + 4);
    if (length > bytes->size || checksum_crc32(bytes->data + bytes->size - length, length) != checksum) {
        return fg_fail(error, FG_FAILED, "is broken or cut short (its gzip checksum does not match)");
    }
    return true;
}

static bool unpack_gzip(struct archive *archive, const struct bytes *packed, struct bytes *bytes,
                        struct fg_error *error)
{
    struct archive_entry *entry;
    archive_read_support_filter_gzip(archive);
    archive_read_support_format_raw(archive);
    archive_read_support_format_empty(archive);
    int status = archive_read_open_memory(archive, packed->data, packed->size);
    if (status == ARCHIVE_OK) {
        status = archive_read_next_header(archive, &entry);
    }
    bool done = false;
    if (status == ARCHIVE_OK) {
        done = read_entry(archive, bytes, 4 * packed->size, error);
    } else if (status == ARCHIVE_EOF) { /* nothing is packed in it */
        bytes->data = memory_new(1, 1, error);
        done = bytes->data;
    } else {
        fg_fail(error, FG_FAILED, "is broken or cut short (%s)", archive_error_string(archive));
    }
    return done && check_gzip(packed, bytes, error);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool unpack_zip(struct archive *archive, const struct bytes *packed, const char *member, struct bytes *bytes,
                       struct fg_error *error)
{
    struct archive_entry *entry;
    struct text members = {0};
    archive_read_support_format_zip_seekable(archive);
    int status = archive_read_open_memory(archive, packed->data, packed->size);
    while (status == ARCHIVE_OK && (status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK) {
        const char *name = archive_entry_pathname(entry);
        if (name && strcmp(base_name(name), member) == 0) {
            text_free(&members);
            int64_t size = archive_entry_size(entry);
            return read_entry(archive, bytes, size > 0 ? (size_t)size + 1 : 1, error);
        }
        text_add(&members, "%s%s", members.length ? ", " : "", name ? name : "?");
    }
    if (status == ARCHIVE_EOF) {
        fg_fail(error, FG_FAILED, "has no member %s, only: %.400s", member, members.data ? members.data : "nothing");
    } else {
        fg_fail(error, FG_FAILED, "is broken or cut short (%s)", archive_error_string(archive));
    }
    text_free(&members);
    return false;
}

static bool unpack_bytes(const struct bytes *packed, enum packing packing, const char *member, struct bytes *bytes,
                         struct fg_error *error)
{
    if (packing == PACKING_ZIP && !member) {
        return fg_fail(error, FG_FAILED, "is a zip, want a file that is plain or gzip");
    }
    struct archive *archive = archive_read_new();
    if (!archive) {
        return fg_fail(error, FG_FAILED, "out of memory");
    }
    bool done = packing == PACKING_GZIP ? unpack_gzip(archive, packed, bytes, error)
                                        : unpack_zip(archive, packed, member, bytes, error);
    archive_read_free(archive);
    return done;
}

/* A damaged beginning should not look like strange data. */
static bool check_name(const char *path, enum packing packing, struct fg_error *error)
{
    if ((file_has_ending(path, ".gz") && packing != PACKING_GZIP) ||
        (file_has_ending(path, ".zip") && packing != PACKING_ZIP)) {
        return fg_fail(error, FG_FAILED, "%s: does not begin as its name says; broken, or unpacked already?", path);
    }
    return true;
}

bool unpack_file(struct unpacked *file, const char *path, const char *member, struct fg_error *error)
{
    struct bytes packed;
    *file = (struct unpacked){0};
    if (!file_read(path, &packed, error)) {
        return false;
    }
    enum packing packing = packing_of(&packed);
    if (!check_name(path, packing, error)) {
        free(packed.data);
        return false;
    }
    bool zip = packing == PACKING_ZIP;
    snprintf(file->name, sizeof file->name, "%s%s%s", path, zip && member ? "/" : "", zip && member ? member : "");
    if (packing == PACKING_NONE) {
        file->bytes = packed;
        return true;
    }
    bool done = unpack_bytes(&packed, packing, member, &file->bytes, error);
    free(packed.data);
    if (!done) {
        unpacked_free(file);
        return fg_error_at(error, "%s", path);
    }
    return true;
}

void unpacked_free(struct unpacked *file)
{
    free(file->bytes.data);
    *file = (struct unpacked){0};
}
