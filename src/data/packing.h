#ifndef DATA_PACKING_H
#define DATA_PACKING_H

#include "base/file.h"
#include "forger/error.h"

/* The ways in which a file's bytes are packed: each gives them piece by piece. Messages are without the file's name. */

enum { PACKING_INPUT = 1 << 16 };

/* A file and its next bytes as they stand in it, of which all but `used` are still to be read. */
struct packed {
    FILE *stream;
    unsigned char input[PACKING_INPUT];
    size_t size, used;
    const char *member; /* of a zip */
    void *state;        /* of the packing */
};

/* Read the next bytes into input, when all were used; false at the end of the file. */
bool packed_refill(struct packed *packed);

struct packing {
    bool (*begin)(struct packed *packed, struct fg_error *error);
    /* At most room bytes to `to`, and how many there were, 0 at the end. */
    bool (*take)(struct packed *packed, unsigned char *to, size_t room, size_t *got, struct fg_error *error);
    void (*end)(struct packed *packed); /* also after a begin that failed */
};

extern const struct packing packing_none, packing_gzip, packing_zip;

#endif
