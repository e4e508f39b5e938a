#include "kernels/vector.h"

const struct kernel_table ISA(kernel_table) = {
    .name = ISA_STRING(KERNELS_ISA),
    .panel = PANEL,
    .dot_columns = VECTOR / 2,
    .peak_flops = 2 * PEAK_SUMS * VECTOR,

#define KERNEL(result, name, parameters, arguments) .name = ISA(name),
#include "kernels/kernel_list.h"
#undef KERNEL
};
