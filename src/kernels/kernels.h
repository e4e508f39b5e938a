#ifndef KERNELS_KERNELS_H
#define KERNELS_KERNELS_H

#include "forger/error.h"
#include "kernels/kernel_table.h"

#include <stdbool.h>

#define KERNEL(result, name, parameters, arguments) result name parameters;
#include "kernels/kernel_list.h"
#undef KERNEL

/* The kernels are built for several instruction sets: baseline (what the compiler's flags say), and on x86-64 avx2
 * (with multiply-add) and avx512. The best that this processor has is chosen at the first use, or the one that
 * FORGER_ISA names; a name that there is not, or that this processor cannot run, is passed over: kernels_check says so.
 */
const struct kernel_table *kernels(void);

/* Whether FORGER_ISA, where it is set, names kernels that this processor can run. FG_USAGE. */
bool kernels_check(struct fg_error *error);

/* The name of the one that is used. */
const char *kernels_isa(void);

/* Number `index` of those that this processor can run, from the least to the best; NULL past the last. */
const struct kernel_table *kernels_at(int index);

/* Use these from now on. For tests; not while another thread computes. */
void kernels_use(const struct kernel_table *table);

#endif
