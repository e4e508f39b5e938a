#include "run/npy.h"

#include "base/file.h"
#include "base/text.h"

#include <assert.h>
#include <stdio.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie in memory");

enum { MAGIC_BYTES = 10, ALIGNMENT = 64 };

/* The first ten bytes (magic, version, length), then a Python dictionary filled up with spaces and a line end to a
 * multiple of 64 bytes. */
static void add_header(struct text *header, int rank, const int64_t *shape)
{
    struct text dictionary = {0};
    text_add(&dictionary, "{'descr': '<f4', 'fortran_order': False, 'shape': (");
    for (int i = 0; i < rank; i++) {
        text_add(&dictionary, i ? " %lld," : "%lld,", (long long)shape[i]);
    }
    text_add(&dictionary, "), }");
    size_t size = MAGIC_BYTES + dictionary.length + 1;
    size_t length = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - MAGIC_BYTES;
    const char magic[MAGIC_BYTES] = {'\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0, (char)(length & 255), (char)(length >> 8)};
    text_add_bytes(header, magic, sizeof magic);
    text_add(header, "%-*s\n", (int)length - 1, dictionary.data ? dictionary.data : "");
    header->failed = header->failed || dictionary.failed;
    text_free(&dictionary);
}

bool npy_write(const char *path, const float *data, int rank, const int64_t *shape, struct fg_error *error)
{
    assert(rank >= 0 && rank <= NPY_RANK_MAX);
    size_t count = 1;
    for (int i = 0; i < rank; i++) {
        assert(shape[i] >= 0);
        count *= (size_t)shape[i];
    }
    struct text header = {0};
    add_header(&header, rank, shape);
    struct file_writer writer;
    bool done = (!header.failed || fg_fail(error, FG_FAILED, "%s: out of memory", path)) &&
                file_writer_open(&writer, path, error);
    if (done) {
        fwrite(header.data, 1, header.length, writer.stream);
        if (count > 0) {
            fwrite(data, sizeof *data, count, writer.stream);
        }
        done = file_writer_commit(&writer, error);
    }
    text_free(&header);
    return done;
}
