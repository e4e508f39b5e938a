#include "kernels/kernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Threads that come here first at the same time all choose the same. */
static const struct kernel_table *_Atomic chosen;

const struct kernel_table *kernels_at(int index)
{
    const struct kernel_table *tables[4] = {&kernel_table_baseline};
    int count = 1;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        tables[count++] = &kernel_table_avx2;
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
            tables[count++] = &kernel_table_avx512;
        }
    }
#endif
    return index < count ? tables[index] : NULL;
}

static const struct kernel_table *choose(void)
{
    const char *name = getenv("FORGER_ISA");
    const struct kernel_table *best = NULL, *named = NULL;
    for (int i = 0; kernels_at(i); i++) {
        best = kernels_at(i);
        if (name && strcmp(name, best->name) == 0) {
            named = best;
        }
    }
    return named ? named : best;
}

const struct kernel_table *kernels(void)
{
    const struct kernel_table *table = atomic_load_explicit(&chosen, memory_order_acquire);
    if (!table) {
        table = choose();
        kernels_use(table);
    }
    return table;
}

void kernels_use(const struct kernel_table *table)
{
    atomic_store_explicit(&chosen, table, memory_order_release);
}

const char *kernels_isa(void)
{
    return kernels()->name;
}
