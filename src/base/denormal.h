#ifndef BASE_DENORMAL_H
#define BASE_DENORMAL_H

/* Numbers below about 1e-38 cost a processor a hundred times what others do, and say nothing in training: within
 * parallel_for, and in a step of training, they are zero. */

#if defined(__SSE__)

typedef unsigned int denormal_mode;

/* Flush results, and take operands, as zero (bits 15 and 6 of the control register). Returns the mode before. */
static inline denormal_mode denormals_flush(void)
{
    denormal_mode before = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr(before | 0x8040);
    return before;
}

static inline void denormals_restore(denormal_mode before)
{
    __builtin_ia32_ldmxcsr(before);
}

#elif defined(__aarch64__)

typedef unsigned long denormal_mode;

/* Bit 24 of the control register does both. */
static inline denormal_mode denormals_flush(void)
{
    denormal_mode before;
    __asm__ volatile("mrs %0, fpcr" : "=r"(before));
    __asm__ volatile("msr fpcr, %0" : : "r"(before | 1UL << 24));
    return before;
}

static inline void denormals_restore(denormal_mode before)
{
    __asm__ volatile("msr fpcr, %0" : : "r"(before));
}

#else

typedef int denormal_mode;

static inline denormal_mode denormals_flush(void)
{
    return 0;
}

static inline void denormals_restore(denormal_mode before)
{
    (void)before;
}

#endif

#endif
