#ifndef BASE_INTEGER_H
#define BASE_INTEGER_H

static inline int int_min(int a, int b)
{
    return a < b ? a : b;
}

/* a / b rounded up; both positive. */
static inline int int_ceil_divide(int a, int b)
{
    return (a + b - 1) / b;
}

#endif
