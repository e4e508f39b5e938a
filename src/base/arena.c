#include "base/arena.h"

#include "base/memory.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

void arena_part(struct arena *arena, const char *name)
{
    for (arena->part = 1; arena->parts[arena->part].name; arena->part++) {
        if (strcmp(arena->parts[arena->part].name, name) == 0) {
            return;
        }
        assert(arena->part + 1 < ARENA_PARTS_MAX);
    }
    arena->parts[arena->part].name = name;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
    size_t most = SIZE_MAX - SIZE_MAX % ALIGNMENT; /* a size that can't be had stays there, and does not wrap */
    size_t room = most - arena->used;
    size_t bytes = size && count > room / size ? room : count * size;
    size_t start = arena->used;
    arena->used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (arena->used > arena->most) {
        arena->parts[arena->part].bytes += arena->used - arena->most;
        arena->most = arena->used;
    }
    if (!arena->memory) {
        return NULL;
    }
    assert(arena->used <= arena->size);
    return arena->memory + start;
}

void arena_rewind(struct arena *arena, size_t place)
{
    assert(place <= arena->used);
    arena->used = place;
}

void arena_skip(struct arena *arena)
{
    arena->used = arena->most;
}

bool arena_reserve(struct arena *arena, struct fg_error *error)
{
    size_t size = arena->most ? arena->most : ALIGNMENT;
    size_t limit = memory_limit();
    void *memory = size < limit ? aligned_alloc(ALIGNMENT, size) : NULL;
    if (!memory) {
        char need[16], have[16];
        return fg_fail(error, FG_FAILED,
                       "the networks and their batches need %s of memory, and this machine has %s: make the layers "
                       "narrower or train.batch smaller",
                       memory_text(size, need), memory_text(limit, have));
    }
    memset(memory, 0, size);
    *arena = (struct arena){.memory = memory, .size = size};
    return true;
}

void arena_free(struct arena *arena)
{
    free(arena->memory);
    *arena = (struct arena){0};
}
