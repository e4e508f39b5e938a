#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "forger/error.h"

#include <stddef.h>

enum { ARENA_PARTS_MAX = 8 };

struct arena_part {
    const char *name; /* lives as long as the arena; NULL: none has this place */
    size_t bytes;
};

/* One block of memory from which everything a training needs is taken at set-up. Used twice with the same calls: first
 * without memory, to add up the size, then with it. */
struct arena {
    unsigned char *memory; /* NULL while measuring */
    size_t size;
    size_t used;
    size_t most;                              /* that was ever used */
    struct arena_part parts[ARENA_PARTS_MAX]; /* what of it for what: together they are `most` */
    int part;                                 /* that is being taken from */
};

/* What follows is for this: "weights". What is taken before any name is parts[0], without one. Of parts in the same
 * memory the later counts with what it needs more. */
void arena_part(struct arena *arena, const char *name);

/* Bytes from the arena, aligned to 64, zeroed by arena_reserve; while measuring NULL. Running over the measured size is
 * a programming error. */
void *arena_take(struct arena *arena, size_t count, size_t size);

/* For parts of which no two are in use at the same time: after arena_rewind to where the first part began (arena->used
 * then), the next lies in the same memory; arena_skip goes on behind the farthest place that was ever taken. */
void arena_rewind(struct arena *arena, size_t place);
void arena_skip(struct arena *arena);

/* Get the memory measured so far and start again from its beginning. Fails where the machine has not that much. */
bool arena_reserve(struct arena *arena, struct fg_error *error);

void arena_free(struct arena *arena);

#endif
