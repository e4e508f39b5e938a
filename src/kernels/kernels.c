#include "kernels/kernels.h"

#include "base/text.h"

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

/* The table that FORGER_ISA names, or NULL. */
static const struct kernel_table *find_named(void)
{
    const char *name = getenv("FORGER_ISA");
    for (int i = 0; name && kernels_at(i); i++) {
        if (strcmp(name, kernels_at(i)->name) == 0) {
            return kernels_at(i);
        }
    }
    return NULL;
}

static const struct kernel_table *choose(void)
{
    const struct kernel_table *best = NULL, *named = find_named();
    for (int i = 0; kernels_at(i); i++) {
        best = kernels_at(i);
    }
    return named ? named : best;
}

bool kernels_check(struct fg_error *error)
{
    const char *name = getenv("FORGER_ISA");
    if (!name || !*name || find_named()) {
        return true;
    }
    struct text here = {0};
    for (int i = 0; kernels_at(i); i++) {
        text_add(&here, "%s%s", i ? ", " : "", kernels_at(i)->name);
    }
    fg_fail(error, FG_USAGE, "FORGER_ISA: want one of baseline, avx2, avx512 (this processor has %s), got %.60s",
            here.data ? here.data : "baseline", name);
    text_free(&here);
    return false;
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

/* Each kernel's plain name leads to the one of the set in use. */
#define RETURN_void
#define RETURN_bool   return
#define RETURN_float  return
#define RETURN_double return
#define KERNEL(result, name, parameters, arguments)                                                                    \
    result name parameters                                                                                             \
    {                                                                                                                  \
        RETURN_##result kernels()->name arguments;                                                                     \
    }
#include "kernels/kernel_list.h"
