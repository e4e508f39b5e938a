#ifndef KERNELS_ADAM_RATES_H
#define KERNELS_ADAM_RATES_H

/* The numbers of a step of Adam; see adam_step in kernel_list.h. */
struct adam_rates {
    float scale, decay, shrink, beta1, rest1, beta2, rest2, rate, root, epsilon;
};

#endif
