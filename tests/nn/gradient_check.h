#ifndef TESTS_GRADIENT_CHECK_H
#define TESTS_GRADIENT_CHECK_H

#include "nn_support.h"

/* Gradients against central differences. Every function asserts. */

enum { GRADIENT_EXAMPLES = 3 };

/* Some numbers, `checks`, of the gradient of each input and parameter. The trial has room for GRADIENT_EXAMPLES.
 * list: for messages. */
void gradient_check(struct trial *trial, const char *list, int checks);

/* The same for a net of one input. */
void gradient_check_list(const char *list, struct shape input, int checks);

#endif
