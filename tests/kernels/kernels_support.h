#ifndef TESTS_KERNELS_SUPPORT_H
#define TESTS_KERNELS_SUPPORT_H

#include "kernels/kernels.h"

/* The statement behind it, once with each instruction set that the processor has. */
#define FOR_EACH_ISA for (int isa = 0; kernels_at(isa) && (kernels_use(kernels_at(isa)), true); isa++)

/* Standard normal numbers; another seed or item: others. */
void kernels_draw(float *values, size_t count, uint64_t seed, uint32_t item);

#endif
