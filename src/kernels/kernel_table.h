#ifndef KERNELS_KERNEL_TABLE_H
#define KERNELS_KERNEL_TABLE_H

#include "kernels/adam_rates.h"
#include "kernels/pooling.h"
#include "kernels/product.h"
#include "kernels/tiles.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PANEL_MAX = 32 };

/* The kernels of kernel_list.h for one instruction set. */
struct kernel_table {
    const char *name;
    int panel;       /* columns in a panel of multiply_panels, up to PANEL_MAX */
    int dot_columns; /* up to this many columns multiply_dots is the faster one */
    int peak_flops;  /* of a round of peak_rounds */

#define KERNEL(result, name, parameters, arguments) result(*name) parameters;
#include "kernels/kernel_list.h"
#undef KERNEL
};

extern const struct kernel_table kernel_table_baseline, kernel_table_avx2, kernel_table_avx512;

#endif
