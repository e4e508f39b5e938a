#ifndef DATA_UNPACK_H
#define DATA_UNPACK_H

#include "base/file.h"
#include "forger/error.h"

/* A file's bytes, whatever it is packed in. Packing is told by content; a name that ends in .gz or .zip must agree with
 * it. */

struct unpacked {
    struct bytes bytes;
    char name[4096]; /* what messages call it: "data/train.csv.gz", "data/digits.zip/train.csv" */
};

/* A few bytes can unpack to terabytes: how many bytes there can be in a file that begins so, with its first 64 KiB or
 * all of it. */
typedef size_t unpack_most(const struct bytes *beginning);

/* Read the file at path into memory: as it is, without its gzip, or, of a zip, the member of that name in whatever
 * folder of the zip (NULL: a zip is an error). Of a file with more bytes than `most` says, one more is read, so that
 * its reader sees it. Damage is an error: cut short, checksum, no such member. A zip's member is stored or deflated.
 * The caller frees with unpacked_free(). */
bool unpack_file(struct unpacked *file, const char *path, const char *member, unpack_most *most,
                 struct fg_error *error);

void unpacked_free(struct unpacked *file);

#endif
