#include "kernels/kernels.h"

#include <criterion/criterion.h>

/* Every sum goes to `start`, and all are added up: nothing was left out. */
Test(peak, every_sum_is_computed)
{
    for (int i = 0; kernels_at(i); i++) {
        const struct kernel_table *table = kernels_at(i);
        cr_assert_float_eq(table->peak_rounds(1000, 1.0f), (float)table->peak_flops / 2, 1e-2, "%s", table->name);
        cr_assert_float_eq(table->peak_rounds(1000, 2.0f), (float)table->peak_flops, 2e-2, "%s", table->name);
        cr_assert_neq(table->peak_rounds(0, 1.0f), table->peak_rounds(1, 1.0f), "%s: the rounds count", table->name);
    }
}
