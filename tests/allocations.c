#include "allocations.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

/* glibc lets a program put its own malloc in place of the library's for everything in the process, other libraries too;
 * ours counts and passes on. Sanitizers and valgrind do the same for themselves, and then there is nothing to count. */

#if defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static atomic_long made;
static atomic_long failing; /* the number of the one that fails; 0: none */

#if defined(__GLIBC__) && !SANITIZED

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-inconsistent-declaration-parameter-name) */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static bool fails(void)
{
    return atomic_fetch_add(&made, 1) + 1 == atomic_load(&failing);
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = fails() ? NULL : __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}
/* NOLINTEND(bugprone-reserved-identifier,readability-inconsistent-declaration-parameter-name) */

#endif

long allocations_made(void)
{
    return atomic_load(&made);
}

void allocations_fail(long number)
{
    atomic_store(&failing, number ? allocations_made() + number : 0);
}

bool allocations_are_watched(void)
{
    long before = allocations_made();
    void *volatile memory = malloc(1);
    free(memory);
    return allocations_made() > before;
}
