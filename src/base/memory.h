#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include "forger/error.h"

#include <stddef.h>

/* count * size bytes of zeros, or NULL and an error that names the size. The caller frees it with free(). */
void *memory_new(size_t count, size_t size, struct fg_error *error);

/* Bytes of memory in this machine, or the limit set for this process (ulimit -v, control groups) where that is less. */
size_t memory_limit(void);

/* "12.3 MiB" into text. */
const char *memory_text(size_t bytes, char text[static 16]);

#endif
