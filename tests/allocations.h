#ifndef TESTS_ALLOCATIONS_H
#define TESTS_ALLOCATIONS_H

#include <stdbool.h>

/* Watches every malloc of the process, of other libraries too. */

/* False where another malloc is in the way, a sanitizer's or valgrind's: a test is skipped then. */
bool allocations_are_watched(void);

/* How many there were so far. */
long allocations_made(void);

/* The number-th from now fails; 0: none. */
void allocations_fail(long number);

#endif
