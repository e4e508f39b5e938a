#include "data/packing.h"

#include "base/memory.h"

#include <stdlib.h>
#include <zlib.h>

/* RFC 1952: one or more packed parts, each with its checksum and length, which zlib compares. */

struct gzip {
    z_stream stream;
    bool in_part;
};

enum { WINDOW_BITS = 15, WITH_GZIP_HEADER = 16 };

static bool begin(struct packed *packed, struct fg_error *error)
{
    struct gzip *gzip = packed->state = memory_new(1, sizeof *gzip, error);
    if (!gzip) {
        return false;
    }
    gzip->in_part = true;
    return inflateInit2(&gzip->stream, WINDOW_BITS + WITH_GZIP_HEADER) == Z_OK ||
           fg_fail(error, FG_FAILED, "out of memory");
}

static bool unpack_some(struct packed *packed, struct gzip *gzip, struct fg_error *error)
{
    z_stream *stream = &gzip->stream;
    stream->next_in = packed->input + packed->used;
    stream->avail_in = (uInt)(packed->size - packed->used);
    int status = inflate(stream, Z_NO_FLUSH);
    packed->used = packed->size - stream->avail_in;
    if (status == Z_STREAM_END) {
        gzip->in_part = false;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return fg_fail(error, FG_FAILED, "is broken or cut short (%s)",
                       stream->msg ? stream->msg : "it cannot be unpacked");
    }
    return true;
}

static bool take(struct packed *packed, unsigned char *to, size_t room, size_t *got, struct fg_error *error)
{
    enum { ROOM_MOST = 1 << 30 };
    struct gzip *gzip = packed->state;
    room = room < ROOM_MOST ? room : ROOM_MOST;
    gzip->stream.next_out = to;
    gzip->stream.avail_out = (uInt)room;
    *got = 0;
    while (gzip->stream.avail_out > 0) {
        if (!packed_refill(packed)) {
            break;
        }
        if (!gzip->in_part) {
            inflateReset(&gzip->stream);
            gzip->in_part = true;
        }
        if (!unpack_some(packed, gzip, error)) {
            return false;
        }
    }
    *got = room - gzip->stream.avail_out;
    return *got > 0 || !gzip->in_part || fg_fail(error, FG_FAILED, "is broken or cut short (truncated gzip input)");
}

static void end(struct packed *packed)
{
    struct gzip *gzip = packed->state;
    if (gzip) {
        inflateEnd(&gzip->stream);
    }
    free(gzip);
}

const struct packing packing_gzip = {.begin = begin, .take = take, .end = end};
