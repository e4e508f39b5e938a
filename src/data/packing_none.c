#include "data/packing.h"

#include <string.h>

bool packed_refill(struct packed *packed)
{
    if (packed->used == packed->size) {
        packed->size = fread(packed->input, 1, sizeof packed->input, packed->stream);
        packed->used = 0;
    }
    return packed->size > 0;
}

static bool begin(struct packed *packed, struct fg_error *error)
{
    (void)packed, (void)error;
    return true;
}

static bool take(struct packed *packed, unsigned char *to, size_t room, size_t *got, struct fg_error *error)
{
    *got = 0;
    if (packed_refill(packed)) {
        size_t left = packed->size - packed->used;
        *got = left < room ? left : room;
        memcpy(to, packed->input + packed->used, *got);
        packed->used += *got;
    }
    return !ferror(packed->stream) || fg_fail(error, FG_FAILED, "cannot be read to its end");
}

static void end(struct packed *packed)
{
    (void)packed;
}

const struct packing packing_none = {.begin = begin, .take = take, .end = end};
